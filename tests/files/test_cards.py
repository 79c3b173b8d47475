"""vCard and iCalendar: values folded, quoted, escaped and packed are read as a calendar shows them."""

from __future__ import annotations

import base64
import re
from typing import Any

import pytest

TCKN, CARD, MAIL = "10000000146", "5549601234567891", "ali.veli@ornek.com.tr"
EVENT = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nSUMMARY:Toplantı\r\n{}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
PERSON = "BEGIN:VCARD\r\nVERSION:2.1\r\n{}\r\nEND:VCARD\r\n"
NOTE = base64.b64encode(f"kart {CARD} için not".encode()).decode()

# name -> (the file, what must be gone once it is unfolded)
FOUND = {
    "plain": (EVENT.format(f"ATTENDEE:mailto:{MAIL}"), [MAIL]),
    "folded": (EVENT.format(f"ATTENDEE;CN=Can:mailto:{MAIL[:9]}\r\n {MAIL[9:]}"), [MAIL, MAIL[:9]]),
    "folded number": (EVENT.format(f"DESCRIPTION:kart {CARD[:7]}\r\n\t{CARD[7:]} geldi"), [CARD, CARD[7:]]),
    "escaped": (EVENT.format(rf"DESCRIPTION:Selam\nkart {CARD}\, tamam"), [CARD]),
    "quoted": (PERSON.format(f"NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=C5=9Eu kart {CARD[:6]}=3{CARD[6]}=\r\n{CARD[7:]}"), [CARD[7:]]),
    "packed": (PERSON.format(f"NOTE;ENCODING=BASE64:{NOTE[:30]}\r\n {NOTE[30:]}\r\n"), [NOTE[:30]]),
    "address": (PERSON.format(f"PHOTO:data:text/plain;base64,{NOTE}"), [NOTE[:30]]),
}  # fmt: skip


@pytest.mark.parametrize("name", FOUND)
def test_values_go_however_they_are_written(name: str, work: Any) -> None:
    """Found, gone, not found again; the other lines stay."""
    text, gone = FOUND[name]
    assert work(text.encode(), "x.ics")[0].outcome == "found"
    report, new = work(text.encode(), "x.ics", writes=True)
    assert (report.outcome, report.why()) == ("found", "")
    plain = re.sub(r"\r\n[ \t]", "", new.decode())
    assert [one for one in gone if one in plain] == []
    assert plain.startswith(text[:30])
    assert plain.endswith(text[text.index("\r\nEND:V") :])
    assert work(new, "x.ics", writes=True)[1] == new


def test_a_picture_in_a_card_is_a_file(work: Any) -> None:
    """A photograph is not passed over as a text."""
    photo = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(40)).decode()
    report, _ = work(PERSON.format(f"PHOTO;TYPE=PNG;ENCODING=b:{photo}").encode(), "x.vcf")
    assert (report.outcome, [one.part for one in report.unread]) == ("unscannable", ["PHOTO"])


def test_a_clean_card_stays(work: Any) -> None:
    """Nothing found, nothing written."""
    data = EVENT.format("DESCRIPTION:uzun bir\r\n  satır\\, devamı").encode()
    assert work(data, "x.ics", writes=True)[1] == data
