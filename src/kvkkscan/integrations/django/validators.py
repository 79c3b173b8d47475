"""Validators for forms, serializers and model fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.files.base import File
from django.db.models.fields.files import FieldFile

from kvkkscan.integrations.django.guard import as_validation, the_guard
from kvkkscan.integrations.django.uploads import clean_upload, read


def validate_clean(value: Any) -> None:
    """Refuses a value that holds what the policy of KVKKSCAN does not keep, or that cannot be read.

    For `validators=[validate_clean]` of form fields, model fields and Django REST framework's fields.

    Raises:
        ValidationError: with labels, without the value.
    """
    guard = the_guard()
    with as_validation():
        cleaner = guard.other_cleaner(None, "refuse")
        if isinstance(value, File):
            cleaner.file(read(value, guard), value.name or "")
            cleaner.text(value.name or "")
        elif value is not None:
            cleaner.value(value)


@dataclass(frozen=True, slots=True)
class Guarded:
    """What the app adds to the validators of a field that KVKKSCAN names, so that forms say beside it what is wrong.

    A file is cleaned where it is, once for `full_clean` and `save`; a text is refused in mode "refuse".
    """

    key: str
    model: str
    name: str

    def __call__(self, value: Any) -> None:
        """Looks at one value.

        Raises:
            ValidationError: it is refused or cannot be read.
        """
        guard = the_guard()
        if self.name not in getattr(guard.settings, self.key).get(self.model, ()):
            return
        if self.key == "fields":
            if guard.settings.mode == "refuse":
                validate_clean(value)
            return
        with as_validation():
            if isinstance(value, FieldFile):
                clean_upload(value, guard)
            elif isinstance(value, File):  # of a serializer: looked at only
                guard.cleaner.file(read(value, guard), value.name or "")
