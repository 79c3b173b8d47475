"""Which Turkish endings may follow a noun stem, and whom they point at.

The grammar works on folded text (view.py), where vowel harmony leaves two vowels a slot: I = i/u, A = a/e. It
over-generates on purpose: it decides whether the rest of a word can be an ending at all, not whether it is elegant.
Slots, in order: derivation, plural, possessive, case (and -ki), copula, -DIr. Source: Göksel & Kerslake, Turkish: A
Comprehensive Grammar (2005), chapters 8 and 14, checked on inflected forms in tests/detect/test_endings.py.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLURAL = r"l[ae]r"
_POSSESSIVE = r"(?:[iu]?m(?:[iu]z)?|[iu]?n(?:[iu]z)?|s?[iu])"
_CASE = r"(?:n?[dt][ae]n?|[yn]?[iu]|[yn]?[ae]|n?[iu]n|y?l[ae]|n?c[ae])"
_DERIVATION = r"(?:l[iu][kg]?|s[iu]z(?:l[iu][kg])?|c[iu](?:l[iu][kg])?)"
_PERSON = r"(?:y?[iu]m|s[iu]n(?:[iu]z)?|y?[iu]z|l[ae]r)"
_COPULA = (
    rf"(?:{_PERSON}|[dt][iu]r(?:l[ae]r)?|y?[dt][iu](?:m|n(?:[iu]z)?|k|l[ae]r)?|y?m[iu]s(?:{_PERSON})?"
    r"|y?s[ae](?:m|n(?:[iu]z)?|k|l[ae]r)?|yken)"
)
_NOUN = (
    rf"(?:{_DERIVATION}){{0,2}}(?:{_PLURAL})?(?:{_POSSESSIVE})?"
    rf"(?:{_CASE}(?:ki(?:{_PLURAL})?(?:{_CASE})?)?)?(?:{_COPULA})?(?:[dt][iu]r)?"
)
noun_ending = re.compile(_NOUN.encode()).fullmatch
"""`noun_ending(folded, start, end)`: a match where `folded[start:end]` is a chain of noun endings (or nothing)."""

_SOFT = {"p": "b", "t": "d", "k": "g"}


def stem_forms(stem: str) -> Iterator[str]:
    """The folded forms under which a stem meets its endings: as written, and with its last consonant softened.

    Folding makes ç/c and ğ/g one letter, so p-b, t-d and k-g remain (ameliyat keeps its t, kanat does not: both forms
    are let in, people write both). Vowel drop and doubling cannot be told from the stem; a pack writes them out after
    "~" (`kayıt~kayd`, `hac~hacc`).
    """
    yield stem
    if len(stem) > 2 and stem[-1] in _SOFT:
        yield stem[:-1] + _SOFT[stem[-1]]
