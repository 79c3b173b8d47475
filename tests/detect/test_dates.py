"""Dates of birth: every way of writing a date, beside every way of saying that it is one's birthday."""

from __future__ import annotations

import pytest

from .inline import assert_exactly, assert_none, rows

WRITINGS = [
    "12.05.1980", "12/05/1980", "12-05-1980", "12-5-80", "12.5.1980", "1.1.1980", "12 05 1980", "1980-05-12", "1980/05/12",
    "1980.05.12", "12051980", "19800512", "12 Mayıs 1980", "12 mayıs 1980", "12 MAYIS 1980", "12 mayis 1980", "12 Mayıs 80",
    "3 Ağustos 1991", "3 agustos 1991", "28 Şubat 1975", "28 subat 1975", "9 Eylül 2001", "30 Kasım 1966", "31 Aralık 1999",
    "1 Ocak 2000", "15 Haziran 1988", "15 Temmuz 1988", "23 Nisan 1990", "29 Ekim 1973", "7 Mart 1984", "12. Mayıs 1980",
    "12 . 05 . 1980", "12-May-1980", "12 May 1980", "１２.０５.１９８０", "12\u00a0Mayıs\u00a01980", "12–05–1980",
]  # fmt: skip

FOUND = [
    "Doğum tarihi: [[DATE_OF_BIRTH|12.05.1980]]",
    "Doğum tarihim [[DATE_OF_BIRTH|12.05.1980]]",
    "DOĞUM TARİHİ [[DATE_OF_BIRTH|12.05.1980]]",
    "dogum tarihi [[DATE_OF_BIRTH|12.05.1980]]",
    "d.t. [[DATE_OF_BIRTH|12.05.1980]]",
    "D.T: [[DATE_OF_BIRTH|12.05.1980]]",
    "d. tarihi [[DATE_OF_BIRTH|12.05.1980]]",
    "doğ. tar. [[DATE_OF_BIRTH|12.05.1980]]",
    "[[DATE_OF_BIRTH|12.05.1980]] doğumluyum",
    "[[DATE_OF_BIRTH|12.05.1980]] doğumlu oğlum",
    "[[DATE_OF_BIRTH|12 Mayıs 1980]]'de doğdum",
    "[[DATE_OF_BIRTH|12 Mayıs 1980]] tarihinde doğdum",
    "oğlumun doğum tarihi [[DATE_OF_BIRTH|30.10.2011]], kızımın doğum tarihi [[DATE_OF_BIRTH|02.03.2014]]",
    "date of birth: [[DATE_OF_BIRTH|1980-05-12]]",
    "dob [[DATE_OF_BIRTH|12.05.1980]]",
    "Doğum tarihi:\n[[DATE_OF_BIRTH|12.05.1980]]",
    "doğum yeri ve tarihi: Ankara, [[DATE_OF_BIRTH|12.05.1980]]",
    "TC [[TR_NATIONAL_ID|12345678950]] doğum tarihi [[DATE_OF_BIRTH|12.05.1980]]",
    "sipariş tarihi 12.05.2026, doğum tarihim [[DATE_OF_BIRTH|12.05.1980]]",
    "doum tarihm [[DATE_OF_BIRTH|12.5.80]]",
    "doğumtarihi: [[DATE_OF_BIRTH|12.05.1980]]",
    '{"dogumTarihi": "[[DATE_OF_BIRTH|1980-05-12]]"}',
    "[[DATE_OF_BIRTH|12.05.1980]] d.lu",
    "doğum yılı: [[DATE_OF_BIRTH|1961]]",
    "doğum yılım [[DATE_OF_BIRTH|1961]]",
    "doğum yeri/yılı: Muş / [[DATE_OF_BIRTH|1961]]",
    "[[DATE_OF_BIRTH|1985]] doğumluyum",
    "[[DATE_OF_BIRTH|1985]] yılı doğumlu",
    '{"birthYear": [[DATE_OF_BIRTH|1985]]}',
]

NONE = [
    "12.05.1980",
    "Sipariş tarihi 12.05.2026",
    "sipariş tarihi: 12 Mayıs 2026",
    "teslim tarihi 12.05.2026",
    "randevu tarihi 12.05.2026",
    "fatura tarihi 12.05.2026",
    "12.05.2026 tarihinde aldım",
    "doğum günü kampanyası 12.05.2026 tarihinde bitiyor",
    "Doğum tarihi: 45.05.1980",
    "Doğum tarihi: 12.13.1980".replace("12.13", "32.13"),
    "doğum tarihi 12.05.1780",
    "doğum tarihimi yazmadım",
    "doğum izni 112 gün",
    "04.11.1979 tarihli kanun",
    "kuruluş tarihi 12.05.1980",
    "sürüm 12.5.80",
    "2015 yılından beri müşteriyim",
    "1985'ten beri açık",
    "2010 model araç",
    "doğumlu 1850",
    "Ankara doğumlu. Ayrıca 2019 yılında taşındı",
]


@pytest.mark.parametrize("writing", WRITINGS)
def test_every_writing_of_a_birth_date_is_found(writing: str) -> None:
    """A date beside a word of birth is found in each way of writing it, with exact ends."""
    assert_exactly(f"Doğum tarihi: [[DATE_OF_BIRTH|{writing}]], adres aynı")
    assert_exactly(f"[[DATE_OF_BIRTH|{writing}]] doğumluyum")


@pytest.mark.parametrize("marked", rows(FOUND))
def test_every_word_of_birth_names_a_date(marked: str) -> None:
    """A date is found beside each way of saying that somebody was born then."""
    assert_exactly(marked)


@pytest.mark.parametrize("text", rows(NONE))
def test_other_dates_are_left(text: str) -> None:
    """Dates of orders and deliveries, impossible dates and versions are no dates of birth."""
    assert_none(text, "DATE_OF_BIRTH")
