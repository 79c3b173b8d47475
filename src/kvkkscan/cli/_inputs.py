"""Where records come from: paths and standard input -> sources -> raw records, read in a stream."""

from __future__ import annotations

import codecs
import errno
import io
import os
import stat
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kvkkscan.cli import _csv, _jsonl, _text
from kvkkscan.cli._records import LONGEST_RECORD, Layout, Raw, Unit, decode
from kvkkscan.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

STDIN = "-"
_BY_NAME = {
    **dict.fromkeys((".jsonl", ".ndjson"), "jsonl"),
    **dict.fromkeys((".csv", ".tsv"), "csv"),
    **dict.fromkeys((".txt", ".text", ".md", ".rst", ".log"), "text"),
}
_BUFFER = 1 << 20
_READERS = {"jsonl": _jsonl, "csv": _csv, "lines": _text, "text": _text}


@dataclass(frozen=True, slots=True)
class Reading:
    """How the user wants input to be read."""

    format: str = "auto"
    fields: tuple[str, ...] = ()
    lines: bool = False
    encoding: str = "utf-8"
    header: bool = True


@dataclass(frozen=True, slots=True)
class Source:
    """One input. `relative` is its place under the folder that was named, for output into another folder."""

    name: str
    relative: str
    path: Path | None = None

    def open(self) -> BinaryIO:
        """The bytes, from the start."""
        if self.path is None:
            if sys.stdin is None:  # closed by who started us
                raise OSError(errno.EBADF, os.strerror(errno.EBADF))
            return sys.stdin.buffer
        return self.path.open("rb", buffering=_BUFFER)

    def size(self) -> int:
        """Bytes to come, 0 where that is not known."""
        try:
            status = os.stat(self.path) if self.path else os.fstat(sys.stdin.fileno())
        except (OSError, ValueError, AttributeError):
            return 0
        return status.st_size if stat.S_ISREG(status.st_mode) else 0


@dataclass(frozen=True, slots=True)
class Opened:
    """A source that is being read: `preamble` is what stands before the first record (BOM, CSV header)."""

    layout: Layout
    preamble: bytes
    records: Iterator[Raw]


def is_text(source: Source) -> bool:
    """Whether the name says that this is text without fields."""
    return source.path is not None and _BY_NAME.get(source.path.suffix.lower()) == "text"


def find(paths: Sequence[str]) -> Iterator[Source | tuple[str, InputError]]:
    """The sources that paths mean: files as named, folders with all that is in them, in order of name."""
    for name in paths or (STDIN,):
        path = Path(name)
        if name == STDIN:
            yield Source(STDIN, STDIN)
        elif not path.is_dir():
            yield Source(name, path.name, path)
        else:
            yield from _walk(path)


def _walk(top: Path) -> Iterator[Source | tuple[str, InputError]]:
    failed: list[OSError] = []
    for folder, inner, names in os.walk(top, onerror=failed.append):
        inner.sort()
        for name in (n for n in inner if os.path.islink(os.path.join(folder, n))):
            yield os.path.join(folder, name), InputError("cli-folder-link")
        for name in sorted(names):
            path = Path(folder, name)
            if _is_special(path):
                yield str(path), InputError("cli-special-file")
            else:
                yield Source(str(path), str(path.relative_to(top)), path)
    for error in failed:
        yield str(error.filename), InputError("cli-os", errno=error.errno, reason=error.strerror)


def _is_special(path: Path) -> bool:
    """Whether this is a pipe, a socket or a device: to open it could wait for ever, or do something."""
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False  # told when it is opened


def open_source(source: Source, stream: BinaryIO | Again, how: Reading) -> Opened:
    """Starts to read: finds out the format, keeps a byte order mark aside, reads a CSV header.

    Raises:
        InputError: nothing in the file can be read (wrong header, an encoding this format cannot have).
    """
    lines = _Lines(stream)
    encoding, mark = _byte_order(lines, how.encoding)
    form, guessed = _format(source, lines, how)
    layout = Layout(form, source.name, encoding, how.fields, guessed)
    if form == "text":
        return Opened(layout, mark, _whole(lines))
    if "\n".encode(encoding) != b"\n" or _csv.DELIMITERS.encode(encoding) != _csv.DELIMITERS.encode():
        raise InputError("cli-wide-encoding", encoding=encoding)
    if form != "csv":
        return Opened(layout, mark, (Raw(number, line) for number, line in enumerate(lines, 1)))
    return _open_csv(layout, mark, lines, has_header=how.header)


def _whole(lines: _Lines) -> Iterator[Raw]:
    parts, size = [], 0
    for line in lines:
        parts.append(line)
        size += len(line)
        if size > LONGEST_RECORD:
            raise InputError("cli-too-long", size=LONGEST_RECORD >> 20)
    yield Raw(1, b"".join(parts))


def _open_csv(layout: Layout, mark: bytes, lines: _Lines, *, has_header: bool) -> Opened:
    first = lines.peek()
    if not first:
        return Opened(layout, mark, iter(()))
    tabs = layout.name.lower().endswith(".tsv")
    layout = replace(layout, delimiter="\t" if tabs else _csv.find_delimiter(decode(first, layout.encoding)))
    records = _csv.rows(lines, layout.delimiter)
    header = next(records)
    layout = _csv.plan(header, layout, has_header=has_header)
    if has_header:
        return Opened(layout, mark + header.data, records)
    return Opened(layout, mark, _chain(header, records))


def _chain(first: Raw, rest: Iterator[Raw]) -> Iterator[Raw]:
    yield first
    yield from rest


def _byte_order(lines: _Lines, encoding: str) -> tuple[str, bytes]:
    """The encoding without its byte order mark, and the mark, taken out of `lines`."""
    name = codecs.lookup(encoding).name
    marks = {
        "utf-8": ((codecs.BOM_UTF8, "utf-8"),),
        "utf-16": ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")),
        "utf-32": ((codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be")),
    }
    for mark, exact in marks.get("utf-8" if name == "utf-8-sig" else name, ()):
        if lines.peek().startswith(mark):
            lines.drop(len(mark))
            return exact, mark
    return ("utf-8" if name == "utf-8-sig" else name), b""


def _format(source: Source, lines: _Lines, how: Reading) -> tuple[str, bool]:
    if how.lines and how.format in ("auto", "text"):
        return "lines", False
    if how.format != "auto":
        return how.format, False
    known = _BY_NAME.get(Path(source.name).suffix.lower()) if source.path else None
    if known:
        return known, known == "text"
    if not how.fields:
        return "text", True
    # Fields were asked for, so this holds records: JSON Lines where the first line begins an object, else CSV.
    first = lines.peek().strip()
    if first[:1] not in (b"{", b"["):
        return "csv", True
    if len(first) < 2 or first[:1] == b"[":
        raise InputError("cli-json-text")
    return "jsonl", True


class Again:
    """A stream whose first bytes were read already, from its start."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = io.BytesIO(head), rest

    def readline(self, size: int) -> bytes:
        """The next line, at most `size` bytes of it."""
        line = self._head.readline(size)
        if not line.endswith(b"\n") and len(line) < size:
            line += self._rest.readline(size - len(line))
        return line


class _Lines:
    """The lines of a stream, with a look at the first one before it is read.

    Raises (when it gets there):
        InputError: a line is longer than a record may be.
    """

    def __init__(self, stream: BinaryIO | Again) -> None:
        self._stream = stream
        self._first: bytes | None = None

    def peek(self) -> bytes:
        if self._first is None:
            self._first = self._line()
        return self._first

    def drop(self, count: int) -> None:
        self._first = self.peek()[count:]

    def __iter__(self) -> Iterator[bytes]:
        if self.peek():
            yield self.peek()
        self._first = b""
        while line := self._line():
            yield line

    def _line(self) -> bytes:
        line = self._stream.readline(LONGEST_RECORD + 1)
        if len(line) > LONGEST_RECORD:
            raise InputError("cli-too-long", size=LONGEST_RECORD >> 20)
        return line


def read_record(raw: Raw, layout: Layout) -> Unit | None:
    """The texts of one record; None for a blank line.

    Raises:
        InputError: the record cannot be read.
    """
    return _READERS[layout.format].read(raw, layout)  # type: ignore[no-any-return]


def rebuild_record(raw: Raw, unit: Unit, layout: Layout, texts: tuple[str, ...]) -> bytes:
    """The record with new texts, all other bytes as they were.

    Raises:
        InputError: the file's encoding cannot say it.
    """
    return _READERS[layout.format].rebuild(raw, unit, layout, texts)  # type: ignore[no-any-return]
