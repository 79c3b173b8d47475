"""The made-up training texts of models/: marks where they belong, Turkish endings, nothing drawn by chance."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "models" / "statements"))

from frames import examples_in_surroundings, framed, with_ending
from kvkkscan.detect.packs import load_packs
from tickets import CORPUS, SPECIAL, Record, inline


@pytest.mark.parametrize(
    ("word", "ending", "whole"),
    [
        ("astım", "m", "astımım"), ("migren", "m", "migrenim"), ("guatr", "m", "guatrım"), ("anemi", "m", "anemim"),
        ("lupus", "s", "lupusu"), ("demans", "s", "demansı"), ("anemi", "s", "anemisi"),
        ("Kürt", "im", "Kürtüm"), ("Laz", "im", "Lazım"), ("alevi", "im", "aleviyim"), ("deist", "iz", "deistiz"),
        ("HLA", "m", "HLAm"),
    ],
)  # fmt: skip
def test_endings(word: str, ending: str, whole: str) -> None:
    """Endings follow the last vowel of the word."""
    assert with_ending(word, ending) == whole


def test_frames_are_marked_and_always_the_same() -> None:
    """Half of the made-up sentences hold one mark of a special category, inside the text; two runs agree."""
    recognizers = load_packs().recognizers
    made = list(framed(recognizers))
    assert made == list(framed(recognizers))
    assert len(made) > 1_000
    assert {len(one.spans) for one in made} == {0, 1}
    for one in made:
        for start, end, label in one.spans:
            assert label in SPECIAL
            assert one.text[start:end].strip() == one.text[start:end] != ""
        assert "{x" not in one.text
        assert "[[" not in one.text


def test_surroundings_move_the_marks_with_the_text() -> None:
    """What was marked stays marked."""
    given = Record("a", "Annem hasta", ((6, 11, "HEALTH"),))
    copies = list(examples_in_surroundings([given], 0.5))
    assert len(copies) == 2
    for one in copies:
        assert [one.text[a:b] for a, b, _ in one.spans] == ["hasta"]
        assert one.text != given.text
        assert one.weight == 0.5


def test_every_corpus_file_reads_and_its_ids_are_its_own() -> None:
    """No broken mark, no record twice."""
    records = [one for path in sorted(CORPUS.glob("*.txt")) for one in inline(path)]
    assert len({one.id for one in records}) == len(records) > 6_000
    assert not [one.id for one in records if "[[" in one.text or "]]" in one.text]
