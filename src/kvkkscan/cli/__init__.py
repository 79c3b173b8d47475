"""The command line: `kvkkscan` and `python -m kvkkscan`. One command a file; heavy parts are imported when needed."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from typing import TYPE_CHECKING, NoReturn

from kvkkscan.errors import KvkkscanError
from kvkkscan.messages import MESSAGES, default_language, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

    from kvkkscan.cli._parser import Parser

COMMANDS = ("scan", "redact", "explain", "hook", "baseline", "serve", "mail", "packs", "record")
BROKEN_PIPE, INTERRUPTED = 141, 130  # as the shell reports the signals


class _Ended(BaseException):
    """The process was told to end (SIGTERM, SIGHUP)."""


def build_parser(lang: str) -> Parser:
    """The parser of all commands, speaking `lang`."""
    from importlib import import_module

    from kvkkscan import __version__
    from kvkkscan.cli._parser import Parser, add_language

    codes = say("help-exit-codes", lang)
    parser = Parser(lang=lang, prog="kvkkscan", description=say("help-kvkkscan", lang), epilog=codes)
    version = f"kvkkscan {__version__}"
    parser.add_argument("--version", action="version", version=version, help=say("help-version", lang))
    add_language(parser, top=True)
    kinds = parser.add_subparsers(
        dest="command", required=True, metavar=say("help-metavar-command", lang), title=say("help-commands", lang),
        parser_class=Parser,
    )  # fmt: skip
    for name in COMMANDS:
        text = say(f"help-{name}", lang)
        command = import_module(f"kvkkscan.cli.{name}")
        own = f"help-exit-codes-{name}"
        ending = say(own, lang) if own in MESSAGES else codes
        one = kinds.add_parser(name, lang=lang, help=text, description=text, epilog=ending)
        command.add(one)
        one.set_defaults(run=command.run)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code. Of an unexpected exception only type and place are shown."""
    from kvkkscan.cli._parser import language

    words = list(sys.argv[1:] if argv is None else argv)
    lang = language(words)
    try:
        try:
            args = build_parser(lang).parse_args(words)
        except SystemExit as stop:
            sys.stdout.flush()
            return stop.code if isinstance(stop.code, int) else 2
        code: int = args.run(args, lang)
        sys.stdout.flush()
    except KvkkscanError as error:
        return _fail(error.message(lang), 2)
    except BrokenPipeError:
        return BROKEN_PIPE
    except KeyboardInterrupt:
        return _fail(say("cli-interrupted", lang), INTERRUPTED)
    except OSError as error:
        from kvkkscan.cli._console import reason, shown

        why = reason(error.errno, error.strerror or type(error).__name__, lang)
        place = f"{shown(str(error.filename))}: " if error.filename else ""
        return _fail(place + say("cli-os-error", lang, reason=why), 2)
    except Exception as error:  # noqa: BLE001 - the message of an unknown error may quote the text
        from kvkkscan.cli._work import where

        return _fail(say("cli-internal", lang, type=type(error).__name__, where=where(error)), 2)
    return code


def _fail(text: str, code: int) -> int:
    with contextlib.suppress(OSError):
        print(f"kvkkscan: {text}", file=sys.stderr)
    return code


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    signal.signal(number, signal.SIG_IGN)  # a second one must not break off the cleaning up
    raise KeyboardInterrupt if number == signal.SIGINT else _Ended(number)


def entry() -> NoReturn:
    """The console script."""
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - to the end of the process
    if sys.stdout is None:
        sys.exit(_fail(say("cli-no-stdout", default_language()), 2))
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(number, _end)  # so that temporary files are removed
    try:
        code = main()
    except _Ended as ended:
        code = 128 + int(ended.args[0])
    except KeyboardInterrupt:
        code = INTERRUPTED
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        code = code or 2
        _silence_stdout()
    if code in (BROKEN_PIPE, INTERRUPTED) or code > 128:
        _silence_stdout()
    sys.exit(code)


def _silence_stdout() -> None:
    """What still waits for a reader who is gone would make Python complain at its end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
