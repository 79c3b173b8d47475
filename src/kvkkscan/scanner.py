"""Scanner: text -> findings. Built once, then reused; safe to share between threads."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, cached_property, lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kvkkscan.detect._native import core_for
from kvkkscan.detect.chunks import LONG, pieces
from kvkkscan.detect.packs import Packs, load_packs
from kvkkscan.detect.resolve import choose, findings
from kvkkscan.detect.rules import compile_rules
from kvkkscan.detect.signs import AT, COLONS, DOTS, FIELDS, FILLERS, TRACK
from kvkkscan.detect.terms import Words, term_candidates
from kvkkscan.detect.view import view, without
from kvkkscan.errors import KvkkscanError
from kvkkscan.placeholders import CARD_SECRETS, placeholder_spans
from kvkkscan.values import identity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from kvkkscan.detect.candidate import Candidate
    from kvkkscan.detect.explain import Explanation
    from kvkkscan.detect.view import View
    from kvkkscan.feeds import Feed
    from kvkkscan.finding import Finding

_PERSON_FIELD = "name-field"  # of recognizers/names.toml

BALANCED, STRICT = 0.5, 0.35
"""Thresholds of the two operating points: strict misses less and asks more."""

LEVELS = FAST, FULL = "fast", "full"


class Scanner:
    """Finds personal data in text.

    Args:
        level: "full" (rules, and the labeller of `models/` over all words) or "fast" (rules, and a scorer round terms).
        entities: labels to look for; None for all.
        packs: folders of a user's own packs, read after those that ship; or packs that are already loaded.
        threshold: findings below this score are left out (`BALANCED`, `STRICT`, or any number in 0..1).
        allow: values of the host's own that are no findings, however they are written (`values.identity`, as in a
            policy's allow entries); card codes, PINs and tracks are findings all the same.
        feeds: recognizers of others whose findings stand among these (feeds.py, integrations/presidio.py).

    Raises:
        PackError: a pack is faulty. KvkkscanError: an unknown label or level, a threshold outside 0..1.
    """

    def __init__(
        self,
        *,
        level: str = FULL,
        entities: Iterable[str] | None = None,
        packs: Sequence[str | Path] | Packs = (),
        threshold: float = BALANCED,
        allow: Iterable[str] = (),
        feeds: Sequence[Feed] = (),
    ) -> None:
        if level not in LEVELS:
            raise KvkkscanError("level-unknown", level=level)
        if not 0 <= threshold <= 1:
            raise KvkkscanError("threshold-range")
        self.packs = packs if isinstance(packs, Packs) else load_packs(tuple(Path(folder) for folder in packs))
        self.entities = frozenset(entities) if entities is not None else None
        self._feeds = tuple(feeds)
        known = self.packs.labels.keys() | {label for feed in self._feeds for label in feed.labels}
        for label in self.entities or ():
            if label not in known:
                raise KvkkscanError("label-unknown", name=label)
        self.threshold = threshold
        self.placeholders = self.packs.placeholders
        self.level = level
        labelled = {one.entity_type for one in self.packs.recognizers if one.shape == "labelled"}
        self._full = level == FULL and bool(labelled if self.entities is None else labelled & self.entities)
        # The labeller weighs all that stands in a text, whatever is asked for.
        self._rules = compile_rules(self.packs, None if self._full else self.entities)
        self._core = core_for(self._rules)
        self._allow = tuple(allow)
        self._allowed: dict[str, frozenset[str]] = {}

    @cached_property
    def packs_digest(self) -> str:
        """SHA-256 of the packs and weights in use; it stands in every record."""
        return self.packs.digest(("statements.json", "labeller.bin") if self._full else ("statements.json",))

    @cached_property
    def by_rules(self) -> Scanner:
        """The same at level "fast": what it finds depends on the words close by, not on all that stands around."""
        if self.level == FAST:
            return self
        given = {"entities": self.entities, "threshold": self.threshold, "allow": self._allow, "feeds": self._feeds}
        return Scanner(level=FAST, packs=self.packs, **given)  # type: ignore[arg-type] # as they were given to this one

    def scan(self, text: str) -> list[Finding]:
        """The findings in `text`, in order, none overlapping another.

        Raises:
            Unscannable: a user's pattern ran out of its time limit.
        """
        if len(text) <= LONG:
            found = self._found(text)
        else:
            found = [one for piece in pieces(text) for one in piece.own(self._found(piece.text, piece.offset))]
        if self._feeds:
            from kvkkscan.feeds import fed

            spans = placeholder_spans(text, self.placeholders)
            found = fed(text, found, self._feeds, self.threshold, self.entities, spans)
        if self._allow:
            found = [one for one in found if not self._allows(one.entity_type, text[one.start : one.end])]
        return found

    def _allows(self, entity_type: str, value: str) -> bool:
        """Whether the host allows this value."""
        if entity_type in CARD_SECRETS:
            return False
        known = self._allowed.get(entity_type)
        if known is None:
            known = frozenset(filter(None, (identity(entity_type, own) for own in self._allow)))
            self._allowed[entity_type] = known
        return identity(entity_type, value) in known

    def explain(self, text: str, lang: str = "en") -> list[Explanation]:
        """Every candidate in `text`, the dropped ones included, with its reasons in `lang` ("tr" or "en").

        Raises:
            Unscannable: as `scan`.
        """
        from kvkkscan.detect.explain import Explanation, sentences

        result = []
        kept = {(one.start, one.end, one.recognizer) for one in self.scan(text)}
        for piece in pieces(text):
            seen = self._view(piece.text)
            out = list(dict.fromkeys(self._candidates(self._words(seen))))
            every = findings(
                self._rules, seen, sorted(out, key=lambda one: (one.start, -one.score)), self.entities, piece.offset
            )
            for one in piece.own(every):
                stays = (one.start, one.end, one.recognizer) in kept
                words = sentences(one, self.packs.concepts, lang, kept=stays, threshold=self.threshold)
                result.append(Explanation(replace(one), stays, words))
        return result

    def concepts(self, text: str) -> frozenset[str]:
        """The ids of the packs' concepts whose words stand in `text`: what a label like this names."""
        words = self._words(view(text))
        mask = 0
        for number, _, _ in map(words.hit, range(len(words.hits))):
            mask |= words.lexicon.masks[number] if number >= 0 else 0
        found = {name for name, bit in words.lexicon.bits.items() if mask & bit}
        if self._rules.has_persons and _reader("namesigns", "names_person")(self._rules.persons(), text):
            found.add(_PERSON_FIELD)
        return frozenset(found)

    def _found(self, text: str, offset: int = 0) -> list[Finding]:
        """The findings in a text of ordinary length, or in a piece that begins at `offset` of a longer one."""
        seen = self._view(text)
        out = self._candidates(self._words(seen))
        if not out:
            return []
        return findings(self._rules, seen, choose(out, self.threshold), self.entities, offset)

    def _view(self, text: str) -> View:
        """The view of `text`; placeholders in it are neither found nor count as words beside a number."""
        if type(text) is not str:  # a subclass (Django's SafeString): the compiled core takes the plain ones
            text = str.__str__(text)
        seen = self._core.view(text) if self._core else view(text)
        if "[" in text:
            spans = placeholder_spans(text, self.placeholders)
            if spans:
                return without(seen, spans)
        return seen

    def _words(self, seen: View) -> Words:
        """The words that the packs know in a text, the names of fields among them."""
        words = self._core.words(seen) if self._core else Words(self._rules.lexicon, seen)
        if words.signs & FIELDS:
            _reader("keys", "name_fields")(words)
        return words

    def _candidates(self, words: Words) -> list[Candidate]:
        """What all recognizers propose, overlaps and all."""
        out = self._by_rules(words, statements=not self._full)
        if self._full:
            told: list[Candidate] = list(out)
            self._statements(words, told)
            _reader("labeller", "labelled_candidates")(self._rules, words, out, told[len(out) :], self._core)
        return out

    def _statements(self, words: Words, out: list[Candidate]) -> None:
        """Appends the statements that terms and their scorer propose."""
        if words.seen & self._rules.lexicon.anchored:
            if self._core:
                self._core.statements(words, out)
            else:
                _reader("statements", "statement_candidates")(self._rules, words, out)

    def _by_rules(self, words: Words, *, statements: bool) -> list[Candidate]:  # noqa: C901, PLR0912 - the walk
        """What rules propose, without or with statements. Readers that few texts need are loaded when one does."""
        rules, seen, signs = self._rules, words.seen, words.signs
        shapes = rules.shapes
        out: list[Candidate] = []
        aged = (
            self._core.numbers(words, out) if self._core else _reader("numbers", "number_candidates")(rules, words, out)
        )
        if "email" in shapes and (signs & AT or seen & rules.mail_mask):
            _reader("mail", "mail_candidates")(rules, words, out)
        if "ip" in shapes and (signs & (COLONS | DOTS) or seen & rules.ip_mask):
            _reader("network", "ip_candidates")(rules, words, out)
        if seen & rules.spoken_mask:
            _reader("spoken", "spoken_candidates")(rules, words, out)
        if seen & rules.date_mask:
            _reader("spoken", "spoken_dates")(rules, words, out)
        if seen & rules.address_mask:
            _reader("addresses", "address_candidates")(rules, words, out)
        if seen & rules.card_mask or (out and rules.has_card(out)):
            _reader("cards", "companions")(rules, words, out, self.threshold)
        if out or seen & rules.beside_mask:
            _reader("beside", "beside")(rules, words, out, self.threshold, aged=aged)
        if aged and "date-after-name" in shapes:
            _reader("dates", "dates_after_names")(rules, words, out)
        if signs & TRACK and "card-track" in shapes:
            _reader("cards", "tracks")(rules, words, out)
        if signs & FILLERS and "mrz" in shapes:
            _reader("mrz", "mrz_candidates")(rules, words, out)
        if seen & rules.term_mask:
            term_candidates(rules, words, out)
        if statements:
            self._statements(words, out)
        if rules.patterns:
            _reader("patterns", "pattern_candidates")(rules, words, out)
        if rules.has_persons:
            _reader("persons", "person_candidates")(rules, words, out, self.threshold)
        return out


@cache
def _reader(module: str, name: str) -> Callable[..., Any]:
    """A function of a module that few texts need. Kept: an import statement takes most of a microsecond each time."""
    reader: Callable[..., Any] = getattr(import_module("kvkkscan.detect." + module), name)
    return reader


@lru_cache(maxsize=8)
def default_scanner(threshold: float) -> Scanner:
    """The scanner used where none is given: shipped packs, one a threshold and process, built on first use."""
    return Scanner(threshold=threshold)
