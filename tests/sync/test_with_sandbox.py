"""Whole syncs against the running sandbox: real HTTP, both APIs, a world that stands still."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from data import schema, sync
from data.demo.world import overlay
from data.sandbox.options import Options
from data.sandbox.server import Sandbox
from data.settings import Settings
from data.sync.results import SourceResult
from data.warehouse import Warehouse
from tests.skipping_clock import SkippingClock
from tests.sync.reading import everything

ENTITIES = (
    schema.orders,
    schema.placements,
    schema.campaigns,
    schema.leads,
    schema.attempts,
    schema.follow_ups,
    schema.replies,
    schema.suppressions,
)
HISTORIES = (
    schema.order_history,
    schema.placement_history,
    schema.lead_history,
    schema.api_figures,
    schema.account_snapshots,
)
# Only tell when we looked last.
WHEN = (
    "fetched_at",
    "last_seen_open_at",
    "last_seen_not_indexed_at",
    "last_seen_not_placed_at",
    "report_fetched_at",
)

Sync = Callable[..., dict[str, SourceResult]]


def options(**changes: Any) -> Options:
    fast = {"requests_per_minute": 100_000, "outreach_requests_per_minute": 100_000}
    return Options(orders=120, speed=0.0, **(fast | changes))


@contextmanager
def connected(warehouse: Warehouse, chosen: Options) -> Iterator[tuple[Sandbox, Sync]]:
    with Sandbox(chosen) as sandbox:
        settings = overlay(sandbox.settings, f"duckdb:///{warehouse.path}")

        def run(**choices: Any) -> dict[str, SourceResult]:
            return sync.run(warehouse, choices.pop("settings", settings), **choices)

        run.settings = settings  # type: ignore[attr-defined]
        yield sandbox, run


def requests_by_endpoint(warehouse: Warehouse) -> dict[str, int]:
    count = sa.func.count()
    grouped = sa.select(schema.requests.c.endpoint, count).group_by(schema.requests.c.endpoint)
    with warehouse.read() as connection:
        return {endpoint: number for endpoint, number in connection.execute(grouped)}


def state(warehouse: Warehouse) -> list[object]:
    rows = [everything(warehouse, table, *WHEN) for table in ENTITIES]
    return [*rows, *(everything(warehouse, table) for table in HISTORIES)]


@pytest.mark.parametrize("dialect", ["documented", "alwrity"])
@pytest.mark.parametrize("placements", [False, True])
def test_syncing_twice_is_syncing_once(
    warehouse: Warehouse, dialect: str, placements: bool
) -> None:
    chosen = options(outreach_dialect=dialect, list_placements=placements)
    with connected(warehouse, chosen) as (_, run):
        first = run()
        once = state(warehouse)
        second = run(full=True)
    assert {name: result.status for name, result in first.items()} == {
        "podcast": "ok",
        "outreach": "ok",
        "indexing": "ok",
    }
    assert state(warehouse) == once
    assert all(once)
    for name, counts in second["podcast"].tally.tables.items():
        assert counts.inserted == 0, name


def test_every_count_adds_up_to_the_rows_that_are_there(warehouse: Warehouse) -> None:
    with connected(warehouse, options(list_placements=True)) as (sandbox, run):
        results = run()
        announced = sandbox.options.orders
    told = {k: v for result in results.values() for k, v in result.tally.tables.items()}
    for counts in told.values():
        ways = counts.inserted + counts.updated + counts.unchanged
        assert counts.received == ways + counts.superseded + counts.quarantined
    with warehouse.read() as connection:
        for table in ENTITIES:
            stored = connection.scalar(sa.select(sa.func.count()).select_from(table))
            assert stored == told[table.name].inserted, table.name
    assert told["orders"].inserted >= announced


@pytest.mark.parametrize("envelope", ["orders", "array", "page_meta"])
def test_other_list_shapes_give_the_same_orders(warehouse: Warehouse, envelope: Any) -> None:
    with connected(warehouse, options(list_envelope=envelope)) as (sandbox, run):
        assert run(sources=["podcast"])["podcast"].status == "ok"
        world = sandbox.app.state.orders
    assert len(everything(warehouse, schema.orders)) >= 120
    assert world is not None


def test_a_later_pass_makes_the_fewest_requests(warehouse: Warehouse) -> None:
    with connected(warehouse, options()) as (_, run):
        run(sources=["podcast"])
        before = requests_by_endpoint(warehouse)
        run(sources=["podcast"])
        after = requests_by_endpoint(warehouse)
        unlisted = sa.select(sa.func.count()).where(
            schema.orders.c.status.not_in(["queued", "in_progress", "delivered", "failed"])
        )
        with warehouse.read() as connection:
            odd = connection.scalar(unlisted) or 0
    asked = {endpoint: after[endpoint] - before.get(endpoint, 0) for endpoint in after}
    # Two lists of open orders and the newest page. No list shows an order of an unknown status.
    assert asked["GET /orders"] == 3
    assert asked["GET /account"] == 1
    assert asked["GET /orders/{order_id}"] <= odd
    assert asked["GET /orders/{order_id}/report"] == 0


def test_an_unordered_list_is_read_whole_only_once_a_day(warehouse: Warehouse) -> None:
    chosen = options(list_order="shuffled")
    clock = SkippingClock()
    with connected(warehouse, chosen) as (_, run):
        run(sources=["podcast"], clock=clock)
        whole = requests_by_endpoint(warehouse)["GET /orders"]
        run(sources=["podcast"], clock=clock)
        assert requests_by_endpoint(warehouse)["GET /orders"] == whole + 2
        clock.sleep(timedelta(hours=25).total_seconds())
        run(sources=["podcast"], clock=clock)
        assert requests_by_endpoint(warehouse)["GET /orders"] == whole + 4 + whole


class StopAfter:
    """An event that is set once it has been asked so many times."""

    def __init__(self, times: int) -> None:
        self.left = times

    def is_set(self) -> bool:
        self.left -= 1
        return self.left < 0


def test_an_interrupted_first_pass_goes_on_where_it_ended(warehouse: Warehouse) -> None:
    with connected(warehouse, options(list_placements=True)) as (_, run):
        cancelled = run(sources=["podcast"], cancel=StopAfter(1))["podcast"]
        assert (cancelled.status, cancelled.reason) == ("partial", "cancelled")
        assert len(everything(warehouse, schema.orders)) == 100
        asked = requests_by_endpoint(warehouse)["GET /orders"]
        assert run(sources=["podcast"])["podcast"].status == "ok"
        assert requests_by_endpoint(warehouse)["GET /orders"] == asked + 1
    assert len(everything(warehouse, schema.orders)) >= 120


def test_a_refused_key_stops_one_source_and_not_the_other(warehouse: Warehouse) -> None:
    with connected(warehouse, options()) as (sandbox, run):
        wrong = sandbox.settings | {"PODCAST_BACKLINKS__API_KEY": "pk_live_wrong"}
        results = run(settings=overlay(wrong, f"duckdb:///{warehouse.path}"))
    assert (results["podcast"].status, results["podcast"].reason) == ("failed", "unauthenticated")
    assert "PODCAST_BACKLINKS__API_KEY" in results["podcast"].message
    assert results["outreach"].status == "ok"


def test_sources_without_credentials_are_off(warehouse: Warehouse) -> None:
    results = sync.run(warehouse, Settings())
    assert {result.status for result in results.values()} == {"off"}
    assert "PODCAST_BACKLINKS__API_KEY" in results["podcast"].message
    with warehouse.read() as connection:
        assert connection.execute(sa.select(schema.sync_runs)).all() == []


def test_the_result_has_the_shape_that_scripts_rely_on(warehouse: Warehouse) -> None:
    with connected(warehouse, options()) as (_, run):
        told = run(sources=["podcast"])["podcast"].as_json()
    assert set(told["rows"]["orders"]) == {
        "received",
        "inserted",
        "updated",
        "unchanged",
        "superseded",
        "quarantined",
    }
    assert told["status"] == "ok"
    assert told["requests"] == sum(requests_by_endpoint(warehouse).values())
    for name in ("started_at", "finished_at"):
        assert datetime.strptime(told[name], "%Y-%m-%dT%H:%M:%SZ")


def test_the_window_of_a_limiter_holds_over_a_restart(warehouse: Warehouse) -> None:
    clock = SkippingClock()
    with connected(warehouse, options(requests_per_minute=100_000)) as (sandbox, run):
        slow = sandbox.settings | {"PODCAST_BACKLINKS__REQUESTS_PER_MINUTE": "4"}
        settings = overlay(slow, f"duckdb:///{warehouse.path}")
        run(sources=["podcast"], settings=settings, clock=clock, cancel=StopAfter(1))
        slept = sum(clock.sleeps)
        run(sources=["podcast"], settings=settings, clock=clock, cancel=StopAfter(3))
    assert sum(clock.sleeps) - slept > 30


def test_two_syncs_at_once_take_turns(warehouse: Warehouse) -> None:
    with connected(warehouse, options()) as (_, run):
        threads = [threading.Thread(target=run, kwargs={"sources": ["podcast"]}) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    with warehouse.read() as connection:
        runs = connection.execute(
            sa.select(schema.sync_runs).order_by(schema.sync_runs.c.started_at)
        ).all()
    assert [row.status for row in runs] == ["ok", "ok"]
    assert runs[0].finished_at <= runs[1].started_at
