"""Compiled twins of the slow steps of detection. They find exactly what the Python beside them finds, only sooner.

Each `NAME.pyx` of this folder is built to an extension module by hatch_build.py where a C compiler is there. Its first
line names the modules that it is the twin of (`# twin of: endings.py evidence.py`). A digest of all these sources is
compiled into it. Where they have changed since, the twin is not used, and the Python code is: `make native` builds it
again. `KVKKSCAN_PURE=1` in the environment leaves all twins aside.
"""

from __future__ import annotations

import os
import re
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

if TYPE_CHECKING:
    from kvkkscan.detect.rules import Rules

FOLDER = Path(__file__).resolve().parent
_TWINS = re.compile(rb"^# twin of: (.*)$", re.MULTILINE).findall
_SHARED = ("*.pxd", "*.pxi", "*.h", "automata.py", "__init__.py")


def sources(name: str, folder: Path = FOLDER) -> list[Path]:
    """The files on which the extension `name` depends: its own, those that all share, the modules that it mirrors."""
    own = folder / f"{name}.pyx"
    shared = sorted(path for pattern in _SHARED for path in folder.glob(pattern))
    twins = [folder.parent / twin.decode() for line in _TWINS(own.read_bytes()) for twin in line.split()]
    return [own, *shared, *twins]


def digest(name: str, folder: Path = FOLDER) -> int:
    """CRC-32 over the sources of an extension: it tells whether they have changed, and proves nothing.

    Raises:
        OSError: a source is missing.
    """
    total = 0
    for path in sources(name, folder):
        total = crc32(path.read_bytes().replace(b"\r\n", b"\n"), crc32(path.name.encode(), total))
    return total


def wanted() -> bool:
    """Whether the environment lets the twins be used."""
    return os.environ.get("KVKKSCAN_PURE", "0") in ("", "0")


@cache
def load(name: str) -> Any:  # noqa: ANN401 - a module that type checkers do not see
    """The extension `name`, or None: it is not built, older than its sources, or not wanted."""
    if not wanted():
        return None
    try:
        built = import_module(f"{__name__}.{name}")
        return built if digest(name) == built.DIGEST else None
    except (ImportError, AttributeError, OSError):
        return None


def core_for(rules: Rules) -> Any:  # noqa: ANN401 - a class that type checkers do not see
    """The compiled scan path for these rules, or None: it is not there, or the packs are too large for it."""
    built = load("core")
    try:
        return built.Core(rules) if built else None
    except OverflowError:
        return None
