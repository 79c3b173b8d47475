"""Forms, serializers and uploads: the user is told, and nothing is repeated."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory, override_settings
from rest_framework import serializers
from tests.integrations.djangosite.desk.models import Attachment, Ticket
from tests.integrations.test_cleaning import CARD, TCKN

from kvkkscan.integrations.django.validators import validate_clean

DIRTY, CLEAN = f"kartım {CARD}", "kartım [KART]"
HANDLER = "kvkkscan.integrations.django.uploads.KvkkscanUploadHandler"


class CommentForm(forms.Form):  # type: ignore[misc] # Django ships no types
    """A plain form."""

    comment = forms.CharField(validators=[validate_clean])
    file = forms.FileField(required=False, validators=[validate_clean])


class TicketForm(forms.ModelForm):  # type: ignore[misc] # Django ships no types
    """A form of a guarded model."""

    class Meta:
        """Of the form."""

        model = Ticket
        fields = ("title", "body")


class AttachmentForm(forms.ModelForm):  # type: ignore[misc] # Django ships no types
    """A form with a guarded file."""

    class Meta:
        """Of the form."""

        model = Attachment
        fields = ("file",)


class CommentSerializer(serializers.Serializer):  # type: ignore[misc] # Django ships no types
    """Django REST framework."""

    comment = serializers.CharField(validators=[validate_clean])


class TicketSerializer(serializers.ModelSerializer):  # type: ignore[misc] # Django ships no types
    """Of a guarded model."""

    class Meta:
        """Of the serializer."""

        model = Ticket
        fields = ("title", "body")


def upload(text: str = DIRTY, name: str = "not.txt") -> SimpleUploadedFile:
    """A file from a browser."""
    return SimpleUploadedFile(name, text.encode(), "text/plain")


@pytest.mark.parametrize(
    ("data", "files", "wrong"),
    [
        ({"comment": "temiz"}, {}, set()),
        ({"comment": DIRTY}, {}, {"comment"}),
        ({"comment": "temiz"}, {"file": upload()}, {"file"}),
        ({"comment": "temiz"}, {"file": upload("temiz", f"{CARD}.txt")}, {"file"}),
        ({"comment": "temiz"}, {"file": upload("\x00")}, {"file"}),
        ({"comment": "temiz"}, {"file": upload("temiz")}, set()),
    ],
)
def test_the_validator_in_a_form(data: dict[str, str], files: dict[str, Any], wrong: set[str]) -> None:
    """Texts and files; the message has labels and no values."""
    form = CommentForm(data, files)
    assert form.is_valid() == (not wrong)
    assert form.errors.keys() == wrong
    assert CARD not in form.errors.as_json()
    assert all(one.code == "kvkkscan" for errors in form.errors.as_data().values() for one in errors)


def test_the_validator_in_a_serializer() -> None:
    """Django REST framework takes Django's validators as they are."""
    assert CommentSerializer(data={"comment": "temiz"}).is_valid()
    serializer = CommentSerializer(data={"comment": DIRTY})
    assert not serializer.is_valid()
    assert "CREDIT_CARD" in str(serializer.errors["comment"])
    assert CARD not in str(serializer.errors)


def test_forms_of_guarded_models() -> None:
    """Mode "redact" cleans on save; mode "refuse" says it beside the field, in forms and serializers."""
    assert TicketForm({"title": "x", "body": DIRTY}).save().body == CLEAN
    with override_settings(KVKKSCAN={"fields": {"desk.Ticket": ["body"]}, "mode": "refuse"}):
        form = TicketForm({"title": "x", "body": DIRTY})
        assert form.errors.keys() == {"body"}
        serializer = TicketSerializer(data={"title": "x", "body": DIRTY})
        assert not serializer.is_valid()
        assert serializer.errors.keys() == {"body"}


def test_files_of_guarded_models() -> None:
    """What cannot be read is an error of the form; what can is clean when the form has been validated."""
    form = AttachmentForm({}, {"file": upload("\x00")})
    assert form.errors.keys() == {"file"}
    form = AttachmentForm({}, {"file": upload()})
    assert form.is_valid()
    with form.save().file.open("rb") as stream:
        assert stream.read().decode() == CLEAN


@pytest.mark.parametrize(("lang", "word"), [("tr", "politikası"), ("en", "refuses")])
def test_messages_speak_the_language_of_the_page(lang: str, word: str) -> None:
    """Turkish where Django does, else English."""
    from django.utils import translation

    with translation.override(lang):
        assert word in str(CommentForm({"comment": DIRTY}).errors)


def test_the_upload_handler() -> None:
    """The view gets a clean file; the raw one was in memory only."""
    with override_settings(FILE_UPLOAD_HANDLERS=[HANDLER]):
        got = Client().post("/echo/", {"x": "1", "file": io.BytesIO(DIRTY.encode()), "leer": io.BytesIO(b"")}).json()
    assert got["files"]["file"][1] == CLEAN
    request = RequestFactory().post("/echo/", {"file": upload(DIRTY, f"{TCKN} tckn.txt")})
    with override_settings(FILE_UPLOAD_HANDLERS=[HANDLER]):
        file = request.FILES["file"]
    assert (file.name, file.content_type, file.size) == ("TCKN tckn.txt", "text/plain", len(CLEAN.encode()))


@pytest.mark.parametrize(
    ("text", "given"),
    [("\x00", {}), ("x" * 11, {"limit": 10}), (DIRTY, {"mode": "refuse"})],
    ids=["unread", "large", "refused"],
)
def test_the_upload_handler_refuses(text: str, given: dict[str, Any]) -> None:
    """With 400, before the view."""
    with override_settings(FILE_UPLOAD_HANDLERS=[HANDLER], KVKKSCAN=given):
        answer = Client(raise_request_exception=False).post("/echo/", {"file": io.BytesIO(text.encode())})
    assert answer.status_code == 400
    assert CARD.encode() not in answer.content
