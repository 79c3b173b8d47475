"""A small Django project with django-helpdesk in it, on SQLite in memory or, where CI gives one, on PostgreSQL."""

from __future__ import annotations

import os
import tempfile
from typing import Any
from urllib.parse import urlsplit

SECRET_KEY = "only for tests"  # noqa: S105 - it guards nothing
DEBUG = False
ALLOWED_HOSTS = ["*"]
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "tr"
LOGGING_CONFIG = None  # the logging of the test run stays as it is
DATABASES: dict[str, Any] = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
if _postgres := urlsplit(os.environ.get("KVKKSCAN_TEST_POSTGRES", "")).hostname:
    _url = urlsplit(os.environ["KVKKSCAN_TEST_POSTGRES"])
    DATABASES["default"] = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _url.path.strip("/"),
        "USER": _url.username,
        "PASSWORD": _url.password,
        "HOST": _postgres,
        "PORT": _url.port,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
EMAIL_BACKEND = "kvkkscan.integrations.django.mail.RedactingEmailBackend"
MEDIA_ROOT = tempfile.mkdtemp(prefix="kvkkscan-test-")  # conftest.py gives each test its own
ROOT_URLCONF = "tests.integrations.djangosite.urls"
SITE_ID = 1
STATIC_URL = "/static/"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.admin",
    "rest_framework",
    "helpdesk",
    "kvkkscan.integrations.django",
    "tests.integrations.djangosite.desk",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
HELPDESK_TEAMS_MODE_ENABLED = False
HELPDESK_ALWAYS_SAVE_INCOMING_EMAIL_MESSAGE = True

KVKKSCAN: dict[str, Any] = {
    "fields": {
        "desk.Ticket": ["title", "body", "tckn", "notes"],
        "desk.Customer": ["body"],
        "helpdesk.Ticket": ["title", "description", "resolution"],
        "helpdesk.FollowUp": ["title", "comment"],
        "helpdesk.FollowUpAttachment": ["filename"],
        "helpdesk.TicketChange": ["old_value", "new_value"],
        "helpdesk.TicketCustomFieldValue": ["value"],
    },
    "mail": "django.core.mail.backends.locmem.EmailBackend",
    "files": {"desk.Attachment": ["file"], "helpdesk.FollowUpAttachment": ["file"]},
}
