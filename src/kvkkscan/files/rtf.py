"""RTF: text as a reader shows it, whatever groups, escapes and code pages it is written in; every other byte stays.

Rich Text Format Specification 1.9.1. A file is read as Latin-1, so that a character of the raw document is a byte.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from kvkkscan.errors import Unscannable
from kvkkscan.files.content import Changes, Content, Member, Part
from kvkkscan.files.encoding import Decoded
from kvkkscan.files.flow import Flow, RawEdit, Whole, raw_edits, splice

if TYPE_CHECKING:
    from kvkkscan.files.content import Room

_TOKEN: Final = re.compile(
    r"\\'([0-9a-fA-F]{2})|\\([A-Za-z]+)(-?[0-9]{1,10})? ?|\\([^A-Za-z])"
    r"|([{}])|([^\\{}\r\n\x80-\xff]+)|([\x80-\xff])|[\r\n]+",
    re.DOTALL,
)
_SIGNS: Final = {
    "tab": "\t", "cell": "\t", "nestcell": "\t", "par": "\n", "line": "\n", "sect": "\n", "page": "\n", "row": "\n",
    "nestrow": "\n", "column": "\n", "softline": "\n", "emdash": "\u2014", "endash": "\u2013", "emspace": "\u2003",
    "enspace": "\u2002", "bullet": "\u2022", "lquote": "\u2018", "rquote": "\u2019", "ldblquote": "\u201c",
    "rdblquote": "\u201d", "zwj": "\u200d", "zwnj": "\u200c",
}  # fmt: skip
_SYMBOLS: Final = {"~": "\u00a0", "-": "\u00ad", "_": "\u2011", "\n": "\n", "\r": "\n", "{": "{", "}": "}", "\\": "\\"}
# Destinations without words of the document: fonts' names and colours, shapes' numbers. Their inside is not text.
_SILENT: Final = frozenset(
    "fonttbl colortbl filetbl listtable listoverridetable rsidtbl generator themedata colorschememapping datastore"
    " latentstyles mmathPr xmlnstbl panose falt blipuid blipuid pgptbl".split()
)
# Destinations with a text of their own, not part of the words around them.
_APART: Final = frozenset(
    "info title subject author manager company operator category keywords comment doccomm hlinkbase header headerl"
    " headerr headerf footer footerl footerr footerf footnote annotation atnid atnauthor atntime atndate atnref"
    " bkmkstart bkmkend fldinst userprops propname staticval linkval stylesheet shptxt sn sv ffname ffdeftext"
    " ffhelptext ffstattext docvar template xe tc private revtbl".split()
)
_CHARSETS: Final = {
    162: "cp1254", 238: "cp1250", 204: "cp1251", 161: "cp1253", 177: "cp1255", 178: "cp1256", 186: "cp1257",
    163: "cp1258",
}  # fmt: skip


@dataclass(slots=True)
class _Group:
    """The state of one group."""

    flow: Flow | None
    font: int
    skip: int  # characters after \u that old readers show instead
    silent: bool = False
    start: int = 0
    name: str = ""
    starred: bool = False


@dataclass(slots=True)
class _State:
    """What is known while a file is read."""

    page: str = "cp1254"
    fonts: dict[int, str] = field(default_factory=dict)
    flows: list[tuple[str, Flow]] = field(default_factory=list)
    pictures: list[tuple[int, int, str]] = field(default_factory=list)
    pending: int = 0  # characters still to skip


def escape(text: str) -> str:
    """Text as RTF spells it in seven bits; in a group where it could go on with a control word before it."""
    done = []
    for sign in text:
        code = ord(sign)
        if sign in "\\{}":
            done.append("\\" + sign)
        elif sign == "\t":
            done.append("\\tab ")
        elif sign == "\n":
            done.append("\\line ")
        elif code < 128:
            done.append(sign)
        else:
            units = sign.encode("utf-16-le", "surrogatepass")
            done += [
                f"\\uc0\\u{int.from_bytes(units[at : at + 2], 'little', signed=True)} "
                for at in range(0, len(units), 2)
            ]
    plain = "".join(done)
    if not plain:
        return ""
    return "{" + plain + "}" if len(done) != len(plain) or plain[0].isalnum() or plain[0] in "- " else plain


def read_rtf(data: bytes, name: str, room: Room) -> Content:  # noqa: ARG001 - the signature of all readers
    """A part a text: the body, and each header, footer, note, comment, field and property; pictures are members.

    Raises:
        Unscannable: groups are not closed, or it holds an OLE object or binary data.
    """
    text = data.decode("latin-1")
    state = _State()
    body = Flow()
    state.flows.append(("", body))
    groups: list[_Group] = [_Group(body, -1, 1)]
    at = 0
    for match in _TOKEN.finditer(text):
        if match.start() != at:
            raise Unscannable("file-broken")
        at = match.end()
        group = groups[-1]
        brace = match[5]
        if brace == "{":
            room.part(0)
            groups.append(_Group(group.flow, group.font, group.skip, group.silent, match.start()))
            state.pending = 0
        elif brace == "}":
            if len(groups) == 1:
                if text[at:].strip("\0 \r\n}"):
                    raise Unscannable("file-broken")
                break
            done = groups.pop()
            if done.name == "pict":
                state.pictures.append((done.start, match.end(), text[done.start : match.end()]))
            state.pending = 0
        else:
            _token(match, group, state)
    if len(groups) > 1:
        raise Unscannable("file-broken")
    flows = [(place, flow) for place, flow in state.flows if flow.text.strip()]
    parts = [Part(place, flow.text, _field(place)) for place, flow in flows]
    members = [Member("pict", "", _picture(raw)) for _, _, raw in state.pictures]
    source = Decoded(text, "latin-1")

    def write(changes: Changes) -> bytes:
        edits: list[RawEdit] = []
        for index, made in changes.edits.items():
            raw_edits(flows[index][1], made, escape, lambda _: edits)
        for index in changes.members:
            start, end, _ = state.pictures[index]
            edits.append(RawEdit(start, end, ""))
        return source.encode(splice(text, edits))

    return Content(parts, write, members)


def _field(place: str) -> str:
    return place if place in {"author", "operator", "manager"} else ""


def _token(match: re.Match[str], group: _Group, state: _State) -> None:
    start, end = match.span()
    if match[2]:
        _word(match, group, state)
    elif match[1] or match[7]:
        if state.pending:
            state.pending -= 1
        elif group.flow and not group.silent:
            byte = bytes([int(match[1], 16)]) if match[1] else match[7].encode("latin-1")
            group.flow.read(byte.decode(state.fonts.get(group.font, state.page), "replace"), 0, start, end)
    elif match[4]:
        sign = match[4]
        if sign == "*":
            group.starred = True
        elif group.flow and not group.silent and sign in _SYMBOLS:
            group.flow.read(_SYMBOLS[sign], 0, start, end, Whole("", ""))
    elif match[6]:
        raw = match[6]
        skipped = min(state.pending, len(raw))
        state.pending -= skipped
        if group.flow and not group.silent:
            group.flow.raw(raw[skipped:], 0, start + skipped)


def _word(match: re.Match[str], group: _Group, state: _State) -> None:
    word, number = match[2], int(match[3]) if match[3] else None
    start, end = match.span()
    flow = group.flow
    if word == "u" and number is not None:
        code = number % 65536
        if flow and not group.silent:
            _unit(flow, code, start, end)
        state.pending = group.skip
        return
    state.pending = 0
    if word == "uc" and number is not None:
        group.skip = min(number, 10)
    elif word == "ansicpg" and number is not None:
        state.page = _page(number)
    elif word == "f" and number is not None:
        group.font = number
    elif word == "fcharset" and number is not None:
        state.fonts[group.font] = _CHARSETS.get(number, state.page)
    elif word == "mac":
        state.page = "mac_turkish"
    elif word in {"bin", "objdata", "object"}:
        raise Unscannable("file-ole")
    elif word == "pict":
        group.name, group.silent = "pict", True
    elif word in _SILENT:
        group.name, group.silent = word, True
    elif word in _APART or (group.starred and not group.name):
        group.name = word
        group.flow, group.silent = Flow(), False
        state.flows.append((word, group.flow))
        group.starred = False
    elif word in _SIGNS and flow and not group.silent:
        flow.gap(_SIGNS[word])


def _unit(flow: Flow, code: int, start: int, end: int) -> None:
    """Adds a UTF-16 unit; the second half of a pair joins the first."""
    sign = chr(code)
    last = flow.segments[-1] if flow.segments else None
    if 0xDC00 <= code <= 0xDFFF and last and last.whole and flow.text and 0xD800 <= ord(flow.text[-1]) <= 0xDBFF:
        first = ord(flow.text[-1])
        whole = chr(0x10000 + ((first - 0xD800) << 10) + code - 0xDC00)
        flow.replace_last(whole, end)
        return
    flow.read(sign, 0, start, end)


def _page(number: int) -> str:
    try:
        "".encode(f"cp{number}")
    except LookupError:
        return "cp1254"
    return "cp1254" if number == 1252 else f"cp{number}"


def _picture(raw: str) -> bytes:
    """The bytes of a picture; what cannot be told stays as it is written, which no reader takes for an image."""
    digits = re.sub(r"\\[a-z]+-?\d* ?|\{[^{}]*\}|[\s{}]", "", raw, flags=re.IGNORECASE)
    try:
        return bytes.fromhex(digits) or b"\0"
    except ValueError:
        return b"\0" + raw.encode("latin-1")


def rtf_texts(data: bytes) -> list[str]:
    """The text as striprtf sees it: the second reading."""
    from striprtf.striprtf import rtf_to_text

    text: str = rtf_to_text(data.decode("latin-1"), encoding="cp1254", errors="replace")  # type: ignore[no-untyped-call]
    return text.split("\n")
