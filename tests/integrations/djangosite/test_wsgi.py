"""The WSGI middleware before Django."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application
from tests.integrations.test_cleaning import CARD
from werkzeug.test import Client

from kvkkscan.integrations.wsgi import KvkkscanMiddleware

DIRTY, CLEAN = f"kartım {CARD}", "kartım [KART]"


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        ({"json": {"body": DIRTY}}, {"body": f'{{"body": "{CLEAN}"}}'}),
        ({"data": {"body": DIRTY}}, {"fields": {"body": CLEAN}}),
        (
            {"data": {"body": DIRTY, "file": (b"x", "x.txt")}},
            {"fields": {"body": CLEAN}, "files": {"file": ["x.txt", "x"]}},
        ),
    ],
)
def test_before_django(options: dict[str, Any], wanted: dict[str, Any]) -> None:
    """JSON, urlencoded and multipart bodies, as a view sees them."""
    import io

    data = options.get("data", {})
    if "file" in data:
        content, name = data["file"]
        options = {"data": {**data, "file": (io.BytesIO(content), name)}}
    client = Client(KvkkscanMiddleware(get_wsgi_application(), paths=["/echo/"]))
    answer = client.post("/echo/", **options)
    assert answer.status_code == 200
    assert answer.json == {"fields": {}, "files": {}, "body": "", **wanted}
