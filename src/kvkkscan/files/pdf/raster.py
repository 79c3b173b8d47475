"""Pages as pictures: for text that only shows when it is drawn, and for what no editing of streams removes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

import pikepdf

from kvkkscan.errors import Unscannable
from kvkkscan.files.pdf.pictures import png, put
from kvkkscan.files.pdf.write import LABEL_FONT

if TYPE_CHECKING:
    from kvkkscan.files.content import Room

_DPI: Final = 200
_MOST: Final = 16_000_000  # pixels of a page


def as_picture(data: bytes, index: int, room: Room | None = None) -> bytes:
    """A page as pdfium draws it, as PNG.

    Raises:
        Unscannable: pdfium cannot open it.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        raise Unscannable("file-broken") from None
    try:
        document.init_forms()
        page = document[index]
        wide, tall = page.get_size()
        scale = min(_DPI / 72, (_MOST / max(wide * tall, 1.0)) ** 0.5)
        if room:
            room.unpack(int(wide * tall * scale * scale))
        picture = page.render(scale=scale).to_pil()
        page.close()
    except pypdfium2.PdfiumError:
        raise Unscannable("file-broken") from None
    finally:
        document.close()
    plain = picture.convert("RGB")
    grey = plain.convert("L")
    same = all(plain.getchannel(one).tobytes() == grey.tobytes() for one in "RGB")
    return png(grey if same else plain)


def put_page(pdf: pikepdf.Pdf, index: int, picture: bytes, *, blank: bool = False) -> None:
    """A page that shows a picture, and nothing else."""
    from PIL import Image

    page = pdf.pages[index]
    wide, tall = _size(page)
    image = pdf.make_stream(b"", {"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image})
    if blank:
        picture = png(Image.new("L", (1, 1), 255))
    put(pdf, image, picture)
    obj = page.obj
    for key in list(obj.keys()):
        if key not in {"/Type", "/Parent"}:
            del obj[key]
    obj["/MediaBox"] = pikepdf.Array([0, 0, wide, tall])
    obj["/CropBox"] = pikepdf.Array([0, 0, wide, tall])
    obj["/Rotate"] = 0
    obj["/Resources"] = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Page=image))
    obj["/Contents"] = pdf.make_stream(f"q {wide} 0 0 {tall} 0 0 cm /Page Do Q".encode())


def _size(page: pikepdf.Page) -> tuple[float, float]:
    """Width and height of a page as it is seen, in points."""
    box = [float(one) for one in page.cropbox]
    wide, tall = round(abs(box[2] - box[0]), 3), round(abs(box[3] - box[1]), 3)
    turned: Any = page.obj.get("/Rotate", 0)
    return (tall, wide) if int(turned) % 180 else (wide, tall)


def flat(data: bytes) -> bytes:
    """A document whose redacted pages are pictures; all of its pages where none carries a label."""
    pdf = pikepdf.open(io.BytesIO(data))
    marked = [index for index, page in enumerate(pdf.pages) if _labelled(page.obj)]
    for index in marked or range(len(pdf.pages)):
        put_page(pdf, index, as_picture(data, index))
    target = io.BytesIO()
    pdf.save(target, deterministic_id=True, fix_metadata_version=False)
    return target.getvalue()


def _labelled(page: Any) -> bool:  # noqa: ANN401 - pikepdf objects are dynamic
    fonts = page.get("/Resources", {}).get("/Font", {})
    return LABEL_FONT in fonts
