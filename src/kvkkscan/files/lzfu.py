"""Compressed RTF as Outlook keeps it ([MS-OXRTFCP]): read in both forms, written in the plain one."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

from kvkkscan.errors import Unscannable

if TYPE_CHECKING:
    from kvkkscan.files.content import Room

_COMPRESSED, _PLAIN = b"LZFu", b"MELA"
_START: Final = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans Serif"
    rb"SymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_RING: Final = 4096


def unpack_rtf(data: bytes, room: Room) -> bytes:
    """The RTF of a compressed body.

    Raises:
        Unscannable: it is broken or over the budgets.
    """
    if len(data) < 16:
        raise Unscannable("file-broken")
    size, raw_size = struct.unpack_from("<II", data)
    body = data[16 : size + 4]
    if len(body) != size - 12:
        raise Unscannable("file-broken")
    if data[8:12] == _PLAIN:
        return body[:raw_size]
    if data[8:12] != _COMPRESSED:
        raise Unscannable("file-broken")
    if raw_size > room.left():
        room.unpack(raw_size)
    done = _unpacked(body, raw_size)
    room.unpack(len(done))
    return done[:raw_size]


def _unpacked(body: bytes, raw_size: int) -> bytes:
    ring = bytearray(_START.ljust(_RING, b" "))
    write, at = len(_START), 0
    done = bytearray()
    while at < len(body):
        control = body[at]
        at += 1
        for bit in range(8):
            if at >= len(body) or len(done) >= raw_size:
                return bytes(done)
            if not control >> bit & 1:
                ring[write] = body[at]
                done.append(body[at])
                write = (write + 1) % _RING
                at += 1
                continue
            if at + 1 >= len(body):
                return bytes(done)
            offset, length = body[at] << 4 | body[at + 1] >> 4, (body[at + 1] & 15) + 2
            at += 2
            if offset == write:
                return bytes(done)
            for step in range(length):
                sign = ring[(offset + step) % _RING]
                ring[write] = sign
                done.append(sign)
                write = (write + 1) % _RING
    return bytes(done)


def pack_rtf(rtf: bytes) -> bytes:
    """RTF as a body that is not compressed: every reader knows both forms."""
    return struct.pack("<II4sI", len(rtf) + 12, len(rtf), _PLAIN, 0) + rtf
