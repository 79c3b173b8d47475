"""Where cleaned bytes go: a file that is replaced in one step, or standard output."""

from __future__ import annotations

import contextlib
import os
import signal
import stat
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def unbroken() -> Iterator[None]:
    """Holds signals back for a moment, so that no temporary file is made that nobody knows of."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    old = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, old)


class Output(Protocol):
    """What takes the bytes of one cleaned file."""

    def write(self, data: bytes) -> None:
        """Takes the next bytes."""

    def flush(self) -> None:
        """Lets a reader who waits see what there is."""

    def commit(self) -> None:
        """All is written: hand it over."""

    def abort(self) -> None:
        """Leave things as they were before; fine to call at any time."""


class Stream:
    """Standard output, or a device or pipe named as OUT: bytes go straight there."""

    def __init__(self, stream: BinaryIO, *, own: bool = False) -> None:
        self._stream = stream
        self._own = own

    def write(self, data: bytes) -> None:
        """Passes the bytes on."""
        self._stream.write(data)

    def flush(self) -> None:
        """Passes on what waits."""
        self._stream.flush()

    def commit(self) -> None:
        """Flushes, so that a full disk is noticed."""
        self._stream.flush()
        if self._own:
            self._stream.close()

    def abort(self) -> None:
        """What is written is written."""
        if self._own:
            with contextlib.suppress(OSError):
                self._stream.close()


class AtomicFile:
    """A file that appears, or replaces the old one, only when whole.

    The bytes wait in a temporary file beside it that only its owner may read.
    """

    def __init__(self, target: Path) -> None:
        self._target = Path(os.path.realpath(target))
        self._temporary: str | None = None
        descriptor, self._temporary = tempfile.mkstemp(prefix=".kvkkscan-", suffix=".tmp", dir=self._target.parent)
        self._stream = os.fdopen(descriptor, "wb", buffering=1 << 18)

    def write(self, data: bytes) -> None:
        """Adds to the temporary file."""
        self._stream.write(data)

    def flush(self) -> None:
        """Nobody reads along."""

    def commit(self) -> None:
        """Moves the temporary file to its place, with the permissions of the file that was there."""
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._permit()
        self._stream.close()
        assert self._temporary is not None
        os.replace(self._temporary, self._target)
        self._temporary = None

    def _permit(self) -> None:
        if os.name != "posix":
            return
        try:
            old = self._target.stat()
        except FileNotFoundError:
            mask = os.umask(0)
            os.umask(mask)
            os.fchmod(self._stream.fileno(), 0o666 & ~mask)
            return
        with contextlib.suppress(OSError):  # only root may give a file away
            os.fchown(self._stream.fileno(), old.st_uid, old.st_gid)
        os.fchmod(self._stream.fileno(), stat.S_IMODE(old.st_mode))

    def abort(self) -> None:
        """Removes the temporary file."""
        with contextlib.suppress(OSError):
            self._stream.close()
        if self._temporary is not None:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self._temporary)
            self._temporary = None


class Rejects:
    """The file for records that were left out, byte for byte. A new one only its owner may read; modes are kept."""

    def __init__(self, path: Path, *, append: bool) -> None:
        flags = os.O_WRONLY | os.O_CREAT | (os.O_APPEND if append else os.O_TRUNC)
        self._stream = os.fdopen(os.open(path, flags, 0o600), "wb")
        self._at_line_start = True

    def write(self, data: bytes) -> None:
        """Adds one record."""
        if not self._at_line_start:
            self._stream.write(b"\n")
        self._stream.write(data)
        self._at_line_start = data.endswith(b"\n")

    def sync(self) -> None:
        """Makes sure that all is on disk, before the originals are replaced."""
        self._stream.flush()
        with contextlib.suppress(OSError):  # a pipe cannot
            os.fsync(self._stream.fileno())

    def close(self) -> None:
        """Writes what is left."""
        self._stream.close()


def open_output(target: Path | None) -> Output:
    """The output for one file; None is standard output."""
    if target is None:
        return Stream(sys.stdout.buffer)
    if target.exists() and not target.is_file():  # /dev/null, a named pipe: never replaced by a file
        return Stream(target.open("wb"), own=True)
    return AtomicFile(target)
