"""The detectors that are measured, each behind the same small face, all without a network.

`Detector.scan` is the detector's own call, so that speed is measured without ours around it; `Detector.spans` turns its
answer into spans with our labels.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NoReturn

from scoring import Span

# What Presidio 2.2.366 has for Turkish texts: the labels on which the three are compared like with like.
SEVEN = (
    "CREDIT_CARD",
    "IBAN_CODE",
    "EMAIL_ADDRESS",
    "IP_ADDRESS",
    "PHONE_NUMBER",
    "TR_NATIONAL_ID",
    "TR_LICENSE_PLATE",
)

KVKK_PII_LABELS = {
    "TC_KIMLIK": "TR_NATIONAL_ID",
    "VKN": "TR_TAX_ID",
    "IBAN_TR": "IBAN_CODE",
    "PASAPORT_TR": "TR_PASSPORT",
    "TELEFON_TR": "PHONE_NUMBER",
    "EMAIL": "EMAIL_ADDRESS",
    "IP_ADRESI": "IP_ADDRESS",
    "PLAKA_TR": "TR_LICENSE_PLATE",
    "KREDI_KARTI": "CREDIT_CARD",
    "SGK_NO": "TR_SOCIAL_SECURITY",
    "ADRES": "TR_ADDRESS",
    "KISI_ADI": "PERSON",
    "SAGLIK_VERISI": "HEALTH",
    "DINI_INANC": "RELIGION",
    "SIYASI_GORUS": "POLITICAL_OPINION",
    "SENDIKA_UYELIGII": "MEMBERSHIP",
    "BIYOMETRIK_VERI": "BIOMETRIC",
}


@dataclass(frozen=True, slots=True)
class Detector:
    """One detector, ready to run."""

    name: str
    version: str
    scan: Callable[[str], Any]
    spans: Callable[[Any], list[Span]]


@dataclass(frozen=True, slots=True)
class NotInstalled:
    """A detector that this Python does not have."""

    name: str
    reason: str


def refuse_network() -> None:
    """Make every connection and name look-up of this process fail at once."""

    def refuse(*_: object, **__: object) -> NoReturn:
        raise OSError("benchmarks run without a network")

    socket.getaddrinfo = refuse
    setattr(socket.socket, "connect", refuse)  # noqa: B010  (mypy refuses to assign to a method)


def installed_version(package: str) -> str:
    """The version of an installed package, or "not installed"."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _finding_spans(found: Iterable[Any]) -> list[Span]:
    return [Span(one.entity_type, one.start, one.end) for one in found]


def kvkkscan(
    level: str | None = None,
    entities: Iterable[str] | None = None,
    packs: Sequence[Path] = (),
    name: str = "kvkkscan",
    threshold: float | None = None,
) -> Detector:
    """The project's own scanner; with no arguments as a user gets it."""
    from kvkkscan import Scanner

    given = {"level": level, "threshold": threshold}
    options: dict[str, Any] = {key: value for key, value in given.items() if value is not None}
    scanner = Scanner(entities=entities, packs=packs, **options)
    return Detector(name, installed_version("kvkkscan"), scanner.scan, _finding_spans)


def presidio() -> Detector | NotInstalled:
    """Presidio with its card, IBAN, e-mail, IP, phone, national-id and plate recognizers for Turkish.

    There is no Turkish spaCy model, so the tokenizer is blank; its lemmas would be empty and context words would never
    fire, so each token's lemma is its lower-case form. The e-mail recognizer's suffix list is the snapshot that
    tldextract ships, not the one it would fetch.
    """
    try:
        import spacy
        from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
        from presidio_analyzer import predefined_recognizers as ready
        from presidio_analyzer.nlp_engine import SlimSpacyNlpEngine
        from spacy.language import Language
        from spacy.tokens import Doc
        from tldextract import TLDExtract
    except ImportError as error:
        return NotInstalled("presidio", f"not installed ({error.name})")
    logging.getLogger("presidio-analyzer").setLevel(logging.CRITICAL)  # it logs pieces of the text

    def lower_lemmas(doc: Doc) -> Doc:
        for token in doc:
            token.lemma_ = token.text.replace("İ", "i").replace("I", "ı").lower()
        return doc

    Language.component("benchmark_lower_lemmas", func=lower_lemmas)
    nlp = spacy.blank("tr")
    nlp.add_pipe("benchmark_lower_lemmas")
    engine: Any = SlimSpacyNlpEngine(supported_languages=["tr"], generic_tokenizer="blank")
    engine.load()
    engine.nlp["tr"] = nlp

    suffixes = TLDExtract(cache_dir=None, suffix_list_urls=())
    email = ready.EmailRecognizer(supported_language="tr")
    setattr(email, "validate_result", lambda text: suffixes(text).fqdn != "")  # noqa: B010
    recognizers = [
        ready.CreditCardRecognizer(supported_language="tr"),
        ready.IbanRecognizer(supported_language="tr"),
        email,
        ready.IpRecognizer(supported_language="tr"),
        ready.PhoneRecognizer(supported_language="tr", supported_regions=["TR"]),
        ready.TrNationalIdRecognizer(supported_language="tr"),
        ready.TrLicensePlateRecognizer(supported_language="tr"),
    ]
    registry = RecognizerRegistry(recognizers=recognizers, supported_languages=["tr"])
    analyzer = AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["tr"])

    def scan(text: str) -> Any:
        return analyzer.analyze(text, language="tr")

    return Detector("presidio", installed_version("presidio-analyzer"), scan, _finding_spans)


def kvkk_pii(entities: Iterable[str] | None = None) -> Detector | NotInstalled:
    """kvkk-pii in its default mode (regular expressions, no model), at most restricted to `entities`."""
    try:
        package = import_module("kvkk_pii")  # untyped
    except ImportError:
        return NotInstalled("kvkk-pii", "not installed")
    wanted = None if entities is None else frozenset(entities)
    recognizers = [
        one for one in package.DEFAULT_RECOGNIZERS if wanted is None or KVKK_PII_LABELS[one.entity_type] in wanted
    ]
    detector = package.PiiDetector(layers=["regex"], recognizers=recognizers)

    def spans(found: Any) -> list[Span]:
        return [
            Span(KVKK_PII_LABELS[one.entity_type], one.start, one.end)
            for one in found.entities
            if one.entity_type in KVKK_PII_LABELS
        ]

    return Detector("kvkk-pii", installed_version("kvkk-pii"), detector.analyze, spans)
