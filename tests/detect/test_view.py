"""The view of a text: one byte a kept character, folded, and a way back to the text's own offsets."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kvkkscan.detect.view import view, without

ANY = st.text(st.characters(exclude_categories=()), max_size=60)
# Pieces that the view treats in ways of their own, so that they meet often.
_PIECES = [
    "a", "İ", "ı", "ş", "s\u0327", "i\u0307", "ğ", "g\u0306", "e\u0301\u0323", "\u0301", "\u200b", "\u200d", "\ufeff", "\u00ad", "\r\n", "\r", "\n",
    " ", "  ", "   ", "\u00a0", "\u2009", "\u3000", "\t", "\x0b", "\x0c", "\x85", "\u2028", "😀", "👨‍👩‍👧", "1\ufe0f\u20e3", "１", "١", "۳", "𝟗",
    "Å\u009f", "ÅŸ", "Ä±", "Ã§", "Ã", "Ä", "Å", "’", "ʼ", "′", "`", "–", "—", "−", "\ud800", "\udfff", "\x00", "\x81", "\x8d", "\x8e", "а", "ο",
    "中", "ا", "ﬁ", "Ａ", "＠", "²", "5", "0532", "@", "[", "~", "\u2029",
]  # fmt: skip
MIXED = st.lists(st.sampled_from(_PIECES), max_size=25).map("".join)


def base(text: str, place: int) -> bool:
    """Whether the character at `place` is no combining mark."""
    return unicodedata.category(text[place]) not in ("Mn", "Me")


@given(ANY | MIXED)
@example("")
@example("\u0301")
@example("\u200b\u200b")
@example("a\u0301")
@example("\r\n\r\n")
def test_any_text_has_a_view(text: str) -> None:
    """Every str has a view: as long as what is kept, folded to letters, blanks and "~" between two blanks."""
    seen = view(text)
    assert seen.text == text
    assert len(seen.lex) == len(seen.raw) + 2
    assert len(seen.raw) <= len(text)
    assert seen.lex[:1] == seen.lex[-1:] == b" "
    assert set(seen.lex) <= set(b"abcdefghijklmnopqrstuvwxyz ~")


@given(ANY | MIXED)
def test_every_kept_place_leads_into_the_text(text: str) -> None:
    """Places lead to offsets that rise strictly and lie inside the text."""
    seen = view(text)
    offsets = [seen.offset(place) for place in range(len(seen.raw))]
    assert offsets == sorted(set(offsets))
    assert all(0 <= offset < len(text) for offset in offsets)


@given(ANY | MIXED)
def test_offsets_lead_back_to_places(text: str) -> None:
    """The way from a place to its offset and back ends at the same place; each offset has a place at or before it."""
    seen = view(text)
    for place in range(len(seen.raw)):
        assert seen.place(seen.offset(place)) == place
    if seen.raw:
        places = [seen.place(offset) for offset in range(len(text))]
        assert places == sorted(places)
        assert all(0 <= place < len(seen.raw) for place in places)


@given(ANY | MIXED, st.data())
def test_a_span_covers_base_and_marks(text: str, data: st.DataObject) -> None:
    """The span of a stretch lies inside the text, covers the offsets of its places, and cuts no marks off its end."""
    seen = view(text)
    if not seen.raw:
        return
    start = data.draw(st.integers(0, len(seen.raw) - 1))
    end = data.draw(st.integers(start + 1, len(seen.raw)))
    first, last = seen.span(start, end)
    assert 0 <= first < last <= len(text)
    assert first == seen.offset(start)
    assert last > seen.offset(end - 1)
    assert last == len(text) or base(text, last)


@given(st.text("abcçdefgğhıijklmnoöprsştuüvyzABCÇDEFGĞHIİJKLMNOÖPRSŞTUÜVYZâîûÂÎÛ '.,\n0123456789", max_size=40))
def test_the_alphabet_of_turkish_needs_no_second_look(text: str) -> None:
    """A text of Turkish letters, digits and signs with no double blank keeps its offsets as they are."""
    if "  " not in text:
        seen = view(text)
        assert len(seen.raw) == len(text)
        assert [seen.offset(place) for place in range(len(text))] == list(range(len(text)))


_LOWER = "abcçdefgğhıijklmnoöprsştuüvyzâîû"
_UPPER = "ABCÇDEFGĞHIİJKLMNOÖPRSŞTUÜVYZÂÎÛ"
_TO_ASCII = str.maketrans("çğıöşüâîûÇĞİÖŞÜÂÎÛ", "cgiosuaiuCGIOSUAIU")
_TO_UPPER = str.maketrans("iı", "İI")


@given(st.text(_LOWER + _UPPER + " ", max_size=40))
def test_one_word_has_one_folding_however_typed(text: str) -> None:
    """Composed, decomposed, in capitals, in small letters and without accents a text folds to the same letters."""
    wanted = view(unicodedata.normalize("NFC", text)).lex
    assert view(unicodedata.normalize("NFD", text)).lex == wanted
    assert view(text.translate(_TO_ASCII)).lex == wanted
    assert view(text.translate(_TO_UPPER).upper()).lex == wanted
    assert view(text.upper()).lex == wanted
    assert view(text.lower()).lex == wanted
    assert view(unicodedata.normalize("NFD", text.upper())).lex == wanted


@given(st.text(_LOWER + _UPPER, min_size=1, max_size=30), st.data())
def test_invisible_characters_change_no_word(text: str, data: st.DataObject) -> None:
    """Zero-width characters, soft hyphens and stray marks inside a word leave its folding as it was."""
    place = data.draw(st.integers(0, len(text)))
    mark = data.draw(st.sampled_from(["\u200b", "\u200c", "\u200d", "\ufeff", "\u2060", "\u00ad", "\u0301", "\ufe0f"]))
    assert view(text[:place] + mark + text[place:]).lex == view(text).lex


DIGITS = [
    ("full-width", "０１２３４５６７８９"), ("arabic-indic", "٠١٢٣٤٥٦٧٨٩"), ("persian", "۰۱۲۳۴۵۶۷۸۹"), ("devanagari", "०१२३४५६७८९"),
    ("bold", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"), ("double-struck", "𝟘𝟙𝟚𝟛𝟜𝟝𝟞𝟟𝟠𝟡"), ("monospace", "𝟶𝟷𝟸𝟹𝟺𝟻𝟼𝟽𝟾𝟿"),
    ("keycaps", "".join(f"{digit}\ufe0f\u20e3" for digit in "0123456789")), ("bare-keycaps", "".join(f"{digit}\u20e3" for digit in "0123456789")),
]  # fmt: skip


@pytest.mark.parametrize("written", [pytest.param(text, id=name) for name, text in DIGITS])
def test_digits_of_all_scripts_are_digits(written: str) -> None:
    """Digits of other scripts and keycaps read as ASCII digits, and their span covers them whole."""
    text = f"no {written} son"
    seen = view(text)
    assert seen.raw == b"no 0123456789 son"
    assert seen.span(3, 13) == (3, 3 + len(written))


@pytest.mark.parametrize("char", "²³¹½①Ⅷ")
def test_signs_that_only_look_like_digits_are_none(char: str) -> None:
    """Superscripts, fractions, circled and Roman numerals read as no digit."""
    assert not any(48 <= byte <= 57 for byte in view(char).raw)


SIGNS = [
    ("apostrophes", "'’‘ʼ´`′＇", b"'"), ("dashes", "-–—‐‑‒―−－", b"-"), ("blanks", " \u00a0\u2009\u202f\u3000\u2002\u2007", b" "),
    ("line ends", "\n\u2028\u2029", b"\n"),
]  # fmt: skip


@pytest.mark.parametrize(("chars", "byte"), [pytest.param(*row[1:], id=row[0]) for row in SIGNS])
def test_signs_of_one_kind_are_one_sign(chars: str, byte: bytes) -> None:
    """Each apostrophe, dash, blank and line end reads as the plain one, in its place."""
    for char in chars:
        assert view(f"a{char}b").raw == b"a" + byte + b"b"


# UTF-8 that was read as Windows-1252, as in old e-mail and CSV files.
@pytest.mark.parametrize("letter", "şığçöüİŞĞÇÖÜâîû")
def test_mojibake_reads_as_the_letter_it_was(letter: str) -> None:
    """A Turkish letter whose UTF-8 bytes were read as Windows-1252 folds like the letter, and what follows keeps its offset."""
    broken = letter.encode("utf-8").decode("cp1252")
    seen = view(f"a{broken}b son")
    assert seen.lex == view(f"a{letter}b son").lex
    assert seen.offset(2) == 1 + len(broken)


def test_the_span_of_mojibake_covers_both_halves() -> None:
    """A word that ends in a letter of mojibake is covered to the end of that letter's second half."""
    assert view("hastasÄ± var").span(0, 7) == (0, 8)


@pytest.mark.parametrize(("broken", "letter"), [("ý", "ı"), ("þ", "ş"), ("ð", "ğ"), ("Ý", "İ"), ("Þ", "Ş"), ("Ð", "Ğ")])
def test_latin_5_read_as_latin_1_reads_as_turkish(broken: str, letter: str) -> None:
    """The six letters that ISO 8859-9 read as 8859-1 turns into others fold like the Turkish ones."""
    assert view(f"a{broken}b").lex == view(f"a{letter}b").lex


@pytest.mark.parametrize(("foreign", "latin"), [("а", "a"), ("е", "e"), ("о", "o"), ("р", "p"), ("с", "c"), ("х", "x"), ("і", "i"), ("ѕ", "s"), ("ο", "o"), ("ș", "s"), ("ț", "t"), ("ģ", "g"), ("ŝ", "s"), ("ə", "e"), ("Ａ", "a"), ("ł", "l")])
def test_lookalike_letters_fold_to_latin(foreign: str, latin: str) -> None:
    """Cyrillic and Greek lookalikes, and letters with other marks, fold to the Latin letter that they pass for."""
    assert view(f"k{foreign}r").lex == f" k{latin}r ".encode()


@pytest.mark.parametrize("letter", "中яاאあ")
def test_a_letter_of_another_script_does_not_end_a_word(letter: str) -> None:
    """A letter of another script stands in the folding as one that is no Turkish letter, not as a blank."""
    assert view(f"kart{letter}").lex == b" kart~ "


@pytest.mark.parametrize("sign", "\x00\x01\x08\x1b\x7f")
def test_a_control_character_hides_nothing(sign: str) -> None:
    """NUL and other control characters are dropped, and the span of what they stood in covers them."""
    seen = view(f"0532{sign} 123")
    assert seen.raw == b"0532 123"
    assert seen.span(0, 8) == (0, 9)


@pytest.mark.parametrize("sign", "😀•→€★\x81\x8d\x8e\ud800")
def test_anything_else_is_a_blank_to_words(sign: str) -> None:
    """Emoji, signs and lone surrogates end a word."""
    assert view(f"kart{sign}no").lex == b" kart no "


def test_double_blanks_and_returns_leave_the_view() -> None:
    """Of several blanks one is kept, of a return and line feed the line feed; offsets still lead back."""
    text = "a   b\r\nc\u00a0 d"
    seen = view(text)
    assert seen.raw == b"a b\nc d"
    assert [text[seen.offset(place)] for place in (0, 2, 3, 4, 6)] == ["a", "b", "\n", "c", "d"]


@given(MIXED, st.data())
def test_what_is_blanked_out_is_seen_no_more(text: str, data: st.DataObject) -> None:
    """Stretches turned into signs hold no letter and no digit; the rest of the view stays as it was."""
    seen = view(text)
    if not seen.raw:
        return
    first = data.draw(st.integers(0, len(text) - 1))
    last = data.draw(st.integers(first + 1, len(text)))
    hidden = without(seen, [(first, last)])
    assert len(hidden.raw) == len(seen.raw)
    assert len(hidden.lex) == len(seen.lex)
    for place in range(len(seen.raw)):
        offset = seen.offset(place)
        if first <= offset < last:
            assert hidden.raw[place] == 0x8E
            assert hidden.lex[place + 1] == 32
        elif offset >= last or (place + 1 < len(seen.raw) and seen.offset(place + 1) <= first):
            assert hidden.lex[place + 1] == seen.lex[place + 1]
