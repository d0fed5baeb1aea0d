"""Whole syncs against a server that behaves as ALwrity's does: no row is lost to its quirks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from data import sync
from data.http import Timeouts
from data.schema import attempts, campaigns, leads, replies, requests, suppressions
from data.settings import load
from data.sync.results import SourceResult
from data.warehouse import Warehouse
from tests.independent.alwrity_server import AlwrityServer
from tests.independent.answering import KEY
from tests.independent.worlds import Outreach, outreach
from tests.skipping_clock import SkippingClock

NOW = datetime(2026, 3, 29, 0, 40)
TITLES = ("=cmd|calc", "+Quick", "-10 tips", "@home", "'tis the season", "\tTab", "Plain")


@pytest.fixture(scope="module")
def world() -> Outreach:
    """130 leads (more than 50 of them discovered), exactly 50, 12 and none."""
    world = outreach(NOW, (130, 50, 12, 0), seed=5)
    for number, lead in enumerate(world.leads):
        lead["title"] = TITLES[number % len(TITLES)]
        if lead["campaign_id"] == "cam_0" and number % 2:
            lead["status"] = "discovered"
        lead["created_at"] = lead["created_at"].replace(microsecond=162396 * (number % 3))
    return world


def read(warehouse: Warehouse, server: AlwrityServer, **options: Any) -> SourceResult:
    own = {"base_url": server.url, "token": KEY, "requests_per_minute": 60_000}
    return sync.run(
        warehouse,
        load(backlink_outreach=own),
        sources=["outreach"],
        clock=SkippingClock(),
        **options,
    )["outreach"]


def column(warehouse: Warehouse, table: sa.Table, *names: str) -> set[tuple[Any, ...]]:
    with warehouse.read() as connection:
        rows = connection.execute(sa.select(*(table.c[name] for name in names)))
        return {tuple(row) for row in rows}


def ids(rows: list[dict[str, Any]]) -> set[tuple[str]]:
    return {(row["id"],) for row in rows}


@pytest.mark.parametrize("ignores_limit", [False, True], ids=["all rows", "fifty rows"])
def test_every_row_is_read_whatever_a_list_cuts_off(
    warehouse: Warehouse, world: Outreach, ignores_limit: bool
) -> None:
    with AlwrityServer(world, ignores_limit=ignores_limit) as server:
        result = read(warehouse, server)
    assert (result.status, result.tally.notes["dialect"]) == ("ok", "alwrity")
    assert column(warehouse, leads, "lead_id") == ids(world.leads)
    assert column(warehouse, attempts, "attempt_id") == ids(world.attempts)
    shown = [row for row in world.replies if row["attempt_id"]]
    assert column(warehouse, replies, "reply_id") == ids(shown)
    assert len(column(warehouse, campaigns, "campaign_id")) == 4
    assert any("list stops at 50 of 130" in warning for warning in result.tally.warnings)


def test_a_list_of_exactly_fifty_is_proven_and_not_doubted(
    warehouse: Warehouse, world: Outreach
) -> None:
    with AlwrityServer(world) as server:
        result = read(warehouse, server)
    assert server.asked["campaigns/cam_1/export/leads"] == 1
    assert server.asked["campaigns/cam_2/export/leads"] == 0
    assert not any("Campaign 1" in warning for warning in result.tally.warnings)


def test_texts_are_the_same_from_lists_and_from_guarded_exports(
    warehouse: Warehouse, world: Outreach
) -> None:
    with AlwrityServer(world) as server:
        read(warehouse, server)
    held = column(warehouse, leads, "lead_id", "title", "status", "created_at")
    told = {
        (row["id"], row["title"].strip(), row["status"], row["created_at"]) for row in world.leads
    }
    assert {(key, title.strip(), *rest) for key, title, *rest in held} == told
    with warehouse.read() as connection:
        only_exported = sa.select(sa.func.count()).where(leads.c.url.is_(None))
        assert (connection.scalar(only_exported) or 0) > 0


def test_a_fault_in_plain_text_and_the_reset_after_it_cost_no_row(
    warehouse: Warehouse, world: Outreach
) -> None:
    broken = ("campaigns/cam_0/attempts", "campaigns/cam_1", "campaigns/cam_0/export/leads")
    with AlwrityServer(world, breaks=broken) as server:
        result = read(warehouse, server)
        assert (result.status, server.resets) == ("ok", len(broken))
    assert column(warehouse, attempts, "attempt_id") == ids(world.attempts)
    assert column(warehouse, leads, "lead_id") == ids(world.leads)
    faults = column(warehouse, requests, "outcome") - {("ok",)}
    assert faults == {("server_error",), ("reset",)}


def test_a_brand_new_user_meets_no_fault_and_a_slow_first_answer_is_waited_for(
    warehouse: Warehouse, world: Outreach
) -> None:
    """Nine seconds of thirty, at a fifteenth of both."""
    timeouts = Timeouts(connect=5 / 15, read=30 / 15, total=60 / 15)
    with AlwrityServer(world, first_takes=9 / 15) as server:
        assert read(warehouse, server, timeouts=timeouts).status == "ok"
    assert server.failed_as_new == 0
    assert column(warehouse, requests, "attempt") == {(1,)}


def test_a_hundred_suppressions_may_be_more_and_ninety_nine_are_all(
    warehouse: Warehouse, world: Outreach
) -> None:
    for count, is_doubted in ((99, False), (100, True)):
        with AlwrityServer(world, suppressed=count) as server:
            result = read(warehouse, server)
        assert any("100 rows" in warning for warning in result.tally.warnings) == is_doubted
        assert len(column(warehouse, suppressions, "email")) == count
