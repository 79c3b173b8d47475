"""The endpoints of Presidio 2.2.366, analyzer and anonymizer, in its shapes: its clients work unchanged.

What differs: any language is taken (texts are read as Turkish), `context` is taken and not used (it is weighed from the
text itself), scores are ours, and no error repeats what was sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import anyio.to_thread
from starlette.responses import HTMLResponse, JSONResponse, Response

from kvkkscan.errors import KvkkscanError
from kvkkscan.service.own import _LONG, Refused, body

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.requests import Request

    from kvkkscan.service.gate import Metrics
    from kvkkscan.service.settings import Settings

NAME = "KvkkscanRecognizer"
_SECONDS = 1.0  # that a client's own pattern may take for one text
_FLAGS = 26  # DOTALL, MULTILINE, IGNORECASE: Presidio's default


@dataclass(frozen=True, slots=True)
class _Result:
    entity_type: str
    start: int
    end: int
    score: float
    recognizer: str
    pattern_name: str
    reasons: str


class Presidio:
    """The endpoints of one service."""

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        self.settings, self.metrics = settings, metrics

    async def health(self, _request: Request) -> Response:
        """As the analyzer says it."""
        return HTMLResponse("Presidio Analyzer service is up")

    async def recognizers(self, _request: Request) -> Response:
        """The one recognizer."""
        return JSONResponse([NAME])

    async def supported(self, _request: Request) -> Response:
        """All labels."""
        return JSONResponse(sorted(self.settings.scanner.packs.labels))

    async def anonymizers(self, _request: Request) -> Response:
        """The operators of the anonymizer."""
        from presidio_anonymizer import AnonymizerEngine

        return JSONResponse(AnonymizerEngine().get_anonymizers())

    async def analyze(self, request: Request) -> Response:
        """A list of results, or a list of lists for a list of texts; errors are 500, as Presidio's are."""
        try:
            given = await body(request)
        except Refused:
            return _error("The request is no JSON object.", 500)
        texts = given.get("text")
        if not texts or not (isinstance(texts, str) or _strings(texts)):
            return _error("No text provided", 500)
        if not given.get("language"):
            return _error("No language provided", 500)
        wanted = given.get("entities")
        known = self.settings.scanner.packs.labels
        own = given.get("ad_hoc_recognizers") or []
        try:
            own = [_own(one) for one in own]
        except Exception:  # noqa: BLE001 - whatever is wrong with it; its words stay with the client
            return _error("Failed to parse /analyze request for AnalyzerEngine.analyze(). Bad ad_hoc_recognizers.", 400)
        if wanted and not (_strings(wanted) and any(one in known or one in {o[1] for o in own} for one in wanted)):
            return _error("No matching recognizers were found to serve the request.", 500)
        listed = [texts] if isinstance(texts, str) else list(texts)
        try:
            answers = []
            for text in listed:
                work = partial(self._one, text, given, own)
                answers.append(work() if len(text) < _LONG else await anyio.to_thread.run_sync(work))
        except (KvkkscanError, TimeoutError):
            return _error("The text could not be scanned to its end.", 500)
        except (TypeError, ValueError):
            return _error("Failed to parse /analyze request for AnalyzerEngine.analyze().", 400)
        return JSONResponse(answers[0] if isinstance(texts, str) else answers)

    def _one(self, text: str, given: Mapping[str, Any], own: Sequence[Any]) -> list[dict[str, Any]]:
        found = [
            _Result(one.entity_type, one.start, one.end, one.score, NAME, one.recognizer, ", ".join(one.reasons))
            for one in self.settings.scanner.scan(text)
        ]
        for name, label, patterns in own:
            found += [
                _Result(label, match.start(), match.end(), score, name, pattern_name, "pattern")
                for pattern_name, pattern, score in patterns
                for match in pattern.finditer(text, timeout=_SECONDS)
                if match.start() < match.end()
            ]
        wanted, least = given.get("entities") or None, float(given.get("score_threshold") or 0)
        kept = [
            one
            for one in found
            if (wanted is None or one.entity_type in wanted)
            and one.score >= least
            and not _allowed(text[one.start : one.end], given)
        ]
        self.metrics.findings.update(one.entity_type for one in kept)
        kept.sort(key=lambda one: (-one.score, one.start))
        return [_shown(one, explained=bool(given.get("return_decision_process"))) for one in kept]

    async def anonymize(self, request: Request) -> Response:
        """Presidio's own anonymizer, its operators and conflict rules."""
        from presidio_anonymizer import AnonymizerEngine
        from presidio_anonymizer.entities import InvalidParamError
        from presidio_anonymizer.services.app_entities_convertor import AppEntitiesConvertor

        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return _error("Unsupported Media Type", 415)
        try:
            given = await body(request)
        except Refused:
            return _error("Invalid request json", 400)
        if not given:
            return _error("Invalid request json", 400)
        try:
            operators = AppEntitiesConvertor.operators_config_from_json(given.get("anonymizers"))
            if AppEntitiesConvertor.check_custom_operator(operators):
                return _error("Custom type anonymizer is not supported", 400)
            results = AppEntitiesConvertor.analyzer_results_from_json(given.get("analyzer_results"))
            text = given.get("text", "")
            work = partial(AnonymizerEngine().anonymize, text=text, analyzer_results=results, operators=operators)
            done = work() if len(text) < _LONG else await anyio.to_thread.run_sync(work)
        except InvalidParamError as error:
            return _error(error.err_msg, 422)
        except Exception:  # noqa: BLE001 - its words may hold the text
            return _error("Invalid request json", 400)
        return Response(done.to_json(), media_type="application/json")


def _shown(one: _Result, *, explained: bool) -> dict[str, Any]:
    explanation = None
    if explained:
        explanation = {
            "original_score": one.score,
            "pattern": None,
            "pattern_name": one.pattern_name,
            "recognizer": one.recognizer,
            "regex_flags": None,
            "score": one.score,
            "score_context_improvement": 0,
            "supportive_context_word": "",
            "textual_explanation": one.reasons,
            "validation_result": None,
        }
    return {
        "analysis_explanation": explanation,
        "end": one.end,
        "entity_type": one.entity_type,
        "score": one.score,
        "start": one.start,
    }


def _own(given: Mapping[str, Any]) -> tuple[str, str, list[tuple[str, Any, float]]]:
    """(name, label, patterns) of a recognizer that a client brings along."""
    import regex

    flags = regex.DOTALL | regex.MULTILINE | regex.IGNORECASE
    patterns = [
        (str(one["name"]), regex.compile(one["regex"], flags), float(one["score"]))
        for one in given.get("patterns") or ()
    ]
    denied = given.get("deny_list")
    if denied:
        words = "|".join(regex.escape(word) for word in denied)
        score = float(given.get("deny_list_score") or 1.0)
        patterns.append(("deny_list", regex.compile(rf"(?:^|(?<=\W))({words})(?:(?=\W)|$)", flags), score))
    if not patterns:
        raise ValueError
    return str(given["name"]), str(given["supported_entity"]), patterns


def _allowed(value: str, given: Mapping[str, Any]) -> bool:
    listed = given.get("allow_list")
    if not listed:
        return False
    if given.get("allow_list_match", "exact") == "exact":
        return value in listed
    import regex

    pattern = regex.compile("|".join(listed), int(given.get("regex_flags", _FLAGS)))
    return bool(pattern.search(value, timeout=_SECONDS))


def _strings(given: object) -> bool:
    return isinstance(given, list) and all(isinstance(one, str) for one in given)


def _error(sentence: str, status: int) -> JSONResponse:
    return JSONResponse({"error": sentence}, status)
