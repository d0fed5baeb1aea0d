"""Events that come before, between and after reads of our own, in any order the network allows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from data.models import STATUS_RANK
from data.schema import orders, placement_history, placements, quarantine
from data.warehouse import Warehouse
from tests.fresh import fresh
from tests.long.amounts import amount
from tests.webhooks.arrivals import (
    START,
    Document,
    Life,
    arrive,
    assert_alike,
    bodies_of,
    copies_of,
    empty,
    live,
    lives,
)
from tests.webhooks.events import deliver, event, poll, rows, slots
from tests.webhooks.events import order as order_object

EXAMPLES, MOST_LIVES = amount(3, long=50), amount(4, long=10)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with fresh(tmp_path_factory.mktemp("between") / "w.duckdb") as opened:
        yield opened


def happened_at(document: Document) -> datetime:
    return datetime.fromisoformat(document["created_at"].removesuffix("Z"))


def seen(life: Life, order_id: str, at: datetime) -> dict[str, Any]:
    """What the vendor's list shows of the order at that time: all that has happened until then."""
    past = [document["data"] for document in life.events if happened_at(document) <= at]
    status = max((data["status"] for data in past), key=STATUS_RANK.__getitem__, default="queued")
    links = max((data.get("links_delivered", 0) for data in past), default=0)
    return order_object(status, links, id=order_id, niche="saas")


def turn_of_read(life: Life, arrival: list[int], at: datetime) -> int:
    """No event can come before it has happened: the read is done when the first later one comes."""
    later = (n for n, index in enumerate(arrival) if happened_at(life.events[index]) > at)
    return next(later, len(arrival) - 1)


@pytest.mark.long
@settings(max_examples=EXAMPLES, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(st.lists(lives(), min_size=MOST_LIVES - 2, max_size=MOST_LIVES), st.integers(0, 12))
def test_a_read_between_two_events_leads_to_the_same_state(
    shared: Warehouse, several: list[Life], minute: int
) -> None:
    empty(shared)
    copies, at = copies_of(several), START + timedelta(minutes=10 * minute, microseconds=7)
    copied = [
        (life, arrival, order_id)
        for life, ids in zip(several, copies, strict=True)
        for arrival, order_id in zip(life.arrivals, ids, strict=True)
    ]

    def read(turn: int) -> None:
        for life, arrival, order_id in copied:
            if turn_of_read(life, arrival, at) == turn:
                poll(shared, seen(life, order_id, at), at)

    arrive(shared, [bodies_of(*one) for one in copied], before_turn=read)
    assert_alike(shared, copies, (orders, placements))


@pytest.mark.long
@settings(max_examples=EXAMPLES, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(
    st.lists(lives(), min_size=MOST_LIVES - 2, max_size=MOST_LIVES),
    st.sets(st.integers(0, 4), min_size=1),
)
def test_no_arrival_moves_an_order_to_another_client(
    shared: Warehouse, several: list[Life], foreign: set[int]
) -> None:
    """An order that a read has shown to be cus_42's; some of its events name cus_99."""
    empty(shared)
    for life in several:
        for index in foreign & set(range(len(life.events))):
            life.events[index]["data"]["metadata"] = {"client_id": "cus_99"}
    copies = copies_of(several)
    for ids in copies:
        for order_id in ids:
            poll(shared, order_object("queued", 0, id=order_id), START - timedelta(hours=1))
    live(shared, several, copies)
    assert_alike(shared, copies)
    assert set(rows(shared, orders, "client_id")) == {("cus_42",)}
    held = rows(shared, quarantine, "row_key", "reason")
    assert {reason for _, reason in held} <= {"client_mismatch"}


def slots_of(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    return rows(
        warehouse,
        placements,
        "slot",
        "indexed",
        "last_seen_not_indexed_at",
        "first_seen_indexed_at",
    )


def test_a_late_event_takes_nothing_from_what_reads_have_seen(warehouse: Warehouse) -> None:
    polled_at = [datetime(2025, 3, 14, 13, minute, 0, 7) for minute in (2, 10)]
    for at, indexed in zip(polled_at, (False, True), strict=True):
        poll(warehouse, order_object("in_progress", 1, placements=slots(indexed)), at)
    seen = rows(warehouse, placement_history)
    newest = event("in_progress", 1, "2025-03-14T13:20:00Z", placements=slots(True))
    late = event("in_progress", 1, "2025-03-14T13:05:00Z", placements=slots(False))
    deliver(warehouse, [newest, late])
    assert slots_of(warehouse) == [(1, True, polled_at[0], polled_at[1])]
    assert set(seen) <= set(rows(warehouse, placement_history))


def test_a_late_event_takes_nothing_from_a_read_that_saw_no_change(warehouse: Warehouse) -> None:
    """Such a read leaves no history; its time stands in a clock of the slot alone."""
    first = event("in_progress", 1, "2025-03-14T13:00:00Z", placements=slots(False))
    deliver(warehouse, [first])
    polled_at = datetime(2025, 3, 14, 13, 10, 0, 7)
    poll(warehouse, order_object("in_progress", 1, placements=slots(False)), polled_at)
    newest = event("in_progress", 1, "2025-03-14T13:20:00Z", placements=slots(True))
    late = event("in_progress", 1, "2025-03-14T13:05:00Z", placements=slots(False))
    deliver(warehouse, [newest, late])
    newest_at = datetime(2025, 3, 14, 13, 20)
    assert slots_of(warehouse) == [(1, True, polled_at, newest_at)]
