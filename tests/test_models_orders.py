"""Orders and placements: what is stored, flagged or quarantined."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from data.models import OrderRow, Rejected, read_order
from data.strict_json import loads

SEEN_AT = datetime(2026, 11, 20, 15, 0)
ORDER: dict[str, Any] = {
    "id": "ord_X",
    "status": "queued",
    "package": "growth",
    "links_total": 3,
    "links_delivered": 0,
    "target_url": "https://acme.com/",
    "created_at": "2025-03-14T10:22:31Z",
    "estimated_delivery_at": "2025-03-14T18:00:00Z",
    "report_url": None,
    "metadata": {"client_id": "cus_42"},
}
SLOT: dict[str, Any] = {
    "platform": "spotify",
    "url": "https://pod.example.com/1",
    "live_at": "2025-03-14T13:01:00Z",
    "indexed": True,
}


def order(**changes: Any) -> OrderRow:
    row = read_order(ORDER | changes, seen_at=SEEN_AT)
    assert isinstance(row, OrderRow)
    return row


def refusal(**changes: Any) -> Rejected:
    row = read_order(ORDER | changes, seen_at=SEEN_AT)
    assert isinstance(row, Rejected)
    return row


def without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in ORDER.items() if name not in names}


def test_a_plain_order_is_stored_without_a_flag() -> None:
    row = order()
    assert (row.order_id, row.status, row.client_id) == ("ord_X", "queued", "cus_42")
    assert row.created_at == datetime(2025, 3, 14, 10, 22, 31)
    assert (row.flags, row.extra, row.placements) == ((), None, None)
    assert {"report_url", "client_id", "order_id"} <= row.given
    assert "anchor_text" not in row.given


@pytest.mark.parametrize(
    ("changes", "reason", "field"),
    [
        ({"id": None}, "missing_id", "id"),
        ({"id": ""}, "missing_id", "id"),
        ({"id": "'; DROP TABLE orders;--"}, "bad_id", "id"),
        ({"id": "a" * 201}, "bad_id", "id"),
        ({"id": True}, "bad_id", "id"),
        ({"status": None}, "missing_status", "status"),
        ({"status": 3}, "bad_status", "status"),
        ({"links_total": 10**30}, "out_of_range", "links_total"),
        ({"links_total": "9" * 5000}, "out_of_range", "links_total"),
        ({"links_total": -1}, "out_of_range", "links_total"),
        ({"links_total": 2.5}, "bad_int", "links_total"),
        ({"links_total": True}, "bad_int", "links_total"),
        ({"links_total": "three"}, "bad_int", "links_total"),
        ({"links_total": None}, "missing_links_total", "links_total"),
        ({"links_delivered": 2**31}, "out_of_range", "links_delivered"),
        ({"created_at": "yesterday"}, "bad_timestamp", "created_at"),
        ({"created_at": "2025-02-30T00:00:00Z"}, "bad_timestamp", "created_at"),
        ({"created_at": "2014-12-31T23:59:59Z"}, "out_of_range", "created_at"),
        (
            {"estimated_delivery_at": "2037-01-01T00:00:00Z"},
            "out_of_range",
            "estimated_delivery_at",
        ),
        ({"anchor_text": "a" * 10_000_000}, "too_large", "anchor_text"),
        ({"anchor_text": "é" * 40_000}, "too_large", "anchor_text"),
    ],
)
def test_a_value_that_would_be_a_guess_sends_its_row_to_quarantine(
    changes: dict[str, Any], reason: str, field: str
) -> None:
    rejected = refusal(**changes)
    assert (rejected.entity, rejected.reason, rejected.field) == ("orders", reason, field)
    assert json.loads(rejected.raw) == ORDER | changes
    assert rejected.row_key == (None if field == "id" else "ord_X")


def test_an_absent_key_counts_like_a_null_where_there_is_no_row_without_it() -> None:
    reasons = {
        name: read_order(without(name), seen_at=SEEN_AT) for name in ("id", "status", "links_total")
    }
    assert {name: getattr(row, "reason", None) for name, row in reasons.items()} == {
        "id": "missing_id",
        "status": "missing_status",
        "links_total": "missing_links_total",
    }


@pytest.mark.parametrize("raw", [3, "ord_1", None, [], True])
def test_a_row_that_is_no_object_is_quarantined(raw: Any) -> None:
    rejected = read_order(raw, seen_at=SEEN_AT)
    assert isinstance(rejected, Rejected)
    assert (rejected.reason, json.loads(rejected.raw)) == ("not_an_object", raw)


def test_a_row_with_a_duplicate_key_is_quarantined_as_it_was_sent() -> None:
    raw = '{"id": "ord_X", "status": "queued", "status": "delivered"}'
    (unreadable,) = loads(f"[{raw}]".encode())
    rejected = read_order(unreadable, seen_at=SEEN_AT)
    assert isinstance(rejected, Rejected)
    assert (rejected.reason, rejected.row_key, rejected.raw) == ("duplicate_keys", "ord_X", raw)


@pytest.mark.parametrize(
    ("changes", "column", "value", "flag"),
    [
        ({"id": 42}, "order_id", "42", "normalised"),
        ({"status": "paused"}, "status", "paused", "unknown_status"),
        ({"status": " In Progress "}, "status", "in_progress", "normalised"),
        ({"status": "DELIVERED"}, "status", "delivered", "normalised"),
        ({"package": "mega"}, "package", "mega", "unknown_package"),
        ({"links_total": "3"}, "links_total", 3, "int_from_string"),
        ({"links_total": 3.0}, "links_total", 3, "int_from_float"),
        ({"links_delivered": 9}, "links_delivered", 9, "inconsistent"),
        ({"target_url": "javascript:alert(1)"}, "target_url", "javascript:alert(1)", "unsafe_url"),
        ({"target_url": "http://10.0.0.5/a"}, "target_url", "http://10.0.0.5/a", "unsafe_url"),
        ({"target_url": "http://[::1]/"}, "target_url", "http://[::1]/", "unsafe_url"),
        ({"target_url": "http://2130706433/"}, "target_url", "http://2130706433/", "unsafe_url"),
        (
            {"target_url": "https://a:b@acme.com"},
            "target_url",
            "https://a:b@acme.com",
            "unsafe_url",
        ),
        ({"target_url": "https://nas.local/x"}, "target_url", "https://nas.local/x", "unsafe_url"),
        ({"target_url": "see my blog"}, "target_url", "see my blog", "bad_url"),
        ({"target_url": "https://[::1"}, "target_url", "https://[::1", "bad_url"),
        ({"anchor_text": "a\0b"}, "anchor_text", "ab", "control_char"),
        ({"anchor_text": "a\ud800b"}, "anchor_text", "a\ufffdb", "bad_unicode"),
        ({"niche": {"id": "saas"}}, "niche", '{"id": "saas"}', "not_text"),
        ({"metadata": "cus_42"}, "client_id", None, "unassigned"),
        ({"metadata": {"client_id": None}}, "client_id", None, "unassigned"),
        ({"metadata": {"client_id": 42}}, "client_id", "42", "normalised"),
    ],
)
def test_an_odd_value_is_stored_with_a_flag(
    changes: dict[str, Any], column: str, value: Any, flag: str
) -> None:
    row = order(**changes)
    assert (getattr(row, column), row.flags) == (value, (flag,))


@pytest.mark.parametrize(
    ("text", "moment", "flag"),
    [
        ("2025-03-14T10:22:31", datetime(2025, 3, 14, 10, 22, 31), "assumed_utc"),
        ("2025-03-14", datetime(2025, 3, 14), "assumed_utc"),
        ("2016-12-31T23:59:60Z", datetime(2016, 12, 31, 23, 59, 59), "leap_second"),
        ("2025-03-30T02:30:00+01:00", datetime(2025, 3, 30, 1, 30), None),
        ("2025-03-14T10:22:31.5-0530", datetime(2025, 3, 14, 15, 52, 31, 500_000), None),
        ("2025-03-14 10:22:31z", datetime(2025, 3, 14, 10, 22, 31), None),
        (1741947751, datetime(2025, 3, 14, 10, 22, 31), "epoch"),
        (1741947751500, datetime(2025, 3, 14, 10, 22, 31, 500_000), "epoch"),
        ("1741947751", datetime(2025, 3, 14, 10, 22, 31), "epoch"),
        ("2026-11-20T15:10:00Z", SEEN_AT + timedelta(minutes=10), "clock_skew"),
    ],
)
def test_a_time_is_read_as_utc(text: Any, moment: datetime, flag: str | None) -> None:
    row = order(created_at=text)
    assert (row.created_at, row.flags) == (moment, (flag,) if flag else ())


def test_a_promise_may_lie_ahead_without_a_flag() -> None:
    assert order(estimated_delivery_at="2027-01-01T00:00:00Z").flags == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"target_url": "https://пример.рф/"},
        {"anchor_text": "<img src=x onerror=alert(1)>"},
        {"metadata": {"client_id": "CUS_42"}},
    ],
)
def test_unusual_is_not_odd(changes: dict[str, Any]) -> None:
    assert order(**changes).flags == ()


def test_an_absent_key_is_not_given_and_a_null_only_where_null_means_something() -> None:
    detail = {name: ORDER[name] for name in ("id", "status", "links_total", "report_url")}
    assert isinstance(row := read_order(detail, seen_at=SEEN_AT), OrderRow)
    assert row.given == {"order_id", "status", "links_total", "report_url"}
    nulls = order(package=None, target_url=None, created_at=None, estimated_delivery_at=None)
    assert nulls.given & {"package", "target_url", "created_at"} == set()
    assert "estimated_delivery_at" in nulls.given


def test_fields_without_a_column_are_kept() -> None:
    row = order(callback_url="https://acme.com/hook", metadata={"client_id": "c", "team": "x\0"})
    assert row.extra == {
        "callback_url": "https://acme.com/hook",
        "metadata": {"client_id": "c", "team": "x"},
    }
    assert row.flags == ("control_char",)


def test_placements_absent_are_not_placements_empty() -> None:
    assert order().placements is None
    assert order(placements=[]).placements == []
    strange = order(placements={"0": SLOT})
    assert (strange.placements, strange.flags) == (None, ("bad_placements",))
    assert strange.extra == {"placements": {"0": SLOT}}


def test_a_slot_is_numbered_by_its_place_in_the_list() -> None:
    pending = {"platform": "iheart", "url": None, "live_at": None, "indexed": False}
    rows = order(placements=[SLOT, pending]).placements or []
    assert [(row.slot, row.platform, row.url, row.indexed) for row in rows] == [
        (1, "spotify", "https://pod.example.com/1", True),
        (2, "iheart", None, False),
    ]
    assert rows[1].given == {"platform", "url", "live_at", "indexed"}


def test_the_same_platform_twice_is_two_flagged_slots() -> None:
    rows = order(placements=[SLOT, SLOT | {"url": None, "indexed": False}]).placements or []
    assert [row.flags for row in rows] == [("duplicate_placement",)] * 2


@pytest.mark.parametrize(
    ("changes", "indexed", "flags"),
    [
        ({"indexed": "true"}, True, ("bool_from_string",)),
        ({"indexed": 0}, False, ("bool_from_number",)),
        ({"url": None}, True, ("inconsistent",)),
        ({"platform": None}, True, ("missing_platform",)),
    ],
)
def test_an_odd_slot_is_flagged_itself(
    changes: dict[str, Any], indexed: bool, flags: tuple[str, ...]
) -> None:
    row = order(placements=[SLOT | changes])
    (slot,) = row.placements or []
    assert (slot.indexed, slot.flags, row.flags) == (indexed, flags, ())


def test_a_bad_slot_is_quarantined_without_its_order() -> None:
    row = order(placements=[SLOT, SLOT | {"live_at": "soon"}, "x", SLOT | {"platform": "apple"}])
    assert [slot.slot for slot in row.placements or []] == [1, 4]
    assert [(bad.entity, bad.row_key, bad.reason) for bad in row.rejected] == [
        ("placements", "ord_X#2", "bad_timestamp"),
        ("placements", "ord_X#3", "not_an_object"),
    ]


def test_the_quarantine_keeps_64_kb_and_the_hash_of_all() -> None:
    rejected = refusal(anchor_text="é" * 100_000)
    assert len(rejected.raw_head.encode()) <= 64 * 1024
    assert rejected.raw.startswith(rejected.raw_head)
    assert len(rejected.raw_sha256) == 64
