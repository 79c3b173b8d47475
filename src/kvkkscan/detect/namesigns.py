"""What speaks for a name and what against it: its own words, the words beside it, its place in the text.

Each sign gives points; which sums are enough, persons.py says. Points were set on made-up tickets (models/corpus) and
checked on others.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from kvkkscan.detect.keys import spelled
from kvkkscan.detect.names import GIVEN, SELDOM, SHARED, SURNAME, WORD, frequent, made
from kvkkscan.detect.namewords import (
    BEN,
    CALLED,
    CLOSING,
    FIELD,
    FOR,
    HOLY,
    HONOUR,
    KIN,
    MONTH,
    NAME,
    NEVER,
    ORDINARY,
    ROLE,
    SAID,
    SOFT,
    TITLE,
    WHOSE,
    clause_ends,
    is_thing,
    next_word,
    stem_in,
    word_before,
)
from kvkkscan.detect.terms import fold
from kvkkscan.detect.view import FOLD_TABLE

if TYPE_CHECKING:
    from kvkkscan.detect.namewords import Beside, Token
    from kvkkscan.detect.view import View

SURE_SIGN, SOME_SIGN = 3.0, 2.0
_TAIL = 60  # a name so near the end of a text may be its signature
_SHORTEST = 3


class Sign(NamedTuple):
    """What a word beside a name says: which shape of rule it makes it, and how many points it gives."""

    shape: str
    points: float


_NONE = Sign("", 0.0)


def plausible(beside: Beside, seen: View, name: list[Token], before: Sign, behind: Sign, *, flat: bool) -> bool:
    """Whether words that are no name, or an ordinary word as well, have enough beside them to be looked at at all."""
    first = name[0]
    capital = first.case > 0 and not flat
    named = before.points >= SURE_SIGN or behind.points >= SURE_SIGN
    if not named and (first.flags & TITLE or (len(name) == 1 and first.flags & (ROLE | KIN | NEVER | CLOSING))):
        return False
    if before.points < SURE_SIGN and first.flags & TITLE:
        return False
    if any(one.flags & NAME and (capital or not one.flags & ORDINARY) for one in name):
        return True
    if capital:
        return _unknown_fits(beside, seen, name, before, behind)
    if any(one.flags & NAME for one in name):
        return _ordinary_fits(seen, name, before, behind)
    return _small_fits(beside, seen, name, before)


def _unknown_fits(beside: Beside, seen: View, name: list[Token], before: Sign, behind: Sign) -> bool:
    """Whether words that no list has, written with a capital, are named a person by what stands beside them."""
    first = name[0]
    if first.word in frequent() or first.flags & (NEVER | ROLE):
        return False
    if behind.shape == "person-said" and behind.points >= SURE_SIGN:  # "Firmanız adına"
        return len(name) > 1
    if before.shape == "person-said":  # "ben Turkcell" says little, "adım Hevra" enough
        said_mine = before.points > SURE_SIGN and seen.raw[first.start - 2 : first.start - 1] == b"m"
        return len(name) > 1 or said_mine
    if before.shape == "person-title" and behind.points < SURE_SIGN:  # "Sayın Burs Komisyonu"
        return any(made(one.word, beside.begins, beside.ends) for one in name)
    if behind.shape == "person-title" and len(name) == 1 and before.points < SOME_SIGN:  # "Masör hanım"
        title = next_word(beside, seen, first.end)
        starts = opening(seen.raw, max(0, first.start - 6), first.start)
        return title is not None and (title.case > 0 or not starts)
    return max(before.points, behind.points) >= (SURE_SIGN if len(name) == 1 else SOME_SIGN)


def _ordinary_fits(seen: View, name: list[Token], before: Sign, behind: Sign) -> bool:
    """Whether ordinary words without a capital are a name by what stands beside them: "mutlu bey", "adım deniz."."""
    first = name[0]
    if behind.points >= SURE_SIGN:
        rare = first.flags & GIVEN and first.word not in frequent()
        return bool(behind.points > SURE_SIGN or rare) and not first.flags & (ROLE | KIN)
    return before.points >= SOME_SIGN and (len(name) > 1 or clause_ends(seen.raw, name[-1].end))


def _small_fits(beside: Beside, seen: View, name: list[Token], before: Sign) -> bool:
    """Whether words that no list has, without a capital, are the whole value of a name's field."""
    first = name[0]
    if first.word in frequent() or first.flags or len(first.word) < _SHORTEST:
        return False
    if before.shape == "person-said":
        said = word_before(beside, seen, first.start)
        if said is None or not said.word.startswith(b"soy"):
            return False
    elif before.shape != "person-field":
        return False
    return before.points > SURE_SIGN and clause_ends(seen.raw, name[-1].end)


def strength(beside: Beside, seen: View, name: list[Token], *, flat: bool) -> float:
    """How much like a name the words are."""
    first = name[0]
    capital = first.case > 0 and not flat
    if first.flags & MONTH and _DAY(seen.raw, max(0, first.start - 3), first.start):
        return -9.0
    total = _first_points(first, capital=capital)
    later = 0.0
    for one in name[1:]:
        later += _later_points(one, capital=one.case > 0 and not flat)
    if capital and (len(name) > 1 or not opening(seen.raw, max(0, first.start - 6), first.start)):
        total += 1
    if not any(one.flags & GIVEN for one in name) or (len(name) > 1 and not any(_sure(one) for one in name[:1])):
        later -= (0.6 if first.word in frequent() else 0.5) * sum(
            not one.flags & NAME and not made(one.word, beside.begins, beside.ends) for one in name[1:]
        )
    if len({one.word for one in name}) < len(name):
        total -= 2  # "Kazan Kazan"
    if len(first.word) == 1 and any(one.flags & NAME for one in name[1:]):
        later += 0.5  # "O. Toprak"
    return total + min(later, 3.0)


def _sure(word: Token) -> bool:
    """Whether a word is a name and no ordinary word."""
    return bool(word.flags & NAME) and not word.flags & WORD


def _first_points(word: Token, *, capital: bool) -> float:
    flags = word.flags
    if flags & GIVEN:
        if flags & WORD:
            return 1.5 if capital else 0.3
        if flags & SELDOM:
            return 2.5 if capital else 1.5
        if flags & SHARED:
            return 1.2 if capital else 0.5
        return 3.0 if len(word.word) > 2 else 1.5
    if flags & SURNAME:
        return (0.4 if flags & SHARED else 1.2) if capital else 0.2 if flags & SHARED else 0.8
    return 0.5 if capital else 0.0


def _later_points(word: Token, *, capital: bool) -> float:
    flags = word.flags
    if not flags & NAME:
        return 1.0 if capital else 0.8
    if flags & WORD:
        return 1.5 if capital else 0.7
    if flags & SELDOM:
        return 1.8 if capital else 1.0
    return (1.2 if capital else 0.5) if flags & SHARED else 2.0


_DAY = re.compile(rb"[0-9]{1,2}[. ] ?$").search
opening = re.compile(rb"(?:^|[.!?\n:\"(>*-] ?)$").search
_FIELD_BEFORE = re.compile(
    rb"([A-Za-z\x80-\xff][A-Za-z\x80-\xff /_.'()-]{0,38}?)[\"'\\)\]]{0,3} ?[:=>]{1,2} ?[\"'\\(\[*-]{0,3} ?$"
).search
_LINE_BEFORE = re.compile(rb"(?:^|\n)([^\n:,.]{2,24}):?\n$").search


def sign_before(beside: Beside, seen: View, first: Token) -> Sign:
    """What the words before a name say."""
    raw, start = seen.raw, first.start
    lead = raw[max(0, start - 60, raw.rfind(b"\n", 0, start) + 1) : start]
    if field := _FIELD_BEFORE(lead):
        return _field(beside, field[1])
    if not lead and (field := _LINE_BEFORE(raw, max(0, start - 30), start)):
        above = _field(beside, field[1])
        if above.points > SURE_SIGN:
            return above
    before = (
        word_before(beside, seen, start)
        or word_before(beside, seen, start, b". ")
        or word_before(beside, seen, start, b".")
    )
    if before is None:
        before = word_before(beside, seen, start, b", ")
        if before and before.flags & CLOSING:
            return Sign("person-line", 2.0)
        return Sign("person-role", 1.2) if before and before.flags & ROLE else _NONE
    flags = before.flags
    if flags & HOLY:
        return Sign("", -9.0)
    dotted = raw[before.end : before.end + 1] == b"."
    if flags & TITLE:
        return Sign("person-title", 3.5)
    if dotted:
        return _NONE
    if before.word in beside.others:  # "marka ...", "model ..."
        return Sign("", -1.0)
    if flags & (SAID | FIELD):
        of = word_before(beside, seen, before.start)
        if of and stem_in(of.word, beside.others):  # "ürün adı", "kedimin adı"
            return Sign("", -2.0)
        return Sign("person-said", 4.0) if flags & SAID else Sign("person-field", 3.0)
    if flags & BEN:
        return Sign("person-said", 2.5)
    if flags & CLOSING:
        return Sign("person-line", 2.0)
    return Sign("person-role", 2.0) if flags & ROLE else _NONE


def names_person(beside: Beside, field: str) -> bool:
    """Whether a field of that name ("ad_soyad", "customerName", "müşteri") holds a person's name."""
    return _field(beside, fold(field).encode("ascii")).points > 1


def _field(beside: Beside, label: bytes) -> Sign:
    """What the name of a field says of its value."""
    if _HUMP(label):  # "musteriAdSoyad"
        label = spelled(label.decode("cp1254", "replace")).encode("cp1254", "replace")
    named = label.translate(FOLD_TABLE).split()[-3:]
    if not named:
        return _NONE
    flags = beside.known.get(named[-1], 0)
    if any(stem_in(word, beside.others) for word in named):
        return Sign("", -2.0) if flags & (FIELD | SOFT) else _NONE
    if flags & FIELD:
        return Sign("person-field", 4.0)
    if flags & SOFT and not any(beside.known.get(word, 0) & (WHOSE | ROLE) for word in named[:-1]):
        return Sign("person-field", 1.9)
    if flags & SOFT:
        return Sign("person-field", 3.0)
    if any(beside.known.get(word, 0) & ROLE for word in named):
        return Sign("person-field", 2.5)
    return Sign("", 0.3)


_JOINED = re.compile(rb"-[A-Za-z\x80-\xff]").match
_PHONE = re.compile(rb" ?[-:/(,]{0,2} ?(?:\+90|0) ?\(?[2-5]").match
_HUMP = re.compile(rb"[a-z0-9][A-Z]").search
_SUFFIX = re.compile(rb"'[A-Za-z\x80-\xff]{1,6}").match


def sign_behind(beside: Beside, seen: View, last: Token, *, capital: bool) -> Sign:
    """What the words behind a name say."""
    suffix = _SUFFIX(seen.raw, last.end)
    word = next_word(beside, seen, suffix.end() if suffix else last.end)
    extra = 0.5 if suffix and capital and not last.flags & MONTH else 0.0
    if word is None:
        if not suffix and _JOINED(seen.raw, last.end):
            return Sign("", -4.0)
        return Sign("", 1.0 if _PHONE(seen.raw, last.end) else extra)
    if word.word == b"diye" and not suffix:
        one = next_word(beside, seen, word.end)
        return Sign("person-said", 2.0) if one and one.word in (b"bir", b"bi", b"biri", b"birisi", b"birini") else _NONE
    if not suffix and word.flags & HONOUR:
        house = next_word(beside, seen, word.end)
        if house and word.case and house.case and is_thing(beside, house, capital=True):  # "Gürsel Bey Konağı"
            return Sign("", -8.0)
        return Sign("person-title", 4.0)
    if not suffix and word.flags & KIN:
        firm = next_word(beside, seen, word.end)
        if word.case == 1 and capital and firm and firm.case == 1 and not firm.flags & NAME:  # "Ayşe Abla Mantı"
            return Sign("", -3.0)
        return Sign("person-title", 3.0)
    if word.flags & FOR:
        return Sign("person-said", 4.0 if capital else 3.0)
    if not suffix and word.flags & CALLED:
        called = next_word(beside, seen, word.end)
        thing = called is not None and stem_in(called.word, beside.things)
        return Sign("", -8.0) if thing else Sign("person-said", 2.0)
    if not suffix and is_thing(beside, word, capital=word.case > 0 and capital):
        return Sign("", -8.0)
    if not suffix and capital and word.case == 1 and not word.flags and word.word in frequent():
        return Sign("", -1.0)  # "Kuzey Kıbrıs"
    return Sign("", extra)


_CLAUSE_BEFORE = re.compile(rb"[.,;:!?)0-9] $").search
_SPEAKER = re.compile(rb"(?:^|\n)[\[\]0-9:.,/ >*~-]{0,24}$").search
_AFTER_LINE = re.compile(rb"[.,!]? ?(?:$|\n| [-/|] |[(,+] ?|[ ,]{0,2}[0-9+]| [^ \n]{1,40}@)").match


def sign_of_place(beside: Beside, seen: View, name: list[Token]) -> Sign:
    """What the place of a name in its line says: a signature, or who speaks."""
    raw, first, last = seen.raw, name[0], name[-1]
    if not _SPEAKER(raw, max(0, first.start - 26), first.start):
        if (
            opening(raw, max(0, first.start - 3), first.start)
            and _AFTER_LINE(raw, last.end)
            and len(raw) - last.end < _TAIL
        ):
            return Sign("person-line", 1.2)
        alone = (
            len(name) > 1 and _CLAUSE_BEFORE(raw, max(0, first.start - 3), first.start) and clause_ends(raw, last.end)
        )
        return Sign("", 1.0) if alone else _NONE
    if raw[last.end : last.end + 1] == b":" and any(one.flags & NAME for one in name):
        again = raw.count(b"\n" + raw[first.start : last.end + 1]) > 0 or raw[first.start - 2 : first.start] == b"] "
        sure = len(name) > 1 or not first.flags & SHARED or again
        return Sign("person-line", 2.0 if sure else 0.3)
    if not _AFTER_LINE(raw, last.end) or (
        len(name) == 1 and first.flags & WORD and raw[last.end : last.end + 1] == b","
    ):
        return _NONE
    above = seen.lex[max(0, first.start - 50) : first.start + 1].split()
    if any(beside.known.get(word, 0) & CLOSING for word in above):
        return Sign("person-line", 2.5)
    return Sign("person-line", 2.0 if first.start and len(raw) - last.end < _TAIL else 1.5)
