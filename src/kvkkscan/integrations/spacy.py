"""kvkkscan inside spaCy: the pipe "kvkkscan", and a Turkish pipeline that holds it.

    nlp = spacy.blank("tr"); nlp.add_pipe("kvkkscan")      # no import of kvkkscan needed: it is an entry point
    nlp = spacy.load(pipeline_path())                      # the folder that ships

The pipe scans `doc.text` and sets `doc.spans["kvkkscan"]` (all findings, with scores and exact offsets in its `attrs`)
and `doc.ents`. A spaCy span is made of whole tokens, so it may be a little longer than what was found
("Yılmaz'ın" for "Yılmaz"); who cuts text cuts by `doc.spans["kvkkscan"].attrs["offsets"]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import SpanGroup
from spacy.util import filter_spans

from kvkkscan.resources import resource_dir
from kvkkscan.scanner import BALANCED, FULL, Scanner

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from spacy.tokens import Doc

PIPELINE = "tr_kvkkscan"


class KvkkscanPipe:
    """The component: a Doc goes in, the same Doc comes out with its findings on it."""

    def __init__(self, scanner: Scanner, spans_key: str, *, set_ents: bool, overwrite_ents: bool) -> None:
        self.scanner = scanner
        self.spans_key = spans_key
        self.set_ents = set_ents
        self.overwrite_ents = overwrite_ents

    def __call__(self, doc: Doc) -> Doc:
        """Sets `doc.spans[spans_key]` and, if asked to, `doc.ents`.

        In the group each span's `label_` is the entity type and `kb_id_` the recognizer of the packs;
        `attrs["scores"]` and `attrs["offsets"]` (code points of `doc.text`) run beside the spans.

        Raises:
            Unscannable: the text could not be read to its end.
        """
        spans, scores, offsets = [], [], []
        for one in self.scanner.scan(doc.text):
            span = doc.char_span(
                one.start, one.end, label=one.entity_type, kb_id=one.recognizer, alignment_mode="expand"
            )
            if span is not None:
                spans.append(span)
                scores.append(one.score)
                offsets.append([one.start, one.end])
        doc.spans[self.spans_key] = SpanGroup(
            doc, name=self.spans_key, attrs={"scores": scores, "offsets": offsets}, spans=spans
        )
        if self.set_ents:
            mine = filter_spans(spans)  # two findings may meet in one token
            if self.overwrite_ents:
                taken = {token.i for span in mine for token in span}
                others = [span for span in doc.ents if not any(token.i in taken for token in span)]
            else:
                others = list(doc.ents)
                taken = {token.i for span in others for token in span}
                mine = [span for span in mine if not any(token.i in taken for token in span)]
            doc.ents = sorted([*mine, *others], key=lambda span: span.start)
        return doc


@Language.factory(
    "kvkkscan",
    assigns=["doc.spans", "doc.ents"],
    default_config={
        "level": FULL,
        "entities": None,
        "packs": [],
        "threshold": BALANCED,
        "spans_key": "kvkkscan",
        "set_ents": True,
        "overwrite_ents": False,
    },
)
def make_pipe(  # noqa: PLR0913, PLR0917 - the settings of the pipe
    nlp: Language,  # noqa: ARG001 - spaCy hands them to every factory
    name: str,  # noqa: ARG001
    level: str,
    entities: Sequence[str] | None,
    packs: Sequence[str],
    threshold: float,
    spans_key: str,
    set_ents: bool,  # noqa: FBT001 - spaCy calls by name
    overwrite_ents: bool,  # noqa: FBT001
) -> KvkkscanPipe:
    """What `nlp.add_pipe("kvkkscan", config={...})` makes.

    Args:
        nlp: the pipeline.
        name: the name of the pipe in it.
        level: "full", or "fast" for rules alone.
        entities: labels to look for; None for all.
        packs: folders of a user's own packs.
        threshold: findings below this score are left out.
        spans_key: where in `doc.spans` the findings stand.
        set_ents: whether `doc.ents` gets them too.
        overwrite_ents: whether they push aside entities that stand there already; otherwise those stay.

    Raises:
        PackError, KvkkscanError: as `Scanner`.
    """
    scanner = Scanner(level=level, entities=entities, packs=packs, threshold=threshold)
    return KvkkscanPipe(scanner, spans_key, set_ents=set_ents, overwrite_ents=overwrite_ents)


def pipeline_path() -> Path:
    """The folder of the Turkish pipeline that ships, for `spacy.load`: spaCy's Turkish tokenizer and this pipe."""
    return resource_dir("models") / PIPELINE
