"""Texts of a page, as a reader could put them together: in the order of drawing, by lines, and by paragraphs.

Nobody knows in which order a page is read, so it is read in all of these; what is found in one of them goes. Text
of another angle is turned upright first.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from math import atan2, cos, degrees, hypot, radians, sin
from typing import TYPE_CHECKING, Final, NamedTuple

from kvkkscan.files.pdf.glyphs import at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kvkkscan.files.pdf.glyphs import Run

_WORD: Final = 0.17  # of the font's size: a wider gap is a space
_COLUMN: Final = 2.0  # of the font's size: a wider gap parts columns
_FULL: Final = 0.25  # of the width of a block: a line that ends so near its right edge goes on in the next
_HYPHENS: Final = "-\u00ad\u2010"
_SAME_LINE: Final = 0.45
_BACK: Final = -0.6  # of the font's size: how far back a glyph may be set and still go on


class Spot(NamedTuple):
    """A run turned upright: where it begins and ends along its line, how high it stands, and its size, in points."""

    start: float
    end: float
    height: float
    size: float
    run: Run
    turn: float = 0.0


@dataclass(slots=True)
class View:
    """A text and the glyphs that it is made of: (offset, run) of each stretch, ascending."""

    text: str = field(repr=False)
    starts: list[int] = field(repr=False)
    runs: list[Run] = field(repr=False)

    def glyphs(self, start: int, end: int) -> list[tuple[Run, int, int]]:
        """The glyphs of `text[start:end]`: (run, first, end) by the number of their codes."""
        found: list[tuple[Run, int, int]] = []
        place = max(bisect_right(self.starts, start) - 1, 0)
        while place < len(self.starts) and self.starts[place] < end:
            base, run = self.starts[place], self.runs[place]
            place += 1
            first, last = max(start - base, 0), min(end - base, len(run.text))
            if first < last:
                found.append((run, *(_codes(run, first, last))))
        return found


def _codes(run: Run, start: int, end: int) -> tuple[int, int]:
    """Which codes of a run show the characters `start` to `end` of its text."""
    if run.plain:
        return start, end
    at = 0
    first, last = len(run.texts), 0
    for number, text in enumerate(run.texts):
        after = at + len(text)
        if at < end and after > start:
            first, last = min(first, number), number + 1
        at = after
    return first, last


def spot(run: Run, angle: float | None = None) -> Spot:
    """A run turned upright; by its own angle where none is given."""
    a, b, c, d, e, f = run.matrix
    long = hypot(a, b)
    turn = atan2(b, a) if angle is None else radians(angle)
    x, y = cos(turn), sin(turn)
    along = e * x + f * y
    size = abs(run.size) * hypot(c, d)
    return Spot(along, along + run.width * long, f * x - e * y, size or 1.0, run, round(turn, 3))


def angle_of(run: Run) -> int:
    """The angle of a run's writing in whole degrees."""
    a, b = run.matrix[:2]
    return round(degrees(atan2(b, a))) % 360


def drawn(runs: Iterable[Run]) -> View:
    """The text in the order of drawing."""
    build = _Builder()
    last: Spot | None = None
    for run in runs:
        if not run.text:
            continue
        one = spot(run)
        build.add(run, "" if last is None else _between(last, one) if one.turn == last.turn else _across(last, one))
        last = one
    return build.view()


def _across(last: Spot, one: Spot) -> str:
    """What parts two stretches of different angles: text along a curve goes on where the last glyph ended."""
    matrix = last.run.matrix
    x, y = at(matrix, last.run.width, 0.0)
    away = hypot(one.run.matrix[4] - x, one.run.matrix[5] - y)
    return "" if away < 0.5 * one.size else " " if away < one.size else "\n"


def _between(last: Spot, one: Spot) -> str:
    """What parts two stretches: nothing, a space, a tab between columns, or a line end."""
    size = min(last.size, one.size)
    if abs(one.height - last.height) > _SAME_LINE * max(last.size, one.size):
        return "\n"
    gap = one.start - last.end
    if gap < _BACK * size:
        return "\n"
    return "" if gap < _WORD * size else " " if gap < _COLUMN * size else "\t"


def by_lines(runs: list[Run]) -> list[View]:
    """The text line by line and paragraph by paragraph, two views an angle."""
    turned: dict[int, list[Run]] = {}
    for run in runs:
        if run.text:
            turned.setdefault(angle_of(run), []).append(run)
    views = []
    for group in turned.values():
        longest = max(group, key=lambda run: run.width)
        angle = degrees(atan2(*longest.matrix[1::-1]))
        lines = _lines([spot(run, angle) for run in group])
        views += [_joined([lines]), _joined(_blocks(lines), wrapped=True)]
    return views


def _lines(spots: list[Spot]) -> list[list[Spot]]:
    """Spots gathered into lines, from top to bottom, each from its beginning."""
    lines: list[list[Spot]] = []
    base = size = 0.0
    for one in sorted(spots, key=lambda one: (-one.height, one.start)):
        if lines and abs(one.height - base) <= _SAME_LINE * min(one.size, size):
            lines[-1].append(one)
        else:
            lines.append([one])
            base, size = one.height, one.size
    for line in lines:
        line.sort(key=lambda one: one.start)
    return lines


def _blocks(lines: list[list[Spot]]) -> list[list[list[Spot]]]:
    """Lines cut at wide gaps, what stands below one another put together."""
    blocks: list[list[list[Spot]]] = []
    for line in lines:
        pieces: list[list[Spot]] = []
        end = 0.0
        for one in line:
            if pieces and one.start - end < _COLUMN * one.size:
                pieces[-1].append(one)
            else:
                pieces.append([one])
                end = one.end
            end = max(end, one.end)
        for piece in pieces:
            above = next((block for block in reversed(blocks[-12:]) if _below(block[-1], piece)), None)
            if above is None:
                blocks.append([piece])
            else:
                above.append(piece)
    return blocks


def _below(upper: list[Spot], lower: list[Spot]) -> bool:
    """Whether one piece of a line goes on in another."""
    left, right = max(upper[0].start, lower[0].start), min(upper[-1].end, lower[-1].end)
    narrow = min(upper[-1].end - upper[0].start, lower[-1].end - lower[0].start)
    drop = upper[0].height - lower[0].height
    return 0 < drop < 2.5 * max(upper[0].size, lower[0].size) and right - left > 0.5 * narrow


def _joined(blocks: list[list[list[Spot]]], *, wrapped: bool = False) -> View:
    """A line a line; with `wrapped` a paragraph a line: a full line of a block goes on in the next."""
    build = _Builder()
    for lines in blocks:
        right = max(line[-1].end for line in lines)
        left = min(line[0].start for line in lines)
        full = right - _FULL * (right - left)
        for number, line in enumerate(lines):
            goes_on = wrapped and number and lines[number - 1][-1].end >= full
            glued = goes_on and build.trim(line[0].run.text)
            last: Spot | None = None
            for one in line:
                if last is not None and _twice(last, one):
                    continue  # printed twice to look bold; what lies under a box goes with it
                gap = ("" if glued else " " if goes_on else "\n") if last is None else _between(last, one)
                build.add(one.run, " " if gap == "\n" and last is not None else gap)
                last = one
    return build.view()


def _twice(last: Spot, one: Spot) -> bool:
    return (
        one.run.text == last.run.text
        and abs(one.start - last.start) < 0.2 * one.size
        and abs(one.height - last.height) < 0.2 * one.size
        and bool(one.run.text.strip())
    )


class _Builder:
    """A view being put together."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.starts: list[int] = []
        self.runs: list[Run] = []
        self.size = 0
        self.end = "\n"

    def add(self, run: Run, gap: str) -> None:
        """A run after a gap; no space is doubled."""
        if not self.pieces:
            gap = ""
        elif gap in {" ", "\t"} and (self.end.isspace() or run.text[0].isspace()):
            gap = "" if gap == " " else gap
        if gap:
            self.pieces.append(gap)
            self.size += len(gap)
        self.starts.append(self.size)
        self.runs.append(run)
        self.pieces.append(run.text)
        self.size += len(run.text)
        self.end = run.text[-1]

    def trim(self, after: str) -> bool:
        """Takes a hyphen away at which a word was parted that goes on with `after`; whether there was one."""
        tail = self.pieces[-1]
        if len(tail) < 2 or tail[-1] not in _HYPHENS or not tail[-2].isalpha() or not after[:1].islower():
            return False
        self.pieces[-1] = tail[:-1]
        self.size -= 1
        self.end = tail[-2]
        return True

    def view(self) -> View:
        """The view."""
        return View("".join(self.pieces), self.starts, self.runs)
