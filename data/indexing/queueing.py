"""The queue: what waits for an engine, and what became of it. One row per campaign, URL, engine.

    queued ──► sending ──► received | key_pending      accepted: never sent again
                  │   └──► refused                     never sent again, unless a person says so
                  ├──────► parked                      goes again, not before `not_before_at`
                  └──────► unknown_outcome             the process ended between send and answer

A row is `sending`, with its attempt in index_submissions and its quota counted, before anything is
sent. Whatever is `sending` when a run begins belongs to a process that died: one engine run at a
time holds the queue. What then happens to it stands in `interrupted`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data.arrow import registered, table_of
from data.indexing.policy import DEBOUNCE
from data.schema import index_queue, index_submissions

WAITING = ("queued", "parked")
ACCEPTED = ("received", "key_pending")
# The engine may have taken it: not again within DEBOUNCE.
_MAY_HAVE_ARRIVED = ("sending", "unknown_outcome", *ACCEPTED)


@dataclass(frozen=True, slots=True)
class Queued:
    """One URL for one engine (`indexnow`, `google`); `host` is without port."""

    url_sha256: str
    url_canonical: str
    host: str
    engine: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row of the queue whose turn it is."""

    campaign_id: str
    url_sha256: str
    url_canonical: str
    host: str


def enqueue(
    connection: sa.Connection, campaign_id: str, urls: Sequence[Queued], at: datetime
) -> int:
    """Put URLs into the queue; one that is there already stays as it is. Returns how many are new.

    Nothing is sent by this.
    """
    if not urls:
        return 0
    rows = [
        {
            "campaign_id": campaign_id,
            "url_sha256": url.url_sha256,
            "url_canonical": url.url_canonical,
            "host": url.host,
            "engine": url.engine,
            "state": "queued",
            "queued_at": at,
        }
        for url in {(url.url_sha256, url.engine): url for url in urls}.values()
    ]
    with registered(connection, "queued_rows", table_of(index_queue, rows)) as queued:
        is_there = sa.exists().where(
            index_queue.c.campaign_id == queued.c.campaign_id,
            index_queue.c.url_sha256 == queued.c.url_sha256,
            index_queue.c.engine == queued.c.engine,
        )
        names = [column.name for column in index_queue.columns]
        fresh = sa.select(*(queued.c[name] for name in names)).where(~is_there)
        return connection.execute(sa.insert(index_queue).from_select(names, fresh)).rowcount


def due(
    connection: sa.Connection, engine: str, at: datetime, campaign_id: str | None = None
) -> list[Waiting]:
    """What may be sent now, in the order of coming; each URL once, debounced over all campaigns."""
    queue = index_queue.c
    chosen = sa.select(queue.campaign_id, queue.url_sha256, queue.url_canonical, queue.host)
    chosen = chosen.where(
        queue.engine == engine,
        queue.state.in_(WAITING),
        sa.or_(queue.not_before_at.is_(None), queue.not_before_at <= at),
    )
    if campaign_id is not None:
        chosen = chosen.where(queue.campaign_id == campaign_id)
    ordered = chosen.order_by(queue.queued_at, queue.campaign_id, queue.url_canonical)
    recent = _sent_lately(connection, engine, at)
    turn: dict[str, Waiting] = {}
    for row in connection.execute(ordered):
        if row.url_sha256 not in recent:
            turn.setdefault(row.url_sha256, Waiting(*row))
    return list(turn.values())


def _sent_lately(connection: sa.Connection, engine: str, at: datetime) -> set[str]:
    sent = index_submissions.c
    may_have_arrived = sa.or_(sent.state.in_(_MAY_HAVE_ARRIVED), sent.reason == "timeout")
    chosen = sa.select(sent.url_sha256).where(
        sent.engine == engine,
        may_have_arrived,
        sa.func.coalesce(sent.finished_at, sent.sent_at) > at - DEBOUNCE,
    )
    return set(connection.scalars(chosen))


def mark(connection: sa.Connection, engine: str, rows: Sequence[Waiting], **changes: Any) -> None:
    """Change some rows of the queue."""
    for campaign_id in {row.campaign_id for row in rows}:
        keys = [row.url_sha256 for row in rows if row.campaign_id == campaign_id]
        connection.execute(
            sa.update(index_queue)
            .where(
                index_queue.c.campaign_id == campaign_id,
                index_queue.c.engine == engine,
                index_queue.c.url_sha256.in_(keys),
            )
            .values(**changes)
        )


def hold_back(
    connection: sa.Connection,
    engine: str,
    *,
    reason: str,
    until: datetime | None = None,
    host: str | None = None,
    state: str = "parked",
) -> None:
    """Park all that waits for an engine, or for one host of it."""
    held = sa.update(index_queue).where(
        index_queue.c.engine == engine, index_queue.c.state.in_(WAITING)
    )
    if host is not None:
        held = held.where(index_queue.c.host == host)
    connection.execute(held.values(state=state, reason=reason, not_before_at=until))


def parked(connection: sa.Connection, campaign_id: str | None = None) -> dict[str, int]:
    """How many rows are parked, by reason; of one campaign or of all."""
    queue = index_queue.c
    counted = sa.select(queue.reason, sa.func.count()).where(queue.state == "parked")
    if campaign_id is not None:
        counted = counted.where(queue.campaign_id == campaign_id)
    return {reason or "": n for reason, n in connection.execute(counted.group_by(queue.reason))}


def waiting(connection: sa.Connection, campaign_id: str | None = None) -> int:
    """How many rows have still to be sent, whether their time has come or not."""
    queue = index_queue.c
    counted = sa.select(sa.func.count()).where(queue.state.in_(WAITING))
    if campaign_id is not None:
        counted = counted.where(queue.campaign_id == campaign_id)
    return int(connection.scalar(counted) or 0)


def submitted(connection: sa.Connection, campaign_id: str) -> dict[tuple[str, str], str]:
    """State by (SHA-256, engine) of what a campaign sent to an engine and must not send again."""
    queue = index_queue.c
    found = sa.select(queue.url_sha256, queue.engine, queue.state).where(
        queue.campaign_id == campaign_id, queue.state.in_((*ACCEPTED, "unknown_outcome"))
    )
    return {(key, engine): state for key, engine, state in connection.execute(found)}
