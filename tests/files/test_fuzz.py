"""Broken files: whatever bytes come, a reader answers with a report; nothing escapes, nothing hangs."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvkkscan.files.content import Edit, Limits
from kvkkscan.files.encoding import decode
from kvkkscan.files.flow import Flow, RawEdit, raw_edits, splice
from kvkkscan.files.work import Job, run

from .samples import SAMPLES

if TYPE_CHECKING:
    from kvkkscan import Scanner

_ROUNDS = 25
_LIMITS = Limits(wall=20)
HEADS = [
    b"",
    b"PK\3\4",
    b"{\\rtf1 ",
    b"<?xml version='1.0'?>",
    b"<html>",
    b"{",
    b"[",
    b"---\n",
    b"\x1f\x8b\x08",
    b"\xff\xfe",
]


def broken(data: bytes, seed: int) -> bytes:
    """A file with bytes changed, cut, doubled or swapped."""
    chance = random.Random(seed)
    changed = bytearray(data)
    for _ in range(chance.randrange(1, 8)):
        at = chance.randrange(len(changed)) if changed else 0
        what = chance.randrange(4)
        if what == 0 and changed:
            changed[at] = chance.randrange(256)
        elif what == 1:
            del changed[at : at + chance.randrange(1, 60)]
        elif what == 2:
            changed[at:at] = changed[at : at + chance.randrange(1, 60)]
        else:
            changed[at:at] = chance.choice(
                [b"\0", b"<", b"&#9999999;", b'"', b"\\u", b"{", b"\xff", b"<!--", b"]]>", b"%"]
            )
    return bytes(changed)


@pytest.mark.parametrize("name", SAMPLES)
def test_broken_files(name: str, scanner: Scanner) -> None:
    """A broken file is read, or refused in words; what is written of it holds."""
    from kvkkscan import Policy

    data = SAMPLES[name][1]()
    policy = Policy.load("ticket")
    for seed in range(_ROUNDS):
        start = time.monotonic()
        report, new = run(Job(name, writes=True, policy=policy, limits=_LIMITS), broken(data, seed), scanner)
        assert time.monotonic() - start < 60
        assert report.outcome in {"clean", "found", "unscannable"}
        assert (new is None) == (report.outcome == "unscannable")
        if report.problem:
            assert report.problem.key != "file-failed", (seed, report.problem)


@settings(max_examples=150)
@given(
    head=st.sampled_from(HEADS), body=st.binary(max_size=400), name=st.sampled_from(["", "a.csv", "a.yaml", "a.json"])
)
def test_any_bytes(head: bytes, body: bytes, name: str, scanner: Scanner) -> None:
    """Any bytes at all."""
    report, _ = run(Job(name), head + body, scanner)
    assert report.problem is None or report.problem.key != "file-failed", report.problem


@given(st.binary(max_size=300))
def test_decoding_gives_the_bytes_back(data: bytes) -> None:
    """What is decoded is encoded to the same bytes."""
    from kvkkscan import Unscannable

    try:
        read = decode(data)
    except Unscannable:
        return
    assert read.encode(read.text) == data


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1254", "iso8859-9"])
@given(st.text(alphabet="abcçğıöşüÇĞİÖŞÜ ,.0123456789\n", min_size=1, max_size=80))
def test_turkish_text_is_read_in_every_encoding(encoding: str, text: str) -> None:
    """Turkish letters come out as they went in, from a sentence of some length on."""
    whole = "Şu çağrı için ağır iş: müşteri ödeme yaptı, geri dönüş bekliyor. " + text
    assert decode(whole.encode(encoding)).text == whole


@given(st.lists(st.tuples(st.text(max_size=6), st.booleans()), max_size=8), st.data())
def test_a_flow_edits_what_it_shows(pieces: list[tuple[str, bool]], data: st.DataObject) -> None:
    """Edits of a flow, made in its raw document and read again, give the edited text; the raw text between stays."""
    raw, flow = "", Flow()
    for piece, apart in pieces:
        raw += "<>"
        flow.raw(piece, 0, len(raw))
        raw += piece
        if apart:
            flow.gap("\n")
    text = flow.text
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    edits: list[RawEdit] = []
    raw_edits(flow, [Edit(start, end, "X")] if end > start else [], lambda new: new, lambda _: edits)
    new = splice(raw, edits)
    gone = [segment for segment in flow.segments if segment.doc == 0 and segment.at < end]
    touched = any(max(segment.at, start) < min(segment.at + segment.end - segment.start, end) for segment in gone)
    shown = text[:start].replace("\n", "") + ("X" if touched else "") + text[end:].replace("\n", "")
    assert new.replace("<>", "").replace("\n", "") == shown or any(
        "<" in piece or ">" in piece or "\n" in piece for piece, _ in pieces
    )
    assert new.count("<>") >= raw.count("<>") or any("<" in piece or ">" in piece for piece, _ in pieces)
