"""django-helpdesk 2.6.1, through its own mail parser and its own update: nothing that it stores or sends holds a value.

What is searched for are the made-up values themselves, in every table, every stored file (mails within decoded) and
every outgoing mail.
"""

from __future__ import annotations

import email
import email.policy
import logging
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import override_settings
from helpdesk.email import extract_email_metadata
from helpdesk.models import FollowUp, FollowUpAttachment, Queue, Ticket, TicketChange
from helpdesk.update_ticket import update_ticket
from tests.integrations.djangosite import settings
from tests.integrations.test_cleaning import CARD, TCKN

from kvkkscan.integrations.logging import RedactingFilter

PHONE, SAID = "0537 864 92 13", "annem diyabet hastası"
VALUES = (CARD, TCKN, PHONE, SAID, CARD.replace(" ", ""))
LOG = logging.getLogger("kvkkscan-test.helpdesk")
BODY = f"Merhaba, kartım {CARD}, TC kimlik no {TCKN}. {SAID.capitalize()}, acele edin. Sipariş no 5321234567."
# What django-helpdesk keeps on purpose: where the answer goes.
SENDER = "musteri@ornek.com.tr"
LOCMEM = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def queue() -> Queue:
    """A queue that takes mail."""
    return Queue.objects.create(
        title="Destek", slug="destek", email_address="destek@firma.example", allow_email_submission=True, locale="en"
    )


@pytest.fixture(autouse=True)
def _log_is_clean(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """With the filter of logs on its handler nothing is logged with a value in it, either."""
    caplog.set_level(logging.DEBUG)
    caplog.handler.addFilter(RedactingFilter())
    yield
    assert not [value for value in VALUES if value in caplog.text]


def message(subject: str, cte: str, *, attachment: bool = True, charset: str = "utf-8") -> EmailMessage:
    """A mail with the values in subject, body, attachment and its name."""
    made = EmailMessage()
    made["From"] = f"Ayşe <{SENDER}>"
    made["To"] = "destek@firma.example"
    made["Subject"] = subject
    made["Message-ID"] = "<m1@ornek.com.tr>"
    made.set_content(BODY, charset=charset, cte=cte)
    if attachment:
        made.add_attachment(BODY.encode(), "application", "octet-stream", filename=f"kart {CARD}.txt")
    return made


def texts(data: bytes, name: str) -> Iterator[str]:
    """All that a stored file says: as it stands, and its parts decoded where it is a mail."""
    yield data.decode("utf-8", "replace")
    if name.endswith(".eml"):
        parsed = email.message_from_bytes(data, policy=email.policy.default)
        for part in parsed.walk():
            yield from (f"{key}: {value}" for key, value in part.items())
            yield part.get_filename("")
            if not part.is_multipart():
                payload = part.get_payload(decode=True)
                assert isinstance(payload, bytes)
                yield payload.decode(part.get_content_charset("utf-8"), "replace")


def everything(folder: Path) -> Iterator[tuple[str, str]]:
    """(where, what) of all that the host stored or sent."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"select * from {table}")  # noqa: S608 - our own words
            yield from ((table, str(row)) for row in cursor.fetchall())
    for path in folder.rglob("*"):
        yield "path", str(path).replace("_", " ")
        if path.is_file():
            yield from ((path.name, text) for text in texts(path.read_bytes(), path.name))
    for one in mail.outbox:
        yield from (("outbox", text) for text in texts(one.message().as_bytes(), "mail.eml"))


def leaks(folder: Path) -> list[tuple[str, str]]:
    """Where a value stands that should not."""
    return [(where, value) for where, text in everything(folder) for value in VALUES if value.lower() in text.lower()]


@pytest.mark.parametrize(
    ("cte", "charset"),
    [
        ("8bit", "utf-8"),
        ("base64", "utf-8"),
        ("quoted-printable", "utf-8"),
        ("base64", "windows-1254"),
        ("quoted-printable", "iso-8859-9"),
    ],
)
def test_a_mail_becomes_a_clean_ticket(queue: Queue, tmp_path: Path, cte: str, charset: str) -> None:
    """Ticket, follow-up, attachment, its name, the stored mail and the answers are clean; the rest stays."""
    raw = message(f"Kartım {CARD}", cte, charset=charset).as_string()
    assert any(CARD in text for text in texts(raw.encode(), "x.eml"))
    ticket = extract_email_metadata(raw, queue, LOG)
    ticket.refresh_from_db()
    assert ticket.title == "Kartım [KART]"
    assert ticket.description.split() == (
        "Merhaba, kartım [KART], TC kimlik no [TCKN]. Annem [SAĞLIK], acele edin. Sipariş no 5321234567.".split()
    )
    follow_up = FollowUp.objects.get()
    assert "[KART]" in follow_up.comment
    kinds = sorted(Path(one.file.name).suffix for one in FollowUpAttachment.objects.all())
    assert kinds == [".eml", ".txt"]
    for one in FollowUpAttachment.objects.all():
        with one.file.open("rb") as stream:
            data = stream.read()
        assert any("[KART]" in text and "5321234567" in text for text in texts(data, one.file.name))
        assert one.size == len(data)
    assert [one.to for one in mail.outbox] == [[SENDER]]
    assert "[KART]" in mail.outbox[0].subject + mail.outbox[0].body
    assert leaks(tmp_path) == []


def test_without_the_guard_it_leaks(queue: Queue, tmp_path: Path) -> None:
    """The search finds what it looks for: table rows, the attachment, the encoded mail, the answer."""
    with override_settings(KVKKSCAN={}, EMAIL_BACKEND=LOCMEM):
        extract_email_metadata(message(f"Kartım {CARD}", "base64").as_string(), queue, LOG)
    found = {where for where, _ in leaks(tmp_path)}
    assert {"helpdesk_ticket", "helpdesk_followup", "helpdesk_followupattachment", "outbox", "path"} <= found
    assert any(where.endswith(".eml") for where in found)


def test_the_raw_mail_is_the_trap(queue: Queue, tmp_path: Path) -> None:
    """With fields but no files guarded, the stored mail holds everything, in base64; the system check says so."""
    from kvkkscan.integrations.django.checks import check_settings

    with override_settings(KVKKSCAN={"fields": settings.KVKKSCAN["fields"], "mail": LOCMEM}):
        extract_email_metadata(message("Kart", "base64", attachment=False).as_string(), queue, LOG)
        assert "kvkkscan.W003" in [one.id for one in check_settings(None)]
    assert {Path(where).suffix for where, _ in leaks(tmp_path)} == {".eml"}


def test_an_answer_to_a_ticket(queue: Queue, tmp_path: Path) -> None:
    """A second mail becomes a follow-up of the first one's ticket."""
    ticket = extract_email_metadata(message("Soru", "8bit", attachment=False).as_string(), queue, LOG)
    answer = message(f"Re: [{queue.slug}-{ticket.pk}] tel {PHONE}", "base64")
    assert extract_email_metadata(answer.as_string(), queue, LOG).pk == ticket.pk
    assert FollowUp.objects.count() == 2
    assert leaks(tmp_path) == []


def test_a_mail_within_a_mail(queue: Queue, tmp_path: Path) -> None:
    """A forwarded message is an attachment with attachments."""
    outer = message("Ekte", "8bit")
    outer.add_attachment(message(f"Kart {CARD}", "base64"))
    extract_email_metadata(outer.as_string(), queue, LOG)
    assert FollowUpAttachment.objects.count() == 3
    assert leaks(tmp_path) == []


def test_a_mail_with_html(queue: Queue, tmp_path: Path) -> None:
    """The host stores the HTML and the mail as files: each is clean or not there."""
    sent = message("Ekte", "base64", attachment=False)
    sent.add_alternative(f"<p>Kartım <b>{CARD[:9]}</b>{CARD[9:]}, {SAID}</p>", subtype="html", cte="base64")
    ticket = extract_email_metadata(sent.as_string(), queue, LOG)
    assert Ticket.objects.get().pk == ticket.pk
    assert leaks(tmp_path) == []


def test_what_cannot_be_read_is_dropped_and_the_ticket_stays(
    queue: Queue, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The host logs our refusal, stores the other attachments, and loses no mail."""
    sent = message("Ekte", "8bit")
    sent.add_attachment(b"\x00\x01\x02" + CARD.encode(), "application", "octet-stream", filename="x.pdf")
    with override_settings(HELPDESK_ALWAYS_SAVE_INCOMING_EMAIL_MESSAGE=False):
        ticket = extract_email_metadata(sent.as_string(), queue, LOG)
    assert Ticket.objects.get().pk == ticket.pk
    assert [Path(one.file.name).suffix for one in FollowUpAttachment.objects.all()] == [".txt"]
    assert [one.levelname for one in caplog.records if one.name == LOG.name and one.levelno > logging.INFO] == ["ERROR"]
    assert leaks(tmp_path) == []


def test_the_public_form(queue: Queue, tmp_path: Path) -> None:
    """A ticket from the web, with an attachment, and the mail that goes out with it."""
    from helpdesk.forms import PublicTicketForm

    Queue.objects.update(allow_public_submission=True)
    file = SimpleUploadedFile(f"kart {CARD}.txt", BODY.encode(), "text/plain")
    sent = {"queue": queue.pk, "title": f"tel {PHONE}", "body": BODY, "priority": "3", "submitter_email": SENDER}
    form = PublicTicketForm(data=sent, files={"attachment": file})
    assert form.is_valid(), form.errors
    form.save(user=None)
    assert Ticket.objects.get().title == "tel [TELEFON]"
    with FollowUpAttachment.objects.get().file.open("rb") as stream:
        assert "[KART]" in stream.read().decode()
    assert len(mail.outbox[0].attachments) == 1
    assert leaks(tmp_path) == []


def test_an_update_by_staff(queue: Queue, tmp_path: Path) -> None:
    """Title, comment, resolution, the history of changes and the mail to the customer."""
    ticket = staff_update(queue)
    assert ticket.title == "tel [TELEFON]"
    assert "[KART]" in ticket.resolution
    assert TicketChange.objects.count() == 2
    assert leaks(tmp_path) == []
    assert "[KART]" in mail.outbox[-1].body
    assert "[KART]" in mail.outbox[-1].alternatives[0].content
    assert mail.outbox[-1].to == [SENDER]


def test_what_staff_write_is_mailed_before_it_is_saved(queue: Queue, tmp_path: Path) -> None:
    """So the tables are clean without the e-mail backend, but the mail is not."""
    with override_settings(EMAIL_BACKEND=LOCMEM):
        staff_update(queue)
    assert {where for where, _ in leaks(tmp_path)} == {"outbox"}


def staff_update(queue: Queue) -> Ticket:
    """A ticket to which staff have answered."""
    ticket = Ticket.objects.create(title="Soru", queue=queue, submitter_email=SENDER, description="x")
    staff: Any = get_user_model().objects.create_user("temsilci", is_staff=True)
    update_ticket(staff, ticket, title=f"tel {PHONE}", comment=BODY, public=True, new_status=Ticket.RESOLVED_STATUS)
    ticket.refresh_from_db()
    return ticket
