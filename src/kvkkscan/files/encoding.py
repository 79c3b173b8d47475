"""Bytes <-> text, without guessing: the encodings that Turkish files have, in an order that decides.

A byte order mark; else strict UTF-8; else UTF-16 by the pattern of its NUL bytes; else mostly UTF-8 with a few broken
bytes; else Windows-1254; else, where a byte is none of Windows-1254, ISO-8859-9, which has all. Every one gives the
bytes back as they were.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Final

from kvkkscan.errors import Unscannable

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with that one's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NOT_CP1254: Final = re.compile(rb"[\x81\x8d\x8e\x8f\x90\x9d\x9e]")
_NO_TEXT: Final = re.compile(r"[\x00-\x06\x0e-\x1a\x1c-\x1f]")  # control signs that no text file has, bell to SO aside
_WIDE_CHARS: Final = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# Letters of Latin whose bytes are the wrong way round: text in UTF-16 of which a byte is missing, or one too many.
_SHIFTED: Final = re.compile("[" + "".join(chr(code << 8) for code in range(0x20, 0x7F)) + "]{8}")
_HEAD: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and how to write it again: `mark` is its byte order mark, `errors` as of `bytes.decode`."""

    text: str = field(repr=False)
    encoding: str
    mark: bytes = b""
    errors: str = "strict"

    def encode(self, text: str) -> bytes:
        """`text` in the encoding of the file; letters that it lacks become their plain cousins."""
        return self.mark + said(text, self.encoding).encode(self.encoding, self.errors)


def decode(data: bytes) -> Decoded:
    """The text of a file.

    Raises:
        Unscannable: this is no text.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            try:
                return _aligned(Decoded(data[len(mark) :].decode(name), name, mark))
            except UnicodeDecodeError:
                break
    try:
        text = data.decode()
    except UnicodeDecodeError:
        pass
    else:
        if "\0" not in text:
            return _text(Decoded(text, "utf-8"))
    if wide := _utf16(data):
        return _text(_aligned(wide))
    if b"\0" in data:
        raise Unscannable("file-binary")
    if len(_WIDE_CHARS.findall(data)) > 4 * _broken(data):
        return _text(Decoded(data.decode("utf-8", "surrogateescape"), "utf-8", errors="surrogateescape"))
    name = "iso8859-9" if _NOT_CP1254.search(data) else "cp1254"
    return _text(Decoded(data.decode(name), name))


def _text(decoded: Decoded) -> Decoded:
    """Refuse what decodes by chance: too many control signs."""
    head = decoded.text[:_HEAD]
    if 20 * len(_NO_TEXT.findall(head)) > len(head):  # more than one in twenty
        raise Unscannable("file-binary")
    return decoded


def _aligned(decoded: Decoded) -> Decoded:
    """Refuse UTF-16 that is out of step somewhere: what it says there would not be read."""
    if _SHIFTED.search(decoded.text):
        raise Unscannable("file-encoding")
    return decoded


def _broken(data: bytes) -> int:
    """How many bytes are no UTF-8."""
    return sum(1 for sign in data.decode("utf-8", "surrogateescape") if "\udc80" <= sign <= "\udcff")


def _utf16(data: bytes) -> Decoded | None:
    """UTF-16 without a mark: of every two bytes one is mostly NUL, and it decodes."""
    if len(data) < 4 or len(data) % 2:
        return None
    head = data[:_HEAD]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if max(even, odd) * 2 < half or min(even, odd) * 10 > half:
        return None
    name = "utf-16-le" if odd > even else "utf-16-be"
    try:
        return Decoded(data.decode(name), name)
    except UnicodeDecodeError:
        return None


def said(text: str, encoding: str) -> str:
    """`text` with the letters that `encoding` lacks written plainly: İ as I, other signs as "?"."""
    try:
        text.encode(encoding, "surrogateescape")
    except UnicodeEncodeError:
        return "".join(_plain(sign, encoding) for sign in text)
    except LookupError:
        return text
    return text


def _plain(sign: str, encoding: str) -> str:
    for form in (sign, unicodedata.normalize("NFKD", sign.replace("ı", "i"))):
        kept = "".join(one for one in form if not unicodedata.combining(one)) if form is not sign else form
        try:
            kept.encode(encoding, "surrogateescape")
        except UnicodeEncodeError:
            continue
        return kept
    return "?"
