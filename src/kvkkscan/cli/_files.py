"""Files that are no records: which those are, and their way through child processes, several at a time, in order."""

from __future__ import annotations

import os
import re
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kvkkscan.files import sandbox
from kvkkscan.files.content import Limits
from kvkkscan.files.kinds import by_name, is_mail, is_mbox

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kvkkscan.cli._inputs import Source
    from kvkkscan.cli._pool import Event
    from kvkkscan.cli._work import Setup
    from kvkkscan.files.report import FileReport
    from kvkkscan.policy import Policy

LIMITS = Limits()
_HELD = 256 << 20  # bytes of files that wait for their turn, or for those before them
_MARKUP = re.compile(r"\s*(?:\{\\rtf|<(?:[A-Za-z_!?]))")
_PLAIN = frozenset({"", "text", "csv", "jsonl"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one file; `data` is what to write."""

    report: FileReport
    data: bytes | None = None
    same: bool = False  # the new bytes are the old ones


def is_file(source: Source, data: bytes) -> bool:
    """Whether bytes are for the readers of files: all that is not text in UTF-8 without any format behind it.

    JSON Lines and CSV are records by their names, as ever; a look at the bytes is all that is done here, since hostile
    ones are read in a child process only.
    """
    if b"\0" in data[:4096] or b"%PDF-" in data[:1024]:
        return True
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return True
    told = by_name(source.name) if source.path else ""
    if "\0" in text or told not in _PLAIN:
        return True
    if told in {"csv", "jsonl"}:
        return False
    if text.lstrip()[:1] in {"{", "["} and (told != "text" or "\\" in text):  # escapes hide words and numbers
        return True
    return bool(_MARKUP.match(text)) or is_mail(text) or is_mbox(text)


class Files:
    """Sends files to child processes, as many at a time as there are cores, unless the user said how many."""

    def __init__(self, setup: Setup, policy: Policy | None, packs: Any, workers: int | None) -> None:
        from kvkkscan.scanner import BALANCED

        self._writes = setup.task == "redact"
        self._policy = policy
        self._spec: dict[str, Any] = {"threshold": policy.threshold if policy else BALANCED}
        if setup.entities is not None:
            self._spec["entities"] = setup.entities
        if setup.packs:
            self._spec["packs"] = packs
        self.count = workers or os.cpu_count() or 1
        self._pool: ThreadPoolExecutor | None = None
        self._sent: deque[Future[Answer]] = deque()

    def send(self, event: Event) -> Event:
        """The event, with the answer to come."""
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self.count, "kvkkscan")
        while self._sent and self._sent[0].done():
            self._sent.popleft()
        self._sent.append(self._pool.submit(self._run, event.source.name, event.raw.data))
        return replace(event, answer=self._sent[-1])

    def _run(self, name: str, data: bytes) -> Answer:
        from kvkkscan.files.work import Job

        report, new = sandbox.run(Job(name, self._writes, self._policy, LIMITS), data, self._spec)
        return Answer(report, new, new == data)

    def close(self) -> None:
        """Whatever happens: no child goes on."""
        if self._pool is not None:
            if not all(one.done() for one in self._sent):  # broken off
                sandbox.close()
            self._pool.shutdown(wait=False, cancel_futures=True)


def ahead(events: Iterable[Event], files: Files, *, live: bool) -> Iterator[Event]:
    """The events in order, files sent off on the way and answered when they come out; records wait for those before."""
    queue: deque[Event] = deque()
    waiting = size = 0
    for one in events:
        event = files.send(one) if one.kind == "file" else one
        queue.append(event)
        waiting += event.kind == "file"
        size += len(event.raw.data)
        while queue and (_is_done(queue[0]) or live or waiting > 2 * files.count or size > _HELD):
            head = queue.popleft()
            waiting -= head.kind == "file"
            size -= len(head.raw.data)
            yield _awaited(head)
    while queue:
        yield _awaited(queue.popleft())


def _is_done(event: Event) -> bool:
    return event.answer is None or event.answer.done()


def _awaited(event: Event) -> Event:
    if isinstance(event.answer, Future):
        event.answer.result()
    return event
