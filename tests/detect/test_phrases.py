"""Terms of statements: the notation of the packs, which words it takes, and where it finds them among others."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvkkscan.detect.packs import Packs
from kvkkscan.detect.phrases import ANY, EXACT, NOUN, VERB, anchors, goes_on, parse, unaccented, with_accents
from kvkkscan.detect.recognizer import Recognizer, Score
from kvkkscan.detect.rules import Rules, compile_rules
from kvkkscan.detect.statements import matches
from kvkkscan.detect.terms import Words
from kvkkscan.detect.view import view
from kvkkscan.finding import LABELS


def rules(*terms: str) -> Rules:
    """Rules that know these terms and nothing else."""
    own = Recognizer("own.terms", "HEALTH", "special", "statement", Score(), terms=terms, anchors=tuple(" ".join(anchors(term)) for term in terms))
    return compile_rules(Packs(concepts=(), recognizers=(own,), labels=dict(LABELS)))


def told(text: str, *terms: str) -> list[tuple[str, str, str]]:
    """(the stretch of the text, its accents, what follows the last stem) of each match, by way of the automaton."""
    known = rules(*terms)
    words = Words(known.lexicon, view(text))
    return [
        (text[slice(*words.view.span(tokens[one.first].start, tokens[one.last].end))], one.accents, one.ending.decode())
        for tokens, found in matches(known, words)
        for one in found
    ]


def taken(text: str, *terms: str) -> list[str]:
    """The stretches of the text that the terms match."""
    return [stretch for stretch, _, _ in told(text, *terms)]


# --- one word ---

# term -> words that are it; words that are not
WORDS = {
    "kanser": ("kanser kanserim kanserliyim kanserden KANSERİM kanser'im kanser’den kanserimm kanserimiz", "kanserojen kan kanserle'nmek akanser kan'ser"),
    "kanser*": ("kanser kanserim", "kanserojen"),
    "kanser=": ("kanser KANSER", "kanserim kanserli kanserojen"),
    "kürtaj+": ("kürtaj kürtajım kürtajlandırılamayanlar", "kürtçe kür"),
    "kitap": ("kitap kitabım kitapta", "kitle kitabe'sel"),
    "böbrek": ("böbrek böbreğim böbrekler", "böbürlenme"),
    "kayıt~kayd": ("kayıt kaydım kayıtlar kaydı", "kaymak kaytan"),
    "astım|koah": ("astımım koahım KOAH Astım", "kova asma"),
    "iste-": ("istedim isteyecek istiyorum istiyor istiyoz istiyo istiyom istemiyorum isteyen istememiş", "istanbul istif"),
    "anla-": ("anlıyorum anladım anlıyo anlamıyorum", "anlı anlık"),
    "koru-": ("koruyorum korudum korunuyor", "koro korusal"),
    "hasta": ("hastayım hastalığım hastaydı", "hastabakıcı hasat"),
    "as=": ("as As", "asım asker asist"),
}  # fmt: skip


@pytest.mark.parametrize(("term", "word"), [(term, word) for term, (yes, _) in WORDS.items() for word in yes.split()])
def test_a_word_with_an_ending_that_its_mark_allows_is_the_term(term: str, word: str) -> None:
    """`=` takes the bare word, `*` (and no mark) noun endings, `-` verb endings, `+` anything; `~` and `|` are other stems."""
    assert taken(f"dün {word} dedi", term) == [word]


@pytest.mark.parametrize(("term", "word"), [(term, word) for term, (_, no) in WORDS.items() for word in no.split()])
def test_a_word_that_goes_on_otherwise_is_not_the_term(term: str, word: str) -> None:
    """A word that merely begins like a term, or in the middle of which the term stands, is another word."""
    assert taken(f"dün {word} dedi", term) == []


@pytest.mark.parametrize(("mode", "rest", "fits"), [
    (EXACT, b"", True), (EXACT, b"im", False), (NOUN, b"", True), (NOUN, b"lerimden", True), (NOUN, b"iyorum", False),
    (NOUN, b"immm", True), (VERB, b"", True), (VERB, b"iyorum", True), (VERB, b"diiim", True), (VERB, b"lerimden", False), (ANY, b"qqq", True),
])  # fmt: skip
def test_endings_by_mark(mode: str, rest: bytes, fits: bool) -> None:
    """Each mark allows its endings, drawn-out letters in them too, and every mark allows none."""
    assert goes_on(mode, rest) is fits


# --- capitals and accents ---


@pytest.mark.parametrize(("term", "text", "wanted"), [
    ("HIV", "testte HIV çıktı", ["HIV"]),
    ("HIV", "testte HIV'im çıktı", ["HIV'im"]),
    ("HIV", "testte HIVli çıktı", ["HIVli"]),
    ("HIV", "testte HİV çıktı", ["HİV"]),
    ("HIV", "testte hiv çıktı", []),
    ("HIV", "testte Hiv çıktı", []),
    ("MS", "bende MS var", ["MS"]),
    ("MS", "bende ms var", []),
    ("KOAH", "bende koah var", ["koah"]),
    ("HIV pozitif", "sonuç hiv pozitif çıktı", ["hiv pozitif"]),
])  # fmt: skip
def test_a_short_acronym_that_stands_alone_stands_in_capitals(term: str, text: str, wanted: list[str]) -> None:
    """Three capitals or fewer are that acronym only in capitals; longer ones, and those in a phrase, however written."""
    assert taken(text, term) == wanted


@pytest.mark.parametrize(("term", "text", "accents"), [
    ("başörtü", "şu başörtüm", ""),
    ("başörtü", "ŞU BAŞÖRTÜM", ""),
    ("başörtü", "şu bas\u0327o\u0308rtu\u0308m", "bare"),
    ("başörtü", "su basortum", "ascii"),
    ("başörtü", "şu basortum", "bare"),
    ("başörtü", "şu başortum", "bare"),
    ("kanser", "şu kanserim", ""),
    ("kanser", "su kanserim", ""),
    ("diyabet", "şu dıyabet", ""),
    ("ağrı", "cok agri var", "ascii"),
    ("kalp ağrı", "çok kalp agrisi var", "bare"),
])  # fmt: skip
def test_missing_accents_are_told(term: str, text: str, accents: str) -> None:
    """A match says whether its accents are those of the pack, missing in the whole text, or missing in this word only."""
    assert [found[1] for found in told(text, term)] == [accents]


@pytest.mark.parametrize(("term", "text"), [
    ("kasık", "bu kaşık"), ("kanser", "bu kânşer"), ("olum", "bu ölüm"), ("saç ek-", "bu şaç ekti"), ("oruç tut-", "örüç tuttu"),
])  # fmt: skip
def test_accents_that_the_term_has_not_make_another_word(term: str, text: str) -> None:
    """Where a word has an accent that the pack's word lacks, it is another word ("kaşık" is no "kasık")."""
    assert taken(text, term) == []


@pytest.mark.parametrize(("text", "wanted"), [("şu agri", []), ("su agri", ["agri"]), ("şu ağri", ["ağri"]), ("şu ağrı", ["ağrı"])])
def test_a_short_word_needs_its_accents_in_a_text_that_has_any(text: str, wanted: list[str]) -> None:
    """A stem of four letters that stands alone is not guessed at, unless all of the text is typed without Turkish letters."""
    assert taken(text, "ağrı") == wanted


@pytest.mark.parametrize(("text", "plain"), [
    ("cok agri var", True), ("", True), ("123 !", True), ("AGRI", True), ("ağrı", False), ("ILIK", True), ("ılık", False), ("İŞ", False), ("Ö", False),
    ("kâr", True), ("naïve é", True),
])  # fmt: skip
def test_a_text_without_turkish_letters_is_known_as_such(text: str, plain: bool) -> None:
    """One ç, ğ, ı, ö, ş, ü or capital of them shows that a text is typed with Turkish letters."""
    assert unaccented(view(text)) is plain


@pytest.mark.parametrize(("raw", "wanted"), [("ÇĞIİÖŞÜ", "çğiiöşü"), ("âûî", "aui"), ("Iılİ", "iili"), ("kaŞık", "kaşik")])
def test_letters_are_compared_small_with_one_i(raw: str, wanted: str) -> None:
    """Case, the two i and the circumflex are no accents; ç, ğ, ö, ş and ü are."""
    assert with_accents(raw.encode("cp1254")) == wanted.encode("cp1254")


# --- several words ---


@pytest.mark.parametrize(("term", "text", "wanted"), [
    ("parmak izi", "dün parmak izim dedi", ["parmak izim"]),
    ("parmak izi", "dün parmağım izi dedi", []),
    ("parmak izi", "dün izi parmak dedi", []),
    ("imza* at-", "dün imzamı attım", ["imzamı attım"]),
    ("imza* at-", "dün imza atacağım", ["imza atacağım"]),
    ("imza at-", "dün imzamı attım", []),
    ("imza* at-", "dün attım imza", []),
    ("astım|koah hasta", "dün koah hastasıyım", ["koah hastasıyım"]),
    ("astım|koah hasta", "dün astım hastasıyım", ["astım hastasıyım"]),
    ("astım|koah hasta", "dün koahım hastayım", []),
    ("böbrek nakil~nakl", "dün böbrek naklim oldu", ["böbrek naklim"]),
    ("ameliyat* ol-|geçir-", "ameliyatlar geçirdim", ["ameliyatlar geçirdim"]),
    ("kalp kriz geçir-", "kalp kriz geçirdi", ["kalp kriz geçirdi"]),
    ("kalp kriz geçir-", "kalp geçirdi kriz", []),
])  # fmt: skip
def test_the_words_of_a_term_stand_in_order(term: str, text: str, wanted: list[str]) -> None:
    """Words before the last stand as they are unless marked; all of them, in the order of the term."""
    assert taken(text, term) == wanted


@pytest.mark.parametrize(("between", "found"), [
    (" ", True), ("\n", False), (" çok ", True), (" de ", True), (" ÇOK ", True), (" - ", True), ("-", True), ("/", True), ("  ", True), ("\u200b ", True),
    (" çok da ", False), (" üç ", False), (", ", False), (": ", False), (" (", False), (". ", False), ("; ", False), ("! ", False), (" çok, ", False),
])  # fmt: skip
def test_one_filler_may_stand_between(between: str, found: bool) -> None:
    """Between two words one small word may stand, but no comma, colon, bracket or end of a sentence."""
    assert bool(taken(f"dün hap{between}yuttum", "hap* yut-")) is found


@pytest.mark.parametrize(("between", "found"), [
    (" ", True), (" üç ", True), (" üç yıl ", True), (" üç yıl gün ", True), (" üç yıl gün gece ", False), (", üç yıl ", True), (" 3 yıl ", True), (" (üç) ", True),
    (" üç\nyıl ", False), ("! üç ", False), ("; ", False),
])  # fmt: skip
def test_a_gap_holds_up_to_three_words(between: str, found: bool) -> None:
    """With `..` up to three words or numbers stand between, over commas too, but within the sentence."""
    assert bool(taken(f"dün hapiste{between}yattım", "hapis* .. yat-")) is found


def test_a_match_says_how_its_last_word_ends() -> None:
    """The ending is that of the last word, whichever word is the anchor."""
    assert told("dün imzamı attım", "imza* at-") == [("imzamı attım", "", "tim")]
    assert told("dün kanserimden", "kanser") == [("kanserimden", "", "imden")]


def test_each_standing_is_one_match() -> None:
    """A term that stands twice is found twice; of two at one place the longer says more, and hides the shorter."""
    assert taken("kanser ve kanser", "kanser") == ["kanser", "kanser"]
    assert taken("meme kanseri", "kanser", "meme kanser") == ["meme kanseri"]
    assert sorted(taken("meme kanser hasta", "kanser hasta", "meme kanser")) == ["kanser hasta", "meme kanser"]


# --- anchors ---


@pytest.mark.parametrize(("term", "wanted"), [
    ("kanser", {"kanser*"}),
    ("kanser=", {"kanser="}),
    ("kitap", {"kitap*", "kitab*"}),
    ("kayıt~kayd", {"kayit*", "kayid*", "kayd*"}),
    ("astım|koah", {"astim*", "koah*"}),
    ("iste-", {"iste-", "istiyo^", "istuyo^"}),
    ("de-", {"de-"}),
    ("kürtaj+", {"kurtaj+"}),
    ("müşteri kürtaj", {"kurtaj*"}),
    ("kürtaj* müşteri", {"kurtaj*"}),
])  # fmt: skip
def test_a_term_is_looked_for_by_its_rarest_word(term: str, wanted: set[str]) -> None:
    """The anchor is the word that ordinary texts hold least, with each of its forms and its mark."""
    assert set(anchors(term)) == wanted


def test_gaps_stand_where_they_are_written() -> None:
    """A parsed term has one entry a word, and says before which of them a gap stands."""
    phrase = parse("hapis* .. üç yat-", 7)
    assert phrase.gaps == (False, True, False)
    assert [word[0].stem for word in phrase.words] == [b"hapis", b"uc", b"yat"]
    assert [word[0].mode for word in phrase.words] == [NOUN, EXACT, VERB]
    assert (phrase.rule, phrase.name) == (7, "hapis* .. üç yat-")


# --- what is no term ---


@pytest.mark.parametrize("term", [
    "", " ", "..", ".. kanser", "kanser ..", "=", "*", "kanser =", "kanser|", "|kanser", "kanser~", "~kanser", "meme kanser|", "*kanser", "B12", "a.b", "kan-ser", "kan'ser",
    "7", "日本", "кан",
])  # fmt: skip
def test_a_mark_out_of_place_is_refused(term: str) -> None:
    """An empty alternative, a gap at an end, a mark inside a word, or a sign that is no letter raises ValueError."""
    with pytest.raises(ValueError, match=r".*"):
        parse(term, 0)


# --- properties ---

_STEMS = st.text(st.sampled_from("bcdfghjklmnprsvyzaeiouçğışöü"), min_size=3, max_size=8)
_ENDINGS = {"": ("",), "=": ("",), "*": ("", "lar", "dan", "im"), "-": ("", "iyorum", "di", "ecek"), "+": ("", "qqq", "lardan")}
_FILLERS = st.sampled_from([" ", " çok ", " de ", " - "])
_GAPS = st.sampled_from([" ", " bu ", ", şu bu ", " 3 gün sonra "])
_ELEMENTS = st.lists(st.tuples(_STEMS, st.sampled_from(sorted(_ENDINGS)), st.booleans(), st.integers(0, 3)), min_size=1, max_size=4, unique_by=lambda one: one[0][:3])


@given(_ELEMENTS, st.data())
def test_a_term_is_found_in_a_sentence_made_of_it(elements: list[tuple[str, str, bool, int]], data: st.DataObject) -> None:
    """Whatever its words, marks and gaps: a text in which its words stand as they may holds the term from end to end."""
    term, sentence = "", ""
    for place, (stem, mark, gap, choice) in enumerate(elements):
        endings = _ENDINGS["*" if not mark and place == len(elements) - 1 else mark]
        if place:
            term += " .. " if gap else " "
            sentence += data.draw(_GAPS if gap else _FILLERS)
        term += stem + mark
        sentence += stem + endings[choice % len(endings)]
    assert sentence in taken(f"şöyle {sentence} dedi", term)


@given(st.text(st.sampled_from("ab ~|*=-+.HIVş'1"), max_size=12))
def test_any_line_is_a_term_or_refused(line: str) -> None:
    """Whatever stands in a pack, it is read or refused with ValueError; what is read has an anchor in small letters."""
    try:
        found = anchors(line)
    except ValueError:
        return
    assert found
    for form in found:
        assert form[-1] in (EXACT, NOUN, VERB, ANY)
        assert form[:-1]
        assert set(form[:-1]) <= set(string.ascii_lowercase)
