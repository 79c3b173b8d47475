"""Makes models/statements/clusters.bin: words that stand in like places get like numbers.

    python models/statements/clusters.py [--shared DIR] [--show WORD ...]

Words are cut to their first six letters, as Turkish inflects at the end. Each gets a row of how often frequent words
stand one or two places before and behind it, and how it ends; positive pointwise mutual information, a singular value
decomposition (randomised subspace iteration) to 100 numbers, spherical k-means to 96 and to 400 clusters. All draws are
seeded. Only stems of `LEAST` texts or more are kept, as FNV-1a hashes: two u32 each: the hash; wide | mid << 16.

Texts: models/corpus, and from DIR real posts, reviews, sentences of Wikipedia and news (licences: models/README.md).
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from kvkkscan.detect.features import _TABLE, fnv
from kvkkscan.detect.view import view
from tickets import CORPUS, SHARED, inline, lines

OUT = Path(__file__).with_name("clusters.bin")
SIZES, LEAST, COLUMNS, ENDINGS, WIDTH, STEM = (96, 400), 8, 1_400, 300, 100, 6
STEPS = (-2, -1, 1, 2)
_APOSTROPHE, _LONG = 39, 4
_MARKS = b'.,:;!?\n()"/'
_READ = bytes(byte if byte in _MARKS else 32 if byte == _APOSTROPHE else _TABLE[byte] for byte in range(256))
_WORDS = re.compile(rb"[a-z~]+|[0-9]+|[.,:;!?\n()\"/]").findall


def texts(shared: Path) -> Iterator[str]:
    """All texts, ours twice."""
    for path in sorted(CORPUS.glob("*.txt")):
        for record in inline(path):
            yield record.text
            yield record.text
    for path in sorted((shared / "eval" / "train").glob("real*.jsonl")):
        yield from (record.text for record in lines(path))
    posts = shared / "corpora" / "text" / "support_and_reviews.jsonl"
    if posts.is_file():
        yield from (json.loads(line)["text"] for line in posts.read_text("utf-8").splitlines())
    for path in sorted((shared / "corpora" / "ner").glob("*.conll")):
        for sentence in path.read_text("utf-8").split("\n\n"):
            yield " ".join(line.split("\t")[0] for line in sentence.split("\n"))
    news = shared / "corpora" / "lexicon" / "cnn-turk-10k.txt"
    if news.is_file():
        yield from news.read_text("utf-8").splitlines()


def words(text: str) -> list[bytes]:
    """The folded words of a text, its marks, and # for numbers."""
    return [b"#" if word[:1].isdigit() else word for word in _WORDS(view(text).raw.translate(_READ))]


def counts(read: list[list[bytes]], stems: dict[bytes, int]) -> Any:
    """How often each stem stands beside frequent stems, by distance, and ends in frequent endings."""
    often = Counter(word[:STEM] for text in read for word in text)
    beside = {stem: n for n, (stem, _) in enumerate(often.most_common(COLUMNS))}
    ends = Counter(word[-3:] for text in read for word in text if len(word) > _LONG)
    ending = {end: n for n, (end, _) in enumerate(ends.most_common(ENDINGS))}
    found = np.zeros((len(stems), len(STEPS) * COLUMNS + ENDINGS), np.float32)
    for text in read:
        rows = [stems.get(word[:STEM], -1) for word in text]
        columns = [beside.get(word[:STEM], -1) for word in text]
        for place, row in enumerate(rows):
            if row < 0:
                continue
            for number, step in enumerate(STEPS):
                at = place + step
                if 0 <= at < len(text) and columns[at] >= 0:
                    found[row, number * COLUMNS + columns[at]] += 1
            end = ending.get(text[place][-3:], -1) if len(text[place]) > _LONG else -1
            if end >= 0:
                found[row, len(STEPS) * COLUMNS + end] += 1
    return found


def vectors(found: Any) -> Any:
    """Counts as unit vectors of `WIDTH` numbers."""
    rows = found.sum(1, keepdims=True) + 1e-9
    columns = found.sum(0, keepdims=True) ** 0.75
    shown = np.maximum(np.log(np.maximum(found / (rows * columns / columns.sum()), 1e-9)) - 0.3, 0)
    shown[:, len(STEPS) * COLUMNS :] *= 0.7
    gram = shown.T @ shown
    basis = np.random.default_rng(0).standard_normal((gram.shape[0], WIDTH + 20)).astype(np.float32)
    for _ in range(8):
        basis, _ = np.linalg.qr(gram @ basis)
    values, turned = np.linalg.eigh(basis.T @ gram @ basis)
    most = np.argsort(-values)[:WIDTH]
    made = shown @ (basis @ turned[:, most]) / np.maximum(values[most], 1e-9) ** 0.25
    return made / (np.linalg.norm(made, axis=1, keepdims=True) + 1e-9)


def clusters(given: Any, size: int) -> Any:
    """The cluster of each vector; the most frequent stems are where it begins."""
    begin = np.random.default_rng(1).choice(min(len(given), size * 6), size, replace=False)
    centres = given[begin].copy()
    for _ in range(25):
        chosen = np.argmax(given @ centres.T, 1)
        sums = np.zeros_like(centres)
        np.add.at(sums, chosen, given)
        norms = np.linalg.norm(sums, axis=1, keepdims=True)
        centres = np.where(norms > 0, sums / np.maximum(norms, 1e-9), centres)
    return chosen


def main() -> None:
    """Reads, counts, clusters, writes."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--shared", type=Path, default=SHARED)
    options.add_argument("--show", nargs="*", default=[])
    given = options.parse_args()
    read = [words(text) for text in texts(given.shared)]
    often = Counter(word[:STEM] for text in read for word in text)
    stands = Counter(stem for text in read for stem in {word[:STEM] for word in text})
    listed = [stem for stem, _ in often.most_common() if stands[stem] >= LEAST and stem.isalpha()]
    stems = {stem: n for n, stem in enumerate(listed)}
    made = vectors(counts(read, stems))
    wide, mid = (clusters(made, size) for size in SIZES)
    rows = [(fnv(stem), (int(wide[n]) + 1) | (int(mid[n]) + 1) << 16) for stem, n in stems.items()]
    OUT.write_bytes(np.array(sorted(rows), "<u4").tobytes())
    print(f"{OUT.name}: {len(rows)} stems from {len(read)} texts of {sum(map(len, read))} words")
    for word in given.show:
        near = np.argsort(-(made @ made[stems[word.encode()[:STEM]]]))[1:12]
        print(word, *(listed[n].decode() for n in near))


if __name__ == "__main__":
    main()
