"""The curves against a naive Aalen-Johansen estimate, on random worlds."""

from __future__ import annotations

import random
from typing import Any

import pytest

from data.arrow import append
from data.schema import index_checks
from tests.queries.podcast.worlds import (
    AS_OF,
    PodcastWorld,
    Point,
    ago,
    hours,
    naive_curve,
    order_row,
    slot_row,
)

Span = tuple[float | None, float, str]


def agree(rows: list[dict[str, Any]], share: str, points: list[Point]) -> None:
    points = [point for point in points if point.events or point.hours == 0]
    assert [row["hours"] for row in rows] == pytest.approx([point.hours for point in points])
    for row, point in zip(rows, points, strict=True):
        assert (row["at_risk"], row["events"]) == (point.at_risk, point.events)
        assert row[share] == pytest.approx(point.share, abs=1e-9)
        assert row["low"] == pytest.approx(point.low, abs=1e-9)
        assert row["high"] == pytest.approx(point.high, abs=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_orders_with_failures_and_ties(world: PodcastWorld, seed: int) -> None:
    chance = random.Random(seed)
    endings = chance.choices(("delivered", "failed", "open"), (5, 1 + seed, 3), k=60)
    spans = [(float(chance.randint(0, 40)), ending) for ending in endings]
    world.durations(spans)
    names = {"delivered": "event", "failed": "competing", "open": "open"}
    expected = naive_curve([(None, length, names[ending]) for length, ending in spans])
    agree(world.ask("delivery_curve"), "delivered_share", expected)


@pytest.mark.parametrize("seed", range(4))
def test_links_that_are_first_seen_late_and_may_end(world: PodcastWorld, seed: int) -> None:
    chance = random.Random(100 + seed)
    spans = [_span(chance) for _ in range(60)]
    slots, checks = [], []
    for number, (entry, end, ending) in enumerate(spans):
        live_at = ago(hours=end) if ending == "open" else ago(days=100)
        entered_at = live_at + hours(entry) if entry is not None else live_at
        row = {"live_at": live_at, "first_seen_live_at": entered_at}
        row |= {"last_seen_not_indexed_at": entered_at}
        if ending == "event":
            row |= {"first_seen_indexed_at": live_at + hours(end), "indexed": True}
        if ending == "competing":
            checks.append(_check(number, live_at + hours(end)))
        slots.append(slot_row("o", number, **row))
    world.fill([order_row("o", created_at=ago(days=200))], slots)
    with world.warehouse.write() as connection:
        append(connection, index_checks, checks)
    agree(world.ask("indexing_curve"), "indexed_share", naive_curve(spans))


def _span(chance: random.Random) -> Span:
    end = float(chance.randint(1, 60))
    entry = float(chance.randint(1, int(end) - 1)) if end > 2 and chance.random() < 0.4 else None
    return entry, end, chance.choices(("event", "competing", "open"), (5, 1, 3))[0]


def _check(slot: int, checked_at: Any) -> dict[str, Any]:
    return {
        "url_sha256": f"sha-o-{slot}",
        "method": "page",
        "verdict": "noindex",
        "confidence": "observed",
        "checked_at": checked_at,
    }


def test_without_other_ends_the_estimate_is_one_minus_kaplan_meier(world: PodcastWorld) -> None:
    chance = random.Random(7)
    spans = [
        (float(chance.randint(1, 30)), chance.choice(("delivered", "open"))) for _ in range(50)
    ]
    world.durations(spans)
    survival = 1.0
    for row in world.ask("delivery_curve"):
        at_risk = sum(length >= row["hours"] for length, _ in spans)
        survival *= 1 - row["events"] / at_risk
        assert 1 - row["delivered_share"] == pytest.approx(survival, abs=1e-9)


def test_rows_in_another_order_give_the_same_curve(world: PodcastWorld) -> None:
    chance = random.Random(8)
    spans = [
        (float(chance.randint(0, 20)), chance.choice(("delivered", "open"))) for _ in range(40)
    ]
    world.durations(spans)
    before = world.ask("delivery_curve"), world.ask("delivery_times")
    with world.warehouse.write() as connection:
        rows = connection.exec_driver_sql("select * from orders").mappings().all()
        connection.exec_driver_sql("delete from orders")
    world.fill([dict(row) for row in reversed(rows)])
    assert (world.ask("delivery_curve"), world.ask("delivery_times")) == before


def test_as_of_is_the_end_of_the_last_sync_not_the_clock(world: PodcastWorld) -> None:
    world.order("o", created_at=AS_OF - hours(5))
    assert world.only("delivery_times")["longest_open_hours"] == 5
