"""The report of `scan`, one function a format. It says where and what, and never a value."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kvkkscan.cli._console import shown
from kvkkscan.messages import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from kvkkscan.cli._work import Result
    from kvkkscan.finding import Finding

CSV_HEADER = "file,id,field,entity_type,group,start,end,score,recognizer\r\n"


@dataclass(frozen=True, slots=True)
class Entry:
    """One record that was read. `several`: more than one file is read, so that ids alone may be ambiguous."""

    name: str
    line: int
    whole: bool  # the record is the whole file
    several: bool
    lang: str
    result: Result


def as_jsonl(entry: Entry) -> str:
    """One line a record, findings or not."""
    head = f'{{"id": {entry.result.id}, '
    if entry.several and not entry.whole:
        head += f'"file": {json.dumps(entry.name)}, '
    found = [
        ({} if name is None else {"field": name})
        | {
            "entity_type": finding.entity_type,
            "group": str(finding.group),
            "start": finding.start,
            "end": finding.end,
            "score": round(finding.score, 4),
            "recognizer": finding.recognizer,
        }
        for name, finding in entry.result.findings
    ]
    return f'{head}"findings": {json.dumps(found)}}}\n'


def as_csv(entry: Entry) -> str:
    """One row a finding."""
    rows = io.StringIO()
    writer = csv.writer(rows)
    number = json.loads(entry.result.id) if entry.result.id.startswith('"') else entry.result.id
    for name, one in entry.result.findings:
        place = (entry.name, number, name or "")
        writer.writerow(
            (*place, one.entity_type, str(one.group), one.start, one.end, round(one.score, 4), one.recognizer)
        )
    return rows.getvalue()


def as_text(entry: Entry) -> str:
    """For people: a heading a record with findings, a row a label with count, positions and scores."""
    if not entry.result.findings:
        return ""
    kinds: dict[tuple[str, str, str], list[Finding]] = {}
    for name, finding in entry.result.findings:
        kinds.setdefault((name or "", finding.entity_type, str(finding.group)), []).append(finding)
    rows = [heading(entry)]
    for (name, label, group), found in kinds.items():
        places = ", ".join(f"{one.start}-{one.end} ({one.score:.2f})" for one in found)
        rows.append(f"  {label:<22}{group:<10}{len(found):>4}  {f'{shown(name)}: ' if name else ''}{places}")
    return "\n".join(rows) + "\n"


def heading(entry: Entry) -> str:
    """The record by file and line, and its own id where it has one."""
    if entry.whole:
        return shown(entry.name)
    number = "" if entry.result.id == str(entry.line) else f"  id {entry.result.id}"
    return f"{shown(entry.name)}:{entry.line}{number}"


def as_reasons(entry: Entry) -> str:
    """The report of `explain`: every candidate, kept or not, with the sentences that say why."""
    rows = [heading(entry)]
    for name, finding, kept, sentences in entry.result.notes:
        verdict = say("cli-kept" if kept else "cli-dropped", entry.lang)
        place = f"{shown(name)}: " if name else ""
        rows.append(
            f"  {verdict:<10}{finding.entity_type:<22}{place}{finding.start}-{finding.end}"
            f"  {finding.score:.2f}  {finding.recognizer}"
        )
        rows += [f"      - {sentence}" for sentence in sentences]
    if len(rows) == 1:
        rows.append("  " + say("cli-no-candidates", entry.lang))
    return "\n".join(rows) + "\n"


FORMATS: dict[str, Callable[[Entry], str]] = {"text": as_text, "jsonl": as_jsonl, "csv": as_csv}
