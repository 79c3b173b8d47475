"""What speaks for or against a statement, word by word: named signs, the same for the scorer and for the reasons.

A sign has a kind and a value, such as ("strength", "cue") or ("1 is", "product"). Word classes ("kin", "product") are
the concepts `evidence-*` of the packs. Signs that hold letters of the text are weighed and thrown away; no reason
repeats them. One walk serves all: it asks a `Tables` for the weight of each sign, and a `Tables` that writes down what
it is asked (`recorder`) is how training learns which signs there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from kvkkscan.detect.endings import noun_ending, person, stem_forms, verb_ending

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kvkkscan.detect.packs import Packs
    from kvkkscan.detect.tokens import Token

PREFIX = "evidence-"
_LONGEST = 14  # letters of a stem of a class
_STEM = 5  # letters: cut so, Turkish words fall together with their inflections
_FAR, _CLOSE = 4, 2  # words to the next term that still matter, or matter much
_CAPITALS = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ\xc7\xd0\xd6\xdc\xdd\xde")
# Classes that bear on a term from anywhere in its sentence.
_ABROAD = (
    "kin", "role", "self", "product", "institution", "thing", "notice", "media", "group", "animal", "profession", "if",
    "public", "report", "figurative", "place",
)  # fmt: skip
_IN_TEXT = (
    "kin", "role", "self", "notice", "media", "animal", "profession", "public", "report", "institution", "product",
    "group", "field", "thing",
)  # fmt: skip
WordClasses: TypeAlias = "Mapping[bytes, tuple[tuple[str, bool], ...]]"
TextStems: TypeAlias = "Mapping[bytes, tuple[str, ...]]"
Look: TypeAlias = "Callable[[str, float], float]"
Sign: TypeAlias = "tuple[str, str]"


class Mark(NamedTuple):
    """That a word is part of a term: the term's recognizer, itself, the word's part in it, and how it ends."""

    strength: str
    rule: str
    term: str
    label: str
    part: str  # "only", "first", "middle", "last"
    who: str
    accents: str


def word_classes(packs: Packs) -> dict[bytes, tuple[tuple[str, bool], ...]]:
    """Folded stem -> (class, whether it is a verb) of the `evidence-*` concepts; exact words end in a blank."""
    from kvkkscan.detect.terms import fold

    found: dict[bytes, list[tuple[str, bool]]] = {}
    for concept in packs.concepts:
        if not concept.id.startswith(PREFIX):
            continue
        name = concept.id.removeprefix(PREFIX)
        for word in concept.words:
            for part in word.rstrip("-").split("~"):
                for form in stem_forms(fold(part)):
                    listed = found.setdefault(form.encode(), [])
                    if (name, word.endswith("-")) not in listed:
                        listed.append((name, word.endswith("-")))
        for word in concept.exact:
            found.setdefault(fold(word).encode() + b" ", []).append((name, False))
    return {stem: tuple(names) for stem, names in found.items()}


def classes_of(text: bytes, known: WordClasses) -> tuple[str, ...]:
    """The classes of a folded word."""
    names = [name for name, _ in known.get(text + b" ", ())]
    for size in range(min(len(text), _LONGEST), 1, -1):
        listed = known.get(text[:size])
        if listed:
            for name, verb in listed:
                if name not in names and (size == len(text) or (verb_ending if verb else noun_ending)(text[size:])):
                    names.append(name)
    return tuple(names)


class Word(NamedTuple):
    """What is asked of a word again and again, worked out once."""

    text: str
    stem: str
    tail: str
    classes: tuple[str, ...]
    who: str
    capital: bool
    wall: str


def _word(token: Token, raw: bytes, known: WordClasses) -> Word:
    text = token.text
    if text.isdigit():
        shown = f"#{min(len(text), 5)}"
        return Word(shown, shown, "#", (), "number", capital=False, wall=str(token.wall))
    shown = text.decode("ascii")
    return Word(
        shown,
        shown[:_STEM],
        shown[-3:],
        classes_of(text, known),
        person(text),
        raw[token.start] in _CAPITALS,
        str(token.wall),
    )


def text_signs(lex: bytes, stems: Mapping[bytes, tuple[str, ...]]) -> set[str]:
    """The classes of which some word of the text may be: first letters are compared, endings are not looked at."""
    found: set[str] = set()
    for word in lex.split():
        names = stems.get(word[:_STEM])
        if names:
            found.update(names)
    return found


def text_stems(known: WordClasses) -> dict[bytes, tuple[str, ...]]:
    """First letters of the words of those classes that bear on a term from anywhere in its text."""
    found: dict[bytes, tuple[str, ...]] = {}
    for stem, listed in known.items():
        if len(stem) >= _STEM - 1 or stem.endswith(b" "):
            for name, _ in listed:
                cut = stem.strip()[:_STEM]
                if name in _IN_TEXT and name not in found.get(cut, ()):
                    found[cut] = (*found.get(cut, ()), name)
    return found


OWN = (
    "word", "begin3", "begin4", "begin6", "end2", "end3", "end4", "who", "is", "capital", "wall",
    "strength", "rule", "term", "label", "part", "ends", "ends label", "accents", "near", "near label", "firsts",
    "terms", "text", "text label", "capitals",
    "left", "left label", "left ends", "left rule", "left stem", "right", "right label", "right ends", "right rule",
    "right stem",
)  # fmt: skip
BESIDE = ("stem", "is", "who", "end", "word", "pair", "wall", "capital")
ONWARD = (
    "on wall", "on who", "on end", "on stem", "on after", "on whos", "on after is", "on is", "on term", "on after term",
    "on after ends", "on same",
)  # fmt: skip
NEXT, AROUND = (-2, -1, 1, 2), (-3, 3)
KINDS = (
    *OWN, *(f"{step} {kind}" for step in NEXT for kind in BESIDE), *(f"{step} stem" for step in AROUND), *ONWARD,
)  # fmt: skip


class Tables:
    """For each kind of sign, how to look up the weight of a value."""

    __slots__ = ("around", "beside", "onward", "own")

    def __init__(self, look: Callable[[str], Look]) -> None:
        self.own = tuple(look(kind) for kind in OWN)
        self.onward = tuple(look(kind) for kind in ONWARD)
        self.beside = tuple((step, tuple(look(f"{step} {kind}") for kind in BESIDE)) for step in NEXT)
        self.around = tuple((step, look(f"{step} stem")) for step in AROUND)


def tables(weights: Mapping[str, Mapping[str, float]]) -> Tables:
    """The tables of these weights, by kind and value."""
    nothing: dict[str, float] = {}
    return Tables(lambda kind: weights.get(kind, nothing).get)


def recorder(sink: list[Sign]) -> Tables:
    """Tables that weigh nothing and append every sign they are asked for to `sink`."""

    def look(kind: str) -> Look:
        def record(value: str, weight: float) -> float:
            sink.append((kind, value))
            return weight

        return record

    return Tables(look)


def read_words(listed: Sequence[Token], raw: bytes, known: WordClasses) -> list[Word]:
    """What is asked of the words of a sentence."""
    return [_word(token, raw, known) for token in listed]


def within(
    look: Tables, words: Sequence[Word], marks: Sequence[Sequence[Mark]], about: Sequence[str], place: int
) -> float:
    """The weight of the signs that a word belongs to a statement.

    `marks` holds for each word of the sentence the terms that it is part of, the strongest first; `about` what is to be
    said of the whole text (`text_signs`) and of the sentence.
    """
    (
        of_word, begin3, begin4, begin6, end2, end3, end4, of_who, of_class, capital, wall,
        strength, rule, term, label, part, ends, ends_label, accents, near, near_label, firsts, terms,
        of_text, text_label, capitals,
        left, left_label, left_ends, left_rule, left_stem, right, right_label, right_ends, right_rule, right_stem,
    ) = look.own  # fmt: skip
    word = words[place]
    text = word.text
    total = (
        of_word(text, 0.0) + begin3(text[:3], 0.0) + begin4(text[:4], 0.0) + begin6(text[:6], 0.0)
        + end2(text[-2:], 0.0) + end3(word.tail, 0.0) + end4(text[-4:], 0.0) + of_who(word.who, 0.0)
        + wall(word.wall, 0.0)
    )  # fmt: skip
    for name in word.classes:
        total += of_class(name, 0.0)
    if word.capital:
        total += capital("inside" if place else "first", 0.0)
    total += _neighbours(look, words, place)
    mine = marks[place]
    if mine:
        for mark in mine:
            plain = mark.strength
            total += (
                strength(plain, 0.0) + rule(mark.rule, 0.0) + term(mark.term, 0.0)
                + label(f"{mark.label}:{plain}", 0.0) + part(f"{mark.part}:{plain}", 0.0)
                + ends(f"{mark.who}:{plain}", 0.0) + ends_label(f"{mark.who}:{mark.label}", 0.0)
                + accents(f"{mark.accents}:{plain}", 0.0)
            )  # fmt: skip
        first = mine[0]
        abroad = {name for other in words for name in other.classes if name in _ABROAD}
        for name in sorted(abroad):
            total += near(f"{name}:{first.strength}", 0.0) + near_label(f"{name}:{first.label}", 0.0)
        for name in about:
            total += of_text(f"{name}:{first.strength}", 0.0) + text_label(f"{name}:{first.label}", 0.0)
        after = place + 1 < len(words) and words[place + 1].capital
        total += capitals(f"{'x' if word.capital else '-'}{'x' if after else '-'}:{first.strength}", 0.0)
        count = min(sum(other.who == "first" for other in words), 2)
        return total + firsts(f"{count}:{first.strength}", 0.0) + terms(str(min(len(mine), 3)), 0.0)
    size = len(marks)
    for step, of_strength, of_label, of_ends, of_rule, of_stem in (
        (-1, left, left_label, left_ends, left_rule, left_stem),
        (1, right, right_label, right_ends, right_rule, right_stem),
    ):
        for far in range(1, _FAR + 1):
            at = place + step * far
            if not 0 <= at < size:
                break
            if marks[at]:
                mark = marks[at][0]
                total += (
                    of_strength(f"{far}:{mark.strength}", 0.0) + of_label(f"{far}:{mark.label}", 0.0)
                    + of_ends(f"{far}:{mark.who}", 0.0)
                )  # fmt: skip
                if far <= _CLOSE:
                    total += of_rule(f"{far}:{mark.rule}", 0.0) + of_stem(f"{far}:{mark.label}:{word.stem}", 0.0)
                break
    return total


def _neighbours(look: Tables, words: Sequence[Word], place: int) -> float:
    """The weight of what the three words on either side say about `words[place]`."""
    size, total = len(words), 0.0
    stem = words[place].stem
    for step, (of_stem, of_class, of_who, of_end, of_word, pair, wall, capital) in look.beside:
        at = place + step
        if not 0 <= at < size:
            total += of_stem("", 0.0)
            continue
        other = words[at]
        total += of_stem(other.stem, 0.0) + of_who(other.who, 0.0)
        for name in other.classes:
            total += of_class(name, 0.0)
        if step in (-1, 1):
            total += (
                of_end(other.tail, 0.0)
                + of_word(other.text, 0.0)
                + pair(f"{stem} {other.stem}", 0.0)
                + wall(other.wall, 0.0)
            )
            if other.capital:
                total += capital("yes", 0.0)
    for step, of_stem in look.around:
        at = place + step
        if 0 <= at < size:
            total += of_stem(words[at].stem, 0.0)
    return total


def onward(look: Tables, words: Sequence[Word], marks: Sequence[Sequence[Mark]], place: int) -> float:
    """The weight of the signs that a word goes on with the statement that the word before it belongs to."""
    if not place:
        return 0.0
    (
        of_wall, of_who, of_end, of_stem, after, whos, after_class, of_class, of_term, after_term, after_ends, same,
    ) = look.onward  # fmt: skip
    word, last = words[place], words[place - 1]
    wall = word.wall
    total = (
        of_wall(wall, 0.0) + of_who(last.who + wall, 0.0) + of_end(last.tail, 0.0) + of_stem(word.stem, 0.0)
        + after(last.stem, 0.0) + whos(f"{last.who}>{word.who}", 0.0)
    )  # fmt: skip
    for name in last.classes:
        total += after_class(name + wall, 0.0)
    for name in word.classes:
        total += of_class(name + wall, 0.0)
    here, before = marks[place], marks[place - 1]
    if here:
        total += of_term(here[0].strength + wall, 0.0)
    if before:
        total += after_term(before[0].strength + wall, 0.0) + after_ends(before[0].who + wall, 0.0)
        if here:
            total += same(str(here[0].term == before[0].term), 0.0)
    return total
