"""Words of a name and words beside one: what the packs say of them, and how they are read off a text.

The concepts `name-*` of recognizers/names.toml become bits above the flags of names.py, so that one look-up tells of a
word all that is known: a given name, a title, kin, the name of a field.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from kvkkscan.detect.endings import noun_ending
from kvkkscan.detect.names import ALL, BRAND, GIVEN, PLACE, SURNAME, WORD, frequent, spelled_so, table
from kvkkscan.detect.terms import fold

if TYPE_CHECKING:
    from kvkkscan.detect.packs import Packs
    from kvkkscan.detect.view import View

_CONCEPTS = {
    "name-field": 1 << 8, "name-field-soft": 1 << 9, "name-said": 1 << 10, "name-ben": 1 << 11, "name-for": 1 << 12,
    "name-called": 1 << 13, "name-title": 1 << 14, "name-honour": 1 << 15, "name-kin": 1 << 16, "name-closing": 1 << 17,
    "name-never": 1 << 18, "name-role": 1 << 19, "name-month": 1 << 20, "name-whose": 1 << 21,
    "name-holy": 1 << 22,
}  # fmt: skip
(
    FIELD, SOFT, SAID, BEN, FOR, CALLED, TITLE, HONOUR, KIN, CLOSING, NEVER, ROLE, MONTH, WHOSE, HOLY,
) = _CONCEPTS.values()  # fmt: skip
NAME = GIVEN | SURNAME
ORDINARY = WORD | PLACE | BRAND
_SEEDS = NAME | FIELD | SOFT | SAID | FOR | TITLE | HONOUR | KIN | BEN | ROLE
_STEMS = ("name-thing", "name-field-other")
_ENDINGS = (
    "", "e", "a", "ye", "ya", "i", "u", "yi", "yu", "in", "un", "nin", "nun", "den", "dan", "le", "la", "yle", "yla",
    "de", "da", "m", "im", "um", "mi", "mu", "ler", "lar", "cim", "cum", "ne", "na", "dir", "si", "sini", "sinin",
)  # fmt: skip
_OWN = (
    "", "m", "im", "um", "miz", "imiz", "umuz", "niz", "iniz", "unuz", "n", "in", "un", "si", "i", "u", "leri", "lari",
)  # fmt: skip

UPPER = bytes(range(65, 91)) + b"\xc7\xd0\xd6\xdc\xdd\xde\xc2\xce\xdb"
LOWER = bytes(range(97, 123)) + b"\xe7\xf0\xf6\xfc\xfd\xfe\xe2\xee\xfb"
CAPITALS = frozenset(bytes([byte]) for byte in UPPER)
_SMALL = bytes.maketrans(UPPER, LOWER.replace(b"\xfd", b"i"))
_BLANK = 32
_LONGEST_WORD, _CHUNK = 30, 60  # letters; raw characters of an address of the web that are looked at
_TOUCHING = frozenset(b"0123456789@_#&%\\~=")  # a name that one of these touches is a part of something else


class Beside(NamedTuple):
    """The words of the packs that stand beside names: `known` by folded word, flags of names.py and bits of concepts.

    `seeds`: the words that make a text worth looking at. `things`, `others`: stems of what the name before them, or the
    field named so, is one of. `begins`, `ends`: parts of surnames. `unlike`: words, as written, that only look like
    names.
    """

    known: dict[bytes, int]
    seeds: frozenset[bytes]
    things: frozenset[bytes]
    others: frozenset[bytes]
    begins: frozenset[bytes]
    ends: frozenset[bytes]
    unlike: frozenset[bytes]


def words_beside(packs: Packs) -> Beside:
    """What the packs say of names, with the lists."""
    known = dict(table())
    sets: dict[str, set[bytes]] = {name: set() for name in (*_STEMS, "name-surname-begins", "name-surname-ends")}
    unlike: set[bytes] = set()
    for concept in packs.concepts:
        if concept.id == "name-unlike":
            unlike.update(word.encode("cp1254", "replace") for word in concept.exact)
        elif concept.id in sets:
            for word in (*concept.words, *concept.exact):
                sets[concept.id].update(fold(part).encode("ascii") for part in word.split("~"))
        elif concept.id in _CONCEPTS:
            bit = _CONCEPTS[concept.id]
            forms = [fold(word) for word in concept.exact]
            endings = _OWN if concept.id == "name-role" else _ENDINGS
            stems = [fold(part) for word in concept.words for part in word.split("~")]
            forms += [stem + ending for stem in stems for ending in endings]
            for form in " ".join(forms).encode("ascii").split():
                known[form] = known.get(form, 0) | bit
    return Beside(
        known,
        seeds=frozenset(word for word, flags in known.items() if flags & _SEEDS and not _idle(word, flags)),
        things=frozenset(sets["name-thing"]),
        others=frozenset(sets["name-field-other"]),
        begins=frozenset(sets["name-surname-begins"]),
        ends=frozenset(sets["name-surname-ends"]),
        unlike=frozenset(unlike),
    )


def _idle(word: bytes, flags: int) -> bool:
    """Whether a word is a surname so rarely that it never begins a search: "özel", "uzun"."""
    return flags & _SEEDS == SURNAME and flags & WORD > 0 and word in frequent()


class Token(NamedTuple):
    """A word of a name: `raw[start:end]`, folded, its flags; `case` 2 all capitals, 1 a capital, 0 none."""

    start: int
    end: int
    word: bytes
    flags: int
    case: int

    def __repr__(self) -> str:
        """Where it stands, never what it says."""
        return f"Token({self.start}, {self.end})"


def token_at(beside: Beside, seen: View, start: int) -> Token | None:
    """The word that begins at `raw[start]`, None where none does."""
    lex = seen.lex
    if start < 0 or start >= len(seen.raw) or lex[start] != _BLANK or lex[start + 1] == _BLANK:
        return None
    end = lex.find(b" ", start + 1) - 1
    if end - start > _LONGEST_WORD:
        return None
    word = lex[start + 1 : end + 1]
    raw = seen.raw[start:end]
    case = 0
    if raw[0] in UPPER:
        case = 1 if raw.translate(None, UPPER) or len(raw) == 1 else 2
    flags = beside.known.get(word, 0)
    if flags & NAME:
        small = raw.translate(_SMALL)
        if small in beside.unlike or not spelled_so(word, small):
            flags &= ~ALL
    return Token(start, end, word, flags, case)


def next_word(beside: Beside, seen: View, end: int) -> Token | None:
    """The word behind `raw[:end]`, one blank between."""
    return token_at(beside, seen, end + 1) if seen.raw[end : end + 1] == b" " else None


def word_before(beside: Beside, seen: View, start: int, gap: bytes = b" ") -> Token | None:
    """The word before `raw[start]`, `gap` between."""
    end = start - len(gap)
    if end <= 0 or seen.raw[end:start] != gap or seen.lex[end] == _BLANK:
        return None
    return token_at(beside, seen, seen.lex.rfind(b" ", 0, end + 1))


def stem_in(word: bytes, stems: frozenset[bytes]) -> bool:
    """Whether a folded word is one of the stems, with or without endings."""
    if word in stems:
        return True
    return any(word[:size] in stems and noun_ending(word, size, len(word)) for size in range(len(word) - 1, 1, -1))


def part_of_other(raw: bytes, word: Token) -> bool:
    """Whether a word is a part of something that is no running text: an address of the web, a code, a handle."""
    before, after = raw[word.start - 1 : word.start], raw[word.end : word.end + 1]
    if before == b"<" or (after == b"<" and raw[word.end + 1 : word.end + 2] not in (b"/", b"")):
        return True  # the zone of a passport
    if (before and before[0] in _TOUCHING and before != b"=") or (after and after[0] in _TOUCHING and after != b"="):
        return True
    if raw[word.start - 2 : word.start] == b"@ " or (after == b"." and _HOST(raw, word.end)):
        return True
    if before in (b".", b"/") or (after == b"." and raw[word.end + 1 : word.end + 2].isalnum()):
        chunk = (raw[max(0, word.start - _CHUNK) : word.end].split() or [b""])[-1]
        chunk += (raw[word.end : word.end + _CHUNK].split(None, 1) or [b""])[0] if not after.isspace() else b""
        return b"@" in chunk or b"//" in chunk or b"www." in chunk or chunk.count(b".") > 2 or chunk.count(b"/") > 2
    return False


_HOST = re.compile(rb"\.(?:com|net|org|edu|gov|info|biz|io|co|tr|de|example)(?![A-Za-z])").match
_CLAUSE_END = re.compile(rb"$|\n|[.,;:!?)\"|/<]| ?[-(|/]| [0-9+]").match


def clause_ends(raw: bytes, end: int) -> bool:
    """Whether a clause or a field ends at `raw[end]`."""
    return _CLAUSE_END(raw, end) is not None


def is_thing(beside: Beside, word: Token, *, capital: bool) -> bool:
    """Whether a word makes the name before it one of a place, a firm or a work: "Parkı", "Holding", "plağı"."""
    text = word.word
    if text in beside.things:
        return capital
    return any(text[:size] in beside.things and _OF(text, size) for size in range(len(text) - 1, 1, -1))


_OF = re.compile(rb"s?[iu](?:n?[iu]n|n[aeiu]|n?[dt][ae]n?|nd[ae]n?|yl[ae]|l[ae])?").fullmatch
