"""Overlapping candidates: which stays."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvkkscan.detect.candidate import Candidate
from kvkkscan.detect.resolve import choose

_SCORES = st.sampled_from([0.0, 0.2, 0.35, 0.5, 0.55, 0.7, 0.85, 0.95, 1.0])


@st.composite
def candidates(draw: st.DrawFn) -> Candidate:
    """A candidate somewhere in a short text."""
    start = draw(st.integers(0, 40))
    return Candidate(start, start + draw(st.integers(1, 12)), draw(_SCORES), draw(st.integers(0, 5)), ())


def overlap(one: Candidate, other: Candidate) -> bool:
    """Whether two candidates share a place."""
    return one.start < other.end and other.start < one.end


@given(st.lists(candidates(), max_size=20), _SCORES)
def test_what_stays_is_sure_sorted_and_apart(proposed: list[Candidate], threshold: float) -> None:
    """The chosen candidates reach the threshold, stand in order and share no place."""
    chosen = choose(list(proposed), threshold)
    assert set(chosen) <= set(proposed)
    assert all(one.score >= threshold for one in chosen)
    assert all(one.end <= two.start for one, two in pairwise(chosen))


@given(st.lists(candidates(), max_size=20), _SCORES)
def test_what_goes_gives_way_to_something_at_least_as_sure(proposed: list[Candidate], threshold: float) -> None:
    """A candidate over the threshold that is dropped overlaps a chosen one that is as sure, give or take a twentieth."""
    chosen = choose(list(proposed), threshold)
    for one in proposed:
        if one.score >= threshold and one not in chosen:
            assert any(overlap(one, other) and other.score >= one.score - 0.05 for other in chosen)


@given(st.lists(candidates(), max_size=15), st.randoms(use_true_random=False))
def test_the_order_of_proposals_does_not_matter(proposed: list[Candidate], random: object) -> None:
    """Recognizers may propose in any order."""
    shuffled = list(proposed)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert choose(shuffled, 0.3) == choose(list(proposed), 0.3)


@pytest.mark.parametrize(("proposed", "wanted"), [
    pytest.param([(0, 10, 0.7), (0, 5, 0.9)], [(0, 5, 0.9)], id="surer"),
    pytest.param([(0, 10, 0.9), (2, 5, 0.9)], [(0, 10, 0.9)], id="longer"),
    pytest.param([(0, 5, 0.9), (5, 9, 0.6)], [(0, 5, 0.9), (5, 9, 0.6)], id="neighbours"),
    pytest.param([(0, 5, 0.6), (4, 9, 0.9), (8, 12, 0.6)], [(4, 9, 0.9)], id="chain"),
    pytest.param([(0, 5, 0.4)], [], id="unsure"),
])  # fmt: skip
def test_the_surest_stays(proposed: list[tuple[int, int, float]], wanted: list[tuple[int, int, float]]) -> None:
    """Of two that overlap the surer stays, of equals the longer; what only touches stays beside it."""
    chosen = choose([Candidate(*one, 0, ()) for one in proposed], 0.5)
    assert [(one.start, one.end, one.score) for one in chosen] == wanted
