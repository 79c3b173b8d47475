"""What a scanner of the packs that ship is built from, ready made: reading it takes a tenth of working it out.

`recognizers/ready.bin` holds plain numbers and strings, in the form in which Python keeps its own compiled modules
(marshal). It is made beside packs.json (packcache.py). The checksums of the packs and of the code that worked it out
stand in it: where either has changed since, or another Python reads it, it is not used. Terms and their anchors are
by far the most of it, and most texts need none of them; they are unpacked when one does.
"""

from __future__ import annotations

import marshal
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, overload
from zlib import crc32

from kvkkscan.detect.recognizer import Concept, Recognizer, Score

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kvkkscan.detect.packs import Packs

NAME = "ready.bin"
_CODE = ("endings", "packcache", "packfile", "packs", "phrases", "ready", "recognizer", "terms", "view")
_PLAIN = (
    "id", "entity_type", "group", "kind", "shape", "digits", "starts", "check", "strict_grouping", "labels", "neutral",
    "near", "never", "against", "reach", "strength", "pattern", "keywords", "time_limit", "line",
)  # fmt: skip
LEXICON = (
    "words", "masks", "within", "chains", "terms", "term_bit", "exact", "kinds", "shorter", "only", "phrases", "bits",
    "anchored", "statements",
)  # fmt: skip
LATER = ("anchors", "idioms")
_Key = TypeVar("_Key")
_PLACES = 1 << 20  # terms of a recognizer, at most


class Lines(Sequence[str]):
    """The lines of one string as a sequence of strings; it is split when a line is asked for."""

    __slots__ = ("_lines", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: tuple[str, ...] | None = None

    def _split(self) -> tuple[str, ...]:
        if self._lines is None:
            self._lines = tuple(self._text.split("\n")) if self._text else ()
        return self._lines

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[str, ...]: ...
    def __getitem__(self, place: int | slice) -> str | tuple[str, ...]:
        """The line at a place, counted from 0."""
        return self._split()[place]

    def __len__(self) -> int:
        """How many lines."""
        return len(self._split())

    def __eq__(self, other: object) -> bool:
        """Whether another sequence holds the same lines."""
        return isinstance(other, Sequence) and tuple(other) == self._split()

    def __hash__(self) -> int:
        """As that of the tuple of the lines."""
        return hash(self._split())


class Later(Mapping[_Key, "list[tuple[int, int]]"]):
    """A mapping to places of terms, (recognizer, place in its list), that is unpacked when it is first asked."""

    __slots__ = ("_known", "_packed")

    def __init__(self, packed: bytes) -> None:
        self._packed = packed
        self._known: dict[_Key, tuple[int, ...]] | None = None

    def _unpacked(self) -> dict[_Key, tuple[int, ...]]:
        if self._known is None:
            self._known = marshal.loads(self._packed)  # noqa: S302 - our own file, made by the build as .pyc files are
            self._packed = b""
        return self._known

    def __getitem__(self, key: _Key) -> list[tuple[int, int]]:
        """The places of a key."""
        return [divmod(number, _PLACES) for number in self._unpacked()[key]]

    def __iter__(self) -> Iterator[_Key]:
        """The keys."""
        return iter(self._unpacked())

    def __len__(self) -> int:
        """How many keys."""
        return len(self._unpacked())


def _packed(places: Mapping[_Key, list[tuple[int, int]]]) -> bytes:
    """What a `Later` unpacks."""
    return marshal.dumps({key: tuple([one * _PLACES + place for one, place in found]) for key, found in places.items()})


def _key(checksum: int) -> list[int]:
    """What must be as it was when the file was written."""
    total = 0
    for name in _CODE:
        total = crc32((Path(__file__).parent / f"{name}.py").read_bytes(), total)
    return [marshal.version, checksum, total]


def write(folder: Path, checksum: int, packs: Packs) -> Path:
    """Writes the file for the packs of `folder`, whose checksum (packcache.py) is given."""
    from kvkkscan.detect.terms import build

    lexicon = build(packs)
    data = marshal.dumps(
        [
            _key(checksum),
            [[one.id, one.words, one.exact, one.weight, Path(one.file).name, one.line] for one in packs.concepts],
            [
                [
                    [getattr(one, name) for name in _PLAIN],
                    [one.score.alone, one.score.labelled, one.score.elsewhere],
                    [list(sizes) for sizes in sorted(one.groupings)],
                    "\n".join(one.terms),
                    "\n".join(one.anchors),
                    Path(one.file).name,
                ]
                for one in packs.recognizers
            ],
            [getattr(lexicon, name) for name in LEXICON],
            [_packed(getattr(lexicon, name)) for name in LATER],
        ]
    )
    target = folder / NAME
    beside = target.with_suffix(".tmp")
    beside.write_bytes(data)
    beside.replace(target)
    return target


def read(folder: Path, checksum: int) -> tuple[tuple[Concept, ...], tuple[Recognizer, ...], dict[str, Any]] | None:
    """(concepts, recognizers without examples, fields of the lexicon), or None: the file is missing, or out of date."""
    try:
        key, concepts, recognizers, fields, later = marshal.loads((folder / NAME).read_bytes())  # noqa: S302 - as above
        if key != _key(checksum):
            return None
    except (OSError, ValueError, TypeError, EOFError):
        return None
    lexicon = dict(zip(LEXICON, fields, strict=True)) | {
        name: Later(packed) for name, packed in zip(LATER, later, strict=True)
    }
    return (
        tuple(
            [
                Concept(name, words, exact, weight, str(folder / file), line)
                for name, words, exact, weight, file, line in concepts
            ]
        ),
        tuple(
            [
                Recognizer(
                    **dict(zip(_PLAIN, plain, strict=True)),
                    score=Score(*score),
                    groupings=frozenset(map(tuple, groupings)),
                    terms=Lines(terms),
                    anchors=Lines(anchors),
                    file=str(folder / file),
                )
                for plain, score, groupings, terms, anchors, file in recognizers
            ]
        ),
        lexicon,
    )
