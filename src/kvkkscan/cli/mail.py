"""kvkkscan mail: an SMTP or LMTP proxy that hands on cleaned messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvkkscan.cli._parser import Parser, add_finding, add_language, filled
from kvkkscan.messages import say

if TYPE_CHECKING:
    import argparse


def add(parser: Parser) -> None:
    """The options of this command."""
    lang = parser.lang
    name = filled(lang)
    where = say("help-mail-listen", lang)
    parser.add_argument("--listen", type=name, default="127.0.0.1:10025", metavar="HOST:PORT", help=where)
    parser.add_argument("--next", type=name, required=True, metavar="HOST:PORT", help=say("help-mail-next", lang))
    parser.add_argument("--lmtp", action="store_true", help=say("help-mail-lmtp", lang))
    parser.add_argument("--max-size", type=int, default=35, metavar="MB", help=say("help-mail-max-size", lang))
    add_finding(parser)
    add_language(parser)


def run(args: argparse.Namespace, lang: str) -> int:
    """Hands on until it is told to end: 0 then, 2 where it cannot start."""
    import asyncio
    import contextlib

    from kvkkscan.cli import _shared
    from kvkkscan.cli._parser import UsageError

    try:
        from kvkkscan.service import mail
    except ImportError as error:
        raise UsageError("mail-missing", name=error.name or "aiosmtpd") from None
    from kvkkscan.files.api import redact_file
    from kvkkscan.redaction import as_policy
    from kvkkscan.service.clamd import split

    engine = _shared.engine_of(args, "scan", lang)
    policy = engine.policy or as_policy("ticket")
    (host, port), (next_host, next_port) = split(args.listen), split(args.next)

    def clean(message: bytes) -> bytes:
        report = redact_file(message, None, policy, scanner=engine.scanner, name="message.eml")
        return message if report.data is None else report.data

    proxy = mail.Proxy(clean, next_host, next_port, lmtp=args.lmtp)

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        size = args.max_size << 20
        server = await loop.create_server(lambda: mail.server_of(proxy, largest=size), host, port)
        _say(server, lang)
        async with server:
            await server.serve_forever()

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve())
    return 0


def _say(server: object, lang: str) -> None:
    import sys

    host, port = server.sockets[0].getsockname()[:2]  # type: ignore[attr-defined] # asyncio.Server
    print(say("mail-ready", lang, address=f"{host}:{port}"), file=sys.stderr, flush=True)
