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
    if (
        stream.get("/Filter") == "/DCTDecode"
        and "/SMask" not in stream
        and "/Mask" not in stream
        and "/Decode" not in stream
    ):
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
        stencil = Image.frombytes("1", (width, height), data).convert("L")
        decode = stream.get("/Decode")
        if decode is not None and int(decode[0]) == 1:
            stencil = stencil.point([255 - value for value in range(256)])
        return stencil
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

    for key in (
        "/SMask",
        "/Mask",
        "/Decode",
        "/ImageMask",
        "/Intent",
        "/DecodeParms",
        "/Metadata",
        "/OPI",
        "/Alternates",
        "/SMaskInData",
        "/Matte",
    ):
        if key in stream:
            del stream[key]
    if new is None:
        new = png(Image.new("L", (1, 1), 255))
    with Image.open(io.BytesIO(new)) as picture:
        stream.Width, stream.Height = picture.size
        stream.BitsPerComponent = 8
        if picture.format == "JPEG":
            stream.ColorSpace = pikepdf.Name(
                "/DeviceGray" if picture.mode == "L" else "/DeviceCMYK" if picture.mode == "CMYK" else "/DeviceRGB"
            )
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

    def replace(_: bytes | None) -> None:
        raise Unscannable("file-fixed", part="inline image")

    document.members.append(Member("inline image", "image.png", data))
    document.replace.append(replace)


def paint(document: Any, page: Page, covered: list[Box], room: Room) -> None:  # noqa: ANN401 - read.py's document
    """Paints the pixels of images that lie under boxes: a scan below its text layer.

    Raises:
        Unscannable: such an image cannot be written.
    """
    for one in page.pictures:
        inline = one.op >= 0
        areas = []
        for box in covered:
            corners = [corner for corner in (_back(one.place, x, y) for x, y in box.corners()) if corner]
            if len(corners) < 4:
                continue
            xs, ys = [x for x, _ in corners], [1 - y for _, y in corners]
            if max(xs) > 0 and min(xs) < 1 and max(ys) > 0 and min(ys) < 1:
                areas.append((min(xs), min(ys), max(xs), max(ys)))
        if not areas:
            continue
        if inline:
            raise Unscannable("file-fixed", part="inline image")
        known = one.obj.objgen in document.images
        before = _file(one.obj, room)[0] if known else b""
        try:
            _paint(document.pdf, one.obj, areas)
        except Exception:  # noqa: BLE001 - hostile or rare images raise what they like
            raise Unscannable("file-fixed", part="image") from None
        if known:
            document.painted[before] = _file(one.obj, room)[0]


def _paint(pdf: pikepdf.Pdf, image: Any, areas: list[tuple[float, float, float, float]]) -> None:  # noqa: ANN401 - pikepdf
    """Areas of an image, in shares of its sides, become black; its masks show all of them."""
    masks = {key: image.get(key) for key in ("/SMask", "/Mask") if isinstance(image.get(key), pikepdf.Stream)}
    jpeg = image.get("/Filter") == "/DCTDecode"
    stencil = image.get("/ImageMask") is True
    picture = _pixels(image) if stencil else _flat(pikepdf.PdfImage(image).as_pil_image())
    if stencil and min(picture.size) <= 1:
        return  # a rectangle, not a picture
    _black(picture, areas, 0)
    put(pdf, image, _jpeg(picture) if jpeg else png(picture))
    for key, mask in masks.items():
        alpha = _pixels(mask)
        _black(alpha, areas, 255 if key == "/SMask" else 0)
        if key == "/SMask":
            put(pdf, mask, png(alpha))
        else:
            mask.write(alpha.point([0 if value < 128 else 255 for value in range(256)]).convert("1").tobytes())
            for old in ("/Decode", "/DecodeParms"):
                if old in mask:
                    del mask[old]
        image[key] = mask


def _black(picture: Image, areas: list[tuple[float, float, float, float]], value: int) -> None:
    from PIL import ImageDraw

    brush = ImageDraw.Draw(picture)
    wide, tall = picture.size
    fill: Any = value if picture.mode == "L" else (value,) * 3
    for left, high, right, low in areas:
        brush.rectangle(
            (int(left * wide) - 1, int(high * tall) - 1, int(right * wide) + 1, int(low * tall) + 1), fill=fill
        )


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
