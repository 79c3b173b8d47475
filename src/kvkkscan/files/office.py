"""Office packages: OOXML (DOCX, XLSX, PPTX; ECMA-376) and OpenDocument (ODT, ODS, ODP; ISO/IEC 26300).

Every XML part of the package is read, whatever it is for: body, headers, notes, comments, text boxes, tracked changes,
fields, charts, caches, properties. A paragraph is one text however many runs it is written in. Parts are changed where
they stand, by the character; runs keep their formatting. Pictures and embedded files are members.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from kvkkscan.errors import Unscannable
from kvkkscan.files.archive import rezip, unzip
from kvkkscan.files.content import Content, Member
from kvkkscan.files.flow import RawEdit, raw_edits, splice
from kvkkscan.files.markup import escape, well_formed, xml_source
from kvkkscan.files.paragraphs import Texts, sheet_name, speaks, walk
from kvkkscan.files.plain import edited

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Sequence

    from kvkkscan.files.archive import Entries
    from kvkkscan.files.content import Changes, Room
    from kvkkscan.files.encoding import Decoded

_XML: Final = re.compile(r"\.(?:xml|rels|vml|rdf)$", re.IGNORECASE)
_THUMBNAIL: Final = re.compile(r"^(?:docProps/thumbnail\.\w+|Thumbnails/.+)$", re.IGNORECASE)
_PRINTER: Final = re.compile(r"printerSettings/[^/]+\.bin$", re.IGNORECASE)
_SIGNATURE: Final = re.compile(r"^(?:_xmlsignatures/.*|META-INF/(?:documentsignatures|macrosignatures)\.xml)$")
_STALE: Final = re.compile(r"^(?:ObjectReplacements/.+|layout-cache|.*/?calcChain\.xml)$")
_MACRO: Final = re.compile(r"^(?:Basic/.+/(?!script-l[bc]\.xml)[^/]+|Scripts/.+[^/])$")
_NAMED: Final = re.compile(r"^(?:docProps/|customXml/|meta\.xml|settings\.xml)")
_SHEET: Final = re.compile(r"<(?:(\w+):)?worksheet\b")

_PNG: Final = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fccfc0500f000485018077d7a1ab"
    "0000000049454e44ae426082"
)
_GIF: Final = bytes.fromhex("47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b")
_BMP: Final = bytes.fromhex(
    "424d3a0000000000000036000000280000000100000001000000010018000000000004000000130b0000130b00000000000000000000ffffff00"
)
_JPEG: Final = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300"
    + "01" * 64
    + "ffc0000b080001000101011100ffc4001f0000010501010101"
    "0101000000000000000001020304050607080910ffc400b5100002010303020403050504040000017d0102030004110512213141061351610722"
    "7114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738393a434445464748494a535455565758595a6364"
    "65666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9ca"
    "d2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9faffda0008010100003f00fbd0ffd9"
)
BLANKS: Final = {"png": _PNG, "gif": _GIF, "bmp": _BMP, "jpg": _JPEG, "jpeg": _JPEG, "jfif": _JPEG}
"""Pictures of one point, for those that are left out: the document still holds a picture where it says so."""


@dataclass(slots=True)
class Package:
    """A package being read: its XML parts as raw documents, and what was found in them."""

    sources: list[Decoded] = field(default_factory=list, repr=False)
    names: list[str] = field(default_factory=list)
    texts: Texts = field(default_factory=Texts)
    members: list[Member] = field(default_factory=list, repr=False)


def read_office(data: bytes, name: str, room: Room) -> Content:  # noqa: ARG001 - the signature of all readers
    """A part a story (body, header, note, comment, text box ...), and a part each for attributes that hold text.

    Raises:
        Unscannable: it is broken, encrypted, signed over, or holds macros.
    """
    entries = unzip(data, room)
    _refuse(entries)
    package = Package(texts=Texts(room))
    leaves: dict[str, None] = {}
    for info in entries.infos:
        if not info.is_dir():
            _entry(package, info.filename, entries.data[info.filename], leaves, room)
    _sheets(package, room)
    if entries.loose:
        leaves["loose"] = None
    texts = package.texts

    def write(changes: Changes) -> bytes:
        return _write(package, entries, changes)

    return Content(texts.parts, write, package.members, tuple(leaves))


def _refuse(entries: Entries) -> None:
    names = entries.data
    if b"encryption-data" in names.get("META-INF/manifest.xml", b""):
        raise Unscannable("file-encrypted")
    if any(_MACRO.match(name) for name in names):
        raise Unscannable("file-macros")


def _entry(package: Package, name: str, data: bytes, leaves: dict[str, None], room: Room) -> None:
    """One file of the package: XML is read here, the rest are members or are left out."""
    if _THUMBNAIL.match(name):
        if data != blank(name):
            leaves["thumbnail"] = None
    elif _SIGNATURE.match(name):
        leaves["signature"] = None
    elif _PRINTER.search(name):
        if data.strip(b"\0"):
            leaves["printer"] = None
    elif _STALE.match(name):
        if not name.endswith("calcChain.xml"):
            leaves["stale"] = None
    elif name == "mimetype" or not data:
        return
    elif _XML.search(name):
        try:
            well_formed(data)
        except Unscannable as error:
            if error.key == "file-not-xml" and name.endswith(".vml"):
                package.members.append(Member(name, "x.html", data))
                return
            raise
        package.names.append(name)
        package.sources.append(xml_source(data))
    elif data != blank(name):
        package.members.append(Member(name, name.rpartition("/")[2], data))
    room.part(0)


def _sheets(package: Package, room: Room) -> None:
    """Reads all XML parts; worksheets with the strings and styles that they share."""
    from kvkkscan.files.sheets import Workbook, read_sheet

    book = Workbook.of(package.names, [one.text for one in package.sources])
    for doc, (name, source) in enumerate(zip(package.names, package.sources, strict=True)):
        text = source.text
        if doc == book.strings_doc:
            continue
        if _SHEET.search(text[:2000]):
            read_sheet(package.texts, book, doc, text, room)
        else:
            walk(package.texts, doc, text, name, named=bool(_NAMED.match(name)))
    book.rest(package.texts)


def blank(name: str) -> bytes:
    """What stands for a picture that is left out; nothing for other things."""
    return BLANKS.get(name.rpartition(".")[2].lower(), b"")


def _write(package: Package, entries: Entries, changes: Changes) -> bytes:
    edits: dict[int, list[RawEdit]] = {}
    texts = package.texts
    for at, made in changes.edits.items():
        say = texts.escapes.get(at, escape)
        raw_edits(texts.flows[at], made, say, lambda doc: edits.setdefault(doc, []))
    places = {doc: sorted(one.start for one in made) for doc, made in edits.items()}
    for doc, start, end, edit in texts.linked:
        if doc in places and bisect_left(places[doc], start) < bisect_left(places[doc], end):
            edits[doc].append(edit)
    held = dict(entries.data)
    renamed = _renamed(texts, changes)
    for doc, source in enumerate(package.sources):
        if doc in edits or renamed:
            text = splice(source.text, edits.get(doc, ()))
            for old, called in renamed:
                text = _with_new_name(text, old, called)
            if text != source.text:
                held[package.names[doc]] = source.encode(text)
    for at, new in changes.members.items():
        name = package.members[at].place
        held[name] = blank(name) if new is None else new
    gone = set()
    for name, data in held.items():
        if _THUMBNAIL.match(name):
            held[name] = blank(name)
        elif _PRINTER.search(name):
            held[name] = b"\0" * len(data)
        elif _SIGNATURE.match(name) or _STALE.match(name):
            gone.add(name)
    _forget(held, gone)
    kept = [info for info in entries.infos if info.filename not in gone]
    return rezip([(info, info.filename, held.get(info.filename, b"")) for info in _first(kept)])


def _renamed(texts: Texts, changes: Changes) -> list[tuple[str, str]]:
    """The names of sheets that change, old and new, as XML spells them."""
    found = []
    for at, made in changes.edits.items():
        if texts.parts[at].place.endswith(" sheet@name"):
            new = edited(texts.parts[at].text, [(one.start, one.end, sheet_name(one.new)) for one in made])
            found.append((escape(texts.parts[at].text), new))
    return found


def _with_new_name(text: str, old: str, new: str) -> str:
    """A document that calls a sheet by its new name: in formulas, names of ranges, references of charts, properties."""
    if old not in text:
        return text
    for before, after in (("'", "'!"), ("", "!"), (">", "<")):
        quote = "'" if after == "!" else ""
        text = text.replace(f"{before}{old}{after}", f"{before}{quote}{new}{quote}{after}")
    return text


def _first(infos: Sequence[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """OpenDocument wants its `mimetype` first."""
    return sorted(infos, key=lambda info: info.filename != "mimetype")


_RELATION: Final = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*?\bTarget=\"([^\"]*)\"[^>]*?/>")
_OVERRIDE: Final = re.compile(rb"<(?:\w+:)?Override\b[^>]*?\bPartName=\"/?([^\"]*)\"[^>]*?/>")
_ENTRY: Final = re.compile(
    rb"<manifest:file-entry\b[^>]*?manifest:full-path=\"([^\"]*)\"[^>]*?(?:/>|>.*?</manifest:file-entry>)", re.DOTALL
)


def _forget(held: dict[str, bytes], gone: set[str]) -> None:
    """Removes what names parts that are left out."""
    if not gone:
        return
    tails = {name.rpartition("/")[2].encode() for name in gone}
    full = {name.encode() for name in gone}

    def without(match: re.Match[bytes]) -> bytes:
        target = match[1]
        return b"" if target.lstrip(b"/") in full or target.rpartition(b"/")[2] in tails else match[0]

    for name, data in held.items():
        if name.endswith(".rels"):
            held[name] = _RELATION.sub(without, data)
        elif name == "[Content_Types].xml":
            held[name] = _OVERRIDE.sub(without, data)
        elif name == "META-INF/manifest.xml":
            held[name] = _ENTRY.sub(lambda match: b"" if match[1] in full else match[0], data)


# --- the second reading ----------------------------------------------------------------------------------------------


def office_texts(data: bytes, room: Room) -> list[str]:
    """The texts of all XML parts as lxml sees them, paragraphs joined; attributes that could hold data."""
    from lxml import etree

    from kvkkscan.files.jsontext import canonical
    from kvkkscan.files.paragraphs import INLINE

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    texts: list[str] = []
    for name, body in unzip(data, room).data.items():
        if not _XML.search(name) or not body or name.endswith(".vml"):
            continue
        line: list[str] = []
        for event, one in etree.iterwalk(etree.fromstring(body, parser), ("start", "end", "comment", "pi")):
            if event in {"comment", "pi"}:
                texts.append(str(one.text or ""))
                line.append(one.tail or "")
                continue
            if event == "start":
                line.append(one.text or "")
                prefixes = {space: prefix for prefix, space in one.nsmap.items() if prefix}
                for key, value in one.attrib.items():
                    space, _, local = str(key).rpartition("}")
                    prefix = prefixes.get(space[1:], "")
                    if len(value) > 6 and speaks(f"{prefix}:{local}" if prefix else local, str(value), name):
                        texts.append(str(value))
                continue
            if etree.QName(one).localname not in INLINE:
                text = "".join(line)
                if text.strip():
                    texts.append(canonical(text) if len(text) < 60 else text)
                line = []
            line.append(one.tail or "")
    return texts
