"""Made-up values that pass the checks of the real ones and are written as they were written.

A made-up value may by chance belong to someone: there is no range of TCKNs, cards or phone numbers kept free for
fiction. Use `replace` unless the reader of the text needs something that looks real.
"""

from __future__ import annotations

import hmac
import itertools
import re
from typing import TYPE_CHECKING, Final

from kvkkscan.values import identity

if TYPE_CHECKING:
    from collections.abc import Callable

    Draw = Callable[[int], int]  # draw(n) is a whole number, 0 <= draw(n) < n

_PLATE_LETTERS = "ABCDEFGHJKLMNPRSTUVYZ"
_GIVEN = ("Deniz", "Umut", "Evren", "Derya", "Toprak", "Güneş", "Özgür", "Yağmur", "Bahar", "Ufuk", "Doğa", "Kuzey")
_SURNAMES = ("Örnek", "Kurgu", "Deneme", "Hayali", "Temsili", "Uydurma")
# Digits that make the card's scheme, by its first ones (ISO/IEC 7812); the rest of the number is made up.
_SCHEMES = ("9792", "34", "36", "37", "38", "30", "50", "51", "52", "53", "54", "55", "62", "65", "4")


def made_up(entity_type: str, value: str, key: bytes = b"") -> str:
    """Another value of the same kind; the same one for the same value and key, and at random without a key.

    `entity_type` must be in SURROGATES.
    """
    draw = _keyed(key, f"{entity_type}:{identity(entity_type, value)}") if key else _chance()
    make = SURROGATES[entity_type]
    for _ in range(64):
        made = make(value, draw)
        if identity(entity_type, made) != identity(entity_type, value):
            return made
    return make("", draw)


def _keyed(key: bytes, message: str) -> Draw:
    blocks = (hmac.digest(key, f"{message}#{n}".encode("utf-8", "surrogatepass"), "sha256") for n in itertools.count())
    words = (int.from_bytes(block[i : i + 8], "big") for block in blocks for i in range(0, 32, 8))
    return lambda n: next(words) % n


def _chance() -> Draw:
    import secrets

    return secrets.randbelow


def _digits(value: str) -> str:
    return "".join(filter(str.isdigit, identity("TR_NATIONAL_ID", value)))


def _some(draw: Draw, count: int, alphabet: str = "0123456789") -> str:
    return "".join(alphabet[draw(len(alphabet))] for _ in range(count))


def pour(made: str, value: str) -> str:
    """`made` in the grouping of `value`: each letter or digit of it replaced in turn; plain where the counts differ."""
    if sum(map(str.isalnum, value)) != len(made):
        return made
    rest = iter(made)
    return "".join(next(rest) if char.isalnum() else char for char in value)


def national_id_checks(nine: str) -> str:
    """The tenth and eleventh digit of a TCKN (General Directorate of Population: odd*7 - even, then the sum)."""
    digits = [int(digit) for digit in nine]
    tenth = (7 * sum(digits[::2]) - sum(digits[1::2])) % 10
    return f"{tenth}{(sum(digits) + tenth) % 10}"


def tax_id_check(nine: str) -> str:
    """The tenth digit of a VKN."""
    total = 0
    for place, digit in enumerate(nine, start=1):
        moved = (int(digit) + 10 - place) % 10
        total += 9 if moved == 9 else moved * 2 ** (10 - place) % 9  # noqa: PLR2004 - the rule's own nine
    return str(-total % 10)


def luhn_check(body: str) -> str:
    """The digit that makes `body` plus it pass Luhn (ISO/IEC 7812-1)."""
    doubled = (sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(reversed(body)))
    return str(-sum(doubled) % 10)


def iban_check(country: str, bban: str) -> str:
    """The two check digits of an IBAN (ISO 13616, mod 97)."""
    return f"{98 - int(''.join(str(int(char, 36)) for char in bban + country + '00')) % 97:02}"


def _national_id(value: str, draw: Draw) -> str:
    first = "99" if _digits(value).startswith("99") else str(1 + draw(8))  # foreigners' numbers begin with 99
    nine = first + _some(draw, 9 - len(first))
    return pour(nine + national_id_checks(nine), value)


def _tax_id(value: str, draw: Draw) -> str:
    nine = _some(draw, 9)
    return pour(nine + tax_id_check(nine), value)


def _card(value: str, draw: Draw) -> str:
    digits = _digits(value)
    length = len(digits) if 13 <= len(digits) <= 19 else 16  # noqa: PLR2004 - ISO/IEC 7812
    scheme = next((start for start in _SCHEMES if digits.startswith(start)), digits[:4] or "4")
    body = scheme + _some(draw, length - len(scheme) - 1)
    return pour(body + luhn_check(body), value)


def _iban(value: str, draw: Draw) -> str:
    code = identity("IBAN_CODE", value).upper()
    if not re.fullmatch("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", code):
        code = "TR00000620" + "0" * 16
    country, bban = code[:2], code[4:]
    bank = bban[:6] if country == "TR" else bban[:4]
    bban = bank + _shape(0)(bban[len(bank) :], draw)
    made = country + iban_check(country, bban) + bban
    country_left_off = sum(map(str.isalnum, value)) == len(made) - 2
    return pour(made[2:] if country_left_off else made, value)


def _phone(value: str, draw: Draw) -> str:
    digits = _digits(value) or "05320000000"
    kept = digits[: max(len(digits) - 7, len(digits) // 2)]
    return pour(kept + str(2 + draw(8)) + _some(draw, len(digits) - len(kept) - 1), value)


def _email(_value: str, draw: Draw) -> str:
    return f"ornek.{_some(draw, 8, 'abcdefghjkmnprstuvyz')}@example.com"  # RFC 2606


def _plate(value: str, draw: Draw) -> str:
    code = identity("TR_LICENSE_PLATE", value).upper()
    parts = re.fullmatch("([0-9]{2})([A-Z]{1,3})([0-9]{2,5})", code)
    province, letters, number = parts.groups() if parts else ("34", "ABC", "123")
    made = province + _some(draw, len(letters), _PLATE_LETTERS) + str(1 + draw(9)) + _some(draw, len(number) - 1)
    return pour(made.lower() if value.islower() else made, value)


def _date(value: str, draw: Draw) -> str:
    groups = re.findall("[0-9]+", value)
    if not groups:
        return f"{1 + draw(28):02}.{1 + draw(12):02}.{1950 + draw(50)}"
    if len(groups) == 1 and len(groups[0]) == 8:  # noqa: PLR2004 - 12051980 or 19800512
        year = groups[0][4:] if groups[0][4:6] in {"19", "20"} else groups[0][:4]
        made = f"{1 + draw(28):02}{1 + draw(12):02}{_year(year, draw)}"
        return value.replace(groups[0], made if groups[0].endswith(year) else made[4:] + made[2:4] + made[:2])
    makers = iter(_date_order(groups))
    return re.sub("[0-9]+", lambda match: next(makers)(match[0], draw), value)


def _date_order(groups: list[str]) -> list[Callable[[str, Draw], str]]:
    """What each group of digits is.

    The year is the one of four digits or the last of several; the month is in the middle of three, or a word.
    """
    day, month = _within(28), _within(12)
    if len(groups) == 3:  # noqa: PLR2004 - day, month and year
        return [_year, month, day] if len(groups[0]) == 4 else [day, month, _year]  # noqa: PLR2004
    last = len(groups) - 1
    return [_year if len(group) == 4 or 0 < place == last else day for place, group in enumerate(groups)]  # noqa: PLR2004


def _within(most: int) -> Callable[[str, Draw], str]:
    return lambda group, draw: str(1 + draw(9 if len(group) == 1 else most)).zfill(len(group))


def _year(group: str, draw: Draw) -> str:
    year = int(group[-4:])
    low = max(year - 4, 0 if len(group) < 4 else 1900)  # noqa: PLR2004
    return str(low + draw(4)).zfill(len(group))


def _expiry(value: str, draw: Draw) -> str:
    groups = re.findall("[0-9]+", value)
    if len(groups) == 1 and len(groups[0]) == 4:  # noqa: PLR2004 - 1227
        return value.replace(groups[0], f"{1 + draw(12):02}{26 + draw(9)}")
    if len(groups) != 2:  # noqa: PLR2004 - month and year
        return f"{1 + draw(12):02}/{26 + draw(9)}"
    month, year = _within(12)(groups[0], draw), f"{2026 + draw(9)}"[-len(groups[1]) :]
    made = iter((month, year))
    return re.sub("[0-9]+", lambda _match: next(made), value)


def _shape(kept: int) -> Callable[[str, Draw], str]:
    """Letters for letters and digits for digits, all but the first `kept` characters."""

    def make(value: str, draw: Draw) -> str:
        made = []
        for place, char in enumerate(value or "A12B34567"):
            if place < kept or not char.isalnum():
                made.append(char)
            elif char.isdecimal():
                made.append(_some(draw, 1))
            else:
                letter = _some(draw, 1, _PLATE_LETTERS)
                made.append(letter.lower() if char.islower() else letter)
        return "".join(made)

    return make


def _ip(value: str, draw: Draw) -> str:
    if ":" in value:
        return "2001:db8::" + ":".join(f"{1 + draw(0xFFFE):x}" for _ in range(2))  # RFC 3849
    return ("192.0.2", "198.51.100", "203.0.113")[draw(3)] + f".{1 + draw(254)}"  # RFC 5737


def _person(value: str, draw: Draw) -> str:
    count = max(len(value.split()), 1)
    names = [_GIVEN[draw(len(_GIVEN))] for _ in range(count - 1 or 1)]
    made = " ".join(names if count == 1 else [*names, _SURNAMES[draw(len(_SURNAMES))]])
    if value.isupper():
        return made.replace("i", "İ").replace("ı", "I").upper()
    return made.lower() if value.islower() else made


def _address(_value: str, draw: Draw) -> str:
    return f"Örnek Mah. Deneme Sok. No: {1 + draw(98)} D: {1 + draw(20)} Merkez/Örnekköy"


SURROGATES: Final[dict[str, Callable[[str, Draw], str]]] = {
    "CREDIT_CARD": _card,
    "CARD_EXPIRY": _expiry,
    "IBAN_CODE": _iban,
    "TR_BANK_ACCOUNT": _shape(0),
    "TR_NATIONAL_ID": _national_id,
    "TR_TAX_ID": _tax_id,
    "TR_ID_SERIAL": _shape(0),
    "TR_PASSPORT": _shape(1),
    "TR_DRIVER_LICENSE": _shape(0),
    "TR_SOCIAL_SECURITY": _shape(0),
    "TR_LICENSE_PLATE": _plate,
    "DATE_OF_BIRTH": _date,
    "PERSON": _person,
    "PHONE_NUMBER": _phone,
    "EMAIL_ADDRESS": _email,
    "TR_ADDRESS": _address,
    "IP_ADDRESS": _ip,
}
