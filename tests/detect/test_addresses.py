"""Street addresses: grown from their parts, and told apart from districts, doors and offices."""

from __future__ import annotations

import pytest

from .inline import assert_exactly, assert_none, places, rows

FOUND = [
    "Adresim [[TR_ADDRESS|Atatürk Mah. Gül Sok. No:12 D:5 Kadıköy/İstanbul]]",
    "Adres: [[TR_ADDRESS|Atatürk Mah. Cumhuriyet Cad. Gül Sok. No:12/3 D:5 Kat:2 Kadıköy/İstanbul 34710]]",
    "[[TR_ADDRESS|ataturk mh 1423 sk no 5 k 2 d 4 cankaya ankara]] buraya gelsin",
    "[[TR_ADDRESS|1423. Sokak No:5]]",
    "[[TR_ADDRESS|Gül Sokak No: 12]]",
    "[[TR_ADDRESS|Gül Sok. 12/3]]",
    "[[TR_ADDRESS|Bağdat Cad. No:100 Kadıköy]]",
    "[[TR_ADDRESS|Atatürk Bulvarı No: 15/4 Çankaya/Ankara]]",
    "[[TR_ADDRESS|Gül Apt. No:12 D:5]]",
    "[[TR_ADDRESS|B Blok D.12]]",
    "[[TR_ADDRESS|Lale Sitesi B Blok Kat:3 Daire:12]]",
    "[[TR_ADDRESS|ATATÜRK MAH. GÜL SOK. NO:12 D:5 KADIKÖY/İSTANBUL]]",
    "[[TR_ADDRESS|Atatürk Mahallesi, Gül Sokağı, No: 12, Daire: 5, Kadıköy, İstanbul]]",
    "[[TR_ADDRESS|Atatürk Mah.\nGül Sok. No:12\nKadıköy/İstanbul]]",
    "teslimat adresi: [[TR_ADDRESS|Yeşilköy Köyü No:14]]",
    "[[TR_ADDRESS|Atatürk Mah. 1423/2. Sok. No:5 Kat:1]] tel [[PHONE_NUMBER|0532 123 45 67]]",
    "yeni adresim [[TR_ADDRESS|Gül Sok. No:12 Kadıköy]] eski adresim [[TR_ADDRESS|Lale Cad. No:3 Beşiktaş]]",
    "şu adrese gönderin: [[TR_ADDRESS|Atatürk Mah. Gül Sok. No:12]]. Teşekkürler",
    "[[TR_ADDRESS|Atatu\u0308rk Mah. Gu\u0308l Sok. No:12]]",
    "[[TR_ADDRESS|Atatürk  Mah.  Gül  Sok.  No:12]]",
]

NONE = [
    "Kadıköy'de oturuyorum",
    "Ankara",
    "Atatürk Mahallesi muhtarlığı",
    "mahallemizde internet yok",
    "sipariş no: 12",
    "vergi dairesi 3. kat",
    "web sitesi no 1",
    "web sitenize giremiyorum",
    "3 kat fazla ödedim",
    "fişi prize sok",
    "iade yolu nedir",
    "blok yedim",
    "mahalle baskısı",
    "bu daire satılık",
    "no 12",
    "kapı no",
    "kat 3",
    "sokakta kaldım",
    "caddede yürüyordum",
    "hesabım bloke oldu",
    "daire 5",
]

GROWN = [
    "Adresim Atatürk Mah. Gül Sok. No:12",
    "Adresim Atatürk Mah. Gül Sok. No:12 D:5",
    "Adresim Atatürk Mah. Gül Sok. No:12 D:5 Kadıköy",
    "Adresim Atatürk Mah. Gül Sok. No:12 D:5 Kadıköy/İstanbul",
    "Adresim Atatürk Mah. Gül Sok. No:12 D:5 Kadıköy/İstanbul 34710",
]


@pytest.mark.parametrize("marked", rows(FOUND))
def test_addresses_are_found_from_first_to_last_word(marked: str) -> None:
    """An address is found from its first word to its district and province, and nothing else in the text is."""
    assert_exactly(marked)


@pytest.mark.parametrize("text", rows(NONE))
def test_lone_districts_and_other_uses_of_the_words_are_left(text: str) -> None:
    """A lone district, street word, floor or number is no address, nor are these words in other senses."""
    assert_none(text)


@pytest.mark.parametrize("text", rows(GROWN))
def test_an_address_grows_with_its_parts(text: str) -> None:
    """Each part that follows belongs to the one address."""
    assert places(text) == [("TR_ADDRESS", 8, len(text))]
