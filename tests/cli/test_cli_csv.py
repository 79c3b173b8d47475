"""The CSV splice: only the changed cell is written anew, and `csv` reads what was meant."""

from __future__ import annotations

import csv
import io
import random
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kvkkscan.cli import _csv
from kvkkscan.cli._records import Layout, Raw
from kvkkscan.errors import InputError

LAYOUT = Layout("csv", "t.csv", header=("a", "b", "c"), columns=(1,), fields=("b",))
cell = st.text(st.sampled_from('ab",;\t|\n\r ığ😀'), max_size=8)
delimiters = st.sampled_from(_csv.DELIMITERS)


def as_csv(rows: list[list[str]], delimiter: str, quoting: int, end: str) -> str:
    """Rows as Python's csv writes them."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(rows)  # type: ignore[arg-type]
    return out.getvalue()


quotings = st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])


@given(
    rows=st.lists(st.lists(cell, min_size=3, max_size=3), min_size=1, max_size=5),
    new=cell,
    delimiter=delimiters,
    quoting=quotings,
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_only_the_cell_changes(rows: list[list[str]], new: str, delimiter: str, quoting: int, end: str) -> None:
    """`csv` reads the spliced file as the same table but for one column, and other cells keep their bytes."""
    assume(quoting == csv.QUOTE_ALL or not any("\r" in one for row in rows for one in row))  # csv would not quote it
    body = as_csv(rows, delimiter, quoting, end)
    layout = replace(LAYOUT, delimiter=delimiter)
    done = []
    for raw in _csv.rows(io.BytesIO(body.encode()), delimiter):
        unit = _csv.read(raw, layout)
        assert unit is not None
        done.append(_csv.rebuild(raw, unit, layout, (new,)))
        same = _csv.rebuild(raw, unit, layout, (unit.pieces[0].text,))
        assert same == raw.data
        start, stop = unit.pieces[0].start, unit.pieces[0].end
        assert done[-1].decode().startswith(unit.body[:start])
        assert done[-1].decode().endswith(unit.body[stop:])
    read = list(csv.reader(io.StringIO(b"".join(done).decode(), newline=""), delimiter=delimiter))
    assert read == [[row[0], new, row[2]] for row in rows]


@given(text=st.text(st.sampled_from('ab",\n'), max_size=20), delimiter=delimiters)
def test_cells_are_those_of_csv(text: str, delimiter: str) -> None:
    """On any text, rows and cells are those that Python's csv reads, and no byte is lost."""
    raws = list(_csv.rows(io.BytesIO(text.encode()), delimiter))
    assert b"".join(raw.data for raw in raws) == text.encode()
    try:
        found = [[one.text for one in _csv.cells(raw.data.decode(), delimiter)] for raw in raws]
    except InputError:
        return  # a quote that is never closed: csv takes the rest of the file for one cell
    expected = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    assert [row if row != [""] else [] for row in found] == [row if row != [""] else [] for row in expected]


@pytest.mark.parametrize(
    ("header", "delimiter"),
    [("a;b", ";"), ("a,b", ","), ("a\tb", "\t"), ("a|b", "|"), ('"a;b;c",d', ","), ("a", ","), ("a;b,c;d", ";")],
)
def test_delimiter_is_found(header: str, delimiter: str) -> None:
    """The delimiter is the sign that the header has most of, outside quotes."""
    assert _csv.find_delimiter(header) == delimiter


@pytest.mark.parametrize(
    ("row", "new", "after"),
    [
        ('1,"x",2\r\n', "y", '1,"y",2\r\n'),
        ("1,x,2", "y", "1,y,2"),
        ("1,x,2\n", 'y, "z"', '1,"y, ""z""",2\n'),
        ('"1","x ""a""\n",2\n', 'y "a"\n', '"1","y ""a""\n",2\n'),
        ("1, x ,2\n", " y ", "1, y ,2\n"),
        ("1,x,2\n", "", '1,"",2\n'),
    ],
)
def test_quoting_is_kept(row: str, new: str, after: str) -> None:
    """A quoted cell stays quoted, a plain one gets quotes only where it needs them."""
    raw = Raw(2, row.encode())
    unit = _csv.read(raw, LAYOUT)
    assert unit is not None
    assert _csv.rebuild(raw, unit, LAYOUT, (new,)).decode() == after


def test_rows_are_lines_counted_from_one() -> None:
    """Each row knows the line of the file that it starts on."""
    rows = list(_csv.rows(io.BytesIO(b'a,b\n"1\n\n",2\n3,4'), ","))
    assert [raw.line for raw in rows] == [1, 2, 5]


def test_reading_is_linear() -> None:
    """A row of very many quoted cells or lines is read in one go."""
    random.seed(1)
    body = b",".join(b'"a ""b"" \n"' for _ in range(200_000)) + b"\n"
    (raw,) = _csv.rows(io.BytesIO(body), ",")
    assert len(_csv.cells(raw.data.decode(), ",")) == 200_000
