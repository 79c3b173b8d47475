"""Text: a whole file as one record, or every line as one."""

from __future__ import annotations

import json
import re

from kvkkscan.cli._records import Layout, Piece, Raw, Unit, decode, encode
from kvkkscan.errors import InputError

_ENDING = re.compile(r"\r*\n?\Z")
# Formats that look like text, or nearly: escapes, tags and transfer encodings split or hide what a reader will see.
_MAGIC = re.compile(rb"%PDF-|\{\\rtf|(?i:\s*<(?:!doctype\s|html[\s>]|\?xml\s))")
_FORMAT_NAMES = (
    ".pdf",
    ".rtf",
    ".msg",
    ".eml",
    ".mht",
    ".mhtml",
    ".html",
    ".htm",
    ".xhtml",
    ".xml",
    ".svg",
)


def read(raw: Raw, layout: Layout) -> Unit:
    """The text of a line or of a file.

    Raises:
        InputError: it is in another encoding, or its bytes are no plain text, so that a scan would miss what it says.
    """
    lines = layout.format == "lines"
    guessed = layout.guessed and not lines
    if guessed and (_MAGIC.match(raw.data) or layout.name.lower().endswith(_FORMAT_NAMES)):
        raise InputError("cli-not-text")
    body = decode(raw.data, layout.encoding)
    if "\0" in body:
        raise InputError("cli-nul", byte=body.index("\0") + 1)
    if guessed and _hides_text(body, layout.name):
        raise InputError("cli-json-text")
    end = _ENDING.search(body).start() if lines else len(body)  # type: ignore[union-attr]
    return Unit(json.dumps(raw.line if lines else layout.name), body, (Piece(None, 0, end, body[:end]),))


def _hides_text(body: str, name: str) -> bool:
    """Whether this is JSON with escapes, behind which words and numbers would not be seen."""
    if "\\" not in body or body.lstrip()[:1] not in ("{", "["):
        return False
    if name.lower().endswith(".json"):
        return True
    try:
        json.loads(body.lstrip().split("\n", 1)[0])
    except (ValueError, RecursionError):
        return False
    return True


def rebuild(raw: Raw, unit: Unit, layout: Layout, texts: tuple[str, ...]) -> bytes:
    """The record with its new text; the line ending stays.

    Raises:
        InputError: the file's encoding cannot say the new text, or not give the old one back byte for byte.
    """
    if encode(unit.body, layout.encoding) != raw.data:
        raise InputError("cli-not-reversible", encoding=layout.encoding)
    return encode(texts[0] + unit.body[unit.pieces[0].end :], layout.encoding)
