"""YAML: every key and value and comment; only the scalars that change differ."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from kvkkscan.files.content import Changes, Content, Member, Part
from kvkkscan.files.encoding import decode
from kvkkscan.files.flow import Flow, RawEdit, raw_edits, splice
from kvkkscan.files.inner import hidden
from kvkkscan.files.plain import edited, read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kvkkscan.files.content import Room

_SMALL: Final = 1 << 16  # characters
_COMMENT: Final = re.compile(r"(?:^|(?<=[\s\]\},]))#[^\r\n]*")


@dataclass(slots=True)
class _Scalar:
    """A scalar: where it stands, what it says, and the key that it is the value of."""

    start: int
    end: int
    text: str = field(repr=False)
    style: str
    path: tuple[str, ...] = field(repr=False)
    is_key: bool
    tag: str = ""
    flow: Flow | None = field(default=None, repr=False)
    pack: Callable[[bytes], str] | None = None


def read_yaml(data: bytes, name: str, room: Room) -> Content:
    """A part a key, value and comment; what is no YAML is read as plain text.

    Raises:
        Unscannable: this is no text.
    """
    import yaml

    source = decode(data)
    text = source.text
    try:
        found = list(_scalars(text))
    except (yaml.YAMLError, RecursionError, ValueError):
        return read_text(data, name, room)
    room.part(len(found))
    parts: list[Part] = []
    where: list[_Scalar] = []
    members: list[Member] = []
    packed: list[_Scalar] = []
    for one in found:
        place = ".".join(one.path)
        inner = None if one.is_key or one.flow else hidden(one.text)
        if inner:
            one.pack = inner[1]
            packed.append(one)
            members.append(Member(place, "", inner[0]))
            continue
        where.append(one)
        parts.append(
            Part(place, one.flow.text if one.flow else one.text, "" if one.is_key else ".".join(one.path[-2:]))
        )

    def write(changes: Changes) -> bytes:
        edits: list[RawEdit] = []
        for at, made in changes.edits.items():
            edits += _raw(where[at], made)
        for at, new in changes.members.items():
            one = packed[at]
            edits.append(
                RawEdit(one.start, one.end, _quoted(one.pack(new) if one.pack and new is not None else "", one))
            )
        return source.encode(splice(text, edits))

    return Content(parts, write, members)


def _raw(scalar: _Scalar, edits: Any) -> list[RawEdit]:  # noqa: ANN401 - a sequence of Edit
    made: list[RawEdit] = []
    if scalar.flow:
        raw_edits(scalar.flow, edits, lambda new: new, lambda _: made)
    else:
        made.append(RawEdit(scalar.start, scalar.end, _quoted(edited(scalar.text, edits), scalar)))
    return made


def _quoted(text: str, scalar: _Scalar) -> str:
    """A scalar as YAML spells it, in quotes; in single ones where it had those."""
    if scalar.style == "'" and not re.search(r"[^\x20-\ud7ff\ue000-\ufffd]", text):
        return "'" + text.replace("'", "''") + "'"
    return json.dumps(text, ensure_ascii=False)


def _scalars(text: str) -> Iterator[_Scalar]:
    """The scalars of all documents with the keys above them, and the comments between them."""
    import yaml

    # libyaml leaves marks of byte order out of its count
    loader = yaml.SafeLoader if "\ufeff" in text else getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    stack: list[list[Any]] = []  # [is a mapping, the next scalar is a key, key]
    at = 0
    spans: list[tuple[int, int]] = []
    for event in yaml.parse(text, Loader=loader):
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            if stack and stack[-1][0]:
                stack[-1][1] = True
            stack.append([isinstance(event, yaml.MappingStartEvent), True, ""])
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            stack.pop()
        elif isinstance(event, yaml.AliasEvent):
            if stack and stack[-1][0]:
                stack[-1][1] = not stack[-1][1]
        elif isinstance(event, yaml.ScalarEvent):
            is_key = bool(stack) and bool(stack[-1][0]) and bool(stack[-1][1])
            if is_key:
                stack[-1][2] = event.value
            if stack and stack[-1][0]:
                stack[-1][1] = not is_key
            path = tuple(str(one[2]) for one in stack if one[0])
            start, end = _span(text, event)
            if start == end:
                continue
            spans.append((start, end))
            one = _Scalar(start, end, event.value, event.style or "", path, is_key, event.tag or "")
            if one.style in {"|", ">"}:
                one.flow = _block(text, start, end)
            yield one
    for start, end in [*spans, (len(text), len(text))]:
        for match in _COMMENT.finditer(text, at, max(start, at)):
            flow = Flow()
            flow.raw(match[0], 0, match.start())
            yield _Scalar(match.start(), match.end(), match[0], "#", ("#",), is_key=True, flow=flow)
        at = max(at, end)


def _span(text: str, event: Any) -> tuple[int, int]:  # noqa: ANN401 - a ScalarEvent
    """Where a scalar stands, without its tag and anchor."""
    start, end = event.start_mark.index, event.end_mark.index
    while text[start : start + 1] in {"!", "&"}:
        match = re.compile(r"[!&][^\s]*\s*").match(text, start, end)
        if match is None or match.end() == start:
            break
        start = match.end()
    return start, end


def _block(text: str, start: int, end: int) -> Flow:
    """The lines of a block scalar, without their indentation."""
    flow = Flow()
    at = text.find("\n", start, end) + 1 or end
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop + 1
        line = text[at:stop]
        indent = len(line) - len(line.lstrip(" \t"))
        flow.raw(line[indent:], 0, at + indent)
        at = stop
    return flow


def yaml_texts(text: str) -> list[str]:
    """Scalars as the other implementation of YAML sees them, comments as lines: the second reading."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    if len(text) < _SMALL:  # the other one is a hundred times slower
        loader = yaml.SafeLoader
    try:
        found = [event.value for event in yaml.parse(text, Loader=loader) if isinstance(event, yaml.ScalarEvent)]
    except (yaml.YAMLError, RecursionError, ValueError):  # read as plain text, then
        return [text]
    return [*found, *(match[0] for match in _COMMENT.finditer(text))]
