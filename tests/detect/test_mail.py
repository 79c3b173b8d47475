"""E-mail addresses, also in words and with the usual slips."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .inline import assert_exactly, assert_none, places, rows

FOUND = [
    "[[EMAIL_ADDRESS|ali@ornek.com]]",
    "[[EMAIL_ADDRESS|ali.veli@ornek.com.tr]]",
    "[[EMAIL_ADDRESS|ali_veli+kargo@ornek.com]]",
    "[[EMAIL_ADDRESS|ALI.VELI@ORNEK.COM]]",
    "[[EMAIL_ADDRESS|ayşe.yılmaz@ornek.com]]",
    "[[EMAIL_ADDRESS|ali@örnek.com]]",
    "[[EMAIL_ADDRESS|ali@mail.ornek.co.uk]]",
    "[[EMAIL_ADDRESS|ali-77@ornek-firma.com]]",
    "[[EMAIL_ADDRESS|ornek.firma@hs01.kep.tr]]",
    "mail: [[EMAIL_ADDRESS|ali@ornek.com]].",
    "mail:[[EMAIL_ADDRESS|ali@ornek.com]], tel: [[PHONE_NUMBER|0532 123 45 67]]",
    "<[[EMAIL_ADDRESS|ali@ornek.com]]>",
    "([[EMAIL_ADDRESS|ali@ornek.com]])",
    '"[[EMAIL_ADDRESS|ali@ornek.com]]"',
    "mailto:[[EMAIL_ADDRESS|ali@ornek.com]]",
    "[[EMAIL_ADDRESS|ali@ornek.com]]'a yazın",
    "[[EMAIL_ADDRESS|ali@ornek.com]]’dan",
    "[[EMAIL_ADDRESS|ali@ornek.com]]dan yazdım",
    "[[EMAIL_ADDRESS|ali@ornek.com]];[[EMAIL_ADDRESS|veli@ornek.com]]",
    "[[EMAIL_ADDRESS|ali@ornek.com]] [[EMAIL_ADDRESS|veli@ornek.com]]",
    "[[EMAIL_ADDRESS|ali@ornek.com]]/[[EMAIL_ADDRESS|veli@ornek.com]]",
    "[[EMAIL_ADDRESS|ali(at)ornek.com]]",
    "[[EMAIL_ADDRESS|ali (at) ornek.com]]",
    "[[EMAIL_ADDRESS|ali[at]ornek.com]]".replace("[at]", "[at]"),
    "[[EMAIL_ADDRESS|ali at gmail.com]]",
    "[[EMAIL_ADDRESS|ali at gmail nokta com]]",
    "[[EMAIL_ADDRESS|ayse nokta yilmaz at gmail nokta com]]",
    "[[EMAIL_ADDRESS|ali et işareti gmail nokta com]]",
    "[[EMAIL_ADDRESS|ali@gmail,com]]",
    "[[EMAIL_ADDRESS|ali@gmailcom]]",
    "[[EMAIL_ADDRESS|ali@hotmail.con]]",
    "[[EMAIL_ADDRESS|ali@gmail. com]]",
    "[[EMAIL_ADDRESS|ali@gmail .com]]",
    "[[EMAIL_ADDRESS|ali@gmail . com]]",
    "[[EMAIL_ADDRESS|ali @ gmail.com]]",
    "[[EMAIL_ADDRESS|ali@ornek.com]]\n[[EMAIL_ADDRESS|veli@ornek.com]]",
    "[[EMAIL_ADDRESS|ali\u200b@ornek.com]]",
    "[[EMAIL_ADDRESS|ali＠ornek.com]]",
    "[[EMAIL_ADDRESS|ali . veli @ ornek . com]] adresim",
    "E-posta : [[EMAIL_ADDRESS|ali . veli @ ornek . com . tr]]",
    "mailim [[EMAIL_ADDRESS|ali@ ornek.com]]",
    "mailim [[EMAIL_ADDRESS|ali @ornek.com]]",
    "[[EMAIL_ADDRESS|ali.veli @ ornek.com]]",
    "[[EMAIL_ADDRESS|ali [at] ornek [dot] com]]",
    "[[EMAIL_ADDRESS|ali_veli [at] ornek [nokta] com [nokta] tr]]",
    "[[EMAIL_ADDRESS|ali -at- ornek.com]]",
    "[[EMAIL_ADDRESS|ali at ornek nokta com]]",
    "[[EMAIL_ADDRESS|ali et ornek nokta com nokta tr]]",
    "mailim [[EMAIL_ADDRESS|ali et ornek.com nokta tr]]",
    "[[EMAIL_ADDRESS|ali.veli et gmail nokta com]]",
    "[[EMAIL_ADDRESS|ayse nokta yilmaz @ gmail nokta com]]",
    "[[EMAIL_ADDRESS|ali alt çizgi veli at gmail nokta com]]",
    "[[EMAIL_ADDRESS|05321234567 at gmail nokta com]]",
    "[[EMAIL_ADDRESS|ali@ornek,com]]",
    "[[EMAIL_ADDRESS|ali@ornek, com]]",
    "[[EMAIL_ADDRESS|ali@ornek. com]]",
    "[[EMAIL_ADDRESS|ali@ornek com.tr]]",
    "[[EMAIL_ADDRESS|ali@ornek.com nokta tr]]",
    "[[EMAIL_ADDRESS|ali @ ornek . com]]dan yazdım",
    "[[EMAIL_ADDRESS|ali @ gmailcom]]",
    "kayit?email=[[EMAIL_ADDRESS|ali%40ornek.com]]&dil=tr",
]

NONE = [
    "@kullanici adım bu",
    "instagram @ali.veli",
    "ali@",
    "@",
    "@@@@",
    "a@b",
    "saat 10 at yarışı",
    "at nokta com",
    "npm install @types/node",
    "root@localhost:~#",
    "fiyat 5@10",
    "nokta com sitesine girdim",
    "gmail hesabıma giremiyorum",
    "com@",
    "3 kg @ 20",
    "3 kg @ 20.50 TL, 10 adet @ 15,90",
    "saat 5 at",
    "saat 5 at yarışı ornek.com",
    "mail at ornek.com",
    "bana mail at ornek nokta com adresine",
    "link at ornek.com açılmıyor",
    "lütfen yardım et ornek.com açılmıyor",
    "ziyaret et ornek nokta com",
    "teşekkürler @destek, net bir cevap bekliyorum",
    "instagramda @modaevi.com hesabına yazdım",
    "takip edin @ali.veli",
    "@ornek . com",
    "ornek . com sitesi",
    "KDV %20 idi, indirim %40 ornek.com",
]

_NAME = st.from_regex(r"[a-z][a-z0-9]{0,8}([._-][a-z0-9]{1,8}){0,2}", fullmatch=True)
_DOMAIN = st.from_regex(r"[a-z][a-z0-9]{1,10}(-[a-z0-9]{1,5})?\.(com|net|org|com\.tr|edu\.tr|gov\.tr|info|io)", fullmatch=True)


@pytest.mark.parametrize("marked", rows(FOUND))
def test_addresses_are_found_whole(marked: str) -> None:
    """An e-mail address is found in each way of writing it, without a case ending, and nothing else is."""
    assert_exactly(marked)


@pytest.mark.parametrize("text", rows(NONE))
def test_handles_and_horses_are_left(text: str) -> None:
    """Handles, package scopes, hosts without a domain and the word "at" are no e-mail addresses."""
    assert_none(text)


@given(_NAME, _DOMAIN, st.sampled_from(["", "'a", "’dan", ".", ",", ")", " yazın", "\n"]))
def test_any_ordinary_address_is_found(name: str, domain: str, after: str) -> None:
    """Every ordinary address is found from end to end, whatever follows it."""
    address = f"{name}@{domain}"
    assert places(f"adresim: {address}{after}") == [("EMAIL_ADDRESS", 9, 9 + len(address))]
