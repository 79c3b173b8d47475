"""The gate of the service, pure ASGI: who may in, how many at once, how much each may bring, and what is counted.

What is turned away gets a JSON answer with a code and a sentence, never a piece of what was sent.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    from kvkkscan.service.settings import Settings

    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

OPEN = ("/health", "/v1/health")  # for probes: no token, never turned away
_BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)  # seconds


@dataclass(slots=True)
class Metrics:
    """Counts since the start; labels and routes only."""

    requests: Counter[tuple[str, int]] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    seconds: Counter[float] = field(default_factory=Counter)
    total_seconds: float = 0.0
    busy: int = 0

    def text(self) -> str:
        """In the text format of Prometheus."""
        rows = ["# TYPE kvkkscan_requests_total counter"]
        rows += [
            f'kvkkscan_requests_total{{route="{route}",status="{status}"}} {count}'
            for (route, status), count in sorted(self.requests.items())
        ]
        rows.append("# TYPE kvkkscan_findings_total counter")
        rows += [f'kvkkscan_findings_total{{label="{one}"}} {count}' for one, count in sorted(self.findings.items())]
        rows.append("# TYPE kvkkscan_request_seconds histogram")
        below = 0
        for bound in _BOUNDS:
            below += self.seconds[bound]
            rows.append(f'kvkkscan_request_seconds_bucket{{le="{bound}"}} {below}')
        every = sum(self.seconds.values())
        rows.append(f'kvkkscan_request_seconds_bucket{{le="+Inf"}} {every}')
        rows += [f"kvkkscan_request_seconds_sum {self.total_seconds:.6f}", f"kvkkscan_request_seconds_count {every}"]
        rows += ["# TYPE kvkkscan_requests_busy gauge", f"kvkkscan_requests_busy {self.busy}"]
        return "\n".join(rows) + "\n"

    def took(self, seconds: float) -> None:
        """One request more."""
        self.total_seconds += seconds
        self.seconds[next((bound for bound in _BOUNDS if seconds <= bound), float("inf"))] += 1


class Gate:
    """Wraps an application; reads each body to its end before the application is called."""

    def __init__(self, app: App, settings: Settings, metrics: Metrics, routes: frozenset[str]) -> None:
        self.app, self.settings, self.metrics, self.routes = app, settings, metrics, routes

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """One connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        route = scope["path"] if scope["path"] in self.routes else "other"
        began = time.perf_counter()
        status = [0]

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                status[0] = message["status"]
            await send(message)

        self.metrics.busy += 1
        try:
            await self._pass(scope, receive, counted)
        except Exception:  # noqa: BLE001 - the message of an unknown error may quote what was sent
            if not status[0]:
                await _answer(counted, 500, "internal", "The request could not be handled.")
        finally:
            self.metrics.busy -= 1
            self.metrics.requests[route, status[0]] += 1
            self.metrics.took(time.perf_counter() - began)

    async def _pass(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        headers = {name.lower(): value for name, value in scope["headers"]}
        if scope["path"] not in OPEN:
            if self.settings.token and not self._known(headers.get(b"authorization", b"")):
                await _answer(send, 401, "token", "A token is needed: Authorization: Bearer ...", b"Bearer")
                return
            if self.metrics.busy > self.settings.at_once:
                await _answer(send, 503, "busy", "Too many requests at once; try again.")
                return
        if headers.get(b"content-encoding", b"identity").lower() not in (b"identity", b""):
            await _answer(send, 415, "encoding", "Send the body as it is, without Content-Encoding.")
            return
        said = headers.get(b"content-length", b"0")
        if not said.isdigit() or int(said) > self.settings.largest:
            await self._too_large(send)
            return
        body = bytearray()
        try:
            async with asyncio.timeout(self.settings.patience):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        return
                    body += message.get("body", b"")
                    if len(body) > self.settings.largest:
                        await self._too_large(send)
                        return
                    if not message.get("more_body"):
                        break
        except TimeoutError:
            await _answer(send, 408, "slow", "The body did not arrive in time.")
            return
        given: list[Message] = [{"type": "http.request", "body": bytes(body), "more_body": False}]

        async def read() -> Message:
            return given.pop() if given else await receive()

        await self.app(scope, read, send)

    def _known(self, given: bytes) -> bool:
        kind, _, token = given.partition(b" ")
        return kind.lower() == b"bearer" and hmac.compare_digest(token.strip(), self.settings.token.encode())

    async def _too_large(self, send: Send) -> None:
        await _answer(send, 413, "too-large", f"A body may have {self.settings.largest} bytes.")


async def _answer(send: Send, status: int, code: str, sentence: str, ask: bytes = b"") -> None:
    body = json.dumps({"error": {"code": code, "message": sentence}}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    if status in (413, 408):
        headers.append((b"connection", b"close"))
    if status == 503:  # noqa: PLR2004 - service unavailable
        headers.append((b"retry-after", b"1"))
    if ask:
        headers.append((b"www-authenticate", ask))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
