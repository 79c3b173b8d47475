"""Digit runs -> shapes -> candidates.

A cursor jumps from digit to digit (`bytes.find` over a translated copy) and takes a whole run at once: groups of
digits with single separators. Most runs end there: nothing has that many digits, or needs a label that the text does
not hold. The rest is cut into entities by trying the known lengths over neighbouring groups, so that two numbers side
by side come apart. Letters are looked at only where a run touches them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from kvkkscan.detect.candidate import Candidate
from kvkkscan.detect.dates import DATE_DIGITS, date_candidates
from kvkkscan.detect.endings import noun_ending
from kvkkscan.detect.network import ip_candidates
from kvkkscan.detect.shapes import LOOKALIKES, before_digits, digits_first, plate_candidates

if TYPE_CHECKING:
    from kvkkscan.detect.rules import Rule, Rules
    from kvkkscan.detect.terms import Words

DIGITS = bytes(48 if 48 <= byte <= 57 else 32 for byte in range(256))
_NOT_DIGITS = bytes(byte for byte in range(256) if not 48 <= byte <= 57)
_RUN = re.compile(rb"[0-9]+(?:(?: ?[-/] ?|[ .,_\n*]| \. |\) ?-?| ?\()[0-9]+)*").match
_GROUP = re.compile(rb"[0-9]+").finditer
_SHORTEST_BARE = 10  # no number that stands without a label has fewer digits (plates and IPs are shapes)
_BLANK = 32
_SHORT_IP = 6  # "1.1.1.1" has seven characters
_ALIKE_LETTERS = frozenset(b"OoQDIlZSBGq")
_ALIKE = re.compile(rb"[0-9OoQDIlZSBGq]+(?:[ .-][0-9OoQDIlZSBGq]*[0-9][0-9OoQDIlZSBGq]*)*").match
_ALIKE_GROUP = re.compile(rb"[0-9OoQDIlZSBGq]+").finditer
_MOST_LETTERS = 4
_WHOLE = 7
_MANY = 24  # groups of one number, at most: digit by digit
_MASKED_AFTER = re.compile(rb" ?(?:\*|\x95|[xX]{2,}(?![a-zA-Z]))").match
_MASKED_BEFORE = re.compile(rb"(?:[*\x95]|(?<![a-zA-Z])[xX]{2,}) ?$").search
_JOINED_AFTER = re.compile(rb"(?:[-_/.][0-9A-Za-z])").match
_NEAR, _NEVER = 200, 30  # raw characters
_LOOSE = (b"\n", b",", b"_", b"-", b".")


class Group(NamedTuple):
    """Digits that stand together: place in `raw`, and the digits that they mean."""

    start: int
    end: int
    digits: str


def number_candidates(rules: Rules, words: Words, out: list[Candidate]) -> None:
    """Appends what the number and shape recognizers propose for the digits of one text."""
    raw, lex = words.view.raw, words.view.lex
    find = raw.translate(DIGITS).find
    size = len(raw)
    required = words.seen & rules.required_mask
    place = find(b"0")
    while place >= 0:
        run = _RUN(raw, place)
        end = run.end()  # type: ignore[union-attr]  # a digit stands at `place`
        # Letters right before, or a word of one or two letters: codes such as U12345678 or TR33...
        if lex[place] != _BLANK or (place > 1 and raw[place - 1] == _BLANK and lex[place - 1] != _BLANK):
            taken = before_digits(rules, words, place, out)
            if taken > end:
                place = find(b"0", taken)
                continue
            if raw[place - 1] in _ALIKE_LETTERS and words.seen & rules.checked_mask:
                _lookalikes(rules, words, place, out)
        if end < size and (lex[end + 1] != _BLANK or (end + 1 < size and lex[end + 2] != _BLANK)):
            plate_candidates(rules, words, place, end, out)
            if lex[end + 1] != _BLANK:
                digits_first(rules, words, place, out)
            if raw[end] in _ALIKE_LETTERS and words.seen & rules.checked_mask:
                _lookalikes(rules, words, place, out)
        length = end - place
        if length > _SHORT_IP or raw[end : end + 1] == b":" or raw[place - 1 : place] == b":":
            ip_candidates(rules, words, place, end, out)
        if required or length >= _SHORTEST_BARE:
            _run(rules, words, place, end, out)
        place = find(b"0", end)


def _lookalikes(rules: Rules, words: Words, place: int, out: list[Candidate]) -> None:
    """Numbers with letters in the place of digits (O for 0, l for 1), as typed or read by OCR: only beside a label."""
    raw = words.view.raw
    while place and raw[place - 1] in _ALIKE_LETTERS:
        place -= 1
    token = _ALIKE(raw, place)
    if not token or (place and raw[place - 1 : place].isalnum()):
        return
    groups = [
        Group(m.start(), m.end(), m[0].translate(LOOKALIKES).decode("ascii")) for m in _ALIKE_GROUP(raw, place, token.end())
    ]
    letters = sum(not 48 <= byte <= 57 for group in groups for byte in raw[group.start : group.end])  # noqa: PLR2004
    if letters <= _MOST_LETTERS:
        segment(rules, words, groups, out, unsure=True)


def _run(rules: Rules, words: Words, start: int, end: int, out: list[Candidate]) -> None:
    """Cuts one run into groups and tries them."""
    raw = words.view.raw
    digits = raw[start:end].translate(None, _NOT_DIGITS)
    count = len(digits)
    if count == end - start:
        if count in rules.by_length or count in DATE_DIGITS:
            segment(rules, words, [Group(start, end, digits.decode("ascii"))], out)
        return
    if count >= _SHORTEST_BARE or words.seen & rules.required_mask:
        groups = [Group(m.start(), m.end(), m[0].decode("ascii")) for m in _GROUP(raw, start, end)]
        segment(rules, words, groups, out)


def segment(
    rules: Rules, words: Words, groups: list[Group], out: list[Candidate], *, unsure: bool = False, spoken: bool = False
) -> None:
    """Proposes every recognizer's reading of neighbouring groups.

    `unsure` digits (read from letters) need a label; `spoken` ones may be grouped in any way and need a check.
    """
    by_length, longest = rules.by_length, rules.longest
    dates = rules.shapes.get("date", ())
    for first, group in enumerate(groups):
        digits = ""
        for last in range(first, min(first + _MANY, len(groups))):
            digits += groups[last].digits
            if len(digits) > longest:
                break
            for rule in by_length.get(len(digits), ()):
                if (rule.required and not words.seen & rule.own) or (spoken and rule.check is None):
                    continue
                if rule.begins(digits) and (rule.check is None or rule.check(digits)):
                    _propose(rules, rule, words, groups, (first, last), out, unsure=unsure, spoken=spoken)
        if dates and len(group.digits) in DATE_DIGITS and not unsure and not spoken:
            date_candidates(rules, words, group.start, out)


def _propose(
    rules: Rules,
    rule: Rule,
    words: Words,
    groups: list[Group],
    reach: tuple[int, int],
    out: list[Candidate],
    *,
    unsure: bool,
    spoken: bool,
) -> None:
    """One reading, if what stands around and between its groups lets it be."""
    raw = words.view.raw
    first, last = reach
    start, end = groups[first].start, groups[last].end
    chosen = rule.recognizer
    digits = "".join(group.digits for group in groups[first : last + 1])
    sizes = tuple(len(group.digits) for group in groups[first : last + 1])
    known = sizes in chosen.groupings or (len(sizes) > 1 and set(sizes) == {1} and (1,) in chosen.groupings)
    known = known or spoken
    if chosen.strict_grouping and not known:
        return
    needs_label = unsure or (not known and bool(chosen.groupings))
    if last > first and not spoken:
        between = {raw[groups[k].end : groups[k + 1].start] for k in range(first, last)}
        if b"\n" in between and not chosen.check:
            return
        if b"\n" in between or b"," in between or b"_" in between:
            needs_label = needs_label or len(between) > 2 or b"," in between
        if len(between) > 2 and not chosen.check:  # noqa: PLR2004 - three kinds of separators are no one number
            needs_label = True
    if first and raw[groups[first - 1].end : start] in _LOOSE[3:] and chosen.entity_type != "CREDIT_CARD":
        needs_label = True
    if last + 1 < len(groups) and raw[end : groups[last + 1].start] in _LOOSE[2:] and chosen.entity_type != "CREDIT_CARD":
        needs_label = True
    if chosen.check == "e164" and raw[start - 1 : start] != b"+":
        if digits[:2] != "00":
            return
        needs_label = True
    if last > first and digits[0] != "0" and chosen.entity_type != "CREDIT_CARD" and raw[start - 1 : start] != b"+":
        # Groups of a longer row of groups are no number of their own; a whole number beside them is.
        before, after = groups[first - 1 : first], groups[last + 1 : last + 2]
        if any(len(group.digits) < _WHOLE for group in (*before, *after)):
            needs_label = True
    edge = 0 if spoken else _edges(words, start, end)
    if edge < 0:
        return
    if raw[start - 1 : start] == b"+" or (raw[start - 1 : start] == b"(" and raw.find(b")", start, end) > 0):
        start -= 1
        if raw[start - 1 : start] == b"+":
            start -= 1
    if rule.near and not words.around(start, end, _NEAR, rule.near):
        return
    if words.before(start, _NEVER, rule.never):
        return
    score, reason = rules.score(rule, words, start, end)
    if score <= 0 or ((needs_label or edge) and not reason.startswith("label")):
        return
    out.append(Candidate(start, end, score, rule.index, ("check:" + chosen.check, reason) if chosen.check else (reason,)))


def _edges(words: Words, start: int, end: int) -> int:
    """0: stands free. 1: part of a longer code, so that only a label makes it a number. -1: cannot be one."""
    raw, lex = words.view.raw, words.view.lex
    verdict = 0
    if start:
        before = raw[start - 1]
        if lex[start] != 32:  # a letter is glued in front: a label ("TC1000..."), or a code
            if not _label_ends(words, start):
                return -1
        elif before in b"-./_" and start > 1 and raw[start - 2 : start - 1].isalnum() and not _label_ends(words, start - 1):
            verdict = 1
        elif before in b"*\x95xX " and _MASKED_BEFORE(raw, max(0, start - 4), start):
            return -1
    if end < len(raw):
        after = raw[end]
        if lex[end + 1] != 32:
            stop = lex.find(b" ", end + 1)
            if lex[end + 1 : stop] not in (b"nolu", b"numarali", b"no", b"numara") and not noun_ending(lex, end + 1, stop):
                return -1
            if raw[end : end + 1].isupper() and raw[end + 1 : end + 2].isdigit():
                return -1
        elif after == 64:
            return -1
        elif after in b"* \x95" and _MASKED_AFTER(raw, end):
            return -1
        elif _JOINED_AFTER(raw, end) and after != 46:
            verdict = 1
    return verdict


def _label_ends(words: Words, place: int) -> bool:
    """Whether a word of the packs ends right before `place`."""
    index = words.first_from(place) - 1
    while index >= 0 and words.hits[index][1] > place - 30:
        if words.hit(index)[2] == place and words.hit(index)[0] >= 0:
            return True
        index -= 1
    return False
