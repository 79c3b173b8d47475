"""Pictures: PNG, JPEG, TIFF, WebP, GIF and BMP. What is written on them is read by OCR; boxes are painted over hits.

A picture is always written anew from its pixels, all frames of it. Nothing else of the file goes along: no metadata, no
thumbnail, no colour profile, no bytes behind its end, and no colours below transparent pixels.
"""

from __future__ import annotations

import io
import re
import time
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PIL import Image, ImageChops, ImageOps, ImageSequence, UnidentifiedImageError

from kvkkscan.errors import Unscannable
from kvkkscan.files.boxes import Box, Cover, Word, anchor, covers, paint, readings, rows, text_of, within
from kvkkscan.files.content import Content, Part
from kvkkscan.files.ocr import read_picture

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kvkkscan.files.content import Changes, Room

FORMATS: Final = ("PNG", "JPEG", "TIFF", "WEBP", "GIF", "BMP")
MOST_PIXELS: Final = 50_000_000  # of a frame
MOST_FRAMES: Final = 200
_RUN: Final = re.compile(r"[^\x00-\x1f\x7f-\x9f\ufffd]{5,}")  # text in bytes that may also hold numbers
_ORIENTATION, _DESCRIPTION, _SUB_IFDS, _OLD_KIND, _KIND = 0x0112, 0x010E, 0x014A, 0x00FF, 0x00FE
_TEXT_TAGS: Final = frozenset(
    {_DESCRIPTION, 0x010D, 0x010F, 0x0110, 0x011D, 0x0131, 0x013B, 0x013C, 0x8298, 0x02BC, 0x83BB, 0x8649, 0x8769,
     0x8825, 0x9C9B, 0x9C9C, 0x9C9D, 0x9C9E, 0x9C9F}
)  # fmt: skip
_NO_TEXT: Final = frozenset(
    {
        "exif",
        "transparency",
        "background",
        "jfif",
        "jfif_version",
        "jfif_unit",
        "dpi",
        "compression",
        "version",
        "extension",
    }
)
_OWN_SEGMENTS: Final = frozenset({"APP0", "APP2", "APP14"})  # JFIF, colour profile, Adobe
_IFDS: Final = (0x8769, 0x8825, 0xA005)


@dataclass(frozen=True, slots=True)
class _Frame:
    """One picture of a file: upright, of mode L, RGB or RGBA; `bits` is 1 where it was black and white only."""

    pixels: Image.Image
    duration: int
    bits: int


@dataclass(frozen=True, slots=True)
class _File:
    """A file's frames, what is needed to write it alike, and what is not written again."""

    kind: str
    frames: Sequence[_Frame]
    options: dict[str, Any]
    texts: Sequence[tuple[str, str]]
    leaves: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Seen:
    """The words behind a part, on which frame, and where in its text each begins."""

    frame: int
    words: Sequence[Word]
    starts: Sequence[int]
    line: Sequence[Word]  # all words of the reading


def read_image(data: bytes, _name: str, room: Room) -> Content:
    """A picture: its words in several readings, its codes, the texts of its metadata.

    Raises:
        Unscannable: it is broken, of another kind, over a budget, or there is no OCR here.
    """
    file = _open(data, room)
    parts: list[Part] = []
    seen: dict[int, _Seen] = {}
    for place, text in file.texts:
        parts.append(Part(place, text))
    before: Image.Image | None = None
    for number, frame in enumerate(file.frames):
        if before is not None and _same(before, frame.pixels):
            continue  # what is painted on a frame is painted on those that are alike
        before = frame.pixels
        place = f"#{number + 1}" if len(file.frames) > 1 else ""
        first = True
        anchors: list[Box] = []
        for view in _views(frame.pixels):
            room.part()
            for words in readings(read_picture(view, left=_left(room))):
                for part, own in _parts(words, place, room, anchors, again=not first):
                    seen[len(parts)] = _Seen(number, *own, words)
                    parts.append(part)
                first = False
    return Content(parts, lambda changes: _write(file, seen, parts, changes), (), file.leaves)


def _left(room: Room) -> Callable[[], float]:
    """A clock for OCR: the seconds until the file's time is up."""
    end = time.monotonic() + room.limits.wall

    def left() -> float:
        room.part()
        return end - time.monotonic()

    return left


# --- reading ---------------------------------------------------------------------------------------------------------


def _open(data: bytes, room: Room) -> _File:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                return _read(image, data, room)
        except UnidentifiedImageError:
            raise Unscannable("file-image-kind") from None
        except (Image.DecompressionBombWarning, Image.DecompressionBombError):
            raise Unscannable("file-image-large", pixels=MOST_PIXELS // 1_000_000) from None
        except (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, OverflowError):
            raise Unscannable("file-broken") from None


def _read(image: Image.Image, data: bytes, room: Room) -> _File:
    kind = "JPEG" if image.format == "MPO" else str(image.format)
    if image.width * image.height > MOST_PIXELS:
        raise Unscannable("file-image-large", pixels=MOST_PIXELS // 1_000_000)
    if getattr(image, "n_frames", 1) > MOST_FRAMES:
        raise Unscannable("file-image-frames", count=MOST_FRAMES)
    options = _options(image, data)
    texts = list(dict.fromkeys(_texts(image)))
    leaves = {"thumbnail": None} if _has_thumbnail(image) else {}
    if _has_metadata(image):
        leaves["metadata"] = None
    if _tail(data, kind):
        leaves["tail"] = None
        texts += [("#end", text) for text in _printable(data[-_tail(data, kind) :])]
    frames: list[_Frame] = []
    for frame in ImageSequence.Iterator(image) if image.format != "MPO" else (image,):
        if frame.width * frame.height > MOST_PIXELS:
            raise Unscannable("file-image-large", pixels=MOST_PIXELS // 1_000_000)
        room.unpack(frame.width * frame.height)  # one byte each: other pictures of the file are gone by now
        frame.load()
        if frames:
            texts += [one for one in _texts(frame) if one not in texts]
        bits = 1 if frame.mode == "1" else 8
        frames.append(_Frame(_plain(frame), int(frame.info.get("duration") or 0), bits))
    return _File(kind, frames, options, texts, tuple(leaves))


def _plain(frame: Image.Image) -> Image.Image:
    """A frame as people see it: upright, of mode L, RGB or RGBA; no colour where nothing is to be seen."""
    upright = ImageOps.exif_transpose(frame)
    mode = upright.mode
    clear = mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in upright.info
    if mode in {"F", "I"} or mode.startswith("I;"):
        return _eight_bits(upright)
    if mode in {"1", "L"} and not clear:
        return upright.convert("L")
    if not clear:
        return upright.convert("RGB")
    image = upright.convert("RGBA")
    alpha = image.getchannel("A")
    if alpha.getextrema() == (255, 255):
        return image.convert("RGB")
    empty = Image.new("RGBA", image.size, (0, 0, 0, 0))
    return Image.composite(image, empty, alpha.point(lambda value: 255 if value else 0))


def _eight_bits(image: Image.Image) -> Image.Image:
    """A picture of deep greys as one of 256, from its darkest to its lightest."""
    deep = image.convert("F")
    extremes = deep.getextrema()
    low, high = float(extremes[0]), float(extremes[1])  # type: ignore[arg-type]
    scale = 255.0 / (high - low) if high > low else 0.0
    return deep.point(lambda value: value * scale + (-low * scale)).convert("L")


def _views(image: Image.Image) -> Iterator[Image.Image]:
    """A picture as it looks on white paper, on black, and without transparency: text may show on one of them only."""
    if image.mode != "RGBA":
        yield image
        return
    seen: list[Image.Image] = []
    for ground in ("white", "black", None):
        if ground:
            paper = Image.new("RGBA", image.size, ground)
            paper.alpha_composite(image)
            view = paper.convert("RGB")
        else:
            view = image.convert("RGB")
        if not any(_same(view, one) for one in seen):
            seen.append(view)
            yield view


def _same(one: Image.Image, other: Image.Image) -> bool:
    return one.mode == other.mode and one.size == other.size and ImageChops.difference(one, other).getbbox() is None


def _parts(
    words: Sequence[Word], place: str, room: Room, anchors: list[Box], *, again: bool
) -> Iterator[tuple[Part, tuple[Sequence[Word], Sequence[int]]]]:
    """The texts of one reading: as OCR orders it, row by row, and each cell below what stands above it."""
    texts: set[str] = set()

    def part(own: Sequence[Word], name: str, *, more: bool) -> tuple[Part, tuple[Sequence[Word], Sequence[int]]]:
        text, starts = text_of(own)

        def locate(offset: int) -> str:
            at = within(own, starts, offset, offset + 1)
            return "{0.left},{0.top}".format(anchor(at[0].box, anchors)) if at else ""

        return Part(place, text, name, again=more, locate=locate, seen=True), (own, starts)

    made = part(words, "", more=again)
    texts.add(made[0].text)
    yield made
    table = rows(words)
    lines = [[word._replace(line=number) for cell in row for word in cell] for number, row in enumerate(table)]
    made = part([word for line in lines for word in line], "", more=True)
    if made[0].text not in texts:
        yield made
    for number, row in enumerate(table):
        for cell in row:
            if any(sign.isdigit() for word in cell for sign in word.text):
                name = _above(table[:number], cell)
                if room.names(name):
                    yield part([word._replace(line=0) for word in cell], name, more=True)


def _above(table: Sequence[Sequence[Sequence[Word]]], cell: Sequence[Word]) -> str:
    """The nearest words without a digit that stand above a cell; "" where there are none."""
    left, right = cell[0].box.left, cell[-1].box.right
    for row in reversed(table):
        for other in row:
            if other[0].box.left < right and other[-1].box.right > left:
                name = " ".join(word.text for word in other)
                if not any(sign.isdigit() for sign in name):
                    return name.rstrip(" :")
    return ""


# --- what is not pixels ----------------------------------------------------------------------------------------------


def _texts(image: Image.Image) -> Iterator[tuple[str, str]]:
    """The texts in a picture's metadata, with their names."""
    named: dict[Any, Any] = dict(image.info)
    named.update(getattr(image, "text", None) or {})
    named.update(getattr(image, "applist", ()))
    named.update({str(chunk[0], "latin-1"): chunk[1] for chunk in getattr(image, "private_chunks", ())})
    for name, value in named.items():
        if name in _NO_TEXT:
            continue
        if isinstance(name, str) and (name == name.strip()) and isinstance(value, (str, bytes, list, tuple)):
            for text in _printable(value):
                yield name[:60], text
            if len(name) > 60:
                yield "#name", name
    for name, value in _tags(image):
        for text in _printable(value):
            yield name, text


def _tags(image: Image.Image) -> Iterator[tuple[str, object]]:
    tags = image.getexif()
    for tag, value in [*tags.items(), *getattr(image, "tag_v2", {}).items()]:
        yield f"EXIF {tag:#06x}", value
    for ifd in _IFDS:
        for tag, value in tags.get_ifd(ifd).items():
            yield f"EXIF {tag:#06x}", value


def _printable(value: object) -> Iterator[str]:
    """The stretches of readable text in a value of metadata, whichever encoding they are in."""
    if isinstance(value, str):
        if len(value.strip()) > 4:
            yield value
    elif isinstance(value, (list, tuple)):
        for one in value[:1000]:
            if isinstance(one, (str, bytes, tuple)):
                yield from _printable(one)
    elif isinstance(value, bytes):
        value = value[: 1 << 20]
        yield from _RUN.findall(value.decode("utf-8", "replace"))
        if value.count(0) * 3 > len(value):
            for start in (0, 1):
                for code in ("utf-16-le", "utf-16-be"):
                    text = value[start:].decode(code, "replace")
                    yield from (run for run in _RUN.findall(text) if run.isascii() or max(run) < "\u0180")
        else:
            known = value.decode("utf-8", "replace")
            if "\ufffd" in known:
                yield from _RUN.findall(value.decode("cp1254", "replace"))


def _has_metadata(image: Image.Image) -> bool:
    if {"exif", "comment", "xmp", "photoshop", "XML:com.adobe.xmp", "Raw profile type exif"} & image.info.keys():
        return True
    if getattr(image, "text", None) or getattr(image, "private_chunks", None):
        return True
    if any(name not in _OWN_SEGMENTS for name, _ in getattr(image, "applist", ())):
        return True
    tags = getattr(image, "tag_v2", None) if image.format == "TIFF" else None
    return bool(tags and _TEXT_TAGS & set(tags.keys()))


def _has_thumbnail(image: Image.Image) -> bool:
    if image.format == "MPO":
        return True
    tags = getattr(image, "tag_v2", None) if image.format == "TIFF" else None
    if tags:
        return _SUB_IFDS in tags or bool(int(tags.get(_KIND) or 0) & 1) or tags.get(_OLD_KIND) == 2
    return bool(image.getexif().get_ifd(1))  # of the thumbnail


def _tail(data: bytes, kind: str) -> int:
    """How many bytes stand behind the end of a picture. What is cut short is no matter of this function."""
    end = len(data)
    if kind == "PNG":
        at = 8
        while at + 12 <= len(data):
            name = data[at + 4 : at + 8]
            at += 12 + int.from_bytes(data[at : at + 4], "big")
            if name == b"IEND":
                end = at
                break
    elif kind == "JPEG":
        end = _jpeg_end(data)
    elif kind == "WEBP":
        size = 8 + int.from_bytes(data[4:8], "little")
        end = size + size % 2
    elif kind == "BMP":
        end = int.from_bytes(data[2:6], "little") or len(data)
    elif kind == "GIF":
        end = data.rfind(b";") + 1 or len(data)
    return max(len(data) - end, 0)


def _jpeg_end(data: bytes) -> int:
    """Where a JPEG's end-of-image marker ends; the length of the data where there is none."""
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            return len(data)
        mark = data[at + 1]
        if mark == 0xD9:
            return at + 2
        if mark == 0xFF:
            at += 1
            continue
        if mark == 0x01 or 0xD0 <= mark <= 0xD8:
            at += 2
            continue
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if mark != 0xDA:
            continue
        found = re.compile(rb"\xff(?![\x00\xd0-\xd7\xff])").search(data, at)
        if not found:
            return len(data)
        at = found.start()
    return at + 2 if data[at : at + 2] == b"\xff\xd9" else len(data)


# --- writing ---------------------------------------------------------------------------------------------------------


def _write(file: _File, seen: dict[int, _Seen], parts: Sequence[Part], changes: Changes) -> bytes:
    """The file's bytes, with the words that edits name painted over in all frames that are alike."""
    over: dict[int, list[Cover]] = {}
    for index, edits in changes.edits.items():
        own = seen.get(index)
        if own is None:
            continue  # metadata: it is left out
        text = parts[index].text
        lines = {(word.text, word.box): word.line for word in own.line}
        for edit in edits:
            hit = [
                word._replace(line=lines.get((word.text, word.box), word.line))
                for word in within(own.words, own.starts, edit.start, edit.end)
            ]
            label = edit.new if re.fullmatch(r"\[[^\[\]\n]{1,40}\]", edit.new) else ""
            if text[edit.start : edit.end].strip():
                over.setdefault(own.frame, []).extend(covers(own.line, hit, label))
    pictures: list[Image.Image] = []
    before: tuple[Image.Image, list[Cover]] | None = None
    for number, frame in enumerate(file.frames):
        alike = before is not None and _same(before[0], frame.pixels)
        before = (frame.pixels, before[1] if alike and before else _merged(over.get(number, [])))
        painted = paint(frame.pixels, before[1])
        pictures.append(_rebuilt(painted, frame.bits))
    return _saved(file, pictures)


def _merged(over: Sequence[Cover]) -> list[Cover]:
    """Boxes with larger ones last, so that no box cuts through the label of another; doubles once."""
    kept: list[Cover] = []
    for one in sorted(over, key=lambda one: -_size(one)):
        inside = [
            other
            for other in kept
            if other.box.left <= one.box.left
            and other.box.top <= one.box.top
            and other.box.right >= one.box.right
            and other.box.bottom >= one.box.bottom
        ]
        if not inside:
            kept.append(one)
    return [one._replace(label="") for one in kept] + [one for one in kept if one.label and _clear(one, kept)]


def _size(one: Cover) -> int:
    return (one.box.right - one.box.left) * one.box.height


def _clear(one: Cover, others: Sequence[Cover]) -> bool:
    """Whether this box is the first with a label of those that it overlaps."""
    for other in others:
        if other is one:
            return True
        if (
            other.label
            and other.box.left < one.box.right
            and one.box.left < other.box.right
            and other.box.top < one.box.bottom
            and one.box.top < other.box.bottom
        ):
            return False
    return True


def _rebuilt(image: Image.Image, bits: int) -> Image.Image:
    """A picture made of nothing but the pixels of another: Pillow hands on what else a file held."""
    new = Image.frombytes(image.mode, image.size, image.tobytes())
    return new.convert("1", dither=Image.Dither.NONE) if bits == 1 else new


def _options(image: Image.Image, data: bytes) -> dict[str, Any]:
    """How to write a file of the same kind: numbers that say nothing of anybody."""
    options: dict[str, Any] = {}
    dpi = image.info.get("dpi")
    if isinstance(dpi, tuple) and len(dpi) == 2 and all(10 <= float(one) <= 2400 for one in dpi):
        options["dpi"] = tuple(round(float(one)) for one in dpi)
    if image.format in {"JPEG", "MPO"}:
        from PIL.JpegImagePlugin import get_sampling

        tables = getattr(image, "quantization", None)
        sampling = get_sampling(image) if image.mode != "CMYK" else -1
        if tables and image.mode in {"L", "RGB"} and all(len(one) == 64 for one in tables.values()):
            options |= {"qtables": tables, **({"subsampling": sampling} if sampling >= 0 else {})}
        else:
            options["quality"] = 92
    elif image.format == "WEBP":
        options |= {"lossless": True} if b"VP8L" in data[:64] or b"VP8L" in data[:65536] else {"quality": 92}
    elif image.format == "TIFF":
        options["compression"] = "tiff_adobe_deflate"
    if image.format in {"GIF", "WEBP", "PNG"} and "loop" in image.info:
        options["loop"] = int(image.info["loop"])
    return options


def _saved(file: _File, pictures: Sequence[Image.Image]) -> bytes:
    options = dict(file.options)
    first, *rest = pictures
    if rest:
        options |= {"save_all": True, "append_images": rest}
        if file.kind != "TIFF":
            options["duration"] = [frame.duration for frame in file.frames]
    out = io.BytesIO()
    if file.kind == "BMP" and first.mode == "RGBA":
        first = first.convert("RGB")
    first.save(out, file.kind, **options)
    return out.getvalue()
