"""What a word has of a name: lists of given names and surnames, what else they mean, and how surnames are made."""

from __future__ import annotations

import pytest

from kvkkscan.detect import names
from kvkkscan.detect.names import BRAND, GIVEN, PLACE, SELDOM, SURNAME, WORD, kinds, made, spelled_so
from kvkkscan.detect.namewords import words_beside
from kvkkscan.detect.packs import load_packs
from kvkkscan.resources import resource_dir

LISTS = ("given-names.txt", "surnames.txt", "names-shared.txt", "public-names.txt")


@pytest.mark.parametrize(
    ("word", "flags"),
    [
        ("Hatice", GIVEN),
        ("HATİCE", GIVEN),
        ("hatice", GIVEN),
        ("Deniz", GIVEN | SURNAME | WORD),
        ("gunes", GIVEN | SURNAME | WORD),
        ("Öztürk", SURNAME),
        ("Fatih", GIVEN | PLACE),
        ("Sabancı", SURNAME | BRAND),
        ("Kaya", GIVEN | SURNAME | SELDOM),
        ("Berfin", GIVEN),
        ("Hrant", GIVEN),
        ("Yorgo", GIVEN),
        ("masa", 0),
        ("", 0),
        ("Ayşe Yılmaz", 0),
        ("👩", 0),
    ],
)
def test_kinds_tell_what_a_word_is(word: str, flags: int) -> None:
    """The flags of a word do not depend on case or accents; what is in no list has none."""
    assert kinds(word) == flags


@pytest.mark.parametrize(
    ("word", "small", "fits"),
    [
        ("asim", "asım", True),
        ("asim", "asim", True),
        ("asim", "aşım", False),
        ("kurt", "kürt", False),
        ("gunes", "güneş", True),
        ("gunes", "gunes", True),
        ("bulent", "bülent", True),
    ],
)
def test_a_name_keeps_its_accents_or_has_none(word: str, small: str, fits: bool) -> None:
    """A letter may lack its accent, but none may have one that the name lacks: "aşım" is not Asım."""
    assert spelled_so(word.encode(), small.encode("cp1254")) is fits


@pytest.mark.parametrize(
    ("word", "is_made"),
    [("karatasoglu", True), ("demirkaya", True), ("demircioglu", True), ("siparis", False), ("kargo", False), ("oglu", False)],
)
def test_surnames_are_told_by_their_make(word: str, is_made: bool) -> None:
    """A word of two parts that surnames are made of, or one with "-oğlu", may be a surname; a frequent word is none."""
    beside = words_beside(load_packs())
    assert made(word.encode(), beside.begins, beside.ends) is is_made


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_tidy(name: str) -> None:
    """A list says in its head what it is; its lines are names of letters, none twice, and in Windows-1254."""
    lines = (resource_dir("recognizers") / "lists" / name).read_text("utf-8").splitlines()
    body = [line for line in lines if not line.startswith("#")]
    assert lines[0].startswith("# ")
    assert len(body) == len(set(body))
    assert all(line == line.strip() and all(word.isalpha() for word in line.split()) for line in body)
    assert "\n".join(body).encode("cp1254")


def test_what_else_a_name_means_is_said_of_names_only() -> None:
    """Each line of names-shared.txt is a name of the other two lists and one of the four kinds."""
    lines = (resource_dir("recognizers") / "lists" / "names-shared.txt").read_text("utf-8").splitlines()
    for name, kind in (line.split() for line in lines if not line.startswith("#")):
        assert kind in {"word", "seldom", "place", "brand"}
        assert kinds(name) & (GIVEN | SURNAME)


def test_lists_are_of_a_useful_size() -> None:
    """Several thousand names, the frequent words, and some hundred public ones are at hand."""
    flags = list(names.table().values())
    assert sum(bool(one & GIVEN) for one in flags) > 4_000
    assert sum(bool(one & SURNAME) for one in flags) > 2_500
    assert len(names.frequent()) == 6_000
    assert b"barbaros hayrettin" in names.public_names()
