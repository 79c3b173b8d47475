"""Paragraphs of office XML: runs joined to the text that a reader sees, cells once more under their headers.

One walk serves WordprocessingML, DrawingML, SpreadsheetML outside of cells, and OpenDocument: elements are known by
their local names. What is not known ends a line, so that nothing is joined that a reader would see apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from kvkkscan.files.content import Part, Room
from kvkkscan.files.flow import Flow, RawEdit, Whole
from kvkkscan.files.jsontext import canonical
from kvkkscan.files.markup import (
    ATTRIBUTE,
    CDATA,
    CLOSE,
    COMMENT,
    OPEN,
    PI,
    TEXT,
    add_address,
    add_text,
    escape,
    xml_tokens,
)

if TYPE_CHECKING:
    from collections.abc import Callable

INLINE: Final = frozenset(
    "r t rPr pPr hyperlink ins del delText moveFrom moveTo smartTag smartTagPr sdt sdtContent sdtPr sdtEndPr fld"
    " fldSimple span a bookmarkStart bookmarkEnd proofErr lastRenderedPageBreak commentRangeStart commentRangeEnd"
    " softHyphen commentReference footnoteReference endnoteReference annotationRef footnoteRef endnoteRef rStyle"
    " permStart permEnd noProof color sz szCs lang b i u rFonts bCs iCs highlight vertAlign shd strike dstrike"
    " caps smallCaps vanish webHidden spacing w kern position effect em latin ea cs solidFill srgbClr schemeClr"
    " hlinkClick oMath bookmark bookmark-start bookmark-end change change-start change-end reference-mark"
    " reference-mark-start reference-mark-end ruby ruby-base rubyBase rubyPr rt soft-page-break meta meta-field"
    " text-input user-defined conditional-text hidden-text placeholder noBreakHyphen sym ptab cr tab br s line-"
    " break moveFromRangeStart moveFromRangeEnd moveToRangeStart moveToRangeEnd customXml customXmlPr dir bdo"
    " fldChar snap font charset family scheme name".split()
)
"""Local names of elements that do not part the text around them."""

_SIGNS: Final = {
    "tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "line-break": "\n", "noBreakHyphen": "-", "softHyphen": "\u00ad",
}  # fmt: skip
_APART: Final = frozenset(
    {"txbxContent", "annotation", "note", "comment", "footnote", "endnote", "changed-region", "deletion"}
)
_CODES: Final = frozenset({"instrText", "delInstrText", "f", "formula1", "formula2", "definedName", "formula"})
_CELL: Final = frozenset({"tc", "table-cell", "covered-table-cell"})
_ROW: Final = frozenset({"tr", "table-row"})
_TABLE: Final = frozenset({"tbl", "table"})
_DELETED: Final = frozenset({"del", "moveFrom"})
_INSERTED: Final = frozenset({"ins", "moveTo"})
_REVISED: Final = re.compile(r"<\w+:(?:del|ins|moveFrom|moveTo)[ >]")
# Attributes without words of people: ids of all kinds, namespaces, fonts, styles.
_DUMB: Final = re.compile(
    r"^(?:xmlns.*|.*[rR]sid.*|.*:(?:paraId|textId|durableId|id|embed|link|uri|ascii|hAnsi|cs|eastAsia|font-name.*|style-name"
    r"|family|asciiTheme|pict|relationshipId|ctxId)|id|Id|uri|r|s|t|spans|ht|typeface|panose|xfId|numFmtId|fontId|fillId"
    r"|borderId|sqref|ref|activeCell|Type|ContentType|PartName|Extension|uniqueId|mediaId|schemaRefs|path|d|coordsize"
    r"|xml:.*|typeface|algn|type|lang|w:(?:space|hint|uiPriority|qFormat|unhideWhenUsed|semiHidden|locked|fill|themeColor|jc|top|left)|style:.*|fo:.*|svg:.*|draw:(?!name).*|loext:.*|manifest:(?!full-path).*|config:(?!name).*)$"
)
_WORTH: Final = re.compile(r"@|[^\x00-\x7f]|\d[\d .\-+EeT:/]{5,}|[A-Za-z]{3}|%[0-9A-Fa-f]{2}|&")
# One word of a vocabulary, a colour, a GUID; but not where people write.
_TOKEN: Final = re.compile(r"[A-Za-z_#](?:[A-Za-z_.\-]|\d{1,4}(?!\d))*+|[0-9A-Fa-f]{6,8}|\{[0-9A-Fa-f\-]{36}\}")
_SPOKEN: Final = frozenset(
    "descr title name displayName author initials alt tooltip caption label prompt promptTitle error errorTitle text"
    " comment subject alias tag docVar bookmarkStart listItem sheet definedName tableColumn cacheField person display"
    " userId userName creator keywords category custom property default statusText helpText filter s oddHeader".split()
)
_LOOKS: Final = re.compile(
    r"^(?:word|xl|ppt)/(?:.*/)?(?:fontTable|theme\d*|styles|stylesWithEffects|numbering|webSettings|tableStyles)\.xml"
)
_DATA: Final = re.compile(r"@|\d[\d .\-]{5,}\d")
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_ADDRESS: Final = frozenset({"Target", "href", "location", "source", "src", "url"})
_STRING_VALUE: Final = re.compile(
    r"\s(?:office:(?:value|value-type|date-value|string-value)|calcext:value-type|table:formula)=\"[^\"]*\""
)
_CELLS: Final = 2_000  # a repeated cell is counted so often at most


@dataclass(slots=True)
class Texts:
    """What was found: a flow for each part, and how edits of some of them are spelled."""

    room: Room | None = field(default=None, repr=False)
    flows: list[Flow] = field(default_factory=list, repr=False)
    parts: list[Part] = field(default_factory=list, repr=False)
    escapes: dict[int, Callable[[str], str]] = field(default_factory=dict, repr=False)
    # Stretches of documents that say the same as an attribute: (document, start, end, what to do where one is edited).
    linked: list[tuple[int, int, int, RawEdit]] = field(default_factory=list, repr=False)

    def add(
        self,
        flow: Flow,
        place: str,
        named: str = "",
        fields: tuple[str, ...] = (),
        *,
        again: bool = False,
        spell: Callable[[str], str] | None = None,
        locate: Callable[[int], str] | None = None,
    ) -> None:
        """A flow as a part, unless it is blank."""
        text = flow.text
        if not text or text.isspace():
            return
        if spell:
            self.escapes[len(self.flows)] = spell
        self.flows.append(flow)
        self.parts.append(Part(place, text, named, fields, again, locate=locate))
        if self.room and not len(self.parts) % 1000:
            self.room.part(0)

    def says(self, name: str) -> bool:
        """Whether the name of a field may say what its values are."""
        return self.room is None or self.room.names(name)


def speaks(key: str, value: str, place: str) -> bool:
    """Whether an attribute (`key` with its prefix) may hold what a person wrote.

    In parts that say how things look (fonts, themes, styles) only what is written like a number or an address counts:
    names of fonts are those of places and persons.
    """
    return not _DUMB.match(key) and (not _LOOKS.search(place) or _DATA.search(value) is not None)


def plain_name(text: str) -> str:
    """How an edit is spelled where only letters, digits and low lines may stand."""
    return escape(re.sub(r"\W+", "_", text))


def nothing(_text: str) -> str:
    """How an edit is spelled in a reference that must still be one."""
    return "#REF!"


def number(_text: str) -> str:
    """How an edit is spelled where a number must stand."""
    return "0"


@dataclass(slots=True)
class _Table:
    """A table being read: for each row the cells as offsets of the flow, and the flow that they stand in."""

    flow: Flow
    rows: list[list[tuple[int, int]]] = field(default_factory=list)
    open: int = -1
    repeat: int = 1


@dataclass(slots=True)
class _Story:
    """A text being read: all of it, and without what a tracked change removed or added."""

    name: str
    views: list[Flow]
    depth: int
    gap: str = ""


def walk(
    texts: Texts, doc: int, text: str, place: str, *, named: bool = False, start: int = 0, end: int | None = None
) -> None:
    """Adds the parts of an XML document (or of a stretch of it, whole tokens) to `texts`.

    With `named`, texts of elements are read once more as values of their names: properties of a document.
    """
    _Walk(texts, doc, text, place, named=named).run(start, len(text) if end is None else end)


class _Walk:
    """One walk over the tokens of a document."""

    def __init__(self, texts: Texts, doc: int, text: str, place: str, *, named: bool) -> None:
        self.texts, self.doc, self.text, self.place, self.named = texts, doc, text, place, named
        self.views = 3 if _REVISED.search(text) else 2 if "<text:change " in text else 1
        self.regions: dict[str, Flow] = {}  # what OpenDocument keeps of deleted text, by the id of the change
        self.stories = [self._story("")]
        self.codes = Flow()
        self.stack: list[tuple[str, str]] = []  # local name, attributes
        self.tables: list[_Table] = []
        self.deleted = self.inserted = 0
        self.is_numbers = 0

    def _story(self, name: str) -> _Story:
        return _Story(name, [Flow() for _ in range(self.views)], len(getattr(self, "stack", ())))

    def run(self, start: int, end: int) -> None:
        """All tokens."""
        text = self.text if start == 0 and end == len(self.text) else self.text[start:end]
        for match in xml_tokens(text):
            kind = match.lastindex
            if kind == TEXT:
                self._text(match[0], match.start() + start)
            elif kind == OPEN:
                self._open(match, start)
            elif kind == CLOSE:
                self._close()
            elif kind == CDATA:
                self._put(match[2], match.start(2) + start, as_is=True)
            elif kind in (COMMENT, PI) and len(match[kind]) > 6:
                flow = Flow()
                flow.raw(match[kind], self.doc, match.start(kind) + start)
                self.texts.add(flow, f"{self.place} <!-- -->")
        while self.stories:
            self._end_story(self.stories.pop())
        self.texts.add(self.codes, f"{self.place} f", spell=nothing if not self.place.startswith("word/") else None)

    # --- text --------------------------------------------------------------------------------------------------------

    def _text(self, raw: str, at: int) -> None:
        name = self.stack[-1][0] if self.stack else ""
        if raw.isspace() and name not in {"t", "p", "h", "span", "a", "delText"}:
            return
        if name in _CODES:
            add_text(self.codes, raw, self.doc, at)
            return
        self._put(raw, at)
        if self.named and name not in {"p", "t", "span"}:
            flow = Flow()
            add_text(flow, raw, self.doc, at)
            self.texts.add(flow, self.place, self._field(name), again=True)

    def _field(self, name: str) -> str:
        """The name of the property that an element's text is the value of."""
        for _, attributes in reversed(self.stack[-2:]):
            for one in ATTRIBUTE.finditer(attributes):
                if one[1].rpartition(":")[2] == "name":
                    return one[2] or one[3] or name
        return name

    def _put(self, raw: str, at: int, *, as_is: bool = False) -> None:
        story = self.stories[-1]
        for view, flow in enumerate(story.views):
            if (view == 1 and self.deleted) or (view == 2 and self.inserted):
                continue
            if story.gap and flow.size:
                flow.gap(story.gap)
            if as_is:
                flow.raw(raw, self.doc, at)
            elif self.is_numbers and _NUMBER.fullmatch(raw):
                flow.read(canonical(raw), self.doc, at, at + len(raw), Whole("", ""))
            else:
                add_text(flow, raw, self.doc, at)
        story.gap = ""

    def _gap(self, text: str) -> None:
        """What parts the next text from the last, unless something does already."""
        story = self.stories[-1]
        story.gap = story.gap or text

    def _sign(self, text: str, start: int, end: int) -> None:
        story = self.stories[-1]
        for flow in story.views:
            if story.gap and flow.size:
                flow.gap(story.gap)
            flow.read(text, self.doc, start, end, Whole("", "")) if text.isspace() and " " in text else flow.gap(text)
        story.gap = ""

    def _end_story(self, story: _Story) -> None:
        place = f"{self.place} {story.name}".strip()
        spell = number if self.is_numbers else None
        for at, flow in enumerate(story.views):
            if not at or flow.text != story.views[0].text:
                self.texts.add(flow, place, again=bool(at), spell=spell)

    # --- elements ----------------------------------------------------------------------------------------------------

    def _open(self, match: re.Match[str], offset: int) -> None:
        tag, attributes = match[6], match[7]
        name = tag.rpartition(":")[2]
        closed = attributes.endswith("/")
        if attributes and _WORTH.search(attributes):
            self._attributes(match, name, tag, attributes, offset)
        if name in _SIGNS:
            self._sign(_SIGNS[name], match.start() + offset, match.end() + offset)
        elif name == "s" and tag.startswith("text:"):
            found = re.search(r"text:c=\"(\d{1,4})\"", attributes)
            self._sign(" " * int(found[1] if found else 1), match.start() + offset, match.end() + offset)
        if name == "change" and self.views == 2:
            self._deleted_here(attributes)
        if not closed and name == "table-cell" and "office:" in attributes:
            self._link(match, attributes, offset)
        if closed:
            if name in _CELL and self.tables:
                self._cell(attributes)
                self._end_cell()
            elif name not in INLINE:
                self._gap("\n")
            return
        self.stack.append((name, attributes))
        if name in _DELETED:
            self.deleted += 1
        elif name in _INSERTED:
            self.inserted += 1
        elif name in _APART:
            self.stories.append(self._story(name))
        elif name in {"numCache", "numLit"}:
            self.is_numbers += 1
            self.stories.append(self._story(name))
        elif name in _TABLE:
            self.tables.append(_Table(self.stories[-1].views[0]))
        elif name in _ROW and self.tables:
            self.tables[-1].rows.append([])
        elif name in _CELL and self.tables:
            self._cell(attributes)
        if name not in INLINE and name not in _CODES:
            self._gap("\n")

    def _deleted_here(self, attributes: str) -> None:
        """The text that was deleted here, in the reading that shows it."""
        found = re.search(r"change-id=[\"']([^\"']*)", attributes)
        region = self.regions.get(found[1]) if found else None
        story = self.stories[-1]
        if region is None:
            return
        if story.gap and story.views[1].size:
            story.views[1].gap(story.gap)
            if story.views[0].size:
                story.views[0].gap(story.gap)
            story.gap = ""
        story.views[1].add(region)

    def _link(self, match: re.Match[str], attributes: str, offset: int) -> None:
        """A cell of OpenDocument says its value twice; where its text is edited its value goes."""
        if "office:value=" in attributes or "date-value=" in attributes or "string-value=" in attributes:
            new = _STRING_VALUE.sub("", attributes) + ' office:value-type="string"'
            edit = RawEdit(match.start(7) + offset, match.end(7) + offset, new)
            end = self.text.find("</table:table-cell>", match.end() + offset)
            self.texts.linked.append((self.doc, match.end() + offset, end, edit))

    def _cell(self, attributes: str) -> None:
        table = self.tables[-1]
        table.open = table.flow.size
        found = re.search(r"(?:number-columns-repeated|gridSpan)=\"(\d{1,5})\"", attributes)
        table.repeat = min(int(found[1]), _CELLS) if found else 1

    def _end_cell(self) -> None:
        table = self.tables[-1]
        if table.rows and table.open >= 0:
            table.rows[-1] += [(table.open, table.flow.size)] * (1 if table.flow.size > table.open else table.repeat)
        table.open = -1
        self.stories[-1].gap = "\t"

    def _close(self) -> None:
        if not self.stack:
            return
        name, _ = self.stack.pop()
        if name in _DELETED:
            self.deleted -= 1
        elif name in _INSERTED:
            self.inserted -= 1
        elif name in _APART or name in {"numCache", "numLit"}:
            if len(self.stories) > 1:
                story = self.stories.pop()
                self._end_story(story)
                if name == "deletion":
                    self._keep(story.views[0])
            if name in {"numCache", "numLit"}:
                self.is_numbers -= 1
        elif name in _CODES:
            if self.codes.size:
                self.codes.gap("\n")
        elif name in _CELL and self.tables:
            self._end_cell()
        elif name in _ROW:
            self.stories[-1].gap = "\t\n"  # a number does not go on in the next row
        elif name in _TABLE and self.tables:
            self._end_table(self.tables.pop())
            self.stories[-1].gap = "\t\n"
        elif name not in INLINE and not self.stories[-1].gap.startswith("\t"):
            self.stories[-1].gap = "\n"

    def _keep(self, deleted: Flow) -> None:
        """Remembers what a tracked change removed."""
        for _, attributes in reversed(self.stack):
            found = re.search(r"\b(?:text|xml):id=[\"']([^\"']*)", attributes)
            if found:
                self.regions[found[1]] = deleted
                return

    def _end_table(self, table: _Table) -> None:
        """Each cell once more as the value of its column's header, where that says anything."""
        rows = [row for row in table.rows if row]
        if len(rows) < 2:
            return
        text = table.flow.text
        names = tuple(text[start:end].strip() for start, end in rows[0])
        if len(names) < 2 or any(re.search(r"\d{5}|@", name) for name in names):
            return
        useful = [at for at, name in enumerate(names) if name and self.texts.says(name)]
        for row in rows[1:]:
            for column in useful:
                if column >= len(row):
                    continue
                start, end = row[column]
                value = text[start:end]
                start += len(value) - len(value.lstrip())
                if value.strip():
                    cell = table.flow.cut(start, start + len(value.strip()))
                    self.texts.add(cell, self.place, names[column], names, again=True)

    # --- attributes --------------------------------------------------------------------------------------------------

    def _attributes(self, match: re.Match[str], name: str, tag: str, attributes: str, offset: int) -> None:
        for one in ATTRIBUTE.finditer(attributes):
            key = one[1]
            group = 2 if one[2] is not None else 3
            value = one[group]
            if len(value) < 2 or not _WORTH.search(value) or not speaks(key, value, self.place):
                continue
            local = key.rpartition(":")[2]
            if _TOKEN.fullmatch(value) and local not in _SPOKEN and name not in _SPOKEN:
                continue
            start = match.start(7) + one.start(group) + offset
            flow = Flow()
            spell = _spelling(name, local)
            if _NUMBER.fullmatch(value):
                if len(value) < 7 and "." not in value:
                    continue
                self._number(flow, match, name, tag, attributes, key, value, start, offset)
            elif local in _ADDRESS or "%" in value:
                add_address(flow, value, self.doc, start)
            else:
                add_text(flow, value, self.doc, start)
            field_ = name if local in {"val", "value", "v"} else local
            self.texts.add(flow, f"{self.place} {name}@{local}", field_, spell=spell)

    def _number(  # noqa: PLR0917 - what `_attributes` knows
        self,
        flow: Flow,
        match: re.Match[str],
        name: str,
        tag: str,
        attributes: str,
        key: str,
        value: str,
        start: int,
        offset: int,
    ) -> None:
        """A number in an attribute, where it cannot just become a word: cells and caches become those of text."""
        text = canonical(value)
        if key == "office:value":
            first = match.start(7) + offset
            rest = _STRING_VALUE.sub("", attributes)
            closing = "/" if rest.endswith("/") else ""
            before = rest.removesuffix("/") + ' office:value-type="string" office:string-value="'
            flow.read(text, self.doc, first, match.end(7) + offset, Whole(before, '"' + closing))
        elif name == "n" and key == "v":
            prefix = tag.rpartition(":")[0]
            prefix = prefix + ":" if prefix else ""
            if attributes.endswith("/"):
                whole = Whole(f'<{prefix}s v="', '"/>')
                flow.read(text, self.doc, match.start() + offset, match.end() + offset, whole)
        else:
            flow.read(text, self.doc, start, start + len(value), Whole("", ""))


def _spelling(name: str, local: str) -> Callable[[str], str] | None:
    """How an edit of an attribute is spelled where not every word may stand."""
    if name in {"bookmarkStart", "definedName", "bookmark", "bookmark-start", "bookmark-end"}:
        return plain_name
    if name == "sheet" and local == "name":
        return sheet_name
    if local in {"formula", "cell-range-address", "base-cell-address"}:
        return nothing
    return None


def sheet_name(text: str) -> str:
    r"""How an edit is spelled in the name of a sheet: no `[]:*?/\\`, and 31 characters at most go in."""
    return escape(re.sub(r"[\[\]:*?/\\]", "_", text)[:20])
