"""XML and HTML: text, attributes, comments and all, read without building a tree, so that every other byte stays."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote

from kvkkscan.errors import Unscannable
from kvkkscan.files.content import Changes, Content, Member, Part
from kvkkscan.files.encoding import Decoded, decode
from kvkkscan.files.flow import Flow, RawEdit, Whole, raw_edits, splice
from kvkkscan.files.inner import hidden

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kvkkscan.files.content import Room

COMMENT, CDATA, PI, DECLARATION, CLOSE, OPEN, TEXT = 1, 2, 3, 4, 5, 7, 8
"""`lastindex` of a match of XML_TOKEN: what kind of token it is. Groups 6 and 7 are a tag's name and attributes."""

XML_TOKEN: Final = re.compile(
    r"<!--(.*?)-->|<!\[CDATA\[(.*?)\]\]>|<\?(.*?)\?>|<!([^>\[]*(?:\[[^\]]*\]\s*)?)>"
    r"|</([^\s>]+)\s*>|<([^\s/>!?]+)((?:[^>\"']++|\"[^\"]*\"|'[^']*')*+)>|([^<]+)",
    re.DOTALL,
)
ATTRIBUTE: Final = re.compile(r"([^\s=\"'/>]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});?")
_HEXED: Final = re.compile(r"(?:%[0-9a-fA-F]{2})+")
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_DECLARED: Final = re.compile(rb"<\?xml[^>]{0,100}encoding\s*=\s*[\"']([A-Za-z][\w.\-]{0,40})[\"']")
_AS_IT_IS: Final = Whole("", "")


def escape(text: str) -> str:
    """Text as XML or HTML spells it, in an element or in an attribute."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def entity(raw: str) -> str:
    """What an entity of XML says; itself where it is none."""
    name = raw[1:].rstrip(";")
    if name[:1] == "#":
        try:
            return chr(int("0" + name[1:], 0) if name[1] in {"x", "X"} else int(name[1:]))
        except (ValueError, OverflowError):
            return raw
    return _NAMED.get(name, raw)


def add_text(flow: Flow, raw: str, doc: int, start: int, meaning: Callable[[str], str] = entity) -> None:
    """Adds character data to a flow; its entities are read."""
    if "&" not in raw:
        flow.raw(raw, doc, start)
        return
    at = 0
    for match in _ENTITY.finditer(raw):
        flow.raw(raw[at : match.start()], doc, start + at)
        flow.read(meaning(match[0]), doc, start + match.start(), start + match.end(), _AS_IT_IS)
        at = match.end()
    flow.raw(raw[at:], doc, start + at)


def add_address(flow: Flow, raw: str, doc: int, start: int, meaning: Callable[[str], str] = entity) -> None:
    """As `add_text`, of an address whose characters may be written as %C5%9F."""
    at = 0
    for match in _HEXED.finditer(raw):
        add_text(flow, raw[at : match.start()], doc, start + at, meaning)
        flow.read(unquote(match[0]), doc, start + match.start(), start + match.end(), _AS_IT_IS)
        at = match.end()
    add_text(flow, raw[at:], doc, start + at, meaning)


def well_formed(data: bytes, *, doctype: bool = False) -> None:
    """Refuse what is no XML, or could mean more than it says.

    Raises:
        Unscannable: it is not well-formed, or has a DOCTYPE (with `doctype`: one that declares something).
    """
    from xml.parsers import expat

    def refuse(*_: object) -> None:
        raise Unscannable("file-doctype")

    def declared(_name: str, _system: str | None, _public: str | None, has_subset: int) -> None:
        if has_subset or not doctype:
            raise Unscannable("file-doctype")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = declared
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data, True)  # noqa: FBT003 - it takes no keywords
    except (expat.ExpatError, ValueError, LookupError):
        raise Unscannable("file-not-xml") from None


def xml_source(data: bytes) -> Decoded:
    """The text of an XML file, in the encoding that it declares.

    Raises:
        Unscannable: it is not in that encoding.
    """
    declared = _DECLARED.match(data[:300])
    if declared and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        name = declared[1].decode("ascii").lower()
        if name not in {"utf-8", "utf8", "utf-16"}:
            try:
                source = Decoded(data.decode(name), name)
                if source.encode(source.text) == data:
                    return source
            except (LookupError, UnicodeError):
                pass
            raise Unscannable("file-encoding")
    return decode(data)


def xml_tokens(text: str) -> Iterator[re.Match[str]]:
    """The tokens of an XML text, without a gap.

    Raises:
        Unscannable: something in it is no token.
    """
    at = 0
    for match in XML_TOKEN.finditer(text):
        if match.start() != at:
            break
        at = match.end()
        yield match
    if at != len(text):
        raise Unscannable("file-not-xml")


class _Texts:
    """The parts of a file of one raw document being gathered."""

    def __init__(self, meaning: Callable[[str], str]) -> None:
        self.meaning = meaning
        self.flows: list[Flow] = []
        self.parts: list[Part] = []
        self.members: list[Member] = []
        self.packed: list[tuple[int, int, Callable[[bytes], str]]] = []  # where members stand, and how they are spelled

    def flow(
        self, flow: Flow, place: str, field: str = "", fields: tuple[str, ...] = (), *, again: bool = False
    ) -> None:
        """Adds a flow as a part."""
        if flow.text.strip():
            self.flows.append(flow)
            self.parts.append(Part(place, flow.text, field, fields, again))

    def text(self, raw: str, start: int, place: str, field: str = "", fields: tuple[str, ...] = ()) -> None:
        """Adds character data as a part, or as a member where it is a file."""
        flow = Flow()
        add = add_address if "%" in raw else add_text
        add(flow, raw, 0, start, self.meaning)
        inner = hidden(flow.text.strip())
        if inner:
            self.members.append(Member(place, "", inner[0]))
            self.packed.append((start, start + len(raw), lambda new: escape(inner[1](new))))
        else:
            self.flow(flow, place, field, fields)

    def plain(self, raw: str, start: int, place: str) -> None:
        """Adds text that has no entities: a comment, a script."""
        flow = Flow()
        flow.raw(raw, 0, start)
        self.flow(flow, place)

    def content(self, source: Decoded) -> Content:
        """What the file holds."""

        def write(changes: Changes) -> bytes:
            edits: list[RawEdit] = []
            for at, made in changes.edits.items():
                raw_edits(self.flows[at], made, escape, lambda _: edits)
            for at, data in changes.members.items():
                start, end, pack = self.packed[at]
                edits.append(RawEdit(start, end, pack(data) if data is not None else ""))
            return source.encode(splice(source.text, edits))

        return Content(self.parts, write, self.members)


# --- XML -------------------------------------------------------------------------------------------------------------


class _Element(NamedTuple):
    number: int
    name: str


def read_xml(data: bytes, name: str, room: Room) -> Content:  # noqa: ARG001 - the signature of all readers
    """A part a stretch of text, attribute, comment and instruction; and all text in one, as a reader may see it.

    Raises:
        Unscannable: it is not well-formed, or its DOCTYPE declares entities.
    """
    well_formed(data, doctype=True)
    source = xml_source(data)
    texts = _Texts(entity)
    stack = [_Element(0, "")]
    low, count = 0, 0
    found: list[tuple[int, re.Match[str], int]] = []  # number of the lowest element around this text and the last one
    mixed: set[int] = set()
    for match in xml_tokens(source.text):
        kind = match.lastindex
        if kind in {TEXT, CDATA}:
            if match[kind].strip():
                mixed.add(stack[-1].number)
                found.append((stack[min(low, len(stack) - 1)].number, match, kind))
                low = len(stack) - 1
                if kind == TEXT:
                    texts.text(match[0], match.start(), _path(stack), _local(stack[-1].name))
                else:
                    texts.plain(match[kind], match.start(kind), _path(stack))
        elif kind == OPEN:
            count += 1
            room.part()
            tag, attributes = match[6], match[7]
            for one in ATTRIBUTE.finditer(attributes):
                group = 2 if one[2] is not None else 3
                start = match.start(7) + one.start(group)
                texts.text(one[group], start, f"{_path(stack)}/{tag}@{one[1]}", _attribute_field(attributes, one[1]))
            if not attributes.endswith("/"):
                stack.append(_Element(count, tag))
        elif kind == CLOSE:
            if len(stack) > 1:
                stack.pop()
            low = min(low, len(stack) - 1)
        elif kind in (COMMENT, PI):
            texts.plain(match[kind], match.start(kind), f"{_path(stack)} <!-- -->" if kind == COMMENT else "<? ?>")
    whole = Flow()
    for number, match, kind in found:
        if whole.size and number not in mixed:
            whole.gap("\n")
        if kind == TEXT:
            add_text(whole, match[0], 0, match.start())
        else:
            whole.raw(match[kind], 0, match.start(kind))
    if len(found) > 1:
        texts.flow(whole, "", again=True)
    return texts.content(source)


def _path(stack: list[_Element]) -> str:
    return "/".join(one.name for one in stack[1:])[-200:]


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _attribute_field(attributes: str, name: str) -> str:
    """The name of an attribute; of `value` and the like that of the field which the element is for."""
    if _local(name).lower() in {"value", "content", "text"}:
        for one in ATTRIBUTE.finditer(attributes):
            if _local(one[1]).lower() in {"name", "property", "itemprop", "key", "id", "field"}:
                return one[2] or one[3] or ""
    return _local(name)


def xml_texts(data: bytes) -> list[str]:
    """All text of an XML file as expat sees it, mixed content joined: the second reading."""
    from xml.parsers import expat

    pieces: list[str] = []
    others: list[str] = []
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.CharacterDataHandler = pieces.append
    parser.StartElementHandler = lambda _name, attributes: others.extend((*attributes.values(), ""))
    parser.EndElementHandler = lambda _name: pieces.append("\n")
    parser.CommentHandler = others.append
    parser.ProcessingInstructionHandler = lambda _target, text: others.append(text)
    parser.Parse(data, True)  # noqa: FBT003 - it takes no keywords
    return [*"".join(pieces).split("\n"), *others]


# --- HTML ------------------------------------------------------------------------------------------------------------

_HTML_TOKEN: Final = re.compile(
    r"<!--(.*?)(?:--!?>|\Z)|<!\[CDATA\[(.*?)\]\]>|<\?([^>]*)>|<!([^>]*)>"
    r"|</([A-Za-z][^\s/>]*)[^>]*>|<([A-Za-z][^\s/>]*)((?:[^>\"'=]++|=\s*\"[^\"]*\"|=\s*'[^']*'|[=\"'])*+)>|([^<]+|<)",
    re.DOTALL,
)
_HTML_ATTRIBUTE: Final = re.compile(r"([^\s=\"'/>]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"'][^\s>]*))")
_INLINE: Final = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr q s samp small span"
    " strike strong sub sup time tt u var wbr o:p font".split()
)
_WORDS: Final = re.compile(r"\d{3}|@")
_CELLS: Final = frozenset({"td", "th"})
_SCRIPTS: Final = frozenset({"script", "style", "textarea", "title", "xmp"})


class _Table:
    """A table being read: for each row the cells as offsets of the flow."""

    def __init__(self) -> None:
        self.rows: list[list[tuple[int, int]]] = []
        self.open: int | None = None

    def close(self, at: int) -> None:
        """The open cell ends."""
        if self.open is not None and self.rows:
            self.rows[-1].append((self.open, at))
        self.open = None


def read_html(data: bytes, name: str, room: Room) -> Content:  # noqa: ARG001 - the signature of all readers
    """The text as a browser would run it together; cells once more under their headers; attributes, comments, scripts.

    Raises:
        Unscannable: this is no text.
    """
    source = decode(data)
    text = source.text
    texts = _Texts(html.unescape)
    flow = Flow()
    tables: list[_Table] = []
    done: list[_Table] = []
    at = 0
    while at < len(text):
        match = _HTML_TOKEN.match(text, at)
        if match is None:  # a "<" that begins nothing, as in "<3"
            flow.raw(text[at], 0, at)
            at += 1
            continue
        at = match.end()
        kind = match.lastindex
        if kind == TEXT:
            add_text(flow, match[0], 0, match.start(), html.unescape)
        elif kind == OPEN:
            room.part()
            tag = match[6].lower()
            _html_attributes(texts, match, tag)
            _break(flow, tag, tables, done, opens=True)
            if tag in _SCRIPTS:
                at = _script(texts, flow, text, match, tag)
        elif kind == CLOSE:
            _break(flow, match[5].lower(), tables, done, opens=False)
        elif kind == COMMENT:
            texts.plain(match[1], match.start(1), "<!-- -->")
        elif kind is not None:
            texts.plain(match[kind], match.start(kind), "<! >")
    while tables:
        tables[-1].close(flow.size)
        done.append(tables.pop())
    texts.parts.insert(0, Part("", flow.text))
    texts.flows.insert(0, flow)
    for table in done:
        _named_cells(texts, flow, table, room)
    return texts.content(source)


def _break(flow: Flow, tag: str, tables: list[_Table], done: list[_Table], *, opens: bool) -> None:
    """What a tag means for the text: nothing, a line end, a tab; and where cells begin and end."""
    if tag in _INLINE:
        return
    if tag == "table":
        if opens:
            tables.append(_Table())
        elif tables:
            tables[-1].close(flow.size)
            done.append(tables.pop())
    elif tables and tag in {"tr", *_CELLS}:
        tables[-1].close(flow.size)
    if tag in _CELLS:
        flow.gap("\t")
        if opens and tables:
            if not tables[-1].rows:
                tables[-1].rows.append([])
            tables[-1].open = flow.size
        return
    flow.gap("\n")
    if tag == "tr" and opens and tables:
        tables[-1].rows.append([])


def _named_cells(texts: _Texts, flow: Flow, table: _Table, room: Room) -> None:
    """Each cell once more as the value of its column's header."""
    text = flow.text
    rows = [row for row in table.rows if row]
    if len(rows) < 2:
        return
    names = tuple(text[start:end].strip() for start, end in rows[0])
    if len(names) < 2 or any(re.search(r"\d{5}|@", name) for name in names):
        return
    for number, row in enumerate(rows[1:], 2):
        for column, (start, end) in enumerate(row[: len(names)]):
            value = text[start:end]
            start += len(value) - len(value.lstrip())  # noqa: PLW2901 - without blanks around
            end = start + len(value.strip())  # noqa: PLW2901
            if value.strip() and room.names(names[column]):
                texts.flow(flow.cut(start, end), f"table!{number},{column + 1}", names[column], names, again=True)


def _script(texts: _Texts, flow: Flow, text: str, match: re.Match[str], tag: str) -> int:
    """The inside of an element that holds no tags; where it ends."""
    start = match.end()
    close = re.compile(rf"</{tag}\b", re.IGNORECASE).search(text, start)
    end = close.start() if close else len(text)
    body = text[start:end]
    if tag in {"textarea", "title"}:
        add_text(flow, body, 0, start, html.unescape)
    elif tag == "script" and "json" in match[7].lower() and body.strip():
        texts.members.append(Member("script", "x.json", body.encode("utf-8", "surrogatepass")))
        texts.packed.append((start, end, lambda new: new.decode("utf-8", "surrogatepass")))
    else:
        texts.plain(body, start, tag)
    return end


def _html_attributes(texts: _Texts, match: re.Match[str], tag: str) -> None:
    attributes = match[7]
    if _WORDS.search(_HTML_ATTRIBUTE.sub("", match[6] + attributes)):  # more than names of attributes: a broken tag
        texts.plain(match[6] + attributes, match.start(6), tag[:20])
    if "=" not in attributes:
        return
    found = [(one[1].lower(), one, 2 if one[2] is not None else 3 if one[3] is not None else 4)
             for one in _HTML_ATTRIBUTE.finditer(attributes)]  # fmt: skip
    named = {key: html.unescape(one[group]) for key, one, group in found}
    of = named.get("name") or named.get("property") or named.get("itemprop") or named.get("id") or ""
    for key, one, group in found:
        if key in {"class", "style", "rel", "type"}:
            continue
        field = of if key in {"value", "content", "placeholder", "data-value"} else key
        texts.text(one[group], match.start(7) + one.start(group), f"{tag}@{key}", field)


def html_texts(text: str) -> list[str]:
    """All text of a page as `html.parser` sees it: the second reading."""
    from html.parser import HTMLParser

    found: list[str] = []
    pieces: list[str] = []

    class Reader(HTMLParser):
        """Gathers everything."""

        def handle_data(self, data: str) -> None:
            pieces.append(data)

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.extend(value for _, value in attrs if value)
            found.append(" ".join([tag, *(name for name, _ in attrs)]))
            if tag not in _INLINE:
                pieces.append("\n")

        def handle_endtag(self, tag: str) -> None:
            if tag not in _INLINE:
                pieces.append("\n")

        def handle_comment(self, data: str) -> None:
            found.append(data)

        def unknown_decl(self, data: str) -> None:
            found.append(data)

        def handle_decl(self, decl: str) -> None:
            found.append(decl)

    reader = Reader(convert_charrefs=True)
    reader.feed(text)
    reader.close()
    return [*(line for line in "".join(pieces).split("\n") if line.strip()), *found]
