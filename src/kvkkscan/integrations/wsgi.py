"""WSGI middleware: request bodies are clean before the application reads them.

    app.wsgi_app = KvkkscanMiddleware(app.wsgi_app, paths=["/tickets"])             # Flask
    application = KvkkscanMiddleware(get_wsgi_application(), paths=["/helpdesk/"])   # Django

As asgi.py: what cannot be read, or is refused, is answered with 4xx and a JSON body.
"""

from __future__ import annotations

from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING, Any

from kvkkscan.errors import KvkkscanError
from kvkkscan.integrations.bodies import LIMIT, BadBody, make_guard

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from kvkkscan.policy import Policy
    from kvkkscan.record import Record
    from kvkkscan.scanner import Scanner

    App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_OF_THE_BODY = ("HTTP_TRANSFER_ENCODING", "HTTP_CONTENT_MD5", "HTTP_DIGEST", "HTTP_CONTENT_DIGEST")


class KvkkscanMiddleware:
    """Cleans the bodies of guarded requests; all others pass untouched. The arguments are those of asgi.py.

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

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """One request."""
        script, path = (_decoded(environ.get(name, "")) for name in ("SCRIPT_NAME", "PATH_INFO"))
        rule = self._guard.rule(path, script + path)
        if rule is None:
            return self.app(environ, start_response)
        try:
            content_type, length = self._guard.check_headers(_headers(environ))
            body = self._read(environ, length)
            if body:
                body = self._guard.clean(body, content_type, rule)
        except KvkkscanError as error:
            return _answer(start_response, *self._guard.answer(error))
        environ = {name: value for name, value in environ.items() if not body or name not in _OF_THE_BODY}
        environ["wsgi.input"] = BytesIO(body)
        environ["CONTENT_LENGTH"] = str(len(body))
        return self.app(environ, start_response)

    def _read(self, environ: dict[str, Any], length: int | None) -> bytes:
        """The whole body.

        Raises:
            BadBody: it is too large, or shorter than its header says.
        """
        if length is None:
            if not environ.get("wsgi.input_terminated"):
                if environ.get("HTTP_TRANSFER_ENCODING"):  # the server would leave its end to us
                    raise BadBody(411, "http-length")
                return b""
            length = self._guard.limit + 1
            body: bytes = environ["wsgi.input"].read(length)
            self._guard.check_size(len(body))
            return body
        body = environ["wsgi.input"].read(length) if length else b""
        if len(body) != length:
            raise BadBody(400, "http-length")
        return body


def _decoded(path: str) -> str:
    """A path of the environ, which holds its bytes as Latin-1 (PEP 3333)."""
    return path.encode("latin-1", "replace").decode("utf-8", "replace")


def _headers(environ: dict[str, Any]) -> Iterable[tuple[str, str]]:
    for name in ("CONTENT_TYPE", "CONTENT_LENGTH", "HTTP_CONTENT_ENCODING"):
        if environ.get(name):
            yield name.removeprefix("HTTP_").replace("_", "-").lower(), str(environ[name])


def _answer(start_response: Callable[..., Any], status: int, body: bytes) -> Iterable[bytes]:
    headers = [
        ("Content-Type", "application/json; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
    ]
    start_response(f"{status} {HTTPStatus(status).phrase}", headers)
    return [body]
