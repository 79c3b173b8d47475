"""Calendar dates beside words of birth, or in one row with a person's number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kvkkscan.detect.candidate import Candidate
from kvkkscan.detect.context import toll

if TYPE_CHECKING:
    from kvkkscan.detect.rules import Rules
    from kvkkscan.detect.terms import Words

_GLUED_CASE = re.compile(rb"(?:[dt][ae]n?|l[i\xfdu\xfc])(?![0-9A-Za-z\xc0-\xff])").match  # "12.05.1980de"
_EDGE = re.compile(rb"[0-9A-Za-z@]").match
MONTHS = (
    b"ocak", b"subat", b"mart", b"nisan", b"mayis", b"haziran", b"temmuz", b"agustos", b"eylul", b"ekim", b"kasim",
    b"aralik",
    b"oca", b"sub", b"mar", b"nis", b"may", b"haz", b"tem", b"agu", b"eyl", b"eki", b"kas", b"ara",
    b"january", b"february", b"march", b"april", b"june", b"july", b"august", b"september", b"october", b"november",
    b"december", b"jan", b"feb", b"apr", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec",
)  # fmt: skip
MONTH = re.compile(rb" (" + b"|".join(MONTHS) + rb")(?: ?[td][ae]n?| ?[yn]?[iu]n?)? ").match
_SHORT = 6  # digits
_DATE_NUMERIC = re.compile(
    rb"([0-9]{1,2})( ?[./,-] ?| |\n)([0-9]{1,2})( ?[./,-] ?| |\n)([0-9]{4}|[0-9]{2})(?![0-9])"
).match
_DATE_ISO = re.compile(rb"([0-9]{4})([-./ ])([0-9]{1,2})\2([0-9]{1,2})(?![0-9])").match
_DATE_COMPACT = re.compile(rb"[0-9]{8}(?![0-9])").match
_DATE_SHORT = re.compile(rb"[0-9]{6}(?![0-9])").match  # "120580", beside its label only
_DATE_WORD = re.compile(
    rb"([0-9]{1,2})[. /-]{0,2}([A-Za-z\xc0-\xff]{3,12}(?:'[a-z]+)?)(?:/[A-Za-z]{3})?"
    rb"[. /,-]{0,2}([0-9]{4}|[0-9]{2})(?![0-9])"
).match


def date_candidates(rules: Rules, words: Words, start: int, out: list[Candidate]) -> None:
    """A calendar date whose first digit is at `start`, if a label of the date recognizers is in the text."""
    raw = words.view.raw
    stop = date_end(words, start) or _short_end(words.view.raw, start)
    if not stop or (start and _EDGE(raw, start - 1)) or (_EDGE(raw, stop) and not _GLUED_CASE(raw, stop)):
        return
    short = stop == start + _SHORT
    for rule in rules.shapes["date"]:
        if words.seen & rule.own:
            score, reason = rules.score(rule, words, start, stop)
            if score > 0 and (not short or reason.startswith("label:birth")):
                out.append(Candidate(start, stop, score, rule.index, (reason,)))


def date_end(words: Words, start: int) -> int:
    """The end of a plausible calendar date (years 1900-2039) that begins at `start`, or 0."""
    raw = words.view.raw
    if match := _DATE_NUMERIC(raw, start):
        day, _, month, _, year = match.groups()
        if _plausible(int(day), int(month), year):
            return match.end()
    if match := _DATE_ISO(raw, start):
        year, _, month, day = match.groups()
        if _plausible(int(day), int(month), year):
            return match.end()
    if match := _DATE_COMPACT(raw, start):
        text = match[0]
        if _plausible(int(text[:2]), int(text[2:4]), text[4:]) or _plausible(int(text[6:]), int(text[4:6]), text[:4]):
            return match.end()
    if match := _DATE_WORD(raw, start):
        day, _, year = match.groups()
        folded = b" " + words.view.lex[match.start(2) + 1 : match.end(2) + 1] + b" "
        if MONTH(folded) and _plausible(int(day), 1, year):
            return match.end()
    return 0


def _short_end(raw: bytes, start: int) -> int:
    """The end of a date of six digits (day, month, year) at `raw[start]`, or 0."""
    match = _DATE_SHORT(raw, start)
    return match.end() if match and 1 <= int(match[0][:2]) <= 31 and 1 <= int(match[0][2:4]) <= 12 else 0


def _plausible(day: int, month: int, year: bytes) -> bool:
    if len(year) == 4 and not 1900 <= int(year) < 2040:
        return False
    return (1 <= day <= 31 and 1 <= month <= 12) or (1 <= day <= 12 and 1 <= month <= 31)


# A digit first, what stands before it second: `re` skips to the next digit then, instead of looking back everywhere.
_START = re.compile(rb"[0-9](?<![0-9A-Za-z.,/:-][0-9])[0-9]{0,3}(?=[./ -])").finditer
_LAST_YEAR = 2016  # younger dates beside a person's number or name are mostly of documents
# Years up to _LAST_YEAR: a date that carries no label has one of them.
LIVED_YEAR = re.compile(rb"19[0-9][0-9]|20(?:0[0-9]|1[0-6])").search
_OLD_YEAR = re.compile(rb"19[2-9][0-9]|20(?:0[0-9]|1[0-6])").search
_UPPER, _LOWER = rb"[A-Z\xc7\xd0\xd6\xdc\xdd\xde]", rb"[a-z\xe7\xf0\xf6\xfc\xfd\xfe\xe2]"
_AFTER_NAME = re.compile(
    rb"(?:" + _UPPER + _LOWER + rb"+ ){1,3}" + _UPPER + rb"(?:" + _LOWER + rb"+|" + _UPPER + rb"+)(?:'" + _LOWER
    + rb"+)?(?: ?[,(-] ?| / | )$"
).search  # fmt: skip


def dates_beside(rules: Rules, words: Words, out: list[Candidate], threshold: float) -> None:
    """Appends dates of birth that carry no label but stand in one row with an identity or passport number."""
    rule = rules.shapes["date-beside"][0]
    raw = words.view.raw
    for found in [c for c in out if c.rule in rules.beside and c.score >= threshold]:
        for first, last in ((max(0, found.start - 45), found.start), (found.end, min(len(raw), found.end + 45))):
            for match in _START(raw, first, last):
                stop = _old_date(words, match.start())
                if not stop or (stop > last and last == found.start):
                    continue
                gap = raw[stop : found.start] if last == found.start else raw[found.end : match.start()]
                if b"\n" not in gap and toll(gap) <= rule.recognizer.reach:
                    score, reason = rules.score(rule, words, match.start(), stop)
                    out.append(Candidate(match.start(), stop, score, rule.index, ("beside:number", reason)))


def dates_after_names(rules: Rules, words: Words, out: list[Candidate]) -> None:
    """Appends dates of some years ago that follow a person's name, as lists and forms have them."""
    raw = words.view.raw
    if not _OLD_YEAR(raw):
        return
    rule = rules.shapes["date-after-name"][0]
    for match in _START(raw):
        stop = _old_date(words, match.start())
        if stop and _AFTER_NAME(raw, max(0, match.start() - 60), match.start()):
            score, reason = rules.score(rule, words, match.start(), stop)
            if score > 0:
                out.append(Candidate(match.start(), stop, score, rule.index, ("after:name", reason)))


def _old_date(words: Words, start: int) -> int:
    """The end of a date at `raw[start]` that lies some years back, 0 where there is none."""
    stop = date_end(words, start)
    years = re.findall(rb"[0-9]{4}", words.view.raw[start:stop]) if stop else ()
    return stop if years and int(years[0]) <= _LAST_YEAR and not _EDGE(words.view.raw, stop) else 0
