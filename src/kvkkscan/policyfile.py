"""Reads a policy's TOML file; every complaint names the file, the line and the remedy."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kvkkscan import operators
from kvkkscan.errors import PolicyError
from kvkkscan.finding import LABELS, Group
from kvkkscan.placeholders import CARD_SECRETS
from kvkkscan.policy import ALLOW_TIMEOUT, SETTINGS, Action, Allow, Policy
from kvkkscan.resources import resource_dir

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_KEYS = ("id", "title", "description", *SETTINGS, "default", "actions", "allow")
_ALLOW_KEYS = ("value", "pattern", "entity_type", "reason")


def find(name_or_path: str | Path) -> Path:
    """The file of a shipped policy by name, or the path given.

    Raises:
        PolicyError: neither a shipped policy nor a file.
    """
    names = Policy.names()
    if name_or_path in names:
        return resource_dir("policies") / f"{name_or_path}.toml"
    path = Path(name_or_path)
    if path.is_file():
        return path
    raise PolicyError(
        "policy-missing", name=name_or_path, closest=closest(str(name_or_path), names), known=", ".join(names)
    )


def read(path: Path, labels: Mapping[str, str], keys: Mapping[str, bytes | str]) -> Policy:
    """The policy in the file `path`; `labels` and `keys` as in `Policy.load`.

    Raises:
        PolicyError: naming file, line and remedy.
    """
    try:
        source = path.read_bytes().decode("utf-8-sig")
        data = tomllib.loads(source)
    except OSError as error:
        raise PolicyError("policy-unreadable", where=path, problem=error.strerror or type(error).__name__) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise PolicyError("policy-encoding", where=f"{path}:{line}") from None
    except tomllib.TOMLDecodeError as error:
        problem, _, place = str(error).partition(" (at ")
        at = re.search(r"line (\d+)", place)
        line = int(at[1]) if at else source.count("\n") + 1
        raise PolicyError("policy-syntax", where=f"{path}:{line}", problem=problem) from None
    return _Reader(path, lines(source), labels, keys).policy(data)


def closest(name: str, known: Iterable[str]) -> str:
    """The known name that is most like `name`, whatever its case."""
    from difflib import get_close_matches

    folded = {one.casefold(): one for one in known}
    return folded[get_close_matches(name.casefold(), folded, n=1, cutoff=0.0)[0]]


def lines(source: str) -> dict[str, int]:
    """Where tables and keys stand: "actions.HEALTH", "allow.0.value" -> line, from 1. A reader's aid, not a parser."""
    found: dict[str, int] = {}
    table, arrays, inside = "", dict[str, int](), False
    for number, line in enumerate(source.splitlines(), start=1):
        quotes = line.count('"""') + line.count("'''")
        if inside or line.lstrip().startswith("#"):
            inside ^= bool(quotes % 2)
            continue
        inside = bool(quotes % 2)
        header = re.match(r"\s*(\[\[?)([^\[\]=]+)\]", line)
        key = re.match(r"""\s*([\w."' -]+?)\s*=""", line)
        if header:
            table = _dotted(header[2])
            if header[1] == "[[":
                arrays[table] = arrays.get(table, -1) + 1
                table = f"{table}.{arrays[table]}"
            found.setdefault(table, number)
        elif key:
            found.setdefault(f"{table}.{_dotted(key[1])}".lstrip("."), number)
    return found


def _dotted(key: str) -> str:
    return ".".join(part.strip(" \t\"'") for part in key.split("."))


class _Reader:
    """One file being read: its path and lines, for the complaints, and what the caller told."""

    def __init__(
        self, path: Path, at: Mapping[str, int], labels: Mapping[str, str], keys: Mapping[str, bytes | str]
    ) -> None:
        self.path, self.at, self.labels, self.keys = path, at, labels, keys
        self.known = {**LABELS, **labels}

    def where(self, place: str = "") -> str:
        """File and line of a dotted place, or of the nearest table around it."""
        while place and place not in self.at:
            place = place.rpartition(".")[0]
        return f"{self.path}:{self.at.get(place, 1)}"

    def policy(self, data: dict[str, Any]) -> Policy:
        """The whole file."""
        self.only(data, _KEYS)
        name = self.typed(data, "id", str)
        if not re.fullmatch(r"[a-z0-9][a-z0-9._-]*", name):
            raise PolicyError("policy-id", where=self.where("id"))
        for key, known in SETTINGS.items():
            if key in data and (data[key] not in known or type(data[key]) is not type(known[0])):
                listed = ", ".join(map(repr, known)).replace("False", "false").replace("True", "true")
                raise PolicyError("policy-setting", where=self.where(key), name=key, known=listed)
        default = self.action(self.typed(data, "default", dict), "default")
        actions = self.actions(data.get("actions", {}))
        allow = data.get("allow", [])
        if not isinstance(allow, list):
            raise PolicyError("policy-param-type", where=self.where("allow"), param="allow", kind="[[allow]]")
        self.forbidden(default, actions)
        return Policy(
            id=name,
            default=default,
            actions=actions,
            allow=tuple(self.allow(entry, f"allow.{place}") for place, entry in enumerate(allow)),
            title=self.told(data, "title"),
            description=self.told(data, "description"),
            labels=dict(self.labels),
            **{key: data[key] for key in SETTINGS if key in data},
        )

    def only(self, table: Mapping[str, object], known: Iterable[str], place: str = "") -> None:
        """Refuse keys that nobody reads."""
        for key in table:
            if key not in known:
                raise PolicyError(
                    "policy-unknown-key",
                    where=self.where(f"{place}.{key}".lstrip(".")),
                    name=key,
                    closest=closest(key, known),
                    known=", ".join(known),
                )

    def typed(self, table: Mapping[str, Any], key: str, kind: type, place: str = "") -> Any:  # noqa: ANN401 - of `kind`
        """The value of `key`, which must be there and be of `kind`."""
        full = f"{place}.{key}".lstrip(".")
        if key not in table:
            raise PolicyError("policy-missing-key", where=self.where(place), name=full)
        if not isinstance(table[key], kind):
            raise PolicyError("policy-param-type", where=self.where(full), param=full, kind=kind.__name__)
        return table[key]

    def told(self, data: Mapping[str, Any], key: str) -> dict[str, str]:
        """A title or description in both languages."""
        table = self.typed(data, key, dict)
        self.only(table, ("tr", "en"), key)
        return {lang: self.typed(table, lang, str, key) for lang in ("tr", "en")}

    def actions(self, table: object) -> dict[str, Action]:
        """`[actions.LABEL]` and `[actions.group]`."""
        if not isinstance(table, dict):
            raise PolicyError("policy-param-type", where=self.where("actions"), param="actions", kind="[actions.LABEL]")
        names = (*self.known, *Group)
        actions: dict[str, Action] = {}
        for label, entry in table.items():
            place = f"actions.{label}"
            if label not in names:
                raise PolicyError(
                    "policy-unknown-label", where=self.where(place), label=label, closest=closest(label, names)
                )
            if not isinstance(entry, dict):
                raise PolicyError("policy-param-type", where=self.where(place), param=place, kind=f"[{place}]")
            actions[label] = self.action(entry, place)
        return actions

    def action(self, entry: dict[str, Any], place: str) -> Action:
        """One operator with its parameters and its key."""
        operator = self.typed(entry, "operator", str, place)
        params = {name: value for name, value in entry.items() if name != "operator"}
        where = self.where(f"{place}.operator")
        key_name = params.get("key_env")
        key = self.key(key_name, self.where(f"{place}.key_env")) if isinstance(key_name, str) else b""
        try:
            operators.check(operator, params, key, where)
        except PolicyError as error:
            told = {**error.params, "where": self.where(f"{place}.{error.params.get('param', 'operator')}")}
            raise PolicyError(error.key, **told) from None
        return Action(operator, params, key)

    def key(self, name: str, where: str) -> bytes:
        """The key that the caller or the environment holds under `name`."""
        key = self.keys.get(name) or os.environ.get(name, "")
        if not key:
            raise PolicyError("policy-no-key", where=where, name=name)
        return key.encode("utf-8", "surrogateescape") if isinstance(key, str) else bytes(key)

    def forbidden(self, default: Action, actions: Mapping[str, Action]) -> None:
        """Refuse actions that a label forbids, naming the line that gave it the action."""
        for label, group in self.known.items():
            place = next((f"actions.{name}" for name in (label, group) if name in actions), "default")
            action = actions.get(label) or actions.get(group) or default
            operators.check_label(action.operator, action.params, label, self.where(f"{place}.operator"))

    def allow(self, entry: object, place: str) -> Allow:
        """One `[[allow]]` entry."""
        if not isinstance(entry, dict):
            raise PolicyError("policy-param-type", where=self.where("allow"), param="allow", kind="[[allow]]")
        self.only(entry, _ALLOW_KEYS, place)
        given = {key: self.typed(entry, key, str, place) for key in entry}
        label = given.get("entity_type", "")
        if label and label not in self.known:
            where = self.where(f"{place}.entity_type")
            raise PolicyError("policy-unknown-label", where=where, label=label, closest=closest(label, self.known))
        if label in CARD_SECRETS:
            raise PolicyError("policy-allow-secret", where=self.where(f"{place}.entity_type"), label=label)
        if not given.get("reason", "").strip():
            raise PolicyError("policy-missing-key", where=self.where(place), name="allow.reason")
        if bool(given.get("value", "").strip()) == bool(given.get("pattern")):
            raise PolicyError("policy-allow-what", where=self.where(place))
        if given.get("pattern"):
            self.narrow(given["pattern"], self.where(f"{place}.pattern"))
        return Allow(**given)

    def narrow(self, pattern: str, where: str) -> None:
        """Refuse a pattern that is none, or that would allow anything."""
        import regex

        try:
            too_wide = regex.compile(pattern).fullmatch("", timeout=ALLOW_TIMEOUT) is not None
        except (regex.error, TimeoutError) as error:
            raise PolicyError("policy-allow-pattern", where=where, problem=getattr(error, "msg", error)) from None
        if too_wide:
            raise PolicyError("policy-allow-all", where=where)
