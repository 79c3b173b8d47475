"""Files that hide in a string: data: URIs, base64, and JSON within JSON."""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote_from_bytes, unquote_to_bytes

from kvkkscan.errors import Unscannable
from kvkkscan.files.encoding import decode
from kvkkscan.files.kinds import kind_of

if TYPE_CHECKING:
    from collections.abc import Callable

_BASE64: Final = re.compile(r"[A-Za-z0-9+/_\-]{20,}(?:\s+[A-Za-z0-9+/_\-]+)*={0,2}\s*")
_URI: Final = re.compile(r"(\s*data:[^,;]{0,100}(?:;[^,;]{1,60})*?)(;base64)?,", re.IGNORECASE)
_READABLE: Final = re.compile(r"[\w\s.,:;!?@()'\"/+\-=<>{}\[\]&%#*]+")


def hidden(text: str) -> tuple[bytes, Callable[[bytes], str]] | None:
    """The file that a string is, and how to write another in its place; None where it is only a string."""
    if len(text) < 2:
        return None
    head = text.lstrip()[:5].lower()
    if head == "data:":
        return _data_uri(text)
    if head[:1] in {"{", "["} and '"' in text:
        return _nested(text)
    if len(text) >= 20 and " " not in text[:60] and _BASE64.fullmatch(text):
        return _base64(text)
    return None


def _data_uri(text: str) -> tuple[bytes, Callable[[bytes], str]] | None:
    match = _URI.match(text)
    if not match:
        return None
    head, packed, body = match[1], match[2], text[match.end() :]
    if packed:
        data = _unpacked(unquote_to_bytes(body).decode("latin-1"))
        if data is None:
            return None
        return data, lambda new: f"{head}{packed},{base64.b64encode(new).decode()}"
    return unquote_to_bytes(body), lambda new: f"{head},{quote_from_bytes(new)}"


def _nested(text: str) -> tuple[bytes, Callable[[bytes], str]] | None:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return None
    return text.encode("utf-8", "surrogatepass"), lambda new: new.decode("utf-8", "surrogatepass")


def _base64(text: str) -> tuple[bytes, Callable[[bytes], str]] | None:
    data = _unpacked(text)
    if not data or not _is_file(data):
        return None
    url = "-" in text or "_" in text
    padded = len(re.sub(r"\s", "", text)) % 4 == 0

    def pack(new: bytes) -> str:
        done = (base64.urlsafe_b64encode if url else base64.b64encode)(new).decode()
        return done if padded else done.rstrip("=")

    return data, pack


def _unpacked(text: str) -> bytes | None:
    plain = re.sub(r"\s", "", text).replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _is_file(data: bytes) -> bool:
    """Whether bytes are more than a key or a digest: a readable text, or a file that we know by its signs."""
    try:
        kind = kind_of(data, voices=1)
    except Unscannable as error:
        return error.key not in {"file-binary", "file-broken"}
    if kind not in {"text", "csv"}:
        return True
    try:
        text = decode(data)
    except Unscannable:
        return False
    return text.encoding in {"utf-8", "utf-16-le", "utf-16-be"} and bool(_READABLE.fullmatch(text.text))
