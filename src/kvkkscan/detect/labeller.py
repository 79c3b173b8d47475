"""All words of a text -> statements, persons and addresses: level `full`.

The labeller weighs every word, where level `fast` weighs only what stands round a term. Terms, idioms, names, units of
addresses and what the rules found are signs among others (features.py), so one decision is made over all the evidence.
It is a linear chain of seven states: outside, and first or later word of a statement, of a person's name, of an
address (Lafferty, McCallum, Pereira, Conditional Random Fields, 2001). What it believes of a word is the probability of
its states. A stretch of believed words is a finding; which of the eleven labels it has a second table of weights tells.
Weights are data (models/labeller.bin), made by models/statements/learn.py.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from math import exp
from typing import TYPE_CHECKING, Any, NamedTuple

from kvkkscan.detect.candidate import Candidate
from kvkkscan.detect.endings import person
from kvkkscan.detect.evidence import _IN_TEXT as IN_TEXT
from kvkkscan.detect.evidence import word_classes
from kvkkscan.detect.features import (
    ACCENTS,
    BLANK_GAP,
    CLASS_STEPS,
    GAP,
    MASK,
    PAD,
    PARTS,
    SEVERAL,
    WHO,
    Known,
    Read,
    Term,
    fnv,
    known,
    label_signs,
    read,
    signs,
)  # fmt: skip
from kvkkscan.detect.recognizer import STRENGTHS
from kvkkscan.detect.resolve import choose
from kvkkscan.detect.statements import _rank, read_sentences
from kvkkscan.finding import LABELS, Group

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kvkkscan.detect.packs import Packs
    from kvkkscan.detect.rules import Rules
    from kvkkscan.detect.terms import Words

STATES = ("outside", "statement", "statement+", "person", "person+", "address", "address+")
KINDS = ("statement", "person", "address")
SPECIAL = tuple(label for label, group in LABELS.items() if group is Group.SPECIAL)
LABEL_OF = {"person": "PERSON", "address": "TR_ADDRESS"}
SHAPE = "labelled"
_SURE = 0.5  # score from which what a rule found is a sign
_EVEN = 0x00FF00FF00FF00FF
_LANES, _MIDDLE = 8, 128
_HEAD = 8_192  # bytes within which the first line of a model ends
_LONGEST = 600  # characters: no statement is longer; such a stretch is a list or noise
_LEAST = 0.18  # belief below which the labeller vetoes what terms and their scorer propose
_REASONS = 3
_TOLD = 0.05  # log odds; less is no reason


class Model(NamedTuple):
    """What models/labeller.bin holds; its format is told in models/README.md.

    `rows`: a row of eight bytes, one a state, each 128 more than its weight, as one number of 64 bits; `labels`: eleven
    such bytes a row. `steps` and `first`: the factors of going from state to state, and of beginning there. By kind:
    `points`, the beliefs that are worth the scores 0.35 and 0.5; `edges`, the belief from which a word belongs; `last`,
    the same where it is the last; `walls`, where it stands behind a comma or another sign.
    """

    bits: int
    rows: memoryview
    scale: float
    steps: tuple[tuple[float, ...], ...]
    first: tuple[float, ...]
    label_bits: int
    labels: memoryview
    clusters: Mapping[int, tuple[int, int]]
    points: Mapping[str, tuple[float, float]]
    edges: Mapping[str, float]
    last: Mapping[str, float]
    walls: Mapping[str, float]
    raw: memoryview


def decode(data: bytes | memoryview) -> Model:
    """The model that the bytes of a file stand for.

    Raises:
        ValueError: they are no model of this version.
    """
    given = _head(data)
    view = memoryview(data)
    first, second, third = starts(data)
    rows, labels, listed = view[first:second].cast("Q"), view[second:third], view[third:].cast("I")
    clusters = {listed[n]: (listed[n + 1] & 0xFFFF, listed[n + 1] >> 16) for n in range(0, len(listed), 2)}
    return Model(
        given["bits"], rows, given["scale"], tuple(tuple(row) for row in given["steps"]), tuple(given["first"]),
        given["label bits"], labels, clusters, {kind: (low, high) for kind, (low, high) in given["points"].items()},
        given["edges"], given["last"], given["walls"], view,
    )  # fmt: skip


def _head(data: bytes | memoryview) -> dict[str, Any]:
    import json

    given: dict[str, Any] = json.loads(bytes(data[:_HEAD]).partition(b"\n")[0])
    if given.get("kvkkscan-labeller") != 1:
        raise ValueError("kvkkscan-labeller")
    return given


def starts(data: bytes | memoryview) -> tuple[int, int, int]:
    """Where the rows, the rows of labels and the clusters begin in the bytes of a model."""
    given = _head(data)
    first: int = given["starts"]
    second = first + 8 * (1 << given["bits"])
    return first, second, second + len(SPECIAL) * (1 << given["label bits"])


@lru_cache(maxsize=1)
def load_model() -> Model:
    """The model that ships, opened when the first text needs it; mapped, so that processes share it."""
    import mmap

    from kvkkscan.resources import resource_dir

    with (resource_dir("models") / "labeller.bin").open("rb") as file:
        return decode(memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)))


def look_ups(packs: Packs) -> Known:
    """What is looked up of words with these packs."""
    return known(packs, word_classes(packs), load_model().clusters)


def terms_of(rules: Rules, words: Words) -> tuple[list[Term], dict[int, int]]:
    """The words of terms, the strongest term of a word first, and start -> label of words that an idiom hides."""
    recognizers = rules.packs.recognizers
    found: list[Term] = []
    hidden: dict[int, int] = {}
    for listed, terms, idioms in read_sentences(rules, words):
        for label in sorted(idioms):
            for place in idioms[label]:
                hidden[listed[place].start] = fnv(label.encode())
        for one in sorted(terms, key=lambda one: _rank(one, recognizers[one.phrase.rule].strength)):
            who, accents = WHO.index(person(one.ending)), ACCENTS.index(one.accents)
            name = fnv(one.phrase.name.encode())
            for place in range(one.first, one.last + 1):
                part = (
                    "only" if one.first == one.last
                    else "first" if place == one.first
                    else "last" if place == one.last
                    else "middle"
                )  # fmt: skip
                found.append(Term(listed[place].start, one.phrase.rule, name, PARTS.index(part), who, accents))
    return found, hidden


def read_text(rules: Rules, words: Words, sure: Sequence[Candidate], known: Known) -> Read:
    """A text with its attributes; `sure`: what the rules are sure of."""
    terms, idioms = terms_of(rules, words) if words.seen & rules.lexicon.anchored else ([], {})
    return read(words.view.raw, known, terms, idioms, [(one.start, one.end, known.labels[one.rule]) for one in sure])


def beliefs(model: Model, listed: Sequence[Sequence[int]]) -> list[tuple[float, ...]]:
    """For each word the probability of each state, from the signs of all words: forward-backward, scaled."""
    shift, rows = 32 - model.bits, model.rows
    odds = []
    for mine in listed:
        low = high = 0
        for sign in mine:
            row = rows[sign >> shift]
            low += row & _EVEN
            high += (row >> 8) & _EVEN
        odds.append(_worth(low, high, len(mine), model.scale))
    return _forward_backward(odds, model)


def _worth(low: int, high: int, count: int, scale: float) -> list[float]:
    """The factors of the states, the greatest 1, from sums of bytes in lanes of 16 bits."""
    sums = []
    for lane in range(len(STATES)):
        part = high if lane & 1 else low
        sums.append(((part >> (16 * (lane >> 1))) & 0xFFFF) - _MIDDLE * count)
    most = max(sums)
    return [exp((one - most) * scale) for one in sums]


def _forward_backward(odds: Sequence[Sequence[float]], model: Model) -> list[tuple[float, ...]]:
    steps, states = model.steps, range(len(STATES))
    size = len(odds)
    before: list[list[float]] = []
    for place in range(size):
        now = []
        for state in states:
            if place:
                total = 0.0
                for last in states:
                    total += before[-1][last] * steps[last][state]
            else:
                total = model.first[state]
            now.append(total * odds[place][state])
        before.append(_scaled(now))
    found: list[tuple[float, ...]] = [()] * size
    after = [1.0] * len(STATES)
    for place in range(size - 1, -1, -1):
        found[place] = tuple(_scaled([one * two for one, two in zip(before[place], after, strict=True)]))
        weighed = [one * two for one, two in zip(after, odds[place], strict=True)]
        earlier = []
        for last in states:
            total = 0.0
            for state in states:
                total += steps[last][state] * weighed[state]
            earlier.append(total)
        after = _scaled(earlier)
    return found


def _scaled(given: Sequence[float]) -> list[float]:
    total = 0.0
    for one in given:
        total += one
    return [one / total for one in given]


class Stretch(NamedTuple):
    """Words `first` to `last` of a kind (a place in KINDS), the word that is surest, and the belief in it."""

    kind: int
    first: int
    last: int
    place: int
    belief: float


def stretches(model: Model, text: Read, believed: Sequence[Sequence[float]]) -> list[Stretch]:
    """The stretches of words that are believed to belong together; where one begins anew, it is parted."""
    found = []
    gaps = text.columns[GAP]
    size = len(believed)
    for kind, name in enumerate(KINDS):
        begin, on = 1 + 2 * kind, 2 + 2 * kind
        edge, last_edge, wall = model.edges[name], model.last[name], model.walls[name]
        worth = [states[begin] + states[on] for states in believed]
        place = 0
        while place < size:
            if worth[place] < edge:
                place += 1
                continue
            first = place
            place += 1
            while (
                place < size
                and worth[place] >= (wall if gaps[place + PAD] > BLANK_GAP else edge)
                and believed[place][begin] <= believed[place][on]
            ):
                place += 1
            last = place - 1
            while last > first and worth[last] < last_edge:
                last -= 1
            best = max(range(first, last + 1), key=worth.__getitem__)
            found.append(Stretch(kind, first, last, best, worth[best]))
    return found


def score(points: tuple[float, float], belief: float) -> float:
    """The score of a belief: 0.35 and 0.5 at the two points, lines between them."""
    low, high = points
    for (left, bottom), (right, top) in pairwise(((0.0, 0.0), (low, 0.35), (high, 0.5), (1.0, 1.0))):
        if belief <= right:
            return bottom + (top - bottom) * (belief - left) / (right - left)
    return 1.0


def label_of(model: Model, text: Read, first: int, last: int) -> str:
    """The special category of a statement: the label whose weights over its words are greatest."""
    totals = [0] * len(SPECIAL)
    shift, labels, width = 32 - model.label_bits, model.labels, len(SPECIAL)
    for mine in label_signs(text, first, last):
        for sign in mine:
            at = (sign >> shift) * width
            for place in range(width):
                totals[place] += labels[at + place]
    return SPECIAL[totals.index(max(totals))]


def labelled_candidates(
    rules: Rules,
    words: Words,
    out: list[Candidate],
    told: Sequence[Candidate] = (),
    core: Any = None,  # noqa: ANN401
) -> None:
    """Takes the statements, persons and addresses of a text into `out`, and persons that are not believed out of it.

    `told`: the statements that terms and their scorer propose. `core`: the compiled twin of these steps, if any.
    """
    sure = surely(out)
    if core:
        found, worth = core.labelled(words, sure, told)
    else:
        model = load_model()
        text = read_text(rules, words, sure, rules.look_ups())
        believed = beliefs(model, signs(text)) if text.pieces else []
        found = proposed(rules, model, text, believed)
        worth = [_belief(text, believed, one) for one in told]
    found = [one for one in found if one.end - one.start <= _LONGEST]
    join(rules, out, found, [one for one, belief in zip(told, worth, strict=True) if _stays(rules, one, belief)])


def _belief(text: Read, believed: Sequence[Sequence[float]], one: Candidate) -> float:
    """The greatest belief that a word of a candidate belongs to a statement."""
    worth = 0.0
    for piece, states in zip(text.pieces, believed, strict=True):
        if piece.start < one.end and one.start < piece.end:
            worth = max(worth, states[1] + states[2])
    return worth


def _stays(rules: Rules, one: Candidate, belief: float) -> bool:
    """Whether what terms propose stays: the labeller must believe a little in it, if it knows its label at all."""
    return belief >= _LEAST or rules.packs.recognizers[one.rule].entity_type not in rules.labelled


def surely(found: Sequence[Candidate]) -> list[Candidate]:
    """Of what the rules propose what they are sure of, ascending, none overlapping another."""
    return choose(list(found), _SURE) if found else []


def proposed(rules: Rules, model: Model, text: Read, believed: Sequence[Sequence[float]]) -> list[Candidate]:
    """What the labeller proposes."""
    found = []
    for one in stretches(model, text, believed):
        kind = KINDS[one.kind]
        label = LABEL_OF.get(kind) or label_of(model, text, one.first, one.last)
        rule, reasons = _told(rules, model, text, one, label)
        if rule < 0:
            continue
        start = text.pieces[one.first].start
        last = text.pieces[one.last]
        end = last.end if kind == "statement" else last.stem_end
        found.append(Candidate(start, end, round(score(model.points[kind], one.belief), 2), rule, reasons))
    return found


def _told(rules: Rules, model: Model, text: Read, one: Stretch, label: str) -> tuple[int, tuple[str, ...]]:
    """The recognizer of a stretch (-1: none has the label); reasons: how plainly a term tells, what weighed most."""
    known = rules.look_ups()
    best: tuple[int, int, int] | None = None  # strength, recognizer, word
    if KINDS[one.kind] == "statement":
        for place in range(one.first, one.last + 1):
            for term in text.terms[place]:
                strength = known.strengths[term.rule]
                if rules.packs.recognizers[term.rule].entity_type == label and (best is None or strength < best[0]):
                    best = (strength, term.rule, place)
    if best is None:
        if KINDS[one.kind] == "statement" and not _speech(text, one.first, one.last):
            return -1, ()
        return rules.labelled.get(label, -1), ("labelled", *told(_weighed(rules, model, text, one, one.place), model))
    return best[1], (f"term-{STRENGTHS[best[0]]}", *told(_weighed(rules, model, text, one, best[2]), model))


def _speech(text: Read, first: int, last: int) -> bool:
    """Whether a person may have said this: a word of two letters, and blanks between some if there are several."""
    gaps = text.columns[GAP][first + PAD + 1 : last + PAD + 1]
    pieces = text.pieces[first : last + 1]
    letters = any(len(piece.stem) > 1 and piece.stem.isalpha() for piece in pieces)
    return letters and (first == last or BLANK_GAP in gaps)


def _weighed(rules: Rules, model: Model, text: Read, one: Stretch, place: int) -> dict[str, int]:
    """What the word classes about a word weighed for its kind: "near:kin", "next:product"."""
    known = rules.look_ups()
    inside, shift = 2 + 2 * one.kind, 32 - model.bits
    totals: dict[str, int] = {}

    def add(sign: str, template: str, number: int) -> None:
        factor, plus = SEVERAL[template]
        row = model.rows[((number * factor + plus) & MASK) >> shift]
        totals[sign] = totals.get(sign, 0) + ((row >> (8 * inside)) & 0xFF) - (row & 0xFF)

    for step in CLASS_STEPS:
        at = place + step
        if 0 <= at < len(text.pieces) and step:
            for name in text.classes[at]:
                add(f"{'before' if step < 0 else 'next'}:{name}", f"class {step}", known.class_numbers[name])
    if text.terms[place]:
        term = text.terms[place][0]
        strength, label = known.strengths[term.rule], known.labels[term.rule]
        here = text.sentences[place]
        near = {name for at, names in enumerate(text.classes) if text.sentences[at] == here for name in names}
        far = {name for names in text.classes for name in names if name in IN_TEXT}
        for kind, listed in (("near", near), ("text", far)):
            for name in sorted(listed):
                add(f"{kind}:{name}", kind, (known.class_numbers[name] + strength) & MASK)
                add(f"{kind}:{name}", f"{kind} label", known.class_numbers[name] ^ label)
    return totals


def told(totals: Mapping[str, int], model: Model) -> list[str]:
    """Of signs and what they weighed, in the weights of the file, those that weighed most, as reasons."""
    most = sorted(totals.items(), key=lambda one: (-abs(one[1]), one[0]))[:_REASONS]
    heavy = [(sign, weight) for sign, weight in most if abs(weight) * model.scale >= _TOLD]
    return [f"{'for' if weight > 0 else 'against'}-{sign}" for sign, weight in heavy]


def join(rules: Rules, out: list[Candidate], found: Sequence[Candidate], told: Sequence[Candidate] = ()) -> None:
    """Joins what rules, labeller and terms (`told`) propose.

    Of persons the labeller decides; what it believes goes as far as what the rule found there. An address of a rule
    stays, and takes on words that the labeller adds. No statement stands inside of what a rule is surer of. A statement
    that terms propose stands where the labeller is not sure of one, and one of a user's own label before all others.
    """
    recognizers = rules.packs.recognizers
    persons = [one for one in out if recognizers[one.rule].entity_type == "PERSON"]
    addresses = [one for one in out if recognizers[one.rule].entity_type == "TR_ADDRESS"]
    surer = [(one.start, one.end) for one in out if one.score >= _SURE and one not in persons]
    if persons:
        out[:] = [one for one in out if one not in persons]
    own = [one for one in told if recognizers[one.rule].entity_type not in rules.labelled]
    others = [one for one in told if one not in own]
    held = [(one.start, one.end) for one in own]
    out += own
    for one in found:
        label = recognizers[one.rule].entity_type
        if label == "PERSON":
            out.append(_wider(one, persons))
        elif label == "TR_ADDRESS":
            wide = _wider(one, addresses)
            out[:] = [
                other for other in out
                if other not in addresses or other.end <= wide.start or wide.end <= other.start
            ]  # fmt: skip
            out.append(wide)
        elif not _inside(one, surer) and not _meets(one, own):
            out.append(one)
            if one.score >= _SURE:
                held.append((one.start, one.end))
    out += [one for one in others if not any(low < one.end and one.start < high for low, high in held)]


def _inside(one: Candidate, spans: Iterable[tuple[int, int]]) -> bool:
    return any(low <= one.start and one.end <= high for low, high in spans)


def _meets(one: Candidate, others: Iterable[Candidate]) -> bool:
    return any(other.start < one.end and one.start < other.end for other in others)


def _wider(one: Candidate, others: Iterable[Candidate]) -> Candidate:
    """A candidate that reaches as far as those of a rule that it meets, and is as sure, with their reasons."""
    for other in others:
        if other.start < one.end and one.start < other.end:
            start, end = min(one.start, other.start), max(one.end, other.end)
            score, rule = max(one.score, other.score), other.rule
            one = Candidate(start, end, score, rule, other.reasons)
    return one
