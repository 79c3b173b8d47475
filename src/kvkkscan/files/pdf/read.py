"""PDF files: what they hold, and how they are written without some of it."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pikepdf

from kvkkscan.errors import Unscannable
from kvkkscan.files.content import Content, Member, Part
from kvkkscan.files.pdf import pictures
from kvkkscan.files.pdf.glyphs import Interpreter, Page, Run
from kvkkscan.files.pdf.raster import as_picture, flat, put_page
from kvkkscan.files.pdf.strings import Found, reachable, walk
from kvkkscan.files.pdf.subset import renumbered
from kvkkscan.files.pdf.views import View, by_lines, drawn
from kvkkscan.files.pdf.write import LABEL_FONT, Cuts, label_font, lay_over, overlay, rewritten, under, widen
from kvkkscan.files.plain import edited

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kvkkscan.files.content import Changes, Edit, Room

_PAGES: Final = 5_000
_UNKNOWN: Final = 4  # glyphs of one font that say no Unicode: fewer cannot spell anything
_FEW: Final = 20
_CURVES: Final = 150  # curved segments on a page with fewer glyphs than that: text as outlines
_END: Final = re.compile(rb"startxref\s+\d+\s+%%EOF\s*")
_PRINTED: Final = re.compile(rb"[^\x00-\x08\x0b-\x1f]{6,}")
_ANGLES: Final = 8


@dataclass(slots=True)
class _Document:
    """A PDF that was opened, and what was found in it."""

    pdf: pikepdf.Pdf
    found: Found
    room: Room
    pages: list[Page] = field(default_factory=list, repr=False)
    fonts: Interpreter | None = field(default=None, repr=False)
    parts: list[Part] = field(default_factory=list, repr=False)
    writers: dict[int, Callable[[Sequence[Edit]], None]] = field(default_factory=dict, repr=False)
    views: dict[int, tuple[Page, View]] = field(default_factory=dict, repr=False)
    fields: dict[int, Any] = field(default_factory=dict, repr=False)
    members: list[Member] = field(default_factory=list, repr=False)
    replace: list[Callable[[bytes | None], None]] = field(default_factory=list, repr=False)
    images: dict[tuple[int, int], int] = field(default_factory=dict)
    leaves: dict[str, None] = field(default_factory=dict)
    loses: dict[str, None] = field(default_factory=dict)
    painted: dict[bytes, bytes] = field(default_factory=dict, repr=False)
    blind: set[int] = field(default_factory=set)  # pages whose text cannot be read, by index


def read_pdf(data: bytes, name: str, room: Room) -> Content:  # noqa: ARG001 - the signature of all readers
    """A part a page and reading, and a part a string; XMP, attachments and images are members.

    A page is read in the order of drawing, by lines and by paragraphs. Earlier revisions are read, too, never written.

    Raises:
        Unscannable: it is broken, encrypted or over the budgets; or a font does not say what it shows.
    """
    start = data.find(b"%PDF-")
    if start and data[:start].strip(b"\0 \r\n\t\xef\xbb\xbf"):
        raise Unscannable("file-polyglot")
    tail = data.rfind(b"%%EOF")
    if tail >= 0 and data.rfind(b"PK\5\6") > tail:
        raise Unscannable("file-polyglot")
    document = _read(data, room)
    _revisions(document, data, room)
    return Content(
        document.parts,
        lambda changes: _write(document, changes),
        document.members,
        tuple(document.leaves),
        loses=tuple(document.loses),
        shown=lambda one: _shown(document, one),
        flat=lambda: flat(data),
    )


def _shown(document: _Document, data: bytes) -> bytes:
    """How a member comes back: pictures as they are written, and painted where text over them was removed."""
    plain = pictures.shown(data)
    return document.painted.get(plain, plain)


def _open(data: bytes) -> pikepdf.Pdf:
    try:
        pdf = pikepdf.open(io.BytesIO(data), suppress_warnings=True)
    except pikepdf.PasswordError:
        raise Unscannable("file-encrypted") from None
    except pikepdf.PdfError:
        raise Unscannable("file-broken") from None
    if pdf.is_encrypted:
        raise Unscannable("file-encrypted")
    return pdf


def _read(data: bytes, room: Room) -> _Document:
    pdf = _open(data)
    try:
        count = len(pdf.pages)
    except (pikepdf.PdfError, RecursionError):
        raise Unscannable("file-broken") from None
    if count > _PAGES:
        raise Unscannable("file-too-many-texts", count=_PAGES)
    document = _Document(pdf, walk(pdf, room), room)
    interpreter = document.fonts = Interpreter(room)
    for index, one in enumerate(pdf.pages):
        document.pages.append(interpreter.page(one.obj, index))
        room.part(1)
    shown = len(document.pages)
    _loose(document, interpreter)
    _blind_pages(document, shown)
    for page in document.pages:
        _page_parts(document, page)
    _string_parts(document)
    _stream_members(document, interpreter, room)
    for index in sorted(document.blind):
        _page_member(document, data, index, room)
    return document


def _loose(document: _Document, interpreter: Interpreter) -> None:
    """Forms, patterns and glyph procedures that no page led to; pages that are no longer in the document."""
    known = {page.obj.objgen for page in document.pdf.pages}
    extra = len(document.pages)
    for obj in document.pdf.objects:
        if isinstance(obj, pikepdf.Stream):
            kind = obj.get("/Subtype")
            if obj.objgen not in interpreter.reached and (kind == "/Form" or obj.get("/PatternType") == 1):
                document.pages.append(interpreter.loose(obj))
        elif isinstance(obj, pikepdf.Dictionary) and obj.get("/Type") == "/Page" and obj.objgen not in known:
            document.leaves["unused"] = None
            page = interpreter.page(obj, extra)
            page.number = 0
            document.pages.append(page)
            extra += 1


def _blind_pages(document: _Document, shown: int) -> None:
    """Notes the pages that must be looked at: fonts that do not say what they show, text as outlines.

    Raises:
        Unscannable: that is so for something that is on no page.
    """
    for index, page in enumerate(document.pages):
        outlines = page.curves >= _CURVES and page.glyphs < _FEW
        fonts = {id(run.font): run.font for run in page.runs}.values()
        if outlines or any(len(font.unknown) >= _UNKNOWN or font.shows_text for font in fonts):
            if index >= shown:
                raise Unscannable("file-pdf-font")
            document.blind.add(index)


def _page_member(document: _Document, data: bytes, index: int, room: Room) -> None:
    """A page as a picture, for the reader of those; where that changes something, the picture becomes the page."""
    picture = as_picture(data, index, room)

    def replace(new: bytes | None) -> None:
        put_page(document.pdf, index, new if new is not None else picture, blank=new is None)

    document.members.append(Member(f"page {index + 1}", "page.png", picture))
    document.replace.append(replace)


# --- parts -----------------------------------------------------------------------------------------------------------


def _page_parts(document: _Document, page: Page) -> None:
    place = f"page {page.number}" if page.number else "pages"
    if not page.runs and not page.props:
        return
    first = drawn(page.runs)
    known = {first.text}
    views = [first]
    for view in by_lines(page.runs)[: 2 * _ANGLES]:
        if view.text not in known:
            known.add(view.text)
            views.append(view)
    for number, view in enumerate(views):
        document.views[len(document.parts)] = (page, view)
        document.parts.append(Part(place, view.text, again=number > 0))
    for stream, op in page.props:
        props = stream.code[op].operands[1]
        for key in ("/ActualText", "/Alt", "/E"):
            if key in props:
                document.fields[len(document.parts)] = ("props", stream, op)
                document.parts.append(Part(place, str(props.get(key)), again=True))


def _string_parts(document: _Document) -> None:
    for one in document.found.spoken:
        at = len(document.parts)
        document.writers[at] = one.write
        if one.key in {"/V", "/DV"}:
            document.fields[at] = ("field", one.owner, 0)
        document.parts.append(one.part)
    names = sorted(document.found.names)
    if names:
        document.parts.append(Part("names", "\n".join(names), fixed=True))
    acro: Any = document.pdf.Root.get("/AcroForm", pikepdf.Dictionary())
    xfa = acro.get("/XFA")
    pieces = [xfa] if isinstance(xfa, pikepdf.Stream) else [one for one in xfa or () if isinstance(one, pikepdf.Stream)]
    if pieces:
        document.loses["xfa"] = None
        text = b"".join(one.read_bytes() for one in pieces).decode("utf-8", "replace")
        document.writers[len(document.parts)] = lambda _: None  # left out with all of it
        document.parts.append(Part("XFA", re.sub(r"<[^>]*>", "\n", text)))
    if "/SigFlags" in acro or "/Perms" in document.pdf.Root:
        document.loses["signature"] = None
    if document.found.scripts:
        document.loses["script"] = None
        for obj, _ in document.found.scripts:
            code = obj.get("/JS")
            if isinstance(code, pikepdf.Stream):
                document.writers[len(document.parts)] = lambda _: None  # left out with all of it
                document.parts.append(Part("script", code.read_bytes().decode("utf-8", "replace")))


# --- members ---------------------------------------------------------------------------------------------------------


def _stream_members(document: _Document, interpreter: Interpreter, room: Room) -> None:
    """Streams that are no text of a page: attachments, XMP, images; what is none of what we know is a member, too."""
    attached: set[tuple[int, int]] = set()
    for _, key, stream, name in document.found.attached:
        if isinstance(stream, pikepdf.Stream) and stream.objgen not in attached:
            attached.add(stream.objgen)
            _attachment(document, key, stream, name, room)
    scripts = {obj.get("/JS").objgen for obj, _ in document.found.scripts if isinstance(obj.get("/JS"), pikepdf.Stream)}
    acro: Any = document.pdf.Root.get("/AcroForm", pikepdf.Dictionary())
    xfa = acro.get("/XFA")
    skipped = {
        one.objgen
        for one in ([xfa] if isinstance(xfa, pikepdf.Stream) else xfa or ())
        if isinstance(one, pikepdf.Stream)
    }
    masks = {
        one.get(key).objgen
        for one in document.found.streams
        for key in ("/SMask", "/Mask")
        if isinstance(one.get(key), pikepdf.Stream)
    }
    thumbs = set()
    for page in document.pdf.pages:
        thumb = page.obj.get("/Thumb")
        if isinstance(thumb, pikepdf.Stream):
            thumbs.add(thumb.objgen)
    if thumbs:
        document.leaves["thumbnail"] = None
    inside = _parts_of_fonts(document)
    led: set[tuple[int, int]] | None = None
    for stream in document.found.streams:
        key = stream.objgen
        if key in attached or key in scripts or key in skipped or key in masks or key in thumbs or key in inside:
            continue
        if key in interpreter.reached:
            continue
        kind, sort = stream.get("/Type"), stream.get("/Subtype")
        if sort == "/Form" or "/PatternType" in stream or "/ShadingType" in stream or "/FunctionType" in stream:
            continue
        led = reachable(document.pdf) if led is None else led
        if key not in led:
            _lost(document, stream, room)
        elif kind == "/Metadata":
            _xmp(document, stream, room)
        elif sort == "/Image":
            pictures.add(document, stream, room)
        elif kind == "/EmbeddedFile":
            _attachment(document, "", stream, "", room)
        else:
            _unknown(document, stream, room)
    for shown in document.pages:
        for one in shown.pictures:
            if one.op >= 0:
                pictures.add_inline(document, one, room)


def _parts_of_fonts(document: _Document) -> set[tuple[int, int]]:
    """Streams that fonts and colours are made of."""
    inside: set[tuple[int, int]] = set()
    for obj in document.pdf.objects:
        if isinstance(obj, pikepdf.Array):
            if len(obj) > 1 and obj[0] == "/ICCBased" and isinstance(obj[1], pikepdf.Stream):
                inside.add(obj[1].objgen)
            continue
        if not isinstance(obj, (pikepdf.Dictionary, pikepdf.Stream)):
            continue
        _inside(obj, inside, 0)
    return inside


_FONT_KEYS: Final = tuple(
    f"/{key}"
    for key in "FontFile FontFile2 FontFile3 ToUnicode Encoding CIDToGIDMap CIDSet UseCMap DestOutputProfile TR TR2 HT"
    " BG BG2 UCR UCR2".split()
)


def _inside(obj: Any, inside: set[tuple[int, int]], depth: int) -> None:  # noqa: ANN401 - pikepdf objects are dynamic
    """Marks the streams of fonts and colours in one dictionary and those directly within it."""
    if depth > 20:
        return
    if isinstance(obj, pikepdf.Array):
        if len(obj) > 1 and str(obj[0]) in {"/ICCBased", "/Indexed"}:
            inside.update(one.objgen for one in obj if isinstance(one, pikepdf.Stream))
        for one in obj:
            if isinstance(one, (pikepdf.Dictionary, pikepdf.Array)) and not one.is_indirect:
                _inside(one, inside, depth + 1)
        return
    for key in _FONT_KEYS:
        value = obj.get(key)
        if isinstance(value, pikepdf.Stream):
            inside.add(value.objgen)
    procs: Any = obj.get("/CharProcs")
    if isinstance(procs, pikepdf.Dictionary):
        held = [procs.get(key) for key in procs.keys()]
        inside.update(one.objgen for one in held if isinstance(one, pikepdf.Stream))
    contents = obj.get("/Contents")
    if obj.get("/Type") == "/Page" and contents is not None:
        parts = [contents] if isinstance(contents, pikepdf.Stream) else contents
        inside.update(one.objgen for one in parts if isinstance(one, pikepdf.Stream))
    for key in obj.keys():
        value = obj.get(key)
        if isinstance(value, (pikepdf.Dictionary, pikepdf.Array)) and not value.is_indirect:
            _inside(value, inside, depth + 1)


def _unpacked(stream: Any, room: Room) -> bytes:  # noqa: ANN401 - pikepdf objects are dynamic
    try:
        data = bytes(stream.read_bytes())
    except pikepdf.PdfError:
        raise Unscannable("file-broken") from None
    room.unpack(len(data))
    return data


def _add(document: _Document, member: Member, replace: Callable[[bytes | None], None]) -> None:
    document.members.append(member)
    document.replace.append(replace)


def _attachment(document: _Document, key: str, stream: Any, name: str, room: Room) -> None:  # noqa: ANN401
    data = _unpacked(stream, room)

    def replace(new: bytes | None) -> None:
        if new is None:
            for own, at, held, _ in document.found.attached:
                if held.objgen == stream.objgen:
                    del own["/EF"][at]
            return
        stream.write(new)
        if "/Params" in stream:
            for one in ("/CheckSum", "/Size", "/Mac"):
                if one in stream["/Params"]:
                    del stream["/Params"][one]

    _add(document, Member(name or key or "attachment", name, data), replace)


def _xmp(document: _Document, stream: Any, room: Room) -> None:  # noqa: ANN401 - pikepdf objects are dynamic
    data = _unpacked(stream, room)
    if not data.strip():
        return

    def replace(new: bytes | None) -> None:
        stream.write(new or b"")

    _add(document, Member("XMP", "xmp.xml", data), replace)


def _lost(document: _Document, stream: Any, room: Room) -> None:  # noqa: ANN401 - pikepdf objects are dynamic
    """A stream that nothing leads to: its bytes are looked at, and never written."""
    document.leaves["unused"] = None
    if stream.get("/Subtype") != "/Image":
        text = "\n".join(one.decode("utf-8", "replace") for one in _PRINTED.findall(_unpacked(stream, room)))
        document.writers[len(document.parts)] = lambda _: None  # not written again
        document.parts.append(Part("unused stream", text))


def _unknown(document: _Document, stream: Any, room: Room) -> None:  # noqa: ANN401 - pikepdf objects are dynamic
    data = _unpacked(stream, room)
    if data.strip():
        _add(document, Member("stream", "", data), lambda new: stream.write(new or b""))


# --- earlier revisions -----------------------------------------------------------------------------------------------


_OBJECT: Final = re.compile(rb"(\d+)\s+(\d+)\s+obj\b(\s*(?:<<|\[))?.*?\bendobj\b", re.DOTALL)
_STRUCTURE: Final = re.compile(
    rb"xref\s+(?:\d+ \d+\s+(?:\d{10} \d{5} [nf]\s*)*)+|startxref\s+\d+|%%EOF|%PDF-\d\.\d"
    rb"|trailer\s*<<(?:[^<>]|<[^<>]*>|<<[^<>]*>>)*>>"
)


def _revisions(document: _Document, data: bytes, room: Room) -> None:
    """Reads what earlier revisions say that the last one does not, lost objects, and bytes outside of all objects.

    Raises:
        Unscannable: there are too many revisions.
    """
    loose = _STRUCTURE.sub(b"", _OBJECT.sub(b"\n", data))
    text = "\n".join(one.decode("utf-8", "replace") for one in _PRINTED.findall(loose))
    if text.strip():
        document.writers[len(document.parts)] = lambda _: None  # not written again
        document.parts.append(Part("outside of objects", text))
    ends = [match.end() for match in _END.finditer(data)]
    olds = [data[:end] for end in ends[:-1]]
    if b"/Linearized" in data[:2048] and len(ends) == 2:
        olds = []
    if len(olds) > 20:
        raise Unscannable("file-too-many", count=20)
    known = {one.objgen for one in document.pdf.objects if hasattr(one, "objgen")}
    told = {(int(match[1]), int(match[2])) for match in _OBJECT.finditer(data) if match[3]}
    if told - known:
        document.leaves["unused"] = None
        olds.append(data.replace(b"startxref", b"startlost"))  # makes qpdf look for every object
    for old in olds:
        _earlier(document, old, room)


def _earlier(document: _Document, data: bytes, room: Room) -> None:
    """Adds what only an earlier revision says."""
    known = {part.text for part in document.parts}
    held = {member.data for member in document.members}
    try:
        old = _read(data, room)
    except Unscannable as error:
        if error.key not in {"file-broken", "file-pdf-font"}:
            raise
        document.leaves["revisions"] = None
        return
    for part in old.parts:
        if part.text not in known and part.place != "names":
            known.add(part.text)
            document.leaves["revisions"] = None
            document.writers[len(document.parts)] = lambda _: None  # no earlier revision is written
            document.parts.append(Part(f"earlier revision: {part.place}", part.text, part.named, again=part.again))
    if any(member.data not in held for member in old.members):
        document.leaves["revisions"] = None


# --- writing ---------------------------------------------------------------------------------------------------------


def _write(document: _Document, changes: Changes) -> bytes:
    pdf = document.pdf
    for at, new in changes.members.items():
        document.replace[at](new)
    cuts = Cuts()
    dirty: dict[int, set[int]] = {}
    for at, edits in sorted(changes.edits.items()):
        special = document.fields.get(at)
        if at in document.views:
            _, view = document.views[at]
            for edit in edits:
                cuts.add(view, edit.start, edit.end, edit.new)
        elif special and special[0] == "props":
            dirty.setdefault(id(special[1]), set()).add(special[2])
        else:
            document.writers[at](edits)
            if special:
                _cut_widget(document, cuts, special[1], edited(document.parts[at].text, edits))
    _cut(document, cuts, dirty)
    _forget(document, cuts)
    target = io.BytesIO()
    pdf.save(
        target,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        compress_streams=True,
        deterministic_id=True,
        fix_metadata_version=False,
    )
    return target.getvalue()


def _cut_widget(document: _Document, cuts: Cuts, owner: Any, new: str) -> None:  # noqa: ANN401 - pikepdf objects
    """The appearance of a field whose value was changed: all of its text goes.

    Readers may draw the new value by themselves, with a font that they surely have.
    """
    acro = document.pdf.Root.get("/AcroForm")
    if isinstance(acro, pikepdf.Dictionary):
        held: Any = acro.get("/DR", pikepdf.Dictionary())
        fonts: Any = held.get("/Font", pikepdf.Dictionary())
        if LABEL_FONT not in fonts:
            fonts[LABEL_FONT] = label_font(document.pdf)
            held["/Font"] = fonts
            acro["/DR"] = held
        owner["/DA"] = pikepdf.String(f"{LABEL_FONT} 0 Tf 0 g")
    wanted = {owner.objgen} if owner.is_indirect else set()
    for kid in owner.get("/Kids", ()):
        wanted.add(kid.objgen)
    for page in document.pages:
        own = [
            run
            for run in page.runs
            if run.stream.widget is not None and run.stream.widget.objgen in wanted and run.text
        ]
        if own:
            view = drawn(own)
            cuts.add(view, 0, len(view.text), new if len(new) <= 60 else "")


def _cut(document: _Document, cuts: Cuts, dirty: dict[int, set[int]]) -> None:
    """Takes glyphs out of all streams that show them, and out of what the fonts tell."""
    if not cuts.holes and not dirty:
        return
    by_page: dict[int, list[View]] = {}
    touched = {key[0] for hole in cuts.holes for key in hole.glyphs}
    for page in document.pages:
        if any(id(run) in touched for run in page.runs):
            by_page[id(page)] = by_lines(page.runs)
    widen(cuts, [view for views in by_page.values() for view in views[:1]])
    covered: dict[int, list[Any]] = {}
    for page in document.pages:
        if id(page) in by_page:
            covered[id(page)] = under(cuts, page)
    cuts.spread(document.pages)
    for page in document.pages:
        if covered.get(id(page)):
            pictures.paint(document, page, covered[id(page)], document.room)
    runs: dict[int, dict[tuple[int, int], Run]] = {}
    streams = {}
    for page in document.pages:
        for run in page.runs:
            runs.setdefault(id(run.stream), {})[run.op, run.item] = run
            streams[id(run.stream)] = run.stream
        for stream, _ in page.props:
            streams[id(stream)] = stream
    assert document.fonts is not None  # noqa: S101 - set when it was read
    codes = renumbered(document.pdf, document.fonts, document.pages, cuts)
    drawn_over = overlay(cuts)
    font = label_font(document.pdf) if drawn_over else None
    for number, stream in streams.items():
        own = runs.get(number, {})
        gone = cuts.gone.get(number, {})
        if gone or number in dirty or any(id(run.font) in codes for run in own.values()):
            body = pikepdf.unparse_content_stream(rewritten(stream, gone, own, codes, dirty.get(number, set())))
            lay_over(document.pdf, stream, body, drawn_over.get(number, ()), font)


def _forget(document: _Document, cuts: Cuts) -> None:
    """Leaves out what nobody needs and may show what is removed."""
    pdf, root = document.pdf, document.pdf.Root
    acro = root.get("/AcroForm")
    if isinstance(acro, pikepdf.Dictionary):
        for key in ("/XFA", "/SigFlags"):
            if key in acro:
                del acro[key]
    for key in ("/Perms", "/DSS", "/PieceInfo", "/OpenAction", "/AA"):
        if key in root and (key not in {"/OpenAction", "/AA"} or document.found.scripts):
            del root[key]
    for obj, _ in document.found.scripts:
        for key in list(obj.keys()):
            del obj[key]
        obj["/S"] = pikepdf.Name("/GoTo")
        obj["/D"] = pikepdf.Array([pdf.pages[0].obj, pikepdf.Name("/Fit")])
    names = root.get("/Names")
    if isinstance(names, pikepdf.Dictionary) and "/JavaScript" in names:
        del names["/JavaScript"]
    for obj in pdf.objects:
        if not isinstance(obj, pikepdf.Dictionary):
            continue
        for key in ("/Thumb", "/PieceInfo"):
            if key in obj:
                del obj[key]
        if obj.get("/Type") == "/Sig" and "/ByteRange" in obj:
            for key in ("/Contents", "/ByteRange", "/Cert"):
                if key in obj:
                    del obj[key]
            obj["/Contents"] = pikepdf.String("")
            obj["/ByteRange"] = pikepdf.Array([0, 0, 0, 0])
        elif obj.get("/FT") == "/Sig" and "/V" in obj:
            del obj["/V"]
    _forget_tags(document, cuts)


def _forget_tags(document: _Document, cuts: Cuts) -> None:
    """What tags say instead of removed text."""
    values = set()
    for hole in cuts.holes:
        text = "".join(run.texts[code] for (_, code), run in hole.glyphs.items())
        values.add(_squeeze(text))
    if not values:
        return
    for one in document.found.spoken:
        if one.key in {"/ActualText", "/E", "/Alt"}:
            text = _squeeze(str(one.owner.get(one.key, "")))
            if not text or any(text in value or value in text for value in values):
                one.owner[one.key] = pikepdf.String("")


def _squeeze(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()
