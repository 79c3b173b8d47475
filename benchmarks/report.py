"""What every benchmark writes: where it ran, a small JSON, a readable table."""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from peers import installed_version

HERE = Path(__file__).resolve().parent
PACKAGES = ("kvkkscan", "ahocorasick_rs", "presidio-analyzer", "spacy", "phonenumbers", "kvkk-pii")


def machine() -> dict[str, Any]:
    """Processor, cores, memory, system, Python and the versions that matter."""
    return {
        "cpu": _first_value(Path("/proc/cpuinfo"), "model name") or platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "memory": _first_value(Path("/proc/meminfo"), "MemTotal"),
        "load_1min": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "system": platform.system(),
        "python": platform.python_version(),
        "packages": {name: installed_version(name) for name in PACKAGES},
    }


def _first_value(path: Path, key: str) -> str | None:
    if not path.is_file():
        return None
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        name, _, value = line.partition(":")
        if name.strip() == key:
            return value.strip()
    return None


def output_options(parser: argparse.ArgumentParser) -> None:
    """The options that say where the JSON goes; without them the run only prints."""
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE")
    parser.add_argument("--save", action="store_true", help="write them to benchmarks/results/<date>-<name>.json")


def finish(name: str, where: dict[str, Any], figures: dict[str, Any], args: argparse.Namespace) -> None:
    """Write the JSON where the options want it; `where` is what `print_machine` returned at the start."""
    now = datetime.now(UTC)
    whole = {"benchmark": name, "date": now.strftime("%Y-%m-%dT%H:%MZ"), "machine": where, **figures}
    targets = [args.json] if args.json else []
    if args.save:
        targets.append(HERE / "results" / f"{now:%Y-%m-%d}-{name}.json")
    for target in targets:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        print(f"written: {target}")


def print_machine() -> dict[str, Any]:
    """Print one line of where this runs, and return it."""
    facts = machine()
    packages = ", ".join(f"{name} {number}" for name, number in facts["packages"].items())
    print(f"{facts['cpu']}, {facts['cores']} cores, load {facts['load_1min']}, Python {facts['python']}; {packages}")
    return facts


def show(value: object) -> str:
    """A cell: a dash for nothing, three decimals for a share."""
    if value is None:
        return "-"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Text in columns: the first flush left, the others flush right."""
    cells = [list(head), *([show(cell) for cell in row] for row in rows)]
    first, *widths = [max(len(row[i]) for row in cells) for i in range(len(head))]
    lines = [
        "  ".join([row[0].ljust(first), *(cell.rjust(width) for cell, width in zip(row[1:], widths, strict=True))])
        for row in cells
    ]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])
