"""Outlook's MSG: every property is read, what is planted goes wherever the file keeps a copy, sizes follow."""

from __future__ import annotations

import io
import random
import re
import struct
from functools import cache

import olefile
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvkkscan import Policy
from kvkkscan.files.cfb import Node, read_cfb, walk, write_cfb
from kvkkscan.files.content import Limits, Room
from kvkkscan.files.lzfu import pack_rtf, unpack_rtf
from kvkkscan.files.report import FileReport
from kvkkscan.files.work import Job, run
from kvkkscan.scanner import Scanner

TCKN, CARD, PHONE, MAIL = "10000000146", "5549601234567891", "05321234567", "ali.veli@ornek.com.tr"
SAYS = f"TCKN {TCKN}, kart {CARD}, tel {PHONE}"
CODE_PAGE = struct.pack("<HHIII", 3, 0x3FFD, 6, 1254, 0)


@cache
def scanner() -> Scanner:
    """The scanner that ships."""
    return Scanner()


def scan(data: bytes) -> FileReport:
    """The report of a scan."""
    return run(Job("x.msg"), data, scanner())[0]


def redact(data: bytes) -> tuple[FileReport, bytes | None]:
    """The report, and the new file."""
    return run(Job("x.msg", writes=True, policy=Policy.load("ticket")), data, scanner())


def stream(tag: str, data: bytes) -> Node:
    """A property's stream."""
    return Node(f"__substg1.0_{tag}", None, data)


def storage(name: str, head: int, values: dict[str, str | bytes], *more: Node) -> Node:
    """A storage of properties: tag -> text (001F wide, 001E narrow) or bytes."""
    kids, table = [], [bytes(head), CODE_PAGE]
    for tag, value in values.items():
        kind = int(tag[4:8], 16)
        data = value if isinstance(value, bytes) else value.encode("utf-16-le" if kind & 0xFF == 0x1F else "cp1254")
        kids.append(stream(tag, data))
        if "-" not in tag:
            table.append(
                struct.pack("<HHIII", kind, int(tag[:4], 16), 6, len(data) + {0x1F: 2, 0x1E: 1}.get(kind, 0), 0)
            )
    objects = [one for one in more if one.name.endswith("000D")]
    table += [struct.pack("<HHIII", 0x0D, int(one.name[12:16], 16), 6, 0xFFFFFFFF, 1) for one in objects]
    return Node(name, [*kids, *more, Node("__properties_version1.0", None, b"".join(table))])


def msg(values: dict[str, str | bytes], *more: Node) -> bytes:
    """A message file."""
    names = Node("__nameid_version1.0", [stream("00020102", b""), stream("00030102", b""), stream("00040102", b"")])
    given = next((one for one in more if one.name == names.name), names)
    return write_cfb(storage("Root Entry", 32, values, given, *(one for one in more if one is not given)))


def attachment(values: dict[str, str | bytes], *more: Node) -> Node:
    """A storage of an attachment."""
    return storage("__attach_version1.0_#00000000", 8, values, *more)


def entry_id(mail: str) -> bytes:
    """A one-off entry identifier ([MS-OXCDATA] 2.2.5.1)."""
    head = bytes(4) + bytes.fromhex("812b1fa4bea310199d6e00dd010f5402") + b"\0\0\1\x90"
    return head + f"Ali\0SMTP\0{mail}\0".encode("utf-16-le")


def named(name: str) -> Node:
    """The storage that names property 8000."""
    text = name.encode("utf-16-le")
    return Node(
        "__nameid_version1.0",
        [
            stream("00020102", b""), stream("00030102", struct.pack("<IHH", 0, 1, 0)),
            stream("00040102", struct.pack("<I", len(text)) + text),
        ],
    )  # fmt: skip


def texts(data: bytes) -> str:
    """All that stands in the file, byte by byte and stream by stream."""
    done = [data.decode("utf-16-le", "replace"), data[1:].decode("utf-16-le", "replace"), data.decode("latin-1")]
    with olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_INCORRECT) as file:
        for path in file.listdir():
            held = file.openstream(path).read()
            done += [held.decode("utf-16-le", "replace"), held.decode("cp1254", "replace")]
            if path[-1].endswith("10090102"):
                done.append(unpack_rtf(held, Room(Limits())).decode("latin-1"))
    text = "\n".join(done)
    return text + re.sub(r"<[^>]*>|[{}]|\\[a-z]+\d* ?", "", text)


RTF = rb"{\rtf1\ansi\ansicpg1254 Tel: 05{\b 321} 234567 kart " + CARD.encode() + rb"\par Selam\par}"

FOUND: dict[str, tuple[bytes, list[str], list[str]]] = {
    "body": (msg({"0037001F": "Merhaba", "1000001F": f"Selam {SAYS}"}), [TCKN, CARD, PHONE], ["Merhaba", "Selam"]),
    "narrow": (msg({"0037001E": "Ağrı", "1000001E": f"Selam ğış {SAYS}"}), [TCKN, CARD], ["Ağrı", "Selam ğış"]),
    "long": (msg({"1000001F": "Selam. " * 2000 + SAYS}), [TCKN, CARD], ["Selam. Selam."]),
    "subject and topic": (msg({"0037001F": f"kart {CARD}", "0070001F": f"kart {CARD}", "0E1D001F": f"kart {CARD}"}), [CARD], ["[KART]"]),
    "addresses": (msg({"0C1F001F": MAIL, "0E04001F": f"Destek Ekibi <{MAIL}>", "5D01001F": MAIL}), [MAIL], ["Destek Ekibi"]),
    "entry identifier": (msg({"0C190102": entry_id(MAIL), "0037001F": "Merhaba"}), [MAIL], ["Merhaba"]),
    "search key": (msg({"0C1D0102": f"SMTP:{MAIL.upper()}\0".encode(), "0037001F": "Merhaba"}), [MAIL.upper()], ["Merhaba"]),
    "recipient": (
        msg({"0037001F": "Merhaba"}, storage("__recip_version1.0_#00000000", 8, {"3001001F": "Destek", "3003001F": MAIL, "0FFF0102": entry_id(MAIL)})),
        [MAIL], ["Destek", "Merhaba"],
    ),
    "html": (msg({"10130102": f"<html><body>kart {CARD[:5]}<b>{CARD[5:]}</b> ğ</body></html>".encode()}), [CARD], ["<b>"]),
    "rtf": (msg({"10090102": pack_rtf(RTF)}), [PHONE[2:], CARD, "321} 234567"], ["Selam"]),
    "headers": (
        msg({"007D001F": f"From: Ali <{MAIL}>\r\nSubject: =?utf-8?b?a2FydCA1NTQ5NjAxMjM0NTY3ODkx?=\r\nMessage-ID: <1@a.example>\r\n\r\n"}),
        [MAIL, "a2FydCA1NTQ5NjAxMjM0NTY3ODkx"], ["<1@a.example>"],
    ),
    "named property": (msg({"8000001F": TCKN}, named("Müşteri TCKN")), [TCKN], ["Müşteri TCKN"]),
    "many values": (
        msg({"8001101F": struct.pack("<II", 10, 2 * len(SAYS) + 2), "8001101F-00000000": "Kral\0", "8001101F-00000001": SAYS + "\0"}),
        [TCKN, CARD], ["Kral"],
    ),
    "attachment": (
        msg({"0037001F": "Merhaba"}, attachment({"3707001F": f"{TCKN} liste.csv", "37010102": f"ad;tckn\nselam;{TCKN}\n".encode()})),
        [TCKN], ["liste.csv", "selam"],
    ),
    "message in message": (
        msg({"0037001F": "Merhaba"}, attachment({"3001001F": "ek"}, storage("__substg1.0_3701000D", 24, {"1000001F": SAYS, "0037001F": "İç"}))),
        [TCKN, CARD, PHONE], ["Merhaba", "İç"],
    ),
    "icon": (msg({"1000001F": SAYS}, attachment({"37090102": b"\1\0\x09\0\0\3 metafile", "3707001F": "a"})), [TCKN, "metafile"], []),
}  # fmt: skip


@pytest.mark.parametrize("name", FOUND)
def test_planted_values_go_and_the_rest_stays(name: str) -> None:
    """A value planted in any property is found, gone from every byte of what is written, and not found again."""
    data, gone, stays = FOUND[name]
    assert scan(data).outcome == "found"
    report, new = redact(data)
    assert (report.outcome, report.why()) == ("found", "")
    assert new is not None
    text = texts(new)
    assert [at for at, value in enumerate(gone) if value in text] == []
    assert [value for value in stays if value not in text] == []
    again, same = redact(new)
    assert (again.outcome, same == new) == ("clean", True)


@pytest.mark.parametrize("name", FOUND)
def test_sizes_of_properties_follow(name: str) -> None:
    """Each entry of a table of properties has a stream, of the size that it says."""
    _, new = redact(FOUND[name][0])
    assert new is not None
    pending = [(read_cfb(new, Room(Limits())), 32)]
    while pending:
        node, head = pending.pop()
        kids = {kid.name: kid for kid in node.kids or ()}
        if table := kids.get("__properties_version1.0"):
            for at in range(head, len(table.data), 16):
                kind, number, _, size, _ = struct.unpack_from("<HHIII", table.data, at)
                if kind in {0x1F, 0x1E, 0x102}:
                    held = kids[f"__substg1.0_{number:04X}{kind:04X}"].data
                    assert size == len(held) + {0x1F: 2, 0x1E: 1}.get(kind, 0)
        pending += [(kid, 24 if kid.name.endswith("000D") else 8) for kid in node.kids or () if kid.kids is not None]


def test_lengths_of_many_values_follow() -> None:
    """The stream of lengths says how long each value has become."""
    _, new = redact(FOUND["many values"][0])
    assert new is not None
    held = {path[-1]: node.data for path, node in walk(read_cfb(new, Room(Limits())))}
    lengths = struct.unpack("<II", held["__substg1.0_8001101F"])
    assert lengths == tuple(len(held[f"__substg1.0_8001101F-0000000{at}"]) for at in (0, 1))


def test_parts_are_named() -> None:
    """A report says which property of which recipient or attachment it was."""
    places = {
        one.part
        for name in ("recipient", "attachment", "message in message", "named property")
        for one in scan(FOUND[name][0]).findings
    }
    assert {"recipient 1 Address", "attachment 1 File name", "attachment 1 > Body", "Müşteri TCKN"} <= places


def test_what_old_sectors_hold_goes_too() -> None:
    """Bytes in no stream do not come into a file that is written."""
    data = FOUND["body"][0] + SAYS.encode("utf-16-le").ljust(1024, b"\0")
    _, new = redact(data)
    assert new is not None
    assert TCKN not in texts(new)


REFUSED = {
    "ole": (msg({"0037001F": "x"}, attachment({"3001001F": "ek"}, Node("__substg1.0_3701000D", [Node("CONTENTS", None, b"abc")]))), "file-ole"),
    "program": (msg({}, attachment({"3707001F": "a.txt", "37010102": b"MZ" + bytes(60) + b"PE\0\0" + bytes(9)})), "file-program"),
    "signed": (
        msg({}, attachment({"3707001F": "smime.p7m", "37010102": bytes.fromhex("308006092a864886f70d010702a080")})), "file-smime",
    ),
    "broken rtf": (msg({"10090102": b"abc"}), "file-broken"),
    "no properties": (write_cfb(Node("Root Entry", [Node("__properties_version1.0", [])])), "file-ole"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_with_its_reason(name: str) -> None:
    """No output, and the reason is said."""
    data, key = REFUSED[name]
    report, (refused, new) = scan(data), redact(data)
    assert (report.outcome, refused.outcome, new) == ("unscannable", "unscannable", None)
    assert key in [one.key for one in (report.problem, *report.unread) if one]


def test_a_clean_message_is_given_back_as_it_is() -> None:
    """Nothing found, nothing written."""
    data = msg(
        {"0037001F": "Merhaba", "1000001F": "Selam", "1035001F": "<1.2@a.example>", "00710102": bytes(range(60))}
    )
    report, new = redact(data)
    assert (report.outcome, new) == ("clean", data)


# --- pieces ----------------------------------------------------------------------------------------------------------

COMPRESSED = [
    (
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0",
        b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n",
    ),
    ("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0", b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"),
]


@pytest.mark.parametrize(("packed", "plain"), COMPRESSED)
def test_compressed_rtf(packed: str, plain: bytes) -> None:
    """The examples of [MS-OXRTFCP], 4.1 and 4.2; and what we write is read as it was."""
    assert unpack_rtf(bytes.fromhex(packed), Room(Limits())) == plain
    assert unpack_rtf(pack_rtf(plain), Room(Limits())) == plain


SIZES = [0, 1, 63, 64, 65, 511, 512, 4095, 4096, 4097, 70_000]


@settings(max_examples=25)
@given(st.lists(st.sampled_from(SIZES), max_size=40), st.integers(0, 3), st.integers(0, 1 << 20))
def test_a_compound_file_holds_what_was_put_in(sizes: list[int], depth: int, seed: int) -> None:
    """Olefile finds every stream of a written file, and no defect."""
    rng = random.Random(seed)
    kids = [Node(f"{'abc'[at % 3]}{at}", None, rng.randbytes(size)) for at, size in enumerate(sizes)]
    for number in range(depth):
        kids = [Node(f"alt {number}", kids), Node("x", None, b"x")]
    data = write_cfb(Node("Root Entry", kids))
    with olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_POTENTIAL) as file:
        assert file.parsing_issues == []
        for path, node in walk(Node("", kids)):
            assert file.openstream(list(path)).read() == node.data


def test_a_large_compound_file() -> None:
    """Over 109 sectors of tables, the list of tables goes on behind the header."""
    big = random.Random(1).randbytes(9_000_000)
    with olefile.OleFileIO(io.BytesIO(write_cfb(Node("Root Entry", [Node("a", None, big)])))) as file:
        assert file.openstream("a").read() == big


@settings(max_examples=60)
@given(st.integers(0, 1 << 30))
def test_broken_messages_never_escape(seed: int) -> None:
    """Whatever bytes are changed: a report comes back, and what is written is clean."""
    rng = random.Random(seed)
    data = bytearray(rng.choice([one for one, _, _ in FOUND.values()]))
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(data))
        data[at : at + 3] = rng.randbytes(len(data[at : at + 3]))
    report, new = redact(bytes(data))
    assert report.outcome in {"clean", "found", "unscannable"}
    assert TCKN not in repr(report)
    if new is not None and new != bytes(data):
        assert scan(new).outcome == "clean"
