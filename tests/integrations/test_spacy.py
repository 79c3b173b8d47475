"""Inside spaCy: the pipe by its name, and the folder that ships."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc, Span

from kvkkscan import Scanner
from kvkkscan.integrations.spacy import pipeline_path

TEXT = "Sabıkam yok. TC kimlik numaram 10000000146'dır, kartım 5555 5555 5555 4444."


@pytest.fixture(scope="module")
def doc() -> Doc:
    """A text through a blank Turkish pipeline with the pipe."""
    nlp = spacy.blank("tr")
    nlp.add_pipe("kvkkscan")
    done: Doc = nlp(TEXT)
    return done


def test_the_span_group_holds_all_findings(doc: Doc) -> None:
    """Labels, scores and exact offsets are the scanner's; the text is untouched."""
    group, found = doc.spans["kvkkscan"], Scanner().scan(TEXT)
    assert found
    assert doc.text == TEXT
    assert [span.label_ for span in group] == [one.entity_type for one in found]
    assert [span.kb_id_ for span in group] == [one.recognizer for one in found]
    assert group.attrs["scores"] == [one.score for one in found]
    assert group.attrs["offsets"] == [[one.start, one.end] for one in found]
    for span, one in zip(group, found, strict=True):
        assert span.start_char <= one.start
        assert one.end <= span.end_char


def test_the_entities_too(doc: Doc) -> None:
    """`doc.ents` has them, whole tokens each."""
    assert [ent.label_ for ent in doc.ents] == ["CRIMINAL_RECORD", "TR_NATIONAL_ID", "CREDIT_CARD"]


@pytest.mark.parametrize(
    ("overwrite", "labels"), [(False, {"MINE", "CREDIT_CARD"}), (True, {"CREDIT_CARD", "TR_NATIONAL_ID"})]
)
def test_entities_of_others(*, overwrite: bool, labels: set[str]) -> None:
    """Entities that stand there already stay, unless the pipe may push them aside."""
    nlp = spacy.blank("tr")
    pipe = nlp.add_pipe("kvkkscan", config={"overwrite_ents": overwrite, "entities": ["TR_NATIONAL_ID", "CREDIT_CARD"]})
    doc = nlp.make_doc(TEXT)
    place = next(token.i for token in doc if token.text.startswith("10000000146"))
    doc.ents = [Span(doc, place, place + 1, label="MINE")]
    assert {ent.label_ for ent in pipe(doc).ents} == labels
    assert len(doc.spans["kvkkscan"]) == 2


def test_settings() -> None:
    """Another key, other labels, no entities."""
    nlp = spacy.blank("tr")
    nlp.add_pipe("kvkkscan", config={"entities": ["CREDIT_CARD"], "spans_key": "cards", "set_ents": False})
    doc = nlp(TEXT)
    assert [span.label_ for span in doc.spans["cards"]] == ["CREDIT_CARD"]
    assert not doc.ents
    assert "kvkkscan" not in doc.spans


def test_the_folder_that_ships_loads_without_importing_kvkkscan() -> None:
    """`spacy.load` finds the pipe by its entry point, and many texts go through `nlp.pipe`."""
    code = (
        f"import spacy; nlp = spacy.load({str(pipeline_path())!r});"
        f"print([[e.label_ for e in d.ents] for d in nlp.pipe([{TEXT!r}, 'Kargom nerede?', ''])])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)
    assert done.stdout.strip() == "[['CRIMINAL_RECORD', 'TR_NATIONAL_ID', 'CREDIT_CARD'], [], []]", done.stderr


def test_a_pipeline_goes_to_disk_and_back(tmp_path: Path) -> None:
    """Settings of the pipe are kept in the pipeline's config."""
    nlp = spacy.blank("tr")
    nlp.add_pipe("kvkkscan", config={"entities": ["CREDIT_CARD"]})
    nlp.to_disk(tmp_path)
    assert [ent.label_ for ent in spacy.load(tmp_path)(TEXT).ents] == ["CREDIT_CARD"]


def test_the_folder_is_what_the_script_makes(tmp_path: Path) -> None:
    """models/tr_kvkkscan is up to date with models/pipeline.py, settings and tokenizer alike."""
    script = Path(__file__).resolve().parents[2] / "models" / "pipeline.py"
    subprocess.run([sys.executable, script, "--out", tmp_path / "made"], check=True)
    for name in ("config.cfg", "meta.json"):
        assert (tmp_path / "made" / name).read_bytes() == (pipeline_path() / name).read_bytes()
    made, kept = spacy.load(tmp_path / "made"), spacy.load(pipeline_path())
    assert [token.text for token in made.make_doc(TEXT)] == [token.text for token in kept.make_doc(TEXT)]
