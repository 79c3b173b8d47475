"""Repositories: findings by line, comments that let them stand, baselines."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from kvkkscan import InputError, Policy, Scanner
from kvkkscan.repository import Known, read_baseline, spots, unknown, updated, write_baseline

CARD = "5555 5555 5555 4444"
SCANNER = Scanner(entities=["CREDIT_CARD", "TR_NATIONAL_ID"])


def lines(text: str) -> list[int]:
    """The lines of what is found."""
    return [one.line for one in spots(text, "a.py", SCANNER)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (f"kart {CARD}", [1]),
        (f"\n\nkart {CARD}\nkart {CARD}", [3, 4]),
        (f"kart {CARD}  # kvkkscan: allow[CREDIT_CARD] test card", []),
        (f"kart {CARD}  # kvkkscan: izin[CREDIT_CARD] deneme kartı", []),
        (f"kart {CARD}  # kvkkscan: allow[payment.card] test card", []),
        (f"kart {CARD}  # kvkkscan: allow[payment] test card", []),
        (f"kart {CARD}  # kvkkscan: allow[TR_NATIONAL_ID, CREDIT_CARD] test card", []),
        (f"kart {CARD}  # kvkkscan: allow[TR_NATIONAL_ID] test card", [1]),
        (f"kart {CARD}  # kvkkscan: allow[CREDIT_CARD]", [1]),  # no reason
        (f"<i>{CARD} kart</i> <!-- kvkkscan: allow[CREDIT_CARD] -->", [1]),  # the end of a comment is no reason
        (f"# kvkkscan: allow[CREDIT_CARD] test card\nkart {CARD}\nkart {CARD}", [3]),
        (f"x = 1  # kvkkscan: allow[CREDIT_CARD] test card\nkart {CARD}", [2]),  # stands for its own line
        (f"kart {CARD}\n# kvkkscan: allow[CREDIT_CARD] test card", [1]),
    ],
)
def test_comments(text: str, wanted: list[int]) -> None:
    """A comment with a reason lets what it names stand on its line, or on the next where it stands alone."""
    assert lines(text) == wanted


def test_places_count_from_one_in_code_points() -> None:
    """Line, column and end, whatever stands before."""
    (one,) = spots(f"ş\n😀ğ kart {CARD}.", "a.py", SCANNER)
    assert (one.line, one.column, one.end_line, one.end_column) == (2, 9, 2, 9 + len(CARD))
    assert one.shown == "😀ğ kart [CREDIT_CARD]."


def test_a_policy_keeps_and_allows() -> None:
    """What the policy leaves in a text is left in a file."""
    text = f"kart {CARD}"
    assert spots(text, "a", SCANNER, Policy.load("pci"))
    keeping = Policy.load("ticket").with_(actions={"CREDIT_CARD": type(Policy.load("ticket").default)("keep")})
    assert not spots(text, "a", SCANNER, keeping)


def test_a_fingerprint_moves_with_its_line_and_not_with_the_value() -> None:
    """Other lines, other indentation and another card give the same; another path, another line do not."""
    (one,) = spots(f"kart {CARD}", "a.py", SCANNER)
    (moved,) = spots(f"x\n\n  kart {CARD}", "a.py", SCANNER)
    (other,) = spots("kart 4111 1111 1111 1111", "a.py", SCANNER)
    (path,) = spots(f"kart {CARD}", "b.py", SCANNER)
    (words,) = spots(f"kartım {CARD}", "a.py", SCANNER)
    assert one.fingerprint == moved.fingerprint == other.fingerprint
    assert len({one.fingerprint, path.fingerprint, words.fingerprint}) == 3


def test_an_entry_lets_one_finding_stand_until_its_day() -> None:
    """A second one on such a line is new; after its day an entry lets nothing stand."""
    found = spots(f"kart {CARD}\nkart {CARD}", "a.py", SCANNER)
    known = updated(found[:1], [])
    assert unknown(found, known) == found[1:]
    assert unknown(found[:1], [replace(known[0], until="2026-01-31")], "2026-01-31") == []
    assert unknown(found[:1], [replace(known[0], until="2026-01-31")], "2026-02-01") == found[:1]


def test_an_update_keeps_verdicts_and_drops_what_is_gone() -> None:
    """And leaves entries of files that were not read."""
    found = spots(f"kart {CARD}", "a.py", SCANNER)
    judged = [replace(one, verdict="false", reason="test card", by="ayse", line=9) for one in updated(found, [])]
    gone = Known("r", "L", "a.py", 3, "00")
    other = Known("r", "L", "b.py", 3, "11")
    (kept, stays) = updated(found, [*judged, gone], [other])
    assert (kept.verdict, kept.reason, kept.by, kept.line) == ("false", "test card", "ayse", 1)
    assert stays == other


def test_a_file_holds_what_was_written_and_no_value(tmp_path: Path) -> None:
    """There and back."""
    entries = updated(spots(f"kart {CARD}", "a.py", SCANNER), [])
    write_baseline(tmp_path / "b.json", entries, "d")
    assert read_baseline(tmp_path / "b.json") == entries
    assert CARD not in (tmp_path / "b.json").read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["b.json"]


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"version": 1}', '{"version": 1, "entries": [{"x": 1}]}', '{"version": 1, "entries": 3}'],
)
def test_what_is_no_baseline(tmp_path: Path, content: str) -> None:
    """Is named, with the remedy."""
    (tmp_path / "b.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"b\.json"):
        read_baseline(tmp_path / "b.json")


def test_a_baseline_of_the_future_or_none(tmp_path: Path) -> None:
    """Each has its own message."""
    (tmp_path / "b.json").write_text(json.dumps({"version": 99, "entries": []}), encoding="utf-8")
    with pytest.raises(InputError, match="version"):
        read_baseline(tmp_path / "b.json")
    with pytest.raises(InputError, match="cannot be read"):
        read_baseline(tmp_path / "none.json")
