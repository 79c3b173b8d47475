"""Validators for forms, serializers and model fields."""

from __future__ import annotations

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


def validate_upload(value: Any) -> None:
    """What the app adds to guarded file fields: `full_clean` cleans the file, and says what is wrong with it.

    Raises:
        ValidationError: it is refused or cannot be read.
    """
    with as_validation():
        if isinstance(value, FieldFile):
            clean_upload(value, the_guard())
        elif isinstance(value, File):
            guard = the_guard()
            guard.cleaner.file(read(value, guard), value.name or "")


def validate_text(value: Any) -> None:
    """What the app adds to guarded text fields in mode "refuse": forms say beside the field what was found.

    Raises:
        ValidationError: with labels, without the value.
    """
    if the_guard().settings.mode == "refuse":
        validate_clean(value)
