"""The report of `scan`, one function a format. It says where and what, and never a value."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kvkkscan.cli._console import shown
from kvkkscan.messages import say
from kvkkscan.reports.sarif import Found, log, place

if TYPE_CHECKING:
    from collections.abc import Callable

    from kvkkscan.cli._work import Result
    from kvkkscan.files.report import FileReport, PartFinding
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


def file_as_jsonl(report: FileReport) -> str:
    """One line a file."""
    return json.dumps(file_as_plain(report)) + "\n"


def file_as_plain(report: FileReport) -> dict[str, object]:
    """The report of a file as JSON can say it."""
    findings = [one._asdict() for one in report.findings]
    plain: dict[str, object] = {"id": report.name, "kind": report.kind, "outcome": report.outcome, "findings": findings}
    if report.mismatch:
        plain["mismatch"] = True
    if report.problem:
        plain["problem"] = {"key": report.problem.key, "message": report.why()}
    if report.unread:
        plain["unread"] = [
            {"part": one.part, "key": one.key, "message": one.message(), "done": one.done} for one in report.unread
        ]
    return plain


def file_as_csv(report: FileReport) -> str:
    """One row a finding; the part stands where records have their field."""
    rows = io.StringIO()
    writer = csv.writer(rows)
    for one in report.findings:
        place = (report.name, report.name, one.part)
        writer.writerow((*place, one.entity_type, one.group, one.start, one.end, one.score, one.recognizer))
    return rows.getvalue()


def file_as_text(report: FileReport) -> str:
    """For people: the file and its kind, then a row a part and label with count and positions."""
    if not report.findings:
        return ""
    kinds: dict[tuple[str, str, str], list[PartFinding]] = {}
    for one in report.findings:
        kinds.setdefault((one.part, one.entity_type, one.group), []).append(one)
    rows = [f"{shown(report.name)} ({report.kind})"]
    for (part, label, group), found in kinds.items():
        places = ", ".join(f"{one.start}-{one.end} ({one.score:.2f})" for one in found)
        rows.append(f"  {label:<22}{group:<10}{len(found):>4}  {f'{shown(part)}: ' if part else ''}{places}")
    return "\n".join(rows) + "\n"


def _plain_of(entry: Entry) -> dict[str, object]:
    """A record as JSON can say it, with its file and line."""
    plain: dict[str, object] = json.loads(as_jsonl(entry))
    return plain if entry.whole else {"file": entry.name, "line": entry.line} | plain


class Whole:
    """A report that is one JSON document: records and files are gathered, and written at the end."""

    def __init__(self, form: str, lang: str) -> None:
        self._form, self._lang = form, lang
        self._plain: list[dict[str, object]] = []
        self._results: list[Found] = []  # of SARIF
        self._problems: list[tuple[str, int | None, str]] = []

    def record(self, entry: Entry) -> None:
        """One record."""
        self._plain.append(_plain_of(entry))
        region = None if entry.whole else {"startLine": entry.line}
        for _, one in entry.result.findings:
            self._result(one.recognizer, one.entity_type, one.score, place(entry.name, region=region))

    def file(self, report: FileReport) -> None:
        """One file."""
        self._plain.append(file_as_plain(report))
        for one in report.findings:
            self._result(one.recognizer, one.entity_type, one.score, place(report.name, part=one.part))

    def _result(self, recognizer: str, label: str, score: float, places: list[dict[str, Any]]) -> None:
        self._results.append(Found(recognizer, label, places, {"rank": round(score * 100, 1)}))

    def problem(self, name: str, line: int | None, message: str) -> None:
        """What could not be read."""
        self._problems.append((name, line, message))

    def text(self) -> str:
        """The document."""
        if self._form == "sarif":
            from kvkkscan import __version__

            problems = [(name, message) for name, _, message in self._problems]
            return log(self._results, __version__, self._lang, problems)
        unread = [{"file": name, "line": line, "message": message} for name, line, message in self._problems]
        return json.dumps({"results": self._plain, "unread": unread}, indent=2) + "\n"


FILE_FORMATS: dict[str, Callable[[FileReport], str]] = {
    "text": file_as_text,
    "jsonl": file_as_jsonl,
    "csv": file_as_csv,
}
FORMATS: dict[str, Callable[[Entry], str]] = {
    "text": as_text,
    "jsonl": as_jsonl,
    "csv": as_csv,
    "reasons": as_reasons,
}
