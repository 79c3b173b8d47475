"""kvkkscan scan: where personal data stands, record by record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvkkscan.cli._parser import Parser, add_common
from kvkkscan.messages import say

if TYPE_CHECKING:
    import argparse
    from collections import Counter

    from kvkkscan.cli._console import Console
    from kvkkscan.cli._pool import Event
    from kvkkscan.cli._records import Problem
    from kvkkscan.cli._work import Result
    from kvkkscan.files.report import FileReport


def add(parser: Parser) -> None:
    """The options of this command."""
    forms = ("text", "jsonl", "csv", "json", "sarif")
    parser.add_argument("--format", choices=forms, default="text", help=say("help-format", parser.lang))
    add_common(parser)


def run(args: argparse.Namespace, lang: str) -> int:
    """Scans, reports on standard output, sums up on standard error; 0 clean, 1 found, 2 something unread."""
    return report(args, lang, task="scan")


def report(args: argparse.Namespace, lang: str, task: str) -> int:
    """The run that `scan` and `explain` have in common."""
    import sys

    from kvkkscan.cli import _files, _pool, _reading, _report, _shared
    from kvkkscan.cli._console import Console, start_progress
    from kvkkscan.cli._inputs import Source

    how = _shared.reading_of(args)
    engine = _shared.engine_of(args, task, lang)
    inputs = _shared.sources_of(args, lang)
    sources = [one for one in inputs if isinstance(one, Source)]
    console = Console(lang, start_progress(sum(one.size() for one in sources), wanted=not args.no_progress))
    live = any(_reading.is_live(one) for one in sources)
    form = "reasons" if task == "explain" else args.format
    said = _Report(console, form, several=_shared.several(args), live=live)
    files = _files.Files(engine.setup, engine.policy, engine.full.packs, args.workers)
    if form == "csv":
        said.put(_report.CSV_HEADER)
    try:
        events = _files.ahead(_reading.events(inputs, how, engine), files, live=live)
        for event, result in _pool.run(events, engine, args.workers or 1):
            said.take(event, result)
    finally:
        files.close()
    said.end()
    sys.stdout.buffer.flush()
    assert console.progress is not None
    console.progress.hide()
    _sum_up(console, said.counts, said.labels)
    return 2 if said.counts["bad"] else 1 if said.counts["found"] else 0


class _Report:
    """What is said of each record and file, and counted."""

    def __init__(self, console: Console, form: str, *, several: bool, live: bool) -> None:
        import sys
        from collections import Counter

        from kvkkscan.cli import _report

        self.counts, self.labels = Counter[str](), Counter[str]()
        self._console, self._form, self._several = console, form, several
        self._out = sys.stdout.buffer
        self._on_screen = sys.stdout.isatty()
        self._at_once = live or self._on_screen
        self._whole = _report.Whole(form, console.lang) if form in ("json", "sarif") else None

    def take(self, event: Event, result: Result | None) -> None:
        """One step."""
        if event.problem:
            self._problem(event.source.name, None, event.problem)
        if event.kind in ("record", "file"):
            assert self._console.progress is not None
            self._console.progress.add(len(event.raw.data))
        if event.answer:
            self._file(event.answer.result().report)
        elif result is not None:
            self._record(event, result)

    def _record(self, event: Event, result: Result) -> None:
        from kvkkscan.cli import _report

        whole = event.layout.format == "text"
        if result.problem:
            self._problem(event.source.name, None if whole else event.raw.line, result.problem)
            return
        self._count([finding.entity_type for _, finding in result.findings])
        lang = self._console.lang
        entry = _report.Entry(event.source.name, event.raw.line, whole, self._several, lang, result)
        if self._whole:
            self._whole.record(entry)
        else:
            self.put(_report.FORMATS[self._form](entry))

    def _file(self, report: FileReport) -> None:
        from kvkkscan.cli import _report
        from kvkkscan.cli._records import problem_of

        _note_file(self._console, report)
        labels = [one.entity_type for one in report.findings]
        if report.outcome == "unscannable":
            self.labels.update(labels)
            for one in (report.problem, *report.unread):
                if one and one.done != "drop":
                    self._problem(report.name, None, problem_of(one), many=0)
            self.counts["bad"] += 1
        else:
            self._count(labels)
        if self._whole:
            self._whole.file(report)
        else:
            self.put(_report.FILE_FORMATS[self._form](report))

    def _count(self, labels: list[str]) -> None:
        self.counts["records"] += 1
        self.counts["found"] += bool(labels)
        self.labels.update(labels)

    def _problem(self, name: str, line: int | None, what: Problem, many: int = 1) -> None:
        self._console.problem(name, line, what)
        self.counts["bad"] += many
        if self._whole:
            self._whole.problem(name, line, self._console.words(what))

    def put(self, text: str) -> None:
        """A piece of the report on standard output."""
        if not text:
            return
        if self._on_screen:
            assert self._console.progress is not None
            self._console.progress.hide()
        self._out.write(text.encode("utf-8", "backslashreplace"))
        if self._at_once:
            self._out.flush()

    def end(self) -> None:
        """The report that is one document."""
        if self._whole:
            self.put(self._whole.text())


def _note_file(console: Console, report: FileReport) -> None:
    """What is worth knowing of a file besides its findings: its name lies, or parts of it were left aside."""
    from kvkkscan.cli._console import shown

    if report.mismatch:
        console.say("cli-file-mismatch", path=shown(report.name), kind=report.kind)


def _sum_up(console: Console, counts: Counter[str], labels: Counter[str]) -> None:
    many = ", ".join(f"{label} {count}" for label, count in sorted(labels.items(), key=lambda one: (-one[1], one[0])))
    key = "cli-scan-found" if counts["found"] else "cli-scan-clean"
    console.say(key, found=counts["found"], records=counts["records"], labels=many)
    if counts["bad"]:
        console.say("cli-scan-bad", bad=counts["bad"])
