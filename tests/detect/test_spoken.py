"""Numbers said in words, as voice-to-text and careful people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.tr import tckimlik

from .inline import assert_exactly, assert_none, places, rows

FOUND = [
    "[[PHONE_NUMBER|sıfır beş yüz otuz iki yüz yirmi üç kırk beş altmış yedi]]",
    "[[PHONE_NUMBER|sıfır beş üç iki bir iki üç dört beş altı yedi]]",
    "[[PHONE_NUMBER|sifir bes uc iki bir iki uc dort bes alti yedi]]",
    "[[PHONE_NUMBER|SIFIR BEŞ ÜÇ İKİ BİR İKİ ÜÇ DÖRT BEŞ ALTI YEDİ]]",
    "[[PHONE_NUMBER|Sıfır beş yüz otuz iki, yüz yirmi üç, kırk beş, altmış yedi]]",
    "tel [[PHONE_NUMBER|0 beş yüz otuz iki 123 45 67]]",
    "tel [[PHONE_NUMBER|532 yüz yirmi üç kırk beş altmış yedi]]",
    "telefonum [[PHONE_NUMBER|beş yüz otuz iki yüz yirmi üç kırk beş altmış yedi]]",
    "TC'm [[TR_NATIONAL_ID|bir iki üç dört beş altı yedi sekiz dokuz beş sıfır]]",
    "tc [[TR_NATIONAL_ID|bir sıfır sıfır sıfır sıfır sıfır sıfır sıfır bir dört altı]]",
    "tc [[TR_NATIONAL_ID|yüz yirmi üç dört yüz elli altı yedi yüz seksen dokuz elli]]",
    "tc kimlik [[TR_NATIONAL_ID|bir çift sıfır çift sıfır çift sıfır sıfır bir dört altı]]",
    "my phone is [[PHONE_NUMBER|zero five three two one two three four five six seven]]",
]

NONE = [
    "bir iki üç deneme",
    "bir iki üç dört beş altı yedi sekiz dokuz on",
    "beş yüz otuz iki lira ödedim",
    "yüz yirmi üç lira kırk beş kuruş",
    "iki bin yirmi altı yılında",
    "üç beş kere aradım",
    "on iki saat bekledim, yirmi dört saat oldu, otuz altı saat geçti",
    "sipariş no sıfır beş üç iki bir iki üç dört beş altı yedi",
    "bir kez, iki kez, üç kez aradım",
    "yüz yüze görüştük",
    "biri ikisi üçü",
]

_NAMES = dict(enumerate("sıfır bir iki üç dört beş altı yedi sekiz dokuz".split()))


@pytest.mark.parametrize("marked", rows(FOUND))
def test_spoken_numbers_are_found_from_first_to_last_word(marked: str) -> None:
    """A number in words is found with its first and last word, and nothing else in the text is."""
    assert_exactly(marked)


@pytest.mark.parametrize("text", rows(NONE))
def test_counting_and_prices_are_left(text: str) -> None:
    """Counting, prices, years and hours in words are no numbers of persons."""
    assert_none(text)


@given(st.from_regex(r"[1-9][0-9]{8}", fullmatch=True))
def test_any_identity_number_is_found_digit_by_digit(prefix: str) -> None:
    """Every identity number read out digit by digit is found from first to last word."""
    number = prefix + tckimlik.calc_check_digits(prefix)
    said = " ".join(_NAMES[int(digit)] for digit in number)
    assert places(f"TC'm {said}") == [("TR_NATIONAL_ID", 5, 5 + len(said))]
    assert tckimlik.is_valid(number)
