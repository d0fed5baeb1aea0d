"""A sync runs every five minutes, so what adds a row each time would bury the rest."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from data.http import RequestRecord
from data.models import AccountRow, Rejected, read_account
from data.schema import account_snapshots, api_figures, requests
from data.sync.figures import record_account, record_figures
from data.sync.ledger import REQUESTS_KEPT, Ledger
from data.sync.merging import Outcome
from data.sync.results import SourceResult
from data.warehouse import Warehouse
from tests.skipping_clock import SkippingClock
from tests.sync.reading import HOUR, NOON, everything

ACCOUNT = {
    "balance_usd": 812.5,
    "credits": {"starter": 4, "growth": 2, "scale": 0, "expires_at": "2026-09-01T00:00:00Z"},
    "orders_total": 318,
    "orders_in_progress": 6,
    "links_delivered_30d": 71,
}


def account(at: datetime, **changes: Any) -> AccountRow:
    row = read_account(ACCOUNT | changes, seen_at=at)
    assert not isinstance(row, Rejected)
    return row


def record(warehouse: Warehouse, at: datetime, **changes: Any) -> Outcome:
    with warehouse.write() as connection:
        return record_account(connection, account(at, **changes), at)


def test_an_unchanged_account_adds_no_snapshot(warehouse: Warehouse) -> None:
    assert record(warehouse, NOON) == Outcome(inserted=1)
    assert record(warehouse, NOON + HOUR) == Outcome(unchanged=1)
    assert record(warehouse, NOON + HOUR, server_time="13:00") == Outcome(unchanged=1)
    assert len(everything(warehouse, account_snapshots)) == 1


def test_a_balance_that_changes_back_is_two_more_snapshots(warehouse: Warehouse) -> None:
    for hours, balance in enumerate((812.5, 700, 812.5)):
        record(warehouse, NOON + hours * HOUR, balance_usd=balance)
    with warehouse.read() as connection:
        balances = sa.select(account_snapshots.c.balance_usd).order_by("observed_at")
        assert list(connection.scalars(balances)) == [Decimal("812.5"), 700, Decimal("812.5")]


def test_a_figure_adds_a_row_when_its_value_changes(warehouse: Warehouse) -> None:
    for hours, value in enumerate((0.5, 0.5, 0.6, 0.6, 0.5)):
        figure = ("c1", "reply_rate", value, NOON + hours * HOUR)
        with warehouse.write() as connection:
            record_figures(connection, "outreach", [figure])
    with warehouse.read() as connection:
        values = sa.select(api_figures.c.value).order_by("observed_at")
        assert list(connection.scalars(values)) == [0.5, 0.6, 0.5]


def test_the_request_log_forgets_old_requests(warehouse: Warehouse) -> None:
    clock = SkippingClock()
    now = clock.now()
    ledger = Ledger(warehouse, "podcast", clock)
    for age in (REQUESTS_KEPT + timedelta(hours=1), REQUESTS_KEPT - timedelta(hours=1)):
        at = now - age
        ledger.note_request(RequestRecord("podcast", "GET /orders", 200, 1, 0.1, "ok", at, at))
    ledger.finish(SourceResult("ok", "", now, now))
    with warehouse.read() as connection:
        (kept,) = connection.scalars(sa.select(requests.c.sent_at))
    assert kept == now - REQUESTS_KEPT + timedelta(hours=1)
