"""How one order's reads become its stored row."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from data.schema import order_history, quarantine
from data.sync.results import Counts, Tally
from data.warehouse import Warehouse
from tests.sync.reading import HOUR, NOON, everything, order, read, stored_order, without


def balance(tally: Tally) -> None:
    for counts in tally.tables.values():
        ways = counts.inserted + counts.updated + counts.unchanged
        assert counts.received == ways + counts.superseded + counts.quarantined


def test_a_repeated_order_is_replaced_not_added(warehouse: Warehouse) -> None:
    read(warehouse, [order()])
    again = read(warehouse, [order(links_delivered=1)], NOON + HOUR)
    assert again["orders"] == Counts(received=1, updated=1)
    row = stored_order(warehouse)
    assert (row.links_delivered, row.first_seen_at, row.fetched_at) == (1, NOON, NOON + HOUR)


def test_the_same_again_is_unchanged_and_leaves_no_history(warehouse: Warehouse) -> None:
    read(warehouse, [order()])
    again = read(warehouse, [order()], NOON + HOUR)
    assert again["orders"] == Counts(received=1, unchanged=1)
    assert len(everything(warehouse, order_history)) == 1


def test_a_first_read_contradicts_nothing(warehouse: Warehouse) -> None:
    read(warehouse, [order(status="queued")])
    assert stored_order(warehouse).flags is None


def test_a_change_of_status_is_kept_in_the_history(warehouse: Warehouse) -> None:
    read(warehouse, [order(status="queued")])
    read(warehouse, [order()], NOON + HOUR, origin="detail")
    with warehouse.read() as connection:
        columns = (order_history.c.status, order_history.c.origin, order_history.c.observed_at)
        rows = connection.execute(sa.select(*columns).order_by(order_history.c.observed_at)).all()
    assert list(map(tuple, rows)) == [
        ("queued", "list", NOON),
        ("in_progress", "detail", NOON + HOUR),
    ]


def test_an_absent_key_never_overwrites(warehouse: Warehouse) -> None:
    read(warehouse, [order()])
    read(warehouse, [without(order(), "package", "target_url", "created_at", "metadata")], NOON)
    row = stored_order(warehouse)
    assert (row.package, row.target_url, row.client_id) == (
        "growth",
        "https://acme.com/",
        "cus_42",
    )
    assert row.created_at is not None


def test_a_null_overwrites_where_null_is_allowed(warehouse: Warehouse) -> None:
    read(warehouse, [order(report_url="https://acme.com/r.pdf", package="growth")])
    read(warehouse, [order(report_url=None, package=None)], NOON + HOUR)
    row = stored_order(warehouse)
    assert (row.report_url, row.package) == (None, "growth")


def test_the_first_estimate_stays_the_promise(warehouse: Warehouse) -> None:
    read(warehouse, [order(estimated_delivery_at=None)])
    read(warehouse, [order(estimated_delivery_at="2026-03-14T18:00:00Z")], NOON + HOUR)
    read(warehouse, [order(estimated_delivery_at="2026-03-16T18:00:00Z")], NOON + 2 * HOUR)
    row = stored_order(warehouse)
    assert (row.first_promised_at.day, row.estimated_delivery_at.day) == (14, 16)


def test_delivery_lies_between_two_reads(warehouse: Warehouse) -> None:
    read(warehouse, [order()])
    read(warehouse, [order()], NOON + HOUR)
    read(warehouse, [order(status="delivered")], NOON + 2 * HOUR)
    read(warehouse, [order(status="delivered")], NOON + 3 * HOUR)
    row = stored_order(warehouse)
    assert (row.last_seen_open_at, row.first_seen_closed_at) == (NOON + HOUR, NOON + 2 * HOUR)


def test_a_stale_page_undoes_nothing(warehouse: Warehouse) -> None:
    read(warehouse, [order(status="delivered", links_delivered=3)])
    tally = read(warehouse, [order(links_delivered=1)], NOON + HOUR)
    row = stored_order(warehouse)
    assert (row.status, row.links_delivered, row.last_seen_open_at) == ("delivered", 3, None)
    assert row.flags == "older_than_state"
    assert tally["orders"].received == 1
    balance(tally)


def test_a_stale_page_still_fills_gaps(warehouse: Warehouse) -> None:
    read(warehouse, [without(order(status="delivered"), "package")])
    read(warehouse, [order()], NOON + HOUR)
    assert stored_order(warehouse).package == "growth"


def test_an_unknown_status_is_kept_and_counts_as_open(warehouse: Warehouse) -> None:
    read(warehouse, [order(status="paused")])
    row = stored_order(warehouse)
    assert (row.status, row.flags, row.last_seen_open_at) == ("paused", "unknown_status", NOON)


def test_of_copies_in_a_batch_the_later_wins(warehouse: Warehouse) -> None:
    tally = read(warehouse, [order(links_delivered=1), order(links_delivered=2)])
    assert tally["orders"] == Counts(received=2, inserted=1, superseded=1)
    assert stored_order(warehouse).links_delivered == 2


def test_an_order_never_moves_to_another_client(warehouse: Warehouse) -> None:
    read(warehouse, [order()])
    moved = order(metadata={"client_id": "cus_7"}, links_delivered=3)
    tally = read(warehouse, [moved], NOON + HOUR)
    row = stored_order(warehouse)
    assert (row.client_id, row.links_delivered, row.fetched_at) == ("cus_42", 0, NOON)
    assert tally["orders"] == Counts(received=1, quarantined=1)
    with warehouse.read() as connection:
        held = connection.execute(sa.select(quarantine)).one()
    assert (held.reason, held.row_key, held.field) == ("client_mismatch", "ord_1", "client_id")
    assert "cus_7" in held.raw


def test_client_ids_are_compared_exactly(warehouse: Warehouse) -> None:
    read(warehouse, [order()])
    tally = read(warehouse, [order(metadata={"client_id": "CUS_42"})])
    assert tally["orders"].quarantined == 1


def test_an_order_without_a_client_may_get_one(warehouse: Warehouse) -> None:
    read(warehouse, [order(metadata=None)])
    read(warehouse, [order()], NOON + HOUR)
    assert stored_order(warehouse).client_id == "cus_42"


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        (without(order(), "id"), "missing_id"),
        (order("'; drop table orders;--"), "bad_id"),
        (without(order(), "status"), "missing_status"),
        (order(status=3), "bad_status"),
        (order(links_total=None), "missing_links_total"),
        (order(links_total=2.5), "bad_int"),
        (order(links_total=10**30), "out_of_range"),
        (order(created_at="yesterday"), "bad_timestamp"),
        (order(anchor_text="a" * 70_000), "too_large"),
        ("oops", "not_an_object"),
        (None, "not_an_object"),
    ],
)
def test_a_bad_row_is_quarantined_and_its_neighbours_are_not(
    warehouse: Warehouse, spoilt: object, reason: str
) -> None:
    tally = read(warehouse, [order("ord_a"), spoilt, order("ord_b")])
    assert tally["orders"] == Counts(received=3, inserted=2, quarantined=1)
    with warehouse.read() as connection:
        held = connection.execute(sa.select(quarantine)).one()
    assert (held.source, held.endpoint, held.entity) == ("podcast", "GET /orders", "orders")
    assert held.reason == reason
    assert len(held.raw.encode()) <= 64 * 1024


def test_a_row_that_stays_bad_stands_in_the_quarantine_once(warehouse: Warehouse) -> None:
    for _ in range(3):
        read(warehouse, [order(status=3)])
    with warehouse.read() as connection:
        assert connection.execute(sa.select(quarantine.c.times_seen)).one() == (3,)


def test_every_count_adds_up(warehouse: Warehouse) -> None:
    read(warehouse, [order("ord_a"), order("ord_b", status="delivered")])
    tally = read(
        warehouse,
        [
            order("ord_a", links_delivered=1),
            order("ord_a", links_delivered=2),
            order("ord_b"),
            order("ord_c", placements=[{"platform": "spotify", "indexed": "perhaps"}]),
            order("ord_b", metadata={"client_id": "cus_1"}),
            7,
        ],
        NOON + HOUR,
    )
    assert tally["orders"].received == 6
    assert (tally["orders"].quarantined, tally["placements"].quarantined) == (2, 1)
    balance(tally)
