"""vCard and iCalendar (RFC 6350, RFC 5545): texts whose lines are folded, escaped and packed.

They come with mail: invitations, business cards. The text as it stands is one part; unfolded, as a calendar shows it,
it is another reading; pictures and files in base64 are members.
"""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Final

from kvkkscan.files.bodies import decode_as
from kvkkscan.files.content import Changes, Content, Member, Part
from kvkkscan.files.flow import Flow, RawEdit, raw_edits, splice
from kvkkscan.files.inner import hidden

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kvkkscan.files.encoding import Decoded

CARD: Final = re.compile(r"\ufeff?\s*BEGIN:V(?:CARD|CALENDAR)\s", re.IGNORECASE)
_LINE: Final = re.compile(r"([^\r\n]*)(\r\n|\n|\r|\Z)")
_QUOTED: Final = re.compile(r"[^:]*;(?:ENCODING=)?QUOTED-PRINTABLE[;:]", re.IGNORECASE)
_PACKED: Final = re.compile(r"[^:]*;ENCODING=(?:B|BASE64)[^:]*:", re.IGNORECASE)
_CHARSET: Final = re.compile(r";CHARSET=\"?([\w\-]{1,40})", re.IGNORECASE)
_HEXED: Final = re.compile(r"(?:=[0-9A-Fa-f]{2})+")
_ESCAPED: Final = re.compile(r"\\([nN,;:\\])")
_LINE_OF: Final = 75


def read_card(source: Decoded) -> Content:
    """A part for the text, one for the text unfolded, a member for each value in base64."""
    text = source.text
    view, members, spots = Flow(), [], []
    for stretches in _unfolded(text):
        line = "".join(text[start:end] for start, end in stretches)
        value = line.partition(":")[2]
        inner = _file(line, value)
        if inner:
            data, pack = inner
            members.append(Member(line.partition(":")[0].partition(";")[0], "", data))
            spots.append((_place(stretches, len(line) - len(value)), stretches[-1][1], pack))
        else:
            _add(view, text, stretches, line)
        view.gap("\n")

    def write(changes: Changes) -> bytes:
        edits = [RawEdit(*one) for one in changes.edits.get(0, ())]
        raw_edits(view, changes.edits.get(1, ()), _escape, lambda _: edits)
        for at, new in changes.members.items():
            start, end, pack = spots[at]
            edits.append(RawEdit(start, end, pack(new) if new else ""))
        return source.encode(splice(text, edits))

    shown = list(text)
    for start, end, _ in spots:
        shown[start:end] = " " * (end - start)  # read as members
    parts = [Part("", "".join(shown) if spots else text), Part("", view.text, again=True)]
    return Content(parts, write, members)


def _unfolded(text: str) -> Iterator[list[tuple[int, int]]]:
    """For each line that was folded (a blank begins the next) or softly broken, where its stretches stand."""
    held: list[tuple[int, int]] = []
    soft = False
    for match in _LINE.finditer(text):
        line, start = match[1], match.start()
        if held and soft:
            held.append((start, start + len(line)))
        elif held and line[:1] in {" ", "\t"}:
            held.append((start + 1, start + len(line)))
        else:
            if held:
                yield held
            held = [(start, start + len(line))]
            soft = bool(_QUOTED.match(line))
        if soft and line.endswith("="):
            held[-1] = (held[-1][0], held[-1][1] - 1)
        else:
            soft = False
    if held:
        yield held


def _add(view: Flow, text: str, stretches: list[tuple[int, int]], line: str) -> None:
    quoted = _QUOTED.match(line)
    named = _CHARSET.search(line) if quoted else None
    charset = named[1] if named else "utf-8"
    pattern = _HEXED if quoted else _ESCAPED
    for start, end in stretches:
        at = start
        for match in pattern.finditer(text, start, end):
            view.raw(text[at : match.start()], 0, at)
            if quoted:
                view.read(decode_as(bytes.fromhex(match[0].replace("=", "")), charset).text, 0, *match.span())
            else:
                view.read("\n" if match[1] in "nN" else match[1], 0, *match.span())
            at = match.end()
        view.raw(text[at:end], 0, at)


def _escape(text: str) -> str:
    """New text in a value: signs that would end it are left out."""
    return re.sub(r"[\r\n]+", " ", text)


def _place(stretches: list[tuple[int, int]], offset: int) -> int:
    """Where the character `offset` of an unfolded line stands."""
    for start, end in stretches:
        if offset <= end - start:
            return start + offset
        offset -= end - start
    return stretches[-1][1]


def _file(line: str, value: str) -> tuple[bytes, Callable[[bytes], str]] | None:
    """The file that a value is, and how to write another."""
    if _PACKED.match(line):
        plain = re.sub(r"[^A-Za-z0-9+/]", "", value)
        data = base64.b64decode(plain[: len(plain) - (len(plain) % 4 == 1)] + "=" * (-len(plain) % 4))
        return (data, _folded) if data else None
    if value[:5].lower() == "data:" and (inner := hidden(value)):
        pack = inner[1]
        return inner[0], lambda new: _fold(pack(new))
    return None


def _folded(data: bytes) -> str:
    return _fold(base64.b64encode(data).decode())


def _fold(text: str) -> str:
    return "\r\n ".join(text[at : at + _LINE_OF - 1] for at in range(0, len(text), _LINE_OF - 1))
