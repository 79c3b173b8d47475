"""Recognizers of others that feed a scanner: what they find stands among its own findings.

They read the text as it is given. A finding of theirs that overlaps a placeholder is none; of two that overlap, theirs
or ours, the surer stays, of equals the longer. One that fails makes the text unscannable: an empty answer would call it
clean.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from kvkkscan.errors import Unscannable
from kvkkscan.finding import make_finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kvkkscan.finding import Finding, Group


@dataclass(frozen=True, slots=True)
class Fed:
    """What a feed found: label, offsets in code points (end exclusive), score in 0..1."""

    entity_type: str
    start: int
    end: int
    score: float


class Feed(Protocol):
    """A recognizer of others. `labels` are those that it may yield, each with the group that policies address."""

    @property
    def name(self) -> str:
        """Its name in findings and records."""
        ...

    @property
    def labels(self) -> Mapping[str, Group]:
        """Label -> group."""
        ...

    def find(self, text: str) -> Iterable[Fed]:
        """What it finds; whatever it raises makes the text unscannable."""
        ...


def fed(
    text: str,
    own: Sequence[Finding],
    feeds: Sequence[Feed],
    threshold: float,
    entities: frozenset[str] | None,
    placeholders: Sequence[tuple[int, int]],
) -> list[Finding]:
    """The findings of a scanner with those of its feeds, in order, none overlapping another.

    Raises:
        Unscannable: a feed failed, or answered what cannot be.
    """
    every = list(own)
    for feed in feeds:
        for one in _asked(feed, text):
            wanted = entities is None or one.entity_type in entities
            if wanted and one.score >= threshold and not any(a < one.end and one.start < b for a, b in placeholders):
                group = str(feed.labels[one.entity_type])
                every.append(
                    make_finding(
                        one.entity_type, group, one.start, one.end, one.score, feed.name, (f"fed:{feed.name}",)
                    )
                )
    return _settled(every)


def _settled(every: Sequence[Finding]) -> list[Finding]:
    """Of overlapping findings the surest, of equals the longest; in the order of the text."""
    chosen: list[Finding] = []
    starts: list[int] = []
    for found in sorted(
        every, key=lambda one: (-round(one.score * 20), one.start - one.end, one.start, one.recognizer)
    ):
        place = bisect_left(starts, found.start)
        if place < len(chosen) and chosen[place].start < found.end:
            continue
        if place and chosen[place - 1].end > found.start:
            continue
        chosen.insert(place, found)
        starts.insert(place, found.start)
    return chosen


def _rank(one: Finding) -> tuple[int, int, int, str]:
    return -round(one.score * 20), one.start - one.end, one.start, one.recognizer


def _asked(feed: Feed, text: str) -> list[Fed]:
    try:
        answer = list(feed.find(text))
        good = all(
            one.entity_type in feed.labels and 0 <= one.start < one.end <= len(text) and 0 <= one.score <= 1
            for one in answer
        )
    except Exception:  # noqa: BLE001 - another's code; its words may hold the text
        raise Unscannable("unscannable-feed", name=feed.name) from None
    if not good:
        raise Unscannable("unscannable-feed", name=feed.name)
    return answer
