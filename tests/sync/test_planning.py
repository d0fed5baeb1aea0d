"""The plan of the next read, beside the requests that the next read sends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from data import sync
from data.demo.world import overlay
from data.sandbox.options import Options
from data.sandbox.server import Sandbox
from data.schema import orders, sync_cursors
from data.settings import Settings
from data.sync import doubts, planning
from data.sync.order_lists import FULL_LIST_EVERY
from data.sync.planning import Plan, minutes_at_limit
from data.warehouse import Warehouse
from tests.skipping_clock import SkippingClock
from tests.sync.reading import NOON

ORDERS = 250


@pytest.fixture(scope="module")
def still() -> Iterator[Sandbox]:
    """A world in which nothing happens, and whose limits are not met."""
    quiet = Options(
        orders=ORDERS,
        speed=0.0,
        requests_per_minute=100_000,
        outreach_requests_per_minute=100_000,
    )
    with Sandbox(quiet) as sandbox:
        yield sandbox


@pytest.fixture
def settings(still: Sandbox, warehouse: Warehouse) -> Settings:
    return overlay(still.settings, f"duckdb:///{warehouse.path}")


def planned(warehouse: Warehouse, settings: Settings, clock: SkippingClock) -> dict[str, Plan]:
    with warehouse.read() as connection:
        plans = planning.plans(connection, settings, clock.now())
    return {plan.source: plan for plan in plans}


def steps(plan: Plan) -> dict[str, int | None]:
    return {step.kind: step.requests for step in plan.steps}


def read(warehouse: Warehouse, settings: Settings, clock: SkippingClock) -> dict[str, int]:
    results = sync.run(warehouse, settings, clock=clock)
    assert {result.status for result in results.values()} <= {"ok", "off"}
    return {source: result.requests for source, result in results.items()}


def test_a_first_read_is_not_known_before_it_begins(
    warehouse: Warehouse, settings: Settings
) -> None:
    plans = planned(warehouse, settings, SkippingClock())
    assert steps(plans["podcast"])["whole order list"] is None
    assert steps(plans["outreach"]) == {"campaigns": None}
    assert plans["podcast"].is_least and plans["outreach"].is_least


def test_where_nothing_has_changed_the_plan_is_the_read(
    warehouse: Warehouse, settings: Settings
) -> None:
    clock = SkippingClock()
    read(warehouse, settings, clock)
    plans = planned(warehouse, settings, clock)
    sent = read(warehouse, settings, clock)
    assert {source: plan.requests for source, plan in plans.items()} == {
        "podcast": sent["podcast"],
        "outreach": sent["outreach"],
    }
    assert steps(plans["podcast"])["newest orders"] == 1
    assert "campaigns one by one" in steps(plans["outreach"])


def test_what_is_due_by_now_is_in_the_plan(warehouse: Warehouse, settings: Settings) -> None:
    clock = SkippingClock()
    read(warehouse, settings, clock)
    with warehouse.write() as connection:
        one = connection.scalar(sa.select(orders.c.order_id).where(orders.c.status == "delivered"))
        doubts.ask(connection, {str(one): "terminal_conflict"}, clock.now())
        forgotten = sa.update(orders).where(orders.c.order_id == one)
        connection.execute(forgotten.values(report_fetched_at=None))
    due = steps(planned(warehouse, settings, clock)["podcast"])
    assert (due["orders one by one"], due["reports"]) == (1, 1)


def test_a_list_without_order_is_read_whole_once_a_day(
    warehouse: Warehouse, settings: Settings
) -> None:
    clock = SkippingClock()
    read(warehouse, settings, clock)
    with warehouse.write() as connection:
        unordered = sa.update(sync_cursors).where(sync_cursors.c.name == "list_order")
        connection.execute(unordered.values(value="unordered"))
    assert steps(planned(warehouse, settings, clock)["podcast"])["whole order list"] == 0
    clock.sleep(FULL_LIST_EVERY / timedelta(seconds=1))
    assert steps(planned(warehouse, settings, clock)["podcast"])["whole order list"] == 3


def test_a_first_read_that_was_cut_goes_on_where_it_was(
    warehouse: Warehouse, settings: Settings
) -> None:
    clock = SkippingClock()
    read(warehouse, settings, clock)
    with warehouse.write() as connection:
        is_mark = sync_cursors.c.name == "orders_watermark"
        connection.execute(sa.delete(sync_cursors).where(is_mark))
        begun = sa.update(sync_cursors).where(sync_cursors.c.name == "unfinished_list")
        connection.execute(begun.values(value="{}"))
        newest = sa.select(orders.c.order_id).order_by(orders.c.order_id).limit(ORDERS - 120)
        connection.execute(sa.delete(orders).where(orders.c.order_id.not_in(newest)))
    assert steps(planned(warehouse, settings, clock)["podcast"])["whole order list"] == 2


def test_sources_that_are_off_have_no_plan(warehouse: Warehouse) -> None:
    with warehouse.read() as connection:
        assert planning.plans(connection, Settings(), NOON) == ()


@pytest.mark.parametrize(
    ("requests", "minutes"), [(0, 0), (1, 0), (60, 0), (61, 1), (120, 1), (121, 2), (10_100, 168)]
)
def test_minutes_at_the_limit_are_those_of_the_contract(requests: int, minutes: int) -> None:
    assert minutes_at_limit(requests, 60) == minutes
