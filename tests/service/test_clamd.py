"""The clamd protocol, asked by an unmodified client, with and without a clamd behind it."""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import socket
import struct
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import clamd
import pytest

from kvkkscan import KvkkscanError
from kvkkscan.service.clamd import split

CARD = "5555 5555 5555 4444"


@contextlib.contextmanager
def scanner(address: str, *words: str) -> Iterator[str]:
    """Where a running scanner listens; what it wrote holds no value."""
    command = [sys.executable, "-m", "kvkkscan", "serve", "--clamd", address, *words]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8"}
    with subprocess.Popen(command, env={**os.environ, "LC_ALL": "C.UTF-8"}, **pipes) as process:
        try:
            assert process.stderr is not None
            yield process.stderr.readline().rpartition(" ")[2].strip()
        finally:
            process.terminate()
            assert CARD not in "".join(process.communicate(timeout=30))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A socket file with a scanner behind it."""
    path = tmp_path_factory.mktemp("clamd") / "s"
    with scanner(f"unix:{path}", "--max-size", "1") as found:
        assert found == str(path)
        assert oct(path.stat().st_mode & 0o777) == "0o660"
        yield found


def zipped(text: str) -> bytes:
    """An archive with one file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", text)
    return stream.getvalue()


def ask(place: str, data: bytes) -> tuple[str, str | None]:
    """What the client hears of a file."""
    answer: tuple[str, str | None] = clamd.ClamdUnixSocket(place).instream(io.BytesIO(data))["stream"]
    return answer


def test_the_client_finds_its_server(place: str) -> None:
    """PING and VERSION."""
    client = clamd.ClamdUnixSocket(place)
    assert client.ping() == "PONG"
    assert client.version().startswith("kvkkscan ")


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        (b"Kargom nerede?", ("OK", None)),
        (b"", ("OK", None)),
        (f"kart\u0131m {CARD}".encode(), ("FOUND", "KVKK.CREDIT_CARD")),
        (zipped(f"kart\u0131m {CARD}"), ("FOUND", "KVKK.CREDIT_CARD")),
        (zipped("x"), ("OK", None)),
        (b"7z\xbc\xaf\x27\x1c" + bytes(100), ("FOUND", "KVKK.UNREADABLE")),
    ],
)
def test_files(place: str, data: bytes, answer: tuple[str, str | None]) -> None:
    """Clean, found by label, and what cannot be read: never OK."""
    assert ask(place, data) == answer


def test_too_large(place: str) -> None:
    """As clamd says it; the next client is served."""
    with pytest.raises((clamd.BufferTooLongError, ConnectionError)):
        ask(place, bytes(2 << 20))
    assert ask(place, b"x") == ("OK", None)


def raw(place: str, *pieces: bytes) -> bytes:
    """What the server answers to bytes."""
    with socket.socket(socket.AF_UNIX) as one:
        one.settimeout(30)
        one.connect(place)
        for piece in pieces:
            one.sendall(piece)
        one.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: one.recv(1_000), b""))


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        (b"PING\n", b"PONG\n"),
        (b"nPING\n", b"PONG\n"),
        (b"zPING\0", b"PONG\0"),
        (b"zIDSESSION\0zPING\0zPING\0zEND\0", b"1: PONG\x002: PONG\0"),
        (b"zIDSESSION\0zINSTREAM\0" + struct.pack("!I", 1) + b"x" + bytes(4) + b"zEND\0", b"1: stream: OK\0"),
        (b"zSCAN /etc/passwd\0", b"UNKNOWN COMMAND\0"),
        (b"zINSTREAM\0" + struct.pack("!I", 10) + b"x", b""),
        (b"n" + b"A" * 5_000 + b"\n", b""),
        (b"", b""),
        (b"\xff\xfe\n", b"UNKNOWN COMMAND\n"),
    ],
)  # fmt: skip
def test_framing(place: str, given: bytes, answer: bytes) -> None:
    """Bare, n and z commands, sessions; nonsense gets no answer, and no file of the server is read."""
    assert raw(place, given) == answer


class Upstream:
    """A clamd that knows one virus."""

    def __init__(self) -> None:
        self.port = 0
        self.ready = threading.Event()
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self._run, daemon=True).start()
        self.ready.wait(10)

    def _run(self) -> None:
        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            assert await reader.readexactly(10) == b"zINSTREAM\0"
            data = b""
            while size := struct.unpack("!I", await reader.readexactly(4))[0]:
                data += await reader.readexactly(size)
            writer.write(b"stream: Eicar FOUND\0" if b"EICAR" in data else b"stream: OK\0")
            await writer.drain()
            writer.close()

        async def serve() -> None:
            server = await asyncio.start_server(talk, "127.0.0.1", 0)
            self.port = server.sockets[0].getsockname()[1]
            self.ready.set()
            await server.serve_forever()

        self.loop.run_until_complete(serve())


def test_the_next_scanner_is_asked_about_what_is_clean(tmp_path: Path) -> None:
    """Its answer is the answer; what is found here is not sent on; where it is gone that is an error, not OK."""
    path = str(tmp_path / "s")
    with scanner(f"unix:{path}", "--upstream", f"127.0.0.1:{Upstream().port}"):
        assert ask(path, b"temiz") == ("OK", None)
        assert ask(path, b"EICAR") == ("FOUND", "Eicar")
        assert ask(path, f"EICAR kart\u0131m {CARD}".encode()) == ("FOUND", "KVKK.CREDIT_CARD")
    gone = str(tmp_path / "t")
    with scanner(f"unix:{gone}", "--upstream", "127.0.0.1:1", "--unreadable", "error"):
        assert ask(gone, b"temiz")[0] == "ERROR"
        assert ask(gone, b"7z\xbc\xaf\x27\x1c" + bytes(100))[0] == "ERROR"


@pytest.mark.parametrize("address", ["", "x", "127.0.0.1", "127.0.0.1:x", ":1", "127.0.0.1:99999"])
def test_what_is_no_address(address: str) -> None:
    """Is named."""
    with pytest.raises(KvkkscanError):
        split(address)


def test_it_does_not_listen_beyond_the_machine() -> None:
    """The protocol has no login."""
    words = [sys.executable, "-m", "kvkkscan", "serve", "--clamd", "0.0.0.0:0"]
    done = subprocess.run(
        words, env={**os.environ, "LC_ALL": "C.UTF-8"}, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 2
    assert "no login" in done.stderr
