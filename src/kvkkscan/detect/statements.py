"""Words of the special categories -> statements about a person.

Terms propose, evidence decides: in each sentence that holds a term, every word gets its signs (evidence.py), and a
linear chain over "belongs to a statement" or not weighs them, its neighbours with it. What it believes is a statement,
from its first word to its last. The weights are data (models/statements.json), made by models/statements/train.py.
Source of the method: Lafferty, McCallum, Pereira, Conditional Random Fields (2001); the forward-backward recursion.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from math import exp, log
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from kvkkscan.detect.candidate import Candidate
from kvkkscan.detect.endings import person
from kvkkscan.detect.evidence import Mark, onward, read_words, recorder, tables, text_signs, within
from kvkkscan.detect.phrases import match, unaccented
from kvkkscan.detect.recognizer import STRENGTHS
from kvkkscan.detect.tokens import sentences_with, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kvkkscan.detect.evidence import Sign, Tables, Word
    from kvkkscan.detect.phrases import Match, Phrase
    from kvkkscan.detect.recognizer import Recognizer
    from kvkkscan.detect.rules import Rules
    from kvkkscan.detect.terms import Words
    from kvkkscan.detect.tokens import Token
    from kvkkscan.detect.view import View

_place = itemgetter(0)
_CORE, _EDGE = 0.5, 0.8  # belief from which a word belongs to a stretch, and to its ends
# What a belief is worth: the operating points were chosen on the training tickets (models/README.md).
_SCALE = ((0.0, 0.0), (0.5, 0.35), (0.78, 0.5), (1.0, 1.0))
_STRONGEST = {strength: rank for rank, strength in enumerate(STRENGTHS)}
_REASONS = 3
UNIT = 100  # weights of signs are hundredths of log odds
_SURER = 0.5  # score of a number or address that no statement stands inside of
_QUOTES = frozenset((b'"', b"\x93", b"\x94", b"'"))
_REACH = 7  # words on either side of a term that are weighed with it
_TOLD = 5  # hundredths of log odds; less is no reason
# Kinds of signs that hold no letter of the text -> what reasons call them.
_TELLING = {
    "near": "near", "near label": "near", "ends": "ends", "ends label": "ends", "1 is": "next", "2 is": "next",
    "-1 is": "before", "-2 is": "before", "text": "text", "text label": "text",
}  # fmt: skip


class Weights(NamedTuple):
    """What each sign weighs, by kind and value, and each step: [from][to] outside (0) or inside (1), in log odds.

    The signs' weights are whole hundredths, so that their sum is the same in whatever order they are added.
    """

    signs: Mapping[str, Mapping[str, int]]
    look: Tables
    steps: tuple[tuple[float, float], tuple[float, float]]


class Sentence(NamedTuple):
    """A sentence with a term: its words, the terms of each (the strongest first), the signs of its text."""

    words: Sequence[Token]
    marks: Sequence[Sequence[Mark]]
    rules: Sequence[Sequence[int]]
    about: Sequence[str]


@lru_cache(maxsize=1)
def load_weights() -> Weights:
    """The weights that ship, read when the first text needs them."""
    import json

    from kvkkscan.resources import resource_dir

    given = json.loads((resource_dir("models") / "statements.json").read_text(encoding="utf-8"))
    (a, b), (c, d) = given["steps"]
    return Weights(given["signs"], tables(given["signs"]), ((a, b), (c, d)))


def matches(rules: Rules, words: Words) -> Iterator[tuple[list[Token], list[Match]]]:
    """For each sentence that holds a term its words, and the terms among them that no idiom hides."""
    seen = words.view
    proposed = sorted(words.anchored(), key=_place)
    if not proposed:
        return
    plain = unaccented(seen)
    labels = rules.packs.recognizers
    at = 0
    for start, end in sentences_with(seen, [place for place, _ in proposed]):
        listed = tokens(seen, start, end)
        numbers = {token.start: number for number, token in enumerate(listed)}
        first = at
        while at < len(proposed) and proposed[at][0] < end:
            at += 1
        found = list(_matched(proposed[first:at], listed, numbers, seen, plain=plain))
        if not found:
            continue
        hidden: dict[str, set[int]] = {}
        idioms = ((word.start, phrase) for word in listed for phrase in words.lexicon.idioms_at(word.text))
        for one in _matched(idioms, listed, numbers, seen, plain=plain):
            hidden.setdefault(labels[one.phrase.rule].entity_type, set()).update(range(one.first, one.last + 1))
        if hidden:
            found = [one for one in found if not _covered(one, hidden.get(labels[one.phrase.rule].entity_type))]
        if found:
            yield listed, [one for one in found if not _nested(one, found, labels)]


def _matched(
    proposed: Iterable[tuple[int, Phrase]],
    listed: Sequence[Token],
    numbers: Mapping[int, int],
    seen: View,
    *,
    plain: bool,
) -> Iterator[Match]:
    """The phrases that stand where they are proposed, each once."""
    done = set()
    for place, phrase in proposed:
        number = numbers.get(place)
        if number is None or (place, id(phrase)) in done:
            continue
        done.add((place, id(phrase)))
        one = match(phrase, listed, number, seen, plain=plain)
        if one:
            yield one


def _nested(one: Match, found: Sequence[Match], labels: Sequence[Recognizer]) -> bool:
    """Whether a longer term of the same label, no weaker, holds a term: "şeker hastası" says more than "hasta"."""
    chosen = labels[one.phrase.rule]
    label, size, rank = chosen.entity_type, one.last - one.first, _STRONGEST[chosen.strength]
    return any(
        other.first <= one.first
        and one.last <= other.last
        and size < other.last - other.first
        and labels[other.phrase.rule].entity_type == label
        and _STRONGEST[labels[other.phrase.rule].strength] <= rank
        for other in found
    )


def _covered(one: Match, words: set[int] | None) -> bool:
    """Whether an idiom of its own label holds all words of a term."""
    return words is not None and words.issuperset(range(one.first, one.last + 1))


def sentences(rules: Rules, words: Words) -> Iterator[Sentence]:
    """The sentences of a text that hold a term."""
    recognizers = rules.packs.recognizers
    every = list(matches(rules, words))
    if not every:
        return
    labels = {recognizers[one.phrase.rule].entity_type for _, found in every for one in found}
    raw = words.view.raw
    text = (
        *sorted(text_signs(words.view.lex, rules.evidence()[1])),
        f"labels {min(len(labels), 4)}",
        f"size {min(len(raw) // 80, 5)}",
    )
    for listed, found in every:
        marks: list[list[Mark]] = [[] for _ in listed]
        numbers: list[list[int]] = [[] for _ in listed]
        found.sort(key=lambda one: _rank(one, recognizers[one.phrase.rule].strength))
        for one in found:
            chosen = recognizers[one.phrase.rule]
            who = person(one.ending)
            for place in range(one.first, one.last + 1):
                part = (
                    "only" if one.first == one.last
                    else "first" if place == one.first
                    else "last" if place == one.last
                    else "middle"
                )  # fmt: skip
                marks[place].append(
                    Mark(chosen.strength, chosen.id, one.phrase.name, chosen.entity_type, part, who, one.accents)
                )
                numbers[place].append(one.phrase.rule)
        start, end = listed[0].start, listed[-1].end
        quoted = raw[start - 1 : start] in _QUOTES and raw[end : end + 2].strip(b".,!?")[:1] in _QUOTES
        asked = raw[end : end + 1] == b"?"
        about = (*text, *(("quoted",) if start and quoted else ()), *(("asked",) if asked else ()))
        for low, high in _windows(marks):
            yield Sentence(listed[low:high], marks[low:high], numbers[low:high], about)


def _windows(marks: Sequence[Sequence[Mark]]) -> Iterator[tuple[int, int]]:
    """(first, one past the last) word of the stretches around terms that are weighed, joined where they touch."""
    low = high = -1
    for place, mine in enumerate(marks):
        if not mine:
            continue
        if high < 0:
            low = max(0, place - _REACH)
        elif place - _REACH > high:
            yield low, high
            low = place - _REACH
        high = min(len(marks), place + _REACH + 1)
    if high >= 0:
        yield low, high


def _rank(one: Match, strength: str) -> tuple[int, int, int, str]:
    """The strongest terms first, of equals the longest; the rest only settles ties, whatever the order of matching."""
    return _STRONGEST[strength], one.first - one.last, one.phrase.rule, one.phrase.name


def statement_candidates(rules: Rules, words: Words, out: list[Candidate]) -> None:
    """Appends the statements about a person that stand in the text."""
    surer = [(one.start, one.end) for one in out if one.score >= _SURER]
    for sentence in sentences(rules, words):
        weights = load_weights()
        read = read_words(sentence.words, words.view.raw, rules.evidence()[0])
        beliefs = believed(weights, read, sentence.marks, sentence.about)
        for first, last, place, worth in decided(beliefs, sentence):
            begin, stop = sentence.words[first].start, sentence.words[last].end
            if any(low <= begin and stop <= high for low, high in surer):
                continue  # a piece of an address or a number says nothing about anyone
            reasons = _reasons(weights, read, sentence, place)
            out.append(Candidate(begin, stop, round(worth, 2), sentence.rules[place][0], reasons))


def decided(beliefs: Sequence[float], sentence: Sentence) -> Iterator[tuple[int, int, int, float]]:
    """(first, last, the surest word that is part of a term, score) of the statements that the beliefs make."""
    for first, last, belief in runs(beliefs, sentence.marks):
        for start, end in parted(first, last, sentence):
            place = max((one for one in range(start, end + 1) if sentence.marks[one]), key=lambda one: beliefs[one])
            yield start, end, place, score(belief)


def parted(first: int, last: int, sentence: Sentence) -> Iterator[tuple[int, int]]:
    """The statements of one stretch: at a comma between terms of different labels another one begins."""
    start, label = first, ""
    for place in range(first, last + 1):
        marks = sentence.marks[place]
        if not marks:
            continue
        here = marks[0].label
        if label and here != label:
            cut = next((at for at in range(place, start, -1) if sentence.words[at].wall), 0)
            if cut and any(sentence.marks[start:cut]) and any(sentence.marks[cut : last + 1]):
                yield start, cut - 1
                start = cut
        label = here
    yield start, last


def believed(
    weights: Weights, words: Sequence[Word], marks: Sequence[Sequence[Mark]], about: Sequence[str]
) -> list[float]:
    """For each word the probability that it belongs to a statement: forward-backward over two states."""
    look = weights.look
    (out_out, out_in), (in_out, in_in) = weights.steps
    size = len(words)
    inside = [within(look, words, marks, about, place) / UNIT for place in range(size)]
    goes_on = [in_in + onward(look, words, marks, place) / UNIT for place in range(size)]
    before = [(0.0, inside[0])]
    for place in range(1, size):
        out, belongs = before[-1]
        before.append(
            (_either(out + out_out, belongs + in_out), _either(out + out_in, belongs + goes_on[place]) + inside[place])
        )
    after = [(0.0, 0.0)] * size
    for place in range(size - 2, -1, -1):
        out, belongs = after[place + 1]
        belongs += inside[place + 1]
        after[place] = (_either(out_out + out, out_in + belongs), _either(in_out + out, goes_on[place + 1] + belongs))
    total = _either(*before[-1])
    return [exp(min(0.0, left[1] + right[1] - total)) for left, right in zip(before, after, strict=True)]


def _either(one: float, two: float) -> float:
    """log(exp(one) + exp(two))."""
    if one < two:
        one, two = two, one
    return one + log(1.0 + exp(two - one)) if one - two < 40 else one


def runs(beliefs: Sequence[float], marks: Sequence[Sequence[Mark]]) -> list[tuple[int, int, float]]:
    """(first, last, belief) of the stretches of words that hold together and hold a term.

    Words at the ends that are part of no term must be surer than those within; a term is taken as a whole. The belief
    is that in the surest word.
    """
    found = []
    place, size = 0, len(beliefs)
    while place < size:
        if beliefs[place] < _CORE:
            place += 1
            continue
        first = place
        while place < size and beliefs[place] >= _CORE:
            place += 1
        last = place - 1
        while first < last and not marks[first] and beliefs[first] < _EDGE:
            first += 1
        while last > first and not marks[last] and beliefs[last] < _EDGE:
            last -= 1
        if any(marks[first : last + 1]):
            while first > 0 and _goes_on(marks[first - 1], marks[first]):
                first -= 1
            while last + 1 < size and _goes_on(marks[last], marks[last + 1]):
                last += 1
            place = max(place, last + 1)
            found.append((first, last, max(beliefs[first : last + 1])))
    return found


def _goes_on(left: Sequence[Mark], right: Sequence[Mark]) -> bool:
    """Whether a plain term of the first of two words goes on with the second: no half of it may stay behind."""
    open_ = {(mark.rule, mark.term) for mark in left if mark.part in ("first", "middle") and mark.strength == "plain"}
    return any((mark.rule, mark.term) in open_ for mark in right if mark.part in ("middle", "last"))


def score(belief: float) -> float:
    """The score of a belief: the points of `_SCALE`, and lines between them."""
    for (low, bottom), (high, top) in pairwise(_SCALE):
        if belief <= high:
            return bottom + (top - bottom) * (belief - low) / (high - low)
    return 1.0


def _reasons(weights: Weights, words: Sequence[Word], sentence: Sentence, place: int) -> tuple[str, ...]:
    """How plainly the term tells, and the kinds of signs that weighed most: "for-near:kin", "against-next:product"."""
    asked: list[Sign] = []
    within(recorder(asked), words, sentence.marks, sentence.about, place)
    totals: dict[str, int] = {}
    for kind, value in asked:
        if kind in _TELLING:
            sign = f"{_TELLING[kind]}:{value.partition(':')[0]}"
            totals[sign] = totals.get(sign, 0) + weights.signs.get(kind, {}).get(value, 0)
    most = sorted(totals.items(), key=lambda one: -abs(one[1]))[:_REASONS]
    told = [f"{'for' if weight > 0 else 'against'}-{sign}" for sign, weight in most if abs(weight) >= _TOLD]
    return (f"term-{sentence.marks[place][0].strength}", *told)
