"""Commits that were lost with the write-ahead log: put on record, shown, and read again.

A record for each source stays until a full sync of that source has ended well. The run log keeps
a line for good.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from data.schema import data_versions, sync_cursors, sync_runs

SOURCES = ("podcast", "outreach")
_NAME = "lost_commits"


@dataclass(frozen=True)
class Loss:
    """`commits` were lost; what `sources` know of them is still to be read again."""

    commits: int
    found_at: datetime
    sources: tuple[str, ...]

    @property
    def message(self) -> str:
        return (
            f"The database lost its newest rows ({self.commits:,} commits), because its "
            "write-ahead log was missing or damaged when it was opened."
        )


def check(connection: sa.Connection, noted: int | None) -> None:
    """Put a loss on record if the database is behind the counter beside it.

    The version inside then goes on from the lost one: no cache key is used twice.
    """
    stored = connection.scalar(sa.select(data_versions.c.version)) or 0
    if noted is None or stored >= noted:
        return
    now = datetime.now(UTC).replace(tzinfo=None)
    loss = Loss(noted - stored, now, SOURCES)
    _go_on_from(connection, noted)
    values = {"value": json.dumps({"commits": loss.commits}), "updated_at": now}
    for source in SOURCES:
        statement = insert(sync_cursors).values(source=source, name=_NAME, **values)
        connection.execute(
            statement.on_conflict_do_update(index_elements=["source", "name"], set_=values)
        )
    connection.execute(
        sa.insert(sync_runs).values(
            run_id=uuid.uuid4().hex,
            source="warehouse",
            status="failed",
            reason=_NAME,
            message=loss.message,
            trigger="start",
            started_at=now,
            finished_at=now,
        )
    )


def _go_on_from(connection: sa.Connection, version: int) -> None:
    statement = insert(data_versions).values(only=1, version=version)
    connection.execute(
        statement.on_conflict_do_update(index_elements=["only"], set_={"version": version})
    )


def unmended(connection: sa.Connection) -> Loss | None:
    """The loss that no full sync has made good yet."""
    found = connection.execute(
        sa.select(sync_cursors.c.source, sync_cursors.c.value, sync_cursors.c.updated_at)
        .where(sync_cursors.c.name == _NAME)
        .order_by(sync_cursors.c.source)
    ).all()
    if not found:
        return None
    commits = json.loads(found[0].value)["commits"]
    return Loss(commits, found[0].updated_at, tuple(row.source for row in found))


def mended(ended: Mapping[str, str]) -> Collection[str]:
    """The sources whose full sync made the loss good, given how each ended.

    One that is off has nothing to read and does not hold up the others; but if all are off,
    nothing was made good.
    """
    if "ok" not in ended.values():
        return ()
    return [source for source, status in ended.items() if status in ("ok", "off")]


def clear(connection: sa.Connection, sources: Collection[str]) -> None:
    """These sources were read again in full."""
    connection.execute(
        sa.delete(sync_cursors).where(
            sync_cursors.c.name == _NAME, sync_cursors.c.source.in_(sources)
        )
    )
