"""Which orders a pass must ask for one by one, told from the stored rows alone.

A pass that dies is simply gone on with by the next. Podcast Backlinks contract 3.5 (fewest
requests) and G26 (reports). To the formula of 3.5 comes what no list and no counter can show:

    open orders     with a live link that is not indexed: one detail each 6 h (INDEX_BEAT)
    closed orders   with a live link that is not indexed: one detail shortly before the link reaches
                    each age in LINK_AGES, so at most nine in four months
    reports         with links of unknown time: again 24 h and 7 d after the delivery

A question that brought nothing waits longer each time (data/sync/vain.py).
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from data.schema import order_history, orders, placements
from data.sync import vain
from data.sync.entities import Expression
from data.sync.order_rules import CLOSED

INDEX_BEAT = timedelta(hours=6)
# An hour, a day and a week are what reports speak of; a link counts as indexed by then only if it
# was read by then.
LINK_AGES = tuple(timedelta(hours=hours) for hours in (1, 6, 24, 72, 168, 336, 672, 1344, 2688))
READ_AHEAD = timedelta(minutes=15)
REPORT_REREADS = (timedelta(hours=24), timedelta(days=7))


def vanished(connection: sa.Connection, since: datetime, now: datetime) -> list[str]:
    """Open orders that no list of a pass begun at `since` has shown."""
    asked = vain.asked(vain.LINKS)
    return list(
        connection.scalars(
            sa.select(orders.c.order_id)
            .outerjoin(asked, asked.c.order_id == orders.c.order_id)
            .where(
                _is_polled(),
                orders.c.status.not_in(CLOSED),
                orders.c.fetched_at < since,
                vain.is_rested(asked, orders.c.fetched_at, now),
            )
            .order_by(orders.c.order_id)
        )
    )


def details(connection: sa.Connection, now: datetime, since: datetime | None) -> list[str]:
    """Orders whose slots are older than their last change, or (with `since`) than that time."""
    seen, changed = _latest(placements.c.fetched_at), _latest(order_history.c.observed_at)
    asked = vain.asked(vain.LINKS)
    is_due = sa.or_(
        seen.c.at.is_(None),
        seen.c.at < changed.c.at,
        _is_on_the_beat(seen.c.at, now),
        _is_at_an_age(now),
    )
    is_askable = sa.and_(
        vain.is_rested(asked, changed.c.at, now),
        sa.not_(vain.is_given_up(asked, changed.c.at)),
    )
    is_wanted = sa.and_(is_due, is_askable)
    if since is not None:
        is_wanted = sa.or_(is_wanted, seen.c.at.is_(None), seen.c.at < since)
    return list(
        connection.scalars(
            sa.select(orders.c.order_id)
            .outerjoin(seen, seen.c.order_id == orders.c.order_id)
            .outerjoin(changed, changed.c.order_id == orders.c.order_id)
            .outerjoin(asked, asked.c.order_id == orders.c.order_id)
            .where(_is_polled(), sa.func.coalesce(orders.c.links_delivered, 1) > 0, is_wanted)
            .order_by(*_NEWEST_FIRST)
        )
    )


def reports(connection: sa.Connection, now: datetime, since: datetime | None) -> list[str]:
    """Delivered orders without a report, or due for another look at it, newest first."""
    read_at, asked = orders.c.report_fetched_at, vain.asked(vain.REPORT)
    is_due = sa.or_(
        sa.and_(read_at.is_(None), sa.not_(_is_given_up(asked))),
        sa.and_(_has_unknown_times(), sa.or_(*_rereads(now))),
    )
    is_wanted = sa.and_(is_due, vain.is_rested(asked, _delivered_at(), now))
    if since is not None:
        is_wanted = sa.or_(is_wanted, read_at.is_(None), read_at < since)
    return list(
        connection.scalars(
            sa.select(orders.c.order_id)
            .outerjoin(asked, asked.c.order_id == orders.c.order_id)
            .where(_is_polled(), orders.c.status == "delivered", is_wanted)
            .order_by(*_NEWEST_FIRST)
        )
    )


def reports_given_up(connection: sa.Connection) -> list[str]:
    """Delivered orders whose report was asked for in vain to the end."""
    asked = vain.asked(vain.REPORT)
    return list(
        connection.scalars(
            sa.select(orders.c.order_id)
            .join(asked, asked.c.order_id == orders.c.order_id)
            .where(orders.c.report_fetched_at.is_(None), _is_given_up(asked))
        )
    )


_NEWEST_FIRST = (orders.c.created_at.desc().nulls_last(), orders.c.order_id)


def _latest(at: sa.Column[datetime]) -> sa.Subquery:
    """`order_id`, `at`: the latest such time of each order."""
    order_id = at.table.c.order_id
    return sa.select(order_id, sa.func.max(at).label("at")).group_by(order_id).subquery()


def _is_polled() -> Expression:
    return orders.c.gone_at.is_(None)


def _is_waiting() -> Expression:
    """A slot of the order has a live link of which we last read that it is not indexed."""
    return sa.and_(
        placements.c.order_id == orders.c.order_id,
        placements.c.url.is_not(None),
        placements.c.lost_at.is_(None),
        placements.c.indexed == sa.false(),
        placements.c.indexed_at.is_(None),
    )


def _is_on_the_beat(seen_at: Expression, now: datetime) -> Expression:
    waits = sa.exists().where(_is_waiting())
    return sa.and_(orders.c.status.not_in(CLOSED), seen_at < now - INDEX_BEAT, waits)


def _is_at_an_age(now: datetime) -> Expression:
    slot = placements.c
    live_at = sa.func.coalesce(slot.live_at, slot.first_seen_live_at, slot.first_seen_at)
    waits = [age - READ_AHEAD for age in LINK_AGES]
    reached = [
        sa.and_(live_at <= now - wait, slot.fetched_at < live_at + sa.literal(wait, sa.Interval))
        for wait in waits
    ]
    return sa.and_(orders.c.status.in_(CLOSED), sa.exists().where(_is_waiting(), sa.or_(*reached)))


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


def _is_given_up(asked: sa.Subquery) -> Expression:
    return vain.is_given_up(asked, _delivered_at())


def _delivered_at() -> Expression:
    """From when on a report can be expected: of an order never seen open, from its last link on."""
    last_live_at = (
        sa.select(sa.func.max(placements.c.live_at))
        .where(placements.c.order_id == orders.c.order_id)
        .scalar_subquery()
    )
    closed_at = sa.func.coalesce(orders.c.first_seen_closed_at, orders.c.first_seen_at)
    known = sa.func.coalesce(last_live_at, orders.c.created_at, closed_at)
    return sa.case((orders.c.last_seen_open_at.is_(None), known), else_=closed_at)
