"""Pages may come in any order, with rows twice: the end is the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from data.schema import order_history, orders, placement_history, placements
from data.warehouse import Warehouse
from tests.fresh import fresh
from tests.sync.reading import NOON, everything, order, read, slot

STATUSES = ("queued", "in_progress", "paused", "delivered")


@st.composite
def vendors_rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    """What a vendor holds at one moment: orders with slots, each with an id of its own."""
    count = draw(st.integers(1, 5))
    return [
        order(
            f"ord_{number}",
            status=draw(st.sampled_from(STATUSES)),
            links_delivered=draw(st.integers(0, 3)),
            placements=[
                slot(platform, url and f"https://{platform}.com/{number}")
                for platform in draw(st.lists(st.sampled_from(["spotify", "apple"]), max_size=3))
                for url in [draw(st.sampled_from([None, "yes"]))]
            ],
        )
        for number in range(count)
    ]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with fresh(tmp_path_factory.mktemp("any") / "order.duckdb") as warehouse:
        yield warehouse


def end_state(warehouse: Warehouse, *pages: list[dict[str, Any]]) -> list[list[tuple[Any, ...]]]:
    """What an empty warehouse holds after these pages."""
    with warehouse.write() as connection:
        for table in (orders, placements, order_history, placement_history):
            connection.execute(sa.delete(table))
    for page in pages:
        read(warehouse, page, NOON)
    return [everything(warehouse, orders, "flags"), everything(warehouse, placements)]


@settings(max_examples=8, deadline=None)
@given(rows=vendors_rows(), data=st.data())
def test_order_and_repetition_of_pages_do_not_matter(
    warehouse: Warehouse, rows: list[dict[str, Any]], data: st.DataObject
) -> None:
    repeated = data.draw(st.lists(st.sampled_from(rows), max_size=4))
    shuffled = data.draw(st.permutations([*rows, *repeated]))
    cut = data.draw(st.integers(0, len(shuffled)))
    assert end_state(warehouse, shuffled[:cut], shuffled[cut:]) == end_state(warehouse, rows)


@settings(max_examples=8, deadline=None)
@given(stages=st.permutations(["queued", "in_progress", "delivered"]), cut=st.integers(0, 3))
def test_stages_of_an_order_end_the_same_in_any_order(
    warehouse: Warehouse, stages: list[str], cut: int
) -> None:
    rows = [order(status=status, links_delivered=STATUSES.index(status)) for status in stages]
    in_order = sorted(rows, key=lambda row: STATUSES.index(row["status"]))
    assert end_state(warehouse, rows[:cut], rows[cut:]) == end_state(warehouse, in_order)
