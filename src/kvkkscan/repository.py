"""Personal data in a repository: where it stands by line, what a comment or a baseline lets stand.

A comment lets findings of its own line stand, or of the next line where it stands alone; it names labels or rules and
gives a reason. It counts in repositories only: in a ticket, anyone could write it.

    card = "5555 5555 5555 4444"  # kvkkscan: allow[CREDIT_CARD] the bank's test card

A baseline is a JSON file of findings that are known. Each is kept by a fingerprint: SHA-256 over rule, path and the
line with all findings replaced by their labels. It moves with its line and says nothing of the value.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from kvkkscan.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from kvkkscan.finding import Finding
    from kvkkscan.policy import Policy
    from kvkkscan.scanner import Scanner

_COMMENT = re.compile(r"kvkkscan:[ \t]*(?:allow|izin)\[([\w.\-, \t]+)\][ \t]*(\S.*)?", re.IGNORECASE)
_ALONE = re.compile(r"\W*$")
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Spot:
    """A finding in a file. `line` and the columns count from 1, columns in code points, `end_column` exclusive."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    entity_type: str
    recognizer: str
    score: float
    fingerprint: str
    shown: str  # its line, findings replaced by their labels


@dataclass(frozen=True, slots=True)
class Known:
    """An entry of a baseline. `verdict`: "" (nobody has looked), "true" (to be removed some day) or "false" (an alarm).

    `until` is the last day on which it counts ("2027-06-30"), "" for ever.
    """

    recognizer: str
    entity_type: str
    path: str
    line: int
    fingerprint: str
    verdict: str = ""
    reason: str = ""
    by: str = ""
    until: str = ""


def spots(text: str, path: str, scanner: Scanner, policy: Policy | None = None) -> list[Spot]:
    """The findings of a file that no comment lets stand and that the policy does not keep or allow.

    Raises:
        Unscannable: the text could not be read to its end.
    """
    found = [one for one in scanner.scan(text) if _counts(one, text, policy)]
    if not found:
        return []
    starts = [0, *(at.end() for at in re.finditer("\n", text))]
    lines = text.split("\n")
    shown = _shown(text, found).split("\n")
    result = []
    for one in found:
        line, end = _line(starts, one.start), _line(starts, one.end - 1)
        if not _allowed(one, lines, line):
            mark = hashlib.sha256(f"{one.recognizer}\0{path}\0{shown[line].strip()}".encode()).hexdigest()
            result.append(
                Spot(
                    path,
                    line + 1,
                    one.start - starts[line] + 1,
                    end + 1,
                    one.end - starts[end] + 1,
                    one.entity_type,
                    one.recognizer,
                    one.score,
                    mark,
                    shown[line].strip(),
                )
            )
    return result


def _counts(one: Finding, text: str, policy: Policy | None) -> bool:
    return policy is None or not (
        policy.action(one.entity_type, one.group).operator == "keep"
        or policy.allowed(one.entity_type, text[one.start : one.end])
    )


def _shown(text: str, found: Sequence[Finding]) -> str:
    """The text with labels for findings; those over several lines leave their line breaks."""
    parts, at = [], 0
    for one in found:
        parts += [text[at : one.start], f"[{one.entity_type}]", "\n" * text.count("\n", one.start, one.end)]
        at = one.end
    return "".join([*parts, text[at:]])


def _line(starts: Sequence[int], place: int) -> int:
    from bisect import bisect_right

    return bisect_right(starts, place) - 1


def _allowed(one: Finding, lines: Sequence[str], line: int) -> bool:
    """Whether a comment on the finding's line, or alone on the one before, names it and gives a reason."""
    for at in (line, line - 1):
        comment = _COMMENT.search(lines[at]) if at >= 0 else None
        if comment is None or not (comment[2] or "").strip(" \t-*/>#"):
            continue
        if at == line or _ALONE.fullmatch(lines[at][: comment.start()]):
            names = {name.strip().lower() for name in comment[1].split(",")}
            if {one.entity_type.lower(), one.recognizer.lower(), one.group.lower()} & names:
                return True
    return False


def unknown(found: Iterable[Spot], baseline: Sequence[Known], today: str | None = None) -> list[Spot]:
    """The findings that the baseline does not hold; an entry lets one finding stand, and none after its day."""
    day = today or datetime.now(UTC).date().isoformat()
    left = Counter(one.fingerprint for one in baseline if not one.until or one.until >= day)
    result = []
    for one in found:
        if left[one.fingerprint] > 0:
            left[one.fingerprint] -= 1
        else:
            result.append(one)
    return result


def updated(found: Iterable[Spot], baseline: Sequence[Known], elsewhere: Sequence[Known] = ()) -> list[Known]:
    """The baseline of what is found now: verdicts and reasons are kept, what is gone goes.

    `elsewhere` are entries of files that were not read this time.
    """
    known: dict[str, list[Known]] = {}
    for entry in baseline:
        known.setdefault(entry.fingerprint, []).append(entry)
    result = list(elsewhere)
    for one in found:
        before = known.get(one.fingerprint)
        entry = before.pop(0) if before else Known(one.recognizer, one.entity_type, one.path, 0, one.fingerprint)
        result.append(replace(entry, line=one.line))
    return sorted(result, key=lambda one: (one.path, one.line, one.recognizer, one.fingerprint))


def read_baseline(path: Path) -> list[Known]:
    """The entries of a baseline file.

    Raises:
        InputError: it cannot be read, or is none.
    """
    try:
        given: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if given["version"] != _VERSION:
            raise InputError("baseline-version", path=str(path), version=_VERSION)
        return [Known(**entry) for entry in given["entries"]]
    except OSError as error:
        raise InputError("baseline-missing", path=str(path), problem=error.strerror or "") from None
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("baseline-broken", path=str(path)) from None


def write_baseline(path: Path, entries: Sequence[Known], packs: str) -> None:
    """Writes a baseline beside its place and moves it there. `packs` is the digest of the packs in use."""
    content = {"version": _VERSION, "packs": packs, "entries": [asdict(entry) for entry in entries]}
    beside = path.with_name(path.name + ".new")
    beside.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    beside.replace(path)
