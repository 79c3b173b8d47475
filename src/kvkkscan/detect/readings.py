"""Neighbouring digit groups -> candidates: every recognizer's reading of them, if what stands around lets it be."""

from __future__ import annotations

import re
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from kvkkscan.detect.candidate import Candidate
from kvkkscan.detect.context import judge
from kvkkscan.detect.endings import noun_ending

if TYPE_CHECKING:
    from kvkkscan.detect.rules import Rule, Rules, Table
    from kvkkscan.detect.terms import Words

_MANY = 24  # groups of one number, at most: digit by digit
_SURE = 0.7
_WHOLE = 7  # a group of that many digits is a number of its own
_NEAR, _NEVER = 200, 30  # raw characters
_BLANK, _AT, _PLUS, _OPEN = 32, 64, 43, 40
_DIGIT_BYTES = b"0123456789"
_SPACED = bytes(byte if 48 <= byte <= 57 else 32 for byte in range(256))
_GROUP = re.compile(rb"[0-9]+").finditer
# Stars that hide digits: three or more, or some between digits or other stars; two alone are emphasis.
_MASKED_AFTER = re.compile(rb" ?(?:\*{3}|\*{1,2}[0-9]|\*{1,2} \*|\x95|[xX]{2,}(?![a-zA-Z]))").match
_MASKED_BEFORE = re.compile(rb"(?:\*{3}|[0-9]\*{1,2}|\* \*{1,2}|\x95|(?<![a-zA-Z])[xX]{2,}) ?$").search
# A whole number may stand behind a dash, or the other ending of a phone ("-68"); all else makes a longer code.
_JOINED_AFTER = re.compile(rb"(?:[-_]|/(?=[0-9]))(?![0-9]{7}|[0-9]{2}(?![0-9A-Za-z]))[0-9A-Za-z]").match
_OTHER_ENDING = re.compile(rb"(?:[-/][0-9]{2}){1,3}(?![0-9A-Za-z]|[-./:,][0-9])").match  # "... 45 67-68": two lines
_AMOUNT = re.compile(
    rb" ?(?:\x80|\$|(?:tl|try|usd|eur|lira|adet|puan|kr|dk|dakika|ki\xfei|kisi|kez|y[i\xfd]l[i\xfd]nda[n]?)(?![a-z]))",
    re.IGNORECASE,
).match
_NUMBERED = (b"nolu", b"numarali", b"no", b"numara")


# Digits as one number: start, end, digits, the sizes of their groups, the separators between (joined), and four flags:
# a hard separator, a short group joins it to its row; it is unsure, spoken (see `read`). No NamedTuple: it is made for
# every number, and costs three times as much.
Reading: TypeAlias = "tuple[int, int, str, tuple[int, ...], bytes, bool, bool, bool, bool]"


class Group(NamedTuple):
    """Digits that stand together: their place in `raw`, and the digits that they mean."""

    start: int
    end: int
    digits: str


def read_run(
    rules: Rules, words: Words, start: int, end: int, digits: str, labels: int, possible: int, out: list[Candidate]
) -> None:
    """Appends what the run at `raw[start:end]` may be: one number, or several side by side.

    `labels` stand near it; `possible` are those and the labels that a word near may turn out to be.
    """
    raw = words.view.raw
    count = len(digits)
    whole = end - start == count
    sizes = (count,) if whole else tuple(map(len, raw[start:end].translate(_SPACED).split()))
    if count <= rules.longest:
        passing = _passing(rules, raw, rules.table(labels), start, digits)
        if passing:
            seps = b"" if whole else raw[start:end].translate(None, _DIGIT_BYTES)
            if _offer(rules, words, passing, (start, end, digits, sizes, seps, False, False, False, False), out):
                return
    if whole:
        return
    table = rules.table(possible)
    if _divides(table, digits, sizes, abroad=start > 0 and raw[start - 1] == _PLUS):
        groups = [Group(m.start(), m.end(), m[0].decode("ascii")) for m in _GROUP(raw, start, end)]
        read(rules, words, groups, out, table=table)


def _divides(table: Table, digits: str, sizes: tuple[int, ...], *, abroad: bool) -> bool:
    """Whether any groups of a run have digits enough, and a head, for a rule: those of a price or an IP seldom do."""
    ends = list(accumulate(sizes))
    begin = 0
    for first, end in enumerate(ends):
        head = digits[begin : begin + 2]
        lengths = table.get(head)
        if lengths and not lengths.keys().isdisjoint([last - begin for last in ends[first:]]):
            return True
        if head == "00" or (abroad and not begin):
            return True
        begin = end
    return False


def read(
    rules: Rules,
    words: Words,
    groups: list[Group],
    out: list[Candidate],
    *,
    table: Table | None = None,
    unsure: bool = False,
    spoken: bool = False,
) -> None:
    """Appends every recognizer's reading of neighbouring groups.

    `unsure` digits (read from letters) need a label; `spoken` ones may be grouped in any way and need a check.
    """
    raw = words.view.raw
    if table is None:
        table = rules.table(words.seen & rules.required_mask)
    row = "".join([group.digits for group in groups])
    begins = [0, *accumulate([len(group.digits) for group in groups])]
    lasts = {end: last for last, end in enumerate(begins[1:])}  # where a group ends in the row -> its index
    for first, group in enumerate(groups):
        begin = begins[first]
        head = row[begin : begin + 2]
        lengths = set(table.get(head, ()))
        if head == "00" or raw[group.start - 1 : group.start] == b"+":
            lengths |= rules.international.get(head, {}).keys()
        for length in sorted(lengths):
            last = lasts.get(begin + length)
            if last is None or last >= first + _MANY:
                continue
            digits = row[begin : begin + length]
            passing = _passing(rules, raw, table, group.start, digits, spoken=spoken)
            if not passing:
                continue
            one = groups[first : last + 1]
            seps = b"".join([raw[left.end : right.start] for left, right in pairwise(one)])
            hard, short = _joints(words, groups, first, last, seps)
            sizes = tuple([len(part.digits) for part in one])
            reading = group.start, one[-1].end, digits, sizes, seps, hard, short, unsure, spoken
            _offer(rules, words, passing, reading, out)


def _joints(words: Words, groups: list[Group], first: int, last: int, seps: bytes) -> tuple[bool, bool]:
    """(hard, short) of the reading of `groups[first:last + 1]`; a short group counts if it is parted as they are."""
    raw = words.view.raw
    hard = short = False
    if first:
        before = groups[first - 1]
        parted = raw[before.end : groups[first].start]
        part = len(before.digits) < _WHOLE
        hard = part and parted in (b"-", b".")
        short = part and parted in seps
    if last + 1 < len(groups):
        after = groups[last + 1]
        parted = raw[groups[last].end : after.start]
        part = len(after.digits) < _WHOLE
        hard = hard or (part and len(after.digits) != 2 and parted in (b"_", b"-", b"."))
        short = short or (part and parted in seps)
    return hard, short


def _passing(
    rules: Rules, raw: bytes, table: Table, start: int, digits: str, *, spoken: bool = False
) -> list[Rule] | None:
    """The rules that so many digits with such a head may be, and whose check holds."""
    head = digits[:2]
    lengths = table.get(head)
    fitting = lengths.get(len(digits), ()) if lengths else ()
    if head == "00" or (start and raw[start - 1] == _PLUS):
        fitting += rules.international.get(head, {}).get(len(digits), ())
    if not fitting:
        return None
    return [
        rule
        for rule in fitting
        if (not rule.heads or rule.begins(digits)) and (rule.check(digits) if rule.check else not spoken)
    ]


def _offer(rules: Rules, words: Words, passing: list[Rule], reading: Reading, out: list[Candidate]) -> bool:
    """Proposes the rules; whether one was taken that stands by itself."""
    taken, kind = False, ""
    for rule in passing:
        if taken and rule.recognizer.entity_type == kind:
            continue
        if _propose(rules, rule, words, reading, out):
            taken, kind = True, rule.recognizer.entity_type
    return taken


def _propose(rules: Rules, rule: Rule, words: Words, reading: Reading, out: list[Candidate]) -> bool:
    """One reading: refused, taken, or taken only beside its label. True where its check held and it scored well."""
    raw = words.view.raw
    start, end, digits, sizes, seps, hard, short, needs_label, spoken = reading
    chosen = rule.recognizer
    card = chosen.entity_type == "CREDIT_CARD"
    if hard and not card:
        needs_label = True
    if (
        chosen.groupings
        and not spoken
        and sizes not in chosen.groupings
        and not ((1,) in chosen.groupings and set(sizes) == {1})
    ):
        if chosen.strict_grouping:
            return False
        needs_label = True
    if (not rule.check or (b"." in seps and set(sizes[1:]) == {3})) and _AMOUNT(raw, end):
        return False
    before = raw[start - 1] if start else _BLANK
    plus = before == _PLUS and not raw[start - 2 : start - 1].isdigit()
    if rule.international and not plus:
        if digits[:2] != "00":
            return False
        needs_label = True
    if seps and not spoken:
        if b"\n" in seps and not rule.check:
            return False
        if b"," in seps or (len(set(seps)) > 2 and (not rule.check or b"\n" in seps or b"_" in seps)):
            needs_label = True
        # Groups of a longer row of groups are no number of their own; whole numbers beside them are.
        if short and not card and not plus and digits[0] != "0":
            needs_label = True
    edge = 0 if spoken else _edges(words, start, end, checked=rule.check is not None)
    if edge < 0 or (not rule.check and _masked(raw, start, end)):
        return False
    if plus or (before == _OPEN and raw.find(b")", start, end) > 0):
        start -= 2 if not plus and raw[start - 2 : start - 1] == b"+" else 1
    if rule.near and not words.around(start, end, _NEAR, rule.near):
        return False
    if rule.never and words.before(start, _NEVER, rule.never):
        return False
    score, reason = judge(words, start, end, rule, rules.names)
    if score <= 0 or ((needs_label or (edge and not card)) and not reason.startswith("label")):
        return False
    if chosen.entity_type == "PHONE_NUMBER" and (other := _OTHER_ENDING(raw, end)):
        end = other.end()
    out.append(
        Candidate(start, end, score, rule.index, ("check:" + chosen.check, reason) if chosen.check else (reason,))
    )
    return rule.check is not None and score >= _SURE


def _edges(words: Words, start: int, end: int, *, checked: bool) -> int:
    """0: stands free. 1: part of a longer code, so that only a label makes it a number. -1: cannot be one."""
    raw, lex = words.view.raw, words.view.lex
    verdict = 0
    if lex[start] != _BLANK:  # a letter is glued in front: a label ("TC1000..."), or a code
        if not words.ends_at(start):
            return -1
    elif (
        start > 1
        and raw[start - 1] in b"-./_"
        and raw[start - 2 : start - 1].isalnum()
        and not words.ends_at(start - 1)
        and not (raw[max(0, start - 8) : start - 1].isdigit() and start > _WHOLE)
    ):
        verdict = 1
    if end == len(raw):
        return verdict
    after = raw[end]
    if lex[end + 1] != _BLANK:
        stop = lex.find(b" ", end + 1)
        if checked and (words.begins_at(end) or _AMOUNT(raw, end)):
            return verdict  # the label of what follows, or a unit, typed without a blank ("...cvv418", "...TL")
        if lex[end + 1 : stop] not in _NUMBERED and not noun_ending(lex, end + 1, stop):
            return -1
        if raw[end : end + 1].isupper() and raw[end + 1 : end + 2].isdigit():
            return -1
    elif after == _AT:
        return -1
    elif after in b"-_/" and _JOINED_AFTER(raw, end):
        return 1
    return verdict


def _masked(raw: bytes, start: int, end: int) -> bool:
    """Whether digits are what is left of a number that somebody masked ("5549 60** ****", "0532 XXX XX 67")."""
    return bool(_MASKED_AFTER(raw, end) or _MASKED_BEFORE(raw, max(0, start - 5), start))
