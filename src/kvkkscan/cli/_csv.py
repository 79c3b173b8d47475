"""CSV: rows with the place of every cell, and how to change one cell without touching any other byte.

Cells are read as Python's `csv` reads them (a quote opens a cell only at its start, a doubled quote is a quote).
"""

from __future__ import annotations

import json
import re
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

from kvkkscan.cli._records import LONGEST_RECORD, Layout, Piece, Raw, Unit, decode, encode
from kvkkscan.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DELIMITERS = ",;\t|"
_ENDING = re.compile(r"\r*\n?\Z")


def rows(lines: Iterable[bytes], delimiter: str) -> Iterator[Raw]:
    """The rows of a file, whole: a quoted cell may hold line ends.

    Where a quote is not closed within a record's size, the row ends with its first line and the following lines are
    read anew.
    """
    source = iter(lines)
    waiting: deque[bytes] = deque()
    comma = delimiter.encode()
    number = 1
    while True:
        first = waiting.popleft() if waiting else next(source, b"")
        if not first:
            return
        parts, size = [first], len(first)
        is_open = b'"' in first and _opens(first, comma, inside=False)
        while is_open:
            more = waiting.popleft() if waiting else next(source, b"")
            if not more or size + len(more) > LONGEST_RECORD:
                waiting.extendleft(reversed([*parts[1:], more] if more else parts[1:]))
                parts = parts[:1]
                break
            parts.append(more)
            size += len(more)
            is_open = _opens(more, comma, inside=True)
        yield Raw(number, b"".join(parts))
        number += len(parts)


def _opens(line: bytes, comma: bytes, *, inside: bool) -> bool:
    """Whether a quoted cell is still open at the end of `line`; `inside`: it was at its start."""
    at, size = 0, len(line)
    while True:
        if not inside:
            if line[at : at + 1] != b'"':
                at = line.find(comma, at)
                if at < 0:
                    return False
                at += 1
                continue
            at, inside = at + 1, True
        at = line.find(b'"', at)
        if at < 0:
            return True
        if line[at + 1 : at + 2] == b'"':
            at += 2
            continue
        at, inside = line.find(comma, at + 1), False
        if at < 0 or at >= size:
            return False
        at += 1


def find_delimiter(header: str) -> str:
    """The one of , ; tab | that the header line has most of, outside quotes; a comma where it has none."""
    plain = re.sub(r'"(?:[^"]|"")*"', "", header)
    return max(DELIMITERS, key=plain.count)


def cells(body: str, delimiter: str) -> list[Piece]:
    """The cells of one row with their places, quotes included.

    Raises:
        InputError: a quote is never closed, or a bare carriage return may be a row's end.
    """
    end = _ENDING.search(body).start()  # type: ignore[union-attr]
    found: list[Piece] = []
    at = 0
    while True:
        text = ""
        begin = at
        if body[at : at + 1] == '"' and at < end:
            quoted = []
            while True:
                close = body.find('"', at + 1, end)
                if close < 0:
                    raise InputError("cli-csv-quote", column=begin + 1)
                quoted.append(body[at + 1 : close])
                at = close + 1
                if body[at : at + 1] != '"' or at >= end:
                    break
            text = '"'.join(quoted)
        stop = body.find(delimiter, at, end)
        stop = end if stop < 0 else stop
        tail = body[at:stop]
        if "\r" in tail or "\n" in tail:
            raise InputError("cli-csv-cr", column=at + 1)
        found.append(Piece(None, begin, stop, text + tail))
        if stop == end:
            return found
        at = stop + len(delimiter)


def plan(first: Raw, layout: Layout, *, has_header: bool) -> Layout:
    """The layout of a file by its first row: names of columns, and which of them to read.

    Raises:
        InputError: the row cannot be read, or a column asked for is not there.
    """
    header = [cell.text for cell in cells(decode(first.data, layout.encoding), layout.delimiter)]
    names = header if has_header else [str(at) for at in range(1, len(header) + 1)]
    columns: list[int] = []
    for name in layout.fields:
        same = [at for at, title in enumerate(names) if title == name]
        if not same and name.isascii() and name.isdigit() and 0 < int(name) <= len(names):
            same = [int(name) - 1]
        if not same:
            raise InputError("cli-column-missing", field=name, columns=len(names))
        columns += same
    return replace(
        layout,
        header=tuple(names),
        columns=tuple(dict.fromkeys(columns)) or tuple(range(len(names))),
        id_column=names.index("id") if has_header and "id" in names else None,
    )


def read(raw: Raw, layout: Layout) -> Unit | None:
    """The texts of one row; None for a blank line.

    Raises:
        InputError: the row is not in the file's encoding, is not whole, or has another number of columns.
    """
    body = decode(raw.data, layout.encoding)
    if not body.strip("\r\n"):
        return None
    if "\0" in body:
        raise InputError("cli-nul", byte=body.index("\0") + 1)
    row = cells(body, layout.delimiter)
    if len(row) != len(layout.header):
        raise InputError("cli-csv-columns", found=len(row), expected=len(layout.header))
    number = json.dumps(raw.line if layout.id_column is None else row[layout.id_column].text)
    named = layout.names_fields
    pieces = (replace(row[at], field=layout.header[at] if named else None) for at in layout.columns)
    return Unit(number, body, tuple(pieces))


def rebuild(raw: Raw, unit: Unit, layout: Layout, texts: tuple[str, ...]) -> bytes:
    """The row with new texts for its pieces; a changed cell keeps its quotes, or gets them where it needs them.

    Raises:
        InputError: the file's encoding cannot say the new text, or not give the old one back byte for byte.
    """
    body = unit.body
    if encode(body, layout.encoding) != raw.data:
        raise InputError("cli-not-reversible", encoding=layout.encoding)
    done, at = [], 0
    for piece, text in sorted(zip(unit.pieces, texts, strict=True), key=lambda pair: pair[0].start):
        if text != piece.text:
            quoted = body[piece.start : piece.start + 1] == '"'
            done += [body[at : piece.start], _cell(text, layout.delimiter, quoted=quoted)]
            at = piece.end
    return encode("".join([*done, body[at:]]), layout.encoding)


def _cell(text: str, delimiter: str, *, quoted: bool) -> str:
    if quoted or not text or any(mark in text for mark in (delimiter, '"', "\r", "\n")):
        return '"' + text.replace('"', '""') + '"'
    return text
