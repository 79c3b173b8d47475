"""The examples of packs are their tests: `finds` must be found exactly as marked, `ignores` must not be found.

A statement must be touched by a finding of its group: where it ends is weighed anew with each training. Terms that
tell nothing alone (strength "cue" or "weak") and idioms may go without `finds`; in an idiom's `ignores` nothing of its
label is found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kvkkscan.detect.packs import load_packs
from kvkkscan.scanner import Scanner

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kvkkscan.detect.recognizer import Recognizer

_MARK = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Example:
    """The outcome of one example.

    `problem` ("" where it is ok) is a message key; the example's text is not repeated, `number` counts it in its list.
    """

    ok: bool
    recognizer: str
    file: str
    line: int
    problem: str = ""
    number: int = 0


def check_packs(folders: Sequence[str | Path] = (), *, shipped: bool = False) -> Iterator[Example]:
    """Runs the examples of the packs in `folders` (and of those that ship, with `shipped`), all packs loaded.

    Raises:
        PackError: a pack is faulty.
    """
    scanner = Scanner(level="fast", packs=folders)  # what the packs find by themselves
    mine = {str(folder) for folder in folders}
    # The shipped packs are usually loaded without their examples (packcache.py).
    packs = load_packs(tuple(Path(folder) for folder in folders), cached=False) if shipped else scanner.packs
    for recognizer in packs.recognizers:
        if shipped or any(recognizer.file.startswith(folder) for folder in mine):
            yield from _check(scanner, recognizer)


def _check(scanner: Scanner, recognizer: Recognizer) -> Iterator[Example]:
    def outcome(problem: str, number: int) -> Example:
        return Example(not problem, recognizer.id, recognizer.file, recognizer.line, problem, number)

    statement, idiom = recognizer.kind == "statement", recognizer.kind == "idiom"
    if recognizer.shape == "labelled":  # learned, not written here
        return
    if not recognizer.finds and not idiom and not (statement and recognizer.strength != "plain"):
        yield outcome("example-none", 0)
    for number, example in enumerate(recognizer.finds, 1):
        text, marks = marked(example)
        found = scanner.scan(text)
        if statement:
            mine = [f for f in found if f.group == recognizer.group]
            wanted = all(any(f.start < b and f.end > a for f in mine) for a, b in marks)
        else:
            exact = {(f.start, f.end) for f in found if f.entity_type == recognizer.entity_type}
            wanted = exact.issuperset(marks)
        yield outcome("" if marks and wanted else "example-unmarked" if not marks else "example-missed", number)
    for number, example in enumerate(recognizer.ignores, 1):
        found_here = any(
            f.entity_type == recognizer.entity_type if idiom else f.recognizer == recognizer.id
            for f in scanner.scan(example)
        )
        yield outcome("example-found" if found_here else "", number)


def marked(example: str) -> tuple[str, list[tuple[int, int]]]:
    """(text, spans) of an example whose spans stand in double brackets."""
    text, spans, last = "", [], 0
    for match in _MARK.finditer(example):
        text += example[last : match.start()]
        spans.append((len(text), len(text) + len(match[1])))
        text += match[1]
        last = match.end()
    return text + example[last:], spans
