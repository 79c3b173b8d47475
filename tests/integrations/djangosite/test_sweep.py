"""manage.py kvkkscan: rows that are stored already."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.test import override_settings
from tests.integrations.djangosite.desk.models import Attachment, Customer, Note, Ticket
from tests.integrations.test_cleaning import CARD, TCKN

from kvkkscan.integrations.django import guard, sweep
from kvkkscan.integrations.django.management.commands.kvkkscan import Command
from kvkkscan.record import verify

DIRTY, CLEAN = f"kartım {CARD}", "kartım [KART]"
GUARDED: dict[str, Any] = {
    "fields": {"desk.Ticket": ["title", "body", "notes"]},
    "files": {"desk.Attachment": ["file"]},
}


@pytest.fixture(autouse=True)
def _guarded() -> Any:
    """Only the small models are swept."""
    with override_settings(KVKKSCAN=GUARDED, LANGUAGE_CODE="en"):
        yield


def run(*words: str) -> tuple[int, str, str]:
    """Exit code, output, errors."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("kvkkscan", *words, stdout=out, stderr=err)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def stored(*bodies: str) -> list[Ticket]:
    """Tickets that came past the guard."""
    tickets = [Ticket(title="x", body=body) for body in bodies]
    Ticket.objects.bulk_create(tickets)
    return tickets


def bodies() -> list[str]:
    """What the tickets hold."""
    return list(Ticket.objects.order_by("pk").values_list("body", flat=True))


def test_a_dry_run_changes_nothing() -> None:
    """It says where what was found, without values; 0 where nothing was, 1 where something was."""
    assert run()[0] == 0
    stored("temiz", DIRTY)
    code, out, err = run()
    last = Ticket.objects.latest("pk").pk
    assert (code, out) == (1, f"desk.Ticket:{last}, body: CREDIT_CARD 1\n")
    assert "2 rows read; 1 of them hold personal data (CREDIT_CARD 1); 0 could not be read" in err
    assert bodies() == ["temiz", DIRTY]
    assert CARD not in out + err


def test_writing() -> None:
    """Texts and JSON are written, 0 is the end; a second run finds nothing."""
    one, _ = stored(DIRTY, "temiz")
    Ticket.objects.filter(pk=one.pk).update(notes={"not": DIRTY})
    code, _, err = run("--write", "--batch", "1")
    assert code == 0
    assert "1 of them cleaned (CREDIT_CARD 2)" in err
    assert bodies() == [CLEAN, "temiz"]
    assert Ticket.objects.get(pk=one.pk).notes == {"not": CLEAN}
    assert run()[0] == 0


def test_files(tmp_path: Path) -> None:
    """The clean copy takes the place of the file; no raw copy is left."""
    with override_settings(KVKKSCAN={}):
        attachment = Attachment.objects.create(file=ContentFile(DIRTY.encode(), name="not.txt"))
        other = Attachment.objects.create(file=ContentFile(b"temiz", name="temiz.txt"))
    assert run()[0] == 1
    assert run("--write")[0] == 0
    attachment.refresh_from_db()
    with attachment.file.open("rb") as stream:
        assert stream.read().decode() == CLEAN
    paths = list((tmp_path / "media").rglob("*.txt"))
    assert sorted(path.read_text(encoding="utf-8") for path in paths) == [CLEAN, "temiz"]
    assert Attachment.objects.get(pk=other.pk).file.name == other.file.name


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    """With 2; the other rows are done all the same."""
    with override_settings(KVKKSCAN={}):
        unread = Attachment.objects.create(file=ContentFile(b"\x00" + CARD.encode(), name="x.bin"))
        gone = Attachment.objects.create(file=ContentFile(b"x", name="y.txt"))
    Path(gone.file.path).unlink()
    stored(DIRTY)
    code, _, err = run("--write")
    assert code == 2
    assert f"desk.Attachment:{unread.pk}, file: " in err
    assert f"desk.Attachment:{gone.pk}, file: the stored file cannot be opened (FileNotFoundError)." in err
    assert "2 could not be read or written" in err
    assert bodies() == [CLEAN]
    assert CARD not in err


def test_a_row_that_changed_meanwhile_is_not_overwritten(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told, with 2; the next run cleans it."""
    (ticket,) = stored(DIRTY)
    real = guard.clean_value

    def slow(*given: Any) -> Any:
        Ticket.objects.filter(pk=ticket.pk).update(body=f"{DIRTY}, acil")
        return real(*given)

    monkeypatch.setattr(sweep, "clean_value", slow)
    code, _, err = run("--write")
    assert code == 2
    assert "changed in the meantime" in err
    assert bodies() == [f"{DIRTY}, acil"]
    monkeypatch.undo()
    assert run("--write")[0] == 0
    assert bodies() == [f"{CLEAN}, acil"]


def test_an_interrupted_run_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says how; what was done before is not done again."""
    tickets = stored(DIRTY, DIRTY, DIRTY)
    real = Command._tell
    seen: list[Any] = []

    def stop(self: Command, one: Any, row: Any, counts: Any) -> None:
        if len(seen) == 2:
            raise KeyboardInterrupt
        seen.append(row.key)
        real(self, one, row, counts)

    monkeypatch.setattr(Command, "_tell", stop)
    code, _, err = run("--write")
    assert code == 130
    assert f"manage.py kvkkscan --write --after desk.Ticket:{tickets[1].pk}" in err
    monkeypatch.undo()
    Ticket.objects.filter(pk=tickets[0].pk).update(body=DIRTY)
    assert run("--write", "--after", f"desk.Ticket:{tickets[1].pk}")[0] == 0
    assert bodies() == [DIRTY, CLEAN, CLEAN]


def test_each_act_is_recorded(tmp_path: Path) -> None:
    """When it is written, not when it is only found."""
    path = tmp_path / "removed.jsonl"
    (ticket,) = stored(DIRTY)
    with override_settings(KVKKSCAN={**GUARDED, "record": str(path)}):
        run()
        assert not path.exists()
        run("--write")
    assert verify(path).count == 1
    assert f'"source":"desk.Ticket:{ticket.pk}"' in path.read_text(encoding="ascii")


def test_mode_refuse_still_cleans_old_rows() -> None:
    """What is stored can no longer be refused; what the policy itself refuses is told."""
    stored(DIRTY)
    with override_settings(KVKKSCAN={**GUARDED, "mode": "refuse"}):
        assert run("--write")[0] == 0
    assert bodies() == [CLEAN]


def test_keys_that_people_chose_are_not_shown() -> None:
    """They may say something."""
    Customer.objects.bulk_create([Customer(code=TCKN, body=DIRTY)])
    with override_settings(KVKKSCAN={"fields": {"desk.Customer": ["body"]}}):
        _, out, err = run()
    assert out == "desk.Customer #1, body: CREDIT_CARD 1\n"
    assert TCKN not in out + err


def test_redacted_text_fields_can_be_swept() -> None:
    """The field's own cleaning does not get in the way."""
    from django.db import connection

    note = Note.objects.create(body="x")
    with connection.cursor() as cursor:
        cursor.execute("update desk_note set body = %s", [DIRTY])
    with override_settings(KVKKSCAN={"fields": {"desk.Note": ["body"]}}):
        assert run("--write")[0] == 0
    note.refresh_from_db()
    assert note.body == CLEAN


@pytest.mark.parametrize(
    ("words", "said"),
    [(["desk.Note"], "desk.Note"), (["--after", "desk.Ticket"], "--after"), (["--after", "desk.Ticket:x"], "--after")],
)
def test_wrong_arguments(words: list[str], said: str) -> None:
    """Exit code 2, with the remedy."""
    with pytest.raises(CommandError, match=said) as caught:
        run(*words)
    assert caught.value.returncode == 2


def test_progress_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is drawn over, and stays out of pipes."""
    from kvkkscan.integrations.django.management.commands import kvkkscan as command

    monkeypatch.setattr(command, "_PACE", -1.0)
    stored("temiz", "temiz")
    assert "\r" not in run()[2]
    err = io.StringIO()
    err.isatty = lambda: True  # type: ignore[method-assign]
    call_command("kvkkscan", stderr=err, stdout=io.StringIO(), no_color=True)
    assert "desk.Ticket 2/2" in err.getvalue()
