"""The name of a field says what its bare value is: a column `kart_no` or a key `tckn` counts as a label before it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kvkkscan.detect.keys import names_value, spelled

if TYPE_CHECKING:
    from kvkkscan.detect.explain import Explanation
    from kvkkscan.finding import Finding
    from kvkkscan.scanner import Scanner

_LONGEST = 60  # characters of a bare value; what is longer speaks for itself
_LONGEST_NAME = 60
_CARD = "kart, "
_NAME_A_CARD = frozenset(("card", "cvv"))  # concepts of recognizers/context.toml
_NEED_A_CARD = frozenset(("card-code", "expiry", "expiry-hint", "expiry-part", "pin"))
_NAMES_A_PERSON = "name-field"  # of recognizers/names.toml: "müşteri adı" holds a name, "ürün adı" none
_GENERAL = frozenset("no nr number numara num id value deger kod code month year ay yil tarih date text".split())
_SENTENCE = re.compile(r"\n|[^\W\d_]{2,}(?:\s+[^\W\d_]{2,}){3}|[.!?]\s+\S")  # four words in a row, or two sentences


@dataclass(frozen=True, slots=True)
class Labelled:
    """A scanner that reads a bare value behind its field's name; offsets are those of the value itself."""

    scanner: Scanner
    label: str

    @property
    def placeholders(self) -> dict[str, tuple[str, str]]:
        """As the scanner's."""
        return dict(self.scanner.placeholders)

    @property
    def packs_digest(self) -> str:
        """As the scanner's."""
        return self.scanner.packs_digest

    def scan(self, text: str) -> list[Finding]:
        """The findings in a field's text."""
        if not is_bare(text):
            return self.scanner.scan(text)
        found = self.scanner.scan(self.label + text)
        return [shifted for one in found if (shifted := _shifted(one, len(self.label)))]

    def explain(self, text: str, lang: str) -> list[Explanation]:
        """Every candidate in a field's text, with its reasons."""
        if not is_bare(text):
            return self.scanner.explain(text, lang)
        found = self.scanner.explain(self.label + text, lang)
        size = len(self.label)
        return [replace(one, finding=moved) for one in found if (moved := _shifted(one.finding, size))]


def _shifted(found: Finding, size: int) -> Finding | None:
    """A finding with the offsets of the value, None where it lies in the label."""
    return replace(found, start=max(found.start - size, 0), end=found.end - size) if found.end > size else None


def is_bare(text: str) -> bool:
    """Whether a field holds a value and no sentence."""
    return len(text) <= _LONGEST and not _SENTENCE.search(text)


def label_of(name: str, scanner: Scanner) -> str:
    """The words of a field's name as a label ("kart no: "), "" where they name nothing that the packs know.

    Of a dotted path the last key counts; one that says little ("number") is read with the key before it.
    """
    keys = [key for key in name.split(".") if not key.isdigit() and key != "*"][-2:]
    for words in (spelled(keys[-1]), " ".join(map(spelled, keys))) if keys else ():
        if not words or words in _GENERAL or len(words) > _LONGEST_NAME:
            continue
        meant = scanner.concepts(words)
        if _NAMES_A_PERSON in meant or (meant and names_value(words)):
            return words + ": "
    return ""


def labels_of(names: tuple[str, ...], scanner: Scanner) -> tuple[str, ...]:
    """The label of each field of a record; where one field names a card, those that need a card near them say so."""
    labels = [label_of(name, scanner) for name in names]
    meant = {label: scanner.concepts(label) for label in set(labels)}
    card = any(found & _NAME_A_CARD for found in meant.values())
    return tuple(_CARD + label if card and meant[label] & _NEED_A_CARD else label for label in labels)
