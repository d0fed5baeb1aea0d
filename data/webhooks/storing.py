"""Folded orders, their slots and their observations into the warehouse.

The statements are those of every sync (data/sync/merging.py, slots.py); only the rules differ, for
a folded row is final already.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import zip_longest

import sqlalchemy as sa

from data.arrow import append, column_array, registered
from data.models import OrderRow
from data.schema import order_history, orders, placement_history, placements
from data.sync.batches import Read, incoming
from data.sync.entities import Entity, Expression, Reading, Rule
from data.sync.merging import drop, merge, temporary
from data.sync.order_rules import ORDERS
from data.sync.slot_rules import PLACEMENTS
from data.sync.slots import Slots, lose_missing_slots, merge_slots
from data.webhooks.events import Event
from data.webhooks.folding import Folded
from data.webhooks.known import ORIGIN, Known

CLOCKS = (
    "fetched_at",
    "first_seen_at",
    "first_promised_at",
    "last_seen_open_at",
    "first_seen_closed_at",
    "delivered_event_at",
)


def _final(name: str) -> Rule:
    return lambda row: row.new[f"final_{name}"]


def _gone(row: Reading) -> Expression:
    """An order that the vendor had forgotten and now speaks of is there again."""
    return sa.case((row.seen_at > row.old.gone_at, sa.null()), else_=row.old.gone_at)


FOLDED = replace(
    ORDERS,
    rules={
        **{name: _final(name) for name in CLOCKS},
        "flags": lambda row: row.new.flags,
        "gone_at": _gone,
    },
    history=None,
    is_stale=None,
)


def store_orders(connection: sa.Connection, folded: Sequence[Folded]) -> None:
    """Write folded orders, each of which stands here once."""
    if not folded:
        return
    rows = [one.order for one in folded]
    latest = [one.latest_at for one in folded]
    clocks = {
        f"final_{name}": column_array(orders.c[name], [one.clocks[name] for one in folded])
        for name in CLOCKS
    }
    with registered(connection, "folded", incoming(FOLDED, rows, latest, **clocks)) as read:
        merge(connection, FOLDED, read, origin=ORIGIN)


def observe(connection: sa.Connection, known: Known, new: Iterable[Event]) -> None:
    """Append what new events saw, at the vendor's time, to the history of their orders, once."""
    seen = {_observation(event) for events in known.events.values() for event in events}
    fresh = dict.fromkeys(_observation(event) for event in new)
    names = [column.name for column in order_history.columns]
    rows = [dict(zip(names, row, strict=True)) for row in fresh if row not in seen]
    append(connection, order_history, rows)


def _observation(event: Event) -> tuple[object, ...]:
    """A row of order_history."""
    order = event.order
    return (
        order.order_id,
        order.status,
        ORIGIN,
        order.links_total,
        order.links_delivered,
        order.estimated_delivery_at,
        event.at,
    )


def store_slots(
    connection: sa.Connection, known: Known, events: Mapping[str, Sequence[Event]], new: set[str]
) -> None:
    """Write the slots that new events list; `events` are all of an order, `new` their hashes.

    A late list goes in before the lists that outrank it. Slots of which no poll has told are
    therefore made anew from all lists; others get the late list and those that outrank it.
    """
    lists = {order_id: _with_slots(of_order) for order_id, of_order in events.items()}
    read_at = {order_id: known.slots_read_at.get(order_id) for order_id in lists}
    late = {order_id for order_id, ordered in lists.items() if _is_late(ordered, new)}
    anew = {order_id for order_id in late if read_at[order_id] is None}
    due = [
        _from_first_new(ordered, new) for order_id, ordered in lists.items() if order_id not in anew
    ]
    _store_in_turns(connection, due, read_at, PLACEMENTS)
    if anew:
        _tell_again(connection, {order_id: lists[order_id] for order_id in anew}, read_at)


def _with_slots(events: Sequence[Event]) -> list[Event]:
    told = [event for event in events if event.order.placements is not None]
    return sorted(told, key=lambda event: event.precedence)


def _from_first_new(ordered: Sequence[Event], new: set[str]) -> Sequence[Event]:
    first = next((n for n, event in enumerate(ordered) if event.body_sha256 in new), len(ordered))
    return ordered[first:]


def _is_late(ordered: Sequence[Event], new: set[str]) -> bool:
    return any(event.body_sha256 not in new for event in _from_first_new(ordered, new))


def _tell_again(
    connection: sa.Connection,
    lists: Mapping[str, Sequence[Event]],
    read_at: Mapping[str, datetime | None],
) -> None:
    """Make slots of which events alone have told anew, from all their lists, beside the stored.

    In place that would be a DELETE and an INSERT of one key: DuckDB 1.5 ends the process when such
    a commit finds the disk full. The history has no key.
    """
    history = placement_history
    connection.execute(sa.delete(history).where(history.c.order_id.in_(list(lists))))
    told = temporary(connection, "told_slots", sa.select(placements).where(sa.false()))
    _store_in_turns(connection, lists.values(), read_at, replace(PLACEMENTS, table=told))
    _take_over(connection, told, list(lists))
    drop(connection, told)


def _take_over(connection: sa.Connection, told: sa.Table, order_ids: list[str]) -> None:
    """Make the stored slots of these orders what `told` holds; no key goes and comes again."""
    columns = [column.name for column in placements.columns]
    is_same = sa.and_(*(placements.c[name] == told.c[name] for name in PLACEMENTS.key))
    values = {name: told.c[name] for name in columns if name not in PLACEMENTS.key}
    is_ours, is_told = placements.c.order_id.in_(order_ids), sa.exists().where(is_same)
    connection.execute(sa.delete(placements).where(is_ours, ~is_told))
    connection.execute(sa.update(placements).values(values).where(is_same))
    is_stored = sa.exists().where(is_same).correlate(told)
    new = sa.select(*(told.c[name] for name in columns)).where(~is_stored)
    connection.execute(sa.insert(placements).from_select(columns, new))


def _store_in_turns(
    connection: sa.Connection,
    lists: Iterable[Sequence[Event]],
    read_at: Mapping[str, datetime | None],
    into: Entity,
) -> None:
    for turn in zip_longest(*lists):
        _store_lists(connection, [event for event in turn if event is not None], read_at, into)


def _store_lists(
    connection: sa.Connection,
    events: Sequence[Event],
    read_at: Mapping[str, datetime | None],
    into: Entity,
) -> None:
    stale = {
        event.order_id
        for event in events
        if (polled_at := read_at[event.order_id]) is not None and polled_at > event.at
    }
    reads: list[Read[OrderRow]] = [Read(event.order, None, event.at) for event in events]
    merge_slots(connection, Slots.of(reads), origin=ORIGIN, stale=stale, into=into)
    whole = {
        event.order_id: event.at
        for event in events
        if event.order_id not in stale and not event.order.rejected
    }
    lose_missing_slots(connection, whole, origin=ORIGIN, into=into)
