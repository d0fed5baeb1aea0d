"""Orders as an API would send them, read into a warehouse without the API."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa

from data.models import read_order, read_report
from data.schema import orders, placements
from data.sync.ledger import Ledger
from data.sync.order_storing import store_orders, store_reports
from data.sync.results import Tally
from data.sync.storing import Store, validate
from data.warehouse import Warehouse
from tests.skipping_clock import SkippingClock

NOON = datetime(2026, 3, 14, 12)
HOUR = timedelta(hours=1)


def order(order_id: str = "ord_1", **changes: Any) -> dict[str, Any]:
    """A growth order of three links, with these fields changed."""
    return {
        "id": order_id,
        "status": "in_progress",
        "package": "growth",
        "links_total": 3,
        "links_delivered": 0,
        "target_url": "https://acme.com/",
        "created_at": "2026-03-14T10:00:00Z",
        "estimated_delivery_at": "2026-03-14T18:00:00Z",
        "report_url": None,
        "metadata": {"client_id": "cus_42"},
    } | changes


def without(raw: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in raw.items() if name not in names}


def slot(platform: str, url: str | None = None, **changes: Any) -> dict[str, Any]:
    live_at = "2026-03-14T11:00:00Z" if url else None
    return {"platform": platform, "url": url, "live_at": live_at, "indexed": False} | changes


def read(
    warehouse: Warehouse, raws: list[Any], at: datetime = NOON, *, origin: str = "list"
) -> Tally:
    """One batch of orders, as from a page fetched at that time."""
    tally = Tally()
    good, rejected = validate(raws, partial(read_order, seen_at=at), at)
    with warehouse.write() as connection:
        ledger = Ledger(warehouse, "podcast", SkippingClock())
        store = Store(connection, ledger, tally, "GET /orders")
        store_orders(store, good, origin=origin)
        store.reject(rejected)
    return tally


def read_reports(warehouse: Warehouse, raws: list[dict[str, Any]], at: datetime = NOON) -> Tally:
    tally = Tally()
    read_one = partial(read_report, seen_at=at)
    good, rejected = validate(raws, lambda raw: read_one(raw, raw["order_id"]), at)
    with warehouse.write() as connection:
        ledger = Ledger(warehouse, "podcast", SkippingClock())
        store = Store(connection, ledger, tally, "GET /orders/{order_id}/report")
        store_reports(store, good)
        store.reject(rejected)
    return tally


def stored_order(warehouse: Warehouse, order_id: str = "ord_1") -> Any:
    with warehouse.read() as connection:
        return connection.execute(sa.select(orders).filter_by(order_id=order_id)).one()


def stored_slots(warehouse: Warehouse, order_id: str = "ord_1") -> list[Any]:
    with warehouse.read() as connection:
        rows = sa.select(placements).filter_by(order_id=order_id).order_by(placements.c.slot)
        return list(connection.execute(rows))


def everything(warehouse: Warehouse, table: sa.Table, *but: str) -> list[tuple[Any, ...]]:
    """All rows of a table, in one order, without columns that only tell when we looked."""
    kept = [column for column in table.columns if column.name not in but]
    with warehouse.read() as connection:
        return sorted(map(tuple, connection.execute(sa.select(*kept))), key=repr)
