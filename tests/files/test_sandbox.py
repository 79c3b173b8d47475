"""The child process: limits hold, crashes are reports, and any caller may use it."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

import kvkkscan
from kvkkscan import Policy, Scanner, SensitiveDataFound, Unscannable
from kvkkscan.files import sandbox
from kvkkscan.files.content import Limits
from kvkkscan.policy import Action

from .samples import SAMPLES, TCKN, TEXT, planted_in

if TYPE_CHECKING:
    from pathlib import Path

posix = pytest.mark.skipif(os.name != "posix", reason="limits of the process are those of a POSIX system")


def test_paths_and_bytes(tmp_path: Path) -> None:
    """Both verbs take paths and bytes; a new file is whole, or is not there."""
    source, target = tmp_path / "a.docx", tmp_path / "b.docx"
    source.write_bytes(SAMPLES["belge.docx"][1]())
    report = kvkkscan.scan_file(source)
    assert (report.outcome, report.kind) == ("found", "docx")
    done = kvkkscan.redact_file(source, target)
    assert done.data is None
    assert planted_in(target.read_bytes()) == []
    assert kvkkscan.scan_file(target.read_bytes()).outcome == "clean"
    assert kvkkscan.redact_file(source.read_bytes()).data == target.read_bytes()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.docx", "b.docx"]


def test_a_source_is_not_overwritten_by_accident(tmp_path: Path) -> None:
    """Only `in_place` lets the target be the source."""
    source = tmp_path / "a.txt"
    source.write_text(TEXT)
    with pytest.raises(FileExistsError):
        kvkkscan.redact_file(source, tmp_path / "." / "a.txt")
    assert source.read_text() == TEXT
    kvkkscan.redact_file(source, source, in_place=True)
    assert TCKN not in source.read_text()


def test_refusals_are_errors(tmp_path: Path) -> None:
    """`redact_file` raises where it writes nothing; `scan_file` reports."""
    target = tmp_path / "out"
    with pytest.raises(Unscannable) as refused:
        kvkkscan.redact_file(b"%PDF-1.4", target)
    assert "bozuk" in refused.value.message("tr")
    policy = Policy.load("ticket").with_(actions={"TR_NATIONAL_ID": Action("refuse")})
    with pytest.raises(SensitiveDataFound):
        kvkkscan.redact_file(TEXT.encode(), target, policy)
    assert not target.exists()
    assert kvkkscan.scan_file(b"%PDF-1.4").outcome == "unscannable"
    with pytest.raises(FileNotFoundError):
        kvkkscan.scan_file(tmp_path / "missing")


def test_a_scanner_of_ones_own() -> None:
    """Labels, thresholds and allowed values of a scanner count in the child, too."""
    found = kvkkscan.scan_file(TEXT.encode(), scanner=Scanner(entities=["TR_NATIONAL_ID"]))
    assert found.counts == {"TR_NATIONAL_ID": 1}
    assert "TR_NATIONAL_ID" not in kvkkscan.scan_file(TEXT.encode(), scanner=Scanner(allow=[TCKN])).counts


def test_several_threads() -> None:
    """Many files at a time, each with its own answer."""
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda n: kvkkscan.scan_file(f"TCKN {TCKN}".encode() * (n % 2)), range(20)))
    assert [one.outcome for one in reports] == ["clean", "found"] * 10


@posix
def test_limits_hold() -> None:
    """Too much memory, processor time or time is a report, and the next file is read all the same."""
    deep = b"{" + b'"a":[1,2,3],' * 400_000 + b'"b":1}'
    for limits in (Limits(memory=150 << 20), Limits(cpu=1), Limits(wall=1)):
        report = kvkkscan.scan_file(deep * 3, limits=limits, name="a.jsonl")
        assert report.outcome == "unscannable"
        assert report.problem is not None
        assert report.problem.key in {"file-memory", "file-crashed", "file-time", "file-failed"}
    assert kvkkscan.scan_file(TEXT.encode()).outcome == "found"


@posix
def test_a_server_that_dies_is_started_again() -> None:
    """A killed server costs at most one file."""
    kvkkscan.scan_file(b"x")
    for server in sandbox._SERVERS.values():
        server.process.kill()
        server.process.wait()
    assert kvkkscan.scan_file(TEXT.encode()).outcome == "found"


def test_without_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing can be forked a plain process gives the same answer."""
    wanted = kvkkscan.redact_file(TEXT.encode())
    monkeypatch.setattr(sandbox, "forks", lambda: False)
    assert kvkkscan.redact_file(TEXT.encode()) == wanted


def _fresh(code: str, cwd: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, cwd=cwd, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_no_main_guard_and_a_daemonic_worker(tmp_path: Path) -> None:
    """A plain script and a daemonic worker of multiprocessing can scan files; nothing is left behind."""
    script = tmp_path / "plain.py"
    script.write_text("import kvkkscan\nprint(kvkkscan.scan_file(b'TCKN 10000000146').outcome)\n")
    code = f"""
        import multiprocessing, runpy
        def work(line):
            import kvkkscan
            line.send(kvkkscan.scan_file(b"TCKN 10000000146").outcome)
        ours, theirs = multiprocessing.Pipe()
        child = multiprocessing.get_context("fork").Process(target=work, args=(theirs,), daemon=True)
        child.start()
        theirs.close()
        print(ours.recv())
        child.join()
        runpy.run_path({str(script)!r}, run_name="__main__")
    """
    if os.name == "posix":
        assert _fresh(code, tmp_path) == "found\nfound"


@posix
def test_the_server_knows_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the caller's environment but what Python needs goes to the server, and pylibmagic leaves no trace."""
    monkeypatch.setenv("KVKKSCAN_KEY", "geheim")
    assert "KVKKSCAN_KEY" not in sandbox._environment()
    before = dict(os.environ)
    from kvkkscan.files import kinds

    kinds.kind_of(b"merhaba")
    assert dict(os.environ) == before


def test_nothing_of_a_value_in_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of a reader that quotes the text is told by its type and place alone."""
    from kvkkscan.files import plain, work

    def fails(data: bytes, *_: object) -> None:
        raise ValueError(data)

    monkeypatch.setattr(plain, "read_text", fails)
    report, _ = work.run(work.Job("a"), TEXT.encode(), Scanner())
    assert report.outcome == "unscannable"
    assert "ValueError" in report.why()
    assert TCKN not in repr(report) + report.why()
