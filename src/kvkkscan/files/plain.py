"""Plain text, logs, and tables of it (CSV, TSV): one text, or a text a cell. Every other byte stays."""

from __future__ import annotations

import csv
import io
import re
from functools import partial
from typing import TYPE_CHECKING, Final

from kvkkscan.errors import Unscannable
from kvkkscan.files.cards import CARD, read_card
from kvkkscan.files.content import Changes, Content, Part
from kvkkscan.files.encoding import Decoded, decode
from kvkkscan.files.flow import Flow, RawEdit, raw_edits, splice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kvkkscan.files.content import Room

_DELIMITERS: Final = ",;\t|"
_SAMPLE: Final = 20  # lines
_LABEL: Final = 40  # characters of a cell that may name the one beside it


def edited(text: str, changes: Sequence[tuple[int, int, str]]) -> str:
    """`text` with ascending, disjoint edits made."""
    done: list[str] = []
    at = 0
    for start, end, new in changes:
        done += (text[at:start], new)
        at = end
    return "".join([*done, text[at:]])


def write_flows(
    source: Decoded, flows: Sequence[Flow], escape: Callable[[str], str], changes: Changes, more: Sequence[RawEdit] = ()
) -> bytes:
    """A file of one raw document, written with the edits of its flows; part n is flow n."""
    edits: list[RawEdit] = list(more)
    for at, made in changes.edits.items():
        raw_edits(flows[at], made, escape, lambda _: edits)
    return source.encode(splice(source.text, edits))


def read_text(data: bytes, name: str, room: Room) -> Content:  # noqa: ARG001 - the signature of all readers
    """A text is one part.

    Raises:
        Unscannable: it is no text, or holds NUL signs.
    """
    source = decode(data)
    if "\0" in source.text:
        raise Unscannable("file-binary")
    if CARD.match(source.text):
        return read_card(source)
    part = Part("", source.text)
    return Content((part,), lambda changes: source.encode(edited(source.text, changes.edits.get(0, ()))))


# --- tables ----------------------------------------------------------------------------------------------------------


def read_csv(data: bytes, name: str, room: Room) -> Content:
    """A part a cell; the cells of a header row name those below, else the cell to the left may name it.

    Cells are read as Python's `csv` reads them.

    Raises:
        Unscannable: it is no text, or a quote is never closed.
    """
    source = decode(data)
    text = source.text
    if "\0" in text:
        raise Unscannable("file-binary")
    delimiter = "\t" if name.lower().endswith((".tsv", ".tab")) else find_delimiter(text)
    cells = list(_cells(text, delimiter))
    room.part(len(cells))
    header = {column: name for column, name in _header(cells).items() if room.names(name)}
    names = tuple(header.values())
    left = {(cell.row, cell.column + 1): cell.value.strip() for cell in cells if len(cell.value) <= _LABEL}
    parts = [
        Part(
            f"{column_name(cell.column)}{cell.row}",
            cell.value,
            (header.get(cell.column, "") if cell.row > 1 else "") or left.get((cell.row, cell.column), ""),
            names,
        )
        for cell in cells
    ]
    return Content(parts, partial(_write_csv, source, cells, delimiter))


def find_delimiter(text: str) -> str:
    """The one of , ; tab | that splits the first lines into the most columns, the same in each where possible."""
    lines = [re.sub(r'"(?:[^"]|"")*"', "", line) for line in text.splitlines()[:_SAMPLE] if line.strip()]

    def score(sign: str) -> tuple[bool, int]:
        counts = [line.count(sign) for line in lines]
        return bool(counts) and min(counts) == max(counts) > 0, counts[0] if counts else 0

    return max(_DELIMITERS, key=score)


def column_name(number: int) -> str:
    """A column as spreadsheets call it: 0 is A, 26 is AA."""
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


class _Cell:
    """Where a cell stands in the text, quotes included, and what it says."""

    __slots__ = ("column", "end", "row", "start", "value")

    def __init__(self, row: int, column: int, start: int, end: int, value: str) -> None:
        self.row, self.column, self.start, self.end, self.value = row, column, start, end, value


def _cells(text: str, delimiter: str) -> Iterator[_Cell]:
    """The cells of a table, row by row from 1; a quoted one may hold line ends."""
    plain = re.compile(f"[^{re.escape(delimiter)}\r\n]*")
    at, row, column, size = 0, 1, 0, len(text)
    while at < size:
        start, quoted = at, ""
        if text[at] == '"':
            pieces = []
            while True:
                close = text.find('"', at + 1)
                if close < 0:
                    raise Unscannable("file-open-quote", row=row)
                pieces.append(text[at + 1 : close])
                at = close + 1
                if text[at : at + 1] != '"':
                    break
            quoted = '"'.join(pieces)
        found = plain.match(text, at)
        at = found.end() if found else at
        yield _Cell(row, column, start, at, quoted + (found[0] if found else ""))
        sign = text[at : at + 1]
        if sign == delimiter:
            at, column = at + 1, column + 1
            if at == size:
                yield _Cell(row, column, at, at, "")
        elif sign:
            at += 2 if text[at : at + 2] == "\r\n" else 1
            row, column = row + 1, 0


def _header(cells: Sequence[_Cell]) -> dict[int, str]:
    """Column -> its name, where the first row looks like one of names: no numbers, no mail addresses, none empty."""
    first = [cell for cell in cells if cell.row == 1]
    if len(first) < 2 or any(re.search(r"\d{5}|@", cell.value) for cell in first):
        return {}
    return {cell.column: cell.value.strip() for cell in first}


def _write_csv(source: Decoded, cells: Sequence[_Cell], delimiter: str, changes: Changes) -> bytes:
    made = []
    for at in sorted(changes.edits):
        cell = cells[at]
        new = edited(cell.value, changes.edits[at])
        if source.text[cell.start : cell.start + 1] == '"' or any(one in new for one in (delimiter, '"', "\r", "\n")):
            new = '"' + new.replace('"', '""') + '"'
        made.append((cell.start, cell.end, new))
    return source.encode(edited(source.text, made))


def csv_texts(text: str, name: str) -> list[str]:
    """The cells as Python's `csv` sees them: the second reading of a table."""
    delimiter = "\t" if name.lower().endswith((".tsv", ".tab")) else find_delimiter(text)
    csv.field_size_limit(1 << 27)
    return [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) for cell in row]
