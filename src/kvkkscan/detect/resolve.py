"""Overlapping candidates -> findings: the surest stays, of equals the longer one."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from kvkkscan.finding import make_finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kvkkscan.detect.candidate import Candidate
    from kvkkscan.detect.rules import Rules
    from kvkkscan.detect.view import View
    from kvkkscan.finding import Finding


def choose(candidates: list[Candidate], threshold: float) -> list[Candidate]:
    """The candidates at or over `threshold`, none overlapping another, in the order of the text."""
    if len(candidates) == 1:
        return candidates if candidates[0].score >= threshold else []
    sure = [candidate for candidate in candidates if candidate.score >= threshold]
    if len(sure) < 2:
        return sure
    sure.sort()
    last = -1
    for candidate in sure:
        if candidate.start < last:
            return _settled(sure)
        last = candidate.end
    return sure


def _settled(candidates: list[Candidate]) -> list[Candidate]:
    """Of overlapping candidates the surest, of equals the longest; in the order of the text."""
    chosen: list[Candidate] = []
    starts: list[int] = []
    for candidate in sorted(candidates, key=_rank):
        place = bisect_left(starts, candidate.start)
        if place < len(chosen) and chosen[place].start < candidate.end:
            continue
        if place and chosen[place - 1].end > candidate.start:
            continue
        chosen.insert(place, candidate)
        starts.insert(place, candidate.start)
    return chosen


def _rank(candidate: Candidate) -> tuple[int, int, int, int]:
    return -round(candidate.score * 20), candidate.start - candidate.end, candidate.start, candidate.rule


def findings(
    rules: Rules, seen: View, chosen: Sequence[Candidate], entities: frozenset[str] | None, offset: int = 0
) -> list[Finding]:
    """Candidates as findings, with offsets in the text; `offset` is where a piece of a longer text begins in it."""
    result = []
    recognizers, straight = rules.packs.recognizers, seen.untidied is None
    for start, end, score, rule, reasons in chosen:
        known = recognizers[rule]
        if entities is None or known.entity_type in entities:
            first, last = (start, end) if straight else seen.span(start, end)
            result.append(
                make_finding(known.entity_type, known.group, first + offset, last + offset, score, known.id, reasons)
            )
    return result
