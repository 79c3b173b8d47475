"""Which signs stand in a text: what readers need to see before it is worth their while to look.

Cheap to tell, and told once a text. A sign that is there promises nothing; one that is not there rules its reader out.
"""

from __future__ import annotations

import re

AT = 1  # "@"
FIELDS = 2  # what stands after the names of fields: "=", '":', "</"
COLONS = 4  # as many as an IPv6 address has, or two side by side
DOTS = 8  # dots and colons in brackets, behind a backslash, or between blanks: addresses written to be no link
TRACK = 16  # what parts the fields of a card's track
FILLERS = 32  # "<<", of machine-readable zones

_FEWEST_COLONS = 7  # of an IPv6 address without "::"
# Looked for as ints: `b"@" in raw` takes five times as long.
_AT, _COLON, _EQUALS, _CARET, _LESS, _D, _OPEN, _SQUARE, _CURLY, _BACKSLASH, _QUOTE = b'@:=^<D([{\\"'
_D_YEAR = re.compile(rb"D[23]").search


def signs(raw: bytes) -> int:
    """The signs that stand in `View.raw`, a bit each."""
    found = 0
    if _AT in raw:
        found = AT
    if _COLON in raw:
        if raw.count(b":") >= _FEWEST_COLONS or raw.find(b"::") >= 0:
            found |= COLONS
        if _QUOTE in raw and raw.find(b'":') >= 0:
            found |= FIELDS
    if _EQUALS in raw:
        found |= FIELDS | TRACK
    if _CARET in raw or (_D in raw and _D_YEAR(raw)):
        found |= TRACK
    if _LESS in raw:
        found |= (FIELDS if raw.find(b"</") >= 0 else 0) | (FILLERS if raw.find(b"<<") >= 0 else 0)
    if (
        (_OPEN in raw and b"(.)" in raw)
        or (_SQUARE in raw and (b"[." in raw or b"[:" in raw))
        or (_CURLY in raw and b"{.}" in raw)
        or (_BACKSLASH in raw and b"\\." in raw)
        or b" . " in raw
    ):
        found |= DOTS
    return found
