"""Lives of orders as events, several arrivals of each, and whether they end alike."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import sqlalchemy as sa
from hypothesis import strategies as st

from data.arrow import append
from data.models import STATUS_RANK
from data.schema import order_history, orders, placement_history, placements, webhook_events
from data.warehouse import Warehouse
from data.webhooks import apply_pending
from tests.webhooks.events import NOW, TYPE_OF_STATUS, rows, slots
from tests.webhooks.events import order as order_object

TABLES = (orders, placements, order_history, placement_history)
START = datetime(2025, 3, 14, 11)
NUMBERS = count()
ARRIVALS = 3

Document = dict[str, Any]


def times() -> st.SearchStrategy[str]:
    minutes = st.integers(0, 12)
    return minutes.map(lambda m: f"{(START + timedelta(minutes=10 * m)).isoformat()}Z")


@st.composite
def documents(draw: st.DrawFn, end: str) -> Document:
    """An event of an order whose one possible end is `end`; it may leave fields out."""
    status = draw(st.sampled_from(["queued", "in_progress", "in_progress", end]))
    kinds = st.sampled_from([TYPE_OF_STATUS[status]] * 3 + list(TYPE_OF_STATUS.values()))
    data = order_object(status, draw(st.integers(0, 3)))
    data["estimated_delivery_at"] = draw(st.none() | times())
    data["niche"] = draw(st.sampled_from(["saas", "crm"]))
    for name in draw(st.sets(st.sampled_from(["niche", "package", "metadata", "links_delivered"]))):
        del data[name]
    if draw(st.booleans()):
        data["placements"] = slots(*draw(st.lists(st.none() | st.booleans(), max_size=3)))
    return {"type": draw(kinds), "created_at": draw(times()), "data": data}


@dataclass(frozen=True)
class Life:
    """Distinct events of one order, and several ways in which they may arrive."""

    events: list[Document]
    arrivals: list[list[int]]


@st.composite
def lives(draw: st.DrawFn) -> Life:
    end = draw(st.sampled_from(["delivered", "failed"]))
    events = draw(st.lists(documents(end), min_size=1, max_size=5))
    every = list(range(len(events)))
    repeats = st.lists(st.sampled_from(every), max_size=3)
    arrivals = [draw(st.permutations(every + draw(repeats))) for _ in range(ARRIVALS)]
    return Life(events, [every, *arrivals])


def arrive(
    warehouse: Warehouse,
    sequences: list[list[bytes]],
    *,
    before_turn: Callable[[int], object] = lambda turn: None,
) -> None:
    """The nth of every sequence arrive and are applied together; then the next ones."""
    stored: set[str] = set()
    for turn in range(max(map(len, sequences))):
        before_turn(turn)
        bodies = {sequence[turn] for sequence in sequences if turn < len(sequence)}
        texts = {hashlib.sha256(body).hexdigest(): body.decode() for body in bodies}
        at = NOW + timedelta(seconds=turn)
        with warehouse.write() as connection:
            append(
                connection,
                webhook_events,
                [
                    {"body_sha256": sha, "body": text, "received_at": at}
                    for sha, text in texts.items()
                    if sha not in stored
                ],
            )
        stored.update(texts)
        before = progress(warehouse)
        apply_pending(warehouse)
        after = progress(warehouse)
        for order_id, (rank, links, client_id) in before.items():
            assert after[order_id][0] >= rank and after[order_id][1] >= links
            assert client_id in (None, after[order_id][2])


def progress(warehouse: Warehouse) -> dict[str, tuple[int, int, str | None]]:
    """The rank of each order's status and its links, which never fall; its client never moves."""
    names = ("order_id", "status", "links_delivered", "client_id")
    return {
        order_id: (STATUS_RANK[status], links or 0, client_id)
        for order_id, status, links, client_id in rows(warehouse, orders, *names)
    }


def body_of(document: Document, order_id: str, *, is_repeat: bool) -> bytes:
    """The same event for another order; a repeat in other bytes."""
    data = {**document["data"], "id": order_id}
    return json.dumps({**document, "data": data}, indent=1 if is_repeat else None).encode()


def bodies_of(life: Life, arrival: list[int], order_id: str) -> list[bytes]:
    return [
        body_of(life.events[index], order_id, is_repeat=index in arrival[:n])
        for n, index in enumerate(arrival)
    ]


def states(warehouse: Warehouse, table: sa.Table) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of each order without its id, in an order of their own."""
    found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for order_id, *values in rows(warehouse, table):
        found[order_id].append(tuple(values))
    return {order_id: sorted(found[order_id], key=repr) for order_id in found}


def assert_alike(
    warehouse: Warehouse, copies: list[list[str]], tables: tuple[sa.Table, ...] = TABLES
) -> None:
    for table in tables:
        found = states(warehouse, table)
        for first, *others in copies:
            for other in others:
                assert found.get(other) == found.get(first), table.name


def live(warehouse: Warehouse, several: list[Life], copies: list[list[str]]) -> None:
    """Let the events of every life arrive in all its ways, each at a copy of the order."""
    arrive(
        warehouse,
        [
            bodies_of(life, arrival, order_id)
            for life, ids in zip(several, copies, strict=True)
            for arrival, order_id in zip(life.arrivals, ids, strict=True)
        ],
    )


def empty(warehouse: Warehouse) -> None:
    with warehouse.write() as connection:
        for table in (*TABLES, webhook_events):
            connection.execute(sa.delete(table))


def copies_of(several: list[Life]) -> list[list[str]]:
    return [[f"ord_{next(NUMBERS)}" for _ in life.arrivals] for life in several]
