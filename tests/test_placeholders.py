"""What placeholders look like, and that exactly they are known again."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvkkscan.finding import LABELS
from kvkkscan.placeholders import CARD_SECRETS, NAMES, is_digest, last_numbers, placeholder, placeholder_spans

DIGEST = "3fa9c1d2e4b5a697"
OWN = {"ACME_CUSTOMER": ("MÜŞTERİ NO", "CUSTOMER NO")}


@pytest.mark.parametrize(
    ("label", "kwargs", "expected"),
    [
        ("CREDIT_CARD", {}, "[KART]"),
        ("CREDIT_CARD", {"lang": "en"}, "[CARD]"),
        ("CREDIT_CARD", {"number": 12}, "[KART 12]"),
        ("CREDIT_CARD", {"number": 999}, "[KART 999]"),
        ("CREDIT_CARD", {"number": 1000}, "[KART]"),
        ("TR_NATIONAL_ID", {"digest": DIGEST}, f"[TCKN:{DIGEST}]"),
        ("TR_NATIONAL_ID", {"lang": "en", "digest": DIGEST}, f"[NATIONAL ID:{DIGEST}]"),
        ("HEALTH", {}, "[SAĞLIK]"),
        ("PERSON", {"number": 1}, "[KİŞİ 1]"),
        ("CARD_CVV", {"number": 3}, "[CVV]"),
        ("CARD_PIN", {"digest": DIGEST}, "[KART ŞİFRESİ]"),
        ("ACME_CUSTOMER", {"extra": OWN}, "[MÜŞTERİ NO]"),
        ("ACME_CUSTOMER", {"extra": OWN, "lang": "en"}, "[CUSTOMER NO]"),
        ("UNHEARD_OF", {}, "[UNHEARD_OF]"),
    ],
)
def test_form(label: str, kwargs: dict[str, object], expected: str) -> None:
    """A placeholder has the name in the language asked, and number or digest except for card secrets."""
    assert placeholder(label, **kwargs) == expected  # type: ignore[arg-type]


def test_every_label_has_its_own_names() -> None:
    """Each shipped label has a Turkish and an English name that no other label shares."""
    assert set(NAMES) == set(LABELS)
    for place in (0, 1):
        assert len({pair[place] for pair in NAMES.values()}) == len(NAMES)


@pytest.mark.parametrize("label", sorted(LABELS))
@pytest.mark.parametrize("lang", ["tr", "en"])
def test_known_again(label: str, lang: str) -> None:
    """Every form that `placeholder` writes is found again, and nothing around it."""
    for written in (placeholder(label, lang), placeholder(label, lang, 7), placeholder(label, lang, digest=DIGEST)):
        assert placeholder_spans(f"ab {written}cd") == [(3, 3 + len(written))]


@pytest.mark.parametrize(
    "text",
    [
        "[kart]",
        "[KART ]",
        "[KART 0]",
        "[KART 01]",
        "[KART 1000]",
        "[KART  1]",
        "[KART:3FA9C1D2E4B5A697]",
        "[KART:3fa9c1d2e4b5a69]",
        "[KART:4111111111111111]",
        "[TCKN:10000000146abcde]",
        "[TCKN 10000000146]",
        "[CVV 123]",
        "[KART ŞİFRESİ 123]",
        "[CVV:3fa9c1d2e4b5a697]",
        "[[KART",
        "KART]",
        "[SAGLIK]",
        "[MÜŞTERİ NO]",
        "[KART ٣]",
    ],
)
def test_look_alikes(text: str) -> None:
    """What only looks like a placeholder is none, so that data typed into such a form is still found."""
    assert placeholder_spans(text) == []


def test_user_labels() -> None:
    """Names of user packs are known where they are passed, and only there."""
    assert placeholder_spans("x [MÜŞTERİ NO 2]", OWN) == [(2, 16)]
    assert placeholder_spans("x [MÜŞTERİ NO 2]") == []


def test_last_numbers() -> None:
    """The highest number of each name in the text is told."""
    assert last_numbers("[KART 2] [KART 10] [KART] [KİŞİ 1]") == {"KART": 10, "KİŞİ": 1}
    assert last_numbers("KART 2") == {}


@pytest.mark.parametrize("text", ["[" * 200_000, "[KART" * 40_000, "[TCKN:" + "a" * 200_000, "[KART 1" * 30_000])
def test_linear(text: str) -> None:
    """A hostile text of 200,000 characters is read in well under a second."""
    start = time.perf_counter()
    assert placeholder_spans(text) == []
    assert time.perf_counter() - start < 1


@given(st.text(alphabet="[]KARTCVN0123456789: abcdefğİ\ud800", max_size=60))
def test_spans_are_placeholders(text: str) -> None:
    """Spans ascend, do not overlap, begin and end with brackets and hold none inside; junk does no harm."""
    end = 0
    for start, stop in placeholder_spans(text):
        assert start >= end
        assert text[start] == "["
        assert text.index("]", start) == stop - 1
        end = stop


@given(st.text(alphabet="0123456789abcdef", min_size=16, max_size=16))
def test_digests_hold_no_number(digest: str) -> None:
    """Exactly the sixteen hex digits without seven decimal ones in a row are a digest."""
    longest = max(len(run) for run in "".join(c if c.isdecimal() else " " for c in digest).split(" "))
    assert is_digest(digest) == (longest < 7)
    assert bool(placeholder_spans(f"[KART:{digest}]")) == is_digest(digest)


def test_card_secrets_ship() -> None:
    """The card secrets are labels that exist."""
    assert not CARD_SECRETS - set(LABELS)
