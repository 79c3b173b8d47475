"""Where output goes: whole or not at all, never over an input unasked, nothing left behind."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .conftest import MAIL, command, environment, heed_ctrl_c

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Ran

    Cli = Callable[..., Ran]

posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals and limits")


def names(folder: Path) -> set[str]:
    """What lies in a folder."""
    return {path.name for path in folder.iterdir()}


@pytest.fixture
def tickets(tmp_path: Path) -> Path:
    """A small file with something to remove."""
    path = tmp_path / "t.jsonl"
    path.write_text(f'{{"text":"{MAIL}"}}\n')
    return path


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("t.jsonl", "-o", "t.jsonl"), "--in-place"),
        (("t.jsonl", "-o", "./sub/../t.jsonl"), "--in-place"),
        (("t.jsonl", "-o", "link"), "--in-place"),
        (("t.jsonl", "-o", "hard"), "--in-place"),
        (("t.jsonl", "-o", "."), "--in-place"),
        (("t.jsonl", "u.txt"), "-o FOLDER"),
        (("t.jsonl", "u.txt", "-o", "-"), "-o FOLDER"),
        (("t.jsonl", "u.txt", "-o", "hard"), "need a folder"),
        (("t.jsonl", "sub/t.jsonl", "-o", "out"), "same file"),
        (("--in-place",), "standard input"),
        (("t.jsonl", "--in-place", "-o", "out"), "leave out -o"),
        (("t.jsonl", "--rejects", "t.jsonl"), "of their own"),
        (("t.jsonl", "-o", "out", "--record", "out"), "of their own"),
        (("t.jsonl", "--rejects", "r", "--record", "r"), "of their own"),
        (("-", "-"), "only once"),
        (("t.jsonl", "--lines", "--input-format", "csv"), "--lines"),
        (("t.jsonl", "--lines", "--field", "text"), "no fields"),
        (("u.txt", "--field", "text"), "plain text"),
    ],
)
def test_refused_before_reading(cli: Cli, tmp_path: Path, tickets: Path, words: tuple[str, ...], message: str) -> None:
    """A request that would write over an input, or is not clear, is a usage error, and nothing is touched."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "t.jsonl").write_text("{}")
    (tmp_path / "u.txt").write_text("x")
    (tmp_path / "link").symlink_to(tickets)
    os.link(tickets, tmp_path / "hard")
    before = (names(tmp_path), tickets.read_bytes())
    ran = cli("redact", *words)
    assert ran.code == 2
    assert message in ran.err
    assert (names(tmp_path), tickets.read_bytes()) == before


def test_in_place(cli: Cli, tmp_path: Path, tickets: Path) -> None:
    """--in-place replaces the file a link points to, keeps its permissions, and leaves an unchanged file alone."""
    tickets.chmod(0o640)
    (tmp_path / "link").symlink_to(tickets)
    ran = cli("redact", "link", "--input-format", "jsonl", "--field", "text", "--in-place")
    assert ran.code == 0, ran.err
    assert (tmp_path / "link").is_symlink()
    assert tickets.read_text() == '{"text":"[E-POSTA]"}\n'
    assert stat.S_IMODE(tickets.stat().st_mode) == 0o640
    before = tickets.stat()
    assert cli("redact", "t.jsonl", "--field", "text", "-o", "t.jsonl", "--in-place").code == 0
    assert (tickets.stat().st_ino, tickets.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_in_place_loses_no_record(cli: Cli, tmp_path: Path, tickets: Path) -> None:
    """With a bad line and no --rejects, --in-place leaves the file as it was; with it, the rejects only grow."""
    body = tickets.read_bytes() + b"bozuk\n"
    tickets.write_bytes(body)
    ran = cli("redact", "t.jsonl", "--field", "text", "--in-place")
    assert (ran.code, tickets.read_bytes()) == (2, body)
    assert "--rejects" in ran.err
    (tmp_path / "rej").write_bytes(b"eski\n")
    assert cli("redact", "t.jsonl", "--field", "text", "--in-place", "--rejects", "rej").code == 2
    assert tickets.read_text() == '{"text":"[E-POSTA]"}\n'
    assert (tmp_path / "rej").read_bytes() == b"eski\nbozuk\n"
    assert names(tmp_path) == {"t.jsonl", "rej"}


def test_several_inputs_go_to_a_folder(cli: Cli, tmp_path: Path, tickets: Path) -> None:
    """Several inputs, or a folder, are written under OUT at the same places."""
    (tmp_path / "in" / "sub").mkdir(parents=True)
    (tmp_path / "in" / "sub" / "a.txt").write_text(MAIL)
    ran = cli("redact", "in", "t.jsonl", "-o", "out", "--field", "text")
    assert ran.code == 0, ran.err
    assert (tmp_path / "out" / "sub" / "a.txt").read_text() == "[E-POSTA]"
    assert (tmp_path / "out" / "t.jsonl").read_text() == '{"text":"[E-POSTA]"}\n'
    assert cli("redact", "t.jsonl", "-o", "out/sub", "--field", "text").code == 0
    assert names(tmp_path / "out" / "sub") == {"a.txt", "t.jsonl"}


@posix
def test_device_is_not_replaced(cli: Cli, tmp_path: Path, tickets: Path) -> None:
    """A device or a pipe named as OUT is written to and never replaced by a file."""
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    assert cli("redact", "t.jsonl", "--field", "text", "-o", "pipe").code == 0
    assert os.read(reader, 100) == b'{"text":"[E-POSTA]"}\n'
    os.close(reader)
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


@posix
@pytest.mark.parametrize(
    ("closing", "code"),
    [("<&-", 2), (">&-", 2), ("2>&- <t.jsonl", 1)],
)
def test_closed_streams(tmp_path: Path, tickets: Path, closing: str, code: int) -> None:
    """A standard stream that is closed is an error where it is needed, never a traceback nor a clean result."""
    line = f"{' '.join(command('scan'))} {closing}"
    done = subprocess.run(line, shell=True, cwd=tmp_path, capture_output=True, env=environment(), check=False)  # noqa: S602
    assert done.returncode == code
    assert b"Traceback" not in done.stderr


def test_missing_folder_is_not_made(cli: Cli, tmp_path: Path, tickets: Path) -> None:
    """A single OUT in a folder that does not exist is an error, told in the language asked for."""
    ran = cli("redact", "t.jsonl", "-o", "yok/out", "--lang", "tr")
    assert ran.code == 2
    assert "yok/out: yazılamadı: böyle bir dosya ya da klasör yok" in ran.err
    assert not (tmp_path / "yok").exists()


@posix
def test_new_file_follows_umask(real: Cli, tmp_path: Path, tickets: Path) -> None:
    """A new OUT gets the usual permissions."""
    old = os.umask(0o027)
    try:
        assert real("redact", "t.jsonl", "--field", "text", "-o", "out").code == 0
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o640


@posix
@pytest.mark.parametrize("target", ["out", "t.jsonl"])
def test_full_disk(tmp_path: Path, tickets: Path, target: str) -> None:
    """When the disk is full the old file stays whole, no temporary file is left, and the exit code is 2."""
    import resource

    body = f'{{"text":"{MAIL} {"x" * 1000}"}}\n' * 500
    tickets.write_text(body)
    (tmp_path / "out").write_text("eski")
    words = ("--in-place",) if target == "t.jsonl" else ("-o", "out")
    done = subprocess.run(
        command("redact", "t.jsonl", "--field", "text", *words),
        capture_output=True,
        cwd=tmp_path,
        env={**environment(), "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
    )
    assert done.returncode == 2, done.stderr
    assert b"could not be written" in done.stderr
    assert MAIL.encode() not in done.stderr
    assert (tickets.read_text(), (tmp_path / "out").read_text()) == (body, "eski")
    assert names(tmp_path) == {"t.jsonl", "out"}


@posix
def test_full_standard_output(tickets: Path) -> None:
    """A report that cannot be written exits 2, not 0 or 1."""
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full")
    for words in (("scan", tickets, "--field", "text"), ("redact", tickets, "--field", "text")):
        with open("/dev/full", "wb") as full:
            done = subprocess.run(command(*words), stdout=full, stderr=subprocess.PIPE, env=environment(), check=False)
        assert done.returncode == 2
        assert b"Traceback" not in done.stderr


@posix
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("workers", [1, 2])
def test_interrupted(tmp_path: Path, tickets: Path, number: int, code: int, workers: int) -> None:
    """Ctrl-C and SIGTERM end the run cleanly: the old file stays; no temporary file, process or traceback is left."""
    os.mkfifo(tmp_path / "pipe.jsonl")
    (tmp_path / "out").write_text("eski")
    running = subprocess.Popen(
        command("redact", "pipe.jsonl", "--field", "text", "-o", "out", "--workers", workers),
        cwd=tmp_path,
        env=environment(),
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=heed_ctrl_c,  # noqa: PLW1509 - these tests have no threads
    )
    with open(tmp_path / "pipe.jsonl", "wb") as pipe:
        pipe.write(b'{"text":"' + MAIL.encode() + b'"}\n' * 2000)
        pipe.flush()
        deadline = time.monotonic() + 20
        while not any(name.startswith(".kvkkscan-") for name in names(tmp_path)) and time.monotonic() < deadline:
            time.sleep(0.02)
            if workers > 1:
                break
        time.sleep(1 if workers > 1 else 0.2)
        os.killpg(running.pid, number)
        _, err = running.communicate(timeout=20)
    assert running.returncode == code
    assert b"Traceback" not in err
    assert MAIL.encode() not in err
    assert (tmp_path / "out").read_text() == "eski"
    assert names(tmp_path) == {"t.jsonl", "pipe.jsonl", "out"}
    with pytest.raises(ProcessLookupError):
        os.killpg(running.pid, 0)


@posix
def test_broken_pipe_is_quiet(tmp_path: Path, tickets: Path) -> None:
    """A reader who leaves early hears no complaint, and the run does not claim to be clean."""
    tickets.write_text(f'{{"text":"{MAIL}"}}\n' * 20_000)
    for words in (("scan", tickets, "--field", "text", "--format", "jsonl"), ("redact", tickets, "--field", "text")):
        running = subprocess.Popen(command(*words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
        assert running.stdout
        assert running.stderr
        running.stdout.readline()
        running.stdout.close()
        with running.stderr:
            assert (running.stderr.read(), running.wait()) == (b"", 141)


@posix
def test_records_pass_as_they_come(tmp_path: Path) -> None:
    """In a pipe each record is answered before the next one arrives."""
    words = ("redact", "--input-format", "jsonl", "--field", "text")
    running = subprocess.Popen(command(*words), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment())
    assert running.stdin
    assert running.stdout
    for _ in range(3):
        running.stdin.write(f'{{"text":"{MAIL}"}}\n'.encode())
        running.stdin.flush()
        assert running.stdout.readline().startswith(b'{"text":"[')
    running.stdin.close()
    assert running.wait() == 0
    running.stdout.close()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads the peak from /proc")
def test_memory_is_constant(tmp_path: Path) -> None:
    """Forty megabytes of records need hardly more memory than a few."""
    line = b'{"text":"' + b"a b c " * 160 + b'"}\n'
    peaks = []
    for count in (1000, 40_000):
        (tmp_path / "t.jsonl").write_bytes(line * count)
        script = (
            "from kvkkscan.cli import main;"
            "main(['redact', 't.jsonl', '--field', 'text', '-o', 'out']);"
            "print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"  # ru_maxrss counts the parent
        )
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, env=environment(), check=False
        )
        assert done.returncode == 0, done.stderr
        peaks.append(int(done.stdout))
    assert peaks[1] - peaks[0] < 15_000


def test_unexpected_error_tells_no_value(
    cli: Cli, tmp_path: Path, tickets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error that nobody foresaw shows its type and place, not its message, and exits 2."""

    def fail(*_: object) -> None:
        raise RuntimeError(MAIL)

    monkeypatch.setattr("kvkkscan.cli._reading.open_source", fail)
    ran = cli("scan", "t.jsonl", "--field", "text")
    assert ran.code == 2
    assert "RuntimeError at _reading.py:" in ran.err
    assert MAIL not in ran.err
