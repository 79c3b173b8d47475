"""SQLAlchemy: a column type that cleans what is bound to it.

    description: Mapped[str] = mapped_column(RedactedText())

The type sees every value on its way into a statement: ORM flushes, bulk and Core inserts, updates, and what is compared
in WHERE (who searches for a value finds its placeholder). It does not see SQL written as text, `COPY`, and
what triggers do. What cannot be read, or is refused, raises while the statement is executed: nothing is stored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Text
from sqlalchemy.types import TypeDecorator

from kvkkscan.integrations.cleaning import make_cleaner

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy.engine import Dialect

    from kvkkscan.policy import Policy
    from kvkkscan.record import Record
    from kvkkscan.scanner import Scanner


class RedactedText(TypeDecorator[str]):
    """Text that is clean before the database sees it.

    Args:
        name: of the field; it counts as a label before a bare value ("tckn").
        policy: its name, path or itself.
        mode: "redact", or "refuse" to raise SensitiveDataFound instead.
        scanner: a scanner of the host's own.
        keep: called with the record of each act, before the statement runs (`RecordLog.append`).

    Raises:
        PolicyError, KvkkscanError: policy or mode do not exist.
    """

    impl = Text
    cache_ok = True

    def __init__(
        self,
        name: str = "",
        *,
        policy: Policy | str | Path = "ticket",
        mode: str = "redact",
        scanner: Scanner | None = None,
        keep: Callable[[Record], object] | None = None,
    ) -> None:
        super().__init__()
        self.name = name
        self._cleaner = make_cleaner(policy, mode=mode, scanner=scanner, keep=keep)

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ANN401, ARG002 - SQLAlchemy's
        """The value as it may be stored.

        Raises:
            SensitiveDataFound, Unscannable, NotClean: nothing is stored.
        """
        return None if value is None else self._cleaner.text(str(value), self.name)
