"""kvkkscan packs: runs the examples that stand beside the rules of a pack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvkkscan.cli._parser import Parser, add_acts, add_language
from kvkkscan.messages import say

if TYPE_CHECKING:
    import argparse


def add(parser: Parser) -> None:
    """The one sub-command."""
    (test,) = add_acts(parser, ("test",), "help-packs-")
    test.add_argument("folders", nargs="+", metavar="DIR", help=say("help-packs-dir", parser.lang))
    add_language(test)


def run(args: argparse.Namespace, lang: str) -> int:
    """0: every example holds. 1: some do not. 2: a pack cannot be read."""
    from pathlib import Path

    from kvkkscan.detect.examples import check_packs

    good = bad = 0
    for result in check_packs(tuple(Path(folder) for folder in args.folders)):
        if result.ok:
            good += 1
        else:
            bad += 1
            number = f" #{result.number}" if result.number else ""
            print(f"{result.file}:{result.line}: {result.recognizer}{number}: {say(result.problem, lang)}")
    print(say("cli-packs-bad" if bad else "cli-packs-good", lang, good=good, bad=bad, total=good + bad))
    return 1 if bad else 0
