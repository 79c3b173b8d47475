"""The text as recognizers see it, and the way back to its offsets.

One byte a code point: the text is encoded to Windows-1254, which holds all of Turkish, so that a byte index *is* a
code-point offset and folding is one `bytes.translate` (about 1.7 microseconds for 300 characters). Only characters
outside that code page take the slow way: an error handler folds them to a byte each, or marks them for dropping
(combining marks, zero-width characters). Dropped places are remembered, so offsets always lead back to the text.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from bisect import bisect_left, bisect_right
from codecs import charmap_encode
from encodings.cp1254 import encoding_table
from functools import lru_cache

# Bytes that Windows-1254 leaves undefined serve as marks; no text can smuggle them in.
_DROP = 0x81
LETTER = 0x8D  # a letter of another alphabet
SYMBOL = 0x8E  # anything else
_HALF = 0x9E  # z with caron, or the second half of a capital that was read as two characters

_HOMOGLYPHS = dict(
    zip(
        "аеорсухіѕјһӏαοερτυικνβАЕОРСУХІЅЈНВКМТΑΒΕΖΗΙΚΜΝΟΡΤΥΧəƏłŁøØđĐýþðÝÞÐ",
        "aeopcyxisjhlaoeptuiknvAEOPCYXISJHBKMTABEZHIKMNOPTYXeElLoOdDisgISG",
        strict=True,
    )
)
_DASHES = "‐‑‒–—―−﹘﹣－"
_SPECIAL = dict.fromkeys(_DASHES, "-") | {"ʼ": "'", "′": "'", "＇": "'", "\u2028": "\n", "\u2029": "\n"}


@lru_cache(4096)
def _byte_for(char: str) -> int:
    """The byte that stands for a character outside Windows-1254."""
    if char in "\x9e\u017e":
        return _HALF
    mapped = _SPECIAL.get(char) or _HOMOGLYPHS.get(char)
    if mapped:
        return ord(mapped)
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Cf"):
        return _DROP
    if category == "Nd":
        return 48 + unicodedata.decimal(char)
    if category == "Zs":
        return 32
    if category[0] == "L" or "\uff01" <= char <= "\uff5e":
        base = unicodedata.normalize("NFKD", char)[0]
        return ord(base) if base.isascii() and base.isprintable() else LETTER
    return SYMBOL


def _replace(error: UnicodeError) -> tuple[bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return bytes(_byte_for(char) for char in error.object[error.start : error.end]), error.end


codecs.register_error("kvkkscan", _replace)

# Blanks, dashes and apostrophes become one of each; the rest stays.
_RAW = bytearray(range(256))
for _byte in b"\xa0\x1f\x1e\x1d\x1c":
    _RAW[_byte] = 32
for _byte in b"\x96\x97":
    _RAW[_byte] = 45
for _byte in b"\x91\x92\x60\xb4":
    _RAW[_byte] = 39
for _byte in b"\x0b\x0c":
    _RAW[_byte] = 10
_RAW_TABLE = bytes(_RAW)


def _fold_byte(byte: int) -> int:
    """a-z for every Latin letter, a blank for all else; a foreign letter is kept apart so that words end right."""
    char = bytes([byte]).decode("cp1254", "replace")
    if char in "ıİ":
        return ord("i")
    if char == "ß":
        return ord("s")
    if byte == _HALF:
        return ord("z")
    base = unicodedata.normalize("NFKD", char)[0].lower()
    if "a" <= base <= "z":
        return ord(base)
    return ord("~") if byte == LETTER else 32


FOLD_TABLE = bytes(_fold_byte(byte) for byte in range(256))

# UTF-8 read as Windows-1254 or 1252: its two bytes are still there, one code point each.
_MOJIBAKE = re.compile(rb"\xc3[\x87\x96\x9c\xa2\xa7\xae\xb6\xbb\xbc]|\xc4[\x9f\xb0\xb1\x9e]|\xc5[\x9f\x9e]")
# A web address writes these as their codes. "KDV %20" has no letter or digit before it; "ad%20soyad" has.
_CODED = re.compile(rb"(?:(?<=[A-Za-z0-9])%(?:20|40|2[CDEFcdef]|3[Aa])|%2[Bb])(?=[A-Za-z0-9])")
_BLANKS = re.compile(rb"  +")
_CONTROLS = bytes((*range(9), *range(14, 28), 127))  # NUL and the like hide nothing: they are dropped
_DROPPED = b"\x81\xad" + _CONTROLS
_MARKS = re.compile(b"[" + re.escape(_DROPPED) + rb"]|\r(?=\n)").finditer
_KEPT_BYTES = bytes(byte for byte in range(256) if byte not in b"\r" + _DROPPED)
_UNTIDY = b"\r\xc3\xc4\xc5" + _DROPPED
_TIDY_BYTES = bytes(byte for byte in range(256) if byte not in _UNTIDY)
# FOLD_TABLE for text that is as it should be, as most is; a byte that may need a change becomes a NUL.
_PLAIN_FOLD = bytes(
    0 if byte in _UNTIDY or _RAW[byte] != byte or byte == ord("%") else folded for byte, folded in enumerate(FOLD_TABLE)
)


class View:
    """`raw`: the text, a byte a kept code point. `lex`: b" " + folded letters + b" ", all else blank.

    `lex[k + 1]` belongs to `raw[k]`, so a word found with its leading blank at `lex[s]` begins at `raw[s]`. Where
    something was dropped, `untidied` holds `raw` as it was before; the way back to offsets is worked out from it when
    a finding first needs it. A plain class: it is made for every text, and a dataclass costs a microsecond more.
    """

    __slots__ = ("_breaks", "_shifts", "lex", "raw", "text", "untidied")

    def __init__(self, text: str, raw: bytes, lex: bytes, untidied: bytes | None = None) -> None:
        self.text = text
        self.raw = raw
        self.lex = lex
        self.untidied = untidied
        self._breaks: list[int] | None = None
        self._shifts: list[int] = []

    def offset(self, place: int) -> int:
        """The offset in the text of the character that `raw[place]` stands for."""
        if self.untidied is None:
            return place
        if self._breaks is None:
            self._breaks, self._shifts = _map(self.untidied)
        step = bisect_right(self._breaks, place) - 1
        return place + self._shifts[step] if step >= 0 else place

    def place(self, offset: int) -> int:
        """The place in `raw` of the text's character at `offset` (of the one before it, where that was dropped)."""
        if self.untidied is None:
            return offset
        return max(bisect_right(range(len(self.raw)), offset, key=self.offset) - 1, 0)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the text of `raw[start:end]`; marks that belong to the last letter are within."""
        if self.untidied is None:
            return start, end
        last = self.offset(end - 1) + 1
        text = self.text
        # Combining marks, and the other half of a letter that was read as two, go with their letter.
        while last < len(text) and self.untidied[last] == _DROP and unicodedata.category(text[last]) != "Cf":
            last += 1
        return self.offset(start), last


def view(text: str) -> View:
    """The view of `text`. Any `str` will do, lone surrogates too."""
    # Straight to the C function: `str.encode` finds the codec by name and goes through two Python functions.
    raw = text.encode() if text.isascii() else charmap_encode(text, "kvkkscan", encoding_table)[0]
    lex = raw.translate(_PLAIN_FOLD)
    if 0 in lex:  # an int, here and elsewhere: `b"\0" in lex` takes five times as long
        return _tidied(text, raw)
    if raw.find(b"  ") >= 0:
        return _squeezed(text, raw)
    return View(text, raw, b" %b " % lex)


def _tidied(text: str, raw: bytes) -> View:
    """The view of a text that holds marks to drop, returns, signs that have a plainer form, or maybe mojibake."""
    untidy = raw.translate(None, _TIDY_BYTES)
    if 0xC3 in untidy or 0xC4 in untidy or 0xC5 in untidy:  # leads of mojibake
        raw = _MOJIBAKE.sub(_repair, raw)
    if b"%" in raw:
        raw, coded = _CODED.subn(_decode, raw)
        untidy = untidy or b"\x81" * coded
    raw = raw.translate(_RAW_TABLE)
    if untidy or raw.find(b"  ") >= 0:
        return _squeezed(text, raw)
    return View(text, raw, b" %b " % raw.translate(FOLD_TABLE))


def _squeezed(text: str, untidied: bytes) -> View:
    """The view without marks, without returns before line ends, and with one of several blanks."""
    raw = _BLANKS.sub(b" ", untidied).replace(b"\r\n", b"\n").translate(None, _DROPPED)
    return View(text, raw, b" %b " % raw.translate(FOLD_TABLE), untidied)


def _repair(pair: re.Match[bytes]) -> bytes:
    """The Windows-1254 byte of a letter whose two UTF-8 bytes were read as two characters, and a mark to drop."""
    return pair[0].decode("utf-8").encode("cp1254") + b"\x81"


def _decode(code: re.Match[bytes]) -> bytes:
    """The character that a web address wrote as "%" and its code, and marks to drop in the place of the code."""
    return bytes([int(code[0][1:], 16)]) + b"\x81\x81"


def _drops(raw: bytes) -> list[tuple[int, int]]:
    """What left the view: marks, soft hyphens, returns before line ends, all but one of several blanks."""
    spans = [(match.start() + 1, match.end()) for match in _BLANKS.finditer(raw)]
    if not raw.translate(None, _KEPT_BYTES):
        return spans  # blanks only, as mostly
    spans += [match.span() for match in _MARKS(raw)]
    return sorted(spans)


def _map(raw: bytes) -> tuple[list[int], list[int]]:
    """(places in the tidy view, how many bytes were dropped before each), ascending."""
    breaks: list[int] = []
    shifts: list[int] = []
    dropped = 0
    for start, end in _drops(raw):
        place = start - dropped
        dropped += end - start
        if breaks and breaks[-1] == place:
            shifts[-1] = dropped
        else:
            breaks.append(place)
            shifts.append(dropped)
    return breaks, shifts


def without(seen: View, spans: list[tuple[int, int]]) -> View:
    """The view with stretches of the text (offsets) turned into signs: nothing is found in them or named by them."""
    raw, lex = bytearray(seen.raw), bytearray(seen.lex)
    for start, end in spans:
        places = range(len(raw))
        first = bisect_left(places, start, key=seen.offset)
        last = bisect_left(places, end, key=seen.offset)
        raw[first:last] = bytes([SYMBOL]) * (last - first)
        lex[first + 1 : last + 1] = b" " * (last - first)
    return View(seen.text, bytes(raw), bytes(lex), seen.untidied)
