"""What a scan yields: findings, their labels and groups. Nothing here ever holds a piece of the text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Group(StrEnum):
    """The four groups that a policy may address as one."""

    SPECIAL = "special"
    PAYMENT = "payment"
    IDENTITY = "identity"
    CONTACT = "contact"


# The labels that ship, Presidio's names where Presidio has one. Packs may declare more (detect/packs.py).
LABELS: dict[str, Group] = {
    label: group
    for group, labels in {
        Group.PAYMENT: "CREDIT_CARD CARD_CVV CARD_EXPIRY CARD_PIN CARD_TRACK IBAN_CODE TR_BANK_ACCOUNT",
        Group.IDENTITY: "TR_NATIONAL_ID TR_TAX_ID TR_ID_SERIAL TR_PASSPORT TR_DRIVER_LICENSE TR_SOCIAL_SECURITY"
        " TR_LICENSE_PLATE DATE_OF_BIRTH",
        Group.CONTACT: "PERSON PHONE_NUMBER EMAIL_ADDRESS TR_ADDRESS IP_ADDRESS",
        Group.SPECIAL: "HEALTH SEXUAL_LIFE CRIMINAL_RECORD RELIGION PHILOSOPHICAL_BELIEF RACE_ETHNICITY"
        " POLITICAL_OPINION MEMBERSHIP APPEARANCE BIOMETRIC GENETIC",
    }.items()
    for label in labels.split()
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One stretch of personal data.

    `start` and `end` are offsets in Unicode code points of the text as given, end exclusive. `score` is in 0..1.
    `recognizer` is the id of the rule in `recognizers/`. `reasons` are short codes such as "check:luhn" or
    "label:kart no": they come from the packs, never from the text.
    """

    entity_type: str
    group: str
    start: int
    end: int
    score: float
    recognizer: str
    reasons: tuple[str, ...] = ()


_new = object.__new__
_set_type, _set_group, _set_start, _set_end, _set_score, _set_recognizer, _set_reasons = (
    getattr(Finding, name).__set__ for name in Finding.__slots__
)


def make_finding(
    entity_type: str, group: str, start: int, end: int, score: float, recognizer: str, reasons: tuple[str, ...]
) -> Finding:
    """A finding, made in half the time that the constructor of a frozen dataclass takes."""
    made = _new(Finding)
    _set_type(made, entity_type)
    _set_group(made, group)
    _set_start(made, start)
    _set_end(made, end)
    _set_score(made, score)
    _set_recognizer(made, recognizer)
    _set_reasons(made, reasons)
    return made
