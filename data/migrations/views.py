"""The macros and views of queries/, and the marts among them that are kept as tables.

A costly mart is a plain view (live) or a view of a table with its rows (kept). A write of data
makes every kept one live in its own transaction, before anything changes; `fill` and `switch` store
them again later. So no reader meets rows older than the data, whatever ends or fails in between.
"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from data import queries
from data.migrations import revision_of
from data.schema import data_versions, sync_cursors

_SOURCE, _VIEWS = "warehouse", "views"
_MARTS = "marts"  # one mark for each kept mart
_IS_KEPT, _IS_LIVE = "kept", "live"


def define(connection: sa.Connection) -> None:
    """Bring macros and views up to date inside the caller's transaction; then all are live."""
    # A migration may change rows as well, and so what a kept mart holds.
    wanted = f"{revision_of(connection)} {queries.fingerprint()}"
    if _marked(connection, _SOURCE).get(_VIEWS) == wanted:
        return
    for view in sa.inspect(connection).get_view_names():
        connection.execute(sa.schema.DropView(sa.Table(view, sa.MetaData()), if_exists=True))
    for statement in queries.definitions():
        connection.exec_driver_sql(statement)
    connection.execute(sa.schema.DropSchema(queries.KEPT, cascade=True, if_exists=True))
    connection.execute(sa.schema.CreateSchema(queries.KEPT))
    for name in _marked(connection, _MARTS):
        _mark(connection, _MARTS, name, _IS_LIVE)
    _mark(connection, _SOURCE, _VIEWS, wanted)


def forget(connection: sa.Connection) -> None:
    """Let the next `define` create all of them: this file has the mark, but not the views."""
    connection.execute(sa.delete(sync_cursors).filter_by(source=_SOURCE, name=_VIEWS))


def kept(connection: sa.Connection) -> frozenset[str]:
    """The marts that answer from their tables now."""
    marked = _marked(connection, _MARTS)
    return frozenset(name for name, value in marked.items() if value == _IS_KEPT)


def fill(connection: sa.Connection, mart: queries.Mart) -> int | None:
    """Store the rows of a mart that is live (2 s for a million); the data version they are of.

    Nobody reads the table before `switch`, so this needs no writer's lock. None if it is kept.
    """
    if mart.name in kept(connection):
        return None
    connection.exec_driver_sql(mart.fill)
    return data_version(connection)


def switch(connection: sa.Connection, mart: queries.Mart, version: int) -> None:
    """Let a mart answer from its stored rows, unless data was written after they were read."""
    if data_version(connection) == version and mart.name not in kept(connection):
        connection.exec_driver_sql(mart.switch)
        _mark(connection, _MARTS, mart.name, _IS_KEPT)


def data_version(connection: sa.Connection) -> int:
    """How many transactions have written data; 0 before the first."""
    return int(connection.scalar(sa.select(data_versions.c.version)) or 0)


def release(connection: sa.Connection) -> None:
    """Make all kept marts live: what they read is about to change.

    The file tells which are, not the process: a commit may have arrived that seemed to fail.
    """
    names = kept(connection)
    for mart in queries.kept():
        if mart.name in names:
            connection.exec_driver_sql(mart.live)
            _mark(connection, _MARTS, mart.name, _IS_LIVE)


def _marked(connection: sa.Connection, source: str) -> dict[str, str]:
    rows = connection.execute(
        sa.select(sync_cursors.c.name, sync_cursors.c.value).filter_by(source=source)
    )
    return {str(name): str(value) for name, value in rows}


def _mark(connection: sa.Connection, source: str, name: str, value: str) -> None:
    # Not a DELETE and an INSERT of one key: DuckDB 1.5 ends the process when such a commit finds
    # the disk full.
    values = {"value": value, "updated_at": datetime.now(UTC).replace(tzinfo=None)}
    mark = insert(sync_cursors).values(source=source, name=name, **values)
    connection.execute(mark.on_conflict_do_update(index_elements=["source", "name"], set_=values))
