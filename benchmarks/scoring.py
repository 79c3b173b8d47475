"""Scores of predicted spans against a gold set, and of the cases that other detectors' test suites state.

The definitions: a gold span is *found* when every letter and digit of it is covered by predictions of any label of the
same group (what matters is that it does not survive), *touched* (partial) when any is. A predicted span is *right* when
it overlaps a gold span of its group; one that only overlaps a `?` span counts neither way. A text is *kept clean* in a
group when it holds no gold span of the group and nothing of the group is predicted outside `?`.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

GROUPS: dict[str, tuple[str, ...]] = {
    "payment": (
        "CREDIT_CARD",
        "CARD_CVV",
        "CARD_EXPIRY",
        "CARD_PIN",
        "CARD_TRACK",
        "IBAN_CODE",
        "TR_BANK_ACCOUNT",
    ),
    "identity": (
        "TR_NATIONAL_ID",
        "TR_TAX_ID",
        "TR_ID_SERIAL",
        "TR_PASSPORT",
        "TR_DRIVER_LICENSE",
        "TR_SOCIAL_SECURITY",
        "TR_LICENSE_PLATE",
        "DATE_OF_BIRTH",
    ),
    "contact": ("PERSON", "PHONE_NUMBER", "EMAIL_ADDRESS", "TR_ADDRESS", "IP_ADDRESS"),
    "special": (
        "HEALTH",
        "SEXUAL_LIFE",
        "CRIMINAL_RECORD",
        "RELIGION",
        "PHILOSOPHICAL_BELIEF",
        "RACE_ETHNICITY",
        "POLITICAL_OPINION",
        "MEMBERSHIP",
        "APPEARANCE",
        "BIOMETRIC",
        "GENETIC",
    ),
}
GROUP_OF = {label: group for group, labels in GROUPS.items() for label in labels}
KEYS = (*GROUPS, *GROUP_OF)  # the order of rows in every table
UNSURE = "?"


@dataclass(frozen=True, slots=True)
class Span:
    """A labelled stretch of a text; offsets in code points, end exclusive."""

    label: str
    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def chars(self) -> range:
        """The positions it covers."""
        return range(self.start, self.end)


@dataclass(frozen=True, slots=True)
class GoldRecord:
    """One text of a gold set with its true spans; `?` marks what careful people disagree about."""

    id: str
    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one label or group; None where there is nothing to divide by."""

    gold: int
    recall: float | None
    partial: float | None
    pred: int
    false_alarms: int
    precision: float | None
    f1: float | None
    clean_kept: float | None


@dataclass(frozen=True, slots=True)
class Score:
    """The figures of one detector on one gold set."""

    records: int
    rows: Mapping[str, Row]
    residue: float | None
    over_redaction: float | None

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "records": self.records,
            "residue": self.residue,
            "over_redaction": self.over_redaction,
            "rows": {key: asdict(row) for key, row in self.rows.items()},
        }


@dataclass(frozen=True, slots=True)
class Case:
    """One test case of another detector: what must (not) be reported among the labels of `scope`."""

    id: str
    text: str
    mode: str
    scope: frozenset[str]
    labels: frozenset[str]
    spans: tuple[Span, ...]

    @property
    def kind(self) -> str:
        """The row it is counted under."""
        if self.mode == "absent":
            return "nothing to find"
        return next(iter(self.labels)) if len(self.labels) == 1 else "several labels"


def _rows(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def _spans(raw: Iterable[Mapping[str, Any]]) -> tuple[Span, ...]:
    return tuple(Span(one["label"], one["start"], one["end"]) for one in raw)


def load_gold(path: Path) -> list[GoldRecord]:
    """The records of a gold set.

    Raises:
        ValueError: a span has a label that no group holds, or offsets outside its text.
    """
    records = []
    for row in _rows(path):
        record = GoldRecord(str(row["id"]), row["text"], _spans(row["spans"]))
        for span in record.spans:
            if span.label != UNSURE and span.label not in GROUP_OF:
                raise ValueError(f"{path.name}: record {record.id}: unknown label {span.label}")
            if not 0 <= span.start < span.end <= len(record.text):
                raise ValueError(f"{path.name}: record {record.id}: span {span.start}-{span.end} is outside the text")
        records.append(record)
    return records


def _covered(spans: Iterable[Span]) -> set[int]:
    return {position for span in spans for position in span.chars()}


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _row(tally: Counter[str]) -> Row:
    recall, precision = _share(tally["found"], tally["gold"]), _share(tally["right"], tally["pred"])
    f1 = 0.0 if tally["gold"] else None
    if recall and precision:
        f1 = round(2 * recall * precision / (recall + precision), 4)
    return Row(
        gold=tally["gold"],
        recall=recall,
        partial=_share(tally["touched"], tally["gold"]),
        pred=tally["pred"],
        false_alarms=tally["pred"] - tally["right"],
        precision=precision,
        f1=f1,
        clean_kept=_share(tally["kept"], tally["clean"]),
    )


def score(gold: Sequence[GoldRecord], predicted: Mapping[str, Sequence[Span]]) -> Score:
    """The figures of `predicted` (record id -> spans) on `gold`; labels that no group holds are ignored."""
    tallies: defaultdict[str, Counter[str]] = defaultdict(Counter)
    chars: Counter[str] = Counter()
    for record in gold:
        guesses = [span for span in predicted.get(record.id, ()) if span.label in GROUP_OF]
        sure = [span for span in record.spans if span.label != UNSURE]
        unsure = _covered(span for span in record.spans if span.label == UNSURE)
        for group, labels in GROUPS.items():
            mine = [span for span in guesses if GROUP_OF[span.label] == group]
            true = [span for span in sure if GROUP_OF[span.label] == group]
            covered, wanted = _covered(mine), _covered(true)
            for span in true:
                letters = {i for i in span.chars() if record.text[i].isalnum()}
                for key in (span.label, group):
                    tallies[key].update(gold=1, found=letters <= covered, touched=bool(letters & covered))
            for span in mine:
                body = set(span.chars())
                if body.isdisjoint(wanted) and not body.isdisjoint(unsure):
                    continue
                for key in (span.label, group):
                    tallies[key].update(pred=1, right=not body.isdisjoint(wanted))
            if not true:
                tallies[group].update(clean=1, kept=covered <= unsure)
                for label in labels:
                    own = _covered(span for span in mine if span.label == label)
                    tallies[label].update(clean=1, kept=own <= unsure)
        sensitive, hidden = _covered(sure), _covered(guesses)
        rest = set(range(len(record.text))) - sensitive - unsure
        chars.update(gold=len(sensitive), residue=len(sensitive - hidden), rest=len(rest), over=len(rest & hidden))
    rows = {key: _row(tallies[key]) for key in KEYS if key in GROUPS or tallies[key]["gold"] or tallies[key]["pred"]}
    return Score(len(gold), rows, _share(chars["residue"], chars["gold"]), _share(chars["over"], chars["rest"]))


def load_cases(path: Path) -> list[Case]:
    """The cases of a conformance file; disputed ones, foreign phone regions and check-only rows are left out."""
    cases = []
    for row in _rows(path):
        if row.get("disputed") or row.get("regions") or row.get("kind") == "validate":
            continue
        if "mode" in row:
            scope, labels = frozenset(row["scope"]), frozenset(row["labels"])
            cases.append(Case(row["id"], row["text"], row["mode"], scope, labels, _spans(row["spans"])))
        elif row["spans"] is not None:
            label = row["label"].replace("TR_PHONE_NUMBER", "PHONE_NUMBER")
            spans = tuple(Span(label, one["start"], one["end"]) for one in row["spans"])
            one_label = frozenset({label})
            mode = "exact" if spans else "absent"
            cases.append(Case(row["id"], row["text"], mode, one_label, one_label, spans))
    return cases


def passes(case: Case, predicted: Iterable[Span]) -> bool:
    """Whether the prediction meets the case.

    exact: each expected span is overlapped by one of its label and nothing else of the scope is reported; some: each is
    overlapped; label: each label is reported anywhere; absent: nothing of the scope is reported.
    """
    mine = [span for span in predicted if span.label in case.scope]
    if case.mode == "absent":
        return not mine
    if case.mode == "label":
        return case.labels <= {span.label for span in mine}

    def answers(expected: Span, span: Span) -> bool:
        return expected.label == span.label and expected.overlaps(span)

    complete = all(any(answers(expected, span) for span in mine) for expected in case.spans)
    if case.mode == "some":
        return complete
    return complete and all(any(answers(expected, span) for expected in case.spans) for span in mine)
