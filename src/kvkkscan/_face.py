"""The three verbs of the package; each loads what it needs when it is first called."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kvkkscan.finding import Finding
    from kvkkscan.policy import Policy
    from kvkkscan.redaction import Redaction
    from kvkkscan.scanner import Scanner


def scan(text: str, *, entities: Iterable[str] | None = None) -> list[Finding]:
    """The findings in `text`: label, group, offsets in code points, score, recognizer, reasons.

    For other packs, thresholds or many texts of few labels build a `Scanner` once and reuse it.

    Raises:
        Unscannable: the text could not be scanned to its end.
    """
    from kvkkscan.scanner import BALANCED, default_scanner

    found = default_scanner(BALANCED).scan(text)
    wanted = None if entities is None else set(entities)
    return found if wanted is None else [one for one in found if one.entity_type in wanted]


def redact(text: str, policy: Policy | str | Path = "ticket", *, scanner: Scanner | None = None) -> Redaction:
    """`text` with the policy applied, scanned again before it is handed over; see `kvkkscan.redaction.redact`.

    Raises:
        SensitiveDataFound: the policy refuses something found. Unscannable, NotClean, PolicyError: as there.
    """
    from kvkkscan import redaction

    return redaction.redact(text, policy, scanner=scanner)


def guard(text: str, policy: Policy | str | Path = "ticket", *, scanner: Scanner | None = None) -> str:
    """The text that may be stored.

    Raises:
        SensitiveDataFound: the policy refuses something found. Unscannable, NotClean, PolicyError: as `redact`.
    """
    from kvkkscan import redaction

    return redaction.guard(text, policy, scanner=scanner)
