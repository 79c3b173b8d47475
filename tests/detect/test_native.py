"""The compiled twins find what the Python beside them finds; old ones are not used."""

from __future__ import annotations

import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvkkscan.detect import _native, endings, numbers, readings, statements, view
from kvkkscan.detect._native import automata
from kvkkscan.detect.examples import marked
from kvkkscan.detect.packs import load_packs
from kvkkscan.detect.signs import signs
from kvkkscan.detect.terms import REACH, Words
from kvkkscan.scanner import Scanner

ROOT = Path(__file__).resolve().parent.parent.parent
GOLD = [
    json.loads(line)["text"]
    for path in sorted((ROOT / "benchmarks" / "gold").glob("*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
]

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


# --- the scan path ---

SEVEN = (
    "CREDIT_CARD", "IBAN_CODE", "EMAIL_ADDRESS", "IP_ADDRESS", "PHONE_NUMBER", "TR_NATIONAL_ID", "TR_LICENSE_PLATE",
)  # fmt: skip
_PIECES = (
    "annem", "kanser", "hastası", "oldu", "şeker hastasıyım", "oruç", "sendika üyesi", "HIV", "bipolar", "ameliyat", "ürün",
    "kimlik no", "TC", "tel:", "IBAN", "kart no", "cvv", "son kullanma", "doğum tarihi", "hesap no", "plaka", "vergi no", "IP",
    "10000000146", "5321234567", "0532 123 45 67", "+90 212 555 44 33", "4539 5787 6362 1486", "12.05.1980", "34 ABC 123",
    "TR330006100519786457841326", "192.168.1.20", "ali@example.com", "1234567890", "0731", "6543210", "U12345678", "O532",
    "no", "de", "'nin", "im", "lar", "değil", "mahallesi", "sokak", "No:5", "siparis", "numarası", "a", "x", "'", "\u2019", "~",
    " ", "  ", "\n", "\r\n", ". ", ", ", ":", "=", "/", "-", "--", "(", ")", "[", "]", "*", "+", "@", "<<", "?", "!", "%20",
    "Å\x9f", "Ã¼", "e\u0301", "\u200b", "\xad", "😀", "і", "٣", "\ud800", "\x93", "\x81", "ı", "İ", "ğ", "é", "\x00", "\xdd",
)  # fmt: skip


@cache
def scanners(entities: tuple[str, ...] | None = None) -> tuple[Scanner, Scanner]:
    """A scanner with its compiled core, and the same without it."""
    compiled, plain = (Scanner(entities=entities, threshold=0.0) for _ in range(2))
    if compiled._core is None:
        pytest.skip("the compiled core is not built, or KVKKSCAN_PURE is set")
    plain._core = None
    return compiled, plain


def proposed(scanner: Scanner, text: str) -> list[Any]:
    """All that the recognizers of a scanner propose, in the order in which they do."""
    return [tuple(one) for one in scanner._candidates(scanner._words(scanner._view(text)))]


def same(text: str) -> None:
    """Both ways propose the same, with the same scores and reasons, in the same order, and find the same."""
    for compiled, plain in (scanners(), scanners(SEVEN)):
        assert proposed(compiled, text) == proposed(plain, text)
        assert compiled.scan(text) == plain.scan(text)


@pytest.mark.parametrize("text", GOLD)
def test_same_on_gold(text: str) -> None:
    """The tickets of the benchmark."""
    same(text)


def test_same_on_the_examples_of_the_packs() -> None:
    """What the packs find and what they ignore, as written, in capitals, without accents, and one long text of all."""
    examples = [marked(one)[0] for rule in load_packs(cached=False).recognizers for one in (*rule.finds, *rule.ignores)]
    bare = str.maketrans("çğışöüÇĞİŞÖÜ", "cgisouCGISOU")
    for number, text in enumerate(examples):
        same((text, text.upper(), text.translate(bare))[number % 3])
    same("\n".join(examples[::3]))
    same(" ".join(examples[1::3]))


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(_PIECES), max_size=40), st.sampled_from(["", " "]))
def test_same_on_anything(pieces: list[str], joint: str) -> None:
    """Words, labels, numbers and signs in any order."""
    same(joint.join(pieces))


@given(st.text(st.one_of(st.characters(), st.sampled_from("aşİ  \r\n%20@Ã¼Å\x9f\x9e\u0301\u200b\xad0٣")), max_size=60))
def test_view_is_the_same(text: str) -> None:
    """Bytes, folded bytes, signs and the way back to offsets."""
    compiled, _ = scanners()
    assert compiled._core is not None
    one, other = compiled._core.view(text), view.view(text)
    assert (one.raw, one.lex, one.untidied) == (other.raw, other.lex, other.untidied)
    places = range(len(one.raw))
    assert [one.offset(place) for place in places] == [other.offset(place) for place in places]
    assert compiled._core.words(one).signs == signs(other.raw)


@settings(deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=30), st.integers(0, 200), st.integers(0, 30), st.integers(0, 51))
def test_words_are_the_same(pieces: list[str], start: int, size: int, bit: int) -> None:
    """Hits, their ends, and what stands near a place."""
    compiled, plain = scanners()
    seen = view.view(" ".join(pieces))
    assert compiled._core is not None
    one, other = compiled._core.words(seen), Words(plain._rules.lexicon, seen)
    assert one.hits == other.hits
    assert one.seen == other.seen
    wanted = 1 << bit | other.seen & -other.seen
    start = min(start, len(seen.raw))
    end = min(start + size, len(seen.raw))
    for ask in (
        lambda words: [words.hit(index) for index in range(len(words.hits))],
        lambda words: words.meaning(wanted),
        lambda words: words.around(start, end, REACH, wanted),
        lambda words: words.before(start, REACH, wanted),
        lambda words: words.holds(wanted),
        lambda words: words.near(start, end),
        lambda words: (words.begins_at(start), words.ends_at(start), words.first_from(start)),
    ):
        assert ask(one) == ask(other)


def test_long_runs_of_digits() -> None:
    """As many groups as no number has, and single ones of any length."""
    for group in ("1", "12", "4539", "0532123"):
        for joint in (" ", "-", ". ", " / ", ") "):
            same(f"kart no {joint.join([group] * 60)} tc {group * 40}")


def test_masks_of_many_concepts(tmp_path: Path) -> None:
    """A user's packs may bring more concepts than a machine word has bits; beyond 256 Python does the work."""
    for count in (100, 300):
        own = tmp_path / str(count)
        own.mkdir()
        names = [f"{chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(count)]
        listed = "\n".join(f'[[concept]]\nid = "own-{name}"\nwords = ["zim{name}birti"]\n' for name in names)
        rule = (
            f'[[recognizer]]\nid = "own.number"\nentity_type = "TR_TAX_ID"\nkind = "number"\ndigits = [7]\n'
            f'labels = ["own-{names[-1]}"]\nscore = {{ labelled = 0.9 }}\n'
        )
        (own / "own.toml").write_text(listed + rule, encoding="utf-8")
        scanner = Scanner(packs=[own])
        assert (scanner._core is None) == (count == 300 or not _native.wanted() or _native.load("core") is None)
        text = f"zim{names[-1]}birti 1234567, zim{names[3]}birtim 7654321"
        assert [one.recognizer for one in scanner.scan(text)] == ["own.number"]


def test_shared_between_threads() -> None:
    """Terms are read while threads take turns; each gets what it gets alone."""
    compiled, plain = Scanner(), scanners()[1]
    compiled.threshold = plain.threshold
    alone = [plain.scan(text) for text in GOLD]
    with ThreadPoolExecutor(8) as pool:
        for _ in range(3):
            assert list(pool.map(compiled.scan, GOLD)) == alone


def test_numbers_written_twice() -> None:
    """What the core writes down because its module is loaded late is what stands there."""
    assert readings._SURE == 0.7
    assert statements._SURER == 0.5
    assert frozenset(b"OoQDIlZSBGq") == numbers._ALIKE_LETTERS


def test_weights_made_ready_are_the_weights(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The tables that ship with the core say what the weights say; without them those are read."""
    core = _native.load("core")
    if core is None:
        pytest.skip("the compiled core is not built, or KVKKSCAN_PURE is set")
    text = "Annem meme kanseri, kardeşim sabıkalı. Hocam oruçluyum, ürün gelmedi."
    known = proposed(Scanner(), text)
    monkeypatch.setattr(core, "WEIGHTS", "none.bin")
    assert core.weights_read()[2] is None
    assert proposed(Scanner(), text) == known == proposed(scanners()[1], text)
    core.weights_write(tmp_path)
    assert (tmp_path / "none.bin").stat().st_size > 100_000


# --- the build ---


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
