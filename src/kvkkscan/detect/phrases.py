"""Terms of statements -> matches among the words of a text.

A term is one word or several, each with its own way of inflecting, in the notation of docs/packs.md:

    kanser              the last word takes noun endings
    parmak izi          words before the last stand as they are ...
    imza* at-           ... unless marked: `*` takes noun endings, `-` is a verb stem and takes verb endings
    hapis .. yat-       `..` lets up to three words stand between
    kürtaj+             anything may follow
    astım|koah hasta    `|` parts alternatives, `~` a second form of a stem (`kayıt~kayd`), `=` bars endings (`as=`)
    HIV                 all capitals: an acronym; of three letters or fewer it must stand in capitals

One word of each term, its anchor, goes into the automaton of terms.py; the others are looked for beside it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from kvkkscan.detect.endings import noun_ending, stem_forms, verb_ending
from kvkkscan.detect.tokens import NONE
from kvkkscan.detect.view import FOLD_TABLE
from kvkkscan.resources import resource_dir

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kvkkscan.detect.tokens import Token
    from kvkkscan.detect.view import View

EXACT, NOUN, VERB, ANY = MARKS = "=", "*", "-", "+"
NARROWED = "^"  # a verb stem up to its -yor; never written in a pack
GAP = ".."
_WIDEST = 3  # words in a gap
_FILLERS = frozenset(
    b"de da te ta bir cok biraz hafif ciddi agir hala artik yine bile hic daha ki mi mu iyi kotu ileri tam ve".split()
)
_SHORT = 4  # letters: such a stem must stand with its accents, or in a text that has none at all
_SHORT_ACRONYM = 3
HEAD = 3  # letters
NEAR = 90  # characters: the words of a term, gaps and fillers between them, stand no farther apart
_DOUBLED = re.compile(rb"(.)\1+")
# Words of tickets that stand in many of them, whatever their rank in newspapers.
_OF_TICKETS = (
    "musteri turk turkce turkcell internet telefon paket fatura uygulama sistem siparis kargo urun hizmet sorun "
    "kampanya uyelik abonelik hat numara kart hesap kayit cihaz iptal iade destek temsilci magaza teslim ucret odeme "
    "mesaj site"
).split()
_FREQUENT = 6_000


@lru_cache(maxsize=1)
def _ranks() -> dict[str, int]:
    """How often words of the language begin with a stem: a number for each such stem, high is often."""
    path = resource_dir("recognizers") / "lists" / "frequent.txt"
    words = [line for line in path.read_text(encoding="ascii").split("\n") if line and line[0] != "#"]
    found: dict[str, int] = {}
    for rank, word in enumerate([*_OF_TICKETS, *words]):
        weight = _FREQUENT * 10 // (rank + 10)
        for size in range(1, len(word) + 1):
            found[word[:size]] = found.get(word[:size], 0) + weight
    return found


class Form(NamedTuple):
    """A way in which a word of a term may begin: folded stem, how it may go on, its letters with their accents."""

    stem: bytes
    mode: str
    written: bytes


class Phrase(NamedTuple):
    """A term: the forms of each word, whether a gap stands before it, the place of its anchor, its recognizer.

    `needs`: for each word but the anchor a blank and the first letters (`HEAD`) with which it may begin.
    """

    words: tuple[tuple[Form, ...], ...]
    gaps: tuple[bool, ...]
    anchor: int
    rule: int
    acronym: bool
    name: str
    needs: tuple[frozenset[bytes], ...]


class Match(NamedTuple):
    """A term among `tokens[first:last + 1]`; `ending` is what follows the stem of its last word.

    `accents`: "" as written in the pack, "ascii" where the whole text has none, "bare" where only this word lacks them.
    """

    first: int
    last: int
    phrase: Phrase
    ending: bytes
    accents: str


_ACCENTS = bytes.maketrans(
    bytes(range(256)),
    bytes(
        ord("i")
        if chr_ in "ıİIiîÎ"
        else (chr_.lower().encode("cp1254", "replace")[0] if chr_.isalpha() and len(chr_.lower()) == 1 else byte)
        for byte, chr_ in ((byte, bytes([byte]).decode("cp1254", "replace")) for byte in range(256))
    ).translate(bytes.maketrans("âûÂÛ".encode("cp1254"), b"auau")),
)
_NO_ACCENTS = bytes(byte for byte in range(256) if byte not in "çğışöüÇĞİŞÖÜ".encode("cp1254"))
_SOFTENED = "çpktgğ".encode("cp1254")


def with_accents(raw: bytes) -> bytes:
    """Lower case that keeps ç ğ ş ö ü, with every i one: what the accents of a word are compared by."""
    return raw.translate(_ACCENTS)


def unaccented(seen: View) -> bool:
    """Whether a text is typed without Turkish letters."""
    return not seen.raw.translate(None, _NO_ACCENTS)


def parse(term: str, rule: int) -> Phrase:
    """The phrase that a line of a pack stands for.

    Raises:
        ValueError: a mark stands where it means nothing.
    """
    written = term.split()
    if not written or GAP in (written[0], written[-1]):
        raise ValueError(term)
    words: list[tuple[Form, ...]] = []
    gaps: list[bool] = []
    for place, word in enumerate(written):
        if word == GAP:
            continue
        gaps.append(place > 0 and written[place - 1] == GAP)
        last = place == len(written) - 1
        words.append(tuple(form for part in word.split("|") for form in _forms(part, NOUN if last else EXACT)))
    bare = term.strip("=*-+")
    acronym = len(words) == 1 and bare.isupper() and len(bare) <= _SHORT_ACRONYM
    anchor = _anchor(words)
    needs = [
        frozenset(b" " + form.stem[:HEAD] for form in forms)
        for place, forms in enumerate(words)
        if place != anchor and all(len(form.stem) > 1 for form in forms)
    ]
    return Phrase(tuple(words), tuple(gaps), anchor, rule, acronym, term, tuple(needs))


def _forms(word: str, usual: str) -> Iterator[Form]:
    """The forms of one alternative of a word."""
    mode = word[-1] if word[-1:] in MARKS else usual
    for part in word.rstrip("".join(MARKS)).split("~"):
        raw = part.encode("cp1254")
        folded = raw.translate(FOLD_TABLE).replace(b" ", b"").decode("ascii")
        if not folded or len(folded) != len(raw):
            raise ValueError(word)
        written = with_accents(raw)
        for form in (folded,) if mode == EXACT else stem_forms(folded):
            yield Form(form.encode("ascii"), mode, written)
        if mode == VERB and len(folded) > 2 and folded[-1] in "ae":
            for narrow in ("iyo", "uyo"):  # iste-, istiyor
                yield Form((folded[:-1] + narrow).encode("ascii"), NARROWED, written[:-1])


def often(stem: bytes) -> int:
    """How often words of the language begin with a folded stem: 0 for never, about 60 for a word of rank 1,000."""
    return _ranks().get(stem.decode("ascii"), 0)


def _anchor(words: Sequence[Sequence[Form]]) -> int:
    """The place of the word that is least likely to stand in an ordinary text: the rarest, of equals the longest."""
    if len(words) == 1:
        return 0
    ranks = [
        (-sum(often(form.stem) + 2 for form in forms), min(len(form.stem) for form in forms), -place)
        for place, forms in enumerate(words)
    ]
    return ranks.index(max(ranks))


def anchors(term: str) -> tuple[str, ...]:
    """The folded forms of a term's anchor, each with its mark: "kanser*"."""
    phrase = parse(term, 0)
    return tuple(dict.fromkeys(form.stem.decode("ascii") + form.mode for form in phrase.words[phrase.anchor]))


def goes_on(mode: str, rest: bytes) -> bool:
    """Whether a word may go on with `rest` behind its stem, as the term's mark has it."""
    if not rest or mode == ANY:
        return True
    if mode == EXACT:
        return False
    if mode == NARROWED:
        return rest[:1] in b"rmzkn"
    ends = verb_ending if mode == VERB else noun_ending
    return bool(ends(rest) or ends(_DOUBLED.sub(rb"\1", rest)))


def match(phrase: Phrase, words: Sequence[Token], place: int, seen: View, *, plain: bool) -> Match | None:
    """The phrase with its anchor at `words[place]`, or None. `plain`: the text is typed without Turkish letters."""
    elements = phrase.words
    ending = _fits(elements[phrase.anchor], words[place])
    if ending is None:
        return None
    places = [place]
    at = place
    for index in range(phrase.anchor - 1, -1, -1):
        at = _beside(elements[index], words, at, -1, wide=phrase.gaps[index + 1])
        if at < 0:
            return None
        places.append(at)
    places.reverse()
    at = place
    for index in range(phrase.anchor + 1, len(elements)):
        at = _beside(elements[index], words, at, 1, wide=phrase.gaps[index])
        if at < 0:
            return None
        places.append(at)
    raw = seen.raw
    verdict = ""
    for element, where in zip(elements, places, strict=True):
        word = words[where]
        known = _accents(element, word, raw)
        if known == "wrong":
            return None
        if known == "bare":
            if plain:
                verdict = "ascii"
            elif len(elements) == 1 and _stem_size(element, word) <= _SHORT:
                return None
            else:
                verdict = "bare"
    word = words[places[-1]]
    if phrase.acronym and not raw[word.start : word.start + len(elements[0][0].stem)].isupper():
        return None
    ending = _fits(elements[-1], word)
    return Match(places[0], places[-1], phrase, ending or b"", verdict)


def _fits(forms: Sequence[Form], word: Token) -> bytes | None:
    """What follows the stem in the word, or None where it is none of these forms."""
    text = word.text
    for stem, mode, _ in forms:
        if text.startswith(stem):
            rest = text[len(stem) :]
            if goes_on(mode, rest):
                return rest
    return None


def _beside(forms: Sequence[Form], words: Sequence[Token], at: int, step: int, *, wide: bool) -> int:
    """The place of the word next to `words[at]` (before it for step -1), fillers or a gap between; -1 for none."""
    left = _WIDEST if wide else 1
    while True:
        at += step
        if not 0 <= at < len(words):
            return -1
        wall = words[max(at, at - step)].wall  # the one that is crossed stands before the later word
        if wall != NONE and not wide:
            return -1
        if _fits(forms, words[at]) is not None:
            return at
        if not left or (not wide and words[at].text not in _FILLERS):
            return -1
        left -= 1


def _stem_size(forms: Sequence[Form], word: Token) -> int:
    """Letters of the longest form that the word begins with."""
    return max((len(form.stem) for form in forms if word.text.startswith(form.stem)), default=0)


def _accents(forms: Sequence[Form], word: Token, raw: bytes) -> str:
    """How a word's accents compare with the pack's: "" equal, "bare": some lack, "wrong": there are others."""
    whole = with_accents(raw[word.start : word.end].replace(b"'", b""))
    verdict = "wrong"
    for form in forms:
        # The last letter may be softened before an ending (ç to c, k to ğ).
        written = form.written[:-1] if form.written[-1] in _SOFTENED else form.written
        text = whole[: len(written)]
        if text == written:
            return ""
        if text.translate(FOLD_TABLE) == written.translate(FOLD_TABLE) and all(
            a == b or b > 127 for a, b in zip(text, written, strict=False)
        ):
            verdict = "bare"
    return verdict
