"""JSON, token by token, with the place of each: as strict as `json`, and no key hides another of the same name."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import TYPE_CHECKING

from kvkkscan.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

_SPACE = re.compile(r"[ \t\n\r]*")
_ATOM = re.compile(r"(-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?)|true|false|null|NaN|-?Infinity")
_DEPTH = 200

Path = tuple["str | int", ...]


@dataclass(frozen=True, slots=True)
class Token:
    """One key or value.

    `kind` is "key", "string", "number", "true", "false", "null", "object", "array" (its opening bracket) or "end" (its
    closing one).
    """

    kind: str
    path: Path = field(repr=False)
    start: int
    end: int
    text: str = field(default="", repr=False)


def tokens(body: str) -> Iterator[Token]:
    """Every key and value of a JSON document with its place, in order.

    Raises:
        InputError: the document is not JSON; the message says at which character.
    """
    stack: list[tuple[str, Path]] = []
    path: Path = ()
    at = _skip(body, 0)
    while True:
        kind, end, text = _value(body, at)
        yield Token(kind, path, at, end, text)
        at = _skip(body, end)
        if kind in ("object", "array"):
            stack.append((kind, path))
            if len(stack) > _DEPTH:
                raise InputError("cli-json-deep", column=at, depth=_DEPTH)
            closer = "}" if kind == "object" else "]"
            if body[at : at + 1] != closer:
                if kind == "array":
                    path = (*path, 0)
                else:
                    key, at = _key(body, at, path)
                    yield key
                    path = key.path
                continue
        # A value has ended: close what closes here, then go on behind the next comma.
        while stack:
            outer, base = stack[-1]
            mark = body[at : at + 1]
            if mark == ("}" if outer == "object" else "]"):
                stack.pop()
                path = base
                yield Token("end", path, at, at + 1)
                at = _skip(body, at + 1)
                continue
            if mark != ",":
                raise InputError("cli-json", column=at + 1)
            at = _skip(body, at + 1)
            if outer == "object":
                key, at = _key(body, at, base)
                yield key
                path = key.path
            else:
                last = path[len(base)]
                path = (*base, last + 1 if isinstance(last, int) else 0)
            break
        else:
            if at != len(body):
                raise InputError("cli-json", column=at + 1)
            return


def _skip(body: str, at: int) -> int:
    found = _SPACE.match(body, at)
    return found.end() if found else at


def _key(body: str, at: int, base: Path) -> tuple[Token, int]:
    if body[at : at + 1] != '"':
        raise InputError("cli-json", column=at + 1)
    _, end, text = _value(body, at)
    colon = _skip(body, end)
    if body[colon : colon + 1] != ":":
        raise InputError("cli-json", column=colon + 1)
    return Token("key", (*base, text), at, end, text), _skip(body, colon + 1)


def _value(body: str, at: int) -> tuple[str, int, str]:
    """Kind, end and text of the value at `at`; of an object or array only its opening bracket."""
    mark = body[at : at + 1]
    if mark == '"':
        try:
            text, end = scanstring(body, at + 1, True)  # noqa: FBT003 - it takes no keywords
        except json.JSONDecodeError as error:
            place = error.pos
        else:
            return "string", end, text
        raise InputError("cli-json", column=place + 1)
    if mark in ("{", "["):
        return ("object" if mark == "{" else "array"), at + 1, ""
    atom = _ATOM.match(body, at)
    if not atom:
        raise InputError("cli-json", column=at + 1)
    if atom[1] is not None or atom[0] in ("NaN", "Infinity", "-Infinity"):
        return "number", atom.end(), atom[0]
    return atom[0], atom.end(), ""
