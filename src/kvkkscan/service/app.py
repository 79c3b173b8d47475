"""The service, put together: routes, gate, OpenAPI, metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from kvkkscan.service.gate import Gate, Metrics
from kvkkscan.service.openapi import description
from kvkkscan.service.own import Own
from kvkkscan.service.presidio import Presidio
from kvkkscan.service.warn import Warn

if TYPE_CHECKING:
    from starlette.requests import Request

    from kvkkscan.service.settings import Settings


def make_app(settings: Settings) -> Gate:
    """The ASGI application of one service; each has its own metrics."""
    metrics = Metrics()
    own, presidio = Own(settings, metrics), Presidio(settings, metrics)
    warn = Warn(own)

    async def show_metrics(_request: Request) -> Response:
        return PlainTextResponse(metrics.text(), media_type="text/plain; version=0.0.4")

    async def show_description(_request: Request) -> Response:
        return JSONResponse(description())

    routes = [
        Route("/v1/health", own.health),
        Route("/v1/scan", own.scan, methods=["POST"]),
        Route("/v1/redact", own.redact, methods=["POST"]),
        Route("/v1/warn", warn.warn, methods=["POST"]),
        Route("/kvkkscan-warn.js", warn.script),
        Route("/metrics", show_metrics),
        Route("/openapi.json", show_description),
        Route("/health", presidio.health),
        Route("/analyze", presidio.analyze, methods=["POST"]),
        Route("/recognizers", presidio.recognizers),
        Route("/supportedentities", presidio.supported),
        Route("/anonymize", presidio.anonymize, methods=["POST"]),
        Route("/anonymizers", presidio.anonymizers),
    ]
    app = Starlette(routes=routes, exception_handlers={404: _no_route, 405: _no_route})
    return Gate(app, settings, metrics, frozenset(route.path for route in routes))


async def _no_route(_request: Request, error: Exception) -> Response:
    """404 and 405, as Presidio says them."""
    assert isinstance(error, HTTPException)  # noqa: S101 - for those it is called
    return JSONResponse({"error": error.detail}, error.status_code, headers=error.headers)
