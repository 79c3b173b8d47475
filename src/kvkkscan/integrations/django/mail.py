"""Outgoing mail: an e-mail backend that cleans what is written before another backend sends it.

    EMAIL_BACKEND = "kvkkscan.integrations.django.mail.RedactingEmailBackend"
    KVKKSCAN = {..., "mail": "django.core.mail.backends.smtp.EmailBackend"}

Some hosts mail a text before they save it: django-helpdesk does so with title and resolution when staff update a
ticket.
Subject, body, alternatives and names of attachments are cleaned by the policy of KVKKSCAN; recipients, headers and what
is attached stay (it comes from a storage, which the app guards).
"""

from __future__ import annotations

from typing import Any

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend

from kvkkscan.errors import KvkkscanError
from kvkkscan.integrations.django.guard import the_guard


class RedactingEmailBackend(BaseEmailBackend):  # type: ignore[misc] # Django ships no types
    """Takes the arguments of the backend that sends."""

    def __init__(self, fail_silently: bool = False, **options: Any) -> None:  # noqa: FBT001, FBT002 - Django's interface
        super().__init__(fail_silently=fail_silently)
        self._sends = get_connection(the_guard().settings.mail, fail_silently=fail_silently, **options)

    def open(self) -> Any:
        """As the backend that sends."""
        return self._sends.open()

    def close(self) -> None:
        """As the backend that sends."""
        self._sends.close()

    def send_messages(self, email_messages: Any) -> int:
        """How many were sent. One that cannot be cleaned is not sent.

        Raises:
            KvkkscanError: a message cannot be cleaned, unless the caller asked to fail silently.
        """
        ready = []
        for message in email_messages:
            try:
                ready.append(_clean(message))
            except KvkkscanError:
                if not self.fail_silently:
                    raise
        return self._sends.send_messages(ready) or 0


def _clean(message: Any) -> Any:
    """The message itself, its texts cleaned."""
    cleaner = the_guard().other_cleaner(None, "redact")
    message.subject = cleaner.text(str(message.subject), source="mail", part="subject")
    message.body = cleaner.text(str(message.body or ""), source="mail", part="body")
    for at, one in enumerate(getattr(message, "alternatives", None) or ()):
        if isinstance(one[0], str):
            message.alternatives[at] = _with(one, cleaner.text(one[0], source="mail", part="body"))
    for at, one in enumerate(message.attachments):
        if isinstance(one, tuple) and one[0]:
            message.attachments[at] = _with(one, cleaner.file_name(one[0]))
    return message


def _with(given: tuple[Any, ...], new: str) -> tuple[Any, ...]:
    """The tuple with another first item; Django's are named ones since 5.2."""
    items = (new, *given[1:])
    return type(given)(*items) if hasattr(given, "_fields") else items
