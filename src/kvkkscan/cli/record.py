"""kvkkscan record: checks a record file, or says its head to keep elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvkkscan.cli._parser import Parser, add_language
from kvkkscan.messages import say

if TYPE_CHECKING:
    import argparse


def add(parser: Parser) -> None:
    """The two sub-commands."""
    lang = parser.lang
    add_language(parser)
    metavar = say("help-metavar-command", lang)
    kinds = parser.add_subparsers(dest="act", required=True, metavar=metavar, parser_class=Parser)
    for act in ("verify", "head"):
        text = say(f"help-record-{act}", lang)
        one = kinds.add_parser(act, lang=lang, help=text, description=text)
        one.add_argument("file", metavar="FILE", help=say("help-record-file", lang))
        if act == "verify":
            one.add_argument("--head", metavar="COUNT:HASH", help=say("help-record-head-option", lang))
        add_language(one)


def run(args: argparse.Namespace, lang: str) -> int:
    """0: whole, head printed. 2: it is not, or there is no such file."""
    import errno
    import os

    from kvkkscan import record

    if os.path.isdir(args.file):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), args.file)
    if args.act == "head":
        print(record.head(args.file))
        return 0
    state = record.verify(args.file, head=args.head)
    print(say("cli-record-whole", lang, count=state.count, head=state.head))
    return 0
