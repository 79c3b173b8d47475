"""`RedactedTextField`: a text field that is clean in every row, however it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from kvkkscan.errors import KvkkscanError
from kvkkscan.integrations.cleaning import known_mode
from kvkkscan.integrations.django.conf import language
from kvkkscan.integrations.django.guard import as_validation, clean_value, source_of, the_guard
from kvkkscan.redaction import as_policy

if TYPE_CHECKING:
    from kvkkscan.integrations.cleaning import Cleaner


class _Clean(str):
    """A text that was cleaned a moment ago."""

    __slots__ = ()


class RedactedTextField(models.TextField):  # type: ignore[misc] # Django ships no types
    """Text that is cleaned before the database sees it: by `save`, `bulk_create`, `bulk_update` and `update`.

    Unlike the setting KVKKSCAN it also covers writes that send no signal. It needs no migration where it replaces a
    TextField but that of its name.

    Args:
        policy: name or path of a policy; None for that of KVKKSCAN.
        mode: "redact" or "refuse"; None for that of KVKKSCAN.
    """

    def __init__(self, *args: Any, policy: str | None = None, mode: str | None = None, **kwargs: Any) -> None:
        self.policy, self.mode = policy, mode
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """As migrations write the field."""
        name, path, args, kwargs = super().deconstruct()
        own = {"policy": self.policy, "mode": self.mode}
        return name, path, args, kwargs | {key: value for key, value in own.items() if value is not None}

    def check(self, **kwargs: Any) -> list[Any]:
        """Policy and mode must exist."""
        found: list[Any] = super().check(**kwargs)
        try:
            the_guard()
            as_policy(self.policy or "ticket")
            known_mode(self.mode or "redact")
        except ImproperlyConfigured as error:
            found.append(checks.Error(str(error), obj=self, id="kvkkscan.E001"))
        except KvkkscanError as error:
            found.append(checks.Error(error.message(language()), obj=self, id="kvkkscan.E001"))
        return found

    def pre_save(self, model_instance: Any, add: bool) -> Any:  # noqa: FBT001 - Django's interface
        """The clean value, which the instance has from now on, too.

        Raises:
            ValidationError: it is refused or cannot be read.
        """
        given = super().pre_save(model_instance, add)
        if given is None or given == "":
            return given
        with as_validation(self.name):
            cleaned = clean_value(self._cleaner(), self, given, source_of(model_instance))
        setattr(model_instance, self.attname, cleaned)
        return _Clean(cleaned)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """The value as it is stored; `update` and `bulk_update` come only here.

        Raises:
            ValidationError: it is refused or cannot be read.
        """
        if isinstance(value, _Clean):
            value = str(value)
        elif value is not None and not hasattr(value, "resolve_expression"):
            with as_validation(self.name):
                value = clean_value(self._cleaner(), self, value, self.model._meta.label)
        return super().get_db_prep_save(value, connection)

    def _cleaner(self) -> Cleaner:
        return the_guard().other_cleaner(self.policy, self.mode)
