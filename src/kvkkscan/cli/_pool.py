"""Many records through several processes, in order: the result is the same as with one."""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kvkkscan.cli._work import Engine, Result, Setup, build, process
from kvkkscan.errors import KvkkscanError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future
    from multiprocessing.connection import Connection

    from kvkkscan.cli._files import Answer
    from kvkkscan.cli._inputs import Source
    from kvkkscan.cli._records import Layout, Problem, Raw

_BATCH_RECORDS, _BATCH_BYTES = 256, 1 << 19


@dataclass(frozen=True, slots=True)
class Event:
    """One step of reading.

    `kind` is "begin" (with the preamble in `raw`), "record", "end", "file" (a whole source, with its bytes in `raw` and
    the `answer` of a child process), or "problem" (nothing more of this source comes).
    """

    kind: str
    source: Source
    layout: Layout
    raw: Raw
    problem: Problem | None = None
    answer: Future[Answer] | None = None


def run(events: Iterable[Event], engine: Engine, workers: int) -> Iterator[tuple[Event, Result | None]]:
    """Every event in order, a record with what became of it (None for a blank line).

    Raises:
        KvkkscanError: a worker process died.
    """
    if workers == 1:
        for event in events:
            yield event, process(engine, event.layout, event.raw) if event.kind == "record" else None
        return
    sys.stdout.flush()  # a forked child must not inherit, and print again, what waits there
    pool: list[tuple[Any, Connection]] = []
    try:
        for _ in range(workers):
            pool.append(_start(engine, [line for _, line in pool]))
        yield from _spread(events, pool)
    finally:
        for child, line in pool:
            line.close()
            child.terminate()
        for child, _ in pool:
            child.join()


def _spread(events: Iterable[Event], pool: list[tuple[Any, Connection]]) -> Iterator[tuple[Event, Result | None]]:
    """Batch after batch to worker after worker; each has one at a time, so that neither side can block the other."""
    free = deque(line for _, line in pool)
    busy: deque[tuple[Connection, list[Event]]] = deque()
    for batch in _batches(events):
        if not free:
            yield from _collect(busy, free)
        line = free.popleft()
        try:
            line.send([(event.layout, event.raw) for event in batch if event.kind == "record"])
        except OSError:
            raise KvkkscanError("cli-worker") from None
        busy.append((line, batch))
    while busy:
        yield from _collect(busy, free)


def _collect(
    busy: deque[tuple[Connection, list[Event]]], free: deque[Connection]
) -> Iterator[tuple[Event, Result | None]]:
    line, batch = busy.popleft()
    try:
        results = iter(line.recv())
    except (EOFError, OSError):
        raise KvkkscanError("cli-worker") from None
    free.append(line)
    for event in batch:
        yield event, next(results) if event.kind == "record" else None


def _batches(events: Iterable[Event]) -> Iterator[list[Event]]:
    batch: list[Event] = []
    size = 0
    for event in events:
        batch.append(event)
        size += len(event.raw.data)
        if len(batch) >= _BATCH_RECORDS or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _start(engine: Engine, others: list[Connection]) -> tuple[Any, Connection]:
    """A worker; where the system can fork, it shares the scanner that is already built."""
    forks = "fork" in multiprocessing.get_all_start_methods()
    context: Any = multiprocessing.get_context("fork" if forks else "spawn")
    ours, theirs = context.Pipe()
    shared = (engine, [*others, ours]) if forks else (None, [])
    child = context.Process(target=_serve, args=(theirs, engine.setup, *shared), daemon=True)
    masks = hasattr(signal, "pthread_sigmask")
    old = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if masks else set()
    child.start()
    if masks:
        signal.pthread_sigmask(signal.SIG_SETMASK, old)
    theirs.close()
    return child, ours


def _serve(line: Connection, setup: Setup, engine: Engine | None, inherited: list[Connection]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all of the group; the parent ends us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for other in inherited:  # so that the end of the parent is the end of the line
        other.close()
    engine = engine or build(setup)
    try:
        while True:
            line.send([process(engine, layout, raw) for layout, raw in line.recv()])
    except (EOFError, OSError):
        return
