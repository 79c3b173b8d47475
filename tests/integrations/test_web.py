"""ASGI and WSGI middleware before Starlette, FastAPI and Flask; Django stands in djangosite/test_wsgi.py."""

from __future__ import annotations

import asyncio
import importlib.util
import io
import json
import re
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import flask
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from tests.integrations.test_cleaning import CARD, TCKN, Tired
from werkzeug.test import Client

from kvkkscan import KvkkscanError, Record, RecordLog
from kvkkscan.integrations import asgi, wsgi
from kvkkscan.integrations.bodies import make_guard
from kvkkscan.messages import say

ROOT = Path(__file__).resolve().parent.parent.parent
DIRTY, CLEAN = f"kartım {CARD}", "kartım [KART]"
JSON, FORM = {"content-type": "application/json"}, {"content-type": "application/x-www-form-urlencoded"}
MULTIPART = {"content-type": "multipart/form-data; boundary=b"}


# --- two hosts that say what reached them ----------------------------------------------------------------------------


async def seen_by_starlette(request: Request) -> Response:
    """Fields, files and body as the application sees them."""
    kind = request.headers.get("content-type", "")
    fields, files = {}, {}
    raw = (await request.body()).decode("utf-8", "replace")
    if "form" in kind:
        async with request.form() as form:
            for name, value in form.multi_items():
                if isinstance(value, str):
                    fields[name] = value
                else:
                    files[name] = [value.filename, (await value.read()).decode()]
    headers = {name: value for name, value in request.headers.items() if name != "host"}
    return JSONResponse({"fields": fields, "files": files, "body": raw, "headers": headers})


def starlette_answers(
    method: str, path: str, content: bytes, headers: dict[str, str], **options: Any
) -> httpx.Response:
    """The answer to one request to Starlette behind the middleware."""
    route = Route("/{path:path}", seen_by_starlette, methods=["GET", "POST"])
    app = Starlette(routes=[route])
    app.add_middleware(asgi.KvkkscanMiddleware, **{"paths": ["/tickets"], **options})
    return asyncio.run(ask(app, method, path, content, headers))


async def ask(app: Any, method: str, path: str, content: Any, headers: dict[str, str]) -> httpx.Response:
    """One request to an ASGI application."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        return await client.request(method, path, content=content, headers=headers)


def flask_app() -> flask.Flask:
    """Flask, saying what reached it."""
    app = flask.Flask("test")

    @app.route("/<path:path>", methods=["GET", "POST"])
    def seen(path: str) -> Any:
        request = flask.request
        files = {name: [one.filename, one.read().decode()] for name, one in request.files.items()}
        fields = request.form.to_dict()
        body = "" if files or fields else request.get_data().decode("utf-8", "replace")
        headers = {name.lower(): value for name, value in request.headers.items()}
        return {"fields": fields, "files": files, "body": body, "headers": headers}

    return app


def flask_answers(method: str, path: str, content: bytes, headers: dict[str, str], **options: Any) -> httpx.Response:
    """The answer to one request to Flask behind the middleware."""
    app = flask_app()
    app.wsgi_app = wsgi.KvkkscanMiddleware(app.wsgi_app, **{"paths": ["/tickets"], **options})  # type: ignore[method-assign]
    answer = Client(app).open(path, method=method, data=content, headers=headers)
    return httpx.Response(answer.status_code, content=answer.get_data(), headers=dict(answer.headers))


HOSTS = pytest.mark.parametrize("answers", [starlette_answers, flask_answers], ids=["starlette", "flask"])


def form_data(*parts: tuple[str, str]) -> bytes:
    """A multipart body: (headers of the part, its content)."""
    return "".join(f"--b\r\n{head}\r\n\r\n{content}\r\n" for head, content in parts).encode() + b"--b--\r\n"


def field(name: str, more: str = "") -> str:
    """The header of a field."""
    return f'Content-Disposition: form-data; name="{name}"{more}'


# --- what passes -----------------------------------------------------------------------------------------------------


@HOSTS
@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (
            f'{{"body": "{DIRTY}", "n": 1.10,\n "x": [true, null]}}',
            f'{{"body": "{CLEAN}", "n": 1.10,\n "x": [true, null]}}',
        ),
        (f'{{"tckn": {TCKN}, "order": {TCKN}}}', f'{{"tckn": "[TCKN]", "order": {TCKN}}}'),
        (
            f'{{"card": {{"number": "{CARD}", "pin": 1234}}}}',
            '{"card": {"number": "[KART]", "pin": "[KART ŞİFRESİ]"}}',
        ),
        (f'{{"{DIRTY}": 1}}', f'{{"{CLEAN}": 1}}'),
        ('{"a": "\\u015feker hastas\\u0131y\\u0131m"}', '{"a": "[SAĞLIK]"}'),
        ('{"a": "{\\"b\\": \\"\\\\u015feker hastas\\\\u0131y\\\\u0131m\\"}"}', '{"a": "{\\"b\\": \\"[SAĞLIK]\\"}"}'),
        (f'"{DIRTY}"', f'"{CLEAN}"'),
        ("[]", "[]"),
        ('{"a": "\\ud800 \\u0041"}', '{"a": "\\ud800 \\u0041"}'),
        (f'{{"a": "\\ud800 {DIRTY}"}}', '{"a": "\\ud800 kart\\u0131m [KART]"}'),
        (
            '{"big": 123456789012345678901234567890, "small": 1e-7}',
            '{"big": 123456789012345678901234567890, "small": 1e-7}',
        ),
    ],
)
def test_json(answers: Any, given: str, wanted: str) -> None:
    """Strings, numbers and keys are cleaned; every other character stays, and the length is the new one."""
    answer = answers("POST", "/tickets", given.encode(), JSON)
    assert answer.status_code == 200
    assert answer.json()["body"] == wanted
    assert answer.json()["headers"]["content-length"] == str(len(wanted.encode()))


@HOSTS
def test_forms(answers: Any) -> None:
    """Values and names of urlencoded forms; JSON within a value."""
    given = (
        "body=kart%C4%B1m+5555+5555+5555+4444&tckn=10000000146&ok=a+b%20c"
        "&payload=%7B%22a%22%3A%22%5Cu015feker+hastas%5Cu0131y%5Cu0131m%22%7D"
    )
    answer = answers("POST", "/tickets", given.encode(), FORM)
    assert answer.json()["fields"] == {
        "body": CLEAN,
        "tckn": "[TCKN]",
        "ok": "a b c",
        "payload": '{"a":"[SAĞLIK]"}',
    }


@HOSTS
def test_multipart(answers: Any) -> None:
    """Fields, files, names of files, JSON parts; headers that nobody reads do not pass."""
    body = form_data(
        (field("body"), DIRTY),
        (field("tckn"), TCKN),
        (field("meta") + "\r\nContent-Type: application/json", f'{{"tckn": {TCKN}}}'),
        (field("file", f'; filename="kart {CARD}.txt"') + f"\r\nContent-Type: text/plain\r\nX-Note: {CARD}", DIRTY),
        (field("empty", '; filename=""') + "\r\nContent-Type: application/octet-stream", ""),
        (field("quoted", '; filename="a \\"b\\".txt"'), "x"),
    )
    answer = answers("POST", "/tickets", body, MULTIPART)
    assert answer.status_code == 200
    got = answer.json()
    assert (got["fields"]["body"], got["fields"]["tckn"], got["fields"]["meta"]) == (
        CLEAN,
        "[TCKN]",
        '{"tckn": "[TCKN]"}',
    )
    assert got["files"]["file"] == ["kart KART.txt", CLEAN]
    assert got["files"]["quoted"] == ['a "b".txt', "x"]
    assert CARD not in answer.text


@HOSTS
def test_other_bodies_count_as_files(answers: Any) -> None:
    """Plain text is cleaned, whatever its type is called; what cannot be read is refused."""
    assert answers("POST", "/tickets", DIRTY.encode(), {"content-type": "text/plain"}).json()["body"] == CLEAN
    assert answers("POST", "/tickets", DIRTY.encode(), {}).json()["body"] == CLEAN
    assert answers("POST", "/tickets", b"%PDF-1.7", {"content-type": "application/pdf"}).status_code == 422


@HOSTS
@pytest.mark.parametrize(
    ("path", "paths", "guarded"),
    [
        ("/tickets/7", ["/tickets"], True),
        ("/other", ["/tickets"], False),
        ("/x//tickets", ["/x/tickets"], True),
        ("/x/%74ickets", ["/x/tickets"], True),
        ("/api/7/notes", [re.compile(r"/api/\d+/notes")], True),
        ("/api/x/notes", [re.compile(r"/api/\d+/notes")], False),
        ("/any", ["/"], True),
    ],
)
def test_paths(answers: Any, path: str, paths: list[Any], guarded: bool) -> None:
    """Prefixes and patterns; other requests pass untouched."""
    answer = answers("POST", path, f'{{"body": "{DIRTY}"}}'.encode(), JSON, paths=paths)
    if answer.status_code == 308:  # Flask sends the client to the plain path, which is guarded
        return
    assert (CLEAN in answer.json()["body"]) == guarded


@HOSTS
def test_requests_without_a_body_pass(answers: Any) -> None:
    """As they are."""
    answer = answers("GET", "/tickets?q=1", b"", {})
    assert (answer.status_code, answer.json()["body"]) == (200, "")


# --- what does not ---------------------------------------------------------------------------------------------------


@HOSTS
@pytest.mark.parametrize(
    ("body", "headers", "status", "key"),
    [
        (f'{{"a": "{CARD}"'.encode(), JSON, 400, "http-json"),
        (b'{"a": NaN}', JSON, 400, "http-json"),
        (b'\xef\xbb\xbf{"a": 1}', JSON, 400, "http-json"),
        (f'{{"a": 1, "a": "{CARD}"}}'.encode(), JSON, 400, "http-json-twice"),
        (b'{"a": {"b": 1, "b": 2}}', JSON, 400, "http-json-twice"),
        (b"[" * 300 + b"]" * 300, JSON, 400, "http-json-deep"),
        ('{"a": "ı"}'.encode("cp1254"), JSON, 400, "http-utf8"),
        (b"a=%FD", FORM, 400, "http-utf8"),
        (b"{}", {"content-type": "application/json; charset=iso-8859-9"}, 415, "http-charset"),
        (b"a=1", {"content-type": "application/x-www-form-urlencoded; charset=cp1254"}, 415, "http-charset"),
        (b"_charset_=cp1254&a=1", FORM, 415, "http-charset"),
        (b"x", {"content-type": "text/plain; charset=utf-16"}, 415, "http-charset"),
        (b"\x1f\x8b", {**JSON, "content-encoding": "gzip"}, 415, "http-encoded"),
        (b"[" + b"1," * 600 + b"1]", JSON, 413, "http-too-large"),
        (form_data((field("a"), "x"))[:-6], MULTIPART, 400, "http-multipart"),
        (form_data((field("a"), "x")), {"content-type": "multipart/form-data"}, 400, "http-multipart"),
        (form_data(("X-A: b", "x")), MULTIPART, 400, "http-multipart"),
        (form_data((field("a", '; name="b"'), "x")), MULTIPART, 400, "http-multipart"),
        (form_data((field("a", "; filename*=utf-8''x.txt"), "x")), MULTIPART, 400, "http-multipart"),
        (
            form_data((field("a") + "\r\nContent-Transfer-Encoding: base64", "eA==")),
            MULTIPART,
            415,
            "http-part-encoding",
        ),
        (
            form_data((field("a") + "\r\nContent-Type: multipart/mixed; boundary=c", "x")),
            MULTIPART,
            415,
            "http-part-encoding",
        ),
        (form_data((field("a") + "\r\nContent-Type: text/plain; charset=cp1254", "x")), MULTIPART, 415, "http-charset"),
        (b"{}", {"content-type": "application/json; charset=utf-8; charset=utf-16"}, 400, "http-headers"),
        (
            form_data((field("a"), "x")),
            {"content-type": "multipart/form-data; boundary=b; boundary=c"},
            400,
            "http-headers",
        ),
        (b"x", {"content-type": "multipart/mixed; boundary=b"}, 415, "http-part-encoding"),
        (form_data((field("f", '; filename="x.pdf"'), "%PDF-1.7")), MULTIPART, 422, ""),
    ],
)
def test_bodies_that_cannot_be_read(answers: Any, body: bytes, headers: dict[str, str], status: int, key: str) -> None:
    """A 4xx with a JSON body that says why and repeats nothing; the application is not asked."""
    answer = answers("POST", "/tickets", body, headers, limit=1_000)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.json()["error"] == (key or answer.json()["error"])
    assert answer.json().keys() == {"error", "message"}
    assert CARD not in answer.text


@HOSTS
def test_a_refusal(answers: Any) -> None:
    """422 with the labels, in the language of the policy."""
    answer = answers("POST", "/tickets", f'{{"body": "{DIRTY}"}}'.encode(), JSON, mode="refuse")
    labels = "CREDIT_CARD"
    assert answer.status_code == 422
    assert answer.json() == {
        "error": "redaction-refused",
        "message": say("redaction-refused", "tr", policy="ticket", labels=labels),
        "labels": [labels],
    }


@HOSTS
def test_what_cannot_be_scanned(answers: Any) -> None:
    """422: it fails closed."""
    assert answers("POST", "/tickets", b'{"a": "x"}', JSON, scanner=Tired()).status_code == 422


@HOSTS
def test_each_act_is_recorded(answers: Any, tmp_path: Path) -> None:
    """With the rule that covered the path, not the path; names that came from outside only if nothing is in them."""
    kept: list[Record] = []
    body = f'{{"body": "{DIRTY}", "{CARD}": "{DIRTY}"}}'.encode()
    answers("POST", f"/tickets/{TCKN}", body, JSON, keep=kept.append)
    assert [(one.source, one.field) for one in kept] == [("/tickets", "body"), (None, None), ("/tickets", None)]
    assert CARD not in "".join(one.line() for one in kept)
    log = RecordLog(tmp_path / "none" / "x.jsonl")
    answer = answers("POST", "/tickets", body, JSON, keep=log.append)
    assert (answer.status_code, answer.json()["error"]) == (503, "http-record")
    assert str(tmp_path) not in answer.text


@HOSTS
def test_too_many_values(answers: Any) -> None:
    """Each costs a scan."""
    answer = answers("POST", "/tickets", b"&" * 20_000, FORM)
    assert (answer.status_code, answer.json()["error"]) == (413, "http-too-many")


# --- of one interface only -------------------------------------------------------------------------------------------


def test_asgi_chunked_bodies_and_disconnects() -> None:
    """Pieces are put together, with one length; who leaves halfway is not answered, and the application not called."""

    async def pieces() -> Any:
        for at in range(0, len(DIRTY), 3):
            yield DIRTY[at : at + 3].encode()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        called.append(dict(scope["headers"]))
        message = await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": message["body"]})

    called: list[Any] = []
    guarded = asgi.KvkkscanMiddleware(app)
    answer = asyncio.run(ask(guarded, "POST", "/", pieces(), {"content-type": "text/plain", "digest": "sha-256=x"}))
    assert answer.text == CLEAN
    assert called[0][b"content-length"] == str(len(CLEAN.encode())).encode()
    assert not {b"transfer-encoding", b"digest"} & called[0].keys()

    async def gone() -> Any:
        return {"type": "http.disconnect"}

    scope = {"type": "http", "path": "/", "headers": []}
    asyncio.run(guarded(scope, gone, None))  # type: ignore[arg-type]
    assert len(called) == 1


def test_asgi_other_protocols_pass() -> None:
    """Lifespan and WebSockets have no bodies of this kind."""
    called = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        called.append((scope["type"], receive, send))

    guarded = asgi.KvkkscanMiddleware(app)
    for kind in ("lifespan", "websocket"):
        asyncio.run(guarded({"type": kind, "path": "/"}, str, repr))  # type: ignore[arg-type]
    assert called == [("lifespan", str, repr), ("websocket", str, repr)]


def test_wsgi_lengths() -> None:
    """A body that ends early, a length that is none, a chunked body whose end only the server knows."""
    reached = []

    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        reached.append(environ["wsgi.input"].read())
        start_response("200 OK", [])
        return [b""]

    guarded = wsgi.KvkkscanMiddleware(app)

    def status(**environ: Any) -> int:
        said: list[str] = []
        base = {"PATH_INFO": "/", "CONTENT_TYPE": "text/plain", "wsgi.input": io.BytesIO(b"metin")}
        guarded({**base, **environ}, lambda line, _: said.append(line))
        return int(said[0].split()[0])

    assert status(CONTENT_LENGTH="5") == 200
    assert status(CONTENT_LENGTH="6") == 400
    assert status(CONTENT_LENGTH="-1") == 400
    assert status(CONTENT_LENGTH="x") == 400
    assert status(CONTENT_LENGTH="99999999") == 413
    assert status(HTTP_TRANSFER_ENCODING="chunked") == 411
    assert status(**{"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}) == 200
    assert status() == 200
    assert reached == [b"metin", b"metin", b""]


def test_settings() -> None:
    """One string is no list of paths, and modes are known."""
    with pytest.raises(TypeError, match="list"):
        make_guard("/tickets")
    with pytest.raises(KvkkscanError, match="redact, refuse"):
        make_guard(mode="warn")


def test_without_python_multipart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Multipart bodies are refused, all others are read."""
    monkeypatch.setitem(sys.modules, "python_multipart", None)
    answer = flask_answers("POST", "/tickets", form_data((field("a"), "x")), MULTIPART)
    assert (answer.status_code, answer.json()["error"]) == (415, "http-no-multipart")
    assert flask_answers("POST", "/tickets", b"[]", JSON).status_code == 200


def test_the_fastapi_example() -> None:
    """What examples/fastapi_app.py says is what happens."""
    spec = importlib.util.spec_from_file_location("fastapi_app", ROOT / "examples" / "fastapi_app.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["fastapi_app"] = module
    try:
        spec.loader.exec_module(module)
        body = json.dumps({"body": DIRTY, "tckn": TCKN}).encode()
        answer = asyncio.run(ask(module.app, "POST", "/tickets", body, JSON))
    finally:
        del sys.modules["fastapi_app"]
    assert answer.json() == {"body": CLEAN, "tckn": "[TCKN]"}


# --- what holds for all bodies ---------------------------------------------------------------------------------------

PLAIN = st.text("xqXÇşİ \"'\\\r\n\t&=;%+{}[]:,<>é😀", max_size=20)
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.just(1.5e300) | PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(PLAIN, inner, max_size=3),
    max_leaves=8,
)
GUARD = make_guard()


@given(DOCUMENTS, st.booleans(), st.sampled_from([None, 2]))
def test_json_with_nothing_in_it_stays_byte_for_byte(document: Any, ascii_only: bool, indent: int | None) -> None:
    """However it is written."""
    body = json.dumps(document, ensure_ascii=ascii_only, indent=indent).encode()
    assert GUARD.clean(body, "application/json") == body


@given(st.lists(st.tuples(PLAIN, PLAIN), max_size=5))
def test_forms_with_nothing_in_them_stay_byte_for_byte(pairs: list[tuple[str, str]]) -> None:
    """Whatever is escaped."""
    body = urlencode(pairs).encode()
    assert GUARD.clean(body, "application/x-www-form-urlencoded") == body


@given(st.lists(st.tuples(PLAIN, PLAIN), max_size=4), st.lists(st.tuples(PLAIN, PLAIN), max_size=3))
def test_multipart_is_put_together_as_it_was(pairs: list[tuple[str, str]], files: list[tuple[str, str]]) -> None:
    """Another parser reads the same fields and files from the new body as from the old one."""
    given_: list[Any] = [(f"f{name}", (None, text)) for name, text in pairs]
    given_ += [(f"u{name}", (f"{name}.txt", f"x{text}")) for name, text in files]
    if not given_:
        return
    request = httpx.Request("POST", "http://test", files=given_)
    kind = request.headers["content-type"]
    body = request.read()
    new = GUARD.clean(body, kind)
    assert parsed(new, kind) == parsed(body, kind)
    assert GUARD.clean(new, kind) == new


def parsed(body: bytes, kind: str) -> tuple[list[Any], list[Any]]:
    """Fields and files, as werkzeug reads them."""
    environ = {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": kind}
    with flask.Request({**environ, "REQUEST_METHOD": "POST"}) as request:
        fields = list(request.form.items(multi=True))
        return fields, [(name, one.filename, one.read()) for name, one in request.files.items(multi=True)]


@given(
    st.binary(max_size=200), st.sampled_from([*JSON.values(), *FORM.values(), *MULTIPART.values(), "text/plain", ""])
)
def test_no_bytes_break_it(body: bytes, kind: str) -> None:
    """Junk is passed on clean, or refused with one of our own errors."""
    status = 200
    try:
        GUARD.clean(body, kind)
    except KvkkscanError as error:
        status, _ = GUARD.answer(error)
    assert 200 <= status < 500
