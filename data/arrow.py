"""Rows to Arrow, and Arrow into a transaction: the way in for thousands of rows at a time.

An INSERT of single values writes a few hundred rows a second; a registered Arrow table read by one
statement writes some hundred thousand.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

_ARROW_TYPES: dict[type[Any], pa.DataType] = {
    sa.String: pa.string(),
    sa.JSON: pa.string(),
    sa.Integer: pa.int32(),
    sa.BigInteger: pa.int64(),
    sa.Double: pa.float64(),
    sa.Boolean: pa.bool_(),
    sa.DateTime: pa.timestamp("us"),
    sa.Numeric: pa.decimal128(12, 2),
}


def column_type(column: sa.Column[Any]) -> pa.DataType:
    """The Arrow type of a column of data/schema."""
    return _ARROW_TYPES[type(column.type)]


def column_array(column: sa.Column[Any], values: Sequence[Any]) -> pa.Array:
    """The values of one column; JSON columns take Python objects, None stays null."""
    if isinstance(column.type, sa.JSON):
        values = [None if value is None else json_text(value) for value in values]
    return pa.array(values, column_type(column))


def json_text(value: Any) -> str:
    """Compact JSON text; ASCII only, so that a lone surrogate in it stays an escape."""
    return json.dumps(value, separators=(",", ":"), default=str)


def table_of(table: sa.Table, rows: Sequence[dict[str, Any]]) -> pa.Table:
    """Dictionaries with (some of) the table's columns as Arrow; absent keys become null."""
    return pa.table(
        {
            column.name: column_array(column, [row.get(column.name) for row in rows])
            for column in table.columns
        }
    )


@contextmanager
def registered(connection: sa.Connection, name: str, rows: pa.Table) -> Iterator[sa.TableClause]:
    """Let statements of this connection read `rows` as a view called `name`."""
    # The driver's connection passes `register` on to DuckDB; there is no SQL for it.
    native: Any = connection.connection.driver_connection
    native.register(name, rows)
    try:
        yield sa.table(name, *(sa.column(field) for field in rows.column_names))
    finally:
        native.unregister(name)


def append(connection: sa.Connection, table: sa.Table, rows: Iterable[dict[str, Any]]) -> int:
    """Insert rows into a table without a key, or with keys known to be new. Returns how many."""
    listed = list(rows)
    if not listed:
        return 0
    with registered(connection, "appended_rows", table_of(table, listed)) as appended:
        names = [column.name for column in table.columns]
        chosen = sa.select(*(appended.c[name] for name in names))
        connection.execute(sa.insert(table).from_select(names, chosen))
    return len(listed)
