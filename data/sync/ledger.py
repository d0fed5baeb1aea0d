"""The book-keeping of a sync: runs, requests, cursors, and rows that could not be accepted."""

from __future__ import annotations

import hashlib
import threading
import uuid
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from data.arrow import append
from data.http import Clock, RequestRecord
from data.models import Rejected
from data.schema import quarantine, requests, sync_cursors, sync_runs
from data.sync.results import SourceResult
from data.warehouse import Warehouse

# A sync every five minutes sends some ten million requests a year.
REQUESTS_KEPT = timedelta(days=30)


class Ledger:
    """Book-keeping of one run of one source. `note_request` may be called from any thread."""

    def __init__(self, warehouse: Warehouse, source: str, clock: Clock) -> None:
        self.run_id = uuid.uuid4().hex
        self.requests = 0
        self.source = source
        self._warehouse, self._clock = warehouse, clock
        self._lock = threading.Lock()
        self._unwritten: list[RequestRecord] = []

    def start(self, trigger: str, started_at: datetime) -> None:
        """Put the run on record before it does anything, so that a crash leaves a trace."""
        with self._warehouse.write() as connection:
            connection.execute(
                sa.insert(sync_runs).values(
                    run_id=self.run_id,
                    source=self.source,
                    status="running",
                    trigger=trigger,
                    started_at=started_at,
                )
            )

    def finish(self, result: SourceResult) -> None:
        """Write the end of the run and the requests that no batch has taken along.

        The log forgets requests older than REQUESTS_KEPT; how many a run sent stays in its row.
        """
        told, tally = result.as_json(), result.tally
        detail = {"rows": told["rows"], "warnings": tally.warnings, **tally.notes}
        detail |= {} if tally.fewest is None else {"fewest": tally.fewest}
        with self._warehouse.write() as connection:
            self.write_requests(connection)
            oldest = self._clock.now() - REQUESTS_KEPT
            connection.execute(sa.delete(requests).where(requests.c.sent_at < oldest))
            connection.execute(
                sa.update(sync_runs)
                .where(sync_runs.c.run_id == self.run_id)
                .values(
                    status=result.status,
                    reason=result.reason,
                    message=result.message,
                    requests=result.requests,
                    detail=detail,
                    finished_at=result.finished_at,
                )
            )

    def note_request(self, record: RequestRecord) -> None:
        with self._lock:
            self.requests += 1
            self._unwritten.append(record)

    def write_requests(self, connection: sa.Connection) -> None:
        """Append the requests since the last call."""
        with self._lock:
            records, self._unwritten = self._unwritten, []
        append(connection, requests, [asdict(r) | {"run_id": self.run_id} for r in records])

    def reject(
        self, connection: sa.Connection, endpoint: str, rejected: Sequence[Rejected]
    ) -> None:
        """Put rows into the quarantine; one met before is counted there, not added."""
        for row in rejected:
            connection.execute(_quarantined(self, endpoint, row, self._clock.now()))

    def cursor(self, connection: sa.Connection, name: str) -> str | None:
        """What the source remembers under a name; None at first."""
        found = sa.select(sync_cursors.c.value).filter_by(source=self.source, name=name)
        return connection.scalar(found)

    def remember(self, connection: sa.Connection, name: str, value: str | None) -> None:
        """Keep a cursor, in the transaction of the rows it stands for."""
        values = {"value": value, "updated_at": self._clock.now()}
        statement = insert(sync_cursors).values(source=self.source, name=name, **values)
        connection.execute(
            statement.on_conflict_do_update(index_elements=["source", "name"], set_=values)
        )


def _quarantined(ledger: Ledger, endpoint: str, row: Rejected, now: datetime) -> sa.Executable:
    identity = (ledger.source, endpoint, row.reason, row.raw_sha256)
    statement = insert(quarantine).values(
        quarantine_id=hashlib.sha256("\n".join(identity).encode()).hexdigest(),
        source=ledger.source,
        endpoint=endpoint,
        entity=row.entity,
        row_key=row.row_key,
        reason=row.reason,
        field=row.field,
        raw=row.raw_head,
        raw_sha256=row.raw_sha256,
        run_id=ledger.run_id,
        times_seen=1,
        first_seen_at=now,
        last_seen_at=now,
    )
    again = {
        "times_seen": quarantine.c.times_seen + 1,
        "last_seen_at": now,
        "run_id": ledger.run_id,
        "released_at": None,
    }
    return statement.on_conflict_do_update(index_elements=["quarantine_id"], set_=again)


def release(
    connection: sa.Connection,
    table: sa.Table,
    row_key: sa.ColumnElement[str],
    now: datetime,
    *,
    entity: str = "",
    read_at: sa.ColumnElement[datetime] | None = None,
) -> None:
    """Release what a good version of the row has replaced since it was last seen bad.

    `entity` and `read_at` are for rows that were stored as part of another table's.
    """
    good_at = table.c.fetched_at if read_at is None else read_at
    good = sa.exists().where(row_key == quarantine.c.row_key, good_at > quarantine.c.last_seen_at)
    connection.execute(
        sa.update(quarantine)
        .where(
            quarantine.c.entity == (entity or table.name), quarantine.c.released_at.is_(None), good
        )
        .values(released_at=now)
    )
