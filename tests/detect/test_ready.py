"""The packs that ship, made ready: the same recognizers and the same lexicon, and never older ones."""

from __future__ import annotations

import marshal
import shutil
from dataclasses import fields
from pathlib import Path

import pytest

from kvkkscan.detect import packcache, ready
from kvkkscan.detect.packs import Packs, load_packs
from kvkkscan.detect.terms import build
from kvkkscan.resources import resource_dir
from kvkkscan.scanner import Scanner

PACK = """
[[concept]]
id = "own-word"
words = ["zimbirti"]

[[recognizer]]
id = "own.number"
entity_type = "TR_TAX_ID"
kind = "number"
digits = [7]
groupings = ["3-4", "7"]
labels = ["own-word"]
score = { labelled = 0.9 }
finds = ["zimbirti [[1234567]]"]

[[recognizer]]
id = "own.statement"
entity_type = "HEALTH"
kind = "statement"
terms = ["kanser", "imza* .. at-", "HIV"]

[[recognizer]]
id = "own.idiom"
entity_type = "HEALTH"
kind = "idiom"
terms = ["kanser vakfı"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of packs, made ready."""
    (tmp_path / "small.toml").write_text(PACK, encoding="utf-8")
    packcache.write(tmp_path)
    return tmp_path


def used(folder: Path) -> bool:
    """Whether the packs of a folder come ready made."""
    return load_packs(shipped=folder).lexicon is not None


def lexicon(packs: Packs) -> dict[str, object]:
    """The fields of the lexicon of packs, but its search and what it keeps while it runs."""
    built = build(packs)
    left_out = {"find", "packs", "read", "parsed"}
    shown = {one.name: getattr(built, one.name) for one in fields(built) if one.name not in left_out}
    return shown | {name: dict(shown[name]) for name in ready.LATER}


@pytest.mark.parametrize("place", ["small", "shipped"])
def test_it_is_what_the_packs_say(folder: Path, tmp_path: Path, place: str) -> None:
    """Recognizers and lexicon are the same ready made as read anew."""
    if place == "shipped":
        folder = Path(shutil.copytree(resource_dir("recognizers"), tmp_path / "recognizers"))
        packcache.write(folder)
    made, anew = load_packs(shipped=folder), load_packs(shipped=folder, cached=False)
    assert made.lexicon is not None
    assert anew.lexicon is None
    assert lexicon(made) == lexicon(anew)
    for one, other in zip(made.recognizers, anew.recognizers, strict=True):
        assert [getattr(one, name) for name in ready._PLAIN] == [getattr(other, name) for name in ready._PLAIN]
        assert (one.terms, one.anchors, one.groupings) == (other.terms, other.anchors, other.groupings)
        assert (one.score.alone, one.score.labelled, one.score.elsewhere, one.file) == (
            other.score.alone, other.score.labelled, other.score.elsewhere, other.file,
        )  # fmt: skip


def test_parts_of_it_are_built_without_it(folder: Path) -> None:
    """A scanner of some labels has a lexicon of its own."""
    packs = load_packs(shipped=folder)
    assert build(packs, frozenset({"TR_TAX_ID"})).anchors == {}
    assert build(packs, frozenset({"HEALTH"})).anchors


def test_changed_packs_or_code_make_it_stale(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not used where a pack, the code that made it or the form of marshal is another one."""
    assert used(folder)
    monkeypatch.setattr(marshal, "version", marshal.version + 1)
    assert not used(folder)
    monkeypatch.undo()
    monkeypatch.setattr(ready, "_CODE", (*ready._CODE, "numbers"))
    assert not used(folder)
    monkeypatch.undo()
    with (folder / "small.toml").open("a", encoding="utf-8") as out:
        out.write("# changed\n")
    assert not used(folder)


@pytest.mark.parametrize("broken", [b"", b"N", b"[", marshal.dumps([1, 2]), marshal.dumps([[0, 0, 0], [], [], [], []])])
def test_a_broken_file_is_ignored(folder: Path, broken: bytes) -> None:
    """A file that is cut off or made for other packs is as good as none."""
    (folder / ready.NAME).write_bytes(broken)
    assert not used(folder)


def test_a_cut_off_file_is_ignored(folder: Path) -> None:
    """However much of the file was written before the power went, it is not half used."""
    whole = (folder / ready.NAME).read_bytes()
    for size in range(0, len(whole), 61):
        (folder / ready.NAME).write_bytes(whole[:size])
        assert not used(folder)


def test_user_packs_are_read_anew(folder: Path, tmp_path: Path) -> None:
    """With packs of a user the lexicon is built for all of them together."""
    own = tmp_path / "own"
    own.mkdir()
    (own / "own.toml").write_text('[[recognizer]]\nid = "own.more"\nentity_type = "HEALTH"\nkind = "terms"\nterms = ["vizilti"]\n')
    packs = load_packs((own,), shipped=folder)
    assert packs.lexicon is None
    found = Scanner(packs=packs).scan("vizilti var")
    assert [one.entity_type for one in found] == ["HEALTH"]


def test_lines_are_a_sequence() -> None:
    """Terms kept as one string are what the tuple of them is."""
    lines = ready.Lines("bir\niki")
    assert lines == ("bir", "iki")
    assert lines != ("bir",)
    assert lines != "bir\niki"
    assert [*lines] == ["bir", "iki"]
    assert (lines[1], lines[:1], len(lines), hash(lines)) == ("iki", ("bir",), 2, hash(("bir", "iki")))
    assert not ready.Lines("")
