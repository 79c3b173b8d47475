"""Regular expressions over folded letters -> tables of deterministic automata, written out as C when twins are built.

Only what the endings need: literals, classes, groups, alternation, bounded and unbounded repeats, matched as a whole.
Source: subset construction and partition refinement, Aho, Sethi, Ullman, Compilers (1986), chapter 3.
"""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LETTERS = b"abcdefghijklmnopqrstuvwxyz~0"
"""A column of a table each; "0" stands for every other byte."""


class Automaton(NamedTuple):
    """`moves[state * len(LETTERS) + letter]` is the next state, 0 for none; state 1 is the start.

    `accepts[state]` is 1 + the place of the first of the patterns that match there, 0 for none.
    """

    moves: tuple[int, ...]
    accepts: tuple[int, ...]


class _Nfa:
    """States with edges by letter and edges that take none."""

    def __init__(self) -> None:
        self.edges: dict[int, list[tuple[frozenset[int], int]]] = {}
        self.free: dict[int, list[int]] = {}
        self._names = count()

    def state(self) -> int:
        return next(self._names)

    def skip(self, start: int, end: int) -> None:
        self.free.setdefault(start, []).append(end)

    def add(self, items: Iterable[tuple[Any, Any]], start: int) -> int:
        """Puts in a parsed sequence behind `start`; returns where it ends."""
        for kind, value in items:
            start = self._one(str(kind), value, start)
        return start

    def _one(self, kind: str, value: Any, start: int) -> int:  # noqa: ANN401 - trees of the regex parser
        end = self.state()
        if kind == "BRANCH":
            for option in value[1]:
                self.skip(self.add(option, start), end)
        elif kind == "SUBPATTERN":
            self.skip(self.add(value[-1], start), end)
        elif kind == "MAX_REPEAT":
            least, most, inner = value
            for _ in range(least):
                start = self.add(inner, start)
            if most == re._constants.MAXREPEAT:  # type: ignore[attr-defined]  # noqa: SLF001 - the parser's own
                again = self.state()
                self.skip(start, again)
                self.skip(self.add(inner, again), again)
                self.skip(again, end)
            else:
                self.skip(start, end)
                for _ in range(most - least):
                    start = self.add(inner, start)
                    self.skip(start, end)
        else:
            self.edges.setdefault(start, []).append((_letters(kind, value), end))
        return end

    def closed(self, states: Iterable[int]) -> frozenset[int]:
        """The states and all that can be reached from them without a letter."""
        found, todo = set(states), list(states)
        while todo:
            for other in self.free.get(todo.pop(), ()):
                if other not in found:
                    found.add(other)
                    todo.append(other)
        return frozenset(found)


def _letters(kind: str, value: Any) -> frozenset[int]:  # noqa: ANN401
    """The columns that one letter of a pattern allows."""
    every = frozenset(range(len(LETTERS)))
    if kind == "ANY":
        return every
    if kind == "LITERAL":
        return frozenset([LETTERS.index(value)])
    if kind == "NOT_LITERAL":
        return every - {LETTERS.index(value)}
    if kind == "IN":
        negated = str(value[0][0]) == "NEGATE"
        found = frozenset(LETTERS.index(one) for name, one in value if str(name) == "LITERAL")
        return every - found if negated else found
    raise ValueError(kind)


def compile_all(patterns: Sequence[bytes]) -> Automaton:
    """The smallest automaton that tells which of the patterns is the first to match all of a word.

    Raises:
        ValueError: a pattern holds something that is not supported.
    """
    nfa = _Nfa()
    start = nfa.state()
    ends: dict[int, int] = {}
    for place, pattern in enumerate(patterns):
        parsed = re._parser.parse(pattern)  # type: ignore[attr-defined]  # noqa: SLF001 - the one parser of regexes
        begin = nfa.state()
        nfa.skip(start, begin)
        ends[nfa.add(parsed, begin)] = place + 1
    first = nfa.closed([start])
    names = {frozenset[int](): 0, first: 1}
    todo, moves = [first], {0: [0] * len(LETTERS)}
    while todo:
        here = todo.pop()
        row = []
        for letter in range(len(LETTERS)):
            there = nfa.closed({end for one in here for given, end in nfa.edges.get(one, ()) if letter in given})
            if there not in names:
                names[there] = len(names)
                todo.append(there)
            row.append(names[there])
        moves[names[here]] = row
    accepts = [0] * len(names)
    for states, name in names.items():
        accepts[name] = min((ends[one] for one in states if one in ends), default=0)
    return _smallest([moves[name] for name in range(len(names))], accepts)


def _smallest(moves: Sequence[Sequence[int]], accepts: Sequence[int]) -> Automaton:
    """The same automaton with equal states made one; 0 stays the dead state, 1 the start."""
    kinds = list(accepts)
    while True:
        keys: dict[tuple[int, ...], int] = {}
        fresh = [
            keys.setdefault((kind, *(kinds[to] for to in row)), len(keys))
            for kind, row in zip(kinds, moves, strict=True)
        ]
        if len(keys) == len(set(kinds)):
            break
        kinds = fresh
    order = list(dict.fromkeys([kinds[0], kinds[1], *kinds]))
    if len(order) < 2 or kinds[0] == kinds[1]:
        raise ValueError(accepts)
    name = {kind: place for place, kind in enumerate(order)}
    one_of = {kind: state for state, kind in reversed(list(enumerate(kinds)))}
    return Automaton(
        tuple(name[kinds[to]] for kind in order for to in moves[one_of[kind]]),
        tuple(accepts[one_of[kind]] for kind in order),
    )


def as_c(name: str, automaton: Automaton) -> str:
    """The automaton as two C arrays, `NAME_moves` and `NAME_accepts`."""
    size = len(automaton.accepts)
    return (
        f"static const unsigned short {name}_moves[{size * len(LETTERS)}] = "
        f"{{{','.join(map(str, automaton.moves))}}};\n"
        f"static const unsigned char {name}_accepts[{size}] = {{{','.join(map(str, automaton.accepts))}}};\n"
    )


def tables() -> str:
    """The C header of all automata: the endings of endings.py."""
    from kvkkscan.detect import endings

    given: dict[str, list[bytes]] = {
        "noun": [endings.NOUN.encode()],
        "verb": [endings.VERB.encode()],
        "person": [pattern for _, pattern in endings.PERSONS],
    }
    listed = [as_c(name, compile_all(patterns)) for name, patterns in given.items()]
    return "/* Written by automata.py out of endings.py. */\n" + "".join(listed)
