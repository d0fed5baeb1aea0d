"""`quarantine retry`: what it prints and its exit codes."""

from __future__ import annotations

from data.schema import orders
from data.warehouse import Warehouse
from tests.commands.ran import run
from tests.sync.reading import order
from tests.test_quarantine import put_aside
from tests.webhooks.events import rows


def test_good_rows_are_stored_and_bad_ones_named(empty_warehouse: Warehouse) -> None:
    put_aside(empty_warehouse, order("ord_1"))
    put_aside(empty_warehouse, order("ord_2", links_total=-1), key="ord_2", reason="out_of_range")
    ran = run(empty_warehouse, "quarantine", "retry")
    assert ran.code == 1
    assert ran.text.splitlines() == [
        "orders ord_2: It still cannot be taken: out of range (field links_total).",
        "2 rows tried again: 1 stored, 0 replaced by a later read, 0 to be asked for by the next "
        "sync, 1 still held.",
    ]
    assert rows(empty_warehouse, orders, "order_id") == [("ord_1",)]


def test_only_rows_of_a_reason_are_tried(empty_warehouse: Warehouse) -> None:
    put_aside(empty_warehouse, order("ord_1"))
    ran = run(empty_warehouse, "quarantine", "retry", "--reason", "bad_int")
    assert (ran.code, ran.text.partition(":")[0]) == (0, "0 rows tried again")
    assert rows(empty_warehouse, orders) == []
