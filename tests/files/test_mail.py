"""Mail: every header, part and hidden place is read; what is planted goes, all else stays byte for byte."""

from __future__ import annotations

import base64
import binascii
import email
import io
import quopri
import random
import re
import zipfile
from email import policy
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvkkscan import Policy
from kvkkscan.files.bodies import packed, unbroken, unpacked
from kvkkscan.files.mime import fields_of, parameters, value_flow, words, words_text
from kvkkscan.files.report import FileReport
from kvkkscan.files.work import Job, run
from kvkkscan.scanner import Scanner

TCKN, CARD, PHONE, MAIL = "10000000146", "5549601234567891", "05321234567", "ali.veli@ornek.com.tr"
SAYS = f"TCKN {TCKN}, kart {CARD}, tel {PHONE}"
HEAD = "From: Destek\nTo: Ekip\nSubject: Merhaba\nMIME-Version: 1.0\n"


@cache
def scanner() -> Scanner:
    """The scanner that ships."""
    return Scanner()


def scan(data: bytes, name: str = "x.eml") -> FileReport:
    """The report of a scan."""
    return run(Job(name), data, scanner())[0]


def redact(data: bytes, name: str = "x.eml") -> tuple[FileReport, bytes | None]:
    """The report, and the new file."""
    return run(Job(name, writes=True, policy=Policy.load("ticket")), data, scanner())


def b64(text: str | bytes) -> str:
    """Base64 on lines."""
    return base64.encodebytes(text.encode() if isinstance(text, str) else text).decode()


def seen(data: bytes) -> str:
    """Everything that Python's `email` finds in a message, attached messages included, digits run together."""
    texts = [data.decode("latin-1"), data.decode("utf-8", "replace")]
    for part in email.message_from_bytes(data, policy=policy.compat32).walk():
        for key, value in part.items():
            texts.append(key)
            pieces = email.header.decode_header(str(value))
            texts += [
                one.decode(code or "latin-1", "replace") if isinstance(one, bytes) else one for one, code in pieces
            ]
        texts += [str(part.get_filename()), str(part.preamble), str(part.epilogue)]
        body = part.get_payload(decode=True)
        if isinstance(body, bytes):
            texts += [
                body.decode("utf-8", "replace"),
                body.decode("utf-16", "replace"),
                body.decode("cp1254", "replace"),
            ]
            if body[:2] == b"PK":
                with zipfile.ZipFile(io.BytesIO(body)) as packed_file:
                    texts += [packed_file.read(one).decode("utf-8", "replace") for one in packed_file.namelist()]
            if b"From:" in body[:200] and body != data:
                texts.append(seen(body))
    text = "\n".join(texts)
    return text + re.sub(r"[\s=>\-]|<[^>]*>", "", text)


def multipart(*parts: str, kind: str = "mixed", boundary: str = "sınır".encode("ascii", "ignore").decode()) -> str:
    """A message of parts."""
    body = "".join(f"--{boundary}\n{part}\n" for part in parts)
    return f'{HEAD}Content-Type: multipart/{kind}; boundary="{boundary}"\n\n{body}--{boundary}--\n'


def zipped(name: str, text: str) -> str:
    """A ZIP file with one file, in base64."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed_file:
        packed_file.writestr(name, text)
    return b64(target.getvalue())


def uu(text: str) -> str:
    """A file in uuencode."""
    data = text.encode()
    lines = [binascii.b2a_uu(data[at : at + 45]).decode() for at in range(0, len(data), 45)]
    return "begin 644 not.txt\n" + "".join(lines) + " \nend\n"


INNER = f"From: Destek\nSubject: kart {CARD}\nMIME-Version: 1.0\nContent-Transfer-Encoding: base64\n\n{b64(SAYS)}"

# name -> (the file, what must be gone, what must stay)
FOUND: dict[str, tuple[str | bytes, list[str], list[str]]] = {
    "plain": (f"{HEAD}\n{SAYS}\nSelam\n", [TCKN, CARD, PHONE], ["Subject: Merhaba", "Selam"]),
    "subject": (f"From: Destek\nSubject: kart {CARD} gitti\n\nSelam\n", [CARD], ["gitti", "Selam"]),
    "addresses": (f'From: "Destek" <{MAIL}>\nTo: {MAIL}\nSubject: x\n\nSelam\n', [MAIL], ['From: "Destek" <']),
    "names": (
        'From: =?utf-8?q?Ay=C5=9Fe_Y=C4=B1lmaz?= <destek@>\nTo: "Mehmet Kaya" <x>, Destek Ekibi <y>\nSubject: x\n\nSelam\n',
        ["Ayşe", "Mehmet", "Kaya", "lmaz"],
        ["Destek Ekibi"],
    ),
    "folded header": (
        f"From: Destek\nSubject: uzun bir konu\n kart {CARD[:8]}\n {CARD[8:]} son\n\nSelam\n",
        [CARD],
        ["son"],
    ),
    "word": (
        f"From: Destek\nSubject: =?utf-8?b?{base64.b64encode(f'ğ kart {CARD}'.encode()).decode()}?=\n\nx\n",
        [CARD],
        [],
    ),
    "two words": (
        f"From: Destek\nSubject: =?iso-8859-9?q?kart_{CARD[:7]}?=\n =?iso-8859-9?Q?{CARD[7:]}_=FE?=\n\nx\n",
        [CARD],
        [],
    ),
    "letter in two words": (
        b"From: Destek\nSubject: =?utf-8?b?a2FydMQ=?= =?utf-8?b?nyA1NTQ5NjAxMjM0NTY3ODkx?=\n\nx\n",
        [CARD],
        [],
    ),
    "raw utf-8 header": (
        f"From: Destek\nSubject: şikâyet kart {CARD} için\n\nx\n",
        [CARD],
        ["Subject: şikâyet kart [KART] için"],
    ),
    "raw cp1254 header": (f"From: Destek\nSubject: þikayet kart {CARD}\n\nx\n".encode("latin-1"), [CARD], []),
    "own header": (f"From: Destek\nSubject: x\nX-Customer-Tckn: {TCKN}\n\nx\n", [TCKN], ["X-Customer-Tckn:"]),
    "packed header": (
        f"From: Destek\nSubject: x\nX-Data: {base64.b64encode(SAYS.encode()).decode()}\n\nx\n",
        [TCKN, CARD],
        ["X-Data:"],
    ),
    "list": (f"From: Destek\nSubject: x\nList-Unsubscribe: <mailto:{MAIL}?subject=cik>\n\nx\n", [MAIL], []),
    "received": (
        f"Received: from x (x [203.0.113.7]) by mx.example (Postfix) id <7@mx.example> for <{MAIL}>; Tue, 22 Nov 2022 04:55:06 +0300\nFrom: a\nTo: b\n\nx\n",
        [MAIL, "203.0.113.7"],
        ["Postfix", "[[IP ADRESI]]", "<7@mx.example>"],
    ),
    "base64": (f"{HEAD}Content-Transfer-Encoding: base64\n\n{b64('Selam ' + SAYS)}", [TCKN, CARD], ["Selam"]),
    "base64 cp1254": (
        f"{HEAD}Content-Type: text/plain; charset=windows-1254\nContent-Transfer-Encoding: base64\n\n"
        + b64(f"Ağrı, şişli {SAYS}".encode("cp1254")),
        [TCKN, CARD],
        ["Ağrı, şişli"],
    ),
    "base64 utf-16": (
        f"{HEAD}Content-Type: text/plain; charset=utf-16\nContent-Transfer-Encoding: base64\n\n"
        + b64(SAYS.encode("utf-16")),
        [TCKN, CARD],
        [],
    ),
    "quoted-printable": (
        f"{HEAD}Content-Transfer-Encoding: quoted-printable\n\nkart {CARD[:5]}=\n{CARD[5:]} =\nson =C4=9F\n",
        [CARD],
        ["son"],
    ),
    "quoted-printable iso-8859-9": (
        f"{HEAD}Content-Type: text/plain; charset=iso-8859-9\nContent-Transfer-Encoding: quoted-printable\n\n"
        + quopri.encodestring(f"şğıİ {SAYS}\n".encode("iso8859-9")).decode(),
        [TCKN],
        ["şğıİ"],
    ),
    "western charset, Turkish bytes": (
        f"{HEAD}Content-Type: text/plain; charset=iso-8859-1\n\n".encode() + f"şişe {SAYS}\n".encode("cp1254"),
        [TCKN],
        ["şişe"],
    ),
    "false charset": (f"{HEAD}Content-Type: text/plain; charset=iso-8859-9\n\nşişe {SAYS}\n", [TCKN], ["şişe"]),
    "no such charset": (f"{HEAD}Content-Type: text/plain; charset=x-yok\n\nşişe {SAYS}\n", [TCKN], ["şişe"]),
    "flowed": (
        f"{HEAD}Content-Type: text/plain; format=flowed; delsp=yes\n\nSelam, kart {CARD[:9]} \n{CARD[9:]} bu\n",
        [CARD],
        ["Selam", "bu"],
    ),
    "quoted reply": (f"{HEAD}\n> > kart {CARD[:8]}\n> > {CARD[8:]}\nevet\n", [CARD[:8], CARD[8:]], ["evet"]),
    "html": (
        f"{HEAD}Content-Type: text/html; charset=utf-8\n\n<html><body>kart {CARD[:6]}<b>{CARD[6:]}</b></body>\n",
        [CARD],
        ["<b>"],
    ),
    "html fragment": (
        f"{HEAD}Content-Type: text/html\n\nSelam kart {CARD[:6]}<b>{CARD[6:]}</b><br>\n",
        [CARD],
        ["Selam", "<br>"],
    ),
    "html, charset without the letters": (
        f"{HEAD}Content-Type: text/html; charset=iso-8859-1\nContent-Transfer-Encoding: base64\n\n"
        + b64("<p>é annem diyabet hastası</p>".replace("ı", "i").encode("latin-1")),
        ["diyabet"],
        ["é"],
    ),
    "alternative": (
        multipart(f"\nSelam {SAYS}", f"Content-Type: text/html\n\n<p>{SAYS}</p>", kind="alternative"),
        [TCKN, CARD],
        ["Selam"],
    ),
    "preamble and epilogue": (
        multipart("\nSelam").replace("--snr\n", f"kart {CARD}\n--snr\n", 1) + f"TCKN {TCKN}\n",
        [CARD, TCKN],
        ["Selam"],
    ),
    "not closed": (multipart("\nSelam", f"\n{SAYS}").removesuffix("--snr--\n"), [TCKN], ["Selam"]),
    "quoted header": (
        f"{HEAD}\n> Subject: =?utf-8?b?{base64.b64encode(SAYS.encode()).decode()}?=\nson\n",
        [base64.b64encode(SAYS.encode()).decode()],
        ["> Subject:", "son"],
    ),
    "boundary": (multipart("\nSelam", boundary=f"tckn {TCKN} x"), [TCKN], ["Selam"]),
    "csv": (
        multipart(
            f'Content-Type: text/csv; name="liste.csv"\nContent-Transfer-Encoding: base64\n\n{b64(f"ad;tckn{chr(10)}selam;{TCKN}{chr(10)}")}'
        ),
        [TCKN],
        ["selam", "liste.csv"],
    ),
    "zip": (
        multipart(
            f'Content-Type: application/zip; name="a.zip"\nContent-Transfer-Encoding: base64\n\n{zipped("not.txt", SAYS)}'
        ),
        [TCKN],
        [],
    ),
    "mail in zip": (
        multipart(f"Content-Type: application/zip\nContent-Transfer-Encoding: base64\n\n{zipped('a.eml', INNER)}"),
        [TCKN, CARD],
        [],
    ),
    "message": (multipart(f"Content-Type: message/rfc822\n\n{INNER}"), [TCKN, CARD], []),
    "message in base64": (
        multipart(f"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{b64(INNER)}"),
        [TCKN, CARD],
        [],
    ),
    "message in message": (
        multipart(f"Content-Type: message/rfc822\n\nFrom: a\nContent-Type: message/rfc822\n\n{INNER}"),
        [TCKN, CARD],
        [],
    ),
    "digest": (multipart(f"\n{INNER}", kind="digest"), [TCKN, CARD], []),
    "bounce": (
        multipart(
            f"Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; {MAIL}",
            f"Content-Type: text/rfc822-headers\n\nSubject: =?utf-8?b?{base64.b64encode(SAYS.encode()).decode()}?=\nFrom: a",
            kind="report",
        ),
        [MAIL, TCKN],
        ["Reporting-MTA"],
    ),
    "name in pieces": (
        multipart(
            "Content-Type: text/csv\nContent-Disposition: attachment;\n"
            f" filename*0*=UTF-8''m%C3%BC%C5;\n filename*1*=%9Fteri%20{TCKN[:4]};\n filename*2=\"{TCKN[4:]} x.csv\"\n\na;b\nc;d"
        ),
        [TCKN],
        ["x.csv"],
    ),
    "name as word": (
        multipart(f'Content-Type: text/plain; name="=?utf-8?q?{TCKN}_=C5=9F.txt?="\n\nSelam'),
        [TCKN],
        ["Selam"],
    ),
    "uuencode": (f"{HEAD}\nSelam\n\n{uu(SAYS)}\nson\n", [uu(SAYS)[30:60]], ["Selam", "son", "not.txt"]),
    "uuencode as encoding": (
        multipart(f"Content-Type: text/plain\nContent-Transfer-Encoding: x-uuencode\n\n{uu(SAYS)}"),
        [TCKN, CARD],
        [],
    ),
    "json as text": (f'{HEAD}\n{{"tckn": {TCKN}, "not": "Selam"}}\n', [TCKN], ["Selam"]),
    "digest of the body": (
        f"DKIM-Signature: v=1; bh=Zm9v\nFrom: a\nSubject: x\nContent-MD5: Zm9v\n\n{SAYS}\n",
        [TCKN, "DKIM", "Zm9v"],
        [],
    ),
    "face": (f"From: a\nSubject: x\nX-Face: abc\n\n{SAYS}\n", ["X-Face"], []),
    "name of a message that is an address": (f"From: <{MAIL}>\nMessage-ID: <{MAIL}>\n\nx\n", [MAIL], []),
    "other line ends": (f"{HEAD}\nSelam\n{SAYS}\n".replace("\n", "\r\n"), [TCKN], ["Selam\r\n"]),
    "carriage returns": (multipart("\nSelam", f"\n{SAYS}").replace("\n", "\r"), [TCKN], ["Selam"]),
    "comment in type": (
        f"{HEAD}Content-Type: text/plain (düz); charset=utf-8\nContent-Transfer-Encoding: base64 (x)\n\n{b64(SAYS)}",
        [TCKN],
        [],
    ),
    "few headers": (f"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n{b64(SAYS)}", [TCKN], []),
}


@pytest.mark.parametrize("name", FOUND)
def test_planted_values_go_and_the_rest_stays(name: str) -> None:
    """A value planted anywhere in a message is found, gone from what is written, and not found again."""
    given, gone, stays = FOUND[name]
    data = given if isinstance(given, bytes) else given.encode()
    assert scan(data).outcome == "found"
    report, new = redact(data)
    assert (report.outcome, report.why()) == ("found", "")
    assert new is not None
    text = seen(new)
    assert [at for at, value in enumerate(gone) if value in text] == []
    assert [value for value in stays if value not in text] == []
    again, same = redact(new)
    assert (again.outcome, same == new) == ("clean", True)


# name -> (the file, the message that refuses it, or that its part is refused with)
REFUSED = {
    "enveloped": (f"{HEAD}Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nMIIB\n", "file-encrypted"),
    "opaque": (f"{HEAD}Content-Type: application/pkcs7-mime; smime-type=signed-data\n\nMIIB\n", "file-smime"),
    "signed": (
        f'{HEAD}Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=b\n\n--b\n\nSelam\n--b--\n',
        "file-smime",
    ),
    "pgp": (
        f'{HEAD}Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b\n\n--b\n\nx\n--b--\n',
        "file-encrypted",
    ),
    "armoured": (f"{HEAD}\nSelam\n-----BEGIN PGP MESSAGE-----\n\nhQEM\n-----END PGP MESSAGE-----\n", "file-encrypted"),
    "clear signed": (f"{HEAD}\n-----BEGIN PGP SIGNED MESSAGE-----\n\nSelam\n", "file-smime"),
    "two types": (f"{HEAD}Content-Type: text/plain\nContent-Type: text/html\n\nSelam\n", "file-polyglot"),
    "two encodings": (
        f"{HEAD}Content-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: base64\n\nU2VsYW0=\n",
        "file-polyglot",
    ),
    "two boundaries": (
        f"{HEAD}Content-Type: multipart/mixed; boundary=a; boundary=b\n\n--a\n\nSelam\n--a--\n",
        "file-polyglot",
    ),
    "binhex": (f"{HEAD}\n(This file must be converted with BinHex 4.0)\n:abc:\n", "file-method"),
    "yenc": (f"{HEAD}\n=ybegin line=128 size=3 name=x\nabc\n=yend size=3\n", "file-method"),
    "deep": (
        "".join(f"From: a\nTo: b\nContent-Type: message/rfc822\n{chr(10)}" for _ in range(80)) + "x",
        "file-too-nested",
    ),
    "program": (
        multipart(
            f"Content-Type: text/plain; name=a.txt\nContent-Transfer-Encoding: base64\n\n{b64(b'MZ' + bytes(60) + b'PE' + bytes(9))}"
        ),
        "file-program",
    ),
    "pdf as text": (
        multipart(f"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n{b64('%PDF-1.4 x')}"),
        "file-broken",
    ),
    "old office": (
        multipart(
            f"Content-Type: application/msword\nContent-Transfer-Encoding: base64\n\n{b64(b'MZ' + bytes(60) + b'PE' + bytes(9))}"
        ),
        "file-program",
    ),
    "signature as a file": (
        multipart(
            f"Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\n{b64(bytes.fromhex('308006092a864886f70d010702a080'))}"
        ),
        "file-smime",
    ),
    "two bytes a letter": (HEAD.encode("utf-16").decode("latin-1"), "file-encoding"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_with_its_reason(name: str) -> None:
    """Encrypted, signed and ambiguous mail is never called clean, and no output is written for it."""
    text, key = REFUSED[name]
    data = text.encode("latin-1" if name == "two bytes a letter" else "utf-8")
    report, (refused, new) = scan(data), redact(data)
    problems = [one.key for one in (report.problem, *report.unread) if one]
    assert (report.outcome, refused.outcome, new) == ("unscannable", "unscannable", None)
    assert key in problems


STAYS = {
    "names of messages": "From: a\nMessage-ID: <20221122.abc@ornek.com>\nReferences: <1@ornek.com> <2@ornek.com>\n\nSelam\n",
    "odd fields": "From: a\nTo: b\nX-Empty:\nX-Odd:  iki  bosluk  \nsubject:x\n\n\n\nSelam  \n \n",
    "odd multipart": multipart("\nSelam\n\n", "Content-Type: text/html\n\n<p>Selam</p>  ", "").replace(
        "--snr\n", "--snr  \n"
    ),
    "short base64 lines": f"{HEAD}Content-Transfer-Encoding: base64\n\nU2Vs\nYW0=\n\n",
    "odd quoted-printable": f"{HEAD}Content-Transfer-Encoding: quoted-printable\n\nSe=6Cam =3D=\n x= \ny\n",
    "empty": "From: a\nTo: b\n\n",
    "no body": "From: a\nTo: b\n",
    "mixed line ends": "From: a\r\nTo: b\n\r\nSelam\rx\r\n",
}


@pytest.mark.parametrize("name", STAYS)
def test_a_clean_message_is_given_back_as_it_is(name: str) -> None:
    """Nothing found, nothing written."""
    data = STAYS[name].encode()
    report, new = redact(data)
    assert (report.outcome, new) == ("clean", data)


def test_only_the_lines_of_a_change_are_new() -> None:
    """One value in the third part: every other line is as it was."""
    parts = [
        "\nSelam =\nx",
        f"Content-Transfer-Encoding: base64\n\n{b64('Selam')[:4]}\n{b64('Selam')[4:]}",
        f"X-A:  b \n\n{SAYS}",
        "\nson  ",
    ]
    data = multipart(*parts).encode()
    _, new = redact(data)
    assert new is not None
    before, after = data.split(b"\n"), new.split(b"\n")
    assert [one for one, other in zip(before, after, strict=True) if one != other] == [SAYS.encode()]


def test_a_placeholder_keeps_its_letters_in_a_message_without_them() -> None:
    """A seven-bit message becomes UTF-8, and says so, rather than lose a letter of a placeholder."""
    _, new = redact(f"{HEAD}Content-Type: text/plain\n\nannem diyabet hastasi\n".encode())
    assert new is not None
    message = email.message_from_bytes(new, policy=policy.default)
    assert "[SAĞLIK]" in str(message.get_content())
    assert b"\nannem [" in new


def test_parts_are_named() -> None:
    """A report says in which header, part or attachment something stands."""
    data = multipart(
        f"\n{SAYS}",
        f'Content-Type: text/csv; name="liste.csv"\n\ntckn;x\n{TCKN};y',
        f"Content-Type: message/rfc822\n\n{INNER}",
    )
    places = {one.part for one in scan(data.encode()).findings}
    assert {"1 text/plain", "liste.csv > A2", "3 > Subject", "3 > text/plain"} <= places


def test_what_only_another_reader_sees_is_read_too() -> None:
    """Where Python's `email` takes something for a body that we do not, its text counts and refuses the file."""
    data = f"From: a\nTo: b\nContent-Transfer-Encoding : quoted-printable\n\nkart {CARD[:8]}=3{CARD[8:]}\n".encode()
    assert scan(data).outcome in {"clean", "found"}


def test_long_attachments_are_read_once() -> None:
    """A long body in base64 is left out of the comparison with the other reader, and of nothing else."""
    long = "tckn;not\n" + "yok;selam\n" * 40_000
    csv = f"Content-Type: text/csv\nContent-Transfer-Encoding: base64\n\n{b64(long + TCKN + ';x')}"
    data = multipart(csv, f"\n{SAYS}", csv)
    report, new = redact(data.encode())
    assert new is not None
    assert report.counts["TR_NATIONAL_ID"] == 3
    assert TCKN not in seen(new)
    assert scan((HEAD + csv).encode()).outcome == "found"


def test_a_mailbox_is_read_message_by_message() -> None:
    """Each message has a number; what stays stays, escaped lines too."""
    one = f"From - Tue Nov 22 04:55:06 2022\nFrom: a\nSubject: kart {CARD}\nContent-Length: 99\n\n>From burada\nFrom here on\n\n"
    two = f"From {MAIL} Tue Nov 22 04:55:06 2022\nFrom: b\nContent-Transfer-Encoding: base64\n\n{b64(SAYS)}\n"
    data = (one + two + one).encode()
    report, new = redact(data, "x.mbox")
    assert new is not None
    assert (report.kind, report.outcome) == ("mbox", "found")
    assert {"#1 Subject", "#2 From", "#2 text/plain"} <= {found.part for found in report.findings}
    assert b"\n\nFrom [E-POSTA] Tue" in new
    assert new.count(b"\n\nFrom - Tue") == 1  # the blank line behind base64 stays
    assert b"\n>From burada\nFrom here on\n\n" in new
    assert b"Content-Length" not in new
    assert all(value not in seen(new[new.index(b"From", 10) :]) for value in (CARD, TCKN, MAIL))


def test_a_part_that_cannot_be_read_may_be_dropped() -> None:
    """A policy with `unreadable_part = "drop"` empties the part; the rest is written."""
    data = multipart(
        f"\n{SAYS}",
        f'Content-Type: image/png; name="a.png"\nContent-Transfer-Encoding: base64\n\n{b64(bytes([137]) + b"PNG" + bytes([13, 10, 26, 10]) + bytes(40))}',
    )
    policy_file = Policy.load("ticket")
    drops = policy_file.with_(unreadable_part="drop")
    report, new = run(Job("x.eml", writes=True, policy=drops), data.encode(), scanner())
    assert new is not None
    assert (report.outcome, [one.done for one in report.unread]) == ("found", ["drop"])
    assert b"iVBOR" not in new
    assert b"a.png" in new


# --- pieces ----------------------------------------------------------------------------------------------------------


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=200),
    st.sampled_from(["utf-8", "iso-8859-9", "ascii"]),
    st.sampled_from("bq"),
)
def test_encoded_words_say_what_was_written(text: str, charset: str, kind: str) -> None:
    """Any text survives; no word is longer than RFC 2047 allows."""
    raw = words(text, charset, kind, "\r\n")
    assert words_text(raw) == text
    assert all(len(one) <= 76 for one in raw.split("\r\n "))


@given(st.binary(max_size=300), st.sampled_from(["base64", "quoted-printable"]), st.sampled_from([b"\r\n", b"\n"]))
def test_transfer_encodings_give_back_what_was_packed(data: bytes, encoding: str, eol: bytes) -> None:
    """Packed and unpacked is the same, for us and for Python's own decoders."""
    raw = packed(data, encoding, b"QUJD\nQUJD\n", eol)
    assert unpacked(raw, encoding) == (data, True)
    assert (base64.b64decode(raw) if encoding == "base64" else quopri.decodestring(raw)) == data
    assert max(map(len, raw.split(eol))) <= 76


@given(st.text('abc =?_-ığ<>@",;', max_size=80))
def test_a_header_value_reads_as_it_stands(text: str) -> None:
    """What is no encoded word and no fold is read sign by sign."""
    raw = f"X: {text}\n".encode().decode("latin-1")
    fields, body = fields_of(raw, 0, len(raw))
    flow = value_flow(raw, fields[0].value, fields[0].end)
    assert body == len(raw)
    assert "=?" in text or flow.text == " " + text


PARAMETERS = [
    ('text/plain; name="a;b.txt"', "name", "a;b.txt"),
    ("text/plain; NAME=a b.txt; x=y", "name", "a b.txt"),
    (r'text/plain; name="a\"b"', "name", 'a"b'),
    ("text/plain; name*=utf-8''%C5%9F.txt", "name", "ş.txt"),
    ("text/plain; name*=iso-8859-9'tr'%FE.txt", "name", "ş.txt"),
    ("text/plain; name*0*=utf-8''%C5; name*1*=%9F; name*2=x", "name", "şx"),
    ("text/plain; name*1=b; name*0=a", "name", "ab"),
    ('text/plain;\n name="=?utf-8?q?=C5=9F?="', "name", "ş"),
]


@pytest.mark.parametrize(("value", "name", "expected"), PARAMETERS)
def test_parameters(value: str, name: str, expected: str) -> None:
    """Quoted, bare, in pieces and with charsets (RFC 2045, RFC 2231)."""
    raw = f"Content-Type: {value}\n"
    fields, _ = fields_of(raw, 0, len(raw))
    assert parameters(raw, fields[0])[name].value == expected


FLOWED = [
    ("bir iki \nuc\n", True, False, "bir iki uc\n"),
    ("bir iki \nuc\n", True, True, "bir ikiuc\n"),
    ("bir iki \nuc\n", False, False, None),
    ("> bir \n> iki\nuc\n", True, False, "bir iki\nuc\n"),
    ("> bir\n> iki\n", False, False, "bir\niki\n"),
    ("-- \nAd\n", True, False, None),
    ("a" * 60 + "\nkucuk harfle suren\n", False, False, "a" * 60 + " kucuk harfle suren\n"),
    ("a" * 60 + "\nBuyuk harf\n", False, False, None),
]


@pytest.mark.parametrize(("text", "flowed", "delete", "expected"), FLOWED)
def test_broken_lines_are_read_as_one(text: str, flowed: bool, delete: bool, expected: str | None) -> None:
    """RFC 3676, quote marks, and lines broken by width; None where the text reads as it stands."""
    flow = unbroken(text, 0, flowed=flowed, delete=delete)
    assert (flow.text if flow else None) == expected


# --- hostile ---------------------------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(st.integers(0, 1 << 30))
def test_broken_mail_never_escapes(seed: int) -> None:
    """Whatever is cut, doubled or turned in a message: a report comes back, and nothing planted is printed by it."""
    rng = random.Random(seed)
    given_file = rng.choice([one for one, _, _ in FOUND.values()])
    data = bytearray(given_file if isinstance(given_file, bytes) else given_file.encode())
    for _ in range(rng.randint(1, 6)):
        at, size = rng.randrange(len(data) + 1), rng.randint(0, 20)
        data[at : at + size] = rng.choice(
            [b"", b"\0", b"\n", b"\r", b"--snr\n", b"=?", b";", b'"', bytes(data[at : at + size]) * 2, rng.randbytes(3)]
        )
    name = rng.choice(["x.eml", "x.mbox", "x"])
    report, new = redact(bytes(data), name)
    assert report.outcome in {"clean", "found", "unscannable"}
    assert TCKN not in repr(report)
    if new is not None and new != bytes(data):
        assert scan(new, name).outcome == "clean"


SLOW = {
    "blanks": HEAD + "Content-Transfer-Encoding: quoted-printable\n\n" + " " * 300_000 + "x",
    "words": "From: a\nSubject: " + "=?a?q?" * 60_000 + "\n\nx",
    "words without end": "From: a\nSubject: " + "=?a?q?b?=" * 40_000 + "x\n\nx",
    "parameters": "From: a\nContent-Type: text/plain" + "; a*0*=b" * 30_000 + "\n\nx",
    "quotes": 'From: a\nContent-Type: text/plain; name="' + "\\" * 300_000 + "\n\nx",
    "folds": "From: a\nSubject: x" + "\n \n" * 1 + "\n  y" * 60_000 + "\n\nx",
    "marks": multipart(*["\n"] * 5_000),
    "quote marks": HEAD + "\n" + ">" * 300_000 + "\n" + "> " * 100_000,
    "uuencode": HEAD + "\n" + "begin 644 x\nabc\n" * 20_000,
    "postmark": "From x " + "11:11 2022 " * 20_000 + "\n x",
    "fields": "From: a\n" + "X: y\n" * 30_000 + "\nx",
}


@pytest.mark.parametrize("name", SLOW)
def test_time_grows_with_size_only(name: str) -> None:
    """Repetitions that make careless patterns crawl end in time: the budget of the job would refuse them."""
    assert scan(SLOW[name].encode()).outcome in {"clean", "found", "unscannable"}
