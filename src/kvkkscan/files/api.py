"""`scan_file` and `redact_file`: files by path or as bytes, read in a child process."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kvkkscan.errors import KvkkscanError, SensitiveDataFound, Unscannable
from kvkkscan.files import sandbox
from kvkkscan.files.content import Limits
from kvkkscan.files.report import FileReport, unread_of
from kvkkscan.files.work import Job

if TYPE_CHECKING:
    from kvkkscan.policy import Policy
    from kvkkscan.scanner import Scanner


def scan_file(
    source: str | os.PathLike[str] | bytes,
    *,
    policy: Policy | str | Path | None = None,
    scanner: Scanner | None = None,
    limits: Limits | None = None,
    name: str = "",
) -> FileReport:
    """What personal data a file holds, in every layer of it, with all files within.

    Args:
        source: a path, or the bytes of a file.
        policy: its operating point and allow list count, and what it says of parts that cannot be read.
        scanner: for packs, labels and thresholds of your own.
        limits: budgets of the file.
        name: what to call the bytes; only its ending may decide anything, between dialects of plain text.

    Raises:
        OSError: there is no such file. PolicyError: the policy does not load. KvkkscanError: a scanner with feeds.
    """
    return _run(source, name, policy, scanner, limits, writes=False)[0]


def redact_file(
    source: str | os.PathLike[str] | bytes,
    target: str | os.PathLike[str] | None = None,
    policy: Policy | str | Path = "ticket",
    *,
    scanner: Scanner | None = None,
    limits: Limits | None = None,
    name: str = "",
    in_place: bool = False,
) -> FileReport:
    """A file with the policy applied to every layer of it; read again by another library, and scanned again.

    The new file is written to `target`, in one step, or is the report's `data` where there is none. It is written also
    where nothing was found. The other arguments are those of `scan_file`.

    Raises:
        Unscannable: the file, or a part of it, cannot be read, or the result cannot be proved clean.
        SensitiveDataFound: the policy refuses something found; nothing is written.
        OSError, PolicyError: as `scan_file`. FileExistsError: `target` is the source, and `in_place` is not set.
    """
    from kvkkscan.redaction import as_policy

    if target is not None and not isinstance(source, bytes) and not in_place and _same(source, target):
        raise FileExistsError(os.fspath(target))
    report, new = _run(source, name, as_policy(policy), scanner, limits, writes=True)
    if new is None:
        raise refusal(report)
    if target is None:
        return replace(report, data=new)
    write(Path(target), new)
    return report


def refusal(report: FileReport) -> Unscannable | SensitiveDataFound:
    """The error that says why a file was not written."""
    problem = report.problem
    if problem and problem.key == "redaction-refused":
        return SensitiveDataFound(problem.key, (), **dict(problem.params))
    if problem:
        return Unscannable(problem.key, **dict(problem.params))
    part = next((one for one in report.unread if one.done == "refuse"), None)
    if part:
        return Unscannable("file-part-unread", part=part.part, reason=part.message())
    return Unscannable("file-crashed")


def spec_of(scanner: Scanner | None, threshold: float) -> dict[str, Any]:
    """The arguments with which a child builds the same scanner.

    Raises:
        KvkkscanError: it cannot be built elsewhere.
    """
    if scanner is None:
        return {"threshold": threshold}
    if scanner._feeds:  # noqa: SLF001 - the same package
        raise KvkkscanError("file-feeds")
    return {
        "level": scanner.level,
        "threshold": scanner.threshold,
        "entities": scanner.entities,
        "packs": scanner.packs,
        "allow": scanner._allow,  # noqa: SLF001 - the same package
    }


def _run(
    source: str | os.PathLike[str] | bytes,
    name: str,
    policy: Policy | str | Path | None,
    scanner: Scanner | None,
    limits: Limits | None,
    *,
    writes: bool,
) -> tuple[FileReport, bytes | None]:
    from kvkkscan.redaction import as_policy
    from kvkkscan.scanner import BALANCED

    rules = as_policy(policy) if policy is not None else None
    budgets = limits or Limits()
    spec = spec_of(scanner, rules.threshold if rules else BALANCED)
    if isinstance(source, bytes):
        data = source
    else:
        name = name or os.fspath(source)
        size = os.stat(source).st_size
        if size > budgets.size:
            error = Unscannable("file-too-big", size=budgets.size >> 20)
            return FileReport(name, "unscannable", problem=unread_of(error, "")), None
        data = Path(source).read_bytes()
    return sandbox.run(Job(name, writes, rules, budgets), data, spec)


def write(target: Path, data: bytes) -> None:
    """A file that is there only when it is whole; it keeps the mode of the one that it replaces."""
    descriptor, temporary = tempfile.mkstemp(prefix=".kvkkscan-", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if os.name == "posix":
            mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
            os.chmod(temporary, mode)
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _same(source: str | os.PathLike[str], target: str | os.PathLike[str]) -> bool:
    try:
        return os.path.samefile(source, target)
    except OSError:
        return False
