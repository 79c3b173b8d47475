"""Hostile input stays in a child process: one child a file, with limits on memory, time, files and size.

A small server (server.py) is started once for a scanner's settings and forks the children: a fork takes milliseconds,
where starting Python and building the scanner takes a second. The caller needs no `if __name__ == "__main__"`, and may
itself be a daemonic worker. Where there is no fork each file gets a process of its own.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kvkkscan.errors import Unscannable
from kvkkscan.files.report import FileReport, from_plain, unread_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kvkkscan.files.work import Job

_CHUNK: Final = 1 << 20
_GRACE: Final = 20  # seconds for starting the server and for handing over
_MOST_SERVERS: Final = 4
_KEPT: Final = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "SYSTEMROOT", "SYSTEMDRIVE", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_START: Final = (
    "import sys; n = int(sys.argv[2]); sys.path[:0] = sys.argv[3 : 3 + n]; sys.path += sys.argv[3 + n :];"
    " from kvkkscan.files.server import main; main(sys.argv[1])"
)


def run(job: Job, data: bytes, spec: Mapping[str, Any]) -> tuple[FileReport, bytes | None]:
    """One file, worked through in a child process. `spec` are the arguments of its Scanner.

    Never raises for what the file holds or does to its reader: a crash or a timeout is a report, too.
    """
    packed = pickle.dumps(dict(spec))
    try:
        return _forked(job, data, packed) if forks() else _alone(job, data, packed)
    except (EOFError, OSError, ValueError, KeyError, TypeError, RecursionError):
        return _failed(job, "file-crashed")


def forks() -> bool:
    """Whether children can be forked by a server here."""
    return hasattr(os, "fork") and hasattr(socket, "send_fds") and sys.platform != "win32"


def _failed(job: Job, key: str, **params: object) -> tuple[FileReport, None]:
    return FileReport(job.name, "unscannable", problem=unread_of(Unscannable(key, **params), "")), None


# --- with a server ---------------------------------------------------------------------------------------------------


class _Server:
    """A running server process of this process."""

    def __init__(self, packed: bytes) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            command = _command(f"fork:{theirs.fileno()}")
            self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                env=_environment(),
                start_new_session=True,
            )
        self.line = ours
        self.lock = threading.Lock()
        stream = self.process.stdin
        assert stream is not None  # noqa: S101 - asked for above
        with contextlib.suppress(OSError), stream:
            stream.write(len(packed).to_bytes(8, "big") + packed)

    def alive(self) -> bool:
        """Whether it still runs."""
        return self.process.poll() is None

    def channel(self) -> socket.socket:
        """A channel to a new child."""
        ours, theirs = socket.socketpair()
        with theirs, self.lock:
            socket.send_fds(self.line, [b"j"], [theirs.fileno()])
        return ours

    def close(self) -> None:
        """Ends it, with all of its children: they are a group of their own."""
        self.line.close()
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(5)


_SERVERS: Final[dict[tuple[int, bytes], _Server]] = {}
_LOCK: Final = threading.Lock()


def _server(packed: bytes) -> _Server:
    """The server of this process for these settings, started when first needed."""
    key = (os.getpid(), packed)
    with _LOCK:
        known = _SERVERS.get(key)
        if known is None or not known.alive():
            if known is not None:
                _end(key)
            while len(_SERVERS) >= _MOST_SERVERS:
                _end(next(iter(_SERVERS)))
            known = _SERVERS[key] = _Server(packed)
        return known


def _end(key: tuple[int, bytes]) -> None:
    server = _SERVERS.pop(key)
    if key[0] == os.getpid():
        server.close()
    else:
        server.line.close()  # it serves the process that this one was forked from


@atexit.register
def close() -> None:
    """Ends the servers that this process started."""
    with _LOCK:
        for key in list(_SERVERS):
            _end(key)


def _after_fork() -> None:
    """A forked process starts its own servers, and must not wait for a lock that nobody will open."""
    global _LOCK  # noqa: PLW0603 - the one that was copied may be locked
    _LOCK = threading.Lock()  # type: ignore[misc]
    for server in _SERVERS.values():
        server.line.close()
    _SERVERS.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def _forked(job: Job, data: bytes, packed: bytes) -> tuple[FileReport, bytes | None]:
    server = _server(packed)
    end = time.monotonic() + job.limits.wall + _GRACE
    with server.channel() as channel:
        try:
            for part in (pickle.dumps(job), data):
                _send(channel, len(part).to_bytes(8, "big"), end)
                _send(channel, part, end)
            plain, has, new = (_receive(channel, end) for _ in range(3))
        except TimeoutError:
            return _failed(job, "file-time", seconds=job.limits.wall)
        except (EOFError, OSError):
            if time.monotonic() > end - _GRACE:
                return _failed(job, "file-time", seconds=job.limits.wall)
            return _failed(job, "file-crashed" if server.alive() else "file-server")
    return from_plain(json.loads(plain), job.name), (new if has == b"\1" else None)


def _send(channel: socket.socket, data: bytes, end: float) -> None:
    channel.settimeout(max(end - time.monotonic(), 0.001))
    channel.sendall(data)


def _receive(channel: socket.socket, end: float) -> bytes:
    return _exactly(channel, int.from_bytes(_exactly(channel, 8, end), "big"), end)


def _exactly(channel: socket.socket, size: int, end: float) -> bytes:
    pieces = []
    while size:
        left = end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        channel.settimeout(left)
        piece = channel.recv(min(size, _CHUNK))
        if not piece:
            raise EOFError
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


# --- without one -----------------------------------------------------------------------------------------------------


def _alone(job: Job, data: bytes, packed: bytes) -> tuple[FileReport, bytes | None]:
    asked = b"".join(len(part).to_bytes(8, "big") + part for part in (packed, pickle.dumps(job), data))
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            _command("alone"),
            input=asked,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            timeout=job.limits.wall + _GRACE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return _failed(job, "file-time", seconds=job.limits.wall)
    parts, at = [], 0
    for _ in range(3):
        size = int.from_bytes(done.stdout[at : at + 8], "big")
        parts.append(done.stdout[at + 8 : at + 8 + size])
        at += 8 + size
    if at != len(done.stdout) or not parts[0]:
        return _failed(job, "file-crashed")
    return from_plain(json.loads(parts[0]), job.name), (parts[2] if parts[1] == b"\1" else None)


# --- both ------------------------------------------------------------------------------------------------------------


def _command(mode: str) -> list[str]:
    """An isolated Python that finds the same kvkkscan, and the same libraries, as this one."""
    own = [str(Path(__file__).resolve().parent.parent.parent)]
    here = Path.cwd()
    others = [path for path in sys.path if path and os.path.isabs(path) and Path(path) != here and path not in own]
    return [sys.executable, "-I", "-c", _START, mode, str(len(own)), *own, *others]


def _environment() -> dict[str, str]:
    """What the server may know of the caller's environment: no keys, no settings of Python."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ}
