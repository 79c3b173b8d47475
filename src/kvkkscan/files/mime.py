"""Headers of messages, byte for byte: fields (RFC 5322), encoded words (RFC 2047), parameters (RFC 2045, RFC 2231).

A message is read as Latin-1 here, so that a character of the raw document is a byte.
"""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote_from_bytes, unquote_to_bytes

from kvkkscan.errors import Unscannable
from kvkkscan.files.bodies import codec_of, decode_as
from kvkkscan.files.encoding import said
from kvkkscan.files.flow import Flow, RawEdit, raw_edits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kvkkscan.files.content import Edit

_FIELD: Final = re.compile(r"([!-9;-~]+)[ \t]*:([^\r\n]*(?:(?:\r\n|\n|\r)[ \t][^\r\n]*)*)(\r\n|\n|\r|\Z)")
_POSTMARK: Final = re.compile(r"(>?From) ([^\r\n]*)(\r\n|\n|\r|\Z)")
_ODD_START: Final = re.compile(r"()([ \t]+[^\r\n]*)(\r\n|\n|\r|\Z)")
_BLANK: Final = re.compile(r"\r\n|\n|\r")
_WORD: Final = r"=\?[^?\s]{1,60}\?[bBqQ]\?[^?\r\n]*\?="
_ONE_WORD: Final = re.compile(r"=\?([^?\s*]{1,60})(?:\*[^?\s]*)?\?([bBqQ])\?([^?\r\n]*)\?=")
_WORDS: Final = re.compile(rf"{_WORD}(?:\s*+{_WORD})*")
_TOKEN: Final = re.compile(
    rf"({_WORD}(?:\s*+{_WORD})*)|((?:\r\n|\n|\r)[ \t]*)|([\x80-\xff]+)|([^=\r\n\x80-\xff]+|=)",
)
_PARAMETER: Final = re.compile(
    r";\s*([^\s=;*\"]+)(?:\*([0-9]{1,4}))?(\*)?[ \t]*=\s*(\"(?:[^\"\\]|\\.)*+\"|[^;\r\n]*)", re.DOTALL
)
_PREFIX: Final = re.compile(r"([\w.:\-]{0,40})'[\w\-]{0,40}'")
_LONGEST_WORD: Final = 75  # characters of an encoded word (RFC 2047, 2)


# Fields in which programs, not people, read words: an encoded one has no meaning there.
_FOR_PROGRAMS: Final = re.compile(
    r"(received|x-received|return-path|delivered-to|envelope-to|list-.*|authentication-results|received-spf|content-.*"
    r"|message-id|in-reply-to|references|x-originating-ip|x-.*-id)\Z",
    re.IGNORECASE,
)


class Field(NamedTuple):
    """A header field: its name, and where it begins, its value begins and ends, and the next line begins."""

    name: str
    start: int
    value: int
    end: int
    stop: int


class Parameter(NamedTuple):
    """A parameter of a header field: its value, and where it stands.

    `pieces`: (start, end) of each stretch of the value. `charset` is None where nothing is written as %C5%9F.
    """

    value: str
    pieces: tuple[tuple[int, int], ...]
    starred: tuple[bool, ...]
    charset: str | None


# --- fields ----------------------------------------------------------------------------------------------------------


def fields_of(raw: str, start: int, end: int) -> tuple[list[Field], int]:
    """The header fields from `start`, and where the body begins: behind the blank line, or at what is no field."""
    found: list[Field] = []
    at = start
    while at < end:
        match = _FIELD.match(raw, at, end)
        if match is None and not found:
            match = _POSTMARK.match(raw, at, end) or _ODD_START.match(raw, at, end)
        if match is None:
            blank = _BLANK.match(raw, at, end)
            return found, blank.end() if blank else at
        found.append(Field(match[1], at, match.start(2), match.end(2), match.end()))
        at = match.end()
    return found, end


def value_flow(raw: str, start: int, end: int, skip: Sequence[tuple[int, int]] = ()) -> Flow:
    """A field's value as a reader shows it; encoded words and line ends can only be written whole.

    `skip` are stretches that are left out, ascending.
    """
    flow = Flow()
    wide = wide_codec(raw[start:end])
    for first, last in (*skip, (end, end)):
        for match in _TOKEN.finditer(raw, start, first):
            kind, begin, stop = match.lastindex, match.start(), match.end()
            if kind == 1:
                flow.read(words_text(match[1]), 0, begin, stop)
            elif kind == 2:
                flow.read(" ", 0, begin, stop)
            elif kind == 3:
                flow.read(match[3].encode("latin-1").decode(wide), 0, begin, stop)
            else:
                flow.raw(match[4], 0, begin)
        start = last
        if start < end:
            flow.gap(" ")
    return flow


def wide_codec(raw: str) -> str:
    """The codec of eight-bit bytes in a header."""
    data = raw.encode("latin-1")
    try:
        data.decode()
    except UnicodeDecodeError:
        return "iso8859-9" if re.search(rb"[\x81\x8d\x8e\x8f\x90\x9d\x9e]", data) else "cp1254"
    return "utf-8"


def value_edits(raw: str, field: Field, flow: Flow, edits: Sequence[Edit], eol: str) -> list[RawEdit]:
    """What edits of a field's flow mean in the raw message."""
    made: list[RawEdit] = []
    raw_edits(flow, edits, str, lambda _: made)
    value = raw[field.value : field.end]
    wide = wide_codec(value) if not value.isascii() else ""
    return [RawEdit(one.start, one.end, _in_field(raw, field, one, wide, eol)) for one in made]


def _in_field(raw: str, field: Field, edit: RawEdit, wide: str, eol: str) -> str:
    """The new text of an edit, as that place of the header spells it."""
    new = re.sub(r"[\r\n\0]+", " ", edit.new)
    if not new:
        return ""
    word = _ONE_WORD.match(raw, edit.start, edit.end)
    if word:
        return words(new, word[1], word[2], eol)
    if wide:
        return said(new, wide).encode(wide).decode("latin-1")
    if new.isascii() and "=?" not in new:
        return new
    if _FOR_PROGRAMS.match(field.name):
        return said(new, "ascii").replace("=?", "= ?")
    before = "" if edit.start == field.value or raw[edit.start - 1] in ' \t\r\n("' else " "
    after = "" if edit.end == field.end or raw[edit.end] in ' \t\r\n)"' else " "
    return before + words(new, "utf-8", "q", eol) + after


# --- encoded words ---------------------------------------------------------------------------------------------------


def words_text(raw: str) -> str:
    """The text of adjacent encoded words; one character may stand in two of them."""
    done: list[str] = []
    last, held = "", b""
    for match in _ONE_WORD.finditer(raw):
        name = match[1].lower()
        if name != last:
            done.append(_in_charset(held, last))
            last, held = name, b""
        held += _from_base64(match[3]) if match[2] in "bB" else _from_q(match[3])
    done.append(_in_charset(held, last))
    return "".join(done)


def _in_charset(data: bytes, name: str) -> str:
    try:
        return decode_as(data, name).text
    except Unscannable:
        return data.decode("latin-1")


def _from_q(raw: str) -> bytes:
    return unquote_to_bytes(raw.replace("%", "%25").replace("_", " ").replace("=", "%").encode("latin-1", "replace"))


def _from_base64(raw: str) -> bytes:
    plain = re.sub(r"[^A-Za-z0-9+/]", "", raw)
    return base64.b64decode(plain[: len(plain) - (len(plain) % 4 == 1)] + "=" * (-len(plain) % 4))


def quoted_words(text: str, doc: int) -> Flow | None:
    """A body that quotes headers as they are written, with its encoded words read; None where there are none."""
    flow, at = Flow(), 0
    for match in _WORDS.finditer(text):
        flow.raw(text[at : match.start()], doc, at)
        flow.read(words_text(match[0]), doc, *match.span())
        at = match.end()
    flow.raw(text[at:], doc, at)
    return flow if at else None


def words(text: str, charset: str, kind: str, eol: str) -> str:
    """`text` as encoded words, on lines of their own where it is long; UTF-8 where `charset` lacks a letter."""
    codec = codec_of(charset)
    if not codec or _in_charset(text.encode(codec, "ignore"), charset) != text:
        charset, codec = "utf-8", "utf-8"
    room = _LONGEST_WORD - len(charset) - 7
    done: list[str] = []
    piece = ""
    for sign in text:
        more = _word(piece + sign, codec, kind)
        if len(more) > room and piece:
            done.append(_word(piece, codec, kind))
            piece = sign
        else:
            piece += sign
    done.append(_word(piece, codec, kind))
    return f"{eol} ".join(f"=?{charset}?{kind}?{one}?=" for one in done)


def _word(text: str, codec: str, kind: str) -> str:
    data = text.encode(codec)
    if kind in "bB":
        return base64.b64encode(data).decode()
    return "".join(
        "_" if one == 32 else chr(one) if chr(one).isascii() and chr(one).isalnum() else f"={one:02X}" for one in data
    )


# --- parameters ------------------------------------------------------------------------------------------------------


def parameters(raw: str, field: Field) -> dict[str, Parameter]:
    """The parameters of a field by their names, small letters; pieces of one are joined (RFC 2231, 3).

    Raises:
        Unscannable: one that decides how the body is read stands there twice, with two meanings.
    """
    plain: dict[str, list[re.Match[str]]] = {}
    pieces: dict[str, list[tuple[int, re.Match[str]]]] = {}
    for match in _PARAMETER.finditer(raw, field.value, field.end):
        name = match[1].lower()
        if match[2] is None and not match[3]:
            plain.setdefault(name, []).append(match)
        else:
            pieces.setdefault(name, []).append((int(match[2] or 0), match))
    result = {name: _joined([(0, one[0])]) for name, one in plain.items()}
    for name, one in pieces.items():
        result[name] = _joined(sorted(one, key=lambda piece: piece[0]))
    for name in ("boundary", "charset"):
        values = {_joined([(0, one)]).value.lower() for one in plain.get(name, ())}
        if name in pieces:
            values.add(result[name].value.lower())
        if len(values) > 1:
            raise Unscannable("file-polyglot")
    return result


def _joined(found: list[tuple[int, re.Match[str]]]) -> Parameter:
    charset: str | None = None
    spans, starred, data = [], [], b""
    for number, (_, match) in enumerate(found):
        text, start, end = match[4], match.start(4), match.end(4)
        if text[:1] == '"' and len(text) > 1:
            text, start, end = text[1:-1], start + 1, end - 1
        elif text:
            end = start + len(text.rstrip())
            text = text.rstrip()
        star = bool(match[3])
        if star and number == 0 and (head := _PREFIX.match(text)):
            charset, text, start = head[1] or "utf-8", text[head.end() :], start + head.end()
        elif star:
            charset = charset or "utf-8"
        spans.append((start, end))
        starred.append(star)
        plain = text if star else re.sub(r"\\(.)", r"\1", text)
        data += unquote_to_bytes(plain.encode("latin-1")) if star else plain.encode("latin-1")
    if charset is not None:
        value = _in_charset(data, charset)
    else:
        own = data.decode("latin-1")
        value = value_flow(own, 0, len(own)).text
    return Parameter(value, tuple(spans), tuple(starred), charset)


def parameter_flow(raw: str, one: Parameter) -> Flow:
    """The value of a parameter in pieces as one text; a piece with %C5%9F can only be written whole."""
    flow = Flow()
    texts = [
        _piece(raw[start:end], one.charset, star) for (start, end), star in zip(one.pieces, one.starred, strict=True)
    ]
    if "".join(texts) != one.value:  # a character stands in two pieces
        flow.read(one.value, 0, one.pieces[0][0], one.pieces[-1][1])
        return flow
    for (start, end), text in zip(one.pieces, texts, strict=True):
        if raw[start:end] == text:
            flow.raw(text, 0, start)
        else:
            flow.read(text, 0, start, end)
    return flow


def _piece(raw: str, charset: str | None, star: bool) -> str:  # noqa: FBT001 - a fact of the piece
    if star:
        return _in_charset(unquote_to_bytes(raw.encode("latin-1")), charset or "utf-8")
    return re.sub(r"\\(.)", r"\1", raw)


def parameter_edits(one: Parameter, flow: Flow, edits: Sequence[Edit]) -> list[RawEdit]:
    """What edits of a parameter's flow mean in the raw message."""
    made: list[RawEdit] = []
    raw_edits(flow, edits, str, lambda _: made)
    codec = codec_of(one.charset or "utf-8") or "utf-8"
    done = []
    for edit in made:
        star = next(
            (star for (start, end), star in zip(one.pieces, one.starred, strict=True) if start <= edit.start < end),
            True,
        )
        text = re.sub(r"[\r\n\0\"\\]+", " ", edit.new)
        new = quote_from_bytes(said(text, codec).encode(codec), safe="") if star else said(text, "ascii")
        done.append(RawEdit(edit.start, edit.end, new))
    return done
