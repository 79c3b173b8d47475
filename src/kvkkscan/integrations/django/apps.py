"""The app: reads KVKKSCAN when Django is ready, and listens to what models save."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.signals import setting_changed
from django.db.models.signals import pre_save

from kvkkscan.integrations.django import conf


class KvkkscanConfig(AppConfig):  # type: ignore[misc] # Django ships no types
    """`guard` is what the settings ask for; it changes with them (`override_settings`)."""

    name = "kvkkscan.integrations.django"
    label = conf.APP
    verbose_name = "kvkkscan"

    def ready(self) -> None:
        """Starts guarding.

        Raises:
            ImproperlyConfigured: KVKKSCAN names what does not exist. Nothing runs then, so nothing runs unguarded.
        """
        from kvkkscan.integrations.django.checks import check_settings

        self.configure()
        pre_save.connect(self._before_save, dispatch_uid="kvkkscan")
        setting_changed.connect(self._changed, dispatch_uid="kvkkscan")
        checks.register(check_settings, "kvkkscan")

    def configure(self) -> None:
        """Takes the setting as it is now."""
        from kvkkscan.integrations.django.guard import Guard
        from kvkkscan.integrations.django.uploads import guarded
        from kvkkscan.integrations.django.validators import Guarded

        self.guard = Guard(conf.read(getattr(settings, "KVKKSCAN", {})))
        for key in ("fields", "files"):
            for label, names in getattr(self.guard.settings, key).items():
                for name in names:
                    # Of this process only: what migrations and the autodetector see of a field stays.
                    one = self.apps.get_model(label)._meta.get_field(name)
                    if (validate := Guarded(key, label, name)) not in one.validators:
                        one.validators.append(validate)
                        if key == "files":
                            one.attr_class = guarded(one.attr_class)

    def _before_save(self, **sent: Any) -> None:
        self.guard.before_save(**sent)

    def _changed(self, *, setting: str, **_: Any) -> None:
        if setting == "KVKKSCAN":
            self.configure()
