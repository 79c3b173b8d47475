"""Operators: what may be written in the place of a finding. Names and parameters are Presidio's where it has them.

Each is a plain function from a Site to the new text. `check` and `check_label` say, when a policy loads, whether an
operator with its parameters may run, and on which label.
"""

from __future__ import annotations

import hmac
import itertools
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from kvkkscan.errors import PolicyError, SensitiveDataFound
from kvkkscan.finding import LABELS
from kvkkscan.placeholders import CARD_SECRETS, is_digest, placeholder
from kvkkscan.surrogates import SURROGATES, made_up
from kvkkscan.values import identity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Param = str | int | bool

HASH_KEY_BYTES: Final = 16
AES_KEY_BYTES: Final = (16, 24, 32)
PAN_FIRST, PAN_LAST = 6, 4  # the most that may be shown of a card number (PCI DSS v4.0.1, 3.4.1)
_PAN_DIGITS = 15  # of shorter ones only the last four are left


@dataclass(frozen=True, slots=True)
class Site:
    """One place where an operator writes. `names` are the placeholders of user packs: label -> (Turkish, English)."""

    entity_type: str
    value: str = field(repr=False)
    params: Mapping[str, Param] = field(default_factory=dict)
    key: bytes = field(default=b"", repr=False)
    language: str = "tr"
    number: int | None = None
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def keep(site: Site) -> str:
    """The value as it is."""
    return site.value


def replace(site: Site) -> str:
    """`new_value`, else the label's placeholder in the language of the policy, numbered where the policy says so."""
    return str(site.params.get("new_value", "")) or placeholder(
        site.entity_type, site.language, number=site.number, extra=site.names
    )


def redact(_site: Site) -> str:
    """Nothing: the value is deleted."""
    return ""


def mask(site: Site) -> str:
    """`masking_char` over part of the value.

    As in Presidio, over `chars_to_mask` characters from the start, or `from_end`. Or over all but `keep_first` and
    `keep_last` characters, spaces and punctuation left standing; over everything where that would leave nothing hidden.
    """
    value, char = site.value, str(site.params.get("masking_char", "*"))
    if "chars_to_mask" in site.params:
        count = min(len(value), int(site.params["chars_to_mask"]))
        if site.params.get("from_end"):
            return value[: len(value) - count] + char * count
        return char * count + value[count:]
    places = [at for at, one in enumerate(value) if not one.isspace() and unicodedata.category(one)[0] != "P"]
    first, last = int(site.params.get("keep_first", 0)), int(site.params.get("keep_last", 0))
    if site.entity_type == "CREDIT_CARD" and len(places) < _PAN_DIGITS:
        first = 0
    hidden = set(places[first : len(places) - last] or places)
    return "".join(char if at in hidden else one for at, one in enumerate(value))


def digest(key: bytes, entity_type: str, value: str) -> str:
    """The first 16 hex digits of HMAC-SHA-256(key, "LABEL:value"), the value in the form of `values.identity`.

    Where those could be read as a number (seven decimal digits in a row) "#1", "#2", ... is appended to the message.
    """
    message = f"{entity_type}:{identity(entity_type, value)}"
    for turn in itertools.count():
        salted = f"{message}#{turn}" if turn else message
        found = hmac.digest(key, salted.encode("utf-8", "surrogatepass"), "sha256").hex()[:16]
        if is_digest(found):
            break
    return found


def hash_(site: Site) -> str:
    """The placeholder with a keyed digest: equal values can be told to be equal by whoever reads several texts."""
    return placeholder(
        site.entity_type, site.language, digest=digest(site.key, site.entity_type, site.value), extra=site.names
    )


def encrypt(site: Site) -> str:
    """AES-CBC through presidio_anonymizer, URL-safe base64; Presidio's DeanonymizeEngine decrypts it.

    A value that is no valid Unicode (lone surrogates) cannot be encrypted and becomes a placeholder.
    """
    from presidio_anonymizer.operators import Encrypt

    try:
        site.value.encode()
    except UnicodeEncodeError:
        return replace(site)
    return str(Encrypt().operate(text=site.value, params={"key": site.key}))


def surrogate(site: Site) -> str:
    """A made-up value of the same kind and format; it may by chance belong to someone (surrogates.py)."""
    if site.entity_type not in SURROGATES:  # a label of a user pack that the policy was not told of
        return replace(site)
    return made_up(site.entity_type, site.value, site.key)


def refuse(site: Site) -> str:
    """Never writes anything: redaction stops before it. Raises SensitiveDataFound."""
    raise SensitiveDataFound("redaction-refused", (), policy="", labels=site.entity_type)


OPERATORS: Final[dict[str, Callable[[Site], str]]] = {
    "keep": keep,
    "replace": replace,
    "redact": redact,
    "mask": mask,
    "hash": hash_,
    "encrypt": encrypt,
    "surrogate": surrogate,
    "refuse": refuse,
}
PARAMS: Final[dict[str, dict[str, type]]] = {
    "keep": {},
    "replace": {"new_value": str},
    "redact": {},
    "mask": {"masking_char": str, "chars_to_mask": int, "from_end": bool, "keep_first": int, "keep_last": int},
    "hash": {"key_env": str},
    "encrypt": {"key_env": str},
    "surrogate": {"key_env": str},
    "refuse": {},
}
# What these write may be found by a scan, and is meant to: it looks like data without being it.
LOOKS_LIKE_DATA: Final = frozenset({"surrogate", "encrypt"})


def check(operator: str, params: Mapping[str, object], key: bytes, where: str) -> None:
    """Whether `operator` can run with `params` and `key`; `where` is file and line for the message.

    Raises:
        PolicyError: unknown operator or parameter, a missing or wrong one, no key or one of a wrong length.
    """
    if operator not in OPERATORS:
        raise PolicyError("policy-unknown-operator", where=where, operator=operator, known=", ".join(OPERATORS))
    known = PARAMS[operator]
    for name, value in params.items():
        if name not in known:
            names = ", ".join(known) or "-"
            raise PolicyError("policy-unknown-param", where=where, operator=operator, param=name, known=names)
        if type(value) is not known[name]:
            raise PolicyError("policy-param-type", where=where, param=name, kind=known[name].__name__)
    if operator == "mask":
        _check_mask(params, where)
    if operator == "hash" and len(key) < HASH_KEY_BYTES:
        raise PolicyError("policy-hash-key", where=where, bytes=HASH_KEY_BYTES)
    if operator == "encrypt" and len(key) not in AES_KEY_BYTES:
        raise PolicyError("policy-encrypt-key", where=where)
    if operator == "surrogate" and key and len(key) < HASH_KEY_BYTES:
        raise PolicyError("policy-hash-key", where=where, bytes=HASH_KEY_BYTES)


def _check_mask(params: Mapping[str, object], where: str) -> None:
    kept = "keep_first" in params or "keep_last" in params
    if not kept and "chars_to_mask" not in params:
        raise PolicyError("policy-mask-param", where=where)
    if kept and ("chars_to_mask" in params or "from_end" in params):
        raise PolicyError("policy-mask-both", where=where)
    char = str(params.get("masking_char", "*"))
    if len(char) != 1 or char.isspace() or char.isdecimal() or char in "[]":
        raise PolicyError("policy-mask-char", where=where)
    for name, least in (("chars_to_mask", 1), ("keep_first", 0), ("keep_last", 0)):
        value = params.get(name, least)
        if isinstance(value, int) and value < least:
            raise PolicyError("policy-param-range", where=where, param=name, least=least)


def check_label(operator: str, params: Mapping[str, object], entity_type: str, where: str) -> None:
    """Whether `operator` may act on `entity_type` at all.

    Raises:
        PolicyError: a card secret with an operator that leaves anything of it (PCI DSS 3.3.1), a card number that
            shows more than its first six and last four (3.4.1), a surrogate of what cannot be made up.
    """
    if entity_type in CARD_SECRETS and operator not in {"redact", "refuse", "replace"}:
        raise PolicyError("policy-card-secret", where=where, label=entity_type, operator=operator)
    if entity_type == "CREDIT_CARD" and operator == "mask":
        first, last = params.get("keep_first", 0), params.get("keep_last", 0)
        shown = isinstance(first, int) and isinstance(last, int) and first <= PAN_FIRST and last <= PAN_LAST
        if "chars_to_mask" in params or not shown:
            raise PolicyError("policy-card-mask", where=where, first=PAN_FIRST, last=PAN_LAST)
    if operator == "surrogate" and entity_type not in SURROGATES:
        group = LABELS.get(entity_type, entity_type)
        raise PolicyError("policy-no-surrogate", where=where, label=entity_type, group=group)
