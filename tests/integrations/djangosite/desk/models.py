"""Models with every kind of field and relation that the guard must know."""

from __future__ import annotations

from django.db import models

from kvkkscan.integrations.django.fields import RedactedTextField


class Ticket(models.Model):  # type: ignore[misc] # Django ships no types
    """Guarded by the setting."""

    title = models.CharField(max_length=20)
    body = models.TextField(blank=True)
    tckn = models.CharField(max_length=11, null=True)  # noqa: DJ001 - null is a case
    notes = models.JSONField(null=True)
    other = models.TextField(blank=True)

    def __str__(self) -> str:
        """Its number."""
        return str(self.pk)


class TicketProxy(Ticket):
    """The same table under another name."""

    class Meta:
        """Of the proxy."""

        proxy = True


class Complaint(Ticket):
    """A table of its own beside that of the ticket."""

    extra = models.TextField(blank=True)


class Attachment(models.Model):  # type: ignore[misc] # Django ships no types
    """A file, and its size as the host counts it."""

    file = models.FileField(upload_to="attachments")
    size = models.IntegerField(default=0)

    def __str__(self) -> str:
        """Its number."""
        return str(self.pk)


class Note(models.Model):  # type: ignore[misc] # Django ships no types
    """Guarded by its fields."""

    body = RedactedTextField(null=True)
    strict = RedactedTextField(mode="refuse", blank=True, default="")

    def __str__(self) -> str:
        """Its number."""
        return str(self.pk)


class Customer(models.Model):  # type: ignore[misc] # Django ships no types
    """Rows with a key that says something."""

    code = models.CharField(max_length=20, primary_key=True)
    body = models.TextField()

    def __str__(self) -> str:
        """Nothing of it."""
        return "customer"
