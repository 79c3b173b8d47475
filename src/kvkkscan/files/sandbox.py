"""Hostile input stays in a child process: one child a file, with limits on memory, time, files and size.

A small server (server.py) is started once for a scanner's settings and forks the children: a fork takes milliseconds,
where starting Python and building the scanner takes a second. Jobs and answers go through pipes: no socket, no file.
The caller needs no `if __name__ == "__main__"`, and may itself be a daemonic worker. Where there is no fork each file
gets a process of its own.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import pickle
import queue
import select
import signal
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
_PIECE: Final = 1 << 16
_STATUS: Final = 4  # bytes
_MOST_LINES: Final = 16
_STANDARD: Final = 2  # the last of the standard streams
_GRACE: Final = 20  # seconds for starting the server and for handing over
_MOST_SERVERS: Final = 4
_KEPT: Final = (
    "PATH",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "SYSTEMROOT",
    "SYSTEMDRIVE",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "TESSDATA_PREFIX",
)
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
        return _served(job, data, packed) if forks() else _alone(job, data, packed)
    except (EOFError, OSError, ValueError, KeyError, TypeError, RecursionError):
        return _failed(job, "file-crashed")


def forks() -> bool:
    """Whether children can be forked by a server here."""
    return hasattr(os, "fork") and hasattr(select, "poll")


def _failed(job: Job, key: str, **params: object) -> tuple[FileReport, None]:
    return FileReport(job.name, "unscannable", problem=unread_of(Unscannable(key, **params), "")), None


# --- with a server ---------------------------------------------------------------------------------------------------


class _Line:
    """Two pipes to a waiter of the server; one job at a time."""

    def __init__(self) -> None:
        self.theirs = [0, 0]
        self.theirs[0], self.jobs = _pipe()
        self.answers, self.theirs[1] = _pipe()
        os.set_blocking(self.jobs, False)
        os.set_blocking(self.answers, False)

    def close(self) -> None:
        """Its waiter ends."""
        for number in (self.jobs, self.answers):
            with contextlib.suppress(OSError):
                os.close(number)
        self.jobs = self.answers = -1

    def send(self, data: bytes, end: float) -> None:
        """Writes all of `data`; TimeoutError at `end`."""
        rest = memoryview(data)
        while rest:
            _ready(self.jobs, select.POLLOUT, end)
            with contextlib.suppress(BlockingIOError):
                rest = rest[os.write(self.jobs, rest[:_PIECE]) :]

    def receive(self, size: int, end: float) -> bytes:
        """Exactly `size` bytes; TimeoutError at `end`, EOFError where no more come."""
        pieces = []
        while size:
            _ready(self.answers, select.POLLIN, end)
            try:
                piece = os.read(self.answers, min(size, _CHUNK))
            except BlockingIOError:
                continue
            if not piece:
                raise EOFError
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    def message(self, end: float) -> bytes:
        """One message of an answer."""
        return self.receive(int.from_bytes(self.receive(8, end), "big"), end)


def _pipe() -> tuple[int, int]:
    """A pipe that is none of the standard streams, even where one of those is closed at the moment."""
    import fcntl

    ends = os.pipe()
    if min(ends) > _STANDARD:
        return ends
    moved = tuple(fcntl.fcntl(one, fcntl.F_DUPFD_CLOEXEC, _STANDARD + 1) for one in ends)
    for one in ends:
        os.close(one)
    return moved[0], moved[1]


def _ready(number: int, what: int, end: float) -> None:
    left = end - time.monotonic()
    waiting = select.poll()
    waiting.register(number, what)
    if left <= 0 or not waiting.poll(left * 1000):
        raise TimeoutError


class _Server:
    """A running server process of this process, with as many waiters as there are cores."""

    def __init__(self, packed: bytes) -> None:
        self.lines = [_Line() for _ in range(min(max(os.cpu_count() or 1, 2), _MOST_LINES))]
        numbers = [number for line in self.lines for number in line.theirs]
        pairs = ",".join(f"{line.theirs[0]}.{line.theirs[1]}" for line in self.lines)
        try:
            self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                _command(f"fork:{pairs}"),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=numbers,
                env=_environment(),
                start_new_session=True,
            )
        finally:
            for number in numbers:
                os.close(number)
        self.free: queue.SimpleQueue[_Line] = queue.SimpleQueue()
        for line in self.lines:
            self.free.put(line)
        self.left = len(self.lines)
        stream = self.process.stdin
        assert stream is not None  # noqa: S101 - asked for above
        with contextlib.suppress(OSError), stream:
            stream.write(len(packed).to_bytes(8, "big") + packed)

    def alive(self) -> bool:
        """Whether it can take jobs."""
        return self.left > 0 and self.process.poll() is None

    def forget(self) -> None:
        """Closes the pipes to a server of the process that this one was forked from."""
        for line in self.lines:
            line.close()

    def close(self) -> None:
        """Ends it, with all of its children: they are a group of their own."""
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


def _drop(packed: bytes, server: _Server) -> None:
    """Ends a server that does not answer, if nobody else has."""
    with _LOCK:
        key = (os.getpid(), packed)
        if _SERVERS.get(key) is server:
            _end(key)


def _end(key: tuple[int, bytes]) -> None:
    server = _SERVERS.pop(key)
    if key[0] == os.getpid():
        server.close()


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
        server.forget()
    _SERVERS.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def _served(job: Job, data: bytes, packed: bytes) -> tuple[FileReport, bytes | None]:
    """One file; once more with a new server, where the first was ended from outside."""
    server = _server(packed)
    report, new = _forked(job, data, server)
    if report.problem and report.problem.key == "file-server":
        _drop(packed, server)
        report, new = _forked(job, data, _server(packed))
    return report, new


def _forked(job: Job, data: bytes, server: _Server) -> tuple[FileReport, bytes | None]:
    line = server.free.get()
    end = time.monotonic() + job.limits.wall + _GRACE
    good = False
    try:
        for part in (pickle.dumps(job), data):
            line.send(len(part).to_bytes(8, "big"), end)
            line.send(part, end)
        sign = line.receive(1, end)
        if sign == b"R":
            plain, has, new = (line.message(end) for _ in range(3))
            good = line.receive(1, end) == b"E" and len(line.receive(4, end)) == _STATUS
            return from_plain(json.loads(plain), job.name), (new if has == b"\1" else None)
        status = int.from_bytes(line.receive(4, end), "big")
        good = sign == b"E"
    except TimeoutError:
        return _failed(job, "file-time", seconds=job.limits.wall)
    except (EOFError, OSError):
        return _failed(job, "file-server")
    finally:
        if good:
            server.free.put(line)
        else:
            line.close()
            server.left -= 1
            if not server.left:  # who waits for a line of it gets an error, and the next one a new server
                server.free.put(line)
    timed_out = status & 0x7F in {signal.SIGALRM, getattr(signal, "SIGXCPU", -1)}
    return _failed(job, "file-time", seconds=job.limits.wall) if timed_out else _failed(job, "file-crashed")


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
