"""Numbers said in words: "sıfır beş yüz otuz iki ...", digit by digit, in pairs, or mixed with figures.

Number words are glued into groups of digits and go the way of written ones (readings.py), so that a check digit
or a phone's shape decides. "beş yüz otuz iki" is one group (532), "kırk beş altmış yedi" two (45, 67).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kvkkscan.detect.candidate import Candidate
from kvkkscan.detect.dates import MONTHS
from kvkkscan.detect.readings import Group, read

if TYPE_CHECKING:
    from kvkkscan.detect.rules import Rules
    from kvkkscan.detect.terms import Words

_UNITS = {
    b"sifir": 0, b"bir": 1, b"iki": 2, b"uc": 3, b"dort": 4, b"bes": 5, b"alti": 6, b"yedi": 7, b"sekiz": 8,
    b"dokuz": 9,
    b"zero": 0, b"one": 1, b"two": 2, b"three": 3, b"four": 4, b"five": 5, b"six": 6, b"seven": 7, b"eight": 8,
    b"nine": 9,
}  # fmt: skip
_TENS = {
    b"on": 10, b"yirmi": 20, b"otuz": 30, b"kirk": 40, b"elli": 50, b"altmis": 60, b"yetmis": 70, b"seksen": 80,
    b"doksan": 90,
}  # fmt: skip


def _longest_first(words: set[bytes]) -> list[bytes]:
    """For an alternation: "yedi" before "ye"."""
    return sorted(words, key=lambda word: (-len(word), word))


_TOKEN = re.compile(rb"(?<![a-z~])(?:" + b"|".join(_longest_first({*_UNITS, *_TENS, b"yuz", b"cift"})) + rb")")
_JOINT = re.compile(rb"[ ,./-]{0,3}")
_FIGURES = re.compile(rb"[0-9]{1,4}(?![0-9])").match
_FEWEST = 3  # number words in a row before anything is tried
_NUMBER_WORD = rb"(?:" + b"|".join(_longest_first({*_UNITS, *_TENS, b"yuz", b"bin"})) + rb")+"
_MONTH_WORD = rb"(?:" + b"|".join(MONTHS) + rb")"
_HAS_MONTH = re.compile(rb" " + _MONTH_WORD + rb"(?![a-z])").search
_DATE_IN_WORDS = re.compile(
    rb"(?: (?:" + _NUMBER_WORD + rb"|" + _MONTH_WORD + rb")(?![a-z])){3,9}"
).search  # fmt: skip
_SMALL = re.compile(rb"(?: (?:bir|iki|uc|on|[a-z]*bir))+$").search


def spoken_candidates(rules: Rules, words: Words, out: list[Candidate]) -> None:
    """Appends the numbers said in words of one text."""
    raw, lex, masks, wanted = words.view.raw, words.view.lex, words.lexicon.masks, rules.spoken_mask
    done = 0
    for number, start, _ in words.hits:
        if masks[number] & wanted and start >= done:
            chain = _chain(raw, lex, _with_figures_before(raw, _with_small_words_before(lex, start)))
            if len(chain) >= _FEWEST:
                done = chain[-1].end
                read(rules, words, chain, out, spoken=True)


def spoken_digits(words: Words, start: int, end: int) -> tuple[int, int, str]:
    """(start, end, digits) of the first number said in words within `raw[start:end]`; ("" for none)."""
    raw, lex = words.view.raw, words.view.lex
    token = _TOKEN.search(lex, start, end)
    if not token:
        return 0, 0, ""
    chain = [group for group in _chain(raw, lex, token.start() - 1) if group.start < end]
    if not chain or b" " not in raw[chain[0].start : chain[-1].end]:  # one word is no number of several digits
        return 0, 0, ""
    return chain[0].start, chain[-1].end, "".join(group.digits for group in chain)


def spoken_dates(rules: Rules, words: Words, out: list[Candidate]) -> None:
    """Appends dates said in words after a word of birth: "beş mayıs seksen üç", "ondört dört ikibinbir"."""
    lex, masks = words.view.lex, words.lexicon.masks
    for rule in rules.shapes.get("date", ()):
        for index, hit in enumerate(words.hits):
            if masks[hit[0]] & rule.own:
                stop = words.hit(index)[2]
                match = _DATE_IN_WORDS(lex, stop, stop + rule.recognizer.reach)
                if match and (_HAS_MONTH(match[0]) or b"bin" in match[0]):
                    score = rule.recognizer.score.labelled
                    out.append(Candidate(match.start(), match.end() - 1, score, rule.index, ("label:birth",)))


def _with_small_words_before(lex: bytes, place: int) -> int:
    """Where the row begins if bir, iki, üç or on lead it; they are too common to be looked for."""
    match = _SMALL(lex, max(0, place - 60), place)
    return match.start() if match else place


def _with_figures_before(raw: bytes, place: int) -> int:
    """Where a chain begins that has figures before its first word ("0 beş yüz otuz iki", "532 yüz yirmi üç")."""
    match = re.search(rb"(?<![0-9A-Za-z.,])(?:[0-9]{1,4}[ -]){1,3}$", raw[max(0, place - 15) : place])
    return place - len(match[0]) if match else place


def _chain(raw: bytes, lex: bytes, place: int) -> list[Group]:
    """The groups that follow one another from `raw[place]`."""
    groups: list[Group] = []
    while True:
        group = _group(raw, lex, place)
        if not group:
            return groups
        groups.append(group)
        gap = _JOINT.match(raw, group.end)
        place = gap.end() if gap else group.end


def _group(raw: bytes, lex: bytes, place: int) -> Group | None:
    """One spoken group at `raw[place]`: figures, a digit, "çift sıfır", or hundreds + tens + unit."""
    if figures := _FIGURES(raw, place):
        return Group(place, figures.end(), figures[0].decode("ascii"))
    start, value, size, stop = place, 0, 0, place
    while True:
        token = _TOKEN.match(lex, place + 1)
        if not token:
            break
        word, end = token[0], token.end() - 1
        if word == b"cift":
            if size:
                break
            following = _TOKEN.match(lex, end + 2)
            if following and following[0] in _UNITS:
                return Group(start, following.end() - 1, str(_UNITS[following[0]]) * 2)
            break
        if word == b"yuz":
            if size > 1 or (size == 1 and value == 0):
                break
            value, size = (value or 1) * 100, 3
        elif word in _TENS:
            if size == 1 or (size == 3 and value % 100) or size == 2:
                break
            value, size = value + _TENS[word], max(size, 2)
        else:
            unit = _UNITS[word]
            if size and (not unit or value % 10 or size == 1):
                break
            value, size = value + unit, max(size, 1)
        stop = place = end
        if value == 0 or (value % 10 and lex[stop + 1 : stop + 5] != b" yuz"):
            break
        gap = _JOINT.match(raw, stop)
        place = gap.end() if gap else stop
    return Group(start, stop, str(value).zfill(size)) if stop > start else None
