"""structlog: a processor that cleans the event dict; put it before the renderer.

    structlog.configure(processors=[..., RedactingProcessor(), structlog.processors.JSONRenderer()])

Exceptions are cleaned as text: put `structlog.processors.format_exc_info` (or `dict_tracebacks`) before it. A value
that cannot be cleaned is replaced by a note that says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kvkkscan.integrations.cleaning import make_cleaner
from kvkkscan.messages import say

if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from pathlib import Path

    from kvkkscan.policy import Policy
    from kvkkscan.scanner import Scanner

_AS_THEY_ARE = frozenset(("level", "timestamp", "logger", "_record", "_from_structlog"))


class RedactingProcessor:
    """Cleans the values of an event dict, by their keys.

    Raises:
        PolicyError: the policy does not load.
    """

    def __init__(self, policy: Policy | str | Path = "ticket", *, scanner: Scanner | None = None) -> None:
        self._cleaner = make_cleaner(policy, scanner=scanner)

    def __call__(
        self,
        logger: Any,  # noqa: ANN401, ARG002 - structlog's interface
        method_name: str,  # noqa: ARG002
        event_dict: MutableMapping[str, Any],
    ) -> MutableMapping[str, Any]:
        """The event dict, cleaned in place."""
        for key, value in event_dict.items():
            if key in _AS_THEY_ARE:
                continue
            try:
                plain = value if isinstance(value, str | int | float | dict | list | tuple | None) else str(value)
                event_dict[key] = self._cleaner.value(plain, "" if key == "event" else key)
            except Exception:  # noqa: BLE001 - whatever fails, the value must not pass unread, and the line must
                event_dict[key] = say("log-withheld", self._cleaner.policy.language)
        return event_dict
