"""What cannot be read is refused, each with its own message, and never called clean; a policy may drop it or keep it."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import zipfile
from typing import TYPE_CHECKING

import pytest

from kvkkscan import Policy
from kvkkscan.files.content import Limits
from kvkkscan.messages import MESSAGES

from . import samples
from .samples import KEPT, TCKN, TEXT, zipped

if TYPE_CHECKING:
    from .conftest import Work

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def _cfb(*streams: str) -> bytes:
    """A compound file with empty streams: header, one FAT sector, one directory."""
    names = ["Root Entry", *streams]
    directory = b""
    for at in range(4):
        name = names[at] if at < len(names) else ""
        raw = name.encode("utf-16-le")
        kind = 0 if not name else 5 if at == 0 else 2
        child = 1 if at == 0 and len(names) > 1 else 0xFFFFFFFF
        right = at + 1 if 0 < at < len(names) - 1 else 0xFFFFFFFF
        directory += raw.ljust(64, b"\0") + struct.pack(
            "<HBBIII16sIQQIQ",
            len(raw) + 2 if name else 0,
            kind,
            1,
            0xFFFFFFFF,
            right,
            child,
            b"",
            0,
            0,
            0,
            0xFFFFFFFE,
            0,
        )
    fat = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    return head + fat + directory


def _encrypted_zip() -> bytes:
    data = bytearray(zipped({"a.txt": TEXT}, stored=("a.txt",)))
    for sign, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(sign) + at] |= 1
    return bytes(data)


def _twice() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("a.txt", TEXT)
        with pytest.warns(UserWarning, match="Duplicate"):
            packed.writestr("a.txt", "x")
    return target.getvalue()


def _renamed() -> bytes:
    """A ZIP whose list and entry give two names."""
    data = zipped({"abc.txt": "x"}, stored=("abc.txt",))
    return data.replace(b"abc.txt", b"123.txt", 1)


def _bomb() -> bytes:
    return gzip.compress(b"\0" * (40 << 20))


def _nest(depth: int) -> bytes:
    data = TEXT.encode()
    for _ in range(depth):
        data = zipped({"a": data})
    return data


REFUSED: dict[str, tuple[bytes, str]] = {
    "PDF": (b"%PDF-1.7\n" + TEXT.encode(), "file-broken"),
    "PDF behind junk": (b"x" * 900 + b"%PDF-1.7\n", "file-polyglot"),
    "broken image": (PNG, "file-image-kind"),
    "encrypted ZIP": (_encrypted_zip(), "file-encrypted"),
    "encrypted OOXML": (_cfb("EncryptedPackage", "EncryptionInfo"), "file-encrypted"),
    "PGP": (b"-----BEGIN PGP MESSAGE-----\n", "file-encrypted"),
    "DOC": (_cfb("WordDocument"), "file-legacy-office"),
    "XLS": (_cfb("Workbook"), "file-legacy-office"),
    "OLE": (_cfb("Contents"), "file-ole"),
    "DOCM": (samples.docx(more={"word/vbaProject.bin": b"x"}), "file-macros"),
    "ODF macros": (zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>", "Basic/Standard/Module1.xml": "<a/>"}), "file-macros"),
    "encrypted ODF": (zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "x", "META-INF/manifest.xml": "<manifest:encryption-data/>"}), "file-encrypted"),
    "7z": (b"7z\xbc\xaf\x27\x1c" + b"\0" * 30, "file-7z"),
    "RAR": (b"Rar!\x1a\x07\x00" + b"\0" * 30, "file-packed"),
    "XZ": (b"\xfd7zXZ\x00", "file-packed"),
    "SQLite": (b"SQLite format 3\x00" + b"\0" * 30, "file-sqlite"),
    "Parquet": (b"PAR1" + b"\0" * 30 + b"PAR1", "file-parquet"),
    "HEIC": (b"\0\0\0\x18ftypheic" + b"\0" * 30, "file-heic"),
    "MP4": (b"\0\0\0\x18ftypisom" + b"\0" * 30, "file-media"),
    "program": (b"\x7fELF" + b"\0" * 60, "file-program"),
    "unknown binary": (bytes(range(256)) * 4, "file-binary"),
    "GIF and ZIP": (b"GIF89a" + b"\0" * 20 + zipped({"a.txt": TEXT}), "file-polyglot"),
    "text and ZIP": (b"merhaba\n" + zipped({"a.txt": TEXT}), "file-polyglot"),
    "ZIP and more": (zipped({"a.txt": "x"}) + TEXT.encode(), "file-polyglot"),
    "two names": (_renamed(), "file-polyglot"),
    "twice": (_twice(), "file-twice"),
    "cut ZIP": (zipped({"a.txt": TEXT})[:-30], "file-broken"),
    "cut GZ": (gzip.compress(TEXT.encode() * 100)[:-20], "file-broken"),
    "GZ and more": (gzip.compress(b"x") + TEXT.encode(), "file-polyglot"),
    "entities": (b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "file-doctype"),
    "DOCX with DOCTYPE": (samples.docx(more={"word/endnotes.xml": "<!DOCTYPE a><a/>"}), "file-doctype"),
    "broken XML in DOCX": (samples.docx(more={"word/endnotes.xml": "<a><b></a>"}), "file-not-xml"),
    "wrong encoding": (b"<?xml version='1.0' encoding='ascii'?><a>\xfe</a>", "file-not-xml"),
    "RTF with OLE": (b"{\\rtf1 {\\object{\\*\\objdata 0105}}}", "file-ole"),
    "UTF-16 out of step": (samples.text("utf-16")[:40] + b"x" + samples.text("utf-16")[40:] + b"\0", "file-encoding"),
    "open RTF": (b"{\\rtf1 {x}", "file-broken"),
    "open quote": (b'a;b\n"x;y\n', "file-open-quote"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str, work: Work) -> None:
    """Neither scanned nor written; the message is its own, in both languages, without a value."""
    data, key = REFUSED[name]
    for writes in (False, True):
        report, new = work(
            data, "a.csv" if key == "file-open-quote" else "a.xml" if key == "file-not-xml" else "a", writes=writes
        )
        assert (report.outcome, new) == ("unscannable", None)
        assert report.problem is not None
        assert report.problem.key == key
        for lang in ("tr", "en"):
            assert report.why(lang)
            assert TCKN not in report.why(lang)


def test_every_message_of_a_refusal_is_its_own() -> None:
    """No two refusals say the same."""
    keys = {key for _, key in REFUSED.values()}
    assert len({MESSAGES[key] for key in keys}) == len(keys)


LIMITS: dict[str, tuple[bytes, Limits, str]] = {
    "size": (b"x" * 2000, Limits(size=1000), "file-too-big"),
    "bomb": (_bomb(), Limits(unpacked=1 << 20), "file-too-much"),
    "bomb in a ZIP": (zipped({"a.gz": _bomb()}), Limits(unpacked=1 << 20), "file-too-much"),
    "members": (zipped({f"{n}.txt": "x" for n in range(50)}), Limits(members=20), "file-too-many"),
    "depth": (_nest(9), Limits(), "file-too-deep"),
    "texts": (b'["a",' + b'"b",' * 5000 + b"1]", Limits(parts=1000), "file-too-many-texts"),
    "nesting": (b"[" * 100_000, Limits(), "file-not-json"),
}


@pytest.mark.parametrize("name", LIMITS)
def test_over_a_budget(name: str, work: Work) -> None:
    """What is over a budget is refused, whatever the policy says of parts that cannot be read."""
    data, limits, key = LIMITS[name]
    keeps = Policy.load("ticket").with_(unreadable_part="keep")
    for policy, writes in ((None, False), (None, True), (keeps, True)):
        report, new = work(
            data, "a.json" if name in {"texts", "nesting"} else "a", writes=writes, policy=policy, limits=limits
        )
        if key == "file-too-deep" and policy is keeps:
            assert report.outcome == "unscannable"
            continue
        assert (report.outcome, new) == ("unscannable", None)
        keys = {one.key for one in (report.problem, *report.unread) if one}
        assert key in keys


def test_a_part_that_cannot_be_read(work: Work) -> None:
    """A scan tells what it found, and that it is not all; a policy refuses, drops or keeps the part."""
    data = zipped({"a.txt": TEXT, "b.png": PNG, "c.txt": KEPT})
    report, _ = work(data)
    assert report.outcome == "unscannable"
    assert report.counts
    assert [(one.part, one.key) for one in report.unread] == [("b.png", "file-image-kind")]
    assert "b.png" in report.why("tr")
    report, new = work(data, writes=True)
    assert (report.outcome, new) == ("unscannable", None)
    policy = Policy.load("ticket")
    report, new = work(data, writes=True, policy=policy.with_(unreadable_part="drop"))
    assert (report.outcome, report.unread[0].done) == ("found", "drop")
    with zipfile.ZipFile(io.BytesIO(new or b"")) as packed:
        assert packed.namelist() == ["a.txt", "c.txt"]
    report, new = work(data, writes=True, policy=policy.with_(unreadable_part="keep"))
    assert (report.outcome, report.unread[0].done) == ("unscannable", "keep")
    with zipfile.ZipFile(io.BytesIO(new or b"")) as packed:
        assert packed.read("b.png") == PNG
        assert TCKN.encode() not in packed.read("a.txt")


def test_pictures_in_a_document_may_be_dropped(work: Work) -> None:
    """A picture is refused with its document, or gives way to one of a single point."""
    data = samples.docx(more={"word/media/image1.png": PNG})
    assert work(data, writes=True)[1] is None
    report, new = work(data, writes=True, policy=Policy.load("ticket").with_(unreadable_part="drop"))
    assert report.outcome == "found"
    with zipfile.ZipFile(io.BytesIO(new or b"")) as packed:
        assert packed.read("word/media/image1.png") != PNG
    assert work(new or b"", writes=True)[1] == new


def test_bytes_between_the_members_go(work: Work) -> None:
    """What stands in a ZIP beside its members is left out, and told."""
    plain = zipped({"a.txt": KEPT})
    at = plain.index(b"PK\1\2")
    end = bytearray(plain[at:])
    start = end.index(b"PK\5\6")
    end[start + 16 : start + 20] = struct.pack("<I", at + len(TEXT))
    data = plain[:at] + TEXT.encode() + bytes(end)
    report, new = work(data, writes=True)
    assert report.leaves == ("loose",)
    assert TCKN.encode() not in (new or b"")


def test_names_in_archives_stay_apart(work: Work) -> None:
    """Two members whose names are both removed do not become one."""
    other = "10000000214"
    for data in (
        zipped({f"{TCKN}.txt": "a", f"{other}.txt": "b"}),
        samples.tarred({f"{TCKN}.txt": b"a", f"{other}.txt": b"b"}),
    ):
        _, new = work(data, writes=True)
        assert new is not None
        if new[:2] == b"PK":
            names = zipfile.ZipFile(io.BytesIO(new)).namelist()
        else:
            with tarfile.open(fileobj=io.BytesIO(new)) as packed:
                names = packed.getnames()
        assert names == ["[TCKN].txt", "[TCKN] 2.txt"]
