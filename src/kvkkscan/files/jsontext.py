"""JSON and JSON Lines: every key, string and number; only the tokens that change differ."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from kvkkscan.errors import InputError, Unscannable
from kvkkscan.files.content import Changes, Content, Member, Part
from kvkkscan.files.encoding import Decoded, decode
from kvkkscan.files.inner import hidden
from kvkkscan.files.plain import edited
from kvkkscan.jsontokens import tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kvkkscan.files.content import Room
    from kvkkscan.jsontokens import Token

_LONG_FRACTION: Final = 12
_ESCAPED: Final = re.compile(r"\\u(?!00[0-7])[0-9a-fA-F]{4}")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_SPACE: Final = re.compile(r"[ \t\r\n\ufeff,]*")
_LINE: Final = re.compile(r"[^\n]*\n?")


@dataclass(frozen=True, slots=True)
class _Text:
    """A key, string or number: the token and where its document begins in the file."""

    start: int
    end: int
    text: str = field(repr=False)
    kind: str
    path: tuple[str | int, ...] = field(repr=False)
    pack: Callable[[bytes], str] | None = None


def read_json(data: bytes, name: str, room: Room) -> Content:  # noqa: ARG001 - the signature of all readers
    """A part a key, string and number; strings that are files (base64, JSON) are members.

    Raises:
        Unscannable: this is no JSON.
    """
    source = decode(data)
    start = len(source.text) - len(source.text.lstrip("\ufeff"))
    return _content(source, list(_texts(source.text[start:], start, ())), room)


def read_jsonl(data: bytes, name: str, room: Room) -> Content:  # noqa: ARG001 - the signature of all readers
    """As `read_json`, of every line, or of every document where they go over several lines.

    Raises:
        Unscannable: a line is no JSON.
    """
    source = decode(data)
    found: list[_Text] = []
    try:
        for number, (start, end) in enumerate(_lines(source.text), 1):
            found += _texts(source.text[start:end], start, (number,))
    except Unscannable:
        found = []
        for number, (start, end) in enumerate(_documents(source.text), 1):
            found += _texts(source.text[start:end], start, (number,))
    return _content(source, found, room)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    for match in _LINE.finditer(text):
        if match[0].strip(" \t\r\n\ufeff"):
            yield match.start() + (1 if match[0][0] == "\ufeff" else 0), match.end()


def _documents(text: str) -> Iterator[tuple[int, int]]:
    decoder = json.JSONDecoder()
    at = 0
    while (at := _skip(text, at)) < len(text):
        try:
            _, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            raise Unscannable("file-not-json") from None
        yield at, end
        at = end


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _texts(body: str, offset: int, prefix: tuple[str | int, ...]) -> Iterator[_Text]:
    try:
        for token in tokens(body):
            if token.kind == "key":
                yield _Text(token.start + offset, token.end + offset, token.text, "key", (*prefix, *token.path))
            elif token.kind == "string":
                yield _string(token, offset, (*prefix, *token.path))
            elif token.kind == "number":
                text = canonical(token.text)
                yield _Text(token.start + offset, token.end + offset, text, "number", (*prefix, *token.path))
    except (InputError, RecursionError):
        raise Unscannable("file-not-json") from None


def _string(token: Token, offset: int, path: tuple[str | int, ...]) -> _Text:
    inner = hidden(token.text)
    start, end = token.start + offset, token.end + offset
    if inner is None:
        return _Text(start, end, token.text, "string", path)
    return _Text(start, end, inner[0].decode("latin-1"), "member", path, inner[1])


def canonical(number: str) -> str:
    """A number as a person would read it: 1.0000000146E10 and 10000000146.0 are 10000000146.

    Of a fraction six digits are enough: the rest of 0.1234567891234567 is how computers count, and no card number.
    """
    if not re.search(r"[eE.]", number) or len(number) > 60:
        return number
    try:
        value = Decimal(number)
        if abs(value) >= Decimal(10) ** 40:
            return number
        if value != value.to_integral_value():
            return str(round(value, 6)) if len(number) > _LONG_FRACTION else number
        return str(int(value))
    except (InvalidOperation, ValueError, OverflowError):
        return number


def _content(source: Decoded, found: Sequence[_Text], room: Room) -> Content:
    room.part(len(found))
    siblings: dict[tuple[str | int, ...], list[str]] = {}
    for one in found:
        if one.kind == "key":
            siblings.setdefault(_general(one.path[:-1]), []).append(str(one.path[-1]))
    fields = {path: tuple(dict.fromkeys(names)) for path, names in siblings.items()}
    parts: list[Part] = []
    members: list[Member] = []
    where: list[_Text] = []
    packed: list[_Text] = []
    for one in found:
        place = ".".join(map(str, one.path))
        if one.kind == "member":
            packed.append(one)
            members.append(Member(place, "", one.text.encode("latin-1")))
            continue
        where.append(one)
        named = "" if one.kind == "key" else _field(one.path)
        parts.append(Part(place, one.text, named, fields.get(_general(one.path[:-1]), ()) if named else ()))
    plain = source.text.isascii() and bool(_ESCAPED.search(source.text))

    def write(changes: Changes) -> bytes:
        made = []
        keys: dict[tuple[str | int, ...], set[str]] = {}
        for at, edits in changes.edits.items():
            one = where[at]
            new = edited(one.text, edits)
            if one.kind == "key":
                new = _unused(new, keys.setdefault(one.path[:-1], set()))
            made.append((one.start, one.end, _quote(new, source.text[one.start : one.end], plain=plain)))
        for at, data in changes.members.items():
            one = packed[at]
            new = one.pack(data) if one.pack and data is not None else ""
            made.append((one.start, one.end, _quote(new, source.text[one.start : one.end], plain=plain)))
        return source.encode(edited(source.text, sorted(made)))

    return Content(parts, write, members)


def _general(path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """A path whose numbers do not matter: all records of a list are alike."""
    return tuple("*" if isinstance(one, int) else one for one in path)


def _field(path: tuple[str | int, ...]) -> str:
    return ".".join(str(one) for one in path if not isinstance(one, int))[-200:]


def _unused(name: str, taken: set[str]) -> str:
    """A new key that no other new key of the same object has."""
    new, number = name, 1
    while new in taken:
        number += 1
        new = f"{name} {number}"
    taken.add(new)
    return new


def _quote(text: str, old: str, *, plain: bool) -> str:
    """`text` as a JSON string, its letters escaped or plain as in the old token, else as in the file."""
    if old.isascii() and (plain or _ESCAPED.search(old)):
        return json.dumps(text)
    return _SURROGATE.sub(lambda one: json.dumps(one[0])[1:-1], json.dumps(text, ensure_ascii=False))


def json_texts(text: str) -> list[str]:
    """Keys, strings and numbers as `json` sees them: the second reading."""
    found: list[str] = []

    def pairs(items: list[tuple[str, object]]) -> dict[str, object]:
        found.extend(key for key, _ in items)
        found.extend(value for _, value in items if isinstance(value, str))
        return {}

    def read(number: str) -> None:
        found.append(canonical(number))

    decoder = json.JSONDecoder(object_pairs_hook=pairs, parse_int=read, parse_float=read)
    at = 0
    while (at := _skip(text, at)) < len(text):
        value, at = decoder.raw_decode(text, at)
        stack = [value]
        while stack:
            one = stack.pop()
            if isinstance(one, str):
                found.append(one)
            elif isinstance(one, list):
                stack += one
    return found
