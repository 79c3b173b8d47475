"""SARIF 2.1.0 (OASIS): findings for code hosts. Messages name labels; no snippet, no value."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from kvkkscan.messages import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kvkkscan.repository import Spot

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


class Found(NamedTuple):
    """One result: the rule, its label, where it is ("locations" of SARIF), and what else is known of it."""

    recognizer: str
    entity_type: str
    locations: list[dict[str, Any]]
    more: dict[str, Any]


def sarif(found: Sequence[Spot], version: str, lang: str = "en", problems: Sequence[tuple[str, str]] = ()) -> str:
    """The log of one run. `problems` are (path, sentence) of what could not be read: then the run has not succeeded."""
    results = [
        Found(
            one.recognizer,
            one.entity_type,
            place(
                one.path,
                region={
                    "startLine": one.line,
                    "startColumn": one.column,
                    "endLine": one.end_line,
                    "endColumn": one.end_column,
                },
            ),
            {"partialFingerprints": {"kvkkscan/v1": one.fingerprint}, "rank": round(one.score * 100, 1)},
        )
        for one in found
    ]
    return log(results, version, lang, problems)


def place(path: str, *, region: dict[str, int] | None = None, part: str = "") -> list[dict[str, Any]]:
    """Where a result is: a file, a region of its text (lines and columns from 1), or a named part of it."""
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(path)}}
    if region:
        physical["region"] = region
    location: dict[str, Any] = {"physicalLocation": physical}
    if part:
        location["logicalLocations"] = [{"fullyQualifiedName": part}]
    return [location]


def log(results: Sequence[Found], version: str, lang: str = "en", problems: Sequence[tuple[str, str]] = ()) -> str:
    """The log of one run with these results; `problems` as of `sarif`."""
    rules = sorted({(one.recognizer, one.entity_type) for one in results})
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
                    {"level": "error", "message": {"text": sentence}, "locations": place(path)}
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
                "locations": one.locations,
                **one.more,
            }
            for one in results
        ],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1, ensure_ascii=False) + "\n"


def _uri(path: str) -> str:
    return quote(path.replace("\\", "/"))
