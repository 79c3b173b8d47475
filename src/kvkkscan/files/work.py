"""One file, from bytes to report and clean bytes: read, look, write, read again, prove."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from kvkkscan.errors import KvkkscanError, NotClean, SensitiveDataFound, Unscannable
from kvkkscan.fields import Labelled, labels_of
from kvkkscan.files import kinds
from kvkkscan.files.content import Changes, Content, Edit, Limits, Part, Room
from kvkkscan.files.formats import opener
from kvkkscan.files.known import Known, WithKnown
from kvkkscan.files.report import FileReport, PartFinding, Unread, unread_of
from kvkkscan.redaction import MAX_PASSES, redact

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kvkkscan.finding import Finding
    from kvkkscan.policy import Policy
    from kvkkscan.redaction import Scans
    from kvkkscan.scanner import Scanner

SEPARATOR: Final = " > "  # between a file and a file within, in the name of a part
_SHORT, _MANY = 60, 50_000
_LONGEST_FIELD = 200  # characters; what is longer is no name of a field
_LONGEST_PLACE = 300


@dataclass(frozen=True, slots=True)
class Job:
    """What to do with one file. `policy` is None for a scan without one."""

    name: str
    writes: bool = False
    policy: Policy | None = None
    limits: Limits = field(default_factory=Limits)


def run(job: Job, data: bytes, scanner: Scanner, full: Scanner | None = None) -> tuple[FileReport, bytes | None]:
    """Scans or redacts one file; the report, and the new bytes where the job writes and could.

    `full` looks for all labels where `scanner` looks for some: in what the report itself would say. Never raises for
    what the file holds: that is a report, too.
    """
    work = _Work(job, scanner, full or scanner)
    try:
        if len(data) > job.limits.size:
            raise Unscannable("file-too-big", size=job.limits.size >> 20)
        new = work.file(data, job.name, "", top=True)
        return work.report(), (new if job.writes else None)
    except KvkkscanError as error:
        return work.report(error), None
    except RecursionError:
        return work.report(Unscannable("file-too-nested")), None
    except MemoryError:
        return work.report(Unscannable("file-memory", size=job.limits.memory >> 20)), None
    except Exception as error:  # noqa: BLE001 - hostile bytes make readers raise anything, and messages may quote them
        return work.report(Unscannable("file-failed", type=type(error).__name__, where=_where(error))), None


def _where(error: BaseException) -> str:
    from pathlib import Path

    trace = error.__traceback__
    place = "?"
    while trace:
        path = Path(trace.tb_frame.f_code.co_filename)
        if "kvkkscan" in path.parts:
            place = f"{path.name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


class _Work:
    """What is gathered while one file, with all that is in it, is worked through."""

    def __init__(self, job: Job, scanner: Scanner, full: Scanner) -> None:
        self.job, self.scanner, self.full = job, scanner, full
        self.room = Room(job.limits, self._says)
        self.kind = ""
        self.findings: list[PartFinding] = []
        self.unread: list[Unread] = []
        self.leaves: dict[str, None] = {}
        self.known = Known()
        self.removed, self.operators = Counter[str](), Counter[str]()
        self.rules, self.kept = Counter[str](), Counter[str]()
        self.allowed = self.passes = 0
        self.flattened = False
        self.written: set[str] = set()  # what operators wrote that is no placeholder
        self._labels: dict[tuple[str, tuple[str, ...]], str] = {}
        self._records: dict[tuple[str, ...], dict[str, str]] = {}
        self._clean: set[tuple[str, str]] = set()
        self._shown: dict[str, str] = {}

    # --- the report --------------------------------------------------------------------------------------------------

    def report(self, error: KvkkscanError | None = None) -> FileReport:
        """What there is to say; with an error, that this is not all."""
        refused = any(one.done != "drop" for one in self.unread)
        refuses = isinstance(error, SensitiveDataFound)
        outcome = "unscannable" if (error and not refuses) or refused else "found" if self.findings else "clean"
        problem = unread_of(error, "") if error and error.key != _TOLD else None
        return FileReport(
            name=self.job.name,
            outcome=outcome,
            kind=self.kind,
            mismatch=bool(self.kind) and kinds.differs(self.kind, self.job.name),
            findings=tuple(self.findings),
            unread=tuple(self.unread),
            leaves=tuple(self.leaves),
            problem=problem,
            removed=self.removed,
            operators=self.operators,
            rules=self.rules,
            kept=self.kept,
            allowed=self.allowed,
            passes=self.passes,
        )

    def shown(self, place: str) -> str:
        """The name of a part as it may be said: what is personal data in it is a placeholder."""
        known = self._shown.get(place)
        if known is None:
            plain = "".join(sign if sign.isprintable() else "?" for sign in place)[:_LONGEST_PLACE]
            try:
                known = redact(plain, scanner=self.full).text if self.full.scan(plain) else plain
            except KvkkscanError:
                known = "*"
            if len(self._shown) < _MANY:
                self._shown[place] = known
        return known

    # --- one file ----------------------------------------------------------------------------------------------------

    def file(self, data: bytes, name: str, prefix: str, *, top: bool = False) -> bytes:
        """The clean bytes of a file; `data` itself where nothing is to be changed.

        Raises:
            Unscannable: it cannot be read, or it (or what was written) cannot be proved clean.
            SensitiveDataFound: the policy refuses something found.
        """
        kind = kinds.kind_of(data, name)
        if top:
            self.kind = kind
        content = opener(kind)(data, name, self.room)
        self.room.part(len(content.parts))
        edits = self._look(content, prefix)
        members = self._members(content, prefix)
        self.leaves |= dict.fromkeys(content.leaves)
        if not self.job.writes:
            return data
        changed = {at: new for at, new in members.items() if new is not content.members[at].data}
        if not edits and not changed and not set(content.leaves) - _WITH_CHANGES:
            return data
        self.leaves |= dict.fromkeys(content.loses)
        if self.job.policy and self.job.policy.signed == "refuse" and "signature" in (*content.leaves, *content.loses):
            raise Unscannable("file-signed")
        return self._write(kind, name, prefix, content, Changes(edits, changed))

    def _write(self, kind: str, name: str, prefix: str, content: Content, changes: Changes) -> bytes:
        """Writes, reads again with the same reader and with another one, until nothing stands that should not."""
        from kvkkscan.files.proof import second_reading

        expected = [changes.members.get(at, one.data) for at, one in enumerate(content.members)]
        for _ in range(MAX_PASSES):
            self.passes += 1
            new = content.write(changes)
            expected = _shown(content, expected)
            if kinds.kind_of(new, name, voices=1) != kind:
                raise NotClean("file-not-proved")
            content = opener(kind)(new, name, self.room)
            if Counter(one.data for one in content.members) != Counter(expected):
                raise NotClean("file-not-proved")
            changes = Changes(self._again(content))
            if changes.edits:
                continue
            try:
                self._compare(content, second_reading(kind, new, self.room))
            except NotClean:
                if content.flat is None or self.flattened:
                    raise
                self.flattened = True  # once more, as a picture
                new = self.file(content.flat(), name, prefix)
                self._compare(opener(kind)(new, name, self.room), second_reading(kind, new, self.room))
            return new
        raise NotClean("file-not-clean", passes=MAX_PASSES)

    # --- parts -------------------------------------------------------------------------------------------------------

    def _look(self, content: Content, prefix: str) -> dict[int, list[Edit]]:
        """Finds what is in the parts; the edits that take it out, where the job writes."""
        edits: dict[int, list[Edit]] = {}
        seen: set[str] = set()
        for at, part in sorted(enumerate(content.parts), key=lambda one: one[1].again):
            found = self._find(part)
            if not found:
                continue
            fresh = [one for one in found if not part.again or _key(part, one) not in seen]
            seen |= {_key(part, one) for one in found}
            self._report(part, fresh, prefix)
            if self.job.writes:
                edits[at] = self._redact(part, self._scanner(part), counts=fresh, again=part.again)
        return {at: made for at, made in edits.items() if made}

    def _find(self, part: Part) -> Sequence[Finding]:
        """What stands in a part and is not allowed."""
        label, text = self._label(part), part.text
        short = len(text) <= _SHORT
        if short and (label, text) in self._clean:
            return ()
        found = self._scanner(part).scan(text)
        policy = self.job.policy
        if policy and policy.allow and found:
            stay = [one for one in found if not policy.allowed(one.entity_type, text[one.start : one.end])]
            self.allowed += len(found) - len(stay)
            found = stay
        if short and not found and len(self._clean) < _MANY:
            self._clean.add((label, text))
        return found

    def _report(self, part: Part, found: Sequence[Finding], prefix: str) -> None:
        for one in found:
            place = part.place
            if part.locate and (inner := part.locate(one.start)):
                place = f"{place}!{inner}" if place else inner
            where = self.shown(f"{prefix}{SEPARATOR}{place}" if prefix and place else prefix or place)
            self.findings.append(
                PartFinding(
                    where, one.entity_type, str(one.group), one.start, one.end, round(one.score, 4), one.recognizer
                )
            )

    def _redact(self, part: Part, scanner: Scans, counts: Sequence[Finding], *, again: bool = False) -> list[Edit]:
        """The edits that the policy asks for in a part. `again`: all but `counts` of it was counted in another part."""
        assert self.job.policy is not None  # noqa: S101 - a job that writes has a policy
        done = redact(part.text, self.job.policy, scanner=scanner)
        if part.fixed and done.cuts:
            raise Unscannable("file-fixed", part=self.shown(part.place))
        self.rules.update(one.recognizer for one in counts)
        self.kept.update(done.record.kept)
        edits = []
        for (start, end), item in zip(done.cuts, done.items, strict=True):
            new = done.text[item.start : item.end]
            if not again or any(one.start < end and start < one.end for one in counts):
                self.removed[item.entity_type] += 1
                self.operators[item.operator] += 1
            self.known.add(item.entity_type, part.text[start:end])
            if item.operator not in {"replace", "redact"}:
                self.written.add(new)
            edits.append(Edit(start, end, new))
        return edits

    def _again(self, content: Content) -> dict[int, list[Edit]]:
        """What still stands in a file that was written, and the edits that take it out."""
        edits: dict[int, list[Edit]] = {}
        for at, part in enumerate(content.parts):
            spans = self.known.spans(part.text)
            left = [one for one in self._find(part) if not self._stays(part.text, one)]
            if left or any(not self._is_written(part.text[start:end]) for start, end, _ in spans):
                made = self._redact(part, WithKnown(self._scanner(part), self.known), counts=left)
                if made:
                    edits[at] = made
        return edits

    def _stays(self, text: str, found: Finding) -> bool:
        """Whether a finding in what was written may stand: the policy keeps it, or an operator wrote it."""
        assert self.job.policy is not None  # noqa: S101 - a job that writes has a policy
        if self.job.policy.action(found.entity_type, found.group).operator == "keep":
            return True
        return self._is_written(text[found.start : found.end])

    def _is_written(self, value: str) -> bool:
        return bool(self.written) and any(value in one or one in value for one in self.written)

    def _compare(self, content: Content, others: Iterator[str]) -> None:
        """Refuses what another reader sees and ours took out, or never saw.

        A finding in text that ours saw, too, may stand: what is run together otherwise may look like something else.
        Rules alone look here: the labeller weighs all that stands around, and that is another text for another reader.

        Raises:
            NotClean: there is such a thing.
        """
        own = "\n".join(part.text for part in content.parts)
        squeezed = _squeeze(own)
        for text in others:
            for start, end, _ in self.known.spans(text):
                if not self._is_written(text[start:end]):
                    raise NotClean("file-not-proved")
            for one in self.scanner.by_rules.scan(text):
                value = text[one.start : one.end]
                policy = self.job.policy
                if self._stays(text, one) or (policy and policy.allowed(one.entity_type, value)):
                    continue
                # A finding may run over texts that only this reading has side by side.
                if any(_squeeze(line) not in squeezed for line in value.split("\n")):
                    raise NotClean("file-not-proved")

    def _says(self, name: str) -> bool:
        return bool(self._label(Part("", "", name)))

    # --- labels ------------------------------------------------------------------------------------------------------

    def _scanner(self, part: Part) -> Scans:
        label = self._label(part)
        scanner = Labelled(self.scanner, label) if label else self.scanner
        if part.seen:
            from kvkkscan.files.misread import Misread

            return Misread(scanner)
        return scanner

    def _label(self, part: Part) -> str:
        """What the name of a part's field says of it, as words before it; "" for nothing."""
        name = part.named
        if not name or len(name) > _LONGEST_FIELD:
            return ""
        key = (name, part.fields)
        label = self._labels.get(key)
        if label is None:
            if len(self._labels) > _MANY:
                self._labels.clear()
                self._records.clear()
            label = self._labels[key] = self._record(part)[name]
        return label

    def _record(self, part: Part) -> dict[str, str]:
        names = part.fields if part.named in part.fields else (*part.fields, part.named)
        known = self._records.get(names)
        if known is None:
            short = tuple(one if len(one) <= _LONGEST_FIELD else "" for one in names)
            known = self._records[names] = dict(zip(names, labels_of(short, self.scanner), strict=True))
        return known

    # --- members -----------------------------------------------------------------------------------------------------

    def _members(self, content: Content, prefix: str) -> dict[int, bytes | None]:
        """The new bytes of each file within; None where the policy drops what cannot be read."""
        result: dict[int, bytes | None] = {}
        choice = self.job.policy.unreadable_part if self.job.policy else "refuse"
        for at, member in enumerate(content.members):
            self.room.member()
            place = f"{prefix}{SEPARATOR}{member.place}" if prefix else member.place
            depth = self.room.depth
            try:
                self.room.enter()
                result[at] = self.file(member.data, member.name, place)
            except Unscannable as error:
                self._unread(error, place, choice)
                result[at] = None if choice == "drop" else member.data
            self.room.depth = depth
        return result

    def _unread(self, error: Unscannable, place: str, choice: str) -> None:
        """Notes a file within that cannot be read.

        Raises:
            Unscannable: the whole file is refused with it, and was to be written.
        """
        if error.key == _TOLD:  # of something within it
            raise error
        over = error.key in _BUDGET
        self.unread.append(unread_of(error, self.shown(place), "refuse" if over else choice))
        if over or (self.job.writes and choice == "refuse"):
            raise Unscannable(_TOLD, part=self.shown(place), reason=error.message())


_WITH_CHANGES: Final = frozenset({"signature"})  # what goes only where something else changes: it would be wrong then
_TOLD: Final = "file-part-unread"
_BUDGET: Final = frozenset({"file-too-much", "file-too-many", "file-too-many-texts", "file-time"})


def _shown(content: Content, members: Sequence[bytes | None]) -> list[bytes | None]:
    """The bytes that the members of a file must have once it is written."""
    shown = content.shown or (lambda one: one)
    return [shown(one) for one in members if one is not None]


def _key(part: Part, found: Finding) -> str:
    if part.seen and part.locate:  # two readings may spell it in two ways
        return f"{found.entity_type} {part.place} {part.locate(found.start)}"
    return re.sub(r"\W+", "", part.text[found.start : found.end]).lower()


def _squeeze(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()
