"""Questions about single orders that brought nothing, and when each is asked again.

A report that is not there yet, an order whose answer shows no links or cannot be read: asked at
every sync, a few of them would use up the limit. So each wait is as long as all waits before it
together. With `since` as the moment from which an answer could be expected, the next question is
due at

    asked_at + max(FIRST_WAIT, asked_at - since), after PATIENCE at the latest

which is a dozen requests in PATIENCE. Once the vendor has said nothing for that long, counted from
the first question, it is given up. A change of the order after `asked_at` is a new moment, and asks
at once.

A fault says nothing about the order. A series of faults is waited out from its first one, no longer
than LONGEST_FAULT_WAIT at a time, is never given up, and ends the series of answers before it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from data.schema import sync_cursors
from data.sync.entities import Expression

SOURCE = "podcast"
LINKS, REPORT = "links", "report"
FIRST_WAIT = timedelta(minutes=10)
PATIENCE = timedelta(days=14)
LONGEST_FAULT_WAIT = timedelta(days=1)

_ANSWERS, _FAULTS = "answers since ", "faults since "


def asked(kind: str) -> sa.Subquery:
    """When each question of a kind last brought nothing, and the series this belongs to.

    `order_id`, `asked_at`, `first_asked_at`, `is_fault`
    """
    name, prefix, series = sync_cursors.c.name, _prefix(kind), sync_cursors.c.value
    began_at = sa.func.replace(sa.func.replace(series, _ANSWERS, ""), _FAULTS, "")
    return (
        sa.select(
            sa.func.substr(name, len(prefix) + 1).label("order_id"),
            sync_cursors.c.updated_at.label("asked_at"),
            sa.func.coalesce(sa.cast(began_at, sa.DateTime), sync_cursors.c.updated_at).label(
                "first_asked_at"
            ),
            sa.func.coalesce(series.startswith(_FAULTS), sa.false()).label("is_fault"),
        )
        .where(sync_cursors.c.source == SOURCE, name.startswith(prefix, autoescape=True))
        .subquery()
    )


def is_rested(asked: sa.Subquery, since: Expression, now: datetime) -> Expression:
    """The question was never asked in vain, or has waited long enough."""
    at, is_fault = asked.c.asked_at, asked.c.is_fault
    waits_from = sa.case((is_fault, _series_began(asked, since)), else_=since)
    longest = sa.case((is_fault, _interval(LONGEST_FAULT_WAIT)), else_=_interval(PATIENCE))
    wait = sa.func.least(sa.func.greatest(_interval(FIRST_WAIT), at - waits_from), longest)
    return sa.or_(at.is_(None), at < since, at + wait <= now)


def is_given_up(asked: sa.Subquery, since: Expression) -> Expression:
    """The vendor has answered in vain for so long that nothing will come."""
    lasted = asked.c.asked_at - _series_began(asked, since)
    is_over = sa.and_(sa.not_(asked.c.is_fault), lasted >= _interval(PATIENCE))
    return sa.func.coalesce(is_over, sa.false())


def note(
    connection: sa.Connection,
    kind: str,
    order_ids: Collection[str],
    at: datetime,
    *,
    is_fault: bool = False,
) -> None:
    """These orders were asked about in vain; with `is_fault` there was no answer to judge by."""
    series = _FAULTS if is_fault else _ANSWERS
    goes_on = sync_cursors.c.value.startswith(series)
    for order_id in order_ids:
        begun = f"{series}{at.isoformat()}"
        statement = insert(sync_cursors).values(
            source=SOURCE, name=f"{_prefix(kind)}{order_id}", value=begun, updated_at=at
        )
        kept = sa.case((goes_on, sync_cursors.c.value), else_=begun)
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["source", "name"], set_={"value": kept, "updated_at": at}
            )
        )


def forget(connection: sa.Connection, kind: str, order_ids: Collection[str]) -> None:
    """These orders were answered."""
    told = [f"{_prefix(kind)}{order_id}" for order_id in order_ids]
    connection.execute(
        sa.delete(sync_cursors).where(
            sync_cursors.c.source == SOURCE, sync_cursors.c.name.in_(told)
        )
    )


def _prefix(kind: str) -> str:
    return f"no {kind}:"


def _series_began(asked: sa.Subquery, since: Expression) -> Expression:
    """A change of the order begins a new series."""
    return sa.func.greatest(asked.c.first_asked_at, since)


def _interval(length: timedelta) -> Expression:
    return sa.literal(length, sa.Interval)
