"""The packs that ship, worked out beforehand: 30,000 terms take a second to read, this file a few hundredths.

`recognizers/packs.json` is made when the package is built or installed (hatch_build.py), and again by `make packs`. A
checksum of the pack files stands in it: where they have changed since, it is not used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zlib import crc32

from kvkkscan.detect import ready

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kvkkscan.detect import packfile

NAME = "packs.json"
_VERSION = 1
_NOT_KEPT = ("finds", "ignores", "about", "source", "terms", "terms_file")


def sources(folder: Path) -> list[tuple[Path, bytes]]:
    """The files of a pack folder with their contents, by name."""
    files = sorted((*folder.glob("*.toml"), *folder.glob("*.txt"), *folder.glob("*/*.txt")))
    return [(path, path.read_bytes()) for path in files]


def checksum(read: Iterable[tuple[Path, bytes]]) -> int:
    """CRC-32 over names and contents: it tells whether files have changed, and proves nothing."""
    total = _VERSION
    for path, data in read:
        total = crc32(data, crc32(path.name.encode(), total))
    return total


def write(folder: Path) -> Path:
    """Writes the file for the packs in `folder`, and ready.bin (ready.py) beside it.

    Raises:
        PackError: a pack is faulty.
    """
    from kvkkscan.detect import packfile
    from kvkkscan.detect.packs import load_packs

    packs = load_packs(shipped=folder, cached=False)
    worked_out = {one.id: one for one in packs.recognizers}
    listed: list[Any] = []
    files = sources(folder)
    for path, data in files:
        for kind, entry in packfile.entries(path, data) if path.suffix == ".toml" else ():
            table = {key: value for key, value in entry.table.items() if key not in _NOT_KEPT or kind != "recognizer"}
            one = worked_out.get(entry.table["id"]) if kind == "recognizer" else None
            terms = "\n".join(one.terms) if one else ""
            forms = "\n".join(one.anchors) if one else ""
            listed.append([kind, path.name, entry.line, table, terms, forms])
    import json

    target = folder / NAME
    beside = target.with_suffix(".tmp")
    beside.write_text(
        json.dumps([checksum(files), listed], ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
    )
    beside.replace(target)
    if packs.placeholders:  # labels of its own: no packs that ship
        (folder / ready.NAME).unlink(missing_ok=True)
    else:
        ready.write(folder, checksum(files), packs)
    return target


def read(folder: Path, total: int) -> list[tuple[str, packfile.Entry]] | None:
    """The entries of the packs in `folder`, or None where the file is missing or older than the packs."""
    import json

    from kvkkscan.detect import packfile

    try:
        known, listed = json.loads((folder / NAME).read_bytes())
    except (OSError, ValueError, TypeError):
        return None
    if known != total:
        return None
    return [
        (
            kind,
            packfile.Entry(
                table,
                folder / name,
                line,
                (),
                tuple(terms.split("\n")) if terms else (),
                tuple(forms.split("\n")) if forms else (),
            ),
        )
        for kind, name, line, table, terms, forms in listed
    ]


def main() -> None:
    """Makes the file again: `python -m kvkkscan.detect.packcache`."""
    from kvkkscan.resources import resource_dir

    write(resource_dir("recognizers"))


if __name__ == "__main__":
    main()
