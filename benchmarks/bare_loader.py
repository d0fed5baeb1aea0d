"""The least that can load orders: GET, json(), Arrow, INSERT.

It checks nothing, repeats nothing, limits nothing and remembers nothing; it shows what the machine,
the server and the libraries allow, and so what the care of the real sync costs.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import requests

BATCH = 8_000

_TABLES = """
create table orders (
    id varchar primary key, client_id varchar, status varchar, package varchar, niche varchar,
    target_url varchar, anchor_text varchar, episode_title varchar, report_url varchar,
    links_total integer, links_delivered integer,
    created_at timestamp, estimated_delivery_at timestamp
);
create table placements (
    order_id varchar, slot integer, platform varchar, url varchar, indexed boolean,
    live_at timestamp, primary key (order_id, slot)
)
"""
_ORDER = (
    "id",
    "status",
    "package",
    "niche",
    "target_url",
    "anchor_text",
    "episode_title",
    "report_url",
    "links_total",
    "links_delivered",
    "created_at",
    "estimated_delivery_at",
)
_PLACEMENT = ("platform", "url", "indexed", "live_at")


def pages(base_url: str, key: str) -> Iterator[list[dict[str, Any]]]:
    """The order list, page by page, over one kept-alive connection."""
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {key}"
        cursor: str | None = None
        while True:
            query = {"limit": "100", "cursor": cursor}
            answer = session.get(f"{base_url}/orders", params=query, timeout=60).json()
            yield answer["data"]
            cursor = answer["next_cursor"]
            if cursor is None:
                return


def load(base_url: str, key: str, file: Path) -> tuple[int, int]:
    """Fetch all pages into a new DuckDB file; returns how many orders and placements it holds."""
    with duckdb.connect(str(file)) as connection:
        connection.execute(_TABLES)
        batch: list[dict[str, Any]] = []
        for page in pages(base_url, key):
            batch += page
            if len(batch) >= BATCH:
                _insert(connection, batch)
                batch = []
        if batch:
            _insert(connection, batch)
        connection.execute("checkpoint")
        return _count(connection, "orders"), _count(connection, "placements")


def _insert(connection: duckdb.DuckDBPyConnection, orders: list[dict[str, Any]]) -> None:
    columns = {name: [order.get(name) for order in orders] for name in _ORDER}
    columns["client_id"] = [_client_id(order) for order in orders]
    connection.register("order_rows", pa.table(columns))
    connection.execute("insert into orders by name select * from order_rows")
    slots = [
        (order["id"], number, slot)
        for order in orders
        for number, slot in enumerate(order["placements"], start=1)
    ]
    columns = {name: [slot.get(name) for _, _, slot in slots] for name in _PLACEMENT}
    columns["order_id"] = [order_id for order_id, _, _ in slots]
    columns["slot"] = [number for _, number, _ in slots]
    connection.register("slot_rows", pa.table(columns))
    connection.execute("insert into placements by name select * from slot_rows")


def _client_id(order: dict[str, Any]) -> str | None:
    """One order of the sandbox's world names its client by a number, which Arrow refuses."""
    named = (order.get("metadata") or {}).get("client_id")
    return None if named is None else str(named)


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(connection.table(table).count("*").fetchall()[0][0])
