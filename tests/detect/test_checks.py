"""Check digits and number structure, with python-stdnum as the second opinion."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban as std_iban
from stdnum import luhn as std_luhn
from stdnum.iso7064 import mod_97_10
from stdnum.tr import tckimlik as std_tckn
from stdnum.tr import vkn as std_vkn

from kvkkscan.detect import checks

DIGITS = "0123456789"
BOUNDARY = [char * size for char in DIGITS for size in (1, 8, 9, 10, 11, 12, 15, 16, 19)]
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def digits(low: int, high: int | None = None) -> st.SearchStrategy[str]:
    """Strings of ASCII digits."""
    return st.text(DIGITS, min_size=low, max_size=high or low)


@given(digits(1, 25))
def test_luhn_agrees_with_stdnum(number: str) -> None:
    """Luhn holds for a number exactly where python-stdnum says so."""
    assert checks.luhn(number) == std_luhn.is_valid(number)


@given(digits(11))
def test_tckn_agrees_with_stdnum(number: str) -> None:
    """The identity-number check holds for eleven digits exactly where python-stdnum says so."""
    assert checks.tckn(number) == std_tckn.is_valid(number)


@given(digits(9).filter(lambda prefix: prefix[0] != "0"))
def test_tckn_takes_every_number_that_stdnum_completes(prefix: str) -> None:
    """Nine digits with the two check digits of python-stdnum pass, whatever the nine are."""
    assert checks.tckn(prefix + std_tckn.calc_check_digits(prefix))


@given(digits(10))
def test_vkn_agrees_with_stdnum(number: str) -> None:
    """The tax-number check holds for ten digits exactly where python-stdnum says so."""
    assert checks.vkn(number) == std_vkn.is_valid(number)


@given(digits(9))
def test_vkn_takes_every_number_that_stdnum_completes(prefix: str) -> None:
    """Nine digits with the check digit of python-stdnum pass, whatever the nine are."""
    assert checks.vkn(prefix + std_vkn.calc_check_digit(prefix))


@pytest.mark.parametrize(("check", "oracle"), [
    pytest.param(checks.luhn, std_luhn.is_valid, id="luhn"),
    pytest.param(checks.tckn, std_tckn.is_valid, id="tckn"),
    pytest.param(checks.vkn, std_vkn.is_valid, id="vkn"),
])  # fmt: skip
def test_repdigits_of_all_lengths_agree_with_stdnum(check: object, oracle: object) -> None:
    """Repeated digits of every usual length pass exactly where python-stdnum lets them."""
    assert callable(check)
    assert callable(oracle)
    for number in BOUNDARY:
        assert check(number) == oracle(number)


def _completed(country: str, body: str) -> str:
    """An IBAN with the check digits that ISO 7064 gives it."""
    return country + mod_97_10.calc_check_digits(body + country) + body


@given(st.sampled_from(sorted(checks.IBAN_LENGTHS)), st.data())
def test_iban_takes_every_completed_number_of_a_known_country(country: str, data: st.DataObject) -> None:
    """An IBAN of a known country with its length and its check digits passes, and fails with others."""
    size = checks.iban_length(country) - 4
    body = data.draw(st.text(DIGITS + _LETTERS, min_size=size, max_size=size))
    whole = _completed(country, body)
    assert checks.iban(whole)
    wrong = data.draw(st.integers(0, 99).filter(lambda two: (two - int(whole[2:4])) % 97 != 0))
    assert not checks.iban(f"{country}{wrong:02}{body}")
    assert not checks.iban(whole[:-1])
    assert not checks.iban(whole + "0")


def test_iban_takes_what_stdnum_takes() -> None:
    """Every country of python-stdnum's IBAN registry is known here with the same length."""
    samples = {
        "TR": "TR330006100519786457841326", "DE": "DE89370400440532013000", "GB": "GB29NWBK60161331926819",
        "NL": "NL91ABNA0417164300", "FR": "FR1420041010050500013M02606", "AZ": "AZ21NABZ00000000137010001944",
        "CH": "CH9300762011623852957", "AT": "AT611904300234573201", "NO": "NO9386011117947",
        "MT": "MT84MALT011000012345MTLCAST001S", "SA": "SA0380000000608010167519", "GR": "GR1601101250000000012300695",
    }  # fmt: skip
    for country, sample in samples.items():
        assert std_iban.is_valid(sample)
        assert checks.iban(sample)
        assert checks.iban_length(country) == len(sample)


@given(digits(22))
def test_turkish_iban_agrees_with_stdnum(body: str) -> None:
    """A completed Turkish IBAN of digits passes wherever python-stdnum lets it."""
    whole = _completed("TR", body)
    assert checks.iban(whole)
    if std_iban.is_valid(whole):
        assert checks.iban_tr_tail(whole[2:]) == (body[:2] == "00")


@given(st.text(DIGITS + _LETTERS, min_size=5, max_size=34))
def test_mod97_agrees_with_stdnum(text: str) -> None:
    """ISO 7064 MOD 97-10 over the moved text holds exactly where python-stdnum says so."""
    assert checks.mod97(text) == mod_97_10.is_valid(text[4:] + text[:4])


VALID = [
    ("luhn", "5549601234567891"), ("luhn", "375622000000016"), ("luhn", "4000001234567899"), ("tckn", "10000000146"),
    ("tckn", "12345678950"), ("tckn", "99001255472"), ("vkn", "4830000008"), ("vkn", "1234567890"),
    ("iban", "TR820006200000012345678901"), ("iban", "DE89370400440532013000"), ("iban-tr-tail", "820006200000012345678901"),
    ("mersis-person", "1000000014600015"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), [pytest.param(*row, id=f"{row[0]}-{at}") for at, row in enumerate(VALID)])
def test_one_changed_digit_breaks_the_check(name: str, value: str) -> None:
    """A valid number with any one of its checked digits changed is not valid."""
    check = checks.CHECKS[name]
    assert check(value)
    checked = 11 if name == "mersis-person" else len(value)
    for place in range(checked):
        for other in DIGITS:
            if value[place].isdigit() and other != value[place]:
                assert not check(value[:place] + other + value[place + 1 :])


@pytest.mark.parametrize(("name", "value"), [pytest.param(*row, id=f"{row[0]}-{at}") for at, row in enumerate(VALID)])
def test_a_digit_more_or_less_breaks_the_check(name: str, value: str) -> None:
    """A valid number with a digit cut off is not valid; fixed-length ones stand no digit more either."""
    check = checks.CHECKS[name]
    assert not check(value[:-1])
    if name != "luhn":
        assert not check(value + "0")
        assert not check(value[1:])


JUNK = [
    "", " ", "-", "a", "A", "²", "²²²²²²²²²²", "²²²²²²²²²²²", "²" * 16, "²" * 24, "①②③④⑤⑥⑦⑧⑨⑩⑪", "½" * 11, "١٢٣٤٥٦٧٨٩٥٠", "١" * 10,
    "１２３４５６７８９５０", "１" * 16, "１" * 10, "😀", "😀" * 10, "😀" * 11, "😀" * 16, "😀" * 24, "TR" + "😀" * 24, "TR" + "²" * 24, "TR", "TR82",
    "\ud800" * 11, "\x00" * 11, "\x00" * 16, "ıİşğ", "ABCDEFGHIJK", "A" * 16, "A" * 26, "TR82" + "ş" * 22, "𝟏" * 11, "Ⅷ" * 10,
]  # fmt: skip


@pytest.mark.parametrize("name", sorted(checks.CHECKS))
def test_nothing_at_all_is_refused(name: str) -> None:
    """No check takes the empty string."""
    assert not checks.CHECKS[name]("")


@pytest.mark.parametrize("name", sorted(checks.CHECKS))
@pytest.mark.parametrize("junk", [pytest.param(text, id=f"{at:02}") for at, text in enumerate(JUNK)])
def test_junk_raises_nothing(name: str, junk: str) -> None:
    """Every check answers yes or no to what holds no ASCII digits, and never raises."""
    assert checks.CHECKS[name](junk) in (True, False)


@given(st.text(st.characters(exclude_categories=()), max_size=30))
def test_no_check_raises_on_any_text(text: str) -> None:
    """Every check answers for every text, lone surrogates and all."""
    for check in checks.CHECKS.values():
        assert check(text) in (True, False)


@pytest.mark.parametrize("name", ["tckn", "vkn", "iban", "iban-tr-tail", "mobile", "landline", "mersis-person", "e164"])
@given(text=st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters=DIGITS), max_size=30))
def test_fixed_shapes_refuse_text_of_any_other_length(name: str, text: str) -> None:
    """A check of a fixed length refuses text of none of its lengths, whatever it is made of."""
    usual = {10, 11, 12, 13, 14, 15, 16, 24}
    if len(text) not in usual:
        assert not checks.CHECKS[name](text)


# ICAO Doc 9303: part 3 section 4.9 (worked examples), part 4 and part 5 appendix (specimens of Utopia).
MRZ = [
    ("520727", "3"), ("AB2134<<<", "5"), ("L898902C3", "6"), ("740812", "2"), ("120415", "9"), ("ZE184226B<<<<<", "1"),
    ("L898902C36" "7408122" "1204159" "ZE184226B<<<<<1", "0"), ("D23145890", "7"), ("D231458907<<<<<<<<<<<<<<<" "7408122" "1204159" "<<<<<<<<<<<", "6"),
    ("HA672242<", "6"), ("<<<<<<<<<<<<<<", "0"), ("<<<<<<<<<<<<<<", "<"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "check"), [
    pytest.param(*row, id=f"{at:02}") for at, row in enumerate(MRZ)
])  # fmt: skip
def test_mrz_check_digits_of_icao_9303_hold(field: str, check: str) -> None:
    """The check digits that ICAO 9303 prints hold, and no other digit does in their place."""
    assert checks.mrz(field, check)
    for other in DIGITS:
        if other != check and not (check == "<" and other == "0"):
            assert not checks.mrz(field, other)


@pytest.mark.parametrize(("field", "check"), [("L898902c3", "6"), ("L898902Ç3", "6"), ("520727", "<"), ("520727", ""), ("52 727", "3"), ("5²0727", "3")])
def test_mrz_takes_nothing_but_its_own_characters(field: str, check: str) -> None:
    """Small letters, letters with marks, blanks and a filler for a filled field's check digit are refused."""
    assert not checks.mrz(field, check)


@given(st.text(DIGITS + _LETTERS + "<", min_size=1, max_size=44))
def test_exactly_one_digit_checks_an_mrz_field(field: str) -> None:
    """For every field exactly one of the ten digits is its check digit."""
    assert sum(checks.mrz(field, digit) for digit in DIGITS) == 1


NATIONAL = [
    ("5321234567", "5321234567"), ("05321234567", "5321234567"), ("905321234567", "5321234567"), ("9005321234567", "5321234567"),
    ("00905321234567", "5321234567"), ("009005321234567", "5321234567"), ("2125551234", "2125551234"), ("02125551234", "2125551234"),
    ("532123456", "532123456"), ("15321234567", "15321234567"), ("00495321234567", "00495321234567"), ("", ""), ("0", "0"),
    ("90", "90"), ("0090", "0090"),
]  # fmt: skip


@pytest.mark.parametrize(("given_", "wanted"), NATIONAL)
def test_a_phone_number_comes_down_to_ten_digits(given_: str, wanted: str) -> None:
    """0, 90, 090 and 0090 in front of ten digits go; anything else stays as given."""
    assert checks.national_number(given_) == wanted


PREFIXES = ("", "0", "90", "900", "0090", "00900")


@given(st.sampled_from(PREFIXES), st.sampled_from("0123456"), digits(8))
def test_mobile_takes_every_block_with_every_prefix(prefix: str, block: str, rest: str) -> None:
    """50 to 56 with eight digits is a mobile number, whatever way it is dialled."""
    assert checks.mobile(f"{prefix}5{block}{rest}")
    assert not checks.landline(f"{prefix}5{block}{rest}")


@given(st.sampled_from(PREFIXES), st.sampled_from(sorted(checks.AREA_CODES)), digits(7))
def test_landline_takes_every_province_with_every_prefix(prefix: str, area: str, rest: str) -> None:
    """An area code with seven digits is a landline, whatever way it is dialled."""
    assert checks.landline(prefix + area + rest)
    assert not checks.mobile(prefix + area + rest)


@pytest.mark.parametrize("number", ["5781234567", "5901234567", "4440375", "8502221234", "8001234567", "2110000000"])
def test_service_and_unused_numbers_are_no_phones(number: str) -> None:
    """057, 059, 444, 0850, 0800 and area codes that do not exist are neither mobile nor landline."""
    for prefix in PREFIXES:
        assert not checks.mobile(prefix + number)
        assert not checks.landline(prefix + number)


def test_there_is_an_area_code_for_each_province() -> None:
    """81 provinces, Istanbul with two codes, and Northern Cyprus: 83 area codes, all even."""
    assert len(checks.AREA_CODES) == 83
    assert all(int(code) % 2 == 0 for code in checks.AREA_CODES)


@pytest.mark.parametrize("number", ["4917622918834", "004917622918834", "306948120573", "442079460018", "12025550123", "994501234567", "0012025550123", "9647701234567"])
def test_e164_takes_numbers_of_other_countries(number: str) -> None:
    """A known country code and 8 to 15 digits make an international number, with or without 00."""
    assert checks.e164(number)


@pytest.mark.parametrize("number", ["", "00", "0", "905321234567", "00905321234567", "1234567", "4917622", "1" * 16, "0449170000000", "2100000000", "9990000000", "00000000000"])
def test_e164_refuses_turkish_short_long_and_unknown_numbers(number: str) -> None:
    """Turkey's own code, unknown codes, fewer than 8 and more than 15 digits make none."""
    assert not checks.e164(number)


@given(digits(11), digits(5))
def test_mersis_of_a_person_begins_with_an_identity_number(head: str, tail: str) -> None:
    """A MERSİS number is a person's exactly where its first eleven digits are an identity number."""
    assert checks.mersis_person(head + tail) == std_tckn.is_valid(head)


def test_every_check_that_packs_may_name_is_tested_here() -> None:
    """A check that is added must be added to these tests too."""
    assert set(checks.CHECKS) == {"luhn", "tckn", "vkn", "iban", "iban-tr-tail", "mobile", "landline", "mersis-person", "e164"}
