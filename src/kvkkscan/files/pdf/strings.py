"""Everything that a PDF says outside of its pages: strings in any object, names, XMP, scripts, attached files."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, unquote

import pikepdf

from kvkkscan.files.content import Part
from kvkkscan.files.plain import edited

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kvkkscan.files.content import Edit, Room

_SKIPPED: Final = frozenset({"/ID", "/Lang", "/CheckSum", "/Panose", "/ByteRange", "/DA", "/DS", "/Lookup", "/Cert"})
_VALUES: Final = frozenset({"/V", "/DV", "/Opt", "/TU"})
_DATE: Final = re.compile(r"D:\d{4,14}(?:[Z+\-]\d{0,2}'?\d{0,2}'?)?")
_DEEPEST: Final = 60
_PLACES: Final = {"/Title": "Title", "/Contents": "Annotation", "/V": "Field", "/URI": "Link", "/ActualText": "Tag"}


@dataclass(slots=True)
class Spoken:
    """A string of the document, and how to write it anew. `owner` is the object that holds it."""

    part: Part
    write: Callable[[Sequence[Edit]], None] = field(repr=False)
    owner: Any = field(repr=False, default=None)
    key: str = ""


@dataclass(slots=True)
class Found:
    """What a walk over all objects gives."""

    spoken: list[Spoken] = field(default_factory=list)
    streams: list[Any] = field(default_factory=list, repr=False)
    names: set[str] = field(default_factory=set, repr=False)
    attached: list[tuple[Any, str, Any, str]] = field(default_factory=list, repr=False)
    scripts: list[tuple[Any, str]] = field(default_factory=list, repr=False)
    widgets: dict[tuple[int, int], Any] = field(default_factory=dict, repr=False)


def walk(pdf: pikepdf.Pdf, room: Room) -> Found:
    """All strings, names and streams of all objects, those that nothing leads to included."""
    found = Found()
    info = pdf.trailer.get("/Info")
    told = info.objgen if isinstance(info, pikepdf.Dictionary) and info.is_indirect else None
    for obj in pdf.objects:
        if isinstance(obj, (pikepdf.Dictionary, pikepdf.Stream, pikepdf.Array)):
            _container(found, obj, "Info" if told and obj.objgen == told else "", "", 0)
            room.part(1)
    if told is None and isinstance(info, pikepdf.Dictionary):
        _container(found, info, "Info", "", 0)
    return found


def _container(found: Found, obj: Any, place: str, above: str, depth: int) -> None:  # noqa: ANN401 - pikepdf
    """One dictionary, stream or array with what it holds directly; indirect objects come by themselves."""
    if depth > _DEEPEST:
        from kvkkscan.errors import Unscannable

        raise Unscannable("file-too-nested")
    if isinstance(obj, pikepdf.Array):
        if len(obj) and obj[0] == "/Indexed":
            return
        for at in range(len(obj)):
            _value(found, obj, at, above, obj[at], place, depth)
        return
    if isinstance(obj, pikepdf.Stream):
        if str(obj.get("/Type")) in {"/ObjStm", "/XRef"}:
            return
        found.streams.append(obj)
    else:
        _special(found, obj)
    kind = obj.get("/Type")
    for key in obj.keys():
        value = obj.get(key)
        if not _plain_key(key):
            found.names.add(key[1:])
        if isinstance(value, (int, bool)) or key in _SKIPPED or (key == "/Contents" and kind == "/Sig"):
            continue
        _value(found, obj, key, key, value, place, depth)


def _plain_key(key: str) -> bool:
    return len(key) < 8


def _value(found: Found, holder: Any, key: Any, named: str, value: Any, place: str, depth: int) -> None:  # noqa: ANN401
    if isinstance(value, pikepdf.String):
        _string(found, holder, key, named, value, place)
    elif isinstance(value, pikepdf.Name):
        text = str(value)
        if len(text) > 7:
            found.names.add(text[1:])
    elif isinstance(value, (pikepdf.Dictionary, pikepdf.Array)) and not value.is_indirect:
        _container(found, value, place, named, depth + 1)


def _special(found: Found, obj: Any) -> None:  # noqa: ANN401 - pikepdf objects are dynamic
    """Dictionaries that lead to files and scripts."""
    files = obj.get("/EF")
    if isinstance(files, pikepdf.Dictionary):
        name = str(obj.get("/UF", obj.get("/F", "")))
        found.attached += [(obj, str(key), files.get(key), name) for key in files.keys()]
    if str(obj.get("/S")) in {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/Movie", "/Sound"}:
        found.scripts.append((obj, str(obj.get("/S"))))


def _string(found: Found, holder: Any, key: Any, named: str, value: Any, place: str) -> None:  # noqa: ANN401
    text = str(value)
    if (len(text) < 5 and named not in _VALUES) or not text or _DATE.fullmatch(text):
        return
    where = place or _PLACES.get(named, named[1:] if named else "")
    field_name = ""
    if named in _VALUES:
        field_name = _field_name(holder)
    elif place == "Info":
        field_name = named[1:]

    def write(edits: Sequence[Edit]) -> None:
        holder[key] = pikepdf.String(edited(text, edits))

    found.spoken.append(Spoken(Part(where, text, field_name), write, holder, named))
    if named == "/URI" and "%" in text:
        plain = unquote(text)

        def write_quoted(edits: Sequence[Edit]) -> None:
            holder[key] = pikepdf.String(quote(edited(plain, edits), safe=":/?#[]@!$&'()*+,;=%"))

        found.spoken.append(Spoken(Part(where, plain, again=True), write_quoted, holder, named))
    if named == "/RC":
        bare = re.sub(r"<[^>]*>", "", text)

        def forget(_: Sequence[Edit]) -> None:
            holder[key] = pikepdf.String("")

        found.spoken.append(Spoken(Part(where, bare, again=True), forget, holder, named))


def _field_name(holder: Any) -> str:  # noqa: ANN401 - pikepdf objects are dynamic
    """The name of a form field: what people see of it, else its own, else that of the field above."""
    node, steps = holder, 0
    while isinstance(node, pikepdf.Dictionary) and steps < 20:
        for key in ("/TU", "/T"):
            name = node.get(key)
            if isinstance(name, pikepdf.String) and str(name).strip():
                return str(name)
        node, steps = node.get("/Parent"), steps + 1
    return ""


def reachable(pdf: pikepdf.Pdf) -> set[tuple[int, int]]:
    """The objects that the trailer leads to."""
    seen: set[tuple[int, int]] = set()
    todo = [pdf.trailer]
    while todo:
        one = todo.pop()
        for value in _children(one):
            if isinstance(value, (pikepdf.Dictionary, pikepdf.Array, pikepdf.Stream)):
                if value.is_indirect:
                    if value.objgen in seen:
                        continue
                    seen.add(value.objgen)
                todo.append(value)
    return seen


def _children(obj: Any) -> Iterator[Any]:  # noqa: ANN401 - pikepdf objects are dynamic
    if isinstance(obj, pikepdf.Array):
        yield from obj
    else:
        for key in obj.keys():
            yield obj.get(key)
