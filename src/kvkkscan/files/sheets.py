"""Worksheets of XLSX: cells by row, with the strings that they share, numbers and dates as a person would read them.

A number cell that is to be removed becomes one of text, and loses its formula. Excel keeps 15 digits: a card number of
16 that was typed as a number ends in 0; it is read with the last digit that makes it valid.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from kvkkscan.files.flow import Flow, Whole
from kvkkscan.files.jsontext import canonical
from kvkkscan.files.markup import add_text
from kvkkscan.files.paragraphs import Texts, walk
from kvkkscan.files.plain import column_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kvkkscan.files.content import Room

_ATTRIBUTE: Final = re.compile(r"\b(r|s|t)\s*=\s*[\"']([^\"']*)[\"']")
_TEXT: Final = re.compile(r"<(?:\w+:)?t\b[^>]*?>([^<]*)<")
_VALUE: Final = re.compile(r"<(?:\w+:)?v\b[^>]*?>([^<]*)<")
_FORMULA: Final = re.compile(r"<(?:\w+:)?f\b[^>]*?(?:/>|>([^<]*)</(?:\w+:)?f>)")
_REF: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ITEM: Final = re.compile(r"<(?:\w+:)?si\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?si>)", re.DOTALL)
_FORMATS: Final = re.compile(r"<(?:\w+:)?numFmt\b([^>]*)>")
_XFS: Final = re.compile(r"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_XF: Final = re.compile(r"<(?:\w+:)?xf\b([^>]*)>")
_DATES: Final = frozenset({*range(14, 18), 22, *range(27, 37), *range(50, 59)})  # built-in formats (ECMA-376, 18.8.30)
_HEADER_ROWS: Final = 30  # in which the row of names is looked for


@dataclass(slots=True)
class Workbook:
    """What the sheets of a workbook share. `strings`: for each shared string its flow; `used`: which were shown."""

    strings_doc: int = -1
    strings: list[Flow] = field(default_factory=list, repr=False)
    used: set[int] = field(default_factory=set)
    dates: frozenset[str] = frozenset()
    from_1904: bool = False
    names: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Sequence[str], texts: Sequence[str]) -> Workbook:
        """The workbook that a package holds; an empty one where it holds none."""
        book = cls()
        for doc, name in enumerate(names):
            if name.endswith("/sharedStrings.xml"):
                book.strings_doc = doc
                book.strings = [_item(match, doc) for match in _ITEM.finditer(texts[doc])]
            elif name.endswith("xl/styles.xml"):
                book.dates = _date_styles(texts[doc])
            elif name.endswith("xl/workbook.xml"):
                book.from_1904 = bool(re.search(r"date1904\s*=\s*\"(?:1|true)\"", texts[doc]))
                book.names = _sheet_names(texts, names, texts[doc])
        return book

    def rest(self, texts: Texts) -> None:
        """Shared strings that no cell shows are still there."""
        for at, flow in enumerate(self.strings):
            if at not in self.used:
                texts.add(flow, "xl/sharedStrings.xml")


def _item(match: re.Match[str], doc: int) -> Flow:
    """A shared string: its runs joined; readings aids (phonetics) among them."""
    flow = Flow()
    if match[1]:
        for text in _TEXT.finditer(match[0]):
            add_text(flow, text[1], doc, match.start() + text.start(1))
    return flow


def _sheet_names(texts: Sequence[str], names: Sequence[str], workbook: str) -> dict[int, str]:
    """Document number of a sheet -> its name as people see it."""
    rels = next((text for name, text in zip(names, texts, strict=True) if name.endswith("workbook.xml.rels")), "")
    targets = {}
    for match in re.finditer(r"<(?:\w+:)?Relationship\b[^>]*>", rels):
        number = re.search(r"\bId=\"([^\"]*)\"", match[0])
        target = re.search(r"\bTarget=\"/?(?:xl/)?([^\"]*)\"", match[0])
        if number and target:
            targets[number[1]] = target[1]
    found = {}
    for match in re.finditer(r"<(?:\w+:)?sheet\b[^>]*>", workbook):
        title = re.search(r"\bname=\"([^\"]*)\"", match[0])
        number = re.search(r"\b\w+:id=\"([^\"]*)\"", match[0])
        target_name = targets.get(number[1], "") if number else ""
        for doc, name in enumerate(names):
            if title and target_name and name.endswith("/" + target_name):
                found[doc] = title[1]
    return found


def _date_styles(text: str) -> frozenset[str]:
    """Numbers of the cell styles that show a number as a date."""
    own = set()
    for match in _FORMATS.finditer(text):
        number = re.search(r"numFmtId=\"(\d+)\"", match[1])
        code = re.search(r"formatCode=\"([^\"]*)\"", match[1])
        plain = re.sub(r"\\.|&quot;.*?&quot;|\[[^\]]*\]", "", code[1]).lower() if code else ""
        if number and ("y" in plain or ("d" in plain and "m" in plain) or "g" in plain.replace("general", "")):
            own.add(int(number[1]))
    styles = _XFS.search(text)
    found = set()
    for at, match in enumerate(_XF.finditer(styles[0]) if styles else ()):
        number = re.search(r"numFmtId=\"(\d+)\"", match[1])
        if number and (int(number[1]) in own or int(number[1]) in _DATES):
            found.add(str(at))
    return frozenset(found)


def read_sheet(texts: Texts, book: Workbook, doc: int, text: str, room: Room) -> None:
    """Adds a worksheet: its cells as one text by rows, those under telling headers once more, and all around them."""
    place = book.names.get(doc) or f"sheet {doc}"
    prefix = re.search(r"<(?:(\w+):)?worksheet\b", text)
    tag = f"{prefix[1]}:" if prefix and prefix[1] else ""
    begin, end = text.find(f"<{tag}sheetData"), text.rfind(f"</{tag}sheetData>")
    if begin < 0 or end < 0:
        walk(texts, doc, text, place)
        return
    first = text.index(">", begin) + 1
    walk(texts, doc, text, place, end=first)
    walk(texts, doc, text, place, start=end)
    _Sheet(texts, book, doc, text, place, tag, room).read(first, end)


class _Sheet:
    """The cells of a worksheet being read."""

    def __init__(self, texts: Texts, book: Workbook, doc: int, text: str, place: str, tag: str, room: Room) -> None:
        self.texts, self.book, self.doc, self.text, self.place, self.room = texts, book, doc, text, place, room
        self.tag = tag
        self.flow = Flow()
        self.formulas = Flow()
        self.looks = _HEADER_ROWS  # rows in which the header may still be
        self.first: dict[int, tuple[int, int]] = {}  # the cells of the row at hand, while the header is looked for
        self.names: dict[int, str] = {}  # column -> a header that says something
        self.fields: tuple[str, ...] = ()

    def read(self, begin: int, end: int) -> None:
        """All cells."""
        tag = self.tag
        # A row; a cell as nearly all are written; any other cell.
        token = re.compile(
            rf"<{tag}row\b([^>]*)>"
            rf"|<{tag}c r=\"([A-Z]{{1,3}})([0-9]{{1,7}})\"(?: s=\"([0-9]+)\")?(?: t=\"([a-z])\")?>"
            rf"<{tag}v>([^<&]*)</{tag}v></{tag}c>"
            rf"|<{tag}c\b((?:[^>\"']|\"[^\"]*\"|'[^']*')*?)(?:/>|>(.*?)</{tag}c>)",
            re.DOTALL,
        )
        row, column = 0, -1
        pending = ""
        flow = self.flow
        columns: dict[str, int] = {}
        for match in token.finditer(self.text, begin, end):
            kind = match.lastindex
            if kind == 1:
                if self.looks and self.first:
                    self._header()
                number = re.search(r"\br=\"(\d+)\"", match[1])
                row = int(number[1]) if number else row + 1
                column = -1
                pending = "\t\n"  # a number does not go on in the next row
                if not row % 500:
                    self.room.part(0)
                continue
            letters, plain = match[2], kind == 6
            attributes: dict[str, str] = {}
            if not plain:
                attributes = dict(_ATTRIBUTE.findall(match[7]))
                ref = _REF.fullmatch(attributes.get("r", ""))
                letters = ref[1] if ref else column_name(column + 1)
            known = columns.get(letters)
            column = columns[letters] = _column(letters) if known is None else known
            if not plain and match[8] is None:
                continue
            if column in self.names:
                self.flow = Flow()
                self._read_cell(match, attributes, plain=plain)
                self.texts.add(self.flow, f"{self.place}!{letters}{row}", self.names[column], self.fields)
                self.flow = flow
                continue
            if pending and flow.size:
                flow.gap(pending)
            pending = "\t"
            start = flow.size
            flow.mark(letters + str(row))
            self._read_cell(match, attributes, plain=plain)
            if self.looks and flow.size > start:
                self.first[column] = (start, flow.size)
        self.texts.add(flow, self.place, locate=flow.name_at)
        self.texts.add(self.formulas, f"{self.place} f", spell=_no_formula)

    def _read_cell(self, match: re.Match[str], attributes: dict[str, str], *, plain: bool) -> None:
        if not plain:
            self._cell(match, attributes)
            return
        kind, value = match[5], match[6]
        if kind == "s":
            self._shared(value)
        elif kind is None or kind == "n":
            style = match[4] or ""
            text = self._number(value, style)
            if text:
                ref = match[2] + match[3]
                self.flow.read(text, self.doc, match.start(), match.end(), partial(self._whole, ref, style))

    def _cell(self, match: re.Match[str], attributes: dict[str, str]) -> None:
        body, offset = match[8], match.start(8)
        kind = attributes.get("t", "n")
        formula = _FORMULA.search(body)
        if formula and formula[1]:
            self.formulas.read(formula[1], self.doc, offset + formula.start(), offset + formula.end(), Whole("", ""))
            self.formulas.gap("\n")
        if kind == "inlineStr":
            for piece in _TEXT.finditer(body):
                add_text(self.flow, piece[1], self.doc, offset + piece.start(1))
            return
        value = _VALUE.search(body)
        if value is None:
            return
        if kind == "s":
            self._shared(value[1])
        elif kind == "str":
            whole = self._whole(attributes.get("r", ""), attributes.get("s", ""))
            plain = Flow()
            add_text(plain, value[1], self.doc, offset + value.start(1))
            if plain.text:
                self.flow.read(plain.text, self.doc, match.start(), match.end(), whole)
        elif kind in {"n", "d"} and value[1]:
            style = attributes.get("s", "")
            text = self._number(value[1].strip(), style) if kind == "n" else value[1]
            self.flow.read(text, self.doc, match.start(), match.end(), self._whole(attributes.get("r", ""), style))

    def _shared(self, number: str) -> None:
        at = int(number) if number.strip().isdigit() else -1
        if not 0 <= at < len(self.book.strings):
            return
        self.book.used.add(at)
        self.flow.add(self.book.strings[at])

    def _whole(self, ref: str, style: str) -> Whole:
        """A cell of text in the place of another."""
        kept = (f' r="{ref}"' if ref else "") + (f' s="{style}"' if style else "")
        tag = self.tag
        return Whole(
            f'<{tag}c{kept} t="inlineStr"><{tag}is><{tag}t xml:space="preserve">', f"</{tag}t></{tag}is></{tag}c>"
        )

    def _number(self, raw: str, style: str) -> str:
        """A number as it is shown: a date where its style says so, a card number as it was typed."""
        if style in self.book.dates:
            shown = _date(raw, from_1904=self.book.from_1904)
            if shown:
                return shown
        text = canonical(raw)
        if len(text) == 16 and text.isdigit() and text[-1] == "0" and text[0] in "3456":
            return text[:-1] + _luhn(text[:-1])
        return text

    def _header(self) -> None:
        """Looks at a row that may be the one of names. From it on, what stands under a telling name is read alone.

        A table's cells have little to do with those beside them, and all with the name above.
        """
        self.looks -= 1
        text = self.flow.text
        names = {column: text[start:end].strip() for column, (start, end) in self.first.items()}
        self.first = {}
        words = [name for name in names.values() if re.search(r"[^\W\d_]", name)]
        if len(words) < 2 or 2 * len(words) < len(names) or any(re.search(r"\d{5}|@", name) for name in words):
            return
        telling = {column: name for column, name in names.items() if self.texts.says(name)}
        if set(telling) - {min(names)}:  # a telling word in the first column alone may name what stands beside it
            self.names = telling
            self.fields = tuple(names.values())
            self.looks = 0


def _no_formula(_text: str) -> str:
    """A formula with personal data in it goes; the value that it had stays."""
    return ""


def _column(letters: str) -> int:
    number = 0
    for sign in letters:
        number = number * 26 + ord(sign) - 64
    return number - 1


def _date(raw: str, *, from_1904: bool) -> str:
    """A day number as a date, the way that it is written in Turkey; "" where it is none."""
    try:
        days = int(float(raw))
    except ValueError:
        return ""
    if not 1 <= days <= 109_574:  # 31.12.2199
        return ""
    first = date(1904, 1, 1) if from_1904 else date(1899, 12, 30)
    return f"{first + timedelta(days=days):%d.%m.%Y}"


def _luhn(digits: str) -> str:
    """The check digit after `digits` (ISO/IEC 7812-1)."""
    total = 0
    for at, sign in enumerate(reversed(digits)):
        value = int(sign) * (2 - at % 2)
        total += value - 9 if value > 9 else value
    return str(-total % 10)
