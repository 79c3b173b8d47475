"""Texts with their wanted findings marked in place, as the annotation guide writes them: "TC'm [[TR_NATIONAL_ID|...]]"."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pytest

from kvkkscan.scanner import Scanner

if TYPE_CHECKING:
    from collections.abc import Iterable

Place = tuple[str, int, int]

_MARK = re.compile(r"\[\[([A-Z_]+)\|(.*?)\]\]", re.DOTALL)


@cache
def scanner() -> Scanner:
    """The scanner of all rules that ship, at its ordinary threshold."""
    return Scanner(level="fast")


def read(marked: str) -> tuple[str, list[Place]]:
    """(text, wanted places) of a marked text."""
    text, wanted, last = "", [], 0
    for mark in _MARK.finditer(marked):
        text += marked[last : mark.start()]
        wanted.append((mark[1], len(text), len(text) + len(mark[2])))
        text += mark[2]
        last = mark.end()
    return text + marked[last:], wanted


def places(text: str, of: Scanner | None = None) -> list[Place]:
    """(label, start, end) of every finding in a text."""
    return [(one.entity_type, one.start, one.end) for one in (of or scanner()).scan(text)]


def rows(table: Iterable[str]) -> list[object]:
    """The rows of a table as parameters whose ids are numbers: a report of failures shows no value."""
    return [pytest.param(row, id=f"{number:03}") for number, row in enumerate(table)]


def assert_exactly(marked: str) -> None:
    """All that is marked is found, place by place, and nothing else is."""
    text, wanted = read(marked)
    assert places(text) == wanted


def assert_none(text: str, *labels: str) -> None:
    """Nothing (of these labels, or of any) is found in a text."""
    assert [place for place in places(text) if not labels or place[0] in labels] == []
