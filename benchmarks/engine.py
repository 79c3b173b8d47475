"""Inside Presidio's AnalyzerEngine: our one recognizer against Presidio's seven for Turkish, the same texts by turns.

    python benchmarks/engine.py [--tickets N] [--save] [--json FILE]

Theirs runs with tokens and lemmas, which its context words need; ours needs none. CPU time, best of three passes.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import NoOpNlpEngine

import corpus
import peers
import report
from kvkkscan import Scanner
from kvkkscan.integrations.presidio import KvkkscanRecognizer

SEED = 6698


def engine(scanner: Scanner) -> Callable[[str], Any]:
    """An AnalyzerEngine with our recognizer alone."""
    nlp = NoOpNlpEngine(models=[{"lang_code": "tr", "model_name": "none"}])
    nlp.load()
    registry = RecognizerRegistry(recognizers=[KvkkscanRecognizer(scanner=scanner)], supported_languages=["tr"])
    made = AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=["tr"])
    return lambda text: made.analyze(text, language="tr")


def seconds(scan: Callable[[str], Any], texts: list[str]) -> float:
    """CPU seconds of one pass."""
    began = time.process_time()
    for text in texts:
        scan(text)
    return time.process_time() - began


def main() -> None:
    """Measures and prints."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--tickets", type=int, default=1_000)
    report.output_options(options)
    given = options.parse_args()
    where = report.print_machine()
    theirs = peers.presidio()
    if isinstance(theirs, peers.NotInstalled):
        print(f"presidio: {theirs.reason}")
        return
    texts = [one.text for one in corpus.tickets(given.tickets, SEED)]
    running = {
        "presidio": theirs.scan,
        "seven labels": engine(Scanner(level="fast", entities=peers.SEVEN)),
        "all labels, fast": engine(Scanner(level="fast")),
        "all labels, full": engine(Scanner()),
    }
    best = dict.fromkeys(running, float("inf"))
    for scan in running.values():
        seconds(scan, texts[:100])
    for _ in range(3):
        for name, scan in running.items():
            best[name] = min(best[name], seconds(scan, texts))
    figures = {name: round(best["presidio"] / one, 2) for name, one in best.items() if name != "presidio"}
    for name, ratio in figures.items():
        print(f"{name:20} {ratio} times as fast as Presidio's seven recognizers")
    report.finish("engine", where, {"times_presidio": figures, "tickets": given.tickets}, given)


if __name__ == "__main__":
    main()
