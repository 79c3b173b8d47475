"""The packs worked out beforehand: the same recognizers as from the packs themselves, and never older ones."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from pathlib import Path

import pytest

from kvkkscan.detect import packcache
from kvkkscan.detect.packs import Packs, load_packs
from kvkkscan.detect.recognizer import Recognizer
from kvkkscan.errors import PackError
from kvkkscan.resources import resource_dir
from kvkkscan.scanner import Scanner

from .inline import places

NOT_KEPT = {"finds", "ignores"}  # examples are read from the packs themselves
PACK = """
[pack]
id = "small"

[[label]]
id = "OWN"
group = "identity"

[[concept]]
id = "own-word"
words = ["zimbirti"]

[[recognizer]]
id = "own.number"
entity_type = "OWN"
about = "Seven digits."
kind = "number"
digits = [7]
labels = ["own-word"]
score = { labelled = 0.9 }
finds = ["zimbirti [[1234567]]"]

[[recognizer]]
id = "own.statement"
entity_type = "HEALTH"
source = "made up"
kind = "statement"
strength = "cue"
terms = ["kayıt~kayd", "imza* .. at-", "HIV"]
finds = ["[[HIV]] var"]
ignores = ["hiv"]

[[recognizer]]
id = "own.listed"
entity_type = "HEALTH"
kind = "statement"
terms = ["astım|koah hasta"]
terms_file = "lists/own.txt"

[[recognizer]]
id = "own.idiom"
entity_type = "HEALTH"
kind = "idiom"
terms = ["kanser vakfı"]

[[recognizer]]
id = "own.terms"
entity_type = "HEALTH"
kind = "terms"
terms_file = "beside.txt"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of packs with statements, idioms, terms, numbers and lists of terms, worked out."""
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "own.txt").write_text("# made up\nkanser\n\nmeme kanser\n", encoding="utf-8")
    (tmp_path / "beside.txt").write_text("zimbirti\n", encoding="utf-8")
    (tmp_path / "small.toml").write_text(PACK, encoding="utf-8")
    (tmp_path / "other.toml").write_text('[[concept]]\nid = "other"\nexact = ["vizilti"]\nweight = "weak"\n', encoding="utf-8")
    assert packcache.write(tmp_path) == tmp_path / packcache.NAME
    return tmp_path


def shown(packs: Packs) -> list[object]:
    """All that packs say, but the examples."""
    return [
        [asdict(one) for one in packs.concepts],
        [{key: value for key, value in asdict(one).items() if key not in NOT_KEPT} for one in packs.recognizers],
        dict(packs.labels),
        dict(packs.placeholders),
        packs.digest(),
    ]


def used(folder: Path) -> bool:
    """Whether the packs of a folder come from the file: examples are not in it."""
    return not any(one.finds for one in load_packs(shipped=folder).recognizers)


def by_id(packs: Packs, name: str) -> Recognizer:
    """A recognizer of packs."""
    (found,) = (one for one in packs.recognizers if one.id == name)
    return found


def test_the_file_says_what_the_packs_say(folder: Path) -> None:
    """Recognizers, terms, anchors, concepts, labels, lines and the digest are the same with the file as without it."""
    assert used(folder)
    assert shown(load_packs(shipped=folder)) == shown(load_packs(shipped=folder, cached=False))
    assert by_id(load_packs(shipped=folder), "own.listed").terms == ("astım|koah hasta", "kanser", "meme kanser")


def test_the_shipped_packs_are_the_same_worked_out(tmp_path: Path) -> None:
    """Worked out anew, the packs that ship are the recognizers that their files describe, term by term."""
    folder = Path(shutil.copytree(resource_dir("recognizers"), tmp_path / "recognizers"))
    packcache.write(folder)
    assert used(folder)
    assert shown(load_packs(shipped=folder)) == shown(load_packs(shipped=folder, cached=False))


def test_examples_are_read_from_the_packs(folder: Path) -> None:
    """Without the file the examples are there."""
    assert by_id(load_packs(shipped=folder, cached=False), "own.statement").finds == ("[[HIV]] var",)


@pytest.mark.parametrize("change", ["small.toml", "lists/own.txt", "beside.txt", "new.toml", "lists/new.txt", "gone"])
def test_a_changed_pack_makes_it_stale(folder: Path, change: str) -> None:
    """After a pack or a list of terms has changed, come or gone, the file is not used until it is made again."""
    if change == "gone":
        (folder / "other.toml").unlink()
    elif change.endswith(".toml"):
        with (folder / change).open("a", encoding="utf-8") as out:
            out.write('\n[[recognizer]]\nid = "own.late"\nentity_type = "HEALTH"\nkind = "terms"\nterms = ["vizilti"]\n')
    else:
        with (folder / change).open("a", encoding="utf-8") as out:
            out.write("vizilti\n")
    assert not used(folder)
    assert shown(load_packs(shipped=folder)) == shown(load_packs(shipped=folder, cached=False))
    packcache.write(folder)
    assert used(folder)
    assert shown(load_packs(shipped=folder)) == shown(load_packs(shipped=folder, cached=False))


def test_a_renamed_pack_makes_it_stale(folder: Path) -> None:
    """Findings name the file of a rule, so its name counts too."""
    (folder / "other.toml").rename(folder / "renamed.toml")
    assert not used(folder)
    assert {Path(one.file).name for one in load_packs(shipped=folder).concepts} == {"small.toml", "renamed.toml"}


@pytest.mark.parametrize("broken", [
    b"", b"{", b"[]", b"{}", b"[1]", b"5", b"null", b'"ab"', b"[0, []]", b"[null, null]", b"\xff\xfe", b"[1, 2, 3]",
])  # fmt: skip
def test_a_broken_file_is_ignored(folder: Path, broken: bytes) -> None:
    """A file that is cut off, no JSON, or made for other packs is as good as none."""
    (folder / packcache.NAME).write_bytes(broken)
    assert not used(folder)
    assert shown(load_packs(shipped=folder)) == shown(load_packs(shipped=folder, cached=False))


def test_a_cut_off_file_is_ignored(folder: Path) -> None:
    """However much of the file was written before the power went, it is not half used."""
    whole = (folder / packcache.NAME).read_bytes()
    for size in range(0, len(whole), 97):
        (folder / packcache.NAME).write_bytes(whole[:size])
        assert not used(folder)


def test_no_file_is_needed(folder: Path) -> None:
    """Without the file the packs are read."""
    (folder / packcache.NAME).unlink()
    assert not used(folder)


def test_a_faulty_pack_leaves_the_old_file(folder: Path) -> None:
    """What cannot be loaded is not worked out: PackError, and the file stays as it was, no longer used."""
    before = (folder / packcache.NAME).read_bytes()
    with (folder / "small.toml").open("a", encoding="utf-8") as out:
        out.write('[[recognizer]]\nid = "own.bad"\nentity_type = "HEALTH"\nkind = "statement"\nterms = ["a .."]\n')
    with pytest.raises(PackError) as caught:
        packcache.write(folder)
    assert caught.value.key == "pack-term"
    assert (folder / packcache.NAME).read_bytes() == before
    with pytest.raises(PackError):
        load_packs(shipped=folder)


def test_the_file_holds_no_examples(folder: Path) -> None:
    """Examples, sources and descriptions are not needed to scan, and are left out."""
    text = (folder / packcache.NAME).read_text(encoding="utf-8")
    assert "[[HIV]] var" not in text
    assert "made up" not in text
    assert "Seven digits" not in text
    assert json.loads(text)[0] == packcache.checksum(packcache.sources(folder))


def test_what_is_worked_out_is_written_alike(folder: Path) -> None:
    """The same packs give the same bytes, and nothing but the file is left behind."""
    before = (folder / packcache.NAME).read_bytes()
    packcache.write(folder)
    assert (folder / packcache.NAME).read_bytes() == before
    assert {path.name for path in folder.iterdir()} == {"small.toml", "other.toml", "beside.txt", "lists", packcache.NAME}


# --- a user's packs over them ---


def own(tmp_path: Path, name: str, text: str) -> Path:
    """A folder of a user's own."""
    made = tmp_path / name
    made.mkdir()
    (made / "own.toml").write_text(text, encoding="utf-8")
    (made / "list.txt").write_text("vizilti\n", encoding="utf-8")
    return made


EXTEND = '[[recognizer]]\nid = "own.listed"\nextend = true\nterms = ["zimbirti*"]\n'
EXTEND_LIST = '[[recognizer]]\nid = "own.listed"\nextend = true\nterms_file = "list.txt"\n'
OFF = '[[recognizer]]\nid = "own.listed"\nenabled = false\n'
ON = '[[recognizer]]\nid = "own.listed"\nenabled = true\n'
REPLACE = '[[recognizer]]\nid = "own.listed"\nentity_type = "RELIGION"\nkind = "statement"\nterms = ["zimbirti"]\n'
LISTED = ("astım|koah hasta", "kanser", "meme kanser")


@pytest.mark.parametrize(("packs", "terms"), [
    ([], LISTED),
    ([EXTEND], (*LISTED, "zimbirti*")),
    ([EXTEND, EXTEND], (*LISTED, "zimbirti*", "zimbirti*")),
    ([EXTEND_LIST], (*LISTED, "vizilti")),
    ([EXTEND_LIST, EXTEND], (*LISTED, "vizilti", "zimbirti*")),
    ([OFF], None),
    ([OFF, ON], LISTED),
    ([EXTEND, OFF, ON], (*LISTED, "zimbirti*")),
    ([OFF, EXTEND], None),
    ([REPLACE], ("zimbirti",)),
    ([REPLACE, EXTEND], ("zimbirti", "zimbirti*")),
])  # fmt: skip
@pytest.mark.parametrize("cached", [True, False])
def test_a_users_pack_works_the_same(folder: Path, tmp_path_factory: pytest.TempPathFactory, packs: list[str], terms: tuple[str, ...] | None, cached: bool) -> None:
    """Extended, switched off and on again, or replaced: a shipped statement has the same terms and anchors with the file or without."""
    base = tmp_path_factory.mktemp("own")
    loaded = load_packs([own(base, str(number), text) for number, text in enumerate(packs)], shipped=folder, cached=cached)
    found = [one for one in loaded.recognizers if one.id == "own.listed"]
    assert [one.terms for one in found] == ([] if terms is None else [terms])
    assert all(len(one.anchors) == len(one.terms) for one in found)
    assert {one.id for one in loaded.recognizers} >= {"own.statement", "own.idiom", "own.terms", "own.number"}


EXTEND_SHIPPED = '[[recognizer]]\nid = "religion.alevi"\nextend = true\nterms = ["zimbirtici"]\n'
OFF_SHIPPED = '[[recognizer]]\nid = "religion.alevi"\nenabled = false\n'


@pytest.mark.parametrize("cached", [True, False])
def test_a_users_pack_over_what_ships(tmp_path: Path, cached: bool) -> None:
    """A term that is added to a shipped statement is found beside its own; switched off, neither is."""
    more = Scanner(level="fast", packs=load_packs([own(tmp_path, "more", EXTEND_SHIPPED)], cached=cached))
    less = Scanner(level="fast", packs=load_packs([own(tmp_path, "less", OFF_SHIPPED)], cached=cached))
    assert places("Ben zimbirticiyim.", more) == [("RELIGION", 4, 17)]
    assert places("Ben Aleviyim.", more) == [("RELIGION", 4, 12)]
    assert places("Ben zimbirticiyim.", less) == []
    assert places("Ben Aleviyim.", less) == []
    assert places("Ben eşcinselim.", less) == [("SEXUAL_LIFE", 4, 14)]
