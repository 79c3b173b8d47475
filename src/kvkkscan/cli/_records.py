"""What the readers of all formats share: raw records, the texts inside them, and what is wrong with a bad one."""

from __future__ import annotations

import codecs
import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kvkkscan.errors import InputError, KvkkscanError

if TYPE_CHECKING:
    from kvkkscan.files.report import Unread

# Bytes. All of a record is in memory, with its findings, several times over; what is longer is refused, not risked.
LONGEST_RECORD = 64 << 20


@dataclass(frozen=True, slots=True)
class Layout:
    """All that is needed to read one record of a file; small, and sent along to worker processes."""

    format: str  # "jsonl", "csv", "lines" or "text"
    name: str  # as shown to people; the id of a one-record file
    encoding: str = "utf-8"
    fields: tuple[str, ...] = ()  # as asked for; empty: every text of the record
    guessed: bool = True  # the format was not stated by the user
    delimiter: str = ","
    header: tuple[str, ...] = ()  # CSV: one name a column
    columns: tuple[int, ...] = ()  # CSV: the columns to read
    id_column: int | None = None

    @property
    def names_fields(self) -> bool:
        """Whether a finding must say in which field it is."""
        return self.format in ("jsonl", "csv") and (len(self.fields) != 1 or "*" in self.fields[0].split("."))


@dataclass(frozen=True, slots=True)
class Raw:
    """The bytes of one record as they stand in the file, line ending included, and the line it starts on."""

    line: int
    data: bytes = dataclasses.field(repr=False)


@dataclass(frozen=True, slots=True)
class Piece:
    """One text of a record: `start` and `end` are where its token (JSON string, CSV cell) stands in the record."""

    field: str | None
    start: int
    end: int
    text: str = dataclasses.field(repr=False)
    is_key: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """A record that could be read: `id` is JSON, `body` the decoded record, `pieces` its texts in order."""

    id: str
    body: str = dataclasses.field(repr=False)
    pieces: tuple[Piece, ...] = dataclasses.field(repr=False)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something could not be read or written: a message key and its parameters, never content."""

    key: str
    params: tuple[tuple[str, object], ...] = ()

    @classmethod
    def of(cls, error: KvkkscanError) -> Problem:
        """The problem that an error of this package tells of."""
        return cls(error.key, tuple(error.params.items()))

    @classmethod
    def of_system(cls, key: str, error: OSError) -> Problem:
        """The problem `key`, with the reason that the operating system gives."""
        return cls(key, (("errno", error.errno), ("reason", error.strerror or type(error).__name__)))


def problem_of(unread: Unread) -> Problem:
    """The problem of a file, or of a part of it."""
    if not unread.part:
        return Problem(unread.key, unread.params)
    return Problem("cli-file-part", (("part", unread.part), ("inner", (unread.key, unread.params))))


def decode(data: bytes, encoding: str) -> str:
    """`data` as text.

    Raises:
        InputError: it is not in that encoding; the message says at which byte.
    """
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        wide = data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        key, place = ("cli-utf16", 1) if wide else ("cli-encoding", error.start + 1)
    raise InputError(key, encoding=encoding, byte=place)


def encode(text: str, encoding: str) -> bytes:
    """`text` as bytes.

    Raises:
        InputError: the encoding has no such characters (a placeholder with Turkish letters in ASCII, say).
    """
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        pass
    raise InputError("cli-unencodable", encoding=encoding)
