"""Annotated tickets: the inline-marked files of models/corpus, and JSON Lines with spans."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kvkkscan.finding import LABELS, Group

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parent / "corpus"
SHARED = HERE.parent.parent.parent / "shared"
SPECIAL = frozenset(label for label, group in LABELS.items() if group is Group.SPECIAL)
DOUBTFUL = "?"


@dataclass(frozen=True, slots=True)
class Record:
    """A text with its gold spans (start, end, label); `weight` is what it counts for in training."""

    id: str
    text: str
    spans: tuple[tuple[int, int, str], ...]
    weight: float = 1.0


def inline(path: Path) -> Iterator[Record]:
    """The records of a file with [[LABEL|...]] marks, parted by lines of dashes."""
    for block in path.read_text(encoding="utf-8").split("\n---\n"):
        head, _, body = block.strip("\n").partition("\n")
        if not head.startswith("#"):
            continue
        text, spans = unmarked(body.removesuffix("\n---"))
        yield Record(head[1:].split("|")[0].strip(), text, spans)


def unmarked(body: str) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """A text without its [[LABEL|...]] marks, and where they stood."""
    text, spans, at = "", [], 0
    while (opened := body.find("[[", at)) >= 0:
        bar, closed = body.index("|", opened), body.index("]]", opened)
        text += body[at:opened]
        value = body[bar + 1 : closed]
        spans.append((len(text), len(text) + len(value), body[opened + 2 : bar]))
        text += value
        at = closed + 2
    return text + body[at:], tuple(spans)


def lines(path: Path, weight: float = 1.0) -> Iterator[Record]:
    """The records of a JSON Lines file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        spans = tuple((s["start"], s["end"], s["label"]) for s in row.get("spans", ()))
        yield Record(row["id"], row["text"], spans, weight)


def training(shared: Path, real: float) -> list[Record]:
    """The tickets of models/corpus, and the annotated real posts where `shared` holds them, each counting `real`."""
    records = [record for path in sorted(CORPUS.glob("*.txt")) for record in inline(path)]
    for path in sorted((shared / "eval" / "train").glob("real*.jsonl")):
        records += lines(path, real)
    return records
