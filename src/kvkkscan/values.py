"""When two written values are the same value: for allow entries, numbered placeholders, keyed hashes and surrogates."""

from __future__ import annotations

import unicodedata

from kvkkscan.finding import LABELS, Group

# Labels whose values are numbers or codes: separators inside them mean nothing.
CODES = frozenset(
    {label for label, group in LABELS.items() if group in (Group.PAYMENT, Group.IDENTITY)} | {"PHONE_NUMBER"},
)
_DIALLED = {11: "0", 12: "90", 13: "090", 14: "0090"}  # digits in all -> what stands before the ten of the number
_TURKISH_IBAN = 24  # digits of a Turkish IBAN after "TR"
_SMALL_I = str.maketrans("İIı", "iii")


def normal(value: str) -> str:
    """`value` without spaces, dashes, invisible characters and case (Turkish i's are one letter), digits as 0-9."""
    folded = unicodedata.normalize("NFKC", value).translate(_SMALL_I).casefold()
    if folded.isascii():
        return "".join(folded.replace("-", "").split())
    return "".join(filter(None, map(_plain, folded)))


def _plain(char: str) -> str:
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    return "" if char.isspace() or unicodedata.category(char) in {"Pd", "Cf"} else char


def identity(entity_type: str, value: str) -> str:
    """The form in which two spellings of one value are equal.

    For numbers and codes only letters and digits count; a Turkish phone number is its last ten digits, however it is
    prefixed (0, 90, 0090, +90), and an IBAN written without its country is Turkish.
    """
    plain = normal(value)
    if entity_type not in CODES:
        return plain
    code = "".join(filter(str.isalnum, plain))
    if entity_type == "PHONE_NUMBER" and code.startswith(_DIALLED.get(len(code), "?")):
        return code[-10:]
    if entity_type == "IBAN_CODE" and len(code) == _TURKISH_IBAN and code.isdigit():
        return "tr" + code
    return code
