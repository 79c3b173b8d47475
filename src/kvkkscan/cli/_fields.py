"""The name of each piece's field, for the label that it is (kvkkscan.fields)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kvkkscan.cli._records import Layout, Piece


def field_names(layout: Layout, pieces: Iterable[Piece]) -> list[str]:
    """The name of each piece's field; "" for what has none: keys, lines, columns without a header."""
    if layout.format == "csv":
        return [layout.header[at] for at in layout.columns]
    if layout.format != "jsonl":
        return ["" for _ in pieces]
    return ["" if piece.is_key else piece.field or layout.fields[0] for piece in pieces]
