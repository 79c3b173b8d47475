"""JSON Lines: where the texts of a line stand, and how to change one without touching any other byte.

`json` decides fast what a line says; where a token's place is needed, or the line is unusual (a key twice, huge
numbers, deep nesting), `tokens` walks it with the strictness of `json`.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from kvkkscan.cli._records import Layout, Piece, Raw, Unit, decode, encode
from kvkkscan.errors import InputError
from kvkkscan.jsontokens import Path, Token, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Path", "Token", "matches", "read", "rebuild", "tokens"]

_FOREIGN = re.compile(r"[^\x00-\x7f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPED_LETTER = re.compile(r"\\u(?!00[0-7])[0-9a-fA-F]{4}")


class _Twice(Exception):
    """A key occurs twice in one object, so that `json` would hide a value."""


def matches(path: Path, name: str) -> bool:
    """Whether `name` ("text", "ticket.body", "comments.0.body", "comments.*.body") means the value at `path`."""
    if _dotted(path) == name:
        return True
    parts = name.split(".")
    if "*" not in parts or len(parts) != len(path):
        return False
    return all(isinstance(at, int) if part == "*" else str(at) == part for at, part in zip(path, parts, strict=True))


def read(raw: Raw, layout: Layout) -> Unit | None:
    """The texts of one line; None for a blank line.

    Raises:
        InputError: the line is not JSON or not an object, or a field is missing or is not a string.
    """
    body = decode(raw.data, layout.encoding)
    if not body.strip(" \t\r\n"):
        return None
    return _read_fast(body, raw.line, layout) or _read_slow(body, raw.line, layout)


def _read_fast(body: str, line: int, layout: Layout) -> Unit | None:
    """The usual line with plain field names; None where only the walk can tell."""
    if not layout.fields or any("." in name or "*" in name for name in layout.fields):
        return None
    try:
        record = _DECODER.decode(body)
    except (_Twice, RecursionError, ValueError):
        return None
    if not isinstance(record, dict):
        return None
    number = record.get("id", line)
    if not (number is None or isinstance(number, (str, int))):
        return None
    texts = [record.get(name) for name in layout.fields]
    if not all(isinstance(text, str) for text in texts):
        return None
    named = layout.names_fields
    pairs = zip(layout.fields, texts, strict=True)
    pieces = (Piece(name if named else None, -1, -1, str(text)) for name, text in pairs)
    return Unit(json.dumps(number), body, tuple(pieces))


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    record = dict(pairs)
    if len(record) != len(pairs):
        raise _Twice
    return record


_DECODER = json.JSONDecoder(object_pairs_hook=_object)


def _read_slow(body: str, line: int, layout: Layout) -> Unit:
    number, opened = json.dumps(line), -1
    wrong: InputError | None = None
    pieces: dict[str, list[Piece]] = {name: [] for name in layout.fields or ("",)}
    for at, token in enumerate(tokens(body)):
        if at == 0 and token.kind != "object":
            raise InputError("cli-not-object", kind=token.kind)
        if token.path == ("id",):
            if token.kind in ("object", "array"):
                opened = token.start
            elif token.kind != "key":
                number = _ascii(body[opened if token.kind == "end" else token.start : token.end])
        for name, piece in _pieces(token, layout):
            if token.kind == "string" or not layout.fields:
                pieces[name].append(piece)
            else:
                wrong = wrong or InputError("cli-field-type", field=name, kind=token.kind)
    if wrong:
        raise wrong
    for name, found in pieces.items():
        if not found and layout.fields and "*" not in name.split("."):
            raise InputError("cli-field-missing", field=name)
    return Unit(number, body, tuple(piece for found in pieces.values() for piece in found))


def _ascii(value: str) -> str:
    """JSON on one line of ASCII; numbers stay as they were written."""
    plain = value.replace("\r", " ").replace("\n", " ")
    return plain if plain.isascii() else _FOREIGN.sub(lambda one: json.dumps(one[0])[1:-1], plain)


def _pieces(token: Token, layout: Layout) -> Iterator[tuple[str, Piece]]:
    """The pieces that `token` is, by the field that asks for it."""
    if not layout.fields:
        if token.kind in ("key", "string", "number"):
            yield "", Piece(_dotted(token.path), token.start, token.end, token.text, token.kind == "key")
        return
    if token.kind in ("key", "end") or not token.path:
        return
    for name in layout.fields:
        if matches(token.path, name):
            label = _dotted(token.path) if layout.names_fields else None
            yield name, Piece(label, token.start, token.end, token.text)


def _dotted(path: Path) -> str:
    return ".".join(map(str, path))


def rebuild(raw: Raw, unit: Unit, layout: Layout, texts: tuple[str, ...]) -> bytes:
    """The line with new texts for its pieces; only the tokens of changed pieces differ.

    Raises:
        InputError: the file's encoding cannot give the line back byte for byte.
    """
    body, pieces = unit.body, unit.pieces
    if any(piece.start < 0 for piece in pieces):
        pieces = _read_slow(body, raw.line, layout).pieces
    if encode(body, layout.encoding) != raw.data:
        raise InputError("cli-not-reversible", encoding=layout.encoding)
    changes = {(p.start, p.end): new for p, new in zip(pieces, texts, strict=True) if new != p.text}
    done, at = [], 0
    for start, end in sorted(changes):
        done += [body[at:start], _quote(changes[start, end], body[start:end], body, layout.encoding)]
        at = end
    return encode("".join([*done, body[at:]]), layout.encoding)


def _quote(text: str, old: str, body: str, encoding: str) -> str:
    """`text` as a JSON string, its letters escaped or plain as they were in the old token, else as in the line."""
    escaped = bool(_ESCAPED_LETTER.search(old) or (body.isascii() and _ESCAPED_LETTER.search(body)))
    if old.isascii() and escaped:
        return json.dumps(text)
    token = _SURROGATE.sub(lambda one: json.dumps(one[0])[1:-1], json.dumps(text, ensure_ascii=False))
    try:
        token.encode(encoding)
    except UnicodeEncodeError:
        return json.dumps(text)
    return token
