"""Every format: planted values are found, go from every layer, and all else stays; what is clean is not touched."""

from __future__ import annotations

import io
import json
import warnings
import zipfile
from typing import TYPE_CHECKING

import pytest

from kvkkscan.files.kinds import kind_of

from . import samples
from .samples import CARD, KEPT, MAIL, SAMPLES, TCKN, TEXT, planted_in

if TYPE_CHECKING:
    from .conftest import Work


@pytest.mark.parametrize("name", SAMPLES)
def test_the_kind_is_known_by_content(name: str) -> None:
    """A file's kind is told by its bytes; a name may only part dialects of plain text."""
    kind, make = SAMPLES[name]
    assert kind_of(make(), name) == kind
    if kind not in {"csv", "yaml"}:
        assert kind_of(make(), "x.pdf") == kind_of(make()) == kind


@pytest.mark.parametrize("name", SAMPLES)
def test_planted_values_go_and_the_rest_stays(name: str, work: Work) -> None:
    """Nothing planted stands in any layer of the output; the output is clean, and redacting it changes nothing."""
    data = SAMPLES[name][1]()
    report, new = work(data, name, writes=True)
    assert new is not None, report.why()
    assert (report.outcome, report.mismatch) == ("found", False)
    assert planted_in(new) == []
    again, same = work(new, name, writes=True)
    assert (again.outcome, same == new) == ("clean", True)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_scan_finds_and_tells_nothing(name: str, work: Work) -> None:
    """A scan finds what redaction removes, in named parts; the report holds no value."""
    report, new = work(SAMPLES[name][1](), name)
    assert (report.outcome, new) == ("found", None)
    assert {"TR_NATIONAL_ID", "PHONE_NUMBER", "EMAIL_ADDRESS"} <= set(report.counts)
    told = repr(report)
    assert [value for value in samples.PLANTED if value in told] == []


@pytest.mark.parametrize("name", [name for name in SAMPLES if not name.endswith(("gz", "zip", "tar"))])
def test_what_is_no_data_stays(name: str, work: Work) -> None:
    """A sentence without personal data is still in the output, in the file's own encoding."""
    _, new = work(SAMPLES[name][1](), name, writes=True)
    assert new is not None
    if new[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(new)) as packed:
            assert any(KEPT.encode() in packed.read(one) for one in packed.infolist())
        return
    encodings = ("utf-8", "cp1254", "utf-16-le", "utf-16-be")
    forms = [KEPT.encode(one) for one in encodings] + [json.dumps(KEPT)[1:-1].encode()]
    assert any(form in new for form in forms) or b"Kargo bug\\'fcn" in new


CLEAN = f"{KEPT}, sipariş 88123"
UNTOUCHED: dict[str, bytes] = {
    "a.txt": CLEAN.encode("cp1254"),
    "a.csv": f'ad;not\r\n"x";{CLEAN}\r\n'.encode(),
    "a.json": json.dumps({"a": [CLEAN, 1.50, None], "b": {"c": CLEAN}}, indent=3).encode(),
    "a.xml": f"<a b='{KEPT}'>\n <c/>{CLEAN}</a>".encode(),
    "a.html": f"<html><p class=x>{CLEAN}<br></html>".encode(),
    "a.yaml": f"a: {KEPT}\nb: [1, 2]\n".encode(),
    "a.rtf": b"{\\rtf1\\ansi Kargo geldi\\par}",
    "a.zip": samples.zipped({"a.txt": CLEAN}),
    "a.tar": samples.tarred({"a.txt": CLEAN.encode()}),
    "empty.txt": b"",
}


@pytest.mark.parametrize("name", UNTOUCHED)
def test_what_holds_nothing_is_given_back_as_it_is(name: str, work: Work) -> None:
    """A file without findings comes back byte for byte."""
    report, new = work(UNTOUCHED[name], name, writes=True)
    assert (report.outcome, new) == ("clean", UNTOUCHED[name])


EDITS: dict[str, tuple[bytes, bytes]] = {
    "a.txt": (
        f"x\r\n\ttel 0532 123 45 67 \n{KEPT}".encode("utf-16"),
        f"x\r\n\ttel [TELEFON] \n{KEPT}".encode("utf-16"),
    ),
    "a.csv": (b'tel,"a"\r\n05321234567,"b"\r\n', b'tel,"a"\r\n[TELEFON],"b"\r\n'),
    "b.csv": (f'"e-posta";"x"\n"{MAIL}";2'.encode(), b'"e-posta";"x"\n"[E-POSTA]";2'),
    "a.json": (b'{ "tckn" :10000000146 ,\n"b":1.50}', b'{ "tckn" :"[TCKN]" ,\n"b":1.50}'),
    "b.json": (b'{"a":"tel 0532 123 45 67 \\u015fu"}', b'{"a":"tel [TELEFON] \\u015fu"}'),
    "a.xml": (b"<a>tel 0532<b/> 123 45 67 &amp; x</a>", b"<a>tel [TELEFON]<b/> &amp; x</a>"),
    "a.html": (b"<p>tel 0532&nbsp;123 45 67 &amp; x<BR></p>", b"<p>tel [TELEFON] &amp; x<BR></p>"),
    "b.html": (b"<p tel 0532 123 45 67 b='x>y</p>", b"<p tel [TELEFON] b='x>y</p>"),
    "a.yaml": (b"tel:   05321234567 # x\nb: 2\n", b'tel:   "[TELEFON]" # x\nb: 2\n'),
    "a.rtf": (b"{\\rtf1 tel 0532{\\b  123} 45 67\\par x}", b"{\\rtf1 tel [TELEFON]{\\b }\\par x}"),
    "a.log": (
        b"2026-01-02 10:00:00 INFO user=1 tckn=10000000146 ok\n",
        b"2026-01-02 10:00:00 INFO user=1 tckn=[TCKN] ok\n",
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_only_what_must_change_changes(name: str, work: Work) -> None:
    """Everything but the value stays byte for byte: blanks, quotes, escapes, line ends, tags."""
    old, wanted = EDITS[name]
    report, new = work(old, name, writes=True)
    assert new == wanted, report


def test_names_of_sheets_and_cells_are_told(work: Work) -> None:
    """Findings in a workbook are told by sheet and cell; a name that is personal data itself is not."""
    report, _ = work(samples.xlsx(), "a.xlsx")
    parts = {(one.part, one.entity_type) for one in report.findings}
    assert {("Müşteri!B2", "TR_NATIONAL_ID"), ("Müşteri!D2", "CARD_CVV"), ("Müşteri!E2", "DATE_OF_BIRTH")} <= parts
    assert ("Müşteri!A4", "CREDIT_CARD") in parts  # 16 digits, of which Excel keeps 15
    assert any(part.startswith("[TCKN]!") for part, _ in parts)


def test_other_libraries_open_what_was_written(work: Work) -> None:
    """python-docx, openpyxl and python-pptx read redacted files, and see what should be there."""
    docx, openpyxl, pptx = (pytest.importorskip(name) for name in ("docx", "openpyxl", "pptx"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        document = docx.Document(io.BytesIO(work(samples.docx(), writes=True)[1] or b""))
        book = openpyxl.load_workbook(io.BytesIO(work(samples.xlsx(), writes=True)[1] or b""))
    texts = [one.text for one in document.paragraphs]
    assert texts[:2] == ["Tel: [TELEFON]", KEPT]
    assert [cell.text for cell in document.tables[0].rows[1].cells][1:] == ["[TCKN]", "[CVV]"]
    assert book.sheetnames == ["Müşteri", "_TCKN_"]
    rows = [[cell.value for cell in row] for row in book["Müşteri"].rows]
    assert rows[1][:6] == [KEPT, "[TCKN]", "[TELEFON]", "[CVV]", "[DOĞUM TARİHİ]", 5321234999]
    deck = pptx.Presentation()
    deck.slides.add_slide(deck.slide_layouts[1]).shapes.title.text = TEXT
    target = io.BytesIO()
    deck.save(target)
    report, new = work(target.getvalue(), writes=True)
    assert report.leaves == ("printer", "thumbnail")
    shown = pptx.Presentation(io.BytesIO(new or b"")).slides[0].shapes.title.text
    assert TCKN not in shown
    assert "[TCKN]" in shown


def test_what_is_known_goes_everywhere(work: Work) -> None:
    """A number with its label in one place and bare in another is removed in both."""
    data = json.dumps({"telefon": "5321234567", "x": ["a 5321234567 b", 15321234567]}).encode()
    _, new = work(data, "a.json", writes=True)
    assert json.loads(new or b"") == {"telefon": "[TELEFON]", "x": ["a [TELEFON] b", 15321234567]}


def test_a_surrogate_may_stand(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an operator made up looks like data, and is not taken out again."""
    from kvkkscan import Policy
    from kvkkscan.policy import Action

    monkeypatch.setenv("KVKKSCAN_TEST_KEY", "0123456789abcdef")
    policy = Policy.load("ticket").with_(actions={"TR_NATIONAL_ID": Action("surrogate"), "CREDIT_CARD": Action("mask", {"keep_first": 6, "keep_last": 4})})  # fmt: skip
    report, new = work(f"<a>TCKN {TCKN}, kart no {CARD}</a>".encode(), "a.xml", writes=True, policy=policy)
    assert new is not None, report.why()
    assert TCKN.encode() not in new
    assert b"554960******7891" in new
    assert report.operators == {"surrogate": 1, "mask": 1}


def test_a_policy_that_refuses_and_one_that_keeps(work: Work) -> None:
    """A refusal writes nothing and names labels; what is kept stays and is counted."""
    from kvkkscan import Policy
    from kvkkscan.policy import Action

    refuses = Policy.load("ticket").with_(actions={"CREDIT_CARD": Action("refuse")})
    report, new = work(samples.docx(), writes=True, policy=refuses)
    assert (report.outcome, new) == ("found", None)
    assert "CREDIT_CARD" in report.why()
    keeps = Policy.load("ticket").with_(actions={"EMAIL_ADDRESS": Action("keep")})
    report, new = work(f'{{"a": "{MAIL}", "tckn": {TCKN}}}'.encode(), "a.json", writes=True, policy=keeps)
    assert json.loads(new or b"") == {"a": MAIL, "tckn": "[TCKN]"}
    assert report.kept == {"EMAIL_ADDRESS": 1}


def test_deleted_text_of_open_document_is_read_where_it_was(work: Work) -> None:
    """A number of which a tracked change removed a part is found in the reading that shows it, and goes from both places."""
    _, new = work(samples.odt(), writes=True)
    with zipfile.ZipFile(io.BytesIO(new or b"")) as packed:
        content = packed.read("content.xml").decode()
    assert "TCKN [TCKN]<text:change text:change-id='c2'/> silindi" in content
    assert "0000146" not in content


def test_a_sheet_is_called_by_its_new_name(work: Work) -> None:
    """Formulas, ranges and properties follow a sheet whose name was removed."""
    with zipfile.ZipFile(io.BytesIO(samples.xlsx())) as packed:
        parts = {name: packed.read(name).decode() for name in packed.namelist()}
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(TCKN, MAIL)
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace("<f>1+1</f>", f"<f>'{MAIL}'!A1</f>")
    files: dict[str, str | bytes] = {**parts, "docProps/app.xml": f"<a><b>{MAIL}</b></a>"}
    report, new = work(samples.zipped(files), writes=True)
    assert new is not None, report.why()
    with zipfile.ZipFile(io.BytesIO(new)) as packed:
        book = packed.read("xl/workbook.xml").decode()
        assert 'name="_E-POSTA_"' in book
        assert "'#REF!'!$A$1" in book or "'_E-POSTA_'!$A$1" in book
        assert MAIL not in "".join(packed.read(name).decode() for name in packed.namelist() if name.endswith("xml"))


LABELLED: dict[str, tuple[bytes, str, str]] = {
    "header": (b"ad;cvv;no\nx;418;1\n", "ad;cvv;no\nx;[CVV];1\n", "a.csv"),
    "to the left": (b"alan;deger\ncvv;418\nadet;418\n", "alan;deger\ncvv;[CVV]\nadet;418\n", "a.csv"),
    "an order": ("sipariş no;x\n5321234567;1\n".encode(), "sipariş no;x\n5321234567;1\n", "a.csv"),
    "key": (b'{"kart": {"cvv": "418"}, "x": "418"}', '{"kart": {"cvv": "[CVV]"}, "x": "418"}', "a.json"),
    "yaml key": (b"kart:\n  cvv: 418\nadet: 418\n", 'kart:\n  cvv: "[CVV]"\nadet: 418\n', "a.yaml"),
    "element": (b"<a><cvv>418</cvv><adet>418</adet></a>", "<a><cvv>[CVV]</cvv><adet>418</adet></a>", "a.xml"),
    "attribute": (b"<a cvv='418' adet='418'/>", "<a cvv='[CVV]' adet='418'/>", "a.xml"),
    "input": (b"<html><input name=cvv value=418><input name=adet value=418>", "<html><input name=cvv value=[CVV]><input name=adet value=418>", "a.html"),
}  # fmt: skip


@pytest.mark.parametrize("name", LABELLED)
def test_names_of_fields_are_labels(name: str, work: Work) -> None:
    """A bare value counts by the header, key, element or attribute that names it."""
    data, wanted, file = LABELLED[name]
    assert (work(data, file, writes=True)[1] or b"").decode() == wanted
