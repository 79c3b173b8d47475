"""The setting KVKKSCAN: read, checked, and turned into what guards the models."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.db import models
from django.utils.translation import get_language

from kvkkscan.errors import KvkkscanError
from kvkkscan.integrations.cleaning import MODES, Cleaner, make_cleaner
from kvkkscan.messages import say
from kvkkscan.record import RecordLog
from kvkkscan.redaction import as_policy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kvkkscan.policy import Policy

APP = "kvkkscan"
LIMIT = 25 << 20  # bytes of an upload
SMTP = "django.core.mail.backends.smtp.EmailBackend"
_KEYS = ("fields", "files", "policy", "mode", "record", "limit", "mail")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the setting says. `fields` and `files` map labels of models ("helpdesk.Ticket") to names of fields."""

    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    policy: str | Path | Policy = "ticket"
    mode: str = "redact"
    record: str | Path | None = None
    limit: int = LIMIT
    mail: str = SMTP

    def cleaner(self, policy: str | Path | Policy | None = None, mode: str | None = None) -> Cleaner:
        """A cleaner as the setting says, or with a policy or mode of its own.

        Raises:
            PolicyError, KvkkscanError: policy or mode do not exist.
        """
        keep = RecordLog(self.record).append if self.record is not None else None
        return make_cleaner(self.policy if policy is None else policy, mode=mode or self.mode, keep=keep)


def language() -> str:
    """The language of messages: Turkish where Django speaks it now, else English."""
    return "tr" if (get_language() or "").startswith("tr") else "en"


def wrong(key: str, **params: object) -> ImproperlyConfigured:
    """The error that says what is wrong with the setting, and the remedy."""
    return ImproperlyConfigured(say(key, language(), **params))


def read(given: Any) -> Settings:
    """The setting, checked against the models.

    Raises:
        ImproperlyConfigured: it names what does not exist, or is not of the right kind; with the remedy.
    """
    if not isinstance(given, dict):
        raise wrong("django-type", where="", wanted='dict: {"fields": {"app.Model": ["field"]}}')
    for name in given:
        if name not in _KEYS:
            raise wrong("django-unknown-key", name=name, known=", ".join(_KEYS))
    mode, limit = given.get("mode", "redact"), given.get("limit", LIMIT)
    if mode not in MODES:
        raise wrong("django-type", where="['mode']", wanted=" | ".join(map(repr, MODES)))
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
        raise wrong("django-type", where="['limit']", wanted="int (bytes)")
    if not isinstance(given.get("record"), str | Path | None):
        raise wrong("django-type", where="['record']", wanted="str | Path | None")
    if not isinstance(given.get("mail", ""), str) or given.get("mail", "").endswith(".RedactingEmailBackend"):
        raise wrong("django-type", where="['mail']", wanted=f'"{SMTP}" | ...')
    try:
        as_policy(given.get("policy", "ticket"))
    except KvkkscanError as error:
        raise wrong("django-setting", problem=error.message(language())) from None
    return Settings(
        fields=_named("fields", given.get("fields", {})),
        files=_named("files", given.get("files", {})),
        policy=given.get("policy", "ticket"),
        mode=mode,
        record=given.get("record"),
        limit=limit,
        mail=given.get("mail", SMTP),
    )


def _named(key: str, given: Any) -> dict[str, tuple[str, ...]]:
    """Model label, as Django writes it -> names of fields, all of which exist and can be guarded."""
    if not isinstance(given, dict) or not all(isinstance(names, list | tuple) for names in given.values()):
        raise wrong("django-type", where=f"['{key}']", wanted='dict: {"app.Model": ["field"]}')
    found = {}
    for label, names in given.items():
        try:
            model = apps.get_model(label)
        except (LookupError, ValueError, AttributeError, TypeError):
            raise wrong("django-unknown-model", setting=key, name=label) from None
        found[model._meta.label] = tuple(_checked(key, model, name) for name in names)
    return found


def _checked(key: str, model: Any, name: Any) -> str:
    label = model._meta.label
    try:
        one = model._meta.get_field(name)
    except FieldDoesNotExist:
        known = ", ".join(field.name for field in model._meta.concrete_fields if holds(field, key))
        raise wrong("django-unknown-field", setting=key, model=label, name=name, known=known or "-") from None
    if not holds(one, key):
        wanted = "FileField" if key == "files" else "CharField, TextField, JSONField"
        raise wrong("django-field-kind", setting=key, model=label, name=name, kind=type(one).__name__, wanted=wanted)
    return str(one.name)


def holds(one: Any, key: str) -> bool:
    """Whether a field holds what `key` ("fields": text, "files": files) guards."""
    if key == "files":
        return isinstance(one, models.FileField)
    base = getattr(one, "base_field", one)  # of PostgreSQL's ArrayField
    return isinstance(base, models.CharField | models.TextField | models.JSONField) and not one.primary_key
