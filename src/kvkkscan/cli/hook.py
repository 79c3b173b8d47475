"""kvkkscan hook: before the commit is made. For pre-commit (files by name) and for plain git (--staged)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvkkscan.cli._parser import Parser, UsageError, add_finding, add_language, filled
from kvkkscan.messages import say

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from kvkkscan.cli._work import Engine
    from kvkkscan.repository import Spot

_BYTE_ORDER = "\ufeff"


def add(parser: Parser) -> None:
    """The options of this command."""
    lang = parser.lang
    name = filled(lang)
    parser.add_argument("paths", nargs="*", type=name, metavar="PATH", help=say("help-hook-paths", lang))
    parser.add_argument("--staged", action="store_true", help=say("help-hook-staged", lang))
    parser.add_argument("--baseline", type=name, metavar="FILE", help=say("help-hook-baseline", lang))
    parser.add_argument("--format", choices=("text", "sarif"), default="text", help=say("help-hook-format", lang))
    parser.add_argument("--skip-binary", action="store_true", help=say("help-hook-skip-binary", lang))
    parser.add_argument("--exit-zero", action="store_true", help=say("help-hook-exit-zero", lang))
    add_finding(parser)
    add_language(parser)


def run(args: argparse.Namespace, lang: str) -> int:
    """0: nothing that is not known. 1: something. 2: something could not be read, or the options make no sense."""
    import sys
    from pathlib import Path

    from kvkkscan import __version__
    from kvkkscan.cli import _shared
    from kvkkscan.cli._console import shown
    from kvkkscan.repository import read_baseline, unknown

    if args.staged == bool(args.paths):
        raise UsageError("hook-what")
    baseline = read_baseline(Path(args.baseline)) if args.baseline else []
    problems: list[tuple[str, str]] = []
    engine = _shared.engine_of(args, "scan", lang)
    given = contents(args.paths, staged=args.staged)
    if args.skip_binary:
        given = _texts(given, lang)
    found = unknown(spots_of(given, engine, problems, lang), baseline)
    if args.format == "sarif":
        from kvkkscan.reports.sarif import sarif

        sys.stdout.write(sarif(found, __version__, lang, problems))
    else:
        for one in found:
            print(f"{shown(one.path)}:{one.line}:{one.column}: {one.entity_type} ({one.recognizer}, {one.score:.2f})")
    for path, sentence in problems:
        print(f"kvkkscan: {shown(path)}: {sentence}", file=sys.stderr)
    if found:
        print(say("hook-found", lang, count=len(found)), file=sys.stderr)
    if problems:
        return 2
    return 1 if found and not args.exit_zero else 0


def contents(paths: Iterable[str], *, staged: bool) -> Iterator[tuple[str, bytes | OSError]]:
    """(path, content or why there is none) of what is to be looked at."""
    if staged:
        from kvkkscan.cli._git import staged as in_index

        yield from in_index()
        return
    from pathlib import Path

    for name in paths:
        try:
            yield name, Path(name).read_bytes()
        except OSError as error:
            yield name, error


def _decoded(data: bytes) -> str:
    from kvkkscan.errors import InputError

    if b"\0" in data:
        raise InputError("hook-binary")
    return data.decode("utf-8").removeprefix(_BYTE_ORDER)


def _texts(given: Iterable[tuple[str, bytes | OSError]], lang: str) -> Iterator[tuple[str, bytes | OSError]]:
    """Without the files that are no texts; each is told."""
    import sys

    from kvkkscan.cli._console import shown

    for path, data in given:
        if isinstance(data, bytes) and b"\0" in data:
            print(f"kvkkscan: {shown(path)}: {say('hook-binary', lang)}", file=sys.stderr)
        else:
            yield path, data


def spots_of(
    given: Iterable[tuple[str, bytes | OSError]], engine: Engine, problems: list[tuple[str, str]], lang: str
) -> list[Spot]:
    """The findings of all files in order; what cannot be read is appended to `problems`."""
    from kvkkscan.cli._console import reason
    from kvkkscan.errors import KvkkscanError
    from kvkkscan.repository import spots

    found: list[Spot] = []
    for path, data in given:
        if isinstance(data, OSError):
            why = reason(data.errno, data.strerror or type(data).__name__, lang)
            problems.append((path, say("cli-os-error", lang, reason=why)))
            continue
        try:
            text = _decoded(data)
            found += spots(text, path.replace("\\", "/"), engine.scanner, engine.policy)
        except UnicodeDecodeError as error:
            problems.append((path, say("hook-encoding", lang, offset=error.start)))
        except KvkkscanError as error:
            problems.append((path, error.message(lang)))
    return found
