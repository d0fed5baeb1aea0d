"""Which orders a pass must ask for one by one, told from the stored rows alone.

Nothing about it is remembered elsewhere, so a pass that dies is simply gone on with by the next.
Podcast Backlinks contract 3.5 (fewest requests) and G26 (reports).
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from data.schema import order_history, orders, placements
from data.sync.entities import Expression
from data.sync.order_rules import CLOSED

# Index flags of an open order change without its counters, so its detail is read at a slow beat.
INDEX_BEAT = timedelta(hours=6)
# A closed order whose detail shows no slots is not asked for ever.
SLOTLESS_PATIENCE = timedelta(days=7)
REPORT_REREADS = (timedelta(hours=24), timedelta(days=7))


def vanished(connection: sa.Connection, since: datetime) -> list[str]:
    """Open orders that no list of a pass begun at `since` has shown."""
    return list(
        connection.scalars(
            sa.select(orders.c.order_id)
            .where(_is_polled(), orders.c.status.not_in(CLOSED), orders.c.fetched_at < since)
            .order_by(orders.c.order_id)
        )
    )


def details(connection: sa.Connection, now: datetime, since: datetime | None) -> list[str]:
    """Orders whose slots are older than their last change, or (with `since`) than that time."""
    seen = (
        sa.select(placements.c.order_id, sa.func.max(placements.c.fetched_at).label("at"))
        .group_by(placements.c.order_id)
        .subquery()
    )
    changed = (
        sa.select(order_history.c.order_id, sa.func.max(order_history.c.observed_at).label("at"))
        .group_by(order_history.c.order_id)
        .subquery()
    )
    closed_at = sa.func.coalesce(orders.c.first_seen_closed_at, now)
    is_slotless = sa.and_(seen.c.at.is_(None), closed_at > now - SLOTLESS_PATIENCE)
    is_due = [is_slotless, seen.c.at < changed.c.at, _is_on_the_beat(seen.c.at, now)]
    if since is not None:
        is_due.append(seen.c.at < since)
    return list(
        connection.scalars(
            sa.select(orders.c.order_id)
            .select_from(
                orders.outerjoin(seen, seen.c.order_id == orders.c.order_id).outerjoin(
                    changed, changed.c.order_id == orders.c.order_id
                )
            )
            .where(
                _is_polled(),
                sa.func.coalesce(orders.c.links_delivered, 1) > 0,
                sa.or_(*is_due),
            )
            .order_by(orders.c.created_at.desc().nulls_last(), orders.c.order_id)
        )
    )


def reports(connection: sa.Connection, now: datetime, since: datetime | None) -> list[str]:
    """Delivered orders without a report, or due for another look at it, newest first."""
    read_at = orders.c.report_fetched_at
    is_due = [read_at.is_(None), sa.and_(_has_unknown_times(), sa.or_(*_rereads(now)))]
    if since is not None:
        is_due.append(read_at < since)
    return list(
        connection.scalars(
            sa.select(orders.c.order_id)
            .where(_is_polled(), orders.c.status == "delivered", sa.or_(*is_due))
            .order_by(orders.c.created_at.desc().nulls_last(), orders.c.order_id)
        )
    )


def _is_polled() -> Expression:
    return orders.c.gone_at.is_(None)


def _is_on_the_beat(seen_at: Expression, now: datetime) -> Expression:
    waits = sa.exists().where(
        placements.c.order_id == orders.c.order_id,
        placements.c.url.is_not(None),
        placements.c.lost_at.is_(None),
        placements.c.indexed == sa.false(),
    )
    return sa.and_(orders.c.status.not_in(CLOSED), seen_at < now - INDEX_BEAT, waits)


def _has_unknown_times() -> Expression:
    return sa.exists().where(
        placements.c.order_id == orders.c.order_id,
        placements.c.url.is_not(None),
        placements.c.lost_at.is_(None),
        placements.c.indexed_at.is_(None),
    )


def _rereads(now: datetime) -> list[Expression]:
    closed_at, read_at = orders.c.first_seen_closed_at, orders.c.report_fetched_at
    return [
        sa.and_(closed_at <= now - age, read_at < closed_at + sa.literal(age, sa.Interval))
        for age in REPORT_REREADS
    ]
