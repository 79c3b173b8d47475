"""System checks (`manage.py check`): which copies of a guarded text the settings forgot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning

from kvkkscan.integrations.django.conf import APP, language
from kvkkscan.messages import say

# App label -> where it keeps what a customer wrote: texts, files.
COPIES: dict[str, tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]] = {
    "helpdesk": (
        {
            "helpdesk.Ticket": ("title", "description", "resolution"),
            "helpdesk.FollowUp": ("title", "comment"),
            "helpdesk.FollowUpAttachment": ("filename",),
            "helpdesk.TicketChange": ("old_value", "new_value"),
            "helpdesk.TicketCustomFieldValue": ("value",),
        },
        {"helpdesk.FollowUpAttachment": ("file",)},
    ),
}


def check_settings(app_configs: Any, **_: Any) -> list[CheckMessage]:  # noqa: ARG001 - Django's interface
    """What KVKKSCAN leaves unguarded, as far as it can be seen."""
    lang, said = language(), apps.get_app_config(APP).guard.settings
    found: list[CheckMessage] = []
    if not said.fields and not said.files:
        found.append(_warn(lang, "check-nothing", "W001"))
    if said.record is not None and not Path(said.record).absolute().parent.is_dir():
        found.append(Error(say("check-record", lang), id="kvkkscan.E002"))
    for app, (texts, files) in COPIES.items():
        if not apps.is_installed(app) or not any(label.startswith(f"{app}.") for label in (*said.fields, *said.files)):
            continue
        for key, copies, named in (("fields", texts, said.fields), ("files", files, said.files)):
            for label, names in copies.items():
                missing = [name for name in names if name not in named.get(label, ())]
                if missing:
                    fields = ", ".join(missing)
                    found.append(_warn(lang, "check-copy", "W002", setting=key, model=label, fields=fields))
    if getattr(settings, "HELPDESK_ALWAYS_SAVE_INCOMING_EMAIL_MESSAGE", False) and not said.files.get(
        "helpdesk.FollowUpAttachment"
    ):
        found.append(_warn(lang, "check-raw-mail", "W003"))
    return found


def _warn(lang: str, key: str, number: str, **params: object) -> CheckMessage:
    return CheckWarning(say(key, lang, **params), id=f"kvkkscan.{number}")
