"""IP addresses: four dotted numbers, or hex groups and colons, around a digit run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kvkkscan.detect.candidate import Candidate

if TYPE_CHECKING:
    from kvkkscan.detect.rules import Rule, Rules
    from kvkkscan.detect.terms import Words

_IPV4 = re.compile(rb"(?<![0-9A-Za-z.])[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![0-9]|\.[0-9])").finditer
_VERSION = re.compile(rb"(?<![A-Za-z])[vV](?:er)?[. ]{1,2}$").search
_HEX = frozenset(b"0123456789abcdefABCDEF:")


def ip_candidates(rules: Rules, words: Words, start: int, end: int, out: list[Candidate]) -> None:
    """IP addresses: four dotted numbers in the run, or a token of hex groups and colons around it."""
    found = rules.shapes.get("ip")
    if not found:
        return
    rule, raw = found[0], words.view.raw
    if raw.count(b".", start, end) >= 3:  # noqa: PLR2004 - four numbers have three dots
        for match in _IPV4(raw, max(0, start - 1), end):
            parts = match[0].split(b".")
            if all(int(part) < 256 and (part == b"0" or part[0] != 48) for part in parts) and parts[0] not in (b"0", b"255"):  # noqa: PLR2004
                _ip(rules, rule, words, match.start(), match.end(), out)
    if raw[end : end + 1] == b":" or raw[start - 1 : start] == b":":
        first = start
        while first and raw[first - 1] in _HEX and start - first < 40:  # noqa: PLR2004 - 39 characters are the longest
            first -= 1
        stop = end
        while stop < len(raw) and raw[stop] in b"0123456789abcdefABCDEF:.":
            stop += 1
        token = raw[first:stop].rstrip(b".")
        if token.endswith(b":") and not token.endswith(b"::"):
            token = token[:-1]
        if token.count(b":") > 1 and not (first and raw[first - 1 : first].isalnum()):
            _ipv6(rules, rule, words, first, token, out)


def _ipv6(rules: Rules, rule: Rule, words: Words, first: int, token: bytes, out: list[Candidate]) -> None:
    from ipaddress import AddressValueError, IPv6Address  # only texts with colons among hex digits need it

    try:
        IPv6Address(token.decode("ascii"))
    except AddressValueError:
        return
    stop = first + len(token)
    if not words.view.raw[stop : stop + 1].isalnum():
        _ip(rules, rule, words, first, stop, out)


def _ip(rules: Rules, rule: Rule, words: Words, first: int, stop: int, out: list[Candidate]) -> None:
    if _VERSION(words.view.raw, max(0, first - 5), first):
        return
    score, reason = rules.score(rule, words, first, stop)
    candidate = Candidate(first, stop, score, rule.index, (reason,))
    if score > 0 and candidate not in out[-4:]:
        out.append(candidate)
