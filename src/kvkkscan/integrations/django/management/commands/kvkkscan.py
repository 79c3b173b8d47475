"""manage.py kvkkscan: finds personal data in rows that are stored already, and with --write takes it out."""

from __future__ import annotations

import shlex
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS

from kvkkscan.integrations.django.conf import language
from kvkkscan.integrations.django.guard import Guard, is_neutral, the_guard
from kvkkscan.integrations.django.sweep import Row, Sweep
from kvkkscan.messages import default_language, say

_PACE = 0.2  # seconds between two drawings of the progress


@dataclass(slots=True)
class _Counts:
    rows: int = 0
    found: int = 0
    bad: int = 0
    labels: Counter[str] = field(default_factory=Counter)


class Command(BaseCommand):  # type: ignore[misc] # Django ships no types
    """Dry run, unless --write is given. Prints places and labels, never values."""

    help = say("sweep-help", default_language())

    def add_arguments(self, parser: Any) -> None:
        """Its options."""
        lang = default_language()
        parser.add_argument("models", nargs="*", metavar="app.Model", help=say("sweep-help-models", lang))
        parser.add_argument("--write", action="store_true", help=say("sweep-help-write", lang))
        parser.add_argument("--after", metavar="app.Model:KEY", help=say("sweep-help-after", lang))
        parser.add_argument("--database", default=DEFAULT_DB_ALIAS, help=say("sweep-help-database", lang))
        parser.add_argument("--batch", type=int, default=500, help=say("sweep-help-batch", lang))

    def handle(self, **options: Any) -> None:
        """Sweeps; ends with exit code 1 (found, not written) or 2 (something could not be read or written).

        Raises:
            CommandError: the arguments name what the settings do not.
        """
        self.lang = language()
        guard, counts = the_guard(), _Counts()
        labels, after = self._order(guard, options["models"], options["after"])
        for label in labels:
            model = apps.get_model(label)
            sweep = Sweep(model, guard, options["database"], options["write"], max(1, options["batch"]))
            self._sweep(sweep, after, counts, options)
            after = None
        found = (
            f" ({', '.join(f'{name} {count}' for name, count in counts.labels.most_common())})" if counts.labels else ""
        )
        key = "sweep-written" if options["write"] else "sweep-found"
        self.stderr.write(say(key, self.lang, rows=counts.rows, found=counts.found, bad=counts.bad, labels=found))
        if counts.bad:
            sys.exit(2)
        if counts.found and not options["write"]:
            sys.exit(1)

    def _order(self, guard: Guard, asked: list[str], after: str | None) -> tuple[list[str], Any]:
        """Labels of the models to sweep, in order, and the key after which the first is begun."""
        known = list(dict.fromkeys((*guard.settings.fields, *guard.settings.files)))
        by_name = {label.lower(): label for label in known}
        for name in asked:
            if name.lower() not in by_name:
                raise CommandError(
                    say("sweep-not-guarded", self.lang, name=name, known=", ".join(known) or "-"), returncode=2
                )
        labels = [by_name[name.lower()] for name in asked] or known
        if after is None:
            return labels, None
        name, _, text = after.partition(":")
        label = by_name.get(name.lower(), "")
        try:
            key = apps.get_model(label)._meta.pk.to_python(text)
            return labels[labels.index(label) :], key
        except (LookupError, ValueError, ValidationError):
            raise CommandError(say("sweep-after", self.lang), returncode=2) from None

    def _sweep(self, sweep: Sweep, after: Any, counts: _Counts, options: dict[str, Any]) -> None:
        """One model."""
        label, last = sweep.model._meta.label, after
        total = sweep.count(after) if self._shows_progress() else 0
        began, drawn = counts.rows, time.monotonic()
        try:
            for row in sweep.rows(after):
                self._tell(sweep, row, counts)
                last = row.key
                if total and time.monotonic() - drawn > _PACE:
                    drawn = time.monotonic()
                    self.stderr.write(f"\r\x1b[K{label} {counts.rows - began}/{total}", ending="")
        except KeyboardInterrupt:
            neutral = is_neutral(sweep.model._meta.pk) and last is not None
            words = [*options["models"], *(["--write"] if options["write"] else [])]
            words += ["--after", f"{label}:{last}"] if neutral else []
            self._line(say("sweep-go-on", self.lang, words=shlex.join(words)))
            sys.exit(130)
        self._clear()

    def _tell(self, sweep: Sweep, row: Row, counts: _Counts) -> None:
        """Counts a row, and says what was found in it."""
        meta = sweep.model._meta
        name = f"{meta.label}:{row.key}" if is_neutral(meta.pk) else f"{meta.label} #{counts.rows + 1}"
        counts.rows += 1
        counts.found += bool(row.found)
        counts.bad += bool(row.problems)
        if row.found:
            self._clear()
        for one, found in row.found.items():
            counts.labels += found
            shown = ", ".join(f"{label} {count}" for label, count in found.most_common())
            self.stdout.write(say("sweep-row", self.lang, row=name, field=one, labels=shown))
        for one, problem in row.problems.items():
            self._line(say("sweep-problem", self.lang, row=name, field=one, problem=problem.message(self.lang)))

    def _line(self, text: str) -> None:
        """One line on standard error."""
        self._clear()
        self.stderr.write(text)

    def _clear(self) -> None:
        """Wipes the progress off the terminal."""
        if self._shows_progress():
            self.stderr.write("\r\x1b[K", ending="")

    def _shows_progress(self) -> bool:
        return bool(self.stderr.isatty())
