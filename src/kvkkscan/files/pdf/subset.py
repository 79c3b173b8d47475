"""Embedded fonts that tell what was removed.

Many producers number the glyphs of a subset in the order of their first use, so that the font spells a removed value
although no text shows it. Glyphs that nothing shows any more leave the font, the others are numbered in the order of
Unicode, and all strings that use it are written with the new codes. TrueType programs are written anew by fontTools.
"""

from __future__ import annotations

import io
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import pikepdf

from kvkkscan.errors import Unscannable
from kvkkscan.files.pdf.fonts import UNKNOWN, Font

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kvkkscan.files.pdf.glyphs import Interpreter, Page
    from kvkkscan.files.pdf.write import Cuts

_KEPT_TABLES: Final = frozenset({"head", "hhea", "maxp", "hmtx", "loca", "glyf", "cvt ", "fpgm", "prep"})
_PROGRAMS: Final = ("/FontFile", "/FontFile2", "/FontFile3")
_SYMBOLIC: Final = 4
_NONSYMBOLIC: Final = 32
_TELLING: Final = 0.75  # share of neighbours in order of first use that also stand in order of their codes
_CODES: Final = [*range(33, 256), *range(1, 32)]


def renumbered(
    pdf: pikepdf.Pdf, interpreter: Interpreter, pages: Sequence[Page], cuts: Cuts
) -> dict[int, dict[int, int]]:
    """Writes fonts anew that show removed glyphs; id of a font -> old code -> new code, for all strings that use it.

    Raises:
        Unscannable: a font numbers its glyphs by first use, and is of a kind that cannot be written anew.
    """
    touched = {id(run.font): run.font for hole in cuts.holes for run in hole.glyphs.values()}
    first: dict[int, list[int]] = {number: [] for number in touched}
    used: dict[int, set[int]] = {number: set() for number in touched}
    for page in pages:
        for run in page.runs:
            number = id(run.font)
            if number not in touched:
                continue
            known = set(first[number])
            first[number] += [code for code in dict.fromkeys(run.codes.codes) if code not in known]
            used[number].update(code for at, code in enumerate(run.codes.codes) if not cuts.has(run, at))
    programs = _programs(interpreter)
    codes: dict[int, dict[int, int]] = {}
    for number, font in touched.items():
        program = _program(font)
        if program is None and font.kind != "Type3":
            continue
        if not used[number]:
            _forget(font)
            continue
        order = first[number]
        gone = set(order) - used[number]
        shared = program is not None and len(programs[program.objgen]) > 1
        new = None if shared else _written_anew(pdf, font, used[number], gone, order)
        if new is not None:
            codes[number] = new
        elif _tells(font, order) or (shared and _tells_program(font, order)):
            raise Unscannable("file-pdf-subset")
        elif gone:
            _prune(pdf, font, gone)
    return codes


def _programs(interpreter: Interpreter) -> dict[tuple[int, int], set[int]]:
    """Font programs -> the fonts that use them."""
    users: dict[tuple[int, int], set[int]] = defaultdict(set)
    for font in interpreter.fonts.values():
        program = _program(font)
        if program is not None:
            users[program.objgen].add(id(font))
    return users


def _holder(font: Font) -> Any:  # noqa: ANN401 - pikepdf objects are dynamic
    """The dictionary that has the descriptor: of the descendant, for composite fonts."""
    return font.obj["/DescendantFonts"][0] if font.kind == "Type0" else font.obj


def _program(font: Font) -> Any:  # noqa: ANN401 - pikepdf objects are dynamic
    descriptor = _holder(font).get("/FontDescriptor", {})
    for key in _PROGRAMS:
        if isinstance(descriptor.get(key), pikepdf.Stream):
            return descriptor[key]
    return None


def _forget(font: Font) -> None:
    """A font that shows nothing any more becomes one of those that every reader has."""
    for key in list(font.obj.keys()):
        del font.obj[key]
    font.obj["/Type"] = pikepdf.Name.Font
    font.obj["/Subtype"] = pikepdf.Name.Type1
    font.obj["/BaseFont"] = pikepdf.Name.Helvetica


def _rising(values: Sequence[int]) -> bool:
    return all(one < other for one, other in pairwise(values))


def _tells(font: Font, order: Sequence[int]) -> bool:
    """Whether codes in the order of their first use stand in the order of their numbers, and not in that of Unicode."""
    signs = [(code, font.text[code]) for code in order if font.text[code] != UNKNOWN]
    if _rising([ord(text[0]) * 4096 + at for at, (_, text) in enumerate(sorted(signs))]):
        return False
    other = [code for code, text in signs if code != ord(text[0])]
    return any(_mostly_rising(some) for some in (order, other)) or bool(other and _tells_program(font, order))


def _mostly_rising(codes: Sequence[int]) -> bool:
    pairs = list(pairwise(codes))
    return bool(pairs) and sum(one < other for one, other in pairs) >= _TELLING * len(pairs)


def _tells_program(font: Font, order: Sequence[int]) -> bool:
    """Whether the glyphs of a CFF program stand in the order of their first use."""
    program = _program(font)
    if program is None or "/FontFile3" not in _holder(font).get("/FontDescriptor", {}):
        return False
    try:
        from fontTools.cffLib import CFFFontSet

        fonts = CFFFontSet()
        fonts.decompile(io.BytesIO(program.read_bytes()), None)
        names = list(fonts[0].charset)
    except Exception:  # noqa: BLE001 - hostile or rare programs raise what they like
        return True
    place = {name: at for at, name in enumerate(names)}
    from fontTools.agl import toUnicode

    by_sign = {toUnicode(name): at for name, at in place.items()}
    found = [by_sign[font.text[code]] for code in order if font.text[code] in by_sign]
    if len(found) < len(order) // 2:
        found = [place.get(f"cid{code:05d}", 0) for code in order]
    return _mostly_rising(found) and len(found) > 2


def _prune(pdf: pikepdf.Pdf, font: Font, gone: set[int]) -> None:
    """The table to Unicode forgets codes that nothing shows any more."""
    if "/ToUnicode" in font.obj and font.size:
        kept = {code: text for code, text in _known(font).items() if code not in gone}
        font.obj["/ToUnicode"] = pdf.make_stream(_to_unicode(kept, font.size))


def _known(font: Font) -> dict[int, str]:
    return {code: text for code, text in font.text.items() if text != UNKNOWN}


def _written_anew(
    pdf: pikepdf.Pdf, font: Font, used: set[int], gone: set[int], order: Sequence[int]
) -> dict[int, int] | None:
    """A font with only the glyphs that are still used, in the order of Unicode; None where that cannot be done."""
    program = _program(font)
    if program is None:
        return None
    holder = _holder(font)
    if "/FontFile2" not in holder.get("/FontDescriptor", {}):
        return None
    composite = font.kind == "Type0"
    if composite and (font.size != 2 or font.obj.get("/Encoding") != "/Identity-H"):
        return None
    try:
        glyphs = _Program(bytes(program.read_bytes()))
        places = {code: glyphs.of_cid(holder, code) if composite else glyphs.of_code(font, code) for code in used}
        every = [glyphs.of_cid(holder, code) if composite else glyphs.of_code(font, code) for code in order]
    except Exception:  # noqa: BLE001 - hostile or rare programs raise what they like
        return None
    if any(place is None for place in places.values()):
        return None
    signs = sorted(used, key=lambda code: (font.text[code], code))
    if not gone and not _tells(font, order) and not _mostly_rising([one or 0 for one in every]):
        return None
    if len(signs) > (65_000 if composite else len(_CODES)):
        return None
    new = dict(zip(signs, range(1, len(signs) + 1), strict=True)) if composite else _simple_codes(signs)
    numbered = glyphs.keep([places[code] or 0 for code in signs])
    try:
        made = glyphs.save({} if composite else {new[code]: numbered[places[code] or 0] for code in signs})
    except Exception:  # noqa: BLE001 - as above
        return None
    widths = {new[code]: font.width[code] * 1000 for code in signs}
    texts = {new[code]: font.text[code] for code in signs if font.text[code] != UNKNOWN}
    descriptor = holder["/FontDescriptor"]
    stream = pdf.make_stream(made)
    stream["/Length1"] = len(made)
    descriptor["/FontFile2"] = stream
    for key in ("/CIDSet", "/CharSet"):
        if key in descriptor:
            del descriptor[key]
    if composite:
        gids = b"\0\0" + b"".join(numbered[places[code] or 0].to_bytes(2, "big") for code in signs)
        holder["/CIDToGIDMap"] = pdf.make_stream(gids)
        holder["/W"] = pikepdf.Array([1, pikepdf.Array([_whole(widths[code]) for code in sorted(widths)])])
    else:
        if "/Encoding" in font.obj:
            del font.obj["/Encoding"]
        descriptor["/Flags"] = (int(descriptor.get("/Flags", 0)) | _SYMBOLIC) & ~_NONSYMBOLIC
        font.obj["/FirstChar"], font.obj["/LastChar"] = min(widths), max(widths)
        font.obj["/Widths"] = pikepdf.Array(
            [_whole(widths.get(code, 0)) for code in range(min(widths), max(widths) + 1)]
        )
    font.obj["/ToUnicode"] = pdf.make_stream(_to_unicode(texts, font.size))
    return new


def _simple_codes(signs: Sequence[int]) -> dict[int, int]:
    """Codes of one byte in order; 32 stays what it is, because word spacing goes by it."""
    free = iter(_CODES)
    return {code: 32 if code == 32 else next(free) for code in signs}


def _whole(width: float) -> Any:  # noqa: ANN401 - pikepdf takes int or Decimal
    from decimal import Decimal

    return Decimal(f"{width:.3f}".rstrip("0").rstrip("."))


def _to_unicode(texts: Mapping[int, str], size: int) -> bytes:
    """A CMap from codes to Unicode."""
    lines = [
        f"<{code:0{2 * size}X}> <{text.encode('utf-16-be').hex().upper()}>" for code, text in sorted(texts.items())
    ]
    blocks = [lines[at : at + 100] for at in range(0, len(lines), 100)]
    body = "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<{'00' * size}> <{'FF' * size}>\nendcodespacerange\n{body}"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode()


class _Program:
    """A TrueType program, its glyphs by number."""

    def __init__(self, data: bytes) -> None:
        from fontTools.ttLib import TTFont

        self.font = TTFont(io.BytesIO(data), recalcBBoxes=False, recalcTimestamp=False, lazy=True)
        self.count = self.font["maxp"].numGlyphs
        self.names = [f"g{number:05d}" for number in range(self.count)]
        self.tables = self._cmaps() if "cmap" in self.font else {}
        self.font.setGlyphOrder(self.names)
        for tag in list(self.font.reader.keys()):
            if tag not in _KEPT_TABLES:
                del self.font[tag]

    def _cmaps(self) -> dict[tuple[int, int], dict[int, int]]:
        self.font.setGlyphOrder(self.names)
        number = {name: at for at, name in enumerate(self.names)}
        return {
            (table.platformID, table.platEncID): {
                code: number[name] for code, name in table.cmap.items() if name in number
            }
            for table in self.font["cmap"].tables
            if hasattr(table, "cmap")
        }

    def of_cid(self, holder: Any, cid: int) -> int | None:  # noqa: ANN401 - pikepdf objects are dynamic
        """The glyph of a CID."""
        table = holder.get("/CIDToGIDMap")
        if isinstance(table, pikepdf.Stream):
            data = table.read_bytes()
            cid = int.from_bytes(data[2 * cid : 2 * cid + 2], "big")
        return cid if cid < self.count else None

    def of_code(self, font: Font, code: int) -> int | None:
        """The glyph of a code of one byte (ISO 32000-2, 9.6.5.4)."""
        flags = int(font.obj["/FontDescriptor"].get("/Flags", 0))
        if "/Encoding" in font.obj and not flags & _SYMBOLIC:
            for key in ((3, 1), (0, 3), (0, 1)):
                glyph = self.tables.get(key, {}).get(ord(font.text[code][0]))
                if glyph is not None:
                    return glyph
        for key in ((3, 0), (1, 0), (3, 1)):
            table = self.tables.get(key, {})
            for at in (0xF000 + code, code, 0xF100 + code):
                if at in table:
                    return table[at]
        return None

    def keep(self, glyphs: Sequence[int]) -> dict[int, int]:
        """Only these glyphs, in this order, and what they are composed of; old number -> new one."""
        table = self.font["glyf"]
        wanted = list(dict.fromkeys([0, *glyphs]))
        number = {name: at for at, name in enumerate(self.names)}
        for one in wanted:
            glyph = table[self.names[one]]
            if glyph.isComposite():
                parts = [number[name] for name in glyph.getComponentNames(table)]
                wanted += [part for part in parts if part not in wanted]
        names = [self.names[one] for one in wanted]
        metrics = self.font["hmtx"].metrics
        for tag in ("loca", "head", "hhea"):
            _ = self.font[tag]
        glyphs_by_name = {name: table[name] for name in names}
        if 0 not in glyphs:
            from fontTools.ttLib.tables._g_l_y_f import Glyph

            glyphs_by_name[names[0]] = Glyph()  # what stood here was drawn by nobody
        table.glyphs = glyphs_by_name
        table.glyphOrder = names
        self.font["hmtx"].metrics = {name: metrics[name] for name in names}
        self.font.setGlyphOrder(names)
        return {one: at for at, one in enumerate(wanted)}

    def save(self, codes: Mapping[int, int]) -> bytes:
        """The program, with `codes` (of one byte) -> glyph where there are some."""
        if codes:
            from fontTools.ttLib import newTable
            from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

            names = self.font.getGlyphOrder()
            made = newTable("cmap")
            made.tableVersion, made.tables = 0, []
            for platform, encoding, base, form in ((1, 0, 0, 0), (3, 0, 0xF000, 4)):
                one = CmapSubtable.newSubtable(form)
                one.platformID, one.platEncID, one.language = platform, encoding, 0
                one.cmap = {base + code: names[glyph] for code, glyph in codes.items()}
                made.tables.append(one)
            self.font["cmap"] = made
        target = io.BytesIO()
        self.font.save(target, reorderTables=False)
        return target.getvalue()
