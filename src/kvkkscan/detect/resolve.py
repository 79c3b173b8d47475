"""Overlapping candidates -> findings: the surest stays, of equals the longer one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvkkscan.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kvkkscan.detect.candidate import Candidate
    from kvkkscan.detect.rules import Rules
    from kvkkscan.detect.view import View


def choose(candidates: list[Candidate], threshold: float) -> list[Candidate]:
    """The candidates at or over `threshold`, none overlapping another, in the order of the text."""
    if len(candidates) == 1:
        return candidates if candidates[0].score >= threshold else []
    chosen: list[Candidate] = []
    starts: list[int] = []
    from bisect import bisect_left

    for candidate in sorted(candidates, key=lambda c: (-round(c.score * 20), c.start - c.end, c.start, c.rule)):
        if candidate.score < threshold:
            continue
        place = bisect_left(starts, candidate.start)
        if place < len(chosen) and chosen[place].start < candidate.end:
            continue
        if place and chosen[place - 1].end > candidate.start:
            continue
        chosen.insert(place, candidate)
        starts.insert(place, candidate.start)
    return chosen


def findings(rules: Rules, seen: View, chosen: Sequence[Candidate], entities: frozenset[str] | None) -> list[Finding]:
    """Candidates as findings, with offsets in the text."""
    result = []
    for start, end, score, rule, reasons in chosen:
        recognizer = rules.packs.recognizers[rule]
        if entities is None or recognizer.entity_type in entities:
            first, last = seen.span(start, end)
            result.append(
                Finding(recognizer.entity_type, recognizer.group, first, last, round(score, 2), recognizer.id, reasons)
            )
    return result
