"""Which file each cleaned input is written to, and which requests are refused before anything is read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from kvkkscan.cli._parser import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kvkkscan.cli._inputs import Source


def plan(
    sources: Sequence[Source], out: str | None, *, in_place: bool, several: bool, others: Sequence[str | None]
) -> dict[Source, Path | None]:
    """The target of each source; None is standard output. `others` are files that the run writes besides.

    Raises:
        UsageError: a file would be written over that must not be, or it is not clear where output should go.
    """
    targets = _in_place(sources, out) if in_place else _elsewhere(sources, out, several=several)
    taken = {_identity(path): path for path in targets.values() if path is not None}
    if len(taken) != sum(path is not None for path in targets.values()):
        raise UsageError("cli-same-output")
    inputs = {_identity(source.path): source.path for source in sources if source.path is not None}
    if not in_place:
        for path in targets.values():
            if path is not None and _identity(path) in inputs and not _is_device(path):
                raise UsageError("cli-output-is-input", path=str(path))
    for name in others:
        if name is not None:
            one = _identity(Path(name))
            if (one in inputs or one in taken) and not _is_device(Path(name)):
                raise UsageError("cli-side-file", path=name)
            taken[one] = Path(name)
    return targets


def _in_place(sources: Sequence[Source], out: str | None) -> dict[Source, Path | None]:
    targets: dict[Source, Path | None] = {}
    for source in sources:
        if source.path is None:
            raise UsageError("cli-in-place-stdin")
        if source.path.exists() and not source.path.is_file():
            raise UsageError("cli-in-place-device", path=source.name)
        if out is not None and _identity(Path(out)) != _identity(source.path):
            raise UsageError("cli-in-place-output")
        targets[source] = source.path
    return targets


def _elsewhere(sources: Sequence[Source], out: str | None, *, several: bool) -> dict[Source, Path | None]:
    if not several:
        if out in (None, "-"):
            return dict.fromkeys(sources)
        target = Path(str(out))
        if not target.is_dir():
            return dict.fromkeys(sources, target)
        if any(source.path is None for source in sources):
            raise UsageError("cli-output-folder-stdin")
        return {source: target / source.relative for source in sources}
    if out in (None, "-"):
        raise UsageError("cli-output-needed")
    folder = Path(str(out))
    if folder.exists() and not folder.is_dir():
        raise UsageError("cli-output-not-folder", path=str(out))
    return {source: folder / ("stdin" if source.path is None else source.relative) for source in sources}


def _identity(path: Path) -> object:
    """What tells that two names mean one file: the file itself, or its place where it is not there yet."""
    try:
        status = path.stat()
    except OSError:
        return os.path.realpath(path)
    return (status.st_dev, status.st_ino) if status.st_ino else os.path.realpath(path)


def _is_device(path: Path) -> bool:
    return path.exists() and not path.is_file()
