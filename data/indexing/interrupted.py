"""What a run that died between send and answer left behind.

The engine probably has those URLs, so they are not sent again by themselves: to ask twice for an
accepted URL is what the queue is there to prevent, and a lost one is found by its checks. Google
can be asked what it was told, and is. IndexNow cannot: its URLs stay `unknown_outcome`, are checked
like accepted ones, and a person may send them again ten minutes later.
"""

from __future__ import annotations

from datetime import datetime, timedelta

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


def ask_google(warehouse: Warehouse, google: GoogleIndexing) -> None:
    """Resolve unknown outcomes of Google by its receipts; what cannot be asked stays as it is."""
    queue = index_queue.c
    found = sa.select(queue.campaign_id, queue.url_sha256, queue.url_canonical, queue.sent_at)
    with warehouse.read() as connection:
        rows = list(
            connection.execute(
                found.where(queue.engine == "google", queue.state == "unknown_outcome")
            )
        )
    for campaign_id, key, url, sent_at in rows:
        changes = _resolved(google, url, sent_at)
        if changes is None:
            return
        with warehouse.write() as connection:
            connection.execute(
                sa.update(index_queue)
                .where(
                    queue.campaign_id == campaign_id,
                    queue.url_sha256 == key,
                    queue.engine == "google",
                )
                .values(changes)
            )


def _resolved(google: GoogleIndexing, url: str, sent_at: datetime) -> dict[str, object] | None:
    """How the row of the queue changes; None when Google cannot be asked now."""
    try:
        receipt = google.receipt(url)
    except SourceError:
        return None
    if receipt.status not in (200, 404):
        return None
    told_at = notified_at(receipt)
    if told_at is not None and told_at >= sent_at - _CLOCKS_DIFFER_BY:
        return {"state": "received", "reason": None, "accepted_at": told_at}
    return {"state": "queued", "reason": None, "not_before_at": None}
