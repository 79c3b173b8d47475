"""Packs: the examples of those that ship, what a user's own may say, and what is said of faulty ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kvkkscan.detect.examples import Example, check_packs, marked
from kvkkscan.detect.packs import load_packs
from kvkkscan.errors import KvkkscanError, PackError, Unscannable
from kvkkscan.finding import LABELS, Group
from kvkkscan.messages import MESSAGES
from kvkkscan.placeholders import placeholder_spans
from kvkkscan.redaction import redact
from kvkkscan.resources import resource_dir
from kvkkscan.scanner import Scanner

from .inline import places

if TYPE_CHECKING:
    from pathlib import Path

SHIPPED = [pytest.param(one, id=f"{one.recognizer}-{at}") for at, one in enumerate(check_packs(shipped=True))]


def pack(folder: Path, text: str, name: str = "own.toml") -> Path:
    """A pack file; returns its folder."""
    (folder / name).write_text(text, encoding="utf-8")
    return folder


# --- what ships ---


@pytest.mark.parametrize("example", SHIPPED)
def test_every_example_of_the_shipped_packs_holds(example: Example) -> None:
    """What a shipped recognizer's `finds` marks is found, and its `ignores` are not."""
    assert example.ok, f"{example.file}:{example.line}: {example.recognizer}, example {example.number}: {example.problem}"


def test_every_shipped_recognizer_says_what_it_finds_and_why() -> None:
    """Each recognizer that ships has an example that is found, unless it finds nothing alone; its file and line are known."""
    for recognizer in load_packs(cached=False).recognizers:
        hides_or_hints = recognizer.kind == "idiom" or (recognizer.kind == "statement" and recognizer.strength != "plain")
        assert recognizer.finds or hides_or_hints or recognizer.shape == "labelled", recognizer.id
        assert recognizer.line > 0
        assert recognizer.file.endswith(".toml")


def test_the_shipped_packs_use_no_patterns_of_the_regex_module() -> None:
    """No shipped recognizer is of kind "pattern": those are for users, and cost an import."""
    assert {one.kind for one in load_packs().recognizers} <= {"number", "shape", "terms", "statement", "idiom"}


def test_every_shipped_recognizer_carries_the_group_of_its_label() -> None:
    """Group and label of each shipped recognizer agree with the table of labels."""
    for recognizer in load_packs().recognizers:
        assert recognizer.group == LABELS[recognizer.entity_type]


# --- what a faulty pack is told ---

NUMBER = '[[recognizer]]\nid = "own.number"\nentity_type = "TR_TAX_ID"\nkind = "number"\ndigits = [7]\n'
TERMS = '[[recognizer]]\nid = "own.terms"\nentity_type = "HEALTH"\nkind = "terms"\nterms = ["astım"]\n'
STATEMENT = '[[recognizer]]\nid = "own.statement"\nentity_type = "HEALTH"\nkind = "statement"\nstrength = "cue"\nterms = ["astım"]\n'
LABEL = '[[label]]\nid = "OWN"\ngroup = "identity"\n'
CONCEPT = '[[concept]]\nid = "own-word"\nwords = ["kelime"]\n'

# message key -> (name of the case, pack, line that must be named)
FAULTS: dict[str, list[tuple[str, str, int]]] = {
    "pack-syntax": [("no value", "[[recognizer]]\nid = \n", 2), ("open string", '[pack]\nid = "a\n', 2), ("same key", '[pack]\nid = "a"\nid = "b"\n', 3)],
    "pack-section": [("unknown table", '[pack]\nid = "a"\n[[recogniser]]\nid = "x"\n', 3), ("single bracket", '[recognizer]\nid = "x"\n', 1), ("loose key", 'name = "x"\n', 1)],
    "pack-twice": [("recognizer", TERMS + "\n" + TERMS, 8), ("concept", CONCEPT + CONCEPT, 5)],
    "pack-missing": [
        ("id", '[[recognizer]]\nentity_type = "HEALTH"\nkind = "terms"\n', 1),
        ("entity_type", '[[recognizer]]\nid = "a"\nkind = "terms"\n', 1),
        ("kind", '[[recognizer]]\nid = "a"\nentity_type = "HEALTH"\n', 1),
        ("terms", '\n\n[[recognizer]]\nid = "a"\nentity_type = "HEALTH"\nkind = "terms"\n', 3),
        ("terms of a statement", '[[recognizer]]\nid = "a"\nentity_type = "HEALTH"\nkind = "statement"\n', 1),
        ("terms of an idiom", '[[recognizer]]\nid = "a"\nentity_type = "HEALTH"\nkind = "idiom"\n', 1),
        ("digits", '[[recognizer]]\nid = "a"\nentity_type = "TR_TAX_ID"\nkind = "number"\n', 1),
        ("pattern", '[[recognizer]]\nid = "a"\nentity_type = "TR_TAX_ID"\nkind = "pattern"\n', 1),
        ("words", '[[concept]]\nid = "a"\n', 1),
    ],
    "pack-key": [
        ("recognizer", TERMS + 'termz = ["x"]\n', 6), ("concept", CONCEPT + 'word = ["x"]\n', 4), ("label", LABEL + 'colour = "x"\n', 4),
        ("pack", '[pack]\nid = "a"\nlow = "x"\n', 3), ("score", NUMBER + "score = { alon = 0.5 }\n", 6),
    ],
    "pack-type": [
        ("terms", TERMS.replace('["astım"]', '"astım"'), 5), ("id", TERMS.replace('"own.terms"', "5"), 2), ("list of numbers", TERMS.replace('["astım"]', "[1, 2]"), 5),
        ("bool for number", NUMBER + "reach = true\n", 6), ("reach", NUMBER + 'reach = "far"\n', 6), ("time_limit", TERMS + 'time_limit = "long"\n', 6),
        ("score", NUMBER + "score = 0.5\n", 6), ("placeholder", LABEL + 'placeholder = "X"\n', 4),
    ],
    "pack-id": [("blank", TERMS.replace("own.terms", "own terms"), 2), ("capital", TERMS.replace("own.terms", "Own.Terms"), 2), ("empty", TERMS.replace("own.terms", ""), 2)],
    "pack-extend": [("unknown id", '[[concept]]\nid = "no-such-concept"\nextend = true\nwords = ["x"]\n', 2)],
    "pack-enabled": [
        ("off", '\n[[recognizer]]\nid = "identity.plates"\nenabled = false\n', 3),
        ("on", '[[recognizer]]\nid = "no.such"\nenabled = true\n', 2),
    ],
    "pack-label-id": [("small letters", LABEL.replace("OWN", "own"), 2)],
    "pack-label-known": [("shipped", LABEL.replace("OWN", "HEALTH"), 2)],
    "pack-label": [("misspelt", TERMS.replace("HEALTH", "HEALT"), 3)],
    "pack-choice": [
        ("kind", TERMS.replace('"terms"\n', '"term"\n'), 4), ("check", NUMBER + 'check = "luhnn"\n', 6), ("weight", CONCEPT + 'weight = "heavy"\n', 4),
        ("strength", STATEMENT.replace('"cue"', '"strong"'), 5),
        ("group", LABEL.replace("identity", "identities"), 3), ("shape", '[[recognizer]]\nid = "a"\nentity_type = "HEALTH"\nkind = "shape"\nshape = "round"\n', 5),
        ("no group", '[[label]]\nid = "OWN"\n', 1),
    ],
    "pack-concept": [("labels", NUMBER + 'labels = ["tax-idd"]\n', 6), ("never", NUMBER + 'never = ["nothing"]\n', 6), ("near", NUMBER + 'near = ["nothing"]\n', 6)],
    "pack-word": [("digit", CONCEPT.replace("kelime", "kelime1"), 3), ("sign", CONCEPT.replace("kelime", "+"), 3), ("exact", CONCEPT + 'exact = ["a1"]\n', 4)],
    "pack-term": [
        ("mark inside", STATEMENT.replace("astım", "as*tım"), 6), ("gap at the end", STATEMENT.replace("astım", "astım .."), 6), ("empty alternative", STATEMENT.replace("astım", "astım|"), 6),
        ("idiom", STATEMENT.replace("statement", "idiom").replace("astım", ".. astım"), 6),
    ],
    "pack-terms-file": [("absent", TERMS + 'terms_file = "nowhere.txt"\n', 6)],
    "pack-time": [
        ("negative", '[[recognizer]]\nid = "a"\nentity_type = "TR_TAX_ID"\nkind = "pattern"\npattern = "a+"\ntime_limit = -1\n', 6),
        ("zero", '[[recognizer]]\nid = "a"\nentity_type = "TR_TAX_ID"\nkind = "pattern"\npattern = "a+"\ntime_limit = 0\n', 6),
        ("nan", '[[recognizer]]\nid = "a"\nentity_type = "TR_TAX_ID"\nkind = "pattern"\npattern = "a+"\ntime_limit = nan\n', 6),
        ("infinite", '[[recognizer]]\nid = "a"\nentity_type = "TR_TAX_ID"\nkind = "pattern"\npattern = "a+"\ntime_limit = inf\n', 6),
    ],
    "pack-placeholder": [("bracket", LABEL + 'placeholder = { tr = "A]B" }\n', 4), ("empty", LABEL + 'placeholder = { tr = "" }\n', 4)],
    "pack-pattern": [
        ("bracket", '[[recognizer]]\nid = "a"\nentity_type = "TR_TAX_ID"\nkind = "pattern"\npattern = "("\n', 5),
        ("range", "[[recognizer]]\nid = \"a\"\nentity_type = \"TR_TAX_ID\"\nkind = \"pattern\"\npattern = '[z-a]'\n", 5),
    ],
    "pack-pattern-empty": [("star", "[[recognizer]]\nid = \"a\"\nentity_type = \"TR_TAX_ID\"\nkind = \"pattern\"\npattern = '[0-9]*'\n", 5)],
    "pack-digits": [("zero", NUMBER.replace("[7]", "[0]"), 5), ("forty", NUMBER.replace("[7]", "[7, 40]"), 5), ("words", NUMBER.replace("[7]", '["7"]'), 5), ("float", NUMBER.replace("[7]", "[7.5]"), 5)],
    "pack-score": [("over one", NUMBER + "score = { alone = 1.5 }\n", 6), ("below", NUMBER + "score = { labelled = -0.1 }\n", 6), ("word", NUMBER + 'score = { labelled = "high" }\n', 6), ("bool", NUMBER + "score = { labelled = true }\n", 6)],
    "pack-starts": [("letters", NUMBER + 'starts = ["a"]\n', 6), ("falling", NUMBER + 'starts = ["55-51"]\n', 6), ("uneven", NUMBER + 'starts = ["5-555"]\n', 6), ("long", NUMBER + 'starts = ["12345"]\n', 6), ("empty", NUMBER + 'starts = [""]\n', 6)],
    "pack-grouping": [("letters", NUMBER + 'groupings = ["a-b"]\n', 6), ("open", NUMBER + 'groupings = ["4-"]\n', 6), ("empty", NUMBER + 'groupings = [""]\n', 6)],
}  # fmt: skip
ELSEWHERE = {"pack-folder", "pack-empty", "pack-encoding"}
_CASES = [pytest.param(key, text, line, id=f"{key}-{name}") for key, cases in FAULTS.items() for name, text, line in cases]


def fault(folder: Path) -> PackError:
    """The error that a folder of packs raises; it must be a PackError and nothing else."""
    with pytest.raises(PackError) as caught:
        Scanner(packs=[folder])
    return caught.value


@pytest.mark.parametrize(("key", "text", "line"), _CASES)
def test_a_faulty_pack_is_told_where_and_what(tmp_path: Path, key: str, text: str, line: int) -> None:
    """A mistake in a pack raises a PackError that names the file and the line, in English and in Turkish."""
    error = fault(pack(tmp_path, text))
    assert error.key == key
    english, turkish = error.message("en"), error.message("tr")
    for message in (english, turkish):
        assert message.startswith(f"{tmp_path / 'own.toml'}:{line}: ")
    assert english != turkish


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """A pack folder that does not exist is named."""
    error = fault(tmp_path / "nowhere")
    assert error.key == "pack-folder"
    assert "nowhere" in error.message("en")
    assert "nowhere" in error.message("tr")


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    """A folder without a single pack is a mistake, not a set of no rules."""
    error = fault(tmp_path)
    assert error.key == "pack-empty"
    assert str(tmp_path) in error.message("tr")


def test_a_pack_in_another_encoding_is_told_at_which_byte(tmp_path: Path) -> None:
    """A pack that is no UTF-8 is told the line and the byte."""
    (tmp_path / "own.toml").write_bytes('[pack]\nid = "a"\ntitle = { tr = "ş" }\n'.encode("cp1254"))
    error = fault(tmp_path)
    assert error.key == "pack-encoding"
    assert error.params["line"] == 3
    assert str(error.params["byte"]) in error.message("tr")


def test_a_terms_file_in_another_encoding_is_a_pack_error(tmp_path: Path) -> None:
    """A terms file that is no UTF-8 is a mistake of the pack, not a crash."""
    (tmp_path / "list.txt").write_bytes("astım\n".encode("cp1254"))
    assert fault(pack(tmp_path, TERMS.replace('terms = ["astım"]', 'terms_file = "list.txt"')))


@pytest.mark.parametrize("text", [
    pytest.param('pack = "x"\n', id="pack-is-text"),
    pytest.param("pack = [1]\n", id="pack-is-list"),
    pytest.param('recognizer = ["x"]\n', id="recognizer-of-text"),
    pytest.param("concept = [1]\n", id="concept-of-number"),
    pytest.param('[[pack]]\nid = "a"\n', id="pack-array"),
    pytest.param(TERMS + "pattern = 5\n", id="pattern-number"),
    pytest.param(TERMS.replace('["astım"]', '[""]'), id="empty-term"),
    pytest.param(TERMS.replace('["astım"]', '["123"]'), id="term-of-digits"),
    pytest.param(TERMS.replace('["astım"]', '["B12"]'), id="term-with-digits"),
    pytest.param('[[recognizer]]\nid = "a"\nentity_type = "TR_TAX_ID"\nkind = "shape"\nshape = "letters-digits"\npattern = "("\n', id="shape-pattern"),
    pytest.param('[[recognizer]]\nid = "a"\nentity_type = "TR_TAX_ID"\nkind = "shape"\nshape = "letters-digits"\n', id="shape-without-pattern"),
    pytest.param(NUMBER + "score = { alone = nan }\n", id="nan-score"),
    pytest.param(TERMS + "extend = true\n", id="extend-unknown"),
    pytest.param(LABEL + LABEL, id="label-twice"),
    pytest.param(NUMBER + 'starts = ["²"]\n', id="superscript-start"),
])  # fmt: skip
def test_every_other_mistake_is_a_pack_error_too(tmp_path: Path, text: str) -> None:
    """A mistake of another kind is told as a PackError with file and line, never as a crash, and never accepted."""
    error = fault(pack(tmp_path, text))
    assert error.message("en").startswith(f"{tmp_path / 'own.toml'}:")


def test_every_message_on_packs_is_tried_here() -> None:
    """A message on faulty packs that no test brings about is a message that may be wrong."""
    assert {key for key in MESSAGES if key.startswith("pack-")} == set(FAULTS) | ELSEWHERE


def test_a_misspelt_key_is_told_the_nearest_one(tmp_path: Path) -> None:
    """For a misspelt key, label and concept the nearest known one is proposed."""
    assert fault(pack(tmp_path, TERMS + 'termz = ["x"]\n')).params["near"] == "terms"
    assert fault(pack(tmp_path, TERMS.replace("HEALTH", "HEALT"))).params["near"] == "HEALTH"
    assert fault(pack(tmp_path, NUMBER + 'labels = ["taxid"]\n')).params["near"] == "tax-id"


# --- what a user's pack may do ---


def test_extend_adds_words_and_keeps_the_rest(tmp_path: Path) -> None:
    """With extend = true the words of a pack are added to a shipped concept; the shipped ones stay."""
    pack(tmp_path, '[[concept]]\nid = "order"\nextend = true\nwords = ["zimbirti no"]\n')
    own = Scanner(packs=[tmp_path])
    assert places("zimbirti no 10000000146") == [("TR_NATIONAL_ID", 12, 23)]
    assert places("zimbirti no 10000000146", own) == []
    assert places("sipariş no 10000000146", own) == []


def test_extend_adds_to_a_recognizer(tmp_path: Path) -> None:
    """With extend = true a shipped recognizer takes another label and another score, and keeps all else."""
    pack(
        tmp_path,
        '[[concept]]\nid = "own-label"\nwords = ["zimbirti"]\n'
        '[[recognizer]]\nid = "identity.vkn"\nextend = true\nlabels = ["own-label"]\nscore = { labelled = 0.8 }\n',
    )
    own = Scanner(packs=[tmp_path])
    assert places("zimbirti 4830000008") == []
    assert places("zimbirti 4830000008", own) == [("TR_TAX_ID", 9, 19)]
    assert places("vergi no 4830000008", own) == [("TR_TAX_ID", 9, 19)]
    assert {one.score for one in own.scan("zimbirti 4830000008")} == {0.8}


def test_the_same_id_replaces_what_ships(tmp_path: Path) -> None:
    """An entry with a shipped id and without extend stands in its place."""
    pack(tmp_path, '[[recognizer]]\nid = "identity.plate"\nentity_type = "TR_LICENSE_PLATE"\nkind = "terms"\nterms = ["zimbirti"]\n')
    own = Scanner(packs=[tmp_path])
    assert places("34 ABC 123", own) == []
    assert places("zimbirtim", own) == [("TR_LICENSE_PLATE", 0, 9)]


def test_a_recognizer_can_be_switched_off(tmp_path: Path) -> None:
    """Enabled = false takes a shipped recognizer out, and only that one."""
    pack(tmp_path, '[[recognizer]]\nid = "identity.plate"\nenabled = false\n')
    own = Scanner(packs=[tmp_path])
    assert places("34 ABC 123 plakalı, TC 10000000146", own) == [("TR_NATIONAL_ID", 23, 34)]


def test_a_later_folder_can_switch_on_again(tmp_path: Path) -> None:
    """Folders are read in order: a later one has the last word."""
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir()
    second.mkdir()
    pack(first, '[[recognizer]]\nid = "identity.plate"\nenabled = false\n')
    pack(second, '[[recognizer]]\nid = "identity.plate"\nenabled = true\n')
    assert places("34 ABC 123", Scanner(packs=[first, second])) == [("TR_LICENSE_PLATE", 0, 10)]
    assert places("34 ABC 123", Scanner(packs=[second, first])) == []


def test_a_terms_file_is_read_beside_its_pack(tmp_path: Path) -> None:
    """Terms may stand in a file beside the pack, one a line; blank lines and comments are none."""
    (tmp_path / "list.txt").write_text("# ilaçlar\n\nzimbirti\n  kalp hapı  \n#\n", encoding="utf-8")
    own = Scanner(packs=[pack(tmp_path, TERMS.replace('terms = ["astım"]', 'terms_file = "list.txt"'))])
    text = "zimbirtim ve kalp hapım, ilaçlar"  # the last is a word of the comment
    assert places(text, own) == [("HEALTH", 0, 9), ("HEALTH", 13, 23)]


def test_a_terms_file_counts_in_the_digest(tmp_path: Path) -> None:
    """The digest of the packs changes with a pack's text and with its terms file, and with nothing else."""
    (tmp_path / "list.txt").write_text("zimbirti\n", encoding="utf-8")
    pack(tmp_path, TERMS.replace('terms = ["astım"]', 'terms_file = "list.txt"'))
    before = Scanner(packs=[tmp_path]).packs_digest
    assert Scanner(packs=[tmp_path]).packs_digest == before
    (tmp_path / "list.txt").write_text("zimbirti\nvizilti\n", encoding="utf-8")
    changed = Scanner(packs=[tmp_path]).packs_digest
    assert changed != before
    assert Scanner().packs_digest not in {before, changed}


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    """A pack and a terms file saved with a byte order mark, as Windows editors do, are read all the same."""
    (tmp_path / "list.txt").write_text("zimbirti\n", encoding="utf-8-sig")
    (tmp_path / "own.toml").write_text(TERMS.replace('terms = ["astım"]', 'terms_file = "list.txt"'), encoding="utf-8-sig")
    assert places("zimbirtim var", Scanner(packs=[tmp_path])) == [("HEALTH", 0, 9)]


OWN_LABEL = (
    '[[label]]\nid = "CONTRACT"\ngroup = "identity"\nplaceholder = { tr = "SÖZLEŞME", en = "CONTRACT NO" }\n'
    '[[recognizer]]\nid = "own.contract"\nentity_type = "CONTRACT"\nkind = "pattern"\n'
    "pattern = 'SZ-[0-9]{6}'\nfinds = [\"[[SZ-123456]]\"]\nignores = [\"SZ-12345\"]\n"
)


def test_an_own_label_is_found_and_redacted_by_its_placeholder(tmp_path: Path) -> None:
    """A user's label goes by its group's action and stands as its own placeholder; redacting twice changes nothing."""
    own = Scanner(packs=[pack(tmp_path, OWN_LABEL)])
    text = "merhaba, SZ-123456 iptal"
    (found,) = own.scan(text)
    assert (found.entity_type, found.group, found.start, found.end) == ("CONTRACT", Group.IDENTITY, 9, 18)
    done = redact(text, "ticket", scanner=own)
    assert done.text == "merhaba, [SÖZLEŞME] iptal"
    assert redact(done.text, "ticket", scanner=own).text == done.text
    assert placeholder_spans(done.text, own.placeholders) == [(9, 19)]


@pytest.mark.parametrize("before", ["sözleşme no", "müşteri no:", "kart", "sipariş"])
def test_a_pattern_without_scores_needs_no_word_beside_it(tmp_path: Path, before: str) -> None:
    """A user's pattern that says nothing of scores is found wherever it matches, whatever word stands before it."""
    own = Scanner(packs=[pack(tmp_path, OWN_LABEL)])
    start = len(before) + 1
    assert places(f"{before} SZ-123456", own) == [("CONTRACT", start, start + 9)]


def test_an_own_label_can_be_asked_for(tmp_path: Path) -> None:
    """A user's label is a label like any other to `entities`."""
    pack(tmp_path, OWN_LABEL)
    text = "SZ-123456 TC 10000000146"
    assert places(text, Scanner(packs=[tmp_path], entities=["CONTRACT"])) == [("CONTRACT", 0, 9)]
    with pytest.raises(KvkkscanError) as caught:
        Scanner(entities=["CONTRACT"])
    assert caught.value.key == "label-unknown"


def test_an_own_label_without_a_placeholder_stands_as_itself(tmp_path: Path) -> None:
    """Without a placeholder a user's label is written as its id."""
    pack(tmp_path, OWN_LABEL.replace('placeholder = { tr = "SÖZLEŞME", en = "CONTRACT NO" }\n', ""))
    assert redact("no SZ-123456", "ticket", scanner=Scanner(packs=[tmp_path])).text == "no [CONTRACT]"


KEYWORDS = (
    '[[recognizer]]\nid = "own.key"\nentity_type = "TR_TAX_ID"\nkind = "pattern"\n'
    "pattern = '(?<![A-Z])[A-Z]{3}-[0-9]{4}'\nkeywords = [\"zimbirti\"]\n"
)


@pytest.mark.parametrize(("text", "wanted"), [
    ("zimbirti ABC-1234", [("TR_TAX_ID", 9, 17)]),
    ("ZİMBİRTİM: ABC-1234 ve DEF-5678", [("TR_TAX_ID", 11, 19), ("TR_TAX_ID", 23, 31)]),
    ("ABC-1234 zimbirtidir", [("TR_TAX_ID", 0, 8)]),
    ("ABC-1234", []),
    ("zimbirtixyz ABC-1234", []),
    ("şeker  zimbirti  ABC-1234", [("TR_TAX_ID", 17, 25)]),
])  # fmt: skip
def test_a_pattern_runs_only_where_a_keyword_stands(tmp_path: Path, text: str, wanted: list[tuple[str, int, int]]) -> None:
    """A pattern with keywords matches only in texts that hold one, inflected or not; offsets are the text's own."""
    assert places(text, Scanner(packs=[pack(tmp_path, KEYWORDS)])) == wanted


def test_a_pattern_sees_the_text_as_given(tmp_path: Path) -> None:
    """A pattern is matched against the text itself, and its finding covers the match in texts with dropped characters."""
    pack(tmp_path, '[[recognizer]]\nid = "own.p"\nentity_type = "TR_TAX_ID"\nkind = "pattern"\npattern = "ş[0-9]+"\n')
    own = Scanner(packs=[tmp_path])
    assert places("a  b\u200b ş123 son", own) == [("TR_TAX_ID", 6, 10)]
    assert places("ş123", own) == [("TR_TAX_ID", 0, 4)]


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+$", "(.*a){20}x"])
def test_a_pattern_that_runs_too_long_makes_the_text_unscannable(tmp_path: Path, pattern: str) -> None:
    """A pattern out of its time is no clean text: Unscannable names the recognizer and the limit, not the text."""
    pack(
        tmp_path,
        f'[[recognizer]]\nid = "own.slow"\nentity_type = "TR_TAX_ID"\nkind = "pattern"\npattern = "{pattern}"\ntime_limit = 0.05\n',
    )
    own = Scanner(packs=[tmp_path])
    with pytest.raises(Unscannable) as caught:
        own.scan("a" * 5_000 + "!")
    assert caught.value.key == "unscannable-pattern"
    for lang in ("tr", "en"):
        assert "own.slow" in caught.value.message(lang)
        assert "0.05" in caught.value.message(lang)
        assert "aaa" not in caught.value.message(lang)


def test_a_pattern_with_time_enough_is_no_trouble(tmp_path: Path) -> None:
    """An ordinary pattern on a long text ends in time."""
    own = Scanner(packs=[pack(tmp_path, OWN_LABEL)])
    assert len(own.scan("SZ-123456 ve kelimeler, " * 2_000)) == 2_000


# --- examples as tests ---


def test_examples_of_an_own_pack_are_checked(tmp_path: Path) -> None:
    """The examples of a user's pack are run, those of the shipped packs are not."""
    pack(tmp_path, OWN_LABEL)
    outcomes = list(check_packs([tmp_path]))
    assert [(one.ok, one.recognizer, one.number) for one in outcomes] == [(True, "own.contract", 1), (True, "own.contract", 1)]


@pytest.mark.parametrize(("examples", "problem"), [
    ("", "example-none"),
    ('finds = ["SZ-123456"]', "example-unmarked"),
    ('finds = ["[[SZ-12345]]"]', "example-missed"),
    ('finds = ["x [[SZ-123456 ]]"]', "example-missed"),
    ('finds = ["[[SZ-123456]]"]\nignores = ["SZ-123456"]', "example-found"),
])  # fmt: skip
def test_a_wrong_example_is_reported_with_its_place(tmp_path: Path, examples: str, problem: str) -> None:
    """A missing, unmarked, missed or wrongly ignored example is reported with file, line and number, not with its text."""
    pack(tmp_path, OWN_LABEL.split("finds", maxsplit=1)[0] + examples + "\n")
    (wrong,) = (one for one in check_packs([tmp_path]) if not one.ok)
    assert (wrong.problem, wrong.recognizer, wrong.line) == (problem, "own.contract", 5)
    assert wrong.file == str(tmp_path / "own.toml")
    assert "123456" not in repr(wrong)
    assert problem in MESSAGES


@pytest.mark.parametrize(("kind", "strength", "problems"), [
    ("statement", "plain", ["example-none"]), ("statement", "cue", []), ("statement", "weak", []), ("idiom", "plain", []), ("terms", "cue", ["example-none"]),
])  # fmt: skip
def test_what_finds_nothing_alone_needs_no_example(tmp_path: Path, kind: str, strength: str, problems: list[str]) -> None:
    """An idiom, or a statement whose terms tell nothing by themselves, may have no example; all else must have one."""
    text = STATEMENT.replace('kind = "statement"', f'kind = "{kind}"').replace('"cue"', f'"{strength}"')
    assert [one.problem for one in check_packs([pack(tmp_path, text)])] == problems


def test_the_examples_of_statements_and_idioms_are_looked_at_by_their_label(tmp_path: Path) -> None:
    """A statement's mark must be met by a finding of its group; an idiom's `ignores` must hold nothing of its label."""
    examples = 'finds = ["Ben [[Aleviyim]].", "Ben Aleviyim, [[kargom]] gelmedi."]\nignores = ["Ben eşcinselim."]\n'
    outcomes = list(check_packs([pack(tmp_path, STATEMENT + examples)]))
    assert [one.problem for one in outcomes] == ["", "example-missed", ""]
    examples = 'ignores = ["Ben hamileyim.", "Ben Aleviyim."]\n'
    outcomes = list(check_packs([pack(tmp_path, STATEMENT.replace('"statement"', '"idiom"') + examples)]))
    assert [one.problem for one in outcomes] == ["example-found", ""]


@pytest.mark.parametrize(("example", "text", "spans"), [
    ("a [[b]] c", "a b c", [(2, 3)]), ("[[a]][[b]]", "ab", [(0, 1), (1, 2)]), ("none", "none", []), ("[[a\nb]]", "a\nb", [(0, 3)]), ("", "", []),
])  # fmt: skip
def test_marks_lead_to_spans(example: str, text: str, spans: list[tuple[int, int]]) -> None:
    """Double brackets are taken out of an example, and their places kept."""
    assert marked(example) == (text, spans)


def test_packs_ship_with_the_library() -> None:
    """The shipped packs are read from the library's own folder, with nothing else named."""
    folder = resource_dir("recognizers")
    assert (folder / "payment.toml").is_file()
    assert {one.file for one in load_packs().recognizers} <= {str(path) for path in folder.glob("*.toml")}
