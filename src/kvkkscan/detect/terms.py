"""One automaton over every word that the packs know: stems of terms, words beside numbers, cues.

Patterns are b" stem" over the folded text, so they match at word starts only; what follows the stem must be a Turkish
ending (endings.py). The automaton returns the longest pattern at a place; where its word goes on in a way that no
ending does ("kart notu" for "kart no"), the next shorter pattern there gets its turn.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, NamedTuple

from kvkkscan.detect.candidate import Candidate
from kvkkscan.detect.endings import noun_ending, stem_forms
from kvkkscan.detect.phrases import EXACT, HEAD, MARKS, NARROWED, NEAR, Phrase, goes_on, parse
from kvkkscan.detect.signs import signs
from kvkkscan.detect.view import FOLD_TABLE, view

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from kvkkscan.detect.packs import Packs
    from kvkkscan.detect.rules import Rule, Rules
    from kvkkscan.detect.view import View

# A DFA is a little faster and much larger; above this many patterns the compact automaton is taken.
_DFA_LIMIT = 3_000
_BLANK, _APOSTROPHE = 32, 39
_WHOLE, _PHRASE = 1, 2
_THREE, _TWO = (re.compile(rb" [a-z~]{%d}" % size).findall for size in (HEAD, HEAD - 1))  # how words begin
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
    inside a phrase; `chains`: those and the concepts of the shorter patterns. `terms`: the indices of term recognizers;
    `term_bit`: is in the mask if it or a shorter one is a term. `exact`: no ending may follow; `kinds`: what is to be
    done where the word goes on (_WHOLE: no hit, _PHRASE: look inside). `shorter`: the next shorter pattern or -1.
    `anchors`: the terms of statements by anchor and mark (phrases.py), as recognizer and place in its list; `idioms`
    likewise, but those are looked for only where a statement was found;
    `only`: whether it is nothing else; `phrases`: whether it has several words; `anchored` is their bit in `masks`.
    """

    find: Callable[[bytes], list[tuple[int, int, int]]]
    words: tuple[bytes, ...]
    masks: tuple[int, ...]
    within: tuple[int, ...]
    chains: tuple[int, ...]
    terms: tuple[tuple[int, ...], ...]
    term_bit: int
    exact: tuple[bool, ...]
    kinds: tuple[int, ...]
    shorter: tuple[int, ...]
    only: tuple[bool, ...]
    phrases: tuple[bool, ...]
    bits: dict[str, int]
    anchors: Mapping[str, list[tuple[int, int]]]
    idioms: Mapping[bytes, list[tuple[int, int]]]
    anchored: int
    statements: bool
    packs: Packs
    read: list[tuple[Proposer, ...] | None]
    parsed: dict[tuple[int, int], Phrase]

    def proposing(self, number: int) -> tuple[Proposer, ...]:
        """The terms of statements that the pattern `number`, or one that it begins with, is the anchor of.

        They are read when the pattern is first met.
        """
        known = self.read[number]
        if known is None:
            found = []
            here = number
            while here >= 0:
                stem = self.words[here][1:].decode("ascii")
                for mark in (*MARKS, NARROWED):
                    terms = self.anchors.get(stem + mark)
                    if terms:
                        found.append(_proposer(len(stem) + 1, mark, [self.phrase(term) for term in terms]))
                here = self.shorter[here]
            known = self.read[number] = tuple(found)
        return known

    def idioms_at(self, word: bytes) -> Iterator[Phrase]:
        """The idioms whose anchor a folded word may be; how it ends is not checked here."""
        idioms = self.idioms
        for size in range(2, len(word) + 1):
            for term in idioms.get(word[:size], ()):
                yield self.phrase(term)

    def phrase(self, term: tuple[int, int]) -> Phrase:
        """The phrase of a term, by its recognizer and its place in that one's list; the same one each time."""
        known = self.parsed.get(term)
        if known is None:
            known = self.parsed[term] = parse(self.packs.recognizers[term[0]].terms[term[1]], term[0])
        return known


class Proposer(NamedTuple):
    """The phrases with one anchor and mark: those of one word, and the others by how one of their words begins."""

    size: int  # of the anchor, its leading blank included
    mark: str
    always: tuple[Phrase, ...]
    beside: dict[bytes, tuple[Phrase, ...]]
    keys: frozenset[bytes]


def _proposer(size: int, mark: str, phrases: Iterable[Phrase]) -> Proposer:
    always: list[Phrase] = []
    beside: dict[bytes, list[Phrase]] = {}
    for phrase in phrases:
        if phrase.needs:
            for head in min(phrase.needs, key=len):
                beside.setdefault(head, []).append(phrase)
        else:
            always.append(phrase)
    return Proposer(size, mark, tuple(always), {head: tuple(ones) for head, ones in beside.items()}, frozenset(beside))


def build(packs: Packs, entities: frozenset[str] | None = None) -> Lexicon:
    """The lexicon of all concepts and terms; about 20 ms for 5,000 stems.

    Statements of other labels than `entities` are left out (None: none is).
    """
    if packs.lexicon and entities is None:
        ready = packs.lexicon
        return Lexicon(find=_finder(ready["words"]), packs=packs, read=[None] * len(ready["words"]), parsed={}, **ready)
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
        for word in (*(recognizer.terms if recognizer.kind == "terms" else ()), *recognizer.keywords):
            for form in _forms(word):
                terms.setdefault(form, set()).add(number)
                open_ended.add(form)
    anchored = 2 << len(concepts)
    phrases = _anchors(packs, "statement", entities)
    stems = {form[:-1] for form in phrases}
    only = stems - masks.keys() - terms.keys()
    for form in stems:
        masks[form] = masks.get(form, 0) | anchored
    ordered = sorted(form for form in masks.keys() | terms.keys() if form)
    words = tuple(b" " + form.encode("ascii") for form in ordered)
    flexible = open_ended | stems
    find = _finder(words)
    shorter = _shorter(words)
    term_bit = 1 << len(concepts)
    listed: list[int] = []
    for number, form in enumerate(ordered):
        below = listed[shorter[number]] if shorter[number] >= 0 else 0
        # A word that is only an anchor stands in the way of no label that it begins with ("kartı" of "kart").
        mask = masks.get(form, 0) | (below if form in only else below & term_bit)
        listed.append(mask | term_bit if form in terms else mask)
    return Lexicon(
        find=find,
        words=words,
        masks=tuple(listed),
        term_bit=term_bit,
        only=tuple([form in only for form in ordered]),
        phrases=tuple([" " in form for form in ordered]),
        within=tuple(
            [
                mask | _inside(find, word, listed) if b" " in word[1:] and mask else mask
                for word, mask in zip(words, listed, strict=True)
            ]
        ),
        chains=_chains(listed, shorter),
        terms=tuple([tuple(sorted(terms[form])) if form in terms else () for form in ordered]),
        exact=tuple([form not in open_ended for form in ordered]),
        kinds=tuple(
            [
                _PHRASE if " " in form else _WHOLE if form not in flexible and shorter[number] < 0 else 0
                for number, form in enumerate(ordered)
            ]
        ),
        shorter=shorter,
        bits=bits,
        anchors=phrases,
        idioms=_by_stem(_anchors(packs, "idiom", entities)) if phrases else {},
        anchored=anchored,
        statements=bool(phrases),
        packs=packs,
        read=[None] * len(words),
        parsed={},
    )


def _finder(words: tuple[bytes, ...]) -> Callable[[bytes], list[tuple[int, int, int]]]:
    """The search for all words at once: (number, start, end) of the longest at each place. Built when first asked."""
    find: Callable[[bytes], list[tuple[int, int, int]]] | None = None

    def search(text: bytes) -> list[tuple[int, int, int]]:
        nonlocal find
        if find is None:
            from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

            kind = Implementation.DFA if len(words) < _DFA_LIMIT else Implementation.ContiguousNFA
            find = BytesAhoCorasick(
                words, matchkind=MatchKind.LeftmostLongest, implementation=kind
            ).find_matches_as_indexes
        return find(text)

    return search


def _by_stem(found: dict[str, list[tuple[int, int]]]) -> dict[bytes, list[tuple[int, int]]]:
    """The terms by their anchors alone, whatever the marks."""
    result: dict[bytes, list[tuple[int, int]]] = {}
    for form, terms in found.items():
        result.setdefault(form[:-1].encode("ascii"), []).extend(terms)
    return result


def _anchors(packs: Packs, kind: str, entities: frozenset[str] | None) -> dict[str, list[tuple[int, int]]]:
    """The terms of the statements looked for (or of the idioms that hide them) by anchor and its mark ("kanser*")."""
    found: dict[str, list[tuple[int, int]]] = {}
    for number, one in enumerate(packs.recognizers):
        if one.kind == kind and (entities is None or one.entity_type in entities):
            for place, forms in enumerate(one.anchors):
                for form in forms.split():
                    if form in found:
                        found[form].append((number, place))
                    else:
                        found[form] = [(number, place)]
    return found


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


def _inside(find: Callable[[bytes], list[tuple[int, int, int]]], phrase: bytes, masks: Sequence[int]) -> int:
    """The concepts of the words that a phrase is made of: who says "kart şifresi" speaks of a card."""
    found = 0
    for word in phrase.split():
        for number, _, _ in find(b" " + word + b" "):
            found |= masks[number]
    return found


def _chains(masks: Sequence[int], shorter: tuple[int, ...]) -> tuple[int, ...]:
    """For each pattern its concepts and those of all shorter ones that it begins with."""
    result: list[int] = []
    for mask, other in zip(masks, shorter, strict=True):
        result.append(mask | result[other] if other >= 0 else mask)
    return tuple(result)


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

    __slots__ = ("_checked", "_starts", "_within", "hits", "lexicon", "seen", "signs", "view")

    judged: Callable[[Rule, int, int], tuple[float, str]] | None = None
    """What the compiled twin has in the place of context.judge."""

    def __init__(self, lexicon: Lexicon, seen: View) -> None:
        self.view = seen
        self.lexicon = lexicon
        self._starts: list[int] | None = None
        self._within = -1
        self._checked: dict[int, tuple[int, int, int]] = {}
        self.signs = signs(seen.raw)
        lex, kinds, masks = seen.lex, lexicon.kinds, lexicon.masks
        self.hits: list[tuple[int, int, int]] = []
        keep = self.hits.append
        present = 0
        for hit in lexicon.find(lex):
            number, _, end = hit
            if kinds[number] and lex[end] != _BLANK:
                if kinds[number] == _WHOLE:
                    continue
                if not noun_ending(lex, end, lex.find(b" ", end)):
                    for inner in self._inner(hit):
                        keep(inner)
                        present |= masks[inner[0]]
                    continue
            keep(hit)
            present |= masks[number]
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

    def meaning(self, wanted: int) -> list[tuple[int, int, int]]:
        """(pattern, start, end of the word) of the hits that may mean a concept of `wanted`, their endings checked."""
        masks = self.lexicon.masks
        found = [self.hit(index) for index, hit in enumerate(self.hits) if masks[hit[0]] & wanted]
        return [one for one in found if one[0] >= 0]

    def of(self, seen: View) -> Words:
        """The words of another text, by the same lexicon."""
        return Words(self.lexicon, seen)

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
            number, start, end = self.hits[index]
            # The word ends right there, and is more than an anchor.
            if (
                self.view.lex[end] == _BLANK
                and self.view.raw[start - 1] != _APOSTROPHE
                and not self.lexicon.only[number]
            ):
                known = self._checked[index] = number, start, end - 1
            else:
                known = self._checked[index] = self.settle(number, start)
        return known

    def anchored(self) -> Iterator[tuple[int, Phrase]]:
        """(start, phrase) for each term of a statement that may stand here, its anchor at `raw[start]`.

        That its other words begin somewhere near is checked, how they end and where they stand is not.
        """
        lexicon, lex, raw = self.lexicon, self.view.lex, self.view.raw
        read = lexicon.read
        heads: set[bytes] = set()
        for number, start, _ in self.hits:
            proposers = read[number]
            if proposers is None:
                proposers = lexicon.proposing(number)
            for size, mark, always, beside, keys in proposers:
                end = start + size
                if mark == EXACT and lex[end] != _BLANK:
                    continue
                found = always
                if keys:
                    if not heads:
                        heads = {*_THREE(lex), *_TWO(lex)}
                    if not keys.isdisjoint(heads):
                        near = lex[max(0, start - NEAR) : start + NEAR]
                        here = [head for head in keys & heads if head in near]
                        if here:
                            found = (*always, *_beside(beside, here, near))
                if found and goes_on(mark, _rest(lex, raw, end)):
                    for phrase in found:
                        if not phrase.acronym or raw[start : end - 1].isupper():
                            yield start, phrase
            if lexicon.phrases[number]:
                yield from self._inside(number, start)

    def _inside(self, number: int, start: int) -> Iterator[tuple[int, Phrase]]:
        """What the later words of a phrase propose that a number's label is made of."""
        lexicon, lex = self.lexicon, self.view.lex
        inner = lexicon.words[number].find(b" ", 1)
        while inner >= 0:
            for found, _, _ in lexicon.find(lex[start + inner : lex.find(b" ", start + inner + 1) + 1]):
                for _, _, always, beside, _ in lexicon.proposing(found):
                    for phrase in (*always, *(one for ones in beside.values() for one in ones)):
                        yield start + inner, phrase
            inner = lexicon.words[number].find(b" ", inner + 1)

    def holds(self, wanted: int) -> bool:
        """Whether a concept of `wanted` may be anywhere in the text, inside of phrases too."""
        if self._within < 0:
            within = self.lexicon.within
            self._within = reduce(or_, [within[hit[0]] for hit in self.hits], 0)
        return bool(self._within & wanted)

    def around(self, start: int, end: int, reach: int, wanted: int) -> bool:
        """Whether a concept of `wanted` stands within `reach` raw characters of `raw[start:end]`."""
        if not self.holds(wanted):
            return False
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

    def near(self, start: int, end: int) -> tuple[int, int]:
        """The concepts that may name a number at `raw[start:end]`: those of the hits within a label's reach.

        And those together with what the hits, and the one before them that may be joined to the first ("VKN/TCKN"),
        may turn out to be.
        """
        hits, masks, chains = self.hits, self.lexicon.masks, self.lexicon.chains
        first = self.first_from(start - REACH)
        mask, chain = 0, chains[hits[first - 1][0]] if first else 0
        for number, _, _ in hits[first : self.first_from(end + AFTER)]:
            mask |= masks[number]
            chain |= chains[number]
        return mask, chain

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
        words, exact, shorter, only = self.lexicon.words, self.lexicon.exact, self.lexicon.shorter, self.lexicon.only
        if start > 1 and lex[start - 1] != _BLANK and self.view.raw[start - 1] == _APOSTROPHE:
            return -1, start, start  # an ending after its apostrophe ("TC'm") is no word
        while number >= 0:
            end = start + len(words[number])
            stop = lex.find(b" ", end)
            if not only[number] and (stop == end or (not exact[number] and noun_ending(lex, end, stop))):
                return number, start, stop - 1
            number = shorter[number]
        return -1, start, start


def _beside(beside: dict[bytes, tuple[Phrase, ...]], heads: Iterable[bytes], near: bytes) -> Iterable[Phrase]:
    """The phrases of which every other word may begin in `near`, each once."""
    found = {id(one): one for head in heads for one in beside[head]}
    return [
        one
        for one in found.values()
        if len(one.needs) < 2 or all(any(head in near for head in needed) for needed in one.needs)
    ]


def _rest(lex: bytes, raw: bytes, end: int) -> bytes:
    """What follows a stem that ends before `lex[end]`, with an ending behind an apostrophe."""
    stop = lex.find(b" ", end)
    rest = lex[end:stop]
    if stop <= len(raw) and raw[stop - 1 : stop] == b"'":
        rest += lex[stop + 1 : lex.find(b" ", stop + 1)]
    return rest


def term_candidates(rules: Rules, words: Words, out: list[Candidate]) -> None:
    """Appends the terms of the packs that stand in the text, endings included in the span."""
    terms = words.lexicon.terms
    for number, start, end in words.meaning(words.lexicon.term_bit):
        for rule in terms[number]:
            chosen = rules.packs.recognizers[rule]
            if chosen.kind == "terms":
                out.append(Candidate(start, end, chosen.score.alone or 0.0, rule, ("term",)))
