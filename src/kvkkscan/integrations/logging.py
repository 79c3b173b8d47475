"""Log lines without personal data: a `logging.Filter` for handlers.

    handler.addFilter(RedactingFilter())

On a handler, not on a logger: the filters of a logger do not see what its children log. Message, arguments, traceback,
stack and the extra attributes are cleaned. A line that cannot be cleaned is replaced by one that says so: no line is
lost, and none passes unread.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from kvkkscan.errors import KvkkscanError
from kvkkscan.integrations.cleaning import make_cleaner
from kvkkscan.messages import say

if TYPE_CHECKING:
    from pathlib import Path

    from kvkkscan.policy import Policy
    from kvkkscan.scanner import Scanner

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_format_exception = logging.Formatter().formatException


class RedactingFilter(logging.Filter):
    """Cleans every record that passes, in place; handlers after this one see the clean record too.

    Args:
        policy: its name, path or itself.
        scanner: a scanner of the host's own.
        name: only records of this logger and its children are cleaned (and passed), as with any filter.

    Raises:
        PolicyError: the policy does not load.
    """

    def __init__(
        self, policy: Policy | str | Path = "ticket", *, scanner: Scanner | None = None, name: str = ""
    ) -> None:
        super().__init__(name)
        self._cleaner = make_cleaner(policy, scanner=scanner)

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is to be logged; it is clean then."""
        if not super().filter(record):
            return False
        record.msg, record.args = self._clean(_message(record)), None
        if record.exc_info:
            shown = _format_exception(record.exc_info) if record.exc_info[0] is not None else ""
            record.exc_text, record.exc_info = self._clean(record.exc_text or shown), None
        elif record.exc_text:
            record.exc_text = self._clean(record.exc_text)
        if record.stack_info:
            record.stack_info = self._clean(record.stack_info)
        for name, value in list(vars(record).items()):
            if name not in _OWN:
                setattr(record, name, self._clean(value, name))
        return True

    def _clean(self, value: Any, name: str = "") -> Any:  # noqa: ANN401 - extras hold anything
        try:
            if not isinstance(value, str | int | float | dict | list | tuple | None):
                value = str(value)
            return self._cleaner.value(value, name)
        except KvkkscanError:
            return say("log-withheld", self._cleaner.policy.language)
        except Exception:  # noqa: BLE001 - a __str__ of the host's own may fail; its words must not pass unread
            return say("log-withheld", self._cleaner.policy.language)


def _message(record: logging.LogRecord) -> str:
    """The line; where its arguments do not fit, the bare template: the library would print them all to stderr."""
    try:
        return record.getMessage()
    except Exception:  # noqa: BLE001 - whatever the arguments' own code raises
        return str(record.msg)
