"""What the command line must not print, not record and not open."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from kvkkscan.record import verify

from .conftest import MAIL, TCKN, command, environment, heed_ctrl_c

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Ran

    Cli = Callable[..., Ran]

posix = pytest.mark.skipif(os.name != "posix", reason="signals and pipes of POSIX")
FORMATS = [("scan", "--format", "text"), ("scan", "--format", "csv"), ("scan", "--format", "jsonl"), ("explain",)]


@pytest.mark.parametrize("words", [("redact",), *FORMATS])
@pytest.mark.parametrize("more", [(), ("--field", "2"), ("--entities", "IP_ADDRESS")])
def test_header_with_any_finding_is_refused(
    real: Cli, tmp_path: Path, words: tuple[str, ...], more: tuple[str, ...]
) -> None:
    """A first CSV row with contact data is no header: nothing is written, no cell is shown, --no-header is named."""
    (tmp_path / "nh.csv").write_text("Ali Veli;0532 123 45 67;ali@veli.com\nAyşe;0533 123 45 67;b@c.com\n")
    ran = real(*words, "nh.csv", *more)
    assert ran.code == 2
    assert "--no-header" in ran.err
    assert not {one for one in ("0532", "ali@", "0533", "b@c") if one in ran.out.decode() + ran.err}
    if words == ("redact",) and not more:
        assert real("redact", "nh.csv", "--no-header").out.count(b"[TELEFON]") == 2


@pytest.mark.parametrize("words", FORMATS)
@pytest.mark.parametrize("number", [MAIL, f"tc {TCKN}", int(TCKN), "x" * 65, [MAIL], {"a": MAIL}, 10**70])
def test_id_that_may_tell_is_not_shown(real: Cli, tmp_path: Path, words: tuple[str, ...], number: object) -> None:
    """An id that is long, no scalar, or personal data itself is replaced by the line number in every report."""
    records = [{"id": 7, "text": MAIL}, {"id": number, "text": MAIL}, {"text": MAIL, "id": number}]
    (tmp_path / "t.jsonl").write_text("".join(json.dumps(one) + "\n" for one in records))
    for more in ((), ("--entities", "EMAIL_ADDRESS"), ("--workers", "2")):
        ran = real(*words, "t.jsonl", "--field", "text", *more)
        said = ran.out.decode() + ran.err
        assert not {one for one in (MAIL, TCKN, "xxxx", "0" * 20) if one in said}
        if words[-1] == "jsonl":
            assert [json.loads(line)["id"] for line in ran.out.splitlines()] == [7, 2, 3]


@pytest.mark.parametrize("number", ["TLK-1042", "ş" * 64, 1042, 1.5, True, None])
def test_short_id_is_shown(real: Cli, tmp_path: Path, number: object) -> None:
    """A short scalar that holds no personal data stays the record's id."""
    (tmp_path / "t.jsonl").write_text(json.dumps({"id": number, "text": MAIL}))
    ran = real("scan", "t.jsonl", "--field", "text", "--format", "jsonl")
    assert json.loads(ran.out)["id"] == number


def test_id_column_is_not_shown(real: Cli, tmp_path: Path) -> None:
    """The id column of a CSV file is held to the same."""
    (tmp_path / "t.csv").write_text(f"id,text\nA1,{MAIL}\n{TCKN},{MAIL}\n")
    ran = real("scan", "t.csv", "--field", "text", "--format", "csv")
    assert [line.split(b",")[1] for line in ran.out.splitlines()[1:]] == [b"A1", b"3"]


def test_field_name_with_data_is_not_shown(real: Cli, tmp_path: Path) -> None:
    """A key that a wildcard meets is not named where it is personal data, nor in the record file."""
    (tmp_path / "t.jsonl").write_text(json.dumps({"a": {"veli@ornek.com": {"text": TCKN}}}))
    ran = real("scan", "t.jsonl", "--field", "a.*.text", "--format", "jsonl", "--entities", "TR_NATIONAL_ID")
    assert b"veli" not in ran.out
    (tmp_path / "u.jsonl").write_text(json.dumps({"veli@ornek.com": TCKN}))
    ran = real("scan", "u.jsonl", "--format", "jsonl", "--entities", "TR_NATIONAL_ID")
    assert ran.code == 1
    assert b"veli" not in ran.out


@posix
def test_interrupted_run_records_nothing(tmp_path: Path) -> None:
    """A run that was interrupted handed nothing over with -o, and so recorded nothing."""
    os.mkfifo(tmp_path / "pipe.jsonl")
    running = subprocess.Popen(
        command("redact", "pipe.jsonl", "--field", "text", "-o", "out", "--record", "rec"),
        cwd=tmp_path,
        env=environment(),
        stderr=subprocess.PIPE,
        preexec_fn=heed_ctrl_c,  # noqa: PLW1509 - these tests have no threads
    )
    with open(tmp_path / "pipe.jsonl", "wb") as pipe:
        pipe.write(b'{"text":"' + MAIL.encode() + b'"}\n' * 5000)
        pipe.flush()
        time.sleep(2)
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=20)
    assert running.returncode == 130
    assert not (tmp_path / "out").exists()
    assert (tmp_path / "rec").read_bytes() == b""


def test_unwritten_output_is_not_recorded(cli: Cli, tmp_path: Path) -> None:
    """Of a file that stays as it was nothing is recorded, of one that is replaced everything."""
    (tmp_path / "a.jsonl").write_text(f'{{"text":"{MAIL}"}}\n' * 1000 + "yarım\n")
    (tmp_path / "b.jsonl").write_text(f'{{"text":"{MAIL}"}}\n' * 3)
    assert cli("redact", "a.jsonl", "b.jsonl", "--field", "text", "--in-place", "--record", "rec").code == 2
    assert verify("rec").count == 3


@pytest.mark.parametrize("target", [(), ("-o", "out")])
def test_no_output_without_a_record(cli: Cli, tmp_path: Path, target: tuple[str, ...]) -> None:
    """Where nothing can be added to the record file, not a byte is handed over."""
    (tmp_path / "t.jsonl").write_text(f'{{"text":"{MAIL}"}}\n')
    (tmp_path / "rec").write_text("torn")
    ran = cli("redact", "t.jsonl", "--field", "text", "--record", "rec", *target)
    assert (ran.code, ran.out) == (2, b"")
    assert not (tmp_path / "out").exists()


def test_standard_output_is_recorded(cli: Cli, tmp_path: Path) -> None:
    """What went to standard output is recorded, also where a later file cannot be read."""
    (tmp_path / "t.jsonl").write_text(f'{{"text":"{MAIL}"}}\n' * 1203)
    assert cli("redact", "t.jsonl", "--field", "text", "--record", "rec").code == 0
    assert verify("rec").count == 1203


@pytest.mark.parametrize("option", ["policy", "record", "rejects", "output", "packs", "entities", "field"])
def test_empty_value_is_a_usage_error(cli: Cli, tmp_path: Path, option: str) -> None:
    """An empty value (a variable that is not set) is refused, not taken for no value."""
    (tmp_path / "t.jsonl").write_text("{}")
    ran = cli("redact", "t.jsonl", f"--{option}", "")
    assert (ran.code, ran.out) == (2, b"")
    assert f"--{option}" in ran.err


def test_empty_path_is_a_usage_error(cli: Cli) -> None:
    """An empty path does not mean the current folder."""
    assert cli("redact", "", "--in-place").code == 2


def test_label_without_recognizer_is_refused(cli: Cli) -> None:
    """--entities does not promise to look for what no recognizer finds."""
    ran = cli("scan", "--entities", "EMAIL_ADDRESS,HEALTH")
    assert ran.code == 2
    assert "HEALTH yet" in ran.err
    assert "CREDIT_CARD" in ran.err


@posix
def test_pipes_in_a_folder_are_not_opened(real: Cli, tmp_path: Path) -> None:
    """A named pipe, or a link to a device, in a folder is unread, and the run does not wait for it."""
    (tmp_path / "in").mkdir()
    os.mkfifo(tmp_path / "in" / "pipe.txt")
    (tmp_path / "in" / "zero.txt").symlink_to("/dev/zero")
    (tmp_path / "in" / "t.txt").write_text("temiz")
    ran = real("scan", "in")
    assert ran.code == 2
    assert "pipe.txt: a pipe" in ran.err
    assert "zero.txt: a pipe" in ran.err
    assert "1 records read" in ran.err


def test_verify_names_the_folder(cli: Cli, tmp_path: Path) -> None:
    """`record verify FOLDER` says which path is no record file."""
    (tmp_path / "recs").mkdir()
    ran = cli("record", "verify", "recs")
    assert ran.code == 2
    assert "recs: it is a folder" in ran.err


@posix
def test_mode_of_rejects_is_kept(cli: Cli, tmp_path: Path) -> None:
    """A new file of --rejects only its owner may read; one that is there keeps its mode."""
    (tmp_path / "t.jsonl").write_text("yarım\n")
    cli("redact", "t.jsonl", "--rejects", "new")
    (tmp_path / "old").touch()
    (tmp_path / "old").chmod(0o644)
    cli("redact", "t.jsonl", "--rejects", "old")
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("new", "old")] == [0o600, 0o644]
