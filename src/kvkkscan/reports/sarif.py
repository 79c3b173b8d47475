"""SARIF 2.1.0 (OASIS): findings for code hosts. Messages name labels; no snippet, no value."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

from kvkkscan.messages import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kvkkscan.repository import Spot

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(found: Sequence[Spot], version: str, lang: str = "en", problems: Sequence[tuple[str, str]] = ()) -> str:
    """The log of one run. `problems` are (path, sentence) of what could not be read: then the run has not succeeded."""
    rules = sorted({(one.recognizer, one.entity_type) for one in found})
    index = {name: number for number, (name, _) in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "kvkkscan",
                "version": version,
                "rules": [
                    {
                        "id": name,
                        "name": label,
                        "shortDescription": {"text": say("sarif-rule", lang, label=label)},
                        "defaultConfiguration": {"level": "error"},
                        "properties": {"tags": ["security", "privacy"]},
                    }
                    for name, label in rules
                ],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": not problems,
                "toolExecutionNotifications": [
                    {
                        "level": "error",
                        "message": {"text": sentence},
                        "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(path)}}}],
                    }
                    for path, sentence in problems
                ],
            }
        ],
        "results": [
            {
                "ruleId": one.recognizer,
                "ruleIndex": index[one.recognizer],
                "level": "error",
                "message": {"text": say("sarif-found", lang, label=one.entity_type)},
                "locations": [
                    {
                        "physicalLocation": {
                            "artifactLocation": {"uri": _uri(one.path)},
                            "region": {
                                "startLine": one.line,
                                "startColumn": one.column,
                                "endLine": one.end_line,
                                "endColumn": one.end_column,
                            },
                        }
                    }
                ],
                "partialFingerprints": {"kvkkscan/v1": one.fingerprint},
                "rank": round(one.score * 100, 1),
            }
            for one in found
        ],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1, ensure_ascii=False) + "\n"


def _uri(path: str) -> str:
    return quote(path.replace("\\", "/"))
