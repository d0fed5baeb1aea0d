"""Vendors that fail for single orders, or leave out what the document shows: what it costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from data import sync
from data.schema import orders
from data.settings import load
from data.sync import doubts
from data.sync.results import SourceResult
from data.warehouse import Warehouse
from tests.scripted_server import Received, ScriptedServer, Step
from tests.skipping_clock import SkippingClock
from tests.sync.reading import everything, order, slot, stored_order, without

NOT_FOUND: Step = {"status": 404, "body": {"error": {"code": "not_found", "message": "no"}}}
TWO_WEEKS = 14 * 24 * 3600 + 60
LINK = "https://open.spotify.com/episode/1"


class StubbornVendor:
    """Three delivered orders; `answers` replace what a path is answered with."""

    def __init__(self, warehouse: Warehouse, **answers: Step) -> None:
        self.answers = {name.replace("__", "/"): step for name, step in answers.items()}
        self.asked: Counter[str] = Counter()
        self.rows = [order(f"ord_{n}", status="delivered", links_delivered=1) for n in (1, 2, 3)]
        self.largest_page = 100
        self.clock = SkippingClock()
        self._warehouse = warehouse

    def answer(self, received: Received) -> Step:
        path, _, query = received.path.removeprefix("/v1/").partition("?")
        self.asked[path] += 1
        if path in self.answers:
            return self.answers[path]
        if path == "orders":
            return self._list(query)
        if path == "account":
            return {"status": 200, "body": {"orders_total": 3}}
        row = next((row for row in self.rows if path == f"orders/{row['id']}"), None)
        if row is None:
            return NOT_FOUND
        return {"status": 200, "body": row | {"placements": [slot("spotify", LINK)]}}

    def _list(self, query: str) -> Step:
        given = dict(part.split("=") for part in query.split("&") if part)
        if int(given.get("limit", 1)) > self.largest_page:
            message = {"code": "invalid_request", "message": "limit is too large"}
            return {"status": 400, "body": {"error": message}}
        wanted = given.get("status")
        shown = [row for row in self.rows if wanted in (None, row["status"])]
        return {"status": 200, "body": {"data": shown, "next_cursor": None}}

    @contextmanager
    def syncing(self) -> Iterator[ScriptedServer]:
        nothing = [NOT_FOUND]
        with ScriptedServer(nothing, endpoint="GET /nothing", otherwise=self.answer) as server:
            yield server

    def sync(self, times: int = 1, **options: Any) -> SourceResult:
        """The last of several syncs, five minutes apart."""
        with self.syncing() as server:
            key = {"api_key": "pk_live_a1b2c3d4e5f6", "requests_per_minute": 60_000}
            settings = load(podcast_backlinks={"base_url": server.url, **key})
            for _ in range(times):
                self.asked.clear()
                self.clock.sleep(300)
                results = sync.run(
                    self._warehouse, settings, sources=["podcast"], clock=self.clock, **options
                )
        return results["podcast"]


def test_an_order_that_always_fails_stops_no_other_and_waits(warehouse: Warehouse) -> None:
    vendor = StubbornVendor(warehouse, orders__ord_1={"status": 500})
    first = vendor.sync()
    assert (first.status, first.reason) == ("partial", "server_error")
    assert [vendor.asked[f"orders/ord_{n}"] for n in (1, 2, 3)] == [6, 1, 1]
    assert len(everything(warehouse, orders)) == 3
    assert vendor.sync().status == "ok"
    assert vendor.asked["orders/ord_1"] == 0
    assert vendor.sync().status == "partial"  # ten minutes after the first


def test_an_order_that_answers_a_refusal_stops_no_other(warehouse: Warehouse) -> None:
    vendor = StubbornVendor(warehouse, orders__ord_2={"status": 410})
    assert vendor.sync().status == "partial"
    assert [vendor.asked[f"orders/ord_{n}"] for n in (1, 2, 3)] == [1, 1, 1]


def test_a_vendor_that_is_down_is_left_after_three_orders(warehouse: Warehouse) -> None:
    down: Any = {f"orders__ord_{n}": {"status": 503} for n in (1, 2, 3)}
    vendor = StubbornVendor(warehouse, **down)
    assert vendor.sync().status == "failed"
    assert sorted(vendor.asked[f"orders/ord_{n}"] for n in (1, 2, 3)) == [1, 1, 6]


def test_a_missing_report_is_not_asked_for_at_every_sync(warehouse: Warehouse) -> None:
    vendor = StubbornVendor(warehouse)
    vendor.rows = vendor.rows[:1]
    asked = []
    for _ in range(7):
        assert vendor.sync().status == "ok"
        asked.append(vendor.asked["orders/ord_1/report"])
    assert asked[0] == 1 and sum(asked) <= 3


def test_a_report_given_up_is_flagged_on_its_order(warehouse: Warehouse) -> None:
    vendor = StubbornVendor(warehouse)
    vendor.rows = [vendor.rows[0] | {"created_at": "2025-12-01T10:00:00Z"}]
    vendor.answers["orders/ord_1"] = {
        "status": 200,
        "body": vendor.rows[0] | {"placements": [slot("spotify", LINK, live_at=None)]},
    }
    vendor.sync()
    vendor.clock.sleep(TWO_WEEKS)
    vendor.sync()
    assert vendor.asked["orders/ord_1/report"] == 1
    assert stored_order(warehouse).flags == "no_report"
    vendor.clock.sleep(TWO_WEEKS)
    vendor.sync()
    assert vendor.asked["orders/ord_1/report"] == 0
    assert stored_order(warehouse).flags == "no_report"
    vendor.sync(full=True)
    assert vendor.asked["orders/ord_1/report"] == 1


def test_a_report_that_failed_once_is_asked_for_again_however_old(warehouse: Warehouse) -> None:
    vendor = StubbornVendor(warehouse, orders__ord_1__report={"status": 503})
    vendor.rows = [vendor.rows[0] | {"created_at": "2025-12-01T10:00:00Z"}]
    assert vendor.sync().status == "partial"
    assert stored_order(warehouse).flags is None
    del vendor.answers["orders/ord_1/report"]
    vendor.sync(times=2)
    assert vendor.asked["orders/ord_1/report"] == 1


def in_doubt(warehouse: Warehouse, order_id: str, at: datetime) -> None:
    with warehouse.write() as connection:
        doubts.ask(connection, {order_id: "unknown_status"}, at)


def test_a_doubt_about_an_order_that_is_not_there_is_settled(warehouse: Warehouse) -> None:
    vendor = StubbornVendor(warehouse)
    in_doubt(warehouse, "ord_9", vendor.clock.now())
    vendor.sync()
    assert vendor.asked["orders/ord_9"] == 1
    vendor.sync()
    assert vendor.asked["orders/ord_9"] == 0
    with warehouse.read() as connection:
        assert doubts.asked(connection) == []


def test_a_doubt_that_nothing_answers_rests_longer_and_longer(warehouse: Warehouse) -> None:
    vendor = StubbornVendor(warehouse, orders__ord_9={"status": 410})
    in_doubt(warehouse, "ord_9", vendor.clock.now())
    asked = []
    for pause in (0, 0, 3600, 3000):
        vendor.clock.sleep(pause)
        vendor.sync()
        asked.append(vendor.asked["orders/ord_9"])
    assert asked == [1, 0, 1, 0]
    with warehouse.read() as connection:
        assert doubts.asked(connection) == ["ord_9"]
    in_doubt(warehouse, "ord_9", vendor.clock.now())
    vendor.sync()
    assert vendor.asked["orders/ord_9"] == 1


def test_the_page_size_is_learnt_once(warehouse: Warehouse) -> None:
    vendor = StubbornVendor(warehouse)
    vendor.largest_page = 30
    vendor.sync()
    assert vendor.asked["orders"] == 2 + 1
    vendor.sync()
    assert vendor.asked["orders"] == 3
    vendor.sync(full=True)
    assert vendor.asked["orders"] == 2 + 1


def test_a_list_without_times_is_read_whole_once_a_day(warehouse: Warehouse) -> None:
    vendor = StubbornVendor(warehouse)
    vendor.rows = [without(row, "created_at") for row in vendor.rows]
    vendor.sync()
    vendor.sync()
    assert vendor.asked["orders"] == 2
    vendor.clock.sleep(25 * 3600)
    vendor.sync()
    assert vendor.asked["orders"] == 3


def test_a_list_that_is_no_longer_newest_first_is_noticed(warehouse: Warehouse) -> None:
    vendor = StubbornVendor(warehouse)
    for row, day in zip(vendor.rows, (12, 11, 10), strict=True):
        row["created_at"] = f"2026-03-{day}T10:00:00Z"
    vendor.sync()
    vendor.rows.reverse()
    vendor.sync()
    assert vendor.asked["orders"] == 3
    vendor.sync()
    assert vendor.asked["orders"] == 2
