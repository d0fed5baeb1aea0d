"""Questions about single orders that brought nothing, and when each is asked again.

A report that is not there yet, an order whose answer shows no links or cannot be read: asked at
every sync, a few of them would use up the limit. So each wait is as long as all waits before it
together. With `since` as the moment from which an answer could be expected, the next question is
due at

    asked_at + max(FIRST_WAIT, asked_at - since)

which is a dozen requests in PATIENCE; then the question is given up. A change of the order after
`asked_at` is a new moment, and asks at once.
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


def asked(kind: str) -> sa.Subquery:
    """`order_id`, `asked_at`: when each question of a kind last brought nothing."""
    name, prefix = sync_cursors.c.name, _prefix(kind)
    return (
        sa.select(
            sa.func.substr(name, len(prefix) + 1).label("order_id"),
            sync_cursors.c.updated_at.label("asked_at"),
        )
        .where(sync_cursors.c.source == SOURCE, name.startswith(prefix, autoescape=True))
        .subquery()
    )


def is_rested(asked_at: Expression, since: Expression, now: datetime) -> Expression:
    """The question was never asked in vain, or has waited long enough."""
    waited = sa.and_(asked_at <= now - FIRST_WAIT, asked_at + (asked_at - since) <= now)
    return sa.or_(asked_at.is_(None), asked_at < since, waited)


def is_given_up(asked_at: Expression, since: Expression) -> Expression:
    """It was asked in vain for so long that nothing will come."""
    return sa.func.coalesce(asked_at - since >= sa.literal(PATIENCE, sa.Interval), sa.false())


def note(connection: sa.Connection, kind: str, order_ids: Collection[str], at: datetime) -> None:
    """These orders were asked about in vain."""
    for order_id in order_ids:
        name = f"{_prefix(kind)}{order_id}"
        statement = insert(sync_cursors).values(source=SOURCE, name=name, updated_at=at)
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["source", "name"], set_={"updated_at": at}
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
