"""No value of the text, nor a piece of one, stands in anything that kvkkscan prints, logs, raises or writes besides.

Made-up values that pass their checks are planted in every kind of input. What may hold them is left out of the search:
the input itself and the file of --rejects. test_the_search_can_fail shows that the search finds what it looks for.
"""

from __future__ import annotations

import dataclasses
import json
import logging
import pickle
import re
import subprocess
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import kvkkscan
from kvkkscan import (
    InputError,
    KvkkscanError,
    NotClean,
    Policy,
    RecordLog,
    Scanner,
    SensitiveDataFound,
    Unscannable,
)
from kvkkscan.cli import main
from kvkkscan.operators import Site
from kvkkscan.policy import Action, Allow

PLANTED = {
    "card": "4938 1720 5561 0832",
    "cvv": "739",
    "tckn": "38164927550",
    "iban": "TR33 0006 4837 2915 0682 7394 15",
    "phone": "0537 864 92 13",
    "mail": "zqv.kurtaran77@mektupevim.com.tr",
    "address": "Zambakgil Mah. Kuyumcubaşı Sok. No:47 D:9 Beylikdüzü/İstanbul",
}
PIECE = 6
TEXT = (
    f"Kart no {PLANTED['card']} skt 11/28 cvv {PLANTED['cvv']}, TC kimlik no {PLANTED['tckn']}, "
    f"IBAN {PLANTED['iban']}, tel {PLANTED['phone']}, mail {PLANTED['mail']}, adres {PLANTED['address']}"
)


# --- the search ------------------------------------------------------------------------------------------------------


def _pieces(value: str) -> set[str]:
    return {value[at : at + PIECE] for at in range(len(value) - PIECE + 1)}


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text))


_NEEDLES = {name: _pieces(value.casefold()) for name, value in PLANTED.items() if len(value) >= PIECE}
_BARE = {name: _bare(value.casefold())[:10] for name, value in PLANTED.items() if len(value) >= PIECE}
_NOISE = re.compile(r"\b[0-9a-f]{64}\b|\d{4}-\d\d-\d\dt[\d:.]+z")  # hashes and times


def leaks(said: object) -> list[str]:
    """The names of planted values of which something stands in `said`; bytes are read as UTF-8."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    text = _NOISE.sub(" ", text.casefold())
    bare = _bare(text)
    found = [name for name, pieces in _NEEDLES.items() if _BARE[name] in bare or any(one in text for one in pieces)]
    return found + (["cvv"] if re.search(rf"(?<![\w.]){PLANTED['cvv']}(?![\w.]\w)", text) else [])


@pytest.mark.parametrize("name", PLANTED)
def test_the_search_can_fail(name: str) -> None:
    """The search finds each value whole, in another writing, and a piece of six characters; and nothing in nothing."""
    value = PLANTED[name]
    written = [value, value.upper(), f"x={value!r};", value.encode()]
    if name != "cvv":
        written += [value[3:9], value.replace(" ", "-"), value.replace(" ", "")]
    for text in written:
        assert name in leaks(text), text
    assert leaks("739.5 ms, 17395 bytes, [KART], a.739b") == []


def test_the_planted_are_found() -> None:
    """All planted values are found and removed: what is tested for leaks was read."""
    done = kvkkscan.redact(TEXT)
    assert {one.entity_type for one in done.findings} >= {
        "CREDIT_CARD", "CARD_CVV", "TR_NATIONAL_ID", "IBAN_CODE", "PHONE_NUMBER", "EMAIL_ADDRESS", "TR_ADDRESS",
    }  # fmt: skip
    assert leaks(done.text) == []


# --- the library -----------------------------------------------------------------------------------------------------


def said_by(error: BaseException | None) -> Iterator[object]:
    """All that an exception shows, with its notes and everything that it was raised from or while handling."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield from (repr(one), str(one), one.args, getattr(one, "__notes__", ()), vars(one))
        yield from traceback.format_exception(one)
        if isinstance(one, KvkkscanError):
            yield from (one.message("tr"), one.message("en"), one.params)
        waiting += [one.__cause__, one.__context__]


def refusing() -> Policy:
    """A policy that refuses whatever is found."""
    return Policy.load("ticket").with_(default=Action("refuse"))


def slow_pack(folder: Path) -> Path:
    """A folder with a pack whose pattern takes for ever on any text of some length."""
    folder.mkdir(exist_ok=True)
    (folder / "slow.toml").write_text(
        '[[recognizer]]\nid = "test.slow"\nentity_type = "IP_ADDRESS"\nkind = "pattern"\n'
        'pattern = "(?:.|..)+(?<!.)"\ntime_limit = 0.01\n'
    )
    return folder


class Stubborn:
    """Finds the first character that is left, so that no redaction is ever clean."""

    placeholders: dict[str, tuple[str, str]] = {}  # noqa: RUF012 - as a scanner has it
    packs_digest = ""

    def scan(self, text: str) -> list[kvkkscan.Finding]:
        """One finding a text."""
        end = len(text) - len(re.sub(r"^(?:\[E-POSTA\])+", "", text)) + 1
        return [kvkkscan.Finding("EMAIL_ADDRESS", "contact", end - 1, end, 0.9, "test.stubborn")]


def raised_by(work: Callable[[], object]) -> BaseException:
    """What `work` raises."""
    with pytest.raises(KvkkscanError) as caught:
        work()
    return caught.value


def test_shown_objects() -> None:
    """No object that the library returns shows a value in its repr, its str or its fields."""
    scanner = Scanner(allow=[PLANTED["mail"]])
    done = kvkkscan.redact(TEXT)
    allow = Allow("ours", value=PLANTED["iban"], pattern="")
    policy = Policy.load("ticket").with_(allow=(allow, Allow("ours", pattern=re.escape(PLANTED["mail"]))))
    shown: list[object] = [scanner, policy, allow, done, done.record, done.record.line()]
    shown += [*done.findings, *done.items, *kvkkscan.scan(TEXT), Site("CREDIT_CARD", PLANTED["card"])]
    shown += [Action("hash", {"key_env": "K"}, key=TEXT.encode())]
    for lang in ("tr", "en"):
        shown += Scanner().explain(TEXT, lang)
    for one in shown:
        assert leaks(repr(one)) == leaks(str(one)) == [], type(one).__name__
    plain: list[Any] = [*done.findings, *done.items, done.record, *Scanner().explain(TEXT)]
    for one in plain:
        assert leaks(dataclasses.asdict(one)) == [], type(one).__name__
        assert leaks(pickle.dumps(one, 0).decode("latin-1")) == [], type(one).__name__


def test_errors_of_the_library(tmp_path: Path) -> None:
    """No error that the library raises over a text shows a value, nor do its cause, its context and its traceback."""
    slow = Scanner(packs=[slow_pack(tmp_path / "slow")])
    errors = {
        SensitiveDataFound: lambda: kvkkscan.guard(TEXT, refusing()),
        Unscannable: lambda: slow.scan(TEXT),
        NotClean: lambda: kvkkscan.redact(TEXT, scanner=Stubborn()),  # type: ignore[arg-type]
    }
    for kind, work in errors.items():
        error = raised_by(work)
        assert type(error) is kind
        for said in said_by(error):
            assert leaks(said) == [], kind


def test_unscannable_keeps_still(tmp_path: Path) -> None:
    """A text that could not be read and is kept stands in the redaction's text only."""
    policy = Policy.load("ticket").with_(on_unscannable="keep")
    done = kvkkscan.redact(TEXT, policy, scanner=Scanner(packs=[slow_pack(tmp_path / "slow")]))
    assert done.outcome == "unscannable"
    assert leaks(done.text)
    assert leaks(repr(done)) == leaks(done.record.line()) == []


def test_logs_and_warnings(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """With every logger at DEBUG and every warning shown, the library prints, logs and warns of nothing of the text."""
    caplog.set_level(logging.DEBUG)
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        done = kvkkscan.redact(TEXT)
        Scanner(packs=["examples/packs"] if Path("examples/packs").is_dir() else []).scan(TEXT)
        raised_by(lambda: kvkkscan.guard(TEXT, refusing()))
        RecordLog(tmp_path / "log.jsonl").append(done.record)
    out, err = capfd.readouterr()
    heard = [*(record.getMessage() + repr(record.args) for record in caplog.records), *(str(one) for one in warned)]
    assert leaks([out, err, *heard, (tmp_path / "log.jsonl").read_text()]) == []


# --- the command line ------------------------------------------------------------------------------------------------


def _json(**fields: object) -> bytes:
    return json.dumps(fields, ensure_ascii=False).encode() + b"\n"


# name of the input -> its file, its bytes, more words for the command; some cannot be read, which must be said
# without saying what they hold.
INPUTS: dict[str, tuple[str, bytes, tuple[str, ...]]] = {
    "text": ("t.txt", TEXT.encode(), ()),
    "text by lines": ("t.txt", (TEXT + "\n").encode() * 2, ("--lines",)),
    "text in cp1254": ("t.txt", TEXT.encode("cp1254"), ("--encoding", "cp1254")),
    "text in the wrong encoding": ("t.txt", TEXT.encode("cp1254"), ()),
    "text in UTF-16": ("t.txt", TEXT.encode("utf-16"), ()),
    "text with NUL": ("t.txt", TEXT.encode() + b"\0", ()),
    "text in a PDF": ("t.pdf", b"%PDF-1.7\n" + TEXT.encode(), ()),
    "text as JSON with escapes": ("t.json", json.dumps({"text": TEXT}).encode(), ()),
    "text with marks between": ("t.txt", "\u200b".join(TEXT).encode(), ()),
    "JSON Lines": ("t.jsonl", _json(id=1, text=TEXT), ("--field", "text")),
    "JSON Lines, all fields": ("t.jsonl", _json(id="a", text=TEXT, more=[{"x": TEXT}]), ()),
    "JSON Lines, value in a key": ("t.jsonl", _json(**{TEXT: "x"}), ()),
    "JSON Lines, value in two keys": ("t.jsonl", f'{{"{TEXT}": "x", "{TEXT}": "{TEXT}"}}\n'.encode(), ()),
    "JSON Lines, a number": ("t.jsonl", f'{{"tckn": {PLANTED["tckn"]}}}\n'.encode(), ()),
    "JSON Lines, a number as field": ("t.jsonl", f'{{"text": {PLANTED["tckn"]}}}\n'.encode(), ("--field", "text")),
    "JSON Lines, broken": ("t.jsonl", _json(text=TEXT)[:-20], ("--field", "text")),
    "JSON Lines, broken after the value": ("t.jsonl", _json(text=TEXT)[:-2] + b",}\n", ()),
    "JSON Lines, a bare string": ("t.jsonl", json.dumps(TEXT).encode(), ("--field", "text")),
    "JSON Lines, other field": ("t.jsonl", _json(text=TEXT), ("--field", "body")),
    "JSON Lines, bad bytes": ("t.jsonl", _json(text=TEXT).replace("ş".encode(), b"\xfe"), ("--field", "text")),
    "JSON Lines, deep": ("t.jsonl", b'{"a":' * 300 + json.dumps(TEXT).encode() + b"}" * 300, ()),
    "JSON Lines, half a surrogate": ("t.jsonl", json.dumps({"text": "\ud800" + TEXT}).encode(), ("--field", "text")),
    "CSV": ("t.csv", f'id;text\n1;"{TEXT}"\n'.encode(), ("--field", "text")),
    "CSV, all columns": ("t.csv", f'id;text\n1;"{TEXT}"\n'.encode(), ()),
    "CSV, value in the header": ("t.csv", f'id;"{TEXT}"\n1;x\n'.encode(), ()),
    "CSV, too many columns": ("t.csv", f"id,text\n1,{TEXT}\n".encode(), ()),
    "CSV, open quote": ("t.csv", f'id;text\n1;"{TEXT}\n2;x\n'.encode(), ()),
    "CSV, no such column": ("t.csv", f'id;text\n1;"{TEXT}"\n'.encode(), ("--field", "body")),
}
COMMANDS: dict[str, tuple[str, ...]] = {
    "scan": ("scan", "--lang", "tr"),
    "scan to JSON Lines": ("scan", "--format", "jsonl"),
    "scan to CSV": ("scan", "--format", "csv"),
    "explain": ("explain", "--lang", "tr"),
    "redact": ("redact", "-o", "out", "--record", "record.jsonl", "--rejects", "rejects"),
    "refuse": ("redact", "--policy", "refuse.toml", "--lang", "en"),
}
REFUSE = """
id = "refuse"
[title]
tr = "x"
en = "x"
[description]
tr = "x"
en = "x"
[default]
operator = "refuse"
"""


@dataclasses.dataclass(frozen=True)
class Ran:
    """A run: its exit code, and all that it said or wrote outside the places that are meant to hold values."""

    code: int
    said: list[object]


@pytest.fixture
def run(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
    caplog: pytest.LogCaptureFixture,
) -> Callable[..., Ran]:
    """Runs a command in this process and gathers what it printed, logged, warned of and wrote."""
    monkeypatch.chdir(tmp_path)
    caplog.set_level(logging.DEBUG)
    (tmp_path / "refuse.toml").write_text(REFUSE)

    def ran(*words: object, inputs: tuple[str, ...]) -> Ran:
        caplog.clear()
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            code = main([str(word) for word in words])
        said: list[object] = [*capfdbinary.readouterr(), *(str(one) for one in warned)]
        said += [record.getMessage() for record in caplog.records]
        for path in tmp_path.rglob("*"):
            if path.is_file() and path.name not in {*inputs, "rejects"}:
                said += [path.name, path.read_bytes()]
        return Ran(code, said)

    return ran


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("kind", INPUTS)
def test_every_input_with_every_command(kind: str, command: str, run: Callable[..., Ran], tmp_path: Path) -> None:
    """No command says or writes anything of a value, whether the input can be read or not."""
    name, data, more = INPUTS[kind]
    (tmp_path / name).write_bytes(data)
    ran = run(*COMMANDS[command], name, *more, inputs=(name,))
    assert ran.code in ({0, 2} if command == "redact" else {1, 2}), ran.said
    assert [leak for said in ran.said for leak in leaks(said)] == []


@pytest.mark.parametrize("workers", [1, 2])
def test_unscannable(workers: int, run: Callable[..., Ran], tmp_path: Path) -> None:
    """A text that a pattern did not get through is reported without a piece of it, by one process or by several."""
    (tmp_path / "t.jsonl").write_bytes(_json(text=TEXT))
    packs = slow_pack(tmp_path / "slow")
    for words in (("scan",), ("explain",), ("redact", "--record", "record.jsonl")):
        ran = run(*words, "t.jsonl", "--field", "text", "--packs", packs, "--workers", workers, inputs=("t.jsonl",))
        assert ran.code == 2
        assert [leak for said in ran.said for leak in leaks(said)] == []


def _noted(text: str) -> Exception:
    error = RuntimeError("x")
    error.add_note(text)
    return error


UNEXPECTED: dict[str, Callable[[str], BaseException]] = {
    "a message": ValueError,
    "a key": KeyError,
    "a codec's error": lambda text: UnicodeEncodeError("ascii", text, 0, 1, text),
    "a note": _noted,
    "an error of the system": lambda text: OSError(5, text),
    "an own error with the text as parameter": lambda text: InputError("cli-json", column=1, spare=text),
    "out of memory": MemoryError,
    "too deep": RecursionError,
}


@pytest.mark.parametrize("kind", UNEXPECTED)
@pytest.mark.parametrize("workers", [1, 2])
def test_unexpected_errors(
    kind: str, workers: int, run: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of an exception that the scanner raises with the text in it, only its type and place are said."""

    def scan(_self: object, text: str) -> list[Any]:
        raise UNEXPECTED[kind](text)

    monkeypatch.setattr(Scanner, "scan", scan)
    (tmp_path / "t.txt").write_text(TEXT)
    for words in (("scan",), ("explain",), ("redact", "-o", "out")):
        ran = run(*words, "t.txt", "--workers", workers, inputs=("t.txt",))
        assert ran.code == 2
        assert [leak for said in ran.said for leak in leaks(said)] == []


def test_other_failures(run: Callable[..., Ran], tmp_path: Path) -> None:
    """Missing files, refused places and wrong options are told without a look at what other inputs hold."""
    (tmp_path / "t.jsonl").write_bytes(_json(text=TEXT))
    for words in (
        ("scan", "t.jsonl", "missing.jsonl"),
        ("redact", "t.jsonl", "-o", "t.jsonl"),
        ("redact", "t.jsonl", "-o", "no/such/folder/x"),
        ("redact", "t.jsonl", "--rejects", "t.jsonl"),
        ("redact", "t.jsonl", "--policy", "missing"),
        ("redact", "t.jsonl", "-o", "out", "--record", "."),
        ("scan", "t.jsonl", "--entities", "NOTHING"),
        ("scan", "t.jsonl", "--packs", "missing"),
    ):
        ran = run(*words, inputs=("t.jsonl",))
        assert ran.code == 2, words
        assert [leak for said in ran.said for leak in leaks(said)] == [], words


def test_rejects_hold_what_was_left_out(run: Callable[..., Ran], tmp_path: Path) -> None:
    """What was refused stands in the file of --rejects, which only its owner may read, and nowhere else."""
    (tmp_path / "t.jsonl").write_bytes(_json(text=TEXT) + _json(text="merhaba"))
    words = ("redact", "t.jsonl", "--policy", "refuse.toml", "--in-place", "--rejects", "rejects")
    ran = run(*words, inputs=())  # the input is searched too: it was replaced
    assert ran.code == 2
    assert [leak for said in ran.said for leak in leaks(said)] == []
    assert leaks((tmp_path / "rejects").read_bytes())
    assert (tmp_path / "rejects").stat().st_mode & 0o077 == 0


CRASH = """
import sys
sys.argv = ["kvkkscan", *sys.argv[1:]]
import kvkkscan.scanner
def scan(self, text):
    raise {error}
kvkkscan.scanner.Scanner.scan = scan
from kvkkscan.cli import entry
entry()
"""


@pytest.mark.parametrize(("error", "code"), [("ValueError(text)", 2), ("KeyboardInterrupt(text)", 130)])
def test_a_process_that_fails(error: str, code: int, tmp_path: Path) -> None:
    """A real process in development mode, fed through a pipe, ends without a traceback and without a value."""
    words = [sys.executable, "-X", "dev", "-c", CRASH.format(error=error), "scan"]
    done = subprocess.run(words, input=TEXT.encode(), capture_output=True, cwd=tmp_path, timeout=60, check=False)
    assert done.returncode == code, done.stderr
    assert b"Traceback" not in done.stderr
    assert leaks(done.stdout) == leaks(done.stderr) == []
