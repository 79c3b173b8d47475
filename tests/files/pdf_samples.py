"""PDFs made up for the tests: by the libraries that people use, and by hand for what those would not do."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from .samples import CARD, IBAN, KEPT, MAIL, PHONE, TCKN

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LINES = (
    f"TCKN {TCKN}, tel {PHONE}",
    "kart no 5549 6012 3456 7891 bitti",
    f"IBAN {IBAN}",
    f"mail {MAIL} yaz",
    "kardeşim epilepsi hastası olduğu için arayamadım",
    KEPT,
)
DEJAVU = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"


def saved(pdf: pikepdf.Pdf, **more: Any) -> bytes:
    """The bytes of a document."""
    target = io.BytesIO()
    pdf.save(target, **more)
    return target.getvalue()


def literal(text: str) -> str:
    """A string operand in cp1254 codes, as hex."""
    return f"<{text.encode('cp1254').hex()}>"


def blank(*contents: str, **resources: Any) -> pikepdf.Pdf:
    """A document of a page for each content stream; /F1 is Helvetica with the letters of Turkish."""
    pdf = pikepdf.new()
    names = ("Gbreve", "Idotaccent", "Scedilla", "gbreve", "dotlessi", "scedilla")
    differences: list[Any] = []
    for code, name in zip((0xD0, 0xDD, 0xDE, 0xF0, 0xFD, 0xFE), names, strict=True):
        differences += [code, Name("/" + name)]
    font = pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type1,
            BaseFont=Name.Helvetica,
            Encoding=Dictionary(Type=Name.Encoding, BaseEncoding=Name.WinAnsiEncoding, Differences=Array(differences)),
        )
    )
    for content in contents:
        page = pdf.add_blank_page(page_size=(595, 842))
        page.obj.Resources = Dictionary(Font=Dictionary(F1=font), **resources)
        page.obj.Contents = pdf.make_stream(content.encode("latin-1"))
    return pdf


def lines(*texts: str, size: int = 11) -> str:
    """A content stream that shows one line below the other."""
    shows = " ".join(f"{literal(text)} Tj T*" for text in texts)
    return f"BT /F1 {size} Tf 16 TL 50 780 Td {shows} ET"


def plain() -> bytes:
    """Six lines."""
    return saved(blank(lines(*LINES)))


def made(*contents: str, **resources: Any) -> bytes:
    """Pages with these content streams."""
    return saved(blank(*contents, **resources))


def reportlab() -> bytes:
    """By reportlab, with an embedded font."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen import canvas

    pdfmetrics.registerFont(TTFont("DejaVu", DEJAVU))
    target = io.BytesIO()
    page = canvas.Canvas(target, invariant=1)
    page.setFont("DejaVu", 10)
    for at, line in enumerate(LINES):
        page.drawString(50, 780 - 16 * at, line)
    page.showPage()
    page.save()
    return target.getvalue()


def fpdf() -> bytes:
    """By fpdf2, which numbers glyphs by first use; a bold face shows nothing but the IBAN."""
    from fpdf import FPDF

    page = FPDF()
    page.add_font("d", "", DEJAVU)
    page.add_font("b", "", DEJAVU.replace("Sans.", "Sans-Bold."))
    page.add_page()
    page.set_font("d", size=11)
    page.multi_cell(0, 6, "\n".join((*LINES[:2], *LINES[3:])))
    page.ln()
    page.set_font("b", size=11)
    page.cell(0, 6, IBAN)
    return bytes(page.output())


def kerned() -> bytes:
    """Values in many pieces: kerning, single glyphs, moves between glyphs, quotes."""
    digits = " ".join(f"({one}) {7 * n}" for n, one in enumerate(TCKN))
    moved = " ".join(f"({one}) Tj 6.12 0 Td" for one in "05321234567")
    return made(
        f"BT /F1 11 Tf 14 TL 50 740 Td (TCKN ) Tj [{digits}] TJ 0 -20 Td (tel ) Tj 20 0 Td {moved} ET"
        f" BT /F1 11 Tf 14 TL 50 700 Td (kart no 5549 6012) Tj (3456 7891) ' 1 0.5 (IBAN {IBAN}) \" T* (mail {MAIL}) Tj"
        f" ET {lines(KEPT)}"
    )


def shuffled() -> bytes:
    """Each glyph in a text object of its own, in no order."""
    text = f"TCKN {TCKN} tel {PHONE}"
    glyphs = [
        (f"BT /F1 10 Tf 1 0 0 1 {50 + 6 * at} 600 Tm ({sign}) Tj ET") for at, sign in enumerate(text) if sign != " "
    ]
    return made(" ".join([*glyphs[1::2], *glyphs[::2], lines(KEPT)]))


def turned() -> bytes:
    """Upright, on its head, and at an angle."""
    angles = ((0, 1, -1, 0, 100, 100), (-1, 0, 0, -1, 500, 500), (0.866, 0.5, -0.5, 0.866, 150, 200))
    shows = " ".join(
        f"BT /F1 11 Tf {' '.join(map(str, angle))} Tm {literal(line)} Tj ET"
        for angle, line in zip(angles, LINES, strict=False)
    )
    return made(shows + " " + lines(KEPT))


def hidden() -> bytes:
    """Invisible, white, clipped, outside of the page, and covered text."""
    return made(
        f"BT 3 Tr /F1 11 Tf 50 700 Td (TCKN {TCKN}) Tj ET BT 0 Tr 1 g /F1 11 Tf 50 650 Td (tel {PHONE}) Tj ET"
        f" q 0 0 1 1 re W n BT /F1 11 Tf 50 600 Td (kart no 5549 6012 3456 7891) Tj ET Q"
        f" BT 0 g /F1 11 Tf 50 -600 Td (IBAN {IBAN}) Tj ET BT /F1 11 Tf 50 500 Td (mail {MAIL}) Tj ET 0 g 50 490 300 30 re f"
        f" {lines(KEPT)}"
    )


def bold() -> bytes:
    """Text printed twice to look bold, run by run and glyph by glyph."""
    twice = " ".join(f"BT /F1 11 Tf {50 + d} 700 Td (TCKN {TCKN}) Tj ET" for d in (0, 0.4))
    each = " ".join(
        f"BT /F1 11 Tf {50 + 6.2 * at + d} 650 Td ({sign}) Tj ET"
        for at, sign in enumerate(f"tel:{PHONE.replace(' ', '')}")
        for d in (0, 0.4)
    )
    return made(f"{twice} {each} {lines(KEPT)}")


def forms() -> bytes:
    """A form on two pages, one within it, a pattern, and a form that nothing shows."""
    pdf = blank("/X Do", "1 0 0 1 0 -100 cm /X Do " + lines(KEPT), lines(KEPT))
    fonts = pdf.pages[0].obj.Resources.Font

    def form(content: str, **more: Any) -> Any:
        return pdf.make_stream(
            content.encode(),
            {
                "/Type": Name.XObject,
                "/Subtype": Name.Form,
                "/BBox": Array([0, 0, 600, 850]),
                "/Resources": Dictionary(Font=fonts, **more),
            },
        )

    inner = form(f"BT /F1 11 Tf 50 500 Td (tel {PHONE}) Tj ET")
    outer = form(f"BT /F1 11 Tf 50 700 Td (TCKN {TCKN}) Tj ET q 1 0 0 1 0 -50 cm /Y Do Q", XObject=Dictionary(Y=inner))
    for page in pdf.pages[:2]:
        page.obj.Resources.XObject = Dictionary(X=outer)
    pattern = pdf.make_stream(
        b"BT /F1 11 Tf 0 0 Td (kart no 5549 6012 3456 7891) Tj ET",
        {
            "/PatternType": 1,
            "/PaintType": 1,
            "/TilingType": 1,
            "/BBox": Array([0, 0, 99, 99]),
            "/XStep": 99,
            "/YStep": 99,
            "/Resources": Dictionary(Font=fonts),
        },
    )
    pdf.pages[2].obj.Resources.Pattern = Dictionary(P=pattern)
    pdf.pages[2].obj.Resources.XObject = Dictionary(Z=form(f"BT /F1 11 Tf 50 500 Td (mail {MAIL}) Tj ET"))
    return saved(pdf)


def said() -> bytes:
    """Everything that is said outside of pages: information, XMP, bookmarks, notes, links, tags, names, fields."""
    pdf = blank(
        f"/Span << /ActualText (TCKN {TCKN}) >> BDC BT /F1 11 Tf 50 700 Td (TCKN {TCKN}) Tj ET EMC {lines(KEPT)}"
    )
    page = pdf.pages[0].obj
    font = page.Resources.Font.F1
    pdf.docinfo["/Title"], pdf.docinfo["/Telefon"] = f"TCKN {TCKN}", "5321234567"
    with pdf.open_metadata(set_pikepdf_as_editor=False) as meta:
        meta["dc:description"] = f"{MAIL} IBAN {IBAN}"
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(f"Müşteri tel {PHONE}", 0))
    look = pdf.make_stream(
        f"BT /F1 10 Tf 2 4 Td ({TCKN}) Tj ET".encode(),
        {
            "/Type": Name.XObject,
            "/Subtype": Name.Form,
            "/BBox": Array([0, 0, 120, 16]),
            "/Resources": Dictionary(Font=Dictionary(F1=font)),
        },
    )
    cvv = pdf.make_stream(
        b"BT /F1 10 Tf 2 4 Td (418) Tj ET",
        {
            "/Type": Name.XObject,
            "/Subtype": Name.Form,
            "/BBox": Array([0, 0, 40, 16]),
            "/Resources": Dictionary(Font=Dictionary(F1=font)),
        },
    )
    field = pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("tckn"), V=String(TCKN), DA=String("/F1 10 Tf"),
                   Rect=Array([50, 600, 170, 616]), AP=Dictionary(N=look))
    )  # fmt: skip
    code = pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("Kart CVV"), V=String("418"), DA=String("/F1 10 Tf"),
                   Rect=Array([50, 550, 90, 566]), AP=Dictionary(N=cvv))
    )  # fmt: skip
    note = pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 9, 9]), Contents=String(f"kart no {CARD}"), T=String(MAIL),
                   RC=String("<body><p>kart no 5549 6012 <b>3456 7891</b></p></body>"))
    )  # fmt: skip
    link = pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]),
                   A=Dictionary(S=Name.URI, URI=String("mailto:ayse.demir%40ornek.com.tr")))
    )  # fmt: skip
    script = pdf.make_indirect(Dictionary(S=Name.JavaScript, JS=pdf.make_stream(f"app.alert('tel {PHONE}')".encode())))
    page.Annots = Array([field, code, note, link])
    pdf.Root.AcroForm = Dictionary(
        Fields=Array([field, code]), DR=Dictionary(Font=Dictionary(F1=font)), DA=String("/F1 10 Tf")
    )
    pdf.Root.OpenAction = script
    pdf.Root.StructTreeRoot = pdf.make_indirect(
        Dictionary(
            Type=Name.StructTreeRoot, K=Dictionary(Type=Name.StructElem, S=Name.P, ActualText=String(f"TCKN {TCKN}"))
        )
    )
    return saved(pdf)


def attached(files: Sequence[tuple[str, bytes]] = ()) -> bytes:
    """Files within, their names too."""
    pdf = blank(lines(*LINES))
    for name, data in files or ((f"{TCKN}.txt", "\n".join(LINES).encode()), ("iç.pdf", plain())):
        pdf.attachments[name] = pikepdf.AttachedFileSpec(
            pdf, data, filename=name, description="", mime_type="", creation_date="", mod_date=""
        )
    return saved(pdf)


def revised() -> bytes:
    """A second revision, appended, that no longer shows what the first one did."""
    first = saved(blank(lines(*LINES)), object_stream_mode=pikepdf.ObjectStreamMode.disable, qdf=True, static_id=True)
    pdf = pikepdf.open(io.BytesIO(first))
    number = pdf.pages[0].obj.Contents.objgen[0]
    body = lines(KEPT).encode("latin-1")
    table = len(first)
    more = b"\n%d 0 obj\n<< /Length %d >>\nstream\n" % (number, len(body)) + body + b"\nendstream\nendobj\n"
    offset = table + 1
    xref = table + len(more)
    old = int(first[first.rindex(b"startxref") + 9 :].split()[0])
    root = pdf.Root.objgen[0]
    more += b"xref\n%d 1\n%010d 00000 n \ntrailer\n<< /Size %d /Root %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (
        number, offset, len(pdf.objects) + 1, root, old, xref,
    )  # fmt: skip
    return first + more


def dropped_page() -> bytes:
    """A page that is in the file and no longer in the document."""
    pdf = blank(lines(*LINES), lines(KEPT))
    lost = pdf.pages[0].obj
    del pdf.pages[0]
    pdf.Root.PieceInfo = Dictionary(Old=lost)
    return saved(pdf)


SAMPLES: dict[str, Callable[[], bytes]] = {
    one.__name__: one
    for one in (
        plain,
        reportlab,
        fpdf,
        kerned,
        shuffled,
        turned,
        hidden,
        bold,
        forms,
        said,
        attached,
        revised,
        dropped_page,
    )
}
