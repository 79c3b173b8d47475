"""Images in a PDF: members of it, for the reader of images; and their pixels under boxes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

import pikepdf

from kvkkscan.errors import Unscannable
from kvkkscan.files.content import Member
from kvkkscan.files.pdf.glyphs import Matrix, at

if TYPE_CHECKING:
    from PIL.Image import Image

    from kvkkscan.files.content import Room
    from kvkkscan.files.pdf.glyphs import Page, Picture
    from kvkkscan.files.pdf.write import Box

_SMALL: Final = 12  # pixels: what is no wider, or no higher, holds no text
_LARGEST: Final = 100_000_000  # pixels


def add(document: Any, stream: Any, room: Room) -> None:  # noqa: ANN401 - read.py's document, pikepdf
    """An image as a member of the document; tiny ones hold no text."""
    width, height = int(stream.get("/Width", 0)), int(stream.get("/Height", 0))
    if min(width, height) <= _SMALL or width * height > _LARGEST:
        if width * height > _LARGEST:
            raise Unscannable("file-too-much", size=_LARGEST >> 20)
        return
    name = f"image {len(document.images) + 1}"
    document.images[stream.objgen] = len(document.members)
    data, ending = _file(stream, room)

    def replace(new: bytes | None) -> None:
        put(document.pdf, stream, new)

    document.members.append(Member(name, "image." + ending, data))
    document.replace.append(replace)


def _file(stream: Any, room: Room) -> tuple[bytes, str]:  # noqa: ANN401 - pikepdf
    """An image as a file: JPEGs as they are, all else as PNG; what cannot be decoded as its raw bytes."""
    room.unpack(int(stream.get("/Width", 0)) * int(stream.get("/Height", 0)))
    if stream.get("/Filter") == "/DCTDecode" and "/SMask" not in stream and "/Mask" not in stream and "/Decode" not in stream:
        return bytes(stream.read_raw_bytes()), "jpg"
    try:
        return png(_pixels(stream)), "png"
    except Exception:  # noqa: BLE001 - hostile or rare images raise what they like; a reader will refuse the bytes
        return bytes(stream.read_raw_bytes()), "bin"


def _pixels(stream: Any) -> Image:  # noqa: ANN401 - pikepdf
    """The picture as it is seen on white."""
    from PIL import Image

    if stream.get("/ImageMask") is True:
        data = bytes(stream.read_bytes())
        width, height = int(stream.Width), int(stream.Height)
        picture = Image.frombytes("1", (width, height), data).convert("L")
        decode = stream.get("/Decode")
        if decode is not None and int(decode[0]) == 1:
            picture = picture.point([255 - value for value in range(256)])
        return picture
    picture = pikepdf.PdfImage(stream).as_pil_image()
    picture = picture.convert("L" if picture.mode in {"1", "L"} else "RGB")
    mask = stream.get("/SMask", stream.get("/Mask"))
    if isinstance(mask, pikepdf.Stream):
        alpha = _pixels(mask).convert("L").resize(picture.size)
        if "/SMask" not in stream:
            alpha = alpha.point([255 - value for value in range(256)])
        light = sum(picture.convert("L").resize((8, 8)).getdata()) > 64 * 170
        ground = Image.new(picture.mode, picture.size, "black" if light else "white")
        ground.paste(picture, (0, 0), alpha)
        picture = ground
    return picture


def png(picture: Image) -> bytes:
    """A PNG, the same for the same pixels."""
    target = io.BytesIO()
    picture.save(target, "PNG", compress_level=1)
    return target.getvalue()


def shown(data: bytes) -> bytes:
    """How a member that is put into a PDF comes back when it is read again."""
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        return data
    from PIL import Image

    with Image.open(io.BytesIO(data)) as picture:
        return png(_flat(picture))


def _flat(picture: Image) -> Image:
    return picture.convert("L" if picture.mode in {"1", "L"} else "RGB")


def put(pdf: pikepdf.Pdf, stream: Any, new: bytes | None) -> None:  # noqa: ANN401, ARG001 - pikepdf
    """Other pixels in an image; a single white one where it is left out."""
    from PIL import Image

    for key in ("/SMask", "/Mask", "/Decode", "/ImageMask", "/Intent", "/DecodeParms", "/Metadata", "/OPI", "/Alternates", "/SMaskInData", "/Matte"):
        if key in stream:
            del stream[key]
    if new is None:
        new = png(Image.new("L", (1, 1), 255))
    with Image.open(io.BytesIO(new)) as picture:
        stream.Width, stream.Height = picture.size
        stream.BitsPerComponent = 8
        if picture.format == "JPEG":
            stream.ColorSpace = pikepdf.Name("/DeviceGray" if picture.mode == "L" else "/DeviceCMYK" if picture.mode == "CMYK" else "/DeviceRGB")
            stream.write(new, filter=pikepdf.Name.DCTDecode)
            return
        plain = _flat(picture)
        stream.ColorSpace = pikepdf.Name("/DeviceGray" if plain.mode == "L" else "/DeviceRGB")
        stream.write(plain.tobytes())


def add_inline(document: Any, one: Picture, room: Room) -> None:  # noqa: ANN401 - read.py's document
    """An image within a content stream: read, and refused where it would have to change."""
    picture = one.obj
    if min(int(picture.width), int(picture.height)) <= _SMALL:
        return
    room.unpack(int(picture.width) * int(picture.height))
    try:
        data = png(_flat(picture.as_pil_image()))
    except Exception:  # noqa: BLE001 - as above
        data = b"\0inline"

    def replace(new: bytes | None) -> None:
        raise Unscannable("file-fixed", part="inline image")

    document.members.append(Member("inline image", "image.png", data))
    document.replace.append(replace)


def paint(document: Any, page: Page, covered: list[Box]) -> None:  # noqa: ANN401 - read.py's document
    """Paints the pixels of images that lie under boxes: a scan below its text layer."""
    from PIL import Image, ImageDraw

    for one in page.pictures:
        wide, tall = (int(one.obj.width), int(one.obj.height)) if one.op >= 0 else (int(one.obj.get("/Width", 0)), int(one.obj.get("/Height", 0)))
        areas = []
        for box in covered:
            corners = [_back(one.place, x, y) for x, y in box.corners()]
            if any(corner is None for corner in corners):
                continue
            xs, ys = [c[0] for c in corners if c], [c[1] for c in corners if c]
            left, right, low, high = min(xs), max(xs), min(ys), max(ys)
            if right > 0 and left < 1 and high > 0 and low < 1:
                areas.append((left * wide, (1 - high) * tall, right * wide, (1 - low) * tall))
        if not areas or min(wide, tall) <= 1:
            continue
        if one.op >= 0:
            raise Unscannable("file-fixed", part="inline image")
        try:
            picture = pikepdf.PdfImage(one.obj).as_pil_image() if one.obj.get("/ImageMask") is not True else _pixels(one.obj)
            flat = _flat(picture)
        except Exception:  # noqa: BLE001 - as above
            raise Unscannable("file-fixed", part="image") from None
        brush = ImageDraw.Draw(flat)
        for left, low, right, high in areas:
            brush.rectangle((int(left) - 1, int(low) - 1, int(right) + 2, int(high) + 2), fill="black")
        mask = one.obj.get("/SMask")
        jpeg = one.obj.get("/Filter") == "/DCTDecode"
        new = _jpeg(flat) if jpeg else png(flat)
        put(document.pdf, one.obj, new)
        if isinstance(mask, pikepdf.Stream):
            one.obj["/SMask"] = mask
    del Image


def _jpeg(picture: Image) -> bytes:
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=90)
    return target.getvalue()


def _back(place: Matrix, x: float, y: float) -> tuple[float, float] | None:
    """A point of the page in the unit square of an image."""
    a, b, c, d, e, f = place
    area = a * d - b * c
    if not area:
        return None
    x, y = x - e, y - f
    return at((d / area, -b / area, -c / area, a / area, 0.0, 0.0), x, y)
