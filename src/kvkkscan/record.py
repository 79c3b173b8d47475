"""Records: what was removed, where, when, why and by which rules, never the data; and the chained file of them.

By-law of 28.10.2017 no. 30224: every deletion, destruction and anonymisation is recorded, and the record kept for at
least three years. It outlives the text, so it holds no value, no excerpt and no hash that can be searched for one.

A record file is JSON Lines in canonical form (sorted keys, no spaces, ASCII):

    {"hash": H, "n": line number from 1, "prev": H of the line before, "record": {...}}

H is the SHA-256 of the canonical JSON of the other three; `prev` of the first line is GENESIS. A head, "COUNT:HASH",
kept elsewhere, proves later that no line up to it was changed and none was cut off.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import re
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from kvkkscan.errors import RecordError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

GENESIS: Final = hashlib.sha256(b"kvkkscan record file 1").hexdigest()
ACTS: Final = ("delete", "destroy", "anonymise")  # the three results that the by-law tells apart (arts. 8-10)
_LONGEST: Final = 1 << 26  # bytes of one line
_LINE = re.compile(rb'\{"hash":"([0-9a-f]{64})",("n":([0-9]{1,18}),"prev":"([0-9a-f]{64})","record":\{.*\}\})\n')


def now() -> str:
    """The time, UTC, ISO 8601 to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclasses.dataclass(frozen=True, slots=True)
class Record:
    """What was done to one text. `source`, `field`, `part`, `reason` and `actor` are the host's words: keep values out.

    `items` are (start, end, entity_type, operator) in the new text, offsets in code points; `removed`, `operators`,
    `rules` (recognizer ids) and `kept` (by the policy) count findings; `allowed` counts values of the host's own.
    `scanned` says whether the new text was scanned, `passes` how often something was taken out of it, `left` how much
    was found in it at last that should not stand.

    Raises:
        RecordError: `act` is none of ACTS.
    """

    outcome: str
    policy: str
    policy_digest: str
    packs_digest: str = ""
    version: str = ""
    time: str = dataclasses.field(default_factory=now)
    source: str | None = None
    field: str | None = None
    part: str | None = None
    act: str | None = None
    reason: str | None = None
    actor: str | None = None
    items: tuple[tuple[int, int, str, str], ...] = ()
    removed: Mapping[str, int] = dataclasses.field(default_factory=dict, hash=False)
    operators: Mapping[str, int] = dataclasses.field(default_factory=dict, hash=False)
    rules: Mapping[str, int] = dataclasses.field(default_factory=dict, hash=False)
    kept: Mapping[str, int] = dataclasses.field(default_factory=dict, hash=False)
    allowed: int = 0
    scanned: bool = True
    passes: int = 0
    left: int = 0

    def __post_init__(self) -> None:
        """Refuse an act that the by-law does not know."""
        if self.act is not None and self.act not in ACTS:
            raise RecordError("record-act", known=", ".join(ACTS))

    def line(self) -> str:
        """The record as one canonical line of JSON, without a line end."""
        return canonical({one.name: getattr(self, one.name) for one in dataclasses.fields(self)})


def canonical(content: object) -> str:
    """JSON in one spelling: sorted keys, no spaces, ASCII."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


@dataclass(frozen=True, slots=True)
class Verification:
    """A record file that was read to its end and found whole."""

    count: int
    head_hash: str

    @property
    def head(self) -> str:
        """What to keep elsewhere: "COUNT:HASH"."""
        return f"{self.count}:{self.head_hash}"


@dataclass(frozen=True, slots=True)
class RecordLog:
    """A record file that only grows. Safe to use from several processes and threads at once."""

    path: Path | str

    def append(self, *records: Record) -> str:
        """Add records, one line each, on the disk when this returns (fsync); the new head, "COUNT:HASH".

        The file is made with mode 0600.

        Raises:
            RecordError: the last line is torn or was changed, or the disk refused; then nothing was added.
        """
        with _locked(self.path, exclusive=True) as file:
            state = _tail(file, self.path)
            size = file.seek(0, os.SEEK_END)
            lines = bytearray()
            for record in records:
                line, state = _chain(record, state)
                lines += line
            try:
                _write(file, lines)
            except BaseException as error:
                with suppress(OSError):
                    file.truncate(size)
                if not isinstance(error, OSError):
                    raise
                problem = error.strerror or type(error).__name__
                raise RecordError("record-write", path=self.path, problem=problem) from None
            if size == 0:
                _sync_folder(Path(self.path).parent)
        return state.head


def verify(path: Path | str, head: str | None = None) -> Verification:
    """Read a record file to its end, in constant memory; with a `head` kept elsewhere, prove that it is still in it.

    Raises:
        RecordError: naming the first line that was changed, moved, torn, cut off or rewritten.
    """
    kept = _head(head)
    with _locked(path) as file:
        end = file.seek(0, os.SEEK_END)
    state = Verification(0, GENESIS)
    with Path(path).open("rb") as lines:
        offset = 0
        if kept and kept.count == 0 and kept != state:
            raise RecordError("record-rewritten", path=path, line=0)
        while offset < end:
            line = lines.readline(_LONGEST)
            if not line.endswith(b"\n"):
                key = "record-torn" if len(line) < _LONGEST else "record-broken"
                raise RecordError(key, path=path, line=state.count + 1, offset=offset)
            read = _read(line)
            if read is None or read[0] != state.head_hash or read[1].count != state.count + 1:
                raise RecordError("record-broken", path=path, line=state.count + 1)
            state = read[1]
            offset += len(line)
            if kept and kept.count == state.count and kept != state:
                raise RecordError("record-rewritten", path=path, line=state.count)
    if kept and kept.count > state.count:
        raise RecordError("record-cut", path=path, line=kept.count, count=state.count)
    return state


def head(path: Path | str) -> str:
    """The last line's "COUNT:HASH"; keep it where the file's writers cannot reach. Reads the last line only.

    Raises:
        RecordError: there is no such file, or its last line is torn or was changed.
    """
    with _locked(path) as file:
        return _tail(file, path).head


def _head(text: str | None) -> Verification | None:
    if text is None:
        return None
    match = re.fullmatch(r"([0-9]{1,18}):([0-9a-f]{64})", text.strip())
    if match is None:
        raise RecordError("record-head")
    return Verification(int(match[1]), match[2])


def _chain(record: Record, last: Verification) -> tuple[bytes, Verification]:
    """The next line after `last`, and the state after it."""
    count = last.count + 1
    content = f'"n":{count},"prev":"{last.head_hash}","record":{record.line()}}}'.encode("ascii")
    digest = hashlib.sha256(b"{" + content).hexdigest()
    return b'{"hash":"%s",%s\n' % (digest.encode("ascii"), content), Verification(count, digest)


def _read(line: bytes) -> tuple[str, Verification] | None:
    """The hash before a line and the state after it, or None where the line is not as it was written."""
    match = _LINE.fullmatch(line)
    if match is None:
        return None
    digest, content, count, before = match.groups()
    if hashlib.sha256(b"{" + content).hexdigest().encode("ascii") != digest:
        return None
    return before.decode("ascii"), Verification(int(count), digest.decode("ascii"))


def _tail(file: IO[bytes], path: Path | str) -> Verification:
    """The state at the end of the file, from its last line alone."""
    size = file.seek(0, os.SEEK_END)
    if size == 0:
        return Verification(0, GENESIS)
    data, step = b"", 1 << 13
    while b"\n" not in data[:-1] and len(data) < size:
        step = min(step * 2, size - len(data))
        data = _read_at(file, size - len(data) - step, step) + data
    whole, _, torn = data.rpartition(b"\n")
    last = _read(whole[whole.rfind(b"\n") + 1 :] + b"\n")
    if torn or last is None:
        file.seek(0)
        ends = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
        if torn:
            raise RecordError("record-torn", path=path, line=ends + 1, offset=size - len(torn))
        raise RecordError("record-broken", path=path, line=ends)
    return last[1]


def _read_at(file: IO[bytes], offset: int, count: int) -> bytes:
    file.seek(offset)
    data = bytearray()
    while len(data) < count and (more := file.read(count - len(data))):
        data += more
    return bytes(data)


def _write(file: IO[bytes], data: bytes | bytearray) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]
    os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make a new file's name last too, where the system lets a folder be opened."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _locked(path: Path | str, *, exclusive: bool = False) -> Iterator[IO[bytes]]:
    """The file, unbuffered, under a lock of the system; made where it is missing and `exclusive`."""
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT if exclusive else os.O_RDONLY
    try:
        descriptor = os.open(path, flags | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0), 0o600)
    except FileNotFoundError:
        raise RecordError("record-missing", path=path) from None
    except OSError as error:
        problem = error.strerror or type(error).__name__
        raise RecordError("record-write" if exclusive else "record-missing", path=path, problem=problem) from None
    with os.fdopen(descriptor, "r+b" if exclusive else "rb", buffering=0) as file:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH)
        yield file
