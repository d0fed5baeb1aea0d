"""What a run that died between send and answer left behind.

The engine probably has those URLs, so they are not sent again by themselves: to ask twice for an
accepted URL is what the queue is there to prevent, and a lost one is found by its checks. Google
can be asked what it was told, and is. IndexNow cannot: its URLs stay `unknown_outcome`, are checked
like accepted ones, and a person may send them again ten minutes later.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from data.errors import SourceError
from data.indexing.engines.google import GoogleIndexing, notified_at
from data.schema import index_queue, index_submissions
from data.warehouse import Warehouse

_CLOCKS_DIFFER_BY = timedelta(minutes=1)
UNKNOWN = {"state": "unknown_outcome", "reason": "interrupted"}


def note(warehouse: Warehouse) -> int:
    """Mark what no living process sends; returns how many rows. For the one run that may send."""
    with warehouse.write() as connection:
        for table in (index_submissions, index_queue):
            changed = connection.execute(
                sa.update(table).where(table.c.state == "sending").values(UNKNOWN)
            )
    return changed.rowcount


def ask_google(
    warehouse: Warehouse,
    google: GoogleIndexing,
    slot: Callable[[], AbstractContextManager[None]],
) -> None:
    """Resolve unknown outcomes of Google by its receipts; what cannot be asked stays as it is.

    `slot` is held around each request: receipts have a limit of their own.
    """
    queue = index_queue.c
    found = sa.select(queue.campaign_id, queue.url_sha256, queue.url_canonical, queue.sent_at)
    unknown = found.where(queue.engine == "google", queue.state == "unknown_outcome")
    with warehouse.read() as connection:
        rows = list(connection.execute(unknown))
    for row in rows:
        try:
            with slot():
                receipt = google.receipt(row.url_canonical)
        except SourceError:
            return
        if receipt.status not in (200, 404):
            return
        told_at = notified_at(receipt)
        has_arrived = told_at is not None and told_at >= row.sent_at - _CLOCKS_DIFFER_BY
        _resolve(warehouse, row, told_at if has_arrived else None)


def _resolve(warehouse: Warehouse, row: Any, arrived_at: datetime | None) -> None:
    """Google has the URL since `arrived_at`, or never got it: then it waits again."""
    state = {"state": "received" if arrived_at else "queued", "reason": None}
    logged = {"state": "received" if arrived_at else "not_received", "reason": None}
    with warehouse.write() as connection:
        for table, changes in (
            (index_queue, {**state, "accepted_at": arrived_at, "not_before_at": None}),
            (index_submissions, {**logged, "finished_at": arrived_at}),
        ):
            connection.execute(
                sa.update(table)
                .where(
                    table.c.campaign_id == row.campaign_id,
                    table.c.url_sha256 == row.url_sha256,
                    table.c.engine == "google",
                    table.c.state == "unknown_outcome",
                )
                .values(changes)
            )
