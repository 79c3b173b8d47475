"""Street addresses: parts around unit words (mahalle, cadde, sokak, no, daire ...), grown left and right.

A part is a name with its unit word ("Gül Sok.", "1423. Cad"), or a unit word with its value ("No:12/3", "B Blok").
Neighbouring parts form one address; it stands when two parts of different kinds agree and one of them is a street or
a numbered door. A lone district, street or "no" is none.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from kvkkscan.detect.candidate import Candidate, lowered
from kvkkscan.detect.recognizer import ADDRESS_PARTS, LEADING_PARTS
from kvkkscan.detect.view import FOLD_TABLE
from kvkkscan.resources import resource_dir

if TYPE_CHECKING:
    from kvkkscan.detect.rules import Rules
    from kvkkscan.detect.terms import Words

_AREA, _STREET, _HOUSE, _BLOCK, _NUMBER, _INNER = ADDRESS_PARTS

_VALUE = re.compile(
    rb"[.:; ]{0,3}(?:no[.:; ]{0,3}|nolu )?"
    rb"([0-9]{1,5}[A-Za-z]?(?: ?[/-] ?[0-9A-Za-z-]{1,6}){0,2}(?:[A-Za-z]| [A-Za-z](?![A-Za-z0-9.:\xc0-\xff]))?"
    rb"|[A-Za-z]-?[0-9]{1,4}(?:[/-][0-9A-Za-z]{1,4})?|zemin|bodrum|giri[s\xfe])(?![0-9A-Za-z@\xc0-\xff])",
    re.IGNORECASE,
).match
_DOOR = re.compile(
    rb"[.,]? ?(?:[A-Z][-/]?)?[0-9]{1,4}[A-Za-z]?(?: ?[/-] ?[0-9A-Za-z-]{1,6}){0,2}"
    rb"(?: ?[A-Za-z](?![A-Za-z.0-9:\xc0-\xff]))?(?![0-9A-Za-z@.:]*[0-9])"
).match
_LETTER = re.compile(rb"[.: ]{1,3}([A-Za-z][0-9]{0,2})(?![0-9A-Za-z\xc0-\xff])").match
_BEFORE = re.compile(
    rb"(?<![0-9A-Za-z./,])([0-9]{1,4}(?:\.|'?(?:inci|nci|\xfdnc\xfd|nc\xfd|uncu|ncu|nolu|no'lu|numaral[i\xfd]))?"
    rb"|[A-Za-z]-?[0-9]{0,2}|zemin|bodrum|giri[s\xfe]|asma|\xe7at[\xfdi]) ?$",
    re.IGNORECASE,
)
_NAME = re.compile(rb"[A-Za-z\xc0-\xff0-9'./-]+$")
_BETWEEN = re.compile(rb"[ ,.;:/()\n-]{0,3}(?:[A-Za-z\xc0-\xff'.0-9]{1,14}[ ,./\n-]{1,3}){0,4}").fullmatch
_PLACE = re.compile(rb"[ ,./\n()-]{1,4}([A-Za-z\xc0-\xff]{3,16})(?![A-Za-z\xc0-\xff0-9@])").match
_PLACE_BEFORE = re.compile(rb"(?<![A-Za-z\xc0-\xff0-9'])([A-Za-z\xc0-\xff]{3,16})(?: ?[,/] ?| )$")
_POSTCODE = re.compile(rb"[ ,./\n-]{1,3}(?:0[1-9]|[1-7][0-9]|8[01])[0-9]{3}(?![0-9])").match
_CAPITAL = re.compile(rb"[A-Z0-9\xc7\xd0\xd6\xdc\xdd\xde\xc2]").match
_BREAK = re.compile(rb"[0-9]{6}|[a-z\xc0-\xff]{4}\. ").search  # a long number, or the end of a sentence
_LETTER_UNIT = re.compile(rb"[dDkK](?<![A-Za-z0-9\xc0-\xff'].)[.:; ]{0,2}[0-9]{1,4}[A-Za-z]?(?![0-9A-Za-z\xc0-\xff])")
_GAP = 34  # raw characters between two parts of one address
_NAME_REACH = 150  # no name before a unit word begins farther away
_LONGEST = 240


class _Part(NamedTuple):
    start: int
    end: int
    kind: str
    valued: bool


def address_candidates(rules: Rules, words: Words, out: list[Candidate]) -> None:
    """Appends the street addresses of one text."""
    rule = rules.shapes["address"][0]
    masks, units = words.lexicon.masks, rules.address_masks
    wanted = 0
    for mask in units.values():
        wanted |= mask
    found: list[tuple[str, int, int]] = []
    for number, start, end in words.meaning(wanted):
        for kind, mask in units.items():
            if masks[number] & mask:
                found.append((kind, start, end))
                break
    if not found or _valueless(words.view.raw, found):
        return
    parts: list[_Part] = []
    for kind, start, end in found:
        part = _part(rules, words, kind, start, end, parts[-1].end if parts else 0)
        if part:
            parts.append(part)
    if parts:
        stop = parts[-1].end + _GAP
        letters = _LETTER_UNIT.finditer(words.view.raw, parts[0].start, stop)
        parts = sorted([*parts, *(_Part(*match.span(), _INNER, valued=True) for match in letters)])
    cluster: list[_Part] = []
    for part in parts:
        if cluster and (part.start - cluster[-1].end > _GAP or not _joined(words, cluster[-1].end, part.start)):
            _settle(rules, rule.index, words, cluster, out)
            cluster = []
        cluster.append(part)
    if cluster:
        _settle(rules, rule.index, words, cluster, out)


def _valueless(raw: bytes, found: list[tuple[str, int, int]]) -> bool:
    """Whether unit words of one kind have no value that could make them an address ("sitenizde", "mahallemizde")."""
    kind, first, _ = found[0]
    if kind not in LEADING_PARTS or kind == _BLOCK or any(one[0] != kind for one in found):
        return False
    if any(_DOOR(raw, end + (raw[end : end + 1] == b".")) for _, _, end in found):
        return False
    return not _LETTER_UNIT.search(raw, max(0, first - _NAME_REACH), found[-1][2] + _GAP + 1)


def _joined(words: Words, start: int, end: int) -> bool:
    """Whether nothing between two parts ends an address."""
    gap = words.view.raw[start:end]
    if end <= start:
        return True
    if b"\n\n" in gap or b"|" in gap or b"@" in gap or b"! " in gap or b"? " in gap or gap.count(b"\n") > 1:
        return False
    return bool(_BETWEEN(gap)) and not _BREAK(gap) and b"adres" not in gap.translate(FOLD_TABLE)


def _part(rules: Rules, words: Words, kind: str, start: int, end: int, left: int) -> _Part | None:
    """The part that the unit word at `raw[start:end]` belongs to; nothing before `left` is taken."""
    raw = words.view.raw
    if kind in (_NUMBER, _INNER, _BLOCK):
        return _valued(rules, words, kind, start, end, left)
    if raw[end : end + 1] == b".":
        end += 1
    name = _name_start(rules, words, start, left)
    while raw[name : name + 1] == b"'":
        name += 1
    if name >= start:
        return None
    door = _DOOR(raw, end)
    if door and door[0].strip(b" .,") and not _names_next(rules, words, door.end()):
        return _Part(name, door.end(), kind, valued=True)
    return _Part(name, end, kind, valued=False)


def _valued(rules: Rules, words: Words, kind: str, start: int, end: int, left: int) -> _Part | None:
    """A unit word with its value after it ("Kat:2", "Blok C") or before it ("4. kat", "B blok", "Güneş Blok")."""
    raw = words.view.raw
    after = _VALUE(raw, end) or (_LETTER(raw, end) if kind == _BLOCK else None)
    if after and _names_next(rules, words, after.end()):
        after = None
    before = _BEFORE.search(raw, max(left, start - 12), start)
    if before and kind == _NUMBER and end - start <= 2:  # "17 no" is rare, "12 numara" is not
        before = None
    if before and before[1].isalpha() and len(before[1]) < 3 and kind != _BLOCK:
        before = None
    if before and not (after and kind != _BLOCK and before[1].isdigit()):
        return _Part(before.start(1), end, kind, valued=True)
    if after:
        return _Part(start, after.end(), kind, valued=True)
    if kind == _BLOCK:
        name = _name_start(rules, words, start, left)
        if name < start and _CAPITAL(raw, name):
            return _Part(name, end, kind, valued=True)
    return None


def _names_next(rules: Rules, words: Words, place: int) -> bool:
    """Whether a number that ends at `place` belongs to the next unit word: "mah 1453 sok", "blok 6. kat"."""
    index = words.first_from(place)
    if index >= len(words.hits) or words.hits[index][1] > place + 2:
        return False
    units = rules.address_masks
    wanted = units[_STREET] | (units[_BLOCK] | units[_INNER] if words.view.raw[place : place + 1] == b"." else 0)
    return bool(words.lexicon.masks[words.hits[index][0]] & wanted)


def _name_start(rules: Rules, words: Words, start: int, left: int) -> int:
    """Where the name before a unit word begins: up to five words, of which lower-case ones are taken with more care."""
    raw = words.view.raw
    place, taken, capital = start, 0, False
    while place > left and taken < 5:
        gap = raw[place - 1 : place]
        if gap == b"\n" and taken:
            break
        token = _NAME.search(raw, max(left, place - 25), place - 1 if gap in b" \n" else place)
        if not token or (gap not in b" \n" and place != start) or (gap in b"\n" and not taken and place != start):
            break
        text = token[0]
        folded = text.translate(FOLD_TABLE).strip()
        digits = sum(48 <= byte <= 57 for byte in text)
        if digits > 5 or (digits and folded and not text.rstrip(b".").isdigit() and len(text) > 7) or b"@" in text:
            break
        if text.endswith(b".") and not digits and len(text) > 6:  # a sentence ends here, "Dr." does not
            break
        is_capital = bool(_CAPITAL(text))
        if rules.address_stop(folded) and not (taken == 0 and folded in rules.address_names):
            break
        if taken and capital and not is_capital and folded not in (b"ve", b"er", b"pasa", b"i"):
            break
        if taken >= 3 and not is_capital:
            break
        capital = capital or (is_capital and not digits)
        place, taken = token.start(), taken + 1
    return place


def _settle(rules: Rules, rule: int, words: Words, cluster: list[_Part], out: list[Candidate]) -> None:
    kinds = {part.kind for part in cluster}
    valued = {part.kind for part in cluster if part.valued}
    street = _STREET in kinds
    strong = (
        (street and (len(kinds) > 1 or _STREET in valued))
        or (_AREA in kinds and (valued or _HOUSE in kinds))
        or (_HOUSE in kinds and valued)
        or (_BLOCK in valued and valued & {_NUMBER, _INNER})
    )
    if not strong:
        return
    start, end = cluster[0].start, max(part.end for part in cluster)
    if end - start > _LONGEST:
        return
    start, end = _grown_left(words, start), _grown_right(words, end)
    score = rules.packs.recognizers[rule].score.labelled
    if not street and _AREA not in kinds:
        score = lowered(score, 0.15)
    out.append(Candidate(start, end, score, rule, ("parts:" + "+".join(sorted(kinds)),)))


def _grown_right(words: Words, end: int) -> int:
    """District, province and postcode that follow."""
    raw, known = words.view.raw, places()
    for _ in range(5):
        if match := _POSTCODE(raw, end):
            end = match.end()
            continue
        match = _PLACE(raw, end)
        if not match:
            break
        folded = match[1].translate(FOLD_TABLE)
        slash = b"/" in raw[end : match.start(1)]
        if folded not in known and not (slash and _CAPITAL(match[1])):
            break
        if b". " in raw[end : match.start(1)] or (
            b"\n" in raw[end : match.start(1)]
            and not (folded in known and raw[match.end() : match.end() + 1] in (b"", b"\n", b" ", b"/", b",", b"."))
        ):
            break
        end = match.end()
    return end + 1 if raw[end : end + 1] == b")" and b"(" in raw[max(0, end - 30) : end] else end


def _grown_left(words: Words, start: int) -> int:
    """A place that stands before the first part ("Kuzguncuk, İcadiye Cad."); a comma or slash must part it."""
    raw = words.view.raw
    match = _PLACE_BEFORE.search(raw, max(0, start - 20), start)
    if match and match[1].translate(FOLD_TABLE) in places():
        return match.start(1)
    return start


@cache
def places() -> frozenset[bytes]:
    """Folded names of provinces, districts and one-word neighbourhoods; read when the first address is met."""
    names: set[bytes] = set()
    for name in ("towns.txt", "quarters.txt"):
        data = (resource_dir("recognizers") / "lists" / name).read_text("utf-8").encode("cp1254", "replace")
        names.update(line.translate(FOLD_TABLE) for line in data.splitlines() if not line.startswith(b"#"))
    return frozenset(names)
