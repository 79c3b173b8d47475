"""Placeholders: what `replace` and `hash` write, and where they already stand in a text.

Three forms, in Turkish and English: `[KART]`, `[KART 12]` (1 to 999) and `[KART:3fa9c1d2e4b5a697]` (a keyed digest).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# label -> (Turkish, English) name inside the brackets.
NAMES: Final[dict[str, tuple[str, str]]] = {
    "CREDIT_CARD": ("KART", "CARD"),
    "CARD_CVV": ("CVV", "CVV"),
    "CARD_EXPIRY": ("SKT", "EXPIRY"),
    "CARD_PIN": ("KART ŞİFRESİ", "CARD PIN"),
    "CARD_TRACK": ("KART İZİ", "CARD TRACK"),
    "IBAN_CODE": ("IBAN", "IBAN"),
    "TR_BANK_ACCOUNT": ("HESAP NO", "BANK ACCOUNT"),
    "TR_NATIONAL_ID": ("TCKN", "NATIONAL ID"),
    "TR_TAX_ID": ("VKN", "TAX ID"),
    "TR_ID_SERIAL": ("KİMLİK SERİ NO", "ID SERIAL"),
    "TR_PASSPORT": ("PASAPORT", "PASSPORT"),
    "TR_DRIVER_LICENSE": ("EHLİYET", "DRIVER LICENSE"),
    "TR_SOCIAL_SECURITY": ("SGK NO", "SOCIAL SECURITY"),
    "TR_LICENSE_PLATE": ("PLAKA", "LICENSE PLATE"),
    "DATE_OF_BIRTH": ("DOĞUM TARİHİ", "DATE OF BIRTH"),
    "PERSON": ("KİŞİ", "PERSON"),
    "PHONE_NUMBER": ("TELEFON", "PHONE"),
    "EMAIL_ADDRESS": ("E-POSTA", "EMAIL"),
    "TR_ADDRESS": ("ADRES", "ADDRESS"),
    "IP_ADDRESS": ("IP ADRESİ", "IP ADDRESS"),
    "HEALTH": ("SAĞLIK", "HEALTH"),
    "SEXUAL_LIFE": ("CİNSEL HAYAT", "SEXUAL LIFE"),
    "CRIMINAL_RECORD": ("CEZA KAYDI", "CRIMINAL RECORD"),
    "RELIGION": ("DİN", "RELIGION"),
    "PHILOSOPHICAL_BELIEF": ("FELSEFİ İNANÇ", "PHILOSOPHICAL BELIEF"),
    "RACE_ETHNICITY": ("IRK VE ETNİK KÖKEN", "RACE OR ETHNICITY"),
    "POLITICAL_OPINION": ("SİYASİ DÜŞÜNCE", "POLITICAL OPINION"),
    "MEMBERSHIP": ("ÜYELİK", "MEMBERSHIP"),
    "APPEARANCE": ("KILIK VE KIYAFET", "APPEARANCE"),
    "BIOMETRIC": ("BİYOMETRİK VERİ", "BIOMETRIC DATA"),
    "GENETIC": ("GENETİK VERİ", "GENETIC DATA"),
}

# Sensitive authentication data: never numbered, hashed or otherwise tied to the value (PCI DSS v4.0.1, 3.3.1).
CARD_SECRETS: Final = frozenset({"CARD_CVV", "CARD_PIN", "CARD_TRACK"})

LAST_NUMBER: Final = 999
# Sixteen hex digits without seven decimal ones in a row, so that no card or identity number typed into a
# placeholder's form passes for a digest.
_DIGEST = r"(?![0-9a-f]{0,9}[0-9]{7})[0-9a-f]{16}"
_is_digest = re.compile(_DIGEST).fullmatch


def is_digest(digest: str) -> bool:
    """Whether `digest` may stand in a placeholder; the hash operator draws another where it may not."""
    return _is_digest(digest) is not None


def placeholder(
    label: str,
    lang: str = "tr",
    number: int | None = None,
    digest: str | None = None,
    extra: Mapping[str, tuple[str, str]] | None = None,
) -> str:
    """The placeholder of `label` in `lang` ("tr" or "en"), with a number or a digest if given.

    `extra` names the labels of user packs: label -> (Turkish, English); a label nobody named stands as itself.
    Card secrets take no number and no digest, and numbers over 999 are left out: `[KART]`.
    """
    turkish, english = NAMES.get(label) or (extra or {}).get(label) or (label, label)
    name = english if lang == "en" else turkish
    if label in CARD_SECRETS:
        return f"[{name}]"
    if digest is not None:
        return f"[{name}:{digest}]"
    return f"[{name} {number}]" if number is not None and number <= LAST_NUMBER else f"[{name}]"


def placeholder_spans(text: str, extra: Mapping[str, tuple[str, str]] | None = None) -> list[tuple[int, int]]:
    """Where placeholders stand in `text`: (start, end) in code points, ascending. Linear in the text."""
    return [match.span() for match in _matches(text, extra)]


def last_numbers(text: str, extra: Mapping[str, tuple[str, str]] | None = None) -> dict[str, int]:
    """Name inside the brackets -> the highest number that it already carries in `text`."""
    last: dict[str, int] = {}
    for match in _matches(text, extra):
        if match["number"]:
            last[match["name"]] = max(last.get(match["name"], 0), int(match["number"]))
    return last


def _matches(text: str, extra: Mapping[str, tuple[str, str]] | None) -> Iterator[re.Match[str]]:
    if "[" not in text:
        return iter(())
    return _pattern(frozenset(extra.items()) if extra else frozenset()).finditer(text)


@lru_cache(maxsize=16)
def _pattern(extra: frozenset[tuple[str, tuple[str, str]]]) -> re.Pattern[str]:
    names: set[str] = set()
    fixed: set[str] = set()
    for label, pair in (*NAMES.items(), *extra):
        (fixed if label in CARD_SECRETS else names).update(pair)
    return re.compile(
        rf"\[(?:(?P<name>{_either(names)})(?: (?P<number>[1-9][0-9]{{0,2}})|:{_DIGEST})?|{_either(fixed)})\]",
    )


def _either(names: set[str]) -> str:
    return "|".join(map(re.escape, sorted(names)))
