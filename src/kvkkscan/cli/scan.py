"""kvkkscan scan: where personal data stands, record by record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvkkscan.cli._parser import Parser, add_common
from kvkkscan.messages import say

if TYPE_CHECKING:
    import argparse
    from collections import Counter

    from kvkkscan.cli._console import Console
    from kvkkscan.cli._records import Problem
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
    from collections import Counter

    from kvkkscan.cli import _files, _pool, _reading, _report, _shared
    from kvkkscan.cli._console import Console, start_progress
    from kvkkscan.cli._inputs import Source
    from kvkkscan.cli._records import problem_of

    how = _shared.reading_of(args)
    engine = _shared.engine_of(args, task, lang)
    inputs = _shared.sources_of(args, lang)
    sources = [one for one in inputs if isinstance(one, Source)]
    console = Console(lang, start_progress(sum(one.size() for one in sources), wanted=not args.no_progress))
    live = any(_reading.is_live(one) for one in sources)
    out = sys.stdout.buffer
    shared_screen = sys.stdout.isatty()
    several = _shared.several(args)
    form = "text" if task == "explain" else args.format
    say_it = _report.as_reasons if task == "explain" else _report.FORMATS.get(form)
    whole_report = _report.Whole(form) if say_it is None else None
    if task == "scan" and args.format == "csv":
        out.write(_report.CSV_HEADER.encode())
    counts = Counter[str]()
    labels = Counter[str]()
    assert console.progress is not None
    files = _files.Files(engine.setup, engine.policy, engine.full.packs, args.workers)

    def problem(name: str, line: int | None, what: Problem) -> None:
        console.problem(name, line, what)
        counts["bad"] += 1
        if whole_report:
            whole_report.problem(name, line, console.words(what))

    def put(text: str) -> None:
        if text:
            if shared_screen:
                assert console.progress is not None
                console.progress.hide()
            out.write(text.encode("utf-8", "backslashreplace"))
            if live or shared_screen:
                out.flush()

    def take_file(report: FileReport) -> None:
        assert console.progress is not None
        _note_file(console, report)
        counts["records"] += report.outcome != "unscannable"
        counts["found"] += report.outcome == "found"
        labels.update(one.entity_type for one in report.findings)
        if report.outcome == "unscannable":
            for one in (report.problem, *report.unread):
                if one and one.done != "drop":
                    problem(report.name, None, problem_of(one))
                    counts["bad"] -= 1
            counts["bad"] += 1
        if whole_report:
            whole_report.file(report)
        else:
            put(_report.FILE_FORMATS[form](report, lang))

    try:
        events = _files.ahead(_reading.events(inputs, how, engine), files, live=live)
        for event, result in _pool.run(events, engine, args.workers or 1):
            if event.problem:
                problem(event.source.name, None, event.problem)
            if event.answer:
                console.progress.add(len(event.raw.data))
                take_file(event.answer.result().report)
            if event.kind != "record":
                continue
            console.progress.add(len(event.raw.data))
            if result is None:
                continue
            whole = event.layout.format == "text"
            if result.problem:
                problem(event.source.name, None if whole else event.raw.line, result.problem)
                continue
            counts["records"] += 1
            counts["found"] += bool(result.findings)
            labels.update(finding.entity_type for _, finding in result.findings)
            entry = _report.Entry(event.source.name, event.raw.line, whole, several, lang, result)
            if whole_report:
                whole_report.record(entry)
            elif say_it:
                put(say_it(entry))
    finally:
        files.close()
    if whole_report:
        put(whole_report.text())
    out.flush()
    console.progress.hide()
    _sum_up(console, counts, labels)
    return 2 if counts["bad"] else 1 if counts["found"] else 0


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
