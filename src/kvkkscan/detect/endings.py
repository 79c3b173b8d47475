"""Which Turkish endings may follow a noun or verb stem, and whom they point at.

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
NOUN = (
    rf"(?:{_DERIVATION}){{0,2}}(?:{_PLURAL})?(?:{_POSSESSIVE})?"
    rf"(?:{_CASE}(?:ki(?:{_PLURAL})?(?:{_CASE})?)?)?(?:{_COPULA})?(?:[dt][iu]r)?"
)
noun_ending = re.compile(NOUN.encode()).fullmatch
"""`noun_ending(folded, start, end)`: a match where `folded[start:end]` is a chain of noun endings (or nothing)."""

# --- verbs ---------------------------------------------------------------------------------------------------------
# Slots: voice, ability, negation, then a finite ending (with a compound past or condition), a verbal noun or adverb.
# Spoken forms (-yom, -yo, -cam, -caz) are in: people type them.

_NEGATION = r"m[aeiu]"
_ABILITY = r"(?:y?[ae]bil|y?[ae]m[aeiu])"
_VOICE = r"(?:[iu]?[ln]|[dt][iu]r|[iu]?t|[iu]s)"
_VERB_PERSON = r"(?:[iu]?m|s[iu]n(?:[iu]z)?|[iu]z|l[ae]r)"
_PAST_PERSON = r"(?:m|n(?:[iu]z)?|k|l[ae]r)"
_FINITE = (
    rf"(?:y?[iu]?yor?{_VERB_PERSON}?|y?[iu]?yo[mnzk]?|[dt][iu]{_PAST_PERSON}?|m[iu]s{_VERB_PERSON}?"
    rf"|y?[ae]c[ae][kg]{_VERB_PERSON}?|y?[iu]?c[ae][mnkz]|[aeiu]?r{_VERB_PERSON}?|z{_VERB_PERSON}?"
    rf"|m[ae]kt[ae](?:y?{_VERB_PERSON})?|m[ae]l[iu](?:y?{_VERB_PERSON})?|s[ae]{_PAST_PERSON}?"
    r"|s[iu]n(?:l[ae]r)?|y?[ae](?:y[iu]m|l[iu]m)|[iu]n(?:[iu]z)?)"
)
_COMPOUND = (
    rf"(?:y?[dt][iu]{_PAST_PERSON}?|y?m[iu]s{_VERB_PERSON}?|y?s[ae]{_PAST_PERSON}?|y?ken|d[iu]r(?:l[ae]r)?|m[iu]s)"
)
_VERBAL_NOUN = (
    rf"(?:y?[ae]n|[dt][iu][kg]|y?[ae]c[ae][kg]|m[iu]s|m[ae]|m[ae][kg]|y?[iu]s)(?:l[ae]r)?{_POSSESSIVE}?(?:{_CASE})?"
    rf"(?:{_COPULA})?"
)
_ADVERB = r"(?:y?[iu]p|y?[ae]r[ae]k|y?[iu]nc[ae]|m[ae]d[ae]n|y?[ae]l[iu]|y?ken|[dt][iu]kc[ae])"
VERB = (
    rf"(?:{_VOICE}){{0,2}}(?:{_ABILITY})?(?:{_NEGATION})?"
    rf"(?:{_FINITE}{_COMPOUND}?|{_VERBAL_NOUN}|{_ADVERB})?"
)
verb_ending = re.compile(VERB.encode()).fullmatch
"""`verb_ending(folded, start, end)`: a match where `folded[start:end]` is a chain of verb endings (or nothing)."""

_FIRST = (
    rb".*(?:m|[dt][iu]k|yoz|c[ae]z|[iu]z)|(?:.*[iu])?m(?:[iu]z)?(?:d[ae]n?|[iu]n?|y?[ae]|l[ae]|d[iu]r?|m[iu]s|s[ae])"
)
_ADDRESSEE = rb".*(?:yon|s[iu]n(?:[iu]z)?|n[iu]z(?:[iu]n?|[ae]|d[ae]n?)?)"
_WITHOUT = rb"(?:.*[^s]|)s[iu]z"
_HEARSAY = rb".*m[iu]s"
_IF = rb".*s[ae][mnk]?(?:[iu]z)?"
_PLURAL_ONLY = rb"l[ae]r(?:[iu]?n?|[iu]n|[ae]|[dt][ae]n?|l[ae])?"

PERSONS = (
    ("group", _PLURAL_ONLY), ("third", _WITHOUT), ("addressee", _ADDRESSEE), ("if", _IF), ("first", _FIRST),
    ("hearsay", _HEARSAY),
)  # fmt: skip
"""Whom an ending points at, by the first of these patterns that matches all of it."""
_MATCHERS = tuple((name, re.compile(pattern).fullmatch) for name, pattern in PERSONS)


def person(ending: bytes) -> str:
    """Whom a folded chain of endings points at: "first", "addressee", "hearsay", "if", "group", "third" or "bare".

    `-m` after a copula or as a possessive is the writer either way ("kanserim"). A reading by the last slot: it is
    evidence for the decision, not a parse.
    """
    if not ending:
        return "bare"
    for name, match in _MATCHERS:
        if match(ending):
            return name
    return "third"


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
