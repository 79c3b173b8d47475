"""The live warning: the endpoint, and the script on the example page in a real browser, by keyboard."""

from __future__ import annotations

import http.server
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.service.test_service import CARD, post, served

from kvkkscan.messages import say

PAGE = Path(__file__).resolve().parents[2] / "examples" / "warning" / "index.html"
HINT, UPLOAD = say("warn-field", "tr"), say("warn-upload", "tr")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A service."""
    with served() as (address, _):
        yield address


def test_what_it_says(url: str) -> None:
    """Names in the language asked for, places in UTF-16 units, hints always; contact data is no matter."""
    done = post(url, "/v1/warn", {"text": f"😀 kartım {CARD}, sabıkam yok, 0532 111 22 33"}).json()
    assert (done["count"], done["labels"]) == (2, ["CREDIT_CARD", "CRIMINAL_RECORD"])
    assert done["places"][0] == {"start": 10, "end": 29}
    assert "kart, ceza kaydı (2 yer)" in done["message"]
    assert done["hints"] == {"field": HINT, "upload": UPLOAD}
    english = post(url, "/v1/warn", {"text": f"kartım {CARD}", "lang": "en"}).json()
    assert "Your message may hold: card (1 place(s))" in english["message"]
    assert post(url, "/v1/warn", {"text": "0532 111 22 33"}).json()["count"] == 0


@pytest.mark.parametrize("given", [{}, {"text": 3}, {"text": "a" * 20_001}, {"text": "a", "lang": "xx"}])
def test_what_makes_no_sense(url: str, given: dict[str, Any]) -> None:
    """Is 400."""
    assert post(url, "/v1/warn", given).status_code == 400


@pytest.mark.parametrize("key", ["warn-field", "warn-upload"])
@pytest.mark.parametrize("lang", ["tr", "en"])
def test_our_own_words_are_no_finding(url: str, key: str, lang: str) -> None:
    """The hints name what must not be written; that is not writing it."""
    assert post(url, "/v1/warn", {"text": say(key, lang)}).json()["count"] == 0


class _Front(http.server.BaseHTTPRequestHandler):
    """A host: serves the example page, and hands the rest on to the service."""

    service = ""

    def log_message(self, *_: Any) -> None:
        """Nothing."""

    def _give(self, status: int, kind: str, data: bytes) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self) -> None:
        """The page, or the script."""
        if self.path == "/":
            self._give(200, "text/html; charset=utf-8", PAGE.read_bytes())
        else:
            done = httpx.get(self.service + self.path)
            self._give(done.status_code, done.headers["content-type"], done.content)

    def do_POST(self) -> None:
        """The question of the script."""
        data = self.rfile.read(int(self.headers["content-length"]))
        try:
            done = httpx.post(self.service + self.path, content=data, headers={"content-type": "application/json"})
            self._give(done.status_code, "application/json", done.content)
        except httpx.HTTPError:
            self._give(502, "text/plain", b"")


@pytest.fixture(scope="module")
def browser(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Chromium on the example page."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not chromium or not driver:
        if "KVKKSCAN_TEST_INDEX" in os.environ:
            pytest.fail("chromium and chromedriver are missing")
        pytest.skip("chromium and chromedriver are not installed")
    from selenium.webdriver import Chrome, ChromeOptions, ChromeService

    front = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Front", (_Front,), {"service": url}))
    threading.Thread(target=front.serve_forever, daemon=True).start()
    options = ChromeOptions()
    options.binary_location = chromium
    for word in (
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
        "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
        f"--user-data-dir={tmp_path_factory.mktemp('chromium')}",
    ):  # fmt: skip
        options.add_argument(word)
    with Chrome(options=options, service=ChromeService(driver)) as one:
        one.get(f"http://127.0.0.1:{front.server_address[1]}/")
        yield one
    front.shutdown()
    front.server_close()


def wait(condition: Callable[[], Any]) -> Any:
    """What the condition yields once it holds."""
    end = time.monotonic() + 20
    while not (found := condition()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return found


def test_in_a_browser_by_keyboard(browser: Any) -> None:
    """The hint is tied to its field; typing brings the warning, its button the place, deleting brings the hint back."""
    from selenium.webdriver import ActionChains, Keys

    field = browser.find_element("id", "message")
    note = browser.find_element("id", field.get_attribute("aria-describedby"))
    status = note.find_element("css selector", "[role=status]")
    wait(lambda: status.text == HINT)
    field.send_keys(f"Merhaba, kartım {CARD}, ne zaman gelir?")
    wait(lambda: note.get_attribute("data-state") == "found")
    assert "kart (1 yer)" in status.text
    ActionChains(browser).send_keys(Keys.TAB).perform()  # from the field to the button of its note
    assert browser.switch_to.active_element.text == "Göster"
    ActionChains(browser).send_keys(Keys.ENTER).perform()
    assert browser.switch_to.active_element == field
    selected = browser.execute_script(
        "const f = arguments[0]; return f.value.slice(f.selectionStart, f.selectionEnd)", field
    )
    assert selected == CARD
    ActionChains(browser).send_keys(Keys.DELETE).perform()
    wait(lambda: status.text == HINT)
    assert note.get_attribute("data-state") == "hint"
    assert not note.find_element("tag name", "button").is_displayed()


def test_a_field_that_comes_later_and_an_upload(browser: Any, tmp_path: Path) -> None:
    """Fields that a page adds are watched too; a file's name is looked at, and the upload hint stands."""
    browser.execute_script(
        "const f = document.createElement('textarea'); f.id = 'late'; f.dataset.kvkkscan = ''; document.body.append(f)"
    )
    late = browser.find_element("id", "late")
    wait(lambda: late.get_attribute("aria-describedby"))
    file = browser.find_element("id", "file")
    note = browser.find_element("id", file.get_attribute("aria-describedby"))
    wait(lambda: note.text.strip() == UPLOAD)
    (tmp_path / "kart 5555 5555 5555 4444.txt").write_text("x", encoding="utf-8")
    file.send_keys(str(tmp_path / "kart 5555 5555 5555 4444.txt"))
    wait(lambda: note.get_attribute("data-state") == "found")


def test_no_answer_is_no_verdict(browser: Any) -> None:
    """When the service is gone the note does not change, and nothing is thrown."""
    field = browser.find_element("id", "subject")
    note = browser.find_element("id", field.get_attribute("aria-describedby"))
    field.send_keys(f"kartım {CARD}")
    wait(lambda: note.get_attribute("data-state") == "found")
    browser.execute_script("window.fetch = () => Promise.reject(new TypeError('gone'))")
    field.send_keys(" ve")
    time.sleep(1.2)
    assert note.get_attribute("data-state") == "found"
    assert [one for one in browser.get_log("browser") if one["source"] == "javascript"] == []
