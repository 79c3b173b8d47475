"""Neighbouring digit groups -> candidates: every recognizer's reading of them, if what stands around lets it be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from kvkkscan.detect.candidate import Candidate
from kvkkscan.detect.dates import DATE_DIGITS, date_candidates
from kvkkscan.detect.endings import noun_ending

if TYPE_CHECKING:
    from kvkkscan.detect.rules import Rule, Rules
    from kvkkscan.detect.terms import Words

_MANY = 24  # groups of one number, at most: digit by digit
_WHOLE = 7  # a group of that many digits is a number of its own
_NEAR, _NEVER = 200, 30  # raw characters
_BLANK, _AT, _DOT = 32, 64, 46
_MASKED_AFTER = re.compile(rb" ?(?:\*|\x95|[xX]{2,}(?![a-zA-Z]))").match
_MASKED_BEFORE = re.compile(rb"(?:[*\x95]|(?<![a-zA-Z])[xX]{2,}) ?$").search
_JOINED_AFTER = re.compile(rb"[-_/][0-9A-Za-z]").match
_NUMBERED = (b"nolu", b"numarali", b"no", b"numara")


class Group(NamedTuple):
    """Digits that stand together: their place in `raw`, and the digits that they mean."""

    start: int
    end: int
    digits: str


def read(
    rules: Rules, words: Words, groups: list[Group], out: list[Candidate], *, unsure: bool = False, spoken: bool = False
) -> None:
    """Appends every recognizer's reading of neighbouring groups.

    `unsure` digits (read from letters) need a label; `spoken` ones may be grouped in any way and need a check.
    """
    seen = words.seen
    table = rules.labelled if seen & rules.required_mask else rules.bare
    dates = seen & rules.date_mask and not unsure and not spoken
    last_group = len(groups) - 1
    for first, group in enumerate(groups):
        digits = group.digits
        head = digits[:2] if len(digits) > 1 or first == last_group else digits + groups[first + 1].digits[:1]
        lengths = table.get(head)
        plus = words.view.raw[group.start - 1 : group.start] == b"+"
        if plus or head == "00":
            lengths = (lengths or {}) | rules.international.get(head, {})
        if lengths:
            last = first
            while True:
                for rule in lengths.get(len(digits), ()):
                    if (rule.required and not seen & rule.own) or (spoken and not rule.check):
                        continue
                    if rule.begins(digits) and (not rule.check or rule.check(digits)):
                        reading = groups if last_group == 0 else groups[first : last + 1]
                        joint = _joints(words, groups, first, last)
                        _propose(rules, rule, words, reading, joint, out, unsure=unsure, spoken=spoken)
                last += 1
                if last > last_group or last - first == _MANY:
                    break
                digits += groups[last].digits
                if len(digits) > rules.longest:
                    break
        if dates and len(group.digits) in DATE_DIGITS:
            date_candidates(rules, words, group.start, out)


class _Joints(NamedTuple):
    """What joins a reading to the groups beside it in the run: hard separators, and whether those groups are short."""

    hard: bool
    short: bool


def _joints(words: Words, groups: list[Group], first: int, last: int) -> _Joints:
    raw = words.view.raw
    hard = short = False
    if first:
        before = groups[first - 1]
        hard = raw[before.end : groups[first].start] in (b"-", b".")
        short = len(before.digits) < _WHOLE
    if last + 1 < len(groups):
        after = groups[last + 1]
        hard = hard or raw[groups[last].end : after.start] in (b"_", b"-", b".")
        short = short or len(after.digits) < _WHOLE
    return _Joints(hard, short)


def _propose(
    rules: Rules,
    rule: Rule,
    words: Words,
    groups: list[Group],
    joints: _Joints,
    out: list[Candidate],
    *,
    unsure: bool,
    spoken: bool,
) -> None:
    """One reading: refused, taken, or taken only beside its label."""
    raw = words.view.raw
    start, end = groups[0].start, groups[-1].end
    chosen = rule.recognizer
    card = chosen.entity_type == "CREDIT_CARD"
    sizes = tuple([len(group.digits) for group in groups])
    known = spoken or sizes in chosen.groupings or (len(sizes) > 1 and set(sizes) == {1} and (1,) in chosen.groupings)
    if chosen.strict_grouping and not known:
        return
    needs_label = unsure or (joints.hard and not card) or (not known and bool(chosen.groupings))
    plus = raw[start - 1 : start] == b"+"
    if rule.international and not plus:
        if groups[0].digits[:2] != "00":
            return
        needs_label = True
    if len(groups) > 1 and not spoken:
        between = {raw[one.end : two.start] for one, two in zip(groups, groups[1:], strict=False)}
        if b"\n" in between and not rule.check:
            return
        if b"," in between or (len(between) > 2 and (not rule.check or b"\n" in between or b"_" in between)):  # noqa: PLR2004
            needs_label = True
        # Groups of a longer row of groups are no number of their own; whole numbers beside them are.
        if joints.short and not card and not plus and groups[0].digits[0] != "0":
            needs_label = True
    edge = 0 if spoken else _edges(words, start, end)
    if edge < 0:
        return
    if plus or (raw[start - 1 : start] == b"(" and raw.find(b")", start, end) > 0):
        start -= 2 if not plus and raw[start - 2 : start - 1] == b"+" else 1
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
        if lex[start] != _BLANK:  # a letter is glued in front: a label ("TC1000..."), or a code
            if not words.ends_at(start):
                return -1
        elif before in b"-./_" and start > 1 and raw[start - 2 : start - 1].isalnum() and not words.ends_at(start - 1):
            verdict = 1
        elif before in b"*\x95 " and _MASKED_BEFORE(raw, max(0, start - 4), start):
            return -1
    if end < len(raw):
        after = raw[end]
        if lex[end + 1] != _BLANK:
            stop = lex.find(b" ", end + 1)
            if lex[end + 1 : stop] not in _NUMBERED and not noun_ending(lex, end + 1, stop):
                return -1
            if raw[end : end + 1].isupper() and raw[end + 1 : end + 2].isdigit():
                return -1
        elif after == _AT or (after in b"* \x95" and _MASKED_AFTER(raw, end)):
            return -1
        elif _JOINED_AFTER(raw, end):
            verdict = 1
    return verdict
