"""The JSON Lines splice: only the field's token changes, and what `json` reads is what was meant."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvkkscan.cli import _jsonl
from kvkkscan.cli._records import Layout, Raw
from kvkkscan.errors import InputError

LAYOUT = Layout("jsonl", "t.jsonl", fields=("text",))

texts = st.text(st.characters(codec=None), max_size=12) | st.sampled_from(
    ["\ud800", "\\", '"', "\\u0131", "\u2028\x7f"]
)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | texts
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=8
)
spaces = st.sampled_from(["", " ", "\t ", "\r"])


@st.composite
def written(draw: st.DrawFn, value: Any) -> str:
    """`value` as JSON, with random spaces and escapes."""
    space = draw(spaces)
    if isinstance(value, dict):
        pairs = [f"{draw(written(k))}{space}:{draw(spaces)}{draw(written(v))}" for k, v in value.items()]
        return f"{{{space}{(space + ',').join(pairs)}{space}}}"
    if isinstance(value, list):
        return f"[{space}{(',' + space).join(draw(written(one)) for one in value)}{space}]"
    token = json.dumps(value, ensure_ascii=draw(st.booleans()))
    try:
        token.encode()
    except UnicodeEncodeError:
        token = json.dumps(value)
    return token


records = st.dictionaries(texts, values, max_size=4)


@given(record=records, text=texts, new=texts, data=st.data())
def test_only_the_field_changes(record: dict[str, Any], text: str, new: str, data: st.DataObject) -> None:
    """After a splice the line reads as before but for the field, and all bytes around its token are the same."""
    record = {**record, "text": text}
    body = data.draw(written(record))
    raw = Raw(1, body.encode() + b"\r\n")
    unit = _jsonl.read(raw, LAYOUT)
    assert unit is not None
    assert [piece.text for piece in unit.pieces] == [text]
    done = _jsonl.rebuild(raw, unit, LAYOUT, (new,)).decode()
    again = _jsonl.read(Raw(1, done.encode()), LAYOUT)
    assert again is not None
    plain = json.loads(json.dumps({**record, "text": new}))
    assert repr(json.loads(done)) == repr(plain)
    if new == text:
        assert done.encode() == raw.data
    else:
        (place,) = [one for one in _jsonl.tokens(body) if one.path == ("text",) and one.kind == "string"]
        assert done.startswith(body[: place.start])
        assert done.endswith(body[place.end :] + "\r\n")


@given(text=st.text(st.sampled_from('{}[]:,"\\ntu01.eE+-I a\x01\t '), max_size=14) | values.map(json.dumps))
def test_walk_is_as_strict_as_json(text: str) -> None:
    """The walk accepts exactly what `json` accepts."""
    try:
        json.loads(text)
    except ValueError:
        with pytest.raises(InputError):
            list(_jsonl.tokens(text))
    else:
        list(_jsonl.tokens(text))


@given(record=records)
def test_fast_and_slow_agree(record: dict[str, Any]) -> None:
    """The quick reading and the walk find the same texts and the same id."""
    record["text"] = "x"
    raw = Raw(5, json.dumps(record).encode())
    fast = _jsonl._read_fast(raw.data.decode(), 5, LAYOUT)
    slow = _jsonl._read_slow(raw.data.decode(), 5, LAYOUT)
    if fast:
        assert [one.text for one in fast.pieces] == [one.text for one in slow.pieces]
        assert repr(json.loads(fast.id)) == repr(json.loads(slow.id))


@pytest.mark.parametrize(
    ("line", "new", "after"),
    [
        (r'{"a":1.10,"text":"\u0131x"}', "ış", r'{"a":1.10,"text":"\u0131\u015f"}'),
        (r'{"a":"\u0131","text":"x"}', "ş", r'{"a":"\u0131","text":"\u015f"}'),
        ('{"a":"ı","text":"x"}', "ş", '{"a":"ı","text":"ş"}'),
        ('{"text":"x"}', "ş", '{"text":"ş"}'),
        (r'{"text":"x\ud800"}', "y\ud800ş", r'{"text":"y\ud800\u015f"}'),
        (
            '{"n": 12345678901234567890, "text" : "x" , "n":1e5}',
            "y",
            '{"n": 12345678901234567890, "text" : "y" , "n":1e5}',
        ),
        ('{"text":"x\\/\\n"}', "y/\n", '{"text":"y/\\n"}'),
    ],
)
def test_spelling_is_kept(line: str, new: str, after: str) -> None:
    """New letters are escaped where the old ones were, and numbers, spaces and repeated keys stay as written."""
    raw = Raw(1, line.encode())
    unit = _jsonl.read(raw, LAYOUT)
    assert unit is not None
    assert _jsonl.rebuild(raw, unit, LAYOUT, (new,)).decode() == after


def test_letters_that_the_encoding_lacks_are_escaped() -> None:
    """In an encoding without the letter a JSON escape says it."""
    layout = replace(LAYOUT, encoding="cp1252")
    raw = Raw(1, '{"text":"é"}'.encode("cp1252"))
    unit = _jsonl.read(raw, layout)
    assert unit is not None
    assert _jsonl.rebuild(raw, unit, layout, ("ğ",)) == b'{"text":"\\u011f"}'
