"""ZIP, TAR and GZ: what they hold is read file by file; names, comments and attributes are texts.

Sizes are measured while unpacking, never believed. What no list of contents names (bytes between members, behind the
end) is left out when an archive is written; what a list names twice is refused.
"""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

from kvkkscan.errors import Unscannable
from kvkkscan.files.content import Changes, Content, Member, Part
from kvkkscan.files.plain import edited

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kvkkscan.files.content import Room

_CHUNK: Final = 1 << 18
_ENCRYPTED: Final = 0x1
_STREAMED: Final = 0x8
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA})


class Entries:
    """A ZIP file read into memory: its entries with their bytes."""

    def __init__(self, infos: list[zipfile.ZipInfo], data: dict[str, bytes], comment: bytes, *, loose: bool) -> None:
        self.infos, self.data, self.comment, self.loose = infos, data, comment, loose


def unzip(data: bytes, room: Room) -> Entries:
    """All entries of a ZIP file.

    Raises:
        Unscannable: it is broken, encrypted or over the budgets, or says two things at once.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            infos = packed.infolist()
            room.member(len(infos))
            names = [info.filename for info in infos]
            if len(set(names)) != len(names):
                raise Unscannable("file-twice")
            held = {info.filename: _entry(packed, info, data, room) for info in infos}
            return Entries(infos, held, packed.comment, loose=_is_loose(data, infos))
    except Unscannable:
        raise
    except NotImplementedError:
        raise Unscannable("file-method") from None
    except RuntimeError:
        raise Unscannable("file-encrypted") from None
    except Exception:  # noqa: BLE001 - zipfile raises what it likes on broken files
        raise Unscannable("file-broken") from None


def _entry(packed: zipfile.ZipFile, info: zipfile.ZipInfo, data: bytes, room: Room) -> bytes:
    if info.flag_bits & _ENCRYPTED:
        raise Unscannable("file-encrypted")
    if info.compress_type not in _METHODS:
        raise Unscannable("file-method")
    head = data[info.header_offset : info.header_offset + 30]
    local = data[info.header_offset + 30 : info.header_offset + 30 + int.from_bytes(head[26:28], "little")]
    if local != info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437", "surrogateescape"):
        raise Unscannable("file-polyglot")
    pieces = []
    with packed.open(info) as stream:
        while piece := stream.read(min(_CHUNK, room.left() + 1)):
            room.unpack(len(piece))
            pieces.append(piece)
    return b"".join(pieces)


def _is_loose(data: bytes, infos: Sequence[zipfile.ZipInfo]) -> bool:
    """Whether there are bytes between the entries that belong to none, or fields that are not read."""
    at = 0
    for info in sorted(infos, key=lambda one: one.header_offset):
        if info.header_offset != at:
            return True
        head = data[at : at + 30]
        name, extra = int.from_bytes(head[26:28], "little"), int.from_bytes(head[28:30], "little")
        at += 30 + name + extra + info.compress_size
        if info.flag_bits & _STREAMED:
            step = next(
                (step for step in (16, 12, 24, 20) if data[at + step : at + step + 4] in {b"PK\3\4", b"PK\1\2"}), None
            )
            if step is None:
                return True
            at += step
    return data[at : at + 4] not in {b"PK\1\2", b"PK\5\6", b"PK\6\6"}


def rezip(entries: Sequence[tuple[zipfile.ZipInfo, str, bytes]]) -> bytes:
    """A fresh ZIP file of entries with new names and bytes: no comments, no extra fields; times, modes, order stay."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for old, name, data in entries:
            info = zipfile.ZipInfo(name, max(old.date_time, (1980, 1, 1, 0, 0, 0)))
            info.compress_type = old.compress_type
            info.external_attr, info.create_system = old.external_attr, old.create_system
            packed.writestr(info, data)
    return target.getvalue()


def _name_parts(names: Sequence[str]) -> list[Part]:
    """Names as texts: what stands between strokes is a word."""
    return [Part("", name) for name in names]


def _new_names(names: Sequence[str], changes: Changes) -> list[str]:
    """The names with their edits; two that would be alike get a number."""
    taken: set[str] = set()
    done = []
    for at, name in enumerate(names):
        new = edited(name, changes.edits.get(at, ()))
        stem, dot, ending = new.rpartition(".")
        number, one = 1, new
        while one in taken:
            number += 1
            one = f"{stem} {number}.{ending}" if dot and "/" not in ending else f"{new} {number}"
        taken.add(one)
        done.append(one)
    return done


def read_zip(data: bytes, name: str, room: Room) -> Content:  # noqa: ARG001 - the signature of all readers
    """A part a name, a member a file; the comment is a part, too.

    Raises:
        Unscannable: as `unzip`.
    """
    entries = unzip(data, room)
    infos = entries.infos
    names = [info.filename for info in infos]
    files = [info for info in infos if not info.is_dir()]
    members = [Member(info.filename, info.filename, entries.data[info.filename]) for info in files]
    comments = [entries.comment, *(info.comment for info in infos)]
    parts = _name_parts(names)
    parts += [Part("comment", one.decode("utf-8", "replace")) for one in comments if one]
    leaves = ("loose",) if entries.loose else ()

    def write(changes: Changes) -> bytes:
        new = dict(zip(names, _new_names(names, changes), strict=True))
        held = dict(entries.data)
        gone = set()
        for at, made in changes.members.items():
            if made is None:
                gone.add(files[at].filename)
            else:
                held[files[at].filename] = made
        return rezip([(one, new[one.filename], held[one.filename]) for one in infos if one.filename not in gone])

    return Content(parts, write, members, leaves)


def read_tar(data: bytes, name: str, room: Room) -> Content:  # noqa: ARG001 - the signature of all readers
    """A part a name, owner, link and extended header; a member a file.

    Raises:
        Unscannable: it is broken or over the budgets, or names a file twice.
    """
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as packed:
            infos: list[tarfile.TarInfo] = []
            held: list[bytes] = []
            for info in packed:
                room.member()
                room.unpack(info.size)
                infos.append(info)
                stream = packed.extractfile(info) if info.isreg() else None
                held.append(stream.read() if stream else b"")
            end = packed.offset
    except Unscannable:
        raise
    except Exception:  # noqa: BLE001 - tarfile raises what it likes on broken files
        raise Unscannable("file-broken") from None
    names = [info.name for info in infos]
    if len(set(names)) != len(names):
        raise Unscannable("file-twice")
    if any(info.issparse() for info in infos):
        raise Unscannable("file-method")
    files = [at for at, info in enumerate(infos) if info.isreg()]
    members = [Member(infos[at].name, infos[at].name, held[at]) for at in files]
    others = [
        (at, key) for at, info in enumerate(infos) for key in ("uname", "gname", "linkname") if getattr(info, key)
    ]
    pax = [
        (at, key) for at, info in enumerate(infos) for key in info.pax_headers if key not in {"path", "mtime", "size"}
    ]
    parts = _name_parts(names)
    parts += [Part(f"{names[at]} {key}", str(getattr(infos[at], key))) for at, key in others]
    parts += [Part(f"{names[at]} {key}", f"{key} {infos[at].pax_headers[key]}") for at, key in pax]
    leaves = ("loose",) if data[end:].strip(b"\0") else ()

    def write(changes: Changes) -> bytes:
        new = _new_names(names, changes)
        fresh = [_fresh_tar(info, one) for info, one in zip(infos, new, strict=True)]
        renamed = dict(zip(names, new, strict=True))
        for info in fresh:
            if info.islnk():
                info.linkname = renamed.get(info.linkname, info.linkname)
        for index, (at, key) in enumerate(others, len(names)):
            if index in changes.edits:
                setattr(fresh[at], key, edited(str(getattr(infos[at], key)), changes.edits[index]))
        bodies = dict(zip(range(len(infos)), held, strict=True))
        for index, made in changes.members.items():
            bodies[files[index]] = made  # type: ignore[assignment]
        target = io.BytesIO()
        with tarfile.open(fileobj=target, mode="w", format=tarfile.GNU_FORMAT) as packed:
            for at, info in enumerate(fresh):
                body = bodies[at]
                if body is None:
                    continue
                info.size = len(body)
                packed.addfile(info, io.BytesIO(body))
        return target.getvalue()

    return Content(parts, write, members, leaves)


def _fresh_tar(old: tarfile.TarInfo, name: str) -> tarfile.TarInfo:
    """A header with the times, modes and owners of another; no extended headers."""
    info = tarfile.TarInfo(name)
    for key in ("mtime", "mode", "type", "linkname", "uid", "gid", "uname", "gname", "devmajor", "devminor"):
        setattr(info, key, getattr(old, key))
    info.mtime = int(old.mtime)
    return info


def read_gz(data: bytes, name: str, room: Room) -> Content:
    """One member, and the name and comment in the header.

    Raises:
        Unscannable: it is broken or over the budgets.
    """
    room.member()
    pieces, rest = [], data
    try:
        while rest:
            stream = zlib.decompressobj(wbits=31)
            piece = stream.decompress(rest, room.left() + 1)
            while piece:
                room.unpack(len(piece))
                pieces.append(piece)
                piece = stream.decompress(stream.unconsumed_tail, room.left() + 1) if not stream.eof else b""
            if not stream.eof:
                raise Unscannable("file-broken")
            rest = stream.unused_data.lstrip(b"\0")
            if rest and not rest.startswith(b"\x1f\x8b"):
                raise Unscannable("file-polyglot")
    except zlib.error:
        raise Unscannable("file-broken") from None
    told = _gz_texts(data)
    inner = name[:-3] if name.lower().endswith(".gz") else name[:-4] + ".tar" if name.lower().endswith(".tgz") else name
    member = Member(inner.rpartition("/")[2] or "gz", inner, b"".join(pieces))

    def write(changes: Changes) -> bytes:
        new = changes.members.get(0, member.data)
        return gzip.compress(new or b"", mtime=int.from_bytes(data[4:8], "little"))

    return Content([Part("header", one) for one in told], write, [member])


def _gz_texts(data: bytes) -> list[str]:
    """The texts in the header of the first stream (RFC 1952): extra field, name, comment."""
    flags, at = data[3], 10
    texts = []
    if flags & 4:
        size = int.from_bytes(data[at : at + 2], "little")
        texts.append(data[at + 2 : at + 2 + size].decode("latin-1"))
        at += 2 + size
    for bit in (8, 16):
        if flags & bit:
            end = data.find(b"\0", at)
            if end < 0:
                break
            texts.append(data[at:end].decode("utf-8", "replace"))
            at = end + 1
    return texts
