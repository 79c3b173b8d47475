"""Names of fields as labels: "cardNumber" says "card number" before its value, in JSON, XML, queries and logs.

The automaton (terms.py) knows words by the blank before them, so the words inside "cardNumber" go unseen; snake_case
is seen as it is. Only texts that hold a sign of fields are looked at.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kvkkscan.detect.view import view

if TYPE_CHECKING:
    from kvkkscan.detect.terms import Words

_NAME = re.compile(rb"(?<![A-Za-z0-9_])[A-Za-z][A-Za-z0-9_]{2,39}(?=\\?[\"']? ?[:=>])").finditer
_HUMP = re.compile(rb"[a-z0-9][A-Z]").search
_JOINTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^A-Za-z\u00c0-\u024f]+")
# What a web address calls "id" counts rows of a table; who means a person's number names it.
_QUERY_ID = re.compile(rb"[?&](?:[A-Za-z]{1,12}_)?(id)=", re.IGNORECASE).finditer
_COUNTED = "order id"
# Names that speak of a thing, not of its number: "cardType", "phoneCount".
_OTHERWISE = frozenset(
    "count type name model brand status state required enabled valid verified length format size limit amount fee adet"
    " tip tipi tur turu tür türü adi adı marka durum durumu sayisi sayısı limiti tutar tutari tutarı".split()
)


def spelled(name: str) -> str:
    """The words of a field's name: "cardNumber", "card_number" and "CARD-NUMBER" are "card number"."""
    return " ".join(filter(None, _JOINTS.split(name))).lower()


def names_value(words: str) -> bool:
    """Whether the words of a name may say what its value is; "card type" does not say that it is a card."""
    return words.rpartition(" ")[2] not in _OTHERWISE


def name_fields(words: Words) -> None:
    """Adds to the hits of a text the words within the names of its fields; each ends where the name does."""
    raw = words.view.raw
    found: list[tuple[int, int, int]] = []
    for match in _NAME(raw):
        if _HUMP(match[0]):
            name = spelled(match[0].decode("ascii"))
            if names_value(name):
                found += [(number, *match.span()) for number in _meant(words, name)]
    if b"id=" in raw.lower():
        for match in _QUERY_ID(raw):
            found += [(number, *match.span(1)) for number in _meant(words, _COUNTED)]
    if found:
        words.add(found)


def _meant(words: Words, name: str) -> list[int]:
    """The patterns that stand in a spelled name."""
    inner = words.of(view(name))
    return [number for number, _, _ in map(inner.hit, range(len(inner.hits))) if number >= 0]
