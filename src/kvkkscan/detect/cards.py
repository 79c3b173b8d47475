"""What stands beside a card number: expiry, security code, PIN; and the magnetic stripe.

These are too short to be known by shape. They are looked for from their label, or in the place right after a card
number where a form, a POS log or a hurried customer puts them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable  # noqa: TC003 - read at run time below
from typing import TYPE_CHECKING

from kvkkscan.detect.candidate import Candidate, lowered
from kvkkscan.detect.checks import luhn
from kvkkscan.detect.context import toll
from kvkkscan.detect.dates import MONTH
from kvkkscan.detect.recognizer import CARD_COMPANIONS
from kvkkscan.detect.spoken import spoken_digits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kvkkscan.detect.rules import Rule, Rules
    from kvkkscan.detect.terms import Words

_NEAR = 220  # raw characters within which a card must be spoken of
_YEAR = rb"(?:20[1-4][0-9]|[1-4][0-9])"
# "9. ay 28", "ay 09 yıl 2028": month and year each with its word.
_WORDED_PARTS = (
    rb"(?:1[0-2]|0?[1-9])(?:\.|'?[a-z\xfd]{2,4})? ?(?:ay[\xfdi]?n?[\xfdi]? ?)?[,/;|]? ?"
    rb"(?:y[i\xfd]l[i\xfd]?|year)[ :=.]{0,3}" + _YEAR
)
_EXPIRY = re.compile(
    rb"(?<![0-9])(?<![0-9][/.:-])(?:(?:0[1-9]|1[0-2]|[1-9])(?: ?[/.|-] ?| )" + _YEAR + rb"|(?:0[1-9]|1[0-2])" + _YEAR
    + rb"|20[2-4][0-9][-/](?:0[1-9]|1[0-2])|(?:2[4-9]|3[0-9])(?:0[1-9]|1[0-2])"
    + rb"|(?:1[0-2]|0?[1-9])(?:\.|'?[a-z\xfd]{2,4})? ?ay[\xfdi]?n?[\xfdi]? ?,? ?" + _YEAR + rb"|" + _WORDED_PARTS
    + rb")(?![0-9]|[/.:-][0-9])"
)  # fmt: skip
_YEAR_ALONE = re.compile(rb"(?<![0-9])(?<![0-9][/.:-])20[1-4][0-9](?![0-9])|(?<=[a-z] )[2-4][0-9](?![0-9/:%]|\.[0-9])")
_WORD_BEFORE = re.compile(rb"[A-Za-z\xc0-\xff]{3,8} $")
_WORD_AFTER = re.compile(rb" (?:y[i\xfd]l[i\xfd] )?([A-Za-z\xc0-\xff]{3,9})(?![A-Za-z\xc0-\xff])").match
_NO_AMOUNT = rb"(?![0-9]|[.,:/-][0-9]| ?(?:tl|try|usd|eur|\x80|%|lira|adet)\b)"
_CODE3 = re.compile(
    rb"(?<![0-9])(?<![0-9][.,:/*-])(?<!\*\*\*)(?:[0-9]{3}|[0-9]([ .-])[0-9]\1[0-9])" + _NO_AMOUNT,
    re.IGNORECASE,
)
_CODE4 = re.compile(
    rb"(?<![0-9])(?<![0-9][.,:/*-])(?<!\*\*\*)(?:[0-9]{4}|[0-9]([ -])[0-9]\1[0-9]\1[0-9])" + _NO_AMOUNT,
    re.IGNORECASE,
)
_PIN = re.compile(
    rb"(?<![0-9])(?<![0-9][.,:/*-])(?<!\*\*\*)(?:[0-9]{4}|[0-9]([ -])[0-9]\1[0-9]\1[0-9]"
    rb"|[0-9]{2}[ -][0-9]{2}(?! ?(?:k[ei]|de[fn]|dk|dak|saat|g[u\xfc]n|ay|hane|ki[s\xfe]|kez|y[i\xfd]l|sn)))"
     rb"(?! ?y[i\xfd]l)" + _NO_AMOUNT, re.IGNORECASE,
)  # fmt: skip
_PART = re.compile(
    rb"(?<![0-9])(?<![0-9][./:-])(?:20[2-4][0-9]|[2-4][0-9]|1[0-2]|0?[1-9])(?![0-9]|[./:-][0-9])"
    rb"(?= ?[^A-Za-z ]| ?$| [A-Za-z]{2})"
)
_OTHER_FIELD = re.compile(rb"[,{] ?\"[^\"]*\" ?:").search  # in JSON, the next name begins
_SECOND = 26  # raw characters from one value to the next
_FROM = re.compile(rb"'?[dt][ae]n (?:[a-z\xe0-\xff]{2,8} )?$", re.IGNORECASE).match
# Right after a card number: what stands before is known, so separators of one row may be the same throughout.
_EXPIRY_NEXT = re.compile(
    rb"(?:(?:0[1-9]|1[0-2]|[1-9])(?: ?[/.|-] ?|[ ,;:])" + _YEAR + rb"|(?:0[1-9]|1[0-2])" + _YEAR
    + rb"|20[2-4][0-9]-(?:0[1-9]|1[0-2])|(?:1[0-2]|0?[1-9])\. ?ay[\xfdi]? ?,? ?" + _YEAR + rb"|" + _WORDED_PARTS
    + rb")(?![0-9]| ?(?:tl|try|usd|eur|\x80|%|lira|adet)\b)", re.IGNORECASE
).match  # fmt: skip
_AFTER_CODE = rb"(?![0-9]|[.,][0-9]| ?(?:tl|try|usd|eur|\x80|%|lira|adet)\b)"
_NEXT3 = re.compile(rb"(?:[0-9]{3}|[0-9]([ -])[0-9]\1[0-9])" + _AFTER_CODE, re.IGNORECASE).match
_NEXT4 = re.compile(rb"(?:[0-9]{4}|[0-9]([ -])[0-9]\1[0-9]\1[0-9])" + _AFTER_CODE, re.IGNORECASE).match
_CELL = re.compile(rb"[0-9]{3,4}(?=[,;|\n])")
_BETWEEN = rb"[ |,;:/()\[\]{}<>*=~\n\t'\"._\x8e-]{1,4}"  # \x8e: a sign that the view has no byte for
_GLUE = re.compile(_BETWEEN).match
_GLUE_EXPIRY = re.compile(
    _BETWEEN + rb"(?:(?:month|ay|y[i\xfd]l|tarihi?|sonu?|biti[s\xfe]|exp|skt|devam[i\xfd])[ .:/]{1,3}){0,3}",
    re.IGNORECASE,
).match
_TRACK = re.compile(rb"%B([0-9]{13,19})\^[^?\n]{2,60}\??|;?([0-9]{13,19})[=D]([0-9]{4})[0-9]{3,24}\??")


def companions(rules: Rules, words: Words, out: list[Candidate], threshold: float) -> None:
    """Appends expiries, codes and PINs; `out` holds the card numbers by now."""
    shapes = rules.shapes
    recognizers = rules.packs.recognizers
    cards = sorted(
        (found.start, found.end)
        for found in out
        if found.score >= threshold and recognizers[found.rule].entity_type == "CREDIT_CARD"
    )
    for shape in CARD_COMPANIONS:
        for rule in shapes.get(shape, ()):
            if words.seen & rule.own and (cards or not rule.near or words.holds(rule.near)):
                _labelled(rules, rule, words, cards, _READERS[shape], out)
    for start, end in cards:
        _positional(rules, words, start, end, out)


def _labelled(
    rules: Rules,
    rule: Rule,
    words: Words,
    cards: list[tuple[int, int]],
    read: Callable[[Words, int, int, bool], Iterator[tuple[int, int]]],
    out: list[Candidate],
) -> None:
    """From each label of `rule` to the first value after it (or, closer by, before it)."""
    raw, masks = words.view.raw, words.lexicon.masks
    for number, start, stop in words.meaning(rule.own):
        if not masks[number] & rule.own:
            continue
        card = _card_beside(cards, start)
        if rule.never and not card and words.around(start, stop, 28, rule.never):
            continue
        if rule.near and not card and not words.around(start, stop, _NEAR, rule.near):
            continue
        amex = _is_amex(words, *card) if card else False
        reason = "label:" + rules.names.name(masks[number] & rule.own)
        score = rule.recognizer.score.labelled
        reach = rule.recognizer.reach
        for first, last in read(words, stop, min(stop + reach + 12, len(raw)), amex):
            if _within(cards, first) or (rule.recognizer.strict_grouping and raw[first:last].isdigit()):
                continue
            if toll(raw[stop:first]) <= reach and not _OTHER_FIELD(raw, stop, first):
                out.append(Candidate(first, last, score, rule.index, (reason,)))
                out += [
                    Candidate(*other, lowered(score, 0.1), rule.index, (reason,))
                    for other in _replaced(rules, rule, words, last, read, amex)
                ]
            break
        else:
            if rule.recognizer.shape == "card-expiry-part":
                continue
            first, last, digits = spoken_digits(words, stop, min(stop + reach, len(raw)))
            if digits and _SAID[rule.recognizer.shape](digits, amex) and toll(raw[stop:first]) <= reach:
                out.append(Candidate(first, last, lowered(score, 0.1), rule.index, (reason,)))
                continue
            before = [span for span in read(words, max(0, start - 16), start, amex) if span[1] <= start]
            if before and not _within(cards, before[-1][0]) and toll(raw[before[-1][1] : start]) <= 10:
                out.append(Candidate(*before[-1], lowered(score, 0.1), rule.index, (reason,)))


def _replaced(
    rules: Rules,
    rule: Rule,
    words: Words,
    last: int,
    read: Callable[[Words, int, int, bool], Iterator[tuple[int, int]]],
    amex: bool,  # noqa: FBT001
) -> list[tuple[int, int]]:
    """The second value under one label: "1822 değil 2291", "1822'den 2291'e"; of secrets only."""
    raw = words.view.raw
    if rule.recognizer.entity_type == "CARD_EXPIRY":
        return []
    for first, end in read(words, last, min(last + _SECOND, len(raw)), amex):
        gap = raw[last:first]
        if b"\n" not in gap and (_FROM(gap) or rules.names.corrected(words.view.lex, last, first + 1)):
            return [(first, end)]
        break
    return []


# Which digits said in words may be the value of each shape.
_SAID: dict[str, Callable[[str, bool], bool]] = {
    "card-expiry-part": lambda digits, amex: False,  # noqa: ARG005
    "card-expiry": lambda digits, amex: len(digits) in (4, 6) and "01" <= digits[:2] <= "12",  # noqa: ARG005
    "card-code": lambda digits, amex: len(digits) == (4 if amex else 3),
    "card-pin": lambda digits, amex: len(digits) == 4,  # noqa: ARG005
}


def _is_amex(words: Words, start: int, end: int) -> bool:
    """American Express has fifteen digits, and a code of four."""
    return len(words.view.raw[start:end].translate(None, b" .-\n/,_")) == 15


def _card_beside(cards: list[tuple[int, int]], place: int) -> tuple[int, int] | None:
    """The card number nearest to `place`, within `_NEAR` characters."""
    index = bisect_left(cards, (place, place))
    nearest = min(cards[max(0, index - 1) : index + 1], key=lambda card: _apart(card, place), default=None)
    return nearest if nearest and _apart(nearest, place) <= _NEAR else None


def _within(cards: list[tuple[int, int]], place: int) -> bool:
    """Whether `place` lies in a card number."""
    index = bisect_left(cards, (place + 1, 0))
    return index > 0 and place < cards[index - 1][1]


def _apart(card: tuple[int, int], place: int) -> int:
    return min(abs(card[0] - place), abs(card[1] - place))


def _expiry(words: Words, start: int, stop: int, amex: bool) -> Iterator[tuple[int, int]]:  # noqa: ARG001, FBT001
    raw = words.view.raw
    found = [match.span() for match in _EXPIRY.finditer(raw, start, stop)]
    for match in _YEAR_ALONE.finditer(raw, start, stop):
        after = _WORD_AFTER(raw, match.end())
        if after and len(match[0]) > 2 and MONTH(b" " + words.view.lex[after.start(1) + 1 : after.end() + 1] + b" "):
            found.append((match.start(), after.end()))
            continue
        word = _WORD_BEFORE.search(raw, max(start, match.start() - 10), match.start())
        if word and raw[max(0, word.start() - 3) : word.start()].strip()[-1:].isdigit():
            continue  # a day stands before the month: a date
        if word and MONTH(b" " + words.view.lex[word.start() + 1 : word.end()] + b" "):
            found.append((word.start(), match.end()))
    yield from sorted(found)


def _expiry_part(words: Words, start: int, stop: int, amex: bool) -> Iterator[tuple[int, int]]:  # noqa: ARG001, FBT001
    yield from (match.span() for match in _PART.finditer(words.view.raw, start, stop))


def _code(words: Words, start: int, stop: int, amex: bool) -> Iterator[tuple[int, int]]:  # noqa: FBT001
    yield from (match.span() for match in (_CODE4 if amex else _CODE3).finditer(words.view.raw, start, stop))


def _pin(words: Words, start: int, stop: int, amex: bool) -> Iterator[tuple[int, int]]:  # noqa: ARG001, FBT001
    yield from (match.span() for match in _PIN.finditer(words.view.raw, start, stop))


_READERS = {"card-expiry": _expiry, "card-expiry-part": _expiry_part, "card-code": _code, "card-pin": _pin}


def _positional(rules: Rules, words: Words, start: int, end: int, out: list[Candidate]) -> None:
    """Expiry right after the card number, security code right after that (or after the card)."""
    raw = words.view.raw
    reason = ("after:card",)
    place = end
    expiry = rules.shapes.get("card-expiry")
    glue = _GLUE_EXPIRY(raw, place)
    if glue:
        match = _EXPIRY_NEXT(raw, glue.end())
        if match and b"\n" in glue[0] and b"/" not in match[0]:
            return
        month = MONTH(b" " + words.view.lex[glue.end() + 1 : raw.find(b" ", glue.end()) + 1] + b" ")
        if match:
            place = match.end()
            if expiry:
                out.append(Candidate(*match.span(), expiry[0].recognizer.score.labelled, expiry[0].index, reason))
        elif month and (year := _YEAR_ALONE.match(raw, raw.find(b" ", glue.end()) + 1)):
            place = year.end()
            if expiry:
                out.append(Candidate(glue.end(), place, expiry[0].recognizer.score.labelled, expiry[0].index, reason))
    code = rules.shapes.get("card-code")
    glue = _GLUE(raw, place)
    if code and glue:
        match = (_NEXT4 if _is_amex(words, start, end) else _NEXT3)(raw, glue.end())
        if not match and place > end and b"," in glue[0]:
            match = _CELL.match(raw, glue.end())
        if match and (place > end or b"\n" not in glue[0]):
            score = lowered(code[0].recognizer.score.labelled, 0.1)
            out.append(Candidate(*match.span(), score, code[0].index, reason))


def tracks(rules: Rules, words: Words, out: list[Candidate]) -> None:
    """Magnetic-stripe tracks 1 and 2 (ISO/IEC 7813): card number with Luhn, separator, YYMM, service code."""
    rule = rules.shapes["card-track"][0]
    raw = words.view.raw
    for match in _TRACK.finditer(raw):
        number = (match[1] or match[2]).decode("ascii")
        if luhn(number) and (match[1] or 1 <= int(match[3][2:]) <= 12):  # a month
            out.append(
                Candidate(match.start(), match.end(), rule.recognizer.score.labelled, rule.index, ("check:luhn",))
            )
