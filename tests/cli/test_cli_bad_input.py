"""Bad lines, rows and files: told by number with a remedy, never quoted, never called clean; the run goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .conftest import CARD, MAIL, TCKN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Ran

    Cli = Callable[..., Ran]

GOOD = b'{"text": "iyi"}\n'
BAD_LINES = [
    (b'{"text": "' + MAIL.encode() + b'"\n', "not JSON at character 30"),
    (b"gizli " + MAIL.encode() + b"\n", "not JSON at character 1"),
    (b'{"text": "\xff"}\n', "not utf-8 at byte 11"),
    (b'{"text": "a\x01b"}\n', "not JSON at character 12"),
    (b'{"text": "a"} {"text": "b"}\n', "not JSON at character 15"),
    (b'{"text": "a",}\n', "not JSON at character 14"),
    (b'{"text": 01}\n', "not JSON at character 11"),
    (b'["' + MAIL.encode() + b'"]\n', "no object (array)"),
    (b'"' + MAIL.encode() + b'"\n', "no object (string)"),
    (b'{"metin": "' + MAIL.encode() + b'"}\n', "no field 'text'"),
    (b'{"text": ' + TCKN.encode() + b"}\n", "'text' is no string but number"),
    (b'{"text": null}\n', "'text' is no string but null"),
    (b'{"text": ["a"]}\n', "'text' is no string but array"),
    (b'{"text": {}, "text": "a"}\n', "'text' is no string but object"),
    (b'{"text": "BOZUK"}\n', "folder 'stub'"),
    (b'{"text": "PATLA ' + MAIL.encode() + b'"}\n', "unexpected error (ValueError at "),
    (b'{"text": ' + b"[" * 5000 + b"]" * 5000 + b"}\n", "nested deeper"),
    (b'{"text": "\0"}\n', "not JSON at character 11"),
]


@pytest.mark.parametrize(("line", "message"), BAD_LINES)
@pytest.mark.parametrize("workers", [1, 2])
def test_bad_line(cli: Cli, tmp_path: Path, line: bytes, message: str, workers: int) -> None:
    """A bad line is told by number without its content, left out and put to the rejects, and the run goes on."""
    (tmp_path / "t.jsonl").write_bytes(GOOD + line + GOOD)
    ran = cli("scan", "t.jsonl", "--field", "text", "--format", "jsonl", "--workers", workers)
    assert ran.code == 2
    assert ran.out.count(b"\n") == 2
    assert message in ran.err
    assert "t.jsonl:2: " in ran.err
    assert MAIL not in ran.err
    assert TCKN not in ran.err
    ran = cli("redact", "t.jsonl", "--field", "text", "-o", "out", "--rejects", "rej", "--workers", workers)
    assert ran.code == 2
    assert (tmp_path / "out").read_bytes() == GOOD + GOOD
    assert (tmp_path / "rej").read_bytes() == line
    assert (tmp_path / "rej").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (b"1,a,b\n", "3 columns instead of 2"),
        (b"1\n", "1 columns instead of 2"),
        (b'1,"' + MAIL.encode() + b"\n", "quote opened at character 3"),
        (b"1,\xff\n", "not utf-8 at byte 3"),
        (b"1,a\rb\n", "bare carriage return"),
        (b"1,a\0\n", "NUL"),
    ],
)
def test_bad_row(cli: Cli, tmp_path: Path, row: bytes, message: str) -> None:
    """A bad CSV row is reported, left out and kept in the rejects; rows around it are cleaned."""
    (tmp_path / "t.csv").write_bytes(b"no,text\n1,a\n" + row + b"1,b\n")
    ran = cli("redact", "t.csv", "--field", "text", "-o", "out", "--rejects", "rej")
    assert ran.code == 2
    assert "t.csv:3: " in ran.err
    assert message in ran.err
    assert MAIL not in ran.err
    assert (tmp_path / "out").read_bytes() == b"no,text\n1,a\n1,b\n"
    assert (tmp_path / "rej").read_bytes() == row


@pytest.mark.parametrize(
    ("name", "content", "options", "message"),
    [
        ("t.csv", b"a,b\n1,2\n", ("--field", "text"), "no column 'text' among the 2"),
        ("t.csv", b"a,b\n1,2\n", ("--field", "3"), "no column '3'"),
        ("t.csv", f"1,{TCKN}\n2,x\n".encode(), (), "first row holds personal data"),
        ("t.csv", b"a\rb,c\r1,2\r", (), "bare carriage return"),
        ("t.txt", "şifre".encode("cp1254"), ("--input-format", "text"), "not utf-8 at byte 1"),
        ("t.txt", "şifre".encode("utf-16"), ("--input-format", "text"), "UTF-16"),
        ("t.txt", MAIL.encode("utf-16-le"), ("--input-format", "text"), "NUL"),
        ("t.jsonl", b"{}", ("--encoding", "utf-16"), "UTF-8 first"),
        ("t.json", b'[{"text": "a"}]', ("--field", "text"), "one object a line"),
        ("t.json", b'{\n"text": "a"}', ("--field", "text"), "one object a line"),
        ("t.pdf", b"%PDF-1.7\nabc", (), "broken"),
        ("t.bin", bytes(range(256)), (), "not known"),
        ("yok/t.txt", None, (), "no such file"),
    ],
)
def test_unreadable_file(
    cli: Cli, tmp_path: Path, name: str, content: bytes | None, options: tuple[str, ...], message: str
) -> None:
    """What cannot be read as a whole is told, exits 2, gets no output, and the next file is still read."""
    if content is not None:
        (tmp_path / name).write_bytes(content)
    (tmp_path / "z.jsonl").write_text(f'{{"text": "{MAIL}", "3": "x"}}')
    ran = cli("scan", name, "z.jsonl", "--format", "csv", *options)
    assert ran.code == 2
    assert message in ran.err
    if "--encoding" not in options:
        assert b"z.jsonl" in ran.out or options == ("--field", "3")
    ran = cli("redact", name, "-o", "out", *options)
    assert ran.code == 2
    assert not (tmp_path / "out").exists()


def test_recovery_after_open_quote(cli: Cli, tmp_path: Path) -> None:
    """A quote that never closes costs its own line only, not the rest of the file."""
    body = b"".join(b"%d,%s\n" % (n, MAIL.encode()) for n in range(50))
    (tmp_path / "t.csv").write_bytes(b'no,text\n1,"a\n' + body)
    ran = cli("scan", "t.csv", "--field", "text", "--format", "csv")
    assert ran.code == 2
    assert ran.out.count(b"EMAIL_ADDRESS") == 50


@pytest.mark.parametrize(("lang", "word"), [("tr", "alanı yok"), ("en", "there is no field")])
def test_problems_in_both_languages(cli: Cli, tmp_path: Path, lang: str, word: str) -> None:
    """Problems are told in the language of --lang."""
    (tmp_path / "t.jsonl").write_text("{}\n")
    assert word in cli("scan", "t.jsonl", "--field", "text", "--lang", lang).err


@pytest.mark.parametrize(("name", "more"), [("t.jsonl", ("--field", "text")), ("t.txt", ()), ("t.txt", ("--lines",))])
def test_a_record_that_is_too_long(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, more: tuple[str, ...]
) -> None:
    """A record beyond the limit is told and never called clean; there is no output for its file."""
    monkeypatch.setattr("kvkkscan.cli._inputs.LONGEST_RECORD", 1 << 20)
    (tmp_path / name).write_bytes(GOOD + b'{"text": "' + CARD.encode() + b" " * (1 << 20) + b'"}\n')
    ran = cli("scan", name, *more)
    assert ran.code == 2
    assert "more than 1 MB" in ran.err
    assert CARD not in ran.err
    assert cli("redact", name, *more, "-o", "out").code == 2
    assert not (tmp_path / "out").exists()
