"""What OCR misread: numbers with a letter for a digit, and numbers beside their label that fail their check.

A scanner for text that was read off a picture. What the scanner finds stands. Beyond that, a number that a scanner
would take if it were right is taken although it is wrong by a digit; and a machine-readable zone is taken as a whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kvkkscan.files.ocr import is_zone, may_be_zone
from kvkkscan.finding import LABELS, Finding, Group

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kvkkscan.fields import Labelled
    from kvkkscan.scanner import Scanner

_DIGIT_FOR: Final = str.maketrans("OoQDIlı|İiZzSsBbGqg", "0000111111225588699")
_TOKEN: Final = re.compile(r"[^\s:;,=]+")
_RUN: Final = re.compile(
    r"(?<![^\s:;,=#(\[])(?:[TI]R ?)?[\dOoQDIlı|İiZzSsBbGqg][\dOoQDIlı|İiZzSsBbGqg.\-/ ]{7,40}(?![^\W\d_])"
)
_BACK: Final = 160  # characters before a number in which its label is looked for
# Valid numbers that belong to nobody, and how many signs may be missing or too many in what stands for one.
_PROBES: Final = (
    ("10000000146", 1),
    ("1234567890", 0),
    ("5549 6012 3456 7891", 1),
    ("TR33 0006 1005 1978 6457 8413 26", 2),
    ("0532 123 45 67", 1),
)
_SCORE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Misread:
    """A scanner that also finds what OCR misread."""

    scanner: Scanner | Labelled

    @property
    def placeholders(self) -> dict[str, tuple[str, str]]:
        """As the scanner's."""
        return dict(self.scanner.placeholders)

    @property
    def packs_digest(self) -> str:
        """As the scanner's."""
        return self.scanner.packs_digest

    def scan(self, text: str) -> Sequence[Finding]:
        """What the scanner finds, and what it would if each sign were read as it was meant."""
        found = list(self.scanner.scan(text))
        right = corrected(text)
        if right != text:
            found += _apart(found, self.scanner.scan(right))
        found += _apart(found, self._beside(text))
        found += [piece for zone in self._zones(text) for piece in _gaps(zone, found, text)]
        return sorted(found, key=lambda one: one.start)

    def _beside(self, text: str) -> Iterator[Finding]:
        """Numbers that fail their check, behind a label that says what they are."""
        for run in _RUN.finditer(text):
            value = run[0].rstrip(" .-/")
            digits = sum(sign.isdigit() for sign in value)
            signs = sum(sign.isalnum() for sign in value)
            if digits < 8 or digits * 4 < signs * 3:
                continue
            before = text[max(run.start() - _BACK, 0) : run.start()]
            for probe, slack in _PROBES:
                if abs(sum(sign.isalnum() for sign in probe) - signs) > slack:
                    continue
                bank = probe.startswith("TR")
                if bank != (value[1:2] == "R"):
                    continue
                one = self._probe(before, probe, bare=bank)
                if one:
                    end = run.start() + len(value)
                    yield Finding(one.entity_type, one.group, run.start(), end, _SCORE, "image.misread", one.reasons)
                    break

    def _probe(self, before: str, probe: str, *, bare: bool) -> Finding | None:
        """What the scanner takes a valid number for where a label stands before it; `bare`: or where none does."""
        for one in self.scanner.scan(before + probe):
            if one.end > len(before) and (bare or any(reason.startswith("label:") for reason in one.reasons)):
                return one
        return None

    def _zones(self, text: str) -> Iterator[Finding]:
        """Machine-readable zones: all lines of them."""
        entities = getattr(self.scanner, "entities", None)
        lines: list[tuple[int, int]] = []
        at = 0
        for line in [*text.split("\n"), ""]:
            if may_be_zone(line):
                lines.append((at, at + len(line)))
            else:
                if any(is_zone(text[start:end]) for start, end in lines):
                    label = "TR_PASSPORT" if text[lines[0][0]] == "P" else "TR_ID_SERIAL"
                    if entities is None or label in entities:
                        group = str(LABELS.get(label, Group.IDENTITY))
                        yield Finding(label, group, lines[0][0], lines[-1][1], 1.0, "image.zone")
                lines = []
            at += len(line) + 1


def corrected(text: str) -> str:
    """The text with letters in numbers replaced by the digits that they look like; as long as it was."""
    return _TOKEN.sub(lambda token: _as_number(token[0]), _NOT_AT.sub("@", text))


_NOT_AT: Final = re.compile(r"(?<=\w)[&©®€](?=[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}\b)")  # what "@" is taken for


def _as_number(token: str) -> str:
    head = 2 if token[:2] in {"TR", "tr"} else 0
    body = token[head:]
    digits = sum(sign.isdigit() for sign in body)
    letters = sum(sign.isalpha() or sign == "|" for sign in body)
    if not letters or digits < 3 or digits < letters * 2:
        return token
    return token[:head] + body.translate(_DIGIT_FOR)


def _apart(found: Sequence[Finding], more: Iterator[Finding] | Sequence[Finding]) -> list[Finding]:
    return [one for one in more if not any(own.start < one.end and one.start < own.end for own in found)]


def _gaps(zone: Finding, found: Sequence[Finding], text: str) -> Iterator[Finding]:
    """What of a zone no finding covers."""
    at = zone.start
    inner = sorted((one.start, one.end) for one in found if one.start < zone.end and zone.start < one.end)
    for start, end in [*inner, (zone.end, zone.end)]:
        if start > at and any(sign.isalnum() for sign in text[at:start]):
            yield Finding(zone.entity_type, zone.group, at, start, zone.score, zone.recognizer)
        at = max(at, end)
