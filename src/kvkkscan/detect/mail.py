"""E-mail addresses: found from their "@", or from the words that people put in its place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kvkkscan.detect.candidate import Candidate, lowered
from kvkkscan.detect.endings import noun_ending

if TYPE_CHECKING:
    from kvkkscan.detect.rules import Rules
    from kvkkscan.detect.terms import Words

# Turkish letters occur in local parts; "&" and the like are legal and never seen.
_LOCAL_REVERSED = re.compile(rb"[A-Za-z0-9_%+\xc0-\xff-][A-Za-z0-9._%+\xc0-\xff'-]{0,63}").match
_LABEL = rb"[A-Za-z0-9\xc0-\xff](?:[A-Za-z0-9\xc0-\xff_-]{0,61}[A-Za-z0-9\xc0-\xff])?"
_DOMAIN = re.compile(rb"(?:" + _LABEL + rb"\.)+([A-Za-z\xc0-\xff]{2,24})").match
_DOMAIN_LITERAL = re.compile(rb"\[[0-9.]{7,15}\]").match
_KNOWN = (
    rb"(?:gmail|gmai|gmial|hotmail|hotmial|outlook|yahoo|icloud|windowslive|live|msn|mynet|yandex|proton|protonmail|ttmail"
    rb"|superonline)"
)
_SLIPPED = re.compile(
    _KNOWN
    + rb"(?:[,; ] ?|\.[ ]|[ ]\.[ ]?| nokta | dot | ?[(\[](?:dot|nokta)[)\]] ?|)"
    + rb"(?:com|net|org|con|cm)(?:\.tr)?(?![a-z])",
    re.IGNORECASE,
).match
_TLDS = (
    b"com", b"net", b"org", b"edu", b"gov", b"info", b"biz", b"tr", b"io", b"co", b"de", b"uk", b"fr", b"nl", b"ru",
    b"az",
    b"eu", b"me", b"app", b"dev", b"xyz", b"online", b"example", b"test", b"local", b"con",
)  # fmt: skip
_LAST_LETTERS = re.compile(rb"[A-Za-z]+$").search
_DOTTED = re.compile(rb"\.|nokta|dot", re.IGNORECASE).search
_WORDED = re.compile(
    rb"(?<![A-Za-z0-9._-])([A-Za-z0-9\xc0-\xff][A-Za-z0-9._\xc0-\xff-]{1,40}"
    rb"(?: ?(?:nokta|alt cizgi|alt \xe7izgi|tire|\(?dot\)?|\[dot\]|\.) ?[A-Za-z0-9\xc0-\xff_-]{1,30}){0,3})"
    rb" ?(?:\(at\)|\[at\]|\{at\}|<at>|\(a\)|\[a\]| at | et i\xfeareti | et isareti | kuyruklu a | @ |@ | @) ?"
    rb"([A-Za-z0-9\xc0-\xff-]{2,30}(?:(?:\.|(?: \. ?|\. )(?=(?:com|net|org|edu|gov)(?![a-z]))| nokta | dot "
    rb"|\(dot\)|\[dot\]|\(nokta\)|\[nokta\]| \(nokta\) | \[nokta\] )[A-Za-z0-9-]{2,24}){1,3})"
    rb"(?![A-Za-z0-9])",
    re.IGNORECASE,
).search


def mail_candidates(rules: Rules, words: Words, out: list[Candidate]) -> None:
    """Appends the e-mail addresses of one text."""
    raw = words.view.raw
    rule = rules.shapes["email"][0]
    place = raw.find(b"@")
    while place >= 0:
        start, end = _plain(words, place)
        if start < end:
            out.append(Candidate(start, end, rule.recognizer.score.labelled, rule.index, ("shape:email",)))
        place = raw.find(b"@", max(place + 1, end))
    if words.seen & rule.own:
        masks = words.lexicon.masks
        done = 0
        for number, start, _ in words.hits:
            if masks[number] & rule.own and start >= done and _DOTTED(raw, start, start + 60):
                match = _WORDED(raw, max(done, start - 60), min(len(raw), start + 70))
                if match and match.start() <= start + 4 and match.end() >= start and _known_domain(match[2]):
                    done = match.end()
                    out.append(
                        Candidate(
                            *match.span(),
                            lowered(rule.recognizer.score.labelled, 0.1),
                            rule.index,
                            ("shape:email-in-words",),
                        )
                    )


def _known_domain(domain: bytes) -> bool:
    """Whether a domain that was written in words ends in one that mail has ("com", not "java")."""
    last = _LAST_LETTERS(domain)
    return last is not None and last[0].lower() in _TLDS


def _plain(words: Words, place: int) -> tuple[int, int]:
    """The address around the "@" at `place`, (0, 0) where there is none."""
    raw = words.view.raw
    local = _LOCAL_REVERSED(raw[max(0, place - 64) : place][::-1])
    if not local:
        return 0, 0
    start = place - len(local[0].rstrip(b".'-"))
    if start == place:
        return 0, 0
    after = place + 1
    slipped = _SLIPPED(raw, after)
    match = _DOMAIN(raw, after) or _DOMAIN_LITERAL(raw, after)
    if slipped and (not match or match.end() <= slipped.end()):
        return start, slipped.end()
    if not match:
        return 0, 0
    end = match.end()
    if raw[end : end + 1].isdigit() or raw[end : end + 1] == b"@":
        return 0, 0
    if match.lastindex:
        end = _without_ending(words, match.start(1), end)
    return start, end


def _without_ending(words: Words, start: int, end: int) -> int:
    """The end of the top-level domain, a Turkish case ending that was typed onto it left out ("x.comdan")."""
    lex = words.view.lex
    last = lex[start + 1 : end + 1]
    if last in _TLDS:
        return end
    for domain in _TLDS:
        if last.startswith(domain) and len(domain) > 2 and noun_ending(last, len(domain)):
            return start + len(domain)
    return end
