"""A mail proxy: SMTP or LMTP in, the cleaned message out to the next server, in one go and without a queue of its own.

It stands between the mail server and the application that is fed by mail. Sender and recipients are handed on as they
come, and the next server's own answers are handed back; the message is cleaned whole (headers, bodies, attachments, the
raw original) and taken for delivered only once the next server has taken it. What cannot be cleaned, or cannot be
handed on, is deferred (4xx): the sending server keeps it and tries again. Nothing is stored here.
"""

from __future__ import annotations

import asyncio
import smtplib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kvkkscan.errors import KvkkscanError, SensitiveDataFound

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiosmtpd.smtp import SMTP, Envelope, Session

LATER = "451 4.3.0 The message could not be handed on; try again later"
UNREAD = "451 4.7.1 The message could not be read to its end, so it was not handed on (kvkkscan)"
REFUSED = "550 5.7.1 The message holds data that may not be stored here (kvkkscan)"


@dataclass(slots=True)
class Proxy:
    """The handler of one proxy. `clean` is called in another thread: message in, clean message out.

    `next_host`, `next_port`: where messages go; with `lmtp` both sides speak LMTP (an answer a recipient).
    """

    clean: Callable[[bytes], bytes]
    next_host: str
    next_port: int
    lmtp: bool = False
    patience: float = 60.0
    _next: dict[int, smtplib.SMTP] = field(default_factory=dict, repr=False)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's names
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Asks the next server about a recipient; its answer is ours."""
        try:
            code, words = await asyncio.to_thread(self._rcpt, session, envelope, address)
        except (OSError, smtplib.SMTPException):
            await self._drop(session)
            return LATER
        if 200 <= code < 300:  # noqa: PLR2004 - a yes of SMTP
            envelope.rcpt_tos.append(address)
        return _line(code, words)

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Cleans the message and hands it on."""
        many = len(envelope.rcpt_tos) if self.lmtp else 1
        content = envelope.original_content
        try:
            cleaned = await asyncio.to_thread(self.clean, content if isinstance(content, bytes) else b"")
        except SensitiveDataFound:
            await self._drop(session)
            return _many(REFUSED, many)
        except KvkkscanError:
            await self._drop(session)
            return _many(UNREAD, many)
        except Exception:  # noqa: BLE001 - whatever went wrong, the sender still has the message
            await self._drop(session)
            return _many(LATER, many)
        try:
            return "\r\n".join(await asyncio.to_thread(self._data, session, cleaned, many))
        except (OSError, smtplib.SMTPException):
            await self._drop(session)
            return _many(LATER, many)

    async def handle_RSET(self, _server: SMTP, session: Session, _envelope: Envelope) -> str:  # noqa: N802
        """Ends what was begun."""
        await self._drop(session)
        return "250 OK"

    async def handle_QUIT(self, _server: SMTP, session: Session, _envelope: Envelope) -> str:  # noqa: N802
        """Takes leave, of the next server too."""
        await self._drop(session)
        return "221 Bye"

    def connection_lost(self, session: Session) -> None:
        """The sender is gone: so is what was begun at the next server."""
        begun = self._next.pop(id(session), None)
        if begun:
            begun.close()

    def _rcpt(self, session: Session, envelope: Envelope, address: str) -> tuple[int, bytes]:
        server = self._next.get(id(session))
        if server is None or not envelope.rcpt_tos:
            server = self._begin(session, envelope)
        return server.rcpt(address)

    def _begin(self, session: Session, envelope: Envelope) -> smtplib.SMTP:
        server = self._next.get(id(session))
        if server is None:
            kind: Any = smtplib.LMTP if self.lmtp else smtplib.SMTP
            server = kind(self.next_host, self.next_port, timeout=self.patience)
            self._next[id(session)] = server
            server.ehlo_or_helo_if_needed()
        else:
            server.rset()
        wanted = [one for one in envelope.mail_options if one.upper().startswith(("BODY=", "SMTPUTF8"))]
        options = [
            one for one in wanted if server.has_extn("8bitmime" if one.upper().startswith("BODY") else "smtputf8")
        ]
        code, words = server.mail(envelope.mail_from or "", options)
        if code >= 400:  # noqa: PLR2004 - a no of SMTP
            raise smtplib.SMTPResponseException(code, words)
        return server

    def _data(self, session: Session, message: bytes, many: int) -> list[str]:
        server = self._next[id(session)]
        code, words = server.data(message)
        answers = [_line(code, words)]
        answers += [_line(*server.getreply()) for _ in range(many - 1)]  # LMTP: one for each recipient
        return answers

    async def _drop(self, session: Session) -> None:
        server = self._next.pop(id(session), None)
        if server is not None:
            await asyncio.to_thread(server.close)


def _line(code: int, words: bytes) -> str:
    """One line of an answer; what the next server says may have several."""
    return f"{code} {words.decode('utf-8', 'replace').splitlines()[0] if words else ''}".strip()


def _many(answer: str, count: int) -> str:
    return "\r\n".join([answer] * max(count, 1))


def server_of(proxy: Proxy, *, largest: int) -> SMTP:
    """The protocol of one connection; `largest` is the size of a message in bytes."""
    from aiosmtpd.lmtp import LMTP
    from aiosmtpd.smtp import SMTP

    class Connection(LMTP if proxy.lmtp else SMTP):  # type: ignore[misc] # chosen when the proxy is made
        def connection_lost(self, error: Exception | None) -> None:
            if self.session is not None:
                proxy.connection_lost(self.session)
            super().connection_lost(error)

    return Connection(
        proxy, data_size_limit=largest, enable_SMTPUTF8=True, decode_data=False, hostname="kvkkscan", ident="kvkkscan"
    )
