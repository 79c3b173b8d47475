"""Policies: what happens to each label. Written as TOML (policies/), read by policyfile.py."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from kvkkscan import operators
from kvkkscan.errors import PolicyError, Unscannable
from kvkkscan.finding import LABELS
from kvkkscan.messages import LANGUAGES
from kvkkscan.placeholders import CARD_SECRETS
from kvkkscan.resources import resource_dir
from kvkkscan.values import identity

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import regex

    from kvkkscan.operators import Param

# Operating point -> the least score of a finding (Scanner's threshold).
OPERATING_POINTS: Final = {"balanced": 0.5, "strict": 0.35}
ALLOW_TIMEOUT: Final = 0.25  # seconds that an allow pattern may take for one value
# Setting -> the values that it may have. `on_unscannable`: raise, or hand the text back as it is, never as clean.
# `special_span`: how much goes with a statement of a special category. `unreadable_part`: what happens to a part of a
# file that cannot be read: the file is refused, the part is left out, or it stays and the report says so. `signed`:
# whether a signed file that must change loses its signature or is refused.
SETTINGS: Final[dict[str, tuple[object, ...]]] = {
    "language": LANGUAGES,
    "operating_point": tuple(OPERATING_POINTS),
    "numbered": (False, True),
    "on_unscannable": ("refuse", "keep"),
    "special_span": ("statement", "sentence", "field"),
    "unreadable_part": ("refuse", "drop", "keep"),
    "signed": ("lose", "refuse"),
}


@dataclass(frozen=True, slots=True)
class Action:
    """An operator and its parameters. The key of hash, encrypt and surrogate is never shown, nor part of a digest.

    Raises:
        PolicyError: the operator does not exist or cannot run like this.
    """

    operator: str
    params: Mapping[str, Param] = field(default_factory=dict, hash=False)
    key: bytes = field(default=b"", repr=False)

    def __post_init__(self) -> None:
        """Refuse what could not run."""
        operators.check(self.operator, self.params, self.key, where=f"Action({self.operator!r})")


@dataclass(frozen=True, slots=True)
class Allow:
    """A value of the host's own that may stand.

    Either `value` (compared by `values.identity`: spaces, case and dashes do not matter) or a regex `pattern` for the
    whole value; for one `entity_type` or all. Card secrets are never allowed.
    """

    reason: str
    value: str = field(default="", repr=False)
    pattern: str = field(default="", repr=False)
    entity_type: str = ""
    _match: regex.Pattern[str] | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Compile the pattern (`regex.error` where it is wrong)."""
        match = None
        if self.pattern:
            import regex

            match = regex.compile(self.pattern)
        object.__setattr__(self, "_match", match)

    def covers(self, entity_type: str, value: str) -> bool:
        """Whether a finding of `entity_type` that reads `value` may stand.

        Raises:
            Unscannable: the pattern ran out of its time limit.
        """
        if entity_type in CARD_SECRETS or self.entity_type not in {"", entity_type}:
            return False
        if self._match is not None:
            try:
                return self._match.fullmatch(value, timeout=ALLOW_TIMEOUT) is not None
            except TimeoutError:
                pass
            raise Unscannable("policy-allow-timeout", seconds=ALLOW_TIMEOUT)
        mine = identity(entity_type, self.value)
        return bool(mine) and identity(entity_type, value) == mine


@dataclass(frozen=True, slots=True)
class Policy:
    """What happens to each label; made by `Policy.load`, changed by `with_`.

    `actions` maps labels and groups to actions: the label's own comes first, then its group's, then `default`.
    `labels` are those of user packs: label -> group. `digest` is the SHA-256 of all that decides what happens
    (no keys, titles or descriptions).

    Raises:
        PolicyError: some label would get an action that it forbids, or a setting has no such value.
    """

    id: str
    default: Action
    actions: Mapping[str, Action] = field(default_factory=dict, hash=False)
    allow: tuple[Allow, ...] = ()
    language: str = "tr"
    operating_point: str = "balanced"
    numbered: bool = False
    on_unscannable: str = "refuse"
    special_span: str = "statement"
    unreadable_part: str = "refuse"
    signed: str = "lose"
    title: Mapping[str, str] = field(default_factory=dict, hash=False)
    description: Mapping[str, str] = field(default_factory=dict, hash=False)
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)
    digest: str = field(init=False)

    @staticmethod
    def load(
        name_or_path: str | Path,
        *,
        labels: Mapping[str, str] | None = None,
        keys: Mapping[str, bytes | str] | None = None,
    ) -> Policy:
        """A shipped policy by its name ("ticket"), or one from a TOML file.

        `labels` are those of user packs: label -> group. `keys` are looked up before the environment: the name in
        `key_env` -> the key.

        Raises:
            PolicyError: naming file, line and remedy.
        """
        from kvkkscan import policyfile

        return policyfile.read(policyfile.find(name_or_path), labels or {}, keys or {})

    @staticmethod
    def names() -> tuple[str, ...]:
        """The policies that ship."""
        return tuple(sorted(path.stem for path in resource_dir("policies").glob("*.toml")))

    def __post_init__(self) -> None:
        """Refuse settings that do not exist and actions that a label forbids."""
        where = f"Policy {self.id!r}"
        for key, known in SETTINGS.items():
            if getattr(self, key) not in known:
                raise PolicyError("policy-setting", where=where, name=key, known=", ".join(map(repr, known)))
        for label in {**LABELS, **self.labels}:
            action = self.action(label)
            operators.check_label(action.operator, action.params, label, where)
        object.__setattr__(self, "digest", hashlib.sha256(self._canonical().encode()).hexdigest())

    def action(self, entity_type: str, group: str = "") -> Action:
        """What happens to a finding; `group` serves for labels that neither ship nor were told at load."""
        own = self.actions.get(entity_type)
        if own is not None:
            return own
        return self.actions.get(LABELS.get(entity_type) or self.labels.get(entity_type) or group, self.default)

    def allowed(self, entity_type: str, value: str) -> bool:
        """Whether an allow entry lets this value stand.

        Raises:
            Unscannable: a pattern ran out of its time limit.
        """
        return any(entry.covers(entity_type, value) for entry in self.allow)

    @property
    def threshold(self) -> float:
        """The least score of a finding at this operating point."""
        return OPERATING_POINTS[self.operating_point]

    def with_(  # noqa: PLR0913 - a setting each
        self,
        *,
        language: str | None = None,
        operating_point: str | None = None,
        numbered: bool | None = None,
        on_unscannable: str | None = None,
        special_span: str | None = None,
        unreadable_part: str | None = None,
        signed: str | None = None,
        default: Action | None = None,
        actions: Mapping[str, Action] | None = None,
        allow: tuple[Allow, ...] | None = None,
    ) -> Policy:
        """The policy with some settings changed; `actions` and `allow` are added to those it has.

        Raises:
            PolicyError: as at load.
        """
        return replace(
            self,
            language=self.language if language is None else language,
            operating_point=self.operating_point if operating_point is None else operating_point,
            numbered=self.numbered if numbered is None else numbered,
            on_unscannable=self.on_unscannable if on_unscannable is None else on_unscannable,
            special_span=self.special_span if special_span is None else special_span,
            unreadable_part=self.unreadable_part if unreadable_part is None else unreadable_part,
            signed=self.signed if signed is None else signed,
            default=default or self.default,
            actions={**self.actions, **(actions or {})},
            allow=self.allow + (allow or ()),
        )

    def _canonical(self) -> str:
        content = {
            "id": self.id,
            "language": self.language,
            "operating_point": self.operating_point,
            "numbered": self.numbered,
            "on_unscannable": self.on_unscannable,
            "special_span": self.special_span,
            "unreadable_part": self.unreadable_part,
            "signed": self.signed,
            "default": [self.default.operator, dict(self.default.params)],
            "actions": {str(label): [action.operator, dict(action.params)] for label, action in self.actions.items()},
            "allow": [[entry.value, entry.pattern, entry.entity_type, entry.reason] for entry in self.allow],
        }
        return json.dumps(content, sort_keys=True, separators=(",", ":"))
