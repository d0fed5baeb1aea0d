"""Orders that somebody asked a pass to look at, because only the vendor's own answer can settle it.

An event that contradicts what we know cannot be believed nor forgotten; it leaves its order here,
and the next pass asks for that order alone. Podcast Backlinks contract 3.6. A question without an
answer rests like any other (data/sync/vain.py), but is not given up.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from data.schema import orders, sync_cursors
from data.sync import vain
from data.sync.entities import without_words

SOURCE = "podcast"
TERMINAL_CONFLICT, TYPE_MISMATCH = "terminal_conflict", "type_mismatch"
FLAGS = (TERMINAL_CONFLICT, TYPE_MISMATCH)
_PREFIX = "doubt:"


def ask(connection: sa.Connection, reasons: Mapping[str, str], at: datetime) -> None:
    """Have these orders read one by one; `reasons` tells why, by order id."""
    for order_id, reason in reasons.items():
        values = {"value": reason, "updated_at": at}
        statement = insert(sync_cursors).values(
            source=SOURCE, name=f"{_PREFIX}{order_id}", **values
        )
        connection.execute(
            statement.on_conflict_do_update(index_elements=["source", "name"], set_=values)
        )


def due(connection: sa.Connection, now: datetime) -> list[str]:
    """The orders to read now, by id."""
    order_id, asked_for = _order_id(), vain.asked(vain.LINKS)
    return list(
        connection.scalars(
            sa.select(order_id)
            .outerjoin(asked_for, asked_for.c.order_id == order_id)
            .where(_is_doubt(), vain.is_rested(asked_for, sync_cursors.c.updated_at, now))
            .order_by(order_id)
        )
    )


def asked(connection: sa.Connection) -> list[str]:
    """All orders that are in doubt, by id."""
    order_id = _order_id()
    return list(connection.scalars(sa.select(order_id).where(_is_doubt()).order_by(order_id)))


def settle(connection: sa.Connection, order_ids: Collection[str], read_at: datetime) -> None:
    """These orders were asked for at `read_at`; what came up later stays, with its flag."""
    names = [f"{_PREFIX}{order_id}" for order_id in order_ids]
    connection.execute(
        sa.delete(sync_cursors).where(
            _is_doubt(), sync_cursors.c.name.in_(names), sync_cursors.c.updated_at <= read_at
        )
    )
    still = {*asked(connection)}
    settled = [order_id for order_id in order_ids if order_id not in still]
    flags = without_words(orders.c.flags, *FLAGS)
    connection.execute(sa.update(orders).where(orders.c.order_id.in_(settled)).values(flags=flags))


def _order_id() -> sa.ColumnElement[str]:
    return sa.func.substr(sync_cursors.c.name, len(_PREFIX) + 1)


def _is_doubt() -> sa.ColumnElement[bool]:
    return sa.and_(
        sync_cursors.c.source == SOURCE, sync_cursors.c.name.startswith(_PREFIX, autoescape=True)
    )
