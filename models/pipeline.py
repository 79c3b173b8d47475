"""Writes models/tr_kvkkscan, the folder that `spacy.load` takes: spaCy's Turkish tokenizer and the pipe "kvkkscan".

    python models/pipeline.py [--out DIR]

The pipe reads the packs and weights of the installed kvkkscan; the folder holds no weights of its own.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import spacy

import kvkkscan
from kvkkscan.integrations.spacy import PIPELINE

HERE = Path(__file__).resolve().parent
SPACY = ">=3.8.0,<4.0.0"


def main() -> None:
    """Assembles the pipeline and writes it."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--out", type=Path, default=HERE / PIPELINE)
    out = options.parse_args().out
    nlp = spacy.blank("tr")
    nlp.add_pipe("kvkkscan")
    nlp.meta.update(
        name="kvkkscan",
        version=kvkkscan.__version__,
        description="Special-category, payment, identity and contact data in Turkish text",
        license="MIT",
    )
    nlp.to_disk(out)
    meta = json.loads((out / "meta.json").read_text(encoding="utf-8")) | {"spacy_version": SPACY}
    meta.pop("spacy_git_version", None)
    (out / "meta.json").write_text(json.dumps(meta, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
