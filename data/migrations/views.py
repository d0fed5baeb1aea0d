"""The macros and views of queries/, created again whenever their text has changed."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from data import queries
from data.schema import sync_cursors

_MARK = {"source": "warehouse", "name": "views"}


def define(connection: sa.Connection) -> None:
    """Bring macros and views up to date inside the caller's transaction."""
    wanted = queries.fingerprint()
    if connection.scalar(sa.select(sync_cursors.c.value).filter_by(**_MARK)) == wanted:
        return
    for view in sa.inspect(connection).get_view_names():
        connection.execute(sa.schema.DropView(sa.Table(view, sa.MetaData()), if_exists=True))
    for statement in queries.definitions():
        connection.exec_driver_sql(statement)
    values = {"value": wanted, "updated_at": datetime.now(UTC).replace(tzinfo=None)}
    # Not a DELETE and an INSERT of one key: DuckDB 1.5 ends the process when such a commit finds
    # the disk full.
    mark = insert(sync_cursors).values(**_MARK, **values)
    connection.execute(mark.on_conflict_do_update(index_elements=["source", "name"], set_=values))


def forget(connection: sa.Connection) -> None:
    """Let the next `define` create all of them: this file has the mark, but not the views."""
    connection.execute(sa.delete(sync_cursors).filter_by(**_MARK))
