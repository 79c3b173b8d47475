"""The cleaner of the hosts: texts, nested values, names of fields, modes, records."""

from __future__ import annotations

from typing import Any

import pytest

from kvkkscan import KvkkscanError, Policy, Record, SensitiveDataFound, Unscannable
from kvkkscan.integrations.cleaning import make_cleaner

TCKN, CARD = "10000000146", "5555 5555 5555 4444"
CLEANER = make_cleaner()


@pytest.mark.parametrize(
    ("given", "name", "wanted"),
    [
        ("", "", ""),
        ("Kargom nerede?", "", "Kargom nerede?"),
        (f"kartım {CARD}", "", "kartım [KART]"),
        (TCKN, "tckn", "[TCKN]"),
        (TCKN, "orderNo", TCKN),
        (int(TCKN), "tckn", "[TCKN]"),
        (12, "tckn", 12),
        (1.5, "price", 1.5),
        (True, "tckn", True),
        (None, "tckn", None),
        ({"tckn": TCKN, "adet": 2}, "", {"tckn": "[TCKN]", "adet": 2}),
        ({"a": [{"not": f"kartım {CARD}"}]}, "", {"a": [{"not": "kartım [KART]"}]}),
        ({f"kartım {CARD}": 1}, "", {"kartım [KART]": 1}),
        ((f"kartım {CARD}",), "", ("kartım [KART]",)),
        ([TCKN, "x"], "tckn", ["[TCKN]", "x"]),
        (b"\x00", "", b"\x00"),
        ({"cardNumber": CARD, "pin": "1234"}, "", {"cardNumber": "[KART]", "pin": "[KART ŞİFRESİ]"}),
        ({"card": {"number": CARD, "pin": 1234}}, "", {"card": {"number": "[KART]", "pin": "[KART ŞİFRESİ]"}}),
        ({"pin": "1234"}, "", {"pin": "1234"}),
    ],
)
def test_values(given: Any, name: str, wanted: Any) -> None:
    """Every text in a value is cleaned, by the name of its field; all else stays as it is."""
    done = CLEANER.value(given, name)
    assert done == wanted
    assert type(done) is type(wanted)


def test_nothing_is_cleaned_halfway() -> None:
    """A value that is nested too deeply is an error, not a value that was read in part."""
    deep: Any = "x"
    for _ in range(100):
        deep = [deep]
    with pytest.raises(KvkkscanError, match="levels"):
        CLEANER.value(deep)


def test_refuse_refuses_what_redact_would_change() -> None:
    """And keeps what the policy keeps."""
    refusing = make_cleaner("pci", mode="refuse")
    with pytest.raises(SensitiveDataFound) as caught:
        refusing.text(f"kartım {CARD}")
    assert CARD not in str(caught.value)
    assert refusing.text("sabıkam yok") == make_cleaner("pci").text("sabıkam yok") == "sabıkam yok"


def test_an_unknown_mode() -> None:
    """Is named, with the known ones."""
    with pytest.raises(KvkkscanError, match="redact, refuse"):
        make_cleaner(mode="warn")


def test_records_go_where_the_host_says() -> None:
    """One for each text that was changed, with the name of its field and no value."""
    kept: list[Record] = []
    cleaner = make_cleaner(keep=kept.append)
    cleaner.value({"not": f"kartım {CARD}", "durum": "açık"}, source="ticket 7")
    assert [(one.field, one.source, one.removed) for one in kept] == [("not", "ticket 7", {"CREDIT_CARD": 1})]
    assert CARD not in kept[0].line()


class Tired:
    """A scanner that can read nothing."""

    threshold = 0.5

    def scan(self, _text: str) -> list[Any]:
        """Never ends well."""
        raise Unscannable("unscannable-pattern", recognizer="own.slow", seconds=0.05)

    def concepts(self, _text: str) -> frozenset[str]:
        """No label."""
        return frozenset()


def test_what_cannot_be_read_is_not_passed_on() -> None:
    """Unscannable goes to the host, whatever the policy says of texts: it decides what it does."""
    with pytest.raises(Unscannable):
        make_cleaner(Policy.load("ticket"), scanner=Tired()).text("herhangi bir metin")  # type: ignore[arg-type]
