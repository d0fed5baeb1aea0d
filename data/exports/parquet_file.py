"""Parquet: typed columns for machines; times carry the zone UTC, the manifest is in the footer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

ROWS_PER_GROUP = 50_000


def write_parquet(
    schema: pa.Schema, batches: Iterable[pa.RecordBatch], out: BinaryIO, notes: dict[str, str]
) -> None:
    """Write the file into `out`, one row group in memory at a time."""
    stored = _stored_schema(schema)
    with pq.ParquetWriter(out, stored.with_metadata(notes), compression="zstd") as writer:
        for group in _groups(schema, batches):
            writer.write_table(_stored(group, stored))


def _groups(schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    held: list[pa.RecordBatch] = []
    for batch in batches:
        held.append(batch)
        if sum(one.num_rows for one in held) >= ROWS_PER_GROUP:
            yield pa.Table.from_batches(held, schema)
            held = []
    if held:
        yield pa.Table.from_batches(held, schema)


def _stored_schema(schema: pa.Schema) -> pa.Schema:
    return pa.schema([pa.field(field.name, _stored_type(field.type)) for field in schema])


def _stored_type(kind: pa.DataType) -> pa.DataType:
    if isinstance(kind, pa.BaseExtensionType):
        return kind.storage_type
    is_naive = pa.types.is_timestamp(kind) and kind.tz is None
    return pa.timestamp("us", "UTC") if is_naive else kind


def _stored(table: pa.Table, schema: pa.Schema) -> pa.Table:
    columns = [
        column.cast(field.type) if column.type != field.type else column
        for column, field in zip(table.columns, schema, strict=True)
    ]
    return pa.table(columns, schema=schema)
