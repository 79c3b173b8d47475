"""Words beside numbers: the nearest names it, and what stands between counts."""

from __future__ import annotations

from functools import cache

import pytest

from kvkkscan.detect.context import toll
from kvkkscan.scanner import Scanner

from .inline import places, rows


@cache
def every() -> Scanner:
    """A scanner that keeps every candidate."""
    return Scanner(threshold=0)


def score(text: str, label: str = "TR_NATIONAL_ID") -> float:
    """The score of the one candidate of a label, 0 where there is none."""
    return max((one.score for one in every().scan(text) if one.entity_type == label), default=0.0)


FILLERS = ["ab", "lorem ", "dolor amet "]


@pytest.mark.parametrize("filler", FILLERS)
def test_a_label_says_less_the_farther_it_stands(filler: str) -> None:
    """The score of a number never rises as its label moves away, and falls to that of a bare number at last."""
    scores = [score(f"TC kimlik no {(filler * 200)[:gap]} 10000000146") for gap in range(0, 150, 3)]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == 1.0
    assert scores[-1] == score("10000000146")


@pytest.mark.parametrize("filler", FILLERS)
def test_a_foreign_label_says_less_the_farther_it_stands(filler: str) -> None:
    """The score of a number never falls as the label of another number moves away."""
    scores = [score(f"sipariş no {(filler * 200)[:gap]} 10000000146") for gap in range(0, 150, 3)]
    assert scores == sorted(scores)
    assert scores[0] < 0.5 <= scores[-1]


NAMED = [
    "TC 10000000146",
    "TC: 10000000146",
    "TC = 10000000146",
    "TC - 10000000146",
    "TC\n10000000146",
    "TC:\n10000000146",
    "TC kimlik numaranız nedir?\n10000000146",
    "TC no\t10000000146",
    "10000000146 TC kimlik numaram",
    "10000000146 nolu TC",
    "10000000146 (TC)",
    "sipariş numaram yok, TC 10000000146",
    "kargo gelmedi. TC'm 10000000146.",
    "temsilci: TC kimlik numaranızı alabilir miyim?\nmüşteri: 10000000146",
    '{"siparis_no": "88", "tc": "10000000146"}',
]

FOREIGN = [
    "sipariş no 10000000146",
    "sipariş no: 10000000146",
    "sipariş no = 10000000146",
    "sipariş no\n10000000146",
    "10000000146 numaralı siparişim",
    "10000000146 nolu fatura",
    "TC ile giriş yaptım, sipariş no 10000000146",
    "TC'm kayıtlı. Sipariş no: 10000000146",
    "TC 12345678950 sipariş no 10000000146",
]


@pytest.mark.parametrize("text", rows(NAMED))
def test_an_own_label_names_the_number_it_stands_at(text: str) -> None:
    """A label before or after a number, across a colon, a line end or the turn of a chat, names it."""
    (found,) = (one for one in every().scan(text) if one.entity_type == "TR_NATIONAL_ID")
    assert found.score >= 0.75
    assert any(reason.startswith("label:") for reason in found.reasons)


@pytest.mark.parametrize("text", rows(FOREIGN))
def test_a_foreign_label_takes_the_number_it_stands_at(text: str) -> None:
    """The last number of each text is named by another number's label, and is no finding."""
    assert len(text.split("10000000146", maxsplit=1)[0]) not in {start for _, start, _ in places(text)}


def test_a_label_names_one_number_only() -> None:
    """Of two different kinds of numbers in one sentence each goes by the label before it."""
    text = "sipariş no 10000000146, TC no 12345678950, takip no 10000000146"
    assert places(text) == [("TR_NATIONAL_ID", 30, 41)]


@pytest.mark.parametrize(("near", "far"), [
    (b" ", b"  xx "), (b" x ", b" x, "), (b" x ", b" x | "), (b" x ", b" x; "), (b" x ", b" x\t"), (b" xxxx yyy ", b" xxxx. yyy "), (b" 12 ", b" 1234 "),
    (b" x\n", b" x\n\ny "),
])  # fmt: skip
def test_what_parts_a_label_from_its_number_costs(near: bytes, far: bytes) -> None:
    """A comma, a field or sentence end, an empty line and another number between cost more than a blank."""
    assert toll(near) < toll(far)


def test_every_reason_names_a_concept_or_check() -> None:
    """Reasons come from the packs: a kind, and the id of a concept or check, never a piece of the text."""
    concepts = {concept.id for concept in every().packs.concepts}
    for text in (*NAMED, *FOREIGN):
        for found in every().scan(text):
            for reason in found.reasons:
                kind, _, what = reason.partition(":")
                assert kind in {"check", "label", "elsewhere", "alone"}
                assert not what or what in concepts | {"tckn", "vkn", "mobile", "landline", "luhn"}
