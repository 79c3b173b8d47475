"""Makes models/statements.json, the weights of the statement scorer, from annotated tickets.

    python models/statements/train.py [--shared DIR] [--packs DIR] [--folds N] [--errors N] [--out FILE]

Reads models/corpus/t*.txt and, where DIR holds them, the annotated real posts `eval/train/real*.jsonl` (other people's
words: learnt from, never copied). Maximum likelihood with an L2 penalty, by Adam over all sentences at once; nothing is
drawn by chance. With --folds the tickets are split, trained on the rest and scored on each part. dev and dev-real are
scored, never trained on.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from frames import examples_in_surroundings, framed
from kvkkscan import Scanner
from kvkkscan.detect.evidence import Sign, Word, onward, read_words, recorder, tables, within
from kvkkscan.detect.examples import marked
from kvkkscan.detect.packs import load_packs
from kvkkscan.detect.rules import Rules
from kvkkscan.detect.statements import UNIT, Sentence, Weights, believed, decided, sentences
from kvkkscan.detect.terms import Words
from kvkkscan.detect.view import view
from tickets import DOUBTFUL, HERE, SHARED, SPECIAL, Record, lines, training

ROUNDS, RATE = 120, 0.1
GOLD, CAREFUL = HERE.parent.parent / "benchmarks" / "gold" / "special.jsonl", "g160"
LEAST = 2  # sentences in which a sign must stand
SMALLEST = 0.02
REAL = 2.0  # what a real post counts for
EXAMPLE = 2.5  # and an example of a pack
SURROUNDED = 0.5  # and the same in ordinary surroundings


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence, its words as read, their signs, gold (1 inside, 0 outside, -1 unknown) and places in the text."""

    sentence: Sentence
    words: Sequence[Word]
    alone: Sequence[Sequence[Sign]]
    joined: Sequence[Sequence[Sign]]
    gold: Sequence[int]
    places: Sequence[tuple[int, int]]
    weight: float


def examples(rules: Rules, record: Record) -> list[Example]:
    """The sentences of a record that hold a term."""
    seen = view(record.text)
    spans = [(a, b) for a, b, label in record.spans if label in SPECIAL]
    unsure = [(a, b) for a, b, label in record.spans if label == DOUBTFUL]
    found = []
    for sentence in sentences(rules, Words(rules.lexicon, seen)):
        words = read_words(sentence.words, seen.raw, rules.evidence()[0])
        size = range(len(words))
        alone = [asked(within, words, sentence.marks, sentence.about, place) for place in size]
        joined = [asked(onward, words, sentence.marks, place) for place in size]
        places = [seen.span(word.start, word.end) for word in sentence.words]
        gold = [
            1 if any(x < b and y > a for a, b in spans) else -1 if any(x < b and y > a for a, b in unsure) else 0
            for x, y in places
        ]
        found.append(Example(sentence, words, alone, joined, gold, places, record.weight))
    return found


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


def asked(walk: Any, *given: Any) -> tuple[Sign, ...]:
    """The signs that a walk of evidence.py looks up."""
    sink: list[Sign] = []
    walk(recorder(sink), *given)
    return tuple(dict.fromkeys(sink))


def fit(given: Sequence[Example], penalty: float) -> Weights:
    """The weights of the signs that stand in `LEAST` sentences or more."""
    given = sorted(given, key=lambda one: len(one.gold))
    counts: Counter[Sign] = Counter()
    for one in given:
        counts.update({sign for found in (*one.alone, *one.joined) for sign in found})
    known = {sign: n for n, sign in enumerate(sorted(sign for sign in counts if counts[sign] >= LEAST))}
    table = [_places(given, known, which) for which in ("alone", "joined")]
    gold = np.array([y for one in given for y in one.gold])
    weight = np.array([one.weight for one in given for _ in one.gold])
    batches, at = [], 0
    sizes = [len(one.gold) for one in given]
    starts = np.concatenate([[0], np.cumsum(sizes)])
    while at < len(sizes):
        stop = at
        while stop < len(sizes) and sizes[stop] == sizes[at]:
            stop += 1
        batches.append(starts[at:stop, None] + np.arange(sizes[at])[None, :])
        at = stop
    values, steps = np.zeros(len(known)), np.zeros((2, 2))
    mean, square = np.zeros(len(known) + 4), np.zeros(len(known) + 4)
    for turn in range(1, ROUNDS + 1):
        inside, onward = (np.bincount(row, values[column], len(gold)) for row, column in table)
        wrong, astray, slope = np.zeros(len(gold)), np.zeros(len(gold)), penalty * steps
        for places in batches:
            slope = slope + _chain(places, inside, onward, steps, gold, weight, wrong, astray)
        change = penalty * values
        for (row, column), error in zip(table, (wrong, astray), strict=True):
            change = change + np.bincount(column, error[row], len(known))
        total = np.concatenate([change, slope.ravel()])
        mean = 0.9 * mean + 0.1 * total
        square = 0.99 * square + 0.01 * total**2
        move = RATE * (mean / (1 - 0.9**turn)) / (np.sqrt(square / (1 - 0.99**turn)) + 1e-8)
        values -= move[:-4]
        steps -= move[-4:].reshape(2, 2)
    (a, b), (c, d) = steps.round(3).tolist()
    kept: dict[str, dict[str, int]] = {}
    for (kind, value), n in known.items():
        if abs(values[n]) >= SMALLEST:
            kept.setdefault(kind, {})[value] = round(float(values[n]) * UNIT)
    return Weights(kept, tables(kept), ((a, b), (c, d)))


def _places(given: Sequence[Example], known: dict[Sign, int], which: str) -> tuple[Any, Any]:
    """(word, sign) pairs of all sentences, as two arrays."""
    rows, columns, word = [], [], 0
    for one in given:
        for found in getattr(one, which):
            for sign in found:
                if sign in known:
                    rows.append(word)
                    columns.append(known[sign])
            word += 1
    return np.array(rows), np.array(columns)


def _chain(places: Any, inside: Any, onward: Any, steps: Any, gold: Any, weight: Any, wrong: Any, astray: Any) -> Any:
    """Forward-backward over sentences of one length; writes the words' errors, returns that of the steps."""
    own, on = inside[places], onward[places]
    count, size = own.shape
    before, after = np.zeros((count, size, 2)), np.zeros((count, size, 2))
    before[:, 0, 1] = own[:, 0]
    for t in range(1, size):
        move = before[:, t - 1, :, None] + steps[None]
        move[:, 1, 1] += on[:, t]
        before[:, t] = np.logaddexp(move[:, 0], move[:, 1])
        before[:, t, 1] += own[:, t]
    for t in range(size - 2, -1, -1):
        later = after[:, t + 1].copy()
        later[:, 1] += own[:, t + 1]
        move = steps[None] + later[:, None, :]
        move[:, 1, 1] += on[:, t + 1]
        after[:, t] = np.logaddexp(move[:, :, 0], move[:, :, 1])
    total = np.logaddexp(before[:, -1, 0], before[:, -1, 1])
    belief = np.exp(before[:, :, 1] + after[:, :, 1] - total[:, None])
    true = gold[places]
    wrong[places] = np.where(true < 0, 0, belief - true) * weight[places]
    if size == 1:
        return np.zeros((2, 2))
    later = after[:, 1:].copy()
    later[:, :, 1] += own[:, 1:]
    odds = before[:, :-1, :, None] + steps[None, None] + later[:, :, None, :] - total[:, None, None, None]
    odds[:, :, 1, 1] += on[:, 1:]
    pairs = np.exp(odds)
    real = np.zeros_like(pairs)
    one, two = np.indices((count, size - 1))
    real[one, two, np.maximum(true[:, :-1], 0), np.maximum(true[:, 1:], 0)] = 1
    sure = (true[:, :-1] >= 0) & (true[:, 1:] >= 0)
    error = (pairs - real) * (sure * weight[places][:, 1:])[..., None, None]
    astray[places[:, 1:]] = error[:, :, 1, 1]
    return error.sum((0, 1))


Beliefs = Sequence[tuple[Example, Sequence[float]]]


def guesses(known: Beliefs, threshold: float) -> list[dict[str, Any]]:
    """The spans that these beliefs give."""
    found = []
    for example, beliefs in known:
        for first, last, place, worth in decided(beliefs, example.sentence):
            if worth >= threshold:
                start, end = example.places[first][0], example.places[last][1]
                found.append({"start": start, "end": end, "label": example.sentence.marks[place][0].label})
    return found


def believes(weights: Weights, given: Sequence[Example]) -> Beliefs:
    """The examples with the beliefs about their words."""
    return [(one, believed(weights, one.words, one.sentence.marks, one.sentence.about)) for one in given]


def fold_of(name: str, folds: int) -> int:
    """The part that a record belongs to."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % folds


def report(
    title: str, records: Sequence[Record], found: dict[str, list[dict[str, Any]]], score: Any, errors: int = 0
) -> None:
    """Prints the scorer's figures for the special group."""
    gold = [
        {"id": r.id, "text": r.text, "spans": [{"start": a, "end": b, "label": label} for a, b, label in r.spans]}
        for r in records
    ]
    count, misses, alarms = score.score(gold, [{"id": r.id, "spans": found.get(r.id, [])} for r in records])
    table = score.table(count)
    row = table["special"]
    print(
        f"{title:14} gold {row['gold']:5} covered {row['recall']:.3f} touched {row['partial']:.3f} precision "
        f"{row['precision'] or 0:.3f} clean kept {row['clean_kept']:.4f} over {table['all']['over_redaction']}"
    )
    if errors:
        print("  ", {k: (v["gold"], v["partial"], v["precision"]) for k, v in table.items() if k in SPECIAL})
        for name, rows in (("MISS", misses), ("ALARM", alarms)):
            listed = [r for r in rows if r[1] in SPECIAL and not (name == "MISS" and r[3])]
            random.Random(1).shuffle(listed)
            for r in listed[:errors]:
                print(name, *(str(cell).replace("\n", " / ") for cell in r), sep=" | ")


def main() -> None:
    """Trains, scores, writes."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--shared", type=Path, default=SHARED)
    options.add_argument("--packs", action="append", default=[])
    options.add_argument("--folds", type=int, default=0)
    options.add_argument("--penalty", type=float, default=2.0)
    options.add_argument("--thresholds", type=float, nargs="+", default=[0.5, 0.35])
    options.add_argument("--errors", type=int, default=0)
    options.add_argument("--out", type=Path)
    given = options.parse_args()
    began = time.time()
    records = training(given.shared, REAL)
    rules = Scanner(packs=given.packs)._rules
    said = pack_examples()
    records += said
    records += examples_in_surroundings(said, SURROUNDED)
    records += framed(rules.packs.recognizers)
    parts = [examples(rules, record) for record in records]
    print(f"{len(records)} records, {sum(map(len, parts))} sentences with a term, {time.time() - began:.0f} s")
    score = None
    if (given.shared / "eval").is_dir():
        sys.path.insert(0, str(given.shared / "eval"))
        import score  # type: ignore[import-not-found,no-redef]
    if given.folds and score:
        known: dict[str, Beliefs] = {}
        for fold in range(given.folds):
            inner = [
                one for r, p in zip(records, parts, strict=True) if fold_of(r.id, given.folds) != fold for one in p
            ]
            weights = fit(inner, given.penalty)
            for record, part in zip(records, parts, strict=True):
                if fold_of(record.id, given.folds) == fold:
                    known[record.id] = believes(weights, part)
        for threshold in given.thresholds:
            found = {name: guesses(one, threshold) for name, one in known.items()}
            errors = given.errors if threshold == given.thresholds[0] else 0
            made = [r for r in records if r.id[0] in "tk"]
            report(f"t {threshold}", made, found, score, errors)
            report(f"t11-13 {threshold}", [r for r in made if r.id[:3] in ("t11", "t12", "t13")], found, score)
            report(f"real {threshold}", [r for r in records if r.id.startswith("r")], found, score, errors)
            report(
                f"examples {threshold}",
                [r for r in records if r.id[0] == "p" and "~" not in r.id],
                found,
                score,
                errors,
            )
    weights = fit([one for part in parts for one in part], given.penalty)
    if score:
        special = list(lines(GOLD))
        sets = {name: list(lines(given.shared / "eval" / f"{name}.jsonl")) for name in ("dev", "dev-real")}
        sets |= {
            "own careful": [r for r in special if r.id <= CAREFUL],
            "own noisy": [r for r in special if r.id > CAREFUL],
        }
        for name, held in sets.items():
            beliefs = {record.id: believes(weights, examples(rules, record)) for record in held}
            for threshold in given.thresholds:
                report(f"{name} {threshold}", held, {n: guesses(b, threshold) for n, b in beliefs.items()}, score)
    if given.out:
        shown = {"steps": weights.steps, "signs": weights.signs}
        given.out.write_text(json.dumps(shown, separators=(",", ":")), encoding="utf-8")
        print(f"{given.out}: {sum(map(len, weights.signs.values()))} weights, {given.out.stat().st_size} bytes")
    print(f"{time.time() - began:.0f} s")


if __name__ == "__main__":
    main()
