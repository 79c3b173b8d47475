"""The compiled twins find what the Python beside them finds; old ones are not used."""

from __future__ import annotations

import re
import shutil
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvkkscan.detect import _native, endings
from kvkkscan.detect._native import automata

_PARTS = (
    "lar ler da de dan den ta ten i u a e in un im um imiz siz suz li lu lik liga ci cu m n s y k t d r z yor iyor yo"
    " mis mus di du ti ecek acag ecegim ki yken ken sa se mak me ma mad meden ip up arak dig tug ebil ama iyo"
).split()


@pytest.fixture(scope="module")
def twin() -> Any:
    """The compiled automata; where nothing is compiled there is nothing to compare."""
    found = _native.load("endings")
    if found is None:
        pytest.skip("the compiled core is not built, or KVKKSCAN_PURE is set")
    return found


def walk(automaton: automata.Automaton, word: bytes) -> int:
    """What an automaton says of a word, step by step."""
    state = 1
    for letter in word:
        column = automata.LETTERS.find(letter)
        state = automaton.moves[state * len(automata.LETTERS) + (column if column >= 0 else len(automata.LETTERS) - 1)]
    return automaton.accepts[state]


NOUN = automata.compile_all([endings.NOUN.encode()])
VERB = automata.compile_all([endings.VERB.encode()])
PERSON = automata.compile_all([pattern for _, pattern in endings.PERSONS])
NAMES = [name for name, _ in endings.PERSONS]


def agree(word: bytes) -> None:
    """The automata say of a word what the regular expressions say."""
    assert bool(walk(NOUN, word)) == bool(endings.noun_ending(word))
    assert bool(walk(VERB, word)) == bool(endings.verb_ending(word))
    if word:
        found = walk(PERSON, word)
        assert (NAMES[found - 1] if found else "third") == endings.person(word)


def test_automata_know_every_short_ending() -> None:
    """All words of up to three parts that endings are made of."""
    for size in range(4):
        for parts in product(_PARTS, repeat=size):
            agree("".join(parts).encode())


@given(st.lists(st.sampled_from([*_PARTS, "~", "x", "7", "q", "o"]), max_size=9))
def test_automata_match_as_the_patterns(parts: list[str]) -> None:
    """Longer words of the same parts, foreign letters and digits among them."""
    agree("".join(parts).encode())


@given(st.lists(st.sampled_from([*_PARTS, "~", "x", "7", "ll", "mm"]), max_size=9))
def test_twin_walks_the_automata(twin: Any, parts: list[str]) -> None:
    """The C walk, its reading of doubled letters, and the regular expressions agree."""
    word = "".join(parts).encode()
    single = re.sub(rb"(.)\1+", rb"\1", word)
    assert twin.noun(word) == (bool(endings.noun_ending(word)), bool(endings.noun_ending(single)))
    assert twin.verb(word) == (bool(endings.verb_ending(word)), bool(endings.verb_ending(single)))
    place = twin.person(word)
    if word:
        assert (NAMES[place] if place >= 0 else "third") == endings.person(word)


def test_a_pattern_that_is_not_understood() -> None:
    """A look-ahead is no part of an automaton: the build says so, instead of guessing."""
    with pytest.raises(ValueError, match="ASSERT"):
        automata.compile_all([b"a(?=b)"])


def test_built_twins_are_current() -> None:
    """What lies compiled in the checkout was made from its sources; else `make native` has been forgotten."""
    if _native.wanted():
        for source in _native.FOLDER.glob("*.pyx"):
            if any(_native.FOLDER.glob(f"{source.stem}.*.so")):
                assert _native.load(source.stem), f"{source.name}: run make native"


def test_digest_follows_every_source(tmp_path: Path) -> None:
    """A change of the kernel, of a header, or of the Python module that it mirrors gives another digest."""
    folder = tmp_path / "_native"
    shutil.copytree(_native.FOLDER, folder, ignore=shutil.ignore_patterns("*.so", "__pycache__"))
    shutil.copy(_native.FOLDER.parent / "endings.py", tmp_path)
    known = {_native.digest("endings", folder)}
    assert known == {_native.digest("endings")}
    for changed in (folder / "endings.pyx", folder / "endings.h", tmp_path / "endings.py"):
        changed.write_bytes(changed.read_bytes() + b"\n")
        value = _native.digest("endings", folder)
        assert value not in known
        known.add(value)


def test_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """KVKKSCAN_PURE=1 leaves the twins aside."""
    monkeypatch.setenv("KVKKSCAN_PURE", "1")
    _native.load.cache_clear()
    assert _native.load("endings") is None
    _native.load.cache_clear()
