"""Every error that kvkkscan raises on purpose.

Each carries the key of a message in `messages.py` and its parameters, so that it can be shown in Turkish or English.
No parameter is ever a piece of the scanned text: names of files, labels, rules and settings, positions and counts only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvkkscan.messages import say

if TYPE_CHECKING:
    from kvkkscan.finding import Finding


class KvkkscanError(Exception):
    """Base of all errors of this package; `message(lang)` says it in "tr" or "en"."""

    def __init__(self, key: str, **params: object) -> None:
        self.key = key
        self.params = params
        super().__init__(say(key, "en", **params))

    def message(self, lang: str = "en") -> str:
        """The sentence in `lang` ("tr" or "en")."""
        return say(self.key, lang, **self.params)


class PackError(KvkkscanError, ValueError):
    """A recognizer pack cannot be used. The message names file, line, what is wrong and the remedy."""


class PolicyError(KvkkscanError, ValueError):
    """A policy cannot be used: unknown label or operator, a missing key, or an operator that the label forbids."""


class InputError(KvkkscanError, ValueError):
    """A piece of input (line, row, file, field) cannot be read. The message names the place and the remedy."""


class Unscannable(KvkkscanError):
    """The text could not be scanned to its end, so it must not be called clean."""


class RecordError(KvkkscanError, ValueError):
    """A record file is broken: changed, cut or out of order. The message names the line."""


class NotClean(KvkkscanError):
    """The second scan still found something in the redacted text. Nothing was handed over."""


class SensitiveDataFound(KvkkscanError):
    """The policy refuses text with such data. `findings` holds labels and offsets, no values."""

    def __init__(self, key: str, findings: tuple[Finding, ...], **params: object) -> None:
        super().__init__(key, **params)
        self.findings = findings
