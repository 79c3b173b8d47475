"""PDF: what is found goes from every layer, as two other readers see it; all else stays where it was, selectable."""

from __future__ import annotations

import io
import math
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdfium2
import pytest

from kvkkscan import Policy
from kvkkscan.errors import Unscannable

from . import pdf_samples
from .pdf_samples import LINES, SAMPLES, lines, literal, made
from .samples import CARD, IBAN, KEPT, MAIL, PHONE, TCKN

if TYPE_CHECKING:
    from .conftest import Work

SECRETS = (TCKN, CARD, IBAN, "5321234567", "05321234567", MAIL, "epilepsi")


def pdfium(data: bytes) -> str:
    """All text, as pdfium reads it."""
    texts = []
    document = pypdfium2.PdfDocument(data)
    for page in document:
        view = page.get_textpage()
        texts.append(view.get_text_range())
        view.close()
        page.close()
    document.close()
    return "\n".join(texts)


def poppler(data: bytes) -> str:
    """All text, as pdftotext reads it; "" where that is not installed."""
    program = shutil.which("pdftotext")
    if not program:
        return ""
    return subprocess.run([program, "-", "-"], input=data, capture_output=True, check=True).stdout.decode()


def strings(data: bytes) -> str:
    """Every string, name and decoded stream of a document."""
    pdf = pikepdf.open(io.BytesIO(data))
    pieces = []
    for obj in pdf.objects:
        pieces.append(obj.unparse(resolved=False).decode("latin-1"))
        texts = re.findall(rb"<(FEFF[0-9a-fA-F]*|feff[0-9a-fA-F]*)>", obj.unparse())
        pieces += [bytes.fromhex(one.decode()).decode("utf-16-be", "replace") for one in texts]
        if isinstance(obj, pikepdf.Stream):
            try:
                body = obj.read_bytes()
            except pikepdf.PdfError:
                continue
            pieces.append(body.decode("latin-1"))
            pieces += [
                bytes.fromhex(one.decode()).decode("cp1254", "replace")
                for one in re.findall(rb"<((?:[0-9a-fA-F]{2})+)>", body)
            ]
            if body[:5] == b"%PDF-":
                pieces.append(strings(body))
    return "\n".join(pieces)


def left_in(data: bytes) -> list[str]:
    """Which secrets stand in a document, in what it shows or in its strings and streams, however parted."""
    found = []
    for text in (pdfium(data), poppler(data), strings(data)):
        flat = re.sub(r"\s", "", text)
        found += [one for one in SECRETS if one in flat]
    return found


@pytest.mark.parametrize("name", SAMPLES)
def test_planted_values_go_and_the_rest_stays(name: str, work: Work) -> None:
    """Nothing planted is left for two other readers or in any string; a harmless line is; the output is clean."""
    data = SAMPLES[name]()
    scanned, _ = work(data, "a.pdf")
    report, new = work(data, "a.pdf", writes=True)
    assert new is not None, report.why()
    assert (scanned.outcome, report.outcome, report.kind) == ("found", "found", "pdf")
    assert scanned.counts == report.counts
    assert left_in(new) == []
    assert KEPT in pdfium(new)
    assert not [value for value in SECRETS if len(value) > 4 and value in repr(report)]
    again, same = work(new, "a.pdf", writes=True)
    assert (again.outcome, same == new) == ("clean", True)


def test_what_holds_nothing_is_given_back_as_it_is(work: Work) -> None:
    """A document without findings comes back byte for byte."""
    data = made(lines(KEPT, "sipariş 88123"))
    report, new = work(data, "a.pdf", writes=True)
    assert (report.outcome, new) == ("clean", data)


def boxes(data: bytes) -> dict[str, list[tuple[float, float]]]:
    """Each letter, as pdfium sees it, with the places where it stands."""
    document = pypdfium2.PdfDocument(data)
    page = document[0]
    view = page.get_textpage()
    found: dict[str, list[tuple[float, float]]] = {}
    for at in range(view.count_chars()):
        left, low, _, _ = view.get_charbox(at)
        found.setdefault(view.get_text_range(at, 1), []).append((round(left, 1), round(low, 1)))
    view.close()
    page.close()
    document.close()
    return found


@pytest.mark.parametrize("name", ["plain", "reportlab", "fpdf", "kerned"])
def test_all_else_stays_where_it_was(name: str, work: Work) -> None:
    """Every glyph that is left stands where it stood, to a tenth of a point."""
    data = SAMPLES[name]()
    new = work(data, "a.pdf", writes=True)[1] or b""
    before, after = boxes(data), boxes(new)
    for sign in set(KEPT) - {" "}:
        kept = [place for place in before[sign] if place in after.get(sign, [])]
        assert kept, sign


def test_labels_are_read_and_shown(work: Work) -> None:
    """Each hole carries its placeholder, also for readers; boxes are black, words in them white."""
    new = work(pdf_samples.plain(), "a.pdf", writes=True)[1] or b""
    text = pdfium(new)
    assert [
        one for one in ("[TCKN]", "[TELEFON]", "[KART]", "[IBAN]", "[E-POSTA]", "[SAĞLIK]") if one not in text
    ] == []
    assert "\nkart no [KART] bitti" in text.replace("\r", "") or "[KART]" in poppler(new)
    document = pypdfium2.PdfDocument(new)
    page = document[0]
    picture = page.render(scale=2).to_pil().convert("L")
    page.close()
    document.close()
    row = picture.crop((0, 2 * (842 - 800), 1190, 2 * (842 - 770)))
    assert row.getextrema()[0] == 0


def test_a_font_does_not_tell_what_was_removed(work: Work) -> None:
    """Codes and glyphs no longer stand in the order of first use, and what is not shown is not in the font."""
    new = work(pdf_samples.fpdf(), "a.pdf", writes=True)[1] or b""
    pdf = pikepdf.open(io.BytesIO(new))
    fonts = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Subtype") == "/Type0"]
    assert len(fonts) == 1  # the face of the IBAN is gone
    table = fonts[0].ToUnicode.read_bytes().decode()
    pairs = re.findall(r"<([0-9A-F]{4})> <([0-9A-F]{4})>", table.partition("beginbfchar")[2])
    signs = [chr(int(text, 16)) for _, text in pairs]
    assert signs == sorted(signs)
    assert not set("5678") & set(signs)
    program = fonts[0].DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()
    from fontTools.ttLib import TTFont

    assert TTFont(io.BytesIO(program))["maxp"].numGlyphs <= len(pairs) + 6


def test_the_width_of_a_hole_does_not_tell_the_word(work: Work) -> None:
    """With words of a special category a neighbour goes, so that the gap is not as wide as they were."""
    new = work(made(lines("kardeşim epilepsi hastası olduğu için arayamadım", KEPT)), "a.pdf", writes=True)[1] or b""
    text = pdfium(new)
    assert "hastası" not in text
    assert "arayamadım" in text
    pdf = pikepdf.open(io.BytesIO(new))
    body = pdf.pages[0].obj.Contents.read_bytes()
    assert len(re.findall(rb"-\d+(?:\.\d+)?", body.split(b"T*")[0])) <= 1  # one number for the whole hole


def test_single_moves_do_not_stay(work: Work) -> None:
    """Where each glyph had a move of its own, the moves go with the glyphs."""
    moved = " ".join(f"({one}) Tj 6.12 0 Td" for one in "05321234567")
    new = work(made(f"BT /F1 11 Tf 50 700 Td (tel ) Tj 20 0 Td {moved} ( son) Tj ET"), "a.pdf", writes=True)[1] or b""
    pdf = pikepdf.open(io.BytesIO(new))
    body = pdf.pages[0].obj.Contents.read_bytes()
    assert body.count(b"Td") <= 2
    assert "son" in pdfium(new)


def test_a_form_on_two_pages_is_labelled_on_both(work: Work) -> None:
    """What is shown twice is taken out once, and carries one label wherever it is shown."""
    new = work(pdf_samples.forms(), "a.pdf", writes=True)[1] or b""
    texts = pdfium(new)
    assert (texts.count("[TCKN]"), texts.count("[TELEFON]")) == (2, 2)


def test_a_value_over_two_lines_and_in_columns(work: Work) -> None:
    """A number that goes on in the next line, and a table whose label stands above the value."""
    data = made(
        "BT /F1 11 Tf 50 700 Td (kart numarasi 5549 6012) Tj 0 -14 Td (3456 7891 ile odedim) Tj ET"
        " BT /F1 11 Tf 50 600 Td (TCKN) Tj 200 0 Td (Tel) Tj -200 -14 Td "
        f"({TCKN}) Tj 200 0 Td (0532 123 45 67) Tj ET"
    )
    report, new = work(data, "a.pdf", writes=True)
    assert {"CREDIT_CARD", "TR_NATIONAL_ID", "PHONE_NUMBER"} <= set(report.counts)
    assert left_in(new or b"") == []


def test_an_earlier_revision_is_read_and_goes(work: Work) -> None:
    """What a later revision hides is found, told, and not written."""
    report, new = work(pdf_samples.revised(), "a.pdf", writes=True)
    assert "revisions" in report.leaves
    assert any(one.part.startswith("earlier revision") for one in report.findings)
    assert (new or b"").count(b"%%EOF") == 1


def test_fields_are_known_by_their_names(work: Work) -> None:
    """A value of three digits goes when its field is called CVV, from what the field shows, too."""
    report, new = work(pdf_samples.said(), "a.pdf", writes=True)
    assert "CARD_CVV" in report.counts
    assert "script" in report.leaves
    pdf = pikepdf.open(io.BytesIO(new or b""))
    assert [str(one.V) for one in pdf.Root.AcroForm.Fields] == ["[TCKN]", "[CVV]"]
    assert pdf.pages[0].obj.Annots[1].AP.N.read_bytes().count(b"(418)") == 0


def test_members_are_written_back(work: Work) -> None:
    """A file within is redacted as any file, and can be taken out again."""
    new = work(pdf_samples.attached(), "a.pdf", writes=True)[1] or b""
    pdf = pikepdf.open(io.BytesIO(new))
    files = pdf.attachments
    bodies = {name: files[name].get_file().read_bytes() for name in files}
    assert any(b"[TCKN]" in body for body in bodies.values())
    assert any("[TCKN]" in pdfium(body) for body in bodies.values() if body[:5] == b"%PDF-")


SIGNED = {"/SigFlags": 3}


def test_a_signature_is_lost_only_where_something_changes(work: Work) -> None:
    """A clean signed document stays as it is; one that must change loses its signature, and the report says so."""

    def signed(text: str) -> bytes:
        pdf = pdf_samples.blank(lines(text, KEPT))
        value = pdf.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Sig, Filter=pikepdf.Name("/Adobe.PPKLite"), Contents=pikepdf.String(b"\0" * 64), ByteRange=pikepdf.Array([0, 9, 9, 9]))
        )  # fmt: skip
        field = pdf.make_indirect(pikepdf.Dictionary(FT=pikepdf.Name.Sig, T=pikepdf.String("imza"), V=value))
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]), SigFlags=3)
        return pdf_samples.saved(pdf)

    data = signed(KEPT)
    report, new = work(data, "a.pdf", writes=True)
    assert (report.outcome, report.leaves, new) == ("clean", (), data)
    report, new = work(signed(LINES[0]), "a.pdf", writes=True)
    assert report.leaves == ("signature",)
    refuses = Policy.load("ticket").with_(signed="refuse")
    assert work(data, "a.pdf", writes=True, policy=refuses)[1] == data
    refused, none = work(signed(LINES[0]), "a.pdf", writes=True, policy=refuses)
    assert (refused.outcome, none, refused.problem and refused.problem.key) == ("unscannable", None, "file-signed")
    assert b"/ByteRange" not in (new or b"") or b"SigFlags" not in (new or b"")


def _encrypted(owner_only: bool) -> bytes:
    pdf = pdf_samples.blank(lines(*LINES))
    return pdf_samples.saved(pdf, encryption=pikepdf.Encryption(owner="x", user="" if owner_only else "y"))


def _no_unicode() -> bytes:
    """Glyphs by number, with nothing that says what they are."""
    pdf = pikepdf.open(io.BytesIO(pdf_samples.fpdf()))
    for one in pdf.objects:
        if isinstance(one, pikepdf.Dictionary) and "/ToUnicode" in one:
            del one["/ToUnicode"]
    return pdf_samples.saved(pdf)


def _circle() -> bytes:
    pdf = pdf_samples.blank("/X Do")
    form = pdf.make_stream(
        b"/X Do", {"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Form, "/BBox": pikepdf.Array([0, 0, 9, 9])}
    )
    form["/Resources"] = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=form))
    pdf.pages[0].obj.Resources.XObject = pikepdf.Dictionary(X=form)
    return pdf_samples.saved(pdf)


def _fan() -> bytes:
    """Forms that each show the next one ten times: 10^9 calls."""
    pdf = pdf_samples.blank("/X Do")
    inner = None
    for _ in range(9):
        more: dict[str, Any] = (
            {"/Resources": pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=inner))} if inner is not None else {}
        )
        inner = pdf.make_stream(b"/X Do " * 10 if more else b"BT ET", {"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Form, "/BBox": pikepdf.Array([0, 0, 9, 9]), **more})  # fmt: skip
    pdf.pages[0].obj.Resources.XObject = pikepdf.Dictionary(X=inner)
    return pdf_samples.saved(pdf)


REFUSED: dict[str, tuple[bytes, str]] = {
    "broken": (b"%PDF-1.7\nhello", "file-broken"),
    "encrypted": (_encrypted(owner_only=False), "file-encrypted"),
    "owner's password": (_encrypted(owner_only=True), "file-encrypted"),
    "circle": (_circle(), "file-too-nested"),
    "fan": (_fan(), "file-too-many-texts"),
    "PDF and ZIP": (pdf_samples.plain() + b"PK\5\6" + b"\0" * 18, "file-polyglot"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str, work: Work) -> None:
    """What cannot be read is refused, never called clean."""
    data, key = REFUSED[name]
    for writes in (False, True):
        report, new = work(data, "a.pdf", writes=writes)
        assert (report.outcome, new) == ("unscannable", None)
        assert report.problem is not None
        assert report.problem.key == key


LOOKED_AT: dict[str, bytes] = {"no Unicode": _no_unicode(), "outlines": made("0 0 m " + "1 2 3 4 5 6 c " * 400 + "f")}


@pytest.mark.parametrize("name", LOOKED_AT)
def test_what_only_shows_when_drawn_is_a_picture(name: str, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages whose text cannot be read are read as pictures; without OCR they are refused."""

    def missing(*_: object, **__: object) -> None:
        raise Unscannable("file-no-ocr")

    monkeypatch.setattr("kvkkscan.files.image.read_picture", missing)
    for writes in (False, True):
        report, new = work(LOOKED_AT[name], "a.pdf", writes=writes)
        assert (report.outcome, new) == ("unscannable", None)
        assert [(one.part, one.key) for one in report.unread] == [("page 1", "file-no-ocr")]


def scanned() -> bytes:
    """A scan: a picture with a layer of invisible text over it."""
    from PIL import Image

    pdf = pdf_samples.blank(
        f"q 595 0 0 842 0 0 cm /Im Do Q BT 3 Tr /F1 12 Tf 50 700 Td (TCKN {TCKN}) Tj ET BT 3 Tr /F1 12 Tf 50 600 Td {literal(KEPT)} Tj ET"
    )
    pixels = Image.new("RGB", (595, 842), (200, 230, 255)).tobytes()
    image = pdf.make_stream(
        pixels,
        {"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/Width": 595, "/Height": 842, "/BitsPerComponent": 8, "/ColorSpace": pikepdf.Name.DeviceRGB},
    )  # fmt: skip
    pdf.pages[0].obj.Resources.XObject = pikepdf.Dictionary(Im=image)
    return pdf_samples.saved(pdf)


def test_the_scan_below_a_text_layer_is_painted(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the text of a layer goes, the pixels below it go, too; all other pixels stay."""
    monkeypatch.setattr("kvkkscan.files.image.read_picture", lambda *_, **__: [])
    report, new = work(scanned(), "a.pdf", writes=True)
    assert new is not None, report.why()
    pdf = pikepdf.open(io.BytesIO(new))
    image = pdf.pages[0].obj.Resources.XObject.Im
    assert isinstance(image, pikepdf.Stream)
    picture = pikepdf.PdfImage(image).as_pil_image()
    assert picture.getpixel((100, 842 - 704)) == (0, 0, 0)
    assert picture.getpixel((100, 842 - 604)) == (200, 230, 255)
    assert picture.getpixel((60, 842 - 704)) == (200, 230, 255)  # the label before the value
    assert KEPT in pdfium(new)
    assert left_in(new) == []


def test_what_other_readers_still_see_becomes_a_picture(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where another reader sees a value that should be gone, redacted pages become pictures; then it is refused."""
    from kvkkscan.files import proof

    seen = [[f"TCKN {TCKN}"]]
    monkeypatch.setattr("kvkkscan.files.image.read_picture", lambda *_, **__: [])
    monkeypatch.setitem(proof._READERS, "pdf", lambda *_: seen.pop() if seen else [])
    report, new = work(pdf_samples.plain(), "a.pdf", writes=True)
    assert new is not None, report.why()
    assert pdfium(new).strip() == ""
    pdf = pikepdf.open(io.BytesIO(new))
    assert list(pdf.pages[0].obj.Resources.keys()) == ["/XObject"]
    monkeypatch.setitem(proof._READERS, "pdf", lambda *_: [f"TCKN {TCKN}"])
    report, new = work(pdf_samples.plain(), "a.pdf", writes=True)
    assert (report.outcome, new) == ("unscannable", None)


@pytest.mark.parametrize("name", ["no Unicode"])
def test_a_page_is_read_by_its_looks(name: str, work: Work) -> None:
    """With OCR, a page whose fonts say nothing is read, and comes back as a picture without what was found."""
    from kvkkscan.files import ocr

    if not ocr.installed():
        pytest.skip("Tesseract with its Turkish data is not installed")
    report, new = work(LOOKED_AT[name], "a.pdf", writes=True)
    assert report.outcome == "found"
    assert {"TR_NATIONAL_ID", "CREDIT_CARD"} <= set(report.counts)
    assert new is not None, report.why()
    assert left_in(new) == []


NASTY: dict[str, bytes] = {
    "curve": made(
        " ".join(
            f"BT /F1 11 Tf {x:.4f} {y:.4f} {-y:.4f} {x:.4f} {300 - 90 * y:.2f} {400 + 90 * x:.2f} Tm ({sign}) Tj ET"
            for sign, x, y in (
                (sign, math.cos(1.2 - 0.1 * at), math.sin(1.2 - 0.1 * at))
                for at, sign in enumerate(f"TCKN {TCKN} tamam")
            )
        )
    ),
    "parted word": made(
        lines("Bu satir oldukca uzun yazildi ve annem epi-", "lepsi hastasi oldugu icin cok uzgunuz bugun")
    ),
    "comment": made(lines(KEPT)) + f"% TCKN {TCKN}\n".encode(),
    "wide letters": made(f"BT /F1 11 Tf 8 Tc 50 700 Td (TCKN {TCKN}) Tj ET"),
    "kerned apart": made(f"BT /F1 11 Tf 50 700 Td [(TCKN) -900 {' '.join(f'({one}) -600' for one in TCKN)}] TJ ET"),
    "form in a name": made(lines(KEPT), ExtGState=pikepdf.Dictionary({"/A": pikepdf.Dictionary(LW=1)}))
    + f"\n(TCKN {TCKN})".encode(),
}


@pytest.mark.parametrize("name", NASTY)
def test_nasty(name: str, work: Work) -> None:
    """Text along a curve, parted at a line's end, behind the end of the file, with wide gaps."""
    report, new = work(NASTY[name], "a.pdf", writes=True)
    assert report.outcome == "found", report.why()
    assert new is not None
    assert left_in(new) == []
    assert TCKN.encode() not in new


def test_broken_bytes_never_crash(work: Work) -> None:
    """Whatever is changed in a file, it is read or refused; what is written is clean."""
    import random

    draw = random.Random(7)
    data = pdf_samples.kerned()
    for _ in range(60):
        broken = bytearray(data)
        for _ in range(draw.randint(1, 6)):
            broken[draw.randrange(len(broken))] = draw.randrange(256)
        report, new = work(bytes(broken), "a.pdf", writes=True)
        assert report.outcome in {"clean", "found", "unscannable"}
        if new is not None and report.outcome == "found":
            assert TCKN not in re.sub(r"\s", "", pdfium(new))


def test_a_bomb_is_over_the_budget(work: Work) -> None:
    """A content stream that unpacks to more than the budget is refused."""
    from kvkkscan.files.content import Limits

    data = made("q Q " * 2_000_000)
    report, new = work(data, "a.pdf", limits=Limits(unpacked=1 << 20))
    assert (report.outcome, new, report.problem and report.problem.key) == ("unscannable", None, "file-too-much")


def test_hex_and_literal_are_the_same() -> None:
    """The helper that writes Turkish letters does so."""
    assert literal("ş") == "<fe>"
    assert PHONE.replace(" ", "") in re.sub(r"\s", "", LINES[0])
