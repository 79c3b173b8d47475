"""`kvkkscan scan`: the measured contract, the reports, and how input is told apart."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from .conftest import CARD, MAIL, TCKN, policy

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Ran

    Cli = Callable[..., Ran]


def rows(ran: Ran) -> list[dict[str, Any]]:
    """The report as objects."""
    return [json.loads(line) for line in ran.out.splitlines()]


def test_contract_jsonl(cli: Cli, tmp_path: Path) -> None:
    """A report in JSON Lines has one line a record, in order, with exactly the keys of the contract."""
    (tmp_path / "t.jsonl").write_text(f'{{"id": "d1", "text": "yaz {MAIL} lütfen"}}\n{{"text": "temiz"}}\n')
    ran = cli("scan", "t.jsonl", "--field", "text", "--format", "jsonl")
    assert ran.code == 1
    assert rows(ran) == [
        {
            "id": "d1",
            "findings": [
                {
                    "entity_type": "EMAIL_ADDRESS",
                    "group": "contact",
                    "start": 4,
                    "end": 21,
                    "score": 0.9,
                    "recognizer": "stub.email_address",
                }
            ],
        },
        {"id": 2, "findings": []},
    ]


@pytest.mark.parametrize(
    "number",
    [
        '"a"',
        '"ş\\ud800"',
        "7",
        "12345678901234567890",
        "1.10",
        "1e400",
        "true",
        "null",
        '"\\u0131"',
    ],
)
def test_id_is_kept(cli: Cli, tmp_path: Path, number: str) -> None:
    """A record's own short id is reported as the JSON value it is, whatever scalar it is."""
    (tmp_path / "t.jsonl").write_text(f'{{"id": {number}, "text": "x"}}\n', encoding="utf-8")
    ran = cli("scan", "t.jsonl", "--field", "text", "--format", "jsonl")
    assert ran.code == 0
    assert ran.out.isascii()
    assert json.loads(ran.out, parse_float=str)["id"] == json.loads(number, parse_float=str)


def test_several_fields_are_named(cli: Cli, tmp_path: Path) -> None:
    """With several --field every finding says in which field it stands."""
    (tmp_path / "t.jsonl").write_text(f'{{"a": "{MAIL}", "b": {{"c": "TC {TCKN}"}}, "d": ["x", {{"e": "{MAIL}"}}]}}')
    ran = cli("scan", "t.jsonl", "--field", "a", "--field", "b.c", "--field", "d.*.e", "--format", "jsonl")
    # d.0 is no object, so d.*.e means the second alone
    assert [found["field"] for found in rows(ran)[0]["findings"]] == ["a", "b.c", "d.1.e"]


def test_dotted_key_is_found_as_written(cli: Cli, tmp_path: Path) -> None:
    """A dotted name means the nested field and the key with a dot in it alike."""
    (tmp_path / "t.jsonl").write_text(f'{{"a.b": "{MAIL}", "a": {{"b": "{MAIL}"}}}}')
    ran = cli("scan", "t.jsonl", "--field", "a.b", "--format", "jsonl")
    assert len(rows(ran)[0]["findings"]) == 2


def test_every_value_of_a_repeated_key_is_read(cli: Cli, tmp_path: Path) -> None:
    """Where a key stands twice, the value that JSON readers drop is scanned too."""
    (tmp_path / "t.jsonl").write_text(f'{{"text": "{MAIL}", "text": "temiz"}}')
    assert cli("scan", "t.jsonl", "--field", "text").code == 1


@pytest.mark.parametrize("record", [f'{{"x": "{MAIL}"}}', f'{{"x": [{{"y": {TCKN}}}]}}', f'{{"{MAIL}": 1}}'])
def test_without_field_all_is_read(cli: Cli, tmp_path: Path, record: str) -> None:
    """Without --field every string, number and key of a record is scanned, and a key with data in it is not printed."""
    (tmp_path / "t.jsonl").write_text(record)
    ran = cli("scan", "t.jsonl", "--format", "jsonl")
    assert ran.code == 1
    assert MAIL.encode() not in ran.out
    assert all("field" in found for found in rows(ran)[0]["findings"])


@pytest.mark.parametrize(
    ("name", "content", "options", "ids"),
    [
        ("t.txt", "bir\niki", (), ["t.txt"]),
        ("t.txt", "bir\niki\n", ("--lines",), [1, 2]),
        ("t.txt", '{"text": "a"}\n\n{"text": "b"}', ("--input-format", "jsonl", "--field", "text"), [1, 3]),
        ("t.dat", '{"text": "a"}\n{"text": "b"}', ("--field", "text"), [1, 2]),
        ("t.dat", "no,text\n1,a\n2,b", ("--field", "text"), [2, 3]),
        ("t.ndjson", '{"id": 9, "text": "a"}', ("--field", "text"), [9]),
        ("t.csv", "id;text\nx;a\ny;b\n", ("--field", "text"), ["x", "y"]),
        ("t.csv", "a;text\nx;a\ny;b\n", ("--field", "2", "--no-header"), [1, 2, 3]),
        ("t.tsv", "id\ttext\nx\ta, b\n", ("--field", "text"), ["x"]),
        ("t.csv", "id|text\nx|a\n\ny|b\n", ("--field", "text"), ["x", "y"]),
        ("bom.jsonl", '\ufeff{"text": "a"}', ("--field", "text"), [1]),
        ("bom.csv", "\ufeffid,text\nx,a\n", ("--field", "text"), ["x"]),
        ("empty.jsonl", "", ("--field", "text"), []),
        ("empty.csv", "", ("--field", "text"), []),
        ("empty.txt", "", (), ["empty.txt"]),
    ],
)
def test_records(
    cli: Cli, tmp_path: Path, name: str, content: str, options: tuple[str, ...], ids: list[object]
) -> None:
    """What is one record, and what its id is, follows from the kind of file and the options."""
    (tmp_path / name).write_text(content, encoding="utf-8", newline="")
    ran = cli("scan", name, "--format", "jsonl", *options)
    assert (ran.code, [row["id"] for row in rows(ran)]) == (0, ids)


def test_offsets_are_code_points_of_the_value(cli: Cli, tmp_path: Path) -> None:
    """Offsets count code points of the decoded value, after a byte order mark, escapes and doubled quotes."""
    (tmp_path / "a.jsonl").write_text(f'\ufeff{{"text": "\\ud83d\\ude00\\n😀 {MAIL}"}}')
    (tmp_path / "b.csv").write_text(f'\ufefftext\n"""😀"" \n{MAIL}"\n')
    (tmp_path / "c.txt").write_text(f"\ufeff😀\r\n {MAIL}", newline="")
    starts = [
        rows(cli("scan", name, "--field", "text", "--format", "jsonl"))[0]["findings"][0]["start"]
        for name in ("a.jsonl", "b.csv")
    ]
    starts.append(rows(cli("scan", "c.txt", "--format", "jsonl"))[0]["findings"][0]["start"])
    assert starts == [4, 5, 4]


def test_folder_is_walked_in_order(cli: Cli, tmp_path: Path) -> None:
    """A folder means all files in it, hidden ones too, in order of name; records of several files name their file."""
    (tmp_path / "d" / "sub").mkdir(parents=True)
    (tmp_path / "d" / "b.txt").write_text("x")
    (tmp_path / "d" / ".a.txt").write_text(MAIL)
    (tmp_path / "d" / "sub" / "c.jsonl").write_text('{"text": "x"}')
    ran = cli("scan", "d", "--field", "text", "--format", "jsonl")
    assert [(row["id"], row.get("file")) for row in rows(ran)] == [
        ("d/.a.txt", None),
        ("d/b.txt", None),
        (1, "d/sub/c.jsonl"),
    ]


def test_text_report_holds_no_value(cli: Cli, tmp_path: Path) -> None:
    """The report for people gives record, label, count, position and score, and a summary, but no value."""
    (tmp_path / "t.jsonl").write_text(f'{{"id": "d1", "text": "{MAIL} {MAIL} kart no {CARD}"}}\n{{"text": "temiz"}}\n')
    ran = cli("scan", "t.jsonl", "--field", "text")
    lines = ran.out.decode().splitlines()
    assert lines[0] == 't.jsonl:1  id "d1"'
    assert lines[1].split() == ["EMAIL_ADDRESS", "contact", "2", "0-17", "(0.90),", "18-35", "(0.90)"]
    assert len(lines) == 3
    assert ran.err == "1 of 2 records read hold personal data: EMAIL_ADDRESS 2, CREDIT_CARD 1.\n"
    assert MAIL not in ran.out.decode() + ran.err


def test_csv_report(cli: Cli, tmp_path: Path) -> None:
    """The CSV report has one row a finding."""
    (tmp_path / "t.jsonl").write_text(f'{{"id": "d;1", "text": "{MAIL}"}}')
    ran = cli("scan", "t.jsonl", "--field", "text", "--format", "csv")
    table = list(csv.DictReader(io.StringIO(ran.out.decode(), newline="")))
    assert [(row["file"], row["id"], row["entity_type"], row["start"]) for row in table] == [
        ("t.jsonl", "d;1", "EMAIL_ADDRESS", "0")
    ]


def test_terminal_cannot_be_steered(cli: Cli, tmp_path: Path) -> None:
    """Control characters in file names and ids do not reach the terminal."""
    (tmp_path / "a\x1b[2J.jsonl").write_text(f'{{"id": "\\u001b[2J", "text": "{MAIL}"}}\nbozuk\n')
    ran = cli("scan", "a\x1b[2J.jsonl", "--field", "text")
    assert b"\x1b" not in ran.out
    assert "\x1b" not in ran.err


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1254", "iso8859-9", "utf-16", "utf-16-le"])
def test_encodings_of_text(cli: Cli, tmp_path: Path, encoding: str) -> None:
    """A text is read in the encoding that was named."""
    (tmp_path / "t.txt").write_bytes(f"şöyle {MAIL}".encode(encoding))
    ran = cli("scan", "t.txt", "--encoding", encoding, "--format", "jsonl")
    assert rows(ran)[0]["findings"][0]["start"] == 6


def test_entities_and_policy(cli: Cli, tmp_path: Path) -> None:
    """--entities limits what is looked for, and what a policy allows is not reported."""
    (tmp_path / "t.txt").write_text(f"{MAIL} {TCKN}")
    assert cli("scan", "t.txt", "--entities", "TR_NATIONAL_ID", "--format", "csv").out.count(b"\n") == 2
    allow = f'[[allow]]\nvalue = "{MAIL}"\nreason = "ours"'
    (tmp_path / "mine.toml").write_text(policy('operator = "replace"', allow))
    ran = cli("scan", "t.txt", "--policy", "mine.toml", "--format", "csv")
    assert ran.code == 1, ran.err
    assert b"EMAIL_ADDRESS" not in ran.out


def test_standard_input(real: Cli) -> None:
    """Without a path standard input is one record with the id "-"."""
    ran = real("scan", "--format", "jsonl", data=f"yaz {MAIL}".encode())
    assert (ran.code, rows(ran)[0]["id"]) == (1, "-")
    assert [one["entity_type"] for one in rows(ran)[0]["findings"]] == ["EMAIL_ADDRESS"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"merhaba", 0),
        (b"<3 merhaba", 0),
        (MAIL.encode(), 1),
        (bytes(range(256)), 2),
        (b"a\0b", 2),
        (b"%PDF-1.7 x", 2),
        (b"\n<!DOCTYPE html><p>5&#49;", 0),
    ],
)
def test_exit_codes(real: Cli, data: bytes, code: int) -> None:
    """0 is clean, 1 found, 2 unreadable."""
    assert real("scan", data=data).code == code


def test_long_single_line(real: Cli, tmp_path: Path) -> None:
    """A line of many megabytes is one record like any other."""
    size = 30_000_000
    (tmp_path / "t.jsonl").write_bytes(b'{"text": "' + b"uzun " * (size // 5) + MAIL.encode() + b'"}\n{"text": "x"}\n')
    ran = real("scan", "t.jsonl", "--field", "text", "--format", "jsonl")
    assert ran.code == 1, ran.err
    assert rows(ran)[0]["findings"][0]["start"] == size
