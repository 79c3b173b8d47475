"""Names of persons, told by lists, by how they are written, and by the words beside them.

A text without a word of the lists and without a word that stands beside names costs one look at its words. Otherwise
each such word is a seed: from it the name is grown to both sides, then signs are added up, for and against:

- the words of the name: a name and nothing else, an ordinary word as well, unknown; capitals;
- what stands before it: a field's name, a title, "adım", "annem", "Sayın";
- what stands behind it: "Bey", "adına", a case ending behind its apostrophe;
- where it stands: alone on a line, behind "Saygılarımla", before the colon of a chat;
- against it: "Caddesi", "Holding", "Parkı" behind it, the name of a public figure.

The sum chooses one of the scores of the rule (recognizers/names.toml). A name never takes another finding's place.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from kvkkscan.detect.candidate import Candidate
from kvkkscan.detect.names import GIVEN, SHARED, SURNAME, frequent, made, public_names
from kvkkscan.detect.namesigns import SOME_SIGN, SURE_SIGN, plausible, sign_before, sign_behind, sign_of_place, strength
from kvkkscan.detect.namewords import (
    BEN,
    CALLED,
    CAPITALS,
    CLOSING,
    FIELD,
    FOR,
    HONOUR,
    KIN,
    LOWER,
    NAME,
    NEVER,
    ORDINARY,
    ROLE,
    SAID,
    SOFT,
    TITLE,
    UPPER,
    Token,
    clause_ends,
    is_thing,
    next_word,
    part_of_other,
    token_at,
    word_before,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kvkkscan.detect.namewords import Beside
    from kvkkscan.detect.rules import Rules
    from kvkkscan.detect.terms import Words
    from kvkkscan.detect.view import View

_INTRODUCES = FIELD | SOFT | SAID | TITLE | BEN | ROLE
_ENDS = (b".", b",", b":", b";", b"!", b"?", b")")
_ALWAYS = FOR | HONOUR | KIN
_LONGEST = 5  # words of a name
_ENOUGH = (5.5, 3.0, 2.4)  # points for the scores "labelled", "alone" and "elsewhere" of a rule
_HYPHEN = 45


def person_candidates(rules: Rules, words: Words, out: list[Candidate], threshold: float) -> None:
    """Appends the names of persons in one text, those left out that overlap what was found before."""
    beside = rules.persons()
    seen = words.view
    met = beside.seeds.intersection(seen.lex.split())
    if not met:
        return
    taken = sorted((one.start, one.end) for one in out if one.score >= threshold)
    last = 0
    for place in _places(beside, seen, met):
        for core in _cores(beside, seen, place):
            if core.start < last:
                continue
            found = _judged(rules, beside, seen, core)
            if found:
                last = found.end
                if not _overlaps(taken, found.start, found.end):
                    out.append(found)


def _overlaps(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether one of the sorted stretches meets `start:end`."""
    index = bisect_left(taken, (end, 0))
    return any(stop > start for _, stop in taken[max(0, index - 8) : index])


def _places(beside: Beside, seen: View, met: Iterable[bytes]) -> list[int]:
    """Where the seeds stand that are worth a closer look, in the order of the text."""
    found = []
    lex, known = seen.lex, beside.known
    for word in met:
        flags = known[word]
        pattern = b" " + word + b" "
        place = lex.find(pattern)
        while place >= 0:
            if flags & _ALWAYS or _worth(known, seen, place, place + len(word), flags):
                found.append(place)
            place = lex.find(pattern, place + 1)
    found.sort()
    return found


def _worth(known: dict[bytes, int], seen: View, start: int, end: int, flags: int) -> bool:
    """Whether a seed that is an ordinary word may have to do with a name here; most do not, and cost no more."""
    raw, lex = seen.raw, seen.lex
    if flags & NAME and not flags & ORDINARY:
        return True
    after = raw[end : end + 2]
    capital = after[1:2] in CAPITALS and after[:1] == b" "
    initial = raw[start - 2 : start] == b". " or (after[:1] == b" " and raw[end + 2 : end + 3] == b".")
    if flags & NAME and raw[start : start + 1] in CAPITALS and (capital or initial or after[:1] != b" "):
        return True
    if flags & GIVEN and raw[start - 2 : start - 1] in _ENDS:  # "... gelmedi. umut yaman"
        return bool(known.get(lex[end + 2 : lex.find(b" ", end + 2)], 0) & SURNAME) and after[:1] == b" "
    if not flags & _INTRODUCES:
        return False
    if capital or after[:1] not in (b" ", b",", b".", b""):
        return True
    return bool(known.get(lex[end + 2 : lex.find(b" ", end + 2)], 0) & NAME) if after[:1] == b" " else after == b". "


def _cores(beside: Beside, seen: View, place: int) -> Iterator[Token]:
    """The words near a seed that may be the first to be sure of in a name."""
    seed = token_at(beside, seen, place)
    if seed is None or part_of_other(seen.raw, seed):
        return
    flags = seed.flags
    if flags & (FOR | HONOUR | KIN):
        core = word_before(beside, seen, seed.start)
        if core and (core.case or core.flags & NAME) and not (flags & KIN and not core.flags & NAME):
            yield core
    if (
        flags & NAME
        and (seed.case or not flags & ORDINARY or seen.raw[seed.start - 2 : seed.start - 1] in _ENDS)
        and len(seed.word) > 1
    ):
        yield seed
    if flags & (FIELD | SOFT) and (value := _AFTER_FIELD(seen.raw, seed.end)):
        core = token_at(beside, seen, value.end())
        if core:
            yield core
    if flags & (SAID | BEN | TITLE | FIELD | SOFT | ROLE):
        core = next_word(beside, seen, seed.end + (flags & TITLE > 0 and seen.raw[seed.end : seed.end + 1] == b"."))
        if core and (core.case or core.flags & NAME or seed.word.startswith(b"soy")) and len(core.word) > 1:
            yield core


_AFTER_FIELD = re.compile(rb"[\"']?(?: ?\([^()\n]{1,14}\))? ?(?:[:=>]{1,2}|\n) ?[\"'(*-]{0,2}").match


def _grown(beside: Beside, seen: View, core: Token, *, flat: bool, sure: bool) -> list[Token]:
    """The words of the name around `core`.

    `flat`: capitals mean nothing here. `sure`: what stands before it names a person.
    """
    name = [core]
    while len(name) < _LONGEST:
        added = _right(beside, seen, name, flat=flat, sure=sure)
        if added is None:
            break
        name.append(added)
        if seen.raw[added.end : added.end + 1] == b"'" or added.end < seen.lex.find(b" ", added.start + 1) - 1:
            break
    while len(name) < _LONGEST:
        added = _left(beside, seen, name, flat=flat, sure=sure)
        if added is None:
            break
        name.insert(0, added)
    return name


def _right(beside: Beside, seen: View, name: list[Token], *, flat: bool, sure: bool) -> Token | None:
    """The word that a name goes on with, an ending left out of it; None where it ends."""
    raw, last = seen.raw, name[-1]
    if raw[last.end : last.end + 1] == b"'":
        return None
    word = next_word(beside, seen, last.end)
    if (
        word is None
        and raw[last.end : last.end + 1] in (b"-", b".")
        and (last.end - last.start == 1 or raw[last.end] == _HYPHEN)
    ):
        word = token_at(beside, seen, last.end + 1) or next_word(beside, seen, last.end + 1)
    if word is None or part_of_other(raw, word):
        return None
    capital = word.case > 0 and not flat
    if len(word.word) == 1:  # an initial
        return word if raw[word.end : word.end + 1] == b"." and (capital or not name[0].case) else None
    if word.flags & _STOPS and not (capital and word.flags & NAME and not word.flags & (HONOUR | KIN)):
        return None
    if not flat and (name[0].case > 0) != capital and not (capital and word.flags & NAME and name[0].flags & NAME):
        return None
    if word.flags & NAME:
        plain = not word.flags & ORDINARY or (word.flags & SURNAME and word.word not in frequent())
        if capital or plain or sure or clause_ends(raw, word.end):
            return word
        return None
    if is_thing(beside, word, capital=capital):
        return None
    stem = None if capital else _stem(beside, word)
    if stem:
        return stem
    if made(word.word, beside.begins, beside.ends):
        return word
    if word.word in frequent() and not (capital and sure):
        return None
    if capital:
        return word
    if len(name) > 1 or not name[0].flags & GIVEN:
        return None
    after = next_word(beside, seen, word.end)
    named = after is not None and after.flags & (FOR | HONOUR)
    return word if named or (sure and clause_ends(raw, word.end)) else None


_STOPS = HONOUR | KIN | FOR | SAID | TITLE | CALLED | NEVER | ROLE
_CASE = re.compile(rb"(?:n?[iu]n|[yn]?[aeiu]|[dt][ae]n?|y?l[ae]|[iu]m|[dt][iu]r)").fullmatch


def _stem(beside: Beside, word: Token) -> Token | None:
    """A name that is written with an ending and no apostrophe ("yılmazın"), without its ending."""
    for size in range(len(word.word) - 1, 3, -1):
        flags = beside.known.get(word.word[:size], 0)
        if flags & NAME and not flags & ORDINARY and _CASE(word.word, size):
            return Token(word.start, word.start + size, word.word[:size], flags, word.case)
    return None


def _left(beside: Beside, seen: View, name: list[Token], *, flat: bool, sure: bool) -> Token | None:
    """The word before a name that belongs to it."""
    first = name[0]
    initial = _INITIAL(seen.raw, max(0, first.start - 4), first.start)
    if initial and first.case:
        return token_at(beside, seen, initial.start(1))
    word = word_before(beside, seen, first.start) or word_before(beside, seen, first.start, b"-")
    if (
        word is None
        or len(word.word) == 1
        or (
            word.flags & (_STOPS & ~NEVER | FIELD | BEN | CLOSING)
            and not (word.flags & GIVEN and word.flags & ROLE and word.case)
        )
    ):
        return None
    if part_of_other(seen.raw, word):
        return None
    capital = word.case > 0 and not flat
    if first.case and not flat and not capital:
        return None
    if word.flags & GIVEN:
        return word if capital or not word.flags & SHARED else None
    if word.flags & NEVER or not capital or word.word in frequent():
        return None
    if first.flags & SURNAME and not first.flags & GIVEN and (sure or not first.flags & SHARED):
        return word
    return word if sure and not first.flags & GIVEN else None


_INITIAL = re.compile(rb"(?<![A-Za-z0-9.\x80-\xff])([A-Z\xc7\xd0\xd6\xdc\xdd\xde])\. ?$").search


def _judged(rules: Rules, beside: Beside, seen: View, core: Token) -> Candidate | None:
    """The candidate of the name around `core`; None where too little speaks for one."""
    flat = _shouting(seen.raw, core)
    ahead = sign_before(beside, seen, core)
    name = _grown(beside, seen, core, flat=flat, sure=ahead.points >= SOME_SIGN)
    first, last = name[0], name[-1]
    if first is not core:
        ahead = sign_before(beside, seen, first)
    behind = sign_behind(beside, seen, last, capital=first.case > 0 and not flat)
    line = sign_of_place(beside, seen, name)
    if not plausible(beside, seen, name, ahead, behind, flat=flat):
        return None
    points = strength(beside, seen, name, flat=flat) + behind.points
    points += max(ahead.points, line.points) if ahead.points >= 0 else ahead.points
    if _is_public(beside, seen, name):
        points -= 4 if ahead.points + max(behind.points, 0) >= SURE_SIGN else 9  # a customer may be called so, too
    shape = max((ahead, behind, line), key=lambda sign: sign.points).shape
    shape = shape or ("person-full" if len(name) > 1 else "person-given")
    if shape not in rules.shapes:
        return None
    rule = rules.shapes[shape][0]
    scores = rule.recognizer.score
    for least, score in zip(_ENOUGH, (scores.labelled, scores.alone or 0.0, scores.elsewhere), strict=True):
        if points >= least:
            return Candidate(first.start, last.end, score, rule.index, (f"name:{shape[7:]}",))
    return None


def _is_public(beside: Beside, seen: View, name: list[Token]) -> bool:
    """Whether the words, with the next one or without, are a name that is no customer's: "Ayşe Kadın" of the beans."""
    words = b" ".join([one.word for one in name])
    after = next_word(beside, seen, name[-1].end)
    return words in public_names() or (after is not None and words + b" " + after.word in public_names())


def _shouting(raw: bytes, core: Token) -> bool:
    """Whether the text around a word is written in capitals, so that a capital says nothing."""
    around = raw[max(0, core.start - 50) : core.start] + raw[core.end : core.end + 50]
    capitals = len(around) - len(around.translate(None, UPPER))
    return core.case == 2 and capitals > 6 and capitals > len(around) - len(around.translate(None, LOWER))
