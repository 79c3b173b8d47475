"""Long texts in pieces: together they are the text, and each sees enough around itself."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvkkscan.detect.chunks import pieces
from kvkkscan.finding import Finding

MARGIN = 300  # more than the longest address and twice the reach of any label


def texts() -> st.SearchStrategy[str]:
    """Long texts with few or many places where they may be cut."""
    return st.builds(
        lambda unit, size: (unit * (size // len(unit) + 1))[:size],
        st.sampled_from(["x", "word ", "line of words\n", "a" * 700 + " ", "b" * 5_000 + "\n", "\n", " "]),
        st.integers(0, 60_000),
    )


@settings(max_examples=60)
@given(texts())
def test_the_own_parts_are_the_text(text: str) -> None:
    """The own parts of the pieces follow one another without a gap from the first character to the last."""
    at = 0
    for piece in pieces(text):
        assert piece.first == at
        assert piece.text == text[piece.offset : piece.offset + len(piece.text)]
        at = piece.last
    assert at == len(text)


@settings(max_examples=60)
@given(texts())
def test_each_piece_sees_what_stands_around_it(text: str) -> None:
    """A piece reaches well over its own part on both sides, or to the end of the text, and stays short."""
    for piece in pieces(text):
        end = piece.offset + len(piece.text)
        assert piece.offset == 0 or piece.first - piece.offset >= MARGIN
        assert end == len(text) or end - piece.last >= MARGIN
        assert len(piece.text) <= 40_000


@pytest.mark.parametrize("size", [0, 1, 100, 5_000])
def test_a_short_text_is_one_piece(size: int) -> None:
    """A text of ordinary length is one piece, from its beginning to its end."""
    (piece,) = pieces("x" * size)
    assert (piece.text, piece.offset, piece.first, piece.last) == ("x" * size, 0, 0, size)


def test_a_cut_falls_between_words() -> None:
    """Where a text has blanks or line ends, no word is cut."""
    text = "kelime " * 10_000
    for piece in pieces(text):
        assert piece.first == 0 or text[piece.first - 1] in " \n"


def test_a_finding_belongs_to_one_piece() -> None:
    """A finding is handed over by the piece that it begins in and by no other, with its offset in the whole text."""
    text = "kelime " * 5_000
    for place in range(0, len(text) - 20, 997):
        owners = []
        for piece in pieces(text):
            start = place - piece.offset
            if start >= 0 and start + 20 <= len(piece.text):
                found = Finding("TR_NATIONAL_ID", "identity", start, start + 20, 0.9, "test.rule")
                owners += piece.own([found])
        assert [(one.start, one.end) for one in owners] == [(place, place + 20)]
