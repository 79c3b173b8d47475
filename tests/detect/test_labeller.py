"""Level full: what the labeller believes, how it joins what rules find, and that its weights remember no one."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from kvkkscan.detect import features, labeller
from kvkkscan.detect.candidate import Candidate
from kvkkscan.errors import KvkkscanError
from kvkkscan.finding import LABELS, Group
from kvkkscan.scanner import Scanner

ROOT = Path(__file__).resolve().parent.parent.parent
GOLD = ROOT / "benchmarks" / "gold" / "special.jsonl"
REAL = sorted((ROOT.parent / "shared" / "eval" / "train").glob("real*.jsonl"))
SPECIAL = {label for label, group in LABELS.items() if group is Group.SPECIAL}


@cache
def scanner(level: str = "full") -> Scanner:
    """A scanner of that level."""
    return Scanner(level=level)


@cache
def reference() -> Scanner:
    """The same without compiled twins."""
    made = Scanner(level="full")
    made._core = None
    return made


@cache
def gold() -> list[dict[str, object]]:
    """The records of the project's own gold set of special categories."""
    return [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]


def found(text: str, level: str = "full") -> list[tuple[str, str]]:
    """(label, text) of the findings."""
    return [(one.entity_type, text[one.start : one.end]) for one in scanner(level).scan(text)]


@pytest.mark.parametrize(("text", "label"), [
    ("Merhaba, kanser hastasıyım, faturamı erteler misiniz?", "HEALTH"),
    ("Ben Aleviyim, oruç menüsü istemiyorum.", "RELIGION"),
    ("annemde alzheimer var, aramalara çıkamıyor", "HEALTH"),
    ("2019'da 8 ay hapis yattım, o yüzden adresim değişti.", "CRIMINAL_RECORD"),
    ("Musteri Ayse Korkmaz aradi, faturasi gelmemis.", "PERSON"),
    ("Teslimat: Barbaros Mah. Karanfil Sok. No:12 D:3 Üsküdar/İstanbul", "TR_ADDRESS"),
])  # fmt: skip
def test_plain_sentences_are_found(text: str, label: str) -> None:
    """Simple statements, names and addresses are found, under their label."""
    assert label in {one for one, _ in found(text)}


@pytest.mark.parametrize(
    "text",
    [
        "Paketim üç gündür dağıtımda, bilgi verir misiniz?",
        "Bu fiyata hasta oldum, kampanya ne zaman bitiyor?",
        "Modem kör noktada kalıyor, çekmiyor.",
        "Faturamı neden bu kadar yüksek gönderdiniz?",
        "",
        "   \n\t ",
        "!!! ??? ...",
    ],
)
def test_ordinary_texts_are_left_alone(text: str) -> None:
    """No statement, name or address is seen in ordinary complaints and figures of speech."""
    assert found(text) == []


def test_an_unknown_level_is_refused() -> None:
    """There are two levels."""
    with pytest.raises(KvkkscanError):
        Scanner(level="deep")


def test_the_same_text_is_always_read_alike() -> None:
    """Another scanner, the same one again, and after other texts: the same findings, scores and reasons."""
    texts = [str(row["text"]) for row in gold()[:60]]
    first = [scanner().scan(text) for text in texts]
    assert [scanner().scan(text) for text in reversed(texts)] == first[::-1]
    other = Scanner(level="full")
    assert [other.scan(text) for text in texts] == first


def test_the_compiled_twin_equals_the_reference() -> None:
    """Findings, scores and reasons are the same to the last digit."""
    if scanner()._core is None:
        pytest.skip("the compiled core is not built, or KVKKSCAN_PURE is set")
    odd = [
        "", "\x00", "a", "1", "'", "Ayşe'nin", "Ayşe'ninkilerden123", "x" * 5_000, "12345678901234567890",
        "a\u0301ş\u200bma", "😀 kanserim 😀", "KANSER HASTASIYIM!!!", "ali;veli|kirk|dokuz\telli", "İIıi'deyiz.. Hasta\n\n\nyım",
    ]  # fmt: skip
    for text in [*odd, *(str(row["text"]) for row in gold())]:
        assert scanner().scan(text) == reference().scan(text)


def test_full_finds_no_less_than_fast_on_our_gold() -> None:
    """More of the statements are touched and covered, and no more of the findings are wrong."""
    assert all(full >= fast for full, fast in zip(_figures("full"), _figures("fast"), strict=True))


def _figures(level: str) -> tuple[float, float, float]:
    """(covered, touched, right less a hundredth for what chance does) of the special categories."""
    full = part = every = right = said = 0
    for row in gold():
        text, spans = str(row["text"]), row["spans"]
        assert isinstance(spans, list)
        guesses = [one for one in scanner(level).scan(text) if one.entity_type in SPECIAL]
        hidden = {place for one in guesses for place in range(one.start, one.end)}
        for span in spans:
            if span["label"] in SPECIAL:
                letters = {place for place in range(span["start"], span["end"]) if text[place].isalnum()}
                every, full, part = every + 1, full + (letters <= hidden), part + bool(letters & hidden)
        for one in guesses:
            met = [span["label"] for span in spans if span["start"] < one.end and one.start < span["end"]]
            if met != ["?"]:
                said, right = said + 1, right + any(label in SPECIAL for label in met)
    return full / every, part / every, right / said + (0.01 if level == "full" else 0)


def test_offsets_are_those_of_the_text() -> None:
    """What stands before a text moves its findings and changes nothing else; marks and emoji do not shift them."""
    text = "Babam Kemal Örnekoğlu böbrek nakli oldu, ilaçlarını Karanfil Sok. No:12 D:3 adresine yollayın."
    plain = scanner().scan(text)
    assert plain
    before = "Konu: bilgi\n\n"
    spread = text.replace(" ", "  ")
    for one in plain:
        assert not text[one.start].isspace()
        assert not text[one.end - 1].isspace()
    moved = [(one.entity_type, one.start - len(before), one.end - len(before)) for one in scanner().scan(before + text)]
    assert {label for label, _, _ in moved} == {one.entity_type for one in plain}
    wide = [spread[one.start : one.end].replace("  ", " ") for one in scanner().scan(spread)]
    assert wide == [text[one.start : one.end] for one in plain]


def test_labels_asked_for_are_those_of_the_whole() -> None:
    """A scanner of few labels finds what the one of all labels finds of them."""
    some = Scanner(entities=["HEALTH", "PERSON"])
    for row in gold()[:40]:
        text = str(row["text"])
        assert some.scan(text) == [one for one in scanner().scan(text) if one.entity_type in ("HEALTH", "PERSON")]


def test_labels_that_the_labeller_does_not_know_need_no_model() -> None:
    """A scanner of numbers only is one of level fast."""
    assert not Scanner(entities=["CREDIT_CARD"])._full


def test_a_statement_of_a_users_own_label_is_found(tmp_path: Path) -> None:
    """What the labeller has not learned is left to the terms and their scorer."""
    (tmp_path / "own.toml").write_text(
        '[[label]]\nid = "HOBBY"\ngroup = "special"\nplaceholder = { tr = "UĞRAŞ", en = "HOBBY" }\n'
        '[[recognizer]]\nid = "own.hobby"\nentity_type = "HOBBY"\nkind = "statement"\nstrength = "plain"\n'
        'terms = ["zürafacı"]\n',
        encoding="utf-8",
    )
    own = Scanner(packs=[tmp_path])
    assert {one.entity_type for one in own.scan("Babam zürafacı olduğu için gelemiyor")} == {"HOBBY"}


def test_reasons_hold_no_piece_of_the_text() -> None:
    """Reasons name classes, terms' strengths and the labeller, never words of the text."""
    shape = re.compile(r"labelled|term-(plain|cue|weak)|(for|against)-(near|next|before|text):[a-z]+")
    for row in gold()[:80]:
        text = str(row["text"])
        for one in scanner().scan(text):
            if one.entity_type in SPECIAL:
                assert all(shape.fullmatch(reason) for reason in one.reasons)
        for lang in ("tr", "en"):
            assert all(one.sentences for one in scanner().explain(text, lang))


def test_persons_of_rules_are_dropped_unless_believed() -> None:
    """A name that rules propose and the labeller does not is out; one that both see reaches as far as either."""
    rules = scanner()._rules
    person = next(n for n, one in enumerate(rules.packs.recognizers) if one.entity_type == "PERSON")
    mine = rules.labelled["PERSON"]
    out = [Candidate(0, 4, 0.9, person, ("name:title",)), Candidate(10, 14, 0.9, person, ("name:title",))]
    labeller.join(rules, out, [Candidate(12, 20, 0.6, mine, ("labelled",))])
    assert out == [Candidate(10, 20, 0.9, person, ("name:title",))]


def test_no_statement_stands_inside_an_address() -> None:
    """What a rule is surer of is no statement."""
    rules = scanner()._rules
    address = next(n for n, one in enumerate(rules.packs.recognizers) if one.entity_type == "TR_ADDRESS")
    out = [Candidate(0, 40, 0.9, address, ("address",))]
    labeller.join(rules, out, [Candidate(5, 12, 0.9, rules.labelled["HEALTH"], ("labelled",))])
    assert [one.rule for one in out] == [address]


@pytest.mark.parametrize("head", [b"", b"{}\n", b'{"kvkkscan-labeller": 99}\n', b"\x00\x01"])
def test_a_file_that_is_no_model_is_refused(head: bytes) -> None:
    """Another version, or something else."""
    with pytest.raises(ValueError):  # noqa: PT011 - json's own or ours
        labeller.decode(head)


def test_the_chain_is_one_of_probabilities() -> None:
    """The beliefs in the states of a word add up to one, and no name goes on that did not begin."""
    model = labeller.load_model()
    listed = [[random.Random(n).randrange(2**32) for _ in range(40)] for n in range(30)]
    for states in labeller.beliefs(model, listed):
        assert sum(states) == pytest.approx(1)
    for state in range(2, len(labeller.STATES), 2):
        assert model.first[state] == 0
        assert all(row[state] == 0 for n, row in enumerate(model.steps) if n not in (state, state - 1))


def test_labels_of_statements_are_told() -> None:
    """Of our gold statements that are found, the label is right for nine in ten."""
    right = every = 0
    for row in gold():
        spans = row["spans"]
        assert isinstance(spans, list)
        for one in scanner().scan(str(row["text"])):
            met = [span["label"] for span in spans if span["start"] < one.end and one.start < span["end"]]
            if one.entity_type in SPECIAL and met and met[0] in SPECIAL:
                every, right = every + 1, right + (one.entity_type in met)
    assert right / every > 0.9


# --- it remembers no one ---------------------------------------------------------------------------------------------


def _weighs(sign: int) -> bool:
    """Whether a sign has a weight, its own or that of another sign with the same row."""
    model = labeller.load_model()
    return model.rows[sign >> (32 - model.bits)] != 0x8080808080808080


def _word_sign(word: bytes) -> int:
    column = features.COLUMNS.index("word")
    factor, plus = next((factor, plus) for at, step, factor, plus in features.SINGLES if (at, step) == (column, 0))
    return (features.fnv(word) * factor + plus) & features.MASK


def _pair_sign(one: bytes, two: bytes) -> int:
    column = features.COLUMNS.index("begin5")
    pair = next(pair for pair in features.PAIRS if pair[:4] == (column, -1, column, 0))
    left, right = (features.fnv(word[:5]) for word in (one, two))
    return (left * pair[4] + right * pair[5] + pair[6]) & features.MASK


def _words(text: str) -> list[bytes]:
    seen = scanner()._view(text)
    return [one.stem + one.suffix for one in features.pieces(seen.raw)]


def _by_chance(shares: list[bool], chance: list[bool]) -> None:
    """As many of the first weigh as of the second, give or take four standard deviations."""
    share, usual = sum(shares) / len(shares), sum(chance) / len(chance)
    spread = (usual * (1 - usual) * (1 / len(shares) + 1 / len(chance))) ** 0.5
    assert abs(share - usual) < 4 * spread + 0.002


def _made_up(count: int) -> list[bytes]:
    drawn = random.Random(5)
    return [
        bytes(drawn.choice(b"abcdefghijklmnoprstuvyz") for _ in range(drawn.randrange(7, 13))) for _ in range(count)
    ]


@pytest.mark.skipif(not REAL, reason="the real posts are not here")
def test_no_rare_word_of_the_real_posts_can_be_read_out_of_the_weights() -> None:
    """Words and pairs of words that stand in one or two real posts only weigh no more often than made-up ones.

    Who guesses a name, a number or a rare word and looks up its row learns nothing: rows without any sign of training are
    empty, and a guess meets a filled one as often as random letters do.
    """
    posts = [json.loads(line)["text"] for path in REAL for line in path.read_text("utf-8").splitlines()]
    ours = " ".join(path.read_text("utf-8") for path in sorted((ROOT / "models" / "corpus").glob("*.txt")))
    examples = " ".join(text for one in scanner().packs.recognizers for text in (*one.finds, *one.ignores, *one.terms))
    known = set(_words(ours + " " + examples + " " + _pack_texts()))
    begins = {word[:5] for word in known}
    stands: Counter[bytes] = Counter()
    pairs: Counter[tuple[bytes, bytes]] = Counter()
    for post in posts:
        words = _words(post)
        stands.update(set(words))
        pairs.update({pair for pair in pairwise(words) if pair[0][:5] not in begins})
    rare = [word for word, count in stands.items() if count < 3 and word not in known and not word[:1].isdigit()]
    assert len(rare) > 500
    _by_chance([_weighs(_word_sign(word)) for word in rare], [_weighs(_word_sign(word)) for word in _made_up(20_000)])
    few = [pair for pair, count in pairs.items() if count < 3]
    made = _made_up(20_000)
    _by_chance(
        [_weighs(_pair_sign(*pair)) for pair in few],
        [_weighs(_pair_sign(*pair)) for pair in pairwise(made)],
    )
    numbers = [word for word in stands if word[:1].isdigit()]
    for number in numbers:  # a number is its length, and nothing else
        assert features.fnv(number) not in labeller.load_model().clusters


def _pack_texts() -> str:
    """All that the packs say: from their examples, too, the labeller has learned."""
    folder = ROOT / "recognizers"
    return " ".join(path.read_text("utf-8") for path in (*folder.glob("*.toml"), *folder.glob("*/*.txt")))


def test_a_number_is_known_by_its_length_only() -> None:
    """Two numbers of one length are one."""
    known, text = scanner()._rules.look_ups(), "tel 5321112233 bekliyorum"
    one, other = (features.signs(features.read(t.encode(), known, [], {}, [])) for t in (text, text.replace("1", "7")))
    assert one == other
