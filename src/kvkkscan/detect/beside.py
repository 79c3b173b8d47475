"""Short numbers that only their neighbours tell: dates of birth, years of birth, and the branch of a bank account."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kvkkscan.detect.candidate import Candidate
from kvkkscan.detect.dates import dates_beside

if TYPE_CHECKING:
    from kvkkscan.detect.rules import Rule, Rules
    from kvkkscan.detect.terms import Words

_YEAR_BEFORE = re.compile(
    rb"(?<![0-9])(?<![0-9][./-])((?:19[2-9]|20[01])[0-9])(?:'?[a-z]{1,2})?(?: y[i\xfd]l[i\xfd])? $"
).search
_BRANCH = re.compile(
    rb"[ :=.(-]{1,4}([0-9]{3,5})(?![0-9A-Za-z]|[.,:/-] ?[0-9]| [0-9]| (?:tl|lira|y[i\xfd]l|dk|dakika|ki[s\xfe]i|adet))",
    re.IGNORECASE,
).match
_GOES_ON = re.compile(rb"[-/. ][0-9]").match
_ACCOUNT_NEAR = 60  # raw characters
_YEAR = 14  # raw characters that "1985 yılı " takes, at most


def beside(rules: Rules, words: Words, out: list[Candidate], threshold: float, *, aged: bool) -> None:
    """Appends what stands in one row with numbers found by now, or right before "doğumlu".

    `aged`: a year of birth may stand in the text.
    """
    shapes = rules.shapes
    if aged and out and "date-beside" in shapes:
        dates_beside(rules, words, out, threshold)
    for rule in shapes.get("birth-year", ()):
        if words.seen & rule.own:
            _birth_years(rule, words, out)
    if out:
        for rule in shapes.get("bank-branch", ()):
            if words.seen & rule.own:
                _branches(rules, rule, words, out, threshold)


def _birth_years(rule: Rule, words: Words, out: list[Candidate]) -> None:
    raw = words.view.raw
    for _, start, _ in words.meaning(rule.own):
        year = _YEAR_BEFORE(raw, max(0, start - _YEAR), start)
        if year:
            out.append(Candidate(*year.span(1), rule.recognizer.score.labelled, rule.index, ("label:birth",)))


def _branches(rules: Rules, rule: Rule, words: Words, out: list[Candidate], threshold: float) -> None:
    """The branch beside an account number in one piece, which says nothing without it; "731-6543210" says both."""
    raw, masks, recognizers = words.view.raw, words.lexicon.masks, rules.packs.recognizers
    accounts = [
        found
        for found in out
        if found.score >= threshold
        and recognizers[found.rule].entity_type == rule.recognizer.entity_type
        and raw[found.start : found.end].isdigit()
        and not _GOES_ON(raw, found.end)
        and raw[found.start - 1 : found.start] not in (b"-", b"/", b".")
    ]
    for number, _, stop in words.meaning(rule.own) if accounts else ():
        branch = _BRANCH(raw, stop) if masks[number] & rule.own else None
        if branch and any(
            found.start - branch.end() <= _ACCOUNT_NEAR and branch.start() - found.end <= _ACCOUNT_NEAR
            for found in accounts
        ):
            out.append(Candidate(*branch.span(1), rule.recognizer.score.labelled, rule.index, ("label:bank-branch",)))
