"""Statements: which words belong together, what a belief is worth, and what is found in tickets of all eleven labels."""

from __future__ import annotations

import unicodedata
from itertools import pairwise, product
from math import exp, isclose
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvkkscan.detect import evidence, statements
from kvkkscan.detect.evidence import Mark, Tables, Word, onward, within
from kvkkscan.detect.packs import Packs
from kvkkscan.detect.phrases import anchors
from kvkkscan.detect.recognizer import Recognizer, Score
from kvkkscan.detect.rules import Rules, compile_rules
from kvkkscan.detect.statements import UNIT, Weights, believed, load_weights, matches, runs, score, sentences
from kvkkscan.detect.terms import Words
from kvkkscan.detect.view import view
from kvkkscan.finding import LABELS, Finding, Group
from kvkkscan.messages import MESSAGES
from kvkkscan.scanner import BALANCED, STRICT, Scanner

from .inline import Place, places, read, rows, scanner

SPECIAL = tuple(label for label, group in LABELS.items() if group is Group.SPECIAL)
PLAIN = Mark("plain", "own.a", "kanser", "HEALTH", "only", "first", "")

# --- runs of words ---

LOW, MIDDLE, HIGH = statements._CORE - 0.1, (statements._CORE + statements._EDGE) / 2, (statements._EDGE + 1) / 2


@pytest.mark.parametrize(("beliefs", "terms", "wanted"), [
    ([], [], []),
    ([LOW, LOW], [0], []),
    ([HIGH], [0], [(0, 0, HIGH)]),
    ([HIGH], [], []),
    ([HIGH, HIGH, HIGH], [1], [(0, 2, HIGH)]),
    ([MIDDLE, HIGH, MIDDLE], [1], [(1, 1, HIGH)]),
    ([MIDDLE, HIGH, MIDDLE], [0, 1, 2], [(0, 2, HIGH)]),
    ([HIGH, MIDDLE, HIGH], [2], [(0, 2, HIGH)]),
    ([MIDDLE, MIDDLE, HIGH], [2], [(2, 2, HIGH)]),
    ([MIDDLE, MIDDLE], [0], [(0, 0, MIDDLE)]),
    ([MIDDLE, MIDDLE], [], []),
    ([HIGH, LOW, HIGH], [0, 2], [(0, 0, HIGH), (2, 2, HIGH)]),
    ([HIGH, LOW, HIGH], [0], [(0, 0, HIGH)]),
    ([LOW, HIGH, HIGH, LOW], [2], [(1, 2, HIGH)]),
    ([HIGH, 1.0], [0], [(0, 1, 1.0)]),
    ([MIDDLE, HIGH], [0], [(0, 1, HIGH)]),
])  # fmt: skip
def test_words_that_hold_together(beliefs: list[float], terms: list[int], wanted: list[tuple[int, int, float]]) -> None:
    """Words that belong to a statement and stand side by side are one, if a term is among them; ends without a term must be surer."""
    marks = [[PLAIN] if place in terms else [] for place in range(len(beliefs))]
    assert runs(beliefs, marks) == wanted


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=12))
def test_runs_are_apart_and_hold_a_term(words: list[tuple[float, bool]]) -> None:
    """In any sentence: runs are in order and apart, each word in one is believed, each holds a term and is as sure as its surest word."""
    beliefs = [belief for belief, _ in words]
    marks = [[PLAIN] if term else [] for _, term in words]
    found = runs(beliefs, marks)
    assert all(last + 1 < first for (_, last, _), (first, _, _) in pairwise(found))
    for first, last, belief in found:
        assert 0 <= first <= last < len(words)
        assert min(beliefs[first : last + 1]) >= statements._CORE
        assert belief == max(beliefs[first : last + 1])
        assert any(marks[first : last + 1])


# --- what a belief is worth ---


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_surer_belief_scores_no_less(one: float, two: float) -> None:
    """The score grows with the belief and stays within 0 and 1."""
    low, high = sorted((one, two))
    assert 0 <= score(low) <= score(high) + 1e-12 <= 1 + 1e-9


def test_the_ends_of_the_scale() -> None:
    """No belief scores 0, certainty 1; a belief of a half just passes the strict threshold, and the other one not yet."""
    assert score(0.0) == 0
    assert score(1.0) == 1
    assert isclose(score(0.5), STRICT)
    assert score(0.5) < BALANCED <= score(0.9)


# --- beliefs ---


class Made(Tables):
    """Tables in which every sign weighs something, drawn from a seed."""

    def __init__(self, seed: int, scale: int) -> None:
        def look(kind: str) -> evidence.Look:
            return lambda value, _: scale * (crc32(f"{seed}{kind}|{value}".encode()) % 2_001 - 1_000) / 1_000

        super().__init__(look)


_WORD = st.builds(
    Word,
    text=st.sampled_from(["kanser", "annem", "var", "oldum"]),
    stem=st.sampled_from(["kanse", "annem"]),
    tail=st.sampled_from(["ser", "nem"]),
    classes=st.lists(st.sampled_from(["kin", "product", "self"]), unique=True, max_size=2).map(tuple),
    who=st.sampled_from(["first", "third", "bare"]),
    capital=st.booleans(),
    wall=st.sampled_from("01"),
)


@given(
    st.lists(st.tuples(_WORD, st.booleans()), min_size=1, max_size=6),
    st.integers(0, 10_000),
    st.sampled_from([0, 10, 100, 2_000]),
    st.tuples(*[st.floats(-3, 3)] * 4),
)
def test_beliefs_are_those_of_all_labelings(words: list[tuple[Word, bool]], seed: int, scale: int, steps: tuple[float, float, float, float]) -> None:
    """The recursion gives what counting over all 2^n labelings of a sentence gives: each word's share of the total weight."""
    read = [word for word, _ in words]
    marks = [[PLAIN] if term else [] for _, term in words]
    weights = Weights({}, Made(seed, scale), ((steps[0], steps[1]), (steps[2], steps[3])))
    size = len(read)
    inside = [within(weights.look, read, marks, ("kin",), place) / UNIT for place in range(size)]
    on = [onward(weights.look, read, marks, place) / UNIT for place in range(size)]
    logs = {}
    for labels in product((0, 1), repeat=size):
        log = sum(inside[place] for place in range(size) if labels[place])
        for place, (before, after) in enumerate(pairwise(labels), 1):
            log += weights.steps[before][after] + (on[place] if before and after else 0.0)
        logs[labels] = log
    most = max(logs.values())
    shares = {labels: exp(log - most) for labels, log in logs.items()}
    total = sum(shares.values())
    wanted = [sum(share for labels, share in shares.items() if labels[place]) / total for place in range(size)]
    assert believed(weights, read, marks, ("kin",)) == pytest.approx(wanted, abs=1e-9)


def test_the_shipped_weights_are_of_signs_that_are_asked_for() -> None:
    """Every kind of sign in the weights is one that the walk looks up; steps are two by two."""
    weights = load_weights()
    assert set(weights.signs) <= set(evidence.KINDS)
    assert all(weights.signs.values())
    assert [len(step) for step in weights.steps] == [2, 2]


# --- which words are weighed ---


@given(st.integers(0, 60), st.sets(st.integers(0, 59), max_size=5))
def test_only_words_near_a_term_are_weighed(size: int, places_: set[int]) -> None:
    """Stretches are in order and apart, reach seven words to either side of each term and no farther."""
    terms = [place in places_ for place in range(size)]
    marks = [[PLAIN] if term else [] for term in terms]
    found = list(statements._windows(marks))
    near = {
        place
        for place in range(len(terms))
        if any(terms[max(0, place - statements._REACH) : place + statements._REACH + 1])
    }
    assert [place for low, high in found for place in range(low, high)] == sorted(near)
    assert all(high < low for (_, high), (low, _) in pairwise(found))


# --- terms and idioms ---


def own(*given_: tuple[str, str, str]) -> Rules:
    """Rules of recognizers given as (label, kind, term)."""
    made = tuple(
        Recognizer(f"own.{number}", label, "special", kind, Score(), terms=(term,), anchors=(" ".join(anchors(term)),))
        for number, (label, kind, term) in enumerate(given_)
    )
    return compile_rules(Packs(concepts=(), recognizers=made, labels=dict(LABELS)))


def found_terms(rules: Rules, text: str) -> list[tuple[str, str]]:
    """(label, stretch of the text) of the terms that no idiom hides."""
    words = Words(rules.lexicon, view(text))
    return sorted(
        (rules.packs.recognizers[one.phrase.rule].entity_type, text[slice(*words.view.span(listed[one.first].start, listed[one.last].end))])
        for listed, found in matches(rules, words)
        for one in found
    )


IDIOMS = own(
    ("HEALTH", "statement", "kanser"),
    ("HEALTH", "statement", "meme kanser"),
    ("MEMBERSHIP", "statement", "vakıf~vakf"),
    ("HEALTH", "idiom", "kanser vakıf~vakf"),
    ("RELIGION", "idiom", "meme kanser"),
)


@pytest.mark.parametrize(("text", "wanted"), [
    ("kanserim var", [("HEALTH", "kanserim")]),
    ("kanser vakfına gittim", [("MEMBERSHIP", "vakfına")]),
    ("kanser vakfına gittim. kanserim var", [("HEALTH", "kanserim"), ("MEMBERSHIP", "vakfına")]),
    ("kanser vakfında kanserim dedi", [("HEALTH", "kanserim"), ("MEMBERSHIP", "vakfında")]),
    ("meme kanser vakfına", [("HEALTH", "meme kanser"), ("MEMBERSHIP", "vakfına")]),
    ("meme kanseri", [("HEALTH", "meme kanseri")]),
    ("vakıf", [("MEMBERSHIP", "vakıf")]),
    ("hiçbir şey yok", []),
    ("", []),
])  # fmt: skip
def test_an_idiom_hides_the_terms_of_its_label_that_lie_in_it(text: str, wanted: list[tuple[str, str]]) -> None:
    """An idiom hides terms of its own label, where it holds all of their words; other labels and other places stay."""
    assert found_terms(IDIOMS, text) == wanted


def test_a_longer_term_stands_for_the_shorter_ones_in_it() -> None:
    """Of terms of one label that lie in each other the longest counts; another label's is no matter."""
    rules = own(("HEALTH", "statement", "şeker hasta"), ("HEALTH", "statement", "hasta"), ("RELIGION", "statement", "şeker"))
    assert found_terms(rules, "şeker hastasıyım") == [("HEALTH", "şeker hastasıyım"), ("RELIGION", "şeker")]
    assert found_terms(rules, "hastayım") == [("HEALTH", "hastayım")]


def test_a_sentence_without_a_term_is_not_read() -> None:
    """Only the sentences that hold a term are weighed, each word with the terms that it is part of."""
    rules = own(("HEALTH", "statement", "meme kanser"), ("RELIGION", "statement", "kanser vakıf~vakf"))
    (sentence,) = sentences(rules, Words(rules.lexicon, view("Kargo gelmedi. Annem meme kanseri, vakıf. Bekliyorum.")))
    assert [word.text for word in sentence.words] == [b"annem", b"meme", b"kanseri", b"vakif"]
    assert [[mark.part for mark in marks] for marks in sentence.marks] == [[], ["first"], ["last"], []]


@pytest.mark.parametrize(("text", "sign", "there"), [
    ('dedi "kanserim var" diye', "quoted", True), ("kanserim var", "quoted", False), ("kanserim var?", "asked", True), ("kanserim var.", "asked", False),
    ("kanserim var", "labels 1", True), ("kanserim vakfı", "labels 2", True), ("kanserim var", "size 0", True), ("kanserim var " + "ve " * 200, "size 5", True),
])  # fmt: skip
def test_what_is_said_of_the_whole(text: str, sign: str, there: bool) -> None:
    """That a sentence is quoted or asked, how many categories a text speaks of and how long it is are signs."""
    found = list(sentences(IDIOMS, Words(IDIOMS.lexicon, view(text))))
    assert found
    assert any(sign in one.about for one in found) is there


def test_only_the_labels_that_are_asked_for_are_found() -> None:
    """With `entities` the statements of other labels are left out."""
    text = "Ben Aleviyim. Ben eşcinselim."
    assert places(text, Scanner(entities=["RELIGION"])) == [("RELIGION", 4, 12)]
    assert places(text, Scanner(entities=["SEXUAL_LIFE", "CREDIT_CARD"])) == [("SEXUAL_LIFE", 18, 28)]
    assert places(text, Scanner(entities=["CREDIT_CARD"])) == []


# --- tickets ---

# What is marked must be found, whatever else of its statement goes with it.
POSITIVES = [
    "Ben [[HEALTH|hamileyim]], ağır kutuyu taşıyamam.",
    "Kardeşim [[HEALTH|epilepsi]] hastası, nöbet geçirdi.",
    "Geçen ay [[HEALTH|ameliyat oldum]], evden çıkamıyorum.",
    "Ben [[SEXUAL_LIFE|eşcinselim]].",
    "Ben [[SEXUAL_LIFE|geyim]], kurye bana hakaret etti.",
    "Ben [[SEXUAL_LIFE|lezbiyenim]], komşum beni tehdit ediyor.",
    "[[CRIMINAL_RECORD|Sabıka kaydım]] var diye işe almadılar.",
    "[[CRIMINAL_RECORD|Hırsızlıktan hüküm giydim]], iş bulamıyorum.",
    "Oğlum [[CRIMINAL_RECORD|uyuşturucudan tutuklandı]].",
    "Ben [[RELIGION|Aleviyim]].",
    "Ben [[RELIGION|ateistim]], bana dini mesaj atmayın.",
    "[[RELIGION|Oruç tutuyorum]], gündüz gelmeyin.",
    "[[PHILOSOPHICAL_BELIEF|Vicdani retçiyim]], askere gitmiyorum.",
    "Ben [[PHILOSOPHICAL_BELIEF|vicdani retçiyim]].",
    "Ben [[PHILOSOPHICAL_BELIEF|veganım]], hayvansal ürün kullanmıyorum.",
    "Ben [[RACE_ETHNICITY|Kürdüm]], ana dilim Kürtçe.",
    "Annem [[RACE_ETHNICITY|Ermeni]], babam Rum.",
    "Ben [[RACE_ETHNICITY|Romanım]], bana kötü davrandılar.",
    "Ben [[POLITICAL_OPINION|komünistim]].",
    "Ben [[POLITICAL_OPINION|AKP'liyim]].",
    "Ben [[POLITICAL_OPINION|ülkücüyüm]].",
    "[[MEMBERSHIP|Sendika üyesiyim]], bu yüzden işten çıkarıldım.",
    "Ben bir [[MEMBERSHIP|derneğe üyeyim]].",
    "[[MEMBERSHIP|Sendikaya üye oldum]] diye beni işten attılar.",
    "Ben [[APPEARANCE|başörtülüyüm]], erkek kurye istemiyorum.",
    "Ben [[APPEARANCE|tesettürlüyüm]].",
    "Ben [[APPEARANCE|türbanlıyım]] diye içeri almadılar.",
    "[[BIOMETRIC|Parmak izimi]] aldınız, silin.",
    "[[BIOMETRIC|Yüzümü taradınız]], kaydı silin.",
    "[[BIOMETRIC|Retina taramamı]] silin.",
    "[[GENETIC|DNA testimde]] risk çıktı.",
    "Kızımda [[GENETIC|genetik mutasyon]] çıktı.",
    "[[GENETIC|Genetik testimde BRCA]] mutasyonu çıktı.",
]

NEGATIVES = [
    # wares
    "Diyabetik çorap siparişim gelmedi.", "Vegan çikolata siparişim eksik.", "Başörtüsü siparişim yanlış renk geldi.", "Namaz seccadesi siparişim gelmedi.",
    "Tansiyon aleti siparişim bozuk geldi.", "DNA test kiti siparişim gelmedi.", "Prezervatif siparişim eksik geldi.", "Kürt böreği siparişim soğuk geldi.",
    "Telefonun parmak izi okuyucusu çalışmıyor.", "Yüz tanıma özelliği uygulamada çalışmıyor.",
    # institutions and places
    "Kanser Vakfı'na bağış yapmak istiyorum.", "Diş Hastanesi önündeki şubeye geldim.", "Memorial Hastanesi karşısındaki mağazanız kapalı.",
    "Kilise Sokak'taki mağazanız kapalı.", "Cami yanındaki şubeniz açık mı?", "Adliye karşısındaki şubeniz kapalı.",
    # greetings and sayings
    "Günaydın, iyi çalışmalar, hayırlı ramazanlar.", "Allah razı olsun, çok teşekkür ederim.", "Selamünaleyküm, kargom nerede?", "Hayırlı cumalar, faturam gelmedi.",
    "Kandiliniz mübarek olsun.", "İnternet hızı kanser etti beni.", "Bu uygulama beni hasta etti.",
    # notices
    "Sağlık, ırk, etnik köken, din ve cinsel hayata ilişkin veriler özel nitelikli kişisel veridir.",
    "6698 sayılı Kanun uyarınca sağlık verileriniz açık rızanız olmadan işlenmez.",
    "Özel nitelikli kişisel veriler (ırk, din, sağlık, biyometrik ve genetik veriler) KVKK kapsamında korunur.",
    # news
    "Bilim insanları kanser tedavisinde yeni bir yöntem buldu.", "Sendika ile toplu sözleşme görüşmeleri sürüyor.",
    # everyday
    "Kargom nerede, üç gündür bekliyorum.", "Faturam yanlış kesilmiş, düzeltin.",
]  # fmt: skip


def capitals(text: str) -> str:
    """The text in Turkish capitals."""
    return text.translate(str.maketrans("iı", "İI")).upper()


def without_accents(text: str) -> str:
    """The text as a foreign keyboard writes it."""
    return text.translate(str.maketrans("çğıöşüÇĞİÖŞÜ", "cgiosuCGIOSU"))


def special(text: str) -> list[Finding]:
    """The findings of special categories in a text."""
    return [one for one in scanner().scan(text) if one.group == Group.SPECIAL]


def covers(text: str, wanted: list[Place]) -> bool:
    """Whether the special findings in a text are of the wanted label alone and cover the wanted stretch."""
    ((label, start, end),) = wanted
    found = special(text)
    return {one.entity_type for one in found} == {label} and any(one.start <= start and end <= one.end for one in found)


def test_every_label_is_tried() -> None:
    """Each of the eleven special categories has three statements or more."""
    tried = [label for marked in POSITIVES for label, _, _ in read(marked)[1]]
    assert len(SPECIAL) == 11
    assert min(tried.count(label) for label in SPECIAL) >= 3


@pytest.mark.parametrize("marked", rows(POSITIVES))
def test_a_plain_statement_is_found(marked: str) -> None:
    """A plain statement about a person is found as what it is, from its first word to its last."""
    text, wanted = read(marked)
    assert covers(text, wanted)


@pytest.mark.parametrize("marked", rows(POSITIVES))
def test_a_plain_statement_is_found_in_capitals(marked: str) -> None:
    """All in capitals, the same statement is found."""
    text, wanted = read(marked)
    assert covers(capitals(text), wanted)


@pytest.mark.parametrize("marked", rows(POSITIVES))
def test_a_plain_statement_is_found_without_turkish_letters(marked: str) -> None:
    """Typed without Turkish letters, the same statement is found."""
    text, wanted = read(marked)
    assert covers(without_accents(text), wanted)


@pytest.mark.parametrize("marked", rows(POSITIVES))
def test_a_plain_statement_is_found_in_decomposed_letters(marked: str) -> None:
    """In decomposed letters (NFD) the same statement is found, and its ends part no letter from its marks."""
    text, wanted = read(marked)
    ((label, start, end),) = wanted
    apart = unicodedata.normalize("NFD", text)
    found = [one for one in special(apart) if one.entity_type == label]
    assert found
    for one in found:
        assert not unicodedata.combining(apart[one.start])
        assert not unicodedata.combining(apart[one.end : one.end + 1] or " ")
    plain = [len(unicodedata.normalize("NFC", apart[:place])) for one in found for place in (one.start, one.end)]
    assert any(low <= start and end <= high for low, high in zip(plain[::2], plain[1::2], strict=True))


@pytest.mark.parametrize("mark", ["\u200b", "\u00ad", "\u2060", "\ufeff"])
@pytest.mark.parametrize("marked", rows(POSITIVES[::3]))
def test_invisible_characters_hide_no_statement(marked: str, mark: str) -> None:
    """With an invisible character after each letter the same is found, at the offsets of the text as given."""
    text, _ = read(marked)
    spread = "".join(char + mark for char in text)
    assert places(spread) == [(label, 2 * start, 2 * end - 1) for label, start, end in places(text)]


@pytest.mark.parametrize("text", rows(NEGATIVES))
def test_what_is_said_of_nobody_is_no_statement(text: str) -> None:
    """Wares, institutions, greetings, notices and news are no statements about a person, however they are written."""
    for written in (text, capitals(text), without_accents(text), unicodedata.normalize("NFD", text)):
        assert special(written) == []


def test_statements_of_a_text_are_found_each_at_its_place() -> None:
    """Statements of different labels in one text are different findings, in order, with the offsets of the text."""
    text, wanted = read("Merhaba,\r\n\r\nben  [[RELIGION|Aleviyim]].\nKartım 4111 1111 1111 1111. Ben [[SEXUAL_LIFE|eşcinselim]].")
    assert [place for place in places(text) if place[0] in SPECIAL] == wanted


def test_a_statement_in_a_long_text_is_found_at_its_place() -> None:
    """A text that is scanned in pieces gives the same statement at its own offset, once."""
    filler = "Kargom gelmedi, bekliyorum.\n" * 2_500
    text = filler + "Ben eşcinselim.\n" + filler
    assert places(text) == [("SEXUAL_LIFE", len(filler) + 4, len(filler) + 14)]


# --- reasons ---

_SIGNS = {"for", "against"}
_KINDS = {"near", "ends", "next", "before", "text"}


def closed(reason: str) -> bool:
    """Whether a reason is made of our own words alone."""
    kind, _, sign = reason.partition(":")
    if not sign:
        return kind in {"term-plain", "term-cue", "term-weak"}
    side, _, where = kind.partition("-")
    return side in _SIGNS and where in _KINDS and f"sign-{sign.replace(' ', '-')}" in MESSAGES


@pytest.mark.parametrize("marked", rows(POSITIVES))
def test_the_reasons_of_a_statement_hold_no_piece_of_the_text(marked: str) -> None:
    """Each reason is how plainly the term tells or a sign with a name of ours, each once; none repeats a word of the text."""
    for found in Scanner(threshold=0.0).scan(read(marked)[0]):
        assert found.reasons
        assert len(set(found.reasons)) == len(found.reasons)
        assert [reason for reason in found.reasons if not closed(reason)] == []


def test_every_sign_that_may_be_a_reason_has_its_words() -> None:
    """Classes of words, persons and what is said of a text are all named in both languages."""
    classes = {name for listed in scanner()._rules.evidence()[0].values() for name, _ in listed}
    persons = {"bare", "first", "third", "addressee", "hearsay", "if", "group"}
    whole = {f"labels {count}" for count in (1, 2, 3, 4)} | {f"size {size}" for size in range(6)} | {"quoted", "asked"}
    assert [name for name in sorted(classes | persons | whole) if not closed(f"for-near:{name}")] == []
    assert [key for key in ("term-plain", "term-cue", "term-weak") if f"reason-{key}" not in MESSAGES] == []
    assert [key for side, kind in product(_SIGNS, _KINDS) if (key := f"reason-{side}-{kind}") not in MESSAGES] == []


@pytest.mark.parametrize("lang", ["tr", "en"])
def test_a_statement_can_be_explained(lang: str) -> None:
    """The reasons of a statement read as sentences, none of which holds a word of the statement."""
    (told,) = scanner().explain("Ben zatendenim ve Aleviyim.", lang)
    assert told.kept
    assert len(told.sentences) >= 2
    assert not any(word in sentence.lower() for sentence in told.sentences for word in ("alevi", "zatenden"))
