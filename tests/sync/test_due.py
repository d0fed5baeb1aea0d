"""Which single orders a pass asks for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from data.sync import due
from data.warehouse import Warehouse
from tests.sync.reading import HOUR, NOON, order, read, read_reports, slot

LINK = "https://open.spotify.com/episode/1"


def details(warehouse: Warehouse, at: datetime) -> list[str]:
    with warehouse.read() as connection:
        return due.details(connection, at, None)


def reports(warehouse: Warehouse, at: datetime) -> list[str]:
    with warehouse.read() as connection:
        return due.reports(connection, at, None)


def report(*placements: dict[str, Any]) -> dict[str, Any]:
    return {"order_id": "ord_1", "summary": {"indexed": 1}, "placements": list(placements)}


def test_an_order_that_has_left_the_lists_is_asked_for(warehouse: Warehouse) -> None:
    read(warehouse, [order("ord_gone"), order("ord_done", status="delivered")])
    read(warehouse, [order("ord_open")], NOON + HOUR)
    with warehouse.read() as connection:
        assert due.vanished(connection, NOON + HOUR, NOON + HOUR) == ["ord_gone"]


def test_an_order_without_links_needs_no_detail(warehouse: Warehouse) -> None:
    read(warehouse, [order(links_delivered=0)])
    assert details(warehouse, NOON) == []


def test_a_changed_counter_asks_for_the_slots_once(warehouse: Warehouse) -> None:
    read(warehouse, [order(links_delivered=1)])
    assert details(warehouse, NOON) == ["ord_1"]
    shown = order(links_delivered=1, placements=[slot("spotify", LINK)])
    read(warehouse, [shown], NOON + HOUR, origin="detail")
    assert details(warehouse, NOON + HOUR) == []
    read(warehouse, [order(links_delivered=2)], NOON + 2 * HOUR)
    assert details(warehouse, NOON + 2 * HOUR) == ["ord_1"]


def test_a_list_that_shows_the_slots_needs_no_detail(warehouse: Warehouse) -> None:
    read(warehouse, [order(links_delivered=1, placements=[slot("spotify", LINK)])])
    assert details(warehouse, NOON) == []


@pytest.mark.parametrize(("indexed", "asked"), [(False, ["ord_1"]), (True, [])])
def test_an_open_order_waiting_for_the_index_is_asked_at_a_slow_beat(
    warehouse: Warehouse, indexed: bool, asked: list[str]
) -> None:
    shown = order(links_delivered=1, placements=[slot("spotify", LINK, indexed=indexed)])
    read(warehouse, [shown])
    read(warehouse, [order(links_delivered=1)], NOON + HOUR)
    assert details(warehouse, NOON + 5 * HOUR) == []
    assert details(warehouse, NOON + 7 * HOUR) == asked


def test_a_delivery_asks_for_its_report_once(warehouse: Warehouse) -> None:
    done = order(status="delivered", placements=[slot("spotify", LINK, indexed=True)])
    read(warehouse, [done, order("ord_2")])
    assert reports(warehouse, NOON) == ["ord_1"]
    seen = {"platform": "spotify", "url": LINK, "indexed_at": "2026-03-14T11:30:00Z"}
    read_reports(warehouse, [report(seen)])
    assert reports(warehouse, NOON + timedelta(days=30)) == []


def test_a_report_with_unknown_times_is_read_again_after_a_day_and_a_week(
    warehouse: Warehouse,
) -> None:
    read(warehouse, [order(status="delivered", placements=[slot("spotify", LINK)])])
    waiting = report({"platform": "spotify", "url": LINK, "indexed_at": None})
    read_reports(warehouse, [waiting])
    day, week = timedelta(days=1), timedelta(days=7)
    assert reports(warehouse, NOON + day - HOUR) == []
    assert reports(warehouse, NOON + day) == ["ord_1"]
    read_reports(warehouse, [waiting], NOON + day)
    assert reports(warehouse, NOON + week - HOUR) == []
    assert reports(warehouse, NOON + week) == ["ord_1"]
    read_reports(warehouse, [waiting], NOON + week)
    assert reports(warehouse, NOON + 9 * week) == []


def test_newest_orders_come_first(warehouse: Warehouse) -> None:
    days = {"ord_a": "2026-03-10", "ord_b": "2026-03-12", "ord_c": "2026-03-11"}
    for order_id, day in days.items():
        created_at = f"{day}T10:00:00Z"
        read(warehouse, [order(order_id, status="delivered", created_at=created_at)])
    assert reports(warehouse, NOON) == ["ord_b", "ord_c", "ord_a"]
