"""The writing side of `redact`: events with results -> files, rejects and the record."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from kvkkscan.cli._console import reason, shown
from kvkkscan.cli._output import Stream, open_output, unbroken
from kvkkscan.cli._records import Problem, Raw, problem_of
from kvkkscan.errors import KvkkscanError
from kvkkscan.files.report import record_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kvkkscan.cli._console import Console
    from kvkkscan.cli._files import Answer
    from kvkkscan.cli._inputs import Source
    from kvkkscan.cli._output import Output, Rejects
    from kvkkscan.cli._pool import Event
    from kvkkscan.cli._work import Engine, Result
    from kvkkscan.record import Record

_MANY = 500  # records written to the disk at once, where output cannot be taken back


def check_record(path: str) -> None:
    """Opens the record file as for writing, and makes it where it is missing.

    Raises:
        RecordError: nothing can be added to it.
    """
    from kvkkscan.record import RecordLog

    RecordLog(path).append()


class Writer:
    """Takes events in order. A file is handed over at its end, unless that would lose or leak something."""

    def __init__(
        self,
        targets: Mapping[Source, Path | None],
        console: Console,
        rejects: Rejects | None,
        record: str | None,
        *,
        in_place: bool,
        folders: bool,
        live: bool,
    ) -> None:
        self.counts: Counter[str] = Counter()
        self._labels: Counter[str] = Counter()
        self._targets, self._console, self._rejects, self._record = targets, console, rejects, record
        self._in_place, self._folders, self._live = in_place, folders, live
        self._out: Output | None = None
        self._failed: OSError | None = None
        self._name = ""
        self._bad_here = 0
        self._changed_here = False
        self._waiting: list[Record] = []

    def take(self, event: Event, result: Result | None, engine: Engine) -> None:
        """One step."""
        if event.answer:
            self._file(event, event.answer.result(), engine)
            return
        if event.kind == "begin":
            self._begin(event)
        elif event.kind == "record":
            self._write(event, result)
        elif event.kind == "end":
            self._end(event)
        elif event.problem:
            self._console.problem(event.source.name, None, event.problem)
            self.counts["bad"] += 1
            if isinstance(self._out, Stream):  # what is before the problem is handed over
                self._out.flush()
                self._keep_records()
            self._drop()

    def _file(self, event: Event, answer: Answer, engine: Engine) -> None:
        """A whole file, as a child process gave it back."""
        report, name = answer.report, event.source.name
        if report.mismatch:
            self._console.say("cli-file-mismatch", path=shown(name), kind=report.kind)
        for one in report.unread if answer.data is not None else ():
            key = "cli-file-dropped" if one.done == "drop" else "cli-file-kept"
            self._console.say(key, path=shown(name), part=shown(one.part))
        if answer.data is None:
            for problem in (report.problem, *report.unread):
                if problem and problem.done == "refuse":
                    self._console.problem(name, None, problem_of(problem))
            self.counts["bad"] += 1
            return
        self.counts["records"] += 1
        self._begin(replace(event, raw=Raw(0, b"" if self._in_place and answer.same else answer.data)))
        if not answer.same:
            self.counts["changed"] += 1
            self._changed_here = True
            self._labels.update(report.removed)
            if self._record and engine.policy:
                self._waiting.append(record_of(report, engine.policy, getattr(engine.full, "packs_digest", "")))
        self._end(event)

    def _begin(self, event: Event) -> None:
        self._bad_here, self._failed, self._changed_here = 0, None, False
        target = self._targets[event.source]
        self._name = str(target or event.source.name)
        try:
            if target is not None and self._folders:
                target.parent.mkdir(parents=True, exist_ok=True)
            if target is not None and target.exists() and not target.is_file():
                self._out = open_output(target)  # a pipe may wait for its reader
            else:
                with unbroken():
                    self._out = open_output(target)
        except OSError as error:
            self._failed = error
        self._put(event.raw.data)

    def _put(self, data: bytes) -> None:
        if self._out is None:
            return
        try:
            self._out.write(data)
            if self._live:
                self._out.flush()
        except BrokenPipeError:
            raise
        except OSError as error:  # a full disk: to go on would be of no use
            why = reason(error.errno, error.strerror, self._console.lang)
            raise KvkkscanError("cli-write-failed", path=shown(self._name), reason=why) from None

    def _write(self, event: Event, result: Result | None) -> None:
        if result is None:
            self._put(event.raw.data)
            return
        if result.problem:
            line = None if event.layout.format == "text" else event.raw.line
            self._console.problem(event.source.name, line, result.problem)
            self.counts["bad"] += 1
            self._bad_here += 1
            if self._rejects:
                self._rejects.write(event.raw.data)
            return
        self.counts["records"] += 1
        self._waiting += result.records if self._record else ()
        if result.unread:
            line = None if event.layout.format == "text" else event.raw.line
            self._console.problem(event.source.name, line, Problem("cli-kept-unread"))
        if result.data is not None:
            self.counts["changed"] += 1
            self._changed_here = True
            self._labels.update(finding.entity_type for _, finding in result.findings)
        self._put(event.raw.data if result.data is None else result.data)
        if len(self._waiting) >= _MANY and isinstance(self._out, Stream):
            self._out.flush()
            self._keep_records()

    def _end(self, event: Event) -> None:
        if self._out is None and not self._failed:
            return
        if self._bad_here and event.layout.format == "text":
            self._drop()
            return
        if self._bad_here and self._in_place and self._rejects is None:
            self._console.problem(event.source.name, None, Problem("cli-in-place-bad"))
            self.counts["unwritten"] += 1
            self._drop()
            return
        if self._in_place and not self._changed_here and not self._bad_here:
            self._drop()  # nothing to do: the file stays the very same
            return
        if self._out and not self._failed:
            try:
                if self._rejects:
                    self._rejects.sync()
                self._hand_over(self._out)
                self._out = None
            except BrokenPipeError:
                raise
            except OSError as error:
                self._failed = error
        if self._failed:
            problem = Problem.of_system("cli-unwritten", self._failed)
            self._console.problem(self._name, None, problem)
            self.counts["unwritten"] += 1
            self._drop()

    def _hand_over(self, out: Output) -> None:
        """The file, and then the record of it, with no interruption between; not the file if no record can be kept."""
        if isinstance(out, Stream):
            out.commit()
            self._keep_records()
            return
        if self._waiting and self._record:
            check_record(self._record)
        with unbroken():
            out.commit()
            self._keep_records()

    def _keep_records(self) -> None:
        if self._waiting and self._record:
            from kvkkscan.record import RecordLog

            RecordLog(self._record).append(*self._waiting)
        self._waiting.clear()

    def _drop(self) -> None:
        self._waiting.clear()
        if self._out:
            self._out.abort()
            self._out = None

    def close(self) -> None:
        """Whatever happens: no temporary file stays behind."""
        self._drop()
        if self._rejects:
            self._rejects.close()

    def sum_up(self) -> None:
        """How it went, on standard error."""
        labels = sorted(self._labels.items(), key=lambda one: (-one[1], one[0]))
        many = ", ".join(f"{label} {count}" for label, count in labels)
        key = "cli-redact-changed" if self.counts["changed"] else "cli-redact-clean"
        self._console.say(key, changed=self.counts["changed"], records=self.counts["records"], labels=many)
        if self.counts["bad"]:
            self._console.say("cli-redact-bad", bad=self.counts["bad"])
        if self.counts["unwritten"]:
            self._console.say("cli-redact-unwritten", files=self.counts["unwritten"])
