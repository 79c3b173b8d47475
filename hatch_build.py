"""Build hook: works out beforehand what ships, so that it loads quickly, and compiles what runs often.

- `recognizers/packs.json`, the packs worked out (src/kvkkscan/detect/packcache.py);
- the compiled twins of slow steps (src/kvkkscan/detect/_native/), where Cython and a C compiler are there. Without them
  the wheel is pure Python, finds the same, and takes longer. `KVKKSCAN_PURE=1` builds none.

`python hatch_build.py` makes both in a checkout, as `make native` does.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
NATIVE = Path("src/kvkkscan/detect/_native")
SUFFIX = sysconfig.get_config_var("EXT_SUFFIX") or ".so"


class Ready(BuildHookInterface):  # type: ignore[type-arg]
    """Makes the files before they are collected."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's interface
        """Called by hatchling for source distributions, wheels and editable installs alike."""
        root = Path(self.root)
        packs(root)
        if self.target_name != "wheel":
            return
        built = native(root)
        if built:
            build_data["pure_python"] = False
            build_data["infer_tag"] = True
            build_data["artifacts"] += [f"/{path.relative_to(root).as_posix()}" for path in built]


def packs(root: Path) -> None:
    """Works the packs out."""
    sys.path.insert(0, str(root / "src"))
    try:
        from kvkkscan.detect.packcache import write

        write(root / "recognizers")
    finally:
        sys.path.pop(0)


def native(root: Path) -> list[Path]:
    """Builds every twin that is not there in its newest state; the extension modules, none where they cannot be built.

    What was built is kept under build/native by its digest, so that nothing is compiled twice.
    """
    sys.path.insert(0, str(root / "src"))
    try:
        from kvkkscan.detect._native import digest, wanted
        from kvkkscan.detect._native.automata import tables
    finally:
        sys.path.pop(0)
    folder = root / NATIVE
    for old in (path for kind in ("*.so", "*.pyd") for path in folder.glob(kind)):
        if not any(old.name == name.stem + SUFFIX for name in folder.glob("*.pyx")):
            continue  # another Python's
        old.unlink()
    if not wanted():
        return []
    done = []
    for source in sorted(folder.glob("*.pyx")):
        name = source.stem
        value = digest(name, folder)
        place = root / "build" / "native" / f"{name}-{value:08x}"
        kept = place / "kvkkscan" / "detect" / "_native" / (name + SUFFIX)
        if not kept.is_file():
            place.mkdir(parents=True, exist_ok=True)
            (place / "tables.h").write_text(tables(), encoding="ascii")
            try:
                _compile(source, place, value)
            except Exception as error:  # noqa: BLE001 - whatever a compiler may lack, the pure Python code does the work
                print(f"kvkkscan: built without its compiled core ({type(error).__name__}: {error})", file=sys.stderr)
                return []
        target = folder / kept.name
        beside = target.with_suffix(".tmp")
        shutil.copyfile(kept, beside)
        beside.replace(target)
        done.append(target)
    return [*done, *_weights(root, folder)]


def _weights(root: Path, folder: Path) -> list[Path]:
    """The tables of the weights, ready made by the core that was built; it runs in a Python of its own."""
    code = (
        "import pathlib, sys\n"
        "from kvkkscan.detect._native import load\n"
        "load('core').weights_write(pathlib.Path(sys.argv[1]))"
    )
    known = {**os.environ, "PYTHONPATH": str(root / "src")}
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", code, str(folder)], env=known, check=False, capture_output=True
    )
    return [folder / "weights.bin"] if done.returncode == 0 else []


def _compile(source: Path, place: Path, value: int) -> None:
    """Compiles one source to an extension module in `place`.

    Raises:
        Exception: Cython, a compiler or Python's headers are missing, or the compiler refuses.
    """
    from Cython.Build import cythonize
    from setuptools import Distribution, Extension
    from setuptools.command.build_ext import build_ext

    # Sums and exponentials must come out as Python's own do: no fused or reordered arithmetic.
    flags = ["/O2", "/fp:precise"] if os.name == "nt" else ["-O2", "-ffp-contract=off", "-g0"]
    extension = Extension(
        f"kvkkscan.detect._native.{source.stem}",
        [str(source)],
        include_dirs=[str(place), str(source.parent)],
        define_macros=[("KVKKSCAN_DIGEST", f"{value}u")],
        extra_compile_args=flags,
    )
    made = cythonize([extension], build_dir=str(place), quiet=True)  # type: ignore[no-untyped-call]
    command = build_ext(Distribution({"ext_modules": made}))
    command.build_lib = str(place)
    command.build_temp = str(place)
    command.ensure_finalized()
    command.run()


if __name__ == "__main__":
    packs(ROOT)
    for path in native(ROOT):
        print(path.relative_to(ROOT))
