"""The guide's worked example, simulated: 150 → 138 → 129 → 118, from list to figures.

On one host the 129 pages are the guide's 13 requests. On the guide's own 50 domains they cannot be:
a request holds pages of one host only, so there is at least one for each of the 47 that are left.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import requests
import sqlalchemy as sa

from data import reports
from data.access import Scope
from data.demo.world import overlay
from data.indexing import campaigns, checking, lists, planning, submitting, validating
from data.indexing.checkers import CheckRequest
from data.indexing.outcomes import SubmitResult
from data.reports import Filters
from data.sandbox.options import Options
from data.sandbox.server import Sandbox
from data.schema import index_submissions
from data.settings import Settings
from data.warehouse import Warehouse
from tests.skipping_clock import SkippingClock

EVERYTHING = Scope.everything()


class Example:
    """One of the two lists, taken through all six steps."""

    def __init__(self, sandbox: Sandbox, warehouse: Warehouse, settings: Settings) -> None:
        self.sandbox, self.warehouse, self.settings = sandbox, warehouse, settings
        self.clock = SkippingClock()
        self.result = SubmitResult("none")

    def run(self, address: str) -> None:
        listed = requests.get(self.sandbox.announcement["indexing"][address], timeout=10)
        entries = lists.read(listed.content, allow_example=True).entries
        urls = [(row.sha256, row.canonical) for row in entries if row.canonical and row.sha256]
        self.check([CheckRequest(key, url) for key, url in urls])
        validating.validate(
            self.warehouse, self.settings, [url for _, url in urls], clock=self.clock
        )
        plan = planning.plan(self.warehouse, self.settings, entries, EVERYTHING)
        campaigns.record(self.warehouse, address, plan, self.clock.now())
        self.result = submitting.submit(self.warehouse, self.settings, clock=self.clock)
        self.sandbox.app.state.orders.clock.as_of += timedelta(hours=2)
        self.clock.sleep(timedelta(hours=2).total_seconds())
        self.check()

    def check(self, urls: list[CheckRequest] | None = None) -> None:
        checking.check(self.warehouse, self.settings, urls=urls, clock=self.clock)

    def report(self, name: str) -> pd.DataFrame:
        return reports.run(self.warehouse, name, Filters(), EVERYTHING)

    def statuses(self) -> set[Any]:
        with self.warehouse.read() as connection:
            return set(connection.scalars(sa.select(index_submissions.c.http_status)))


@pytest.fixture
def example(tmp_path: Path) -> Iterator[Example]:
    url = f"duckdb:///{tmp_path / 'w.duckdb'}"
    with Sandbox(Options(orders=40, speed=0.0)) as sandbox, Warehouse.open(url) as warehouse:
        yield Example(sandbox, warehouse, overlay(sandbox.settings, url))


@pytest.mark.parametrize(
    ("address", "posts"), [("one_host_example_url", 13), ("worked_example_url", 47)]
)
def test_the_worked_example(example: Example, address: str, posts: int) -> None:
    example.run(address)
    assert (example.result.requests, example.result.received) == (posts, 129)
    assert example.statuses() == {200}

    funnel = example.report("indexing_funnel").set_index("stage")
    assert funnel["reached"].to_dict() == {
        "collected": 150,
        "to_push": 138,
        "submitted": 129,
        "accepted": 129,
        "indexed": 118,
    }
    row = example.report("indexing_workflow").iloc[0]
    assert row["collected"] == row["dropped"] + row["submitted"] + row["parked"] + row["failed"]
    assert (row["already_indexed"], row["indexed"], row["not_indexed"]) == (12, 118, 11)
    limits = row[["index_rate_submitted_low", "index_rate_submitted_high"]]
    assert round(row["index_rate_submitted"], 2) == 0.91
    assert [round(limit, 3) for limit in limits] == [0.854, 0.952]
    assert round(row["index_rate_to_push"], 3) == 0.855
    assert round(row["index_rate_all"], 3) == 0.867

    drops = example.report("indexing_dropoffs")
    assert sorted(drops["urls"]) == [9, 12]
    recovery = example.report("indexing_recovery")
    reasons = recovery["reason"].value_counts().to_dict()
    assert reasons == {"crawled_not_indexed": 11, "crawl_blocked": 9}
    assert recovery["advice"].notna().all()
