"""What the warehouse holds about pending events and the orders they speak of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data.schema import order_history, orders, placement_history, placements, webhook_events
from data.webhooks.events import Event, by_order, read_event
from data.webhooks.folding import Promise
from data.webhooks.inbox import body_bytes

ORIGIN = "webhook"
_SLOT_CLOCKS = (
    placements.c.first_seen_at,
    placements.c.fetched_at,
    placements.c.first_seen_live_at,
    placements.c.first_seen_indexed_at,
    placements.c.last_seen_not_indexed_at,
    placements.c.lost_at,
    placements.c.deindexed_at,
)


@dataclass(frozen=True, slots=True)
class Body:
    """One stored body."""

    body_sha256: str
    body: str
    received_at: datetime

    def raw(self) -> bytes:
        return body_bytes(self.body)


@dataclass(frozen=True)
class Known:
    """By order id: the stored row, the accepted events, what polls saw first and last.

    An order stands in `slots_read_at` if a poll or a report has told of its slots.
    """

    rows: Mapping[str, Mapping[str, Any]]
    events: Mapping[str, list[Event]]
    promises: Mapping[str, Promise]
    slots_read_at: Mapping[str, datetime]


def pending(connection: sa.Connection, limit: int) -> list[Body]:
    """The oldest bodies that nobody has looked into yet."""
    chosen = _bodies().where(_is_pending()).order_by(*_arrival()).limit(limit)
    return [Body(*row) for row in connection.execute(chosen)]


def known(connection: sa.Connection, order_ids: Collection[str]) -> Known:
    """All that is stored about these orders."""
    rows = connection.execute(sa.select(orders).where(orders.c.order_id.in_(order_ids)))
    events = by_order(_accepted(connection, order_ids))
    return Known(
        rows={row["order_id"]: dict(row) for row in rows.mappings()},
        events=events,
        promises=_promises(connection, order_ids),
        slots_read_at=_slots_read_at(connection, order_ids, events),
    )


def _is_pending() -> sa.ColumnElement[bool]:
    return webhook_events.c.outcome.is_(None)


def _arrival() -> tuple[sa.ColumnElement[Any], ...]:
    return webhook_events.c.received_at, webhook_events.c.body_sha256


def _bodies() -> sa.Select[Any]:
    table = webhook_events.c
    return sa.select(table.body_sha256, table.body, table.received_at)


def _accepted(connection: sa.Connection, order_ids: Collection[str]) -> Iterable[Event]:
    table = webhook_events.c
    chosen = _bodies().where(table.order_id.in_(order_ids), table.applied_at.is_not(None))
    for body in (Body(*row) for row in connection.execute(chosen)):
        event = read_event(body.raw(), body.body_sha256, body.received_at)
        if isinstance(event, Event):
            yield event


def _promises(connection: sa.Connection, order_ids: Collection[str]) -> dict[str, Promise]:
    """The first estimate of each order that a poll has put on record."""
    seen = order_history.c
    first = sa.func.min(seen.observed_at)
    estimate = sa.func.min_by(seen.estimated_delivery_at, seen.observed_at)
    chosen = (
        sa.select(seen.order_id, first, estimate)
        .where(
            seen.order_id.in_(order_ids),
            seen.origin != ORIGIN,
            seen.estimated_delivery_at.is_not(None),
        )
        .group_by(seen.order_id)
    )
    return {order_id: (at, promise) for order_id, at, promise in connection.execute(chosen)}


def _slots_read_at(
    connection: sa.Connection, order_ids: Collection[str], events: Mapping[str, Sequence[Event]]
) -> dict[str, datetime]:
    """The latest time in slots and their history that no event has left there.

    `fetched_at` alone does not tell: a later event puts its own time over that of the poll.
    """
    read_at: dict[str, datetime] = {}
    for order_id, at in connection.execute(_slot_times(order_ids)):
        is_of_event = any(event.at == at for event in events.get(order_id, ()))
        if at is not None and not is_of_event:
            read_at[order_id] = max(at, read_at.get(order_id, at))
    return read_at


def _slot_times(order_ids: Collection[str]) -> sa.CompoundSelect[Any]:
    slot, seen = placements.c, placement_history.c
    clocks = sa.func.unnest(sa.func.list_value(*_SLOT_CLOCKS))
    return sa.union(
        sa.select(slot.order_id, clocks).where(slot.order_id.in_(order_ids)),
        sa.select(seen.order_id, seen.observed_at).where(
            seen.order_id.in_(order_ids), seen.origin != ORIGIN
        ),
    )
