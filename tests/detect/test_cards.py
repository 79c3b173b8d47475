"""Cards and what stands beside them: number, expiry, security code, PIN and the magnetic stripe."""

from __future__ import annotations

import pytest
from stdnum import luhn

from .inline import assert_exactly, assert_none, places, read, rows

CARD = [
    "[[CREDIT_CARD|5549601234567891]]",
    "[[CREDIT_CARD|5549 6012 3456 7891]]",
    "[[CREDIT_CARD|5549-6012-3456-7891]]",
    "[[CREDIT_CARD|5549.6012.3456.7891]]",
    "[[CREDIT_CARD|5549/6012/3456/7891]]",
    "[[CREDIT_CARD|5549_6012_3456_7891]]",
    "kart no [[CREDIT_CARD|5549,6012,3456,7891]]",
    "[[CREDIT_CARD|5549 - 6012 - 3456 - 7891]]",
    "[[CREDIT_CARD|5549–6012–3456–7891]]",
    "[[CREDIT_CARD|5549\u00a06012\u00a03456\u00a07891]]",
    "[[CREDIT_CARD|5549\u20096012\u20093456\u20097891]]",
    "[[CREDIT_CARD|5549\u200b6012\u200b3456\u200b7891]]",
    "[[CREDIT_CARD|5549  6012  3456  7891]]",
    "kart no [[CREDIT_CARD|5549\n6012\n3456\n7891]]",
    "kart no [[CREDIT_CARD|5549 6012\n3456 7891]]",
    "kart no [[CREDIT_CARD|55496012\r\n34567891]]",
    "[[CREDIT_CARD|5 5 4 9 6 0 1 2 3 4 5 6 7 8 9 1]]",
    "[[CREDIT_CARD|55496012 34567891]]",
    "[[CREDIT_CARD|554960 1234567891]]",
    "[[CREDIT_CARD|５５４９６０１２３４５６７８９１]]",
    "[[CREDIT_CARD|٥٥٤٩٦٠١٢٣٤٥٦٧٨٩١]]",
    "kartım [[CREDIT_CARD|5549 6O12 3456 7891]]",
    "kartım [[CREDIT_CARD|5549 60l2 3456 7891]]",
    "Kart numaram: [[CREDIT_CARD|5549601234567891]]",
    "KART NO:[[CREDIT_CARD|5549601234567891]]",
    "kartno[[CREDIT_CARD|5549601234567891]]",
    "kredi kartımın numarası [[CREDIT_CARD|4000 0012 3456 7899]]",
    "kk no [[CREDIT_CARD|4000001234567899]]",
    "cc [[CREDIT_CARD|4000001234567899]]",
    "[[CREDIT_CARD|4000001234567899]] numaralı kartım",
    "[[CREDIT_CARD|4000001234567899]]'dan çekildi",
    "[[CREDIT_CARD|4000001234567899]] ile ödedim",
    "troy [[CREDIT_CARD|9792 0012 3456 7890]]",
    "[[CREDIT_CARD|9792001234567890]]",
    "[[CREDIT_CARD|6500 5200 0000 0017]]",
    "[[CREDIT_CARD|2223 0012 3456 7894]]",
    "amex [[CREDIT_CARD|3756 220000 00016]]",
    "amex [[CREDIT_CARD|375622000000016]]",
    "amex [[CREDIT_CARD|375622 0000 00016]]",
    "[[CREDIT_CARD|4111 1111 1111 1111]]",
    "[[CREDIT_CARD|5528 7900 0000 0008]]",
    "[[CREDIT_CARD|5549601234567891]] [[CREDIT_CARD|4000001234567899]]",
    "[[CREDIT_CARD|5549 6012 3456 7891]] [[CREDIT_CARD|4000 0012 3456 7899]]",
    "[[CREDIT_CARD|5549 6012 3456 7891]]\n[[CREDIT_CARD|4000 0012 3456 7899]]",
    "[[CREDIT_CARD|5549601234567891]],[[CREDIT_CARD|4000001234567899]]",
    "[[CREDIT_CARD|5549 6012 3456 7891]] / [[CREDIT_CARD|4000 0012 3456 7899]]",
    "5549 6012 3456 7892 değil, kart no [[CREDIT_CARD|5549 6012 3456 7891]]",
    "sipariş no 88172 kart no [[CREDIT_CARD|5549601234567891]]",
    '{"pan":"[[CREDIT_CARD|5549601234567891]]"}',
    "([[CREDIT_CARD|5549601234567891]])",
]

BESIDE = [
    "[[CREDIT_CARD|5549601234567891]]cvv[[CARD_CVV|418]]",
    "[[CREDIT_CARD|5549601234567891]] [[CARD_EXPIRY|09/28]]cvv[[CARD_CVV|418]]",
    "[[CREDIT_CARD|5549601234567891]],[[CARD_EXPIRY|09,28]],[[CARD_CVV|418]]",
    "[[CREDIT_CARD|5549601234567891]]-[[CARD_EXPIRY|0928]]-[[CARD_CVV|418]]",
    "[[CREDIT_CARD|5549601234567891]]TL",
    "[[CREDIT_CARD|5549601234567891]] ccv [[CARD_CVV|418]]",
    "[[CREDIT_CARD|5549601234567891]]|[[CARD_EXPIRY|12/27]]|[[CARD_CVV|123]]",
    "[[CREDIT_CARD|5549601234567891]] [[CARD_EXPIRY|12/27]] [[CARD_CVV|123]]",
    "[[CREDIT_CARD|5549 6012 3456 7891]] [[CARD_EXPIRY|12/27]] [[CARD_CVV|123]]",
    "[[CREDIT_CARD|5549 6012 3456 7891]] [[CARD_EXPIRY|12/2027]] [[CARD_CVV|123]]",
    "[[CREDIT_CARD|5549 6012 3456 7891]], [[CARD_EXPIRY|09/28]], [[CARD_CVV|045]]",
    "[[CREDIT_CARD|5549 6012 3456 7891]]\n[[CARD_EXPIRY|12/27]] [[CARD_CVV|123]]",
    "kart [[CREDIT_CARD|5549601234567891]] skt [[CARD_EXPIRY|12/27]] cvv [[CARD_CVV|123]]",
    "kart no: [[CREDIT_CARD|5549601234567891]], son kullanma tarihi: [[CARD_EXPIRY|12/27]], cvc: [[CARD_CVV|123]]",
    "KART NO [[CREDIT_CARD|5549601234567891]] SKT [[CARD_EXPIRY|12/27]] CVV [[CARD_CVV|123]]",
    "kart no [[CREDIT_CARD|5549601234567891]] skt [[CARD_EXPIRY|12.27]]",
    "kart no [[CREDIT_CARD|5549601234567891]] skt [[CARD_EXPIRY|12-27]]",
    "kart no [[CREDIT_CARD|5549601234567891]] skt [[CARD_EXPIRY|12 27]]",
    "kart no [[CREDIT_CARD|5549601234567891]] skt [[CARD_EXPIRY|1227]]",
    "kart no [[CREDIT_CARD|5549601234567891]] skt [[CARD_EXPIRY|12/2027]]",
    "kart no [[CREDIT_CARD|5549601234567891]] skt [[CARD_EXPIRY|aralık 2027]]",
    "kart no [[CREDIT_CARD|5549601234567891]] s.k.t. [[CARD_EXPIRY|12/27]]",
    "card number [[CREDIT_CARD|5549601234567891]] exp [[CARD_EXPIRY|12/27]]",
    "kartımın son kullanma tarihi [[CARD_EXPIRY|12/27]]",
    "cvv: [[CARD_CVV|123]]",
    "cvv:[[CARD_CVV|123]]",
    "CVV:[[CARD_CVV|123]]",
    "cvv-[[CARD_CVV|123]]",
    '{"cvv":[[CARD_CVV|123]]}',
    "kart no:[[CREDIT_CARD|5549601234567891]] skt:[[CARD_EXPIRY|12/27]] cvv:[[CARD_CVV|123]]",
    "skt:[[CARD_EXPIRY|12/27]],cvv:[[CARD_CVV|123]],kart:[[CREDIT_CARD|5549601234567891]]",
    "kart şifrem:[[CARD_PIN|5093]]",
    "CVV2: [[CARD_CVV|123]]",
    "cvc [[CARD_CVV|418]]",
    "cvv'si [[CARD_CVV|123]]",
    "cvvsi [[CARD_CVV|123]]",
    "kartımın güvenlik kodu [[CARD_CVV|418]]",
    "kartın arkasındaki üç hane [[CARD_CVV|045]]",
    "kartın arka yüzündeki son 3 rakam [[CARD_CVV|045]]",
    "cvv [[CARD_CVV|1 2 3]]",
    "amex [[CREDIT_CARD|375622000000016]] cvv [[CARD_CVV|1234]]",
    "kart şifrem [[CARD_PIN|5093]]",
    "kartımın şifresi [[CARD_PIN|5093]]",
    "bankamatik kartımın şifresini ([[CARD_PIN|1822]]) söyledim",
    "kredi kartı pin kodum [[CARD_PIN|1822]]",
    "atm kartımın pini [[CARD_PIN|1822]]",
    "kart pini [[CARD_PIN|50 93]]",
    "bankamatik şifresi [[CARD_PIN|5 0 9 3]]",
    "kart şifremi [[CARD_PIN|1822]]'den [[CARD_PIN|2291]]'e çevirdim",
    "kart şifrem [[CARD_PIN|1822]] değil [[CARD_PIN|2291]]",
    "cvv [[CARD_CVV|418]] değil [[CARD_CVV|481]]",
    "kartım [[CREDIT_CARD|5549601234567891]] [[CARD_EXPIRY|9. ay 28]]. yıl",
    "kart no [[CREDIT_CARD|5549601234567891]] ay: [[CARD_EXPIRY|09 yıl: 28]] cvv: [[CARD_CVV|418]]",
    "kart no [[CREDIT_CARD|5549601234567891]] ay [[CARD_EXPIRY|9 yıl 2028]]",
    "kart [[CREDIT_CARD|5549601234567891]] son kullanma ayı [[CARD_EXPIRY|09 yılı 2028]]",
    "kartımın son kullanma tarihi [[CARD_EXPIRY|2028 eylül]]",
    "card no [[CREDIT_CARD|5549601234567891]] exp month [[CARD_EXPIRY|09]] exp year [[CARD_EXPIRY|2028]]",
]

TRACK = [
    "[[CARD_TRACK|;5549601234567891=27121010000000000?]]",
    "track2 [[CARD_TRACK|;5549601234567891=27121010000000000?]] okundu",
    "[[CARD_TRACK|%B5549601234567891^YILMAZ/AYSE^2712101000000000?]]",
    "track1=[[CARD_TRACK|%B5549601234567891^YILMAZ/AYSE^2712101000000000?]]",
    "[[CARD_TRACK|5549601234567891=27121010000000000]]",
    "[[CARD_TRACK|5549601234567891D27121010000000000]]",
    "[[CARD_TRACK|%B4000001234567899^ORNEK/ALI^2712101000000000?]][[CARD_TRACK|;4000001234567899=27121010000000000?]]",
]

NONE = [
    "5549601234567892",
    "kart no 5549 6012 3456 7892",
    "sipariş no 4000001234567899",
    "sipariş no: 4000 0012 3456 7899",
    "takip no 5549601234567891",
    "Kartım 5549 60** **** 7891",
    "kart no 554960******7891",
    "kart 5549-60XX-XXXX-7891",
    "ilk altı 554960 son dört 7891",
    "sonu 7891 ile biten kartım",
    "IMEI 356938035643809",
    "356938035643809",
    "imei no: 35 693803 564380 9",
    "MERSİS no 0483000000800015",
    "istanbulkart 1234 5678 9012 3456",
    "8690000000005",
    "seri no 35693803564380",
    "a=5549 b=2712",
    "sütün SKT'si 12/26",
    "ilacın son kullanma tarihi 12/26",
    "ürünün skt 12/26 idi",
    "12/27 numaralı daire",
    "kartla 3/12 taksit yaptım",
    "No: 12/27",
    "SMS ile gelen güvenlik kodu 481516",
    "kapının güvenlik kodu 418",
    "cvc hatası 105 aldım",
    "modem şifresi 5093",
    "wifi şifremiz 5093",
    "SIM kart PIN kodu 1822",
    "sms ile gelen şifre 4471",
    "e-devlet şifrem 5093",
    "kart numaram 4 ile başlıyor",
    "kart ücreti 450 TL",
    "kart aidatı 1250 TL",
    "cvv kodunu nerede bulurum",
    "kart şifremi 10 15 kez denedim",
    "kart şifremi 10 12 dakika bekledim",
    "sütün son kullanma yılı 2027",
    "exp month 09",
    "kartla son 3 ay 12 taksit",
    "kart ödemesi 9. ay 28. gün",
]


@pytest.mark.parametrize("marked", rows([*CARD, *BESIDE, *TRACK]))
def test_cards_and_what_stands_beside_them_are_found_whole(marked: str) -> None:
    """Card data is found in each way of writing it, with exact ends, and nothing else in the text is."""
    assert_exactly(marked)


@pytest.mark.parametrize("text", rows(NONE))
def test_what_only_looks_like_card_data_is_left(text: str) -> None:
    """Order numbers, IMEIs, masked cards, shelf lives, door codes and other people's PINs are no findings."""
    assert_none(text)


def test_the_planted_cards_pass_luhn() -> None:
    """Every card number of these tables passes Luhn by python-stdnum, so a miss is a miss."""
    for marked in [*CARD, *BESIDE]:
        text, wanted = read(marked)
        for label, start, end in wanted:
            value = text[start:end]
            digits = "".join(char for char in value if char.isascii() and char.isdecimal())
            if label == "CREDIT_CARD" and digits and not any(char.isalpha() for char in value):
                assert luhn.is_valid(digits)


SCHEMES = [
    ("visa", "400000", 16), ("visa-13", "400000", 13), ("visa-19", "400000", 19), ("mastercard-51", "510000", 16),
    ("mastercard-55", "559999", 16), ("mastercard-2221", "222100", 16), ("mastercard-2720", "272099", 16),
    ("troy", "979200", 16), ("troy-65", "650052", 16), ("amex-34", "340000", 15), ("amex-37", "379999", 15),
    ("maestro-50", "500000", 16), ("maestro-6759", "675900", 16), ("unionpay", "620000", 16), ("unionpay-19", "620000", 19),
    ("jcb-3528", "352800", 16), ("jcb-3589", "358999", 16), ("diners-36", "360000", 14), ("diners-30", "300000", 14),
    ("mir", "220000", 16), ("discover", "601100", 16),
]  # fmt: skip


@pytest.mark.parametrize(("prefix", "size"), [pytest.param(*row[1:], id=row[0]) for row in SCHEMES])
def test_every_scheme_is_known(prefix: str, size: int) -> None:
    """A card number of each scheme and length is found, bare and labelled."""
    body = (prefix + "012345678901234567")[: size - 1]
    number = body + str(luhn.calc_check_digit(body))
    assert places(number) == [("CREDIT_CARD", 0, size)]
    assert places(f"kart no {number}") == [("CREDIT_CARD", 8, 8 + size)]


@pytest.mark.parametrize("place", range(16))
def test_a_mistyped_card_number_is_no_card(place: int) -> None:
    """A card number with one digit changed is no card number, even beside its label."""
    value = "5549601234567891"
    for other in set("0123456789") - {value[place]}:
        changed = value[:place] + other + value[place + 1 :]
        assert not [found for found in places(f"kart no {changed}") if found[0] == "CREDIT_CARD"]
