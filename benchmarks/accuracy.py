"""Accuracy of kvkkscan, side by side with Presidio and kvkk-pii.

    python benchmarks/accuracy.py [--gold FILE ...] [--shared DIR] [--systems a,b] [--save] [--json FILE]

Scores the project's gold set (benchmarks/gold/tickets.jsonl) and, where that folder is at hand, the development sets
and the conformance cases of ../shared/eval. The first table of a set is about every label; the second about the seven
labels that Presidio knows for Turkish: there, other gold spans count neither for nor against. Last come the special
categories (benchmarks/gold/special.jsonl and the development sets) at both operating points. Texts are never printed.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import peers
import report
from peers import SEVEN, Detector, NotInstalled
from scoring import (
    GROUP_OF,
    GROUPS,
    KEYS,
    UNSURE,
    Case,
    GoldRecord,
    Score,
    Span,
    load_cases,
    load_gold,
    passes,
    score,
)

OWN_GOLD = report.HERE / "gold" / "tickets.jsonl"
OWN_MIXED = report.HERE / "gold" / "mixed.jsonl"
OWN_SPECIAL, LAST_CAREFUL = report.HERE / "gold" / "special.jsonl", "g160"
SHARED = report.HERE.parent.parent / "shared" / "eval"
SHARED_SETS = ("dev.jsonl", "dev-real.jsonl")
SHARED_CASES = ("conformance/presidio.jsonl", "conformance/peers.jsonl")
SYSTEMS = ("kvkkscan", "presidio", "kvkk-pii")
SPECIAL = ("special", *GROUPS["special"])


@dataclass(frozen=True, slots=True)
class Predictions:
    """What one detector said: spans by record id, and how many texts it refused to call read."""

    spans: Mapping[str, Sequence[Span]]
    unscannable: int


@dataclass(frozen=True, slots=True)
class Passed:
    """The conformance cases of one file that one detector meets."""

    total: Mapping[str, int]
    good: Mapping[str, int]
    failing: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        by_kind = {kind: [self.good.get(kind, 0), total] for kind, total in sorted(self.total.items())}
        return {
            "passed": sum(self.good.values()),
            "cases": sum(self.total.values()),
            "by_kind": by_kind,
            "failing": list(self.failing),
        }


def detectors(
    names: Iterable[str], level: str | None = None, threshold: float | None = None
) -> list[Detector | NotInstalled]:
    """The detectors of these names, in that order."""
    makers = {
        "kvkkscan": lambda: peers.kvkkscan(level, threshold=threshold),
        "presidio": peers.presidio,
        "kvkk-pii": peers.kvkk_pii,
    }
    return [makers[name]() for name in names]


def predict(detector: Detector, texts: Iterable[tuple[str, str]]) -> Predictions:
    """The spans of each (id, text). A text that the detector calls unscannable has none, and is counted."""
    from kvkkscan.errors import Unscannable

    spans: dict[str, list[Span]] = {}
    unscannable = 0
    for ident, text in texts:
        try:
            spans[ident] = detector.spans(detector.scan(text))
        except Unscannable:
            unscannable += 1
    return Predictions(spans, unscannable)


def seven_only(gold: Iterable[GoldRecord]) -> list[GoldRecord]:
    """The same records with every other gold span turned into `?`: it counts neither for nor against anyone."""
    return [
        replace(one, spans=tuple(span if span.label in SEVEN else replace(span, label=UNSURE) for span in one.spans))
        for one in gold
    ]


def seven_predicted(predicted: Mapping[str, Sequence[Span]]) -> dict[str, list[Span]]:
    """The predictions with one of the seven labels."""
    return {ident: [span for span in spans if span.label in SEVEN] for ident, spans in predicted.items()}


def check_cases(cases: Iterable[Case], detector: Detector) -> Passed:
    """Run the detector over conformance cases."""
    total: Counter[str] = Counter()
    good: Counter[str] = Counter()
    failing = []
    for case in cases:
        found = predict(detector, [(case.id, case.text)])
        ok = not found.unscannable and passes(case, found.spans[case.id])
        total[case.kind] += 1
        good[case.kind] += ok
        if not ok:
            failing.append(case.id)
    return Passed(total, good, tuple(failing))


def score_table(scores: Mapping[str, Score]) -> str:
    """Labels and groups down, detectors across: recall, partial recall, precision, false alarms, clean texts kept."""
    head = ["", "gold"]
    for name in scores:
        head += [f"{name}: rec", "part", "prec", "false", "clean"]
    rows: list[list[object]] = []
    for key in KEYS:
        mine = {name: one.rows.get(key) for name, one in scores.items()}
        gold = next((row.gold for row in mine.values() if row is not None), 0)
        if not gold and not any(row is not None and row.pred for row in mine.values()):
            continue
        row: list[object] = [key.upper() + " *" if key in GROUPS else key, gold]
        for cells in mine.values():
            if cells is None:
                row += [None] * 5
            else:
                row += [cells.recall, cells.partial, cells.precision, cells.false_alarms, cells.clean_kept]
        rows.append(row)
    return report.table(head, rows)


def characters_table(scores: Mapping[str, Score], unscannable: Mapping[str, int]) -> str:
    """Detectors down: what stays readable, what is removed for nothing, what was not read."""
    rows = [
        [
            name,
            f"{one.residue:.4f}" if one.residue is not None else None,
            f"{one.over_redaction:.4f}" if one.over_redaction is not None else None,
            sum(one.rows[group].false_alarms for group in GROUPS),
            unscannable[name],
        ]
        for name, one in scores.items()
    ]
    return report.table(["", "residue", "over-redaction", "false alarms", "unscannable"], rows)


def run_gold(path: Path, running: Sequence[Detector]) -> dict[str, Any]:
    """Score the detectors on one gold set; prints its tables and returns its figures."""
    gold = load_gold(path)
    print(f"\n== {path.name}: {len(gold)} records, {sum(len(one.spans) for one in gold)} spans")
    predictions = {one.name: predict(one, ((record.id, record.text) for record in gold)) for one in running}
    unscannable = {name: one.unscannable for name, one in predictions.items()}
    scores = {name: score(gold, one.spans) for name, one in predictions.items()}
    narrow_gold = seven_only(gold)
    narrow = {name: score(narrow_gold, seven_predicted(one.spans)) for name, one in predictions.items()}
    for title, which in (("every label", scores), ("the seven labels that Presidio knows for Turkish", narrow)):
        print(f"\n-- {title}\n{score_table(which)}\n\n{characters_table(which, unscannable)}")
    return {
        "all_labels": {name: one.as_dict() for name, one in scores.items()},
        "seven_labels": {name: one.as_dict() for name, one in narrow.items()},
        "unscannable": unscannable,
    }


def run_cases(path: Path, running: Sequence[Detector]) -> dict[str, Any]:
    """Run the conformance cases of one file; prints counts, and for kvkkscan the ids that fail."""
    cases = load_cases(path)
    results = {one.name: check_cases(cases, one) for one in running}
    kinds = sorted({case.kind for case in cases})
    rows: list[list[object]] = []
    for kind in ["all", *kinds]:
        row: list[object] = [kind]
        for one in results.values():
            good = sum(one.good.values()) if kind == "all" else one.good.get(kind, 0)
            total = len(cases) if kind == "all" else one.total[kind]
            row.append(f"{good} of {total}")
        rows.append(row)
    print(f"\n== conformance: {path.name}\n{report.table(['', *results], rows)}")
    if "kvkkscan" in results:
        print("kvkkscan fails: " + (" ".join(results["kvkkscan"].failing) or "none"))
    figures = {name: one.as_dict() for name, one in results.items()}
    for name in figures.keys() - {"kvkkscan"}:
        del figures[name]["failing"]  # the lists of the others only make the file long
    return figures


def special_sets(path: Path) -> dict[str, list[GoldRecord]]:
    """The records of a set by the name that they are reported under; the own ones have parts."""
    gold = load_gold(path)
    if path.resolve() == OWN_MIXED:
        kinds = {"q": "careful", "r": "noisy", "s": "complaints"}
        return {f"{path.name}, {kind}": [one for one in gold if one.id[0] == letter] for letter, kind in kinds.items()}
    if path.resolve() != OWN_SPECIAL:
        return {path.name: gold}
    return {
        f"{path.name}, careful": [one for one in gold if one.id <= LAST_CAREFUL],
        f"{path.name}, noisy": [one for one in gold if one.id > LAST_CAREFUL],
    }


def special_only(predicted: Mapping[str, Sequence[Span]]) -> dict[str, list[Span]]:
    """The predictions of the special group; its over-redaction is then its own. All of the gold stays."""
    return {
        ident: [span for span in spans if GROUP_OF.get(span.label) == "special"] for ident, spans in predicted.items()
    }


def run_special(paths: Iterable[Path], running: Mapping[str, Detector]) -> dict[str, Any]:
    """Score the special categories at each operating point; prints a table a set and returns the figures."""
    figures: dict[str, Any] = {}
    for path in paths:
        for name, gold in special_sets(path).items():
            texts = [(one.id, one.text) for one in gold]
            scores = {point: score(gold, special_only(predict(one, texts).spans)) for point, one in running.items()}
            print(f"\n== special categories, {name}: {len(gold)} records\n{special_table(scores)}")
            figures[name] = {"records": len(gold)} | {
                point: {
                    "over_redaction": one.over_redaction,
                    "rows": {key: asdict(one.rows[key]) for key in SPECIAL if key in one.rows},
                }
                for point, one in scores.items()
            }
    return figures


def special_table(scores: Mapping[str, Score]) -> str:
    """The special group and its labels down, operating points across."""
    head = ["", "gold"]
    for point in scores:
        head += [f"{point}: covered", "touched", "precision", "false", "over-redaction"]
    rows: list[list[object]] = []
    for key in SPECIAL:
        mine = [one.rows.get(key) for one in scores.values()]
        row: list[object] = [key.upper() + " *" if key in GROUPS else key, next((r.gold for r in mine if r), 0)]
        for cells, one in zip(mine, scores.values(), strict=True):
            over = f"{one.over_redaction:.4f}" if key in GROUPS and one.over_redaction is not None else None
            if cells is None:
                row += [None] * 5
            else:
                row += [cells.recall, cells.partial, cells.precision, cells.false_alarms, over]
        rows.append(row)
    return report.table(head, rows)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, nargs="+", metavar="FILE", help="score these files instead of the own set")
    parser.add_argument("--shared", type=Path, default=SHARED, metavar="DIR", help="folder with dev.jsonl and so on")
    parser.add_argument("--no-shared", action="store_true", help="leave the shared sets and cases out")
    parser.add_argument("--systems", default=",".join(SYSTEMS), help="which detectors, comma-separated")
    parser.add_argument("--level", help="kvkkscan's level (fast, full)")
    parser.add_argument("--threshold", type=float, help="kvkkscan's threshold")
    report.output_options(parser)
    args = parser.parse_args(argv)
    names = args.systems.split(",")
    if unknown := sorted(set(names) - set(SYSTEMS)):
        parser.error(f"unknown system {', '.join(unknown)}: choose from {', '.join(SYSTEMS)}")

    peers.refuse_network()
    where = report.print_machine()
    made = detectors(names, args.level, args.threshold)
    running = [one for one in made if isinstance(one, Detector)]
    absent = {one.name: one.reason for one in made if isinstance(one, NotInstalled)}
    for name, reason in absent.items():
        print(f"{name}: {reason}")

    golds, cases, left_out = list(args.gold or [OWN_GOLD, OWN_MIXED]), [], []
    if not args.no_shared:
        golds += [args.shared / name for name in SHARED_SETS]
        cases = [args.shared / name for name in SHARED_CASES]
    figures: dict[str, Any] = {
        "systems": {one.name: one.version for one in running},
        "level": args.level or "default",
        "threshold": args.threshold or "default",
        "sets": {},
        "conformance": {},
    }
    for path in golds:
        if path.is_file():
            figures["sets"][path.name] = run_gold(path, running)
        else:
            left_out.append(path.name)
    if "kvkkscan" in names:
        from kvkkscan.policy import OPERATING_POINTS

        points = {
            point: one
            for point, threshold in OPERATING_POINTS.items()
            for one in detectors(["kvkkscan"], args.level, threshold)
            if isinstance(one, Detector)
        }
        wanted = [OWN_SPECIAL if path == OWN_GOLD else path for path in golds]
        figures["special"] = run_special([path for path in wanted if path.is_file()], points)
    for path in cases:
        if path.is_file():
            figures["conformance"][path.name] = run_cases(path, running)
        else:
            left_out.append(path.name)
    if left_out:
        print(f"\nleft out, not found: {', '.join(left_out)}")
    report.finish("accuracy", where, {**figures, "not_installed": absent, "left_out": left_out}, args)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
