"""recognizers/*.toml -> recognizers. Every mistake in a pack is reported with file, line and remedy.

A pack is a TOML file of `[[concept]]`s (words that name or surround a number), `[[recognizer]]`s and, for a user's own
labels, `[[label]]`s. docs/packs.md describes each key. Later packs override earlier ones: an entry with an id that is
already known replaces it, or adds to it with `extend = true`; `enabled = false` switches it off.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kvkkscan.detect import packcache, ready
from kvkkscan.errors import PackError
from kvkkscan.finding import LABELS, Group
from kvkkscan.resources import resource_dir

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from kvkkscan.detect import packfile
    from kvkkscan.detect.recognizer import Concept, Label, Recognizer


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Packs:
    """All that the packs say, overrides applied. `sources` are the bytes that were read, with their names.

    `lexicon`: what terms.build made of them, where that was worked out beforehand (ready.py).
    """

    concepts: tuple[Concept, ...]
    recognizers: tuple[Recognizer, ...]
    labels: Mapping[str, Group] = field(default_factory=dict)
    placeholders: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    sources: tuple[bytes, ...] = field(default=(), repr=False)
    lexicon: Mapping[str, Any] | None = field(default=None, repr=False)

    def digest(self) -> str:
        """SHA-256 of the files and of the weights of statements: the name of this state in records."""
        import hashlib  # 3 ms that only records need

        weights = (resource_dir("models") / "statements.json").read_bytes()
        return hashlib.sha256(b"\0".join((*self.sources, weights))).hexdigest()


def load_packs(folders: Sequence[Path] = (), *, shipped: Path | None = None, cached: bool = True) -> Packs:
    """The packs that ship, then those of `folders` in order (files of a folder by name).

    `shipped` is where those that ship are, if not at their place; `cached=False` reads them anew, with their examples.

    Raises:
        PackError: a file cannot be read or says something that it cannot mean; file, line and remedy are named.
    """
    if cached and not folders:
        made = _ready(shipped or resource_dir("recognizers"))
        if made:
            return made
    from kvkkscan.detect import packfile

    concepts: dict[str, tuple[packfile.Entry, dict[str, Any]]] = {}
    recognizers: dict[str, tuple[packfile.Entry, dict[str, Any]]] = {}
    labels: dict[str, Label] = {}
    read: list[tuple[Path, bytes]] = []
    for number, folder in enumerate((shipped or resource_dir("recognizers"), *folders)):
        if not folder.is_dir():
            raise PackError("pack-folder", folder=str(folder))
        files = _own(folder) if number else packcache.sources(folder)
        if not any(path.suffix == ".toml" for path, _ in files):
            raise PackError("pack-empty", folder=str(folder))
        read += files
        entries = packcache.read(folder, packcache.checksum(files)) if cached and not number else None
        for kind, entry in entries if entries is not None else _entries(files):
            path = entry.path
            if kind == "label":
                label = packfile.read_label(entry)
                if label.id in labels and labels[label.id].file == str(path):
                    raise entry.fail("pack-twice", "id", name=label.id)
                labels[label.id] = label
                continue
            if number and "terms_file" in entry.table:
                listed = packfile.terms_path(entry)
                read.append((listed, listed.read_bytes()))
            known = concepts if kind == "concept" else recognizers
            name = entry.table["id"]
            if name in known and known[name][0].path == path:
                raise entry.fail("pack-twice", "id", name=name)
            known[name] = (entry, packfile.merged(entry, known.get(name)))
    groups = LABELS | {label.id: Group(label.group) for label in labels.values()}
    built = tuple(packfile.read_concept(entry, table) for entry, table in concepts.values())
    names = {concept.id for concept in built}
    return Packs(
        concepts=built,
        recognizers=tuple(
            packfile.read_recognizer(entry, table, names, groups)
            for entry, table in recognizers.values()
            if table.get("enabled", True)
        ),
        labels=groups,
        placeholders={label.id: label.placeholder for label in labels.values()},
        sources=_named(read),
    )


def _ready(folder: Path) -> Packs | None:
    """The packs that ship as they were made ready."""
    files = packcache.sources(folder)
    found = ready.read(folder, packcache.checksum(files))
    if not found:
        return None
    concepts, recognizers, lexicon = found
    return Packs(concepts, recognizers, LABELS, {}, _named(files), lexicon)


def _named(files: Iterable[tuple[Path, bytes]]) -> tuple[bytes, ...]:
    """The contents of files with their names before them."""
    return tuple(part for path, data in files for part in (path.name.encode(), data))


def _own(folder: Path) -> list[tuple[Path, bytes]]:
    """The packs of a user's folder; what else lies there is none of ours."""
    return [(path, path.read_bytes()) for path in sorted(folder.glob("*.toml"))]


def _entries(files: Iterable[tuple[Path, bytes]]) -> Iterator[tuple[str, packfile.Entry]]:
    """The entries of pack files, their keys checked."""
    from kvkkscan.detect import packfile

    for path, data in files:
        if path.suffix == ".toml":
            for kind, entry in packfile.entries(path, data):
                packfile.check_keys(entry, packfile.KEYS[kind])
                yield kind, entry
