"""Flows: a text as a reader sees it, put together from stretches of raw documents, and the way back.

"0532 123 45 67" may stand in four runs of a Word paragraph, with tags, entities and escapes between the digits. A flow
is that text in one piece; each of its segments knows where it stands in its raw document. An edit of the flow becomes
edits of the raw documents: the new text goes where the first character stood, the other characters are cut, everything
in between (tags, formatting) stays as it is.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from kvkkscan.files.content import Edit


class Whole(NamedTuple):
    """How to write a segment that can only be written as a whole: `before` + escaped text + `after`."""

    before: str
    after: str


_PLAIN: Final = Whole("", "")


class Segment(NamedTuple):
    """A stretch of a flow.

    `at`: where it begins in the flow. `doc`: number of the raw document, -1 for text that stands nowhere (the line
    end between two paragraphs). `start`, `end`: where it stands there. `whole` is None where raw and read text are
    the same, character for character, and may be a function where it is costly to say.
    """

    at: int
    doc: int
    start: int
    end: int
    whole: Whole | Callable[[], Whole] | None


@dataclass(slots=True)
class Flow:
    """A text being put together; `text` once it is whole."""

    _texts: list[str] = field(default_factory=list, repr=False)
    segments: list[Segment] = field(default_factory=list, repr=False)
    size: int = 0
    _marks: list[tuple[int, str]] = field(default_factory=list, repr=False)

    def raw(self, text: str, doc: int, start: int) -> None:
        """Text that stands in document `doc` at `start` as it is read."""
        if text:
            size = len(text)
            self.segments.append(Segment(self.size, doc, start, start + size, None))
            self._texts.append(text)
            self.size += size

    def read(self, text: str, doc: int, start: int, end: int, whole: Whole | Callable[[], Whole] = _PLAIN) -> None:
        """Text that document `doc` spells otherwise, from `start` to `end`: an entity, an escape, a number."""
        if text:
            self.segments.append(Segment(self.size, doc, start, end, whole))
            self._texts.append(text)
            self.size += len(text)

    def replace_last(self, text: str, end: int) -> None:
        """The last segment goes on to `end` and reads `text` (the second half of a surrogate pair)."""
        last = self.segments.pop()
        joined = self.text[: last.at] + text
        self.segments.append(Segment(last.at, last.doc, last.start, end, last.whole))
        self._texts, self.size = [joined], len(joined)

    def gap(self, text: str) -> None:
        """Text that stands nowhere."""
        self.segments.append(Segment(self.size, -1, 0, 0, None))
        self._texts.append(text)
        self.size += len(text)

    def add(self, other: Flow) -> None:
        """Another flow, once more."""
        text, segments = other.text, other.segments
        for place, one in enumerate(segments):
            stop = segments[place + 1].at if place + 1 < len(segments) else other.size
            self._texts.append(text[one.at : stop])
            self.segments.append(one._replace(at=self.size))
            self.size += stop - one.at

    def mark(self, name: str) -> None:
        """From here on the text stands at `name` (a cell)."""
        self._marks.append((self.size, name))

    @property
    def text(self) -> str:
        """The text in one piece."""
        if len(self._texts) > 1:
            self._texts = ["".join(self._texts)]
        return self._texts[0] if self._texts else ""

    def name_at(self, offset: int) -> str:
        """The name of the last mark at or before `offset`; "" where there is none."""
        place = bisect_right(self._marks, offset, key=lambda one: one[0]) - 1
        return self._marks[place][1] if place >= 0 else ""

    def cut(self, start: int, end: int) -> Flow:
        """The flow of a stretch of this one; segments that can only be written whole must lie in it whole."""
        text, part = self.text, Flow()
        first = max(bisect_right(self.segments, start, key=lambda one: one.at) - 1, 0)
        for place in range(first, len(self.segments)):
            one = self.segments[place]
            if one.at >= end:
                break
            stop = self.segments[place + 1].at if place + 1 < len(self.segments) else self.size
            begin, stop = max(one.at, start), min(stop, end)
            if begin >= stop:
                continue
            if one.doc < 0:
                part.gap(text[begin:stop])
            elif one.whole is None:
                part.raw(text[begin:stop], one.doc, one.start + begin - one.at)
            else:
                part.read(text[begin:stop], one.doc, one.start, one.end, one.whole)
        return part


class RawEdit(NamedTuple):
    """Characters `start` to `end` of a raw document become `new` (already escaped)."""

    start: int
    end: int
    new: str


def raw_edits(
    flow: Flow, edits: Sequence[Edit], escape: Callable[[str], str], into: Callable[[int], list[RawEdit]]
) -> None:
    """Adds to the lists that `into` gives for a document what `edits` of `flow` mean there."""
    text, segments = flow.text, flow.segments
    count = len(segments)
    for edit in edits:
        place = max(bisect_right(segments, edit.start, key=lambda one: one.at) - 1, 0)
        new: str | None = edit.new
        while place < count and segments[place].at < edit.end:
            one = segments[place]
            stop = segments[place + 1].at if place + 1 < count else flow.size
            place += 1
            if one.doc < 0 or stop <= edit.start:
                continue
            begin, end = max(one.at, edit.start), min(stop, edit.end)
            if one.whole is None:
                shift = one.start - one.at
                change = RawEdit(begin + shift, end + shift, escape(new or ""))
            else:
                kept = text[one.at : begin] + (new or "") + text[end:stop]
                whole = one.whole if isinstance(one.whole, Whole) else one.whole()
                change = RawEdit(one.start, one.end, whole.before + escape(kept) + whole.after if kept else "")
            into(one.doc).append(change)
            new = ""


def splice(raw: str, edits: Iterable[RawEdit]) -> str:
    """`raw` with `edits` made; where some overlap, their union is replaced by the first new text among them."""
    done: list[str] = []
    at = 0
    for one in merged(edits):
        done += (raw[at : one.start], one.new)
        at = one.end
    return "".join([*done, raw[at:]])


def merged(edits: Iterable[RawEdit]) -> list[RawEdit]:
    """Edits in order, overlapping ones made one."""
    result: list[RawEdit] = []
    for one in sorted(set(edits), key=lambda one: (one.start, -one.end)):
        if result and (one.start < result[-1].end or (one.start, one.end) == result[-1][:2]):
            last = result[-1]
            result[-1] = RawEdit(last.start, max(last.end, one.end), last.new or one.new)
        else:
            result.append(one)
    return result
