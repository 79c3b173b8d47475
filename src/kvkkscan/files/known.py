"""Values that were removed once are removed wherever they stand in the same file.

A number is found by its context, and a file says a thing more than once: a phone number with its label in a table, the
same number bare in a chart's cache. Numbers of seven digits or more and mail addresses are remembered, as digits and in
small letters, in the memory of the process that reads the file, and looked for in all of its texts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from kvkkscan.finding import LABELS, Finding, Group

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kvkkscan.redaction import Scans

_SHORTEST: Final = 7  # digits
_SHORTEST_MAIL: Final = 6
_SHORT: Final = frozenset({"DATE_OF_BIRTH", "CARD_EXPIRY", "IP_ADDRESS", "TR_LICENSE_PLATE", "TR_ADDRESS", "PERSON"})
_RUN: Final = re.compile(r"\d(?:[ \t\u00a0\u202f\u2009.\-\u2010\u2011\u2013/()\u00ad\u200b]{0,2}\d)+")
_GROUP: Final = re.compile(r"\d+")
_MAIL: Final = re.compile(r"[\w.%+\-]+@[\w\-]+(?:\.[\w\-]+)+")
_GROUPS: Final = 12  # of digits that one number may be written in
_PHONE: Final = 10  # digits of a Turkish number, without 0 or +90


@dataclass(slots=True)
class Known:
    """What was removed: number or mail address -> its label, and the lengths of the numbers."""

    values: dict[str, str] = field(default_factory=dict, repr=False)
    _sizes: set[int] = field(default_factory=set)

    def add(self, entity_type: str, value: str) -> bool:
        """Remembers a removed value, if it is of a kind that can be told apart; whether it is new."""
        before = len(self.values)
        for form in _forms(entity_type, value):
            self.values.setdefault(form, entity_type)
            if form.isdigit():
                self._sizes.add(len(form))
        return len(self.values) > before

    def spans(self, text: str) -> list[tuple[int, int, str]]:
        """Where known values stand in `text`: (start, end, label), ascending, disjoint."""
        if not self.values or len(text) < _SHORTEST_MAIL:
            return []
        found: list[tuple[int, int, str]] = []
        for run in _RUN.finditer(text) if self._sizes else ():
            found += self._in_run(run)
        if "@" in text:
            for mail in _MAIL.finditer(text):
                label = self.values.get(mail[0].lower())
                if label:
                    found.append((*mail.span(), label))
        found.sort(key=lambda one: (one[0], -one[1]))
        apart: list[tuple[int, int, str]] = []
        for one in found:
            if not apart or one[0] >= apart[-1][1]:
                apart.append(one)
        return apart

    def _in_run(self, run: re.Match[str]) -> list[tuple[int, int, str]]:
        if run.end() - run.start() < _SHORTEST:
            return []
        groups = [(one.start() + run.start(), one.end() + run.start(), one[0]) for one in _GROUP.finditer(run[0])]
        found, first = [], 0
        while first < len(groups):
            digits, hit = "", 0
            for last in range(first, min(first + _GROUPS, len(groups))):
                digits += plain_digits(groups[last][2])
                if len(digits) in self._sizes and digits in self.values:
                    hit = last + 1
                    found.append((groups[first][0], groups[last][1], self.values[digits]))
                    break
            first = hit or first + 1
        return found


@dataclass(frozen=True, slots=True)
class WithKnown:
    """A scanner that also finds what is known."""

    scanner: Scans
    known: Known

    @property
    def placeholders(self) -> dict[str, tuple[str, str]]:
        """As the scanner's."""
        return dict(getattr(self.scanner, "placeholders", None) or {})

    @property
    def packs_digest(self) -> str:
        """As the scanner's."""
        return str(getattr(self.scanner, "packs_digest", ""))

    def scan(self, text: str) -> Sequence[Finding]:
        """What the scanner finds, and known values that it does not."""
        found = list(self.scanner.scan(text))
        more = [
            Finding(label, str(LABELS.get(label, Group.IDENTITY)), start, end, 1.0, "file.known-value")
            for start, end, label in self.known.spans(text)
            if not any(one.start < end and start < one.end for one in found)
        ]
        return sorted([*found, *more], key=lambda one: one.start)


def plain_digits(text: str) -> str:
    """The digits of a text, whatever script they are in, as 0 to 9."""
    if text.isascii() and text.isdigit():
        return text
    return "".join(str(int(sign)) for sign in text if sign.isdecimal())


def _forms(entity_type: str, value: str) -> list[str]:
    """The forms in which a value may stand elsewhere; none for what is too short or ordinary to be told apart."""
    if entity_type in _SHORT or LABELS.get(entity_type) == Group.SPECIAL:
        return []
    if "@" in value:
        mail = value.strip().lower()
        return [mail] if len(mail) >= _SHORTEST_MAIL else []
    digits = plain_digits(value)
    if len(digits) < _SHORTEST:
        return []
    if entity_type == "PHONE_NUMBER" and len(digits) >= _PHONE:
        own = digits[-_PHONE:]
        return [own, "0" + own, "90" + own, "0090" + own]
    return [digits]
