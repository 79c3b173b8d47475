"""Compound files ([MS-CFB]): a tree of storages and streams, read by olefile, written anew.

Nothing of an old file's free sectors, slack and unused directory entries comes into the new one.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from kvkkscan.errors import Unscannable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kvkkscan.files.content import Room

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096  # bytes; streams below the cut-off stand in the mini stream
_FREE, _END, _FAT, _DIFAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC, 0xFFFFFFFF
_SIGNATURE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PER_FAT, _IN_HEADER, _PER_DIFAT = _SECTOR // 4, 109, _SECTOR // 4 - 1
_DEEPEST: Final = 64
_RED, _BLACK = 0, 1


@dataclass(slots=True)
class Node:
    """A storage with `kids`, or a stream (`kids` is None) with `data`."""

    name: str
    kids: list[Node] | None = None
    data: bytes = field(default=b"", repr=False)
    clsid: bytes = bytes(16)
    flags: int = 0
    times: bytes = bytes(16)


def read_cfb(data: bytes, room: Room) -> Node:
    """The tree of a compound file.

    Raises:
        Unscannable: it is broken, too deep or over the budgets.
    """
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_INCORRECT) as file:
            return _node(file, file.root, room, 0)
    except Unscannable:
        raise
    except Exception:  # noqa: BLE001 - olefile raises what it likes on broken files
        raise Unscannable("file-broken") from None


def _node(file: Any, entry: Any, room: Room, depth: int) -> Node:  # noqa: ANN401 - olefile has no types
    if depth > _DEEPEST:
        raise Unscannable("file-too-nested")
    room.part()
    clsid = _clsid(entry.clsid)
    times = struct.pack("<QQ", entry.createTime or 0, entry.modifyTime or 0)
    if entry.entry_type == 2:  # a stream
        room.unpack(entry.size)
        held = file._open(entry.isectStart, entry.size).read()  # noqa: SLF001 - by entry, for names may be odd
        if len(held) != entry.size:
            raise Unscannable("file-broken")
        return Node(entry.name, None, held, clsid, entry.dwUserFlags, times)
    kids = [_node(file, kid, room, depth + 1) for kid in entry.kids]
    if len({kid.name.upper() for kid in kids}) != len(kids):
        raise Unscannable("file-twice")
    return Node(entry.name, kids, b"", clsid, entry.dwUserFlags, times)


def _clsid(text: str) -> bytes:
    from uuid import UUID

    return UUID(text).bytes_le if text else bytes(16)


# --- writing ---------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Entry:
    """A directory entry being made."""

    node: Node
    left: int = _NONE
    right: int = _NONE
    child: int = _NONE
    colour: int = _BLACK
    start: int = _END
    size: int = 0


def write_cfb(root: Node) -> bytes:
    """A compound file (version 3) of a tree.

    Raises:
        Unscannable: a name is longer than 31 characters.
    """
    entries: list[_Entry] = []
    _enter(root, entries)
    sectors: list[bytes] = []
    fat: list[int] = []

    def chain(data: bytes) -> int:
        """Puts bytes into sectors of their own; the first one."""
        count = -(-len(data) // _SECTOR)
        if not count:
            return _END
        first = len(fat)
        padded = data.ljust(count * _SECTOR, b"\0")
        sectors.extend(padded[at : at + _SECTOR] for at in range(0, len(padded), _SECTOR))
        fat.extend([*range(first + 1, first + count), _END])
        return first

    mini, minifat = bytearray(), list[int]()
    for entry in entries[1:]:
        if entry.node.kids is not None:
            entry.start = 0
            continue
        held = entry.node.data
        entry.size = len(held)
        if len(held) >= _CUTOFF:
            entry.start = chain(held)
        elif held:
            count = -(-len(held) // _MINI)
            entry.start = len(minifat)
            minifat += [*range(entry.start + 1, entry.start + count), _END]
            mini += held.ljust(count * _MINI, b"\0")
    entries[0].start, entries[0].size = chain(bytes(mini)), len(mini)
    mini_bytes = _packed(minifat, _PER_FAT)
    first_mini = chain(mini_bytes)
    directory = chain(b"".join(_entry_bytes(entry) for entry in entries) + _empty_entries(len(entries)))
    return _file(sectors, fat, directory, (first_mini, len(mini_bytes) // _SECTOR))


def _file(sectors: list[bytes], fat: list[int], directory: int, mini: tuple[int, int]) -> bytes:
    """The header, the sectors, and the tables that say which sector follows which."""
    used, fats, difats = len(fat), 0, 0
    while True:
        need = -(-(used + fats + difats) // _PER_FAT)
        more = -(-max(need - _IN_HEADER, 0) // _PER_DIFAT)
        if (need, more) == (fats, difats):
            break
        fats, difats = need, more
    places = list(range(used, used + fats))
    fat = [*fat, *[_FAT] * fats, *[_DIFAT] * difats]
    first_difat = used + fats if difats else _END
    rest = places[_IN_HEADER:]
    tables = []
    for number in range(difats):
        own = rest[number * _PER_DIFAT : (number + 1) * _PER_DIFAT]
        following = first_difat + number + 1 if number + 1 < difats else _END
        tables.append(struct.pack(f"<{_PER_FAT}I", *own, *[_FREE] * (_PER_DIFAT - len(own)), following))
    in_header = places[:_IN_HEADER] + [_FREE] * (_IN_HEADER - len(places))
    header = _SIGNATURE + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, fats, directory, 0, _CUTOFF, *mini, first_difat, difats)
    header += struct.pack(f"<{_IN_HEADER}I", *in_header)
    return b"".join([header, *sectors, _packed(fat, _PER_FAT), *tables])


def _packed(table: list[int], per: int) -> bytes:
    """A table of sectors, filled up to whole sectors."""
    full = table + [_FREE] * (-len(table) % per)
    return struct.pack(f"<{len(full)}I", *full)


def _enter(node: Node, entries: list[_Entry]) -> int:
    """Adds a node and all below it; its number."""
    number = len(entries)
    entry = _Entry(node)
    entries.append(entry)
    if node.kids:
        kids = sorted(node.kids, key=lambda kid: (len(kid.name.encode("utf-16-le")), kid.name.upper()))
        numbers = [_enter(kid, entries) for kid in kids]
        entry.child = _tree(numbers, entries, len(numbers).bit_length() - 1)
        entries[entry.child].colour = _BLACK
    return number


def _tree(numbers: list[int], entries: list[_Entry], levels: int) -> int:
    """A balanced tree of siblings; the lowest level is red, so that all ways down hold as many black ones."""
    if not numbers:
        return _NONE
    middle = len(numbers) // 2
    entry = entries[numbers[middle]]
    entry.colour = _RED if levels == 0 and len(numbers) == 1 else _BLACK
    entry.left = _tree(numbers[:middle], entries, levels - 1)
    entry.right = _tree(numbers[middle + 1 :], entries, levels - 1)
    return numbers[middle]


def _entry_bytes(entry: _Entry) -> bytes:
    node = entry.node
    name = node.name.encode("utf-16-le") + b"\0\0"
    if len(name) > 64:
        raise Unscannable("file-broken")
    kind = 2 if node.kids is None else 1
    return b"".join(
        (
            name.ljust(64, b"\0"),
            struct.pack(
                "<HBBIII",
                len(name),
                5 if node.name == "Root Entry" else kind,
                entry.colour,
                entry.left,
                entry.right,
                entry.child,
            ),
            node.clsid,
            struct.pack("<I", node.flags),
            node.times,
            struct.pack("<IQ", entry.start, entry.size),
        )
    )


def _empty_entries(count: int) -> bytes:
    """What fills up the last sector of the directory."""
    return (bytes(68) + struct.pack("<III", _NONE, _NONE, _NONE) + bytes(48)) * (-count % 4)


def walk(node: Node, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Node]]:
    """All streams below a node with their paths."""
    for kid in node.kids or ():
        if kid.kids is None:
            yield (*path, kid.name), kid
        else:
            yield from walk(kid, (*path, kid.name))
