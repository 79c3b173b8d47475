"""The HTTP service, as a real process under a real client: answers, shapes, limits, and nothing echoed."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from kvkkscan import KvkkscanError, Scanner
from kvkkscan.finding import LABELS
from kvkkscan.service.settings import check_reach, is_loopback

CARD, TCKN = "5555 5555 5555 4444", "10000000146"
TEXT = f"kartım {CARD}"
FINDING = {
    "entity_type": "CREDIT_CARD", "group": "payment", "start": 7, "end": 26, "score": 1.0, "recognizer": "payment.card",
}  # fmt: skip
TOKEN = "a-token-of-the-tests"  # noqa: S105


@contextlib.contextmanager
def served(*words: str, **env: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address of a running service, and its process; what it wrote holds no value."""
    command = [sys.executable, "-m", "kvkkscan", "serve", "--port", "0", *words]
    given = {**os.environ, "LC_ALL": "C.UTF-8", **env}
    with subprocess.Popen(
        command, env=given, stderr=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        try:
            assert process.stderr is not None
            found = re.search(r"http://\S+", process.stderr.readline())
            assert found
            yield found[0], process
        finally:
            process.terminate()
            written = "".join(process.communicate(timeout=30))
            assert CARD not in written
            assert TCKN not in written


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A service with the usual settings."""
    with served() as (address, _):
        yield address


def post(url: str, path: str, given: Any, **more: Any) -> httpx.Response:
    """One request."""
    return httpx.post(url + path, json=given, timeout=30, **more)


@pytest.mark.parametrize(
    ("path", "given", "wanted"),
    [
        ("/v1/scan", {"text": TEXT}, {"findings": [FINDING]}),
        ("/v1/scan", {"text": ""}, {"findings": []}),
        ("/v1/scan", {"texts": [TEXT, "x"]}, {"results": [{"findings": [FINDING]}, {"findings": []}]}),
        ("/v1/scan", {"texts": []}, {"results": []}),
        ("/v1/scan", {"text": TEXT, "entities": ["IBAN_CODE"]}, {"findings": []}),
        ("/v1/redact", {"text": "x"}, {"text": "x", "outcome": "clean", "findings": [], "items": []}),
        (
            "/v1/redact",
            {"text": TEXT, "lang": "en"},
            {
                "text": "kartım [CARD]", "outcome": "found", "findings": [FINDING],
                "items": [{"start": 7, "end": 13, "entity_type": "CREDIT_CARD", "operator": "replace"}],
            },
        ),
    ],
)  # fmt: skip
def test_our_own_api(url: str, path: str, given: Any, wanted: Any) -> None:
    """Findings and clean texts, one or several."""
    done = post(url, path, given)
    assert (done.status_code, done.json()) == (200, wanted)


@pytest.mark.parametrize(
    ("path", "content", "status", "code"),
    [
        ("/v1/scan", b"{", 400, "json"),
        ("/v1/scan", b"[" * 100_000, 400, "json"),
        ("/v1/scan", b"[]", 400, "json"),
        ("/v1/scan", b"{}", 400, "text"),
        ("/v1/scan", b'{"text": 3}', 400, "text"),
        ("/v1/scan", b'{"text": "a", "texts": []}', 400, "text"),
        ("/v1/scan", b'{"texts": [3]}', 400, "text"),
        ("/v1/scan", b'{"text": "a", "entities": "X"}', 400, "entities"),
        ("/v1/scan", b'{"text": "a", "entities": ["X"]}', 400, "entities"),
        ("/v1/redact", b'{"text": "a", "policy": "/etc/passwd"}', 400, "policy"),
        ("/v1/redact", b'{"text": "a", "lang": "fr"}', 400, "lang"),
    ],
)
def test_what_makes_no_sense(url: str, path: str, content: bytes, status: int, code: str) -> None:
    """A status, a code and a sentence."""
    done = httpx.post(url + path, content=content, headers={"content-type": "application/json"}, timeout=30)
    assert (done.status_code, done.json()["error"]["code"]) == (status, code)


def test_lone_surrogates_and_odd_bytes(url: str) -> None:
    """A text that is no Unicode is scanned all the same; a body that is not UTF-8 is no JSON."""
    assert httpx.post(f"{url}/v1/scan", content=rb'{"text": "\ud800 x"}').json() == {"findings": []}
    assert httpx.post(f"{url}/v1/scan", content=b'{"text": "\xff"}').status_code == 400


@pytest.mark.parametrize("path", ["/v1/scan", "/v1/redact"])
def test_only_json_and_only_post(url: str, path: str) -> None:
    """Another content type is 415, another method 405, another path 404, a packed body 415."""
    assert httpx.post(url + path, content=b"text=a", headers={"content-type": "text/plain"}).status_code == 415
    packed = {"content-type": "application/json", "content-encoding": "gzip"}
    assert httpx.post(url + path, content=b"x", headers=packed).status_code == 415
    assert httpx.get(url + path).status_code == 405
    assert httpx.post(url + path + "x", json={}).status_code == 404


def test_health_metrics_and_description(url: str) -> None:
    """What runs, what it counted (labels only), and what it offers."""
    health = httpx.get(f"{url}/v1/health").json()
    assert (health["status"], health["packs"]) == ("ok", Scanner().packs_digest)
    post(url, "/v1/scan", {"text": TEXT})
    metrics = httpx.get(f"{url}/metrics").text
    assert re.search(r'^kvkkscan_requests_total\{route="/v1/scan",status="200"\} [1-9]', metrics, re.MULTILINE)
    assert re.search(r'^kvkkscan_findings_total\{label="CREDIT_CARD"\} [1-9]', metrics, re.MULTILINE)
    described = httpx.get(f"{url}/openapi.json").json()
    assert set(described["paths"]) == {"/v1/scan", "/v1/redact", "/v1/health", "/metrics"}


# --- Presidio's clients ----------------------------------------------------------------------------------------------


def test_analyze_in_presidios_shape(url: str) -> None:
    """One text, several, any language, unknown keys; sorted by score."""
    one = {"analysis_explanation": None, "end": 26, "entity_type": "CREDIT_CARD", "score": 1.0, "start": 7}
    assert post(url, "/analyze", {"text": TEXT, "language": "en", "x": 1}).json() == [one]
    assert post(url, "/analyze", {"text": [TEXT, "x"], "language": "tr"}).json() == [[one], []]
    explained = post(url, "/analyze", {"text": TEXT, "language": "tr", "return_decision_process": True}).json()
    assert explained[0]["analysis_explanation"]["pattern_name"] == "payment.card"


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"entities": ["IBAN_CODE"]}, []),
        ({"entities": ["CREDIT_CARD"]}, ["CREDIT_CARD"]),
        ({"score_threshold": 1.0}, ["CREDIT_CARD"]),
        ({"allow_list": [CARD]}, []),
        ({"allow_list": ["5555.*"], "allow_list_match": "regex"}, []),
        ({"context": ["x"], "correlation_id": "1"}, ["CREDIT_CARD"]),
        (
            {"ad_hoc_recognizers": [{
                "name": "t", "supported_language": "tr", "supported_entity": "T",
                "patterns": [{"name": "p", "regex": "kart\\w+", "score": 0.4}], "deny_list": ["kartım"],
            }]},
            ["CREDIT_CARD", "T", "T"],
        ),
    ],
)  # fmt: skip
def test_the_options_of_analyze(url: str, more: dict[str, Any], found: list[str]) -> None:
    """Labels, threshold, allow list, recognizers that the client brings along."""
    done = post(url, "/analyze", {"text": TEXT, "language": "tr", **more}).json()
    assert sorted(one["entity_type"] for one in done) == found


@pytest.mark.parametrize(
    ("given", "status", "sentence"),
    [
        ({"language": "tr"}, 500, "No text provided"),
        ({"text": [], "language": "tr"}, 500, "No text provided"),
        ({"text": TEXT}, 500, "No language provided"),
        (
            {"text": TEXT, "language": "tr", "entities": ["NIX"]},
            500,
            "No matching recognizers were found to serve the request.",
        ),
        (
            {"text": TEXT, "language": "tr", "ad_hoc_recognizers": [{"name": "x"}]},
            400,
            "Failed to parse /analyze request for AnalyzerEngine.analyze(). Bad ad_hoc_recognizers.",
        ),
    ],
)
def test_errors_of_analyze(url: str, given: Any, status: int, sentence: str) -> None:
    """Presidio's own words and statuses."""
    done = post(url, "/analyze", given)
    assert (done.status_code, done.json()) == (status, {"error": sentence})


def test_a_pattern_of_a_client_cannot_hold_the_service_up(url: str) -> None:
    """It has a second, then the request is an error, not a clean answer."""
    slow = {"name": "t", "supported_entity": "T", "patterns": [{"name": "p", "regex": "(a+)+$", "score": 1}]}
    began = time.monotonic()
    done = post(url, "/analyze", {"text": "a" * 5_000 + "!", "language": "tr", "ad_hoc_recognizers": [slow]})
    assert (done.status_code, time.monotonic() - began < 20) == (500, True)


def test_anonymize_and_the_lists(url: str) -> None:
    """Presidio's anonymizer takes what analyze gave; lists of recognizers, labels and operators."""
    results = post(url, "/analyze", {"text": TEXT, "language": "tr"}).json()
    done = post(url, "/anonymize", {"text": TEXT, "analyzer_results": results}).json()
    assert done == {
        "text": "kartım <CREDIT_CARD>",
        "items": [
            {
                "start": 7, "end": 20, "entity_type": "CREDIT_CARD", "text": "<CREDIT_CARD>", "operator": "replace",
                "score": 1.0,
            }
        ],
    }  # fmt: skip
    assert httpx.get(f"{url}/recognizers?language=tr").json() == ["KvkkscanRecognizer"]
    assert set(httpx.get(f"{url}/supportedentities?language=tr").json()) == set(LABELS)
    assert "mask" in httpx.get(f"{url}/anonymizers").json()
    assert httpx.get(f"{url}/health").text == "Presidio Analyzer service is up"


@pytest.mark.parametrize(
    ("given", "status", "sentence"),
    [
        ({}, 400, "Invalid request json"),
        ({"text": TEXT}, 422, "Invalid input, request must contain analyzer results"),
        (
            {"text": "abc", "analyzer_results": [{"start": 1, "end": 99, "score": 1, "entity_type": "A"}]},
            422,
            "Invalid analyzer result, start: 1 and end: 99, while text length is only 3.",
        ),
        (
            {"text": "abc", "analyzer_results": [], "anonymizers": {"DEFAULT": {"type": "custom", "lambda": "x"}}},
            400,
            "Custom type anonymizer is not supported",
        ),
        (
            {
                "text": "abc", "analyzer_results": [{"start": 0, "end": 1, "score": 1, "entity_type": "A"}],
                "anonymizers": {"DEFAULT": {"type": "foo"}},
            },
            422,
            "Invalid operator class 'foo'.",
        ),
    ],
)  # fmt: skip
def test_errors_of_anonymize(url: str, given: Any, status: int, sentence: str) -> None:
    """As Presidio's."""
    done = post(url, "/anonymize", given)
    assert (done.status_code, done.json()) == (status, {"error": sentence})


# --- limits ----------------------------------------------------------------------------------------------------------


def test_a_token() -> None:
    """Without it 401, with it an answer; probes need none."""
    with served(KVKKSCAN_TOKEN=TOKEN) as (address, _):
        assert post(address, "/v1/scan", {"text": "x"}).status_code == 401
        wrong = {"authorization": "Bearer " + "x" * 20}
        assert post(address, "/v1/scan", {"text": "x"}, headers=wrong).status_code == 401
        right = {"authorization": f"Bearer {TOKEN}"}
        assert post(address, "/v1/scan", {"text": "x"}, headers=right).status_code == 200
        assert httpx.get(f"{address}/v1/health").status_code == 200
        assert httpx.get(f"{address}/metrics").status_code == 401


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", True),
        ("0.0.0.0", False),  # noqa: S104
        ("10.0.0.1", False),
        ("a.b", False),
    ],
)
def test_who_can_reach_it(host: str, *, loopback: bool) -> None:
    """Beyond this machine a service needs a token that cannot be guessed."""
    assert is_loopback(host) == loopback
    check_reach(host, TOKEN)
    with pytest.raises(KvkkscanError):
        check_reach(host, "short")
    if not loopback:
        with pytest.raises(KvkkscanError, match="KVKKSCAN_TOKEN"):
            check_reach(host, "")


def test_it_does_not_start_wide_open() -> None:
    """Exit code 2 and the remedy."""
    words = [sys.executable, "-m", "kvkkscan", "serve", "--host", "0.0.0.0", "--port", "0"]  # noqa: S104
    env = {key: value for key, value in os.environ.items() if key != "KVKKSCAN_TOKEN"}
    done = subprocess.run(words, env={**env, "LC_ALL": "C.UTF-8"}, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert "KVKKSCAN_TOKEN" in done.stderr


def test_too_large_too_slow_too_many() -> None:
    """413, 408 and 503 with a sentence, and the service goes on answering."""
    with served("--max-size", "1", "--max-requests", "2") as (address, _):
        assert post(address, "/v1/scan", {"text": "a" * (1 << 20)}).status_code == 413
        chunks = iter([b"a" * 600_000, b"a" * 600_000])
        assert httpx.post(f"{address}/v1/scan", content=chunks).status_code == 413
        host, port = address.removeprefix("http://").split(":")
        waiting = []
        for _ in range(2):  # two requests whose bodies do not come
            one = socket.create_connection((host, int(port)))
            one.sendall(b"POST /v1/scan HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{")
            waiting.append(one)
        time.sleep(0.5)
        busy = post(address, "/v1/scan", {"text": "x"})
        assert (busy.status_code, busy.headers["retry-after"]) == (503, "1")
        assert httpx.get(f"{address}/v1/health").status_code == 200
        waiting[0].settimeout(30)
        assert b" 408 " in waiting[0].recv(100)
        for one in waiting:
            one.close()
        assert post(address, "/v1/scan", {"text": "x"}).status_code == 200


def test_many_at_once_get_their_own_answers(url: str) -> None:
    """400 requests from 16 clients: each gets what its own text holds."""

    def one(number: int) -> bool:
        text = f"{'a' * (number % 50)} kartım {CARD}" if number % 2 else f"sipariş {number}"
        found = client.post(f"{url}/v1/scan", json={"text": text}).json()["findings"]
        return [f["start"] for f in found] == ([number % 50 + 8] if number % 2 else [])

    with httpx.Client(timeout=30) as client, ThreadPoolExecutor(16) as pool:
        assert all(pool.map(one, range(400)))


def test_a_long_text_does_not_keep_others_waiting(url: str) -> None:
    """While a megabyte is scanned, a short text and the probe are answered."""
    long = threading.Thread(target=post, args=(url, "/v1/scan", {"text": "Kargom nerede? " * 60_000}))
    long.start()
    try:
        assert httpx.get(f"{url}/v1/health", timeout=10).status_code == 200
        assert post(url, "/v1/scan", {"text": TEXT}).json() == {"findings": [FINDING]}
    finally:
        long.join()
