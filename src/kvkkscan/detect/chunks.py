"""Long texts are scanned in pieces, so that memory stays small and time grows with length only.

A piece ends at a line end or a blank where it can, and is read together with some text before and after it: a finding
belongs to the piece that it begins in, and everything that decides about it lies within that margin.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kvkkscan.finding import Finding

LONG = 40_000  # characters; shorter texts are one piece
_PIECE = 30_000
_MARGIN = 600  # more than the longest finding and the widest look around it


@dataclass(frozen=True, slots=True)
class Piece:
    """`text` is the piece with its margins; it begins at `offset` of the whole, its own part is `first` to `last`."""

    text: str
    offset: int
    first: int
    last: int

    def own(self, found: Sequence[Finding]) -> list[Finding]:
        """The findings (with offsets in the whole text) that begin in this piece's own part."""
        return [one for one in found if self.first <= one.start < self.last]


def pieces(text: str) -> Iterator[Piece]:
    """The pieces of `text`, in order; one for a text of ordinary length."""
    size = len(text)
    if size <= LONG:
        yield Piece(text, 0, 0, size)
        return
    first = 0
    while first < size:
        last = min(first + _PIECE, size)
        if last < size:
            cut = max(text.rfind("\n", first + _PIECE // 2, last), -1)
            if cut < 0:
                cut = text.rfind(" ", last - _MARGIN, last)
            last = cut + 1 if cut > 0 else last
        offset = max(0, first - _MARGIN)
        yield Piece(text[offset : min(last + _MARGIN, size)], offset, first, last)
        first = last
