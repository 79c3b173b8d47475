"""Pictures: what is written on them is found and painted over; what is behind them goes; what cannot be read is refused."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter, PngImagePlugin

import kvkkscan
from kvkkscan import Policy
from kvkkscan.files import image as image_module
from kvkkscan.files import ocr
from kvkkscan.files.boxes import Box, Cover, Word, covers, paint, rows, text_of, within
from kvkkscan.files.content import Limits

from . import samples
from .pictures import CARD, LINES, PLANTED, TCKN, WRONG_CARD, drawn, font, needs_ocr, opened, saved

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Work

READ: dict[str, Callable[[], bytes]] = {
    "a.png": lambda: saved(drawn()),
    "grey.png": lambda: saved(drawn(mode="L", ground=255, ink=0)),
    "palette.png": lambda: saved(drawn().quantize(16)),
    "bits.png": lambda: saved(drawn(mode="1", ground=1, ink=0, size=26)),
    "deep.png": lambda: saved(drawn(mode="I;16", ground=60_000, ink=9_000)),
    "clear.png": lambda: saved(drawn(mode="RGBA", ground=(0, 0, 0, 0), ink=(255, 255, 255, 255))),
    "below.png": lambda: saved(drawn(mode="RGBA", ground=(255, 255, 255, 0), ink=(255, 255, 255, 255))),
    "dark.png": lambda: saved(drawn(ground=(30, 31, 34), ink=(220, 221, 222))),
    "faint.png": lambda: saved(drawn(ground=(235, 235, 235), ink=(165, 165, 165))),
    "small.png": lambda: saved(drawn(size=14)),
    "large.png": lambda: saved(drawn(size=48)),
    "serif.jpg": lambda: saved(drawn(name="Serif"), "JPEG", quality=60),
    "blurred.jpg": lambda: saved(drawn(size=24).filter(ImageFilter.GaussianBlur(1)), "JPEG", quality=75),
    "skewed.jpg": lambda: saved(drawn(size=24).rotate(2, Image.Resampling.BICUBIC, True, fillcolor="white"), "JPEG"),
    "side.png": lambda: saved(drawn().transpose(Image.Transpose.ROTATE_90)),
    "head.png": lambda: saved(drawn().transpose(Image.Transpose.ROTATE_180)),
    "a.webp": lambda: saved(drawn(), "WEBP", quality=80),
    "exact.webp": lambda: saved(drawn(), "WEBP", lossless=True),
    "a.gif": lambda: saved(drawn(), "GIF"),
    "a.bmp": lambda: saved(drawn(), "BMP"),
    "a.tiff": lambda: saved(drawn(), "TIFF", compression="tiff_lzw"),
    "fax.tiff": lambda: saved(drawn(mode="1", ground=1, ink=0, size=26), "TIFF", compression="group4"),
    "cmyk.jpg": lambda: saved(drawn().convert("CMYK"), "JPEG", quality=90),
}


@needs_ocr
@pytest.mark.parametrize("name", READ)
def test_what_is_written_is_painted_over(name: str, work: Work) -> None:
    """Whatever its format, size, colours and angle: what was found is gone, the output is clean and stays as it is."""
    data = READ[name]()
    report, new = work(data, name, writes=True)
    assert new is not None, report.why()
    assert (report.outcome, report.kind, report.mismatch) == ("found", "image", False)
    assert set(report.counts) >= PLANTED, report.counts
    assert opened(new).format == opened(data).format
    assert opened(new).size == opened(data).size
    again, same = work(new, name, writes=True)
    assert (again.outcome, same == new) == ("clean", True)


@needs_ocr
def test_all_outside_of_the_boxes_stays(work: Work) -> None:
    """Only black boxes differ, and the lines without personal data are as they were."""
    image = drawn()
    _, new = work(saved(image), "a.png", writes=True)
    assert new is not None
    lines = image.height // len(LINES)
    assert (
        ImageChops.difference(
            image.crop((0, 0, image.width, lines)), opened(new).crop((0, 0, image.width, lines))
        ).getbbox()
        is None
    )
    changed = sum(one != other for one, other in zip(_pixels(image), _pixels(opened(new)), strict=True))
    assert 0 < changed < image.width * image.height * 0.25


def _pixels(image: Image.Image) -> list[bytes]:
    data = image.convert("RGB").tobytes()
    return [data[at : at + 3] for at in range(0, len(data), 3)]


@needs_ocr
def test_a_number_beside_its_label_goes_though_it_fails_its_check(work: Work) -> None:
    """One misread digit does not save a number: its label says what it is. Without a label it stays."""
    report, new = work(saved(drawn([f"Kart numarası: {WRONG_CARD}", "TC kimlik no: 10000000145"])), writes=True)
    assert new is not None
    assert report.counts == {"CREDIT_CARD": 1, "TR_NATIONAL_ID": 1}
    report, _ = work(saved(drawn(["Kargo takip 5549601234567899", "Sipariş 10000000145 yolda"])))
    assert report.counts == {}


@needs_ocr
def test_labels_stand_where_people_see_them(work: Work) -> None:
    """A label in the column to the left, far away, or in the row above, counts."""
    image = Image.new("RGB", (1000, 400), "white")
    draw = ImageDraw.Draw(image)
    for x, y, text in (
        (20, 20, "Müşteri numarası"), (600, 20, "Kart numarası"), (20, 60, "88123"), (600, 60, WRONG_CARD),
        (20, 200, "Kart no:"), (600, 200, "5549 6012 3456 7898"), (20, 240, "Sipariş:"), (600, 240, "88124"),
    ):  # fmt: skip
        draw.text((x, y), text, font=font(20), fill="black")
    report, new = work(saved(image), writes=True)
    assert new is not None
    assert set(report.counts) == {"CREDIT_CARD"}
    assert len({one.part for one in report.findings}) == 2


@needs_ocr
def test_a_zone_for_machines_goes_as_a_whole(work: Work) -> None:
    """All lines of an identity card's zone are covered, names and fillers, too."""
    zone = ["I<TURA12B345671<10000000146<<<", "8503011F3001019TUR<<<<<<<<<<<4", "OZTURK<<AYSE<GULCIN<<<<<<<<<<<"]
    image = drawn(["Kargo geldi", "", *zone, "", "Teşekkürler"], size=24, name="SansMono")
    report, new = work(saved(image), writes=True)
    assert new is not None
    assert "TR_ID_SERIAL" in report.counts
    words = ocr.read_picture(opened(new).convert("RGB"))
    text = text_of(words)[0]
    assert "geldi" in text
    assert [sign for sign in ("OZTURK", "GULC", "TUR<", "A12B", "8503011") if sign in text] == []


def _code(text: str, kind: str = "QRCode") -> Image.Image:
    zxingcpp = pytest.importorskip("zxingcpp")
    made = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, kind))
    drawing = memoryview(zxingcpp.write_barcode_to_image(made, scale=5, add_quiet_zones=True))
    height, width = drawing.shape or (0, 0)
    return Image.frombytes("L", (width, height), drawing.tobytes()).convert("RGB")


@needs_ocr
@pytest.mark.parametrize(
    "text",
    ["MECARD:N:Kaya;TEL:05321234567;EMAIL:a.kaya@ornek.com;;", f"https://ornek.com/?tckn={TCKN}", f"TCKN {TCKN}"],
)
def test_codes_are_read_and_covered(text: str, work: Work) -> None:
    """What a QR code says is scanned; it is covered so that nothing reads it any more."""
    page = drawn(["Kargo geldi"])
    page = page.crop((0, 0, 600, 500))
    page.paste("white", (0, 60, 600, 500))
    page.paste(_code(text), (100, 100))
    report, new = work(saved(page), writes=True)
    assert new is not None
    assert report.outcome == "found"
    assert ocr.read_codes(opened(new).convert("RGB")) == []


@needs_ocr
def test_a_code_without_personal_data_stays(work: Work) -> None:
    """A link to a shop is no personal data."""
    data = saved(_code("https://ornek.com/kargo"))
    report, new = work(data, writes=True)
    assert (report.outcome, new == data) == ("clean", True)


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010E] = f"TCKN {TCKN}"
    exif[0x013B] = "Ayşe"
    exif.get_ifd(0x8825)[1] = "N"
    return exif


def _png_text() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_itxt("Comment", f"TCKN {TCKN}", zip=True)
    info.add_text("XML:com.adobe.xmp", f"<x>kart {CARD}</x>")
    return saved(drawn(["Kargo geldi"]), pnginfo=info, exif=_exif())


BEHIND: dict[str, Callable[[], bytes]] = {
    "text.png": _png_text,
    "comment.jpg": lambda: saved(drawn(["Kargo geldi"]), "JPEG", comment=f"TCKN {TCKN}".encode()),
    "exif.jpg": lambda: saved(drawn(["Kargo geldi"]), "JPEG", exif=_exif()),
    "exif.webp": lambda: saved(drawn(["Kargo geldi"]), "WEBP", exif=_exif()),
    "tags.tiff": lambda: saved(drawn(["Kargo geldi"]), "TIFF", tiffinfo={270: f"TCKN {TCKN}"}),
    "comment.gif": lambda: saved(drawn(["Kargo geldi"]), "GIF", comment=f"TCKN {TCKN}".encode()),
    "tail.png": lambda: saved(drawn(["Kargo geldi"])) + f"TCKN {TCKN}".encode(),
    "tail.jpg": lambda: saved(drawn(["Kargo geldi"]), "JPEG") + f"TCKN {TCKN}".encode(),
    "tail.bmp": lambda: saved(drawn(["Kargo geldi"]), "BMP") + f"TCKN {TCKN}".encode(),
    "tail.webp": lambda: saved(drawn(["Kargo geldi"]), "WEBP") + f"TCKN {TCKN}".encode(),
}


@needs_ocr
@pytest.mark.parametrize("name", BEHIND)
def test_what_is_behind_the_pixels_goes(name: str, work: Work) -> None:
    """Comments, EXIF, XMP and bytes behind the end are found, told and gone; redacting again changes nothing."""
    data = BEHIND[name]()
    report, new = work(data, name, writes=True)
    assert new is not None, report.why()
    assert report.counts["TR_NATIONAL_ID"]
    assert set(report.leaves) & {"metadata", "tail"}
    assert TCKN.encode() not in new
    assert b"Ay\xc5\x9fe" not in new
    again, same = work(new, name, writes=True)
    assert (again.outcome, same == new, again.leaves) == ("clean", True, ())


@needs_ocr
def test_a_picture_lies_as_its_camera_says(work: Work) -> None:
    """A turned photograph is read upright, and written upright."""
    exif = Image.Exif()
    exif[0x0112] = 6
    data = saved(drawn().transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif, quality=90)
    report, new = work(data, writes=True)
    assert new is not None
    assert set(report.counts) >= PLANTED
    assert opened(new).size == drawn().size


@needs_ocr
@pytest.mark.parametrize(
    ("kind", "options"), [("TIFF", {}), ("GIF", {"duration": 90, "loop": 0}), ("WEBP", {"duration": 90}), ("PNG", {})]
)
def test_every_page_and_frame_is_read(kind: str, options: dict[str, Any], work: Work) -> None:
    """The second page counts, and its number is told."""
    pages = [drawn(["Kargo geldi"]), drawn([f"TCKN: {TCKN}"]), drawn(["Kargo yolda"])]
    data = saved(pages[0], kind, save_all=True, append_images=pages[1:], **options)
    report, new = work(data, writes=True)
    assert new is not None, report.why()
    assert {one.part.split("!")[0] for one in report.findings} >= {"#2"}
    assert opened(new).n_frames == opened(data).n_frames  # type: ignore[attr-defined]
    assert work(new)[0].outcome == "clean"


@needs_ocr
def test_pictures_within_files(work: Work) -> None:
    """A picture in an office file, or packed in an archive, is cleaned in its place."""
    data = samples.zipped(
        {"a.docx": samples.docx(more={"word/media/image1.png": saved(drawn())}), "b.gz": gzip.compress(saved(drawn()))}
    )
    report, new = work(data, "a.zip", writes=True)
    assert new is not None, report.why()
    assert any("image1.png" in one.part for one in report.findings)
    assert work(new)[0].outcome == "clean"


@needs_ocr
def test_pictures_are_read_in_the_child_process() -> None:
    """Tesseract runs under the limits of the child, without a file of its own; the report has no value."""
    report = kvkkscan.redact_file(saved(drawn()), name="a.png")
    assert report.outcome == "found"
    assert set(report.counts) >= PLANTED
    assert TCKN not in repr(report)
    assert report.data
    assert kvkkscan.scan_file(report.data).outcome == "clean"


@needs_ocr
def test_a_clean_picture_is_not_touched(work: Work) -> None:
    """Not one byte changes where nothing is found."""
    data = saved(drawn(["Kargo üç gündür şubede bekliyor.", "Sipariş 88123"]))
    report, new = work(data, writes=True)
    assert (report.outcome, new == data) == ("clean", True)


def test_without_ocr_a_picture_is_unscannable(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    """The policy chooses what becomes of a picture that cannot be read."""
    monkeypatch.setattr(ocr, "which", lambda _: None)
    report, new = work(saved(drawn()), "a.png", writes=True)
    assert (report.outcome, new, report.problem and report.problem.key) == ("unscannable", None, "file-no-ocr")
    data = samples.zipped({"a.png": saved(drawn()), "a.txt": "Kargo geldi"})
    policy = Policy.load("ticket")
    report, new = work(data, writes=True, policy=policy)
    assert (report.outcome, new) == ("unscannable", None)
    report, new = work(data, writes=True, policy=policy.with_(unreadable_part="drop"))
    assert new is not None
    assert b"a.png" not in new
    report, new = work(data, writes=True, policy=policy.with_(unreadable_part="keep"))
    assert (report.outcome, [one.key for one in report.unread], new is None) == ("unscannable", ["file-no-ocr"], False)


def _bomb(width: int, height: int) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\1\0\0\0\0"
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100_000))
        + chunk(b"IEND", b"")
    )


HOSTILE: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "60,000 by 60,000": (lambda: _bomb(60_000, 60_000), {"file-image-large"}),
    "9,000 by 9,000": (lambda: _bomb(9_000, 9_000), {"file-image-large"}),
    "no pixels": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 40, {"file-broken", "file-image-kind"}),
    "cut short": (lambda: saved(drawn())[:2000], {"file-broken"}),
    "JPEG cut short": (lambda: saved(drawn(), "JPEG")[:3000], {"file-broken"}),
    "Photoshop": (lambda: b"8BPS\0\1" + b"\0" * 60, {"file-image-kind"}),
    "an icon": (lambda: saved(drawn(), "ICO"), {"file-image-kind"}),
    "many frames": (
        lambda: saved(
            Image.new("L", (20, 20)),
            "TIFF",
            save_all=True,
            append_images=[Image.new("L", (20, 20), at) for at in range(220)],
        ),
        {"file-image-frames"},
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pictures_are_refused(name: str, work: Work) -> None:
    """Bombs, broken and unknown pictures never come through, with OCR or without."""
    make, keys = HOSTILE[name]
    report, new = work(make(), "a.png", writes=True)
    assert (report.outcome, new) == ("unscannable", None)
    assert report.problem
    assert report.problem.key in keys


def test_frames_share_the_budget_of_the_file(work: Work) -> None:
    """Pages that are small each may be too many together."""
    pages = [Image.new("L", (1000, 1000), at) for at in range(8)]
    data = saved(pages[0], "TIFF", save_all=True, append_images=pages[1:], compression="tiff_adobe_deflate")
    report, _ = work(data, limits=Limits(unpacked=5 << 20))
    assert report.problem
    assert report.problem.key == "file-too-much"


# --- words and boxes, without OCR ------------------------------------------------------------------------------------


def _word(text: str, left: int, top: int, line: int = 0) -> Word:
    return Word(text, Box(left, top, left + 10 * len(text), top + 20), 90.0, line)


def test_words_make_a_text_and_lead_back() -> None:
    """Offsets of the text name the words that hold them."""
    words = [_word("TC", 0, 0), _word("10000000146", 40, 0), _word("Tel", 0, 40, 1)]
    text, starts = text_of(words)
    assert text == "TC 10000000146\nTel"
    assert within(words, starts, 3, 14) == [words[1]]
    assert within(words, starts, 0, len(text)) == words
    assert within(words, starts, 2, 3) == []


def test_rows_join_what_columns_part() -> None:
    """Words of one height stand in one row, cells apart where the gap is wide."""
    left, right = (
        [_word("Ad", 0, 0), _word("Kart", 0, 40), _word("no", 50, 42)],
        [_word("Ali", 400, 2), _word("5549", 400, 38)],
    )
    assert [[[one.text for one in cell] for cell in row] for row in rows([*left, *right])] == [
        [["Ad"], ["Ali"]],
        [["Kart", "no"], ["5549"]],
    ]


def test_the_width_of_a_box_does_not_tell_the_word() -> None:
    """Boxes over words with letters come in steps; numbers are as wide as they are."""
    widths = {
        word: covers([one], [one], "")[0].box for word in ("kanser", "astım", "sarası") for one in [_word(word, 50, 50)]
    }
    assert len({box.right - box.left for box in widths.values()}) == 1
    cover = covers([_word("kanser", 0, 0), _word("oldum", 70, 0)], [_word("kanser", 0, 0)], "[SAĞLIK]")[0]
    assert cover.box.right > 120


def test_no_pixel_below_a_box_is_left() -> None:
    """Also none of its transparency."""
    for mode in ("L", "RGB", "RGBA"):
        image = Image.effect_noise((60, 60), 90).convert(mode)
        done = paint(image, [Cover(Box(-5, 10, 30, 400))])
        assert done.crop((0, 10, 30, 60)).getcolors() == [
            (1500, {"L": 0, "RGB": (0,) * 3, "RGBA": (0, 0, 0, 255)}[mode])
        ]
        assert ImageChops.difference(done.crop((30, 0, 60, 60)), image.crop((30, 0, 60, 60))).getbbox() is None


def test_nothing_prints_a_word() -> None:
    """A word's repr is silent about what it says."""
    assert TCKN not in repr(_word(TCKN, 0, 0))


def test_the_end_of_a_jpeg_is_found_behind_its_thumbnail() -> None:
    """An end-of-image marker inside a segment is not the end."""
    inner = saved(Image.new("L", (8, 8)), "JPEG")
    data = saved(Image.new("L", (8, 8)), "JPEG", comment=inner)
    assert image_module._jpeg_end(data) == len(data)
    assert image_module._jpeg_end(data + b"xyz") == len(data)
    assert io.BytesIO(data).getbuffer().nbytes == len(data)
