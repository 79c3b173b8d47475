"""Text off a picture: what OCR misread is found all the same, and what only looks like a number stays."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from kvkkscan import Scanner
from kvkkscan.files.misread import Misread, corrected

if TYPE_CHECKING:
    from kvkkscan.finding import Finding

FINDS = [
    ("TCKN: 10000000145", "TR_NATIONAL_ID", "10000000145"),
    ("T.C. kimlik no: 1000000014", "TR_NATIONAL_ID", "1000000014"),
    ("TC Kimlik No 1OO0000O146", "TR_NATIONAL_ID", "1OO0000O146"),
    ("Kart numarası: 5549 6012 3456 7899", "CREDIT_CARD", "5549 6012 3456 7899"),
    ("Kart numarası: 5S49 60l2 3456 7891", "CREDIT_CARD", "5S49 60l2 3456 7891"),
    ("IBAN: TR33 0006 1005 1978 6457 8413 2G", "IBAN_CODE", "TR33 0006 1005 1978 6457 8413 2G"),
    ("havale TR33 0006 1005 1978 6457 8413 28 olsun", "IBAN_CODE", "TR33 0006 1005 1978 6457 8413 28"),
    ("Mail: ayse.ozturk&ornek.com.tr yazın", "EMAIL_ADDRESS", "ayse.ozturk&ornek.com.tr"),
    ("Mail: ayse.ozturk©ornek.com.tr", "EMAIL_ADDRESS", "ayse.ozturk©ornek.com.tr"),
    ("Tel: 0532 l23 45 67", "PHONE_NUMBER", "0532 l23 45 67"),
]
IGNORES = [
    "Kargo takip no 5549601234567899",
    "Sipariş 10000000145 yolda",
    "Fatura 12.03.2024 tarihli, tutar 1.249,90 TL",
    "Ürün kodu B0S8Z1 ve parça AB12-3456-78",
    "Soru & cevap",
    "Kargo üç gündür şubede bekliyor <<< lütfen bakın >>>",
]


def _found(text: str, scanner: Scanner) -> list[Finding]:
    return list(Misread(scanner).scan(text))


@pytest.mark.parametrize(("text", "label", "value"), FINDS)
def test_misread_values_are_found(text: str, label: str, value: str, scanner: Scanner) -> None:
    """A digit read wrong, lost, or as a letter does not save a number; offsets are those of the text as read."""
    assert [(one.entity_type, text[one.start : one.end]) for one in _found(text, scanner)] == [(label, value)]


@pytest.mark.parametrize("text", IGNORES)
def test_what_is_no_data_stays(text: str, scanner: Scanner) -> None:
    """Numbers that fail their check and have no label, codes of goods, and signs are left alone."""
    assert _found(text, scanner) == []


def test_a_zone_is_one_stretch_without_gaps(scanner: Scanner) -> None:
    """Every letter and digit of a machine-readable zone lies in a finding; the lines around it do not."""
    zone = "I<TURA12B345671<10000000146<<<\n8503011F3001019TUR<<<<<<<<<<<4\nOZTURK<<AYSE<GULCIN<<<<<<cc<<<"
    text = f"Kargo geldi\n{zone}\nTeşekkürler"
    found = _found(text, scanner)
    covered = {at for one in found for at in range(one.start, one.end)}
    first = text.index(zone)
    wanted = {at for at in range(first, first + len(zone)) if text[at].isalnum()}
    assert wanted <= covered
    assert min(covered) == first
    assert max(covered) < first + len(zone)
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_what_a_scanner_leaves_out_stays_out() -> None:
    """A scanner for one label finds no other, in zones and among misread numbers."""
    cards = Misread(Scanner(entities=["CREDIT_CARD"]))
    assert list(cards.scan("TCKN: 10000000145")) == []
    assert list(cards.scan("I<TURA12B345671<10000000146<<<\n8503011F3001019TUR<<<<<<<<<<<4")) == []


@pytest.mark.parametrize("text", ["Oslo 5", "B2B", "TR33 0006", "a1", "1.249,90 TL", "©&", "x&y", "", "İIı"])
def test_correcting_keeps_the_length_and_plain_words(text: str) -> None:
    """Only what is mostly digits, or a mail address, is corrected; offsets stay valid."""
    assert corrected(text) == text
