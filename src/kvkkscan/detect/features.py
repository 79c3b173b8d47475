"""The words of a text as numbers: what the labeller (labeller.py) weighs.

Each word gets *attributes*, one number each, 0 for none: itself, how it begins and ends, its shape, what parts it from
its neighbours, its word cluster, whether it is a name or a place, the terms that it is part of, what rules found there.
A *sign* is one attribute, or two, of the word itself or of a near one. It becomes the number of a row of weights by
multiplying and adding modulo 2**32 (Dietzfelbinger's multiply-shift hashing): nothing of the text is kept, and no row
can be turned back into a word. Strings are hashed by FNV-1a (32 bits).

This is the reference: `_native/labels.pxi` does the same on flat arrays.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from kvkkscan.detect import names
from kvkkscan.detect.endings import PERSONS
from kvkkscan.detect.evidence import _CAPITALS as CAPITALS
from kvkkscan.detect.evidence import _IN_TEXT as IN_TEXT
from kvkkscan.detect.evidence import classes_of
from kvkkscan.detect.recognizer import ADDRESS_PARTS, STRENGTHS
from kvkkscan.detect.terms import fold
from kvkkscan.detect.view import FOLD_TABLE
from kvkkscan.resources import resource_dir

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kvkkscan.detect.evidence import WordClasses
    from kvkkscan.detect.packs import Packs

MASK: Final = 0xFFFFFFFF
_TABLE = bytes(byte if 48 <= byte <= 57 or byte == 39 else FOLD_TABLE[byte] for byte in range(256))
_WORD = re.compile(rb"([a-z~]+)(?:'([a-z]{1,12})(?![a-z~]))?|[0-9]+").finditer
_NEWLINE, _DIGIT_0, _DIGIT_9 = 10, 48, 57
_ENDS = frozenset(b".!?;|\t")  # in a gap: a sentence ends there
_DIGITS_MOST, _SIZE_MOST = 12, 9
WHO = ("bare", "third", *dict.fromkeys(name for name, _ in PERSONS if name != "third"))
PARTS = ("first", "middle", "last", "only")
ACCENTS = ("", "ascii", "bare")
_FAR = 4  # words to the next term that still matter
_LONGEST_END = 4  # letters of an ending that a name or the unit of an address may have
_SHORTEST = 4  # letters of a name or unit before an ending


class Piece(NamedTuple):
    """A word or number: `raw[start:stem_end]` without, `raw[start:end]` with what follows its apostrophe."""

    start: int
    stem_end: int
    end: int
    stem: bytes
    suffix: bytes


class Term(NamedTuple):
    """That the word which begins at `start` is part of a term: the recognizer's number, the term, and how it stands.

    `part` is a place in PARTS, `who` in WHO, `accents` in ACCENTS.
    """

    start: int
    rule: int
    name: int
    part: int
    who: int
    accents: int


# The columns of attributes.
COLUMNS: Final = (
    "one", "word", "begin2", "begin3", "begin4", "begin5", "begin6", "end1", "end2", "end3", "end4", "end5", "shape",
    "gap", "after", "size", "wide", "mid", "name", "named", "town", "unit", "found", "idiom",
    "strength", "label", "rule", "term", "who", "accents", "count", "left", "right", "suffix",
)  # fmt: skip
_AT = {name: place for place, name in enumerate(COLUMNS)}
GAP: Final = _AT["gap"]
BLANK_GAP: Final = 2  # the greatest number of a gap without any sign


def _singles() -> tuple[tuple[str, tuple[int, ...]], ...]:
    near, two, three, four = (-1, 0, 1), (-2, -1, 0, 1, 2), tuple(range(-3, 4)), tuple(range(-4, 5))
    return (
        ("one", (0,)), ("word", (0,)), ("begin2", (0,)), ("begin3", near), ("begin4", two), ("begin5", near),
        ("begin6", four), ("end1", (0,)), ("end2", near), ("end3", two), ("end4", (0, 1)), ("end5", (0,)),
        ("shape", two), ("gap", (-1, 0)), ("after", (0, 1)), ("size", (0,)), ("wide", four), ("mid", three),
        ("name", two), ("named", two), ("town", two), ("unit", four), ("found", three), ("idiom", near),
        ("strength", three), ("label", two), ("rule", near), ("term", (0,)), ("who", near), ("accents", (0,)),
        ("count", (0,)), ("left", (0,)), ("right", (0,)), ("suffix", (-1, 0)),
    )  # fmt: skip


_PAIRS = (
    ("begin5", -1, "begin5", 0), ("begin5", 0, "begin5", 1),
    ("shape", -1, "shape", 0), ("shape", 0, "shape", 1), ("shape", -1, "shape", 1), ("shape", 0, "gap", 0),
    ("shape", 0, "after", 0), ("name", 0, "shape", 0), ("name", 0, "name", 1), ("name", -1, "name", 0),
    ("name", -1, "shape", 0), ("name", 1, "shape", 0), ("name", 0, "end3", 0), ("named", 0, "shape", 0),
    ("name", 0, "gap", 0), ("name", 0, "after", 0),
    ("begin5", 0, "gap", 0), ("begin5", 0, "after", 0), ("begin5", 0, "end3", 0), ("wide", 0, "end3", 0),
    ("wide", 0, "end2", 0), ("mid", 0, "end3", 0), ("unit", 0, "shape", 0), ("unit", 1, "shape", 0),
    ("unit", -1, "shape", 0), ("unit", -1, "gap", 0),
)  # fmt: skip
# Signs that a word may have several of, by the distance of the word that has them, or of the term itself.
CLASS_STEPS: Final = (-1, 0, 1)
_SEVERAL = (
    *(f"class {step}" for step in CLASS_STEPS), "near", "near label", "text",
    "text label", "firsts", "labels", "length", "left label", "left rule", "right label", "right rule",
)  # fmt: skip


def _constants(count: int, seed: int = 0x9E3779B9) -> tuple[tuple[int, int, int], ...]:
    """(factor, second factor, what is added) of each template: odd numbers without a pattern, always the same."""
    state, found = seed, []
    for _ in range(count):
        three = []
        for _ in range(3):
            state = (state * 1664525 + 1013904223) & MASK
            mixed = state ^ (state >> 15)
            mixed = (mixed * 0x2C1B3C6D) & MASK
            three.append((mixed ^ (mixed >> 13)) | 1)
        found.append((three[0], three[1], three[2]))
    return tuple(found)


Single: TypeAlias = "tuple[int, int, int, int]"  # column, step, factor, what is added


def _templates() -> tuple[tuple[Single, ...], tuple[tuple[int, ...], ...], dict[str, tuple[int, int]]]:
    singles = [(_AT[name], step) for name, steps in _singles() for step in steps]
    numbers = _constants(len(singles) + len(_PAIRS) + len(_SEVERAL))
    ones = tuple((column, step, numbers[n][0], numbers[n][2]) for n, (column, step) in enumerate(singles))
    twos = []
    for n, (left, step, right, other) in enumerate(_PAIRS, len(singles)):
        twos.append((_AT[left], step, _AT[right], other, *numbers[n]))
    several = {name: (numbers[n][0], numbers[n][2]) for n, name in enumerate(_SEVERAL, len(singles) + len(_PAIRS))}
    return ones, tuple(twos), several


SINGLES, PAIRS, SEVERAL = _templates()
PAD: Final = 4  # columns reach so far beyond a text on either side


def fnv(text: bytes) -> int:
    """FNV-1a, 32 bits; never 0, which means nothing."""
    value = 2166136261
    for byte in text:
        value = ((value ^ byte) * 16777619) & MASK
    return value or 1


def pieces(raw: bytes) -> list[Piece]:
    """The words and numbers of a text, in order."""
    found = []
    for match in _WORD(raw.translate(_TABLE)):
        start, end = match.span()
        stem, suffix = match[1] or match[0], match[2] or b""
        found.append(Piece(start, start + len(stem), end, stem, suffix))
    return found


def gap(between: bytes) -> int:
    """What stands between two words, as a number: a line end and the first sign after it, or the first two signs."""
    if not between:
        return 1
    if _NEWLINE in between:
        bare = between.replace(b" ", b"").replace(b"\t", b"").replace(b"\n", b"")
        return fnv(b"n" + bare[:1] + (b"2" if between.count(b"\n") > 1 else b""))
    bare = between.replace(b" ", b"")
    return fnv(bare[:2]) if bare else 2


def shape(raw: bytes) -> int:
    """Capitals of a word, or the number of digits."""
    if _DIGIT_0 <= raw[0] <= _DIGIT_9:
        return 10 + min(len(raw), _DIGITS_MOST)
    capitals = [byte in CAPITALS for byte in raw]
    if not any(capitals):
        return 1
    if all(capitals):
        return 2 if len(raw) == 1 else 3
    return 4 if capitals[0] and not any(capitals[1:]) else 5


class Known(NamedTuple):
    """What is looked up of words: classes of the packs, units of addresses, towns, clusters; and rules as numbers."""

    classes: WordClasses
    class_numbers: Mapping[str, int]
    units: Mapping[bytes, int]
    open_units: frozenset[bytes]
    towns: frozenset[bytes]
    names: Mapping[bytes, int]
    clusters: Mapping[int, tuple[int, int]]
    labels: tuple[int, ...]  # by recognizer
    strengths: tuple[int, ...]
    rules: tuple[int, ...]


def known(packs: Packs, classes: WordClasses, clusters: Mapping[int, tuple[int, int]]) -> Known:
    """The look-ups for these packs. `clusters`: FNV-1a of the first six letters -> two cluster numbers from 1."""
    units: dict[bytes, int] = {}
    open_units: set[bytes] = set()
    for concept in packs.concepts:
        kind = concept.id.removeprefix("address-")
        if kind != concept.id and kind in ADDRESS_PARTS:
            for word in concept.words:
                units[fold(word).encode()] = ADDRESS_PARTS.index(kind) + 1
                open_units.add(fold(word).encode())
            for word in concept.exact:
                units.setdefault(fold(word).encode(), ADDRESS_PARTS.index(kind) + 1)
    listed = {name for found in classes.values() for name, _ in found}
    return Known(
        classes,
        {name: fnv(name.encode()) for name in listed},
        units,
        frozenset(open_units),
        towns(),
        names.table(),
        clusters,
        tuple(fnv(one.entity_type.encode()) for one in packs.recognizers),
        tuple(STRENGTHS.index(one.strength) for one in packs.recognizers),
        tuple(fnv(one.id.encode()) for one in packs.recognizers),
    )


@cache
def towns() -> frozenset[bytes]:
    """Folded words of the names of provinces and districts."""
    data = (resource_dir("recognizers") / "lists" / "towns.txt").read_text("utf-8").encode("cp1254", "replace")
    lines = [line for line in data.splitlines() if not line.startswith(b"#")]
    return frozenset(word for line in lines for word in line.translate(FOLD_TABLE).split())


class Read(NamedTuple):
    """A text as read: its pieces, the columns of their attributes (padded), and what each has several of.

    `several`: for each piece (template, number) pairs. `classes`: the names of each piece's word classes.
    """

    pieces: Sequence[Piece]
    columns: Sequence[Sequence[int]]
    several: Sequence[Sequence[tuple[str, int]]]
    classes: Sequence[Sequence[str]]
    sentences: Sequence[int]
    terms: Sequence[Sequence[Term]]


def read(
    raw: bytes,
    known: Known,
    terms: Sequence[Term],
    idioms: Mapping[int, int],
    found: Iterable[tuple[int, int, int]],
) -> Read:
    """A text with all its attributes.

    `terms`: of each word the strongest first; `idioms`: start of a word -> label of the idiom that hides it;
    `found`: (start, end, label) of what rules are sure of, ascending, none overlapping another.
    """
    listed = pieces(raw)
    size = len(listed)
    columns = [[0] * (size + 2 * PAD) for _ in COLUMNS]
    gaps = _gaps(raw, listed)
    sentences = _sentences(raw, listed)
    marks = _marks(listed, terms)
    classes = [() if one.stem[:1].isdigit() else classes_of(one.stem + one.suffix, known.classes) for one in listed]
    for place, one in enumerate(listed):
        _of_word(columns, place + PAD, one, raw, known)
        _of_terms(columns, place + PAD, marks[place], known)
    columns[_AT["gap"]][PAD : PAD + size] = gaps[:-1]
    columns[_AT["after"]][PAD : PAD + size] = gaps[1:]
    hidden = columns[_AT["idiom"]]
    for place, one in enumerate(listed, PAD):
        hidden[place] = idioms.get(one.start, 0)
    _of_rules(columns[_AT["found"]], listed, found)
    several = _several(listed, columns, marks, classes, sentences, known, min(len(raw) // 80, 5))
    return Read(listed, columns, several, classes, sentences, marks)


def _gaps(raw: bytes, listed: Sequence[Piece]) -> list[int]:
    last, found = 0, []
    for one in listed:
        found.append(gap(raw[last : one.start]))
        last = one.end
    return [*found, gap(raw[last:])]


def _sentences(raw: bytes, listed: Sequence[Piece]) -> list[int]:
    """The number of the sentence, line or cell that each piece stands in."""
    number, last, found = 0, 0, []
    for place, one in enumerate(listed):
        between = raw[last : one.start]
        if place and (_NEWLINE in between or not _ENDS.isdisjoint(between)):
            number += 1
        found.append(number)
        last = one.end
    return found


def _marks(listed: Sequence[Piece], terms: Sequence[Term]) -> list[list[Term]]:
    numbers = {one.start: place for place, one in enumerate(listed)} if terms else {}
    found: list[list[Term]] = [[] for _ in listed]
    for term in terms:
        place = numbers.get(term.start)
        if place is not None:
            found[place].append(term)
    return found


def _of_word(columns: Sequence[list[int]], at: int, one: Piece, raw: bytes, known: Known) -> None:
    """Attributes of the word itself."""
    stem, whole = one.stem, one.stem + one.suffix
    columns[0][at] = 1
    columns[_AT["shape"]][at] = shape(raw[one.start : one.stem_end])
    columns[_AT["size"]][at] = min(len(stem), _SIZE_MOST)
    if stem[:1].isdigit():
        value = fnv(b"#%d" % min(len(stem), _DIGITS_MOST))
        for name in ("word", "begin3", "begin4", "begin5", "begin6"):
            columns[_AT[name]][at] = value
        return
    columns[_AT["word"]][at] = fnv(whole)
    value, six = 2166136261, 0
    for size in range(1, 7):
        if size <= len(stem):
            value = ((value ^ stem[size - 1]) * 16777619) & MASK
        if size > 1:
            columns[_AT["begin2"] + size - 2][at] = value or 1
    six = value or 1
    value = 2166136261
    for size in range(1, 6):
        if size <= len(whole):
            value = ((value ^ whole[-size]) * 16777619) & MASK
        columns[_AT["end1"] + size - 1][at] = value or 1
    columns[_AT["wide"]][at], columns[_AT["mid"]][at] = known.clusters.get(six, (0, 0))
    columns[_AT["name"]][at] = known.names.get(stem, 0)
    columns[_AT["town"]][at] = 1 if stem in known.towns else 0
    unit = known.units.get(stem, 0)
    named = 0
    for size in range(len(stem) - 1, max(_SHORTEST, len(stem) - _LONGEST_END) - 1, -1):
        begin = stem[:size]
        if not named:
            named = known.names.get(begin, 0)
        if not unit and begin in known.open_units:
            unit = known.units[begin]
    columns[_AT["unit"]][at], columns[_AT["named"]][at] = unit, named
    if one.suffix:
        columns[_AT["suffix"]][at] = fnv(one.suffix)


def _of_terms(columns: Sequence[list[int]], at: int, marks: Sequence[Term], known: Known) -> None:
    """Attributes of the strongest term that a word is part of."""
    if not marks:
        return
    first = marks[0]
    strength = known.strengths[first.rule]
    columns[_AT["strength"]][at] = 1 + strength * 4 + first.part
    columns[_AT["label"]][at] = (known.labels[first.rule] + strength) & MASK
    columns[_AT["rule"]][at] = known.rules[first.rule]
    columns[_AT["term"]][at] = first.name
    columns[_AT["who"]][at] = 1 + first.who * 3 + strength
    columns[_AT["accents"]][at] = 1 + first.accents * 3 + strength
    columns[_AT["count"]][at] = min(len(marks), 3)


def _of_rules(column: list[int], listed: Sequence[Piece], found: Iterable[tuple[int, int, int]]) -> None:
    place = 0
    for start, end, label in found:
        while place < len(listed) and listed[place].end <= start:
            place += 1
        at = place
        while at < len(listed) and listed[at].start < end:
            column[at + PAD] = label
            at += 1


def _several(
    listed: Sequence[Piece],
    columns: Sequence[list[int]],
    marks: Sequence[Sequence[Term]],
    classes: Sequence[Sequence[str]],
    sentences: Sequence[int],
    known: Known,
    length: int,
) -> list[list[tuple[str, int]]]:
    """What a word has several of: word classes of its neighbours, what bears on its terms, terms beside it."""
    size = len(listed)
    found: list[list[tuple[str, int]]] = [[] for _ in listed]
    numbers = known.class_numbers
    for place, names_ in enumerate(classes):
        for name in names_:
            for step in CLASS_STEPS:
                if 0 <= place - step < size:
                    found[place - step].append((f"class {step}", numbers[name]))
    if not any(marks):
        return found
    within: dict[int, set[str]] = {}
    firsts: dict[int, int] = {}
    for place, one in enumerate(listed):
        within.setdefault(sentences[place], set()).update(classes[place])
        if (one.suffix or one.stem).endswith(b"m"):
            firsts[sentences[place]] = min(firsts.get(sentences[place], 0) + 1, 2)
    text = {name for names_ in classes for name in names_ if name in IN_TEXT}
    labels = min(len({known.labels[one.rule] for mine in marks for one in mine}), 4)
    for place, mine in enumerate(marks):
        mine_found = found[place]
        if not mine:
            _beside(mine_found, place, marks, sentences, known, columns)
            continue
        first = mine[0]
        strength = known.strengths[first.rule]
        label = known.labels[first.rule]
        for kind, abroad in (("near", within[sentences[place]]), ("text", text)):
            for name in abroad:
                mine_found.append((kind, (numbers[name] + strength) & MASK))
                mine_found.append((f"{kind} label", numbers[name] ^ label))
        mine_found.append(("firsts", 1 + firsts.get(sentences[place], 0) * 3 + strength))
        mine_found.append(("labels", labels * 3 + strength))
        mine_found.append(("length", 1 + length * 3 + strength))
    return found


def _beside(
    found: list[tuple[str, int]],
    place: int,
    marks: Sequence[Sequence[Term]],
    sentences: Sequence[int],
    known: Known,
    columns: Sequence[list[int]],
) -> None:
    """The next term on either side of a word that is part of none."""
    for name, step in (("left", -1), ("right", 1)):
        for far in range(1, _FAR + 1):
            at = place + step * far
            if not 0 <= at < len(marks) or sentences[at] != sentences[place]:
                break
            if marks[at]:
                first = marks[at][0]
                columns[_AT[name]][place + PAD] = 1 + ((far * 3) + known.strengths[first.rule]) * 8 + first.who
                found.append((f"{name} label", (known.labels[first.rule] + far) & MASK))
                found.append((f"{name} rule", (known.rules[first.rule] + far) & MASK))
                break


def signs(text: Read) -> list[list[int]]:
    """The signs of each piece, as numbers of 32 bits: a labeller of 2**n rows takes their first n bits."""
    size = len(text.pieces)
    found: list[list[int]] = [[] for _ in text.pieces]
    for column, step, factor, plus in SINGLES:
        start = PAD + step
        for mine, value in zip(found, text.columns[column][start : start + size], strict=True):
            if value:
                mine.append((value * factor + plus) & MASK)
    for left, step, right, other, factor, second, plus in PAIRS:
        ones, twos = text.columns[left], text.columns[right]
        first, start = PAD + step, PAD + other
        for mine, value, beside in zip(found, ones[first : first + size], twos[start : start + size], strict=True):
            if value and beside:
                mine.append((value * factor + beside * second + plus) & MASK)
    for mine, listed in zip(found, text.several, strict=True):
        for name, value in listed:
            factor, plus = SEVERAL[name]
            mine.append((value * factor + plus) & MASK)
    return found


# Of these attributes of a statement's words the label is told, and of the labels of terms near them.
_LABEL_SIGNS = (
    ("word", (0,)), ("begin4", (0,)), ("begin5", (0,)), ("begin6", (-1, 0, 1)), ("wide", (0,)), ("mid", (0,)),
    ("end3", (0,)), ("label", (-2, -1, 0, 1, 2)), ("rule", (0,)), ("term", (0,)),
)  # fmt: skip


def _label_templates() -> tuple[Single, ...]:
    listed = [(_AT[name], step) for name, steps in _LABEL_SIGNS for step in steps]
    numbers = _constants(len(listed), 0x85EBCA6B)
    return tuple((*one, factor, plus) for one, (factor, _, plus) in zip(listed, numbers, strict=True))


LABEL_TEMPLATES = _label_templates()


def label_signs(text: Read, first: int, last: int) -> list[list[int]]:
    """The signs of the pieces `first` to `last` by which the label of a statement is told."""
    found = []
    for place in range(first + PAD, last + PAD + 1):
        mine = []
        for column, step, factor, plus in LABEL_TEMPLATES:
            value = text.columns[column][place + step]
            if value:
                mine.append((value * factor + plus) & MASK)
        found.append(mine)
    return found
