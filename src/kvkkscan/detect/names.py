"""What a word has of a name: is it a given name, a surname, an ordinary word as well? Lists, and the make of surnames.

`kinds` is a plain look-up; whether a word that may be a name is one in its text is for persons.py (or a model) to say.
Lists: recognizers/lists/given-names.txt, surnames.txt, and names-shared.txt for what else a name means. All is compared
folded (view.py): "AYŞE", "ayse" and "Ayşe" are one.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from kvkkscan.detect.view import FOLD_TABLE, view
from kvkkscan.resources import resource_dir

if TYPE_CHECKING:
    from collections.abc import Mapping

GIVEN: Final = 1  # a given name
SURNAME: Final = 2  # a surname
WORD: Final = 4  # an ordinary word as often
SELDOM: Final = 8  # an ordinary word now and then
PLACE: Final = 16  # a province or district
BRAND: Final = 32  # a company or its goods
MADE: Final = 64  # in no list, but made as surnames are ("Karataşoğlu", "Özdemirli")
SHARED: Final = WORD | SELDOM | PLACE | BRAND
ALL: Final = GIVEN | SURNAME | SHARED | MADE

_OTHERWISE = {b"word": WORD, b"seldom": SELDOM, b"place": PLACE, b"brand": BRAND}
_SONS = (b"oglu", b"ogullari", b"ogli")
_CRAFTS = (b"ci", b"cu", b"li", b"lu", b"lar", b"ler", b"gil", b"cik")
_SHORTEST = 6  # letters of a surname that is told by its make
_PART = 2


def kinds(word: str) -> int:
    """The flags of a word, endings left off, 0 for none: `kinds("Deniz") == GIVEN | SURNAME | WORD`."""
    return table().get(view(word).lex.strip(), 0)


@cache
def table() -> Mapping[bytes, int]:
    """Folded names and their flags: some 6,500, read when first asked for, in about two milliseconds."""
    found = dict.fromkeys(_read("given-names.txt"), GIVEN)
    for name in _read("surnames.txt"):
        found[name] = found.get(name, 0) | SURNAME
    shared = _read("names-shared.txt")
    for name, kind in zip(shared[::2], shared[1::2], strict=True):
        found[name] = found.get(name, 0) | _OTHERWISE[kind]
    return found


@cache
def _written() -> Mapping[bytes, list[bytes]]:
    """Folded names as they are written, in Windows-1254 and small letters."""
    found: dict[bytes, list[bytes]] = {}
    for name in ("given-names.txt", "surnames.txt"):
        data = (resource_dir("recognizers") / "lists" / name).read_text("utf-8")
        small = data.replace("I", "ı").replace("İ", "i").lower().encode("cp1254", "replace")
        for line in small.split():
            found.setdefault(line.translate(FOLD_TABLE), []).append(line)
    return found


def spelled_so(word: bytes, small: bytes) -> bool:
    """Whether a name may be written so: "Asım" as "asim", not as "aşım". `small` is the word in small letters."""
    if small.isascii():
        return True
    listed = _written().get(word)
    return listed is None or any(_fits(small, one) for one in listed)


def _fits(small: bytes, listed: bytes) -> bool:
    return len(listed) != len(small) or not any(
        here != there and here in _ACCENTED for here, there in zip(small, listed, strict=True)
    )


_ACCENTED = frozenset("şçğüöı".encode("cp1254"))


@cache
def public_names() -> frozenset[bytes]:
    """Folded names of public figures, saints, characters, shops and dishes: no personal data of a customer."""
    return frozenset(line.strip() for line in _lines("public-names.txt"))


@cache
def frequent() -> frozenset[bytes]:
    """The 6,000 most frequent words of Turkish, folded."""
    return frozenset(_read("frequent.txt"))


def made(word: bytes, begins: frozenset[bytes], ends: frozenset[bytes]) -> bool:
    """Whether a folded word is made as surnames are: "-oğlu", or of two parts that surnames are made of."""
    if len(word) < _SHORTEST or word in frequent():
        return False
    if word.endswith(_SONS):
        return True
    if word.endswith(_CRAFTS) and table().get(word[:-2], 0) | table().get(word[:-3], 0):
        return True
    return any(word[:size] in begins and word[size:] in ends for size in range(_PART, len(word) - _PART + 1))


def _read(name: str) -> list[bytes]:
    return b" ".join(_lines(name)).split()


def _lines(name: str) -> list[bytes]:
    data = (resource_dir("recognizers") / "lists" / name).read_text("utf-8").encode("cp1254", "replace")
    return [line for line in data.replace(b"\r", b"").translate(_FOLD_LINES).split(b"\n") if line[:1] != b"#"]


# Folding that leaves line ends and the sign of comments as they are.
_FOLD_LINES = bytes(byte if byte in b"\n#" else folded for byte, folded in enumerate(FOLD_TABLE))
