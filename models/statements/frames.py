"""Training texts from the packs themselves: plain terms in plain sentences, and examples in ordinary surroundings.

The annotated tickets say each thing in one way. What a sentence says does not change with a greeting before it or with
which of two hundred diseases it names; these texts teach that. All is drawn with seeds: the same packs give the same.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from kvkkscan.detect.recognizer import Recognizer
from tickets import CORPUS, Record, unmarked

FRAMES = CORPUS / "frames.toml"
_INFLECTED = re.compile(r"(?:l[ıiuü]|[ıiuü]m|[ıiuü]z|d[ea]n?|yken|s[ıi]|m[ıi]ş|izm|ce|ca|lar|ler)$")
_VOWELS, _HARMONY = "aıoueiöüâîû", {"a": "ı", "ı": "ı", "o": "u", "u": "u", "e": "i", "i": "i", "ö": "ü", "ü": "ü"}
_SLOT = re.compile(r"\{x(?::(\w+))?\}")


def with_ending(word: str, ending: str) -> str:
    """`word` with "m" (my), "s" (his), "im" (I am) or "iz" (we are) behind it, by vowel harmony."""
    last = next((letter for letter in reversed(word.lower()) if letter in _VOWELS), "e")
    vowel = _HARMONY.get(last, "i")
    open_ = word[-1].lower() in _VOWELS
    if ending in ("im", "iz"):
        return f"{word}{'y' if open_ else ''}{vowel}{ending[-1]}"
    if ending == "s":
        return f"{word}{'s' if open_ else ''}{vowel}"
    return f"{word}m" if open_ else f"{word}{vowel}m"


def framed(recognizers: Iterable[Recognizer], path: Path = FRAMES) -> Iterator[Record]:
    """The frames of `path`, filled with terms of one plain word, half of them true."""
    known = list(recognizers)
    settings = tomllib.loads(path.read_text(encoding="utf-8"))
    for number, kind in enumerate(settings["kind"]):
        chosen = [one for one in known if any(_names(name, one.id) for name in kind["recognizers"])]
        terms = sorted(
            (term, one.entity_type)
            for one in chosen
            for term in one.terms
            if term.isalpha() and len(term) > 2 and not _INFLECTED.search(term)  # noqa: PLR2004 - shorter is no word
        )
        for place in range(kind["records"]):
            drawn = random.Random(f"{number}-{place}")
            term, label = drawn.choice(terms)
            frame = drawn.choice(kind["false" if place % 2 else "true"])
            shown = _SLOT.sub(partial(_filled, term), frame)
            text, spans = unmarked(shown.replace("[[", f"[[{label}|"))
            yield surrounded(Record(f"f{number}-{place}", text, spans), drawn, settings["around"])


def surrounded(record: Record, drawn: random.Random, around: dict[str, Any]) -> Record:
    """A text with something ordinary before it, behind it or both."""
    before = drawn.choice(around["before"]) if drawn.random() < 0.75 else ""  # noqa: PLR2004 - a share
    after = drawn.choice(around["after"]) if not before or drawn.random() < 0.65 else ""  # noqa: PLR2004 - a share
    stop = "." if after.startswith(" ") and record.text[-1:].isalnum() else ""
    moved = tuple((start + len(before), end + len(before), label) for start, end, label in record.spans)
    return replace(record, text=before + record.text + stop + after, spans=moved)


def examples_in_surroundings(records: Iterable[Record], weight: float, path: Path = FRAMES) -> Iterator[Record]:
    """Two copies of each text, each in surroundings of its own."""
    around = tomllib.loads(path.read_text(encoding="utf-8"))["around"]
    for record in records:
        for copy in range(2):
            drawn = random.Random(f"{record.id}~{copy}")
            yield replace(surrounded(record, drawn, around), id=f"{record.id}~{copy}", weight=weight)


def _filled(term: str, slot: re.Match[str]) -> str:
    return with_ending(term, slot[1]) if slot[1] else term


def _names(name: str, own: str) -> bool:
    return own.startswith(name[:-1]) if name.endswith("*") else own == name
