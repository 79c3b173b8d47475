"""What the commands share: options -> setup, and the frame around a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvkkscan.cli._parser import UsageError

if TYPE_CHECKING:
    import argparse

    from kvkkscan.cli._inputs import Reading, Source
    from kvkkscan.cli._work import Engine
    from kvkkscan.errors import InputError


def reading_of(args: argparse.Namespace) -> Reading:
    """How input is to be read.

    Raises:
        UsageError: two options contradict each other.
    """
    from kvkkscan.cli._inputs import Reading

    if args.lines and args.input_format in ("jsonl", "csv"):
        raise UsageError("cli-lines-format", format=args.input_format)
    if args.field and (args.lines or args.input_format == "text"):
        raise UsageError("cli-field-text")
    return Reading(args.input_format, tuple(dict.fromkeys(args.field)), args.lines, args.encoding, not args.no_header)


def engine_of(args: argparse.Namespace, task: str, lang: str) -> Engine:
    """The scanner and policy that the options ask for.

    Raises:
        KvkkscanError: an option, a pack or the policy cannot be used.
    """
    from kvkkscan.cli._work import Setup, build

    if args.entities and not args.packs:
        from kvkkscan.finding import LABELS

        unknown = [label for label in args.entities if label not in LABELS]
        if unknown:
            raise UsageError("cli-unknown-entity", labels=", ".join(unknown), known=", ".join(LABELS))
    setup = Setup(task, args.level, args.entities, tuple(args.packs), args.policy, args.lang, lang)
    engine = build(setup)
    findable = {one.entity_type for one in engine.full.packs.recognizers}
    never = [label for label in args.entities or () if label in engine.full.packs.labels and label not in findable]
    if never:
        raise UsageError("cli-entity-not-found", labels=", ".join(never), known=", ".join(sorted(findable)))
    return engine


def sources_of(args: argparse.Namespace, lang: str) -> list[Source | tuple[str, InputError]]:
    """The inputs; tells a person at a terminal that it waits for them.

    Raises:
        UsageError: standard input is named twice, or fields are asked of files that have none.
    """
    import sys

    from kvkkscan.cli._console import Console
    from kvkkscan.cli._inputs import Source, find, is_text

    found = list(find(args.paths))
    readers = sum(isinstance(source, Source) and source.path is None for source in found)
    if readers > 1:
        raise UsageError("cli-stdin-twice")
    if args.field and args.input_format == "auto" and all(isinstance(one, Source) and is_text(one) for one in found):
        raise UsageError("cli-field-nothing")
    if readers and sys.stdin is not None and sys.stdin.isatty():
        Console(lang).say("cli-stdin-waits")
    return found


def several(args: argparse.Namespace) -> bool:
    """Whether more than one file may be read."""
    import os

    return len(args.paths) > 1 or any(os.path.isdir(path) for path in args.paths)
