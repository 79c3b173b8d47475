"""What recognizers propose before overlaps are settled."""

from __future__ import annotations

from typing import NamedTuple


def lowered(score: float, by: float) -> float:
    """A score made a little less sure, at two decimals as packs write them."""
    return round(score - by, 2)


class Candidate(NamedTuple):
    """A stretch of `view.raw` that a recognizer proposes: places there, not yet offsets in the text.

    A named tuple, not a dataclass: it is made for every proposal, and costs a third.
    """

    start: int
    end: int
    score: float
    rule: int
    reasons: tuple[str, ...]
