"""IP addresses: four dotted numbers in a digit run, hex groups and colons, and both written to be no link.

Analysts "defang" an address (192[.]0[.]2[.]5), people read it out (192 nokta 0 nokta 2 nokta 5) or type blanks round
its dots. Dots in brackets or in words are sure; blanks, commas and dashes are not, so those need a word beside them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kvkkscan.detect.candidate import Candidate
from kvkkscan.detect.signs import COLONS, DOTS

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
_DIGIT = re.compile(rb"[0-9]").search
_SHORTEST_WORDS = 8  # characters of an address without any digit
_SURE_DOT = rb"(?: ?[\[({<] ?(?:\.|dot|nokta) ?[\])}>] ?|\[\.|\.\]|\\\.| (?:nokta|dot) )"
_DOT = rb"(" + _SURE_DOT + rb"| ?\. ?|[, ] ?| ?- ?)"
_ODD_IPV4 = re.compile(
    rb"(?<![0-9A-Za-z.,])(?<![0-9][.,] )(?<![0-9] [.,-] )" + (_OCTET + _DOT) * 3 + _OCTET
    + rb"(?![0-9]| ?[.,-] ?[0-9])", re.IGNORECASE
).finditer  # fmt: skip
# Quick: four numbers in a row, with nothing between them but what dots are written with, no longer than "( nokta )".
_GAP = rb"[][(){}<>\\ .,dotnkaDOTNKA-]{1,11}"
_FOUR = re.compile(rb"[0-9](?:" + _GAP + rb"[0-9]{1,3}){2}" + _GAP + rb"[0-9]").search
_IS_SURE = re.compile(_SURE_DOT, re.IGNORECASE).fullmatch
_ODD_IPV6 = re.compile(
    rb"(?<![0-9A-Za-z:.\[])(?:[0-9A-Fa-f]{0,4}(?:\[::?\]|:)){2,7}[0-9A-Fa-f]{0,4}(?![0-9A-Za-z:])"
).finditer
_THREE_DIGITS = re.compile(rb"[0-9]{3}").search
_NETWORK, _LABEL_REACH = 60, 20  # raw characters
_VERSION = re.compile(rb"(?<![A-Za-z])[vV](?:er)?[. ]{1,2}$").search


def ipv4_candidates(rules: Rules, words: Words, start: int, end: int, out: list[Candidate]) -> None:
    """Appends the IPv4 addresses in the digit run at `raw[start:end]`, which has three dots or more."""
    raw = words.view.raw
    for rule in rules.shapes.get("ip", ()):
        for match in _IPV4(raw, max(0, start - 1), end):
            if not _NOBODY(raw, match.start(), match.end()) or raw[match.end() : match.end() + 1] == b"/":
                _propose(rules, rule, words, match.start(), match.end(), out)


def ip_candidates(rules: Rules, words: Words, out: list[Candidate]) -> None:
    """Appends the addresses that are no plain digit runs, if the text shows a sign of any."""
    if words.signs & COLONS:
        ipv6_candidates(rules, words, out)
    if words.signs & DOTS or words.seen & rules.ip_mask:
        disguised(rules, words, out)


def ipv6_candidates(rules: Rules, words: Words, out: list[Candidate]) -> None:
    """Appends the IPv6 addresses of one text."""
    raw = words.view.raw
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


def disguised(rules: Rules, words: Words, out: list[Candidate]) -> None:
    """Appends addresses whose dots or colons are in brackets, in words, between blanks, or something else."""
    raw = words.view.raw
    rule = rules.shapes["ip"][0]
    for match in _ODD_IPV4(raw) if _FOUR(raw) else ():
        dots = match.groups()
        start, end = match.span()
        plain = {dot.strip() for dot in dots if not _IS_SURE(dot)}
        if plain <= {b"."}:
            # All dots: sure where one is in brackets or a word, else a word of networks must be near.
            if len(plain) == 1 and not any(map(_IS_SURE, dots)) and not _spoken_of(rules, rule, words, match):
                continue
        elif len(set(dots)) > 1 or not _right_after_label(rules, rule, words, match):
            continue
        _propose(rules, rule, words, start, end, out)
    if b"[:" in raw:
        from ipaddress import AddressValueError, IPv6Address

        for match in _ODD_IPV6(raw):
            try:
                IPv6Address(match[0].translate(None, b"[]").decode("ascii"))
            except AddressValueError:
                continue
            if b"[" in match[0]:
                _propose(rules, rule, words, *match.span(), out)


def _spoken_of(rules: Rules, rule: Rule, words: Words, match: re.Match[bytes]) -> bool:
    """Whether dots with blanks round them may part an address: beside its label, or a word of networks is near.

    "192.0.2.5" without any blank is for the digit cursor (`ipv4_candidates`).
    """
    if b" " not in match[0]:
        return False
    start, end = match.span()
    if rules.score(rule, words, start, end)[1].startswith("label"):
        return True
    return match[0][:2].isdigit() and words.around(start, end, _NETWORK, rules.network_mask)


def _right_after_label(rules: Rules, rule: Rule, words: Words, match: re.Match[bytes]) -> bool:
    """Whether four numbers parted by commas, dashes or blanks stand right after "IP"."""
    start, end = match.span()
    return (
        _THREE_DIGITS(match[0]) is not None
        and words.before(start, _LABEL_REACH, rule.own)
        and rules.score(rule, words, start, end)[1].startswith("label")
    )


def _propose(rules: Rules, rule: Rule, words: Words, first: int, stop: int, out: list[Candidate]) -> None:
    if _VERSION(words.view.raw, max(0, first - 5), first):
        return
    score, reason = rules.score(rule, words, first, stop)
    if score > 0:
        out.append(Candidate(first, stop, score, rule.index, (reason,)))
