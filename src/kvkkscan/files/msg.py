"""Outlook's message files ([MS-OXMSG]): every property that holds text, attachments, messages in messages.

A message is a compound file; each property of variable size is a stream, and its size stands in the stream of
properties beside it. Addresses hide in binary properties too (entry identifiers, search keys): of those the readable
stretches are read, and where they hold personal data the property is left out. The file is written anew.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from kvkkscan.errors import Unscannable
from kvkkscan.files.bodies import decode_as
from kvkkscan.files.cfb import Node, read_cfb, walk, write_cfb
from kvkkscan.files.content import Changes, Content, Member, Part
from kvkkscan.files.kinds import kind_of
from kvkkscan.files.lzfu import pack_rtf, unpack_rtf
from kvkkscan.files.mail import SENDER
from kvkkscan.files.plain import edited

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kvkkscan.files.content import Edit, Room

_PROPERTIES: Final = "__properties_version1.0"
_NAMES: Final = "__nameid_version1.0"
_STREAM: Final = re.compile(r"__substg1\.0_([0-9A-Fa-f]{4})([0-9A-Fa-f]{4})(?:-([0-9A-Fa-f]{8}))?")
_WIDE, _NARROW, _BINARY, _OBJECT, _MANY = 0x1F, 0x1E, 0x102, 0x0D, 0x1000  # types ([MS-OXCDATA] 2.11.1)
_CODE_PAGES: Final = (0x3FFD0003, 0x3FDE0003)  # of the message's strings, of its HTML
_HTML, _RTF, _HEADERS, _ATTACHED, _PICTURE = 0x1013, 0x1009, 0x007D, 0x3701, 0x3709
_IDS: Final = frozenset({0x1035, 0x1039, 0x1042})  # names of messages, which look like addresses
_PEOPLE: Final = frozenset({0x0C1A, 0x0042, 0x0E02, 0x0E03, 0x0E04, 0x3001, 0x0040, 0x0044})
_FIXED_HEADS: Final = {"top": 32, "message": 24, "other": 8}  # bytes before the entries of a stream of properties
_KNOWN: Final = {
    0x0037: "Subject", 0x003D: "Subject prefix", 0x0070: "Topic", 0x0E1D: "Subject", 0x1000: "Body",
    0x1013: "HTML body", 0x1009: "RTF body", 0x007D: "Headers",
    0x0C1A: "Sender", 0x0C1F: "Sender address", 0x5D01: "Sender address",
    0x0042: "From", 0x0065: "From address", 0x5D02: "From address", 0x0E02: "Bcc", 0x0E03: "Cc", 0x0E04: "To",
    0x3001: "Name", 0x3003: "Address", 0x39FE: "Address", 0x3701: "Data", 0x3704: "File name", 0x3707: "File name",
    0x1035: "Message-ID", 0x1039: "References", 0x1042: "In-Reply-To",
}  # fmt: skip
_RUNS: Final = re.compile(rb"(?:[\x20-\x7e\xa0-\xff\x1e\x1f\x30\x31\x5e\x5f][\x00\x01]){5,}|[\x20-\x7e\xc0-\xff]{5,}")
_WIDE_RUNS: Final = re.compile(rb"(?:[\x20-\x7e\xa0-\xff\x1e\x1f\x30\x31\x5e\x5f][\x00\x01]){5,}")
# A line of headers with nothing but names of messages.
_NAMES_ONLY: Final = re.compile(r"(?:(?:Message-ID|References|In-Reply-To):)?\s*(?:<[^<>\s]+>\s*)+", re.IGNORECASE)
_PLAIN: Final = frozenset({"text", "csv", "yaml", "mbox", "eml", "empty"})


@dataclass(slots=True)
class _Storage:
    """A storage with properties: the file itself, a recipient, an attachment, a message within."""

    node: Node
    path: str
    head: int  # bytes before the entries
    page: str  # charset of narrow strings


@dataclass(slots=True)
class _Reading:
    """A message file being read."""

    room: Room
    names: dict[int, str] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    edit: list[Callable[[Sequence[Edit]], bytes | None]] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    pack: list[Callable[[bytes], bytes]] = field(default_factory=list)
    part_of: list[Node] = field(default_factory=list)
    member_of: list[Node] = field(default_factory=list)
    storages: list[_Storage] = field(default_factory=list)
    dropped: list[Node] = field(default_factory=list)

    def storage(self, node: Node, path: str, head: int, page: str) -> None:
        """All properties of a storage, and the storages within."""
        kids = {kid.name: kid for kid in node.kids or ()}
        table = kids.get(_PROPERTIES)
        if table is None or table.kids is not None:
            raise Unscannable("file-broken")
        page = _page(table.data[head:]) or page
        self.storages.append(_Storage(node, path, head, page))
        for kid in node.kids or ():
            match = _STREAM.fullmatch(kid.name)
            if kid.name in {_PROPERTIES, _NAMES}:
                continue
            if kid.kids is None:
                self._stream(kid, node, path, match, page)
            elif kid.name.startswith(("__recip_version1.0_", "__attach_version1.0_")):
                number = int(kid.name[-8:], 16) + 1 if re.fullmatch("[0-9A-Fa-f]{8}", kid.name[-8:]) else 0
                what = "recipient" if "recip" in kid.name else "attachment"
                self.storage(kid, f"{path}{what} {number} ", _FIXED_HEADS["other"], page)
            elif match and int(match[2], 16) == _OBJECT and any(one.name == _PROPERTIES for one in kid.kids):
                self.storage(kid, f"{path}> ", _FIXED_HEADS["message"], page)
            else:
                raise Unscannable("file-ole")

    def _stream(self, node: Node, parent: Node, path: str, match: re.Match[str] | None, page: str) -> None:
        number, kind = (int(match[1], 16), int(match[2], 16)) if match else (0, _BINARY)
        named = self.names.get(number, "")
        place = path + (_KNOWN.get(number) or named or (f"property {number:04X}" if match else node.name))
        base = kind & ~_MANY
        if kind & _MANY and match and not match[3] and kind != _BINARY:
            return  # lengths of the values, which have streams of their own
        if base in {_WIDE, _NARROW}:
            self._string(node, place, number, named, "utf-16-le" if base == _WIDE else page)
        elif number == _RTF:
            self._member(node, place, "body.rtf", unpack_rtf(node.data, self.room), pack_rtf)
        elif number == _HTML:
            self._member(node, place, "body.html", node.data, bytes)
        elif number == _ATTACHED:
            name = _file_name(parent, page)
            self._member(node, f"{path}{name}".strip() if name else place, name, node.data, bytes)
        elif number == _PICTURE:
            self.dropped.append(node)
        else:
            self._binary(node, place, one_of_many=bool(match and match[3]))

    def _string(self, node: Node, place: str, number: int, named: str, charset: str) -> None:
        if charset == "utf-16-le":
            text = node.data.decode("utf-16-le", "surrogatepass" if len(node.data) % 2 == 0 else "replace")
            encode: Callable[[str], bytes] = partial(str.encode, encoding="utf-16-le", errors="surrogatepass")
        else:
            source = decode_as(node.data, charset)
            text, encode = source.text, source.encode
        plain = text.rstrip("\0")
        tail = text[len(plain) :]
        if number in {_HEADERS, _HTML} and plain.strip():
            name = "headers.eml" if number == _HEADERS else "body.html"
            self._member(
                node, place, name, plain.encode("utf-8", "surrogatepass"),
                lambda new: encode(new.decode("utf-8", "surrogatepass") + tail),
            )  # fmt: skip
            return
        shown = plain.replace("@", " ") if number in _IDS else plain
        named = named or (SENDER if number in _PEOPLE else "")
        self._part(Part(place, shown, named), node, lambda made: encode(edited(plain, made) + tail))

    def _binary(self, node: Node, place: str, *, one_of_many: bool) -> None:
        """A property that is no text: a file that we know, or the readable stretches of it."""
        if len(node.data) >= 64 and _is_file(node.data):
            self._member(node, place, "", node.data, bytes)
            return
        runs = [_run(one[0]) for one in _RUNS.finditer(node.data)]
        self._part(Part(place, "\n".join(runs)), node, lambda _: b"" if one_of_many else None)

    def _part(self, part: Part, node: Node, edit: Callable[[Sequence[Edit]], bytes | None]) -> None:
        if part.text.strip():
            self.parts.append(part)
            self.part_of.append(node)
            self.edit.append(edit)

    def _member(self, node: Node, place: str, name: str, data: bytes, pack: Callable[[bytes], bytes]) -> None:
        if data:
            self.members.append(Member(place, name, data))
            self.member_of.append(node)
            self.pack.append(pack)

    def content(self, root: Node) -> Content:
        """What the file holds."""

        def write(changes: Changes) -> bytes:
            new: dict[int, bytes | None] = {id(node): None for node in self.dropped}
            for at, edits in changes.edits.items():
                new[id(self.part_of[at])] = self.edit[at](edits)
            for at, data in changes.members.items():
                new[id(self.member_of[at])] = self.pack[at](data) if data is not None else b""
            return write_cfb(_renewed(root, new, {id(one.node): one.head for one in self.storages}))

        return Content(self.parts, write, self.members, ("thumbnail",) if self.dropped else ())


def read_msg(data: bytes, name: str, room: Room) -> Content:  # noqa: ARG001 - the signature of all readers
    """A part a property of text; bodies in HTML and RTF, transport headers and attachments are members.

    Raises:
        Unscannable: it is broken, or holds an OLE object.
    """
    root = read_cfb(data, room)
    reading = _Reading(room)
    names = next((kid for kid in root.kids or () if kid.name == _NAMES), None)
    if names is not None:
        reading.names, texts = _names(names)
        if texts.strip():
            reading.parts.append(Part("names of properties", texts, fixed=True))
            reading.part_of.append(names)
            reading.edit.append(lambda _: None)
    reading.storage(root, "", _FIXED_HEADS["top"], "cp1254")
    return reading.content(root)


def _page(entries: bytes) -> str:
    """The charset of narrow strings, by the code page among the properties; "" where none is named."""
    found = {tag: value for tag, _, value, _ in struct.iter_unpack("<IIII", entries[: len(entries) // 16 * 16])}
    for tag in _CODE_PAGES:
        page = found.get(tag, 0)
        if page:
            known = {65001: "utf-8", 20127: "us-ascii"}
            return known.get(page, f"iso-8859-{page - 28590}" if 28591 <= page <= 28605 else f"cp{page}")
    return ""


def _names(node: Node) -> tuple[dict[int, str], str]:
    """The names of the properties from 8000 on ([MS-OXMSG] 2.2.3), and all of their text."""
    kids = {kid.name: kid.data for kid in node.kids or ()}
    entries, strings = kids.get("__substg1.0_00030102", b""), kids.get("__substg1.0_00040102", b"")
    found = {}
    for offset, kind, number in struct.iter_unpack("<IHH", entries[: len(entries) // 8 * 8]):
        if kind & 1 and offset + 4 <= len(strings):
            size = int.from_bytes(strings[offset : offset + 4], "little")
            found[0x8000 + number] = strings[offset + 4 : offset + 4 + size].decode("utf-16-le", "replace")
    return found, "\n".join([*found.values(), *(_run(one[0]) for one in _RUNS.finditer(strings))])


def _file_name(storage: Node, page: str) -> str:
    """The name of an attachment: the long one, else the short one."""
    kids = {kid.name.upper(): kid.data for kid in storage.kids or () if kid.kids is None}
    for number in ("3707", "3704", "3001"):
        wide, narrow = (kids.get(f"__SUBSTG1.0_{number}{kind}") for kind in ("001F", "001E"))
        if wide or narrow:
            text = wide.decode("utf-16-le", "replace") if wide else decode_as(narrow or b"", page).text
            return re.split(r"[/\\]", text.rstrip("\0"))[-1]
    return ""


def _run(data: bytes) -> str:
    """A readable stretch of binary data, in two bytes a letter or one."""
    if data[1:2] in {b"\0", b"\1"}:
        return data.decode("utf-16-le", "replace")
    return data.decode("cp1254", "replace")


def _is_file(data: bytes) -> bool:
    """Whether bytes are a file of a kind that is known by its signs."""
    try:
        kind = kind_of(data, voices=1)
    except Unscannable as error:
        return error.key not in {"file-binary", "file-broken"}
    return kind not in _PLAIN


def _renewed(node: Node, new: dict[int, bytes | None], heads: dict[int, int]) -> Node:
    """The tree with new streams, without those that are None; sizes of properties follow."""
    kids = []
    for kid in node.kids or ():
        if kid.kids is not None:
            kids.append(_renewed(kid, new, heads))
        elif id(kid) not in new:
            kids.append(kid)
        elif (data := new[id(kid)]) is not None:
            kids.append(Node(kid.name, None, data, kid.clsid, kid.flags, kid.times))
    if id(node) in heads:
        kids = _resized(kids, heads[id(node)])
    return Node(node.name, kids, b"", node.clsid, node.flags, node.times)


def _resized(kids: list[Node], head: int) -> list[Node]:
    """The streams of a storage, with sizes that fit and no entry for a property that has gone."""
    sizes: dict[tuple[int, int], int] = {}
    values: dict[tuple[int, int], dict[int, int]] = {}
    for kid in kids:
        if match := _STREAM.fullmatch(kid.name):
            number, kind = int(match[1], 16), int(match[2], 16)
            if match[3]:
                values.setdefault((number, kind), {})[int(match[3], 16)] = len(kid.data)
            elif kid.kids is None:
                sizes[number, kind] = len(kid.data) + {_WIDE: 2, _NARROW: 1}.get(kind, 0)
    done = []
    for kid in kids:
        match = _STREAM.fullmatch(kid.name)
        if kid.name == _PROPERTIES:
            done.append(Node(kid.name, None, _table(kid.data, head, sizes, kids), kid.clsid, kid.flags, kid.times))
        elif match and not match[3] and (own := values.get((int(match[1], 16), int(match[2], 16)))):
            done.append(
                Node(kid.name, None, _lengths(kid.data, own, int(match[2], 16)), kid.clsid, kid.flags, kid.times)
            )
        else:
            done.append(kid)
    return done


def _table(data: bytes, head: int, sizes: dict[tuple[int, int], int], kids: list[Node]) -> bytes:
    storages = {kid.name.upper() for kid in kids if kid.kids is not None}
    done = [data[:head]]
    for at in range(head, len(data) - 15, 16):
        kind, number = struct.unpack_from("<HH", data, at)
        entry = data[at : at + 16]
        if kind in {_WIDE, _NARROW, _BINARY} or kind & _MANY:
            size = sizes.get((number, kind))
            if size is None:
                continue
            entry = entry[:8] + struct.pack("<I", size) + entry[12:]
        elif kind == _OBJECT and f"__SUBSTG1.0_{number:04X}{kind:04X}" not in storages and (number, kind) not in sizes:
            continue
        done.append(entry)
    return b"".join(done)


def _lengths(data: bytes, own: dict[int, int], kind: int) -> bytes:
    """The stream of lengths of a property with many values: 4 bytes each, or 8 for binary ones."""
    step = 8 if kind == _BINARY | _MANY else 4
    done = bytearray(data)
    for number, size in own.items():
        if (number + 1) * step <= len(done):
            struct.pack_into("<I", done, number * step, size)
    return bytes(done)


def msg_texts(data: bytes, room: Room) -> list[str]:
    """All strings in two bytes a letter, wherever they stand in the file, and the narrow ones: the second reading."""
    texts = [one[0].decode("utf-16-le", "replace") for one in _WIDE_RUNS.finditer(data)]
    for path, node in walk(read_cfb(data, room)):
        match = _STREAM.fullmatch(path[-1])
        if match and int(match[2], 16) & ~_MANY == _NARROW:
            texts.append(decode_as(node.data, "cp1254").text)
    return [text.replace("@", " ") if _NAMES_ONLY.fullmatch(text.strip()) else text for text in texts]
