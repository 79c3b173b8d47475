"""Arguments, help and versions, in both languages; a fast start."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from kvkkscan.cli import COMMANDS
from kvkkscan.cli._console import Progress
from kvkkscan.messages import MESSAGES

from .conftest import command, environment

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Ran

    Cli = Callable[..., Ran]

HELPED = [(), *((name,) for name in COMMANDS), ("packs", "test"), ("record", "verify"), ("record", "head")]


@pytest.mark.parametrize("words", HELPED)
@pytest.mark.parametrize(("lang", "usage"), [("tr", "kullanım: "), ("en", "usage: ")])
def test_help(cli: Cli, words: tuple[str, ...], lang: str, usage: str) -> None:
    """Every command has help in Turkish and in English."""
    ran = cli(*words, "--lang", lang, "--help")
    assert ran.code == 0
    assert ran.out.decode().startswith(usage)
    assert ("options" in ran.out.decode()) == (lang == "en")


@pytest.mark.parametrize(
    ("words", "english", "turkish"),
    [
        ((), "missing: COMMAND", "eksik: KOMUT"),
        (("tara",), "'tara' is none of", "'tara' şunlardan biri değil"),
        (("scan", "--level", "deep"), "'full' and 'fast'", "'full' ve 'fast'"),
        (("scan", "--level"), "needs a value", "bir değer ister"),
        (("scan", "--bogus"), "unknown: --bogus", "bilinmiyor: --bogus"),
        (("scan", "--entities", "YOK"), "no such label: YOK", "böyle bir etiket yok: YOK"),
        (("scan", "--entities", ","), "with commas", "virgülle"),
        (("scan", "--encoding", "base64"), "no text encoding", "kodlaması yok"),
        (("scan", "--workers", "0"), "1 to 256", "1 ile 256"),
        (("scan", "--format", "xml"), "'xml' is none of", "şunlardan biri değil"),
        (("scan", "--in"), "unknown: --in", "bilinmiyor: --in"),
        (("redact", "--policy", "yok", "x"), "yok", "yok"),
        (("record", "verify", "x", "--head", "1"), "COUNT:HASH", "SAYI:ÖZET"),
    ],
)
def test_usage_errors(cli: Cli, words: tuple[str, ...], english: str, turkish: str) -> None:
    """A wrong argument exits 2 and is told in the language asked for, on standard error only."""
    for lang, text in (("en", english), ("tr", turkish)):
        ran = cli(*words, f"--lang={lang}")
        assert (ran.code, ran.out) == (2, b"")
        assert text in ran.err


def test_language_of_the_environment(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without --lang a Turkish environment is answered in Turkish."""
    monkeypatch.setenv("LC_ALL", "tr_TR.UTF-8")
    assert b"kullan" in cli("--help").out


def test_version_starts_light() -> None:
    """--version answers without loading what is heavy."""
    script = (
        "import sys; from kvkkscan.cli import main; main(['--version']);"
        "heavy = ('spacy', 'presidio_analyzer', 'numpy', 'multiprocessing', 'pydantic');"
        "print(*[name for name in heavy if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, env=environment(), check=False)
    assert done.stdout.startswith(b"kvkkscan ")
    assert done.stderr.strip() == b""


def test_module_runs() -> None:
    """`python -m kvkkscan` is the command."""
    done = subprocess.run(command("--version"), capture_output=True, env=environment(), check=False)
    assert (done.returncode, done.stdout[:9]) == (0, b"kvkkscan ")


@pytest.mark.parametrize("key", [key for key in MESSAGES if key.startswith(("cli-", "help-"))])
def test_messages_come_in_pairs(key: str) -> None:
    """A message has the same parameters in both languages, and the two differ."""
    import string

    english, turkish = ({name for _, name, _, _ in string.Formatter().parse(text) if name} for text in MESSAGES[key])
    assert english == turkish
    same = {"cli-os-error", "cli-arg-other"}
    assert key in same or MESSAGES[key][0] != MESSAGES[key][1]


class Screen:
    """A terminal that remembers."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> None:
        """Remembers."""
        self.text += text

    def flush(self) -> None:
        """Nothing to do."""


def test_progress_bar_waits_and_leaves_no_trace() -> None:
    """A short run shows no bar, a long one does, and it is wiped away for other output; not at a terminal, never."""
    quick, long, piped = Screen(), Screen(), Screen()
    Progress(100, quick, True).add(50)  # type: ignore[arg-type]
    bar = Progress(100, long, True, _next=0)  # type: ignore[arg-type]
    bar.add(50)
    bar.hide()
    Progress(100, piped, False, _next=0).add(50)  # type: ignore[arg-type]
    assert quick.text == piped.text == ""
    assert "50%" in long.text
    assert long.text.endswith("\r\x1b[K")
