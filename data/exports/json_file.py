"""JSON: one array of objects, one object a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

import pyarrow as pa
import pyarrow.compute as pc

from data.exports import cells


def json_chunks(schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    """The file, a chunk per batch."""
    keys = [json.dumps(name, ensure_ascii=False) for name in schema.names]
    is_first = True
    for batch in batches:
        if batch.num_rows:
            objects = bytes(cells.content(_objects(keys, batch)))
            yield b"[" + objects[1:] if is_first else objects
            is_first = False
    yield b"[]\n" if is_first else b"\n]\n"


def _objects(keys: list[str], batch: pa.RecordBatch) -> pa.Array:
    """One object a row, each with the comma that parts it from the one before."""
    pieces: list[str | pa.Array] = []
    for key, column in zip(keys, batch.columns, strict=True):
        pieces += ["," if pieces else ",\n{", f"{key}:", _values(column)]
    return cells.joined(*pieces, "}")


def _values(column: pa.Array) -> pa.Array:
    kind = column.type
    if cells.is_json(kind):
        values = cells.as_json(column)
    elif cells.is_text(kind):
        values = _strings(cells.raw_text(column))
    else:
        values = cells.plain(column)
        if pa.types.is_temporal(kind):
            values = cells.joined('"', values, '"')
    return pc.fill_null(values, "null")


def _strings(texts: pa.Array) -> pa.Array:
    texts = pc.replace_substring(texts, "\\", "\\\\")
    texts = pc.replace_substring(texts, '"', '\\"')
    if cells.holds_controls(texts):
        for code in range(0x20):
            texts = pc.replace_substring(texts, chr(code), f"\\u{code:04x}")
    return cells.joined('"', texts, '"')
