"""Redaction: what goes goes whole, what stays stays byte for byte, and the result is scanned again."""

from __future__ import annotations

import json
import pickle
import re
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from presidio_anonymizer import DeanonymizeEngine
from presidio_anonymizer.entities import OperatorConfig, OperatorResult

from kvkkscan.errors import NotClean, PolicyError, SensitiveDataFound, Unscannable
from kvkkscan.finding import LABELS, Finding
from kvkkscan.placeholders import placeholder_spans
from kvkkscan.policy import Action, Allow, Policy
from kvkkscan.redaction import MAX_PASSES, Redaction, guard, redact
from kvkkscan.scanner import default_scanner

if TYPE_CHECKING:
    from collections.abc import Mapping

KEY = b"0123456789abcdef"
RULES = {
    "EMAIL_ADDRESS": r"[\w.]+@[\w.]+\w",
    "CREDIT_CARD": r"(?<!\d)\d{4} ?\d{4} ?\d{4} ?\d{4}(?!\d)",
    "TR_NATIONAL_ID": r"(?<!\d)[1-9]\d{9}[02468](?!\d)",
    "CARD_CVV": r"(?<=cvv )\d{3}(?!\d)",
    "PERSON": r"Ayşe Yılmaz|Ali Örnek",
    "HEALTH": r"astım\w*",
}


@dataclass
class Rules:
    """A scanner of plain regexes that finds even in placeholders: label -> regex."""

    rules: Mapping[str, str] = field(default_factory=lambda: RULES)
    unreadable: str = "\x00"
    placeholders: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    packs_digest: str = "ab" * 32
    seen: list[int] = field(default_factory=list)

    def scan(self, text: str) -> list[Finding]:
        """Findings of all rules; Unscannable where the text holds the unreadable character."""
        self.seen.append(len(text))
        if self.unreadable in text:
            raise Unscannable("redaction-not-clean", passes=0, count=0, labels="")
        return [
            Finding(label, LABELS.get(label, "identity"), match.start(), match.end(), 0.9, f"test.{label.lower()}")
            for label, rule in self.rules.items()
            for match in re.finditer(rule, text)
        ]


SCANNER = Rules()
TICKET = Policy.load("ticket")
CARD = "5549 6012 3456 7891"
TEXT = f"Kartım {CARD} cvv 123, TC 10000000146; ali@example.com\r\n\tAyşe Yılmaz astımlıyım, kart {CARD}."


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (
            TICKET,
            "Kartım [KART] cvv [CVV], TC [TCKN]; [E-POSTA]\r\n\t[KİŞİ] [SAĞLIK], kart [KART].",
        ),
        (
            Policy.load("export"),
            "Kartım [KART 1] cvv [CVV], TC [TCKN 1]; [E-POSTA 1]\r\n\t[KİŞİ 1] [SAĞLIK 1], kart [KART 1].",
        ),
        (
            Policy.load("pci"),
            TEXT.replace(CARD, "5549 60** **** 7891").replace("123,", ","),
        ),
        (
            TICKET.with_(language="en"),
            "Kartım [CARD] cvv [CVV], TC [NATIONAL ID]; [EMAIL]\r\n\t[PERSON] [HEALTH], kart [CARD].",
        ),
        (
            TICKET.with_(actions={"PERSON": Action("replace", {"new_value": "müşteri"}), "contact": Action("keep")}),
            "Kartım [KART] cvv [CVV], TC [TCKN]; ali@example.com\r\n\tmüşteri [SAĞLIK], kart [KART].",
        ),
    ],
)
def test_text(policy: Policy, expected: str) -> None:
    """Each policy writes what it says, and the rest stands."""
    result = redact(TEXT, policy, scanner=SCANNER)
    assert result.text == expected
    assert redact(expected, policy, scanner=SCANNER).text == expected


POLICIES = {
    "replace": TICKET,
    "numbered": Policy.load("export"),
    "pci": Policy.load("pci"),
    "redact": TICKET.with_(default=Action("redact")),
    "mask": TICKET.with_(
        actions={label: Action("mask", {"keep_last": 2}) for label in ("CREDIT_CARD", "PERSON", "EMAIL_ADDRESS")}
    ),
    "hash": TICKET.with_(actions={"identity": Action("hash", {}, KEY), "contact": Action("hash", {}, KEY)}),
}
PIECES = st.sampled_from(
    [
        CARD,
        "5549601234567891",
        "10000000146",
        "cvv 123",
        "cvv ",
        "ali@example.com",
        "Ayşe Yılmaz",
        "astımlıyım",
        "[KART]",
        "[KART 3]",
        "[TCKN:3fa9c1d2e4b5a697]",
        "[",
        " ",
        "\r\n",
        "1",
        "100000",
        "00146",
        "\ud800",
        "İı🙂",
        "@",
        "merhaba",
    ]
)
TEXTS = st.lists(PIECES | st.text(st.characters(), max_size=4), max_size=12).map("".join)


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from(sorted(POLICIES)))
def test_idempotent(text: str, name: str) -> None:
    """Redacting twice changes nothing, whatever the text and the (not random) operator."""
    policy = POLICIES[name]
    scanner = Rules(unreadable="\x01\x02")
    assume(scanner.unreadable not in text)
    try:
        once = redact(text, policy, scanner=scanner)
    except NotClean:
        return
    twice = redact(once.text, policy, scanner=scanner)
    assert twice.text == once.text
    assert not twice.items


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from(sorted(POLICIES)))
def test_rest_stays(text: str, name: str) -> None:
    """Outside of items the text is the given one, character for character, and offsets agree on both sides."""
    scanner = Rules(unreadable="\x01\x02")
    try:
        result = redact(text, POLICIES[name], scanner=scanner)
    except NotClean:
        return
    rest, at = [], 0
    for item in result.items:
        assert at <= item.start <= item.end <= len(result.text)
        rest.append(result.text[at : item.start])
        at = item.end
    rest.append(result.text[at:])
    pattern = "(?s:.*?)".join(map(re.escape, rest))
    assert re.fullmatch(pattern, text)
    assert sum(map(len, rest)) <= len(text)
    for found in result.findings:
        assert 0 <= found.start < found.end <= len(text)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_nothing_left(text: str) -> None:
    """In the new text nothing is found outside of placeholders."""
    scanner = Rules(unreadable="\x01\x02")
    new = redact(text, TICKET, scanner=scanner).text
    marks = placeholder_spans(new)
    assert all(any(a <= one.start and one.end <= b for a, b in marks) for one in scanner.scan(new))


@given(st.text(st.characters(), max_size=80))
def test_clean_text_is_the_same_text(text: str) -> None:
    """Where nothing is found the text is the very one given, after one scan."""
    scanner = Rules({"PERSON": "(?!)"}, unreadable="x" * 81)  # longer than any text here
    result = redact(text, TICKET, scanner=scanner)
    assert result.text is text
    assert (result.outcome, result.findings, result.items, len(scanner.seen)) == ("clean", (), (), 1)


def test_deletion_that_joins() -> None:
    """Digits that a deletion pushes together are found and taken out in a further pass."""
    policy = TICKET.with_(default=Action("redact"))
    text = f"no 100000{'ali@example.com'}00146 son"
    rules = {"EMAIL_ADDRESS": r"ali@example\.com", "TR_NATIONAL_ID": RULES["TR_NATIONAL_ID"]}
    result = redact(text, policy, scanner=Rules(rules))
    assert result.text == "no  son"
    assert result.record.passes == 2
    assert [(one.entity_type, one.start, one.end) for one in result.findings] == [
        ("TR_NATIONAL_ID", 3, 29),
        ("EMAIL_ADDRESS", 9, 24),
    ]
    assert [(item.start, item.end, item.entity_type) for item in result.items] == [(3, 3, "TR_NATIONAL_ID")]


def test_passes_are_bounded() -> None:
    """Text built so that each deletion uncovers the next is refused after the last pass."""
    policy = TICKET.with_(default=Action("redact"))
    for depth in range(1, MAX_PASSES + 3):
        text = "a" * depth + "xy" + "b" * depth
        scanner = Rules({"PERSON": "xy|ab"})
        if depth < MAX_PASSES:
            assert redact(text, policy, scanner=scanner).text == ""
        else:
            with pytest.raises(NotClean, match="PERSON"):
                redact(text, policy, scanner=scanner)


def test_new_value_that_is_found() -> None:
    """A replacement that a scan finds is never handed over."""
    policy = TICKET.with_(actions={"PERSON": Action("replace", {"new_value": "TC 10000000146"})})
    with pytest.raises(NotClean, match="'replace' of policy 'ticket'"):
        redact("Ayşe Yılmaz", policy, scanner=SCANNER)


def test_mask_that_is_found() -> None:
    """A value of which a mask leaves something that is found is written over whole."""
    policy = TICKET.with_(actions={"PERSON": Action("mask", {"chars_to_mask": 1})})
    scanner = Rules({"PERSON": r"[\w*]+ Yılmaz"})
    assert redact("ben Ayşe Yılmaz", policy, scanner=scanner).text == "ben [KİŞİ]"


def test_new_finding_beside_a_placeholder() -> None:
    """What is found across a placeholder and its neighbour is taken out with it."""
    scanner = Rules({"PERSON": "Ayşe", "HEALTH": r"\[KİŞİ\] hasta"})
    result = redact("Sayın Ayşe hasta.", TICKET, scanner=scanner)
    assert result.text == "Sayın [SAĞLIK]."
    assert [(one.entity_type, one.start, one.end) for one in result.findings] == [("PERSON", 6, 10), ("HEALTH", 6, 16)]


@pytest.mark.parametrize(
    ("rules", "text", "expected"),
    [
        ({"PERSON": "abcd", "HEALTH": "cdef"}, "xabcdefx", "x[KİŞİ]x"),
        ({"PERSON": "abcdef", "HEALTH": "cd"}, "xabcdefx", "x[KİŞİ]x"),
        ({"PERSON": "ab", "HEALTH": "cd"}, "xabcdx", "x[KİŞİ][SAĞLIK]x"),
        ({"CREDIT_CARD": "abcdef", "CARD_CVV": "def"}, "xabcdefx", "x[CVV]x"),
        ({"PERSON": "abc", "HEALTH": "bcd", "RELIGION": "de"}, "xabcdex", "x[KİŞİ]x"),
        ({"PERSON": "abc", "HEALTH": "abc"}, "xabcx", "x[KİŞİ]x"),
    ],
)
def test_overlaps(rules: dict[str, str], text: str, expected: str) -> None:
    """Of overlapping findings the whole union goes, a card secret deciding, then score and length."""
    assert redact(text, TICKET, scanner=Rules(rules)).text == expected


def test_overlap_is_never_masked() -> None:
    """Where an overlap makes the stretch longer than the value, a mask gives way to the placeholder."""
    policy = TICKET.with_(actions={"PERSON": Action("mask", {"keep_last": 2}), "HEALTH": Action("replace")})
    assert redact("xabcdefx", policy, scanner=Rules({"PERSON": "abcde", "HEALTH": "def"})).text == "x[KİŞİ]x"


def test_keep_does_not_shield() -> None:
    """A kept finding does not shield what overlaps it."""
    policy = TICKET.with_(actions={"PERSON": Action("keep")})
    assert redact("xabcdefx", policy, scanner=Rules({"PERSON": "abcdef", "HEALTH": "cd"})).text == "xab[SAĞLIK]efx"


def test_numbers() -> None:
    """Equal values share a number, however written, and numbers already in the text are not used again."""
    policy = TICKET.with_(numbered=True)
    text = f"[KART 4] [KİŞİ 2] {CARD} 5549601234567891 4000 0012 3456 7899 Ali Örnek"
    assert redact(text, policy, scanner=SCANNER).text == "[KART 4] [KİŞİ 2] [KART 5] [KART 5] [KART 6] [KİŞİ 3]"


def test_many_numbers() -> None:
    """After 999 values the placeholder goes without a number, and is still one."""
    text = " ".join(f"a{n}@example.com" for n in range(1002))
    new = redact(text, TICKET.with_(numbered=True), scanner=SCANNER).text
    assert new.endswith("[E-POSTA 999] [E-POSTA] [E-POSTA] [E-POSTA]")


def test_allow() -> None:
    """What the policy allows stands and counts as no finding; another value goes."""
    policy = TICKET.with_(allow=(Allow("destek", value="destek@example.com"),))
    result = redact("destek@example.com ali@example.com", policy, scanner=SCANNER)
    assert result.text == "destek@example.com [E-POSTA]"
    assert (len(result.findings), result.record.allowed) == (1, 1)
    assert redact("destek@example.com", policy, scanner=SCANNER).outcome == "clean"


def test_kept_is_told() -> None:
    """What the policy keeps is found and counted as kept, so that its text is not called clean."""
    result = redact("TC 10000000146", "pci", scanner=SCANNER)
    assert (result.text, result.outcome, result.items) == ("TC 10000000146", "found", ())
    assert result.record.kept == {"TR_NATIONAL_ID": 1}


@pytest.mark.parametrize("where", ["first", "exposed"])
def test_refuse(where: str) -> None:
    """A refused label raises with labels and offsets of the text as given, and no value."""
    policy = TICKET.with_(actions={"TR_NATIONAL_ID": Action("refuse"), "CREDIT_CARD": Action("redact")})
    text = "TC 10000000146" if where == "first" else f"TC 100000 {CARD}00146"
    rules = {**RULES, "CREDIT_CARD": rf" {CARD}"}
    with pytest.raises(SensitiveDataFound, match="TR_NATIONAL_ID") as caught:
        redact(text, policy, scanner=Rules(rules))
    assert [(one.start, one.end) for one in caught.value.findings] == [(3, len(text))]
    assert "146" not in str(caught.value)
    with pytest.raises(SensitiveDataFound):
        guard(text, policy, scanner=Rules(rules))


def test_unscannable() -> None:
    """A text that cannot be read raises; where the policy keeps it, it comes back as it is, called unscannable."""
    text = "TC 10000000146\x00"
    keeping = TICKET.with_(on_unscannable="keep")
    with pytest.raises(Unscannable):
        redact(text, TICKET, scanner=SCANNER)
    result = redact(text, keeping, scanner=SCANNER)
    assert (result.text, result.outcome, result.findings, result.record.scanned) == (text, "unscannable", (), False)
    assert json.loads(result.record.line())["outcome"] == "unscannable"
    with pytest.raises(Unscannable):
        guard(text, keeping, scanner=SCANNER)


def test_unscannable_result() -> None:
    """A new text that cannot be scanned is not handed over, nor is the old one, whatever the policy."""
    policy = TICKET.with_(on_unscannable="keep", actions={"PERSON": Action("replace", {"new_value": "\x00"})})
    with pytest.raises(Unscannable):
        redact("Ayşe Yılmaz", policy, scanner=SCANNER)


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 2), (3, 2), (0, 9)])
def test_findings_outside_the_text(start: int, end: int) -> None:
    """A recognizer that reports a place outside the text makes it unscannable, not clean."""

    class Wrong:
        def scan(self, _text: str) -> list[Finding]:
            return [Finding("PERSON", "contact", start, end, 1.0, "test.wrong")]

    with pytest.raises(Unscannable, match=r"test\.wrong"):
        redact("abcd", TICKET, scanner=Wrong())


def test_surrogates_may_stand() -> None:
    """Made-up values are found again, as they should be, and do not count."""
    policy = TICKET.with_(actions={"CREDIT_CARD": Action("surrogate"), "TR_NATIONAL_ID": Action("surrogate")})
    result = redact(f"{CARD}, {CARD}; TC 10000000146", policy, scanner=SCANNER)
    assert [found.entity_type for found in SCANNER.scan(result.text)] == ["CREDIT_CARD"] * 2 + ["TR_NATIONAL_ID"]
    assert CARD not in result.text
    assert result.record.left == 0


def test_surrogates_by_key_are_one_value() -> None:
    """With a key, equal values become equal made-up ones, in this text and the next."""
    policy = TICKET.with_(actions={"CREDIT_CARD": Action("surrogate", {}, KEY)})
    first = redact(f"{CARD} {CARD}", policy, scanner=SCANNER).text
    assert first[:19] == first[20:] == redact(CARD, policy, scanner=SCANNER).text


def test_encrypt_round_trip() -> None:
    """Presidio's DeanonymizeEngine restores the text from the items."""
    policy = TICKET.with_(actions={"contact": Action("encrypt", {}, KEY)})
    text = "Ben Ayşe Yılmaz, ali@example.com 🙂"
    result = redact(text, policy, scanner=SCANNER)
    assert "Ayşe" not in result.text
    items = [OperatorResult(start=item.start, end=item.end, entity_type=item.entity_type) for item in result.items]
    engine = DeanonymizeEngine()
    back = engine.deanonymize(result.text, items, {"DEFAULT": OperatorConfig("decrypt", {"key": KEY})})
    assert back.text == text


def test_user_labels() -> None:
    """Labels of user packs get the placeholder that the pack gives, and it is not found again."""
    scanner = Rules({"ACME_ID": r"M-\d+|MÜŞTERİ"}, placeholders={"ACME_ID": ("MÜŞTERİ", "CUSTOMER")})
    result = redact("no M-12", TICKET, scanner=scanner)
    assert result.text == "no [MÜŞTERİ]"
    assert redact(result.text, TICKET, scanner=scanner).text == result.text
    with pytest.raises(NotClean):
        redact("no M-12", TICKET, scanner=Rules({"ACME_ID": r"M-\d+|ACME_ID"}))


def test_record_tells_all_but_values() -> None:
    """The record says what, how many, where, which rules and policy; neither it nor a repr shows a value."""
    result = redact(TEXT, "ticket", scanner=SCANNER, source="tickets/7", field="body", act="delete", reason="9d")
    record = result.record
    assert record.removed == {
        "CREDIT_CARD": 2,
        "CARD_CVV": 1,
        "TR_NATIONAL_ID": 1,
        "EMAIL_ADDRESS": 1,
        "PERSON": 1,
        "HEALTH": 1,
    }
    assert record.rules["test.credit_card"] == 2
    assert (record.source, record.field, record.act, record.reason) == ("tickets/7", "body", "delete", "9d")
    assert (record.policy, record.policy_digest, record.packs_digest) == ("ticket", TICKET.digest, "ab" * 32)
    assert (record.outcome, record.scanned, record.passes, record.left) == ("found", True, 1, 0)
    assert [result.text[start:end] for start, end, _, _ in record.items][:2] == ["[KART]", "[CVV]"]
    shown = record.line() + repr(result) + repr(record) + repr(result.items) + repr(result.findings)
    for value in ("5549", "7891", "123,", "10000000146", "ali@", "Ayşe", "astım"):
        assert value not in shown


def test_repr_is_counts() -> None:
    """A redaction's repr shows counts only."""
    assert repr(redact(TEXT, scanner=SCANNER)) == "Redaction(outcome='found', findings=7, items=7)"


def test_pickles() -> None:
    """A redaction goes between processes whole."""
    result = redact(TEXT, scanner=SCANNER)
    back = pickle.loads(pickle.dumps(result))  # noqa: S301 - our own
    assert isinstance(back, Redaction)
    assert back == result


def test_policies_by_name_and_path(tmp_path: object) -> None:
    """A policy may be given by name, path or itself; an unknown one is refused."""
    from kvkkscan.resources import resource_dir

    by_path = redact(TEXT, resource_dir("policies") / "pci.toml", scanner=SCANNER)
    assert by_path.text == redact(TEXT, "pci", scanner=SCANNER).text
    with pytest.raises(PolicyError):
        redact(TEXT, str(tmp_path), scanner=SCANNER)


def test_real_scanner() -> None:
    """With the scanner that ships, a card and a TCKN go, and go once."""
    text = "Kart no 5549 6012 3456 7891, TC kimlik no 10000000146, sipariş no 42."
    once = redact(text)
    assert once.text == "Kart no [KART], TC kimlik no [TCKN], sipariş no 42."
    assert redact(once.text).text == once.text
    assert guard(text) == once.text
    assert default_scanner(0.5) is default_scanner(0.5)


def test_import_stays_light() -> None:
    """Importing redaction and loading a policy pulls in no heavy library."""
    code = (
        "import sys, kvkkscan.redaction as r, kvkkscan.record; r.as_policy('ticket');"
        "print([m for m in ('spacy', 'presidio_anonymizer', 'presidio_analyzer', 'numpy', 'cryptography')"
        " if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
