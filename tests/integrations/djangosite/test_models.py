"""Django models: what is saved is clean, whichever way it is saved."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test import override_settings
from tests.integrations.djangosite.desk.models import Attachment, Complaint, Customer, Note, Ticket, TicketProxy
from tests.integrations.test_cleaning import CARD, TCKN

from kvkkscan.record import verify

DIRTY, CLEAN = f"kartım {CARD}", "kartım [KART]"
GUARDED: dict[str, Any] = {"fields": {"desk.Ticket": ["title", "body"]}, "files": {"desk.Attachment": ["file"]}}


def stored(table: str, column: str) -> list[Any]:
    """What the database has, past all models."""
    with connection.cursor() as cursor:
        cursor.execute(f"select {column} from {table} order by 1")  # noqa: S608 - our own words
        return [row[0] for row in cursor.fetchall()]


def test_saving_cleans_by_the_names_of_fields() -> None:
    """Texts, short ones by the name of their field, and JSON; the instance has the clean value, too."""
    ticket = Ticket.objects.create(
        title="x", body=DIRTY, tckn=TCKN, notes={"not": [DIRTY], "tckn": int(TCKN)}, other=DIRTY
    )
    assert (ticket.body, ticket.tckn) == (CLEAN, "[TCKN]")
    ticket.refresh_from_db()
    assert (ticket.body, ticket.tckn, ticket.notes) == (CLEAN, "[TCKN]", {"not": [CLEAN], "tckn": "[TCKN]"})
    assert ticket.other == DIRTY  # nobody named it


@pytest.mark.parametrize("model", [TicketProxy, Complaint])
def test_proxies_and_children_are_guarded_as_well(model: type[Ticket]) -> None:
    """Their saves send signals under another class."""
    model.objects.create(title="x", body=DIRTY)
    assert stored("desk_ticket", "body") == [CLEAN]


def test_models_of_migrations_are_guarded_as_well() -> None:
    """A data migration sees made-up classes with the same labels."""
    from django.db.migrations.state import ModelState, ProjectState

    state = ProjectState()
    state.add_model(ModelState.from_model(Ticket))
    state.apps.get_model("desk", "Ticket").objects.create(title="x", body=DIRTY)
    assert stored("desk_ticket", "body") == [CLEAN]


def test_only_what_is_written_is_looked_at() -> None:
    """`update_fields` and deferred fields: the rest of the row is neither read nor changed."""
    ticket = Ticket.objects.create(title="x")
    Ticket.objects.update(body=DIRTY)  # past the guard
    partly = Ticket.objects.only("title").get()
    partly.title = "y"
    with connection.execute_wrapper(no_reads):
        partly.save()
    ticket.body, ticket.title = DIRTY, "z"
    ticket.save(update_fields=["title"])
    assert stored("desk_ticket", "body") == [DIRTY]
    ticket.save(update_fields=["body"])
    assert stored("desk_ticket", "body") == [CLEAN]


def no_reads(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
    """Fails where the body of a ticket is read."""
    assert '"body"' not in sql or not sql.startswith("SELECT")
    return execute(sql, params, many, context)


def test_a_placeholder_that_does_not_fit() -> None:
    """Where the field is too short for it the value is deleted; the rest of the text is not cut."""
    assert Ticket.objects.create(title="mail a@b.co, acil!", tckn="mail a@b.co").tckn == "mail "
    assert stored("desk_ticket", "title") == ["mail , acil!"]


def test_expressions_are_refused() -> None:
    """What the database would put together cannot be read."""
    ticket = Ticket.objects.create(title="x", body="y")
    ticket.body = Concat(F("body"), Value(DIRTY))
    with pytest.raises(ValidationError) as caught:
        ticket.save()
    assert caught.value.error_dict.keys() == {"body"}
    assert stored("desk_ticket", "body") == ["y"]


def test_refusing() -> None:
    """Mode "refuse": nothing is stored, the error names the field and the label and not the value; forms say it."""
    with override_settings(KVKKSCAN={**GUARDED, "mode": "refuse"}):
        with pytest.raises(ValidationError) as caught:
            Ticket.objects.create(title="x", body=DIRTY)
        assert "CREDIT_CARD" in str(caught.value)
        assert CARD not in str(caught.value) + repr(caught.value)
        with pytest.raises(ValidationError) as caught:
            Ticket(title="x", body=DIRTY, tckn="1", notes=[1]).full_clean()
        assert caught.value.error_dict.keys() == {"body"}
    assert stored("desk_ticket", "body") == []


def test_each_act_is_recorded(tmp_path: Path) -> None:
    """Model, key and field; keys that people chose stay out."""
    path = tmp_path / "removed.jsonl"
    named = {"desk.Ticket": ["body"], "desk.Customer": ["body"]}
    with override_settings(KVKKSCAN={"fields": named, "record": path}):
        ticket = Ticket.objects.create(title="x", body="temiz")
        ticket.body = DIRTY
        ticket.save()
        Customer(code=TCKN, body=DIRTY).save()
    text = path.read_text(encoding="ascii")
    assert verify(path).count == 2
    assert f'"source":"desk.Ticket:{ticket.pk}"' in text
    assert '"source":"desk.Customer"' in text
    assert TCKN not in text
    assert CARD not in text


def test_no_record_no_row(tmp_path: Path) -> None:
    """Where the act cannot be recorded, nothing is stored."""
    from kvkkscan import RecordError

    nowhere = {**GUARDED, "record": tmp_path / "none" / "removed.jsonl"}
    with override_settings(KVKKSCAN=nowhere), pytest.raises(RecordError):
        Ticket.objects.create(title="x", body=DIRTY)
    assert stored("desk_ticket", "body") == []


# --- files -----------------------------------------------------------------------------------------------------------


def temporary(name: str, data: bytes) -> TemporaryUploadedFile:
    """An upload that Django keeps on the disk."""
    made = TemporaryUploadedFile(name, "text/plain", len(data), "utf-8")
    made.write(data)
    made.seek(0)
    return made


@pytest.mark.parametrize(
    "upload",
    [
        lambda: SimpleUploadedFile("not.txt", DIRTY.encode(), "text/plain"),
        lambda: ContentFile(DIRTY.encode(), name="not.txt"),
        lambda: ContentFile(DIRTY, name="not.txt"),
        lambda: temporary("not.txt", DIRTY.encode()),
    ],
    ids=["memory", "content", "text", "disk"],
)
@pytest.mark.parametrize("full_clean", [False, True])
def test_uploads_are_clean_in_storage(upload: Any, full_clean: bool, tmp_path: Path) -> None:
    """However they came; the size that the host counted is that of the clean file."""
    file = upload()
    attachment = Attachment(file=file, size=file.size)
    if full_clean:
        attachment.full_clean()
    attachment.save()
    (path,) = (tmp_path / "media").rglob("*.txt")
    assert path.read_text(encoding="utf-8") == CLEAN
    assert attachment.size == len(CLEAN.encode())
    attachment.save()  # it is stored now, and left alone
    assert len(list((tmp_path / "media").rglob("*.txt"))) == 1


def test_other_ways_into_the_storage(tmp_path: Path) -> None:
    """`instance.file.save`, `bulk_create`, and an instance that came out of a cache."""
    one = Attachment()
    one.file.save("a.txt", ContentFile(DIRTY.encode()))
    Attachment.objects.bulk_create([Attachment(file=ContentFile(DIRTY.encode(), name="b.txt"))])
    again = pickle.loads(pickle.dumps(Attachment.objects.get(pk=one.pk)))  # noqa: S301 - our own
    again.file.save("c.txt", ContentFile(DIRTY.encode()), save=False)
    paths = sorted((tmp_path / "media").rglob("*.txt"))
    assert [path.read_text(encoding="utf-8") for path in paths] == [CLEAN] * 3
    with pytest.raises(ValidationError) as caught:
        one.file.save("d.bin", ContentFile(b"\x00\x01"))
    assert caught.value.error_dict.keys() == {"file"}
    with override_settings(KVKKSCAN={}):
        one.file.save("e.txt", ContentFile(DIRTY.encode()))
    assert len(list((tmp_path / "media").rglob("*.*"))) == 4


def test_names_of_uploads_are_cleaned(tmp_path: Path) -> None:
    """They become paths and links."""
    Attachment(file=ContentFile(b"x", name=f"kart {CARD}.txt")).save()
    (name,) = (path.name for path in (tmp_path / "media").rglob("*.txt"))
    assert "5555" not in name


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"\x00\x01", b"PK\x03\x04broken"])
def test_files_that_cannot_be_read_are_not_stored(data: bytes, tmp_path: Path) -> None:
    """A ValidationError of the field."""
    with pytest.raises(ValidationError) as caught:
        Attachment(file=ContentFile(data, name="x.bin")).save()
    assert caught.value.error_dict.keys() == {"file"}
    assert not (tmp_path / "media").exists()


def test_large_files_are_not_stored() -> None:
    """More than `limit` bytes are not read."""
    with override_settings(KVKKSCAN={**GUARDED, "limit": 10}):
        Attachment(file=ContentFile(b"x" * 10, name="x.txt")).save()
        with pytest.raises(ValidationError):
            Attachment(file=ContentFile(b"x" * 11, name="x.txt")).save()


# --- the field -------------------------------------------------------------------------------------------------------


def test_redacted_text_field() -> None:
    """save, bulk_create, bulk_update, update and get_or_create; the instance has the clean value, too."""
    note = Note.objects.create(body=DIRTY)
    assert note.body == CLEAN
    Note.objects.bulk_create([Note(body=DIRTY), Note(body=None)])
    Note.objects.filter(pk=note.pk).update(body=f"{DIRTY}!")
    other = Note.objects.get(body=CLEAN)
    other.body = f"{DIRTY}?"
    Note.objects.bulk_update([other], ["body"])
    Note.objects.update_or_create(body="yok", defaults={"body": f"{DIRTY}."})
    assert set(stored("desk_note", "body")) == {None, f"{CLEAN}!", f"{CLEAN}.", f"{CLEAN}?"}


def test_redacted_text_field_refuses() -> None:
    """With a mode of its own."""
    writes: list[Callable[[], Any]] = [
        lambda: Note.objects.create(strict=DIRTY),
        lambda: Note.objects.bulk_create([Note(strict=DIRTY)]),
        lambda: Note.objects.update(strict=DIRTY),
    ]
    for write in writes:
        Note.objects.create(body="x")
        with pytest.raises(ValidationError) as caught, transaction.atomic():
            write()
        assert CARD not in str(caught.value)
    assert stored("desk_note", "strict") == ["", "", ""]


def test_redacted_text_field_in_migrations_and_checks() -> None:
    """It deconstructs to what was given, and says what does not exist."""
    from kvkkscan.integrations.django.fields import RedactedTextField

    _, path, args, kwargs = Note._meta.get_field("strict").deconstruct()
    assert path == "kvkkscan.integrations.django.fields.RedactedTextField"
    assert (args, kwargs) == ([], {"mode": "refuse", "blank": True, "default": ""})
    for wrong in ({"mode": "warn"}, {"policy": "yok"}):
        field = RedactedTextField(**wrong)
        field.set_attributes_from_name("x")
        field.model = Note
        assert [one.id for one in field.check()] == ["kvkkscan.E001"]


# --- settings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "dict"),
        ({"field": {}}, "fields"),
        ({"fields": ["desk.Ticket"]}, "fields"),
        ({"fields": {"desk.Ticket": "body"}}, "fields"),
        ({"fields": {"desk.Tiket": ["body"]}}, "desk.Tiket"),
        ({"fields": {"Ticket": ["body"]}}, "app_label.Model"),
        ({"fields": {"desk.Ticket": ["boddy"]}}, "title, body, tckn, notes, other"),
        ({"fields": {"desk.Attachment": ["file"]}}, "FileField"),
        ({"fields": {"desk.Attachment": ["size"]}}, "IntegerField"),
        ({"fields": {"desk.Customer": ["code"]}}, "CharField"),
        ({"files": {"desk.Ticket": ["body"]}}, "TextField"),
        ({"policy": "yok"}, "yok"),
        ({"mode": "warn"}, "refuse"),
        ({"limit": 0}, "limit"),
        ({"record": 7}, "record"),
    ],
)
def test_wrong_settings(given: Any, said: str) -> None:
    """Nothing starts with settings that would leave something unguarded; the message names the remedy."""
    from kvkkscan.integrations.django.conf import read

    with pytest.raises(ImproperlyConfigured, match=said):
        read(given)


def test_without_the_app() -> None:
    """A field or validator alone says what is missing."""
    from django.apps import apps

    from kvkkscan.integrations.django.guard import the_guard

    with override_settings(INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth"]):
        assert not apps.is_installed("kvkkscan.integrations.django")
        with pytest.raises(ImproperlyConfigured, match="INSTALLED_APPS"):
            the_guard()


def test_system_checks() -> None:
    """They name the copies that were forgotten, and the raw mail."""
    from kvkkscan.integrations.django.checks import check_settings

    def ids() -> list[str]:
        return [one.id for one in check_settings(None)]

    assert ids() == []
    with override_settings(KVKKSCAN={}):
        assert ids() == ["kvkkscan.W001", "kvkkscan.W003"]
    with override_settings(
        KVKKSCAN={"fields": {"helpdesk.Ticket": ["title", "description"]}, "record": "/yok/x.jsonl"}
    ):
        found = check_settings(None)
    assert [one.id for one in found] == ["kvkkscan.E002", *["kvkkscan.W002"] * 6, "kvkkscan.W003"]
    assert "resolution" in found[1].msg
    assert "helpdesk.FollowUp" in found[2].msg


def test_no_migration_comes_of_guarding() -> None:
    """Validators that the app adds are not seen by the autodetector: the host's migrations stay complete."""
    from django.core.management import call_command

    call_command("makemigrations", "helpdesk", check=True, dry_run=True, verbosity=0)
