"""Pictures for tests: texts drawn with the fonts of the system, at sizes and in colours that people's pictures have."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image, ImageDraw, ImageFont

from kvkkscan.files.ocr import installed

if TYPE_CHECKING:
    from collections.abc import Sequence

needs_ocr = pytest.mark.skipif(not installed(), reason="Tesseract with Turkish and English data is not installed")

TCKN, CARD, WRONG_CARD = "10000000146", "5549 6012 3456 7891", "5549 6012 3456 7899"
MAIL, PHONE = "ayse.ozturk@ornek.com.tr", "0532 123 45 67"
LINES = (
    "Sayın yetkili, siparişim hâlâ gelmedi.",
    f"TCKN: {TCKN} ve telefon: {PHONE}",
    "Geçen hafta annem diyabet hastası dedim",
    f"E-posta: {MAIL}",
    "Kargo üç gündür şubede bekliyor.",
)
PLANTED = {"TR_NATIONAL_ID", "PHONE_NUMBER", "HEALTH", "EMAIL_ADDRESS"}
_FONTS = ("dejavu/DejaVu{}.ttf", "liberation/Liberation{}-Regular.ttf")


def font(size: int, name: str = "Sans") -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """DejaVu or Liberation where the system has it, else the font that Pillow brings."""
    for one in _FONTS:
        path = Path("/usr/share/fonts/truetype") / one.format(name)
        if path.exists():
            return ImageFont.truetype(str(path), size)
    return ImageFont.load_default(size)


def drawn(
    lines: Sequence[str] = LINES,
    *,
    size: int = 20,
    mode: str = "RGB",
    ground: Any = "white",
    ink: Any = "black",
    name: str = "Sans",
) -> Image.Image:
    """Lines of text."""
    image = Image.new(mode, (size * 30, int(size * 1.9 * len(lines)) + 40), ground)
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        draw.text((20, 20 + int(number * size * 1.9)), line, font=font(size, name), fill=ink)
    return image


def saved(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    """A picture's file."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    """A file's picture, loaded."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image
