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
_DOTTED = re.compile(rb"\.|nokta|dot", re.IGNORECASE).search
_LETTER = rb"[A-Za-z0-9\xc0-\xff]"
_BRACKETED = rb" ?[\[({<] ?(?:%b) ?[\])}>] ?"
_SAID_DOT = rb"(?:" + _BRACKETED % rb"\.|dot|nokta" + rb"| (?:nokta|dot) )"
# What stands for the "@"; bare "at" and "et" are Turkish verbs too.
_AT_WORD = re.compile(
    rb"(?P<sure>" + _BRACKETED % rb"at|a|et|@" + rb"| ?-at- ?| et [i\xfd][s\xfe]aret[i\xfd] | kuyruklu a )| (?:at|et) ",
    re.IGNORECASE,
).finditer
_LOOSE_LOCAL = re.compile(
    rb"(?<![A-Za-z0-9._+\xc0-\xff-])" + _LETTER + rb"[A-Za-z0-9._+\xc0-\xff-]{0,40}"
    rb"(?:(?:" + _SAID_DOT + rb"| ?(?:alt [c\xe7]izgi|alt tire|underscore|tire|_) ?| \. )"
    + _LETTER + rb"[A-Za-z0-9_\xc0-\xff-]{0,30}){0,3}$", re.IGNORECASE
).search  # fmt: skip
_HOST = re.compile(_LETTER + rb"(?:[A-Za-z0-9\xc0-\xff-]{0,30}" + _LETTER + rb")?").match
# The next part of a domain. A dot with blanks, a comma, or a mere blank is one only before a common ending.
_PART = re.compile(
    rb"(?:\.\.?|" + _SAID_DOT + rb"|(?: ?\. ?|, ?)(?=(?:com|net|org|edu|gov|info|tr)(?![a-z]{4}))"
    rb"| (?=com(?![a-z])|org(?![a-z])))([A-Za-z0-9\xc0-\xff-]{2,24})", re.IGNORECASE
).match  # fmt: skip
_STRICT_PART = re.compile(rb"(?:\.|" + _SAID_DOT + rb")([A-Za-z0-9\xc0-\xff-]{2,24})", re.IGNORECASE).match
_MORE = re.compile(rb"(?: nokta | \. )(tr)(?![A-Za-z0-9])", re.IGNORECASE).match
_NAMED = re.compile(rb"[A-Za-z\xc0-\xff]|[0-9]{5}").search
_WORD_OF_ONE = re.compile(rb"[A-Za-z\xc0-\xff]+").fullmatch
_OPENS = (b" ", b"(", b"[", b"{")
_SIGNS = re.compile(rb"@{1,2}[ )\]}]?").match
_PROVIDER = re.compile(_KNOWN + rb"(?![A-Za-z0-9._@-]*[A-Za-z0-9@])", re.IGNORECASE).match  # "ali@gmail"
_NO_SIGN = re.compile(
    rb"(?<![A-Za-z0-9._+\xc0-\xff-])(?=[A-Za-z0-9-]*[._0-9])([A-Za-z]{2}[A-Za-z0-9._-]{2,40}) (?=" + _KNOWN + rb")",
    re.IGNORECASE,
).search
_LOCAL_WINDOW, _MAIL_NEAR = 80, 40  # raw characters
_MOST_PARTS = 4


def mail_candidates(rules: Rules, words: Words, out: list[Candidate]) -> None:
    """Appends the e-mail addresses of one text."""
    raw = words.view.raw
    rule = rules.shapes["email"][0]
    score = rule.recognizer.score.labelled
    place = raw.find(b"@")
    while place >= 0:
        start, end = _plain(words, place)
        if start < end:
            out.append(Candidate(start, end, score, rule.index, ("shape:email",)))
        else:
            start, end = _loose(rules, words, place)
            if start < end:
                out.append(Candidate(start, end, lowered(score, 0.1), rule.index, ("shape:email-in-words",)))
        place = raw.find(b"@", max(place + 1, end))
    if words.seen & rule.own:
        masks = words.lexicon.masks
        done = 0
        for number, start, _ in words.hits:
            if masks[number] & rule.own and start >= done and _DOTTED(raw, start, start + 60):
                first, end = _worded(rules, words, max(done, start - 60), start)
                if first < end:
                    done = end
                    out.append(Candidate(first, end, lowered(score, 0.1), rule.index, ("shape:email-in-words",)))


def _loose(rules: Rules, words: Words, place: int) -> tuple[int, int]:
    """The address around an "@" with blanks beside it, or a host whose dot is none; (0, 0) where there is none."""
    raw = words.view.raw
    signs = _SIGNS(raw, place)
    before = place - (raw[place - 1 : place] in _OPENS)
    after = signs.end() if signs else place + 1
    local = _LOOSE_LOCAL(raw, max(0, before - _LOCAL_WINDOW), before)
    if not local or not _NAMED(local[0]):
        return 0, 0
    handle = raw[before:place] == b" " and after == place + 1  # " @name" is how other networks name people
    end = _domain_end(words, after, strict=handle)
    if not end and before == place and after == place + 1 and (known := _PROVIDER(raw, after)):
        end = known.end()
    if handle and not words.before(local.start(), _MAIL_NEAR, rules.mail_near_mask):
        return 0, 0
    return (local.start(), end) if end else (0, 0)


def _worded(rules: Rules, words: Words, first: int, place: int) -> tuple[int, int]:
    """(start, end) of an address with a word for its "@" around `place`; (0, 0) for none."""
    raw = words.view.raw
    for at in _AT_WORD(raw, first, min(len(raw), place + 70)):
        local = _LOOSE_LOCAL(raw, max(first, at.start() - _LOCAL_WINDOW), at.start())
        if not local or len(local[0]) < 2 or not _NAMED(local[0]) or local.start() > place + 4:
            continue
        said = at["sure"] is not None
        if not said and words.view.lex[local.start() + 1 : local.end() + 1] in rules.at_objects:
            continue  # "mail at", "yardım et"
        end = _domain_end(words, at.end())
        if end < place or (
            not said and at[0].lower() == b" et " and not _not_a_verb(rules, words, local, at.end(), end)
        ):
            continue
        return local.start(), end
    bare = _NO_SIGN(raw, first, place + 20)
    if (
        bare
        and bare.end() <= place + 1
        and words.before(bare.start(), _MAIL_NEAR, rules.mail_near_mask)
        and (end := _domain_end(words, bare.end()))
    ):
        return bare.start(), end  # "mailim ali.veli77 gmail.com"
    return 0, 0


def _not_a_verb(rules: Rules, words: Words, local: re.Match[bytes], after: int, end: int) -> bool:
    """Whether " et " is a sign and no verb: no plain word before it, mail spoken of, or the dots said in words."""
    return (
        not _WORD_OF_ONE(local[0])
        or b"." not in words.view.raw[after:end]
        or words.before(local.start(), _MAIL_NEAR, rules.mail_near_mask)
    )


def _domain_end(words: Words, place: int, *, strict: bool = False) -> int:
    """The end of a domain at `raw[place]`, however its dots are written; 0 where none ends as mail's do."""
    raw, lex = words.view.raw, words.view.lex
    host = _HOST(raw, place)
    if not host:
        return 0
    end, best = host.end(), 0
    for _ in range(_MOST_PARTS):
        part = (_STRICT_PART if strict else _PART)(raw, end)
        if not part:
            break
        end = part.end()
        stop = _without_ending(words, part.start(1), end)
        if lex[part.start(1) + 1 : stop + 1] in _TLDS:
            best = stop
    slipped = _SLIPPED(raw, place)
    return max(best, slipped.end() if slipped else 0)


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
    more = _MORE(raw, end)
    return start, more.end() if more else end


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
