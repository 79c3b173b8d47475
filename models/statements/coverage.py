"""What the terms of the packs reach in annotated tickets, before anything is decided about them.

    python models/statements/coverage.py HEALTH [--packs DIR] [--misses N] [--alarms N] FILE.jsonl ...

For the author of a pack: the share of the label's gold spans that some term touches and covers, each rule's matches
inside and outside gold, and places that no term reaches. A term may match outside gold: whether a match is a statement
about a person is decided later. A rule most of whose matches are wrong wants a weaker `strength`, longer phrases, or
idioms that hide it.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from kvkkscan import Scanner
from kvkkscan.detect.statements import matches
from kvkkscan.detect.terms import Words
from kvkkscan.detect.view import view
from tickets import DOUBTFUL, SPECIAL


def main() -> None:
    """Prints the report."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("label")
    asked.add_argument("files", nargs="+", type=Path)
    asked.add_argument("--packs", action="append", default=[])
    asked.add_argument("--misses", type=int, default=0)
    asked.add_argument("--alarms", type=int, default=0)
    given = asked.parse_args()
    rules = Scanner(packs=given.packs)._rules
    gold = touched = covered = 0
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    misses, alarms = [], []
    for path in given.files:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            text = row["text"]
            seen = view(text)
            hits = []
            for listed, found in matches(rules, Words(rules.lexicon, seen)):
                for one in found:
                    chosen = rules.packs.recognizers[one.phrase.rule]
                    if chosen.entity_type == given.label:
                        first, last = seen.span(listed[one.first].start, listed[one.last].end)
                        hits.append((first, last, chosen.id, one.phrase.name))
            spans = [s for s in row["spans"] if s["label"] == given.label]
            # Labels of the group stand in for one another, and doubtful stretches count neither way.
            others = [s for s in row["spans"] if s["label"] == DOUBTFUL or s["label"] in SPECIAL]
            for span in spans:
                letters = {i for i in range(span["start"], span["end"]) if text[i].isalnum()}
                reached = {i for a, b, *_ in hits for i in range(a, b)} & letters
                gold += 1
                touched += bool(reached)
                covered += reached == letters
                if not reached:
                    misses.append(
                        f"{row['id']}: {text[max(0, span['start'] - 40) : span['start']]}[["
                        + text[span["start"] : span["end"]]
                        + "]]"
                        + text[span["end"] : span["end"] + 25]
                    )
            for a, b, rule, term in hits:
                if any(a < s["end"] and b > s["start"] for s in others):
                    right[rule] += 1
                else:
                    wrong[rule] += 1
                    alarms.append(
                        f"{row['id']} {rule} <{term}>: {text[max(0, a - 40) : a]}[[{text[a:b]}]]{text[b : b + 40]}"
                    )
    print(f"{given.label}: {gold} gold, touched {touched / max(gold, 1):.3f}, covered {covered / max(gold, 1):.3f}")
    for rule in sorted(right | wrong):
        print(f"  {rule:40} right {right[rule]:5} wrong {wrong[rule]:5}")
    for shown, count in ((misses, given.misses), (alarms, given.alarms)):
        print(*(one.replace("\n", " / ") for one in shown[:count]), sep="\n")


if __name__ == "__main__":
    main()
