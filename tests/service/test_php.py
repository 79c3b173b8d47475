"""The PHP examples, by a real PHP against the service: the function, and the functions of the hooks."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.service.test_service import CARD, served

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "php"
HOSTS = """
class Eventy {
    public static $f = [];
    static function addFilter($name, $call) { self::$f[$name] = $call; }
    static function addAction($name, $call) { self::$f[$name] = $call; }
}
class Signal { public static $f = []; static function connect($name, $call) { self::$f[$name] = $call; } }
"""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A service."""
    if not shutil.which("php"):
        if "KVKKSCAN_TEST_INDEX" in os.environ:
            pytest.fail("php is missing")
        pytest.skip("php is not installed")
    with served() as (address, _):
        yield address


def php(url: str, code: str, tmp_path: Path) -> object:
    """What a piece of PHP yields."""
    script = tmp_path / "a.php"
    script.write_text(f"<?php {HOSTS} chdir('{EXAMPLES}'); {code}", encoding="utf-8")
    env = {**os.environ, "KVKKSCAN_URL": url}
    done = subprocess.run(["php", script], env=env, capture_output=True, encoding="utf-8", check=True)  # noqa: S607
    return json.loads(done.stdout)


def test_the_function(url: str, tmp_path: Path) -> None:
    """Cleans, leaves an empty text, and throws without the text where there is no answer."""
    code = f"""
    require '{EXAMPLES}/kvkkscan.php';
    $said = [kvkkscan_redact('kartım {CARD}'), kvkkscan_redact('')];
    putenv('KVKKSCAN_URL=http://127.0.0.1:1');
    try {{ kvkkscan_redact('kartım {CARD}'); }} catch (KvkkscanException $error) {{ $said[] = $error->getMessage(); }}
    echo json_encode($said);
    """
    assert php(url, code, tmp_path) == ["kartım [KART]", "", "kvkkscan: 0 no answer"]


def test_the_hooks(url: str, tmp_path: Path) -> None:
    """FreeScout's mail and replies, osTicket's new tickets."""
    code = f"""
    require '{EXAMPLES}/freescout.php';
    require '{EXAMPLES}/osticket.php';
    $mail = (Eventy::$f['fetch_emails.data_to_save'])(['subject' => 'kartım {CARD}', 'body' => 'x', 'to' => 'a']);
    $thread = (object) ['body' => 'kartım {CARD}'];
    (Eventy::$f['thread.before_save_from_request'])($thread, null);
    $vars = ['subject' => 'kartım {CARD}', 'message' => (object) ['body' => 'kartım {CARD}']];
    (Signal::$f['ticket.create.before'])(null, $vars);
    echo json_encode([$mail, $thread, $vars]);
    """
    assert php(url, code, tmp_path) == [
        {"subject": "kartım [KART]", "body": "x", "to": "a"},
        {"body": "kartım [KART]"},
        {"subject": "kartım [KART]", "message": {"body": "kartım [KART]"}},
    ]
