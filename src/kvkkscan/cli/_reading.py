"""Sources -> events: each file is opened, checked and read, and what goes wrong becomes an event, too."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from kvkkscan.cli._files import LIMITS, is_file
from kvkkscan.cli._inputs import Again, Opened, Reading, Source, open_source
from kvkkscan.cli._pool import Event
from kvkkscan.cli._records import LONGEST_RECORD, Layout, Problem, Raw
from kvkkscan.errors import InputError, Unscannable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kvkkscan.cli._work import Engine

_NOTHING = Raw(0, b"")


def events(sources: Iterable[Source | tuple[str, InputError]], how: Reading, engine: Engine) -> Iterator[Event]:
    """All sources one after the other. A "problem" ends its source, and has no "end"."""
    for source in sources:
        if isinstance(source, Source):
            yield from _read(source, how, engine)
        else:
            name, error = source
            yield Event("problem", Source(name, name), Layout("text", name), _NOTHING, Problem.of(error))


def _read(source: Source, how: Reading, engine: Engine) -> Iterator[Event]:
    layout = Layout("text", source.name)
    try:
        with source.open() as whole:
            stream: BinaryIO | Again = whole
            if how == Reading() and engine.setup.task != "explain":
                head = whole.read(LONGEST_RECORD + 1)
                if is_file(source, head):
                    yield Event("file", source, layout, Raw(0, head + whole.read(LIMITS.size)))
                    return
                stream = Again(head, whole)
            opened = open_source(source, stream, how)
            _check_header(opened, how, engine)
            layout = opened.layout
            yield Event("begin", source, layout, Raw(0, opened.preamble))
            for raw in opened.records:
                yield Event("record", source, layout, raw)
    except OSError as error:
        yield Event("problem", source, layout, _NOTHING, Problem.of_system("cli-os", error))
        return
    except (InputError, Unscannable) as error:
        yield Event("problem", source, layout, _NOTHING, Problem.of(error))
        return
    yield Event("end", source, layout, _NOTHING)


def _check_header(opened: Opened, how: Reading, engine: Engine) -> None:
    """A header that holds personal data is a record: the file has no header, and its first row would be missed."""
    if opened.layout.format == "csv" and how.header:
        for title in opened.layout.header:
            if engine.full.scan(title):
                raise InputError("cli-header-data")


def is_live(source: Source) -> bool:
    """Whether records come as they arise (a pipe, a terminal), so that results should not wait."""
    return source.path is None and source.size() == 0
