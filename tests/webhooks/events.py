"""Signed bodies as the vendor would send them, and the state they lead to."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from data.http import SYSTEM_CLOCK
from data.models import OrderRow, read_order
from data.settings import PodcastBacklinks, Settings
from data.sync.batches import Read
from data.sync.ledger import Ledger
from data.sync.order_storing import store_orders
from data.sync.results import Tally
from data.sync.storing import Store
from data.warehouse import Warehouse
from data.webhooks import Arrival, apply_pending, receive

SECRET = "whsec_T3stS3cretT3stS3cretT3stS3cret"
SIGNATURE = "X-PodcastBacklinks-Signature"
NOW = datetime(2025, 3, 14, 18, 2, 30)
ORDER_ID = "ord_01HZX9P7R8MA3K4VYTQ"
TYPE_OF_STATUS = {
    "queued": "order.created",
    "in_progress": "order.progress",
    "delivered": "order.delivered",
    "failed": "order.failed",
}


def settings(*secrets: str) -> Settings:
    return Settings(podcast_backlinks=PodcastBacklinks(webhook_secrets=list(secrets)))


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    return {SIGNATURE: hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


def order(status: str, links: int, **more: Any) -> dict[str, Any]:
    return {
        "id": ORDER_ID,
        "status": status,
        "package": "growth",
        "links_total": 3,
        "links_delivered": links,
        "target_url": "https://acme.com/blog/post",
        "created_at": "2025-03-14T10:22:31Z",
        "estimated_delivery_at": "2025-03-14T18:00:00Z",
        "report_url": None,
        "metadata": {"client_id": "cus_42"},
    } | more


def event(
    status: str, links: int, at: str = "2025-03-14T13:20:00Z", *, type: str = "", **more: Any
) -> bytes:
    """An order's event; its type fits the status unless one is given."""
    kind = type or TYPE_OF_STATUS[status]
    document = {"type": kind, "created_at": at, "data": order(status, links, **more)}
    return json.dumps(document, separators=(",", ":")).encode()


def slots(*indexed: bool | None) -> list[dict[str, Any]]:
    """Placements of one order; None is a slot that still waits for its link."""
    platforms = ("spotify", "apple", "iheart")
    return [
        {
            "platform": platform,
            "url": None if flag is None else f"https://{platform}.example/e/1",
            "live_at": None if flag is None else "2025-03-14T13:01:00Z",
            "indexed": bool(flag),
        }
        for platform, flag in zip(platforms, indexed, strict=False)
    ]


def deliver(warehouse: Warehouse, bodies: Iterable[bytes], received_at: datetime = NOW) -> None:
    """Send each body, signed, and apply after each of them."""
    for number, body in enumerate(bodies):
        at = received_at + timedelta(seconds=number)
        (verdict,) = receive(warehouse, settings(SECRET), [Arrival(signed(body), body, at)])
        assert verdict.http_status == 200
        apply_pending(warehouse)


def poll(warehouse: Warehouse, raw: dict[str, Any], at: datetime) -> None:
    """Store one row as a read of the list at that time."""
    row = read_order(raw, seen_at=at)
    assert isinstance(row, OrderRow)
    with warehouse.write() as connection:
        ledger = Ledger(warehouse, "podcast", SYSTEM_CLOCK)
        store_orders(
            Store(connection, ledger, Tally(), "GET /orders"), [Read(row, raw, at)], origin="list"
        )


def rows(warehouse: Warehouse, table: sa.Table, *columns: str) -> list[tuple[Any, ...]]:
    chosen = [table.c[name] for name in columns] or list(table.c)
    with warehouse.read() as connection:
        return sorted((tuple(row) for row in connection.execute(sa.select(*chosen))), key=repr)


def one(warehouse: Warehouse, table: sa.Table, *columns: str) -> tuple[Any, ...]:
    (row,) = rows(warehouse, table, *columns)
    return row
