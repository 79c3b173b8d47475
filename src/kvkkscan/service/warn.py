"""The live warning: what a text that is still being typed may hold, in words for the one who types it.

Contact data is left alone: a name or a telephone number is what such forms ask for. Nothing is stored or logged;
labels are counted. Places are UTF-16 units, as browsers count.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response

from kvkkscan.finding import Group
from kvkkscan.messages import LANGUAGES, say
from kvkkscan.placeholders import NAMES
from kvkkscan.service.own import Refused, body

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.requests import Request

    from kvkkscan.finding import Finding
    from kvkkscan.service.own import Own

GROUPS = frozenset((Group.SPECIAL, Group.PAYMENT, Group.IDENTITY))
_LONGEST = 20_000  # characters: what a person types


class Warn:
    """The two endpoints of the warning: /v1/warn and the script that asks it."""

    def __init__(self, own: Own) -> None:
        self.own = own

    async def warn(self, request: Request) -> Response:
        """`text`, `lang` -> `count`, `labels`, `message`, `show`, `places`, and the `hints` of fields."""
        try:
            given = await body(request)
            text, lang = _asked(given)
            found = [one for one in await self.own.found(text) if one.group in GROUPS]
        except Refused as refused:
            return refused.response()
        return JSONResponse(_said(text, found, lang))

    async def script(self, _request: Request) -> Response:
        """The script for pages."""
        return Response(_script(), media_type="text/javascript; charset=utf-8")


def _asked(given: Mapping[str, Any]) -> tuple[str, str]:
    text, lang = given.get("text"), given.get("lang") or "tr"
    if not isinstance(text, str) or len(text) > _LONGEST:
        raise Refused(400, "text", f"'text' is a string of up to {_LONGEST} characters.")
    if lang not in LANGUAGES:
        raise Refused(400, "lang", "There is no such language.", known=list(LANGUAGES))
    return text, lang


def _said(text: str, found: Sequence[Finding], lang: str) -> dict[str, Any]:
    labels = list(dict.fromkeys(one.entity_type for one in found))
    names = [_name(label, lang) for label in labels]
    return {
        "count": len(found),
        "labels": labels,
        "message": say("warn-live", lang, labels=", ".join(names), count=len(found)) if found else "",
        "show": say("warn-show", lang),
        "places": [{"start": _units(text, one.start), "end": _units(text, one.end)} for one in found],
        "hints": {"field": say("warn-field", lang), "upload": say("warn-upload", lang)},
    }


def _name(label: str, lang: str) -> str:
    """The label's name in a sentence: "sağlık", "kart"; short ones in capitals stay so (IBAN, TCKN)."""
    name = NAMES.get(label, (label, label))[LANGUAGES.index(lang)]
    if " " not in name and len(name) <= 4 and name not in ("KART", "CARD", "DİN"):  # noqa: PLR2004 - letters
        return name
    return name.replace("I", "ı").replace("İ", "i").lower() if lang == "tr" else name.lower()


def _units(text: str, place: int) -> int:
    return place + sum(sign > "\uffff" for sign in text[:place])


@cache
def _script() -> bytes:
    return (files("kvkkscan.service") / "static" / "kvkkscan-warn.js").read_bytes()
