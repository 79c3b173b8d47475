"""Scanner: findings that never overlap, in any text, however long, and explanations that hold no value."""

from __future__ import annotations

import sys
import unicodedata
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import kvkkscan
from kvkkscan.errors import KvkkscanError, SensitiveDataFound
from kvkkscan.finding import LABELS, Finding
from kvkkscan.placeholders import NAMES, placeholder, placeholder_spans
from kvkkscan.policy import Allow, Policy
from kvkkscan.redaction import redact
from kvkkscan.scanner import BALANCED, STRICT, Scanner, default_scanner

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import FrameType

KEY = b"0123456789abcdef"
# One value of each label in words that name it, and where the value stands.
ALONE: dict[str, tuple[str, str]] = {
    "CREDIT_CARD": ("kart no {}", "5549 6012 3456 7891"),
    "CARD_CVV": ("kartımın cvv kodu {}", "418"),
    "CARD_EXPIRY": ("kartımın son kullanma tarihi {}", "12/27"),
    "CARD_PIN": ("kart şifrem {}", "5093"),
    "CARD_TRACK": ("okunan {}", ";5549601234567891=27121010000000000?"),
    "IBAN_CODE": ("IBAN {}", "TR82 0006 2000 0001 2345 6789 01"),
    "TR_BANK_ACCOUNT": ("Ziraat hesap no {}", "12345678-5001"),
    "TR_NATIONAL_ID": ("TC kimlik no {}", "12345678950"),
    "TR_TAX_ID": ("vergi no {}", "4830000008"),
    "TR_ID_SERIAL": ("kimlik seri no {}", "A12B34567"),
    "TR_PASSPORT": ("pasaport no {}", "U12345678"),
    "TR_DRIVER_LICENSE": ("ehliyet no {}", "482917"),
    "TR_SOCIAL_SECURITY": ("SGK sicil no {}", "3401202177468"),
    "TR_LICENSE_PLATE": ("plakam {}", "34 ABC 123"),
    "DATE_OF_BIRTH": ("doğum tarihim {}", "12.05.1980"),
    "PHONE_NUMBER": ("cep {}", "0532 123 45 67"),
    "EMAIL_ADDRESS": ("mail {}", "ali.veli@ornek.com.tr"),
    "IP_ADDRESS": ("IP {}", "88.241.17.203"),
    "TR_ADDRESS": ("adresim {}", "Gül Mah. Lale Sok. No:12 D:5 Kadıköy/İstanbul"),
}
POOL = [
    *(value for _, value in ALONE.values()), *(text.format(value) for text, value in ALONE.values()), "sipariş no",
    "kargo takip", "TC", "kart", "cvv", "skt", "şifre", "tel", "hesap", "doğum", "mah", "sok", "no", "d:", "at",
    "nokta com", "bir", "iki", "sıfır", "beş yüz", "[KART]", "[TCKN 3]", "[KART:3fa9c1d2e4b5a697]", "[", "]", "<",
    "<<", "=", "?", "^", "%B", "@", "+", "+90", "(", ")", "'", "’", "*", "**", "xx", ".", ",", ":", ";", "-", "/",
    "|", "_", " ", "  ", "\n", "\r\n", "\t", "\u00a0", "\u200b", "\u0301", "\ufe0f\u20e3", "😀", "ş", "İ", "ı", "Ä±",
    "0", "1", "12", "123", "5549", "0532", "0006", "2026", "１２", "٣", "TR", "tr", "A", "U", "34", "ABC", "\ud800",
    "\x00", "中", "a" * 30, "1" * 30,
]  # fmt: skip
MIXTURES = st.lists(st.sampled_from(POOL), max_size=14).flatmap(
    lambda parts: st.sampled_from(["", " ", "\n", ", "]).map(lambda joint: joint.join(parts))
)
ANY = st.text(st.characters(exclude_categories=()), max_size=80)
_WORDS = st.text("abcçdefgğhıijklmnoöprsştuüvyz ,.\n", max_size=300)


@cache
def scanner(threshold: float = BALANCED, *entities: str) -> Scanner:
    """A scanner of what ships, built once for all tests."""
    return Scanner(level="fast", threshold=threshold, entities=entities or None)


def place(found: Finding) -> tuple[str, int, int]:
    """Label, start and end of a finding."""
    return found.entity_type, found.start, found.end


# --- every text ---


@settings(max_examples=600)
@given(MIXTURES | ANY, st.sampled_from([0.0, STRICT, BALANCED]))
def test_findings_are_apart_in_order_and_inside(text: str, threshold: float) -> None:
    """In any text findings stand in order, share no place, lie inside the text and score from the threshold to one."""
    found = scanner(threshold).scan(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= two.start for one, two in pairwise(found))
    assert all(threshold <= one.score <= 1 for one in found)
    assert all(one.group == LABELS[one.entity_type] for one in found)


@settings(max_examples=300)
@given(MIXTURES)
def test_a_scan_depends_on_the_text_alone(text: str) -> None:
    """Scanning a text twice, with other texts between, gives the same findings."""
    first = scanner().scan(text)
    scanner().scan("TC 10000000146 kart 5549601234567891")
    assert scanner().scan(text) == first


@settings(max_examples=300)
@given(MIXTURES)
def test_a_lower_threshold_loses_no_place(text: str) -> None:
    """What is found at a threshold is covered by findings at any lower one."""
    low = [(one.start, one.end) for one in scanner(STRICT).scan(text)]
    for one in scanner(BALANCED).scan(text):
        assert any(start < one.end and one.start < end for start, end in low)


@settings(max_examples=300)
@given(MIXTURES)
def test_explain_keeps_what_scan_finds(text: str) -> None:
    """The explanations that are marked as kept are the findings of a scan, and the others are dropped candidates."""
    explained = scanner().explain(text)
    assert {place(one.finding) for one in explained if one.kept} == {place(one) for one in scanner().scan(text)}
    assert all(one.sentences for one in explained)


@settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow])
@given(MIXTURES, st.sampled_from(["ticket", "pci", "strict"]))
def test_redacting_twice_changes_nothing(text: str, policy: str) -> None:
    """What a shipped policy of fixed operators wrote stays as it is when it is redacted again."""
    try:
        once = redact(text, policy).text
    except SensitiveDataFound:
        return
    assert redact(once, policy).text == once


# --- labels, thresholds, allowed values ---


@pytest.mark.parametrize("label", sorted(ALONE))
def test_each_label_is_found_beside_its_word(label: str) -> None:
    """A value of each label that ships is found beside its word, from its first to its last character."""
    text, value = ALONE[label]
    start = text.index("{")
    assert [place(one) for one in scanner().scan(text.format(value))] == [(label, start, start + len(value))]


_TO_ASCII = str.maketrans("çğıöşüÇĞİÖŞÜ", "cgiosuCGIOSU")
_TO_UPPER = str.maketrans("iı", "İI")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
TYPED: dict[str, Callable[[str], str]] = {
    "ascii": lambda text: text.translate(_TO_ASCII),
    "turkish-capitals": lambda text: text.translate(_TO_UPPER).upper(),
    "capitals": str.upper,
    "small": str.lower,
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "hard-blanks": lambda text: text.replace(" ", "\u00a0"),
    "double-blanks": lambda text: text.replace(" ", "  "),
    "full-width-digits": lambda text: text.translate(_FULL_WIDTH),
    "zero-width": "\u200b".join,
    "soft-hyphens": "\u00ad".join,
}


@pytest.mark.parametrize("typed", sorted(TYPED))
@pytest.mark.parametrize("label", sorted(ALONE))
def test_each_label_is_found_however_typed(label: str, typed: str) -> None:
    """Accents, case, composition, blanks, digits of another width and hidden characters change no finding's place."""
    text, value = ALONE[label]
    if typed in {"zero-width", "soft-hyphens"}:
        (found,) = scanner().scan(TYPED[typed](text.format(value)))
        assert (found.entity_type, found.start, found.end - found.start) == (
            label,
            2 * text.index("{"),
            2 * len(value) - 1,
        )
        return
    before = TYPED[typed](text[: text.index("{")])
    shown = TYPED[typed](value)
    (found,) = scanner().scan(before + shown)
    assert place(found) == (label, len(before), len(before) + len(shown))


SENTENCE_FRAMES = [
    "{}", "{}.", "({})", '"{}"', "<td>{}</td>", "> {}", "* {}", "- {}", "{},", "{};", "{}!", "{}?", "\n{}\n", "\t{}\t",
    "| {} |", "merhaba {} teşekkürler", "Merhaba,\r\n\r\n{}\r\n\r\nSaygılarımla", "1) {}", "a) {}", "[{}]", "{{{}}}",
    "**{}**", "_{}_", "`{}`", "'{}'", "“{}”", "«{}»", "😀{}😀",
]  # fmt: skip


@pytest.mark.parametrize("frame", SENTENCE_FRAMES)
@pytest.mark.parametrize("label", sorted(ALONE))
def test_signs_around_a_sentence_change_nothing(label: str, frame: str) -> None:
    """Brackets, quotes, bullets, table rules and line ends around label and value change neither place nor label."""
    text, value = ALONE[label]
    whole = frame.format(text.format(value))
    start = whole.index(value)
    assert [place(one) for one in scanner().scan(whole)] == [(label, start, start + len(value))]


JOINTS = [":", ": ", " :", " : ", "=", " = ", " - ", " -> ", "\n", ":\n", ":\t", ".: ", '": "', '":"', "→"]


@pytest.mark.parametrize("joint", JOINTS)
@pytest.mark.parametrize("label", sorted(ALONE))
def test_signs_between_a_label_and_its_value_change_nothing(label: str, joint: str) -> None:
    """A colon, an equals sign, an arrow, a tab or a line end between a label and its value keeps them together."""
    text, value = ALONE[label]
    whole = text.replace(" {}", joint + "{}").format(value)
    assert [place(one) for one in scanner().scan(whole)] == [(label, len(whole) - len(value), len(whole))]


@pytest.mark.parametrize(
    "frame",
    ["**{}**", "*{}*", "__{}__", "`{}`", "({})", "[{}]", "<b>{}</b>", '"{}"', "'{}'", "“{}”", "={}", ":{}", "#{}"],
)
@pytest.mark.parametrize("label", sorted(ALONE))
def test_signs_around_a_value_change_nothing(label: str, frame: str) -> None:
    """Emphasis, brackets, quotes, tags and signs right around a value change neither place nor label."""
    if label == "EMAIL_ADDRESS" and frame == "__{}__":
        return  # an underscore may begin an address
    text, value = ALONE[label]
    whole = text.format(frame.format(value))
    start = whole.index(value)
    assert [place(one) for one in scanner().scan(whole)] == [(label, start, start + len(value))]


@pytest.mark.parametrize("joint", [", ", " ", "\n", "; ", " ve "])
@pytest.mark.parametrize("label", sorted(ALONE))
def test_two_labelled_values_side_by_side_are_both_found(label: str, joint: str) -> None:
    """Each label's value is found whole before and after each other label's, in one sentence or two lines."""
    text, value = ALONE[label]
    first = text.format(value)
    for other, (more, second) in ALONE.items():
        whole = first + joint + more.format(second)
        wanted = [(label, len(first) - len(value), len(first)), (other, len(whole) - len(second), len(whole))]
        assert [place(one) for one in scanner().scan(whole)] == wanted, other


APART = sorted(set(ALONE) - {"CARD_TRACK"})  # a track holds a card number, so these two compete for one place


def document(labels: list[str]) -> str:
    """A text with one value of each label, each in a paragraph of its own, too far apart to touch one another."""
    between = "\n\n" + "lorem ipsum dolor amet. " * 12 + "\n\n"
    return between.join(ALONE[label][0].format(ALONE[label][1]) for label in labels)


@pytest.mark.parametrize("label", APART)
def test_entities_choose_labels_exactly(label: str) -> None:
    """A scanner of one label finds of a text what a scanner of all finds with that label, and nothing else."""
    text = document(APART)
    everything = scanner().scan(text)
    assert {one.entity_type for one in everything} == set(APART)
    assert scanner(BALANCED, label).scan(text) == [one for one in everything if one.entity_type == label]


@given(st.sets(st.sampled_from(APART), min_size=1), st.permutations(APART))
@settings(max_examples=20, deadline=None, phases=[Phase.explicit, Phase.generate])
def test_entities_choose_sets_of_labels_exactly(labels: set[str], order: list[str]) -> None:
    """A scanner of several labels finds what a scanner of all finds with those labels."""
    text = document(order)
    wanted = [one for one in default_scanner(BALANCED).scan(text) if one.entity_type in labels]
    assert Scanner(entities=labels).scan(text) == wanted
    assert kvkkscan.scan(text, entities=labels) == wanted


@pytest.mark.parametrize(("key", "options"), [
    ("label-unknown", {"entities": ["CREDIT_CARDS"]}),
    ("threshold-range", {"threshold": 1.1}),
    ("threshold-range", {"threshold": -0.1}),
    ("threshold-range", {"threshold": float("nan")}),
    ("level-unknown", {"level": "deep"}),
    ("pack-folder", {"packs": ["/nowhere/at/all"]}),
])  # fmt: skip
def test_what_a_scanner_cannot_be_is_said(key: str, options: dict[str, object]) -> None:
    """An unknown label or level, a threshold out of range and a missing folder are told in both languages."""
    with pytest.raises(KvkkscanError) as caught:
        Scanner(**options)  # type: ignore[arg-type]
    assert caught.value.key == key
    assert caught.value.message("tr") != caught.value.message("en")


@pytest.mark.parametrize("written", [
    "TR820006200000012345678901", "tr82 0006 2000 0001 2345 6789 01", "TR82-0006-2000-0001-2345-6789-01",
])  # fmt: skip
def test_an_allowed_value_is_no_finding_however_written(written: str) -> None:
    """A value of the host's own is left alone with other blanks, dashes and case; every other value is found."""
    own = Scanner(allow=[written, "Destek@Ornek.com"])
    text = "IBAN TR82 0006 2000 0001 2345 6789 01, destek@ornek.com ve TR330006100519786457841326"
    assert [place(one) for one in own.scan(text)] == [("IBAN_CODE", 59, 85)]


@pytest.mark.parametrize(("allowed", "text", "found"), [
    ("a.b@ornek.com", "ab@ornek.com", 1), ("a.b@ornek.com", "A.B@ORNEK.COM", 0), ("10.0.0.12", "100.0.1.2", 1),
    ("0532.123.45.67", "(532) 123 45 67", 0), ("+90 532 123 45 67", "05321234567", 0), ("418", "cvv 418", 1),
    ("0532 123 45 67", "0532 123 45 68", 1), ("10000000146", "100 000 001 46", 0), ("", "0532 123 45 67", 1),
])  # fmt: skip
def test_scanner_and_policy_allow_the_same(allowed: str, text: str, found: int) -> None:
    """Scanner(allow=...) and a policy's allow entry let the same writings of a value stand."""
    assert len(Scanner(allow=[allowed]).scan(text)) == found
    if allowed:
        policy = Policy.load("ticket").with_(allow=(Allow("ours", value=allowed),))
        assert len(redact(text, policy).findings) == found


def test_packs_that_are_loaded_serve_several_scanners(tmp_path: Path) -> None:
    """A scanner made of loaded packs finds what one made of their folders finds, and reads no file."""
    (tmp_path / "mine.toml").write_text('[[recognizer]]\nid = "identity.plate"\nenabled = false\n', encoding="utf-8")
    packs = Scanner(packs=[tmp_path]).packs
    (tmp_path / "mine.toml").unlink()
    assert Scanner(packs=packs).scan("34 ABC 123") == []
    assert Scanner(packs=packs, entities=["IP_ADDRESS"]).packs_digest == packs.digest()


def test_concepts_are_those_whose_words_stand_in_a_label() -> None:
    """A label names the concepts of its words, endings and humps of a field's name included."""
    assert "national-id" in scanner().concepts("TC'm")
    assert "card" in scanner().concepts("kart numaram")
    assert scanner().concepts("merhaba") == frozenset()


def test_a_card_in_a_track_is_found_where_only_cards_are_asked_for() -> None:
    """The card number in a magnetic stripe is part of the track, or by itself where tracks are not asked for."""
    text, value = ALONE["CARD_TRACK"]
    assert [one.entity_type for one in scanner().scan(text.format(value))] == ["CARD_TRACK"]
    (found,) = scanner(BALANCED, "CREDIT_CARD").scan(text.format(value))
    assert (found.entity_type, found.end - found.start) == ("CREDIT_CARD", 16)


def test_a_part_of_an_allowed_value_is_found() -> None:
    """Allowing one value allows no shorter and no longer one."""
    own = Scanner(allow=["10000000146", "ornek.com"])
    assert [place(one) for one in own.scan("ali@ornek.com TC 10000000146 kart 4000001234567899")] == [
        ("EMAIL_ADDRESS", 0, 13),
        ("CREDIT_CARD", 34, 50),
    ]


# --- explanations ---


@pytest.mark.parametrize("lang", ["tr", "en"])
@pytest.mark.parametrize("label", sorted(ALONE))
def test_an_explanation_says_why_and_shows_no_value(label: str, lang: str) -> None:
    """Each finding is explained in sentences of the language asked for, none with a piece of the value."""
    text, value = ALONE[label]
    kept = [one for one in scanner().explain(text.format(value), lang) if one.kept]
    assert [one.finding.entity_type for one in kept] == [label]
    assert kept[0].sentences
    other = [one for one in scanner().explain(text.format(value), "en" if lang == "tr" else "tr") if one.kept]
    assert kept[0].sentences != other[0].sentences
    for sentence in kept[0].sentences:
        assert value not in sentence
        assert not any(word in sentence for word in value.replace(":", " ").split() if len(word) > 3)


def test_a_dropped_candidate_says_what_speaks_against_it() -> None:
    """A candidate below the threshold, and one beside a surer one, are explained as dropped, with the reason."""
    (below,) = scanner().explain("sipariş no 10000000146")
    assert not below.kept
    assert any("0.30" in sentence and "0.50" in sentence for sentence in below.sentences)
    explained = scanner().explain("TC 10000000146 kart no 5549601234567891", "tr")
    assert sum(one.kept for one in explained) == 2


def test_a_finding_holds_no_text() -> None:
    """Neither the repr of a finding nor that of an explanation shows a value or a word of the text."""
    text = document(sorted(ALONE))
    shown = repr(scanner().scan(text)) + repr(scanner().explain(text))
    assert not any(value in shown for _, value in ALONE.values() if len(value) > 5)  # shorter ones may pass as offsets
    assert "lorem" not in shown


# --- long texts ---

FILLER = "lorem ipsum dolor amet. " * 10


def test_a_long_text_gives_the_findings_of_its_parts() -> None:
    """A text of 10,000 short ones, far enough apart, gives the findings of each alone, at its place."""
    units = [text.format(value) for text, value in ALONE.values()]
    alone = [[place(one) for one in scanner().scan(unit)] for unit in units]
    parts: list[str] = []
    wanted: list[tuple[str, int, int]] = []
    at = 0
    for number in range(10_000):
        unit = number % len(units)
        wanted += [(label, start + at, end + at) for label, start, end in alone[unit]]
        parts.append(units[unit] + "\n\n" + FILLER + "\n\n")
        at += len(parts[-1])
    assert [place(one) for one in scanner().scan("".join(parts))] == wanted


SLID = [
    "TC 12345678950",
    "kart no 5549 6012 3456 7891 skt 12/27 cvv 123",
    "IBAN TR82 0006 2000 0001 2345 6789 01",
    "adresim Gül Mah. Lale Sok. No:12 D:5 Kadıköy/İstanbul",
]


@pytest.mark.parametrize("filler", ["lorem ipsum dolor amet ", "loremipsum\n", "x"], ids=["words", "lines", "solid"])
@pytest.mark.parametrize("value", [pytest.param(text, id=f"{at}") for at, text in enumerate(SLID)])
def test_no_cut_goes_through_a_finding(value: str, filler: str) -> None:
    """A value is found whole at every place of a long text, wherever the text is cut into pieces."""
    wanted = [place(one) for one in scanner().scan(value)]
    solid = (filler * (80_000 // len(filler) + 1))[:80_000]
    step = 7 if filler == "x" else 41
    for at in range(28_000, 31_200, step):
        text = f"{solid[:at]}\n\n{value}\n\n{solid[at:]}"
        shifted = [(label, start + at + 2, end + at + 2) for label, start, end in wanted]
        assert [place(one) for one in scanner().scan(text)] == shifted


@pytest.mark.parametrize("at", [29_390, 29_399, 29_400, 29_401, 29_999, 30_000, 30_001, 30_590, 30_600, 59_999, 60_000])
def test_a_value_without_blanks_around_it_survives_a_cut(at: int) -> None:
    """A value in a text with no blank and no line end is found though the cut falls anywhere in or beside it."""
    solid = "ş" * 80_000
    for shift in range(-14, 15):
        text = f"{solid[: at + shift]},10000000146,{solid[at + shift :]}"
        assert [place(one) for one in scanner().scan(text)] == [("TR_NATIONAL_ID", at + shift + 1, at + shift + 12)]


@pytest.mark.parametrize("label", sorted(ALONE))
@given(_WORDS, _WORDS)
@settings(max_examples=15)
def test_words_far_away_change_no_finding(label: str, before: str, after: str) -> None:
    """Text without numbers that stands far before and after a value changes neither its place nor its score."""
    text, value = ALONE[label]
    alone = scanner().scan(text.format(value))
    wide = f"{before}\n\n{FILLER}\n\n{text.format(value)}\n\n{FILLER}\n\n{after}"
    shift = wide.index(text.format(value), len(before))
    beside = [one for one in scanner().scan(wide) if shift <= one.start < shift + len(text.format(value))]
    assert [(place(one)[0], one.start - shift, one.end - shift, one.score) for one in beside] == [
        (one.entity_type, one.start, one.end, one.score) for one in alone
    ]


# --- placeholders ---

SHOWN = [f"[{name}]" for pair in NAMES.values() for name in pair]


@pytest.mark.parametrize("lang", ["tr", "en"])
@pytest.mark.parametrize("label", sorted(NAMES))
def test_a_placeholder_is_never_found(label: str, lang: str) -> None:
    """A placeholder, plain, numbered or with a digest, is no finding and names no number beside it."""
    digest = "3fa9c1d2e4b5a697"
    for options in ({}, {"number": 12}, {"digest": digest}):
        shown = placeholder(label, lang, **options)
        assert scanner(0.0).scan(f"{shown}") == []
        assert scanner(0.0).scan(f"merhaba {shown} {shown}, {shown}") == []
        assert scanner().scan(f"{shown} 4830000008") == []


@given(st.lists(st.sampled_from([*POOL, *SHOWN]), max_size=12).map(" ".join))
@settings(max_examples=200)
def test_no_finding_touches_a_placeholder(text: str) -> None:
    """Whatever stands around a placeholder, no finding reaches into it."""
    spans = placeholder_spans(text)
    for one in scanner(0.0).scan(text):
        assert not any(one.start < end and start < one.end for start, end in spans)


@pytest.mark.parametrize("policy", Policy.names())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(text=MIXTURES)
def test_every_shipped_policy_leaves_a_clean_text(policy: str, text: str) -> None:
    """Redacting with each shipped policy gives a text in which a second redaction changes nothing."""
    loaded = _loaded(policy)
    try:
        once = redact(text, loaded).text
    except SensitiveDataFound:
        return
    operators = {action.operator for action in (loaded.default, *loaded.actions.values())}
    if not operators & {"surrogate", "encrypt"}:
        assert redact(once, loaded).text == once


@cache
def _loaded(name: str) -> Policy:
    """A shipped policy, with a key for those that need one."""
    try:
        return Policy.load(name)
    except KvkkscanError as error:
        return Policy.load(name, keys={str(error.params["name"]): KEY})


# --- hostile texts ---

UNITS = [
    "5", "@", " ", "[", "a", "<", "1 ", "1:", "1.", "1-", "1/1/", "0 ", "05", "0532 123 45 67 ", "5549601234567891",
    "4444 ", "TR33 ", "TR", "A1", "34 ABC ", "a@", "@a.", "a.b@", "at ", "nokta com at ", "bir ", "bir iki üç ",
    "sıfır beş ", "mah ", "no 1 ", "sok ", "kart ", "kart 12/27 ", "cvv ", "cvv 1", "t.c. ", "doğum ", "%B4", "=",
    "^", ";4=", "<<", "A<", "[TCKN]", "[TCKN", "]", "(", "'", "-", "_", "*", "x", "X*", ".", "\n", "\r\n", "\t",
    "\u00ad", "\u200b", "\u0301", "ş", "é", "😀", "中", "\ud800", "\x00", "Ä", "Ã§", ",", "+", "+90", "::", "f:",
    "hesap 1 ", "sipariş ", "değil ",
]  # fmt: skip


LINES = ["5", "@", " ", "[", "a", "<", "1 ", "\n", ".", "ş", "\u0301"]


@pytest.mark.parametrize("unit", [pytest.param(unit, id=f"{at:02}") for at, unit in enumerate(LINES)])
def test_a_line_of_a_million_characters_is_scanned(unit: str) -> None:
    """A text of one sign, a million long, is scanned to its end."""
    text = (unit * (1_000_000 // len(unit) + 1))[:1_000_000]
    assert all(one.end <= len(text) for one in scanner().scan(text))


def steps(text: str) -> int:
    """Lines of Python that a scan runs through: a measure of work that no clock disturbs."""
    counted = 0

    def local(_frame: FrameType, event: str, _arg: object) -> Any:
        nonlocal counted
        counted += event == "line"
        return local

    ready = scanner()
    ready.scan(text[:40])  # lists that are read when first needed are no work of this text
    before = sys.gettrace()
    sys.settrace(local)
    try:
        ready.scan(text)
    finally:
        sys.settrace(before)
    return counted


@pytest.mark.parametrize("unit", [pytest.param(unit, id=f"{at:02}") for at, unit in enumerate(UNITS)])
def test_work_grows_with_length_only(unit: str) -> None:
    """Eight times as much of the same text is at most some twelve times the work."""
    short = steps((unit * 500)[:500])
    long = steps((unit * 4_000)[:4_000])
    assert long <= 12 * short + 2_000


TICKET = "Merhaba, siparişim gelmedi, kart no 5549 6012 3456 7891 tel 0532 123 45 67 TC 12345678950. "


@pytest.mark.parametrize("unit", [pytest.param(unit, id=f"{at:02}") for at, unit in enumerate(UNITS)])
def test_no_text_is_far_dearer_than_a_ticket(unit: str) -> None:
    """A character of any monotonous text costs at most thirty times one of a ticket full of numbers."""
    assert steps((unit * 2_000)[:2_000]) <= 30 * steps((TICKET * 30)[:2_000])


def test_many_pieces_cost_what_they_cost_alone() -> None:
    """A text of many pieces costs as much as its pieces, not more for being one."""
    unit = "kart no 5549 6012 3456 7891 tel 0532 123 45 67 TC 12345678950\n"
    assert steps(unit * 1_600) <= 5 * steps(unit * 400)


# --- the face of the package ---


def test_scan_is_the_scanner_of_all_that_ships() -> None:
    """kvkkscan.scan finds what a Scanner built without options finds."""
    text = document(sorted(ALONE))
    assert kvkkscan.scan(text) == Scanner().scan(text)


def test_a_scanner_names_the_state_of_its_packs() -> None:
    """Two scanners of the same packs carry the same digest, a SHA-256 in hex."""
    one, other = Scanner(), Scanner(threshold=0.1)
    assert one.packs_digest == other.packs_digest
    assert len(bytes.fromhex(one.packs_digest)) == 32
