"""What `make demo` shows: the examples before (-) and after (+), and the tests of the example pack."""

from __future__ import annotations

import subprocess
import sys
from difflib import ndiff
from pathlib import Path

HERE = Path(__file__).resolve().parent
RUNS = (
    ("redact", "chat.txt"),
    ("redact", "tickets.jsonl", "--field", "text"),
    ("redact", "export.csv", "--field", "açıklama"),
    ("redact", "special.jsonl", "--field", "text"),
)


def run(*words: str) -> str:
    """Standard output of the command line, run in this folder; its summary goes to the screen."""
    print(f"\n$ kvkkscan {' '.join(words)}", flush=True)
    command = [sys.executable, "-m", "kvkkscan", *words]
    return subprocess.run(command, cwd=HERE, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout  # noqa: S603


def main() -> None:
    """Run the commands one after the other."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # Turkish letters on any console
    for words in RUNS:
        after = run(*words).splitlines()
        before = (HERE / words[1]).read_text(encoding="utf-8").splitlines()
        for line in ndiff(before, after):
            if not line.startswith("?"):
                print(line)
    print(run("packs", "test", "packs"), end="")


if __name__ == "__main__":
    main()
