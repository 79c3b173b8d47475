"""FileReport: what is in a file, part by part. Labels, places and counts; never a value."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kvkkscan.messages import MESSAGES, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kvkkscan.errors import KvkkscanError
    from kvkkscan.policy import Policy
    from kvkkscan.record import Record

OUTCOMES: Final = ("clean", "found", "unscannable")
_LONGEST: Final = 2_000  # characters of anything that a report says


class PartFinding(NamedTuple):
    """One finding in a file: where (sheet and cell, header, path of an attachment), and what.

    `start` and `end` are code points of that part's text. Names of parts are shown without personal data.
    """

    part: str
    entity_type: str
    group: str
    start: int
    end: int
    score: float
    recognizer: str


class Unread(NamedTuple):
    """A part that could not be read; `key` and `params` are those of a message. `done`: "refuse", "drop" or "keep"."""

    part: str
    key: str
    params: tuple[tuple[str, object], ...] = ()
    done: str = "refuse"

    def message(self, lang: str = "en") -> str:
        """Why, in `lang` ("tr" or "en")."""
        return say(self.key, lang, **dict(self.params))


@dataclass(frozen=True, slots=True)
class FileReport:
    """What was found in one file, or done to it.

    `outcome`: "clean", "found", or "unscannable": the file, or a part of it, could not be read; `problem` or `unread`
    say why. `kind` is what the file is by its bytes, `mismatch` whether its name says otherwise. `leaves` are kinds of
    things that were (or would be) left out of the output unread, such as "thumbnail". `data` is the new file where
    `redact_file` was given no target. `removed`, `operators`, `rules` and `kept` count, as in a Record.
    """

    name: str
    outcome: str
    kind: str = ""
    mismatch: bool = False
    findings: tuple[PartFinding, ...] = ()
    unread: tuple[Unread, ...] = ()
    leaves: tuple[str, ...] = ()
    problem: Unread | None = None
    removed: Mapping[str, int] = field(default_factory=dict, hash=False)
    operators: Mapping[str, int] = field(default_factory=dict, hash=False)
    rules: Mapping[str, int] = field(default_factory=dict, hash=False)
    kept: Mapping[str, int] = field(default_factory=dict, hash=False)
    allowed: int = 0
    passes: int = 0
    data: bytes | None = field(default=None, repr=False)

    @property
    def counts(self) -> dict[str, int]:
        """Label -> how many findings."""
        return dict(Counter(one.entity_type for one in self.findings))

    def why(self, lang: str = "en") -> str:
        """Why the file is unscannable, in one line; "" where it is not."""
        if self.problem:
            return self.problem.message(lang)
        for one in self.unread:
            if one.done == "refuse":
                return say("file-part-unread", lang, part=one.part, reason=one.message(lang))
        return ""


def record_of(report: FileReport, policy: Policy, packs_digest: str = "", **more: Any) -> Record:
    """The record of what was removed from a file; `more` are a Record's `act`, `reason`, `actor`, `field`, `part`."""
    from kvkkscan import __version__
    from kvkkscan.record import Record

    return Record(
        outcome=report.outcome,
        policy=policy.id,
        policy_digest=policy.digest,
        packs_digest=packs_digest,
        version=__version__,
        source=report.name or None,
        removed=report.removed,
        operators=report.operators,
        rules=report.rules,
        kept=report.kept,
        allowed=report.allowed,
        passes=report.passes,
        **more,
    )


def to_plain(report: FileReport) -> dict[str, Any]:
    """The report as JSON can say it, without `data`."""
    plain = {one.name: getattr(report, one.name) for one in fields(report) if one.name != "data"}
    return plain | {one: dict(plain[one]) for one in ("removed", "operators", "rules", "kept")}


def from_plain(plain: Mapping[str, Any], name: str) -> FileReport:
    """The report that a child process wrote. The child read hostile bytes, so nothing in it is taken on trust.

    Raises:
        ValueError, KeyError, TypeError: this is no report.
    """
    outcome = str(plain["outcome"])
    if outcome not in OUTCOMES:
        raise ValueError
    return FileReport(
        name=name,
        outcome=outcome,
        kind=_short(plain["kind"]),
        mismatch=bool(plain["mismatch"]),
        findings=tuple(
            PartFinding(_short(part), _short(label), _short(group), int(start), int(end), float(score), _short(rule))
            for part, label, group, start, end, score, rule in plain["findings"]
        ),
        unread=tuple(_unread(one) for one in plain["unread"]),
        leaves=tuple(_short(one) for one in plain["leaves"] if f"file-leaves-{one}" in MESSAGES),
        problem=_unread(plain["problem"]) if plain["problem"] else None,
        removed=_counts(plain["removed"]),
        operators=_counts(plain["operators"]),
        rules=_counts(plain["rules"]),
        kept=_counts(plain["kept"]),
        allowed=int(plain["allowed"]),
        passes=int(plain["passes"]),
    )


def _short(text: object) -> str:
    return str(text)[:_LONGEST]


def _counts(plain: Mapping[str, Any]) -> dict[str, int]:
    return {_short(key): int(count) for key, count in plain.items()}


def _unread(plain: Any) -> Unread:  # noqa: ANN401 - JSON
    part, key, params, done = plain
    known = tuple((_short(name), value if isinstance(value, int) else _short(value)) for name, value in params)
    one = Unread(_short(part), _short(key), known, _short(done))
    one.message()  # KeyError where there is no such message, or it wants more
    return one


def unread_of(error: KvkkscanError, part: str, done: str = "refuse") -> Unread:
    """What an error says of a part. Parameters that are no plain words or numbers are left out."""
    params = tuple(
        (key, value if isinstance(value, (int, float)) else str(value)) for key, value in error.params.items()
    )
    return Unread(part, error.key, params, done)
