"""The words on a picture, read by Tesseract in Turkish and English, and what the codes on it say, read by ZXing.

Tesseract is a program of its own, found on PATH. It is handed plain grey pixels through a pipe: what is hostile in a
file's format never reaches it, and no temporary file is made.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from shutil import which
from typing import TYPE_CHECKING, Final

from kvkkscan.errors import Unscannable
from kvkkscan.files.boxes import Box, Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from PIL.Image import Image

TURKISH, ENGLISH = "tur", "eng"
"""The Turkish data reads no "@" at all, the English one no "ğ": a picture is read with both."""
_SMALL: Final = 1_000_000  # pixels
_LARGE: Final = 4_500_000  # pixels; letters of a larger picture are large enough as they are
_HUGE: Final = 16_000_000
_HALVED: Final = 400_000  # pixels; below it is not worth a second program
_EDGE: Final = 24  # of 255: between neighbouring pixels
_BORDERS: Final = 8  # edges in a blank row
_BLANK: Final = 4  # rows above and below
_SURE: Final = 80.0  # confidence
_PLAIN_WORD: Final = re.compile(r"[^\w]*[^\W\d_]+(?:['’\-][^\W\d_]+)?[,.;:!?)\"'”…]*|[-–—•|]")
_TIMEOUT: Final = 60.0  # seconds of one reading
_DPI: Final = 96
_BLOCKS, _ONE_BLOCK = "3", "6"  # page segmentation modes
_UNSURE: Final = 55.0  # confidence
_LOW: Final = 0.3  # share of characters read without confidence from which other angles are tried
_SMALLEST: Final = 10  # pixels; no letter is readable below
_MRZ_SIGNS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"
_MRZ_LINE: Final = re.compile(r"[A-Z0-9<«‹]{25,50}")
_ENVIRONMENT: Final = ("PATH", "TESSDATA_PREFIX", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")


@cache
def installed() -> bool:
    """Whether pictures can be read here: Tesseract is on PATH and has its Turkish and English data."""
    program = which("tesseract")
    if not program:
        return False
    with suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run(  # noqa: S603 - a program of the system, no argument comes from a file
            [program, "--list-langs"], capture_output=True, timeout=20, check=False, env=_environment()
        )
        return {TURKISH, ENGLISH} <= set((done.stdout + done.stderr).decode("utf-8", "replace").split())
    return False


def read_picture(image: Image, *, left: Callable[[], float] | None = None) -> list[Word]:
    """All that is written on a picture, in several readings: two languages and scales, codes, angles in doubt.

    Args:
        image: upright, of mode L or RGB.
        left: seconds that are left for this, asked before each reading.

    Raises:
        Unscannable: Tesseract or data of it is not installed, it failed, or ran out of time.
    """
    if min(image.size) < _SMALLEST:
        return []
    grey = image.convert("L")
    found: list[Sequence[Word]] = list(_both(grey, left))
    if _doubtful(found):
        for turns in (1, 2, 3):
            turned = _turned(grey, turns, left)
            if not _doubtful(turned):
                found += turned
    areas = {area for words in found if (area := _zone(words))}
    found += [_read_zone(grey, area, left) for area in sorted(areas)]
    found.append(read_codes(image))
    return _numbered(found)


def read_codes(image: Image) -> list[Word]:
    """What the bar codes and QR codes on a picture say: one word each.

    Raises:
        Unscannable: the library for them is not installed.
    """
    try:
        import zxingcpp
    except ImportError:
        raise Unscannable("file-no-codes") from None
    codes = zxingcpp.read_barcodes(image.convert("L"), try_invert=True)
    words = []
    for line, code in enumerate(codes):
        corners = [getattr(code.position, name) for name in ("top_left", "top_right", "bottom_left", "bottom_right")]
        xs, ys = [one.x for one in corners], [one.y for one in corners]
        margin = max(3, (max(xs) - min(xs)) // 40)  # a code of lines is found by one scan line: cover what is around
        if max(ys) - min(ys) < 12:
            margin = max(margin, (max(xs) - min(xs)) // 2)
        box = Box(min(xs) - 3, min(ys) - margin, max(xs) + 4, max(ys) + margin + 1)
        words.append(Word(code.text, box, 100.0, line))
    return [word for word in words if word.text.strip()]


def is_zone(text: str) -> bool:
    """Whether a line looks like one of a machine-readable zone (ICAO 9303), some signs misread or not."""
    plain = text.replace(" ", "")
    fillers = sum(plain.count(sign) for sign in "<«‹")
    return fillers > 1 and _resembles(plain)


def may_be_zone(text: str) -> bool:
    """Whether a line may belong to a zone that the line above or below begins."""
    return _resembles(text.replace(" ", ""))


def _resembles(plain: str) -> bool:
    if not 25 <= len(plain) <= 52:
        return False
    fits = sum((sign.isascii() and (sign.isupper() or sign.isdigit())) or sign in "<«‹" for sign in plain)
    return fits * 100 >= len(plain) * 85


def _both(grey: Image, left: Callable[[], float] | None) -> list[list[Word]]:
    """A picture read with the data of both languages, at scales of which neither reads all that the other does.

    Small letters want to be enlarged. The second reading leaves plain words alone that the first is sure of.
    """
    pixels = grey.width * grey.height
    first, second = (
        (1.5, 2.0 if pixels < _SMALL else 1.3) if pixels < _LARGE else (1.0, 0.7) if pixels < _HUGE else (0.7, 0.4)
    )
    turkish = _halves(grey, first, left)
    return [turkish, _read(_without_plain_lines(grey, turkish), left, second, ENGLISH)]


def _halves(grey: Image, scale: float, left: Callable[[], float] | None) -> list[Word]:
    """The Turkish reading; the halves of a large picture side by side, parted where nothing stands."""
    cut = _blank_row(grey) if grey.width * grey.height > _HALVED else 0
    if not cut:
        return _read(grey, left, scale, TURKISH)
    halves = [grey.crop((0, 0, grey.width, cut)), grey.crop((0, cut, *grey.size))]
    with ThreadPoolExecutor(2) as pool:
        above, below = pool.map(lambda half: _read(half, left, scale, TURKISH), halves)
    first = max((word.line for word in above), default=-1) + 1
    return above + [word._replace(box=_moved(word.box, 0, cut), line=word.line + first) for word in below]


def _blank_row(grey: Image) -> int:
    """A row near the middle that, with its neighbours, holds no more than borders of windows; 0 where there is none."""
    from PIL import Image as Pictures
    from PIL import ImageChops

    top, bottom = grey.height * 2 // 5, grey.height * 3 // 5
    band = grey.crop((0, top, grey.width, bottom))
    edges = ImageChops.difference(band.crop((1, 0, *band.size)), band.crop((0, 0, band.width - 1, band.height)))
    ink = edges.point(lambda value: 255 if value > _EDGE else 0).resize((1, band.height), Pictures.Resampling.BOX)
    rows = ink.tobytes()
    most = 255 * _BORDERS // grey.width
    middle = len(rows) // 2
    for at in sorted(range(_BLANK, len(rows) - _BLANK), key=lambda row: abs(row - middle)):
        if max(rows[at - _BLANK : at + _BLANK + 1]) <= most:
            return top + at
    return 0


def _without_plain_lines(grey: Image, words: Sequence[Word]) -> Image:
    """The picture without lines of plain words that were read with confidence: they need no second reading.

    What holds a digit, a dot or a sign within a word, or was not read at all, stays.
    """
    lines: dict[int, list[Word]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    rest = grey.copy()
    for line in lines.values():
        if all(word.confidence > _SURE and _PLAIN_WORD.fullmatch(word.text) for word in line):
            for word in line:
                area = (max(word.box.left - 1, 0), max(word.box.top - 1, 0), word.box.right + 1, word.box.bottom + 1)
                counts = grey.crop(area).histogram()
                rest.paste(counts.index(max(counts)), area)
    return rest


def _moved(box: Box, right: int, down: int) -> Box:
    return Box(box.left + right, box.top + down, box.right + right, box.bottom + down)


def _doubtful(found: Iterable[Sequence[Word]]) -> bool:
    """Whether what was read may be letters that lie on their side; so it is where nothing was read."""
    words = [word for one in found for word in one if any(sign.isalnum() for sign in word.text)]
    size = sum(len(word.text) for word in words)
    unsure = sum(len(word.text) for word in words if word.confidence < _UNSURE)
    return size < 4 or unsure > size * _LOW


def _read(
    grey: Image,
    left: Callable[[], float] | None,
    scale: float,
    language: str,
    mode: str = _BLOCKS,
    more: Sequence[str] = (),
) -> list[Word]:
    """One reading of a picture at a scale; boxes are those of the picture as given."""
    from PIL import Image as Pictures

    if scale != 1:
        size = max(int(grey.width * scale), 1), max(int(grey.height * scale), 1)
        grey = grey.resize(size, Pictures.Resampling.BICUBIC if scale > 1 else Pictures.Resampling.BOX)
    pixels = io.BytesIO()
    grey.save(pixels, "PPM")
    table = _tesseract(
        pixels.getvalue(),
        ["-l", language, "--psm", mode, "--dpi", str(max(int(_DPI * scale), 70)), *more, "tsv"],
        _TIMEOUT if left is None else min(left(), _TIMEOUT),
    )
    words: list[Word] = []
    lines: dict[tuple[str, ...], int] = {}
    for row in table.split("\n"):
        cells = row.split("\t", 11)
        if len(cells) < 12 or cells[0] != "5" or not cells[11].strip():
            continue
        at, above, width, height = (int(cell) / scale for cell in cells[6:10])
        box = Box(int(at), int(above), int(at + width) + 1, int(above + height) + 1)
        line = lines.setdefault(tuple(cells[1:5]), len(lines))
        words.append(Word(cells[11].strip(), box, float(cells[10]), line))
    return words


def _tesseract(pixels: bytes, options: Sequence[str], timeout: float) -> str:
    program = which("tesseract")
    if not program:
        raise Unscannable("file-no-ocr")
    try:
        done = subprocess.run(  # noqa: S603 - a program of the system, no argument comes from a file
            [program, "stdin", "stdout", *options],
            input=pixels,
            capture_output=True,
            timeout=max(timeout, 0.1),
            check=False,
            env=_environment(),
        )
    except subprocess.TimeoutExpired:
        raise Unscannable("file-ocr-failed") from None
    except OSError:
        raise Unscannable("file-no-ocr") from None
    if done.returncode:
        missing = b"load" in done.stderr and b"language" in done.stderr
        raise Unscannable("file-no-ocr" if missing else "file-ocr-failed")
    return done.stdout.decode("utf-8", "replace")


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    return {**kept, "OMP_THREAD_LIMIT": "1"}  # its threads cost more than they bring


def _turned(grey: Image, turns: int, left: Callable[[], float] | None) -> list[list[Word]]:
    """The readings of the picture turned by so many quarters against the clock."""
    from PIL import Image as Pictures

    method = (Pictures.Transpose.ROTATE_90, Pictures.Transpose.ROTATE_180, Pictures.Transpose.ROTATE_270)[turns - 1]
    found = _both(grey.transpose(method), left)
    return [[word._replace(box=_back(word.box, turns, grey.size)) for word in words] for words in found]


def _back(box: Box, turns: int, size: tuple[int, int]) -> Box:
    width, height = size
    if turns == 1:
        return Box(width - box.bottom, box.left, width - box.top, box.right)
    if turns == 2:
        return Box(width - box.right, height - box.bottom, width - box.left, height - box.top)
    return Box(box.top, height - box.right, box.bottom, height - box.left)


def _zone(words: Sequence[Word]) -> Box | None:
    """Where a machine-readable zone stands, with a margin; None where there is none."""
    lines: dict[int, list[Word]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    own = [line for line in lines.values() if may_be_zone("".join(word.text for word in line))]
    if not any(is_zone("".join(word.text for word in line)) for line in own):
        return None
    boxes = [word.box for line in own for word in line]
    high = max(box.height for box in boxes)
    return Box(
        max(min(box.left for box in boxes) - high, 0),
        max(min(box.top for box in boxes) - high, 0),
        max(box.right for box in boxes) + high,
        max(box.bottom for box in boxes) + high,
    )


def _read_zone(grey: Image, area: Box, left: Callable[[], float] | None) -> list[Word]:
    """A zone, read with only the signs that stand in one: else its fillers are taken for letters."""
    cut = grey.crop((area.left, area.top, min(area.right, grey.width), min(area.bottom, grey.height)))
    more = ("-c", f"tessedit_char_whitelist={_MRZ_SIGNS}", "-c", "load_system_dawg=0", "-c", "load_freq_dawg=0")
    words = _read(cut, left, 2.0 if cut.width * cut.height < _LARGE else 1.0, ENGLISH, _ONE_BLOCK, more)
    moved = [word._replace(box=_moved(word.box, area.left, area.top)) for word in words]
    return _joined(moved)


def _joined(words: Sequence[Word]) -> list[Word]:
    """Each line as one word: the blanks in a zone are never there."""
    lines: dict[int, list[Word]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    return [
        Word(
            "".join(word.text for word in line),
            Box(
                min(word.box.left for word in line),
                min(word.box.top for word in line),
                max(word.box.right for word in line),
                max(word.box.bottom for word in line),
            ),
            min(word.confidence for word in line),
            number,
        )
        for number, line in lines.items()
    ]


def _numbered(found: Iterable[Sequence[Word]]) -> list[Word]:
    """The words of all readings in one list; lines and readings are told apart by their numbers."""
    words: list[Word] = []
    first = 0
    for reading, own in enumerate(found):
        words += [word._replace(line=word.line + first, reading=reading) for word in own]
        first += max((word.line for word in own), default=-1) + 1
    return words
