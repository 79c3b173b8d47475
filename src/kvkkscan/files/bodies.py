"""Bodies of messages: transfer encodings (RFC 2045), uuencode, charsets, lines broken by width (RFC 3676)."""

from __future__ import annotations

import base64
import binascii
import codecs
import re
from typing import Final

from kvkkscan.errors import Unscannable
from kvkkscan.files.encoding import Decoded, decode
from kvkkscan.files.flow import Flow

# --- transfer encodings ----------------------------------------------------------------------------------------------

_NOT_BASE64: Final = re.compile(rb"[^A-Za-z0-9+/]")
_HEXED: Final = re.compile(rb"=(?:([0-9A-Fa-f]{2})|\r?\n|\r|\Z)")
_TRAILING: Final = re.compile(rb"(?<![ \t])[ \t]++(?=\r?\n|\r|\Z)")
_UU: Final = frozenset({"x-uuencode", "uuencode", "uue", "x-uue"})


def unpacked(raw: bytes, encoding: str) -> tuple[bytes, bool]:
    """The bytes of a body, and whether all of it is what its encoding says.

    Raises:
        Unscannable: it cannot be decoded.
    """
    if encoding == "base64":
        return _unpacked_base64(raw)
    if encoding == "quoted-printable":
        plain = _TRAILING.sub(b"", raw) if b" " in raw or b"\t" in raw else raw
        return _HEXED.sub(lambda one: bytes([int(one[1], 16)]) if one[1] else b"", plain), True
    if encoding in _UU:
        match = _UU_BLOCK.search(raw.decode("latin-1"))
        data = from_uu(match[3]) if match else None
        if match is None or data is None:
            raise Unscannable("file-broken")
        return data, not (raw[: match.start()] + raw[match.end() :]).strip()
    return raw, True


def _unpacked_base64(raw: bytes) -> tuple[bytes, bool]:
    squeezed = raw.translate(None, b" \t\r\n\v\f")
    plain = squeezed.rstrip(b"=")
    whole = not _NOT_BASE64.search(plain) and len(plain) % 4 != 1
    if not whole:
        plain = _NOT_BASE64.sub(b"", plain)
        plain = plain[: len(plain) - (len(plain) % 4 == 1)]
    return base64.b64decode(plain + b"=" * (-len(plain) % 4)), whole


def packed(data: bytes, encoding: str, old: bytes, eol: bytes) -> bytes:
    """Bytes in a transfer encoding, on lines as long as those of `old`."""
    if encoding == "base64":
        width = min(max(len(old.lstrip().split(b"\n", 1)[0].rstrip()), 4), 76) & ~3 if b"\n" in old.strip() else 76
        text = base64.b64encode(data)
        lines = [text[at : at + width] for at in range(0, len(text), width)]
        return eol.join(lines) + old[len(old.rstrip(b"\r\n")) :]
    if encoding == "quoted-printable":
        return _quoted(data, eol)
    if encoding in _UU:
        match = _UU_BLOCK.search(old.decode("latin-1"))
        begin = match[1] + match[2] if match else "begin 644 x"
        head = begin.encode("latin-1")
        body = to_uu(data, eol.decode(), tick=b"`" in old).encode()
        return head + eol + body + b"end" + (old[len(old.rstrip(b"\r\n")) :] or eol)
    return data


def _quoted(data: bytes, eol: bytes) -> bytes:
    """Quoted-printable (RFC 2045, 6.7): line ends of the file's kind stay, all others are spelled."""
    done = []
    for line in data.split(eol):
        pieces, size = [], 0
        for at, one in enumerate(line):
            plain = 33 <= one <= 126 and one != 61
            sign = b"%c" % one if plain or (one in {9, 32} and at + 1 < len(line)) else b"=%02X" % one
            if size + len(sign) > 75:
                pieces.append(b"=" + eol)
                size = 0
            pieces.append(sign)
            size += len(sign)
        done.append(b"".join(pieces))
    return eol.join(done)


_UU_BLOCK: Final = re.compile(
    r"^(begin [0-7]{3,4} )([^\r\n]+)\r?\n((?:[ -`]{1,90}\r?\n)*?)(?:[` ]\r?\n)?end[ \t]*(?=[\r\n]|\Z)", re.MULTILINE
)


def uu_blocks(text: str) -> list[tuple[int, int, bytes, str]]:
    """Files within a text in uuencode (POSIX): where their lines stand, their bytes and names."""
    if "begin " not in text:
        return []
    found = []
    for match in _UU_BLOCK.finditer(text):
        data = from_uu(match[3])
        if data:
            found.append((match.start(3), match.end(3), data, match[2].strip()))
    return found


def from_uu(lines: str) -> bytes | None:
    """The bytes of uuencoded lines; None where one is broken."""
    done = []
    for line in lines.splitlines():
        try:
            done.append(binascii.a2b_uu(line))
        except binascii.Error:  # some encoders leave out trailing blanks, some add a sign
            size = ((ord(line[0]) - 32 & 63) * 4 + 5) // 3
            try:
                done.append(binascii.a2b_uu(line[:size]))
            except binascii.Error:
                return None
        except ValueError:
            return None
    return b"".join(done)


def to_uu(data: bytes, eol: str, *, tick: bool) -> str:
    """Bytes as lines of uuencode, the empty one at the end left to what follows."""
    lines = [binascii.b2a_uu(data[at : at + 45], backtick=tick).decode().rstrip("\n") for at in range(0, len(data), 45)]
    return "".join(line + eol for line in lines)


# --- charsets --------------------------------------------------------------------------------------------------------

_CHARSETS: Final = re.compile(
    r"utf-(8|7)|ascii|iso8859-\d+|cp\d+|koi8-\w|mac-\w+|big5\w*|gb\w+|euc_\w+|shift_jis\w*|iso2022_\w+|hz|tis-620|johab"
)
_STATEFUL: Final = ("iso2022", "utf-7", "hz")
_WIDER: Final = {"iso8859-9": "cp1254", "iso8859-1": "cp1252"}  # what all mail programs read where those are named
_FALSE_FRIENDS: Final = re.compile("[ðþýÐÞÝ]")  # ğ, ş, ı of Windows-1254 where a Western charset is named


def codec_of(name: str) -> str:
    """Python's name of a charset that mail is written in; "" for none that is known."""
    try:
        codec = codecs.lookup(name.strip().strip("'\"")).name.replace("iso8859_", "iso8859-")
    except (LookupError, ValueError):
        return ""
    return codec if _CHARSETS.fullmatch(codec) else ""


def decode_as(data: bytes, charset: str) -> Decoded:
    """The text of bytes for which a message names a charset; what is plainly another one is read as that.

    Raises:
        Unscannable: this is no text.
    """
    codec = codec_of(charset) if charset else ""
    if data.isascii() and not codec.startswith(_STATEFUL):
        plain = decode(data)
        return Decoded(plain.text, codec or "ascii") if plain.encoding == "utf-8" else plain
    if not codec or codec == "ascii":
        return decode(data)
    if codec.startswith(("iso8859", "cp", "koi8", "mac")) and _is_utf8(data):
        return decode(data)
    for one in (_WIDER.get(codec, codec), codec):
        try:
            text = data.decode(one)
            if text.encode(one) == data and not (one in {"cp1252", "iso8859-1"} and _FALSE_FRIENDS.search(text)):
                return Decoded(text, one)
        except UnicodeError:
            pass
    return decode(data)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


# --- broken lines ----------------------------------------------------------------------------------------------------

_QUOTED: Final = re.compile(r"(?:>[ ]?)+")
_LONG_LINE: Final = 55  # characters after which a line is taken to be broken by width


def unbroken(text: str, doc: int, *, flowed: bool, delete: bool) -> Flow | None:
    """The text with quote marks gone and broken lines joined (RFC 3676); None where that is the text as it stands."""
    flow = Flow()
    changed = False
    depth_before, joins = 0, ""
    lines = re.finditer(r"([^\r\n]*)(\r\n|\n|\r|\Z)", text)
    for number, match in enumerate(lines):
        line, start = match[1], match.start()
        quote = _QUOTED.match(line)
        depth = quote[0].count(">") if quote else 0
        body = line[quote.end() :] if quote else line
        at = start + len(line) - len(body)
        if flowed and body[:1] == " ":
            body, at = body[1:], at + 1
        if number:
            joined = (
                depth == depth_before and body.strip() and (joins == "soft" or (joins == "wide" and body[:1].islower()))
            )
            flow.gap((" " if joins == "wide" else "") if joined else "\n")
            changed |= bool(joined)
        changed |= depth > 0
        soft = flowed and body.endswith(" ") and body != "-- "
        kept = body[:-1] if soft and delete else body
        flow.raw(kept, doc, at)
        joins = "soft" if soft else "wide" if len(line) > _LONG_LINE and line[-1:] not in ".:!?" else ""
        depth_before = depth
    return flow if changed else None
