"""Redaction: findings + policy -> the new text, which is scanned again before it is handed over."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cache
from math import inf
from typing import TYPE_CHECKING, Final, Protocol

from kvkkscan.cuts import Cut, Item, Origin, Places, merge, sentence
from kvkkscan.errors import NotClean, SensitiveDataFound, Unscannable
from kvkkscan.finding import Group
from kvkkscan.operators import LOOKS_LIKE_DATA, OPERATORS, Site
from kvkkscan.placeholders import last_numbers, placeholder, placeholder_spans
from kvkkscan.policy import Policy
from kvkkscan.record import Record
from kvkkscan.values import identity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from kvkkscan.finding import Finding
    from kvkkscan.policy import Action

MAX_PASSES: Final = 4


class Scans(Protocol):
    """What redaction needs of a Scanner.

    It may also have `placeholders` (label -> (Turkish, English) of user packs) and `packs_digest` (hex).
    """

    def scan(self, text: str, /) -> Sequence[Finding]:
        """Findings in `text`, in code points; raises Unscannable."""
        ...


@dataclass(frozen=True, slots=True, repr=False)
class Redaction:
    """The new text and what was done to get it.

    `findings` have offsets of the text as given, those that the policy keeps included, those that it allows not.
    `outcome`: "clean" (nothing was found), "found" (it was, and the policy was applied) or "unscannable" (the text is
    as given and was not read to its end: only where the policy says `on_unscannable = "keep"`). `cuts` are the
    stretches of the text as given that the items stand for, one for one.
    """

    text: str
    findings: tuple[Finding, ...]
    items: tuple[Item, ...]
    outcome: str
    record: Record
    cuts: tuple[tuple[int, int], ...] = ()

    def __repr__(self) -> str:
        """Counts only."""
        return f"Redaction(outcome={self.outcome!r}, findings={len(self.findings)}, items={len(self.items)})"


def redact(  # noqa: PLR0913 - what a record must say
    text: str,
    policy: Policy | str | Path = "ticket",
    *,
    scanner: Scans | None = None,
    source: str | None = None,
    field: str | None = None,
    part: str | None = None,
    act: str | None = None,
    reason: str | None = None,
    actor: str | None = None,
) -> Redaction:
    """`text` with the policy applied; all else in it stays, character for character.

    The new text is scanned again. What is found in it outside of what an operator wrote and the policy keeps is taken
    out too, in at most four passes. Redacting the result once more changes nothing, unless operators wrote made-up or
    encrypted values. The keyword arguments after `scanner` go into the record; put no personal data there.

    Raises:
        SensitiveDataFound: the policy refuses something found.
        Unscannable: the text (or the new text) could not be scanned to its end.
        NotClean: four passes were not enough, or an operator writes what is itself found.
        PolicyError: `policy` is a name or path that does not load.
    """
    policy = as_policy(policy)
    if scanner is None:
        from kvkkscan.scanner import default_scanner

        scanner = default_scanner(policy.threshold)
    work = _Work(text, policy, scanner, getattr(scanner, "placeholders", None) or {})
    try:
        work.run()
        outcome = "found" if work.findings else "clean"
    except Unscannable:
        if policy.on_unscannable != "keep" or work.passes:  # never hand back what was found and taken out
            raise
        outcome, work = "unscannable", _Work(text, policy, scanner, {}, new=text)
    record = Record(
        outcome=outcome,
        policy=policy.id,
        policy_digest=policy.digest,
        packs_digest=getattr(scanner, "packs_digest", ""),
        version=_version(),
        source=source,
        field=field,
        part=part,
        act=act,
        reason=reason,
        actor=actor,
        items=tuple((item.start, item.end, item.entity_type, item.operator) for item in work.items),
        removed=Counter(item.entity_type for item in work.items),
        operators=Counter(item.operator for item in work.items),
        rules=Counter(found.recognizer for found in work.findings),
        kept=Counter(found.entity_type for found in work.kept),
        allowed=work.allowed,
        scanned=work.scanned,
        passes=work.passes,
    )
    cuts = tuple((cut.start, cut.end) for cut in work.cuts)
    return Redaction(work.new, tuple(work.findings), tuple(work.items), outcome, record, cuts)


def guard(text: str, policy: Policy | str | Path = "ticket", *, scanner: Scans | None = None) -> str:
    """The text with the policy applied: what may be stored.

    Raises:
        SensitiveDataFound: the policy refuses something found.
        Unscannable: the text could not be scanned to its end, whatever the policy says of that.
        NotClean: as `redact`.
    """
    policy = as_policy(policy)
    if policy.on_unscannable != "refuse":
        policy = policy.with_(on_unscannable="refuse")
    return redact(text, policy, scanner=scanner).text


def as_policy(policy: Policy | str | Path) -> Policy:
    """The policy itself, or the one of that name or path; shipped ones are read once a process.

    Raises:
        PolicyError: it does not load.
    """
    if isinstance(policy, Policy):
        return policy
    return _shipped(policy) if isinstance(policy, str) and policy in _names() else Policy.load(policy)


@cache
def _names() -> frozenset[str]:
    return frozenset(Policy.names())


@cache
def _shipped(name: str) -> Policy:
    return Policy.load(name)


def _version() -> str:
    import kvkkscan

    return kvkkscan.__version__


@dataclass(slots=True, repr=False)
class _Work:
    """One text being redacted. All cuts are of the text as given, so that each pass writes the whole text anew."""

    text: str
    policy: Policy
    scanner: Scans
    names: Mapping[str, tuple[str, str]]
    new: str = ""
    findings: list[Finding] = field(default_factory=list)
    kept: list[Finding] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    allowed: int = 0
    scanned: bool = False
    passes: int = 0
    cuts: list[Cut] = field(default_factory=list)
    _numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    _last: dict[str, int] | None = None

    def run(self) -> None:
        """Scan, write, and scan again until nothing stands that should not."""
        self.new = self.text
        while found := self._scan():
            if self.passes == MAX_PASSES:
                labels = ", ".join(sorted({one.entity_type for one in found}))
                raise NotClean("redaction-not-clean", passes=self.passes, count=len(found), labels=labels)
            fresh = [self._cut(one) for one in found]
            self.cuts = merge([*self.cuts, *fresh])
            self.passes += 1
            self._write()

    def _cut(self, found: Finding) -> Cut:
        """What is to be written over for a finding; a statement may take its sentence or field along."""
        action, start, end = self._action(found), found.start, found.end
        wide = self.policy.special_span
        if wide != "statement" and found.group == Group.SPECIAL and action.operator in {"redact", "replace"}:
            start, end = sentence(self.text, start, end) if wide == "sentence" else (0, len(self.text))
            return Cut(start, end, found.entity_type, inf, action)  # it names all that it takes along
        return Cut(start, end, found.entity_type, found.score, action)

    def _action(self, found: Finding) -> Action:
        return self.policy.action(found.entity_type, found.group)

    def _scan(self) -> list[Finding]:
        """What stands in `new` and should not, with offsets of the text as given."""
        found = self.scanner.scan(self.new)
        self.kept, self.allowed = [], 0
        if not found:
            self.scanned = True
            return []
        marks = Places(placeholder_spans(self.new, self.names))
        written = Places([(item.start, item.end) for item in self.items])
        origin = Origin(self.items, self.cuts)
        acted: list[Finding] = []
        for one in sorted(found, key=lambda one: (one.start, one.end)):
            if not 0 <= one.start < one.end <= len(self.new):
                raise Unscannable(
                    "finding-out-of-range",
                    recognizer=one.recognizer,
                    start=one.start,
                    end=one.end,
                    length=len(self.new),
                )
            if marks.around(one) is not None:
                continue
            if self.policy.allow and self.policy.allowed(one.entity_type, self.new[one.start : one.end]):
                self.allowed += 1
            elif (inside := written.around(one)) is not None and self._own_work(one, self.items[inside]):
                continue
            elif self._action(one).operator == "keep":
                self.kept.append(one)
            else:
                acted.append(origin.of(one))
        kept = [] if self.passes else self.kept
        self.findings = sorted([*self.findings, *kept, *acted], key=lambda one: (one.start, one.end))
        self._refuse(acted)
        self.scanned = True
        return acted

    def _own_work(self, found: Finding, item: Item) -> bool:
        """Whether a finding inside what an operator wrote may stand there.

        Made-up and encrypted values may. What is left of a masked one may not, and the value is written over whole.
        """
        if item.operator in LOOKS_LIKE_DATA:
            return True
        if item.operator == "mask" or self._action(found).operator == "keep":
            return False
        raise NotClean(
            "redaction-operator-found",
            operator=item.operator,
            policy=self.policy.id,
            written=item.entity_type,
            label=found.entity_type,
        )

    def _refuse(self, acted: Iterable[Finding]) -> None:
        refused = tuple(one for one in acted if self._action(one).operator == "refuse")
        if refused:
            labels = ", ".join(sorted({one.entity_type for one in refused}))
            raise SensitiveDataFound("redaction-refused", refused, policy=self.policy.id, labels=labels)

    def _write(self) -> None:
        """The new text and the items, from the text as given and the cuts."""
        parts: list[str] = []
        self.items = []
        at = size = 0
        for place, cut in enumerate(self.cuts):
            if cut.new is None:
                cut = self.cuts[place] = replace(cut, new=self._operate(cut))  # noqa: PLW2901
            new = cut.new or ""
            parts += (self.text[at : cut.start], new)
            size += cut.start - at
            self.items.append(Item(size, size + len(new), cut.entity_type, cut.action.operator))
            size += len(new)
            at = cut.end
        self.new = "".join([*parts, self.text[at:]])

    def _operate(self, cut: Cut) -> str:
        value = self.text[cut.start : cut.end]
        site = Site(
            entity_type=cut.entity_type,
            value=value,
            params=cut.action.params,
            key=cut.action.key,
            language=self.policy.language,
            number=self._number(cut.entity_type, value) if self.policy.numbered else None,
            names=self.names,
        )
        return OPERATORS[cut.action.operator](site)

    def _number(self, entity_type: str, value: str) -> int:
        """The number of a value in this text: equal values share one; those already in the text are not used again."""
        if self._last is None:
            self._last = last_numbers(self.text, self.names)
        key = entity_type, identity(entity_type, value)
        if key not in self._numbers:
            name = placeholder(entity_type, self.policy.language, extra=self.names)[1:-1]
            self._last[name] = self._numbers[key] = self._last.get(name, 0) + 1
        return self._numbers[key]
