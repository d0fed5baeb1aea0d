"""Any arrival order and any repetition of an order's events lead to one state (contract 3.6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from data.schema import orders
from data.warehouse import Warehouse
from tests.fresh import fresh
from tests.long.amounts import amount
from tests.webhooks.arrivals import START, Life, assert_alike, copies_of, empty, live, lives
from tests.webhooks.events import order as order_object
from tests.webhooks.events import poll, rows

# A batch costs much the same for ten orders as for two.
EXAMPLES, MOST_LIVES = amount(3, long=100), amount(4, long=10)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with fresh(tmp_path_factory.mktemp("any_order") / "w.duckdb") as opened:
        yield opened


# Shrinking a failure takes minutes here, and its smallest case is no easier to read.
@pytest.mark.long
@settings(max_examples=EXAMPLES, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(st.lists(lives(), min_size=MOST_LIVES - 2, max_size=MOST_LIVES))
def test_every_arrival_ends_in_the_same_state(shared: Warehouse, several: list[Life]) -> None:
    empty(shared)
    copies = copies_of(several)
    live(shared, several, copies)
    assert_alike(shared, copies)


@pytest.mark.long
@settings(max_examples=EXAMPLES, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(st.lists(lives(), min_size=MOST_LIVES - 2, max_size=MOST_LIVES), st.integers(0, 12))
def test_so_it_does_when_a_sync_has_read_the_order_before(
    shared: Warehouse, several: list[Life], minute: int
) -> None:
    empty(shared)
    copies = copies_of(several)
    at = START + timedelta(minutes=10 * minute, microseconds=7)
    for ids in copies:
        for order_id in ids:
            poll(shared, order_object("in_progress", 1, id=order_id, niche="saas"), at)
    live(shared, several, copies)
    assert_alike(shared, copies)


def test_two_ends_are_flagged_in_every_arrival(shared: Warehouse) -> None:
    empty(shared)
    ends = [
        {"type": f"order.{end}", "created_at": "2025-03-14T12:00:00Z", "data": order_object(end, 3)}
        for end in ("delivered", "failed")
    ]
    copies = [["ord_a", "ord_b"]]
    live(shared, [Life(ends, [[0, 1, 0], [1, 0, 1]])], copies)
    assert rows(shared, orders, "order_id", "status", "flags") == [
        ("ord_a", "delivered", "terminal_conflict"),
        ("ord_b", "failed", "terminal_conflict"),
    ]
