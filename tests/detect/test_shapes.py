"""Identifiers of letters and digits: IBAN, identity card, passport, driving licence, licence plate."""

from __future__ import annotations

import pytest
from stdnum import iban

from .inline import assert_exactly, assert_none, places, read, rows

IBAN = [
    "[[IBAN_CODE|TR820006200000012345678901]]",
    "[[IBAN_CODE|TR82 0006 2000 0001 2345 6789 01]]",
    "[[IBAN_CODE|tr82 0006 2000 0001 2345 6789 01]]",
    "[[IBAN_CODE|TR 82 0006 2000 0001 2345 6789 01]]",
    "[[IBAN_CODE|T R82 0006 2000 0001 2345 6789 01]]",
    "[[IBAN_CODE|Tr820006200000012345678901]]",
    "[[IBAN_CODE|TR82-0006-2000-0001-2345-6789-01]]",
    "[[IBAN_CODE|TR82.0006.2000.0001.2345.6789.01]]",
    "[[IBAN_CODE|TR82\u00a00006\u00a02000\u00a00001\u00a02345\u00a06789\u00a001]]",
    "[[IBAN_CODE|TR82\u20090006\u20092000\u20090001\u20092345\u20096789\u200901]]",
    "[[IBAN_CODE|TR82\u200b0006\u200b2000\u200b0001\u200b2345\u200b6789\u200b01]]",
    "[[IBAN_CODE|TR82  0006  2000  0001  2345  6789  01]]",
    "[[IBAN_CODE|TR82 0006 2000 0001\n2345 6789 01]]",
    "[[IBAN_CODE|TR82 0006 2000 0001\r\n2345 6789 01]]",
    "[[IBAN_CODE|TR82000620 0000012345678901]]",
    "[[IBAN_CODE|TR82 OOO6 2OOO OOO1 2345 6789 O1]]",
    "[[IBAN_CODE|TR82 0006 2000 0001 2345 6789 0l]]",
    "[[IBAN_CODE|TR８２０００６２００００００１２３４５６７８９０１]]",
    "[[IBAN_CODE|ＴＲ８２０００６２００００００１２３４５６７８９０１]]",
    "IBAN: [[IBAN_CODE|TR82 0006 2000 0001 2345 6789 01]]",
    "IBAN:[[IBAN_CODE|TR820006200000012345678901]]",
    "IBAN[[IBAN_CODE|TR820006200000012345678901]]",
    "iban no [[IBAN_CODE|TR820006200000012345678901]] [[PERSON|Ayşe]]",
    "ıbanım [[IBAN_CODE|TR820006200000012345678901]]",
    "İban [[IBAN_CODE|TR820006200000012345678901]]",
    "ibanıma [[IBAN_CODE|TR820006200000012345678901]] yatırın",
    "[[IBAN_CODE|TR820006200000012345678901]]'e gönderin",
    "[[IBAN_CODE|TR820006200000012345678901]] nolu iban",
    "iban [[IBAN_CODE|82 0006 2000 0001 2345 6789 01]]",
    "iban [[IBAN_CODE|820006200000012345678901]]",
    "[[IBAN_CODE|TR330006100519786457841326]]",
    "[[IBAN_CODE|TR78 0001 0000 0000 0098 7654 32]]",
    "[[IBAN_CODE|TR820006200000012345678901]], [[IBAN_CODE|TR330006100519786457841326]]",
    "[[IBAN_CODE|TR820006200000012345678901]]\n[[IBAN_CODE|TR330006100519786457841326]]",
    "[[IBAN_CODE|TR820006200000012345678901]] [[IBAN_CODE|TR330006100519786457841326]]",
    "[[IBAN_CODE|TR820006200000012345678901]] TC [[TR_NATIONAL_ID|12345678950]]",
    "[[IBAN_CODE|TR82 0006 2000 0001 2345 6789 01]] [[TR_NATIONAL_ID|12345678950]]",
    "[[IBAN_CODE|TR82 0006 2000 0001 2345 6789 01]] [[PHONE_NUMBER|0532 123 45 67]]",
    "[[IBAN_CODE|DE89370400440532013000]]",
    "[[IBAN_CODE|DE89 3704 0044 0532 0130 00]] hesabına",
    "[[IBAN_CODE|GB29 NWBK 6016 1331 9268 19]]",
    "[[IBAN_CODE|GB29NWBK60161331926819]]",
    "[[IBAN_CODE|NL91 ABNA 0417 1643 00]]",
    "[[IBAN_CODE|AZ21 NABZ 0000 0000 1370 1000 1944]]",
    "[[IBAN_CODE|FR14 2004 1010 0505 0001 3M02 606]]",
]

DOCUMENTS = [
    "kimlik seri no [[TR_ID_SERIAL|A12B34567]]",
    "seri no: [[TR_ID_SERIAL|A12B34567]]",
    "seri no [[TR_ID_SERIAL|a12b34567]]",
    "kimlik kartı seri [[TR_ID_SERIAL|A12 B34567]]",
    "kimlik kartı seri [[TR_ID_SERIAL|a12 b 34567]]",
    "kimlik belge no [[TR_ID_SERIAL|A12B34567]]",
    "nüfus cüzdanı seri no [[TR_ID_SERIAL|A01 123456]]",
    "nüfus cüzdanı [[TR_ID_SERIAL|P12 No: 654321]]",
    "pasaport no [[TR_PASSPORT|U12345678]]",
    "pasaport no: [[TR_PASSPORT|u12345678]]",
    "pasaportum [[TR_PASSPORT|U 12345678]]",
    "pasaportumun numarası [[TR_PASSPORT|S12345678]]",
    "passport number [[TR_PASSPORT|Z12345678]]",
    "pasaport [[TR_PASSPORT|N08812475]]",
    "passport no [[TR_PASSPORT|AC 4471902]]",
    "kimlik no [[TR_NATIONAL_ID|12345678950]] seri no [[TR_ID_SERIAL|A12B34567]]",
    "kimlik kartı seri no [[TR_ID_SERIAL|A12-B34567]]",
    "pas. [[TR_PASSPORT|19AB04417]]",
    "pas no [[TR_PASSPORT|U12345678]]",
    '{"passportNumber": "[[TR_PASSPORT|AC4471902]]"}',
]

PLATE = [
    "[[TR_LICENSE_PLATE|34 ABC 123]]",
    "[[TR_LICENSE_PLATE|34ABC123]]",
    "[[TR_LICENSE_PLATE|34-ABC-123]]",
    "[[TR_LICENSE_PLATE|34 ABC123]]",
    "[[TR_LICENSE_PLATE|06 A 12345]]",
    "[[TR_LICENSE_PLATE|35 BK 4567]]",
    "[[TR_LICENSE_PLATE|34 ABC 12]]",
    "[[TR_LICENSE_PLATE|81 AB 123]]",
    "plaka [[TR_LICENSE_PLATE|01 A 1234]]",
    "[[TR_LICENSE_PLATE|34 ABC 123]]'lü araç",
    "[[TR_LICENSE_PLATE|34ABC123]] plakalı aracım",
    "plakam [[TR_LICENSE_PLATE|34abc123]]",
    "plaka: [[TR_LICENSE_PLATE|34 abc 123]]",
    "plaka:[[TR_LICENSE_PLATE|34abc123]]",
    "plaka=[[TR_LICENSE_PLATE|34ABC123]]",
    "PLAKA:[[TR_LICENSE_PLATE|34 ABC 123]],renk:beyaz",
    "plakası [[TR_LICENSE_PLATE|34-abc-123]]",
    "aracım [[TR_LICENSE_PLATE|35 bk 4567]]",
    "arabamın plakası [[TR_LICENSE_PLATE|06 a 1234]]",
    "[[TR_LICENSE_PLATE|34\u00a0ABC\u00a0123]]",
    "[[TR_LICENSE_PLATE|34 ABC 123]] ve [[TR_LICENSE_PLATE|06 XYZ 12]]".replace("XYZ", "EFG"),
    "plaka [[TR_LICENSE_PLATE|34 KM 1234]]",
    "hgs cezası [[TR_LICENSE_PLATE|34 ABC 123]]",
    "plaka [[TR_LICENSE_PLATE|34 ABC 1234]]",
]

NONE = [
    "TR820006200000012345678902",
    "TR82 0006 2000 0001 2345 6789 02 diye bir kod",
    "TR12",
    "TR 2026 model",
    "DE89370400440532013001",
    "TR82 0006 **** **** **** **** 01",
    "ürün kodu A12B34567",
    "cihazın seri no A12B34567",
    "laptop seri numarası A12B34567",
    "model A12B345678",
    "raf A01 123456",
    "sipariş no S12345678",
    "stok kodu U12345678",
    "kargo kodu U12345678",
    "16 GB 512 SSD",
    "8 gb 256 gb",
    "12 ay 1500 TL taksit",
    "20 kg 150 adet",
    "50 TL 2500",
    "10 TL 500",
    "10 cm 200",
    "64 mp 4500 mah",
    "24 v 500",
    "30 gün 100 gb",
    "05 Mar 2026",
    "12 oca 2026",
    "sabah 10 da 500 kişi",
    "saat 11 de 250 tl",
    "82 ABC 123",
    "00 ABC 123",
    "34 QWX 123",
    "34 ABC 123456",
    "no 34 ab 12",
    "10 kat 1200",
    "ABC2026000000123",
    "A1B2-C3D4-E5",
    "iPhone 13 Pro 256",
    "12 V 2000 W",
    "20 x 300",
]


@pytest.mark.parametrize("marked", rows([*IBAN, *DOCUMENTS, *PLATE]))
def test_codes_of_letters_and_digits_are_found_whole(marked: str) -> None:
    """An IBAN, document number or plate is found in each way of writing it, with exact ends, and nothing else is."""
    assert_exactly(marked)


@pytest.mark.parametrize("text", rows(NONE))
def test_what_only_looks_like_a_code_of_ours_is_left(text: str) -> None:
    """Codes of goods, quantities with units, masked and mistyped IBANs and model names are no findings."""
    assert_none(text)


def test_the_planted_ibans_are_valid() -> None:
    """Every IBAN of these tables that is written in ASCII digits and capitals is valid by python-stdnum."""
    for marked in IBAN:
        text, wanted = read(marked)
        for label, start, end in wanted:
            code = "".join(char for char in text[start:end] if char.isalnum())
            if label == "IBAN_CODE" and code.isascii() and code.isupper() and "O" not in code[4:]:
                assert iban.is_valid(code)


@pytest.mark.parametrize("place", range(2, 26))
def test_a_mistyped_iban_is_no_finding(place: int) -> None:
    """An unlabelled IBAN with one digit changed is no IBAN."""
    value = "TR820006200000012345678901"
    for other in set("0123456789") - {value[place]}:
        changed = value[:place] + other + value[place + 1 :]
        assert not [found for found in places(changed) if found[0] == "IBAN_CODE"]


@pytest.mark.parametrize("province", [f"{number:02}" for number in range(1, 82)])
def test_every_province_has_plates(province: str) -> None:
    """A plate of each province is found, and none of a province that does not exist."""
    assert_exactly(f"[[TR_LICENSE_PLATE|{province} ABC 123]] plakalı")
    assert_none(f"{int(province) + 81} ABC 123 plakalı" if int(province) + 81 < 100 else "00 ABC 123 plakalı")
