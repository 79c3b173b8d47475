"""A stand-in scanner, and two ways to run the command: in this process, or as users do."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

import kvkkscan.detect.examples  # noqa: F401 - loaded now, it keeps the real Scanner
from kvkkscan.cli import main
from kvkkscan.errors import Unscannable
from kvkkscan.finding import LABELS, Finding

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MAIL, CARD, TCKN = "ayse@ornek.com.tr", "5549 6012 3456 7891", "10000000146"
SHAPES = {
    "EMAIL_ADDRESS": ("contact", re.compile(r"[\w.]+@[\w.]+\w", re.ASCII)),
    "CREDIT_CARD": ("payment", re.compile(r"(?<!\d)(?:\d{4} ?){3}\d{4}(?!\d)", re.ASCII)),
    "TR_NATIONAL_ID": ("identity", re.compile(r"(?<!\d)[1-9]\d{9}[02468](?!\d)", re.ASCII)),
}


class StubScanner:
    """Finds three plain shapes; BOZUK is unscannable, PATLA raises an error that quotes the text."""

    packs = SimpleNamespace(recognizers=[SimpleNamespace(entity_type=label) for label in SHAPES], labels=LABELS)

    def __init__(self, *, entities: object = None, **_: object) -> None:
        self.entities = entities

    def concepts(self, text: str) -> frozenset[str]:
        """No field's name says anything."""
        return frozenset()

    def scan(self, text: str) -> list[Finding]:
        """Findings in order."""
        if "BOZUK" in text:
            raise Unscannable("resource-missing", name="stub")
        if "PATLA" in text:
            raise ValueError(text)
        found = [
            Finding(label, group, hit.start(), hit.end(), 0.9, "stub." + label.lower())
            for label, (group, shape) in SHAPES.items()
            for hit in shape.finditer(text)
            if not isinstance(self.entities, tuple) or label in self.entities
        ]
        return sorted(found, key=lambda one: one.start)


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run left behind."""

    code: int
    out: bytes
    err: str


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> None:
    """Detection by StubScanner."""
    monkeypatch.setattr("kvkkscan.scanner.Scanner", StubScanner)


@pytest.fixture
def cli(
    stub: None, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Ran]:
    """Runs a command in this process, in an empty folder, in English."""
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.chdir(tmp_path)

    def run(*words: object) -> Ran:
        code = main([str(word) for word in words])
        out, err = capfdbinary.readouterr()
        return Ran(code, out, err.decode())

    return run


def policy(default: str, more: str = "", on_unscannable: str = "refuse") -> str:
    """A whole policy file with that default action."""
    return f"""
id = "mine"
language = "tr"
operating_point = "balanced"
numbered = false
on_unscannable = "{on_unscannable}"
[title]
tr = "Benim"
en = "Mine"
[description]
tr = "Benim"
en = "Mine"
[default]
{default}
[actions.CARD_CVV]
operator = "redact"
[actions.CARD_PIN]
operator = "redact"
[actions.CARD_TRACK]
operator = "redact"
{more}
"""


def environment() -> dict[str, str]:
    """An English environment for the real command."""
    return {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONWARNINGS": "default"}


def heed_ctrl_c() -> None:
    """For a child process: SIGINT as on a terminal, also where the tests run in the background and ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def command(*words: object) -> list[str]:
    """The real command."""
    return [sys.executable, "-m", "kvkkscan", *map(str, words)]


@pytest.fixture
def real(tmp_path: Path) -> Callable[..., Ran]:
    """Runs the real command in a process of its own."""

    def run(*words: object, data: bytes = b"") -> Ran:
        done = subprocess.run(
            command(*words), input=data, capture_output=True, env=environment(), cwd=tmp_path, timeout=120, check=False
        )
        return Ran(done.returncode, done.stdout, done.stderr.decode())

    return run
