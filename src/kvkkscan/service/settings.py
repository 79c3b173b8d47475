"""What a service is started with."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kvkkscan.errors import KvkkscanError

if TYPE_CHECKING:
    from kvkkscan.policy import Policy
    from kvkkscan.scanner import Scanner


@dataclass(frozen=True, slots=True)
class Settings:
    """Limits, policy and scanner of one service.

    `largest`: bytes of a request's body; `at_once`: requests that are worked on at the same time, more are turned away;
    `patience`: seconds in which a body must arrive; `token`: what `Authorization: Bearer` must say, "" for no check.
    """

    policy: Policy
    scanner: Scanner
    largest: int = 10 << 20
    at_once: int = 64
    patience: float = 15.0
    token: str = field(default="", repr=False)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a service on `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_reach(host: str, token: str) -> None:
    """A service that others can reach needs a token.

    Raises:
        KvkkscanError: it has none, or one that can be guessed.
    """
    if not is_loopback(host) and not token:
        raise KvkkscanError("serve-token", host=host)
    if token and len(token) < 16:  # noqa: PLR2004 - characters
        raise KvkkscanError("serve-token-short")
