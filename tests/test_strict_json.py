"""JSON strict about the whole and forgiving about one row."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import BadBody
from data.strict_json import MAX_DEPTH, Unreadable, loads

DIGITS = "9" * 5000


def refused(body: bytes) -> str:
    with pytest.raises(BadBody) as caught:
        loads(body)
    return caught.value.reason


def nested(depth: int, inner: str = "1") -> bytes:
    return ('{"a":[' * (depth // 2) + "[" * (depth % 2) + inner).encode() + (
        "]" * (depth % 2) + "]}" * (depth // 2)
    ).encode()


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=20,
    ),
    st.sampled_from([None, 1]),
)
@settings(max_examples=200, deadline=None)
def test_good_json_is_read_as_the_stock_parser_reads_it(document: Any, indent: int | None) -> None:
    body = json.dumps(document, indent=indent, allow_nan=True)
    if "Infinity" not in body:
        assert loads(body.encode()) == json.loads(body)


def test_a_byte_order_mark_is_no_fault() -> None:
    assert loads(b"\xef\xbb\xbf[1]") == [1]


@pytest.mark.parametrize(
    ("odd", "reason"),
    [
        ('{"id":"x","n":1,"n":2}', "duplicate_key"),
        ('{"id":"x","deep":{"er":[{"n":1,"n":2}]}}', "duplicate_key"),
        ('{"id":"x","n":NaN}', "not_a_number"),
        ('{"id":"x","n":-Infinity}', "not_a_number"),
        ('{"id":"x","n":' + DIGITS + "}", "too_many_digits"),
    ],
)
def test_an_odd_row_does_not_spoil_its_page(odd: str, reason: str) -> None:
    body = '{ "data" : [ {"id":"a"} , ' + odd + ',{"id":"b"} ], "next_cursor":null }'
    page = loads(body.encode())
    assert page == {
        "data": [{"id": "a"}, Unreadable(odd, reason, "x"), {"id": "b"}],
        "next_cursor": None,
    }


def test_the_outermost_list_decides_what_a_row_is() -> None:
    row = '[[1],{"n":1,"n":2}]'
    assert loads(f"[[1],{row}]".encode()) == [[1], Unreadable(row, "duplicate_key")]


def test_two_odd_rows_are_kept_apart() -> None:
    page = loads(b'[NaN,1,{"id":7,"a":NaN}]')
    assert page == [
        Unreadable("NaN", "not_a_number"),
        1,
        Unreadable('{"id":7,"a":NaN}', "not_a_number", "7"),
    ]


def test_an_odd_document_without_a_list_is_unreadable_as_a_whole() -> None:
    body = '{"data":[1],"total":1,"total":2}'
    assert loads(body.encode()) == Unreadable(body, "duplicate_key")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "invalid_json"),
        (b"{oops", "invalid_json"),
        (b"[1] 2", "invalid_json"),
        (b'[NaN,{"id":]', "invalid_json"),
        (b"[NaN", "invalid_json"),
        (b"[NaN] 2", "invalid_json"),
        (b'{"a":NaN', "invalid_json"),
        (b'{"a" NaN}', "invalid_json"),
        (b'{"a":[NaN],}', "invalid_json"),
        (b'["caf\xe9"]', "invalid_utf8"),
        (b"\xff\xfe[\x001\x00]\x00", "invalid_utf8"),
        (b"[" * 10_000, "too_deep"),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "too_deep"),
        (b'{"n":NaN,"a":' + b"[" * 10_000, "too_deep"),
    ],
)
def test_what_is_not_json_is_refused_with_a_reason(body: bytes, reason: str) -> None:
    assert refused(body) == reason


@pytest.mark.parametrize("inner", ["1", '"]"', '"}{"'])
def test_sixty_four_levels_are_read_and_sixty_five_are_not(inner: str) -> None:
    loads(nested(MAX_DEPTH, inner))
    assert refused(nested(MAX_DEPTH + 1, inner)) == "too_deep"


@given(st.binary(max_size=60) | st.text('[]{}",:1aN\\ ', max_size=40).map(str.encode))
@settings(max_examples=500, deadline=None)
def test_any_bytes_are_read_or_refused_and_nothing_else(body: bytes) -> None:
    try:
        loads(body)
    except BadBody as fault:
        assert fault.reason in {"invalid_json", "invalid_utf8", "too_deep"}
