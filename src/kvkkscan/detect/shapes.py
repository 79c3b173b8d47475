"""Identifiers of letters and digits, tried where a digit run touches letters: never searched over the whole text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kvkkscan.detect.candidate import Candidate, lowered
from kvkkscan.detect.checks import iban, iban_length

if TYPE_CHECKING:
    from kvkkscan.detect.rules import Rule, Rules
    from kvkkscan.detect.terms import Words

_IBAN_TAIL = re.compile(rb"[0-9OoIl] ?[0-9OoIl](?:[ .\n-]{0,2}[A-Za-z0-9]){11,30}").match
_LOWER = re.compile(rb"[a-z]").search
_TURKISH = re.compile(rb"[0-9OoIl](?:[ .,_/\n-]{0,2}[0-9OoIl]){23}").match
_GOES_ON = re.compile(rb"[0-9A-Z]|[a-z](?![a-z]{0,7}(?![A-Za-z0-9]))").match  # a case ending may follow, a code may not
_ALNUM = re.compile(rb"[A-Za-z0-9]").finditer
LOOKALIKES = bytes.maketrans(b"OoQDIlZSBGq", b"00001125869")
PLATE = re.compile(rb"(0[1-9]|[1-7][0-9]|8[01])([ .\n-]?)([A-Za-z]{1,3})([ .\n-]?)([0-9]{2,5})(?![0-9A-Za-z@])").match
# What is issued: letters -> digits (Karayolları Trafik Yönetmeliği, 23 letters, no Q W X).
_PLATE_SIZES = {1: (4, 5), 2: (3, 4), 3: (2, 3)}
_BLANK = 32
_LONG_WORD = 12
_NEAR, _NEVER = 200, 40  # raw characters
_MISTYPED = 19  # a Turkish IBAN with more digits than this was meant, though its check fails
_CODE_BEFORE = re.compile(rb"[0-9A-Za-z][-./+]|[0-9][,:=]").fullmatch  # the plate would be the tail of a longer code
_EDGE = re.compile(rb"[0-9A-Za-z@]").match


def before_digits(rules: Rules, words: Words, start: int, out: list[Candidate]) -> int:
    """Codes whose letters stand right before the digit at `start`: IBAN, passport, identity card, licence.

    Returns the end of an IBAN that was found, so that its digits are not read again, else 0.
    """
    raw, lex = words.view.raw, words.view.lex
    stop = start if lex[start] != _BLANK else start - 1
    first = lex.rfind(b" ", max(0, stop - _LONG_WORD), stop + 1)  # the blank before a word stands where it begins
    if first < 0:
        return 0
    letters = stop - first
    if letters and "iban" in rules.shapes:
        country, place = _country(raw, first, stop)
        taken = (
            _iban(rules, words, country, place, place + 2 if country == "TR" and raw[stop - 1] in b"oO" else start, out)
            if country
            else 0
        )
        if taken:
            return taken
    if 1 <= letters <= 2:  # no document has more letters in front
        for rule in rules.shapes.get("letters-digits", ()):
            if not rule.required or words.seen & rule.own:
                _coded(rules, rule, words, first, out)
    return 0


def _country(raw: bytes, first: int, stop: int) -> tuple[str, int]:
    """(country code, its place) of an IBAN whose letters end at `stop`: "TR", "IBANTR", "T R"; ("", 0) for none."""
    word = raw[first:stop].upper()
    if word.endswith((b"TRO", b"TROO")):  # the first check digits as letters
        stop -= len(word) - len(word.rstrip(b"O"))
        word = word.rstrip(b"O")
    if len(word) == 1 and raw[first - 2 : first].upper() == b"T " and word == b"R":
        return "TR", first - 2
    if len(word) == 2 or word[:-2] in (b"IBAN", b"\xddBAN", b"IBN"):
        country = word[-2:].decode("latin-1")
        return (country, stop - 2) if iban_length(country) else ("", 0)
    return "", 0


def _iban(rules: Rules, words: Words, country: str, first: int, start: int, out: list[Candidate]) -> int:
    """An IBAN whose country code is at `first` and whose check digits begin at `start`."""
    raw = words.view.raw
    rule = rules.shapes["iban"][0]
    if country == "TR" and (turkish := _TURKISH(raw, start)):
        stop = turkish.end()
        code = turkish[0].translate(LOOKALIKES, b" .,_/\n-").decode("ascii")
        if not _GOES_ON(raw, stop) and int(code[2:] + "2927" + code[:2]) % 97 == 1:
            reason = rules.score(rule, words, first, stop)[1]
            out.append(Candidate(first, stop, rule.recognizer.score.labelled, rule.index, ("check:iban", reason)))
            return stop
    tail = _IBAN_TAIL(raw, start)
    if not tail:
        return 0
    wanted = iban_length(country) - 2
    places = [m.start() for m in _ALNUM(raw, start, tail.end())][:wanted]
    stop = places[-1] + 1
    body = bytes([raw[place] for place in places])
    reason = rules.score(rule, words, first, stop)[1]
    if (
        len(places) == wanted
        and not _GOES_ON(raw, stop)
        and iban(country + body.decode("ascii").upper())
        and (reason.startswith("label") or not _LOWER(raw, first, stop))
    ):
        out.append(Candidate(first, stop, rule.recognizer.score.labelled, rule.index, ("check:iban", reason)))
        return stop
    digits = len(body) - len(body.translate(None, b"0123456789"))
    if country == "TR" and digits > _MISTYPED and digits >= len(places) - 2 and reason.startswith("label"):
        out.append(Candidate(first, stop, rule.recognizer.score.elsewhere, rule.index, ("check-fails:iban", reason)))
    return 0


def _coded(rules: Rules, rule: Rule, words: Words, first: int, out: list[Candidate]) -> None:
    """A recognizer's own pattern, anchored at the first letter of a code."""
    raw = words.view.raw
    match = rule.match(raw, first) if rule.match else None
    if not match or (first and _EDGE(raw, first - 1)):
        return
    stop = match.end()
    if (_EDGE(raw, stop) and not raw[stop : stop + 1].islower()) or raw[stop : stop + 2].strip(b"-/.")[:1].isdigit():
        return
    if (rule.near and not words.around(first, stop, _NEAR, rule.near)) or words.before(first, _NEVER, rule.never):
        return
    score, reason = rules.score(rule, words, first, stop)
    if score > 0:
        out.append(Candidate(first, stop, score, rule.index, (reason,)))


def digits_first(rules: Rules, words: Words, start: int, out: list[Candidate]) -> None:
    """Codes that begin with digits and go on with letters (some foreign passports), beside their label only."""
    for rule in rules.shapes.get("letters-digits", ()):
        if rule.required and words.seen & rule.own:
            _coded(rules, rule, words, start, out)


def plate_candidates(rules: Rules, words: Words, start: int, end: int, out: list[Candidate]) -> None:
    """A licence plate whose province is the last group of the run at `raw[start:end]`; letters follow it."""
    raw = words.view.raw
    plates = rules.shapes.get("plate")
    if plates and raw[end - 2 : end].isdigit() and (end - 2 == start or not raw[end - 3 : end - 2].isdigit()):
        _plate(rules, plates[0], words, end - 2, out)


def _sure_digits(digits: bytes) -> bool:
    """Digits that no quantity has: five of them, or a leading zero."""
    return len(digits) > 4 or digits[:1] == b"0"


def _plate(rules: Rules, rule: Rule, words: Words, first: int, out: list[Candidate]) -> None:
    raw = words.view.raw
    match = PLATE(raw, first)
    if not match:
        return
    _, gap, letters, gap2, digits = match.groups()
    folded = letters.lower()
    if b"q" in folded or b"w" in folded or b"x" in folded:
        return
    if first and (_EDGE(raw, first - 1) or _CODE_BEFORE(raw, max(first - 2, 0), first)):
        return
    stop = match.end()
    if raw[stop : stop + 1] in (b",", b".", b"/", b"-", b":") and raw[stop + 1 : stop + 2].isdigit():
        return
    score, reason = rules.score(rule, words, first, stop)
    issued = len(digits) in _PLATE_SIZES[len(letters)]
    capital = letters.isupper()
    labelled = reason.startswith("label")
    alone = not raw[:first].strip() and not raw[stop:].strip()  # a field that holds nothing else
    if b"\n" in gap + gap2 and not labelled:
        return
    lone_letter = len(letters) == 1 and (alone or (issued and _sure_digits(digits)))
    if (
        folded in rules.units
        and not (capital and (labelled or lone_letter))
        and not (labelled and issued and len(letters) == 1)
    ):
        return
    if not (labelled or alone):
        if not issued or (not capital and (gap or gap2 or len(letters) < 2)):
            return
        score = score if capital and b"." not in gap + gap2 else lowered(score, 0.15)
    out.append(Candidate(first, stop, score, rule.index, (reason,)))
