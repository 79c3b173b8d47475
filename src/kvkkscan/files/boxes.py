"""Words on a picture: their boxes, the text that they make, and boxes painted over some of them.

All boxes are in pixels of the upright picture, (0, 0) at its upper left corner, right and bottom exclusive.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont, ImageFont

_ABOVE, _BESIDE = 0.2, 0.3  # of a word's height: how far a box reaches over what OCR calls the word
_GRID: Final = 2.0  # heights: covered words with letters get a width of whole steps, so that it does not tell the word
_CELL: Final = 1.8  # heights: a gap as wide as this parts the cells of a row
_SMALLEST_LABEL: Final = 9  # pixels
_PLAIN: Final = str.maketrans("çğıöşüÇĞİÖŞÜ", "cgiosuCGIOSU")  # the font has few more


class Box(NamedTuple):
    """A rectangle in pixels; right and bottom exclusive."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def height(self) -> int:
        """In pixels."""
        return self.bottom - self.top


class Word(NamedTuple):
    """A word that was read, or all that a code says. `confidence` is in 0..100.

    Words with the same `line` follow each other on one line. Each `reading` (0, 1, ...) is the whole picture, read in
    another way: at another scale, at another angle, the codes on it.
    """

    text: str
    box: Box
    confidence: float
    line: int
    reading: int = 0

    def __repr__(self) -> str:
        """Without the text."""
        return f"Word({len(self.text)} characters, {self.box!r})"


class Cover(NamedTuple):
    """A box to paint, and what to write into it where there is room: "" for nothing."""

    box: Box
    label: str = ""


def readings(words: Iterable[Word]) -> list[list[Word]]:
    """The words of each reading, in their order."""
    apart: dict[int, list[Word]] = {}
    for word in words:
        apart.setdefault(word.reading, []).append(word)
    return list(apart.values())


def text_of(words: Sequence[Word]) -> tuple[str, list[int]]:
    """The text that words make (blanks between words, a line break between lines), and where in it each begins."""
    pieces: list[str] = []
    starts: list[int] = []
    at, line = 0, None
    for word in words:
        if pieces:
            pieces.append(" " if word.line == line else "\n")
            at += 1
        line = word.line
        starts.append(at)
        pieces.append(word.text)
        at += len(word.text)
    return "".join(pieces), starts


def within(words: Sequence[Word], starts: Sequence[int], start: int, end: int) -> list[Word]:
    """The words that hold any of `text[start:end]` of `text_of(words)`."""
    first = max(bisect_right(starts, start) - 1, 0)
    return [
        word for word, at in zip(words[first:], starts[first:], strict=True) if at < end and start < at + len(word.text)
    ]


def rows(words: Sequence[Word]) -> list[list[list[Word]]]:
    """Words by where they stand: rows from above, their cells from the left, the words of a cell.

    OCR reads column after column where it sees columns, and parts a label from its value. Rows do not.
    """
    table: list[list[Word]] = []
    for word in sorted(words, key=lambda one: one.box.top + one.box.bottom):
        if table:
            last = table[-1][-1].box
            shared = min(last.bottom, word.box.bottom) - max(last.top, word.box.top)
            if shared * 2 > min(last.height, word.box.height):
                table[-1].append(word)
                continue
        table.append([word])
    return [_cells(sorted(row, key=lambda one: one.box.left)) for row in table]


def _cells(row: list[Word]) -> list[list[Word]]:
    cells = [[row[0]]]
    for word in row[1:]:
        before = cells[-1][-1].box
        if word.box.left - before.right > _CELL * max(word.box.height, before.height):
            cells.append([word])
        else:
            cells[-1].append(word)
    return cells


def anchor(box: Box, anchors: list[Box]) -> Box:
    """The box that stands for this one in all readings, which differ by some pixels; appended where there is none."""
    for known in anchors:
        if _alike(box, known):
            return known
    anchors.append(box)
    return box


def _alike(one: Box, other: Box) -> bool:
    wide = min(one.right, other.right) - max(one.left, other.left)
    high = min(one.bottom, other.bottom) - max(one.top, other.top)
    small = min((one.right - one.left) * one.height, (other.right - other.left) * other.height)
    return wide > 0 and high > 0 and wide * high * 2 > small


def covers(words: Sequence[Word], hit: Sequence[Word], label: str) -> list[Cover]:
    """The boxes that take some of the words of one reading out, one for each stretch of a line.

    The width of a box over a name or an illness would tell which it was. So where words with letters go, the box is
    widened to a step of a grid, and neighbours that it would cut into go with it.
    """
    made: list[Cover] = []
    lines: dict[int, list[Word]] = {}
    for word in hit:
        lines.setdefault(word.line, []).append(word)
    for line, own in lines.items():
        box = _around(own)
        if sum(sign.isalpha() for word in own for sign in word.text) > 2:
            step = max(int(_GRID * box.height), 1)
            box = box._replace(right=box.left + -(-(box.right - box.left) // step) * step)
            cut = [one for one in words if one.line == line and one.box.left < box.right and one.box.right > box.left]
            box = box._replace(right=max(box.right, *(one.box.right for one in (*own, *cut))))
        high, wide = int(box.height * _ABOVE) + 1, int(box.height * _BESIDE) + 1
        made.append(Cover(Box(box.left - wide, box.top - high, box.right + wide, box.bottom + high), label))
        label = ""  # once is enough
    return made


def _around(words: Sequence[Word]) -> Box:
    left, top, right, bottom = zip(*(word.box for word in words), strict=True)
    return Box(min(left), min(top), max(right), max(bottom))


def paint(image: Image, over: Iterable[Cover]) -> Image:
    """A copy of a picture (mode L, RGB or RGBA) with black boxes painted; no pixel below them is left."""
    from PIL import ImageDraw

    done = image.copy()
    draw = ImageDraw.Draw(done)
    signs = len(image.getbands())
    black, white = ((0, 0, 0, 255)[-signs:], (255,) * signs) if signs == 4 else ((0,) * signs, (255,) * signs)
    for box, label in over:
        left, top = max(box.left, 0), max(box.top, 0)
        right, bottom = min(box.right, image.width), min(box.bottom, image.height)
        if left >= right or top >= bottom:
            continue
        draw.rectangle((left, top, right - 1, bottom - 1), fill=black)
        plain = label.translate(_PLAIN)
        if plain:
            font = _fitting(plain, right - left, bottom - top)
            if font:
                draw.text(((left + right) / 2, (top + bottom) / 2), plain, fill=white, font=font, anchor="mm")
    return done


def _fitting(label: str, width: int, height: int) -> FreeTypeFont | ImageFont | None:
    """A font in which a label fits into a box; None where none that can be read does."""
    from PIL import ImageFont

    for size in (int(height * 0.6), int(height * 0.45)):
        if size >= _SMALLEST_LABEL:
            font = ImageFont.load_default(size)
            if font.getlength(label) <= width * 0.95:
                return font
    return None
