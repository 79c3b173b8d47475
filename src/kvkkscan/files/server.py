"""The other side of sandbox.py: a process that has everything loaded, and forks a child for each file.

It is started as `python -I` with nothing of the caller's but where its modules are, and reads what to build from
standard input. On Unix it forks a waiter for each pair of pipes that it was given. A waiter takes one job after the
other, and forks a child for each, which answers under limits of memory, time, files and size, and writes nothing
anywhere else. Where there is no fork the process does one job, over its standard streams.

A message is a length (8 bytes, big endian) and as many bytes. Caller to child: pickles, since the caller is trusted.
Child to caller: JSON and plain bytes only: "R" and three messages from the child, then "E" and its status from the
waiter.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import pickle
import signal
import sys
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NoReturn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kvkkscan.files.work import Job
    from kvkkscan.scanner import Scanner

_CHUNK: Final = 1 << 20
_FILES: Final = 32  # open at once
_DUMPABLE: Final = 4  # PR_SET_DUMPABLE
# What loads the readers of the scanner that few texts need, before the fork.
_WARM: Final = (
    "annem diyabet hastası, tel sıfır beş yüz otuz iki, TCKN 10000000146, kart no 5549 6012 3456 7891 skt 09/28 cvv 418"
    " ali@ornek.com.tr 192.168.1.20 doğum tarihi 1 mart 1985, Atatürk Mah. Gül Sok. No: 5 Kadıköy/İstanbul"
)

# A PNG of a single point.
_POINT: Final = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010100000000376ef924"
    "0000000a49444154789c636000000002000148afa4710000000049454e44ae426082"
)
_SAMPLES: Final = (
    ("", _WARM.encode()),
    ("x.csv", f"metin;tckn\n{_WARM};10000000146\n".encode()),
    ("x.json", json.dumps({"metin": _WARM, "tckn": "10000000146"}).encode()),
    ("x.yaml", f"metin: {_WARM!r}\n".encode()),
    ("x.xml", f"<metin>{_WARM}</metin>".encode()),
    ("x.html", f"<html><p title='x'>{_WARM}</p></html>".encode()),
    ("x.rtf", b"{\\rtf1 10000000146 \\par}"),
    ("x.png", _POINT),
)


def main(mode: str) -> NoReturn:
    """Reads what to build from standard input; then serves on the socket of descriptor N ("fork:N"), or does one job.

    The mode of a process for one job is "alone".
    """
    stream = sys.stdin.buffer
    scanner, full = _build(pickle.loads(_read(stream)))  # noqa: S301 - from the process that started us
    if mode == "alone":
        job, data = pickle.loads(_read(stream)), _read(stream)  # noqa: S301 - the same
        _limit(job)
        for part in answer(job, data, scanner, full):
            _write(sys.stdout.buffer, part)
        sys.stdout.buffer.flush()
        sys.exit(0)
    _serve([tuple(map(int, pair.split("."))) for pair in mode.partition(":")[2].split(",")], scanner, full)


def _build(spec: Mapping[str, Any]) -> tuple[Scanner, Scanner]:
    from kvkkscan.files import formats, kinds
    from kvkkscan.files.work import Job, run
    from kvkkscan.redaction import as_policy
    from kvkkscan.scanner import Scanner

    scanner = Scanner(**spec)
    full = scanner if spec.get("entities") is None else Scanner(**{**spec, "entities": None})
    formats.preload()
    kinds.kind_of(b"kvkkscan")  # loads libmagic
    for name, data in _SAMPLES:
        run(Job(name, writes=True, policy=as_policy("ticket")), data, scanner, full)
    return scanner, full


def _serve(pairs: list[tuple[int, ...]], scanner: Scanner, full: Scanner) -> NoReturn:
    """Forks a waiter for each pair of pipes, until the caller is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _no_dumps()
    gc.collect()
    gc.freeze()
    every = [number for pair in pairs for number in pair]
    for pair in pairs:
        if os.fork() == 0:
            for number in every:
                if number not in pair:
                    os.close(number)
            _wait(pair[0], pair[1], scanner, full)
    for number in every:
        os.close(number)
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()
    os._exit(0)


def _wait(jobs: int, answers: int, scanner: Scanner, full: Scanner) -> NoReturn:
    """Takes jobs from one pipe, one child a job, until the pipe is closed."""
    with contextlib.suppress(BaseException), os.fdopen(jobs, "rb", buffering=_CHUNK) as stream:
        while True:
            packed, data = _read(stream), _read(stream)
            child = os.fork()
            if child == 0:
                _child(packed, data, answers, scanner, full)
            del packed, data
            _, status = os.waitpid(child, 0)
            _put(answers, b"E" + (status & 0xFFFFFFFF).to_bytes(4, "big"))
    os._exit(0)


def _child(packed: bytes, data: bytes, answers: int, scanner: Scanner, full: Scanner) -> NoReturn:
    """One job. Whatever happens, this process ends here."""
    code = 1
    gc.disable()  # a short life
    with contextlib.suppress(BaseException):
        job = pickle.loads(packed)  # noqa: S301 - from the process that started us
        _limit(job)
        parts = answer(job, data, scanner, full)
        signal.setitimer(signal.ITIMER_REAL, 0)  # an answer is not broken off
        _put(answers, b"R")
        for part in parts:
            _put(answers, len(part).to_bytes(8, "big"))
            _put(answers, part)
        code = 0
    os._exit(code)


def _put(number: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(number, rest[:_CHUNK]) :]


def answer(job: Job, data: bytes, scanner: Scanner, full: Scanner) -> tuple[bytes, bytes, bytes]:
    """The report as JSON, whether there are new bytes, and those."""
    from kvkkscan.files.report import to_plain
    from kvkkscan.files.work import run

    report, new = run(job, data, scanner, full)
    return json.dumps(to_plain(report)).encode(), b"\0" if new is None else b"\1", new or b""


def _limit(job: Job) -> None:
    """Limits of this process, for the file that it is about to read; none where the system knows none."""
    limits = job.limits
    try:
        import resource
    except ImportError:
        return
    wanted = (
        ("RLIMIT_CORE", 0),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_NOFILE", _FILES),
        ("RLIMIT_CPU", limits.cpu),
        ("RLIMIT_AS", limits.memory),
    )
    for name, value in wanted:
        kind = getattr(resource, name, None)
        if kind is None:
            continue
        with contextlib.suppress(OSError, ValueError):  # a lower one of the system's stands
            resource.setrlimit(kind, (value, value))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, limits.wall + 1)  # the room's own clock comes first and can say so


def _no_dumps() -> None:
    """No memory of this process or its children goes to a core file, where the limit alone does not stop that."""
    with contextlib.suppress(Exception):
        import ctypes

        ctypes.CDLL(None).prctl(_DUMPABLE, 0, 0, 0, 0)


def _read(stream: BinaryIO) -> bytes:
    size = int.from_bytes(_exactly(stream, 8), "big")
    return _exactly(stream, size)


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise EOFError
    return data


def _write(stream: BinaryIO, data: bytes) -> None:
    stream.write(len(data).to_bytes(8, "big"))
    stream.write(data)
