"""Sentences and words: where a sentence ends, what is one word, and what stands before it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvkkscan.detect.tokens import NONE, SOFT, sentences_with, tokens
from kvkkscan.detect.view import FOLD_TABLE, view


def parts(text: str, *places: int) -> list[str]:
    """The sentences of a text in which the places lie (every place, where none is given), blanks and stops at their ends off."""
    seen = view(text)
    found = sentences_with(seen, places or range(len(seen.raw)))
    return [text[slice(*seen.span(start, end))].strip(' .!?;|\n\t"“”>-') for start, end in found]


def words(text: str) -> list[str]:
    """The folded words of a text read as one sentence."""
    seen = view(text)
    return [token.text.decode("ascii") for token in tokens(seen, 0, len(seen.raw))]


@pytest.mark.parametrize(("text", "wanted"), [
    ("Bozuk geldi. Kanserim var.", ["Bozuk geldi", "Kanserim var"]),
    ("Bozuk geldi! Kanserim var?", ["Bozuk geldi", "Kanserim var"]),
    ("Bozuk geldi\nKanserim var", ["Bozuk geldi", "Kanserim var"]),
    ("bozuk; kanserim var", ["bozuk", "kanserim var"]),
    ("ad|kanserim var\tevet", ["ad", "kanserim var", "evet"]),
    ('dedi ki "kanserim var" gitti', ["dedi ki", "kanserim var", "gitti"]),
    ("dedi ki “kanserim var” gitti", ["dedi ki", "kanserim var", "gitti"]),
    ("bozuk -- kanserim var", ["bozuk", "kanserim var"]),
    ("<b>kanserim var", ["<b", "kanserim var"]),
    ("bozuk, kanserim var: evet (hayır)", ["bozuk, kanserim var: evet (hayır)"]),
    ("bozuk - kanserim var", ["bozuk - kanserim var"]),
])  # fmt: skip
def test_where_sentences_end(text: str, wanted: list[str]) -> None:
    """A full stop, other stops, lines, cells, quotation marks and double dashes end a sentence; commas and brackets do not."""
    assert [part for part in parts(text) if part] == wanted


@pytest.mark.parametrize("text", [
    "kanser hst. olarak kayıtlı", "Dr. Ayşe baktı", "3. evre kanser", "saat 10.30 dedi", "vb. şeyler", "a.b kanser", "T.C. vatandaşı", ". kanser", "Müş. kanser dedi",
])  # fmt: skip
def test_the_dot_of_an_abbreviation_ends_nothing(text: str) -> None:
    """After a word of up to three letters, or a number, a dot does not end the sentence ("hst.", "3.")."""
    assert len(parts(text)) == 1


def test_only_sentences_in_which_something_stands_are_read() -> None:
    """The sentence of each place is yielded once, in order, and the others are not."""
    text = "Bozuk geldi. Kanserim var, kanser. Hemen gelin. Astımım var"
    places = [text.index("Kanserim"), text.index("kanser."), text.index("Astımım")]
    assert parts(text, *places) == ["Kanserim var, kanser", "Astımım var"]
    assert sentences_with(view(text), []) == []


@pytest.mark.parametrize("unit", ["kelime ", "kelime, ", "a", "1 "])
def test_long_stretches_without_a_stop_are_cut(unit: str) -> None:
    """No sentence is longer than 1,200 characters, and the pieces of a longer one leave nothing out."""
    text = (unit * 4_000)[:5_000] + ". son kelime " + (unit * 4_000)[:2_500]
    seen = view(text)
    found = sentences_with(seen, range(len(seen.raw)))
    assert max(end - start for start, end in found) <= 1_200
    assert [start for start, _ in found] == [0, *[end for _, end in found[:-1]]]
    assert found[-1][1] == len(seen.raw)


def test_a_long_stretch_is_cut_between_words() -> None:
    """Where a stretch without stops is cut, no word is."""
    text = "kanserim " * 600
    seen = view(text)
    found = [token for start, end in sentences_with(seen, range(len(seen.raw))) for token in tokens(seen, start, end)]
    assert {token.text for token in found} == {b"kanserim"}
    assert len(found) == 600


@pytest.mark.parametrize(("text", "wanted"), [
    ("Kanserim var", ["kanserim", "var"]),
    ("KANSERİM VAR", ["kanserim", "var"]),
    ("Kanser'im var", ["kanserim", "var"]),
    ("Kanser’im var", ["kanserim", "var"]),
    ("BRCA1 taşıyıcısı", ["brca", "1", "tasiyicisi"]),
    ("300 çıktı", ["300", "cikti"]),
    ("kalp-damar/göz", ["kalp", "damar", "goz"]),
    ("bas\u0327o\u0308rtu\u0308", ["basortu"]),
    ("kan\u200bser", ["kanser"]),
    ("'kanser'", ["kanser"]),
    ("...", []),
    ("", []),
])  # fmt: skip
def test_words_and_numbers_of_a_sentence(text: str, wanted: list[str]) -> None:
    """Letters in a row are a word, with an ending behind an apostrophe; digits in a row are a number; all is folded."""
    assert words(text) == wanted


@pytest.mark.parametrize(("text", "walls"), [
    ("bir iki üç", [NONE, NONE, NONE]), ("bir, iki üç", [NONE, SOFT, NONE]), ("bir iki: üç", [NONE, NONE, SOFT]), ("bir (iki) üç", [NONE, SOFT, SOFT]),
    ("bir - iki/üç", [NONE, NONE, NONE]), ("%bir iki", [NONE, NONE]), (", bir iki", [NONE, NONE]), ("bir2üç", [NONE, NONE, NONE]), ("bir...iki", [NONE, SOFT]),
    ("bir  iki", [NONE, NONE]), ("bir'iki üç", [NONE, NONE]),
])  # fmt: skip
def test_what_stands_before_a_word(text: str, walls: list[int]) -> None:
    """A comma, colon or bracket before a word is a wall; blanks, dashes and slashes are none, nor is what precedes the first."""
    seen = view(text)
    assert [token.wall for token in tokens(seen, 0, len(seen.raw))] == walls


@given(st.text(st.one_of(st.sampled_from("aşİı'’ .,-3ğ\u0307\u200b\n"), st.characters(exclude_categories=())), max_size=60))
def test_a_token_is_what_stands_at_its_place(text: str) -> None:
    """In any text: tokens are in order, inside their sentence, and what stands at their places folds to what they say."""
    seen = view(text)
    raw, last = seen.raw, 0
    for start, end in sentences_with(seen, range(len(raw))):
        assert last <= start < end <= len(raw)
        last = start
        for token in tokens(seen, start, end):
            assert last <= token.start < token.end <= end
            shown = raw[token.start : token.end].replace(b"'", b"")
            assert shown.translate(None, b"0123456789") == b"" or shown.translate(FOLD_TABLE) == token.text
            assert len(shown) == len(token.text) > 0
            assert token.wall in (NONE, SOFT)
            last = token.end
        last = end
