"""Reports and the account, as Podcast Backlinks sends them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from data.models import AccountRow, Rejected, ReportRow, read_account, read_report
from data.strict_json import loads

SEEN_AT = datetime(2026, 11, 20, 15, 0)
REPORT: dict[str, Any] = {
    "order_id": "ord_X",
    "pdf_url": "https://reports.podcastbacklinks.com/ord_X.pdf",
    "summary": {"links_total": 3, "indexed": 3, "average_da": 92, "delivered_in_hours": 5.7},
    "placements": [{"platform": "spotify", "url": "https://p.example.com/1", "indexed_at": None}],
}


def test_a_report_holds_what_it_adds_to_its_order() -> None:
    row = read_report(REPORT, "ord_X", seen_at=SEEN_AT)
    assert isinstance(row, ReportRow)
    assert (row.report_links_total, row.report_indexed) == (3, 3)
    assert (row.average_da, row.delivered_in_hours) == (92.0, 5.7)
    assert [(slot.slot, slot.indexed_at) for slot in row.placements or []] == [(1, None)]
    assert (row.flags, row.extra) == ((), None)


def test_a_report_of_another_order_is_rejected() -> None:
    rejected = read_report(REPORT, "ord_Y", seen_at=SEEN_AT)
    assert isinstance(rejected, Rejected)
    assert (rejected.reason, rejected.row_key) == ("order_mismatch", "ord_X")


def test_a_rejected_report_is_kept_with_what_could_not_be_read_in_it() -> None:
    report = loads(b'{"order_id": "ord_X", "placements": [{"platform": NaN}]}')
    rejected = read_report(report, "ord_Y", seen_at=SEEN_AT)
    assert isinstance(rejected, Rejected)
    assert "NaN" in rejected.raw


def test_a_report_without_its_summary_is_a_partial_one() -> None:
    row = read_report({"summary": "none", "note": 1}, "ord_X", seen_at=SEEN_AT)
    assert isinstance(row, ReportRow)
    assert (row.order_id, row.given, row.placements) == ("ord_X", frozenset(), None)
    assert row.extra == {"summary": "none", "note": 1}


def test_a_negative_delivery_time_is_kept_and_flagged() -> None:
    report = REPORT | {"summary": {"delivered_in_hours": -2, "new": 1}}
    row = read_report(report, "ord_X", seen_at=SEEN_AT)
    assert isinstance(row, ReportRow)
    assert (row.delivered_in_hours, row.flags) == (-2.0, ("negative_duration",))
    assert row.extra == {"summary": {"new": 1}}


@pytest.mark.parametrize("hours", [1e20, 2**63, "90000"])
def test_a_delivery_time_of_more_than_ten_years_is_no_delivery_time(hours: Any) -> None:
    rejected = read_report({"summary": {"delivered_in_hours": hours}}, "ord_X", seen_at=SEEN_AT)
    assert isinstance(rejected, Rejected)
    assert (rejected.reason, rejected.field) == ("out_of_range", "delivered_in_hours")


def test_an_account_is_money_and_counts() -> None:
    raw = {
        "balance_usd": 412.50,
        "credits": {"starter": 0, "growth": 2, "scale": 1, "expires_at": "2026-03-14T00:00:00Z"},
        "orders_total": 47,
        "orders_in_progress": 3,
        "links_delivered_30d": 86,
    }
    row = read_account(raw, seen_at=SEEN_AT)
    assert isinstance(row, AccountRow)
    assert (row.balance_usd, str(row.balance_usd)) == (Decimal("412.50"), "412.50")
    assert (row.credits_growth, row.credits_expire_at) == (2, datetime(2026, 3, 14))
    assert (row.raw, row.flags, row.extra) == (raw, (), None)


@pytest.mark.parametrize("balance", [1e12, "1e400", True, "much"])
def test_a_balance_that_is_no_money_is_rejected(balance: Any) -> None:
    assert isinstance(read_account({"balance_usd": balance}, seen_at=SEEN_AT), Rejected)
