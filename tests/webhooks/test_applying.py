"""What events do to orders, slots, history, quarantine and the next pass (contract 3.6)."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from data.schema import (
    order_history,
    orders,
    placements,
    quarantine,
    webhook_events,
)
from data.sync import doubts
from data.warehouse import Warehouse
from data.webhooks import AppliedEvents, Applier, apply_pending, store
from tests.webhooks.events import NOW, ORDER_ID, deliver, event, one, order, poll, rows, slots

STATE = ("status", "links_delivered", "client_id")


def outcomes(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    return rows(warehouse, webhook_events, "outcome", "reason")


def asked(warehouse: Warehouse) -> list[str]:
    with warehouse.read() as connection:
        return doubts.asked(connection)


def test_an_event_creates_an_order_that_was_not_known(warehouse: Warehouse) -> None:
    deliver(warehouse, [event("in_progress", 2)])
    assert one(warehouse, orders, *STATE) == ("in_progress", 2, "cus_42")
    assert one(warehouse, orders, "package", "links_total") == ("growth", 3)


def test_an_order_without_a_client_is_unassigned(warehouse: Warehouse) -> None:
    deliver(warehouse, [event("queued", 0, metadata={"note": "x"})])
    assert one(warehouse, orders, "client_id", "flags") == (None, "unassigned")


def test_a_later_event_may_name_the_client_of_an_unassigned_order(warehouse: Warehouse) -> None:
    deliver(warehouse, [event("queued", 0, metadata=None), event("in_progress", 1)])
    assert one(warehouse, orders, *STATE) == ("in_progress", 1, "cus_42")


def test_the_event_clock_is_the_time_of_order_delivered(warehouse: Warehouse) -> None:
    deliver(warehouse, [event("delivered", 3, "2025-03-14T11:02:11-07:00")])
    assert one(warehouse, orders, "delivered_event_at") == (datetime(2025, 3, 14, 18, 2, 11),)


def test_a_status_beats_the_type_and_the_order_is_asked_for(warehouse: Warehouse) -> None:
    deliver(warehouse, [event("in_progress", 2, type="order.delivered")])
    assert one(warehouse, orders, "status", "delivered_event_at") == ("in_progress", None)
    assert one(warehouse, orders, "flags") == ("type_mismatch",)
    assert asked(warehouse) == [ORDER_ID]


def test_links_delivered_is_the_most_that_was_seen(warehouse: Warehouse) -> None:
    deliver(warehouse, [event("in_progress", 3), event("delivered", 2, "2025-03-14T18:00:00Z")])
    assert one(warehouse, orders, *STATE) == ("delivered", 3, "cus_42")


def test_two_ends_keep_the_first_flag_the_order_and_ask_for_it(warehouse: Warehouse) -> None:
    deliver(warehouse, [event("failed", 1), event("delivered", 3, "2025-03-14T18:00:00Z")])
    assert one(warehouse, orders, *STATE, "flags") == ("failed", 1, "cus_42", "terminal_conflict")
    assert one(warehouse, quarantine, "entity", "row_key", "reason") == (
        "orders",
        ORDER_ID,
        "terminal_conflict",
    )
    assert asked(warehouse) == [ORDER_ID]


def test_an_end_that_a_poll_has_settled_is_not_undone_by_old_events(warehouse: Warehouse) -> None:
    deliver(warehouse, [event("delivered", 3, "2025-03-14T18:00:00Z")])
    poll(warehouse, order("failed", 1), datetime(2025, 3, 14, 19))
    deliver(warehouse, [event("in_progress", 2)], datetime(2025, 3, 14, 20))
    assert one(warehouse, orders, "status") == ("failed",)


def test_an_order_never_moves_to_another_client(warehouse: Warehouse) -> None:
    deliver(warehouse, [event("queued", 0)])
    deliver(warehouse, [event("in_progress", 2, metadata={"client_id": "cus_99"})])
    assert one(warehouse, orders, *STATE) == ("queued", 0, "cus_42")
    assert one(warehouse, quarantine, "reason", "field") == ("client_mismatch", "client_id")


def test_an_event_older_than_our_own_read_only_fills_gaps(warehouse: Warehouse) -> None:
    seen = order("in_progress", 2, estimated_delivery_at="2025-03-14T20:00:00Z")
    poll(warehouse, seen, datetime(2025, 3, 14, 14, 0, 0, 7))
    late = event("in_progress", 2, "2025-03-14T13:20:00Z", niche="saas")
    deliver(warehouse, [late], datetime(2025, 3, 14, 15))
    assert one(warehouse, orders, "estimated_delivery_at", "niche", "fetched_at") == (
        datetime(2025, 3, 14, 20),
        "saas",
        datetime(2025, 3, 14, 14, 0, 0, 7),
    )


def test_an_event_newer_than_our_own_read_brings_its_estimate(warehouse: Warehouse) -> None:
    poll(warehouse, order("in_progress", 1), datetime(2025, 3, 14, 12))
    later = event("in_progress", 1, estimated_delivery_at="2025-03-14T21:00:00Z")
    deliver(warehouse, [later])
    assert one(warehouse, orders, "estimated_delivery_at", "first_promised_at") == (
        datetime(2025, 3, 14, 21),
        datetime(2025, 3, 14, 18),
    )


def test_the_promise_is_the_earliest_estimate_even_if_its_event_comes_last(
    warehouse: Warehouse,
) -> None:
    early = event("queued", 0, "2025-03-14T10:22:31Z", estimated_delivery_at="2025-03-14T17:00:00Z")
    deliver(warehouse, [event("in_progress", 1), early])
    assert one(warehouse, orders, "estimated_delivery_at", "first_promised_at") == (
        datetime(2025, 3, 14, 18),
        datetime(2025, 3, 14, 17),
    )


@pytest.mark.parametrize(
    ("created_at", "flag", "at"),
    [
        ("2025-03-14 18:02:11", "assumed_utc", datetime(2025, 3, 14, 18, 2, 11)),
        ("2025-03-14T19:00:00Z", "clock_skew", datetime(2025, 3, 14, 18, 7, 30)),
        ("yesterday", "bad_created_at", NOW),
        (None, "bad_created_at", NOW),
        (["2025"], "bad_created_at", NOW),
        ("2019-03-14T19:00:00Z", "ok", datetime(2019, 3, 14, 19)),
    ],
)
def test_times_of_events_are_clamped_and_flagged(
    warehouse: Warehouse, created_at: Any, flag: str, at: datetime
) -> None:
    deliver(warehouse, [event("delivered", 3, created_at)])
    assert one(warehouse, webhook_events, "outcome", "reason", "event_at") == ("applied", flag, at)
    assert one(warehouse, orders, "delivered_event_at") == (at,)


@pytest.mark.parametrize(
    ("body", "reason", "order_id"),
    [
        (b"", "empty_body", None),
        (b"\xff\xfe", "invalid_utf8", None),
        (b"{", "invalid_json", None),
        (b'"order.created"', "not_an_object", None),
        (b'{"type":"order.created","data":[]}', "not_an_object", None),
        (b'{"type":"order.created","data":{}}', "missing_id", None),
        (b'{"type":["order.created"]}', "unknown_type", None),
        (event("in_progress", 1, type="order.refunded"), "unknown_type", None),
        (event("paused", 1, type="order.progress"), "unknown_status", ORDER_ID),
        (event("queued", 0, links_total=None), "missing_links_total", ORDER_ID),
        (event("queued", 0, id=None), "missing_id", None),
        (b'{"a":1,"a":2}', "duplicate_keys", None),
        (b'{"a":NaN}', "not_a_number", None),
        (b'{"type":"\\u0000"}', "unknown_type", None),
    ],
)
def test_what_cannot_be_read_is_quarantined(
    warehouse: Warehouse, body: bytes, reason: str, order_id: str | None
) -> None:
    deliver(warehouse, [body])
    assert outcomes(warehouse) == [("quarantined", reason)]
    assert one(warehouse, quarantine, "reason", "released_at") == (reason, None)
    assert rows(warehouse, orders) == []
    assert asked(warehouse) == ([order_id] if order_id else [])


def test_a_repeat_in_other_bytes_is_no_news(warehouse: Warehouse) -> None:
    first = event("delivered", 3)
    again = json.dumps(json.loads(first), indent=1).encode()
    deliver(warehouse, [first])
    before = rows(warehouse, orders), rows(warehouse, order_history)
    deliver(warehouse, [again])
    assert (rows(warehouse, orders), rows(warehouse, order_history)) == before
    assert outcomes(warehouse) == [("applied", "ok"), ("stale", "no_change")]


def test_every_event_leaves_one_observation_at_its_own_time(warehouse: Warehouse) -> None:
    deliver(warehouse, [event("delivered", 3, "2025-03-14T18:00:00Z"), event("in_progress", 2)])
    assert rows(warehouse, order_history, "status", "origin", "observed_at") == [
        ("delivered", "webhook", datetime(2025, 3, 14, 18)),
        ("in_progress", "webhook", datetime(2025, 3, 14, 13, 20)),
    ]


def test_placements_of_an_event_are_stored(warehouse: Warehouse) -> None:
    deliver(warehouse, [event("in_progress", 2, placements=slots(True, False, None))])
    assert rows(warehouse, placements, "slot", "platform", "indexed", "first_seen_live_at") == [
        (1, "spotify", True, datetime(2025, 3, 14, 13, 20)),
        (2, "apple", False, datetime(2025, 3, 14, 13, 20)),
        (3, "iheart", False, None),
    ]


def test_a_late_list_of_slots_does_not_undo_a_newer_one(warehouse: Warehouse) -> None:
    deliver(
        warehouse,
        [
            event("in_progress", 2, placements=slots(True, True, None)),
            event("in_progress", 1, "2025-03-14T13:05:00Z", placements=slots(True, None, None)),
        ],
    )
    assert rows(warehouse, placements, "slot", "indexed", "lost_at", "first_seen_indexed_at") == [
        (1, True, None, datetime(2025, 3, 14, 13, 5)),
        (2, True, None, datetime(2025, 3, 14, 13, 20)),
        (3, False, None, None),
    ]


def test_a_batch_with_events_of_many_orders_is_applied_at_once(warehouse: Warehouse) -> None:
    for number in range(40):
        body = event("delivered", 3, id=f"ord_{number}", placements=slots(True, True, False))
        store(warehouse, body, NOW)
    version = warehouse.data_version()
    told = apply_pending(warehouse)
    assert (told.applied, told.stale, told.quarantined) == (40, 0, 0)
    assert warehouse.data_version() == version + 1
    assert len(rows(warehouse, placements)) == 120


def test_with_nothing_pending_no_data_version_is_used_up(warehouse: Warehouse) -> None:
    version = warehouse.data_version()
    assert apply_pending(warehouse) == apply_pending(warehouse)
    assert warehouse.data_version() == version


def test_an_event_that_cannot_be_applied_holds_up_no_other(
    warehouse: Warehouse, caplog: pytest.LogCaptureFixture
) -> None:
    with warehouse.engine.begin() as connection:
        connection.exec_driver_sql("create unique index no_two on orders (target_url)")
    for number in range(40):
        url = f"https://acme.com/{0 if number == 17 else number}"
        body = event("queued", 0, id=f"ord_{number:02}", target_url=url)
        store(warehouse, body, NOW + timedelta(seconds=number))
    told = apply_pending(warehouse)
    assert (told.applied, told.quarantined) == (39, 1)
    assert len(rows(warehouse, orders)) == 39
    (poison,) = rows(warehouse, quarantine, "entity", "reason", "raw", "times_seen")
    assert (poison[0], poison[1], poison[3]) == ("webhook_events", "apply_failed", 1)
    assert json.loads(poison[2])["data"]["id"] == "ord_17"
    assert "ConstraintException" in caplog.text and "acme.com" not in caplog.text
    assert apply_pending(warehouse) == AppliedEvents()


def test_what_could_not_be_applied_is_tried_again_by_itself(
    warehouse: Warehouse, caplog: pytest.LogCaptureFixture
) -> None:
    store(warehouse, event("queued", 0), NOW)
    applier = Applier(warehouse, retry_seconds=0.05)
    with warehouse.engine.begin() as connection:
        connection.exec_driver_sql("alter table data_versions rename to hidden")
    applier.wake()
    wait_until(lambda: "could not be applied yet" in caplog.text)
    with warehouse.engine.begin() as connection:
        connection.exec_driver_sql("alter table hidden rename to data_versions")
    wait_until(lambda: outcomes(warehouse) == [("applied", "ok")])
    applier.stop()


def wait_until(is_so: Callable[[], bool]) -> None:
    for _ in range(1000):
        if is_so():
            return
        threading.Event().wait(0.01)
    raise AssertionError("it did not come to that within ten seconds")
