"""kvkkscan scan: where personal data stands, record by record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvkkscan.cli._parser import Parser, add_common
from kvkkscan.messages import say

if TYPE_CHECKING:
    import argparse
    from collections import Counter

    from kvkkscan.cli._console import Console


def add(parser: Parser) -> None:
    """The options of this command."""
    forms = ("text", "jsonl", "csv")
    parser.add_argument("--format", choices=forms, default="text", help=say("help-format", parser.lang))
    add_common(parser)


def run(args: argparse.Namespace, lang: str) -> int:
    """Scans, reports on standard output, sums up on standard error; 0 clean, 1 found, 2 something unread."""
    return report(args, lang, task="scan")


def report(args: argparse.Namespace, lang: str, task: str) -> int:
    """The run that `scan` and `explain` have in common."""
    import sys
    from collections import Counter

    from kvkkscan.cli import _pool, _reading, _report, _shared
    from kvkkscan.cli._console import Console, start_progress
    from kvkkscan.cli._inputs import Source

    how = _shared.reading_of(args)
    engine = _shared.engine_of(args, task, lang)
    inputs = _shared.sources_of(args, lang)
    sources = [one for one in inputs if isinstance(one, Source)]
    console = Console(lang, start_progress(sum(one.size() for one in sources), wanted=not args.no_progress))
    live = any(_reading.is_live(one) for one in sources)
    out = sys.stdout.buffer
    shared_screen = sys.stdout.isatty()
    several = _shared.several(args)
    say_it = _report.as_reasons if task == "explain" else _report.FORMATS[args.format]
    if task == "scan" and args.format == "csv":
        out.write(_report.CSV_HEADER.encode())
    counts = Counter[str]()
    labels = Counter[str]()
    assert console.progress is not None
    for event, result in _pool.run(_reading.events(inputs, how, engine), engine, args.workers):
        if event.problem:
            console.problem(event.source.name, None, event.problem)
            counts["bad"] += 1
        if event.kind != "record":
            continue
        console.progress.add(len(event.raw.data))
        if result is None:
            continue
        whole = event.layout.format == "text"
        if result.problem:
            console.problem(event.source.name, None if whole else event.raw.line, result.problem)
            counts["bad"] += 1
            continue
        counts["records"] += 1
        counts["found"] += bool(result.findings)
        labels.update(finding.entity_type for _, finding in result.findings)
        text = say_it(_report.Entry(event.source.name, event.raw.line, whole, several, lang, result))
        if text:
            if shared_screen:
                console.progress.hide()
            out.write(text.encode("utf-8", "backslashreplace"))
            if live or shared_screen:
                out.flush()
    out.flush()
    console.progress.hide()
    _sum_up(console, counts, labels)
    return 2 if counts["bad"] else 1 if counts["found"] else 0


def _sum_up(console: Console, counts: Counter[str], labels: Counter[str]) -> None:
    many = ", ".join(f"{label} {count}" for label, count in sorted(labels.items(), key=lambda one: (-one[1], one[0])))
    key = "cli-scan-found" if counts["found"] else "cli-scan-clean"
    console.say(key, found=counts["found"], records=counts["records"], labels=many)
    if counts["bad"]:
        console.say("cli-scan-bad", bad=counts["bad"])
