"""The lexicon: which of the packs' words stand in a text, with which endings, and where they end."""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvkkscan.detect.packs import Packs, load_packs
from kvkkscan.detect.recognizer import Concept
from kvkkscan.detect.terms import Lexicon, Words, build, fold
from kvkkscan.detect.view import view
from kvkkscan.finding import LABELS
from kvkkscan.scanner import Scanner

from .inline import scanner

if TYPE_CHECKING:
    from pathlib import Path

PACK = '[[recognizer]]\nid = "own.terms"\nentity_type = "HEALTH"\nkind = "terms"\n'


def lexicon(*concepts: Concept) -> Lexicon:
    """A lexicon of a few concepts."""
    return build(Packs(concepts=concepts, recognizers=(), labels=dict(LABELS)))


def hits(known: Lexicon, text: str) -> list[tuple[str, int, int]]:
    """(words of the pattern, start, end) of each hit whose ending fits."""
    words = Words(known, view(text))
    settled = [words.hit(index) for index in range(len(words.hits))]
    return [(known.words[number].decode().strip(), start, end) for number, start, end in settled if number >= 0]


KART = lexicon(
    Concept("card", words=("kart", "kart no", "kredi kartı"), exact=("kk", "kk no")),
    Concept("order", words=("sipariş", "sipariş no", "ad", "adres")),
    Concept("dotted", words=("t.c.", "t.c. kimlik no", "v.d.")),
)


@pytest.mark.parametrize(("text", "wanted"), [
    ("kart no", [("kart no", 0, 7)]),
    ("kart notu", [("kart no", 0, 9)]),
    ("kart notlar", [("kart", 0, 4)]),
    ("kart nokta", [("kart", 0, 4)]),
    ("kart normal", [("kart", 0, 4)]),
    ("kart nosu", [("kart no", 0, 9)]),
    ("kartım no", [("kart", 0, 6)]),
    ("kartal no", []),
    ("kredi kartımın", [("kredi karti", 0, 14)]),
    ("kredi karton", []),
    ("sipariş notlarım", [("siparis", 0, 7)]),
    ("siparişimin", [("siparis", 0, 11)]),
    ("adresim", [("adres", 0, 7)]),
    ("adım", [("ad", 0, 4)]),
    ("adam", []),
])  # fmt: skip
def test_the_longest_phrase_whose_ending_fits_wins(text: str, wanted: list[tuple[str, int, int]]) -> None:
    """Of the phrases at one place the longest is taken; where its word goes on otherwise, the next shorter is."""
    assert hits(KART, text) == wanted


@pytest.mark.parametrize(("text", "wanted"), [
    ("kk", [("kk", 0, 2)]), ("kk no", [("kk no", 0, 5)]), ("KK", [("kk", 0, 2)]), ("kkm", []), ("kklar", []), ("kk'm", [("kk", 0, 2)]),
    ("kk nosu", [("kk", 0, 2)]), ("kk nokta", [("kk", 0, 2)]), ("akk", []), ("kk1", [("kk", 0, 2)]),
])  # fmt: skip
def test_exact_words_take_no_ending(text: str, wanted: list[tuple[str, int, int]]) -> None:
    """A word listed as exact stands as it is or not at all."""
    assert hits(KART, text) == wanted


@pytest.mark.parametrize(("text", "wanted"), [
    ("ev telefonum", [("telefon", 3, 12)]),
    ("iş telefonu", [("telefon", 3, 11)]),
    ("banka hesapnomuz", [("banka", 0, 5), ("hesapno", 6, 16)]),
])  # fmt: skip
def test_a_phrase_that_does_not_fit_hides_no_word_inside_it(text: str, wanted: list[tuple[str, int, int]]) -> None:
    """Where a phrase is refused for its ending, a word that begins inside it is found all the same."""
    known = lexicon(
        Concept("phone", words=("ev tel", "iş tel", "tel", "telefon")),
        Concept("account", words=("banka", "banka hesap", "hesapno")),
    )
    assert hits(known, text) == wanted


@pytest.mark.parametrize("text", ["kart no", "KART NO", "Kart No", "kart\nno", "kart-no", "kart  no", "kart\u00a0no", "kart\r\nno", "kart\u200b no", "kar\u00adt no", "ｋａｒｔ no"])
def test_a_phrase_is_found_however_its_blank_is_written(text: str) -> None:
    """Capitals, line ends, hyphens, several blanks and invisible characters do not part a phrase."""
    assert [found[0] for found in hits(KART, text)] == ["kart no"]


@pytest.mark.parametrize("mark", "'’‘ʼ´`′＇")
def test_an_ending_may_stand_after_any_apostrophe(mark: str) -> None:
    """A word before an apostrophe is found, and the ending after it is no word of its own."""
    assert hits(KART, f"kart{mark}ım") == [("kart", 0, 4)]
    assert hits(KART, f"x{mark}ad") == []


def test_words_begin_where_words_begin() -> None:
    """A stem inside another word is none."""
    assert hits(KART, "akart bukart xsipariş") == []
    assert hits(KART, "3kart") == [("kart", 1, 5)]


SPELLINGS = [
    "T.C. Kimlik No", "T.C. KİMLİK NO", "t.c. kimlik no", "T.C.Kimlik No", "T.C kimlik no", "T.c kimlik no", "TC Kimlik No", "tc kimlik no",
    "Tc Kimlik no", "TC. Kimlik No", "T. C. Kimlik No", "T C Kimlik No", "TC-Kimlik-No", "T.C. Kimlik  No", "T.C.\nKimlik No", "TC Kimlik Nosu",
    "T.C. kimlik numarası", "T.C. Kimlik Numaram", "tckimlik no", "T.C. kımlık no", "T.C. Kimliği", "TCKN", "T.C. No", "T.C.No", "TC", "T.C.", "tc'm",
    "TC no.", "TC Kimlik No.su",
]  # fmt: skip


@pytest.mark.parametrize("label", SPELLINGS)
def test_a_dotted_label_is_known_in_all_its_spellings(label: str) -> None:
    """The label of an identity number names it with and without dots, blanks, capitals and accents."""
    text = f"{label}: 10000000146"
    (found,) = scanner().scan(text)
    assert (found.entity_type, found.start, found.end) == ("TR_NATIONAL_ID", len(text) - 11, len(text))
    assert "label:national-id" in found.reasons


@pytest.mark.parametrize(("text", "wanted"), [
    ("t.c. kimlik no", "t c  kimlik no"), ("T.C. Kimlik No", "t c  kimlik no"), ("T.C.kimlik no", "t c kimlik no"),
    ("tc kimlik no", "tc kimlik no"), ("T.C kimlik no", "t c kimlik no"),
])  # fmt: skip
def test_a_dotted_phrase_is_one_hit(text: str, wanted: str) -> None:
    """A dotted abbreviation and the words after it are one phrase, not the abbreviation alone."""
    assert [found[0] for found in hits(KART, text)] == [wanted]


def made_up_terms() -> list[str]:
    """5,000 words that no language has, of two to four syllables."""
    syllables = ["zor", "vip", "meg", "lun", "kav", "tir", "pos", "ruk", "bey", "dal"]
    words = ("".join(parts) for size in (4, 3) for parts in product(syllables, repeat=size))
    return list(islice(words, 5_000))


def test_five_thousand_terms_are_found_with_their_endings(tmp_path: Path) -> None:
    """A pack of 5,000 terms loads, and each of them is found once, bare or inflected, with its ending in the span."""
    terms = made_up_terms()
    (tmp_path / "list.txt").write_text("# made up\n\n" + "\n".join(terms), encoding="utf-8")
    (tmp_path / "own.toml").write_text(PACK + 'terms_file = "list.txt"\n', encoding="utf-8")
    own = Scanner(level="fast", packs=[tmp_path], entities=["HEALTH"])
    endings = ["", "ım", "ımız", "dan", "lar", "larımızdan", "lıyım", "sız", "du"]
    text, wanted = "", []
    for number, term in enumerate(terms):
        word = term + endings[number % len(endings)]
        wanted.append((len(text), len(text) + len(word)))
        text += word + (". " if number % 7 else "\n")
    assert [(one.start, one.end) for one in own.scan(text)] == wanted
    assert own.scan(" ".join(term + "x" for term in terms[:500])) == []


@pytest.mark.parametrize(("text", "spans"), [
    ("astımım var", [(0, 7)]),
    ("Astımlıyım.", [(0, 10)]),
    ("bende ASTIM var", [(6, 11)]),
    ("astimliyim", [(0, 10)]),
    ("kalp krizi geçirdim", [(0, 10)]),
    ("kalp krizinden", [(0, 14)]),
    ("KOAH'ım ve astımım", [(0, 4), (11, 18)]),
    ("koahım", [(0, 6)]),
    ("astronot kalpten", []),
    ("hacca gidiyorum", [(0, 5)]),
    ("hacı hac", [(0, 4), (5, 8)]),
    ("oğlumun böbreği", [(8, 15)]),
])  # fmt: skip
def test_a_term_is_found_with_its_ending(tmp_path: Path, text: str, spans: list[tuple[int, int]]) -> None:
    """A term of a pack is found as a whole word with its endings, softened and written-out stems included."""
    (tmp_path / "own.toml").write_text(PACK + 'terms = ["astım", "kalp krizi", "KOAH", "hac~hacc", "böbrek"]\n', encoding="utf-8")
    own = Scanner(packs=load_packs(shipped=tmp_path))
    assert [(one.start, one.end) for one in own.scan(text)] == spans


def test_a_term_keeps_the_marks_of_its_last_letter(tmp_path: Path) -> None:
    """The span of a term in decomposed letters ends after the last letter's marks, not inside it."""
    (tmp_path / "own.toml").write_text(PACK + 'terms = ["başörtü"]\n', encoding="utf-8")
    own = Scanner(packs=load_packs(shipped=tmp_path))
    text = "bas\u0327o\u0308rtu\u0308 takıyor"
    assert [(one.start, one.end) for one in own.scan(text)] == [(0, 10)]


def test_one_text_may_say_a_term_often() -> None:
    """Each standing of a word is a hit, in the order of the text."""
    assert [start for _, start, _ in hits(KART, "kart " * 50)] == list(range(0, 250, 5))


@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_hits_lie_inside_the_view(text: str) -> None:
    """Every hit of every text begins and ends inside the view, in order."""
    words = Words(KART, view(text))
    settled = [words.hit(index) for index in range(len(words.hits))]
    places = [(start, end) for number, start, end in settled if number >= 0]
    assert places == sorted(places)
    assert all(0 <= start < end <= len(words.view.raw) for start, end in places)


@given(st.text(max_size=30))
def test_a_folded_word_is_made_of_letters_and_blanks(word: str) -> None:
    """What a pack's word folds to holds small Latin letters, "~" and blanks, none at its ends."""
    folded = fold(word)
    assert set(folded) <= set("abcdefghijklmnopqrstuvwxyz ~")
    assert folded == folded.strip()
