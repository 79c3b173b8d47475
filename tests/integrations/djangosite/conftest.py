"""Django, set up once for the tests of this folder; each test leaves the database as it found it."""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.integrations.djangosite.settings")
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what django-helpdesk's own imports complain of
    django.setup()
shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)

from django.core.management import call_command  # noqa: E402 - Django must be set up
from django.db import transaction  # noqa: E402


@pytest.fixture(scope="session")
def tables() -> None:
    """The tables of all apps, in memory."""
    call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)


@pytest.fixture(autouse=True)
def clean_site(tables: None, tmp_path: Path) -> Iterator[None]:
    """A database and a folder for files of the test's own."""
    from django.core import mail
    from django.test import override_settings

    mail.outbox = []
    with override_settings(MEDIA_ROOT=str(tmp_path / "media")):
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            yield
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)
