"""A pack file -> its entries, checked key by key. Every mistake is reported with file, line and remedy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kvkkscan.detect.checks import CHECKS
from kvkkscan.detect.phrases import anchors
from kvkkscan.detect.recognizer import KINDS, SHAPES, STRENGTHS, WEIGHTS, Concept, Label, Recognizer, Score
from kvkkscan.errors import PackError
from kvkkscan.finding import LABELS, Group

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

_TEXT = (str,)
_LIST = (list,)
_NUMBER = (int, float)
CONCEPT_KEYS = {"id": _TEXT, "words": _LIST, "exact": _LIST, "weight": _TEXT, "extend": (bool,), "about": _TEXT}
LABEL_KEYS = {"id": _TEXT, "group": _TEXT, "placeholder": (dict,), "about": _TEXT}
RECOGNIZER_KEYS = {
    "id": _TEXT, "entity_type": _TEXT, "kind": _TEXT, "shape": _TEXT, "about": _TEXT, "source": _TEXT, "score": (dict,),
    "digits": _LIST, "starts": _LIST, "check": _TEXT, "groupings": _LIST, "strict_grouping": (bool,), "labels": _LIST,
    "neutral": _LIST, "near": _LIST, "never": _LIST, "against": _LIST, "reach": (int,), "terms": _LIST,
    "terms_file": _TEXT, "strength": _TEXT, "pattern": _TEXT,
    "keywords": _LIST, "time_limit": _NUMBER, "finds": _LIST, "ignores": _LIST, "extend": (bool,),
    "enabled": (bool,),
}  # fmt: skip
KEYS: dict[str, Mapping[str, tuple[type, ...]]] = {
    "concept": CONCEPT_KEYS,
    "label": LABEL_KEYS,
    "recognizer": RECOGNIZER_KEYS,
}
_PACK_KEYS = {"id": _TEXT, "title": (dict,), "law": _TEXT, "about": _TEXT}
TERM_KINDS = ("terms", "statement", "idiom")
PHRASE_KINDS = ("statement", "idiom")
_DIGIT = re.compile(r"\d").search
_LETTER = re.compile(r"[^\W\d_]").search
_LONGEST_WAIT = 60.0  # seconds for one pattern on one text
_ID = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
_PLACEHOLDER = re.compile(r"[^\W_]+(?:[ -][^\W_]+)*")
_LABEL_ID = re.compile(r"[A-Z][A-Z0-9_]*")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Entry:
    """A table of a pack file and where it stands."""

    table: dict[str, Any]
    path: Path
    line: int
    source: tuple[str, ...]
    terms: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    """Worked out before (packcache.py), with all else in the entry checked."""

    def fail(self, message: str, key: str = "", /, **params: object) -> PackError:
        """The error `message` at the line of `key` in this entry (of its header, where no key is to blame)."""
        line = self.line
        if key:
            for number in range(self.line, len(self.source)):
                if re.match(rf'\s*"?{re.escape(key)}"?\s*=', self.source[number]):
                    line = number + 1
                    break
                if number > self.line and self.source[number].startswith("[["):
                    break
        return PackError(message, file=str(self.path), line=line, setting=key, **params)


def entries(path: Path, data: bytes) -> Iterable[tuple[str, Entry]]:
    """(kind, entry) for each table array of a pack file, with the line of its header."""
    import tomllib  # 10 ms that the packs that ship do without (ready.py)

    try:
        text = data.decode("utf-8-sig")
        tables = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PackError("pack-encoding", file=str(path), line=line, byte=error.start) from None
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"line (\d+)", str(error))
        line = int(where[1]) if where else len(data.splitlines())
        raise PackError("pack-syntax", file=str(path), line=line, problem=str(error)) from None
    source = tuple(text.splitlines())
    for key, value in tables.items():
        if key == "pack" and isinstance(value, dict):
            check_keys(Entry(value, path, _find(source, "[pack]"), source), _PACK_KEYS, required=())
        elif key not in KEYS or not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
            line = max(_find(source, f"[{key}]"), _find(source, f"[[{key}]]"))
            raise Entry(tables, path, line, source).fail("pack-section", name=key)
    for kind in ("label", "concept", "recognizer"):
        headers = [number for number, line in enumerate(source, 1) if line.strip() == f"[[{kind}]]"]
        for number, table in enumerate(tables.get(kind, ())):
            yield kind, Entry(table, path, headers[number] if number < len(headers) else 1, source)


def _find(source: tuple[str, ...], wanted: str) -> int:
    return next((number for number, line in enumerate(source, 1) if line.strip() == wanted), 1)


def _nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like `word`, "" where none is."""
    import difflib  # only a mistake needs it

    return next(iter(difflib.get_close_matches(word, list(known), 1)), "")


def check_keys(entry: Entry, allowed: Mapping[str, tuple[type, ...]], required: tuple[str, ...] = ("id",)) -> None:
    """Refuses unknown keys, missing ones, and values of another type.

    Raises:
        PackError: at the first of them.
    """
    for key in required:
        if key not in entry.table:
            raise entry.fail("pack-missing", name=key)
    for key, value in entry.table.items():
        if key not in allowed:
            raise entry.fail("pack-key", key, name=key, near=_nearest(key, allowed) or ", ".join(sorted(allowed)))
        if not isinstance(value, allowed[key]) or (isinstance(value, bool) and bool not in allowed[key]):
            raise entry.fail("pack-type", key, name=key, wanted="/".join(kind.__name__ for kind in allowed[key]))
        if isinstance(value, list) and key != "digits" and not all(isinstance(item, str) for item in value):
            raise entry.fail("pack-type", key, name=key, wanted="list of strings")
    name = entry.table.get("id", "x")
    if not (_ID.fullmatch(name) or _LABEL_ID.fullmatch(name)):
        raise entry.fail("pack-id", "id")


def merged(entry: Entry, before: tuple[Entry, dict[str, Any]] | None) -> dict[str, Any]:
    """The table that counts: this one, or with `extend = true` the earlier one with this one's lists added."""
    if before and (before[0].terms or "terms_file" in before[1]):
        terms = before[0].terms or (*before[1].get("terms", ()), *_read_terms(terms_path(before[0])))
        kept = {key: value for key, value in before[1].items() if key != "terms_file"}
        before = (before[0], kept | {"terms": list(terms)})
    if not entry.table.get("extend"):
        if before and set(entry.table) == {"id", "enabled"}:
            return before[1] | entry.table
        if before is None and set(entry.table) == {"id", "enabled"}:
            raise entry.fail("pack-enabled", "id", name=entry.table["id"])
        return entry.table
    if before is None:
        raise entry.fail("pack-extend", "id", name=entry.table["id"])
    table = dict(before[1])
    for key, value in entry.table.items():
        if isinstance(value, list):
            table[key] = [*table.get(key, []), *value]
        elif isinstance(value, dict):
            table[key] = table.get(key, {}) | value
        else:
            table[key] = value
    return table


def read_label(entry: Entry) -> Label:
    """The user's own label that an entry declares; raises PackError."""
    table = entry.table
    name = table["id"]
    if not _LABEL_ID.fullmatch(name):
        raise entry.fail("pack-label-id", "id")
    if name in LABELS:
        raise entry.fail("pack-label-known", "id", name=name)
    if table.get("group") not in set(Group):
        raise entry.fail("pack-choice", "group", name="group", choices=", ".join(Group))
    shown = table.get("placeholder", {})
    if any(not isinstance(text, str) or not _PLACEHOLDER.fullmatch(text) for text in shown.values()):
        raise entry.fail("pack-placeholder", "placeholder")
    return Label(
        name, table["group"], (str(shown.get("tr", name)), str(shown.get("en", name))), str(entry.path), entry.line
    )


def read_concept(entry: Entry, table: dict[str, Any]) -> Concept:
    """The concept that a merged table describes; raises PackError."""
    weight = table.get("weight", "strong")
    if weight not in WEIGHTS:
        raise entry.fail("pack-choice", "weight", name="weight", choices=", ".join(WEIGHTS))
    words, exact = tuple(table.get("words", ())), tuple(table.get("exact", ()))
    for key, listed in (("words", words), ("exact", exact)):
        _check_words(entry, key, listed)
    if not words and not exact:
        raise entry.fail("pack-missing", name="words")
    return Concept(table["id"], words, exact, weight, str(entry.path), entry.line)


def read_recognizer(entry: Entry, table: dict[str, Any], concepts: set[str], groups: Mapping[str, Group]) -> Recognizer:
    """The recognizer that a merged table describes; raises PackError."""
    for key in ("entity_type", "kind"):
        if key not in table:
            raise entry.fail("pack-missing", name=key)
    label = table["entity_type"]
    if label not in groups:
        raise entry.fail("pack-label", "entity_type", name=label, near=_nearest(label, groups) or "[[label]]")
    _choose(entry, table, "kind", KINDS)
    _choose(entry, table, "shape", SHAPES, required=table["kind"] == "shape")
    _choose(entry, table, "check", tuple(CHECKS))
    _choose(entry, table, "strength", STRENGTHS)
    for key in ("labels", "neutral", "near", "never", "against"):
        for name in table.get(key, ()):
            if name not in concepts:
                raise entry.fail("pack-concept", key, name=name, near=_nearest(name, concepts) or "[[concept]]")
    needed = {"number": "digits", "pattern": "pattern"}.get(table["kind"])
    if needed and not table.get(needed):
        raise entry.fail("pack-missing", name=needed)
    terms, forms = entry.terms, entry.anchors
    if not terms:
        key = "terms_file" if "terms_file" in table else "terms"
        terms = tuple(table.get("terms", ()))
        if "terms_file" in table:
            terms += tuple(_read_terms(terms_path(entry)))
        _check_words(entry, key, terms)
        _check_words(entry, "keywords", table.get("keywords", ()))
        if table["kind"] in TERM_KINDS and not terms:
            raise entry.fail("pack-missing", name="terms")
        if table["kind"] in PHRASE_KINDS:
            forms = _anchors(entry, key, terms)
    _check_pattern(entry, table)
    if not isinstance(table.get("digits", []), list) or not all(
        type(n) is int and 0 < n < 40 for n in table.get("digits", [])
    ):
        raise entry.fail("pack-digits", "digits")
    plain = ("shape", "check", "strength", "strict_grouping", "reach", "pattern", "time_limit")
    lists = ("digits", "labels", "neutral", "near", "never", "against", "keywords", "finds", "ignores")
    given: dict[str, Any] = {key: table[key] for key in plain if key in table}
    given |= {key: tuple(table[key]) for key in lists if key in table}
    return Recognizer(
        id=table["id"],
        entity_type=label,
        group=str(groups[label]),
        kind=table["kind"],
        score=_score(entry, table),
        starts=tuple(_prefixes(entry, part) for part in table.get("starts", ())),
        groupings=frozenset(_grouping(entry, part) for part in table.get("groupings", ())),
        terms=terms,
        anchors=forms,
        file=str(entry.path),
        line=entry.line,
        **given,
    )


def _choose(entry: Entry, table: dict[str, Any], key: str, choices: Sequence[str], *, required: bool = False) -> None:
    if (required or key in table) and table.get(key) not in choices:
        raise entry.fail("pack-choice", key, name=key, choices=", ".join(choices))


def terms_path(entry: Entry) -> Path:
    """The file of terms beside the pack; raises PackError where there is none."""
    path: Path = entry.path.parent / entry.table["terms_file"]
    if not path.is_file():
        raise entry.fail("pack-terms-file", "terms_file", name=entry.table["terms_file"])
    return path


def _read_terms(path: Path) -> list[str]:
    """A term a line; empty lines and those that begin with "#" are left out."""
    data = path.read_bytes()
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PackError("pack-encoding", file=str(path), line=line, byte=error.start) from None
    return [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]


def _check_words(entry: Entry, key: str, words: Sequence[str]) -> None:
    """Words are compared by their letters alone, so digits in them would go unseen."""
    for word in words:
        if _DIGIT(word) or not _LETTER(word):
            raise entry.fail("pack-word", key, name=entry.table["id"])


def _anchors(entry: Entry, key: str, terms: Sequence[str]) -> tuple[str, ...]:
    """The anchors of the terms of a statement or idiom; raises PackError where one is not in the notation."""
    found = []
    for term in terms:
        try:
            found.append(" ".join(anchors(term)))
        except ValueError:
            raise entry.fail("pack-term", key, name=term) from None
    return tuple(found)


def _check_pattern(entry: Entry, table: dict[str, Any]) -> None:
    """A pattern must compile; one that matches nothing at all would mark every place of every text."""
    if table.get("shape") == "letters-digits":
        try:
            re.compile(table.get("pattern", "").encode())
        except (re.error, RecursionError, OverflowError) as error:
            raise entry.fail("pack-pattern", "pattern", problem=str(error)) from None
        if "pattern" not in table:
            raise entry.fail("pack-missing", name="pattern")
        return
    if "pattern" not in table:
        return
    if not 0 < table.get("time_limit", 1) < _LONGEST_WAIT:
        raise entry.fail("pack-time", "time_limit")
    import regex  # heavy, and only users' packs hold patterns

    try:
        empty = regex.compile(table["pattern"]).search("")
    except (regex.error, RecursionError, OverflowError) as error:
        raise entry.fail("pack-pattern", "pattern", problem=str(error)) from None
    if empty:
        raise entry.fail("pack-pattern-empty", "pattern")


def _score(entry: Entry, table: dict[str, Any]) -> Score:
    given = table.get("score", {})
    for key, value in given.items():
        if key not in ("alone", "labelled", "elsewhere"):
            raise entry.fail("pack-key", "score", name=key, near="alone, labelled, elsewhere")
        if type(value) not in (int, float) or not 0 <= value <= 1:
            raise entry.fail("pack-score", "score", name=key)
    if table["kind"] in (*TERM_KINDS, "pattern") and not given:
        return Score(alone=0.8, labelled=0.8, elsewhere=0.8)
    return Score(**{key: float(value) for key, value in given.items()})


def _prefixes(entry: Entry, part: str) -> tuple[int, int]:
    """From "4" to (4000, 4999), "51-55" -> (5100, 5599), "2221-2720" -> (2221, 2720): the first four digits."""
    low, _, high = part.partition("-")
    high = high or low
    if not (part.isascii() and low.isdigit() and high.isdigit() and len(low) == len(high) <= 4 and low <= high):
        raise entry.fail("pack-starts", "starts", name=part)
    return int(low.ljust(4, "0")), int(high.ljust(4, "9"))


def _grouping(entry: Entry, part: str) -> tuple[int, ...]:
    """From "4-4-4-4" to (4, 4, 4, 4); "1*" stands for digit by digit and is kept as (1,)."""
    if part == "1*":
        return (1,)
    if not re.fullmatch(r"\d{1,2}(-\d{1,2})*", part):
        raise entry.fail("pack-grouping", "groupings", name=part)
    return tuple(int(size) for size in part.split("-"))
