"""What the app does when a model is saved: clean its texts and its uploads, or refuse them."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from kvkkscan.errors import KvkkscanError, RecordError
from kvkkscan.integrations.cleaning import Cleaner, deleting
from kvkkscan.integrations.django import conf, uploads

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Guard:
    """The settings, and the cleaner that they ask for."""

    settings: conf.Settings
    _made: dict[str, Cleaner] = field(default_factory=dict, repr=False)
    _named: dict[type, tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict, repr=False)

    @property
    def cleaner(self) -> Cleaner:
        """Built when it is first needed: commands that save nothing need not wait for it."""
        return self.other_cleaner(None, None)

    def other_cleaner(self, policy: str | None, mode: str | None) -> Cleaner:
        """The cleaner of a field with a policy or mode of its own.

        Raises:
            PolicyError, KvkkscanError: policy or mode do not exist.
        """
        key = repr((policy, mode))
        if key not in self._made:
            self._made[key] = self.settings.cleaner(policy, mode)
        return self._made[key]

    def named(self, model: type) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The guarded texts and files of a model: its own, and those of the models that it is a proxy or child of.

        Models are known by their labels, so that those which migrations make up are guarded, too.
        """
        if model not in self._named:
            labels = [base._meta.label for base in model.__mro__ if hasattr(base, "_meta")]
            self._named[model] = (
                tuple(dict.fromkeys(name for label in labels for name in self.settings.fields.get(label, ()))),
                tuple(dict.fromkeys(name for label in labels for name in self.settings.files.get(label, ()))),
            )
        return self._named[model]

    def before_save(self, sender: type, instance: Any, update_fields: Any = None, **_: Any) -> None:
        """The receiver of `pre_save`.

        Raises:
            ValidationError: a value is refused or cannot be read; nothing is stored. RecordError: the act could not
                be recorded; nothing is stored.
        """
        texts, files = self.named(sender)
        if not texts and not files:
            return
        unsaved = instance.get_deferred_fields()
        for names, clean in ((texts, self._clean_text), (files, self._clean_file)):
            for name in names:
                one = instance._meta.get_field(name)
                if one.attname not in unsaved and (update_fields is None or name in update_fields):
                    clean(instance, one)

    def _clean_text(self, instance: Any, one: Any) -> None:
        given = getattr(instance, one.attname)
        if given is None or given == "":
            return
        with as_validation(one.name):
            cleaner = self.cleaner.among(self.named(type(instance))[0])
            cleaned = clean_value(cleaner, one, given, source_of(instance))
            if cleaned != given:
                setattr(instance, one.attname, cleaned)

    def _clean_file(self, instance: Any, one: Any) -> None:
        with as_validation(one.name):
            uploads.clean_upload(getattr(instance, one.attname), self, source_of(instance))


def the_guard() -> Guard:
    """The guard of the app.

    Raises:
        ImproperlyConfigured: the app is not installed.
    """
    try:
        guard: Guard = apps.get_app_config(conf.APP).guard
    except (LookupError, AttributeError):
        raise conf.wrong("django-not-installed") from None
    return guard


@contextmanager
def as_validation(name: str = "") -> Iterator[None]:
    """Says as a ValidationError what was refused or could not be read; no value stands in it."""
    try:
        yield
    except RecordError:
        raise
    except KvkkscanError as error:
        said = ValidationError(error.message(conf.language()), code="kvkkscan")
        raise ValidationError({name: said}) if name else said from None


def clean_value(cleaner: Cleaner, one: Any, given: Any, source: str | None) -> Any:
    """The value of a text, list or JSON field as it may be stored.

    Where the placeholders do not fit into the field, values are deleted instead: no text is cut off.

    Raises:
        KvkkscanError: a database expression, which cannot be read. And as `Cleaner.value`.
    """
    if hasattr(given, "resolve_expression"):
        raise KvkkscanError("django-expression")
    if isinstance(one, models.JSONField) or hasattr(one, "base_field"):
        return cleaner.value(given, one.name, source=source)
    text = str(given)
    most = one.max_length
    if most and len(text) <= most < len(replace(cleaner, keep=None).text(text, one.name)):
        cleaner = replace(cleaner, policy=deleting(cleaner.policy))
    return cleaner.text(text, one.name, source=source)


def source_of(instance: Any) -> str:
    """What a record names: "app.Model:7". Keys that people chose are left out, as they may say something of them."""
    meta = instance._meta
    return f"{meta.label}:{instance.pk}" if instance.pk is not None and is_neutral(meta.pk) else str(meta.label)


def is_neutral(key: Any) -> bool:
    """Whether the values of a primary key are made up by the machine."""
    while isinstance(key, models.ForeignKey):
        key = key.target_field
    return isinstance(key, models.AutoField | models.UUIDField)
