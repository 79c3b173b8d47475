"""The mail proxy, between a real client and a real server: cleaned whole, never lost, never passed unread."""

from __future__ import annotations

import contextlib
import os
import smtplib
import socket
import subprocess
import sys
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP

CARD = "5555 5555 5555 4444"


class Sink:
    """A server that keeps what it is given, and says no when told to."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, list[str], bytes]] = []
        self.no = ""

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        """No to one address."""
        if address.startswith("yok@"):
            return "550 5.1.1 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Keeps it."""
        if self.no:
            return self.no
        self.kept.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        many = len(envelope.rcpt_tos) if isinstance(server, LMTP) else 1
        return "\r\n".join(f"250 2.0.0 kept {n}" for n in range(many))


class LmtpController(Controller):
    """A controller of LMTP."""

    def factory(self) -> Any:
        """One connection."""
        return LMTP(self.handler, hostname="sink")


@contextlib.contextmanager
def proxied(sink: Sink, *words: str, port: int | None = None, kind: type[Controller] = Controller) -> Iterator[int]:
    """The port of a running proxy before the sink; what it wrote holds no value."""
    controller = kind(sink, hostname="127.0.0.1", port=0)
    controller.start()
    server: Any = controller.server
    real = server.sockets[0].getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "kvkkscan",
        "mail",
        "--listen",
        "127.0.0.1:0",
        "--next",
        f"127.0.0.1:{port or real}",
        *words,
    ]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8"}
    with subprocess.Popen(command, env={**os.environ, "LC_ALL": "C.UTF-8"}, **pipes) as process:
        try:
            assert process.stderr is not None
            yield int(process.stderr.readline().rpartition(":")[2])
        finally:
            process.terminate()
            written = "".join(process.communicate(timeout=30))
            controller.stop()
            assert CARD not in written


@pytest.fixture(scope="module")
def sink() -> Sink:
    """The next server."""
    return Sink()


@pytest.fixture(scope="module")
def port(sink: Sink) -> Iterator[int]:
    """A proxy."""
    with proxied(sink) as found:
        yield found


@pytest.fixture(autouse=True)
def empty(sink: Sink) -> None:
    """Each test begins with nothing kept."""
    sink.kept.clear()
    sink.no = ""


def message() -> EmailMessage:
    """A mail with a card number in its subject, body, HTML and attachment."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "a@ornek.invalid", "destek@ornek.invalid", f"kartım {CARD}"
    made.set_content(f"Merhaba,\nkartım {CARD}, ne zaman gelir?\n.\n..nokta\n")
    made.add_alternative(f"<p>kartım <b>{CARD}</b></p>", subtype="html")
    made.add_attachment(f"kartım {CARD}\n".encode(), maintype="text", subtype="plain", filename="not.txt")
    return made


def test_a_message_arrives_clean(port: int, sink: Sink) -> None:
    """Subject, both bodies and the attachment; sender, recipients and the rest as they were."""
    with smtplib.SMTP("127.0.0.1", port) as client:
        refused = client.send_message(message(), "a@ornek.invalid", ["b@ornek.invalid", "c@ornek.invalid"])
    assert not refused
    ((sender, recipients, content),) = sink.kept
    assert (sender, recipients) == ("a@ornek.invalid", ["b@ornek.invalid", "c@ornek.invalid"])
    read = message_from_bytes(content, policy=policy.default)
    assert read["Subject"] == "kartım [KART]"
    parts = [part.get_content() for part in read.walk() if not part.is_multipart()]
    assert [("[KART]" in part, CARD in part) for part in parts] == [(True, False)] * 3
    assert parts[0].replace("\r\n", "\n") == "Merhaba,\nkartım [KART], ne zaman gelir?\n.\n..nokta\n"


def test_a_clean_message_arrives_byte_for_byte(port: int, sink: Sink) -> None:
    """Nothing is touched where nothing is found, not even odd spacing."""
    plain = (
        b"From: a@ornek.invalid\r\nSubject:  odd   spacing \r\nX-A: b\r\n\tc\r\n\r\nKargom nerede?\r\n.\r\n\r\n  \r\n"
    )
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.sendmail("a@ornek.invalid", ["b@ornek.invalid"], plain)
    assert sink.kept[0][2] == plain


def test_the_next_servers_answers_are_handed_back(port: int, sink: Sink) -> None:
    """A recipient that it refuses is refused; the others get the message. A no to the message is a no."""
    with smtplib.SMTP("127.0.0.1", port) as client:
        refused = client.sendmail(
            "a@ornek.invalid", ["yok@ornek.invalid", "b@ornek.invalid"], b"Subject: x\r\n\r\nx\r\n"
        )
    assert refused == {"yok@ornek.invalid": (550, b"5.1.1 no such person")}
    assert sink.kept[0][1] == ["b@ornek.invalid"]
    sink.no = "452 4.3.1 full"
    with smtplib.SMTP("127.0.0.1", port) as client, pytest.raises(smtplib.SMTPDataError) as caught:
        client.sendmail("a@ornek.invalid", ["b@ornek.invalid"], b"Subject: x\r\n\r\nx\r\n")
    assert caught.value.smtp_code == 452


def test_what_cannot_be_read_is_deferred(port: int, sink: Sink) -> None:
    """An encrypted attachment: 451, nothing is handed on; the next message on the same connection is."""
    made = EmailMessage()
    made["Subject"] = "x"
    made.set_content("x")
    made.add_attachment(
        b"7z\xbc\xaf\x27\x1c" + bytes(100), maintype="application", subtype="x-7z-compressed", filename="a.7z"
    )
    with smtplib.SMTP("127.0.0.1", port) as client:
        with pytest.raises(smtplib.SMTPDataError) as caught:
            client.send_message(made, "a@ornek.invalid", ["b@ornek.invalid"])
        assert (caught.value.smtp_code, sink.kept) == (451, [])
        client.sendmail("a@ornek.invalid", ["b@ornek.invalid"], b"Subject: y\r\n\r\ny\r\n")
    assert len(sink.kept) == 1


def test_several_messages_on_one_connection(port: int, sink: Sink) -> None:
    """Each with its own sender and recipients; one that was begun and dropped leaves nothing behind."""
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.mail("x@ornek.invalid")
        client.rcpt("x@ornek.invalid")
        client.rset()
        for number in range(3):
            client.sendmail(f"{number}@ornek.invalid", [f"r{number}@ornek.invalid"], b"Subject: x\r\n\r\nx\r\n")
    assert [(one[0], one[1]) for one in sink.kept] == [
        (f"{n}@ornek.invalid", [f"r{n}@ornek.invalid"]) for n in range(3)
    ]


def test_a_dead_next_server_defers(sink: Sink) -> None:
    """451 for the recipient: the sender keeps the message and tries again."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        closed = taken.getsockname()[1]
    with proxied(sink, port=closed) as found, smtplib.SMTP("127.0.0.1", found) as client:
        client.ehlo()
        client.mail("a@ornek.invalid")
        assert client.rcpt("b@ornek.invalid")[0] == 451
    assert not sink.kept


def test_a_policy_that_refuses(sink: Sink, tmp_path: Any) -> None:
    """550: the message comes back to its sender, and is not handed on."""
    (tmp_path / "p.toml").write_text('id = "p"\n[default]\noperator = "refuse"\n', encoding="utf-8")
    with (
        proxied(sink, "--policy", str(tmp_path / "p.toml")) as found,
        smtplib.SMTP("127.0.0.1", found) as client,
        pytest.raises(smtplib.SMTPDataError) as caught,
    ):
        client.send_message(message(), "a@ornek.invalid", ["b@ornek.invalid"])
    assert caught.value.smtp_code == 550
    assert not sink.kept


def test_lmtp_answers_for_each_recipient(sink: Sink) -> None:
    """On both sides."""
    with proxied(sink, "--lmtp", kind=LmtpController) as found, smtplib.LMTP("127.0.0.1", found) as client:
        client.ehlo()
        client.mail("a@ornek.invalid")
        client.rcpt("b@ornek.invalid")
        client.rcpt("c@ornek.invalid")
        first = client.data(message().as_bytes())
        assert (first[0], client.getreply()[0]) == (250, 250)
    assert CARD.encode() not in sink.kept[0][2]
