"""Inside Presidio: one recognizer, its conventions kept, in an engine of its own and beside Presidio's own."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from presidio_analyzer import (
    AnalyzerEngine,
    EntityRecognizer,
    Pattern,
    PatternRecognizer,
    RecognizerRegistry,
    RecognizerResult,
)
from presidio_analyzer.analyzer_engine_provider import AnalyzerEngineProvider
from presidio_analyzer.nlp_engine import SlimSpacyNlpEngine
from presidio_analyzer.predefined_recognizers import CreditCardRecognizer, CryptoRecognizer, UrlRecognizer
from presidio_anonymizer import AnonymizerEngine
from spacy.language import Language
from spacy.tokens import Doc

from kvkkscan import Scanner, Unscannable, redact
from kvkkscan.integrations.presidio import (
    KvkkscanRecognizer,
    PresidioFeed,
    create_analyzer,
    get_recognizers,
    register,
)

TEXT = "Merhaba, sabıkam yok. TC kimlik numaram 10000000146, kartım 5555 5555 5555 4444."
FOUND = {
    "CRIMINAL_RECORD": "sabıkam yok",
    "TR_NATIONAL_ID": "10000000146",
    "CREDIT_CARD": "5555 5555 5555 4444",
}


@pytest.fixture(scope="module")
def analyzer() -> AnalyzerEngine:
    """An engine with the recognizer alone."""
    return create_analyzer()


def shown(results: list[RecognizerResult], text: str = TEXT) -> dict[str, str]:
    """What was found, by label."""
    return {one.entity_type: text[one.start : one.end] for one in results}


def test_an_engine_of_its_own_finds_what_the_scanner_finds(analyzer: AnalyzerEngine) -> None:
    """Labels, offsets and scores are those of the scanner."""
    results = analyzer.analyze(TEXT, language="tr")
    assert shown(results) == FOUND
    key = {(one.entity_type, one.start, one.end, one.score) for one in results}
    assert key == {(one.entity_type, one.start, one.end, one.score) for one in Scanner().scan(TEXT)}


def test_results_explain_themselves_without_a_value(analyzer: AnalyzerEngine) -> None:
    """`analysis_explanation` names rule and reasons; the metadata is what Presidio's own recognizers give."""
    for one in analyzer.analyze(TEXT, language="tr", return_decision_process=True):
        assert one.analysis_explanation.recognizer == "KvkkscanRecognizer"
        assert "." in one.analysis_explanation.pattern_name
        assert one.recognition_metadata[RecognizerResult.RECOGNIZER_NAME_KEY] == "KvkkscanRecognizer"
        assert TEXT[one.start : one.end] not in repr(one.analysis_explanation)


@pytest.mark.parametrize(
    ("options", "labels"),
    [
        ({"entities": ["CREDIT_CARD"]}, {"CREDIT_CARD"}),
        ({"entities": ["CREDIT_CARD", "CRIMINAL_RECORD"]}, {"CREDIT_CARD", "CRIMINAL_RECORD"}),
        ({"score_threshold": 1.0}, {"CREDIT_CARD", "TR_NATIONAL_ID"}),
        ({"allow_list": ["5555 5555 5555 4444"]}, {"CRIMINAL_RECORD", "TR_NATIONAL_ID"}),
        ({"context": ["kart"]}, set(FOUND)),
    ],
)
def test_the_engines_own_options_work(analyzer: AnalyzerEngine, options: dict[str, object], labels: set[str]) -> None:
    """Labels, threshold, allow list and context of a call do what they do with any recognizer."""
    assert set(shown(analyzer.analyze(TEXT, language="tr", **options))) == labels


def test_beside_presidios_own(analyzer: AnalyzerEngine) -> None:
    """In a registry with other recognizers and an engine that tokenises, scores stay and nothing is lost."""
    registry = RecognizerRegistry(
        recognizers=[CreditCardRecognizer(supported_language="tr", context=["kart"])], supported_languages=["tr"]
    )
    register(registry)
    nlp = SlimSpacyNlpEngine(supported_languages=["tr"], generic_tokenizer="blank")
    engine = AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=["tr"])
    results = engine.analyze(TEXT, language="tr")
    assert shown(results) == FOUND
    alone = {one.entity_type: one.score for one in analyzer.analyze(TEXT, language="tr")}
    mine = [one for one in results if one.recognition_metadata["recognizer_name"] == "KvkkscanRecognizer"]
    assert {one.entity_type: one.score for one in mine}.items() <= alone.items()


def test_the_anonymizer_takes_the_results(analyzer: AnalyzerEngine) -> None:
    """Presidio's anonymizer replaces exactly what was found."""
    done = AnonymizerEngine().anonymize(TEXT, analyzer.analyze(TEXT, language="tr"))
    assert done.text == "Merhaba, <CRIMINAL_RECORD>. TC kimlik numaram <TR_NATIONAL_ID>, kartım <CREDIT_CARD>."


def test_from_yaml(tmp_path: Path) -> None:
    """Once imported, the recognizer is known to Presidio's YAML configuration by its name."""
    path = tmp_path / "analyzer.yaml"
    path.write_text(
        "supported_languages: [tr]\ndefault_score_threshold: 0\n"
        "nlp_configuration:\n  nlp_engine_name: no_op\n  models: [{lang_code: tr, model_name: none}]\n"
        "recognizer_registry:\n  supported_languages: [tr]\n  recognizers:\n"
        "    - {name: KvkkscanRecognizer, type: predefined, supported_languages: [tr]}\n",
        encoding="utf-8",
    )
    engine = AnalyzerEngineProvider(analyzer_engine_conf_file=path).create_engine()
    assert shown(engine.analyze(TEXT, language="tr")) == FOUND


def test_labels_and_language_are_the_callers() -> None:
    """Only the labels asked for are supported; the language is a name under which it is called."""
    one = KvkkscanRecognizer(supported_language="en", supported_entities=["IBAN_CODE"])
    assert (one.supported_entities, one.supported_language, one.country_code()) == (["IBAN_CODE"], "en", "tr")
    assert one.analyze(TEXT, None) == []
    assert get_recognizers("en")[0].supported_language == "en"


def test_what_cannot_be_read_is_not_called_clean(tmp_path: Path) -> None:
    """A pattern that runs out of time raises through the engine: no empty answer."""
    (tmp_path / "slow.toml").write_text(
        '[[recognizer]]\nid = "own.slow"\nentity_type = "TR_TAX_ID"\nkind = "pattern"\npattern = "(a+)+$"\n'
        "time_limit = 0.05\n",
        encoding="utf-8",
    )
    one = KvkkscanRecognizer(packs=[tmp_path])
    with pytest.raises(Unscannable):
        one.analyze("a" * 5_000 + "!", ["TR_TAX_ID"])


# --- the other way round ---------------------------------------------------------------------------------------------

WALLET = "16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyZ"
TICKETS = PatternRecognizer(
    supported_entity="CONTRACT_NO", supported_language="tr", name="contracts",
    patterns=[Pattern("contract", r"SZ-\d{6}", 0.4)], context=["sözleşme"],
)  # fmt: skip


def places(scanner: Scanner, text: str) -> list[tuple[str, str, str]]:
    """Label, group and words of the findings."""
    return [(one.entity_type, one.group, text[one.start : one.end]) for one in scanner.scan(text)]


def test_a_recognizer_of_presidio_feeds_the_scanner() -> None:
    """Its labels stand beside ours, in the group that was named, and a policy acts on them."""
    scanner = Scanner(feeds=[PresidioFeed(CryptoRecognizer(supported_language="tr"))])
    text = f"Cüzdanım {WALLET}, kartım 5555 5555 5555 4444."
    assert places(scanner, text) == [
        ("CRYPTO", "identity", WALLET), ("CREDIT_CARD", "payment", "5555 5555 5555 4444"),
    ]  # fmt: skip
    done = redact(text, scanner=scanner)
    assert done.text == "Cüzdanım [CRYPTO], kartım [KART]."
    assert redact(done.text, scanner=scanner).text == done.text
    assert done.record.rules["presidio.CryptoRecognizer"] == 1
    assert places(Scanner(feeds=[PresidioFeed(CryptoRecognizer())], entities=["CRYPTO"]), text) == [
        ("CRYPTO", "identity", WALLET)
    ]


def test_context_needs_an_engine_with_lemmas() -> None:
    """A pattern below the threshold is lifted over it by Presidio's own context words."""

    @Language.component("test_lower_lemmas")
    def lower_lemmas(doc: Doc) -> Doc:
        for token in doc:
            token.lemma_ = token.lower_
        return doc

    nlp = SlimSpacyNlpEngine(supported_languages=["tr"], generic_tokenizer="blank")
    nlp.load()
    nlp.nlp["tr"] = spacy.blank("tr")
    nlp.nlp["tr"].add_pipe("test_lower_lemmas")
    text = "sözleşme no SZ-123456"
    assert places(Scanner(feeds=[PresidioFeed(TICKETS)]), text) == []
    assert places(Scanner(feeds=[PresidioFeed(TICKETS, nlp_engine=nlp)]), text) == [
        ("CONTRACT_NO", "identity", "SZ-123456")
    ]


def test_of_two_that_overlap_the_surer_stays() -> None:
    """Ours with a check digit over theirs with a pattern."""
    scanner = Scanner(feeds=[PresidioFeed(UrlRecognizer(supported_language="tr"))])
    assert ("EMAIL_ADDRESS", "contact", "a.b@ornek.com.tr") in places(scanner, "yazın: a.b@ornek.com.tr")


class Broken(EntityRecognizer):  # type: ignore[misc] # Presidio is half typed
    """A recognizer with a fault."""

    answer: object = None

    def load(self) -> None:
        """Nothing."""

    def analyze(self, text: str, entities: object, nlp_artifacts: object = None) -> object:
        """Fails, or answers nonsense."""
        if self.answer is None:
            raise RuntimeError(text)
        return self.answer


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [RecognizerResult("X", 0, 999, 0.9)],
        [RecognizerResult("Y", 0, 3, 0.9)],
        [RecognizerResult("X", 0, 3, 7.0)],
        3,
    ],
)
def test_a_recognizer_that_fails_makes_the_text_unscannable(answer: object) -> None:
    """Whatever it raises or answers; its words are not repeated."""
    broken = Broken(supported_entities=["X"], supported_language="tr")
    broken.answer = answer
    with pytest.raises(Unscannable) as caught:
        Scanner(feeds=[PresidioFeed(broken)]).scan("gizli metin")
    assert "gizli" not in str(caught.value)
    assert "presidio.Broken" in str(caught.value)
