"""IP addresses: four dotted numbers in a digit run, or hex groups and colons."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kvkkscan.detect.candidate import Candidate

if TYPE_CHECKING:
    from kvkkscan.detect.rules import Rule, Rules
    from kvkkscan.detect.terms import Words

_OCTET = rb"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = re.compile(rb"(?<![0-9A-Za-z.])" + _OCTET + rb"(?:\." + _OCTET + rb"){3}(?![0-9]|\.[0-9])").finditer
# The unspecified address, masks and the broadcast address are nobody's, but a network (0.0.0.0/0) is one.
_NOBODY = re.compile(rb"(?:0\.|255\.)[0-9.]+(?!/)").fullmatch
_IPV6 = re.compile(
    rb"(?<![0-9A-Za-z:.])(?:[0-9A-Fa-f]{0,4}:){2,7}(?:[0-9A-Fa-f]{1,4}|:|[0-9.]{7,15})?(?![0-9A-Za-z:]|\.[0-9])"
).finditer
_TWO_COLONS = re.compile(rb":[0-9A-Fa-f]{0,4}:").search  # quick; every IPv6 address has them, four characters in
_FEWEST_COLONS = 7  # of an IPv6 address without "::"
_DIGIT = re.compile(rb"[0-9]").search
_SHORTEST_WORDS = 8  # characters of an address without any digit
_VERSION = re.compile(rb"(?<![A-Za-z])[vV](?:er)?[. ]{1,2}$").search


def ipv4_candidates(rules: Rules, words: Words, start: int, end: int, out: list[Candidate]) -> None:
    """Appends the IPv4 addresses in the digit run at `raw[start:end]`, which has three dots or more."""
    raw = words.view.raw
    for rule in rules.shapes.get("ip", ()):
        for match in _IPV4(raw, max(0, start - 1), end):
            if not _NOBODY(raw, match.start(), match.end()) or raw[match.end() : match.end() + 1] == b"/":
                _propose(rules, rule, words, match.start(), match.end(), out)


def ipv6_candidates(rules: Rules, words: Words, out: list[Candidate]) -> None:
    """Appends the IPv6 addresses of one text."""
    raw = words.view.raw
    if raw.count(b":") < _FEWEST_COLONS and raw.find(b"::") < 0:
        return
    from ipaddress import AddressValueError, IPv6Address  # only texts with so many colons need it

    rule = rules.shapes["ip"][0]
    near = _TWO_COLONS(raw)
    for match in _IPV6(raw, max(0, near.start() - 4)) if near else ():
        try:
            IPv6Address(match[0].decode("ascii"))
        except AddressValueError:
            continue
        start, end = match.span()
        if not _DIGIT(match[0]) and 2 < len(match[0]) < _SHORTEST_WORDS:
            continue  # "a::b" is how programmers name things
        # "::" alone is a sign of programmers more often than an address.
        bare = match[0] == b"::" and raw[end : end + 1] != b"/"
        if not bare or rules.score(rule, words, start, end)[1].startswith("label"):
            _propose(rules, rule, words, start, end, out)


def _propose(rules: Rules, rule: Rule, words: Words, first: int, stop: int, out: list[Candidate]) -> None:
    if _VERSION(words.view.raw, max(0, first - 5), first):
        return
    score, reason = rules.score(rule, words, first, stop)
    if score > 0:
        out.append(Candidate(first, stop, score, rule.index, (reason,)))
