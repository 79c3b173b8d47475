"""Makes models/labeller.bin, the weights of level `full`, from annotated tickets.

    python models/statements/learn.py [--shared DIR] [--more DIR] [--folds N] [--errors N] [--out FILE]

Reads models/corpus/*.txt, the examples of the packs and, where DIR holds them, the annotated real posts
`eval/train/real*.jsonl` (other people's words: learnt from, never copied); `--more` names a folder with more
files of the corpus's kind. The word clusters are those of clusters.bin. With --folds the texts are split, trained on
the rest and scored on each part; with --hands each n*.txt author in turn is left out. The development sets and
benchmarks/gold are scored, never trained on. Needs numpy and a C compiler. All draws are seeded.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

import fit
from clusters import OUT as CLUSTERS
from frames import examples_in_surroundings, framed
from kvkkscan import Scanner
from kvkkscan.detect.candidate import Candidate
from kvkkscan.detect.evidence import word_classes
from kvkkscan.detect.examples import marked
from kvkkscan.detect.features import Known, Read, known, label_signs, signs
from kvkkscan.detect.keys import name_fields
from kvkkscan.detect.labeller import (
    KINDS,
    LABEL_OF,
    SPECIAL,
    STATES,
    Model,
    beliefs,
    decode,
    label_of,
    read_text,
    score,
    stretches,
    surely,
)  # fmt: skip
from kvkkscan.detect.packs import load_packs
from kvkkscan.detect.signs import FIELDS
from kvkkscan.detect.terms import Words
from kvkkscan.detect.view import View
from tickets import CORPUS, DOUBTFUL, HERE, SHARED, Record, inline, lines

BITS, LABEL_BITS, SEEDS, SCALE = 21, 16, (1, 2), 1 / 48
REAL, EXAMPLE = 3.0, 1.0  # what a real post, and an example of a pack, count for
SURROUNDED, FRAMED = 0.5, 0.5  # an example of a pack in surroundings, a frame filled with a term
# What the beliefs are worth: chosen on the training tickets (models/README.md).
POINTS = {"statement": (0.28, 0.45), "person": (0.25, 0.5), "address": (0.25, 0.5)}
EDGES = {"statement": 0.2, "person": 0.25, "address": 0.25}
LAST = {"statement": 0.35, "person": 0.25, "address": 0.25}
WALLS = {"statement": 0.4, "person": 0.25, "address": 0.25}
GOLD, CAREFUL = HERE.parent.parent / "benchmarks" / "gold" / "special.jsonl", "g160"


@dataclass(frozen=True, slots=True)
class Example:
    """A record as the labeller reads it: the signs of its words, the states that each may have, places in the text."""

    record: Record
    read: Read
    view: View
    rules: Sequence[Candidate]
    signs: Sequence[Sequence[int]]
    allowed: Sequence[int]
    own: bool


def examples(scanner: Scanner, looked: Known, records: Iterable[Record], *, own: bool) -> list[Example]:
    """The records as read."""
    found = []
    for record in records:
        seen = scanner._view(record.text)
        rules = scanner._by_rules(scanner._words(seen), statements=False)
        words = Words(scanner._rules.lexicon, seen)
        if words.signs & FIELDS:
            name_fields(words)
        text = read_text(scanner._rules, words, surely(rules), looked)
        found.append(Example(record, text, seen, rules, signs(text), _allowed(text, seen, record), own))
    return found


def _allowed(text: Read, seen: View, record: Record) -> list[int]:
    """For each word the states that its marks allow, a bit each."""
    found, last = [], None
    for piece in text.pieces:
        short, whole = seen.span(piece.start, piece.stem_end), seen.span(piece.start, piece.end)
        mine = None
        for span in record.spans:
            start, end = whole if span[2] in SPECIAL or span[2] == DOUBTFUL else short
            if start < span[1] and span[0] < end:
                mine = span
                break
        kind = _kind(mine[2]) if mine else -1
        if mine and mine[2] == DOUBTFUL:
            found.append(fit.EVERY)
        elif mine is None or kind < 0:
            found.append(1)
            mine = None
        else:
            found.append(1 << (2 * kind + (1 if mine is not last else 2)))
        last = mine
    return found


def _kind(label: str) -> int:
    if label in SPECIAL:
        return 0
    return next((n for n, kind in enumerate(KINDS) if LABEL_OF.get(kind) == label), -1)


def pack_examples() -> list[Record]:
    """What the packs say about themselves: `finds` with their marks, `ignores` without."""
    found = []
    for number, one in enumerate(load_packs(cached=False).recognizers):
        if one.kind in ("statement", "idiom"):
            for place, example in enumerate((*one.finds, *one.ignores)):
                text, marks = marked(example)
                spans = tuple((a, b, one.entity_type) for a, b in marks) if place < len(one.finds) else ()
                found.append(Record(f"p{number}-{place}", text, spans, EXAMPLE))
    return found


def texts(given: Sequence[Example], counts: Callable[[Example], bool] = lambda _: True) -> fit.Texts:
    """The examples for fit.py; those that do not count weigh nothing."""
    sizes = [len(one.signs) for one in given]
    per_word = [len(mine) for one in given for mine in one.signs]
    flat = np.fromiter((sign for one in given for mine in one.signs for sign in mine), np.uint32, sum(per_word))
    return fit.Texts(
        flat,
        np.concatenate([[0], np.cumsum(per_word)]).astype(np.int64),
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        np.array([state for one in given for state in one.allowed], np.uint32),
        np.array([one.record.weight if counts(one) else 0 for one in given], np.float32),
        np.array([one.own for one in given]),
    )


def statements(given: Iterable[Example]) -> list[tuple[list[int], int]]:
    """The signs of the words of each marked statement, and the place of its label."""
    found = []
    for one in given:
        for start, end, label in one.record.spans:
            if label in SPECIAL:
                places = [
                    n for n, piece in enumerate(one.read.pieces)
                    if one.view.offset(piece.start) < end and start < one.view.offset(piece.end - 1) + 1
                ]  # fmt: skip
                if places:
                    listed = label_signs(one.read, places[0], places[-1])
                    found.append(([sign for mine in listed for sign in mine], SPECIAL.index(label)))
    return found


def packed(weights: fit.Weights, labels: Any) -> bytes:
    """The bytes of models/labeller.bin (its format: models/README.md)."""
    rows = np.clip(np.round(weights.rows / SCALE), -127, 127).astype(np.int16) + 128
    rows[:, len(STATES) :] = 128
    scale = max(float(np.abs(labels).max()) / 127, 1e-6)
    choice = np.clip(np.round(labels / scale), -127, 127).astype(np.int16) + 128
    steps = np.where(fit._barred(), 0.0, np.exp(weights.steps))[:, : len(STATES)].round(6)
    head = {
        "kvkkscan-labeller": 1, "bits": weights.bits, "label bits": int(np.log2(len(labels))), "scale": SCALE,
        "steps": steps[:-1].tolist(), "first": steps[-1].tolist(), "points": POINTS, "edges": EDGES, "last": LAST,
        "walls": WALLS, "starts": 0,
    }  # fmt: skip
    size = (len(json.dumps(head)) + 64) // 8 * 8
    head["starts"] = size
    begin = json.dumps(head).encode().ljust(size - 1) + b"\n"
    made: bytes = begin + rows.astype(np.uint8).tobytes() + choice.astype(np.uint8).tobytes()
    return made + CLUSTERS.read_bytes()


def trained(
    given: Sequence[Example], counts: Callable[[Example], bool], seeds: Sequence[int], kept: Any = None
) -> Model:
    """The model of the examples that count."""
    weights = fit.fit(texts(given, counts), BITS, seeds, kept)
    labels = fit.fit_labels(statements(one for one in given if counts(one)), LABEL_BITS, 1)
    return decode(packed(weights, labels))


Belief = Sequence[tuple[float, ...]]


def guesses(model: Model, one: Example, believed: Belief, least: float) -> list[dict[str, Any]]:
    """The spans of a record whose score is `least` or more."""
    found = []
    for stretch in stretches(model, one.read, believed):
        kind = KINDS[stretch.kind]
        worth = score(model.points[kind], stretch.belief)
        if worth >= least:
            first, last = one.read.pieces[stretch.first], one.read.pieces[stretch.last]
            start, end = one.view.span(first.start, last.end if kind == "statement" else last.stem_end)
            label = LABEL_OF.get(kind) or label_of(model, one.read, stretch.first, stretch.last)
            found.append({"start": start, "end": end, "label": label, "score": worth})
    return found


def report(
    title: str, given: Sequence[Example], found: dict[str, list[dict[str, Any]]], scorer: Any, errors: int
) -> None:
    """Prints the scorer's figures."""
    gold: list[dict[str, Any]] = [
        {"id": r.id, "text": r.text, "spans": [{"start": a, "end": b, "label": label} for a, b, label in r.spans]}
        for r in (one.record for one in given)
    ]
    count, misses, alarms = scorer.score(gold, [{"id": row["id"], "spans": found.get(row["id"], [])} for row in gold])
    table = scorer.table(count)
    cells = []
    for key in ("special", "PERSON", "TR_ADDRESS"):
        row = table.get(key) or {}
        cells.append(
            f"{key[:7]} {row.get('gold', 0):4} {row.get('recall') or 0:.3f}/{row.get('partial') or 0:.3f}/"
            f"{row.get('precision') or 0:.3f}"
        )
    right = meant = 0
    for row in gold:
        for guess in found.get(row["id"], []):
            for span in row["spans"]:
                if span["label"] in SPECIAL and guess["start"] < span["end"] and span["start"] < guess["end"]:
                    meant += 1
                    right += guess["label"] == span["label"]
    print(
        f"{title:18}", " | ".join(cells), f"| clean {table['special']['clean_kept'] or 0:.3f} over "
        f"{table['all']['over_redaction']} label {right / max(meant, 1):.3f}", flush=True,
    )  # fmt: skip
    if errors:
        for name, rows in (("MISS", misses), ("ALARM", alarms)):
            listed = [
                row for row in rows if row[1] in (*SPECIAL, *LABEL_OF.values()) and not (name == "MISS" and row[3])
            ]
            random.Random(1).shuffle(listed)
            for row in listed[:errors]:
                print(name, *(str(cell).replace("\n", " / ") for cell in row), sep=" | ")


def fold_of(name: str, folds: int) -> int:
    """The part that a record belongs to."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % folds


def held_back(
    given: Sequence[Example], part: Callable[[Example], Any], seeds: Sequence[int]
) -> tuple[Model | None, dict[str, Belief]]:
    """What is believed of each part by a model that was trained on the others; None is always trained on."""
    kept = fit.kept_rows(texts(given), BITS)
    known_parts = sorted({part(one) for one in given} - {None})
    found: dict[str, Belief] = {}
    model = None
    for number in known_parts:
        model = trained(given, lambda one, number=number: part(one) != number, seeds, kept)  # type: ignore[misc]
        found |= {one.record.id: beliefs(model, one.signs) for one in given if part(one) == number}
    return model, found


def options() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--more", type=Path, action="append", default=[])
    parser.add_argument("--gold", type=Path, action="append", default=[], help="a folder of inline files to score")
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--hands", action="store_true")
    parser.add_argument("--without-real", action="store_true")
    parser.add_argument("--seeds", type=int, nargs="+", default=list(SEEDS))
    parser.add_argument("--scores", type=float, nargs="+", default=[0.5, 0.35])
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--out", type=Path)
    return parser.parse_args()


def everything(given: argparse.Namespace, scanner: Scanner, looked: Known) -> list[Example]:
    """All that is trained on."""
    ours = [
        record for folder in (CORPUS, *given.more) for path in sorted(folder.glob("*.txt")) for record in inline(path)
    ]
    said = pack_examples()
    ours += [*said, *examples_in_surroundings(said, SURROUNDED)]
    ours += [replace(record, weight=FRAMED) for record in framed(load_packs(cached=False).recognizers)]
    every = examples(scanner, looked, ours, own=True)
    real = [] if given.without_real else sorted((given.shared / "eval" / "train").glob("real*.jsonl"))
    for path in real:
        every += examples(scanner, looked, lines(path, REAL), own=False)
    return every


def held_sets(given: argparse.Namespace) -> dict[str, list[Record]]:
    """What is scored and never trained on."""
    special = list(lines(GOLD))
    found = {
        "own careful": [r for r in special if r.id <= CAREFUL],
        "own noisy": [r for r in special if r.id > CAREFUL],
    }
    for name in ("dev", "dev-real"):
        path = given.shared / "eval" / f"{name}.jsonl"
        if path.is_file():
            found[name] = list(lines(path))
    for folder in given.gold:
        found |= {path.stem: list(inline(path)) for path in sorted(folder.glob("*.txt"))}
    return found


def left_out(given: argparse.Namespace, every: Sequence[Example], scorer: Any) -> None:
    """Trains on parts and scores what was left out: by chance (`--folds`), or all of one author (`--hands`)."""
    parts: list[tuple[str, Callable[[Example], Any]]] = []
    if given.folds:
        parts.append(("cross", lambda one: fold_of(one.record.id, given.folds)))
    if given.hands:
        parts.append(("hand", lambda one: one.record.id.split("-")[0] if one.record.id[0] == "n" else None))
    for title, part in parts:
        model, found = held_back(every, part, given.seeds[:1])
        known_ones = [one for one in every if one.record.id in found]
        if model is None:
            continue
        for kind in sorted({one.record.id[0] for one in known_ones}):
            mine = [one for one in known_ones if one.record.id[0] == kind]
            for least in given.scores:
                guessed = {one.record.id: guesses(model, one, found[one.record.id], least) for one in mine}
                report(f"{title} {kind} {least}", mine, guessed, scorer, _errors(given, least))


def _errors(given: argparse.Namespace, least: float) -> int:
    return int(given.errors) if least == given.scores[0] else 0


def main() -> None:
    """Trains, scores, writes."""
    given = options()
    began = time.time()
    scanner = Scanner(level="fast")
    raw = np.frombuffer(CLUSTERS.read_bytes(), "<u4").reshape(-1, 2).tolist()
    looked = known(scanner.packs, word_classes(scanner.packs), {key: (both & 0xFFFF, both >> 16) for key, both in raw})
    every = everything(given, scanner, looked)
    words, count = sum(len(one.signs) for one in every), sum(len(mine) for one in every for mine in one.signs)
    print(f"{len(every)} records, {words} words, {count} signs, {time.time() - began:.0f} s", flush=True)
    scorer = None
    if (given.shared / "eval").is_dir():
        sys.path.insert(0, str(given.shared / "eval"))
        import score as scorer  # type: ignore[import-not-found,no-redef]

        left_out(given, every, scorer)
    model = trained(every, lambda _: True, given.seeds)
    if given.out:
        given.out.write_bytes(model.raw)
        print(f"{given.out}: {len(model.raw)} bytes")
    sets: dict[str, list[Record]] = held_sets(given) if scorer else {}
    for name, records in sets.items():
        held = examples(scanner, looked, records, own=True)
        believed = [beliefs(model, one.signs) for one in held]
        for least in given.scores:
            guessed = {one.record.id: guesses(model, one, b, least) for one, b in zip(held, believed, strict=True)}
            report(f"{name} {least}", held, guessed, scorer, _errors(given, least))
    print(f"{time.time() - began:.0f} s")


if __name__ == "__main__":
    main()
