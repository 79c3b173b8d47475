"""Scanner: text -> findings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kvkkscan.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Scanner:
    """PRELIMINARY stand-in with the final signature; detection is being written."""

    def __init__(self, *, level="fast", entities: Iterable[str] | None = None, packs: Sequence = (), threshold: float | None = None, allow: Sequence = ()) -> None:
        self.entities = frozenset(entities) if entities is not None else None

    def scan(self, text: str) -> list[Finding]:
        found = []
        for label, group, rx in (("EMAIL_ADDRESS", "contact", r"[\w.]+@[\w.]+\w"), ("CREDIT_CARD", "payment", r"(?<!\d)\d{4} ?\d{4} ?\d{4} ?\d{4}(?!\d)"), ("TR_NATIONAL_ID", "identity", r"(?<!\d)[1-9]\d{9}[02468](?!\d)"), ("CARD_CVV", "payment", r"(?<=cvv )\d{3}\b")):
            found += [Finding(label, group, m.start(), m.end(), 0.9, "stub.x", ("check:stub",)) for m in re.finditer(rx, text)]
        return sorted((f for f in found if self.entities is None or f.entity_type in self.entities), key=lambda f: f.start)
