"""Files made up for the tests: personal data of nobody in every place that a format has, and words that must stay.

All values pass their checks and are fictional. `PLANTED` are the strings that may stand nowhere in a redacted file, in
whatever encoding; `KEPT` must.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import tarfile
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

TCKN, CARD, IBAN = "10000000146", "5549601234567891", "TR330006100519786457841326"
PHONE, MAIL = "0532 123 45 67", "ayse.demir@ornek.com.tr"
TEXT = f"TCKN {TCKN}, tel {PHONE}, kart no 5549 6012 3456 7891, IBAN {IBAN}, {MAIL}"
PLANTED = (TCKN, CARD, "5549 6012 3456 7891", IBAN, PHONE, "5321234567", "123 45 67", MAIL)
KEPT = "Kargo bugün geldi, teşekkürler"


def planted_in(data: bytes, depth: int = 0) -> list[str]:
    """Which planted values stand in bytes, packed or not, in any of the usual encodings."""
    found = [
        value
        for value in PLANTED
        for name in ("utf-8", "utf-16-le", "utf-16-be", "cp1254")
        if value.encode(name) in data
    ]
    if depth > 6:
        return found
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            found += [value for value in PLANTED if any(value in name for name in packed.namelist())]
            for one in packed.infolist():
                found += planted_in(packed.read(one), depth + 1)
    elif data[:2] == b"\x1f\x8b":
        found += planted_in(gzip.decompress(data), depth + 1)
    return found


def zipped(files: dict[str, str | bytes], *, stored: tuple[str, ...] = (), comment: bytes = b"") -> bytes:
    """A ZIP file."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.comment = comment
        for name, body in files.items():
            info = zipfile.ZipInfo(name, (2026, 1, 2, 3, 4, 6))
            info.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            packed.writestr(info, body)
    return target.getvalue()


def tarred(files: dict[str, bytes]) -> bytes:
    """A TAR file."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as packed:
        for name, body in files.items():
            info = tarfile.TarInfo(name)
            info.size, info.mtime, info.uname = len(body), 1_700_000_000, "kim"
            packed.addfile(info, io.BytesIO(body))
    return target.getvalue()


# --- text ------------------------------------------------------------------------------------------------------------


def text(encoding: str = "utf-8", end: str = "\n") -> bytes:
    """A text in some encoding."""
    return f"Merhaba,{end}{TEXT}{end}{KEPT}{end}".encode(encoding)


def csv(delimiter: str = ";") -> bytes:
    """A table with telling headers, quoted cells and a line end in one."""
    rows = [
        ["Ad", "TCKN", "Telefon", "CVV", "Not"],
        ["Ali", TCKN, "5321234567", "418", f'"{KEPT}"'],
        ["Can", "", "", "", f'"iki satır\nmail {MAIL} ""tamam"""'],
    ]
    return "".join(delimiter.join(row) + "\r\n" for row in rows).encode()


def json_file() -> bytes:
    """Keys, numbers, escapes, base64 and JSON in a string."""
    return json.dumps(
        {
            "müşteri": {"tckn": int(TCKN), "kart_no": CARD, "cvv": 418, "mail": MAIL},
            "not": f"{TEXT}\n{KEPT}",
            f"anahtar {MAIL}": 1.5,
            "ek": base64.b64encode(TEXT.encode()).decode(),
            "iç": json.dumps({"tel": PHONE}),
            "uri": "data:text/plain;base64," + base64.b64encode(TEXT.encode()).decode(),
            "sayı": 1.0000000146e10,
        }
    ).encode()


def jsonl() -> bytes:
    """Three records."""
    return b"".join(
        json.dumps({"id": n, "text": f"{TEXT} {KEPT}"}, ensure_ascii=False).encode() + b"\n" for n in range(3)
    )


def xml() -> bytes:
    """Attributes, comments, CDATA, instructions, entities, mixed content."""
    return (
        f"<?xml version='1.0' encoding='UTF-8'?>\n<!-- {TEXT} -->\n<kayıt ad='{MAIL}'>\n <tckn>{TCKN}</tckn>"
        f"<p>Tel: 0532<b> 123</b> 45 67</p><x><![CDATA[{TEXT}]]></x><?pi {MAIL}?>"
        f"<kart>5549&#32;6012 &#x33;456 7891</kart><n>{KEPT}</n>\n</kayıt>\n"
    ).encode()


def html() -> bytes:
    """Title, meta, attributes, scripts, comments, tables, split digits, entities."""
    return (
        f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{TEXT}</title><meta name=author content='{MAIL}'>"
        f"<script>var t = '{TEXT}';</script><script type='application/ld+json'>{json.dumps({'telephone': PHONE})}</script>"
        f"</head><body><p>{KEPT}</p><p>Tel: 05<b>32 123</b> 45&nbsp;67<br>kart 5549 60<i>12 3456</i> 7891"
        f"<table><tr><th>Ad<th>TCKN<th>CVV<tr><td>Ali<td>{TCKN}<td>418</table>"
        f"<a href='mailto:ayse.demir%40ornek.com.tr' title='{PHONE}'>yaz</a><input name=tckn value={TCKN}>"
        f"<!-- {TEXT} --><img alt='{MAIL}' src='data:text/plain;base64,{base64.b64encode(TEXT.encode()).decode()}'>"
        f"<textarea>{TEXT}</textarea></body></html>"
    ).encode()


def yaml() -> bytes:
    """Keys, comments, blocks, quoted and plain scalars."""
    return (
        f"# {TEXT}\ntckn: {TCKN}\nnot: |\n  {TEXT}\n  {KEPT}\nliste:\n- '{TEXT}'\n- tel: 05321234567\n"
        f'- "mail {MAIL} \\"ok\\""\n{MAIL}: x\nuzun: >-\n  kart no 5549 6012\n  3456 7891 bitti\n'
    ).encode()


def rtf() -> bytes:
    """Runs, escapes, code pages, info, header, footnote, comment, field, bookmark."""
    kept = "Kargo bug\\'fcn geldi, te\\u351?ekk\\'fcrler"
    return (
        "{\\rtf1\\ansi\\ansicpg1254\\deff0{\\fonttbl{\\f0\\fcharset162 Arial;}}{\\info{\\author " + MAIL + "}{\\title "
        "TCKN " + TCKN + "}}{\\header IBAN " + IBAN + "}\\pard Tel: 05{\\b 32 123} 45\\~67\\par " + kept + "\\par"
        " kart no 5549 \\'36012 3456 {\\i 7891}\\par{\\footnote " + MAIL + "}{\\*\\annotation TCKN " + TCKN + "}"
        '{\\field{\\*\\fldinst HYPERLINK "mailto:' + MAIL + '"}{\\fldrslt yaz}}{\\*\\bkmkstart x}}'
    ).encode("ascii")


# --- office ----------------------------------------------------------------------------------------------------------

_TYPES = "application/vnd.openxmlformats-"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'  # fmt: skip
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def _types(**overrides: str) -> str:
    parts = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in overrides.items())
    return (
        f'<?xml version="1.0"?><Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="'
        'application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="jpeg" ContentType="image/jpeg"/>{parts}</Types>'
    )


def _rels(*targets: tuple[str, str, str]) -> str:
    """Relations: (type, target, more)."""
    inner = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELS}/{kind}" Target="{target}"{more}/>'
        for n, (kind, target, more) in enumerate(targets, 1)
    )
    return f'<?xml version="1.0"?><Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def _run(words: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


def _p(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


_CORE = f"""<?xml version="1.0"?><cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{MAIL}</dc:creator><dc:title>TCKN {TCKN}</dc:title>
 <cp:keywords>{PHONE}</cp:keywords></cp:coreProperties>"""
_CUSTOM = """<?xml version="1.0"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
 xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
 pid="2" name="Telefon"><vt:lpwstr>5321234567</vt:lpwstr></property></Properties>"""


def docx(*, more: dict[str, str | bytes] | None = None) -> bytes:
    """Split runs, tables, header, footer, notes, comments, tracked changes, text boxes, fields, links, properties."""
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    row = "<w:tr>" + cell * 3 + "</w:tr>"
    box = f"<w:txbxContent>{_p(_run(TEXT))}</w:txbxContent>"
    body = "".join(
        (
            _p(_run("Tel: 05"), "<w:proofErr w:type='spellStart'/>", _run("32 12"), "<w:r><w:rPr><w:b/></w:rPr><w:t>3 45 6</w:t></w:r>", _run("7")),
            _p(_run(KEPT)),
            "<w:tbl>" + row.format("Ad", "TCKN", "CVV") + row.format("Ali", TCKN, "418") + "</w:tbl>",
            _p("<w:del w:id='1' w:author='a'><w:r><w:delText>mail ayse.demir@ornek.com.tr</w:delText></w:r></w:del>"),
            _p(_run("TCKN 10000"), "<w:del w:id='2' w:author='a'><w:r><w:delText>999</w:delText></w:r></w:del>", _run("000146 bu")),
            _p(_run("kart no 5549 6012 "), "<w:ins w:id='3' w:author='a'><w:r><w:t>3456 7891</w:t></w:r></w:ins>"),
            _p(f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>IBAN {IBAN}</w:t></w:r>"),
            _p("<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>HYPERLINK \"mailto:ayse.demir@</w:instrText></w:r>"
               "<w:r><w:instrText>ornek.com.tr\"</w:instrText></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>"),
            _p(f"<w:bookmarkStart w:id='4' w:name='TC_{TCKN}'/><w:bookmarkEnd w:id='4'/>"),
            _p(f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><wps:txbx>{box}</wps:txbx></mc:Choice><mc:Fallback>"
               f"<w:pict><v:shape alt='{MAIL}'><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"),
            f"<w:sdt><w:sdtPr><w:alias w:val='{MAIL}'/><w:tag w:val='{TCKN}'/></w:sdtPr><w:sdtContent>{_p(_run(KEPT))}</w:sdtContent></w:sdt>",
            _p(f"<w:r><w:drawing><wp:inline><wp:docPr id='5' name='x' descr='müşteri {PHONE}'/></wp:inline></w:drawing></w:r>"),
        )
    )  # fmt: skip
    parts = {name: f"<?xml version='1.0'?><w:{tag} {_W}>{inner}</w:{tag}>" for name, tag, inner in (
        ("word/document.xml", "document", f"<w:body>{body}</w:body>"),
        ("word/header1.xml", "hdr", _p(_run(TEXT))),
        ("word/footer1.xml", "ftr", _p(_run("IBAN TR33 0006 1005 "), _run("1978 6457 8413 26"))),
        ("word/footnotes.xml", "footnotes", f"<w:footnote w:id='1'>{_p(_run(TEXT))}</w:footnote>"),
        ("word/comments.xml", "comments", f"<w:comment w:id='0' w:author='{MAIL}' w:initials='a'>{_p(_run(TEXT))}</w:comment>"),
        ("word/settings.xml", "settings", f"<w:docVars><w:docVar w:name='tel' w:val='{PHONE}'/></w:docVars>"),
    )}  # fmt: skip
    return zipped(
        {
            "[Content_Types].xml": _types(
                **{"word/document.xml": _TYPES + "officedocument.wordprocessingml.document.main+xml"}
            ),
            "_rels/.rels": _rels(("officeDocument", "word/document.xml", "")),
            "word/_rels/document.xml.rels": _rels(("hyperlink", f"mailto:{MAIL}", ' TargetMode="External"')),
            **parts,
            "docProps/core.xml": _CORE,
            "docProps/custom.xml": _CUSTOM,
            "docProps/thumbnail.jpeg": b"\xff\xd8\xff\xe0" + TEXT.encode(),
            "customXml/item1.xml": f"<veri><tckn>{TCKN}</tckn><tel>{PHONE}</tel></veri>",
            "word/embeddings/tablo.xlsx": xlsx(),
            **(more or {}),
        }
    )


def xlsx() -> bytes:
    """Shared and inline strings, numbers, dates, formulas, hidden sheet, comments, names, pivot cache, chart cache."""
    shared = ["Ad", "TCKN", "Telefon", "CVV", "Doğum tarihi", "Sipariş no", KEPT, TEXT, "kullanılmayan " + MAIL]
    strings = "".join(f"<si><t>{one}</t></si>" for one in shared) + (
        "<si><r><t>kart 5549 60</t></r><r><rPr><b/></rPr><t>12 3456 7891</t></r></si>"
    )
    head = "".join(f'<c r="{"ABCDEF"[n]}1" t="s"><v>{n}</v></c>' for n in range(6))
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    sheet = f"""<?xml version="1.0"?><worksheet {main} xmlns:r="{_RELS}"><cols><col min="2" max="2" hidden="1"/></cols><sheetData>
<row r="1">{head}</row>
<row r="2" hidden="1"><c r="A2" t="s"><v>6</v></c><c r="B2"><v>1.0000000146E10</v></c><c r="C2"><v>5321234567</v></c><c r="D2"><v>418</v></c>
<c r="E2" s="1"><v>31121</v></c><c r="F2"><v>5321234999</v></c></row>
<row r="3"><c r="A3" t="s"><v>7</v></c><c r="B3" t="inlineStr"><is><t>{TCKN}</t></is></c><c r="C3" t="str"><f>"0532 "&amp;"{PHONE}"</f><v>{PHONE}</v></c></row>
<row r="4"><c r="A4"><v>5549601234567890</v></c><c r="H4" t="s"><v>9</v></c><c r="I4"><v>0.1234567891234567</v></c><c r="J4"><f>1+1</f><v>2</v></c></row>
</sheetData><dataValidations><dataValidation prompt="{TEXT}"><formula1>"{MAIL},b"</formula1></dataValidation></dataValidations>
<headerFooter><oddHeader>&amp;L{TEXT}</oddHeader></headerFooter></worksheet>"""
    return zipped(
        {
            "[Content_Types].xml": _types(
                **{
                    "xl/workbook.xml": _TYPES + "officedocument.spreadsheetml.sheet.main+xml",
                    "xl/worksheets/sheet1.xml": _TYPES + "officedocument.spreadsheetml.worksheet+xml",
                    "xl/worksheets/sheet2.xml": _TYPES + "officedocument.spreadsheetml.worksheet+xml",
                    "xl/sharedStrings.xml": _TYPES + "officedocument.spreadsheetml.sharedStrings+xml",
                    "xl/styles.xml": _TYPES + "officedocument.spreadsheetml.styles+xml",
                    "xl/calcChain.xml": _TYPES + "officedocument.spreadsheetml.calcChain+xml",
                }
            ),
            "_rels/.rels": _rels(("officeDocument", "xl/workbook.xml", "")),
            "xl/_rels/workbook.xml.rels": _rels(
                ("worksheet", "worksheets/sheet1.xml", ""),
                ("worksheet", "worksheets/sheet2.xml", ""),
                ("sharedStrings", "sharedStrings.xml", ""),
                ("styles", "styles.xml", ""),
                ("calcChain", "calcChain.xml", ""),
            ),
            "xl/workbook.xml": f'<?xml version="1.0"?><workbook {main} xmlns:r="{_RELS}"><sheets>'
            f'<sheet name="Müşteri" sheetId="1" r:id="rId1"/><sheet name="{TCKN}" sheetId="2" state="veryHidden" r:id="rId2"/>'
            f"</sheets><definedNames><definedName name=\"x\">'{TCKN}'!$A$1</definedName></definedNames></workbook>",
            "xl/worksheets/sheet1.xml": sheet,
            "xl/worksheets/sheet2.xml": f'<worksheet {main}><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{TEXT}'
            "</t></is></c></row></sheetData></worksheet>",
            "xl/sharedStrings.xml": f'<?xml version="1.0"?><sst {main}>{strings}</sst>',
            "xl/styles.xml": f'<?xml version="1.0"?><styleSheet {main}><cellXfs count="2"><xf numFmtId="0"/>'
            '<xf numFmtId="14"/></cellXfs></styleSheet>',
            "xl/calcChain.xml": f'<?xml version="1.0"?><calcChain {main}><c r="C3" i="1"/></calcChain>',
            "xl/comments1.xml": f'<?xml version="1.0"?><comments {main}><authors><author>{MAIL}</author></authors><commentList>'
            f'<comment ref="B2" authorId="0"><text><r><t>tel 0532</t></r><r><t> 123 45 67</t></r></text></comment></commentList></comments>',
            "xl/pivotCache/pivotCacheDefinition1.xml": f'<?xml version="1.0"?><pivotCacheDefinition {main}><cacheFields>'
            f'<cacheField name="TCKN"><sharedItems><n v="{TCKN}"/><s v="{MAIL}"/></sharedItems></cacheField></cacheFields>'
            "</pivotCacheDefinition>",
            "xl/charts/chart1.xml": '<?xml version="1.0"?><c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart">'
            f"<c:strCache><c:pt idx='0'><c:v>{MAIL}</c:v></c:pt></c:strCache><c:numCache><c:pt idx='0'><c:v>{TCKN}</c:v></c:pt>"
            f"</c:numCache><c:f>'{TCKN}'!$A$1</c:f></c:chart>",
            "docProps/core.xml": _CORE,
        }
    )


def pptx() -> bytes:
    """Slides, tables, notes, comments, alt texts, a hidden slide."""
    a = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'

    def slide(inner: str, tag: str = "sld", more: str = "") -> str:
        return f'<?xml version="1.0"?><p:{tag} {a}{more}><p:cSld><p:spTree>{inner}</p:spTree></p:cSld></p:{tag}>'

    def shape(*runs: str) -> str:
        inner = "".join(f"<a:r><a:t>{one}</a:t></a:r>" for one in runs)
        return f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="x" descr="{MAIL}"/></p:nvSpPr><p:txBody><a:p>{inner}</a:p></p:txBody></p:sp>'

    def cells(*words: str) -> str:
        return (
            "<a:tr>"
            + "".join(f"<a:tc><a:txBody><a:p><a:r><a:t>{one}</a:t></a:r></a:p></a:txBody></a:tc>" for one in words)
            + "</a:tr>"
        )

    table = f"<a:tbl>{cells('Ad', 'TCKN', 'CVV')}{cells('Ali', TCKN, '418')}</a:tbl>"
    return zipped(
        {
            "[Content_Types].xml": _types(
                **{"ppt/presentation.xml": _TYPES + "officedocument.presentationml.presentation.main+xml"}
            ),
            "_rels/.rels": _rels(("officeDocument", "ppt/presentation.xml", "")),
            "ppt/presentation.xml": f'<?xml version="1.0"?><p:presentation {a}/>',
            "ppt/slides/slide1.xml": slide(shape("Tel: 0532", " 123 45 67") + shape(KEPT) + table),
            "ppt/slides/slide2.xml": slide(shape(TEXT), more=' show="0"'),
            "ppt/slides/_rels/slide1.xml.rels": _rels(("hyperlink", f"mailto:{MAIL}", ' TargetMode="External"')),
            "ppt/notesSlides/notesSlide1.xml": slide(shape(TEXT), "notes"),
            "ppt/comments/comment1.xml": f'<?xml version="1.0"?><p:cmLst {a}><p:cm><p:text>{TEXT}</p:text></p:cm></p:cmLst>',
            "ppt/commentAuthors.xml": f'<?xml version="1.0"?><p:cmAuthorLst {a}><p:cmAuthor id="0" name="{MAIL}" initials="a"/></p:cmAuthorLst>',
            "docProps/core.xml": _CORE,
        }
    )


_ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"'
    ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)  # fmt: skip


def _odf(kind: str, body: str) -> bytes:
    manifest = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>'
        for name in ("content.xml", "styles.xml", "meta.xml", "Thumbnails/thumbnail.png", "ObjectReplacements/Object 1")
    )
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_ODF}><office:body>{body}'
            "</office:body></office:document-content>",
            "styles.xml": f'<?xml version="1.0"?><office:document-styles {_ODF}><office:master-styles><style:master-page>'
            f"<style:header><text:p>{TEXT}</text:p></style:header></style:master-page></office:master-styles></office:document-styles>",
            "meta.xml": f'<?xml version="1.0"?><office:document-meta {_ODF}><office:meta><dc:creator>{MAIL}</dc:creator>'
            f'<meta:user-defined meta:name="Telefon">5321234567</meta:user-defined></office:meta></office:document-meta>',
            "Thumbnails/thumbnail.png": b"\x89PNG\r\n\x1a\n" + TEXT.encode(),
            "ObjectReplacements/Object 1": TEXT.encode("utf-16-le"),
            "META-INF/manifest.xml": '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f"{manifest}</manifest:manifest>",
        },
        stored=("mimetype",),
    )


def odt() -> bytes:
    """Spans, spaces, notes, comments, tables, frames with titles, links, tracked changes."""
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    row = "<table:table-row>" + cell * 3 + "</table:table-row>"
    return _odf(
        "text",
        f"<office:text><text:tracked-changes><text:changed-region text:id='c1'><text:deletion><text:p>{TEXT}</text:p>"
        f"</text:deletion></text:changed-region><text:changed-region text:id='c2'><office:change-info><dc:creator>a</dc:creator>"
        f"</office:change-info><text:deletion><text:p>0000146</text:p></text:deletion></text:changed-region></text:tracked-changes>"
        f"<text:p>TCKN 1000<text:change text:change-id='c2'/> silindi</text:p><text:p>Tel: 05<text:span>32</text:span><text:s/>123<text:s text:c='2'/>"
        f"45 67</text:p><text:p>{KEPT}</text:p><text:p>not<text:note><text:note-body><text:p>{TEXT}</text:p></text:note-body></text:note>"
        f"<office:annotation><dc:creator>{MAIL}</dc:creator><text:p>{TEXT}</text:p></office:annotation></text:p>"
        f"<table:table>{row.format('Ad', 'TCKN', 'CVV')}{row.format('Ali', TCKN, '418')}</table:table>"
        f"<text:p><draw:frame draw:name='x'><svg:title>{MAIL}</svg:title><svg:desc>{TEXT}</svg:desc></draw:frame>"
        f"<text:a xlink:href='mailto:{MAIL}'>yaz</text:a></text:p></office:text>",
    )


def ods() -> bytes:
    """Cells with values and texts, repeated cells, a hidden sheet, formulas, comments."""

    def row(*cells: str) -> str:
        return f"<table:table-row>{''.join(cells)}</table:table-row>"

    def words(text_: str) -> str:
        return f'<table:table-cell office:value-type="string"><text:p>{text_}</text:p></table:table-cell>'

    def number(value: str, more: str = "") -> str:
        return (
            f'<table:table-cell{more} office:value-type="float" office:value="{value}" calcext:value-type="float">'
            f"<text:p>{value}</text:p></table:table-cell>"
        )

    return _odf(
        "spreadsheet",
        '<office:spreadsheet><table:table table:name="Müşteri">'
        + row(words("Ad"), words("TCKN"), words("Telefon"), words("CVV"))
        + row(words("Ali"), number(TCKN), number("5321234567"), number("418"))
        + row(words(KEPT), '<table:table-cell table:number-columns-repeated="2"/>', words(TEXT))
        + row(number(TCKN, ' table:formula="of:=1+1"'))
        + f'</table:table><table:table table:name="{MAIL}" table:display="false">{row(words(TEXT))}</table:table></office:spreadsheet>',
    )


def odp() -> bytes:
    """A page with notes."""
    return _odf(
        "presentation",
        f'<office:presentation><draw:page draw:name="s1"><draw:frame><draw:text-box><text:p>Tel: 0532<text:span> 123</text:span> 45 67'
        f"</text:p><text:p>{KEPT}</text:p></draw:text-box></draw:frame><text:p>{TEXT}</text:p></draw:page></office:presentation>",
    )


def archive() -> bytes:
    """A ZIP with names, a comment, a ZIP and a GZ in it."""
    return zipped(
        {
            f"{MAIL}.txt": text(),
            "klasör/tablo.csv": csv(),
            "iç.zip": zipped({"a.json": json_file(), f"b {TCKN}.docx": docx()}),
            "c.gz": gzip.compress(text("cp1254")),
            "boş/": b"",
        },
        comment=TEXT.encode(),
    )


SAMPLES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "metin.txt": ("text", text),
    "cp1254.txt": ("text", lambda: text("cp1254", "\r\n")),
    "latin5.txt": ("text", lambda: text("iso8859-9") + b"\x81\x8d\n"),
    "utf16.txt": ("text", lambda: text("utf-16")),
    "utf16be.txt": ("text", lambda: text("utf-16-be")),
    "bom.txt": ("text", lambda: text("utf-8-sig", "\r")),
    "tablo.csv": ("csv", csv),
    "tablo.tsv": ("csv", lambda: csv("\t")),
    "veri.json": ("json", json_file),
    "veri.jsonl": ("jsonl", jsonl),
    "veri.xml": ("xml", xml),
    "sayfa.html": ("html", html),
    "veri.yaml": ("yaml", yaml),
    "belge.rtf": ("rtf", rtf),
    "belge.docx": ("docx", docx),
    "tablo.xlsx": ("xlsx", xlsx),
    "sunum.pptx": ("pptx", pptx),
    "belge.odt": ("odt", odt),
    "tablo.ods": ("ods", ods),
    "sunum.odp": ("odp", odp),
    "paket.zip": ("zip", archive),
    "paket.tar": ("tar", lambda: tarred({f"{TCKN}.txt": text(), "b/c.json": json_file()})),
    "paket.tgz": ("gz", lambda: gzip.compress(tarred({"a.txt": text()}))),
    "metin.gz": ("gz", lambda: gzip.compress(text())),
}
"""name -> (kind, how to make it)"""
