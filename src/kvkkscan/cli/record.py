"""kvkkscan record: checks a record file, or says its head to keep elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvkkscan.cli._parser import Parser, add_acts, add_language
from kvkkscan.messages import say

if TYPE_CHECKING:
    import argparse


def add(parser: Parser) -> None:
    """The two sub-commands."""
    verify, head = add_acts(parser, ("verify", "head"), "help-record-")
    for act in (verify, head):
        act.add_argument("file", metavar="FILE", help=say("help-record-file", parser.lang))
    verify.add_argument("--head", metavar="COUNT:HASH", help=say("help-record-head-option", parser.lang))
    add_language(verify)
    add_language(head)


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
