"""What every host does with a value: clean it by a policy, or refuse it.

A host builds one `Cleaner` and keeps it. It takes texts and whatever JSON may hold; the name of a field counts as a
label before its bare value, as on the command line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from kvkkscan.errors import KvkkscanError
from kvkkscan.fields import Labelled, label_of
from kvkkscan.policy import Action, Policy
from kvkkscan.redaction import as_policy, redact
from kvkkscan.scanner import Scanner, default_scanner

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kvkkscan.record import Record

MODES = ("redact", "refuse")
_plain_word = re.compile(r"[^\W\d]+").fullmatch
_DEEPEST = 64  # levels of nesting; JSON that is deeper is no one's ticket


@dataclass(frozen=True, slots=True)
class Cleaner:
    """A policy, a scanner, and where records go (`keep`, called with each that says that something was removed)."""

    policy: Policy
    scanner: Scanner
    keep: Callable[[Record], None] | None = None
    _labels: dict[str, str] = field(default_factory=dict, repr=False)

    def text(self, text: str, name: str = "", *, source: str | None = None, part: str | None = None) -> str:
        """`text` with the policy applied; `name` is that of the field it stands in.

        Raises:
            SensitiveDataFound: the policy refuses something found. Unscannable, NotClean: as `redact`.
        """
        if not text:
            return text
        label = self._label(name) if name else ""
        scanner = Labelled(self.scanner, label) if label else self.scanner
        done = redact(text, self.policy, scanner=scanner, source=source, field=name or None, part=part)
        if self.keep is not None and done.items:
            self.keep(done.record)
        return done.text

    def value(self, value: Any, name: str = "", *, source: str | None = None) -> Any:  # noqa: ANN401 - any JSON
        """The same value with every text in it cleaned, keys of dicts too; what holds no text is handed back as it is.

        Numbers count as texts where they would be found ("tckn": 10000000146 becomes a placeholder).

        Raises:
            SensitiveDataFound, Unscannable, NotClean: as `text`. KvkkscanError: it is nested too deeply.
        """
        return self._value(value, name, source, 0)

    def key(self, key: Any) -> Any:  # noqa: ANN401 - keys of dicts are often texts
        """A dict's key, cleaned where it is more than a plain word."""
        return key if not isinstance(key, str) or _plain_word(key) else self.text(key)

    def _value(self, value: Any, name: str, source: str | None, depth: int) -> Any:  # noqa: ANN401
        if depth > _DEEPEST:
            raise KvkkscanError("value-deep", levels=_DEEPEST)
        if isinstance(value, str):
            return self.text(value, name, source=source)
        if isinstance(value, bool) or value is None:
            return value
        if isinstance(value, int | float):
            shown = repr(value)
            cleaned = self.text(shown, name, source=source)
            return value if cleaned == shown else cleaned
        if isinstance(value, dict):
            return {self.key(key): self._value(one, str(key), source, depth + 1) for key, one in value.items()}
        if isinstance(value, list | tuple):
            cleaned_items = [self._value(one, name, source, depth + 1) for one in value]
            return cleaned_items if isinstance(value, list) else tuple(cleaned_items)
        return value

    def _label(self, name: str) -> str:
        known = self._labels.get(name)
        if known is None:
            known = label_of(name, self.scanner)
            if len(self._labels) < 1_000:  # noqa: PLR2004 - names come from outside: not without end
                self._labels[name] = known
        return known


def make_cleaner(
    policy: Policy | str | Path = "ticket",
    *,
    mode: str = "redact",
    scanner: Scanner | None = None,
    keep: Callable[[Record], None] | None = None,
) -> Cleaner:
    """A cleaner. Mode "refuse" refuses whatever the policy would have changed.

    Raises:
        PolicyError: the policy does not load. KvkkscanError: an unknown mode.
    """
    if mode not in MODES:
        raise KvkkscanError("mode-unknown", mode=mode, known=", ".join(MODES))
    chosen = as_policy(policy)
    if mode == "refuse":
        chosen = refusing(chosen)
    return Cleaner(chosen, scanner or default_scanner(chosen.threshold), keep)


def refusing(policy: Policy) -> Policy:
    """The policy with `refuse` for everything that it does not keep."""
    refuse = Action("refuse")

    def changed(action: Action) -> Action:
        return action if action.operator == "keep" else refuse

    return replace(
        policy,
        default=changed(policy.default),
        actions={label: changed(action) for label, action in policy.actions.items()},
    )
