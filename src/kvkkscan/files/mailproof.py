"""Mail as Python's `email` reads it: what our own reading is compared with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kvkkscan.errors import Unscannable
from kvkkscan.files.bodies import decode_as

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

# Fields that hold names of messages.
IDS: Final = frozenset({"message-id", "in-reply-to", "references", "content-id", "x-ms-exchange-parent-message-id"})
# Fields of mail servers, in which "id <...@...>" is one, too.
TRACES: Final = frozenset(
    {"received", "x-received", "x-google-smtp-source", "x-ms-exchange-organization-network-message-id"}
)
TRACE_ID: Final = re.compile(r"\bid\s+<?[^\s<>@;]{1,200}(@)[^\s<>;]", re.IGNORECASE)
_LONG_RUN: Final = re.compile(rb"(?:^(?:[A-Za-z0-9+/]{4}){15,19}\r?\n){5000,}+", re.MULTILINE)
_LONGEST: Final = 10_000  # characters of a header that the parser of addresses, which is slow, is given


def _messages(data: bytes) -> Iterator[Message]:
    """All messages and parts as Python's `email` reads them."""
    import email

    yield from email.message_from_bytes(data).walk()


def mail_bodies(data: bytes) -> Iterator[bytes]:
    """The bytes of all bodies of one message that have no parts, transfer encodings undone."""
    for one in _messages(data):
        if not one.is_multipart():
            body = one.get_payload(decode=True)
            if isinstance(body, bytes):
                yield body


def _thinned(data: bytes) -> bytes:
    """A file without long runs of base64: attachments, which have a second reading of their own."""
    return _LONG_RUN.sub(b"", data)


def mail_texts(data: bytes) -> list[str]:
    """All header fields and plain texts as Python's `email` sees them: the second reading."""
    texts: list[str] = []
    data = _thinned(data)
    for start, end in _split(data):
        for one in _messages(data[start:end]):
            texts += [_header_text(key, value) for key, value in _items(one)]
            texts += [one.preamble or "", one.epilogue or ""]
            if one.get_content_type() == "text/plain" and not one.get_filename() and not one.is_multipart():
                body = one.get_payload(decode=True)
                if isinstance(body, bytes) and body:
                    try:
                        texts.append(decode_as(body, str(one.get_content_charset() or "")).text)
                    except Unscannable:
                        continue
    return texts


def _split(data: bytes) -> list[tuple[int, int]]:
    """The messages of a mailbox, cut at each line that begins with "From "; all in one where there is none."""
    starts = (
        [match.start() for match in re.finditer(rb"^From ", data, re.MULTILINE)] if data.startswith(b"From ") else []
    )
    starts = starts or [0]
    return list(zip(starts, [*starts[1:], len(data)], strict=True))


def _items(one: Message) -> Iterator[tuple[str, str]]:
    from email import policy

    for key, raw in one.raw_items():
        value = str(raw)
        try:
            value = str(policy.default.header_fetch_parse(key, value)) if len(value) < _LONGEST else _decoded(value)
        except Exception:  # noqa: BLE001 - the parser of addresses fails on broken ones
            try:
                value = _decoded(value)
            except Exception:  # noqa: BLE001 - the same, for words
                value = str(raw)
        yield key, value


def _decoded(value: str) -> str:
    from email.header import decode_header, make_header

    return str(make_header(decode_header(value)))


def _header_text(key: str, value: str) -> str:
    if key.lower() in IDS:
        return value.replace("@", " ")
    if key.lower() in TRACES:
        return TRACE_ID.sub(lambda match: match[0].replace("@", " "), value)
    return value
