"""Records and their file: nothing lost, nothing changed unnoticed, no value inside."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import stat
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvkkscan import record as records
from kvkkscan.errors import RecordError
from kvkkscan.record import GENESIS, Record, RecordLog, canonical, head, verify

TIME = "2026-01-15T12:00:00.000Z"


def entry(source: str = "tickets/1") -> Record:
    """A record as redaction makes it."""
    return Record(
        outcome="found",
        policy="ticket",
        policy_digest="ab" * 32,
        version="0.1.0",
        time=TIME,
        source=source,
        items=((7, 13, "CREDIT_CARD", "replace"),),
        removed={"CREDIT_CARD": 1},
        operators={"replace": 1},
        rules={"payment.card": 1},
        passes=1,
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A record file of five lines."""
    file = tmp_path / "records.jsonl"
    for number in range(5):
        RecordLog(file).append(entry(f"tickets/{number}"))
    return file


def test_line() -> None:
    """A record is one canonical line of JSON that reads back as what it was."""
    line = entry().line()
    assert canonical(json.loads(line)) == line
    assert "\n" not in line
    assert json.loads(line)["items"] == [[7, 13, "CREDIT_CARD", "replace"]]
    assert json.loads(line)["time"] == TIME


@given(st.text(st.characters(), max_size=30), st.text(st.characters(), max_size=30))
def test_line_of_any_source(source: str, field: str) -> None:
    """Any name of a source, lone surrogates and line ends included, makes one line of ASCII."""
    line = Record("clean", "ticket", "ab" * 32, source=source, field=field).line()
    assert line.isascii()
    assert len(line.splitlines()) == 1
    assert json.loads(line)["source"] == source


def test_time_is_utc() -> None:
    """A record's own time is UTC, ISO 8601 with milliseconds."""
    made = Record("clean", "ticket", "").time
    assert made.endswith("Z")
    assert abs((datetime.now(UTC) - datetime.fromisoformat(made)).total_seconds()) < 10


def test_acts() -> None:
    """Only the by-law's three acts are known."""
    assert Record("found", "ticket", "", act="destroy").act == "destroy"
    with pytest.raises(RecordError, match="delete, destroy, anonymise"):
        Record("found", "ticket", "", act="shred")


def test_chain(path: Path) -> None:
    """Each line holds its number, the hash of the line before and its own, as the module says; the first, GENESIS."""
    before = GENESIS
    for number, line in enumerate(path.read_text().splitlines(), start=1):
        content = json.loads(line)
        digest = content.pop("hash")
        assert content["n"] == number
        assert content["prev"] == before
        assert digest == hashlib.sha256(canonical(content).encode()).hexdigest()
        assert line == canonical({"hash": digest, **content})
        before = digest
    assert head(path) == f"5:{before}"
    assert verify(path).head == f"5:{before}"


def test_append_tells_the_head(tmp_path: Path) -> None:
    """Appending several at once, one or none tells the head each time."""
    log = RecordLog(tmp_path / "r.jsonl")
    assert log.append() == f"0:{GENESIS}"
    assert log.append(entry(), entry()).startswith("2:")
    assert log.append(entry()) == head(log.path) == verify(log.path).head


def test_mode(tmp_path: Path) -> None:
    """The file is made for its owner alone, and an existing one keeps its mode."""
    log = RecordLog(tmp_path / "r.jsonl")
    log.append(entry())
    assert stat.S_IMODE(Path(log.path).stat().st_mode) == 0o600
    Path(log.path).chmod(0o640)
    log.append(entry())
    assert stat.S_IMODE(Path(log.path).stat().st_mode) == 0o640


def change(path: Path, line: int, old: bytes, new: bytes) -> None:
    """Change one line of the file."""
    lines = path.read_bytes().splitlines(keepends=True)
    assert old in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new)
    path.write_bytes(b"".join(lines))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"tickets/", b"tickets:"),
        (b'"passes":1', b'"passes":2'),
        (b'"passes":1', b'"passes": 1'),
        (b'"n":', b'"n":1'),
        (b'{"hash":"', b'{"hash":"0'),
        (b'"prev":"', b'"prev":"f'),
        (b"\n", b"\r\n"),
        (b"\n", b"\n\n"),
        (b'"record":', b'"x":1,"record":'),
    ],
)
@pytest.mark.parametrize("line", [1, 3, 5])
def test_any_change_is_found(path: Path, line: int, old: bytes, new: bytes) -> None:
    """A changed line is named; a changed last line stops the next append."""
    change(path, line, old, new)
    with pytest.raises(RecordError, match=r"records\.jsonl:\d: ") as caught:
        verify(path)
    assert caught.value.params["line"] in {line, line + 1}
    assert caught.value.message("tr") != str(caught.value)
    if line == 5:
        before = path.read_bytes()
        with pytest.raises(RecordError):
            RecordLog(path).append(entry())
        assert path.read_bytes() == before


@pytest.mark.parametrize("order", [(1, 0, 2, 3, 4), (0, 1, 3, 4), (1, 2, 3, 4), (0, 1, 1, 2, 3, 4)])
def test_order_is_found(path: Path, order: tuple[int, ...]) -> None:
    """Lines moved, removed or doubled are found."""
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[place] for place in order))
    with pytest.raises(RecordError, match="the file was changed"):
        verify(path)


def test_cut_tail_needs_a_head(path: Path) -> None:
    """A tail cut at a line end is not seen without a head, and proved with one."""
    kept = head(path)
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:3]))
    assert verify(path).count == 3
    with pytest.raises(RecordError, match="line 5 was recorded") as caught:
        verify(path, kept)
    assert caught.value.params["count"] == 3
    path.write_bytes(b"")
    with pytest.raises(RecordError, match="line 5 was recorded"):
        verify(path, kept)


def test_rewritten_history_needs_a_head(path: Path, tmp_path: Path) -> None:
    """A file written anew with a right chain is whole by itself; any kept head proves it is another."""
    heads = [f"{number}:{json.loads(line)['hash']}" for number, line in enumerate(path.read_text().splitlines(), 1)]
    assert [verify(path, one).count for one in heads] == [5] * 5
    other = RecordLog(tmp_path / "other.jsonl")
    other.append(entry("tickets/0"), *(entry("forged") for _ in range(4)))
    assert verify(other.path, heads[0]).count == 5
    for number, one in enumerate(heads[1:], start=2):
        with pytest.raises(RecordError, match=f"line {number} is not the one"):
            verify(other.path, one)


def test_older_head_stays_good(path: Path) -> None:
    """A head kept earlier still proves its part after the file has grown."""
    kept = head(path)
    RecordLog(path).append(entry())
    assert verify(path, kept).count == 6
    assert verify(path, f"0:{GENESIS}").count == 6


@pytest.mark.parametrize("text", ["", "5", "5:abc", "x:" + "a" * 64, "5:" + "A" * 64, "-1:" + "a" * 64])
def test_head_form(path: Path, text: str) -> None:
    """What is no head is refused, not passed over."""
    with pytest.raises(RecordError, match="COUNT:HASH"):
        verify(path, text)


@pytest.mark.parametrize("cut", [1, 2, 40, 400])
def test_torn_line(path: Path, cut: int) -> None:
    """A torn last line is reported with its number and place, by append, head and verify, and nothing is added."""
    whole = path.read_bytes()
    offset = len(b"".join(whole.splitlines(keepends=True)[:4]))
    path.write_bytes(whole[:-cut])
    for call in (lambda: RecordLog(path).append(entry()), lambda: head(path), lambda: verify(path)):
        with pytest.raises(RecordError, match="torn") as caught:
            call()
        assert (caught.value.params["line"], caught.value.params["offset"]) == (5, offset)
    assert path.read_bytes() == whole[:-cut]
    path.write_bytes(whole[:-cut][:offset])
    assert RecordLog(path).append(entry()).startswith("5:")
    assert verify(path).count == 5


def test_zeros_after_a_crash(path: Path) -> None:
    """A tail of zero bytes, as a file system may leave, is a torn line."""
    path.write_bytes(path.read_bytes() + bytes(4096))
    with pytest.raises(RecordError, match=r":6: the last line is torn"):
        RecordLog(path).append(entry())


def test_full_disk(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the disk refuses half of a line, none of it stays, and the next append goes on."""
    whole = path.read_bytes()

    def half(file: object, data: bytes) -> None:
        file.write(data[: len(data) // 2])  # type: ignore[attr-defined]
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(records, "_write", half)
        with pytest.raises(RecordError, match="No space left on device"):
            RecordLog(path).append(entry())
    assert path.read_bytes() == whole
    assert RecordLog(path).append(entry()).startswith("6:")


def test_no_file(tmp_path: Path) -> None:
    """There is nothing to verify where there is no file; an empty one is whole."""
    with pytest.raises(RecordError, match="no record file"):
        verify(tmp_path / "none.jsonl")
    with pytest.raises(RecordError):
        RecordLog(tmp_path).append(entry())
    (tmp_path / "empty.jsonl").touch()
    assert verify(tmp_path / "empty.jsonl").head == f"0:{GENESIS}"


def test_long_last_line(tmp_path: Path) -> None:
    """A last line far longer than what is read at a time is read whole."""
    long = Record("found", "ticket", "", items=tuple((n, n + 6, "PERSON", "replace") for n in range(20_000)))
    log = RecordLog(tmp_path / "r.jsonl")
    log.append(entry(), long)
    assert log.append(entry()) == verify(log.path).head


def write_some(path: str, start: object, count: int) -> None:
    """Append records from another process."""
    start.wait()  # type: ignore[attr-defined]
    for number in range(count):
        RecordLog(path).append(entry(f"{os.getpid()}/{number}"))


def test_processes_and_threads(tmp_path: Path) -> None:
    """Several processes and threads may append at once: nothing is lost and the chain holds."""
    file = tmp_path / "r.jsonl"
    context = multiprocessing.get_context("fork")
    start = context.Event()
    workers: list[object] = [context.Process(target=write_some, args=(str(file), start, 25)) for _ in range(4)]
    workers += [threading.Thread(target=write_some, args=(str(file), start, 25)) for _ in range(2)]
    for worker in workers:
        worker.start()  # type: ignore[attr-defined]
    start.set()
    for worker in workers:
        worker.join()  # type: ignore[attr-defined]
    assert verify(file).count == 150
    sources = [json.loads(line)["record"]["source"] for line in file.read_text().splitlines()]
    assert len(set(sources)) == 125  # the two threads share a process id


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 255))
def test_any_byte_changed_is_found(tmp_path_factory: pytest.TempPathFactory, place: int, byte: int) -> None:
    """Whichever byte of the file is changed, the kept head shows it."""
    file = tmp_path_factory.mktemp("r") / "r.jsonl"
    kept = RecordLog(file).append(*(entry(str(number)) for number in range(3)))
    data = bytearray(file.read_bytes())
    place %= len(data)
    same = data[place] == byte
    data[place] = byte
    file.write_bytes(bytes(data))
    if same:
        assert verify(file, kept).head == kept
    else:
        with pytest.raises(RecordError):
            verify(file, kept)


def test_memory_does_not_grow(tmp_path: Path) -> None:
    """Verifying twenty thousand lines holds no more than a few of them at a time."""
    import tracemalloc

    log = RecordLog(tmp_path / "r.jsonl")
    log.append(*(entry(str(number)) for number in range(20_000)))
    tracemalloc.start()
    assert verify(log.path).count == 20_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000
