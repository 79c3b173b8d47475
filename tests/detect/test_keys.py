"""Names of fields as labels."""

from __future__ import annotations

import pytest

from kvkkscan.detect.keys import spelled

from .inline import assert_exactly, assert_none, rows

SPELLED = [
    ("cardNumber", "card number"),
    ("card_number", "card number"),
    ("CARD-NUMBER", "card number"),
    ("TCKimlikNo", "tc kimlik no"),
    ("clientIP", "client ip"),
    ("kart no", "kart no"),
    ("cvv2", "cvv"),
    ("doğumTarihi", "doğum tarihi"),
    ("", ""),
    ("12", ""),
]

FOUND = [
    '{"cardNumber":"[[CREDIT_CARD|5549601234567891]]","expiryMonth":[[CARD_EXPIRY|12]],"expiryYear":[[CARD_EXPIRY|2027]],'
    '"cvv":[[CARD_CVV|123]]}',
    '{"cardNo":"[[CREDIT_CARD|5549601234567891]]","expiryDate":"[[CARD_EXPIRY|12/27]]","cvvCode":"[[CARD_CVV|045]]"}',
    '{"card_number":"[[CREDIT_CARD|5549601234567891]]","exp_month":"[[CARD_EXPIRY|09]]","exp_year":"[[CARD_EXPIRY|28]]"}',
    "odeme?pan=[[CREDIT_CARD|5549601234567891]]&expMonth=[[CARD_EXPIRY|09]]&expYear=[[CARD_EXPIRY|28]]&cvv=[[CARD_CVV|418]]",
    "<customerPhone>[[PHONE_NUMBER|2125551234]]</customerPhone><taxNumber>[[TR_TAX_ID|4830000008]]</taxNumber>",
    '{"ibanNo": "[[IBAN_CODE|820006200000012345678901]]", "plakaNo": "[[TR_LICENSE_PLATE|34abc123]]"}',
    '{"ipAddress": "[[IP_ADDRESS|10.15.7.2]]", "appVersion": "5.12.1.4"}',
    "remoteAddr=[[IP_ADDRESS|10.15.7.2]] orderId=10000000146",
]

NONE = [
    '{"price": 12.27, "expiryMonth": 12}',
    '{"productExpiryDate": "12/27", "sku": "x"}',
    '{"orderNumber": "4000001234567899", "trackingNo": "5321234567"}',
    "a=12 b=27",
    "iPhone = eski",
    '{"phoneCount": 2125551234}',
    '{"cardType": "visa", "cvvRequired": true, "limit": 418}',
]


@pytest.mark.parametrize(("name", "words"), SPELLED)
def test_a_name_is_spelled_out(name: str, words: str) -> None:
    """The words of a name are told apart by humps, dashes, lines and digits."""
    assert spelled(name) == words


@pytest.mark.parametrize("marked", rows(FOUND))
def test_names_of_fields_are_labels(marked: str) -> None:
    """What a field's name says of its value counts, and each value is found with exact ends."""
    assert_exactly(marked)


@pytest.mark.parametrize("text", rows(NONE))
def test_fields_of_other_things_are_left(text: str) -> None:
    """Orders, prices and goods in fields are nobody's data."""
    assert_none(text)
