"""kvkkscan inside Presidio: one recognizer for all labels, whatever NLP engine the analyzer has.

    registry.add_recognizer(KvkkscanRecognizer())       # into an AnalyzerEngine of yours
    analyzer = create_analyzer()                        # or an engine with nothing else in it
    Scanner(feeds=[PresidioFeed(recognizer)])           # the other way round: a recognizer of yours in our scanner

It reads the text itself and neither needs nor uses tokens or lemmas, so `NoOpNlpEngine` is enough. Scores are final:
context has been weighed, and Presidio's enhancer leaves them as they are. Conventions: presidio-analyzer 2.2.366.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from presidio_analyzer import (
    AnalysisExplanation,
    AnalyzerEngine,
    EntityRecognizer,
    RecognizerRegistry,
    RecognizerResult,
)

from kvkkscan.feeds import Fed
from kvkkscan.finding import LABELS, Group
from kvkkscan.scanner import BALANCED, FULL, Scanner

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine


class KvkkscanRecognizer(EntityRecognizer):  # type: ignore[misc] # Presidio ships no types
    """All labels of kvkkscan as one Presidio recognizer.

    Args:
        supported_language: the language under which the analyzer calls it. The text is read as Turkish all the same.
        supported_entities: labels to look for; None for all of the packs.
        name: as Presidio shows it.
        packs: folders of a user's own packs.
        threshold: findings below this score are left out; Presidio's own thresholds apply after it.
        level: "full", or "fast" for rules alone.
        scanner: a scanner that is already built; packs, threshold and level are then those of the scanner.

    Raises:
        PackError, KvkkscanError: as `Scanner`.
    """

    COUNTRY_CODE: ClassVar[str] = "tr"

    def __init__(
        self,
        supported_language: str = "tr",
        supported_entities: Sequence[str] | None = None,
        name: str = "KvkkscanRecognizer",
        packs: Sequence[str | Path] = (),
        threshold: float = BALANCED,
        level: str = FULL,
        scanner: Scanner | None = None,
    ) -> None:
        self.scanner = scanner or Scanner(level=level, entities=supported_entities, packs=packs, threshold=threshold)
        labels = supported_entities or self.scanner.entities or self.scanner.packs.labels
        super().__init__(supported_entities=sorted(labels), supported_language=supported_language, name=name)

    def load(self) -> None:
        """Nothing is left to load: the scanner stands when the recognizer is made."""

    def analyze(
        self,
        text: str,
        entities: Sequence[str] | None,
        nlp_artifacts: NlpArtifacts | None = None,  # noqa: ARG002 - Presidio's interface
    ) -> list[RecognizerResult]:
        """The findings of `entities` (None: of all labels that this recognizer has) as Presidio's results.

        Offsets are code points of `text`, end exclusive. `analysis_explanation` names the recognizer of the packs
        (`pattern_name`) and the reasons; neither holds a piece of the text.

        Raises:
            Unscannable: the text could not be read to its end; an empty answer would call it clean.
        """
        wanted = frozenset(self.supported_entities if entities is None else entities)
        return [
            RecognizerResult(
                entity_type=one.entity_type,
                start=one.start,
                end=one.end,
                score=one.score,
                analysis_explanation=AnalysisExplanation(
                    recognizer=self.name,
                    original_score=one.score,
                    pattern_name=one.recognizer,
                    textual_explanation=", ".join(one.reasons) or None,
                ),
                recognition_metadata={
                    RecognizerResult.RECOGNIZER_NAME_KEY: self.name,
                    RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
                    RecognizerResult.IS_SCORE_ENHANCED_BY_CONTEXT_KEY: True,
                },
            )
            for one in self.scanner.scan(text)
            if one.entity_type in wanted
        ]


@dataclass(frozen=True, slots=True)
class PresidioFeed:
    """A Presidio recognizer that feeds a Scanner: `Scanner(feeds=[PresidioFeed(CryptoRecognizer(...))])`.

    Args:
        recognizer: any EntityRecognizer.
        group: the group of labels that kvkkscan does not know: what a policy for that group does, happens to them.
        nlp_engine: one that the recognizer needs; without it the recognizer gets no tokens.
    """

    recognizer: EntityRecognizer
    group: Group = Group.IDENTITY
    nlp_engine: NlpEngine | None = None

    @property
    def name(self) -> str:
        """That of the recognizer."""
        return f"presidio.{self.recognizer.name}"

    @property
    def labels(self) -> dict[str, Group]:
        """The recognizer's labels; those of kvkkscan keep their groups."""
        return {label: LABELS.get(label, self.group) for label in self.recognizer.supported_entities}

    def find(self, text: str) -> list[Fed]:
        """What the recognizer finds, its own scores; Presidio's context words are weighed if there is an engine."""
        artifacts = None
        if self.nlp_engine is not None:
            artifacts = self.nlp_engine.process_text(text, self.recognizer.supported_language)
        found = self.recognizer.analyze(text, self.recognizer.supported_entities, artifacts) or []
        if artifacts is not None and found and self.recognizer.context:
            from presidio_analyzer.context_aware_enhancers import LemmaContextAwareEnhancer

            for one in found:
                one.recognition_metadata = {
                    **(one.recognition_metadata or {}),
                    RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.recognizer.id,
                }
            enhancer = LemmaContextAwareEnhancer()
            found = enhancer.enhance_using_context(text, found, artifacts, [self.recognizer])
        return [Fed(one.entity_type, one.start, one.end, one.score) for one in found if one.start < one.end]


def get_recognizers(supported_language: str = "tr") -> list[EntityRecognizer]:
    """What a registry needs: the one recognizer, in a list."""
    return [KvkkscanRecognizer(supported_language=supported_language)]


def register(registry: RecognizerRegistry, supported_language: str = "tr") -> None:
    """Puts the recognizer into a registry; Presidio's own stay as they are."""
    for recognizer in get_recognizers(supported_language):
        registry.add_recognizer(recognizer)


def create_analyzer(language: str = "tr", nlp_engine: NlpEngine | None = None) -> AnalyzerEngine:
    """An AnalyzerEngine with this recognizer alone. Without `nlp_engine` no text is tokenised at all."""
    from presidio_analyzer.nlp_engine import NoOpNlpEngine

    if nlp_engine is None:
        nlp_engine = NoOpNlpEngine(models=[{"lang_code": language, "model_name": "none"}])
        nlp_engine.load()
    registry = RecognizerRegistry(recognizers=get_recognizers(language), supported_languages=[language])
    return AnalyzerEngine(registry=registry, nlp_engine=nlp_engine, supported_languages=[language])
