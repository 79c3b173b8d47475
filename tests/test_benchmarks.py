"""The benchmarks' own parts: the scorer, the made-up corpus, and that a run says what it should. Nothing is timed."""

from __future__ import annotations

import importlib.util
import json
import random
import unicodedata
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import stdnum.iban
import stdnum.luhn
import stdnum.tr.tckimlik

import accuracy
import corpus
import peers
import report
import scoring
import speed
from scoring import Case, GoldRecord, Span, passes, score

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "eval"
needs_shared = pytest.mark.skipif(not (SHARED / "score.py").is_file(), reason="../shared/eval is not here")


def shared_module(path: Path) -> ModuleType:
    """A script of ../shared/eval as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def spans(*triples: tuple[str, int, int]) -> tuple[Span, ...]:
    """Spans from (label, start, end)."""
    return tuple(Span(*triple) for triple in triples)


# One text for the table: letters at 0-3, a separator at 4, letters at 5-8, a blank, letters at 10-13.
TEXT = "abcd-efgh ijkl"
SCORES: list[tuple[str, tuple[Span, ...], tuple[Span, ...], str, dict[str, Any]]] = [
    (
        "a gold span is found when its letters are covered, separators or not",
        spans(("IBAN_CODE", 0, 9)),
        spans(("IBAN_CODE", 0, 4), ("IBAN_CODE", 5, 9)),
        "IBAN_CODE",
        {"gold": 1, "recall": 1.0, "partial": 1.0, "pred": 2, "false_alarms": 0, "precision": 1.0},
    ),
    (
        "one letter left over makes it partial",
        spans(("IBAN_CODE", 0, 9)),
        spans(("IBAN_CODE", 0, 8)),
        "IBAN_CODE",
        {"recall": 0.0, "partial": 1.0, "precision": 1.0, "f1": 0.0},
    ),
    (
        "another label of the group stands in, and is itself right",
        spans(("TR_NATIONAL_ID", 0, 4)),
        spans(("TR_TAX_ID", 0, 4)),
        "TR_NATIONAL_ID",
        {"recall": 1.0, "pred": 0, "precision": None},
    ),
    (
        "a label of another group does not",
        spans(("TR_NATIONAL_ID", 0, 4)),
        spans(("PHONE_NUMBER", 0, 4)),
        "PHONE_NUMBER",
        {"gold": 0, "recall": None, "pred": 1, "false_alarms": 1, "precision": 0.0},
    ),
    (
        "a prediction on a ? span alone counts neither way",
        spans(("?", 0, 4)),
        spans(("HEALTH", 0, 4)),
        "special",
        {"gold": 0, "pred": 0, "precision": None, "clean_kept": 1.0},
    ),
    (
        "one that also touches a true span counts",
        spans(("?", 0, 4), ("HEALTH", 5, 9)),
        spans(("HEALTH", 0, 9)),
        "special",
        {"gold": 1, "recall": 1.0, "pred": 1, "precision": 1.0, "clean_kept": None},
    ),
    (
        "one that sticks out of a ? span spoils a clean text",
        spans(("?", 0, 4)),
        spans(("HEALTH", 0, 6)),
        "special",
        {"pred": 0, "clean_kept": 0.0},
    ),
    (
        "a text with no gold span of the group is clean for it",
        spans(("PERSON", 0, 4)),
        (),
        "payment",
        {"gold": 0, "recall": None, "clean_kept": 1.0},
    ),
    (
        "labels that no group holds are ignored",
        spans(("PERSON", 0, 4)),
        spans(("ORGANIZATION", 0, 9)),
        "contact",
        {"gold": 1, "recall": 0.0, "pred": 0},
    ),
]


@pytest.mark.parametrize(
    ("gold", "predicted", "key", "wanted"), [row[1:] for row in SCORES], ids=[row[0] for row in SCORES]
)
def test_a_score_follows_the_definitions(
    gold: tuple[Span, ...], predicted: tuple[Span, ...], key: str, wanted: dict[str, Any]
) -> None:
    """Each definition of the scorer holds in a text where only it matters."""
    row = score([GoldRecord("a", TEXT, gold)], {"a": predicted}).rows[key]
    assert {name: getattr(row, name) for name in wanted} == wanted


def test_residue_and_over_redaction_count_characters() -> None:
    """Residue is over gold characters, over-redaction over those outside gold and ?."""
    gold = [GoldRecord("a", TEXT, spans(("PERSON", 0, 4), ("?", 10, 14)))]
    figures = score(gold, {"a": spans(("PERSON", 2, 6), ("PERSON", 10, 14))})
    assert figures.residue == 0.5
    assert figures.over_redaction == round(2 / 6, 4)


def test_a_record_without_prediction_counts_as_nothing_found() -> None:
    """A text that was refused is missed, not left out."""
    assert score([GoldRecord("a", TEXT, spans(("PERSON", 0, 4)))], {}).rows["contact"].recall == 0.0


@pytest.mark.parametrize(
    "span",
    [{"start": 0, "end": 4, "label": "NAME"}, {"start": 2, "end": 99, "label": "PERSON"}],
    ids=["label", "offset"],
)
def test_a_broken_gold_file_is_refused(tmp_path: Path, span: dict[str, Any]) -> None:
    """An unknown label or an offset outside the text stops the run and names the record, not its text."""
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps({"id": "g7", "text": TEXT, "spans": [span], "tags": []}), encoding="utf-8")
    with pytest.raises(ValueError, match="g7") as caught:
        scoring.load_gold(path)
    assert TEXT not in str(caught.value)


def _random_sets(seed: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    rng = random.Random(seed)
    labels = [*scoring.GROUP_OF, "?"]
    gold, predicted = [], []
    for number in range(60):
        text = "".join(rng.choice("ab1çş -./") for _ in range(rng.randint(5, 60)))

        def some(names: list[str], text: str = text) -> list[dict[str, Any]]:
            found = []
            for _ in range(rng.choice((0, 0, 1, 2, 4))):
                start = rng.randrange(len(text))
                found.append({"start": start, "end": rng.randint(start + 1, len(text)), "label": rng.choice(names)})
            return found

        gold.append({"id": f"r{number}", "text": text, "spans": some(labels), "tags": []})
        if number % 7:
            predicted.append({"id": f"r{number}", "spans": some([*scoring.GROUP_OF, "ORGANIZATION"])})
    return gold, predicted


def _equals_shared(gold: list[dict[str, Any]], predicted: list[dict[str, Any]], tmp_path: Path) -> None:
    module = shared_module(SHARED / "score.py")
    theirs = module.table(module.score(gold, predicted)[0])
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in gold), encoding="utf-8")
    ours = score(
        scoring.load_gold(path),
        {row["id"]: [Span(one["label"], one["start"], one["end"]) for one in row["spans"]] for row in predicted},
    )
    assert {"residue": ours.residue, "over_redaction": ours.over_redaction} == theirs.pop("all")
    assert set(ours.rows) == set(theirs)
    for key, row in theirs.items():
        assert {name: getattr(ours.rows[key], name) for name in row} == row, key


@needs_shared
@pytest.mark.parametrize("seed", range(20))
def test_the_scorer_equals_the_shared_one(seed: int, tmp_path: Path) -> None:
    """On random sets every figure is that of ../shared/eval/score.py."""
    _equals_shared(*_random_sets(seed), tmp_path)


@needs_shared
def test_the_scorer_equals_the_shared_one_on_the_development_set(tmp_path: Path) -> None:
    """So it is on dev.jsonl with a real detector's findings."""
    detector = peers.kvkkscan()
    gold = [json.loads(line) for line in (SHARED / "dev.jsonl").read_text("utf-8").splitlines()]
    predicted = [
        {
            "id": row["id"],
            "spans": [
                {"start": one.start, "end": one.end, "label": one.label}
                for one in detector.spans(detector.scan(row["text"]))
            ],
        }
        for row in gold
    ]
    _equals_shared(gold, predicted, tmp_path)


def case(mode: str, *expected: tuple[str, int, int], labels: str = "PERSON") -> Case:
    """A conformance case over TEXT."""
    return Case("c1", TEXT, mode, frozenset({"PERSON", "PHONE_NUMBER"}), frozenset(labels.split()), spans(*expected))


CASES: list[tuple[str, Case, tuple[Span, ...], bool]] = [
    ("absent passes on silence", case("absent"), (), True),
    ("absent ignores labels outside the scope", case("absent"), spans(("HEALTH", 0, 4)), True),
    ("absent fails on any label of the scope", case("absent"), spans(("PHONE_NUMBER", 0, 4)), False),
    ("label wants it anywhere", case("label"), spans(("PERSON", 9, 10)), True),
    ("label wants all of them", case("label", labels="PERSON PHONE_NUMBER"), spans(("PERSON", 0, 4)), False),
    ("some wants every span touched", case("some", ("PERSON", 0, 4)), spans(("PERSON", 3, 9), ("PERSON", 9, 12)), True),
    (
        "some fails on an untouched span",
        case("some", ("PERSON", 0, 4), ("PERSON", 5, 9)),
        spans(("PERSON", 0, 4)),
        False,
    ),
    ("exact passes on overlap", case("exact", ("PERSON", 0, 4)), spans(("PERSON", 3, 9)), True),
    (
        "exact fails on anything else",
        case("exact", ("PERSON", 0, 4)),
        spans(("PERSON", 0, 4), ("PERSON", 9, 12)),
        False,
    ),
    ("exact fails on another label", case("exact", ("PERSON", 0, 4)), spans(("PHONE_NUMBER", 0, 4)), False),
    ("touching ends do not overlap", case("exact", ("PERSON", 0, 4)), spans(("PERSON", 4, 9)), False),
]


@pytest.mark.parametrize(("one", "predicted", "wanted"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_a_conformance_case_passes_by_its_mode(one: Case, predicted: tuple[Span, ...], wanted: bool) -> None:
    """The four modes mean what the conformance README says."""
    assert passes(one, predicted) is wanted


@needs_shared
@pytest.mark.parametrize("name", ["presidio.jsonl", "peers.jsonl"])
def test_the_conformance_rule_equals_the_shared_one(name: str) -> None:
    """The same cases are left out, and the same predictions pass, as by ../shared/eval's score_cases.py."""
    module = shared_module(SHARED / "conformance" / "score_cases.py")
    path = SHARED / "conformance" / name
    theirs = {one[0]: one for one in map(module.case, module.load(path)) if one is not None}
    ours = {one.id: one for one in scoring.load_cases(path)}
    assert set(ours) == set(theirs)
    detector, rng = peers.kvkkscan(), random.Random(7)
    for ident, (_, text, mode, scope, labels, expected) in theirs.items():
        start = rng.randrange(max(1, len(text)))
        for predicted in (
            detector.spans(detector.scan(text)),
            list(ours[ident].spans),
            [Span(rng.choice(sorted(scope)), start, start + 3)],
        ):
            raw = [{"label": one.label, "start": one.start, "end": one.end} for one in predicted]
            assert passes(ours[ident], predicted) == module.passes(mode, scope, labels, expected, raw), ident


GOLD = [
    {
        "id": "g1",
        "text": "mail ali@example.com, astım hastasıyım",
        "spans": [{"start": 5, "end": 20, "label": "EMAIL_ADDRESS"}, {"start": 22, "end": 38, "label": "HEALTH"}],
        "tags": [],
    },
    {"id": "g2", "text": "kargo gelmedi", "spans": [], "tags": ["neg"]},
    {"id": "g3", "text": "destek veli@example.com", "spans": [{"start": 7, "end": 23, "label": "?"}], "tags": []},
]


def stub_scan(text: str) -> list[Any]:
    """Finds addresses whole, and a phone number in every text about cargo."""
    found = []
    for word in text.replace(",", " ").split():
        start = text.index(word)
        label = "EMAIL_ADDRESS" if "@" in word else "PHONE_NUMBER" if word == "kargo" else ""
        if label:
            found.append(SimpleNamespace(entity_type=label, start=start, end=start + len(word)))
    return found


def stub_spans(found: Any) -> list[Span]:
    """What a stub found, as spans."""
    return [Span(one.entity_type, one.start, one.end) for one in found]


@pytest.fixture
def _open_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a benchmark does to the sockets of its own process is not done to the test run's."""
    monkeypatch.setattr(peers, "refuse_network", lambda: None)


@pytest.fixture
def gold_file(tmp_path: Path) -> Path:
    """The gold records in a file."""
    path = tmp_path / "three.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in GOLD), encoding="utf-8")
    return path


@pytest.mark.usefixtures("_open_network")
def test_accuracy_says_the_right_figures(
    gold_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Three records, one hit, one miss, one false alarm, one ?: the JSON says just that, and no text is printed."""
    monkeypatch.setattr(
        accuracy,
        "detectors",
        lambda *_: [
            peers.Detector("kvkkscan", "1", stub_scan, stub_spans),
            peers.NotInstalled("kvkk-pii", "not installed"),
        ],
    )
    out = tmp_path / "out.json"
    assert accuracy.main(["--gold", str(gold_file), "--shared", str(tmp_path), "--json", str(out)]) == 0
    whole = json.loads(out.read_text("utf-8"))
    every, seven = (whole["sets"]["three.jsonl"][key]["kvkkscan"] for key in ("all_labels", "seven_labels"))
    contact, special = every["rows"]["contact"], every["rows"]["special"]
    assert (contact["gold"], contact["recall"], contact["pred"], contact["false_alarms"]) == (1, 1.0, 2, 1)
    assert (contact["precision"], contact["clean_kept"]) == (0.5, 0.5)
    assert (special["gold"], special["recall"], special["clean_kept"]) == (1, 0.0, 1.0)
    assert every["residue"] == round(16 / 31, 4)
    assert every["over_redaction"] == round(5 / (38 - 31 + 13 + 7), 4)
    assert seven["rows"]["special"]["gold"] == 0
    assert seven["residue"] == 0.0
    for point in ("balanced", "strict"):
        said = whole["special"]["three.jsonl"][point]
        assert (said["rows"]["HEALTH"]["gold"], said["rows"]["special"]["recall"]) == (1, 0.0)
        assert said["over_redaction"] == 0.0  # the false alarm is of another group
    assert whole["not_installed"] == {"kvkk-pii": "not installed"}
    assert whole["left_out"] == ["dev.jsonl", "dev-real.jsonl", "presidio.jsonl", "peers.jsonl"]
    printed = capsys.readouterr().out + out.read_text("utf-8")
    assert "kvkk-pii: not installed" in printed
    assert not any(word in printed for word in ("ali@", "astım", "kargo"))


@pytest.mark.usefixtures("_open_network")
def test_accuracy_runs_the_real_scanner(gold_file: Path, tmp_path: Path) -> None:
    """The command runs from end to end with the scanner as it is."""
    out = tmp_path / "out.json"
    assert accuracy.main(["--gold", str(gold_file), "--no-shared", "--systems", "kvkkscan", "--json", str(out)]) == 0
    assert json.loads(out.read_text("utf-8"))["sets"]["three.jsonl"]["all_labels"]["kvkkscan"]["records"] == 3


def test_the_special_gold_set_has_every_label_in_both_parts() -> None:
    """The project's special-category tickets: a careful and a noisy part, each with all eleven labels."""
    parts = accuracy.special_sets(accuracy.OWN_SPECIAL)
    assert [len(gold) for gold in parts.values()] == [160, 80]
    for gold in parts.values():
        assert {span.label for one in gold for span in one.spans} >= set(scoring.GROUPS["special"])


def test_a_text_called_unscannable_counts_as_missed() -> None:
    """A detector's refusal is counted and leaves no prediction."""
    from kvkkscan.errors import Unscannable

    def refuse(_: str) -> Any:
        raise Unscannable("resource-missing", name="x")  # any message that is known

    said = accuracy.predict(peers.Detector("x", "1", refuse, stub_spans), [("g1", "a")])
    assert (said.unscannable, dict(said.spans)) == (1, {})


def test_peers_map_onto_known_labels() -> None:
    """Every label of kvkk-pii that is mapped is one of ours, and so are the seven."""
    assert {*peers.KVKK_PII_LABELS.values(), *peers.SEVEN} <= set(scoring.GROUP_OF)


PEER_TEXT = "TC kimlik 10000000146, ip 192.0.2.7, mail ali@example.com, tel 0532 123 45 67, araç 34 ABC 123"


@pytest.mark.parametrize("make", [peers.presidio, peers.kvkk_pii], ids=["presidio", "kvkk-pii"])
def test_a_peer_runs_without_a_network(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A peer finds what it is known to find while every connection is refused."""
    import socket

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a peer asked for the network")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    detector = make()
    if isinstance(detector, peers.NotInstalled):
        pytest.skip(detector.reason)
    found = {span.label for span in detector.spans(detector.scan(PEER_TEXT))}
    assert {"TR_NATIONAL_ID", "IP_ADDRESS", "EMAIL_ADDRESS", "PHONE_NUMBER", "TR_LICENSE_PLATE"} <= found


def test_presidio_uses_context_words() -> None:
    """The tokenizer's lemmas are filled: a word before a phone number raises its score."""
    detector = peers.presidio()
    if isinstance(detector, peers.NotInstalled):
        pytest.skip(detector.reason)
    plain, named = (
        max(one.score for one in detector.scan(text) if one.entity_type == "PHONE_NUMBER")
        for text in ("bakar mısınız 0532 123 45 67", "telephone 0532 123 45 67")
    )
    assert named > plain


@pytest.fixture(scope="module")
def stems() -> list[str]:
    """Made-up stems, for the whole module."""
    return corpus.made_up_stems(1_000, 1)


@pytest.fixture(scope="module")
def made(stems: list[str]) -> list[corpus.Ticket]:
    """Made-up tickets, for the whole module."""
    return corpus.tickets(3_000, 2, stems)


def test_the_corpus_is_the_same_for_the_same_seed(stems: list[str], made: list[corpus.Ticket]) -> None:
    """Same arguments, same bytes; another seed, other tickets."""
    assert corpus.tickets(3_000, 2, stems) == made
    assert corpus.tickets(50, 3, stems) != made[:50]
    assert corpus.made_up_stems(1_000, 1) == stems
    assert corpus.long_text(20_000, 4, stems) == corpus.long_text(20_000, 4, stems)
    assert corpus.identifier_texts(3, 5) == corpus.identifier_texts(3, 5)


CHECKS: dict[str, Callable[[str], object]] = {
    "TR_NATIONAL_ID": stdnum.tr.tckimlik.is_valid,
    "CREDIT_CARD": lambda value: stdnum.luhn.is_valid(value.replace(" ", "").replace("-", "")),
    "IBAN_CODE": stdnum.iban.is_valid,
}


def test_planted_numbers_pass_their_checks(made: list[corpus.Ticket]) -> None:
    """python-stdnum agrees with every planted national id, card and IBAN, and each span is the number itself."""
    seen = dict.fromkeys(CHECKS, 0)
    for ticket in made:
        for span in ticket.planted:
            value = ticket.text[span.start : span.end]
            assert value == value.strip() != ""
            if span.label in CHECKS:
                seen[span.label] += 1
                assert CHECKS[span.label](value), (span.label, value)
    assert min(seen.values()) > 50


def test_the_corpus_has_the_promised_shape(made: list[corpus.Ticket]) -> None:
    """Length, clean share, ASCII, NFD and emoji shares are near what the docstring says."""
    count = len(made)
    assert 310 <= sum(len(one.text) for one in made) / count <= 350
    assert 0.37 <= sum(not one.planted for one in made) / count <= 0.43
    assert 0.17 <= sum(one.text.isascii() for one in made) / count <= 0.25
    assert 0.02 <= sum(not unicodedata.is_normalized("NFC", one.text) for one in made) / count <= 0.045
    assert 0.03 <= sum(any(sign in one.text for sign in corpus.EMOJI) for one in made) / count <= 0.07
    assert {span.label for one in made for span in one.planted} == {*peers.SEVEN, corpus.TERM, "PERSON"}


def test_made_up_stems_stand_only_where_planted(made: list[corpus.Ticket], stems: list[str]) -> None:
    """No word of the templates begins with a stem, no stem with another, and clean tickets hold none."""
    ordered = sorted(stems)
    assert not any(later.startswith(one) for one, later in pairwise(ordered))
    heads = tuple(stems)
    assert not any(word.startswith(heads) for word in corpus._ordinary_words())
    for ticket in made:
        if not any(span.label == corpus.TERM for span in ticket.planted):
            assert not any(word.startswith(heads) for word in ticket.text.lower().split())


def test_the_stems_pack_is_toml_that_a_scanner_loads(tmp_path: Path, stems: list[str]) -> None:
    """The pack that the speed benchmark writes holds every stem under the label it says."""
    import tomllib

    folder = speed.stems_pack(tmp_path / "pack", stems)
    (entry,) = tomllib.loads((folder / "stems.toml").read_text("utf-8"))["recognizer"]
    assert (entry["entity_type"], entry["kind"], entry["terms"]) == (corpus.TERM, "terms", stems)
    peers.kvkkscan(packs=[folder]).scan("x")


def test_spread_and_percentile_are_plain() -> None:
    """The middle, the ends, and the value below which a share lies."""
    assert speed.spread([3, 1, 2]) == speed.Spread(2, 1, 3)
    assert speed.percentile(list(range(100)), 0.99) == 99
    assert speed.percentile([5.0], 0.5) == 5.0


def test_ratios_compare_pass_by_pass() -> None:
    """Each pass is compared with its neighbour in time, then the middle is taken."""
    slow = [speed.Pass(2, 4), speed.Pass(6, 6), speed.Pass(9, 9)]
    fast = [speed.Pass(1, 1), speed.Pass(2, 2), speed.Pass(3, 3)]
    assert speed.ratios(slow, fast)["wall"] == {"median": 3, "min": 2, "max": 3}


def test_a_table_is_flush() -> None:
    """Numbers are flush right under their heads; nothing is a dash."""
    assert report.table(["", "a"], [["x", 0.5], ["longer", None]]).splitlines() == [
        "            a",
        "-" * 13,
        "x       0.500",
        "longer      -",
    ]
