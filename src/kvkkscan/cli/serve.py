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
    add_finding(parser)
    add_language(parser)


def run(args: argparse.Namespace, lang: str) -> int:
    """Serves until it is told to end: 0 then, 2 where it cannot start."""
    import os
    import sys

    from kvkkscan.cli import _shared
    from kvkkscan.cli._parser import UsageError

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
    listening.listen(1_024)  # who connects from here on waits for its answer
    host, port = listening.getsockname()[:2]
    print(
        say("serve-ready", lang, url=f"http://{f'[{host}]' if ':' in host else host}:{port}"),
        file=sys.stderr,
        flush=True,
    )
    server.run(sockets=[listening])
    return 0
