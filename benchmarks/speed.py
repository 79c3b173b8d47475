"""Speed of kvkkscan, in one process and by turns with Presidio and kvkk-pii.

    python benchmarks/speed.py [--quick] [--tickets N] [--passes N] [--megabytes N] [--save] [--json FILE]

Every pass runs each detector over the same made-up tickets (corpus.py), in an order that changes from pass to pass.
The results are the ratios: figures in seconds are those of this machine at this hour. "Hot" means that the tickets were
seen before, which suits every detector, Presidio's tokenizer cache above all. "7" are the labels that Presidio knows
for Turkish, "+5k" a user's pack of 5,000 made-up terms of a label of its own, "all" every label.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import corpus
import peers
import report
from corpus import Ticket
from peers import SEVEN, Detector, NotInstalled

SEED = 6698
HEAVY = ("spacy", "presidio_analyzer", "presidio_anonymizer", "numpy", "regex", "pdfminer", "magic")
FEW, MANY = 5_000, 50_000
NARROW, GROWN, WHOLE, PLAIN = "kvkkscan 7+5k", "kvkkscan 7+50k", "kvkkscan all+5k", "kvkkscan 7"
LEARNED = "kvkkscan all+5k, full"  # the others are those of level "fast"
MIN_PASS = 0.25  # seconds; a pass over fewer tickets than that takes is repeated


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle of several passes and how far they lie apart."""

    median: float
    min: float
    max: float


@dataclass(frozen=True, slots=True)
class Pass:
    """One timed run of a job: seconds on the clock and on the processor, for one round of its work."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Job:
    """Work to be timed: `rounds` times `work` a pass."""

    work: Callable[[], None]
    rounds: int = 1


def spread(values: Iterable[float], digits: int = 1) -> Spread:
    """Median, least and most."""
    known = sorted(values)
    return Spread(round(statistics.median(known), digits), round(known[0], digits), round(known[-1], digits))


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of the sorted `values` lie."""
    return values[min(len(values) - 1, int(share * len(values)))]


def over(scan: Callable[[str], Any], texts: Sequence[str]) -> Callable[[], None]:
    """Work that scans each of the texts."""

    def work() -> None:
        for text in texts:
            scan(text)

    return work


def warmed(work: Callable[[], None]) -> Job:
    """The job after two rounds of warming up, with as many rounds a pass as make it long enough to time."""
    work()
    began = time.perf_counter()
    work()
    took = time.perf_counter() - began
    return Job(work, max(1, round(MIN_PASS / took)))


def interleaved(jobs: Mapping[str, Job], passes: int) -> dict[str, list[Pass]]:
    """Run the jobs by turns, `passes` times, starting with another one each time."""
    timed: dict[str, list[Pass]] = {name: [] for name in jobs}
    names = list(jobs)
    for turn in range(passes):
        shift = turn % len(names)
        for name in names[shift:] + names[:shift]:
            job = jobs[name]
            gc.collect()
            wall, cpu = time.perf_counter(), time.process_time()
            for _ in range(job.rounds):
                job.work()
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            timed[name].append(Pass(wall / job.rounds, cpu / job.rounds))
    return timed


def ratios(slow: Sequence[Pass], fast: Sequence[Pass]) -> dict[str, Any]:
    """How many times the time of `fast` the time of `slow` is, pass by pass."""
    pairs = list(zip(slow, fast, strict=True))
    return {
        "wall": asdict(spread((one.wall / two.wall for one, two in pairs), 2)),
        "cpu": asdict(spread((one.cpu / two.cpu for one, two in pairs), 2)),
    }


def stems_pack(folder: Path, stems: Sequence[str]) -> Path:
    """A pack folder with the stems as terms."""
    folder.mkdir(parents=True)
    listed = json.dumps(stems)  # an ASCII list of strings reads the same in TOML
    label = f'[[label]]\nid = "{corpus.TERM}"\ngroup = "special"\n\n'
    head = f'{label}[[recognizer]]\nid = "benchmark.stems"\nentity_type = "{corpus.TERM}"\nkind = "terms"\n'
    (folder / "stems.toml").write_text(f"{head}terms = {listed}\n", encoding="utf-8")
    return folder


def make_detectors(stems: Sequence[str], level: str | None) -> tuple[list[Detector], dict[str, str], dict[str, Any]]:
    """The detectors, those that are not installed, and how long kvkkscan took to build (ms)."""
    seven_and_terms = (*SEVEN, corpus.TERM)
    build: dict[str, Any] = {}
    running: list[Detector] = []
    with tempfile.TemporaryDirectory() as place:
        few, many = (stems_pack(Path(place) / str(count), stems[:count]) for count in (FEW, MANY))
        wanted: tuple[tuple[str, str, tuple[str, ...] | None, tuple[Path, ...]], ...] = (
            (PLAIN, "fast", SEVEN, ()),
            (NARROW, "fast", seven_and_terms, (few,)),
            (GROWN, "fast", seven_and_terms, (many,)),
            (WHOLE, level or "fast", None, (few,)),
            (LEARNED, "full", None, (few,)),
        )
        for name, depth, labels, packs in wanted:
            times = []
            for _ in range(3):
                began = time.perf_counter()
                detector = peers.kvkkscan(depth, labels, packs, name)
                detector.scan("x")
                times.append((time.perf_counter() - began) * 1e3)
            build[name] = asdict(spread(times))
            running.append(detector)
    absent = {}
    for one in (peers.presidio(), peers.kvkk_pii(SEVEN)):
        if isinstance(one, NotInstalled):
            absent[one.name] = one.reason
        else:
            running.append(one)
    return running, absent, build


def planted_found(detector: Detector, tickets: Sequence[Ticket]) -> dict[str, float | None]:
    """The share of the planted identifiers (terms) that the detector covers whole: what its speed is worth."""
    total = {"identifiers": 0, "terms": 0}
    found = {"identifiers": 0, "terms": 0}
    for ticket in tickets:
        covered = {i for span in detector.spans(detector.scan(ticket.text)) for i in span.chars()}
        for span in ticket.planted:
            kind = "terms" if span.label == corpus.TERM else "identifiers"
            if span.label in SEVEN or kind == "terms":
                total[kind] += 1
                found[kind] += covered.issuperset(span.chars())
    return {kind: round(found[kind] / count, 4) if count else None for kind, count in total.items()}


def run_tickets(running: Sequence[Detector], tickets: Sequence[Ticket], passes: int) -> dict[str, Any]:
    """Tickets a second, and the ratios between the detectors."""
    texts = [ticket.text for ticket in tickets]
    timed = interleaved({one.name: warmed(over(one.scan, texts)) for one in running}, passes)
    compared = {}
    for peer in ("presidio", "kvkk-pii"):
        for own in (PLAIN, NARROW, WHOLE, LEARNED):
            if peer in timed:
                compared[f"{own} is faster than {peer} by"] = ratios(timed[peer], timed[own])
    compared[f"{FEW:,} -> {MANY:,} terms: slower by"] = ratios(timed[GROWN], timed[NARROW])
    return {
        "tickets_per_second": {
            name: {
                "wall": asdict(spread((len(texts) / one.wall for one in passes_), 0)),
                "cpu": asdict(spread((len(texts) / one.cpu for one in passes_), 0)),
            }
            for name, passes_ in timed.items()
        },
        "ratios": compared,
        "planted_found": {one.name: planted_found(one, tickets) for one in running},
    }


def run_latency(running: Iterable[Detector], tickets: Sequence[Ticket], passes: int) -> dict[str, Any]:
    """Microseconds for one ticket, hot: p50 and p99 of every pass, and the middle of the passes."""
    kinds: dict[str, Callable[[Ticket], bool]] = {
        "all": lambda _: True,
        "280-320 characters": lambda ticket: 280 <= len(ticket.text) <= 320,
        "nothing planted": lambda ticket: not ticket.planted,
    }
    figures: dict[str, Any] = {}
    for detector in running:
        seen: dict[str, list[tuple[float, float]]] = {kind: [] for kind in kinds}
        gc.collect()
        for _ in range(passes):
            times = []
            for ticket in tickets:
                began = time.perf_counter_ns()
                detector.scan(ticket.text)
                times.append((time.perf_counter_ns() - began) / 1e3)
            for kind, belongs in kinds.items():
                known = sorted(took for took, ticket in zip(times, tickets, strict=True) if belongs(ticket))
                if known:
                    seen[kind].append((percentile(known, 0.5), percentile(known, 0.99)))
        figures[detector.name] = {
            kind: {"p50": asdict(spread(p50 for p50, _ in both)), "p99": asdict(spread(p99 for _, p99 in both))}
            for kind, both in seen.items()
            if both
        }
    return figures


def run_long(scanners: Sequence[Detector], text: str, passes: int) -> dict[str, Any]:
    """Megabytes (of UTF-8) a second on one long text."""
    size = len(text.encode()) / 1e6
    for one in scanners:
        one.scan(text[:100_000])
    timed = interleaved({one.name: Job(over(one.scan, [text])) for one in scanners}, passes)
    return {
        "megabytes": round(size, 2),
        "characters": len(text),
        "mb_per_second": {name: asdict(spread(size / one.wall for one in rows)) for name, rows in timed.items()},
    }


def run_linearity(detector: Detector, count: int, passes: int) -> dict[str, Any]:
    """What a character costs in one text of 10 * count identifiers, against the same stretches one by one."""
    stretches = corpus.identifier_texts(count, SEED)
    whole = "\n".join(stretches)
    timed = interleaved(
        {"short": warmed(over(detector.scan, stretches)), "long": warmed(over(detector.scan, [whole]))}, passes
    )
    return {
        "detector": detector.name,
        "identifiers": 10 * count,
        "characters": len(whole),
        "cost_per_character_ratio": ratios(timed["long"], timed["short"]),
    }


START = "import kvkkscan; kvkkscan.Scanner(level='fast').scan('x')"
LOOK = (
    "{start}\nimport json, pathlib, sys\nstatus = pathlib.Path('/proc/self/status')\n"
    "lines = status.read_text().splitlines() if status.is_file() else []\n"
    "rss = [int(line.split()[1]) for line in lines if line.startswith('VmRSS')]\n"
    "print(json.dumps([rss, [name for name in {heavy} if name in sys.modules], len(sys.modules)]))"
)


def _python(code: str) -> str:
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return run.stdout


def run_cold(repeats: int) -> dict[str, Any]:
    """Start-up of a fresh process: time, resident memory, and which heavy modules it pulled in."""
    codes = {"bare": "pass", "import": "import kvkkscan", "scan": START}
    for code in codes.values():
        _python(code)
    times: dict[str, list[float]] = {name: [] for name in codes}
    for _ in range(repeats):
        for name, code in codes.items():
            began = time.perf_counter()
            _python(code)
            times[name].append((time.perf_counter() - began) * 1e3)
    figures: dict[str, Any] = {name: asdict(spread(taken)) for name, taken in times.items()}
    added = [scan - bare for scan, bare in zip(times["scan"], times["bare"], strict=True)]
    figures["scan_minus_bare"] = asdict(spread(added))
    bare_rss, _, _ = json.loads(_python(LOOK.format(start="", heavy=HEAVY)))
    rss, heavy, modules = json.loads(_python(LOOK.format(start=START, heavy=HEAVY)))
    megabytes = [round(kilobytes[0] / 1024, 1) if kilobytes else None for kilobytes in (rss, bare_rss)]
    return {
        "milliseconds": figures,
        "rss_mb": megabytes[0],
        "rss_mb_bare_python": megabytes[1],
        "heavy_modules_loaded": heavy,
        "modules_loaded": modules,
    }


def _cells(figure: Mapping[str, float]) -> list[str]:
    return [f"{figure[key]:,.10g}" for key in ("median", "min", "max")]


def show(figures: Mapping[str, Any]) -> None:
    """Print the figures as tables."""
    head = ["", "median", "min", "max"]
    rows = [[name, *_cells(one["wall"]), *_cells(one["cpu"])] for name, one in figures["tickets_per_second"].items()]
    print("\n-- tickets a second (clock | processor)\n" + report.table([*head, "cpu median", "min", "max"], rows))
    rows = [[name, *_cells(one["wall"]), *_cells(one["cpu"])] for name, one in figures["ratios"].items()]
    print("\n-- ratios (clock | processor)\n" + report.table([*head, "cpu median", "min", "max"], rows))
    rows = [[name, one["identifiers"], one["terms"]] for name, one in figures["planted_found"].items()]
    print("\n-- planted spans covered whole\n" + report.table(["", "identifiers", "terms"], rows))
    rows = [
        [f"{name}: {kind}", *_cells(one["p50"]), *_cells(one["p99"])]
        for name, kinds in figures["latency_us"].items()
        for kind, one in kinds.items()
    ]
    print("\n-- microseconds a ticket, hot\n" + report.table(["", "p50", "min", "max", "p99", "min", "max"], rows))
    long = figures["long_text"]
    rows = [[name, *_cells(one)] for name, one in long["mb_per_second"].items()]
    print(f"\n-- MB/s on one text of {long['megabytes']} MB\n" + report.table(head, rows))
    linear = figures["linearity"]
    print(
        f"\n-- cost of a character, {linear['identifiers']} identifiers in one text against ten a text (1 is linear)\n"
        + report.table(head, [[linear["detector"], *_cells(linear["cost_per_character_ratio"]["wall"])]])
    )
    rows = [[name, *_cells(one)] for name, one in figures["build_ms"].items()]
    print("\n-- milliseconds to build a scanner\n" + report.table(head, rows))
    cold = figures["cold_start"]
    rows = [[name, *_cells(one)] for name, one in cold["milliseconds"].items()]
    print("\n-- milliseconds of a fresh process\n" + report.table(head, rows))
    print(f"\nresident memory after load {cold['rss_mb']} MB (bare Python {cold['rss_mb_bare_python']} MB)")
    print(f"heavy modules loaded: {', '.join(cold['heavy_modules_loaded']) or 'none'} of {', '.join(HEAVY)}")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tickets", type=int, default=2_000)
    parser.add_argument("--passes", type=int, default=7)
    parser.add_argument("--megabytes", type=float, default=10.0)
    parser.add_argument("--quick", action="store_true", help="a short run: 300 tickets, 3 passes, 1 MB")
    parser.add_argument("--level", help="kvkkscan's level (fast, full)")
    report.output_options(parser)
    args = parser.parse_args(argv)
    count, passes, size = (300, 3, 1.0) if args.quick else (args.tickets, args.passes, args.megabytes)

    peers.refuse_network()
    where = report.print_machine()
    cold = run_cold(3 if args.quick else 9)  # first: the processes are timed while this one is still small
    stems = corpus.made_up_stems(MANY, SEED)
    tickets = corpus.tickets(count, SEED, stems[:FEW])
    running, absent, build = make_detectors(stems, args.level)
    for name, reason in absent.items():
        print(f"{name}: {reason}")
    by_name = {one.name: one for one in running}
    lengths = [len(ticket.text) for ticket in tickets]
    figures: dict[str, Any] = {
        "level": args.level or "default",
        "corpus": {
            "seed": SEED,
            "tickets": count,
            "mean_characters": round(statistics.mean(lengths), 1),
            "share_with_nothing_planted": round(sum(not one.planted for one in tickets) / count, 3),
            "passes": passes,
        },
        "not_installed": absent,
        **run_tickets(running, tickets, passes),
        "latency_us": run_latency((one for one in running if one.name not in (PLAIN, GROWN)), tickets, passes),
        "long_text": run_long(
            [by_name[WHOLE], by_name[NARROW]], corpus.long_text(int(size * 1e6), SEED, stems[:FEW]), min(passes, 5)
        ),
        "linearity": run_linearity(by_name[WHOLE], 100 if args.quick else 1_000, passes),
        "build_ms": build,
        "cold_start": cold,
    }
    show(figures)
    report.finish("speed", where, figures, args)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
