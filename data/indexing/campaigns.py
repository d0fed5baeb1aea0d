"""A plan put on record: what was collected for a campaign, why each URL stays out, what may go.

A campaign is one list, or all placements. A URL stands once in it, however often it was listed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data.arrow import registered, table_of
from data.indexing import queueing
from data.indexing.planning import PlannedUrl
from data.indexing.queueing import Queued
from data.indexing.urls import url_key
from data.schema import index_collected, index_queue
from data.warehouse import Warehouse


@dataclass(frozen=True)
class Recorded:
    """How many URLs a plan has, how often they were repeated, and how many wait newly.

    `queued` counts each engine of a URL.
    """

    collected: int
    repeats: int
    queued: int


def record(
    warehouse: Warehouse,
    campaign_id: str,
    plan: Sequence[PlannedUrl],
    at: datetime,
    *,
    queues: bool = True,
) -> Recorded:
    """Keep a plan and, with `queues`, queue what is ready in it.

    Doing it again changes only what has changed: a URL that was queued before keeps its place and
    its state there. `at` is naive UTC.
    """
    repeats = Counter(_key(row) for row in plan if row.reason == "repeated")
    rows = [
        _collected(campaign_id, row, repeats[_key(row)], at)
        for row in {_key(row): row for row in plan if row.state != "duplicate"}.values()
    ]
    with warehouse.write() as connection:
        _store(connection, rows)
        ready = _ready(plan) if queues else []
        queued = queueing.enqueue(connection, campaign_id, ready, at)
    return Recorded(len(rows), repeats.total(), queued)


def not_queued(connection: sa.Connection) -> list[str]:
    """The campaigns with URLs that a plan found ready and nobody has queued, in their order."""
    is_queued = sa.exists().where(
        index_queue.c.campaign_id == index_collected.c.campaign_id,
        index_queue.c.url_sha256 == index_collected.c.url_sha256,
    )
    first = sa.func.min(index_collected.c.collected_at)
    found = (
        sa.select(index_collected.c.campaign_id)
        .where(index_collected.c.state == "ready", ~is_queued)
        .group_by(index_collected.c.campaign_id)
        .order_by(first, index_collected.c.campaign_id)
    )
    return list(connection.scalars(found))


def _ready(plan: Sequence[PlannedUrl]) -> list[Queued]:
    return [
        Queued(row.sha256 or "", row.canonical or "", queue_host(row.host or ""), engine)
        for row in plan
        if row.state == "ready"
        for engine, each in row.engines.items()
        if each.state == "ready"
    ]


def queue_host(host: str) -> str:
    """The host as a key knows it: without port."""
    return host.partition(":")[0]


def _key(row: PlannedUrl) -> str:
    return row.sha256 or url_key(row.url)


def _collected(campaign_id: str, row: PlannedUrl, repeats: int, at: datetime) -> dict[str, Any]:
    return {
        "campaign_id": campaign_id,
        "url_sha256": _key(row),
        "url_canonical": row.canonical or row.url,
        "host": row.host,
        "client_id": row.client_id,
        "list_id": row.list_id,
        "state": row.state,
        "reason": row.reason or None,
        "repeats": repeats,
        "collected_at": at,
        "planned_at": at,
    }


def _store(connection: sa.Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Change what is there, add what is not; `collected_at` stays that of the first plan."""
    if not rows:
        return
    held = index_collected.c
    changing = ("client_id", "list_id", "state", "reason", "repeats", "planned_at")
    with registered(connection, "planned_rows", table_of(index_collected, rows)) as planned:
        same = sa.and_(
            held.campaign_id == planned.c.campaign_id, held.url_sha256 == planned.c.url_sha256
        )
        changes = {name: planned.c[name] for name in changing}
        connection.execute(sa.update(index_collected).where(same).values(changes))
        names = [column.name for column in index_collected.columns]
        fresh = sa.select(*(planned.c[name] for name in names)).where(~sa.exists().where(same))
        connection.execute(sa.insert(index_collected).from_select(names, fresh))
