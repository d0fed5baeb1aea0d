"""The sandbox, which was written from the vendor's document alone: its events and its answers."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data import sync
from data.demo.world import overlay
from data.models import STATUS_RANK
from data.sandbox.options import REPORTS_URL
from data.sandbox.server import Sandbox
from data.sandbox.webhooks import event_bodies
from data.schema import orders, placements
from data.settings import Settings
from data.sync import doubts
from data.warehouse import Warehouse
from data.webhooks import apply_pending, store
from tests.fresh import fresh
from tests.sandbox.podcast_serving import AS_OF, options
from tests.webhooks.events import rows

TOLD = (
    "order_id",
    "status",
    "links_total",
    "links_delivered",
    "client_id",
    "package",
    "niche",
    "target_url",
    "anchor_text",
    "episode_title",
    "report_url",
    "created_at",
)
SLOT = ("order_id", "slot", "platform", "url", "live_at", "lost_at")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(options(orders=105, list_placements=True)) as running:
        yield running


def settings_for(sandbox: Sandbox, warehouse: Warehouse) -> Settings:
    return overlay(sandbox.settings, f"duckdb:///{warehouse.path}")


def read_all(sandbox: Sandbox, warehouse: Warehouse) -> dict[str, Any]:
    results = sync.run(warehouse, settings_for(sandbox, warehouse), sources=("podcast",))
    told = results["podcast"].as_json()
    assert told["status"] == "ok", told
    return told


def receive_all(sandbox: Sandbox, warehouse: Warehouse, seed: int) -> None:
    """All events of all lives, shuffled and some of them twice."""
    world = sandbox.app.state.orders
    began = AS_OF - timedelta(days=10_000)
    bodies = [body for _, body in event_bodies(world, REPORTS_URL, began, AS_OF)]
    shuffled = random.Random(seed)
    bodies += shuffled.sample(bodies, k=len(bodies) // 4)
    shuffled.shuffle(bodies)
    for number, body in enumerate(bodies):
        store(warehouse, body, AS_OF + timedelta(seconds=number))
        if number % 100 == 0:
            apply_pending(warehouse)
    apply_pending(warehouse)


def test_events_alone_tell_the_same_as_a_sync(
    sandbox: Sandbox, warehouse: Warehouse, tmp_path: Path
) -> None:
    receive_all(sandbox, warehouse, seed=7)
    with fresh(tmp_path / "read.duckdb") as read:
        read_all(sandbox, read)
        told = {row for row in rows(read, orders, *TOLD) if row[1] in STATUS_RANK}
        slots = {row for row in rows(read, placements, *SLOT) if row[3] is not None}
        unknown = {row[0] for row in rows(read, orders, *TOLD)} - {row[0] for row in told}
    assert set(rows(warehouse, orders, *TOLD)) == told
    assert slots - set(rows(warehouse, placements, *SLOT)) == {
        slot for slot in slots if slot[0] in unknown
    }
    with warehouse.read() as connection:
        assert unknown and unknown <= set(doubts.asked(connection))


def test_a_doubt_costs_one_request_of_the_next_pass_and_is_settled(
    sandbox: Sandbox, warehouse: Warehouse
) -> None:
    read_all(sandbox, warehouse)
    usual = read_all(sandbox, warehouse)["requests"]
    # An old one: a pass reads the page of the newest orders anyway.
    told = rows(warehouse, orders, "created_at", "order_id", "status")
    closed = min(row for row in told if row[2] == "delivered")[1]
    with warehouse.write() as connection:
        connection.execute(
            sa.update(orders)
            .where(orders.c.order_id == closed)
            .values(status="failed", flags="terminal_conflict whatever")
        )
        doubts.ask(connection, {closed: "terminal_conflict"}, datetime(2026, 11, 20))
    assert read_all(sandbox, warehouse)["requests"] == usual + 1
    with warehouse.read() as connection:
        assert doubts.asked(connection) == []
    (after,) = [
        row for row in rows(warehouse, orders, "order_id", "status", "flags") if row[0] == closed
    ]
    assert after[1] == "delivered"
    assert "terminal_conflict" not in after[2] and "whatever" in after[2]
