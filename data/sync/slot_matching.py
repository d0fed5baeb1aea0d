"""Which stored slot a read placement belongs to.

Podcast Backlinks contract G23 and G24: a placement has no id, and a report has its own order.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data.schema import placements
from data.sync.entities import Expression

REPORT_ONLY = "report_only"

Subquery = sa.Subquery[Any]


def by_turn(read: sa.FromClause, slots: sa.FromClause) -> sa.Select[Any]:
    """Match by (platform, url), what is left over by (platform, n-th of those left).

    So two links of a platform may change places, and a slot keeps its number when its url arrives.
    `slots` is the table to match with.
    """
    return _matched(read, slots, is_candidate=is_listed(slots), is_refillable=sa.true())


def by_url(read: sa.FromClause) -> sa.Select[Any]:
    """Match by (platform, url), what is left over by an empty slot of the platform in turn."""
    is_empty = placements.c.url.is_(None)
    return _matched(read, placements, is_candidate=sa.true(), is_refillable=is_empty)


def _matched(
    read: sa.FromClause, slots: sa.FromClause, is_candidate: Expression, is_refillable: Expression
) -> sa.Select[Any]:
    """Reads by url first; the rest fill, in turn, the candidates that no url has taken."""
    candidates = _stored(read, slots).where(is_candidate)
    link = ("order_id", "platform", "url")
    reads, stored = _numbered(sa.select(read), read, *link), _numbered(candidates, slots, *link)
    at_url = (
        sa.select(reads, stored.c.slot.label("url_slot"))
        .select_from(reads.outerjoin(stored, _same(reads, stored, "url", "turn")))
        .cte("at_url")
    )
    waiting = sa.func.row_number().over(
        partition_by=(at_url.c.order_id, at_url.c.platform, at_url.c.url_slot.is_(None)),
        order_by=at_url.c.slot,
    )
    left = sa.select(at_url, waiting.label("left_turn")).subquery()
    is_taken = sa.exists().where(
        at_url.c.order_id == slots.c.order_id, at_url.c.url_slot == slots.c.slot
    )
    free = _numbered(candidates.where(is_refillable, ~is_taken), slots, "order_id", "platform")
    fits = sa.and_(_same(left, free), left.c.url_slot.is_(None), left.c.left_turn == free.c.turn)
    known = sa.func.coalesce(left.c.url_slot, free.c.slot).label("known_slot")
    return _placed(left, slots, free, known, fits)


def _stored(read: sa.FromClause, slots: sa.FromClause) -> sa.Select[Any]:
    return sa.select(slots).where(slots.c.order_id.in_(sa.select(read.c.order_id)))


def is_listed(slots: sa.FromClause) -> Expression:
    """The stored slot came from the order itself; one that only a report knows has no turn."""
    flags = sa.func.coalesce(slots.c.flags, "")
    return sa.not_(flags.contains(REPORT_ONLY))


def _numbered(rows: sa.Select[Any], table: sa.FromClause, *within: str) -> Subquery:
    """`turn`: 1, 2, 3 … in order of slots inside each group of `within`."""
    turn = sa.func.row_number().over(
        partition_by=[table.c[name] for name in within], order_by=table.c.slot
    )
    return rows.add_columns(turn.label("turn")).subquery()


def _same(reads: Subquery, stored: Subquery, *more: str) -> Expression:
    return sa.and_(
        reads.c.order_id == stored.c.order_id,
        reads.c.platform.is_not_distinct_from(stored.c.platform),
        *(reads.c[name] == stored.c[name] for name in more),
    )


def _placed(
    reads: Subquery, slots: sa.FromClause, stored: Subquery, known: sa.Label[Any], fits: Expression
) -> sa.Select[Any]:
    """The reads with their final slot: the known one, else a new one behind the last stored.

    The first list of an order gives its slots their numbers, hence the position of the read.
    """
    found = sa.select(reads, known).select_from(reads.outerjoin(stored, fits)).subquery()
    last = (
        sa.select(slots.c.order_id, sa.func.max(slots.c.slot).label("last_slot"))
        .where(slots.c.order_id.in_(sa.select(found.c.order_id)))
        .group_by(slots.c.order_id)
        .subquery()
    )
    is_new = found.c.known_slot.is_(None)
    nth_new = sa.func.row_number().over(
        partition_by=(found.c.order_id, is_new), order_by=found.c.slot
    )
    behind = sa.func.coalesce(last.c.last_slot + nth_new, found.c.slot)
    slot = sa.cast(sa.func.coalesce(found.c.known_slot, behind), sa.Integer)
    is_extra = sa.and_(is_new, last.c.last_slot.is_not(None))
    kept = [column for column in found.c if column.name not in ("slot", "known_slot")]
    return (
        sa.select(*kept, slot.label("slot"), is_extra.label("is_extra"))
        .select_from(found.outerjoin(last, found.c.order_id == last.c.order_id))
        .where(sa.or_(is_new, sa.not_(found.c.is_stale)))
    )
