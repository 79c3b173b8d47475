"""One automaton over every word that the packs know: stems of terms, words beside numbers, cues.

Patterns are b" stem" over the folded text, so they match at word starts only; what follows the stem must be a Turkish
ending (endings.py). The automaton returns the longest pattern at a place; where its word goes on in a way that no
ending does ("kart notu" for "kart no"), the next shorter pattern there gets its turn.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

from kvkkscan.detect.candidate import Candidate
from kvkkscan.detect.endings import noun_ending, stem_forms
from kvkkscan.detect.view import FOLD_TABLE, view

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kvkkscan.detect.packs import Packs
    from kvkkscan.detect.rules import Rules
    from kvkkscan.detect.view import View

# A DFA is a little faster and much larger; above this many patterns the compact automaton is taken.
_DFA_LIMIT = 3_000
_BLANK, _APOSTROPHE = 32, 39
_WHOLE, _PHRASE = 1, 2
REACH, AFTER = 100, 34  # raw characters: no word farther before or after a number can be its label


def fold(word: str) -> str:
    """A pack's word as it stands in folded text: letters only, blanks between words, no blank at the ends."""
    try:
        return word.encode("cp1254").translate(FOLD_TABLE).decode("ascii").strip()
    except UnicodeEncodeError:
        return view(word).lex.decode("ascii").strip()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Lexicon:
    """Patterns by number.

    `words`: with the leading blank. `masks`: the concepts, a bit each; `within`: those and the concepts of the words
    inside a phrase. `terms`: the indices of term recognizers; `leads`: whether it or a shorter one is a term. `exact`:
    no ending may follow; `kinds`: what is to be done where the word goes on (_WHOLE: no hit, _PHRASE: look
    inside). `shorter`: the next shorter pattern or -1.
    """

    find: Callable[[bytes], list[tuple[int, int, int]]]
    words: tuple[bytes, ...]
    masks: tuple[int, ...]
    within: tuple[int, ...]
    terms: tuple[tuple[int, ...], ...]
    leads: tuple[bool, ...]
    exact: tuple[bool, ...]
    kinds: tuple[int, ...]
    shorter: tuple[int, ...]
    bits: dict[str, int]


def build(packs: Packs) -> Lexicon:
    """The lexicon of all concepts and terms; about 20 ms for 5,000 stems."""
    concepts = [concept for concept in packs.concepts if concept.weight != "list"]
    bits = {concept.id: 1 << place for place, concept in enumerate(concepts)}
    masks: dict[str, int] = {}
    terms: dict[str, set[int]] = {}
    open_ended: set[str] = set()
    for concept in concepts:
        for word in concept.words:
            for form in _forms(word):
                masks[form] = masks.get(form, 0) | bits[concept.id]
                open_ended.add(form)
        for word in concept.exact:
            for form in _spellings(word):
                masks[form] = masks.get(form, 0) | bits[concept.id]
    for number, recognizer in enumerate(packs.recognizers):
        for word in (*recognizer.terms, *recognizer.keywords):
            for form in _forms(word):
                terms.setdefault(form, set()).add(number)
                open_ended.add(form)
    ordered = sorted(form for form in masks.keys() | terms.keys() if form)
    words = tuple(b" " + form.encode("ascii") for form in ordered)
    size = Implementation.DFA if len(words) < _DFA_LIMIT else Implementation.ContiguousNFA
    automaton = BytesAhoCorasick(words, matchkind=MatchKind.LeftmostLongest, implementation=size)
    shorter = _shorter(words)
    leads: list[bool] = []
    for number, form in enumerate(ordered):
        leads.append(form in terms or (shorter[number] >= 0 and leads[shorter[number]]))
    listed = tuple(masks.get(form, 0) for form in ordered)
    return Lexicon(
        find=automaton.find_matches_as_indexes,
        words=words,
        masks=listed,
        within=tuple(
            mask | _inside(automaton.find_matches_as_indexes, word, listed) if mask and b" " in word[1:] else mask
            for word, mask in zip(words, listed, strict=True)
        ),
        terms=tuple(tuple(sorted(terms.get(form, ()))) for form in ordered),
        exact=tuple(form not in open_ended for form in ordered),
        kinds=tuple(
            _PHRASE if " " in form else _WHOLE if form not in open_ended and shorter[number] < 0 else 0
            for number, form in enumerate(ordered)
        ),
        leads=tuple(leads),
        shorter=shorter,
        bits=bits,
    )


def _forms(word: str) -> Iterable[str]:
    """The folded forms of a pack's word; "kayıt~kayd" writes out a second stem."""
    for part in word.split("~"):
        for spelling in _spellings(part):
            yield from stem_forms(spelling)


def _spellings(word: str) -> set[str]:
    """A dotted abbreviation is written with and without its dots and blanks: "t.c. no", "T.C.no", "tc no"."""
    if "." not in word:
        return {fold(word)}
    return {fold(word), fold(word.replace(". ", ".")), fold(word.replace(".", " ")), fold(word.replace(".", ""))}


def _inside(find: Callable[[bytes], list[tuple[int, int, int]]], phrase: bytes, masks: tuple[int, ...]) -> int:
    """The concepts of the words that a phrase is made of: who says "kart şifresi" speaks of a card."""
    found = 0
    for word in phrase.split():
        for number, _, _ in find(b" " + word + b" "):
            found |= masks[number]
    return found


def _shorter(words: tuple[bytes, ...]) -> tuple[int, ...]:
    """For each pattern of the sorted `words` the longest other one that it begins with."""
    result = []
    open_: list[int] = []
    for number, word in enumerate(words):
        while open_ and not word.startswith(words[open_[-1]]):
            open_.pop()
        result.append(open_[-1] if open_ else -1)
        open_.append(number)
    return tuple(result)


class Words:
    """The lexicon's hits in one text. Endings are checked when a hit is looked at, once; most never are."""

    __slots__ = ("_checked", "_starts", "hits", "lexicon", "seen", "view")

    def __init__(self, lexicon: Lexicon, seen: View) -> None:
        self.view = seen
        self.lexicon = lexicon
        self._starts: list[int] | None = None
        self._checked: dict[int, tuple[int, int, int]] = {}
        lex, kinds, masks = seen.lex, lexicon.kinds, lexicon.masks
        self.hits: list[tuple[int, int, int]] = []
        present = 0
        for hit in lexicon.find(lex):
            kind = kinds[hit[0]]
            if kind and lex[hit[2]] != _BLANK:
                if kind == _WHOLE:
                    continue
                if not noun_ending(lex, hit[2], lex.find(b" ", hit[2])):
                    for inner in self._inner(hit):
                        self.hits.append(inner)
                        present |= masks[inner[0]]
                    continue
            self.hits.append(hit)
            present |= masks[hit[0]]
        self.seen = present
        """The concepts that may be in the text: none outside this mask is."""

    def _inner(self, hit: tuple[int, int, int]) -> list[tuple[int, int, int]]:
        """The hits inside a phrase that does not end as a word may ("kart no" in "kart notu"), passed over till now."""
        lex, find = self.view.lex, self.lexicon.find
        number, start, end = hit
        first, _, place = self.settle(self.lexicon.shorter[number], start)
        found = [(first, start, start + len(self.lexicon.words[first]))] if first >= 0 else []
        place = place if first >= 0 else lex.find(b" ", start + 1) - 1
        stop = lex.find(b" ", end) + 1
        return found + [(n, s + place + 1, e + place + 1) for n, s, e in find(lex[place + 1 : stop])]

    def first_from(self, place: int) -> int:
        """The index of the first hit that begins at or after `place` (an offset in `view.raw`)."""
        if self._starts is None:
            self._starts = [hit[1] for hit in self.hits]
        return bisect_left(self._starts, place)

    def add(self, hits: list[tuple[int, int, int]]) -> None:
        """Puts in hits whose words are known to end where they say (names of fields); before any hit is looked at."""
        every = sorted([(hit, False) for hit in self.hits] + [(hit, True) for hit in hits], key=lambda one: one[0][1])
        self.hits = [hit for hit, _ in every]
        self._checked = {index: hit for index, (hit, known) in enumerate(every) if known}
        for number, _, _ in hits:
            self.seen |= self.lexicon.masks[number]

    def hit(self, index: int) -> tuple[int, int, int]:
        """(pattern, start, end of the whole word or phrase) in `view.raw`; pattern -1 where no ending fits."""
        known = self._checked.get(index)
        if known is None:
            known = self._checked[index] = self.settle(*self.hits[index][:2])
        return known

    def around(self, start: int, end: int, reach: int, wanted: int) -> bool:
        """Whether a concept of `wanted` stands within `reach` raw characters of `raw[start:end]`."""
        masks, hits = self.lexicon.within, self.hits
        index = self.first_from(start - reach)
        while index < len(hits) and hits[index][1] < end + reach:
            if masks[hits[index][0]] & wanted:
                number = self.hit(index)[0]
                if number >= 0 and masks[number] & wanted:
                    return True
            index += 1
        return False

    def before(self, place: int, reach: int, wanted: int) -> bool:
        """Whether a concept of `wanted` begins within `reach` raw characters before `place`."""
        if not wanted & self.seen:
            return False
        masks, hits = self.lexicon.within, self.hits
        index = self.first_from(place) - 1
        while index >= 0 and hits[index][1] >= place - reach:
            if masks[hits[index][0]] & wanted and masks[self.hit(index)[0]] & wanted and self.hit(index)[0] >= 0:
                return True
            index -= 1
        return False

    def near(self, start: int, end: int) -> int:
        """The concepts that may name a number at `raw[start:end]`: those of the hits within a label's reach."""
        hits, masks = self.hits, self.lexicon.masks
        mask = 0
        for number, _, _ in hits[self.first_from(start - REACH) : self.first_from(end + AFTER)]:
            mask |= masks[number]
        return mask

    def begins_at(self, place: int) -> bool:
        """Whether a word of the packs begins at `raw[place]`."""
        index = self.first_from(place)
        return index < len(self.hits) and self.hits[index][1] == place and self.hit(index)[0] >= 0

    def ends_at(self, place: int) -> bool:
        """Whether a word of the packs ends right before `raw[place]`."""
        index = self.first_from(place) - 1
        while index >= 0 and self.hits[index][1] > place - 30:
            number, _, stop = self.hit(index)
            if number >= 0 and stop == place:
                return True
            index -= 1
        return False

    def settle(self, number: int, start: int) -> tuple[int, int, int]:
        """The longest pattern at `start` whose word ends as a Turkish word may."""
        lex = self.view.lex
        words, exact, shorter = self.lexicon.words, self.lexicon.exact, self.lexicon.shorter
        if start > 1 and lex[start - 1] != _BLANK and self.view.raw[start - 1] == _APOSTROPHE:
            return -1, start, start  # an ending after its apostrophe ("TC'm") is no word
        while number >= 0:
            end = start + len(words[number])
            stop = lex.find(b" ", end)
            if stop == end or (not exact[number] and noun_ending(lex, end, stop)):
                return number, start, stop - 1
            number = shorter[number]
        return -1, start, start


def term_candidates(rules: Rules, words: Words, out: list[Candidate]) -> None:
    """Appends the terms of the packs that stand in the text, endings included in the span."""
    terms = words.lexicon.terms
    for index, hit in enumerate(words.hits):
        if words.lexicon.leads[hit[0]]:
            number, start, end = words.hit(index)
            if number >= 0:
                for rule in terms[number]:
                    chosen = rules.packs.recognizers[rule]
                    if chosen.kind == "terms":
                        out.append(Candidate(start, end, chosen.score.alone or 0.0, rule, ("term",)))
