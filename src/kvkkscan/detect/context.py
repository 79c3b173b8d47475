"""Candidate -> score, from the words beside it.

The nearest naming word decides: its own label lifts a number, another number's label presses it down. Nearness is
counted in characters, with a toll for what parts a label from its number: a field or sentence end, another number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from kvkkscan.detect.terms import fold

if TYPE_CHECKING:
    from collections.abc import Callable

    from kvkkscan.detect.packs import Packs
    from kvkkscan.detect.rules import Rule
    from kvkkscan.detect.terms import Words

_COSTLY = re.compile(rb"[\n|;\t,0-9.:!?]").search
_NUMBER = re.compile(rb"[0-9]{3}").search
_NAMES = 256  # masks whose name is kept
_FAR = 90  # raw characters that are looked at before a number, at most
_AFTER = 32  # and after it
_WALL = 40
_SLASH = 47
_ADJACENT = 6  # so near before a number that nothing after it matters
_CLOSE = 13  # beyond a word or two another number's label says less
_NAMED_AFTER = re.compile(rb"'?[a-z\xfd]{0,4} ?(?:numaral[i\xfd]|no'?lu|nr'?l[iu]|plakal[i\xfd]) ", re.IGNORECASE).match
_SENTENCE = re.compile(rb"[a-z0-9\xc0-\xff]{4}[.!?] |[!?] ").search  # "Şb. " ends none
_NEXT = re.compile(
    rb"[ '\"]?[:=]|[ .]{0,2}(?:no )?[+(]?(?:[0-9]{2}|[0-9]\.[0-9])"
).match  # the word labels what follows it
# A chat: the question ends its line, the number begins the answer ("14:02 müşteri: ").
_ANSWER = re.compile(rb"[^\n0-9]*\n(?:\[?[0-9:. ]{4,8}\]? ?)?(?:[^\n:0-9]{1,16}: ?|[-+>*] ?)?").fullmatch


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Naming:
    """Which concepts name numbers (bit masks), the id of a mask's first concept, and words of correction."""

    strong: int
    weak: int
    name: Callable[[int], str]
    corrected: Callable[[bytes, int, int], object]


def naming(packs: Packs, bits: dict[str, int]) -> Naming:
    """The naming masks of the packs' concepts."""
    masks = {"strong": 0, "weak": 0, "aside": 0}
    for concept in packs.concepts:
        if concept.id in bits:
            masks[concept.weight] |= bits[concept.id]
    fixes = [fold(word) for concept in packs.concepts if concept.id == "correction" for word in concept.words]
    pattern = re.compile(rf" (?:{'|'.join(fixes) or '~'})".encode())
    names = {bit: name for name, bit in bits.items()}
    name = lru_cache(_NAMES)(lambda mask: names.get(mask & -mask, ""))
    return Naming(masks["strong"], masks["weak"], name, pattern.search)


def toll(gap: bytes) -> int:
    """How far apart a label and a number are, given what stands between them."""
    if not _COSTLY(gap):
        return len(gap)
    gap = gap.lstrip(b".:=")
    cost = len(gap)
    if not gap.strip(b" \t"):
        return cost
    if b"\n" in gap:
        before = gap[: gap.index(b"\n")]
        if gap.count(b"\n") == 1 and not before.strip(b" :.-=*'\"?!"):
            cost = 5 + cost // 2
        else:
            cost += 10 if _ANSWER(gap) else _WALL
    if b"|" in gap or b";" in gap or b"\t" in gap:
        cost += _WALL
    if b". " in gap or b"! " in gap or b"? " in gap:
        cost += 15 if _SENTENCE(gap) else 0
    if b"," in gap:
        cost += 8
    if _NUMBER(gap):
        cost += _WALL
    return cost


def _twin(words: Words, index: int, place: int) -> int:
    """The concepts of the label that is joined by "/" to the one at `place` ("VKN/TCKN: ..."): either may be meant."""
    number, _, stop = words.hit(index - 1)
    return words.lexicon.masks[number] if number >= 0 and stop == place - 1 else 0


def nearest(words: Words, start: int, end: int, wanted: int, own: int) -> tuple[int, int]:
    """(concepts, distance) of the nearest hit with a concept in `wanted` around `raw[start:end]`; (0, 999) for none."""
    best, cost = 0, 999
    if not words.seen & wanted:
        return best, cost
    raw, hits, masks = words.view.raw, words.hits, words.lexicon.masks
    index = after = words.first_from(start)
    farthest = start - _FAR
    while index:
        index -= 1
        number, place, _ = hits[index]
        if place < farthest:
            break
        if masks[number] & wanted:
            number, _, stop = words.hit(index)
            if number >= 0 and stop <= start and masks[number] & wanted:
                best, cost = masks[number], toll(raw[stop:start])
                if index and raw[place - 1] == _SLASH:
                    best |= _twin(words, index, place)
                if cost <= _ADJACENT and best & own:
                    return best, cost
                break
    farthest = end + _AFTER
    for index in range(after, len(hits)):
        number, place, _ = hits[index]
        if place > farthest:
            break
        if masks[number] & wanted and place >= end:
            number, _, stop = words.hit(index)
            if number >= 0 and masks[number] & wanted and not _NEXT(raw, stop):
                gap = raw[end:place]
                if b". " in gap and _SENTENCE(b"xxxx" + gap):
                    break
                distance = 0 if _NAMED_AFTER(gap + b" ") else toll(gap) * 3 // 2 + 6
                if distance < cost:
                    best, cost = masks[number], distance
                break
    return best, cost


def judge(words: Words, start: int, end: int, rule: Rule, names: Naming) -> tuple[float, str]:
    """(score, reason) of a candidate of `rule` at `raw[start:end]`; 0.0 where it needs a label and has none."""
    score, reach = rule.recognizer.score, rule.recognizer.reach
    mask, cost = nearest(words, start, end, rule.wanted, rule.own)
    if mask & rule.own:
        if cost <= reach:
            return score.labelled, "label:" + names.name(mask & rule.own)
        if (
            rule.required
            and cost - _WALL <= reach
            and (rule.check or names.corrected(words.view.lex, max(0, start - 40), start + 1))
        ):
            # A second number under one label: its check digit, or a word of correction, must speak for it.
            return round(max(score.labelled - 0.25, score.alone or 0.0), 2), "label:" + names.name(mask & rule.own)
    if score.alone is None:
        return 0.0, ""
    if mask and not mask & rule.own and cost <= reach:
        weight = 1.0 if mask & (names.strong | rule.against) else 0.5
        if cost > _CLOSE:
            weight /= 2
        return round(score.alone - (score.alone - score.elsewhere) * weight, 2), "elsewhere:" + names.name(mask)
    if mask & rule.against and cost - _WALL <= reach:
        return round((score.alone + score.elsewhere) / 2, 2), "elsewhere:" + names.name(mask & rule.against)
    return score.alone, "alone"
