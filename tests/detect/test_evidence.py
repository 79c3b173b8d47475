"""Signs for and against a statement: word classes, what is asked of each word, what a text is about."""

from __future__ import annotations

from functools import cache
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvkkscan.detect.evidence import (
    KINDS,
    Mark,
    Sign,
    Word,
    classes_of,
    onward,
    read_words,
    recorder,
    tables,
    text_signs,
    text_stems,
    within,
    word_classes,
)
from kvkkscan.detect.packs import Packs, load_packs
from kvkkscan.detect.recognizer import Concept
from kvkkscan.detect.tokens import tokens
from kvkkscan.detect.view import view

OWN = Packs(
    concepts=(
        Concept("evidence-kin", words=("anne", "oğul~oğl", "çocuk"), exact=("kız",), weight="list"),
        Concept("evidence-product", words=("ürün", "çorap"), weight="list"),
        Concept("evidence-report", words=("söyle-", "yaz-"), weight="list"),
        Concept("evidence-notice", words=("yaz",), exact=("kvkk",), weight="list"),
        Concept("evidence-body", words=("yürek",), weight="list"),
        Concept("order", words=("sipariş",)),
    ),
    recognizers=(),
)
KNOWN = word_classes(OWN)


@cache
def shipped() -> dict[bytes, tuple[tuple[str, bool], ...]]:
    """The word classes that ship."""
    return word_classes(load_packs())


def listed(text: str) -> list[Word]:
    """The words of a text, with their classes."""
    seen = view(text)
    return read_words(tokens(seen, 0, len(seen.raw)), seen.raw, KNOWN)


# --- classes ---


@pytest.mark.parametrize(("word", "classes"), [
    ("anne", {"kin"}), ("annem", {"kin"}), ("annemin", {"kin"}), ("oglum", {"kin"}), ("ogul", {"kin"}), ("cocugum", {"kin"}), ("kiz", {"kin"}), ("kizim", set()),
    ("urunu", {"product"}), ("coraplar", {"product"}), ("soyledim", {"report"}), ("soylerken", {"report"}), ("soyut", set()), ("yaziyor", {"report"}),
    ("yaz", {"report", "notice"}), ("yazlardan", {"notice"}), ("yazin", {"report", "notice"}), ("kvkk", {"notice"}), ("kvkknin", set()), ("siparis", set()),
    ("annanas", set()), ("", set()), ("a", set()),
])  # fmt: skip
def test_the_classes_of_a_word(word: str, classes: set[str]) -> None:
    """Words of `evidence-*` concepts take noun endings, those with "-" verb endings, exact ones none; other concepts are no classes."""
    found = classes_of(word.encode(), KNOWN)
    assert set(found) == classes
    assert len(found) == len(classes)


@pytest.mark.parametrize(("word", "name"), [
    ("annemin", "kin"), ("musteri", "role"), ("benim", "self"), ("siparisim", "product"), ("hastanesi", "institution"), ("kvkk", "notice"), ("kedim", "animal"),
    ("doktor", "profession"),
])  # fmt: skip
def test_the_shipped_classes_know_their_words(word: str, name: str) -> None:
    """Everyday words are of the class that the shipped packs say."""
    assert name in classes_of(word.encode(), shipped())


def test_the_signs_of_the_shipped_classes_are_those_that_are_weighed() -> None:
    """Every class that bears on a term from afar is one that the packs fill."""
    from kvkkscan.detect import evidence

    names = {name for found in shipped().values() for name, _ in found}
    assert set(evidence._ABROAD) <= names
    assert set(evidence._IN_TEXT) <= names


# --- words ---


def test_what_is_asked_of_a_word() -> None:
    """A word is read with its first and last letters, classes, person, capital and wall."""
    first, second, third = listed("annem, Ürünlerimi 300")
    assert first == Word("annem", "annem", "nem", ("kin",), "first", capital=False, wall="0")
    assert second == Word("urunlerimi", "urunl", "imi", ("product",), "first", capital=True, wall="1")
    assert third == Word("#3", "#3", "#", (), "number", capital=False, wall="0")


@pytest.mark.parametrize(("number", "shown"), [("7", "#1"), ("10000000146", "#5"), ("12345", "#5"), ("1234", "#4")])
def test_a_number_is_no_more_than_its_length(number: str, shown: str) -> None:
    """No digit of a number is a sign: only how many there are, five or more alike."""
    (word,) = listed(number)
    assert number not in repr(word)
    assert word.text == word.stem == shown


# --- signs ---

_VOCABULARY = st.sampled_from("annem oğlum Ürün söyledim yaz KVKK kanser kanserim hastayım, 300 (var) ben bende AKP'liyim değil".split())
_MARK = st.builds(
    Mark,
    strength=st.sampled_from(["plain", "cue", "weak"]),
    rule=st.sampled_from(["own.a", "own.b"]),
    term=st.sampled_from(["kanser", "hasta*"]),
    label=st.sampled_from(["HEALTH", "RELIGION"]),
    part=st.sampled_from(["only", "first", "middle", "last"]),
    who=st.sampled_from(["first", "third", "bare"]),
    accents=st.sampled_from(["", "bare", "ascii"]),
)
_ABOUT = st.lists(st.sampled_from(["kin", "notice", "quoted", "labels 1", "size 3"]), unique=True, max_size=3)


@st.composite
def sentences(draw: st.DrawFn) -> tuple[list[Word], list[list[Mark]], list[str]]:
    """Words, the terms that each is part of, and what is said of the whole."""
    words = listed(" ".join(draw(st.lists(_VOCABULARY, min_size=1, max_size=8))))
    marks = draw(st.lists(st.lists(_MARK, max_size=3), min_size=len(words), max_size=len(words)))
    return words, marks, draw(_ABOUT)


def weight(sign: Sign) -> float:
    """A whole number for a sign, the same each time."""
    return float(crc32("|".join(sign).encode()) % 2_001 - 1_000)


@given(sentences())
def test_what_is_recorded_is_what_is_weighed(sentence: tuple[list[Word], list[list[Mark]], list[str]]) -> None:
    """The sum of the weights of the recorded signs is the weight of the word: the recorder asks no more and no less."""
    words, marks, about = sentence
    for place in range(len(words)):
        asked: list[Sign] = []
        onwards: list[Sign] = []
        assert within(recorder(asked), words, marks, about, place) == 0
        assert onward(recorder(onwards), words, marks, place) == 0
        weights: dict[str, dict[str, float]] = {}
        for kind, value in (*asked, *onwards):
            weights.setdefault(kind, {})[value] = weight((kind, value))
        look = tables(weights)
        assert within(look, words, marks, about, place) == sum(map(weight, asked))
        assert onward(look, words, marks, place) == sum(map(weight, onwards))
        assert {kind for kind, _ in (*asked, *onwards)} <= set(KINDS)


@given(sentences())
def test_what_has_no_weight_weighs_nothing(sentence: tuple[list[Word], list[list[Mark]], list[str]]) -> None:
    """Without weights every word weighs nothing, whatever it is."""
    words, marks, about = sentence
    look = tables({})
    assert all(within(look, words, marks, about, place) == 0 for place in range(len(words)))
    assert all(onward(look, words, marks, place) == 0 for place in range(len(words)))


def recorded(text: str, at: int, *marks: Mark, about: tuple[str, ...] = ()) -> set[Sign]:
    """The signs of a word of a text that is part of the given terms."""
    words = listed(text)
    asked: list[Sign] = []
    within(recorder(asked), words, [list(marks) if place == at else [] for place in range(len(words))], about, at)
    return set(asked)


KANSER = Mark("plain", "own.a", "kanser", "HEALTH", "only", "first", "")


@pytest.mark.parametrize("sign", [
    ("word", "kanserim"), ("end3", "rim"), ("strength", "plain"), ("rule", "own.a"), ("term", "kanser"), ("label", "HEALTH:plain"), ("part", "only:plain"),
    ("ends", "first:plain"), ("-1 is", "kin"), ("near", "kin:plain"), ("near label", "kin:HEALTH"), ("text", "notice:plain"), ("1 stem", "var"), ("2 stem", ""),
    ("-2 stem", ""), ("terms", "1"), ("accents", ":plain"), ("firsts", "2:plain"),
])  # fmt: skip
def test_a_term_asks_for_its_signs(sign: Sign) -> None:
    """A word of a term is weighed by the term, by its neighbours, by the classes in its sentence and those of the text."""
    assert sign in recorded("annemin kanserim var", 1, KANSER, about=("notice",)) | recorded("annem kanserim var", 1, KANSER)


@pytest.mark.parametrize(("text", "sign"), [
    ("kanserim var", ("right", "1:plain")), ("bu kanserim", ("left", "1:plain")), ("bir iki üç dört kanserim", ("left", "4:plain")),
])  # fmt: skip
def test_a_word_beside_a_term_knows_how_far_it_stands(text: str, sign: Sign) -> None:
    """A word that is part of no term is weighed by the nearest term within four words on either side."""
    words = listed(text)
    marks = [[KANSER] if word.text == "kanserim" else [] for word in words]
    place = len(words) - 1 if sign[0] == "right" else 0
    asked: list[Sign] = []
    within(recorder(asked), words, marks, (), place)
    assert ({"left": "right", "right": "left"}[sign[0]], sign[1]) in asked


def test_beyond_four_words_a_term_is_no_sign() -> None:
    """A word five words away from the only term is not weighed by it."""
    words = listed("bir iki üç dört beş kanserim")
    marks = [[KANSER] if word.text == "kanserim" else [] for word in words]
    asked: list[Sign] = []
    within(recorder(asked), words, marks, (), 0)
    assert not [sign for sign in asked if sign[0].startswith(("left", "right"))]


def test_the_first_word_goes_on_with_nothing() -> None:
    """What goes on is asked of the second word and later ones only."""
    words = listed("kanserim var")
    asked: list[Sign] = []
    assert onward(recorder(asked), words, [[], []], 0) == 0
    assert asked == []
    onward(recorder(asked), words, [[KANSER], []], 1)
    assert ("on after term", "plain0") in asked


# --- of the whole text ---


@pytest.mark.parametrize(("text", "names"), [
    ("kanser çorap aldım", {"product"}), ("kanser Çorabım geldi", {"product"}), ("kvkk gereği", {"notice"}), ("çocuğum çorap", {"kin", "product"}), ("kanser", set()), ("", set()),
    ("yüreğim", set()), ("yüreğim söyledi", {"report"}),
])  # fmt: skip
def test_what_a_text_is_about(text: str, names: set[str]) -> None:
    """The classes that bear on a text are known by the first letters of its words; those of the spot only are left out."""
    stems = text_stems(KNOWN)
    assert text_signs(view(text).lex, stems) == names
