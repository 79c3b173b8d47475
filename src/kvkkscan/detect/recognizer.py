"""What a pack says, once it is checked: recognizers, the concepts beside them, and a user's own labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# How a concept's words bear on a number beside them (context.py).
WEIGHTS = ("strong", "weak", "aside", "list")
KINDS = ("number", "terms", "statement", "idiom", "pattern", "shape")
# How plainly a term of a statement tells: by itself, with a cue beside it, or never without two.
STRENGTHS = ("plain", "cue", "weak")
SHAPES = (
    "address", "bank-branch", "birth-year", "card-code", "card-expiry", "card-expiry-part", "card-pin",
    "card-track", "date", "date-after-name", "date-beside", "email", "iban", "ip", "letters-digits", "mrz",
    "person-field", "person-full", "person-given", "person-line", "person-role", "person-said", "person-title", "plate",
)  # fmt: skip

DATE_DIGITS = frozenset((1, 2, 4, 6, 8))  # that a group of a date may have
BESIDE = ("TR_NATIONAL_ID", "TR_PASSPORT")  # with which a date of birth stands in one row
CARD_COMPANIONS = ("card-expiry", "card-expiry-part", "card-code", "card-pin")  # shapes read beside a card or its word

# The unit words of an address are the concepts "address-" + one of these; every address has one of the first four.
ADDRESS_PARTS = ("area", "street", "house", "block", "number", "inner")
LEADING_PARTS = ADDRESS_PARTS[:4]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Concept:
    """Words that mean one thing beside a number. `words` take Turkish endings, `exact` stand as they are."""

    id: str
    words: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    weight: str = "strong"
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Label:
    """A user's own label: its group decides which policy action meets it; `placeholder` is (Turkish, English)."""

    id: str
    group: str
    placeholder: tuple[str, str]
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Score:
    """0..1. `alone`: no naming word in sight (None: a label is required). `labelled`: its own label is nearest.

    `elsewhere`: another number's label is nearest.
    """

    alone: float | None = None
    labelled: float = 0.9
    elsewhere: float = 0.3


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Recognizer:
    """One entry of a pack, checked; see docs/packs.md for what each key means to whom.

    `anchors`: for each term of a statement or idiom the folded forms of the word that it is looked for by, one string.
    """

    id: str
    entity_type: str
    group: str
    kind: str
    score: Score
    shape: str = ""
    digits: tuple[int, ...] = ()
    starts: tuple[tuple[int, int], ...] = ()
    check: str = ""
    groupings: frozenset[tuple[int, ...]] = frozenset()
    strict_grouping: bool = False
    labels: tuple[str, ...] = ()
    neutral: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    reach: int = 45
    terms: Sequence[str] = ()
    strength: str = "plain"
    anchors: Sequence[str] = ()
    pattern: str = ""
    keywords: tuple[str, ...] = ()
    time_limit: float = 0.5
    finds: tuple[str, ...] = ()
    ignores: tuple[str, ...] = ()
    file: str = ""
    line: int = 0
