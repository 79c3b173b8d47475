"""What a reader of files yields: parts (texts) and members (files within), and how to write the file anew.

A format is one function: `read(data, name, room) -> Content`. It never looks for personal data; work.py does. It says
what the file holds, and gives a function that writes the file again with some stretches of text replaced.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from kvkkscan.errors import Unscannable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


class Edit(NamedTuple):
    """`text[start:end]` of a part becomes `new`; offsets in code points. Edits of a part are ascending and disjoint."""

    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class Part:
    """One text of a file.

    `place` says where it stands, for people ("word/document.xml", "Subject"); `locate` refines it by an offset ("B4").
    `named` is the name of what the text is the value of (a header cell, a key, an attribute), "" where it has none;
    `fields` are the names of all fields of the same record. `again` marks another reading of text that stands in other
    parts, too: it is read for what shows only there. `fixed` text cannot be replaced: a finding in it refuses the file.
    `seen` text was read off a picture, and signs in it may be misread.
    """

    place: str
    text: str = field(repr=False)
    named: str = ""
    fields: tuple[str, ...] = ()
    again: bool = False
    fixed: bool = False
    seen: bool = False
    locate: Callable[[int], str] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Member:
    """A file within a file: an attachment, an archive's member, an embedded object. `name` may be ""."""

    place: str
    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Changes:
    """What to write: edits by the index of their part; new bytes by the index of a member, None to leave it out."""

    edits: Mapping[int, Sequence[Edit]]
    members: Mapping[int, bytes | None] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds.

    `write` gives the new bytes; what `changes` does not name stays, byte for byte where the format allows it. `leaves`
    are kinds of things that writing always leaves out, because nobody needs them and they may show what is removed:
    ends of message keys, "thumbnail" of "file-leaves-thumbnail". What `loses` names goes only where something is
    written. `shown` tells, after `write`, how the bytes of a member come back when the file is read again, where not as
    they were given. `flat` gives the file with what was changed in it as pictures, for when other readers still see
    what should be gone.
    """

    parts: Sequence[Part]
    write: Callable[[Changes], bytes] = field(repr=False)
    members: Sequence[Member] = ()
    leaves: tuple[str, ...] = ()
    loses: tuple[str, ...] = ()
    shown: Callable[[bytes], bytes] | None = field(default=None, repr=False)
    flat: Callable[[], bytes] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Limits:
    """Budgets of one file with all that is in it; what is over one of them is refused.

    `size`: bytes of the file. `unpacked`: bytes of everything within, measured while unpacking. `members`: files
    within. `depth`: archives in archives. `parts`: texts. `cpu`, `wall`: seconds. `memory`: bytes of the child process.
    """

    size: int = 128 << 20
    unpacked: int = 512 << 20
    members: int = 10_000
    depth: int = 5
    parts: int = 2_000_000
    cpu: int = 90
    wall: int = 180
    memory: int = 2 << 30


@dataclass(slots=True)
class Room:
    """What is left of the budgets; one for a file and all within it. `says`: see `names`."""

    limits: Limits
    says: Callable[[str], bool] | None = None
    depth: int = 0
    _bytes: int = 0
    _members: int = 0
    _parts: int = 0
    _end: float = field(default=0.0)

    def __post_init__(self) -> None:
        """Start the clock."""
        self._end = time.monotonic() + self.limits.wall

    def unpack(self, size: int) -> None:
        """`size` more bytes came out of something packed.

        Raises:
            Unscannable: that is too much.
        """
        self._bytes += size
        if self._bytes > self.limits.unpacked:
            raise Unscannable("file-too-much", size=self.limits.unpacked >> 20)

    def left(self) -> int:
        """How many bytes may still come out."""
        return max(self.limits.unpacked - self._bytes, 0)

    def names(self, name: str) -> bool:
        """Whether the name of a field may say what its values are; only cells under them are parts of their own."""
        return bool(name) and (self.says is None or self.says(name))

    def member(self, count: int = 1) -> None:
        """One more file within.

        Raises:
            Unscannable: those are too many.
        """
        self._members += count
        if self._members > self.limits.members:
            raise Unscannable("file-too-many", count=self.limits.members)

    def part(self, count: int = 1) -> None:
        """More texts.

        Raises:
            Unscannable: those are too many, or time is up.
        """
        self._parts += count
        if self._parts > self.limits.parts:
            raise Unscannable("file-too-many-texts", count=self.limits.parts)
        if time.monotonic() > self._end:
            raise Unscannable("file-time", seconds=self.limits.wall)

    def enter(self) -> None:
        """One file deeper.

        Raises:
            Unscannable: that is too deep.
        """
        self.depth += 1
        if self.depth > self.limits.depth:
            raise Unscannable("file-too-deep", depth=self.limits.depth)

    def leave(self) -> None:
        """Back again."""
        self.depth -= 1
