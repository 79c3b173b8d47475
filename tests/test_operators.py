"""What operators write. Surrogates are checked by python-stdnum, which shares no code with ours."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from presidio_anonymizer import DeanonymizeEngine
from presidio_anonymizer.entities import OperatorConfig, OperatorResult
from presidio_anonymizer.operators import Mask
from stdnum import iban, luhn
from stdnum.tr import tckimlik, vkn

from kvkkscan.errors import SensitiveDataFound
from kvkkscan.finding import LABELS, Group
from kvkkscan.operators import OPERATORS, PARAMS, Site, digest
from kvkkscan.placeholders import is_digest, placeholder_spans
from kvkkscan.surrogates import SURROGATES, made_up
from kvkkscan.values import identity

KEY = b"0123456789abcdef"
JUNK = st.text(st.characters(), max_size=40)  # lone surrogates included


def write(operator: str, entity_type: str, value: str, **site: object) -> str:
    """What an operator writes for a value."""
    return OPERATORS[operator](Site(entity_type=entity_type, value=value, **site))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("entity_type", "value", "params", "expected"),
    [
        ("CREDIT_CARD", "5549 6012 3456 7891", {"keep_first": 6, "keep_last": 4}, "5549 60** **** 7891"),
        ("CREDIT_CARD", "5549601234567891", {"keep_last": 4}, "************7891"),
        ("CREDIT_CARD", "375622 0000 00016", {"keep_first": 6, "keep_last": 4}, "375622 **** *0016"),
        ("CREDIT_CARD", "30569309025904", {"keep_first": 6, "keep_last": 4}, "**********5904"),
        ("PERSON", "Ayşe Yılmaz", {"keep_first": 1}, "A*** ******"),
        ("EMAIL_ADDRESS", "ali@example.com", {"keep_first": 1}, "a**@*******.***"),
        ("PERSON", "Al", {"keep_first": 1, "keep_last": 1}, "**"),
        ("PERSON", "A", {"keep_first": 3, "keep_last": 3}, "*"),
        ("PERSON", "Ayşe", {"keep_first": 0, "masking_char": "X"}, "XXXX"),
        ("TR_NATIONAL_ID", "10000000146", {"chars_to_mask": 7}, "*******0146"),
        ("TR_NATIONAL_ID", "10000000146", {"chars_to_mask": 7, "from_end": True}, "1000*******"),
        ("TR_NATIONAL_ID", "10000000146", {"chars_to_mask": 99, "from_end": True}, "***********"),
    ],
)
def test_mask(entity_type: str, value: str, params: dict[str, object], expected: str) -> None:
    """Mask hides what it says, keeps separators, and hides all where it would hide nothing."""
    assert write("mask", entity_type, value, params=params) == expected


@given(st.text(max_size=30), st.integers(1, 40), st.booleans())
def test_mask_as_presidio(value: str, count: int, from_end: bool) -> None:
    """With Presidio's parameters, mask writes what Presidio's own operator writes."""
    params = {"masking_char": "*", "chars_to_mask": count, "from_end": from_end}
    assert write("mask", "PERSON", value, params=params) == Mask().operate(value, params)


@given(JUNK, st.integers(0, 10), st.integers(0, 10))
def test_mask_always_hides(value: str, first: int, last: int) -> None:
    """A mask keeps the length, and at most as many characters as it was told to."""
    made = write("mask", "PERSON", value, params={"keep_first": first, "keep_last": last, "masking_char": "█"})
    assert len(made) == len(value)
    shown = [c for c in made if c != "█" and not c.isspace() and (c.isalnum() or ord(c) > 0xD7FF)]
    assert len(shown) <= first + last or "█" not in value


@pytest.mark.parametrize(
    ("site", "expected"),
    [
        ({"entity_type": "CREDIT_CARD", "value": "x"}, "[KART]"),
        ({"entity_type": "CREDIT_CARD", "value": "x", "language": "en", "number": 2}, "[CARD 2]"),
        ({"entity_type": "HEALTH", "value": "x", "params": {"new_value": "***"}}, "***"),
        ({"entity_type": "OWN", "value": "x", "names": {"OWN": ("BENİM", "MINE")}}, "[BENİM]"),
    ],
)
def test_replace(site: dict[str, object], expected: str) -> None:
    """Replace writes `new_value`, else the placeholder."""
    assert OPERATORS["replace"](Site(**site)) == expected  # type: ignore[arg-type]


def test_keep_redact_refuse() -> None:
    """Keep writes the value, redact nothing, and refuse never writes."""
    assert write("keep", "PERSON", "Ayşe") == "Ayşe"
    assert write("redact", "PERSON", "Ayşe") == ""
    with pytest.raises(SensitiveDataFound):
        write("refuse", "PERSON", "Ayşe")


@pytest.mark.parametrize(
    ("entity_type", "one", "other", "same"),
    [
        ("TR_NATIONAL_ID", "10000000146", "100 000 001 46", True),
        ("TR_NATIONAL_ID", "10000000146", "１００００００0146", True),
        ("TR_NATIONAL_ID", "10000000146", "12345678950", False),
        ("CREDIT_CARD", "5549601234567891", "5549.6012.3456.7891", True),
        ("IBAN_CODE", "TR33 0006 1005 1978 6457 8413 26", "330006100519786457841326", True),
        ("IBAN_CODE", "tr330006100519786457841326", "TR33-0006-1005-1978-6457-8413-26", True),
        ("PHONE_NUMBER", "0532 123 45 67", "+90 (532) 123-45-67", True),
        ("PHONE_NUMBER", "5321234567", "0090 532 1234567", True),
        ("PHONE_NUMBER", "0532 123 45 67", "0532 123 45 68", False),
        ("EMAIL_ADDRESS", "Ali@Example.com", "ali@example.com", True),
        ("PERSON", "AYŞE IŞIK", "ayşe ışık", True),
        ("PERSON", "İrem", "irem", True),
        ("PERSON", "Ayşe", "Ayla", False),
    ],
)
def test_hash_of_one_value(entity_type: str, one: str, other: str, same: bool) -> None:
    """The same value, however written, has the same digest; another value another."""
    assert (write("hash", entity_type, one, key=KEY) == write("hash", entity_type, other, key=KEY)) is same


def test_hash_needs_the_key() -> None:
    """Another key, and another label, give another digest; the form is a placeholder's."""
    made = write("hash", "TR_NATIONAL_ID", "10000000146", key=KEY)
    assert re.fullmatch(r"\[TCKN:[0-9a-f]{16}\]", made)
    assert placeholder_spans(made) == [(0, len(made))]
    assert made != write("hash", "TR_NATIONAL_ID", "10000000146", key=KEY[::-1])
    assert digest(KEY, "TR_TAX_ID", "10000000146") != digest(KEY, "TR_NATIONAL_ID", "10000000146")


@given(st.sampled_from(sorted(LABELS)), JUNK)
def test_digest_is_never_a_number(entity_type: str, value: str) -> None:
    """A digest is sixteen hex digits that no scan could take for a number, whatever the value."""
    assert is_digest(digest(KEY, entity_type, value))


@pytest.mark.parametrize("size", [16, 24, 32])
@pytest.mark.parametrize("value", ["10000000146", "Ayşe Yılmaz", "şeker hastasıyım 🙂"])
def test_encrypt_round_trip(size: int, value: str) -> None:
    """Presidio's DeanonymizeEngine gives back what encrypt wrote."""
    key = bytes(range(65, 65 + size))
    made = write("encrypt", "PERSON", value, key=key)
    assert value not in made
    item = OperatorResult(start=2, end=2 + len(made), entity_type="PERSON")
    engine = DeanonymizeEngine()
    back = engine.deanonymize(f"a {made} b", [item], {"PERSON": OperatorConfig("decrypt", {"key": key})})
    assert back.text == f"a {value} b"


def test_encrypt_of_broken_unicode() -> None:
    """What cannot be encrypted becomes a placeholder, without an error that shows it."""
    assert write("encrypt", "PERSON", "Ay\ud800e", key=KEY) == "[KİŞİ]"


VALUES = [
    ("TR_NATIONAL_ID", "10000000146"),
    ("TR_NATIONAL_ID", "123 456 789 50"),
    ("TR_NATIONAL_ID", "99001255472"),
    ("TR_NATIONAL_ID", "iki bir sıfır"),
    ("TR_TAX_ID", "4830000008"),
    ("TR_TAX_ID", "483 000 00 08"),
    ("CREDIT_CARD", "5549 6012 3456 7891"),
    ("CREDIT_CARD", "9792.0012.3456.7890"),
    ("CREDIT_CARD", "375622 0000 00016"),
    ("CREDIT_CARD", "2223001234567894"),
    ("IBAN_CODE", "TR33 0006 1005 1978 6457 8413 26"),
    ("IBAN_CODE", "330006100519786457841326"),
    ("IBAN_CODE", "tr82-0006-2000-0001-2345-6789-01"),
    ("IBAN_CODE", "DE89370400440532013000"),
    ("PHONE_NUMBER", "+90 (532) 123-45-67"),
    ("PHONE_NUMBER", "0532 123 45 67"),
    ("EMAIL_ADDRESS", "ayse.yilmaz@firma.com.tr"),
    ("TR_LICENSE_PLATE", "34 ABC 123"),
    ("TR_LICENSE_PLATE", "06abc12"),
    ("DATE_OF_BIRTH", "12.05.1980"),
    ("DATE_OF_BIRTH", "1980-05-12"),
    ("DATE_OF_BIRTH", "12 Mayıs 1980"),
    ("DATE_OF_BIRTH", "12051980"),
    ("DATE_OF_BIRTH", "5/3/80"),
    ("CARD_EXPIRY", "12/27"),
    ("CARD_EXPIRY", "09-2027"),
    ("TR_ID_SERIAL", "A12B34567"),
    ("TR_PASSPORT", "U12345678"),
    ("TR_DRIVER_LICENSE", "123456"),
    ("TR_SOCIAL_SECURITY", "1234567890123"),
    ("TR_BANK_ACCOUNT", "123-4567890"),
    ("IP_ADDRESS", "85.105.1.2"),
    ("IP_ADDRESS", "2a02:ff0::1"),
    ("PERSON", "AYŞE YILMAZ"),
    ("PERSON", "Ayşe Nur Yılmaz"),
    ("TR_ADDRESS", "Atatürk Mah. Gül Sok. No:12"),
]


@pytest.mark.parametrize(("entity_type", "value"), VALUES)
def test_surrogate_is_another_value_of_the_same_form(entity_type: str, value: str) -> None:
    """A made-up value differs, is fixed by a key, passes the checks and stands in the same grouping."""
    made = made_up(entity_type, value, KEY)
    assert identity(entity_type, made) != identity(entity_type, value)
    assert made == made_up(entity_type, value, KEY)
    assert identity(entity_type, made_up(entity_type, value)) != identity(entity_type, value)
    check(entity_type, made)
    if entity_type not in {"EMAIL_ADDRESS", "IP_ADDRESS", "PERSON", "TR_ADDRESS"} and "bir" not in value:
        assert re.sub(r"\d", "0", re.sub(r"[^\W\d]", "a", made)) == re.sub(r"\d", "0", re.sub(r"[^\W\d]", "a", value))


def check(entity_type: str, made: str) -> None:
    """Refuse a made-up value that python-stdnum, or the eye, would not take for a real one."""
    digits = "".join(filter(str.isdecimal, made))
    if entity_type == "TR_NATIONAL_ID":
        tckimlik.validate(digits)
    elif entity_type == "TR_TAX_ID":
        vkn.validate(digits)
    elif entity_type == "CREDIT_CARD":
        luhn.validate(digits)
    elif entity_type == "IBAN_CODE":
        iban.validate(made if made[0].isalpha() else f"TR{made}", check_country=made[:2].upper() != "DE")
    elif entity_type == "EMAIL_ADDRESS":
        assert made.endswith("@example.com")
    elif entity_type == "TR_LICENSE_PLATE":
        assert 1 <= int(digits[:2]) <= 81


@given(st.integers(0, 10**9 - 1), st.binary(min_size=16, max_size=16))
def test_made_up_numbers_check(seed: int, key: bytes) -> None:
    """Whatever key and value, made-up TCKN, VKN, card and IBAN pass python-stdnum."""
    value = f"{seed:011}"
    tckimlik.validate(made_up("TR_NATIONAL_ID", value, key))
    vkn.validate(made_up("TR_TAX_ID", value[1:], key))
    luhn.validate(made_up("CREDIT_CARD", "5549" + value + "1", key))
    iban.validate(made_up("IBAN_CODE", "TR33000620" + value + "00000", key))


@pytest.mark.parametrize(
    ("value", "scheme"),
    [("5549 6012 3456 7891", "55"), ("9792001234567890", "9792"), ("375622000000016", "37"), ("4000001234567899", "4")],
)
def test_card_scheme_stays(value: str, scheme: str) -> None:
    """A made-up card is of the scheme and length of the real one."""
    digits = made_up("CREDIT_CARD", value, KEY).replace(" ", "")
    assert digits.startswith(scheme)
    assert len(digits) == len(value.replace(" ", ""))


def test_foreigners_stay_foreigners() -> None:
    """A made-up number of a foreigner begins with 99, one of a citizen does not."""
    assert made_up("TR_NATIONAL_ID", "99001255472").startswith("99")
    assert not made_up("TR_NATIONAL_ID", "10000000146").startswith("99")


@given(st.sampled_from(sorted(SURROGATES)), JUNK | st.text("0123456789 -./", max_size=6000))
def test_surrogates_take_junk(entity_type: str, value: str) -> None:
    """No value, however broken or long, makes a surrogate fail."""
    assert isinstance(made_up(entity_type, value, KEY), str)
    assert isinstance(made_up(entity_type, value), str)


def test_what_can_be_made_up() -> None:
    """There are surrogates for all but special categories and card secrets, and parameters for each operator."""
    special = {label for label, group in LABELS.items() if group is Group.SPECIAL}
    assert set(SURROGATES) == set(LABELS) - special - {"CARD_CVV", "CARD_PIN", "CARD_TRACK"}
    assert set(PARAMS) == set(OPERATORS)


def test_site_hides_value_and_key() -> None:
    """A site's repr shows neither value nor key."""
    shown = repr(Site("PERSON", "Ayşe", key=KEY))
    assert "Ayşe" not in shown
    assert KEY.decode() not in shown
