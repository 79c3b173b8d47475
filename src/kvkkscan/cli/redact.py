"""kvkkscan redact: the records again, the data in them removed, every other byte as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvkkscan.cli._parser import Parser, add_common, filled
from kvkkscan.messages import say

if TYPE_CHECKING:
    import argparse


def add(parser: Parser) -> None:
    """The options of this command."""
    lang = parser.lang
    writing = parser.add_argument_group(say("help-group-writing", lang))
    name = filled(lang)
    writing.add_argument("-o", "--output", type=name, metavar="OUT", help=say("help-output", lang))
    writing.add_argument("--in-place", action="store_true", help=say("help-in-place", lang))
    writing.add_argument("--rejects", type=name, metavar="FILE", help=say("help-rejects", lang))
    writing.add_argument("--record", type=name, metavar="FILE", help=say("help-record-option", lang))
    add_common(parser)


def run(args: argparse.Namespace, lang: str) -> int:
    """Writes the cleaned files; 0 done, 2 something was refused or unreadable, and there is no output for it."""
    from pathlib import Path

    from kvkkscan.cli import _files, _pool, _reading, _shared
    from kvkkscan.cli._console import Console, start_progress
    from kvkkscan.cli._inputs import Source
    from kvkkscan.cli._output import Rejects
    from kvkkscan.cli._targets import plan
    from kvkkscan.cli._writing import Writer, check_record

    how = _shared.reading_of(args)
    inputs = _shared.sources_of(args, lang)
    sources = [one for one in inputs if isinstance(one, Source)]
    several = _shared.several(args)
    targets = plan(sources, args.output, in_place=args.in_place, several=several, others=[args.rejects, args.record])
    engine = _shared.engine_of(args, "redact", lang)
    if args.record:
        check_record(args.record)  # before anything is handed over
    progress = start_progress(sum(one.size() for one in sources), wanted=not args.no_progress)
    console = Console(lang, progress)
    live = any(_reading.is_live(one) for one in sources)
    rejects = Rejects(Path(args.rejects), append=args.in_place) if args.rejects else None
    writer = Writer(targets, console, rejects, args.record, in_place=args.in_place, folders=several, live=live)
    files = _files.Files(engine.setup, engine.policy, engine.full.packs, args.workers)
    try:
        events = _files.ahead(_reading.events(inputs, how, engine), files, live=live)
        for event, result in _pool.run(events, engine, args.workers or 1):
            writer.take(event, result, engine)
            progress.add(len(event.raw.data) if event.kind in ("record", "file") else 0)
    finally:
        files.close()
        writer.close()
    progress.hide()
    writer.sum_up()
    return 2 if writer.counts["bad"] or writer.counts["unwritten"] else 0
