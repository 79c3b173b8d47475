"""kvkkscan baseline: the findings of a repository that are known, and what people say of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvkkscan.cli._parser import Parser, add_acts, add_finding, add_language, filled
from kvkkscan.messages import say

if TYPE_CHECKING:
    import argparse

_VERDICTS = {"t": "true", "d": "true", "f": "false", "y": "false"}  # true/doğru, false/yanlış


def add(parser: Parser) -> None:
    """The two sub-commands."""
    lang = parser.lang
    name = filled(lang)
    update, audit = add_acts(parser, ("update", "audit"), "help-baseline-")
    for act in (update, audit):
        act.add_argument("file", type=name, metavar="FILE", help=say("help-baseline-file", lang))
    update.add_argument("paths", nargs="*", type=name, metavar="PATH", help=say("help-hook-paths", lang))
    update.add_argument("--staged", action="store_true", help=say("help-hook-staged", lang))
    add_finding(update)
    add_language(update)
    audit.add_argument("--by", default="", metavar="NAME", help=say("help-baseline-by", lang))
    add_finding(audit)
    add_language(audit)


def run(args: argparse.Namespace, lang: str) -> int:
    """0: done. 1 (audit): some entries have no verdict yet. 2: something could not be read."""
    return _update(args, lang) if args.act == "update" else _audit(args, lang)


def _update(args: argparse.Namespace, lang: str) -> int:
    import sys
    from pathlib import Path

    from kvkkscan.cli import _shared
    from kvkkscan.cli._console import shown
    from kvkkscan.cli._parser import UsageError
    from kvkkscan.cli.hook import contents, spots_of
    from kvkkscan.repository import read_baseline, updated, write_baseline

    if args.staged == bool(args.paths):
        raise UsageError("hook-what")
    path = Path(args.file)
    before = read_baseline(path) if path.exists() else []
    problems: list[tuple[str, str]] = []
    engine = _shared.engine_of(args, "scan", lang)
    given = list(contents(args.paths, staged=args.staged))
    found = spots_of(given, engine, problems, lang)
    for name, sentence in problems:
        print(f"kvkkscan: {shown(name)}: {sentence}", file=sys.stderr)
    if problems:  # an entry whose file was not read must not be lost
        return 2
    read = {name.replace("\\", "/") for name, _ in given}
    elsewhere = [one for one in before if one.path not in read and Path(one.path).exists()]
    entries = updated(found, before, elsewhere)
    write_baseline(path, entries, engine.scanner.packs_digest)
    print(say("baseline-written", lang, count=len(entries), new=sum(not one.verdict for one in entries)))
    return 0


def _audit(args: argparse.Namespace, lang: str) -> int:
    import sys
    from dataclasses import replace
    from pathlib import Path

    from kvkkscan.cli import _shared
    from kvkkscan.cli._console import shown
    from kvkkscan.cli.hook import contents, spots_of
    from kvkkscan.repository import read_baseline, write_baseline

    path = Path(args.file)
    entries = read_baseline(path)
    open_ = sorted({one.path for one in entries if not one.verdict})
    engine = _shared.engine_of(args, "scan", lang)
    lines = {one.fingerprint: one.shown for one in spots_of(contents(open_, staged=False), engine, [], lang)}
    for number, one in enumerate(entries):
        if one.verdict:
            continue
        print(f"{shown(one.path)}:{one.line}: {one.entity_type} ({one.recognizer})")
        print(f"  {shown(lines.get(one.fingerprint) or say('baseline-gone', lang))}")
        if not sys.stdin.isatty():
            continue
        answer = input(say("baseline-ask", lang)).strip().lower()[:1]
        if answer in _VERDICTS:
            why = input(say("baseline-why", lang)).strip()
            entries[number] = replace(one, verdict=_VERDICTS[answer], reason=why, by=args.by)
            write_baseline(path, entries, engine.scanner.packs_digest)  # each answer is kept at once
        elif answer in ("q", "b"):  # quit, bitir
            break
    left = sum(not one.verdict for one in entries)
    print(say("baseline-left", lang, left=left, count=len(entries)))
    return 1 if left else 0
