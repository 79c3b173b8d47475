"""Cuts: the stretches of a text that are written over, and the way between the text as given and the new one."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from kvkkscan.placeholders import CARD_SECRETS
from kvkkscan.policy import Action

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kvkkscan.finding import Finding

_PLACEHOLDER: Final = Action("replace")


@dataclass(frozen=True, slots=True)
class Item:
    """What an operator wrote, as Presidio's OperatorResult: `start` and `end` are code points of the new text."""

    start: int
    end: int
    entity_type: str
    operator: str


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch of the text as given that is to be written over; `new` is None until its operator has run."""

    start: int
    end: int
    entity_type: str
    score: float
    action: Action
    new: str | None = field(default=None, repr=False)


class Places:
    """Stretches in ascending order that do not overlap."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        """`spans` are (start, end), ascending."""
        self.spans = spans
        self.starts = [start for start, _ in spans]

    def around(self, found: Finding) -> int | None:
        """Which stretch holds all of a finding."""
        place = bisect_right(self.starts, found.start) - 1
        return place if place >= 0 and found.end <= self.spans[place][1] else None


class Origin:
    """From offsets of the new text to those of the text as given."""

    def __init__(self, items: Sequence[Item], cuts: Sequence[Cut]) -> None:
        """`items` are what was written for each of `cuts`, in order."""
        self.items, self.cuts = items, cuts
        self.starts = [item.start for item in items]

    def of(self, found: Finding) -> Finding:
        """The finding, widened to all of what was written over wherever it touches that."""
        if not self.items:
            return found
        return replace(found, start=self._place(found.start)[0], end=self._place(found.end - 1)[1])

    def _place(self, at: int) -> tuple[int, int]:
        """The stretch of the text as given that the character `at` of the new text comes from."""
        before = bisect_right(self.starts, at) - 1
        if before < 0:
            return at, at + 1
        item, cut = self.items[before], self.cuts[before]
        if at < item.end:
            return cut.start, cut.end
        start = cut.end + at - item.end
        return start, start + 1


_STOP: Final = re.compile(r"[.!?…]+(?=\s|$)|\n")


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """(start, end) of the sentence or line around `text[start:end]`, with its closing sign, without outer blanks."""
    first = max((match.end() for match in _STOP.finditer(text, 0, start)), default=0)
    after = _STOP.search(text, end)
    last = (after.start() if after[0] == "\n" else after.end()) if after else len(text)
    body = text[first:last]
    return first + len(body) - len(body.lstrip()), first + len(body.rstrip())


def merge(cuts: Iterable[Cut]) -> list[Cut]:
    """Cuts in order, overlapping ones made one.

    The whole of them is removed. A card secret among them decides, else the best score, else the longest; where the
    stretch grew, or was written over once, only deletion and replacement are sure to leave nothing of it.
    """
    merged: list[Cut] = []
    for cut in sorted(cuts, key=lambda one: (one.start, one.end)):
        if not merged or cut.start >= merged[-1].end:
            merged.append(cut)
            continue
        last = merged[-1]
        lead = max(last, cut, key=lambda one: (one.entity_type in CARD_SECRETS, one.score, one.end - one.start))
        end = max(last.end, cut.end)
        action = lead.action
        grew = (lead.start, lead.end) != (last.start, end) or last.new is not None or cut.new is not None
        if grew and action.operator not in {"redact", "replace"}:
            action = _PLACEHOLDER
        merged[-1] = replace(lead, start=last.start, end=end, action=action, new=None)
    return merged
