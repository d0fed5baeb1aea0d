"""Arrow columns as text, a whole batch at a time.

Shared by the formats that write text. Null stays null; a number that is not finite becomes null;
times are UTC ISO 8601 with `Z`.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

LARGE = pa.large_string()  # ten thousand texts of 64 KB are more than a string array may hold

_CONTROLS = r"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F]"


def is_text(kind: pa.DataType) -> bool:
    """True for columns whose cells are text: strings, JSON, lists, all without another form."""
    return not (_is_plain(kind) or pa.types.is_timestamp(kind))


def plain(column: pa.Array) -> pa.Array:
    """Numbers, booleans, dates and times as text, the way a machine reads them."""
    if pa.types.is_timestamp(column.type):
        return _times(column)
    if pa.types.is_floating(column.type):
        column = pc.if_else(pc.is_finite(column), column, pa.scalar(None, column.type))
    return pc.cast(column, LARGE)


def text(column: pa.Array) -> pa.Array:
    """Text without control characters (TAB, LF and CR stay); nested values as JSON."""
    texts = raw_text(column)
    if holds_controls(texts):
        return pc.replace_substring_regex(texts, _CONTROLS, "")
    return texts


def holds_controls(texts: pa.Array) -> bool:
    """True if some text may hold a C0 control or DEL: a look at the bytes, not text by text."""
    octets = np.frombuffer(content(texts), np.uint8)
    return bool(((octets < 0x20) | (octets == 0x7F)).any())


def content(texts: pa.Array) -> memoryview:
    """All texts of a column, one after another, as UTF-8: the memory that Arrow keeps them in."""
    _, offsets, octets = texts.buffers()
    if octets is None or not len(texts):
        return memoryview(b"")
    ends = np.frombuffer(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    return memoryview(octets)[ends[0] : ends[-1]]


def as_json(column: pa.Array) -> pa.Array:
    """Nested values and JSON columns as JSON text."""
    if isinstance(column.type, pa.BaseExtensionType):
        return pc.cast(column.storage, LARGE)
    values = column.to_pylist()
    return pa.array([None if v is None else json.dumps(v, default=str) for v in values], LARGE)


def is_json(kind: pa.DataType) -> bool:
    return isinstance(kind, pa.BaseExtensionType) or pa.types.is_nested(kind)


def joined(*pieces: Any) -> pa.Array:
    """Row by row, these columns and literals written one after another."""
    scalars = [pa.scalar(piece, LARGE) if isinstance(piece, str) else piece for piece in pieces]
    return pc.binary_join_element_wise(*scalars, pa.scalar("", LARGE))


def _is_plain(kind: pa.DataType) -> bool:
    types = pa.types
    is_number = types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind)
    return bool(is_number or types.is_boolean(kind) or types.is_date(kind))


def _times(column: pa.Array) -> pa.Array:
    moments = pc.cast(column, pa.timestamp("us"), safe=False)  # with a zone: its UTC
    texts = pc.replace_substring(pc.cast(moments, LARGE), " ", "T")
    return joined(pc.replace_substring_regex(texts, r"\.000000$", ""), "Z")


def raw_text(column: pa.Array) -> pa.Array:
    """Text exactly as it is."""
    if is_json(column.type):
        return as_json(column)
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    return pc.cast(column, LARGE)
