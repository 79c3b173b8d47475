"""Machine-readable zones of passports and identity cards (ICAO 9303 parts 4 and 5), as typed, pasted or read by OCR."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kvkkscan.detect.candidate import Candidate
from kvkkscan.detect.checks import mrz, tckn

if TYPE_CHECKING:
    from kvkkscan.detect.rules import Rules
    from kvkkscan.detect.terms import Words

_LINE = re.compile(rb"(?<![A-Z0-9<])[A-Z0-9<\xab]{28,46}(?![A-Z0-9<])").finditer
_SECOND_TD3 = re.compile(r"([A-Z0-9<]{9})([0-9<])([A-Z<]{3})([0-9]{6})([0-9])[MFX<][0-9]{6}[0-9]([A-Z0-9<]{14})").match
_FIRST_TD1 = re.compile(r"[IAC][A-Z0-9<]([A-Z<]{3})([A-Z0-9<]{9})([0-9<])([A-Z0-9<]{13,15})").match
_SECOND_TD1 = re.compile(r"([0-9]{6})([0-9])[MFX<][0-9]{6}[0-9]([A-Z<]{3})").match
# "P<TURORNEK<<AYSE<NUR<<<" of a passport, "ORNEK<<AYSE<NUR<<<" of a card: surname, "<<", given names, fill characters.
_NAMES = re.compile(r"(?:P[A-Z<][A-Z]{3})?([A-Z]+(?:<[A-Z]+)*<<[A-Z]+(?:<[A-Z]+)*)<{2,}").fullmatch


def mrz_candidates(rules: Rules, words: Words, out: list[Candidate]) -> None:
    """Appends name, document number, TCKN and birth date from machine-readable lines ("<<" is in the text)."""
    found = {rule.recognizer.entity_type: rule for rule in rules.shapes["mrz"]}
    for line in _LINE(words.view.raw):
        text = line[0].replace(b"\xab", b"<").decode("ascii")
        pieces: list[tuple[str, int, int]] = []
        if (match := _SECOND_TD3(text)) and mrz(match[1], match[2]) and mrz(match[4], match[5]):
            pieces = [
                ("TR_PASSPORT", *match.span(1)),
                ("DATE_OF_BIRTH", *match.span(4)),
                ("TR_NATIONAL_ID", *match.span(6)),
            ]
        elif (match := _FIRST_TD1(text)) and mrz(match[2], match[3]):
            pieces = [("TR_ID_SERIAL", *match.span(2)), ("TR_NATIONAL_ID", *match.span(4))]
        elif (match := _SECOND_TD1(text)) and mrz(match[1], match[2]):
            pieces = [("DATE_OF_BIRTH", *match.span(1))]
        elif match := _NAMES(text):
            pieces = [("PERSON", *match.span(1))]
        for label, first, last in pieces:
            stop = first + len(text[first:last].rstrip("<"))
            if label in found and stop > first and (label != "TR_NATIONAL_ID" or tckn(text[first:stop][:11])):
                if label == "TR_NATIONAL_ID":
                    stop = first + 11
                rule = found[label]
                score = rule.recognizer.score.labelled
                out.append(Candidate(line.start() + first, line.start() + stop, score, rule.index, ("check:mrz",)))
