"""Files of other kinds than text, JSON Lines and CSV: they are read by what they hold, in every command that reads."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

from .conftest import MAIL, TCKN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Ran

    Cli = Callable[..., Ran]

XML = f"<a><!-- {MAIL} --><tckn>{TCKN}</tckn></a>".encode()
WANTED = b"<a><!-- [E-POSTA] --><tckn>[TCKN]</tckn></a>"
READ_NOW = [
    ("t.txt", "şifre ayse@ornek.com.tr".encode("cp1254")),
    ("t.txt", MAIL.encode("utf-16")),
    ("t.txt", MAIL.encode("utf-16-le")),
    ("t.csv", f"ad;şehir\n{MAIL};Ağrı\n".encode("cp1254")),
    ("t.json", b'{"a": "\\u0061yse@ornek.com.tr"}'),
    ("t.dat", b'{"a": "\\u0061yse@ornek.com.tr"}\n'),
    ("t.xml", XML),
    ("t", b"{\\rtf1 " + MAIL.encode() + b"}"),
]


@pytest.mark.parametrize(("name", "data"), READ_NOW)
def test_scan_and_redact(cli: Cli, tmp_path: Path, name: str, data: bytes) -> None:
    """What is no record is read as the file that it is; the report names kind and part, never a value."""
    (tmp_path / name).write_bytes(data)
    ran = cli("scan", name, "--format", "jsonl")
    assert ran.code == 1
    plain = json.loads(ran.out)
    assert (plain["id"], plain["outcome"]) == (name, "found")
    assert MAIL not in ran.out.decode() + ran.err
    assert cli("redact", name, "-o", "out").code == 0
    assert cli("scan", "out").code == 0


def test_redact_keeps_the_rest(cli: Cli, tmp_path: Path) -> None:
    """Only values change; --in-place replaces, and what is clean stays the very same file."""
    (tmp_path / "a.xml").write_bytes(XML)
    (tmp_path / "b.xml").write_bytes(b"<a>iyi</a>")
    assert cli("redact", "a.xml").out == WANTED
    assert cli("redact", "b.xml", "-o", "c.xml").code == 0
    assert (tmp_path / "c.xml").read_bytes() == b"<a>iyi</a>"
    before = (tmp_path / "b.xml").stat().st_ino
    assert cli("redact", "a.xml", "b.xml", "--in-place", "--record", "r.jsonl").code == 0
    assert (tmp_path / "a.xml").read_bytes() == WANTED
    assert (tmp_path / "b.xml").stat().st_ino == before
    assert cli("record", "verify", "r.jsonl").code == 0
    assert MAIL not in (tmp_path / "r.jsonl").read_text()
    assert cli("redact", "a.xml", "-o", "a.xml").code == 2


def test_a_folder_of_all_kinds(cli: Cli, tmp_path: Path) -> None:
    """Files and records of a folder come in order of name; what is refused is told in one line and not written."""
    folder = tmp_path / "d"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number:02}.xml").write_bytes(XML)
    (folder / "05a.pdf").write_bytes(b"%PDF-1.7\n")
    (folder / "06a.txt").write_text(MAIL)
    (folder / "x.docx").write_bytes(XML)
    ran = cli("scan", "d", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(ran.out.decode())))
    assert ran.code == 2
    assert [row["file"] for row in rows] == sorted(row["file"] for row in rows)
    assert {row["field"] for row in rows} == {"a <!-- -->", "a/tckn", ""}
    assert ran.err.count("05a.pdf: the file is broken") == 1
    assert "x.docx" in ran.err  # its name lies
    ran = cli("redact", "d", "-o", "out", "--workers", "2")
    assert ran.code == 2
    assert not (tmp_path / "out" / "05a.pdf").exists()
    assert (tmp_path / "out" / "00.xml").read_bytes() == WANTED
    assert (tmp_path / "out" / "06a.txt").read_text() == "[E-POSTA]"


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_reports_that_are_one_document(cli: Cli, tmp_path: Path, form: str) -> None:
    """JSON and SARIF hold records and files, and what could not be read; no values."""
    (tmp_path / "a.xml").write_bytes(XML)
    (tmp_path / "b.jsonl").write_text(f'{{"text": "{MAIL}"}}\n{{bozuk\n')
    (tmp_path / "c.pdf").write_bytes(b"%PDF-1.7\n")
    ran = cli("scan", "a.xml", "b.jsonl", "c.pdf", "--format", form)
    assert ran.code == 2
    plain = json.loads(ran.out)
    assert MAIL not in ran.out.decode()
    assert TCKN not in ran.out.decode()
    if form == "json":
        assert [one["id"] for one in plain["results"]] == ["a.xml", 1, "c.pdf"]
        assert [one["file"] for one in plain["unread"]] == ["b.jsonl", "c.pdf"]
        return
    (run,) = plain["runs"]
    places = [one["locations"][0] for one in run["results"]]
    assert places[0]["logicalLocations"] == [{"fullyQualifiedName": "a <!-- -->"}]
    assert places[-1]["physicalLocation"]["region"] == {"startLine": 1}
    assert {one["ruleId"] for one in run["results"]} == {one["id"] for one in run["tool"]["driver"]["rules"]}
    assert run["invocations"][0]["executionSuccessful"] is False


def test_options_of_records_read_records(cli: Cli, tmp_path: Path) -> None:
    """Who says how to read a file is obeyed: XML as text, say."""
    (tmp_path / "a.xml").write_bytes(XML)
    ran = cli("redact", "a.xml", "--input-format", "text")
    assert ran.out == WANTED
    assert "a.xml (xml)" not in cli("scan", "a.xml", "--lines").out.decode()


@pytest.mark.parametrize("lang", ["tr", "en"])
def test_a_refused_part_is_named(cli: Cli, tmp_path: Path, lang: str) -> None:
    """A file within that cannot be read is named in the language of the user; a policy may drop it."""
    import zipfile

    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr("b.txt", TCKN)
        packed.writestr("c.pdf", "%PDF-1.7")
    ran = cli("redact", "a.zip", "-o", "out", "--lang", lang)
    assert ran.code == 2
    assert "c.pdf" in ran.err
    assert ("okunamıyor" in ran.err) == (lang == "tr")
    policy = tmp_path / "p.toml"
    shipped = __import__("kvkkscan.policyfile", fromlist=["find"]).find("ticket").read_text(encoding="utf-8")
    policy.write_text('unreadable_part = "drop"\n' + shipped, encoding="utf-8")
    ran = cli("redact", "a.zip", "-o", "out", "--policy", "p.toml", "--lang", lang)
    assert ran.code == 0
    assert zipfile.ZipFile(tmp_path / "out").namelist() == ["b.txt"]
    assert "c.pdf" in ran.err
