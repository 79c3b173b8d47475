"""A user's own patterns: run by the `regex` module with a time limit, only where their keywords stand in the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvkkscan.detect.candidate import Candidate
from kvkkscan.errors import Unscannable

if TYPE_CHECKING:
    from kvkkscan.detect.rules import Rules
    from kvkkscan.detect.terms import Words


_NEAR, _NEVER = 200, 30  # raw characters


def pattern_candidates(rules: Rules, words: Words, out: list[Candidate]) -> None:
    """Appends what users' patterns match in the text (on the text itself, so offsets are turned back into the view).

    Raises:
        Unscannable: a pattern ran out of its time limit. What it would have found is unknown.
    """
    import regex  # 15 ms, and only users' packs hold patterns

    text, seen = words.view.text, words.view
    for rule in rules.patterns:
        chosen = rule.recognizer
        if chosen.keywords and not _keyword(words, rule.index):
            continue
        try:
            for match in regex.finditer(chosen.pattern, text, timeout=chosen.time_limit):
                if match.end() > match.start():
                    start, end = seen.place(match.start()), seen.place(match.end() - 1) + 1
                    if (rule.near and not words.around(start, end, _NEAR, rule.near)) or words.before(
                        start, _NEVER, rule.never
                    ):
                        continue
                    score, reason = rules.score(rule, words, start, end)
                    if score > 0:
                        out.append(Candidate(start, end, score, rule.index, ("pattern", reason)))
        except TimeoutError:
            raise Unscannable("unscannable-pattern", recognizer=chosen.id, seconds=chosen.time_limit) from None


def _keyword(words: Words, rule: int) -> bool:
    found = (words.hit(index)[0] for index in range(len(words.hits)))
    return any(rule in words.lexicon.terms[pattern] for pattern in found if pattern >= 0)
