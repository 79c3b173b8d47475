"""The clamd protocol: whatever asks a virus scanner before it stores an upload can ask kvkkscan instead, or first.

Commands: PING, VERSION, VERSIONCOMMANDS, INSTREAM, IDSESSION/END; bare, `n` (to a newline) or `z` (to a NUL). There is
no encryption and no login in the protocol: a socket file or loopback only. A file that holds what the policy acts on is
"KVKK.<LABEL> FOUND"; one that could not be read is "KVKK.UNREADABLE FOUND", or an ERROR if so set: never OK. With an
upstream clamd a file that is clean here is asked there, and its answer is the answer.
"""

from __future__ import annotations

import asyncio
import os
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kvkkscan import __version__
from kvkkscan.errors import KvkkscanError
from kvkkscan.service.settings import is_loopback

if TYPE_CHECKING:
    from collections.abc import Callable

    from kvkkscan.files.report import FileReport

COMMANDS = "PING VERSION VERSIONCOMMANDS INSTREAM IDSESSION END"
_LONGEST = 1_024  # bytes of a command
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Clamd:
    """One server. `look` scans a file's bytes in another thread; `acts` tells whether the policy acts on a label."""

    look: Callable[[bytes], FileReport]
    acts: Callable[[str, str], bool]
    largest: int = 25 << 20
    at_once: int = 8
    patience: float = 30.0  # seconds for a command or a chunk
    upstream: str = ""
    unreadable: str = "found"  # or "error"

    async def serve(self, address: str) -> asyncio.Server:
        """Starts to listen on "HOST:PORT" (loopback) or "unix:PATH" (mode 0660).

        Raises:
            KvkkscanError: the address is none, or others can reach it. OSError: it cannot be had.
        """
        gate = asyncio.Semaphore(self.at_once)

        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                await self._talk(reader, writer, gate)
            except (TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
                pass  # the other side is gone, or talks nonsense: it gets no answer
            finally:
                writer.close()

        if address.startswith("unix:"):
            path = address.removeprefix("unix:")
            before = os.umask(0o117)
            try:
                return await asyncio.start_unix_server(talk, path, limit=_CHUNK)
            finally:
                os.umask(before)
        host, port = split(address)
        if not is_loopback(host):
            raise KvkkscanError("clamd-reach", address=address)
        return await asyncio.start_server(talk, host, port, limit=_CHUNK)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, gate: asyncio.Semaphore) -> None:
        session, number = False, 0
        while True:
            command, end = await asyncio.wait_for(_command(reader), self.patience)
            if not command:
                return
            number += 1
            if command == "IDSESSION":
                session, number = True, 0
                continue
            if command == "END":
                return
            if command == "INSTREAM":
                answer, goes_on = await self._stream(reader, gate)
            else:
                answer, goes_on = _plain(command), True
            writer.write((f"{number}: " if session else "").encode() + answer.encode() + end)
            await writer.drain()
            if not session or not goes_on:
                return

    async def _stream(self, reader: asyncio.StreamReader, gate: asyncio.Semaphore) -> tuple[str, bool]:
        """The answer to INSTREAM, and whether the connection can still be used."""
        data = bytearray()
        while True:
            (size,) = struct.unpack("!I", await asyncio.wait_for(reader.readexactly(4), self.patience))
            if not size:
                break
            if len(data) + size > self.largest:
                return "INSTREAM size limit exceeded. ERROR", False
            data += await asyncio.wait_for(reader.readexactly(size), self.patience)
        async with gate:
            name = await self._name(bytes(data))
            if name == "OK" and self.upstream:
                return await self._ask_upstream(bytes(data)), True
        return f"stream: {name}", True

    async def _name(self, data: bytes) -> str:
        try:
            report = await asyncio.to_thread(self.look, data)
        except Exception:  # noqa: BLE001 - whatever goes wrong, the file has not been read; and the words may quote it
            return self._unread()
        if report.outcome == "unscannable":
            return self._unread()
        labels = [one.entity_type for one in report.findings if self.acts(one.entity_type, one.group)]
        return f"KVKK.{labels[0]} FOUND" if labels else "OK"

    def _unread(self) -> str:
        return "KVKK.UNREADABLE FOUND" if self.unreadable == "found" else "The file could not be read. ERROR"

    async def _ask_upstream(self, data: bytes) -> str:
        try:
            async with asyncio.timeout(self.patience * 4):
                if self.upstream.startswith("unix:"):
                    reader, writer = await asyncio.open_unix_connection(self.upstream.removeprefix("unix:"))
                else:
                    reader, writer = await asyncio.open_connection(*split(self.upstream))
                try:
                    writer.write(b"zINSTREAM\0")
                    for at in range(0, len(data), _CHUNK):
                        piece = data[at : at + _CHUNK]
                        writer.write(struct.pack("!I", len(piece)) + piece)
                        await writer.drain()
                    writer.write(struct.pack("!I", 0))
                    await writer.drain()
                    answer = (await reader.readuntil(b"\0"))[:-1].decode("utf-8", "replace")
                finally:
                    writer.close()
        except (TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            return "stream: The next scanner did not answer. ERROR"
        return answer


async def _command(reader: asyncio.StreamReader) -> tuple[str, bytes]:
    """The next command without its prefix, and what ends an answer to it; "" at the end of the connection."""
    first = await reader.read(1)
    if not first:
        return "", b""
    end = b"\0" if first == b"z" else b"\n"
    line = b"" if first in (b"z", b"n") else first
    while True:
        one = await reader.read(1)
        if not one or one == end:
            break
        line += one
        if len(line) > _LONGEST:
            raise ValueError
    return line.decode("ascii", "replace").strip(), end


def _plain(command: str) -> str:
    if command == "PING":
        return "PONG"
    if command in ("VERSION", "VERSIONCOMMANDS"):
        version = f"kvkkscan {__version__}"
        return f"{version}| COMMANDS: {COMMANDS}" if command == "VERSIONCOMMANDS" else version
    return "UNKNOWN COMMAND"


def split(address: str) -> tuple[str, int]:
    """Host and port of "HOST:PORT".

    Raises:
        KvkkscanError: it is none.
    """
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit() or not 0 <= int(port) <= 65_535:  # noqa: PLR2004 - the last port
        raise KvkkscanError("address", address=address)
    return host.strip("[]"), int(port)
