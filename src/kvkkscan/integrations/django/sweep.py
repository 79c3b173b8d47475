"""Rows that are stored already: read in the order of their keys, cleaned, and written only where nobody was faster."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction

from kvkkscan.errors import KvkkscanError, Unscannable
from kvkkscan.integrations.cleaning import make_cleaner
from kvkkscan.integrations.django.guard import clean_value, source_of
from kvkkscan.integrations.django.uploads import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kvkkscan.integrations.cleaning import Cleaner
    from kvkkscan.integrations.django.guard import Guard
    from kvkkscan.record import Record


@dataclass(slots=True)
class Row:
    """What became of one row: labels found by field, and why fields could not be read or written, by field."""

    key: Any
    found: dict[str, Counter[str]] = field(default_factory=dict)
    problems: dict[str, KvkkscanError] = field(default_factory=dict)


@dataclass(slots=True)
class Sweep:
    """A walk over one model.

    Args:
        model: the model.
        guard: names its fields.
        database: alias of the database.
        write: whether rows and files are changed.
        batch: rows read at a time.
    """

    model: Any
    guard: Guard
    database: str
    write: bool
    batch: int
    _records: list[Record] = field(default_factory=list)
    _cleaner: Cleaner = field(init=False)

    def __post_init__(self) -> None:
        """The policy as it is: what is stored already can no longer be refused by a mode."""
        self._cleaner = make_cleaner(self.guard.settings.policy, keep=self._records.append)

    def count(self, after: Any = None) -> int:
        """Rows that are to be read."""
        return int(self._rows(after).count())

    def rows(self, after: Any = None) -> Iterator[Row]:
        """Every row behind the key `after`, done."""
        texts, files = self.guard.named(self.model)
        while True:
            some = list(self._rows(after).only(*texts, *files)[: self.batch])
            for instance in some:
                yield self._row(instance, texts, files)
                after = instance.pk
            if len(some) < self.batch:
                return

    def _rows(self, after: Any) -> Any:
        every = self.model._base_manager.using(self.database).order_by("pk")
        return every if after is None else every.filter(pk__gt=after)

    def _row(self, instance: Any, texts: tuple[str, ...], files: tuple[str, ...]) -> Row:
        row = Row(instance.pk)
        for names, clean in ((texts, self._text), (files, self._file)):
            for name in names:
                self._records.clear()
                try:
                    clean(instance, instance._meta.get_field(name))
                except KvkkscanError as error:
                    row.problems[name] = error
                    continue
                found = sum((Counter(one.removed) for one in self._records), Counter[str]())
                if found:
                    row.found[name] = found
                    self._keep()
        return row

    def _keep(self) -> None:
        """Hands the records of what was written to where the settings say."""
        keep = self.guard.cleaner.keep
        if self.write and keep is not None:
            for record in self._records:
                keep(record)

    def _text(self, instance: Any, one: Any) -> None:
        given = getattr(instance, one.attname)
        if given is None or given == "":
            return
        cleaner = self._cleaner.among(self.guard.named(self.model)[0])
        cleaned = clean_value(cleaner, one, given, source_of(instance))
        if self.write and cleaned != given:
            self._update(instance, one, given, cleaned)

    def _file(self, instance: Any, one: Any) -> None:
        """The clean copy is stored first, then the row is led to it, then the old file goes: no crash loses a file."""
        given = getattr(instance, one.attname)
        if not given:
            return
        name, storage = given.name, given.storage
        try:
            with storage.open(name, "rb") as stream:
                data = read(stream, self.guard)
        except (KvkkscanError, MemoryError):
            raise
        except Exception as error:  # noqa: BLE001 - every storage has errors of its own
            raise Unscannable("sweep-no-file", kind=type(error).__name__) from None
        cleaned = self._cleaner.file(data, name, source=source_of(instance))
        path = PurePosixPath(name.replace("\\", "/"))
        clean_name = self._cleaner.file_name(path.name)
        if not self.write or (cleaned == data and clean_name == path.name):
            return
        new = storage.save(str(path.with_name(clean_name)), ContentFile(cleaned), max_length=one.max_length)
        try:
            self._update(instance, one, name, new)
        except BaseException:
            storage.delete(new)
            raise
        if not self.model._base_manager.using(self.database).filter(**{one.attname: name}).exists():
            storage.delete(name)

    def _update(self, instance: Any, one: Any, old: Any, new: Any) -> None:
        """Writes one field of one row, if it still holds what was read. Sends no signals, touches no other field."""
        every = type(instance)._base_manager.using(self.database)
        try:
            with transaction.atomic(using=self.database):
                done = every.filter(pk=instance.pk, **{one.attname: old}).update(**{one.attname: new})
        except DatabaseError:
            done = 0
        if not done:
            raise Unscannable("sweep-moved")
