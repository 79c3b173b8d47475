"""Mail: messages (EML) and mailboxes (mbox), header by header and part by part, attachments in attachments.

A message is cut at its boundaries, byte for byte, so that what is not changed stays as it was. Texts are parts, all
other bodies are members. Python's `email` reads the message, too: where it sees a body that we do not, that body is
read as well, and what it holds refuses the file.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from kvkkscan.errors import Unscannable
from kvkkscan.files.bodies import codec_of, decode_as, packed, to_uu, unbroken, unpacked, uu_blocks
from kvkkscan.files.content import Changes, Content, Member, Part
from kvkkscan.files.encoding import decode
from kvkkscan.files.flow import Flow, RawEdit, raw_edits, splice
from kvkkscan.files.inner import hidden
from kvkkscan.files.kinds import ending, kind_of
from kvkkscan.files.mailproof import IDS, TRACE_ID, TRACES, mail_bodies
from kvkkscan.files.mime import (
    Field,
    Parameter,
    fields_of,
    parameter_edits,
    parameter_flow,
    parameters,
    quoted_words,
    value_edits,
    value_flow,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kvkkscan.files.content import Edit, Room
    from kvkkscan.files.encoding import Decoded

_DEEPEST: Final = 20  # parts in parts
# Fields that prove or measure what stood in the message: they would be false, and a digest tells a short text.
_SIGNATURES: Final = frozenset(
    {"dkim-signature", "domainkey-signature", "x-google-dkim-signature", "content-md5", "autocrypt", "autocrypt-gossip"}
)
_LENGTHS: Final = frozenset({"content-length", "lines"})
_FACES: Final = frozenset({"face", "x-face"})  # a small picture of the sender
_ADDRESSES: Final = frozenset({"from", "to", "cc", "bcc", "sender", "reply-to", "return-path", "delivered-to"})
SENDER: Final = "Gönderen"  # what tells the packs that a bare name is a person's or a firm's
_COMPOSED: Final = ("content-type", "content-disposition")
_PKCS7: Final = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_SEALED: Final = frozenset({"multipart/encrypted", "application/pgp-encrypted"})
_MESSAGES: Final = frozenset(
    {"message/rfc822", "message/global", "message/news", "text/rfc822-headers", "message/rfc822-headers"}
)
_STATUS: Final = frozenset({"message/delivery-status", "message/disposition-notification", "message/feedback-report"})
_ENDINGS: Final = {
    "text/html": "html", "text/enriched": "html", "text/richtext": "html", "text/x-amp-html": "html",
    "text/watch-html": "html", "text/csv": "csv", "text/tab-separated-values": "tsv", "text/calendar": "ics",
    "text/xml": "xml", "application/json": "json", "application/xml": "xml", "text/yaml": "yaml",
    "application/yaml": "yaml", "message/rfc822": "eml", "message/global": "eml",
}  # fmt: skip
_PLAIN: Final = frozenset({"text", "csv", "yaml", "mbox", "eml", "empty"})
_ADDRESS: Final = re.compile(r"[^\s<>@\"]+@[^\s<>@\",;]+")
_ARMOURED: Final = re.compile(r"^(?:> ?)*-----BEGIN PGP (MESSAGE|[A-Z]+)", re.MULTILINE)
_UNREADABLE: Final = re.compile(r"^=ybegin (?:part|line)=|^\(This file must be converted with BinHex", re.MULTILINE)
_POSTMARK: Final = re.compile(r"^From [^\r\n]*\d\d:\d\d[^\r\n]*\r?\n(?=[!-9;-~]+[ \t]*:|>From )", re.MULTILINE)
_LARGE: Final = 1 << 16  # bytes of base64 that are not shown to the other reader: no boundary can stand in them
_FLOWED: Final = re.compile(r"flowed", re.IGNORECASE)


@dataclass(slots=True)
class _Leaf:
    """A body with no parts in it: where it stands, what says how to read it, and what it holds."""

    start: int
    end: int
    fields: list[Field]
    encoding: str
    data: bytes = field(repr=False)
    declared: str
    source: Decoded | None = None  # of a text
    recoded: bool = False  # the member is given as UTF-8


@dataclass(slots=True)
class _Pending:
    """Edits being gathered: of the message, and of the texts of its leaves."""

    message: list[RawEdit] = field(default_factory=list)
    texts: dict[int, list[RawEdit]] = field(default_factory=dict)


@dataclass(slots=True)
class _Reading:
    """A mail file being read: its parts, each with a function that takes its edits, and its members."""

    raw: str = field(repr=False)
    room: Room
    eol: str
    parts: list[Part] = field(default_factory=list)
    edit: list[Callable[[Sequence[Edit], _Pending], None]] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    swap: list[Callable[[bytes | None, _Pending], None]] = field(default_factory=list)
    leaves: list[_Leaf] = field(default_factory=list)
    dropped: list[Field] = field(default_factory=list)
    lengths: list[Field] = field(default_factory=list)
    ids: list[tuple[str, Field]] = field(default_factory=list)
    known: set[str] = field(default_factory=set, repr=False)
    large: list[tuple[int, int]] = field(default_factory=list)
    seen: set[bytes] = field(default_factory=set, repr=False)
    left: dict[str, None] = field(default_factory=dict)

    # --- gathering ---------------------------------------------------------------------------------------------------

    def part(
        self,
        place: str,
        flow: Flow,
        edit: Callable[[Sequence[Edit], _Pending], None],
        named: str = "",
        *,
        again: bool = False,
    ) -> None:
        """Adds a text."""
        if flow.text.strip():
            self.parts.append(Part(place, flow.text, named, again=again))
            self.edit.append(edit)

    def member(self, place: str, name: str, data: bytes, swap: Callable[[bytes | None, _Pending], None]) -> None:
        """Adds a file."""
        self.members.append(Member(place, name, data))
        self.swap.append(swap)

    def message(self, start: int, end: int, path: str, depth: int = 0, kind: str = "text/plain") -> None:
        """A message, or a part of one: its header fields, then its body. `kind` is its type where none is named.

        Raises:
            Unscannable: it is encrypted, or readers would not agree on what it says.
        """
        if depth > _DEEPEST:
            raise Unscannable("file-too-nested")
        self.room.part()
        fields, body = fields_of(self.raw, start, end)
        told = {name: self._one(fields, name) for name in (*_COMPOSED, "content-transfer-encoding")}
        options = {name: parameters(self.raw, one) if one else {} for name, one in told.items()}
        type_field = told["content-type"]
        named = self._value(type_field).partition(";")[0].strip().lower() if type_field else ""
        kind = re.sub(r"\s|\(.*?\)", "", named) if "/" in named else kind
        self._refuse(kind, options["content-type"])
        boundary = options["content-type"].get("boundary")
        marks = list(self._marks(boundary, body, end)) if boundary and kind.startswith("multipart/") else []
        self._fields(fields, options, path, boundary if marks else None)
        if marks and boundary:
            self._multipart(boundary, marks, (body, end), path, depth, kind)
            return
        encoding = re.split(r"[\s;(]", self._value(told["content-transfer-encoding"]).strip().lower())[0]
        if kind in _STATUS and encoding not in {"base64", "quoted-printable"}:
            self._status(body, end, path or "report")
            return
        if kind in _MESSAGES and encoding not in {"base64", "quoted-printable"}:
            self.seen.add(_squeezed(self.raw[body:end].encode("latin-1")))  # a text, to other readers
            self.message(body, end, f"{path or 'message'} > ", depth + 1)
            return
        self._leaf(fields, body, end, path, kind, encoding, options)

    def _status(self, start: int, end: int, path: str) -> None:
        """A report in blocks of header fields (RFC 3464)."""
        self.seen.add(_squeezed(self.raw[start:end].encode("latin-1")))
        while start < end:
            fields, after = fields_of(self.raw, start, end)
            if after == start:
                break
            for one in fields:
                self._field(one, value_flow(self.raw, one.value, one.end), path)
            start = after
        self._loose(start, end, path)

    def _one(self, fields: list[Field], name: str) -> Field | None:
        """The field of a name.

        Raises:
            Unscannable: it stands there twice, with two meanings.
        """
        found = [one for one in fields if one.name.lower() == name]
        if len({self._value(one).strip().lower() for one in found}) > 1:
            raise Unscannable("file-polyglot")
        return found[0] if found else None

    def _value(self, one: Field | None) -> str:
        return value_flow(self.raw, one.value, one.end).text if one else ""

    def _refuse(self, kind: str, options: dict[str, Parameter]) -> None:
        if kind in _SEALED:
            raise Unscannable("file-encrypted")
        if kind in _PKCS7:
            signed = options.get("smime-type")
            raise Unscannable("file-smime" if signed and "signed" in signed.value.lower() else "file-encrypted")
        protocol = options.get("protocol")
        if kind == "multipart/signed" and protocol and re.search("pkcs7|pgp", protocol.value, re.IGNORECASE):
            raise Unscannable("file-smime")

    # --- header fields -----------------------------------------------------------------------------------------------

    def _fields(
        self, fields: list[Field], options: dict[str, dict[str, Parameter]], path: str, boundary: Parameter | None
    ) -> None:
        for one in fields:
            name = one.name.lower()
            if name in _SIGNATURES or name.startswith("arc-"):
                self.dropped.append(one)
                self.left["signature"] = None
            elif name in _FACES:
                self.dropped.append(one)
                self.left["thumbnail"] = None
            elif name in IDS:
                self.ids.append((path, one))
            elif name in _COMPOSED:
                self._composed(one, options[name], path, boundary if name == "content-type" else None)
            else:
                if name in _LENGTHS:
                    self.lengths.append(one)
                ids = TRACE_ID.finditer(self.raw, one.value, one.end) if name in TRACES else ()
                flow = value_flow(self.raw, one.value, one.end, [match.span(1) for match in ids])
                if name in _ADDRESSES:
                    self.known.update(address.lower() for address in _ADDRESS.findall(flow.text))
                self._field(one, flow, path)

    def _field(self, one: Field, flow: Flow, path: str) -> None:
        place = _at(path, one.name)
        inner = hidden(flow.text.strip()) if flow.size > 20 else None
        if inner:
            self.member(place, "", inner[0], partial(self._swap_value, one, inner[1]))
        else:
            named = SENDER if one.name.lower() in _ADDRESSES else one.name if one.name[:2] in {"X-", "x-"} else ""
            self.part(place, flow, partial(self._edit_field, one, flow), named)

    def _edit_field(self, one: Field, flow: Flow, edits: Sequence[Edit], pending: _Pending) -> None:
        pending.message += value_edits(self.raw, one, flow, edits, self.eol)

    def _swap_value(self, one: Field, pack: Callable[[bytes], str], new: bytes | None, pending: _Pending) -> None:
        pending.message.append(RawEdit(one.value, one.end, " " + pack(new) if new else ""))

    def _composed(self, one: Field, options: dict[str, Parameter], path: str, boundary: Parameter | None) -> None:
        """A field with parameters: those in pieces are read as one, a boundary as the mark that it is."""
        skip = []
        for name, option in options.items():
            if option is boundary:
                skip += list(option.pieces)
            elif len(option.pieces) > 1 or any(option.starred):
                skip += list(option.pieces)
                flow = parameter_flow(self.raw, option)
                self.part(_at(path, name), flow, partial(self._edit_parameter, option, flow))
        flow = value_flow(self.raw, one.value, one.end, sorted(skip))
        self.part(_at(path, one.name), flow, partial(self._edit_field, one, flow))

    def _edit_parameter(self, option: Parameter, flow: Flow, edits: Sequence[Edit], pending: _Pending) -> None:
        pending.message += parameter_edits(option, flow, edits)

    def identities(self) -> None:
        """Names of messages look like addresses: they are read without their @, except where they are addresses."""
        for path, one in self.ids:
            value = value_flow(self.raw, one.value, one.end)
            skip = (
                []
                if any(address.lower() in self.known for address in _ADDRESS.findall(value.text))
                else [(at, at + 1) for at in range(one.value, one.end) if self.raw[at] == "@"]
            )
            self._field(one, value_flow(self.raw, one.value, one.end, skip), path)

    # --- parts of a body ---------------------------------------------------------------------------------------------

    def _marks(self, boundary: Parameter, start: int, end: int) -> Iterator[tuple[int, int, int, int]]:
        """Where the boundary stands: the end of the body before, the name itself (start, end), the next body."""
        name = boundary.value.rstrip()
        if not name:
            return
        raw = re.escape(name.encode("utf-8", "replace").decode("latin-1"))
        mark = re.compile(rf"--({raw})(--)?[ \t]*(?:\r\n|\n|\r|\Z)")
        for match in mark.finditer(self.raw, start, end):
            before = match.start()
            if before > start and self.raw[before - 1] not in "\r\n":
                continue
            if self.raw[max(before - 2, start) : before] == "\r\n":
                before -= 2
            elif before > start:
                before -= 1
            yield before, match.start(1), match.end(1), match.end()
            if match[2]:
                return

    def _multipart(
        self,
        boundary: Parameter,
        marks: list[tuple[int, int, int, int]],
        body: tuple[int, int],
        path: str,
        depth: int,
        kind: str,
    ) -> None:
        flow = Flow()
        flow.gap(boundary.value)
        self.part(_at(path, "boundary"), flow, partial(self._edit_boundary, boundary, marks))
        self._loose(body[0], marks[0][0], _at(path, "preamble"))
        inner = "message/rfc822" if kind == "multipart/digest" else "text/plain"
        closed = self.raw[marks[-1][2] : marks[-1][2] + 2] == "--"
        for number, (_, _, _, start) in enumerate(marks if not closed else marks[:-1], 1):
            end = marks[number][0] if number < len(marks) else body[1]
            self.message(
                start,
                max(start, end),
                f"{path}.{number}" if path and path[-1] != " " else f"{path}{number}",
                depth + 1,
                inner,
            )
        if closed:
            self._loose(marks[-1][3], body[1], _at(path, "epilogue"))

    def _edit_boundary(
        self, boundary: Parameter, marks: list[tuple[int, int, int, int]], _: Sequence[Edit], pending: _Pending
    ) -> None:
        """A boundary with personal data in it: another name, everywhere."""
        number = boundary.pieces[0][0]
        while f"=_part_{number}" in self.raw:
            number += 1
        first, *others = boundary.pieces
        pending.message.append(RawEdit(*first, f"=_part_{number}"))
        pending.message += [RawEdit(*one, "") for one in others]
        pending.message += [RawEdit(start, end, f"=_part_{number}") for _, start, end, _ in marks]

    def _loose(self, start: int, end: int, place: str) -> None:
        """Text around the parts, which mail programs do not show."""
        text = self.raw[start:end]
        if text.strip():
            leaf = self._add(_Leaf(start, end, [], "", text.encode("latin-1"), ""))
            self._text(leaf, place, {})

    # --- bodies ------------------------------------------------------------------------------------------------------

    def _add(self, leaf: _Leaf) -> int:
        self.leaves.append(leaf)
        return len(self.leaves) - 1

    def _leaf(
        self,
        fields: list[Field],
        start: int,
        end: int,
        path: str,
        kind: str,
        encoding: str,
        options: dict[str, dict[str, Parameter]],
    ) -> None:
        raw = self.raw[start:end].encode("latin-1")
        data, whole = unpacked(raw, encoding)
        if encoding in {"base64", "quoted-printable"}:
            self.room.unpack(len(data))
        declared = options["content-type"].get("charset")
        leaf = _Leaf(start, end, fields, encoding, data, declared.value if declared else "")
        if not whole:
            self.parts.append(Part(_at(path, "body"), raw.decode("latin-1"), fixed=True))
            self.edit.append(lambda _edits, _pending: None)
        if whole and encoding == "base64" and len(raw) > _LARGE:
            self.large.append((start, end))
        if not data.strip(b"\0"):
            return
        at = self._add(leaf)
        file = options["content-disposition"].get("filename") or options["content-type"].get("name")
        name = re.split(r"[/\\]", file.value)[-1] if file else ""
        place = name or _at(path, kind)
        textual = kind.startswith(("text/", "message/", "multipart/"))
        plain = textual and not name and kind not in _ENDINGS
        if plain:
            other = self._other_kind(data)
            if not other:
                self._text(at, place, options["content-type"])
                return
            name = other
        elif ending(name) != _ENDINGS.get(kind, ending(name)) and kind in _ENDINGS:
            name = f"{name or 'part'}.{_ENDINGS[kind]}"
        if textual:
            leaf.source = _given(data, leaf.declared)
            leaf.recoded = leaf.source is not None
        given = leaf.source.text.encode("utf-8", "surrogatepass") if leaf.source else data
        self.member(place, name, given, partial(self._swap_leaf, at))

    def _other_kind(self, data: bytes) -> str:
        """A name for what a plain text really is: a file of another kind; "" where it is a text."""
        try:
            kind = kind_of(data, voices=1)
        except Unscannable:
            return "part"
        if kind == "eml":
            return "part.eml" if b"content-transfer-encoding" in data[:100_000].lower() else ""
        return "" if kind in _PLAIN else f"part.{kind}"

    def _text(self, at: int, place: str, options: dict[str, Parameter]) -> None:
        """A leaf that is a text: as it stands, and as a reader sees it where lines are broken or quoted."""
        leaf = self.leaves[at]
        leaf.source = source = decode_as(leaf.data, leaf.declared)
        text = source.text
        if _UNREADABLE.search(text):
            raise Unscannable("file-method")
        if sealed := _ARMOURED.search(text):
            raise Unscannable("file-encrypted" if sealed[1] == "MESSAGE" else "file-smime")
        inner = hidden(text.strip()) if " " not in text[:200].strip() else None
        if inner:
            first = len(text) - len(text.lstrip())
            spot = (first, first + len(text.strip()))
            self.member(place, "", inner[0], partial(self._swap_text, at, spot, inner[1]))
            return
        whole, start = Flow(), 0
        for begin, end, data, name in uu_blocks(text):
            self.room.unpack(len(data))
            whole.raw(text[start:begin], at, start)
            whole.gap("\n")
            start = end
            eol = "\r\n" if "\r\n" in text else "\n"
            pack = partial(to_uu, eol=eol, tick="`" in text[begin:end])
            self.member(name, name, data, partial(self._swap_text, at, (begin, end), pack))
        whole.raw(text[start:], at, start)
        self.part(place, whole, partial(self._edit_text, whole))
        flowed = options.get("format")
        spaced = options.get("delsp")
        view = unbroken(
            text,
            at,
            flowed=bool(flowed and _FLOWED.search(flowed.value)),
            delete=bool(spaced and spaced.value.lower() == "yes"),
        )
        if "=?" in text and (quoted := quoted_words(text, at)):
            self.part(place, quoted, partial(self._edit_text, quoted), again=True)
        if view is not None and not whole.segments[0].at and len(whole.segments) == 1:
            self.part(place, view, partial(self._edit_text, view), again=True)

    def _edit_text(self, flow: Flow, edits: Sequence[Edit], pending: _Pending) -> None:
        raw_edits(flow, edits, str, lambda at: pending.texts.setdefault(at, []))

    def _swap_text(
        self, at: int, spot: tuple[int, int], pack: Callable[[bytes], str], new: bytes | None, pending: _Pending
    ) -> None:
        pending.texts.setdefault(at, []).append(RawEdit(*spot, pack(new) if new else ""))

    def _swap_leaf(self, at: int, new: bytes | None, pending: _Pending) -> None:
        leaf = self.leaves[at]
        if new is None:
            pending.message.append(RawEdit(leaf.start, leaf.end, ""))
        elif leaf.recoded and leaf.source:
            self._write_text(leaf, new.decode("utf-8", "surrogatepass"), pending)
        else:
            wide = leaf.data.isascii() and not new.isascii() and codec_of(leaf.declared) != "utf-8"
            self._write_bytes(leaf, new, pending, "utf-8" if wide and leaf.declared else "")

    # --- writing -----------------------------------------------------------------------------------------------------

    def _write_text(self, leaf: _Leaf, text: str, pending: _Pending) -> None:
        """A text in its charset; in UTF-8, and so named, where that lacks a letter."""
        assert leaf.source is not None  # noqa: S101 - it was read as a text
        try:
            text.encode(leaf.source.encoding, leaf.source.errors)
        except UnicodeEncodeError:
            self._write_bytes(leaf, text.encode("utf-8", "surrogatepass"), pending, "utf-8")
        else:
            self._write_bytes(leaf, leaf.source.encode(text), pending)

    def _write_bytes(self, leaf: _Leaf, data: bytes, pending: _Pending, charset: str = "") -> None:
        encoding = leaf.encoding
        if charset:
            pending.message += self._named(leaf, charset)
        if leaf.fields and encoding in {"", "7bit"} and not data.isascii() and leaf.data.isascii():
            encoding = "8bit"  # so that all other lines stay as they are
            pending.message.append(self._set_encoding(leaf, encoding))
        old = self.raw[leaf.start : leaf.end].encode("latin-1")
        new = packed(data, encoding, old, self.eol.encode())
        if encoding and unpacked(new, encoding)[0] != data:
            raise Unscannable("file-fixed", part=leaf.encoding)
        pending.message.append(RawEdit(leaf.start, leaf.end, new.decode("latin-1")))

    def _named(self, leaf: _Leaf, charset: str) -> list[RawEdit]:
        """Edits that name the charset of a part."""
        one = self._one(leaf.fields, "content-type")
        if one is None:
            at = leaf.fields[0].start if leaf.fields else leaf.start
            return [RawEdit(at, at, f"Content-Type: text/plain; charset={charset}{self.eol}")] if leaf.fields else []
        option = parameters(self.raw, one).get("charset")
        if option is None:
            return [RawEdit(one.end, one.end, f"; charset={charset}")]
        first, *others = option.pieces
        return [RawEdit(*first, charset), *(RawEdit(*piece, "") for piece in others)]

    def _set_encoding(self, leaf: _Leaf, encoding: str) -> RawEdit:
        one = self._one(leaf.fields, "content-transfer-encoding")
        if one is not None:
            return RawEdit(one.value, one.end, f" {encoding}")
        at = leaf.fields[-1].stop
        return RawEdit(at, at, f"Content-Transfer-Encoding: {encoding}{self.eol}")

    def write(self, changes: Changes) -> bytes:
        """The file with changes made; signatures are left out, for they would be false."""
        pending = _Pending()
        for at, edits in changes.edits.items():
            self.edit[at](edits, pending)
        for at, new in changes.members.items():
            self.swap[at](new, pending)
        for at, made in pending.texts.items():
            leaf = self.leaves[at]
            assert leaf.source is not None  # noqa: S101 - it was read as a text
            self._write_text(leaf, splice(leaf.source.text, made), pending)
        gone = [*self.dropped, *(self.lengths if pending.message else ())]
        pending.message += [RawEdit(one.start, one.stop, "") for one in gone]
        return splice(self.raw, pending.message).encode("latin-1")

    def content(self) -> Content:
        """What the file holds."""
        return Content(self.parts, self.write, self.members, tuple(self.left))


def _at(path: str, name: str) -> str:
    """The place of something in the part at `path`."""
    return f"{path} {name}" if path and path[-1] != " " else f"{path}{name}"


def _given(data: bytes, declared: str) -> Decoded | None:
    """The text of a member that its own reader would not read in the declared charset; None where it would."""
    try:
        source = decode_as(data, declared)
        plain = decode(data)
    except Unscannable:
        return None
    return source if (source.text, source.mark) != (plain.text, plain.mark) else None


# --- readers ---------------------------------------------------------------------------------------------------------


def read_eml(data: bytes, name: str, room: Room) -> Content:  # noqa: ARG001 - the signature of all readers
    """A part a header field, parameter and text; a member each other body, attached message and uuencoded file.

    Raises:
        Unscannable: it is encrypted or signed, or two readers would not agree on what it says.
    """
    return _read(data, room, [(0, len(data), "")])


def read_mbox(data: bytes, name: str, room: Room) -> Content:  # noqa: ARG001 - the signature of all readers
    """As `read_eml`, for each message of a mailbox; a line "From ... 12:34 ..." before a header begins one (RFC 4155).

    Raises:
        Unscannable: as `read_eml`.
    """
    starts = [match.start() for match in _POSTMARK.finditer(data.decode("latin-1"))]
    if not starts or starts[0]:
        starts.insert(0, 0)
    ends = [*starts[1:], len(data)]
    return _read(
        data, room, [(start, end, f"#{at} ") for at, (start, end) in enumerate(zip(starts, ends, strict=True), 1)]
    )


def _read(data: bytes, room: Room, messages: list[tuple[int, int, str]]) -> Content:
    if b"\0" in data[:100]:
        raise Unscannable("file-encoding")  # mail in two bytes a character: no mail program reads it
    raw = data.decode("latin-1")
    mark = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    head = raw[:10_000]
    reading = _Reading(raw, room, "\r\n" if "\r\n" in head else "\n" if "\n" in head else "\r")
    for start, end, path in messages:
        begin = start or mark
        reading.message(begin, end, path)
        reading.identities()
        reading.ids.clear()
        reading.known.clear()
    reading.seen.add(_squeezed(b""))
    own = reading.seen | {_squeezed(leaf.data) for leaf in reading.leaves}
    for start, end, path in messages:
        for body in mail_bodies(_without(data, start or mark, end, reading.large)):
            if _squeezed(body) not in own:
                reading.parts.append(Part(_at(path, "body"), _as_text(body), fixed=True))
                reading.edit.append(lambda _edits, _pending: None)
    return reading.content()


def _squeezed(data: bytes) -> bytes:
    """What a body says without its blanks, in short."""
    return hashlib.blake2b(data.translate(None, b" \t\r\n\v\f")).digest()


def _without(data: bytes, start: int, end: int, large: list[tuple[int, int]]) -> bytes:
    """A message without the stretches, in order, that lie in it."""
    done, at = [], start
    for first, last in large[bisect_left(large, (start, 0)) : bisect_left(large, (end, 0))]:
        done.append(data[at:first])
        at = last
    return b"".join([*done, data[at:end]])


def _as_text(data: bytes) -> str:
    """The text of a body that only another reader sees.

    Raises:
        Unscannable: it is no text, so nobody would read it here.
    """
    try:
        return decode(data).text
    except Unscannable:
        raise Unscannable("file-polyglot") from None
