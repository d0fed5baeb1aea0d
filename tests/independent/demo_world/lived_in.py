"""Rows that a warehouse gathers in weeks of use, drawn by number, so that every run is the same."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from data import reports, schema
from data.arrow import append
from data.warehouse import Warehouse

Row = dict[str, Any]
HOUR = timedelta(hours=1)
VERDICTS = ("indexed", "not_indexed", "not_seen", "noindex", "dead", "crawl_blocked", "clear")
PAGE_VERDICTS = ("noindex", "dead", "crawl_blocked", "clear")
STATES = ("received", "received", "key_pending", "refused_key", "unknown_outcome")


def live_in(warehouse: Warehouse) -> None:
    """Write them, and let the costly marts answer from tables as after a sync."""
    as_of = reports.as_of(warehouse, "podcast")
    assert as_of is not None
    with warehouse.write() as connection:
        orders = _rows(connection, schema.orders)
        links = [row for row in _rows(connection, schema.placements) if row["live_at"]]
        append(connection, schema.index_checks, _checks(links, as_of))
        append(connection, schema.order_history, _moved_promises(orders, as_of))
        append(connection, schema.order_costs, _costs(orders))
        append(connection, schema.assumptions, [{"name": "natural_wait_days", "value": 21.0}])
        append(connection, schema.outreach_spend, _spend(as_of))
        _place(connection, as_of)
        _miss(connection, links, as_of)
        for table, rows in _campaign(links, as_of).items():
            append(connection, getattr(schema, table), rows)
    warehouse.keep_marts()


def _rows(connection: sa.Connection, table: sa.Table) -> list[Row]:
    ordered = sa.select(table).order_by(*table.primary_key.columns)
    return [dict(row) for row in connection.execute(ordered).mappings()]


def _checks(links: list[Row], as_of: datetime) -> list[Row]:
    """Every third link was looked at twice, the second time as likely as not by another method."""
    rows = []
    for number, link in enumerate(links):
        for look in range(2 if number % 3 == 0 and link["url_sha256"] else 0):
            is_page = (number + look) % 2 == 0
            words = PAGE_VERDICTS if is_page else VERDICTS[:3]
            rows.append(
                {
                    "url_sha256": link["url_sha256"],
                    "url_canonical": link["url_canonical"],
                    "engine": None if is_page else "google",
                    "provider": "own",
                    "method": "page_check" if is_page else "inspection",
                    "verdict": words[(number // 3 + look) % len(words)],
                    "confidence": ("authoritative", "observed", "reported")[number % 7 % 3],
                    "checked_at": min(link["live_at"] + (20 + 90 * look) * HOUR, as_of),
                }
            )
    return rows


def _moved_promises(orders: list[Row], as_of: datetime) -> list[Row]:
    return [
        {
            "order_id": order["order_id"],
            "status": order["status"],
            "origin": "list",
            "estimated_delivery_at": order["estimated_delivery_at"] + 30 * HOUR,
            "observed_at": as_of,
        }
        for order in orders[::9]
        if order["estimated_delivery_at"]
    ]


def _costs(orders: list[Row]) -> list[Row]:
    return [
        {
            "order_id": order["order_id"],
            "cost": Decimal(120 + number % 5),
            "refund": Decimal(number % 3 * 10),
            "currency": "EUR" if number % 4 == 0 else "USD",
        }
        for number, order in enumerate(orders[::6])
    ]


def _spend(as_of: datetime) -> list[Row]:
    """What three months cost, the last of them not over."""
    months = [(as_of - timedelta(days=days)).replace(day=1) for days in (62, 31, 0)]
    return [
        {
            "month": datetime(month.year, month.month, 1),
            "campaign_id": "",
            "hours": Decimal(40),
            "hourly_rate": Decimal(25),
            "tool_cost": Decimal(99),
            "currency": "USD",
        }
        for month in months
    ]


def _place(connection: sa.Connection, as_of: datetime) -> None:
    """Leads were read as placed over a hundred days, and some when they were first read."""
    table = schema.leads
    placed = [row for row in _rows(connection, table) if row["placed_seen_at"]]
    for number, lead in enumerate(placed):
        seen_at = as_of - number * 7 % 100 * timedelta(days=1)
        changed = {"placed_seen_at": seen_at}
        changed["last_seen_not_placed_at"] = seen_at - 20 * HOUR if number % 4 else None
        one = table.c.lead_id == lead["lead_id"]
        connection.execute(sa.update(table).where(one).values(changed))


def _miss(connection: sa.Connection, links: list[Row], as_of: datetime) -> None:
    """Some links fall out of the index, some are lost, some were first read long after."""
    table = schema.placements
    for number, link in enumerate(links):
        changed: Row = {}
        if number % 17 == 0 and link["indexed"]:
            changed |= {"indexed": False, "deindexed_at": min(link["live_at"] + 900 * HOUR, as_of)}
        if number % 23 == 0:
            changed |= {"lost_at": as_of}
        if number % 5 == 0 and not link["indexed_at"] and link["indexed"]:
            seen_at = min(link["live_at"] + 60 * HOUR, as_of)
            changed |= {"last_seen_not_indexed_at": seen_at - 12 * HOUR}
            changed |= {"first_seen_indexed_at": seen_at, "first_seen_live_at": seen_at - 40 * HOUR}
        if changed:
            one = table.c.order_id == link["order_id"], table.c.slot == link["slot"]
            connection.execute(sa.update(table).where(*one).values(changed))


def _campaign(links: list[Row], as_of: datetime) -> dict[str, list[Row]]:
    """A campaign over fifty links: plan, queue, submissions, quotas."""
    chosen = [link for link in links if link["url_sha256"]][:150:3]
    rows: dict[str, list[Row]] = {
        "index_collected": [],
        "index_queue": [],
        "index_submissions": [],
        "index_quotas": _quotas(as_of),
    }
    for number, link in enumerate(chosen):
        keys = {"campaign_id": f"camp{number % 2}", "url_sha256": link["url_sha256"]}
        keys |= {"url_canonical": link["url_canonical"], "host": f"host{number % 3}.example"}
        state = ("ready", "ready", "ready", "unknown", "already_indexed", "noindex")[number % 6]
        planned = {"state": state, "reason": "noindex" if state == "noindex" else None}
        planned |= {"client_id": f"cus_{number % 2}", "repeats": number % 3}
        planned_at = {"collected_at": as_of - 400 * HOUR, "planned_at": as_of - 399 * HOUR}
        rows["index_collected"].append(keys | planned | planned_at)
        if state == "ready":
            _push(rows, keys, number, as_of)
    return rows


def _push(rows: dict[str, list[Row]], keys: Row, number: int, as_of: datetime) -> None:
    waits = number % 7 == 0
    state = "parked" if waits else "refused" if number % 5 == 3 else "received"
    queued = {"engine": "indexnow", "state": state, "reason": "quota" if waits else "key"}
    queued |= {"requests": 0 if waits else 1, "queued_at": as_of - 398 * HOUR}
    rows["index_queue"].append(keys | queued)
    for attempt in range(0 if waits else 1 + number % 2):
        sent_at = as_of - (300 - 10 * number % 90 - attempt) * HOUR
        sent = {"run_id": "r", "engine": "indexnow", "state": STATES[number % 5]}
        sent |= {"http_status": 429 if number % 11 == 0 else 200, "attempt": attempt}
        sent |= {"request_id": f"q{number}-{attempt}", "reason": "key" if number % 5 == 3 else None}
        times = {"sent_at": sent_at, "finished_at": sent_at + timedelta(seconds=2)}
        rows["index_submissions"].append(keys | sent | times)


def _quotas(as_of: datetime) -> list[Row]:
    today = {"engine": "indexnow", "day": f"{as_of:%Y-%m-%d}", "ceiling": 10}
    return [
        today | {"subject": "host0.example", "used": 9},
        today | {"subject": "host1.example", "used": 10, "exhausted_at": as_of},
    ]
