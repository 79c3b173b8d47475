"""The wheel: holds the data, and works in a fresh environment far from the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def run(*words: object, cwd: Path, env: dict[str, str] | None = None) -> str:
    """What a command prints; it must succeed."""
    done = subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": "", "LC_ALL": "C.UTF-8", **(env or {})},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built with the backend that pyproject.toml names, without an index."""
    folder = tmp_path_factory.mktemp("wheel")
    code = f"from hatchling.build import build_wheel; build_wheel({str(folder)!r})"
    run(sys.executable, "-c", code, cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a fresh environment with the wheel and `ahocorasick_rs` alone, linked in where it is installed."""
    home = tmp_path_factory.mktemp("fresh")
    venv.create(home, with_pip=False, symlinks=os.name == "posix")
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / ("python.exe" if os.name == "nt" else "python")
    packages = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=home).strip())
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", "--quiet"]
    run(*pip, "--disable-pip-version-check", wheel, cwd=home)
    here = Path(sysconfig.get_path("platlib"))
    for found in here.glob("ahocorasick_rs*"):
        (packages / found.name).symlink_to(found)
    return python


def test_what_is_in_it(wheel: Path) -> None:
    """The wheel holds every pack, list and policy of the checkout, the type marker and the licence, and no more."""
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {"kvkkscan/py.typed", "kvkkscan/cli/scan.py"}
    for folder in ("recognizers", "policies"):
        files = {path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*") if path.is_file()}
        assert files
        wanted |= {f"kvkkscan/{name}" for name in files}
    assert wanted <= names
    assert {name.split("/")[0] for name in names} == {"kvkkscan", f"kvkkscan-{PROJECT['version']}.dist-info"}
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if "__pycache__" in name or "tests" in name.split("/") or "/test_" in name]
    shipped = {name.removeprefix("kvkkscan/models/").split("/")[0] for name in names if "/models/" in name}
    assert shipped == {"labeller.bin", "statements.json", "tr_kvkkscan"}


def test_it_works_elsewhere(python: Path, tmp_path: Path) -> None:
    """Installed without the checkout, the library finds its packs and policies and redacts, with one dependency."""
    code = (
        "import kvkkscan, sys; print(kvkkscan.__file__); print(kvkkscan.__version__);"
        "print(kvkkscan.redact('TC 10000000146, tel 0532 123 45 67').text); print(*kvkkscan.Policy.names())"
    )
    place, version, text, policies = run(python, "-I", "-c", code, cwd=tmp_path).splitlines()
    assert str(ROOT / "src") not in place
    assert version == PROJECT["version"]
    assert text == "TC [TCKN], tel [TELEFON]"
    assert policies.split() == ["export", "pci", "strict", "ticket"]


def test_its_commands(python: Path, tmp_path: Path) -> None:
    """The console script and `python -m kvkkscan` are there, and read the data that the wheel brought."""
    (tmp_path / "t.txt").write_text("tel 0532 123 45 67", encoding="utf-8")
    script = python.parent / ("kvkkscan.exe" if os.name == "nt" else "kvkkscan")
    for command in ((script,), (python, "-m", "kvkkscan")):
        assert run(*command, "--version", cwd=tmp_path) == f"kvkkscan {PROJECT['version']}\n"
        assert run(*command, "redact", "t.txt", cwd=tmp_path) == "tel [TELEFON]"


def test_one_version() -> None:
    """pyproject.toml, the package and the changelog name the same version."""
    import kvkkscan

    assert kvkkscan.__version__ == PROJECT["version"]
    assert f"## [{PROJECT['version']}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
