"""`kvkkscan packs test` and `kvkkscan explain`: faces of what detection says about itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from kvkkscan.errors import PackError

from .conftest import MAIL, StubScanner

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kvkkscan.finding import Finding

    from .conftest import Ran

    Cli = Callable[..., Ran]


@dataclass(frozen=True, slots=True)
class Checked:
    """What check_packs yields."""

    ok: bool
    recognizer: str = "health.diabetes"
    file: str = "health.toml"
    line: int = 7
    problem: str = "example-missed"
    number: int = 2


@dataclass(frozen=True, slots=True)
class Explained:
    """What Scanner.explain yields."""

    finding: Finding
    kept: bool
    sentences: tuple[str, ...]


def test_packs_test(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """`packs test` exits 0 where all examples hold and 1 where some do not, which it names by file and line."""
    results = [Checked(ok=True)]
    monkeypatch.setattr("kvkkscan.detect.examples.check_packs", lambda _folders: results)
    ran = cli("packs", "test", "mine")
    assert (ran.code, ran.out) == (0, b"1 examples, all hold.\n")
    results.append(Checked(ok=False))
    ran = cli("packs", "test", "mine")
    assert ran.code == 1
    assert b"health.toml:7: health.diabetes #2: this example in finds is not found as marked\n" in ran.out


def test_packs_that_do_not_load(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pack that cannot be read exits 2 with its own message."""

    def fail(_folders: object) -> None:
        raise PackError("resource-missing", name="mine")

    monkeypatch.setattr("kvkkscan.detect.examples.check_packs", fail)
    ran = cli("packs", "test", "mine")
    assert ran.code == 2
    assert "'mine'" in ran.err


def test_explain(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`explain` tells of every candidate whether it was kept, and why, without its value."""

    def explain(self: StubScanner, text: str, lang: str) -> list[Explained]:
        found = self.scan(text)
        return [Explained(one, at == 0, (f"sentence in {lang}",)) for at, one in enumerate(found)]

    monkeypatch.setattr(StubScanner, "explain", explain, raising=False)
    (tmp_path / "t.txt").write_text(f"{MAIL} {MAIL}")
    (tmp_path / "u.txt").write_text("x")
    ran = cli("explain", "t.txt", "u.txt", "--lang", "tr")
    assert ran.code == 1, ran.err
    assert [line.split()[:3] for line in ran.out.decode().splitlines()] == [
        ["t.txt"],
        ["kabul", "EMAIL_ADDRESS", "0-17"],
        ["-", "sentence", "in"],
        ["ret", "EMAIL_ADDRESS", "18-35"],
        ["-", "sentence", "in"],
        ["u.txt"],
        ["burada", "kişisel", "veriye"],
    ]
    assert MAIL not in ran.out.decode()
