"""Makes recognizers/learned.toml: words that stand mostly inside annotated statements, whatever the packs know.

    python models/statements/mine.py [--share N] [--least N] [--often N]

A word is cut to its first letters, so that its inflections count together. Those that stand in `least` records or more
inside a statement, and inside in at least `share` of all the records that hold them, become weak terms: they propose,
and only the evidence around them decides. Words that are frequent in the language (`often`, see phrases.py) are left
out: they would make the scanner look twice at every text. Reads models/corpus and the annotated real posts where they
are.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict

from kvkkscan.detect.phrases import often
from kvkkscan.detect.tokens import tokens
from kvkkscan.detect.view import view
from tickets import HERE, SHARED, SPECIAL, training

LETTERS, SHORTEST = 6, 3
TARGET = HERE.parent.parent / "recognizers"
HEAD = """# Made by models/statements/mine.py from annotated tickets; do not edit; terms by hand go into the packs.
# Words cut to {letters} letters ("+": anything may follow) that stand mostly inside statements. They only propose.

[pack]
id = "learned"
title = {{ tr = "Öğrenilmiş sözcükler", en = "Learnt words" }}
law = "KVKK (6698) art. 6/1"
"""
ENTRY = """
[[recognizer]]
id = "learned.{name}"
entity_type = "{label}"
about = "Learnt words that often stand in statements of this kind."
kind = "statement"
strength = "weak"
terms_file = "terms/learned-{name}.txt"
finds = []
ignores = ["Siparişim üç gündür yolda, kargom nerede?"]
"""


def main() -> None:
    """Counts and writes."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--share", type=float, default=0.3)
    options.add_argument("--least", type=int, default=2)
    options.add_argument("--often", type=int, default=25)
    given = options.parse_args()
    inside: Counter[bytes] = Counter()
    anywhere: Counter[bytes] = Counter()
    labels: dict[bytes, Counter[str]] = defaultdict(Counter)
    for record in training(SHARED, 1.0):
        seen = view(record.text)
        spans = [(a, b, label) for a, b, label in record.spans if label in SPECIAL]
        here, there = {}, set()
        for word in tokens(seen, 0, len(seen.raw)):
            if word.text.isdigit() or len(word.text) < SHORTEST:
                continue
            start, end = seen.span(word.start, word.end)
            stem = word.text[:LETTERS]
            there.add(stem)
            for a, b, label in spans:
                if a < end and b > start:
                    here[stem] = label
        inside.update(here.keys())
        anywhere.update(there)
        for stem, label in here.items():
            labels[stem][label] += 1
    found: dict[str, list[str]] = defaultdict(list)
    for stem, count in inside.items():
        if count >= given.least and count / anywhere[stem] >= given.share and often(stem) <= given.often:
            shown = stem.decode("ascii") + ("+" if len(stem) == LETTERS else "=")
            found[labels[stem].most_common(1)[0][0]].append(shown)
    parts = [HEAD.format(letters=LETTERS)]
    for label in sorted(found):
        name = label.lower().replace("_", "-")
        parts.append(ENTRY.format(name=name, label=label))
        (TARGET / "terms" / f"learned-{name}.txt").write_text("\n".join(sorted(found[label])) + "\n", encoding="utf-8")
    (TARGET / "learned.toml").write_text("".join(parts), encoding="utf-8")
    print({label: len(terms) for label, terms in found.items()})


if __name__ == "__main__":
    main()
