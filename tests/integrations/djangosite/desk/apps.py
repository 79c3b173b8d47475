"""The app of the tests."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):  # type: ignore[misc] # Django ships no types
    """A help desk of a few models."""

    name = "tests.integrations.djangosite.desk"
    label = "desk"
