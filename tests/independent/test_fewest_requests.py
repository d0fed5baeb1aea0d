"""A server that counts: a read asks for what the formula says, and tells so on the Sync page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from data import reports, sync
from data.access import Scope
from data.reports import Filters
from data.settings import Settings, load
from data.sync.results import SourceResult
from data.warehouse import Warehouse
from tests.independent.answering import KEY, Answer
from tests.independent.counting_server import CountingServer, Mix
from tests.long.amounts import amount
from tests.skipping_clock import SkippingClock

EXAMPLE = Mix(queued=30, in_progress=150, new=20, vanished=40, changed=60, delivered=38, page=100)
NOTHING = Mix(queued=0, in_progress=0, new=0, vanished=0, changed=0, delivered=0, page=20)
MIXES = [EXAMPLE, NOTHING, *(Mix.drawn(seed) for seed in range(amount(3, long=10)))]


def connected(server: CountingServer) -> Settings:
    own: dict[str, Any] = {"base_url": server.url, "api_key": KEY, "requests_per_minute": 60_000}
    return load(podcast_backlinks=own)


def read(warehouse: Warehouse, server: CountingServer) -> SourceResult:
    server.arrived = 0
    results = sync.run(warehouse, connected(server), sources=["podcast"], clock=SkippingClock())
    assert results["podcast"].status == "ok", results["podcast"].message
    return results["podcast"]


def told(warehouse: Warehouse) -> tuple[int, int]:
    """Spent and fewest of the last read, as the Sync page shows them."""
    last = reports.run(warehouse, "recent_runs", Filters(), Scope.everything()).iloc[0]
    return int(last["requests"]), int(last["fewest"])


def test_the_example_of_the_contract_is_143_requests() -> None:
    assert EXAMPLE.requests() == 143


@pytest.mark.parametrize("mix", MIXES, ids=repr)
def test_a_read_spends_what_the_formula_says(warehouse: Warehouse, mix: Mix) -> None:
    with CountingServer(mix) as server:
        read(warehouse, server)
        assert told(warehouse) == (server.arrived, server.requests_of_the_first_pass())
        assert server.arrived == server.requests_of_the_first_pass()
        server.pass_time()
        read(warehouse, server)
        assert server.arrived == mix.requests()
        assert told(warehouse) == (mix.requests(), mix.requests())
        read(warehouse, server)
        assert told(warehouse) == (server.arrived, server.arrived)


class FailingOnce(CountingServer):
    """Its third answer is a fault."""

    def answer(self, steps: list[str], query: Mapping[str, str]) -> Answer:
        answer = super().answer(steps, query)
        return (503, "Busy.", {}) if self.arrived == 3 else answer


def test_a_request_after_a_fault_is_spent_and_was_not_needed(warehouse: Warehouse) -> None:
    with FailingOnce(NOTHING, closed=30) as server:
        read(warehouse, server)
        assert told(warehouse) == (server.arrived, server.arrived - 1)


def test_the_hour_of_overlap_may_cost_a_page_more(warehouse: Warehouse) -> None:
    """The known order is the last of its page: the next page may hold some that are older."""
    mix = replace(NOTHING, new=NOTHING.page - 1)
    with CountingServer(mix, closed=30) as server:
        read(warehouse, server)
        server.pass_time()
        read(warehouse, server)
        assert told(warehouse) == (mix.requests() + 1, mix.requests())
