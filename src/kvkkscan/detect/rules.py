"""Recognizers made ready for the hot path: concept masks instead of names, functions instead of check ids."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import accumulate
from operator import or_
from typing import TYPE_CHECKING, TypeAlias

from kvkkscan.detect.checks import CHECKS
from kvkkscan.detect.context import Naming, judge, naming
from kvkkscan.detect.recognizer import ADDRESS_PARTS, BESIDE, CARD_COMPANIONS, DATE_DIGITS, LEADING_PARTS
from kvkkscan.detect.terms import Lexicon, build, fold
from kvkkscan.errors import Unscannable
from kvkkscan.resources import resource_dir

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from kvkkscan.detect.candidate import Candidate
    from kvkkscan.detect.evidence import TextStems, WordClasses
    from kvkkscan.detect.namewords import Beside
    from kvkkscan.detect.packs import Packs
    from kvkkscan.detect.recognizer import Recognizer
    from kvkkscan.detect.terms import Words


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Rule:
    """A recognizer with its concepts as bit masks. `own` labels lift it; of `wanted` concepts the nearest decides."""

    index: int
    recognizer: Recognizer
    own: int
    wanted: int
    near: int
    never: int
    against: int
    check: Callable[[str], bool] | None
    match: Callable[[bytes, int], re.Match[bytes] | None] | None
    heads: bytes
    required: bool
    international: bool

    def begins(self, digits: str) -> bool:
        """Whether the first four digits fall into one of the `starts` ranges (any, where there are none)."""
        return not self.heads or bool(self.heads[int(digits[:4].ljust(4, "0"))])


_DIGITS_FIRST = re.compile(r"(?:^|\|)\[0-9").search  # a pattern of a code that may begin with digits
_TABLES = 256  # tables kept: as many sets of labels as texts commonly hold
_LONGEST = 64  # digits of a run that are told apart by their number
# first two digits -> number of digits -> rules
Table: TypeAlias = "dict[str, dict[int, tuple[Rule, ...]]]"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Rules:
    """Everything that a scan needs, built once: the lexicon and the rules by how they are reached.

    `walk`: whether plates, codes with letters, IP addresses, old dates are looked for on the walk over the digits.
    """

    packs: Packs
    lexicon: Lexicon
    names: Naming
    all: tuple[Rule, ...]
    table: Callable[[int], Table]
    international: Table
    shapes: dict[str, tuple[Rule, ...]]
    walk: tuple[bool, bool, bool, bool]
    patterns: tuple[Rule, ...]
    required_mask: int
    digits_first_mask: int
    needed: tuple[int, ...]
    needed_upto: tuple[int, ...]
    date_mask: int
    longest: int
    term_mask: int
    checked_mask: int
    mail_mask: int
    mail_near_mask: int
    at_objects: frozenset[bytes]
    ip_mask: int
    network_mask: int
    spoken_mask: int
    card_mask: int
    cards: frozenset[int]
    beside: frozenset[int]
    beside_mask: int
    address_mask: int
    address_masks: dict[str, int]
    address_stops: frozenset[bytes]
    address_stems: tuple[bytes, ...]
    address_names: frozenset[bytes]
    units: frozenset[bytes]
    evidence: Callable[[], tuple[WordClasses, TextStems]]
    persons: Callable[[], Beside]
    has_persons: bool

    def has_card(self, candidates: Iterable[Candidate]) -> bool:
        """Whether a card number is among them, and something that stands beside one is looked for."""
        return bool(self.cards) and not self.cards.isdisjoint([candidate.rule for candidate in candidates])

    def address_stop(self, folded: bytes) -> bool:
        """Whether a folded word ends the name of a street when read leftwards."""
        return folded in self.address_stops or folded.startswith(self.address_stems)

    def score(self, rule: Rule, words: Words, start: int, end: int) -> tuple[float, str]:
        """(score, reason) of a candidate of `rule` at `raw[start:end]`, from the words beside it."""
        if words.judged:
            return words.judged(rule, start, end)
        return judge(words, start, end, rule, self.names)


def compile_rules(packs: Packs, entities: frozenset[str] | None = None) -> Rules:
    """The rules of `packs`, those of other labels than `entities` left out (None: all)."""
    lexicon = build(packs, entities)
    names = naming(packs, lexicon.bits)
    rules = tuple(
        _rule(index, recognizer, lexicon.bits, names)
        for index, recognizer in enumerate(packs.recognizers)
        if entities is None or recognizer.entity_type in entities or _needed(recognizer, entities)
    )
    numbers = [rule for rule in rules if rule.recognizer.kind == "number"]
    shapes: dict[str, list[Rule]] = {}
    for rule in rules:
        if rule.recognizer.kind == "shape":
            shapes.setdefault(rule.recognizer.shape, []).append(rule)
    needed = [_needed_for(length, numbers, _own(shapes.get("date", ()))) for length in range(_LONGEST)]
    upto = list(accumulate(needed, or_))
    units = {kind: lexicon.bits.get("address-" + kind, 0) for kind in ADDRESS_PARTS}
    codes = "iban" in shapes or "letters-digits" in shapes
    return Rules(
        packs=packs,
        lexicon=lexicon,
        names=names,
        all=rules,
        table=lru_cache(_TABLES)(partial(_table_for, numbers)),
        international=_table(rule for rule in numbers if rule.international),
        shapes={shape: tuple(found) for shape, found in shapes.items()},
        walk=("plate" in shapes, codes, "ip" in shapes, "date-after-name" in shapes or "date-beside" in shapes),
        patterns=tuple(rule for rule in rules if rule.recognizer.kind == "pattern"),
        required_mask=_own(rule for rule in (*numbers, *shapes.get("date", ())) if rule.required),
        digits_first_mask=_own(
            rule
            for rule in shapes.get("letters-digits", ())
            if rule.required and _DIGITS_FIRST(rule.recognizer.pattern)
        ),
        needed=tuple(needed),
        needed_upto=tuple(upto),
        date_mask=_own(shapes.get("date", ())),
        evidence=lru_cache(1)(partial(_evidence, packs)),
        persons=lru_cache(1)(partial(_persons, packs)),
        has_persons=any(shape.startswith("person-") for shape in shapes),
        longest=max((length for rule in numbers for length in rule.recognizer.digits), default=0),
        term_mask=lexicon.term_bit if any(rule.recognizer.kind == "terms" for rule in rules) else 0,
        checked_mask=_own(rule for rule in rules if rule.check),
        mail_mask=_own(shapes.get("email", ())),
        mail_near_mask=lexicon.bits.get("mail-near", 0),
        at_objects=frozenset(_folded(packs, "verb-object", "exact")),
        ip_mask=(_own(shapes["ip"]) | lexicon.bits.get("dot-word", 0)) if "ip" in shapes else 0,
        network_mask=lexicon.bits.get("network", 0),
        spoken_mask=lexicon.bits.get("digit-word", 0) if numbers else 0,
        card_mask=_own(rule for shape in CARD_COMPANIONS for rule in shapes.get(shape, ())),
        cards=_of(packs, ("CREDIT_CARD",)) if any(shape in shapes for shape in CARD_COMPANIONS) else frozenset(),
        beside=_of(packs, BESIDE),
        beside_mask=_own(shapes.get("birth-year", ())),
        address_mask=sum(units[kind] for kind in LEADING_PARTS) if "address" in shapes else 0,
        address_masks=units,
        address_stops=frozenset(_folded(packs, "address-stop", "exact")),
        address_stems=tuple(_folded(packs, "address-stop", "words")),
        units=frozenset(_folded(packs, "quantity-unit", "exact")),
        address_names=frozenset(_folded(packs, "address-name", "exact")),
    )


def _of(packs: Packs, labels: Iterable[str]) -> frozenset[int]:
    """The numbers of the recognizers of some labels."""
    return frozenset(number for number, known in enumerate(packs.recognizers) if known.entity_type in labels)


def _own(rules: Iterable[Rule]) -> int:
    """All labels of some rules."""
    mask = 0
    for rule in rules:
        mask |= rule.own
    return mask


def _needed_for(length: int, rules: Iterable[Rule], dates: int) -> int:
    """The labels without which a number of so many digits is nothing."""
    mask = _own(rule for rule in rules if rule.required and length in rule.recognizer.digits)
    return mask | dates if length in DATE_DIGITS else mask


def _table_for(numbers: Sequence[Rule], labels: int) -> Table:
    """The table of those rules that need no label, or one of `labels` (a mask): what a text with these may hold."""
    return _table(rule for rule in numbers if not rule.international and (not rule.required or rule.own & labels))


def _table(rules: Iterable[Rule]) -> Table:
    """Number rules by their first two digits and their length."""
    table: dict[str, dict[int, list[Rule]]] = {}
    for rule in rules:
        starts = rule.recognizer.starts or ((0, 9999),)
        for head in {head for low, high in starts for head in range(low // 100, high // 100 + 1)}:
            lengths = table.setdefault(f"{head:02}", {})
            for length in rule.recognizer.digits:
                lengths.setdefault(length, []).append(rule)
    return {head: {length: tuple(found) for length, found in lengths.items()} for head, lengths in table.items()}


def _folded(packs: Packs, concept: str, kind: str) -> Iterable[bytes]:
    """The folded words of a concept."""
    return (
        fold(word).encode("ascii") for known in packs.concepts if known.id == concept for word in getattr(known, kind)
    )


def _needed(recognizer: Recognizer, entities: frozenset[str]) -> bool:
    """Card numbers are looked for where only their companions are asked for: those stand beside a card."""
    return recognizer.entity_type == "CREDIT_CARD" and bool(entities & {"CARD_CVV", "CARD_EXPIRY", "CARD_PIN"})


def _evidence(packs: Packs) -> tuple[WordClasses, TextStems]:
    """The word classes of the packs, worked out when the first statement is weighed."""
    from kvkkscan.detect.evidence import text_stems, word_classes

    known = word_classes(packs)
    return known, text_stems(known)


def _persons(packs: Packs) -> Beside:
    """Names and the words beside them, worked out when the first text is looked at."""
    from kvkkscan.detect.namewords import words_beside

    return words_beside(packs)


def _rule(index: int, recognizer: Recognizer, bits: dict[str, int], names: Naming) -> Rule:
    own = _mask(recognizer.labels, bits)
    # Who needs a label is not swayed by words that may name anything ("müşteri: ...").
    naming = names.strong if recognizer.score.alone is None else names.strong | names.weak
    return Rule(
        index=index,
        recognizer=recognizer,
        own=own,
        wanted=(naming & ~_mask(recognizer.neutral, bits)) | own | _mask(recognizer.against, bits),
        near=_mask(recognizer.near, bits),
        never=_mask(recognizer.never, bits),
        against=_mask(recognizer.against, bits),
        check=CHECKS[recognizer.check] if recognizer.check else None,
        match=_matcher(recognizer) if recognizer.shape == "letters-digits" else None,
        heads=_heads(recognizer.starts),
        required=recognizer.score.alone is None,
        international=recognizer.check == "e164",
    )


def _matcher(recognizer: Recognizer) -> Callable[[bytes, int], re.Match[bytes] | None]:
    """The pattern of a code; a user's own runs under its time limit, those that ship are known to be quick."""
    pattern = recognizer.pattern.encode()
    if recognizer.file.startswith(str(resource_dir("recognizers"))):
        return re.compile(pattern).match
    import regex  # heavy, and only users' packs need it

    compiled = regex.compile(pattern)

    def match(raw: bytes, place: int) -> re.Match[bytes] | None:
        try:
            found: re.Match[bytes] | None = compiled.match(raw, place, timeout=recognizer.time_limit)
        except TimeoutError:
            raise Unscannable("unscannable-pattern", recognizer=recognizer.id, seconds=recognizer.time_limit) from None
        return found

    return match


def _heads(starts: Iterable[tuple[int, int]]) -> bytes:
    """A flag for each of the 10,000 first four digits; empty where two digits tell (the table looks those up)."""
    if all(low % 100 == 0 and high % 100 == 99 for low, high in starts):
        return b""
    flags = bytearray(10_000)
    for low, high in starts:
        flags[low : high + 1] = b"\1" * (high + 1 - low)
    return bytes(flags)


def _mask(names: Iterable[str], bits: dict[str, int]) -> int:
    mask = 0
    for name in names:
        mask |= bits[name]
    return mask
