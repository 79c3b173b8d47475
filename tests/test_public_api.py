"""The public face: complete, light to import, typed, silent on the network, and safe to share between threads."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import kvkkscan
from kvkkscan import Finding, Group, Policy, Record, Redaction, Scanner

ROOT = Path(__file__).resolve().parent.parent
TEXT = "Kart no 5549 6012 3456 7891 skt 09/28 cvv 418, TC 10000000146, tel 0532 123 45 67, ali@ornek.com.tr"
CLEAN = "Kart no [KART] skt [SKT] cvv [CVV], TC [TCKN], tel [TELEFON], [E-POSTA]"
HEAVY = (
    "spacy",
    "presidio_analyzer",
    "presidio_anonymizer",
    "numpy",
    "regex",
    "pdfminer",
    "magic",
    "pydantic",
    "requests",
)


def fresh(code: str, *flags: str) -> str:
    """What a fresh Python prints that runs `code`; TEXT is there."""
    words = [sys.executable, *flags, "-c", f"TEXT = {TEXT!r}\n{code}"]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", cwd=ROOT, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", kvkkscan.__all__)
def test_every_name_is_there(name: str) -> None:
    """Every name of `__all__` can be imported."""
    assert getattr(kvkkscan, name) is not None


def test_no_other_name() -> None:
    """A name that is not there is an AttributeError, as of any module."""
    with pytest.raises(AttributeError, match="no attribute 'scna'"):
        kvkkscan.scna  # noqa: B018 - the look-up is the test


def test_the_face() -> None:
    """`scan`, `redact` and `guard` give what README says."""
    found = kvkkscan.scan(TEXT)
    assert [type(one) for one in found] == [Finding] * 6
    assert {one.group for one in found} == {Group.PAYMENT, Group.IDENTITY, Group.CONTACT}
    assert kvkkscan.scan(TEXT, entities=["CREDIT_CARD"]) == found[:1]
    done = kvkkscan.redact(TEXT)
    assert (done.text, done.outcome, type(done.record)) == (CLEAN, "found", Record)
    assert kvkkscan.guard(TEXT, Policy.load("ticket"), scanner=Scanner()) == CLEAN


@pytest.mark.parametrize(
    ("code", "most"),
    [
        ("import kvkkscan", 0),
        ("import kvkkscan; kvkkscan.scan(TEXT); kvkkscan.redact(TEXT); kvkkscan.guard(TEXT)", 0),
        ("from kvkkscan.cli import main; main(['scan', 'examples/tickets.jsonl'])", 0),
        ("from kvkkscan.cli import main; main(['redact', 'examples/tickets.jsonl', '--field', 'text'])", 0),
        ("import kvkkscan; kvkkscan.Scanner(packs=['examples/packs']).scan(TEXT)", 1),  # the pack has a pattern: regex
    ],
)
def test_light(code: str, most: int) -> None:
    """Importing, scanning and redacting load none of the heavy parts; a pack with patterns loads `regex` alone."""
    said = fresh(f"{code}\nimport json, sys; print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]))")
    loaded = json.loads(said.splitlines()[-1])
    assert loaded == ["regex"][:most]


def test_import_is_quick() -> None:
    """`import kvkkscan` itself loads no detection, no policy and no TOML reader."""
    said = fresh("import kvkkscan, sys; print(*sorted(name for name in sys.modules if name.startswith('kvkkscan')))")
    assert said.split() == ["kvkkscan", "kvkkscan._face", "kvkkscan.errors", "kvkkscan.finding", "kvkkscan.messages"]


NO_NETWORK = """
import sys
def refuse(event, args):
    if event.startswith(("socket.", "urllib.", "http.client.", "ftplib.", "smtplib.")):
        raise RuntimeError("network: " + event)
sys.addaudithook(refuse)
import kvkkscan
from kvkkscan.cli import main
kvkkscan.redact(TEXT)
kvkkscan.Scanner(packs=["examples/packs"]).explain(TEXT)
for policy in kvkkscan.Policy.names():
    kvkkscan.redact(TEXT, policy)
assert main(["scan", "examples", "--packs", "examples/packs"]) == 1
assert main(["redact", "examples/export.csv"]) == 0
try:
    import socket
    socket.create_connection(("127.0.0.1", 9), timeout=1)
except RuntimeError:
    print("refused")
"""


def test_no_network() -> None:
    """Nothing asks for a socket or a name while scanning and redacting; the hook that watches does refuse one."""
    assert fresh(NO_NETWORK).splitlines()[-1] == "refused"


def test_threads_share_a_scanner() -> None:
    """One scanner and one policy give every thread the same as they give one alone."""
    scanner, policy = Scanner(), Policy.load("export")
    texts = [f"{TEXT} {'x ' * (number % 7)}{number}" for number in range(60)]
    alone = [(scanner.scan(text), kvkkscan.redact(text, policy, scanner=scanner).text) for text in texts]
    start = threading.Barrier(8)

    def work(_number: int) -> list[tuple[list[Finding], str]]:
        start.wait()
        return [(scanner.scan(text), kvkkscan.redact(text, policy, scanner=scanner).text) for text in texts]

    with ThreadPoolExecutor(8) as pool:
        assert all(result == alone for result in pool.map(work, range(8)))


USER = """
from pathlib import Path

import kvkkscan
from kvkkscan import Finding, Policy, Record, RecordLog, Redaction, Scanner, SensitiveDataFound, Unscannable

text: str = "tel 0532 123 45 67"
found: list[Finding] = kvkkscan.scan(text, entities=["PHONE_NUMBER"])
start: int = found[0].start
reasons: tuple[str, ...] = found[0].reasons
done: Redaction = kvkkscan.redact(text, "ticket")
record: Record = done.record
scanner = Scanner(entities={"PHONE_NUMBER"}, packs=[Path("packs")], threshold=0.35, allow=["444 0 444"])
policy: Policy = Policy.load(Path("mine.toml"), keys={"KEY": b"x" * 16}).with_(language="en", numbered=True)
try:
    clean: str = kvkkscan.guard(text, policy, scanner=scanner)
except SensitiveDataFound as error:
    places: list[tuple[str, int]] = [(one.entity_type, one.start) for one in error.findings]
except Unscannable as error:
    said: str = error.message("tr")
head: str = RecordLog("log.jsonl").append(record, record)
"""
WRONG = {
    "a number for a text": "kvkkscan.scan(5)",
    "no such option": "kvkkscan.Scanner(thresold=0.5)",
    "a finding is no dictionary": 'kvkkscan.scan("x")[0]["start"]',
    "a finding does not change": 'kvkkscan.scan("x")[0].start = 5',
    "a redaction is no text": 'text: str = kvkkscan.redact("x")',
}


def test_types_from_outside(tmp_path: Path) -> None:
    """A user's script passes `mypy --strict` without a word; each misuse is refused, by the types that ship."""
    (tmp_path / "user.py").write_text(USER)
    for number, line in enumerate(WRONG.values()):
        (tmp_path / f"wrong{number}.py").write_text(f"import kvkkscan\n{line}\n")
    words = [sys.executable, "-m", "mypy", "--strict", "--config-file", "", "--cache-dir", str(tmp_path / "cache"), "."]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", cwd=tmp_path, timeout=300, check=False)
    complained = {line.partition(":")[0] for line in done.stdout.splitlines() if ": error:" in line}
    assert complained == {f"wrong{number}.py" for number in range(len(WRONG))}, done.stdout


def test_redaction_is_a_value() -> None:
    """What is returned cannot be changed by accident."""
    done = kvkkscan.redact(TEXT)
    for one, name in ((done, "text"), (done.findings[0], "start"), (done.record, "items"), (Policy.load("pci"), "id")):
        with pytest.raises(AttributeError):
            setattr(one, name, None)
    assert isinstance(done, Redaction)
