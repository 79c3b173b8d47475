"""`kvkkscan redact`: what is removed is gone, and every other byte is as it was."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from .conftest import CARD, MAIL, TCKN, policy

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Ran

    Cli = Callable[..., Ran]


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("t.jsonl", '{ "b":1.10,"text" :"x MAIL\\u0131","n":12345678901234567890,"b":2}\r\n', None),
        ("t.jsonl", '\ufeff{"text":"MAIL"}\n\n  \n{"text":"temiz"}', None),
        ("t.jsonl", '{"text":"a\\ud800 MAIL"}', None),
        ("t.csv", '\ufeffno;text\r\n1;"a ""MAIL"" ;\nb"\r\n2;MAIL\r\n\r\n3;x', None),
        ("t.tsv", "no\ttext\n1\tMAIL, x\n", None),
        ("t.csv", "text\nMAIL\n", None),
        ("t.txt", "\ufeffbir\r\nMAIL\r\n\u2028son", None),
        ("t.txt", "temiz\r\n", None),
    ],
)
@pytest.mark.parametrize("workers", [1, 2])
def test_all_else_stays(cli: Cli, tmp_path: Path, name: str, before: str, after: None, workers: int) -> None:
    """Only the value changes: spaces, numbers, escapes, line ends, byte order marks and repeated keys stay."""
    (tmp_path / name).write_text(before.replace("MAIL", MAIL), encoding="utf-8", newline="")
    options = () if name == "t.txt" else ("--field", "text")
    ran = cli("redact", name, "-o", "out", "--workers", workers, *options)
    assert ran.code == 0, ran.err
    placeholder = "[E-POSTA]"
    assert (tmp_path / "out").read_bytes().decode() == before.replace("MAIL", placeholder)


def test_every_value_of_a_repeated_key_is_cleaned(cli: Cli, tmp_path: Path) -> None:
    """Where a key stands twice, both values are cleaned."""
    (tmp_path / "t.jsonl").write_text(f'{{"text":"{MAIL}","text":"TC {TCKN}"}}')
    ran = cli("redact", "t.jsonl", "--field", "text")
    assert ran.out == b'{"text":"[E-POSTA]","text":"TC [TCKN]"}'


def test_without_field_all_is_cleaned(cli: Cli, tmp_path: Path) -> None:
    """Without --field strings, numbers and keys are cleaned; a number becomes a string."""
    (tmp_path / "t.jsonl").write_text(f'{{"a": {TCKN}, "b": ["{MAIL}"], "{MAIL}": 1.10}}')
    ran = cli("redact", "t.jsonl")
    assert ran.out.decode() == '{"a": "[TCKN]", "b": ["[E-POSTA]"], "[E-POSTA]": 1.10}'


def test_twice_changes_nothing(cli: Cli, tmp_path: Path) -> None:
    """Cleaning what is already clean gives the same bytes."""
    (tmp_path / "t.csv").write_text(f'no,text\n1,"{MAIL} kart no {CARD}"\n')
    assert cli("redact", "t.csv", "-o", "one").code == 0
    (tmp_path / "one.csv").write_bytes((tmp_path / "one").read_bytes())
    assert cli("redact", "one.csv", "-o", "two").code == 0
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_lang_of_placeholders(cli: Cli, tmp_path: Path) -> None:
    """Placeholders follow --lang where it is given, else the policy."""
    (tmp_path / "t.txt").write_text(MAIL)
    assert cli("redact", "t.txt").out == b"[E-POSTA]"
    assert cli("redact", "t.txt", "--lang", "en").out == b"[EMAIL]"


def test_lines(cli: Cli, tmp_path: Path) -> None:
    """With --lines each line of a text stands alone: a bad one is left out, line ends stay."""
    (tmp_path / "t.txt").write_bytes(f"{MAIL}\r\n\r\nBOZUK\r\n".encode() + b"\xff\nson")
    ran = cli("redact", "t.txt", "--lines", "--rejects", "rej")
    assert ran.code == 2
    assert ran.out.decode() == "[E-POSTA]\r\n\r\nson"
    assert (tmp_path / "rej").read_bytes() == b"BOZUK\r\n\xff\n"


def test_letters_that_text_cannot_hold(cli: Cli, tmp_path: Path) -> None:
    """A text whose encoding lacks the placeholder's letters is refused, with the remedy, rather than mangled."""
    hidden = policy('operator = "replace"\nnew_value = "[GİZLİ]"')
    (tmp_path / "mine.toml").write_text(hidden, encoding="utf-8")
    (tmp_path / "t.csv").write_text(f"text\n{MAIL}\nx\n")
    (tmp_path / "t.jsonl").write_text(f'{{"text":"{MAIL}"}}')
    options = ("--policy", "mine.toml", "--field", "text", "--encoding")
    ran = cli("redact", "t.csv", *options, "ascii")
    assert (ran.code, ran.out) == (2, b"text\nx\n"), ran.err
    assert "t.csv:2: the cleaned text has letters that ascii lacks" in ran.err
    assert cli("redact", "t.csv", *options, "cp1254").out == "text\n[GİZLİ]\nx\n".encode("cp1254")
    assert cli("redact", "t.jsonl", *options, "ascii").out == b'{"text":"[G\\u0130ZL\\u0130]"}'


def test_refused_by_policy(cli: Cli, tmp_path: Path) -> None:
    """What the policy refuses is left out, told by label and line, and exits 2; a refused text leaves no output."""
    (tmp_path / "no.toml").write_text(policy('operator = "refuse"'))
    (tmp_path / "t.jsonl").write_text(f'{{"text":"{MAIL}"}}\n{{"text":"x"}}\n')
    ran = cli("redact", "t.jsonl", "--field", "text", "--policy", "no.toml", "--rejects", "rej")
    assert (ran.code, ran.out) == (2, b'{"text":"x"}\n'), ran.err
    assert "t.jsonl:1: " in ran.err
    assert MAIL not in ran.err
    (tmp_path / "t.txt").write_text(MAIL)
    (tmp_path / "out").write_text("alt")
    assert cli("redact", "t.txt", "--policy", "no.toml", "-o", "out").code == 2
    assert (tmp_path / "out").read_text() == "alt"


def test_unscannable_kept_by_policy(cli: Cli, tmp_path: Path) -> None:
    """What could not be scanned stays where the policy says so; it is told, and never called clean."""
    (tmp_path / "keep.toml").write_text(policy('operator = "replace"', on_unscannable="keep"))
    (tmp_path / "t.jsonl").write_text('{"text":"BOZUK"}\n')
    words = ("redact", "t.jsonl", "--field", "text", "--policy", "keep.toml", "--record", "rec")
    ran = cli(*words)
    assert (ran.code, ran.out) == (0, b'{"text":"BOZUK"}\n'), ran.err
    assert "t.jsonl:1: could NOT be scanned" in ran.err
    assert '"outcome":"unscannable"' in (tmp_path / "rec").read_text()
    assert cli("scan", *words[1:6]).code == 2


def test_record(cli: Cli, tmp_path: Path) -> None:
    """--record keeps a chained record of each changed record, without a value; `record verify` and `head` read it."""
    body = "".join(f'{{"text":"{MAIL}"}}\n{{"text":"x"}}\n' for _ in range(700))
    (tmp_path / "t.jsonl").write_text(body)
    ran = cli("redact", "t.jsonl", "--field", "text", "-o", "out", "--record", "rec", "--workers", "2")
    assert ran.code == 0, ran.err
    lines = (tmp_path / "rec").read_text().splitlines()
    assert [json.loads(line)["record"]["source"] for line in lines] == [f"t.jsonl:{n}" for n in range(1, 1400, 2)]
    assert MAIL not in "".join(lines)
    head = cli("record", "head", "rec").out.decode().strip()
    assert head.startswith("700:")
    assert cli("record", "verify", "rec", "--head", head).code == 0
    (tmp_path / "rec").write_text("\n".join(lines[:-1]) + "\n")
    assert cli("record", "verify", "rec").code == 0
    assert cli("record", "verify", "rec", "--head", head).code == 2
    assert cli("record", "verify", "yok").code == 2


def test_standard_input_and_output(real: Cli) -> None:
    """Without a path and without -o, redact is a filter."""
    ran = real("redact", data=f"yaz {MAIL}\r\n".encode())
    assert ran.code == 0, ran.err
    assert ran.out.startswith(b"yaz [")
    assert ran.out.endswith(b"]\r\n")
    ran = real("redact", "--field", "text", data=f'{{"text": "yaz {MAIL}"}}\n'.encode())
    assert ran.out.startswith(b'{"text": "yaz [')


def test_workers_change_nothing(cli: Cli, tmp_path: Path) -> None:
    """Output, rejects and report are the same with one worker and with many."""
    body = "".join(f'{{"text":"{n} {MAIL if n % 3 else "x"}"}}\n' if n % 7 else "bozuk\n" for n in range(3000))
    (tmp_path / "t.jsonl").write_text(body)
    (tmp_path / "u.txt").write_text(MAIL)
    seen = set()
    for workers in (1, 2, 5):
        report = cli("scan", "t.jsonl", "u.txt", "--workers", workers)
        done = cli("redact", "t.jsonl", "u.txt", "--workers", workers, "-o", f"out{workers}", "--rejects", "rej")
        parts = [(tmp_path / f"out{workers}" / name).read_bytes() for name in ("t.jsonl", "u.txt")]
        seen.add((report, done, *parts, (tmp_path / "rej").read_bytes()))
    assert len(seen) == 1
