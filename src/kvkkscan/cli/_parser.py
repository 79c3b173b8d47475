"""The argument parser: argparse, saying in Turkish or English what argparse says in English."""

from __future__ import annotations

import argparse
import codecs
import re
from typing import TYPE_CHECKING, Any, NoReturn

from kvkkscan.errors import KvkkscanError
from kvkkscan.messages import LANGUAGES, default_language, say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LEVELS = ("fast",)

# What argparse says about wrong arguments -> our message; the groups are its parameters.
_SAYINGS = (
    (re.compile(r"argument (?P<name>[^:]+): expected (one|at least one) argument"), "cli-arg-value"),
    (
        re.compile(r"argument (?P<name>[^:]+): invalid choice: (?P<value>.+) \(choose from (?P<choices>.+)\)"),
        "cli-arg-choice",
    ),
    (re.compile(r"argument (?P<name>[^:]+): ignored explicit argument .*"), "cli-arg-no-value"),
    (re.compile(r"argument (?P<name>[^:]+): not allowed with argument (?P<other>.+)"), "cli-arg-both"),
    (re.compile(r"argument (?P<name>[^:]+): (?P<text>.*)"), "cli-arg-other"),
    (re.compile(r"the following arguments are required: (?P<names>.+)"), "cli-arg-required"),
    (re.compile(r"unrecognized arguments: (?P<names>.+)"), "cli-arg-unknown"),
)


class UsageError(KvkkscanError):
    """The command line asks for something that cannot be."""


class _Formatter(argparse.HelpFormatter):
    lang = "en"

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, say("help-usage", self.lang) if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """An ArgumentParser that speaks `lang`."""

    def __init__(self, *, lang: str = "en", **more: Any) -> None:
        formatter: Any = type("_Formatter", (_Formatter,), {"lang": lang})
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=formatter, **more)
        self.lang = lang
        self._positionals.title = say("help-positionals", lang)
        self._optionals.title = say("help-options", lang)
        self.add_argument("-h", "--help", action="help", help=say("help-help", lang))

    def error(self, message: str) -> NoReturn:
        """Says what is wrong and where help is; exit code 2."""
        for pattern, key in _SAYINGS:
            found = pattern.fullmatch(message)
            if found:
                message = say(key, self.lang, **found.groupdict())
                break
        self.exit(2, f"kvkkscan: {message}\n{say('cli-see-help', self.lang, command=self.prog)}\n")


def language(argv: Sequence[str]) -> str:
    """The language of help and messages: the last --lang wherever it stands, else that of the environment."""
    lang = default_language()
    for at, word in enumerate(argv):
        if word == "--":
            break
        value = word.removeprefix("--lang=")
        if word == "--lang" and at + 1 < len(argv):
            value = argv[at + 1]
        if value != word and value in LANGUAGES:
            lang = value
    return lang


def _type(lang: str, check: Callable[[str], Any], key: str) -> Callable[[str], Any]:
    """An argument type whose refusal is our own message."""

    def convert(text: str) -> Any:
        try:
            return check(text)
        except (ValueError, LookupError):
            raise argparse.ArgumentTypeError(say(key, lang, value=text)) from None

    return convert


def _level(text: str) -> str:
    if text not in LEVELS:
        raise ValueError
    return text


def _workers(text: str) -> int:
    if not 1 <= int(text) <= 256:
        raise ValueError
    return int(text)


def _encoding(text: str) -> str:
    if not isinstance(b"".decode(text), str) or not isinstance("".encode(text), bytes):
        raise LookupError  # noqa: TRY004 - as codecs says of an unknown name
    return codecs.lookup(text).name


def filled(lang: str) -> Callable[[str], Any]:
    """The type of a name that may not be empty: an empty path would mean the current folder."""
    return _type(lang, _filled, "cli-arg-empty")


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueError
    return text


def _labels(text: str) -> tuple[str, ...]:
    labels = tuple(dict.fromkeys(word.strip().upper() for word in text.split(",") if word.strip()))
    if not labels:
        raise ValueError
    return labels


def add_language(parser: Parser, *, top: bool = False) -> None:
    """--lang, on every command; one before the command counts where none stands after it."""
    default = None if top else argparse.SUPPRESS
    parser.add_argument("--lang", choices=LANGUAGES, default=default, help=say("help-lang", parser.lang))


def add_acts(parser: Parser, names: Sequence[str], prefix: str) -> list[Parser]:
    """Sub-commands of a command, each with its help text `prefix` + name; the one given is `args.act`."""
    lang = parser.lang
    add_language(parser)
    metavar = say("help-metavar-command", lang)
    kinds = parser.add_subparsers(dest="act", required=True, metavar=metavar, parser_class=Parser)
    texts = {name: say(prefix + name, lang) for name in names}
    return [kinds.add_parser(name, lang=lang, help=text, description=text) for name, text in texts.items()]


def add_common(parser: Parser) -> None:
    """The options that mean the same on every command that reads text."""
    lang = parser.lang
    name = filled(lang)
    parser.add_argument("paths", nargs="*", type=name, metavar="PATH", help=say("help-paths", lang))
    reading = parser.add_argument_group(say("help-group-reading", lang))
    forms = ("auto", "jsonl", "csv", "text")
    field = say("help-field", lang)
    reading.add_argument("--field", action="append", type=name, default=[], metavar="NAME", help=field)
    reading.add_argument("--input-format", choices=forms, default="auto", help=say("help-input-format", lang))
    reading.add_argument("--lines", action="store_true", help=say("help-lines", lang))
    reading.add_argument("--no-header", action="store_true", help=say("help-no-header", lang))
    encoding = _type(lang, _encoding, "cli-arg-encoding")
    reading.add_argument("--encoding", type=encoding, default="utf-8", metavar="NAME", help=say("help-encoding", lang))
    add_finding(parser)
    workers = _type(lang, _workers, "cli-arg-workers")
    parser.add_argument("--workers", type=workers, metavar="N", help=say("help-workers", lang))
    parser.add_argument("--no-progress", action="store_true", help=say("help-no-progress", lang))
    add_language(parser)


def add_finding(parser: Parser) -> None:
    """The options that say what is looked for."""
    lang = parser.lang
    name = filled(lang)
    finding = parser.add_argument_group(say("help-group-finding", lang))
    level = _type(lang, _level, "cli-arg-level")
    finding.add_argument("--level", type=level, default="fast", metavar="fast", help=say("help-level", lang))
    finding.add_argument("--policy", type=name, metavar="NAME|FILE", help=say("help-policy", lang))
    packs = say("help-packs-option", lang)
    finding.add_argument("--packs", action="append", type=name, default=[], metavar="DIR", help=packs)
    labels = _type(lang, _labels, "cli-arg-entities")
    finding.add_argument("--entities", type=labels, metavar="A,B", help=say("help-entities", lang))
