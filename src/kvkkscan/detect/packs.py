"""recognizers/*.toml -> recognizers. Every mistake in a pack is reported with file, line and remedy.

A pack is a TOML file of `[[concept]]`s (words that name or surround a number), `[[recognizer]]`s and, for a user's own
labels, `[[label]]`s. docs/packs.md describes each key. Later packs override earlier ones: an entry with an id that is
already known replaces it, or adds to it with `extend = true`; `enabled = false` switches it off.
"""

from __future__ import annotations

import difflib
import hashlib
import re
import tomllib
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from kvkkscan.detect.checks import CHECKS
from kvkkscan.errors import PackError
from kvkkscan.finding import LABELS, Group
from kvkkscan.resources import resource_dir

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

# How a concept's words bear on a number beside them (context.py).
WEIGHTS = ("strong", "weak", "aside")
KINDS = ("number", "terms", "pattern", "shape")
SHAPES = (
    "address", "card-code", "card-expiry", "card-pin", "card-track", "date", "date-beside", "email", "iban", "ip", "letters-digits", "mrz", "plate",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Concept:
    """Words that mean one thing beside a number. `words` take Turkish endings, `exact` stand as they are."""

    id: str
    words: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    weight: str = "strong"
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Label:
    """A user's own label: its group decides which policy action meets it; `placeholder` is (Turkish, English)."""

    id: str
    group: str
    placeholder: tuple[str, str]
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Score:
    """0..1. `alone`: no naming word in sight (None: a label is required). `labelled`: its own label is nearest.

    `elsewhere`: another number's label is nearest.
    """

    alone: float | None = None
    labelled: float = 0.9
    elsewhere: float = 0.3


@dataclass(frozen=True, slots=True)
class Recognizer:
    """One entry of a pack, checked; see docs/packs.md for what each key means to whom."""

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
    terms: tuple[str, ...] = ()
    pattern: str = ""
    keywords: tuple[str, ...] = ()
    time_limit: float = 0.5
    finds: tuple[str, ...] = ()
    ignores: tuple[str, ...] = ()
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Packs:
    """All that the packs say, overrides applied. `digest` (SHA-256 of the files) names this state in records."""

    concepts: tuple[Concept, ...]
    recognizers: tuple[Recognizer, ...]
    labels: Mapping[str, Group] = field(default_factory=dict)
    placeholders: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    digest: str = ""


_TEXT = (str,)
_LIST = (list,)
_NUMBER = (int, float)
_CONCEPT_KEYS = {"id": _TEXT, "words": _LIST, "exact": _LIST, "weight": _TEXT, "extend": (bool,), "about": _TEXT}
_LABEL_KEYS = {"id": _TEXT, "group": _TEXT, "placeholder": (dict,), "about": _TEXT}
_RECOGNIZER_KEYS = {
    "id": _TEXT, "entity_type": _TEXT, "kind": _TEXT, "shape": _TEXT, "about": _TEXT, "source": _TEXT, "score": (dict,),
    "digits": _LIST, "starts": _LIST, "check": _TEXT, "groupings": _LIST, "strict_grouping": (bool,), "labels": _LIST,
    "neutral": _LIST, "near": _LIST, "never": _LIST, "against": _LIST, "reach": (int,), "terms": _LIST, "terms_file": _TEXT, "pattern": _TEXT,
    "keywords": _LIST, "time_limit": _NUMBER, "finds": _LIST, "ignores": _LIST, "extend": (bool,), "enabled": (bool,),
}  # fmt: skip
_PACK_KEYS = {"id": _TEXT, "title": (dict,), "law": _TEXT, "about": _TEXT}
_ID = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
_LABEL_ID = re.compile(r"[A-Z][A-Z0-9_]*")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A table of a pack file and where it stands."""

    table: dict[str, Any]
    path: Path
    line: int
    source: tuple[str, ...]

    def fail(self, problem: str, key: str = "", **params: object) -> PackError:
        line = self.line
        if key:
            for number in range(self.line, len(self.source)):
                if re.match(rf'\s*"?{re.escape(key)}"?\s*=', self.source[number]):
                    line = number + 1
                    break
                if number > self.line and self.source[number].startswith("[["):
                    break
        return PackError(problem, file=str(self.path), line=line, setting=key, **params)


def load_packs(folders: Sequence[Path] = ()) -> Packs:
    """The packs that ship, then those of `folders` in order (files of a folder by name).

    Raises:
        PackError: a file cannot be read or says something that it cannot mean; file, line and remedy are named.
    """
    concepts: dict[str, tuple[_Entry, dict[str, Any]]] = {}
    recognizers: dict[str, tuple[_Entry, dict[str, Any]]] = {}
    labels: dict[str, Label] = {}
    digest = hashlib.sha256()
    for folder in (resource_dir("recognizers"), *folders):
        if not folder.is_dir():
            raise PackError("pack-folder", folder=str(folder))
        for path in sorted(folder.glob("*.toml")):
            data = path.read_bytes()
            digest.update(path.name.encode() + b"\0" + data + b"\0")
            for kind, entry in _entries(path, data):
                _check_keys(entry, {"concept": _CONCEPT_KEYS, "label": _LABEL_KEYS, "recognizer": _RECOGNIZER_KEYS}[kind])
                if kind == "label":
                    label = _label(entry)
                    labels[label.id] = label
                    continue
                known = concepts if kind == "concept" else recognizers
                name = entry.table["id"]
                if name in known and known[name][0].path == path:
                    raise entry.fail("pack-twice", "id", name=name)
                known[name] = (entry, _merged(entry, known.get(name)))
                if "terms_file" in entry.table:
                    digest.update(_terms_path(entry).read_bytes())
    groups = LABELS | {label.id: Group(label.group) for label in labels.values()}
    built = tuple(_concept(entry, table) for entry, table in concepts.values())
    names = {concept.id for concept in built}
    return Packs(
        concepts=built,
        recognizers=tuple(
            _recognizer(entry, table, names, groups) for entry, table in recognizers.values() if table.get("enabled", True)
        ),
        labels=groups,
        placeholders={label.id: label.placeholder for label in labels.values()},
        digest=digest.hexdigest(),
    )


def _entries(path: Path, data: bytes) -> Iterable[tuple[str, _Entry]]:
    """(kind, entry) for each table array of a pack file, with the line of its header."""
    try:
        text = data.decode("utf-8")
        tables = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PackError("pack-encoding", file=str(path), line=line, byte=error.start) from None
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"line (\d+)", str(error))
        line = int(where[1]) if where else len(data.splitlines())
        raise PackError("pack-syntax", file=str(path), line=line, problem=str(error)) from None
    source = tuple(text.splitlines())
    whole = _Entry(tables, path, 1, source)
    for key, value in tables.items():
        if key == "pack":
            _check_keys(_Entry(value, path, _find(source, "[pack]"), source), _PACK_KEYS, required=())
        elif key not in ("concept", "recognizer", "label") or not isinstance(value, list):
            raise whole.fail("pack-section", name=key)
    for kind in ("label", "concept", "recognizer"):
        headers = [number for number, line in enumerate(source, 1) if line.strip() == f"[[{kind}]]"]
        for number, table in enumerate(tables.get(kind, ())):
            yield kind, _Entry(table, path, headers[number] if number < len(headers) else 1, source)


def _find(source: tuple[str, ...], wanted: str) -> int:
    return next((number for number, line in enumerate(source, 1) if line.strip() == wanted), 1)


def _check_keys(entry: _Entry, allowed: Mapping[str, tuple[type, ...]], required: tuple[str, ...] = ("id",)) -> None:
    for key in required:
        if key not in entry.table:
            raise entry.fail("pack-missing", name=key)
    for key, value in entry.table.items():
        if key not in allowed:
            near = difflib.get_close_matches(key, allowed, 1)
            raise entry.fail("pack-key", key, name=key, near=near[0] if near else ", ".join(sorted(allowed)))
        if not isinstance(value, allowed[key]) or (isinstance(value, bool) and bool not in allowed[key]):
            raise entry.fail("pack-type", key, name=key, wanted="/".join(kind.__name__ for kind in allowed[key]))
        if isinstance(value, list) and key not in ("digits",) and not all(isinstance(item, str) for item in value):
            raise entry.fail("pack-type", key, name=key, wanted="list of strings")
    name = entry.table.get("id", "x")
    if not (_ID.fullmatch(name) or _LABEL_ID.fullmatch(name)):
        raise entry.fail("pack-id", "id")


def _merged(entry: _Entry, before: tuple[_Entry, dict[str, Any]] | None) -> dict[str, Any]:
    """The table that counts: this one, or with `extend = true` the earlier one with this one's lists added."""
    if not entry.table.get("extend"):
        if before and set(entry.table) == {"id", "enabled"}:
            return before[1] | entry.table
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


def _label(entry: _Entry) -> Label:
    table = entry.table
    name = table["id"]
    if not _LABEL_ID.fullmatch(name):
        raise entry.fail("pack-label-id", "id")
    if name in LABELS:
        raise entry.fail("pack-label-known", "id", name=name)
    if table.get("group") not in set(Group):
        raise entry.fail("pack-choice", "group", name="group", choices=", ".join(Group))
    shown = table.get("placeholder", {})
    return Label(name, table["group"], (str(shown.get("tr", name)), str(shown.get("en", name))), str(entry.path), entry.line)


def _concept(entry: _Entry, table: dict[str, Any]) -> Concept:
    weight = table.get("weight", "strong")
    if weight not in WEIGHTS:
        raise entry.fail("pack-choice", "weight", name="weight", choices=", ".join(WEIGHTS))
    words, exact = tuple(table.get("words", ())), tuple(table.get("exact", ()))
    for key, listed in (("words", words), ("exact", exact)):
        if any(any(char.isdigit() for char in word) or not any(char.isalpha() for char in word) for word in listed):
            raise entry.fail("pack-word", key, name=table["id"])
    if not words and not exact:
        raise entry.fail("pack-missing", name="words")
    return Concept(table["id"], words, exact, weight, str(entry.path), entry.line)


def _recognizer(entry: _Entry, table: dict[str, Any], concepts: set[str], groups: Mapping[str, Group]) -> Recognizer:
    for key in ("entity_type", "kind"):
        if key not in table:
            raise entry.fail("pack-missing", name=key)
    label = table["entity_type"]
    if label not in groups:
        near = difflib.get_close_matches(label, groups, 1)
        raise entry.fail("pack-label", "entity_type", name=label, near=near[0] if near else "[[label]]")
    _choose(entry, table, "kind", KINDS)
    _choose(entry, table, "shape", SHAPES, required=table["kind"] == "shape")
    _choose(entry, table, "check", tuple(CHECKS))
    for key in ("labels", "neutral", "near", "never", "against"):
        for name in table.get(key, ()):
            if name not in concepts:
                near = difflib.get_close_matches(name, concepts, 1)
                raise entry.fail("pack-concept", key, name=name, near=near[0] if near else "[[concept]]")
    needed = {"number": "digits", "pattern": "pattern"}.get(table["kind"])
    if needed and not table.get(needed):
        raise entry.fail("pack-missing", name=needed)
    terms = list(table.get("terms", ()))
    if "terms_file" in table:
        terms += [line.strip() for line in _terms_path(entry).read_text("utf-8").splitlines() if line.strip(" #")]
    if table["kind"] == "terms" and not terms:
        raise entry.fail("pack-missing", name="terms")
    _check_pattern(entry, table)
    if not isinstance(table.get("digits", []), list) or not all(type(n) is int and 0 < n < 40 for n in table.get("digits", [])):
        raise entry.fail("pack-digits", "digits")
    plain = {f.name for f in fields(Recognizer)} & {"shape", "check", "strict_grouping", "reach", "pattern", "time_limit"}
    lists = ("digits", "labels", "neutral", "near", "never", "against", "keywords", "finds", "ignores")
    return Recognizer(
        id=table["id"],
        entity_type=label,
        group=str(groups[label]),
        kind=table["kind"],
        score=_score(entry, table),
        starts=tuple(_prefixes(entry, part) for part in table.get("starts", ())),
        groupings=frozenset(_grouping(entry, part) for part in table.get("groupings", ())),
        terms=tuple(terms),
        file=str(entry.path),
        line=entry.line,
        **{key: table[key] for key in plain if key in table},
        **{key: tuple(table[key]) for key in lists if key in table},
    )


def _choose(entry: _Entry, table: dict[str, Any], key: str, choices: Sequence[str], *, required: bool = False) -> None:
    if (required or key in table) and table.get(key) not in choices:
        raise entry.fail("pack-choice", key, name=key, choices=", ".join(choices))


def _terms_path(entry: _Entry) -> Path:
    path = entry.path.parent / entry.table["terms_file"]
    if not path.is_file():
        raise entry.fail("pack-terms-file", "terms_file", name=entry.table["terms_file"])
    return path


def _check_pattern(entry: _Entry, table: dict[str, Any]) -> None:
    """A pattern must compile; one that matches nothing at all would mark every place of every text."""
    if "pattern" not in table:
        return
    import regex  # heavy, and only users' packs hold patterns

    try:
        empty = regex.compile(table["pattern"]).search("")
    except (regex.error, RecursionError, OverflowError) as error:
        raise entry.fail("pack-pattern", "pattern", problem=str(error)) from None
    if empty:
        raise entry.fail("pack-pattern-empty", "pattern")


def _score(entry: _Entry, table: dict[str, Any]) -> Score:
    given = table.get("score", {})
    for key, value in given.items():
        if key not in ("alone", "labelled", "elsewhere"):
            raise entry.fail("pack-key", "score", name=key, near="alone, labelled, elsewhere")
        if type(value) not in (int, float) or not 0 <= value <= 1:
            raise entry.fail("pack-score", "score", name=key)
    if table["kind"] in ("terms", "pattern") and not given:
        return Score(alone=0.8)
    return Score(**{key: float(value) for key, value in given.items()})


def _prefixes(entry: _Entry, part: str) -> tuple[int, int]:
    """ "4" -> (4000, 4999), "51-55" -> (5100, 5599), "2221-2720" -> (2221, 2720): the first four digits."""
    low, _, high = part.partition("-")
    high = high or low
    if not (low.isdigit() and high.isdigit() and len(low) == len(high) <= 4 and low <= high):
        raise entry.fail("pack-starts", "starts", name=part)
    return int(low.ljust(4, "0")), int(high.ljust(4, "9"))


def _grouping(entry: _Entry, part: str) -> tuple[int, ...]:
    """ "4-4-4-4" -> (4, 4, 4, 4); "1*" stands for digit by digit and is kept as (1,)."""
    if part == "1*":
        return (1,)
    if not re.fullmatch(r"\d{1,2}(-\d{1,2})*", part):
        raise entry.fail("pack-grouping", "groupings", name=part)
    return tuple(int(size) for size in part.split("-"))
