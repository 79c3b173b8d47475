"""A decision in words: what spoke for a candidate, what against it, in Turkish or English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kvkkscan.messages import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kvkkscan.detect.recognizer import Concept
    from kvkkscan.finding import Finding


@dataclass(frozen=True, slots=True)
class Explanation:
    """A candidate, whether it became a finding, and why, a sentence a reason. No sentence holds a piece of the text."""

    finding: Finding
    kept: bool
    sentences: tuple[str, ...]


def sentences(
    finding: Finding, concepts: Sequence[Concept], lang: str, *, kept: bool, threshold: float
) -> tuple[str, ...]:
    """The reasons of a finding or of a candidate that was dropped."""
    words = {concept.id: (concept.words or concept.exact)[0] for concept in concepts}
    said = []
    for reason in finding.reasons:
        kind, _, what = reason.partition(":")
        if kind.startswith(("for-", "against-")):  # signs round a statement (statements.py)
            what = say(f"sign-{what.replace(' ', '-')}", lang)
        said.append(say(f"reason-{kind}", lang, what=what, word=words.get(what, what)))
    if not kept:
        key = "reason-below" if finding.score < threshold else "reason-overlap"
        said.append(say(key, lang, score=f"{finding.score:.2f}", threshold=f"{threshold:.2f}"))
    return tuple(said)
