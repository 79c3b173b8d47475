"""kvkkscan hook and baseline, on real repositories."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest

CARD = "5555 5555 5555 4444"
RUN = (sys.executable, "-m", "kvkkscan")
ENV = {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """One command in a folder."""
    return subprocess.run(
        [*RUN, *words],
        cwd=folder,
        env=ENV,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def git(folder: Path, *words: str) -> None:
    """One git command."""
    name = ("-c", "user.name=a", "-c", "user.email=a@b.invalid")
    subprocess.run(["git", *name, *words], cwd=folder, check=True, capture_output=True)  # noqa: S607 - where PATH says


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A repository with one commit."""
    git(tmp_path, "init", "-q")
    (tmp_path / "a.py").write_text("x = 1\n", encoding="utf-8")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    return tmp_path


def test_files_by_name(repo: Path) -> None:
    """A line a finding, by path, line and column; a count on standard error; exit code 1, or 0 if so asked."""
    (repo / "b.py").write_text(f'x = 1\nkart = "{CARD}"\n', encoding="utf-8")
    done = run(repo, "hook", "a.py", "b.py")
    assert (done.returncode, done.stdout) == (1, "b.py:2:9: CREDIT_CARD (payment.card, 1.00)\n")
    assert done.stderr.startswith("1 finding(s).")
    assert CARD not in done.stdout + done.stderr
    assert run(repo, "hook", "--exit-zero", "b.py").returncode == 0
    assert run(repo, "hook", "a.py").returncode == 0


def test_staged_content_counts_not_the_folder(repo: Path) -> None:
    """What was added and then mended in the folder is found; what is only in the folder is not."""
    (repo / "b ş.py").write_text(f'kart = "{CARD}"\n', encoding="utf-8")
    git(repo, "add", ".")
    (repo / "b ş.py").write_text("kart = 1\n", encoding="utf-8")
    (repo / "a.py").write_text(f'kart = "{CARD}"\n', encoding="utf-8")
    done = run(repo, "hook", "--staged")
    assert (done.returncode, done.stdout) == (1, "b ş.py:1:9: CREDIT_CARD (payment.card, 1.00)\n")
    git(repo, "add", ".")
    assert [line.split(":")[0] for line in run(repo, "hook", "--staged").stdout.splitlines()] == ["a.py"]
    git(repo, "rm", "-qf", "a.py")
    assert run(repo, "hook", "--staged").returncode == 0  # what a commit takes away is no matter


def test_from_a_folder_below(repo: Path) -> None:
    """Paths are those from the top of the repository."""
    (repo / "src").mkdir()
    (repo / "src" / "b.py").write_text(f'kart = "{CARD}"\n', encoding="utf-8")
    git(repo, "add", ".")
    assert run(repo / "src", "hook", "--staged").stdout.startswith("src/b.py:1:9:")


def test_what_cannot_be_read(repo: Path) -> None:
    """Is told by name and outranks findings; binary files may be passed over, and are told then too."""
    (repo / "b.bin").write_bytes(b"\x00\x01")
    (repo / "c.txt").write_bytes("kartım ğ".encode("cp1254"))
    (repo / "d.txt").write_text(f"kart {CARD}\n", encoding="utf-8")
    done = run(repo, "hook", "b.bin", "c.txt", "none.txt", "d.txt")
    assert done.returncode == 2
    assert done.stdout.startswith("d.txt:1:6:")
    for name in ("b.bin: not a text", "c.txt: not UTF-8 (byte 4)", "none.txt: "):
        assert f"kvkkscan: {name}" in done.stderr
    skipped = run(repo, "hook", "--skip-binary", "b.bin", "a.py")
    assert (skipped.returncode, "b.bin" in skipped.stderr) == (0, True)


@pytest.mark.parametrize("words", [(), ("--staged", "a.py")])
def test_files_or_the_index(repo: Path, words: tuple[str, ...]) -> None:
    """Not both, not neither."""
    assert run(repo, "hook", *words).returncode == 2


def test_no_repository(tmp_path: Path) -> None:
    """Says so."""
    done = run(tmp_path, "hook", "--staged")
    assert done.returncode == 2
    assert "git repository" in done.stderr


def test_sarif_is_what_the_standard_says(repo: Path) -> None:
    """Results, rules and regions; a problem makes the run no success; no value anywhere."""
    (repo / "b ş.py").write_text(f'x = 1\nkart = "{CARD}"\n', encoding="utf-8")
    (repo / "c.txt").write_bytes(b"\xff\xfeA")
    done = run(repo, "hook", "--format", "sarif", "b ş.py", "c.txt")
    log: dict[str, Any] = json.loads(done.stdout)
    (one,) = log["runs"]
    (result,) = one["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "b%20%C5%9F.py"
    assert place["region"] == {"startLine": 2, "startColumn": 9, "endLine": 2, "endColumn": 9 + len(CARD)}
    assert one["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "payment.card"
    assert not one["invocations"][0]["executionSuccessful"]
    assert CARD not in done.stdout
    jsonschema.validate(log, json.loads((Path(__file__).parents[1] / "data" / "sarif-2.1.0.json").read_text("utf-8")))


def test_a_baseline_from_first_to_last(repo: Path) -> None:
    """Update, hook, audit at a terminal, a new finding, an update that keeps the verdict."""
    (repo / "b.py").write_text(f'kart = "{CARD}"\n', encoding="utf-8")
    assert run(repo, "baseline", "update", "known.json", "b.py").stdout == "1 known finding(s), 1 without a verdict.\n"
    assert run(repo, "hook", "--baseline", "known.json", "b.py").returncode == 0
    shown = run(repo, "baseline", "audit", "known.json")
    assert shown.returncode == 1
    assert 'kart = "[CREDIT_CARD]"' in shown.stdout
    screen, keys = pty.openpty()
    with subprocess.Popen(
        [*RUN, "baseline", "audit", "--by", "ayse", "known.json"],
        cwd=repo,
        env=ENV,
        stdin=keys,
        stdout=keys,
        stderr=keys,
    ) as asked:
        os.write(screen, b"f\nthe bank's test card\n")
        assert asked.wait(60) == 0
    os.close(keys)
    os.close(screen)
    (entry,) = json.loads((repo / "known.json").read_text(encoding="utf-8"))["entries"]
    assert (entry["verdict"], entry["reason"], entry["by"]) == ("false", "the bank's test card", "ayse")
    (repo / "b.py").write_text(f'x = 1\nkart = "{CARD}"\nyeni = "{CARD}"\n', encoding="utf-8")
    assert run(repo, "hook", "--baseline", "known.json", "b.py").stdout.startswith("b.py:3:")
    run(repo, "baseline", "update", "known.json", "b.py")
    entries = json.loads((repo / "known.json").read_text(encoding="utf-8"))["entries"]
    assert [(one["line"], one["verdict"]) for one in entries] == [(2, "false"), (3, "")]
    assert CARD not in (repo / "known.json").read_text(encoding="utf-8")


def test_a_broken_baseline_or_an_unread_file_change_nothing(repo: Path) -> None:
    """Exit code 2, and the file stays as it was."""
    (repo / "known.json").write_text("{", encoding="utf-8")
    assert run(repo, "hook", "--baseline", "known.json", "a.py").returncode == 2
    assert run(repo, "baseline", "update", "known.json", "a.py").returncode == 2
    (repo / "known.json").unlink()
    assert run(repo, "baseline", "update", "known.json", "none.py").returncode == 2
    assert not (repo / "known.json").exists()


@pytest.mark.skipif("KVKKSCAN_TEST_INDEX" not in os.environ, reason="makes an environment from the package index (CI)")
def test_pre_commit_runs_it(repo: Path) -> None:
    """An unmodified pre-commit takes both hooks from this repository and stops at their findings."""
    (repo / "b.py").write_text(f'kart = "{CARD}"\n', encoding="utf-8")
    with zipfile.ZipFile(repo / "c.zip", "w") as archive:
        archive.writestr("a.txt", f"kartım {CARD}")
    git(repo, "add", ".")
    words = [sys.executable, "-m", "pre_commit", "try-repo", str(Path(__file__).parents[2]), "--all-files"]
    env = {**ENV, "PRE_COMMIT_HOME": str(repo / ".git" / "home")}
    done = subprocess.run(words, cwd=repo, env=env, capture_output=True, encoding="utf-8", check=False, timeout=900)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "b.py:1:9: CREDIT_CARD (payment.card, 1.00)" in done.stdout
    assert "c.zip" in done.stdout.partition("documents")[2]
    assert CARD not in done.stdout + done.stderr
