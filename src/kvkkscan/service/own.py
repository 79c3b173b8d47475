"""Our own API: /v1/scan, /v1/redact, /v1/health."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

import anyio.to_thread
from starlette.responses import JSONResponse, Response

from kvkkscan import __version__
from kvkkscan.errors import KvkkscanError, PolicyError, SensitiveDataFound, Unscannable
from kvkkscan.finding import LABELS
from kvkkscan.messages import LANGUAGES
from kvkkscan.policy import Policy
from kvkkscan.redaction import redact

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request

    from kvkkscan.finding import Finding
    from kvkkscan.service.gate import Metrics
    from kvkkscan.service.settings import Settings

_LONG = 20_000  # characters: what is longer is scanned in a thread, so that others are answered meanwhile
_DEEP = 64


class Refused(Exception):
    """The request cannot be answered: status, code, sentence."""

    def __init__(self, status: int, code: str, sentence: str, **more: object) -> None:
        super().__init__(code)
        self.status, self.body = status, {"error": {"code": code, "message": sentence, **more}}

    def response(self) -> JSONResponse:
        """As JSON."""
        return JSONResponse(self.body, self.status)


def shown(one: Finding) -> dict[str, Any]:
    """A finding as JSON says it: label, place, score, rule; no value."""
    return {
        "entity_type": one.entity_type,
        "group": str(one.group),
        "start": one.start,
        "end": one.end,
        "score": round(one.score, 4),
        "recognizer": one.recognizer,
    }


class Own:
    """The endpoints of one service."""

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        self.settings, self.metrics = settings, metrics
        self._policies: dict[str, Policy] = {}

    async def health(self, _request: Request) -> Response:
        """That the service is up, and what it is."""
        return JSONResponse({"status": "ok", "version": __version__, "packs": self.settings.scanner.packs_digest})

    async def scan(self, request: Request) -> Response:
        """`text` or `texts`, `entities`, `policy` -> `findings`, or `results` with those of each text."""
        try:
            given = await body(request)
            entities = _entities(given)
            policy = self._policy(given)
            found = [await self._found(text, policy, entities) for text in _texts(given)]
        except Refused as refused:
            return refused.response()
        if "texts" in given:
            return JSONResponse({"results": [{"findings": one} for one in found]})
        return JSONResponse({"findings": found[0]})

    async def redact(self, request: Request) -> Response:
        """`text` or `texts`, `policy`, `lang` -> text, outcome, findings and items; 422 where it is refused."""
        try:
            given = await body(request)
            policy = self._policy(given)
            done = [await self._redacted(text, policy) for text in _texts(given)]
        except Refused as refused:
            return refused.response()
        return JSONResponse({"results": done} if "texts" in given else done[0])

    async def found(self, text: str) -> list[Finding]:
        """The findings in a text, counted.

        Raises:
            Refused: it could not be scanned.
        """
        found: list[Finding] = await self._run(text, partial(self.settings.scanner.scan, text))
        self.metrics.findings.update(one.entity_type for one in found)
        return found

    async def _found(self, text: str, policy: Policy, entities: frozenset[str] | None) -> list[dict[str, Any]]:
        found = await self._run(text, partial(self.settings.scanner.scan, text))
        wanted = [
            one
            for one in found
            if (entities is None or one.entity_type in entities)
            and not policy.allowed(one.entity_type, text[one.start : one.end])
        ]
        self.metrics.findings.update(one.entity_type for one in wanted)
        return [shown(one) for one in wanted]

    async def _redacted(self, text: str, policy: Policy) -> dict[str, Any]:
        done = await self._run(text, partial(redact, text, policy, scanner=self.settings.scanner))
        self.metrics.findings.update(one.entity_type for one in done.findings)
        return {
            "text": done.text,
            "outcome": done.outcome,
            "findings": [shown(one) for one in done.findings],
            "items": [
                {"start": one.start, "end": one.end, "entity_type": one.entity_type, "operator": one.operator}
                for one in done.items
            ],
        }

    async def _run(self, text: str, work: Callable[[], Any]) -> Any:  # noqa: ANN401 - what the work yields
        try:
            return work() if len(text) < _LONG else await anyio.to_thread.run_sync(work)
        except SensitiveDataFound as error:
            labels = sorted({one.entity_type for one in error.findings})
            raise Refused(422, "refused", error.message(), labels=labels) from None
        except Unscannable as error:
            raise Refused(422, "unscannable", error.message()) from None
        except KvkkscanError as error:
            raise Refused(422, "not-clean", error.message()) from None

    def _policy(self, given: Mapping[str, Any]) -> Policy:
        """The service's policy, or one that ships, by its name: paths are none of a client's business."""
        name, lang = given.get("policy"), given.get("lang")
        if name is not None and name not in (*Policy.names(), self.settings.policy.id):
            raise Refused(400, "policy", "There is no policy of that name.", known=list(Policy.names()))
        if lang is not None and lang not in LANGUAGES:
            raise Refused(400, "lang", "There is no such language.", known=list(LANGUAGES))
        policy = self.settings.policy
        if name is not None and name != policy.id:
            if name not in self._policies:
                try:
                    self._policies[name] = Policy.load(name)
                except PolicyError:
                    raise Refused(400, "policy", "This policy needs settings that the service does not have.") from None
            policy = self._policies[name]
        return policy.with_(language=lang) if lang else policy


async def body(request: Request) -> dict[str, Any]:
    """The JSON object that was sent.

    Raises:
        Refused: it is none.
    """
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Refused(415, "content-type", "Send application/json.")
    try:
        given = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise Refused(400, "json", "The body is no JSON.") from None
    if not isinstance(given, dict):
        raise Refused(400, "json", "The body is no JSON object.")
    return given


def _texts(given: Mapping[str, Any]) -> list[str]:
    if ("text" in given) == ("texts" in given):
        raise Refused(400, "text", "Give 'text' (a string) or 'texts' (a list of strings).")
    texts = [given["text"]] if "text" in given else given["texts"]
    if not isinstance(texts, list) or not all(isinstance(one, str) for one in texts):
        raise Refused(400, "text", "'text' is a string, 'texts' a list of strings.")
    return texts


def _entities(given: Mapping[str, Any]) -> frozenset[str] | None:
    wanted = given.get("entities")
    if wanted is None:
        return None
    if not isinstance(wanted, list) or not all(isinstance(one, str) for one in wanted):
        raise Refused(400, "entities", "'entities' is a list of labels.")
    unknown = [one for one in wanted if one not in LABELS]
    if unknown:
        raise Refused(400, "entities", "There is no such label.", known=list(LABELS))
    return frozenset(wanted)
