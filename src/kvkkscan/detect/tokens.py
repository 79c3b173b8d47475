"""Sentences and their words: the ground on which statements are matched and weighed.

Only sentences in which a word of a statement stands are read: most texts have none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from kvkkscan.detect.view import FOLD_TABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kvkkscan.detect.view import View

_TABLE = bytes(byte if 48 <= byte <= 57 or byte == 39 else FOLD_TABLE[byte] for byte in range(256))
_WORD = re.compile(rb"[a-z~]+(?:'[a-z]{1,12})?|[0-9]+").finditer
_STOP = re.compile(rb"[.!?;|\n\t\"\x93\x94>]|--").finditer
_DOT, _BLANK = 46, 32
# Short words that end sentences; other short ones before a dot are abbreviations ("hst.", "dr.", "3.").
_WORD_ENDS = re.compile(rb".* (?:yok|var|tl|cok|ne|mi|mu|da|de|ki|is|gun|ay|yil|et|al|sa|ya|su)").fullmatch
_LONGEST = 1_200  # characters of a stretch without any stop that are read as one sentence

SOFT, NONE = 1, 0


class Token(NamedTuple):
    """A word or a number of a sentence: its place in `view.raw`, its folded text without apostrophe.

    `wall`: SOFT where a comma, colon or bracket stands before it, NONE where only blanks, dashes or nothing does.
    """

    start: int
    end: int
    text: bytes
    wall: int


_new = tuple.__new__  # half the time of the constructor


def sentences_with(seen: View, places: Iterable[int]) -> list[tuple[int, int]]:
    """(start, end) in `view.raw` of the sentences, lines or cells in which one of the ascending `places` lies."""
    raw, lex = seen.raw, seen.lex
    stops = [0]
    for match in _STOP(raw):
        place = match.start()
        if (
            raw[place] != _DOT
            or _BLANK not in lex[max(0, place - 3) : place + 1]
            or _WORD_ENDS(lex, place - 3, place + 1)
        ):
            stops.append(place)
            if place - stops[-2] > _LONGEST:
                stops[-1:] = [*_cuts(raw, stops[-2], place), place]
    if len(raw) - stops[-1] > _LONGEST:
        stops += _cuts(raw, stops[-1], len(raw))
    stops.append(len(raw))
    found: list[tuple[int, int]] = []
    index = 0
    for place in places:
        if found and place < found[-1][1]:
            continue
        while stops[index + 1] <= place:
            index += 1
        found.append((stops[index], stops[index + 1]))
    return found


def _cuts(raw: bytes, start: int, end: int) -> Iterator[int]:
    """Where a stretch without any stop is cut: at blanks, if it has any."""
    while end - start > _LONGEST:
        blank = raw.rfind(b" ", start + 1, start + _LONGEST)
        start = blank if blank > 0 else start + _LONGEST
        yield start


def tokens(seen: View, start: int, end: int) -> list[Token]:
    """The words and numbers of `raw[start:end]`, in order."""
    raw = seen.raw
    found: list[Token] = []
    last = start
    for match in _WORD(raw[start:end].translate(_TABLE)):
        first, stop = match.span()
        first += start
        stop += start
        wall = NONE
        if first - last > 1 or raw[last] != _BLANK:
            bare = raw[last:first].strip(b" -/%'&")
            wall = SOFT if bare and found else NONE
        text = match[0]
        found.append(_new(Token, (first, stop, text.replace(b"'", b"") if b"'" in text else text, wall)))
        last = stop
    return found
