"""The worker thread of the app, against the sandbox."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from data.demo.world import overlay
from data.sandbox.options import Options
from data.sandbox.server import Sandbox
from data.settings import Settings
from data.sync.background import BackgroundSync
from data.sync.overlap import ahead
from data.warehouse import Warehouse

FAST = Options(orders=40, requests_per_minute=100_000, outreach_requests_per_minute=100_000)


@pytest.fixture
def settings(warehouse: Warehouse) -> Iterator[Settings]:
    with Sandbox(FAST) as sandbox:
        by_hand = sandbox.settings | {"SYNC__EVERY_MINUTES": "0"}
        yield overlay(by_hand, f"duckdb:///{warehouse.path}")


class Told(BackgroundSync):
    """A background sync that counts its runs."""

    def __init__(self, warehouse: Warehouse, settings: Settings) -> None:
        super().__init__(warehouse, settings)
        self.runs = threading.Semaphore(0)

    def run_now(self, **choices: object) -> dict[str, object]:  # type: ignore[override]
        results = super().run_now(**choices)  # type: ignore[arg-type]
        self.runs.release()
        return results  # type: ignore[return-value]


def test_it_syncs_at_once_and_again_on_request(warehouse: Warehouse, settings: Settings) -> None:
    background = Told(warehouse, settings)
    assert not background.state().running
    background.start()
    background.start()
    try:
        assert background.runs.acquire(timeout=60)
        background.request_now()
        assert background.runs.acquire(timeout=60)
    finally:
        background.stop()
    assert background.last_results["podcast"].status == "ok"
    state = background.state()
    assert not state.running and state.finished_at and state.started_at
    assert state.next_at is None


def test_stopping_ends_a_running_sync(warehouse: Warehouse, settings: Settings) -> None:
    background = BackgroundSync(warehouse, settings)
    background.start()
    background.stop()
    assert not background.state().running
    assert not [thread for thread in threading.enumerate() if "background" in thread.name]


def test_what_is_fetched_ahead_comes_in_order_and_its_fault_comes_last() -> None:
    def pages() -> Iterator[int]:
        yield from range(20)
        raise ValueError("the last page")

    taken = ahead(pages(), depth=3)
    assert [next(taken) for _ in range(20)] == list(range(20))
    with pytest.raises(ValueError, match="the last page"):
        next(taken)


def test_nobody_fetches_on_when_nobody_reads_on() -> None:
    fetched: list[int] = []

    def pages() -> Iterator[int]:
        for number in range(1_000_000):
            fetched.append(number)
            yield number

    taken = ahead(pages(), depth=3)
    assert next(taken) == 0
    taken.close()  # type: ignore[attr-defined]
    assert len(fetched) < 10
