"""kvkkscan explain: every candidate of a text, kept or dropped, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvkkscan.cli._parser import Parser, add_common

if TYPE_CHECKING:
    import argparse


def add(parser: Parser) -> None:
    """The options of this command."""
    add_common(parser)


def run(args: argparse.Namespace, lang: str) -> int:
    """Explains on standard output; exit codes as those of `scan`."""
    from kvkkscan.cli.scan import report

    return report(args, lang, task="explain")
