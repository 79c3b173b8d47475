"""The description of the service's own API, OpenAPI 3.1. Presidio describes its endpoints itself."""

from __future__ import annotations

from typing import Any

from kvkkscan import __version__
from kvkkscan.finding import LABELS, Group
from kvkkscan.messages import LANGUAGES
from kvkkscan.policy import Policy

_TEXT = {"type": "string", "description": "a text"}
_TEXTS = {"type": "array", "items": {"type": "string"}, "description": "several texts; give this or `text`"}


def description() -> dict[str, Any]:
    """The whole document."""
    finding = {
        "type": "object",
        "required": ["entity_type", "group", "start", "end", "score", "recognizer"],
        "properties": {
            "entity_type": {"type": "string", "description": "label; those that ship are " + ", ".join(LABELS)},
            "group": {"enum": [str(group) for group in Group]},
            "start": {"type": "integer", "description": "code points of the text as given"},
            "end": {"type": "integer", "description": "exclusive"},
            "score": {"type": "number", "minimum": 0, "maximum": 1},
            "recognizer": {"type": "string"},
        },
    }
    findings = {"type": "array", "items": {"$ref": "#/components/schemas/Finding"}}
    item = {
        "type": "object",
        "properties": {
            "start": {"type": "integer", "description": "code points of the new text"},
            "end": {"type": "integer"},
            "entity_type": {"type": "string"},
            "operator": {"type": "string"},
        },
    }
    scanned = {"type": "object", "properties": {"findings": findings}}
    redacted = {
        "type": "object",
        "properties": {
            "text": {"type": "string"},
            "outcome": {"enum": ["clean", "found", "unscannable"]},
            "findings": findings,
            "items": {"type": "array", "items": item},
        },
    }
    labels = {"type": "array", "items": {"enum": list(LABELS)}}
    policy = {"enum": list(Policy.names()), "description": "a policy that ships; that of the service by default"}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "kvkkscan",
            "version": __version__,
            "description": "Special-category, payment, identity and contact data in Turkish text. "
            "The endpoints of Presidio (/analyze, /anonymize, /recognizers, /supportedentities) are here as well.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "paths": {
            "/v1/scan": _post(
                "Where personal data stands",
                {
                    "text": _TEXT,
                    "texts": _TEXTS,
                    "entities": labels,
                    "policy": policy,
                },
                scanned,
            ),
            "/v1/redact": _post(
                "The text with a policy applied",
                {"text": _TEXT, "texts": _TEXTS, "policy": policy, "lang": {"enum": list(LANGUAGES)}},
                redacted,
            ),
            "/v1/health": {
                "get": {"summary": "Whether the service is up", "responses": {"200": {"description": "it is"}}}
            },
            "/metrics": {"get": {"summary": "Counts, for Prometheus", "responses": {"200": {"description": "text"}}}},
        },
        "components": {
            "schemas": {
                "Finding": finding,
                "Error": {
                    "type": "object",
                    "properties": {
                        "error": {
                            "type": "object",
                            "required": ["code", "message"],
                            "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
                        }
                    },
                },
            },
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _get(summary: str) -> dict[str, Any]:
    return {"get": {"summary": summary, "responses": {"200": {"description": "as it says"}}}}


def _post(summary: str, properties: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    several = {"type": "object", "properties": {"results": {"type": "array", "items": answer}}}
    error = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}}
    said = {
        "400": "the request makes no sense",
        "401": "a token is needed",
        "408": "the body did not arrive in time",
        "413": "the body is too large",
        "415": "not application/json",
        "422": "the policy refuses what was found, or the text could not be scanned",
        "503": "too many requests at once",
    }
    return {
        "post": {
            "summary": summary,
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": {"type": "object", "properties": properties}}},
            },
            "responses": {
                "200": {
                    "description": "the answer; `results` for several texts",
                    "content": {"application/json": {"schema": {"anyOf": [answer, several]}}},
                },
                **{status: {"description": words, **error} for status, words in said.items()},
            },
        }
    }
