"""A hundred thousand pages through list, plan and queue; days and restarts against one engine."""

from __future__ import annotations

import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from data.access import Scope
from data.indexing import campaigns, list_store, lists, page_checks, preparing, submitting
from data.indexing.dry_run import dry_run
from data.indexing.page_checks import PageCheck
from data.settings import Settings
from data.warehouse import Warehouse
from tests.indexing.engine_server import KEY, EngineServer
from tests.indexing.test_killed_submissions import queued
from tests.indexing.workflow import pages
from tests.skipping_clock import SkippingClock

HOSTS = [f"host-{number}.example" for number in range(60)]
NOW = datetime(2026, 11, 21, 12)
EVERYTHING = Scope.everything()


@pytest.fixture
def settings() -> Settings:
    own = {
        "indexnow_keys": dict.fromkeys(HOSTS, KEY),
        "inspection_properties": [f"sc-domain:{host}" for host in HOSTS],
        "allow_loopback": True,
        "send": True,
    }
    return Settings(indexing=own)  # type: ignore[arg-type]


def test_a_hundred_thousand_pages_are_planned_and_queued(
    warehouse: Warehouse, settings: Settings
) -> None:
    urls = (f"https://{HOSTS[n % 60]}/posts/{n}" for n in range(lists.MAX_ROWS))
    read = lists.read("\n".join(("url", *urls)).encode(), allow_example=True)
    stored = list_store.save(warehouse, read, name="All", created_by="test")
    looks = [
        PageCheck(
            entry.sha256 or "",
            entry.canonical or "",
            entry.host or "",
            checked_at=NOW,
            retry_at=NOW + timedelta(days=400),
            http_status=200,
            google_robots="allowed",
            bing_robots="allowed",
        )
        for entry in read.entries
    ]
    with warehouse.write() as connection:
        page_checks.save(connection, looks)
    campaign = preparing.of_list(warehouse, stored.list_id, EVERYTHING)
    began = time.process_time()
    plan = preparing.by_what_is_known(warehouse, settings, campaign, EVERYTHING)
    with warehouse.read() as connection:
        told = dry_run(connection, settings.indexing, plan, NOW)
    recorded = campaigns.record(warehouse, stored.list_id, plan, NOW)
    assert time.process_time() - began < 60
    assert recorded.queued == lists.MAX_ROWS
    (cost,) = told.engines
    assert (cost.urls, cost.hosts, cost.requests) == (100_000, 60, 40 * 167 + 20 * 167)
    assert cost.seconds == pytest.approx((cost.requests - 1) * 0.2)
    assert campaigns.record(warehouse, stored.list_id, plan, NOW).queued == 0


def test_batches_gaps_quota_and_never_twice_hold_over_restarts(
    server: EngineServer, clock: SkippingClock, tmp_path: Path
) -> None:
    """Each day is a process of its own on the same file; the ceiling is 25 pages a host and day."""
    host, url = "own.example", f"duckdb:///{tmp_path / 'days.duckdb'}"
    urls = pages(host, 60)
    queued(url, urls, "indexnow")
    settings = server.settings([host], urls_per_host_and_day=25)
    sent = []
    for day in range(4):
        for _ in range(2):
            with Warehouse.open(url) as warehouse:
                sent.append(submitting.submit(warehouse, settings, clock=clock).accepted)
        assert sum(sent) == min(60, 25 * (day + 1))
        clock.sleep(timedelta(days=1).total_seconds())
    assert sent == [25, 0, 25, 0, 10, 0, 0, 0]
    assert max(len(post.urls) for post in server.posts) == 10
    assert min(server.gaps) >= 0.2
    assert Counter(page for post in server.posts for page in post.urls) == dict.fromkeys(urls, 1)
