"""Fonts: from the codes in a content stream to Unicode and widths. pdfminer.six knows how fonts say that."""

from __future__ import annotations

import logging
import unicodedata
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pikepdf
from pdfminer.cmapdb import CMap, FileUnicodeMap, IdentityCMap, IdentityCMapByte
from pdfminer.pdffont import PDFCIDFont, PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdftypes import PDFStream
from pdfminer.psparser import LIT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kvkkscan.files.content import Room

for _name in ("pdfminer", "fontTools", "pikepdf"):  # what they log may quote the file
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)

UNKNOWN: Final = "\ufffd"
_NOTHING: Final = "\ufffe\uffff\ufeff"
_DEEPEST: Final = 12
_WANTED: Final = frozenset(
    "Type Subtype BaseFont FirstChar LastChar Widths FontDescriptor Encoding ToUnicode DescendantFonts"
    " CIDSystemInfo DW W DW2 W2 FontMatrix FontBBox CharProcs Differences BaseEncoding FontName Flags"
    " Ascent Descent ItalicAngle Registry Ordering Supplement FontFile CapHeight MissingWidth StemV"
    " UseCMap CMapName WMode Length1 Length2 Length3".split()
)


class Codes(NamedTuple):
    """A string of a content stream: its codes, and the byte where each ends (None: all of `size` bytes)."""

    codes: Sequence[int]
    size: int
    ends: list[int] | None = None

    def bytes_of(self, data: bytes, start: int, end: int) -> bytes:
        """The bytes of codes `start` to `end`."""
        if self.ends is None:
            return data[start * self.size : end * self.size]
        return data[self.ends[start - 1] if start else 0 : self.ends[end - 1] if end else 0]


class _Texts(dict[int, str]):
    """Code -> Unicode, asked of pdfminer once a code."""

    def __init__(self, font: Font) -> None:
        super().__init__()
        self.font = font

    def __missing__(self, code: int) -> str:
        text = self[code] = self.font.unicode(code)
        return text


class _Widths(dict[int, float]):
    """Code -> width in text space, for a font of size 1."""

    def __init__(self, font: Font) -> None:
        super().__init__()
        self.font = font

    def __missing__(self, code: int) -> float:
        width = self[code] = self.font.advance(code)
        return width


class Font:
    """A font as content streams use it.

    `text` and `width` are tables by code. `size` is the bytes of a code, 0 where it varies. `unknown` gathers the codes
    that say no Unicode: what is written with those cannot be read without looking at it. `shows_text`: glyphs of Type 3
    that show text themselves.
    """

    def __init__(self, obj: Any, room: Room) -> None:  # noqa: ANN401 - pikepdf objects are dynamic
        self.obj = obj
        self.text, self.width = _Texts(self), _Widths(self)
        self.unknown: set[int] = set()
        self.used: set[int] = set()
        spec = _plain(obj, 0, room)
        self.kind = str(obj.get("/Subtype", ""))[1:]
        self.shows_text = self.kind == "Type3" and "/Font" in obj.get("/Resources", {})
        self._font: PDFFont = PDFResourceManager(caching=False).get_font(0, spec)
        self._map: dict[int, str] | None = None
        self._cids: dict[int, int] = {}
        self._trie: dict[int, Any] | None = None
        self.size, self.vertical = 1, False
        if isinstance(self._font, PDFCIDFont):
            self._composite()
        else:
            self._blind = self._without_encoding()

    def _composite(self) -> None:
        font = self._font
        assert isinstance(font, PDFCIDFont)  # noqa: S101 - asked above
        self.vertical, self._blind = bool(font.vertical), False
        cmap = font.cmap
        if isinstance(cmap, IdentityCMapByte):
            self.size = 1
        elif isinstance(cmap, IdentityCMap):
            self.size = 2
        elif isinstance(cmap, CMap):
            self.size, self._trie = 0, cmap.code2cid
        if isinstance(font.unicode_map, FileUnicodeMap):
            self._map = font.unicode_map.cid2unichr

    def _without_encoding(self) -> bool:
        """Whether codes stand for glyphs by an encoding inside an embedded program that pdfminer does not read."""
        if "/ToUnicode" in self.obj or "/Encoding" in self.obj or self.kind == "Type3":
            return False
        descriptor = self.obj.get("/FontDescriptor", {})
        return "/FontFile2" in descriptor or "/FontFile3" in descriptor

    def decode(self, data: bytes) -> Codes:
        """The codes in a string of a content stream."""
        if self.size == 1:
            return Codes(data, 1)
        if self.size == 2:
            return Codes([data[at] << 8 | data[at + 1] for at in range(0, len(data) - 1, 2)], 2)
        codes: list[int] = []
        ends: list[int] = []
        at, count = 0, len(data)
        while at < count:
            node: Any = self._trie
            code = start = 0
            start = at
            while at < count and isinstance(node, dict):
                code = code << 8 | data[at]
                node = node.get(data[at])
                at += 1
            if isinstance(node, int):
                self._cids[code] = node
            elif at - start > 1:  # no such code: one byte is passed over, as readers do
                at, code = start + 1, data[start]
            codes.append(code)
            ends.append(at)
        return Codes(codes, 0, ends)

    def unicode(self, code: int) -> str:
        """What a code stands for; `UNKNOWN` where the font does not say."""
        text = ""
        if self._blind:
            pass
        elif self._map is not None:
            text = self._map.get(code, "")
            if not text and self._trie is not None:
                text = self._asked(self._cids.get(code, 0))
        else:
            text = self._asked(self._cids.get(code, code))
        text = "".join(sign for sign in text if sign >= " " and not ("\ud800" <= sign <= "\udfff" or sign in _NOTHING))
        if text.startswith("(cid:"):
            text = ""
        if not text or UNKNOWN in text or any("\ue000" <= sign <= "\uf8ff" for sign in text):
            self.unknown.add(code)
            return UNKNOWN
        if any("\ufb00" <= sign <= "\ufb4f" for sign in text):
            text = unicodedata.normalize("NFKC", text)
        return text

    def _asked(self, cid: int) -> str:
        try:
            return str(self._font.to_unichr(cid))
        except (PDFUnicodeNotDefined, KeyError, ValueError, TypeError):
            return ""

    def advance(self, code: int) -> float:
        """The width of a code in text space, for a font of size 1."""
        cid = self._cids.get(code, code)
        try:
            return float(self._font.char_width(cid))
        except (TypeError, ValueError, KeyError):
            return 0.0


def _plain(obj: Any, depth: int, room: Room) -> Any:  # noqa: ANN401 - both libraries' objects are dynamic
    """A pikepdf object as pdfminer knows it; only what fonts are made of."""
    if depth > _DEEPEST:
        return None
    if isinstance(obj, pikepdf.Stream):
        data = obj.read_bytes()
        room.unpack(len(data))
        attrs = {str(key)[1:]: _plain(obj.get(key), depth + 1, room) for key in obj.keys() if str(key)[1:] in _WANTED}
        return PDFStream(attrs, data)
    if isinstance(obj, pikepdf.Dictionary):
        names = [str(key)[1:] for key in obj.keys()]
        return {
            name: PDFStream({}, b"") if depth and name.startswith("FontFile") and name != "FontFile"
            else None if depth and name == "CharProcs" else _plain(obj.get("/" + name), depth + 1, room)
            for name in names
            if name in _WANTED or depth > 1
        }  # fmt: skip
    if isinstance(obj, pikepdf.Array):
        return [_plain(one, depth + 1, room) for one in obj]
    if isinstance(obj, pikepdf.Name):
        return LIT(str(obj)[1:])
    if isinstance(obj, pikepdf.String):
        return bytes(obj)
    if isinstance(obj, (int, bool)) or obj is None:
        return obj
    try:
        return float(obj)
    except (TypeError, ValueError):
        return None
