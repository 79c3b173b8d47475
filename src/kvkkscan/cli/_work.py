"""What is done to one record, in this process or in a worker: read, scan or redact, build the new bytes."""

from __future__ import annotations

import json
import re
import traceback
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kvkkscan.cli._fields import field_names
from kvkkscan.cli._inputs import read_record, rebuild_record
from kvkkscan.cli._records import Layout, Piece, Problem, Raw, Unit
from kvkkscan.errors import InputError, KvkkscanError, Unscannable
from kvkkscan.fields import Labelled, labels_of

if TYPE_CHECKING:
    from kvkkscan.finding import Finding
    from kvkkscan.policy import Policy
    from kvkkscan.record import Record
    from kvkkscan.scanner import Scanner

_SHORT, _MANY, _FEW = 40, 20_000, 1_000
_LONGEST_ID = 64  # characters
_TELLING = re.compile(r"[\d@]")  # without these an id is a word or two


@dataclass(frozen=True, slots=True)
class Setup:
    """What to build in each process."""

    task: str  # "scan", "redact" or "explain"
    level: str = "fast"
    entities: tuple[str, ...] | None = None
    packs: tuple[str, ...] = ()
    policy: str | None = None
    lang: str | None = None  # of placeholders; None: the policy's own
    messages: str = "en"


@dataclass(frozen=True, slots=True)
class Engine:
    """The built scanner and policy of one process. `full` looks for all labels: in headers, names of fields and ids.

    `clean` remembers short texts (keys, states) without findings by the label before them, `names` whether a field's
    name may be printed, `labels` what the names of a record's fields say.
    """

    setup: Setup
    scanner: Scanner
    full: Scanner
    policy: Policy | None
    clean: set[tuple[str, str]] = field(default_factory=set, repr=False)
    names: dict[str, bool] = field(default_factory=dict, repr=False)
    labels: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one record. `data` is its new bytes, None where nothing changed."""

    id: str
    findings: tuple[tuple[str | None, Finding], ...] = ()
    problem: Problem | None = None
    data: bytes | None = field(default=None, repr=False)
    records: tuple[Record, ...] = ()
    unread: bool = False  # the policy keeps what could not be scanned
    notes: tuple[tuple[str | None, Finding, bool, tuple[str, ...]], ...] = ()  # explain: finding, kept, sentences


def build(setup: Setup) -> Engine:
    """Loads packs and policy.

    Raises:
        PackError: a pack cannot be used.
        PolicyError: the policy cannot be used.
    """
    from kvkkscan.detect.packs import load_packs
    from kvkkscan.scanner import Scanner

    packs = load_packs(tuple(map(Path, setup.packs)))
    policy = None
    if setup.policy is not None or setup.task == "redact":
        import kvkkscan.redaction  # noqa: F401 - loaded before processes are forked
        from kvkkscan.policy import Policy

        labels = {label: str(group) for label, group in packs.labels.items()} if setup.packs else {}
        policy = Policy.load(setup.policy or "ticket", labels=labels)
        if setup.lang is not None:
            policy = policy.with_(language=setup.lang)
    more: dict[str, Any] = {"threshold": policy.threshold} if policy else {}
    scanner = Scanner(level=setup.level, entities=setup.entities, packs=packs, **more)
    full = scanner if setup.entities is None else Scanner(level=setup.level, packs=packs, **more)
    return Engine(setup, scanner, full, policy)


def process(engine: Engine, layout: Layout, raw: Raw) -> Result | None:
    """Does the task to one record; None for a blank line. Never raises an Exception: a bad record is a Result too."""
    number = "null"
    try:
        unit = read_record(raw, layout)
        if unit is None:
            return None
        if engine.setup.task == "redact":
            return _redact(engine, layout, raw, unit)
        unit = replace(unit, id=_printable_id(engine, layout, raw, unit.id))
        number = unit.id
        return _scan(engine, layout, unit) if engine.setup.task == "scan" else _explain(engine, layout, unit)
    except KvkkscanError as error:
        return Result(number, problem=Problem.of(error))
    except Exception as error:  # noqa: BLE001 - must not end the run, and its message may hold a value
        params = (("type", type(error).__name__), ("where", where(error)))
        return Result(number, problem=Problem("cli-internal", params))


def where(error: BaseException) -> str:
    """File and line where an error arose, without its message."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "kvkkscan" in frame.filename] or list(frames)
    return f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "?"


def _printable_id(engine: Engine, layout: Layout, raw: Raw, number: str) -> str:
    """The record's own id (JSON) if it is short and holds no personal data, else its line."""
    if layout.format not in ("jsonl", "csv") or number == str(raw.line):
        return number
    value = json.loads(number) if number.startswith('"') else number
    good = number[:1] not in ("{", "[") and len(value) <= _LONGEST_ID
    return number if good and not (_TELLING.search(value) and _holds_data(engine, value)) else str(raw.line)


def _holds_data(engine: Engine, text: str) -> bool:
    try:
        return bool(engine.full.scan(text))
    except Unscannable:
        return True


def _name(engine: Engine, name: str | None) -> str | None:
    """A field's name as it may be printed: a star where it holds personal data itself."""
    if name is None:
        return None
    if name not in engine.names:
        if len(engine.names) >= _MANY:
            engine.names.clear()
        engine.names[name] = not _holds_data(engine, name)
    return name if engine.names[name] else "*"


def _labels(engine: Engine, layout: Layout, unit: Unit) -> tuple[str, ...]:
    """For each piece the label that its field's name is, "" for none; remembered by the names of a record."""
    if layout.format not in ("jsonl", "csv"):
        return ("",) * len(unit.pieces)
    names = tuple(field_names(layout, unit.pieces))
    known = engine.labels.get(names)
    if known is None:
        if len(engine.labels) >= _FEW:
            engine.labels.clear()
        known = engine.labels[names] = labels_of(names, engine.scanner)
    return known


def _scanner(engine: Engine, label: str) -> Scanner | Labelled:
    return Labelled(engine.scanner, label) if label else engine.scanner


def _scan(engine: Engine, layout: Layout, unit: Unit) -> Result:
    labels = _labels(engine, layout, unit)
    pairs = zip(unit.pieces, labels, strict=True)
    return Result(
        unit.id, _labelled(engine, [(piece, one) for piece, label in pairs for one in _find(engine, piece, label)])
    )


def _find(engine: Engine, piece: Piece, label: str) -> list[Finding]:
    if (label, piece.text) in engine.clean:
        return []
    found = _scanner(engine, label).scan(piece.text)
    if engine.policy:
        allowed = engine.policy.allowed
        found = [one for one in found if not allowed(one.entity_type, piece.text[one.start : one.end])]
    _remember(engine, label, piece.text, found)
    return found


def _remember(engine: Engine, label: str, text: str, found: object) -> None:
    if not found and len(text) <= _SHORT and len(engine.clean) < _MANY:
        engine.clean.add((label, text))


def _labelled(engine: Engine, found: list[tuple[Piece, Finding]]) -> tuple[tuple[str | None, Finding], ...]:
    """Findings with the name of their field; where a key itself holds data, no field is named."""
    hide = any(piece.is_key for piece, _ in found)
    return tuple(("*" if hide else _name(engine, piece.field), finding) for piece, finding in found)


def _redact(engine: Engine, layout: Layout, raw: Raw, unit: Unit) -> Result:
    from kvkkscan.redaction import redact

    found: list[tuple[Piece, Finding]] = []
    texts: list[str] = []
    records: list[Record] = []
    unread = False
    source = layout.name if layout.format == "text" else f"{layout.name}:{raw.line}"
    assert engine.policy is not None
    for piece, label in zip(unit.pieces, _labels(engine, layout, unit), strict=True):
        if (label, piece.text) in engine.clean:
            texts.append(piece.text)
            continue
        name = _name(engine, piece.field or layout.fields[0]) if layout.fields else None  # what the user called it
        scanner = _scanner(engine, label)
        done = redact(piece.text, policy=engine.policy, scanner=scanner, source=source, field=name)
        unread = unread or done.outcome == "unscannable"
        _remember(engine, label, piece.text, done.findings or done.outcome != "clean")
        found += [(piece, finding) for finding in done.findings]
        texts.append(done.text)
        if done.text != piece.text or done.outcome == "unscannable":
            records.append(done.record)
    data = None
    if any(text != piece.text for piece, text in zip(unit.pieces, texts, strict=True)):
        data = rebuild_record(raw, unit, layout, tuple(texts))
        _check(data, raw, layout, tuple(texts))
    return Result(unit.id, _labelled(engine, found), data=data, records=tuple(records), unread=unread)


def _check(data: bytes, raw: Raw, layout: Layout, texts: tuple[str, ...]) -> None:
    """The new bytes, read again, say exactly the new texts."""
    again = read_record(Raw(raw.line, data), layout)
    if again is None or tuple(piece.text for piece in again.pieces) != texts:
        raise InputError("cli-rebuild")


def _explain(engine: Engine, layout: Layout, unit: Unit) -> Result:
    explained = [
        (piece, found)
        for piece, label in zip(unit.pieces, _labels(engine, layout, unit), strict=True)
        for found in _scanner(engine, label).explain(piece.text, engine.setup.messages)
    ]
    names = _labelled(engine, [(piece, found.finding) for piece, found in explained])
    notes = tuple(
        (name, finding, found.kept, tuple(found.sentences))
        for (name, finding), (_, found) in zip(names, explained, strict=True)
    )
    return Result(unit.id, tuple((name, finding) for name, finding, kept, _ in notes if kept), notes=notes)
