"""Digit runs -> readings. A cursor jumps from digit to digit and takes a whole run at once.

`bytes.find` over a translated copy does the jumping; a run is groups of digits with single separators. Most runs end
here: no recognizer has that many digits, or it needs a label that the text does not hold. Only the rest is cut into
entities (readings.py), and letters are looked at only where a run touches them (shapes.py).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kvkkscan.detect.dates import LIVED_YEAR, date_candidates
from kvkkscan.detect.network import ipv4_candidates
from kvkkscan.detect.readings import Group, read, read_run
from kvkkscan.detect.recognizer import DATE_DIGITS
from kvkkscan.detect.shapes import LOOKALIKES, PLATE, before_digits, digits_first, plate_candidates

if TYPE_CHECKING:
    from kvkkscan.detect.candidate import Candidate
    from kvkkscan.detect.rules import Rules
    from kvkkscan.detect.terms import Words

_DIGITS = bytes(48 if 48 <= byte <= 57 else 32 for byte in range(256))
_NOT_DIGITS = bytes(byte for byte in range(256) if not 48 <= byte <= 57)
_RUN = re.compile(rb"[0-9]++(?:(?:[ .,_\n*]| ?[-/] ?|\) ?-?| ?\(| \. )[0-9]++)*+").match
_GROUP = re.compile(rb"[0-9]+").finditer
_SHORTEST_BARE = 10  # no number that stands without a label or a plus has fewer digits (plates and IPs are shapes)
_BLANK, _ZERO, _FIVE, _NINE, _PLUS = b" 059+"
_PARTS_CODE = frozenset(b" -")  # may stand between the letters and the digits of a code
_SHORTEST_IP = 7  # characters
_DOTS = 3
_PROVINCE, _YEAR = 2, 4  # digits
_ALIKE_LETTERS = frozenset(b"OoQDIlZSBGq")
_LONGEST_GROUP = 26
_ALIKE = re.compile(
    rb"[0-9OoQDIlZSBGq]{1,26}(?:[ .-][0-9OoQDIlZSBGq]{0,9}[0-9][0-9OoQDIlZSBGq]{0,9}){0,12}(?![0-9OoQDIlZSBGq])"
).match
_ALIKE_BEFORE = re.compile(rb"(?<![0-9A-Za-z])(?:[0-9OoQDIlZSBGq]*[0-9][0-9OoQDIlZSBGq]*[ .-]){1,6}$").search
_ALIKE_GROUP = re.compile(rb"[0-9OoQDIlZSBGq]+").finditer
_MOST_LETTERS = 4
_LONG_TEXT = 1_500  # in a shorter one nearly everything is near


def number_candidates(rules: Rules, words: Words, out: list[Candidate]) -> bool:
    """Appends what the number and shape recognizers propose for the digits of one text.

    Returns whether a year of some time ago may be among them, so that nobody looks through the whole text for one.
    """
    raw, lex = words.view.raw, words.view.lex
    find = raw.translate(_DIGITS).find
    coded = words.seen & rules.digits_first_mask
    place = find(b"0")
    if place < 0:
        return False
    labelled, alike = words.seen & rules.required_mask, words.seen & rules.checked_mask
    plates, codes, ips, dates = rules.walk
    needed, size = rules.needed_upto, len(raw)
    aged = False
    while place >= 0:
        end = _RUN(raw, place).end()  # type: ignore[union-attr]  # a digit stands at `place`
        # Letters right before, or a word of one or two letters: codes such as U12345678 or TR33...
        if lex[place] != _BLANK or (
            raw[place - 1] in _PARTS_CODE
            and place > 1
            and lex[place - 1] != _BLANK
            and (lex[place - 2] == _BLANK or lex[place - 3] == _BLANK)
        ):
            taken = before_digits(rules, words, place, out) if codes else 0
            if taken >= end:
                aged, place = dates, find(b"0", taken)
                continue
            before = raw[place - 1]
            if before in _ALIKE_LETTERS and (alike or (before in b"oO" and raw[place] == _FIVE)):
                _lookalikes(rules, words, place, out)
        length = end - place
        glued = lex[end + 1] != _BLANK
        if glued or (end + 1 < size and lex[end + 2] != _BLANK):  # a letter follows, or a sign and then a letter
            if (
                plates
                and (length == _PROVINCE or (length > _PROVINCE and not _ZERO <= raw[end - 3] <= _NINE))
                and PLATE(raw, end - _PROVINCE)
            ):
                plate_candidates(rules, words, place, end, out)
            if glued:
                if coded:
                    digits_first(rules, words, place, out)
                if alike and raw[end] in _ALIKE_LETTERS:
                    _lookalikes(rules, words, place, out)
        if length >= _SHORTEST_BARE or labelled & needed[length] or (raw[place - 1] == _PLUS and place):
            _run(rules, words, place, end, out)
        if length >= _YEAR:
            if ips and length >= _SHORTEST_IP and raw.count(b".", place, end) >= _DOTS:
                ipv4_candidates(rules, words, place, end, out)
            if dates and not aged and LIVED_YEAR(raw, place, end):
                aged = True
        place = find(b"0", end)
    return aged


def _run(rules: Rules, words: Words, start: int, end: int, out: list[Candidate]) -> None:
    """Reads one run, if it has digits enough for anything, or a label that it may need is near."""
    raw = words.view.raw
    digits = raw[start:end].translate(None, _NOT_DIGITS)
    count = len(digits)
    labels = possible = words.seen & rules.required_mask
    if labels and len(raw) > _LONG_TEXT:
        near, chain = words.near(start, end)
        labels, possible = labels & near, possible & chain
    if count < _SHORTEST_BARE:
        needed = rules.needed[count] if count == end - start else rules.needed_upto[count]
        if not possible & needed and raw[start - 1 : start] != b"+":
            return
    read_run(rules, words, start, end, digits.decode("ascii"), labels, possible, out)
    if labels & rules.date_mask:
        for group in _GROUP(raw, start, end):
            if group.end() - group.start() in DATE_DIGITS:
                date_candidates(rules, words, group.start(), out)


def _lookalikes(rules: Rules, words: Words, place: int, out: list[Candidate]) -> None:
    """Numbers with letters in the place of digits (O for 0, l for 1), as typed or read by OCR: only beside a label."""
    raw = words.view.raw
    first = max(0, place - _LONGEST_GROUP)
    while place > first and raw[place - 1] in _ALIKE_LETTERS:
        place -= 1
    row = _ALIKE_BEFORE(raw, max(0, place - _LONGEST_GROUP), place)
    place = row.start() if row else place
    if place and raw[place - 1 : place].isalnum():
        return
    token = _ALIKE(raw, place)
    if not token:
        return
    groups = [
        Group(m.start(), m.end(), m[0].translate(LOOKALIKES).decode("ascii"))
        for m in _ALIKE_GROUP(raw, place, token.end())
    ]
    letters = sum(len(raw[group.start : group.end].strip(b"0123456789")) for group in groups)
    if letters <= _MOST_LETTERS:
        mobile = letters <= 2 and raw[place] in b"oO" and groups[0].digits.startswith("05")  # no code looks like that
        read(rules, words, groups, out, unsure=not mobile)
