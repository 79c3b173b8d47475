"""Policies: what ships, what loads, and what is said of those that do not."""

from __future__ import annotations

import pickle
import tomllib
from typing import TYPE_CHECKING

import pytest

from kvkkscan.errors import PolicyError, Unscannable
from kvkkscan.finding import LABELS
from kvkkscan.messages import MESSAGES
from kvkkscan.placeholders import CARD_SECRETS
from kvkkscan.policy import OPERATING_POINTS, Action, Allow, Policy
from kvkkscan.resources import resource_dir

if TYPE_CHECKING:
    from pathlib import Path

KEY = b"0123456789abcdef"
HEAD = """id = "own"
[title]
tr = "Kendi"
en = "Own"
[description]
tr = "Kendi politikamız."
en = "Our own policy."
[default]
operator = "replace"
"""


def write(folder: Path, tail: str = "", head: str = HEAD) -> Path:
    """A policy file of the head and some more."""
    path = folder / "own.toml"
    path.write_text(head + tail, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "threshold", "numbered", "actions"),
    [
        ("ticket", 0.5, False, {"HEALTH": "replace", "CARD_CVV": "replace", "CREDIT_CARD": "replace"}),
        ("strict", 0.35, False, {"HEALTH": "replace", "CARD_PIN": "replace", "PERSON": "replace"}),
        ("export", 0.35, True, {"HEALTH": "replace", "CARD_TRACK": "replace", "PERSON": "replace"}),
        (
            "pci",
            0.5,
            False,
            {
                "HEALTH": "keep",
                "PERSON": "keep",
                "TR_NATIONAL_ID": "keep",
                "CREDIT_CARD": "mask",
                "CARD_CVV": "redact",
                "CARD_PIN": "redact",
                "CARD_TRACK": "redact",
                "IBAN_CODE": "replace",
            },
        ),
    ],
)
def test_shipped(name: str, threshold: float, numbered: bool, actions: dict[str, str]) -> None:
    """Each shipped policy does to each label what its page says."""
    policy = Policy.load(name)
    assert (policy.id, policy.threshold, policy.numbered) == (name, threshold, numbered)
    assert {label: policy.action(label).operator for label in actions} == actions
    assert policy.on_unscannable == "refuse"
    assert set(policy.title) == set(policy.description) == {"tr", "en"}


def test_names() -> None:
    """The four policies ship, and files and ids agree."""
    assert Policy.names() == ("export", "pci", "strict", "ticket")
    for name in Policy.names():
        text = (resource_dir("policies") / f"{name}.toml").read_text(encoding="utf-8")
        assert tomllib.loads(text)["id"] == name
        assert "PCI DSS v4.0.1" in text


def test_examples_in_comments_load(tmp_path: Path) -> None:
    """The commented [[allow]] entries of ticket.toml load once the comment marks are off."""
    source = (resource_dir("policies") / "ticket.toml").read_text(encoding="utf-8").splitlines()
    start = next(at for at, line in enumerate(source) if line.startswith("# [[allow]]"))
    path = tmp_path / "ticket.toml"
    path.write_text("\n".join([*source[:start], *(line[2:] for line in source[start:])]), encoding="utf-8")
    policy = Policy.load(path)
    assert policy.allowed("IBAN_CODE", "tr330006100519786457841326")
    assert policy.allowed("EMAIL_ADDRESS", "iade@firma.example")
    assert not policy.allowed("EMAIL_ADDRESS", "ali@firma.example")


def test_label_beats_group_beats_default(tmp_path: Path) -> None:
    """A label's own action comes first, then its group's, then the default."""
    tail = '[actions.special]\noperator = "redact"\n[actions.HEALTH]\noperator = "refuse"\n'
    policy = Policy.load(write(tmp_path, tail))
    assert [policy.action(label).operator for label in ("HEALTH", "RELIGION", "PERSON")] == [
        "refuse",
        "redact",
        "replace",
    ]


def test_user_labels(tmp_path: Path) -> None:
    """A label of a user pack loads where it is told, follows its group, and is unknown otherwise."""
    path = write(tmp_path, '[actions.ACME_ID]\noperator = "redact"\n[actions.contact]\noperator = "keep"\n')
    policy = Policy.load(path, labels={"ACME_ID": "identity", "ACME_MAIL": "contact"})
    assert policy.action("ACME_ID").operator == "redact"
    assert policy.action("ACME_MAIL").operator == "keep"
    assert policy.action("UNTOLD", "contact").operator == "keep"
    assert policy.action("UNTOLD", "special").operator == "replace"
    with pytest.raises(PolicyError, match="ACME_ID"):
        Policy.load(path)


BAD = [
    ('[actions.HEALHT]\noperator = "redact"\n', 10, "'HEALHT'; did you mean 'HEALTH'"),
    ('[actions.helth]\noperator = "redact"\n', 10, "HEALTH"),
    ('[actions.HEALTH]\noperator = "shred"\n', 11, "no operator 'shred'; known: keep, replace"),
    ('[actions.HEALTH]\noperatr = "redact"\n', 10, "'actions.HEALTH.operator' is missing"),
    ('[actions.HEALTH]\noperator = "redact"\nnew_value = "x"\n', 12, "takes no 'new_value'"),
    ('[actions.HEALTH]\noperator = "replace"\nnew_value = 3\n', 12, "'new_value' must be of type str"),
    ('[actions.HEALTH]\noperator = "mask"\n', 11, "mask needs"),
    ('[actions.HEALTH]\noperator = "mask"\nchars_to_mask = true\n', 12, "must be of type int"),
    ('[actions.HEALTH]\noperator = "mask"\nchars_to_mask = 0\n', 12, "must be 1 or more"),
    ('[actions.HEALTH]\noperator = "mask"\nkeep_last = -1\n', 12, "must be 0 or more"),
    ('[actions.HEALTH]\noperator = "mask"\nkeep_last = 1\nfrom_end = true\n', 11, "not both"),
    ('[actions.HEALTH]\noperator = "mask"\nkeep_last = 1\nmasking_char = "**"\n', 11, "masking_char"),
    ('[actions.HEALTH]\noperator = "mask"\nkeep_last = 1\nmasking_char = "0"\n', 11, "masking_char"),
    ('[actions.HEALTH]\noperator = "hash"\n', 11, "key of 16 bytes"),
    ('[actions.HEALTH]\noperator = "hash"\nkey_env = "SHORT"\n', 11, "key of 16 bytes"),
    ('[actions.HEALTH]\noperator = "hash"\nkey_env = "NOWHERE"\n', 12, "environment variable NOWHERE"),
    ('[actions.HEALTH]\noperator = "encrypt"\nkey_env = "LONG"\n', 11, "16, 24 or 32"),
    ('[actions.HEALTH]\noperator = "surrogate"\n', 11, "no made-up value exists for HEALTH"),
    ('[actions.special]\noperator = "surrogate"\n', 11, "[actions.special]"),
    ('[actions.PERSON]\noperator = "surrogate"\nkey_env = "SHORT"\n', 11, "key of 16 bytes"),
    ('[actions.CREDIT_CARD]\noperator = "mask"\nkeep_first = 7\n', 11, "PCI DSS 3.4.1"),
    ('[actions.CREDIT_CARD]\noperator = "mask"\nkeep_last = 5\n', 11, "PCI DSS 3.4.1"),
    ('[actions.CREDIT_CARD]\noperator = "mask"\nchars_to_mask = 12\n', 11, "PCI DSS 3.4.1"),
    ('[actions.payment]\noperator = "keep"\n', 11, "PCI DSS 3.3.1"),
    ("[actions]\nHEALTH = 3\n", 11, "[actions.HEALTH]"),
    ('[[allow]]\nvalue = "x"\n', 10, "'allow.reason' is missing"),
    ('[[allow]]\nvalue = "x"\nreason = " "\n', 10, "'allow.reason' is missing"),
    ('[[allow]]\nreason = "x"\n', 10, "either 'value' or 'pattern'"),
    ('[[allow]]\nreason = "x"\nvalue = "a"\npattern = "a"\n', 10, "either 'value' or 'pattern'"),
    ('[[allow]]\nreason = "x"\npattern = "a("\n', 12, "not a valid regular expression"),
    ('[[allow]]\nreason = "x"\npattern = ".*"\n', 12, "narrower"),
    ('[[allow]]\nreason = "x"\nvalue = "1"\nentity_type = "IBAN"\n', 13, "did you mean 'IBAN_CODE'"),
    ('[[allow]]\nreason = "x"\nvalue = "1"\nentity_type = "CARD_CVV"\n', 13, "never be allowed"),
    ('[[allow]]\nreason = "x"\nvalue = "1"\nlabel = "PERSON"\n', 13, "no setting 'label'"),
    ('[[allow]]\nreason = "a"\nvalue = "1"\n\n[[allow]]\nreason = "x"\nvalue = 3\n', 16, "of type str"),
    ("[defaults]\n", 10, "no setting 'defaults'; did you mean 'default'"),
    ("[actions.HEALTH\n", 10, "not valid TOML"),
]


@pytest.mark.parametrize(("tail", "line", "said"), BAD)
def test_complaints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tail: str, line: int, said: str) -> None:
    """What is wrong is named with file, line and remedy, in both languages."""
    monkeypatch.setenv("SHORT", "kısa")
    monkeypatch.setenv("LONG", "x" * 33)
    path = write(tmp_path, tail)
    with pytest.raises(PolicyError) as caught:
        Policy.load(path)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert said in str(caught.value)
    assert caught.value.message("tr").startswith(f"{path}:{line}: ")
    assert caught.value.message("tr") != str(caught.value)


@pytest.mark.parametrize(
    ("head", "line", "said"),
    [
        ("", 1, "'id' is missing"),
        ('id = "Büyük"\n', 1, "'id' must be lower-case"),
        ('id = "x"\nlanguage = "de"\n', 2, "'tr', 'en'"),
        ('id = "x"\noperating_point = "loose"\n', 2, "'balanced', 'strict'"),
        ('id = "x"\nnumbered = 1\n', 2, "false, true"),
        ('id = "x"\non_unscannable = "skip"\n', 2, "'refuse', 'keep'"),
        ('id = "x"\nlangauge = "tr"\n', 2, "did you mean 'language'"),
        ('id = "x"\n', 1, "'default' is missing"),
        ('id = "x"\ndefault = "replace"\n', 2, "of type dict"),
        ('id = "x"\ndefault.operator = "replace"\n', 1, "'title' is missing"),
        ('id = "x"\ndefault.operator = "replace"\n[title]\ntr = "x"\n', 3, "'title.en' is missing"),
        ('id = "x"\n[default]\noperator = "keep"\n', 3, "CARD_CVV may only be redacted"),
        ('id = "x"\n[default]\noperator = "surrogate"\n', 3, "CARD_CVV may only be redacted"),
        ('id = "x"\nallow = 3\n[default]\noperator = "replace"\n', 2, "[[allow]]"),
        ('id = "x"\nid = "y"\n', 2, "not valid TOML"),
    ],
)
def test_complaints_of_the_head(tmp_path: Path, head: str, line: int, said: str) -> None:
    """Settings at the top are checked too, and named with their line."""
    path = write(tmp_path, head=head)
    with pytest.raises(PolicyError) as caught:
        Policy.load(path)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert said in str(caught.value)


@pytest.mark.parametrize("operator", ["keep", "mask", "hash", "encrypt", "surrogate"])
@pytest.mark.parametrize("label", sorted(CARD_SECRETS))
def test_card_secrets(tmp_path: Path, operator: str, label: str) -> None:
    """For card secrets nothing loads that would leave anything of them (PCI DSS 3.3.1)."""
    more = "keep_first = 0\n" if operator == "mask" else ""
    more += 'key_env = "K"\n' if operator in {"hash", "encrypt"} else ""
    with pytest.raises(PolicyError, match=f"{label} may only be redacted"):
        Policy.load(write(tmp_path, f'[actions.{label}]\noperator = "{operator}"\n{more}'), keys={"K": KEY})
    params = {"keep_first": 0} if operator == "mask" else {}
    with pytest.raises(PolicyError, match=f"{label} may only be redacted"):
        Policy.load("ticket").with_(actions={label: Action(operator, params, KEY)})


def test_no_policy() -> None:
    """A name that does not exist is answered with those that do."""
    with pytest.raises(PolicyError, match="did you mean 'ticket'"):
        Policy.load("tiket")


def test_not_utf8(tmp_path: Path) -> None:
    """A file in another encoding is refused with its line."""
    path = tmp_path / "own.toml"
    path.write_bytes(b'id = "x"\n# \xfe\n')
    with pytest.raises(PolicyError, match=r"own\.toml:2: .*UTF-8"):
        Policy.load(path)


def test_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key comes from the caller, else from the environment, and is never shown."""
    path = write(tmp_path, '[actions.TR_NATIONAL_ID]\noperator = "hash"\nkey_env = "TICKET_KEY"\n')
    given = Policy.load(path, keys={"TICKET_KEY": KEY})
    monkeypatch.setenv("TICKET_KEY", KEY.decode())
    found = Policy.load(path)
    assert given == found
    assert given.digest == found.digest
    assert found.action("TR_NATIONAL_ID").key == KEY
    assert KEY.decode() not in repr(found)


@pytest.mark.parametrize(
    ("entry", "entity_type", "value", "allowed"),
    [
        (Allow("r", value="TR33 0006 1005"), "IBAN_CODE", "tr33-0006-1005", True),
        (Allow("r", value="TR33 0006 1005"), "IBAN_CODE", "TR33 0006 1006", False),
        (Allow("r", value="Destek@Firma.example"), "EMAIL_ADDRESS", "DESTEK@FİRMA.EXAMPLE", True),
        (
            Allow("r", value="destek@firma.example", entity_type="EMAIL_ADDRESS"),
            "PERSON",
            "destek@firma.example",
            False,
        ),
        (Allow("r", pattern=r".+@firma\.example"), "EMAIL_ADDRESS", "ali@firma.example", True),
        (Allow("r", pattern=r".+@firma\.example"), "EMAIL_ADDRESS", "ali@firma.example.org", False),
        (Allow("r", value="123"), "CARD_CVV", "123", False),
        (Allow("r", value="0850 222 12 34"), "PHONE_NUMBER", "+90 850 222 12 34", True),
        (Allow("r", value="a.b@firma.example"), "EMAIL_ADDRESS", "ab@firma.example", False),
        (Allow("r", value="- -"), "PERSON", "", False),
    ],
)
def test_allow(entry: Allow, entity_type: str, value: str, allowed: bool) -> None:
    """An allow entry covers the whole value, whatever its spaces, dashes and case, and never a card secret."""
    policy = Policy.load("ticket").with_(allow=(entry,))
    assert policy.allowed(entity_type, value) is allowed


def test_with() -> None:
    """Changes make a new policy with another digest; nothing changed, nothing different."""
    ticket = Policy.load("ticket")
    english = ticket.with_(language="en", numbered=True, operating_point="strict", on_unscannable="keep")
    assert (english.language, english.numbered, english.threshold) == ("en", True, OPERATING_POINTS["strict"])
    assert english.digest != ticket.digest
    assert ticket.with_() == ticket
    assert ticket.with_().digest == ticket.digest
    with pytest.raises(PolicyError, match="'tr', 'en'"):
        ticket.with_(language="de")
    with pytest.raises(PolicyError, match="no operator"):
        Action("shred")


def test_digest_tells_what_happens() -> None:
    """Policies that differ in any action, parameter or allow entry differ in digest; titles do not count."""
    ticket = Policy.load("ticket")
    others = [
        ticket.with_(default=Action("redact")),
        ticket.with_(actions={"HEALTH": Action("redact")}),
        ticket.with_(actions={"HEALTH": Action("replace", {"new_value": "x"})}),
        ticket.with_(allow=(Allow("r", value="x"),)),
    ]
    assert len({ticket.digest, *(other.digest for other in others)}) == len(others) + 1


def test_pickles() -> None:
    """A policy goes to worker processes whole."""
    policy = Policy.load("pci").with_(allow=(Allow("r", pattern="a+"),), actions={"PERSON": Action("hash", {}, KEY)})
    assert pickle.loads(pickle.dumps(policy)) == policy  # noqa: S301 - our own


def test_messages_say_the_same_in_both_languages() -> None:
    """Both languages of a message take the same parameters."""
    import string

    for key, (english, turkish) in MESSAGES.items():
        if key.startswith(("policy-", "redaction-", "record-", "finding-")):
            named = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (english, turkish)]
            assert named[0] == named[1], key


def test_every_label_has_an_action() -> None:
    """No shipped policy leaves a label without an action."""
    for name in Policy.names():
        policy = Policy.load(name)
        assert all(policy.action(label).operator for label in LABELS)


def test_slow_allow_pattern_allows_nothing() -> None:
    """An allow pattern that runs out of its time does not let the value stand: the text counts as unscannable."""
    entry = Allow("r", pattern=r"(a|aa)+[0-9]")
    with pytest.raises(Unscannable, match="simpler") as caught:
        entry.covers("EMAIL_ADDRESS", "a" * 80 + "@ornek.com")
    assert caught.value.__context__ is None
