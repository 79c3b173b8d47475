"""The name of a field is the label of its bare value, in JSON Lines and CSV."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from kvkkscan.fields import is_bare, label_of, labels_of
from kvkkscan.scanner import Scanner

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Ran

SCANNER = Scanner()
CELLS = [
    ("tckn", "10000000146", "TR_NATIONAL_ID"),
    ("TCKimlikNo", "10000000146", "TR_NATIONAL_ID"),
    ("kart_no", "5549 6012 3456 7891", "CREDIT_CARD"),
    ("iban", "820006200000012345678901", "IBAN_CODE"),
    ("telefon", "2125551234", "PHONE_NUMBER"),
    ("cepTel", "5321234567", "PHONE_NUMBER"),
    ("dogumTarihi", "12.05.1980", "DATE_OF_BIRTH"),
    ("dogum_tarihi", "1980-05-12", "DATE_OF_BIRTH"),
    ("birthDate", "12 Mayıs 1980", "DATE_OF_BIRTH"),
    ("vergiNo", "4830000008", "TR_TAX_ID"),
    ("cvv", "418", "CARD_CVV"),
    ("EHLIYET-NO", "482917", "TR_DRIVER_LICENSE"),
    ("pasaportNo", "AC4471902", "TR_PASSPORT"),
    ("ad_soyad", "perihan tunç", "PERSON"),
    ("customerName", "Deniz Temsil", "PERSON"),
    ("musteri_adi", "DENİZ TEMSİL", "PERSON"),
    ("urun_adi", "Deniz Temsil", ""),
    ("siparis_no", "10000000146", ""),
    ("orderId", "5321234567", ""),
    ("app_version", "5.12.1.4", ""),
    ("tutar", "418", ""),
]
LABELS = [
    ("kart_no", "kart no: "),
    ("musteri.tel.0", "tel: "),
    ("card.number", "card number: "),
    ("items.*.tckn", "tckn: "),
    ("card_type", ""),
    ("phoneCount", ""),
    ("text", ""),
    ("number", ""),
    ("3", ""),
    ("", ""),
    ("a" * 200, ""),
]
BARE = [
    ("10000000146", True),
    ("12 Mayıs 1980", True),
    ("TR82 0006 2000 0001 2345 6789 01", True),
    ("tel 0532 123 45 67 arayın", True),
    ("siparişim hâlâ gelmedi lütfen bakın", False),
    ("Gelmedi. 5321234567", False),
    ("a\nb", False),
    ("1" * 61, False),
]


@pytest.mark.parametrize(("name", "value", "label"), CELLS)
def test_a_bare_cell_is_what_its_column_says(real: Callable[..., Ran], name: str, value: str, label: str) -> None:
    """A bare value is found, or left, by its column's or key's name, with the offsets of the value itself."""
    for data, form in ((f"{name}\n{value}\n", "csv"), (json.dumps({name: value}), "jsonl")):
        for more in ((), ("--field", name)):
            ran = real("scan", "--input-format", form, "--format", "jsonl", *more, data=data.encode())
            found = [(one["entity_type"], one["start"], one["end"]) for one in json.loads(ran.out)["findings"]]
            assert found == ([(label, 0, len(value))] if label else [])


def test_a_card_in_one_field_explains_the_others(real: Callable[..., Ran]) -> None:
    """Month and year of a card are found where another field of the record names a card, and nowhere else."""
    card = {"card": {"number": "5549601234567891", "expiry": {"month": 9, "year": 2028}}, "pin": "5093"}
    wanted = {"card": {"number": "[KART]", "expiry": {"month": "[SKT]", "year": "[SKT]"}}, "pin": "[KART ŞİFRESİ]"}
    assert json.loads(real("redact", "--input-format", "jsonl", data=json.dumps(card).encode()).out) == wanted
    goods = {"sku": "x", "expiryMonth": 9, "pin": "5093"}
    assert json.loads(real("redact", "--input-format", "jsonl", data=json.dumps(goods).encode()).out) == goods


def test_explain_says_why_by_the_field(real: Callable[..., Ran]) -> None:
    """What explain says of a cell counts from the cell's start."""
    ran = real("explain", "--input-format", "csv", data=b"siparis_no\n5321234567\n")
    assert b"0-10" in ran.out
    assert b"dropped" in ran.out


@pytest.mark.parametrize(("name", "label"), LABELS)
def test_label_of(name: str, label: str) -> None:
    """The last key of a path is the label; one that says little is read with the key before it."""
    assert label_of(name, SCANNER) == label


@pytest.mark.parametrize(("text", "bare"), BARE)
def test_is_bare(text: str, bare: bool) -> None:
    """A value is bare where it is short and no sentence."""
    assert is_bare(text) is bare


def test_labels_of_a_card_record() -> None:
    """Only fields that need a card beside them are told of it."""
    assert labels_of(("pan", "expMonth", "tel"), SCANNER) == ("pan: ", "kart, exp month: ", "tel: ")
    assert labels_of(("expMonth", "tel"), SCANNER) == ("exp month: ", "tel: ")
