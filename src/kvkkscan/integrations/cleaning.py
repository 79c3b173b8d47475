"""What every host does with a value: clean it by a policy, or refuse it.

A host builds one `Cleaner` and keeps it. It takes texts, whatever JSON may hold, and files; the name of a field counts
as a label before its bare value, as on the command line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from kvkkscan.errors import KvkkscanError
from kvkkscan.fields import Labelled, label_of, labels_of
from kvkkscan.policy import Action, Policy
from kvkkscan.redaction import as_policy, redact
from kvkkscan.scanner import Scanner, default_scanner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from kvkkscan.record import Record

MODES = ("redact", "refuse")
_plain_word = re.compile(r"[^\W\d]+").fullmatch
_many_digits = re.compile(r"(?:\d\D?){6}").search
_LONGEST_NAME = 200  # characters of a field's name that a record repeats
_MANY, _WIDE = 1_000, 100  # names, and records of so many names, that are remembered: they come from outside
_DEEPEST = 64  # levels of nesting; JSON that is deeper is no one's ticket


@dataclass(frozen=True, slots=True)
class Cleaner:
    """A policy, a scanner, and where records go (`keep`, called with each that says that something was removed)."""

    policy: Policy
    scanner: Scanner
    keep: Callable[[Record], object] | None = None
    _labels: dict[str, str] = field(default_factory=dict, repr=False)
    _records: dict[tuple[str, ...], dict[str, str]] = field(default_factory=dict, repr=False)

    def among(self, names: Iterable[str]) -> Cleaner:
        """The cleaner for one record with fields of these names: beside a card's number, `pin` and `expiry` are its."""
        known = tuple(dict.fromkeys(names))
        labels = self._records.get(known)
        if labels is None:
            labels = dict(zip(known, labels_of(known, self.scanner), strict=True))
            if len(self._records) < _MANY and len(known) < _WIDE:
                self._records[known] = labels
        return replace(self, _labels=labels)

    def text(self, text: str, name: str = "", *, source: str | None = None, part: str | None = None) -> str:
        """`text` with the policy applied; `name` is that of the field it stands in.

        Raises:
            SensitiveDataFound: the policy refuses something found. Unscannable, NotClean: as `redact`.
        """
        if not text:
            return text
        label = self._label(name) if name else ""
        scanner = Labelled(self.scanner, label) if label else self.scanner
        known = self._shown(name) if self.keep is not None else None
        done = redact(text, self.policy, scanner=scanner, source=source, field=known, part=part)
        if self.keep is not None and done.items:
            self.keep(done.record)
        return done.text

    def value(self, value: Any, name: str = "", *, source: str | None = None) -> Any:  # noqa: ANN401 - any JSON
        """The same value with every text in it cleaned, keys of dicts too; what holds no text is handed back as it is.

        Numbers count as texts where they would be found ("tckn": 10000000146 becomes a placeholder).

        Raises:
            SensitiveDataFound, Unscannable, NotClean: as `text`. KvkkscanError: it is nested too deeply.
        """
        if not isinstance(value, dict | list | tuple):
            return self._value(value, name, source)
        return self.among(_names(value, name, 0))._value(value, name, source)  # noqa: SLF001 - it is one of us

    def file(self, data: bytes, name: str = "", *, source: str | None = None) -> bytes:
        """The bytes of a file with the policy applied to all that it says; `data` itself where nothing changes.

        `name` decides only what kind of text the bytes are. Read are UTF-8 text and mail (.eml) with such parts.

        Raises:
            Unscannable: it is of another kind, or broken. SensitiveDataFound, NotClean: as `text`.
        """
        from kvkkscan.integrations.plainfiles import clean_file

        return clean_file(data, name, lambda text, field, part: self.text(text, field, source=source, part=part))

    def file_name(self, name: str) -> str:
        """The name of a file without what is found in it; brackets of placeholders go, as many stores forbid them."""
        cleaned = self.text(name)
        return name if cleaned == name else cleaned.replace("[", "").replace("]", "")

    def key(self, key: Any) -> Any:  # noqa: ANN401 - keys of dicts are often texts
        """A dict's key, cleaned where it is more than a plain word."""
        return key if not isinstance(key, str) or _plain_word(key) else self.text(key)

    def _value(self, value: Any, name: str, source: str | None) -> Any:  # noqa: ANN401
        if isinstance(value, str):
            return self.text(value, name, source=source)
        if isinstance(value, bool) or value is None:
            return value
        if isinstance(value, int | float):
            shown = repr(value)
            cleaned = self.text(shown, name, source=source)
            return value if cleaned == shown else cleaned
        if isinstance(value, dict):
            return {self.key(key): self._value(one, _below(name, key), source) for key, one in value.items()}
        if isinstance(value, list | tuple):
            cleaned_items = [self._value(one, name, source) for one in value]
            return cleaned_items if isinstance(value, list) else tuple(cleaned_items)
        return value

    def _shown(self, name: str) -> str | None:
        """The field's name for a record: names may come from outside, and what is in them must not go into it."""
        if not name or len(name) > _LONGEST_NAME:
            return None
        return None if _many_digits(name) or self.scanner.scan(name) else name

    def _label(self, name: str) -> str:
        known = self._labels.get(name)
        if known is None:
            known = label_of(name, self.scanner)
            if len(self._labels) < _MANY:
                self._labels[name] = known
        return known


def _below(name: str, key: object) -> str:
    return f"{name}.{key}" if name else str(key)


def _names(value: Any, name: str, depth: int) -> Iterator[str]:  # noqa: ANN401 - any JSON
    """The dotted names of all that stands in a value.

    Raises:
        KvkkscanError: it is nested too deeply.
    """
    if depth > _DEEPEST:
        raise KvkkscanError("value-deep", levels=_DEEPEST)
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _names(one, _below(name, key), depth + 1)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _names(one, name, depth + 1)
    else:
        yield name


def make_cleaner(
    policy: Policy | str | Path = "ticket",
    *,
    mode: str = "redact",
    scanner: Scanner | None = None,
    keep: Callable[[Record], object] | None = None,
) -> Cleaner:
    """A cleaner. Mode "refuse" refuses whatever the policy would have changed.

    Raises:
        PolicyError: the policy does not load. KvkkscanError: an unknown mode.
    """
    known_mode(mode)
    chosen = as_policy(policy)
    if mode == "refuse":
        chosen = refusing(chosen)
    return Cleaner(chosen, scanner or default_scanner(chosen.threshold), keep)


def known_mode(mode: str) -> None:
    """Refuses a mode that does not exist.

    Raises:
        KvkkscanError: with the known ones.
    """
    if mode not in MODES:
        raise KvkkscanError("mode-unknown", mode=mode, known=", ".join(MODES))


def refusing(policy: Policy) -> Policy:
    """The policy with `refuse` for everything that it does not keep."""
    return _acting(policy, Action("refuse"))


def deleting(policy: Policy) -> Policy:
    """The policy with `redact` for everything that it changes: no text grows by it. What it refuses stays refused."""
    return _acting(policy, Action("redact"), but="refuse")


def _acting(policy: Policy, action: Action, but: str = "keep") -> Policy:
    def changed(own: Action) -> Action:
        return own if own.operator in {"keep", but} else action

    return replace(
        policy,
        default=changed(policy.default),
        actions={label: changed(own) for label, own in policy.actions.items()},
    )
