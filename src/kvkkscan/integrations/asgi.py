"""ASGI middleware: request bodies are clean before the application reads them.

    app = KvkkscanMiddleware(app, paths=["/api/tickets"])                        # any ASGI application
    app.add_middleware(KvkkscanMiddleware, paths=["/api/tickets"], mode="refuse")  # Starlette, FastAPI

What cannot be read, or is refused, is answered with 4xx and a JSON body; the application never sees it. Bodies are read
whole, up to `limit` bytes. WebSocket messages, query strings, paths and headers are not looked at.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from kvkkscan.errors import KvkkscanError
from kvkkscan.integrations.bodies import LIMIT, make_guard

if TYPE_CHECKING:
    import re
    from collections.abc import Awaitable, Callable, Iterable, MutableMapping
    from pathlib import Path

    from kvkkscan.policy import Policy
    from kvkkscan.record import Record
    from kvkkscan.scanner import Scanner

    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

# Say how long or which the bytes were that the client sent; the application gets others.
_OF_THE_BODY = frozenset((b"content-length", b"transfer-encoding", b"content-md5", b"digest", b"content-digest"))


class KvkkscanMiddleware:
    """Cleans the bodies of guarded requests; all others pass untouched.

    Args:
        app: the application behind it.
        paths: prefixes of paths, or compiled patterns that match from their start. All, if not given.
        policy: its name, path or itself.
        mode: "redact", or "refuse" to answer 422 instead.
        limit: bytes of a body; what is larger is answered with 413.
        scanner: a scanner of the host's own.
        keep: called with the record of each act, before the application is called (`RecordLog.append`).

    Raises:
        PolicyError, KvkkscanError: policy or mode do not exist.
    """

    def __init__(
        self,
        app: App,
        paths: Iterable[str | re.Pattern[str]] = ("/",),
        *,
        policy: Policy | str | Path = "ticket",
        mode: str = "redact",
        limit: int = LIMIT,
        scanner: Scanner | None = None,
        keep: Callable[[Record], object] | None = None,
    ) -> None:
        self.app = app
        self._guard = make_guard(paths, policy=policy, mode=mode, limit=limit, scanner=scanner, keep=keep)

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """One request."""
        rule = None
        if scope["type"] == "http":
            path: str = scope["path"]
            rule = self._guard.rule(path, path.removeprefix(scope.get("root_path", "")))
        if rule is None:
            await self.app(scope, receive, send)
            return
        headers = [(name.lower(), value) for name, value in scope["headers"]]
        try:
            content_type, _ = self._guard.check_headers(
                (name.decode("latin-1"), value.decode("latin-1")) for name, value in headers
            )
            body = await self._read(receive)
            if body is None:  # the client is gone
                return
            if body:
                # Scanning takes milliseconds, files longer: other requests go on meanwhile.
                body = await asyncio.to_thread(self._guard.clean, body, content_type, rule)
        except KvkkscanError as error:
            await _send(send, *self._guard.answer(error))
            return
        if body:
            headers = [(name, value) for name, value in headers if name not in _OF_THE_BODY]
            headers.append((b"content-length", str(len(body)).encode("ascii")))
        given = False

        async def replay() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self.app({**scope, "headers": headers}, replay, send)

    async def _read(self, receive: Receive) -> bytes | None:
        """The whole body, None where the client left before its end.

        Raises:
            BadBody: it is too large.
        """
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            body += message.get("body", b"")
            self._guard.check_size(len(body))
            if not message.get("more_body", False):
                return bytes(body)


async def _send(send: Send, status: int, body: bytes) -> None:
    headers = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"content-length", str(len(body)).encode("ascii")),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
