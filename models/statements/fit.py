"""From the signs of annotated texts to the weights of the labeller: numpy around chain.c, which a C compiler builds."""

from __future__ import annotations

import ctypes
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from kvkkscan.detect.labeller import SPECIAL, STATES

LANES, COUNT = 8, len(STATES)
EVERY = (1 << COUNT) - 1
RATE, DROP, PENALTY, ROUNDS, LAST = 0.03, 0.4, 0.5, 16, 8
LABEL_RATE, LABEL_PENALTY, LABEL_DROP, LABEL_ROUNDS = 0.05, 1e-4, 0.3, 12
OWN, EVER = 2, 3  # records of ours, or of all, in which a sign must stand


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts one after the other: `signs` of words (32 bits), where each word's begin, where each text's words begin.

    `allowed`: the states that a word may have, a bit each. `weights`: what a text counts for; `own`: is it ours?
    """

    signs: Any
    words: Any
    texts: Any
    allowed: Any
    weights: Any
    own: Any


@dataclass(frozen=True, slots=True)
class Weights:
    """Rows by number (2**bits of them, a weight a state) and steps: from each state, and from the beginning."""

    bits: int
    rows: Any
    steps: Any


@cache
def library() -> Any:
    """chain.c, built by the C compiler `cc`.

    Raises:
        OSError, CalledProcessError: there is no compiler, or it failed.
    """
    made = Path(tempfile.mkdtemp()) / "chain.so"
    source = Path(__file__).with_name("chain.c")
    command = ["cc", "-O3", "-ffast-math", "-shared", "-fPIC", str(source), "-o", str(made), "-lm"]
    subprocess.run(command, check=True)  # noqa: S603 - our own file
    built = ctypes.CDLL(str(made))
    built.epoch.restype = built.choose.restype = ctypes.c_double
    return built


def _at(array: Any) -> Any:
    return array.ctypes.data_as(ctypes.c_void_p)


def kept_rows(texts: Texts, bits: int) -> Any:
    """Which of the 2**bits rows have a sign that stands in enough records: `OWN` of ours or `EVER` of all."""
    rows = (texts.signs >> np.uint32(32 - bits)).astype(np.int64)
    count = len(texts.texts) - 1
    record = np.repeat(np.arange(count), np.diff(texts.words[texts.texts]))
    both = np.sort(texts.signs.astype(np.int64) * count + record, kind="stable")
    both = both[np.concatenate([[True], both[1:] != both[:-1]])]
    signs, record = both // count, both % count
    firsts = np.nonzero(np.concatenate([[True], signs[1:] != signs[:-1]]))[0]
    ever = np.diff(np.concatenate([firsts, [len(signs)]]))
    own = np.add.reduceat(texts.own[record].astype(np.int64), firsts)
    enough = signs[firsts][(own >= OWN) | (ever >= EVER)]
    return np.isin(texts.signs, enough.astype(np.uint32)), rows


def fit(texts: Texts, bits: int, seeds: Sequence[int], kept: Any = None) -> Weights:
    """The weights: the mean over the last rounds, and over the seeds."""
    enough, rows = kept if kept is not None else kept_rows(texts, bits)
    used, numbers = np.unique(rows[enough], return_inverse=True)
    signs = numbers.astype(np.int32)
    before = np.concatenate([[0], np.cumsum(enough)])
    words = before[texts.words].astype(np.int64)
    active = np.repeat(texts.weights > 0, np.diff(words[texts.texts]))
    stands = np.bincount(signs[active], minlength=len(used))
    penalty = (PENALTY / np.maximum(stands, 1)).astype(np.float32)
    barred = _barred()
    order_of = len(texts.texts) - 1
    room = np.zeros(int(np.max(np.diff(words[texts.texts]))) + 1, np.int32)
    mean, mean_steps = np.zeros((len(used), LANES), np.float32), np.zeros((COUNT + 1, LANES), np.float32)
    for seed in seeds:
        drawn = np.random.default_rng(seed)
        values = np.zeros((len(used), 2, LANES), np.float32)
        steps = np.where(barred, -1e4, 0).astype(np.float32)
        squares = np.zeros_like(steps)
        for turn in range(ROUNDS):
            order = drawn.permutation(order_of).astype(np.int32)
            library().epoch(
                _at(values), _at(steps), _at(squares), _at(barred), _at(signs), _at(words), _at(texts.texts),
                _at(order), order_of, _at(texts.weights), _at(texts.allowed), _at(penalty), COUNT,
                ctypes.c_float(RATE), ctypes.c_float(DROP), ctypes.c_uint64(seed * 1000 + turn), _at(room),
            )  # fmt: skip
            if turn >= ROUNDS - LAST:
                mean += values[:, 0] * (1 - DROP)
                mean_steps += steps
    every = np.zeros((1 << bits, LANES), np.float32)
    every[used] = mean / (LAST * len(seeds))
    return Weights(bits, every, mean_steps / (LAST * len(seeds)))


def _barred() -> Any:
    """Which steps never are: to a later word of what did not begin."""
    found = np.zeros((COUNT + 1, LANES), np.uint8)
    found[:, COUNT:] = 1
    for later in range(2, COUNT, 2):
        found[:, later] = 1
        found[later - 1, later] = found[later, later] = 0
    return found


def fit_labels(given: Sequence[tuple[Sequence[int], int]], bits: int, seed: int) -> Any:
    """Weights of the labels by row: from (signs of 32 bits, place in SPECIAL) of statements."""
    signs = np.array([sign for listed, _ in given for sign in listed], np.uint32)
    ends = np.concatenate([[0], np.cumsum([len(listed) for listed, _ in given])]).astype(np.int64)
    wide = len(SPECIAL)
    statement = np.repeat(np.arange(len(given)), np.diff(ends))
    both = np.unique(signs.astype(np.int64) * len(given) + statement)
    found, counts = np.unique(both // len(given), return_counts=True)
    enough = np.isin(signs, found[counts >= EVER].astype(np.uint32))
    before = np.concatenate([[0], np.cumsum(enough)])
    ends = before[ends].astype(np.int64)
    rows = (signs[enough] >> np.uint32(32 - bits)).astype(np.int32)
    labels = np.array([label for _, label in given], np.int32)
    values = np.zeros((1 << bits, 2, wide), np.float32)
    mean = np.zeros((1 << bits, wide), np.float32)
    drawn = np.random.default_rng(seed)
    for turn in range(LABEL_ROUNDS):
        order = drawn.permutation(len(given)).astype(np.int32)
        library().choose(
            _at(values), _at(rows), _at(ends), _at(labels), _at(order), len(given), wide, ctypes.c_float(LABEL_RATE),
            ctypes.c_float(LABEL_PENALTY), ctypes.c_float(LABEL_DROP), ctypes.c_uint64(seed * 1000 + turn),
        )  # fmt: skip
        if turn >= LABEL_ROUNDS // 2:
            mean += values[:, 0]
    return mean / (LABEL_ROUNDS - LABEL_ROUNDS // 2)
