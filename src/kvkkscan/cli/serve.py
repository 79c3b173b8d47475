"""kvkkscan serve: the HTTP service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvkkscan.cli._parser import Parser, add_finding, add_language, filled
from kvkkscan.messages import say

if TYPE_CHECKING:
    import argparse

TOKEN = "KVKKSCAN_TOKEN"  # noqa: S105 - the name of a variable


def add(parser: Parser) -> None:
    """The options of this command."""
    lang = parser.lang
    parser.add_argument(
        "--host", type=filled(lang), default="127.0.0.1", metavar="H", help=say("help-serve-host", lang)
    )
    parser.add_argument("--port", type=int, default=5002, metavar="N", help=say("help-serve-port", lang))
    size = say("help-serve-max-size", lang)
    parser.add_argument("--max-size", type=int, default=10, metavar="MB", help=size)
    busy = say("help-serve-max-requests", lang)
    parser.add_argument("--max-requests", type=int, default=64, metavar="N", help=busy)
    clamd = parser.add_argument_group(say("help-serve-clamd-group", lang))
    clamd.add_argument("--clamd", type=filled(lang), metavar="HOST:PORT|unix:PATH", help=say("help-serve-clamd", lang))
    upstream = say("help-serve-upstream", lang)
    clamd.add_argument("--upstream", type=filled(lang), metavar="HOST:PORT|unix:PATH", help=upstream)
    unread = say("help-serve-unreadable", lang)
    clamd.add_argument("--unreadable", choices=("found", "error"), default="found", help=unread)
    add_finding(parser)
    add_language(parser)


def run(args: argparse.Namespace, lang: str) -> int:
    """Serves until it is told to end: 0 then, 2 where it cannot start."""
    import os
    import socket
    import sys

    from kvkkscan.cli import _shared
    from kvkkscan.cli._parser import UsageError

    if args.clamd:
        return _clamd(args, lang)
    try:
        import uvicorn

        from kvkkscan.service.app import make_app
    except ImportError as error:
        raise UsageError("serve-missing", name=error.name or "starlette") from None
    from kvkkscan.redaction import as_policy
    from kvkkscan.service.settings import Settings, check_reach

    token = os.environ.get(TOKEN, "")
    check_reach(args.host, token)
    if not 0 <= args.port <= 65_535 or args.max_size < 1 or args.max_requests < 1:
        raise UsageError("serve-numbers")
    engine = _shared.engine_of(args, "scan", lang)
    policy = engine.policy or as_policy("ticket")
    settings = Settings(policy, engine.scanner, args.max_size << 20, args.max_requests, token=token)
    engine.scanner.scan("")  # what is read at the first text is read now
    config = uvicorn.Config(
        make_app(settings), host=args.host, port=args.port, log_level="warning", access_log=False, server_header=False,
        timeout_keep_alive=15, limit_concurrency=max(args.max_requests * 4, 128), workers=1,
    )  # fmt: skip
    server = uvicorn.Server(config)
    try:
        listening = config.bind_socket()
    except SystemExit:  # uvicorn has said why
        return 2
    # The loop sets this only on sockets that say that they are TCP; this one leaves it to the system.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listening.listen(1_024)  # who connects from here on waits for its answer
    host, port = listening.getsockname()[:2]
    print(
        say("serve-ready", lang, url=f"http://{f'[{host}]' if ':' in host else host}:{port}"),
        file=sys.stderr,
        flush=True,
    )
    server.run(sockets=[listening])
    return 0


def _clamd(args: argparse.Namespace, lang: str) -> int:
    """The clamd protocol, until it is told to end."""
    import asyncio
    import contextlib
    import sys

    from kvkkscan.cli import _shared
    from kvkkscan.cli._loop import until_told
    from kvkkscan.files.api import scan_file
    from kvkkscan.redaction import as_policy
    from kvkkscan.service.clamd import Clamd

    engine = _shared.engine_of(args, "scan", lang)
    policy = engine.policy or as_policy("ticket")
    clamd = Clamd(
        look=lambda data: scan_file(data, policy=policy, scanner=engine.scanner),
        acts=lambda label, group: policy.action(label, group).operator != "keep",
        largest=args.max_size << 20,
        upstream=args.upstream or "",
        unreadable=args.unreadable,
    )

    async def serve() -> None:
        server = await clamd.serve(args.clamd)
        place = server.sockets[0].getsockname()
        shown = place if isinstance(place, str) else f"{place[0]}:{place[1]}"
        print(say("serve-ready", lang, url=shown), file=sys.stderr, flush=True)
        await until_told(server.close)

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve())
    return 0
