"""After a loss: a red line on every page, a full sync, and the line goes when it has ended well."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from data import losses, sync
from data.commits import file_of, note
from data.demo.world import overlay
from data.sandbox.options import Options
from data.sandbox.server import Sandbox
from data.schema import sync_runs
from data.settings import Settings
from data.sync.background import BackgroundSync
from data.warehouse import Warehouse
from tests.filled import filled
from tests.pages.driving import running_on, visit


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    fast = {"requests_per_minute": 100_000, "outreach_requests_per_minute": 100_000}
    with Sandbox(Options(orders=40, speed=0.0, **fast)) as running:
        yield running


@pytest.fixture
def behind(url: str, tmp_path: Path) -> Iterator[Warehouse]:
    """A warehouse that opens eight commits behind its counter."""
    with Warehouse.open(url) as warehouse:
        version = warehouse.data_version()
    note(tmp_path / "linkboard.duckdb", version + 8)
    with Warehouse.open(url) as warehouse:
        yield warehouse


def connected(sandbox: Sandbox, warehouse: Warehouse) -> Settings:
    return overlay(sandbox.settings, f"duckdb:///{warehouse.path}")


def unmended(warehouse: Warehouse) -> losses.Loss | None:
    with warehouse.read() as connection:
        return losses.unmended(connection)


def test_a_loss_is_on_record_for_good(behind: Warehouse) -> None:
    loss = unmended(behind)
    assert loss is not None and loss.commits == 8 and loss.sources == ("outreach", "podcast")
    with behind.read() as connection:
        run = connection.execute(sa.select(sync_runs).filter_by(source="warehouse")).one()
    assert (run.status, run.reason, run.message) == ("failed", "lost_commits", loss.message)


def test_the_next_sync_is_a_full_one_and_mends_it(sandbox: Sandbox, behind: Warehouse) -> None:
    settings = connected(sandbox, behind)
    sync.run(behind, settings)
    assert unmended(behind) is None
    usual = sync.run(behind, settings)["podcast"].requests
    file = behind.path
    behind.close()
    note(file, int(file_of(file).read_text()) + 1)
    with Warehouse.open(f"duckdb:///{file}") as again:
        assert unmended(again) is not None
        after_a_loss = sync.run(again, settings)["podcast"].requests
        assert unmended(again) is None
        assert sync.run(again, settings, full=True)["podcast"].requests == after_a_loss > usual


def test_a_source_that_fails_keeps_its_part_of_the_loss_open(
    sandbox: Sandbox, behind: Warehouse
) -> None:
    refused = {**sandbox.settings, "PODCAST_BACKLINKS__API_KEY": "pk_live_wrong"}
    sync.run(behind, overlay(refused, f"duckdb:///{behind.path}"))
    loss = unmended(behind)
    assert loss is not None and loss.sources == ("podcast",)
    sync.run(behind, connected(sandbox, behind))
    assert unmended(behind) is None


def test_while_nothing_is_connected_a_loss_stays_open(behind: Warehouse, url: str) -> None:
    sync.run(behind, overlay({}, url))
    assert unmended(behind) is not None


def test_every_page_says_it_in_red(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = filled(tmp_path_factory.getbasetemp()).copy(tmp_path)
    note(path, 10_000_000)
    with running_on(path) as warehouse:
        for page in ("overview", "delivery", "sync"):
            (line,) = [error.value for error in visit(page, range="all").error]
            assert line.startswith("**The database lost its newest rows**")
        with warehouse.write() as connection:
            losses.clear(connection, losses.SOURCES)
        assert not visit("overview", range="all").error


def test_a_good_background_sync_is_followed_by_what_is_due(
    sandbox: Sandbox, warehouse: Warehouse
) -> None:
    is_called = threading.Event()
    by_hand = sandbox.settings | {"SYNC__EVERY_MINUTES": "0"}
    settings = overlay(by_hand, f"duckdb:///{warehouse.path}")
    background = BackgroundSync(warehouse, settings, after_sync=is_called.set)
    background.start()
    assert is_called.wait(60)
    background.stop()
    assert background.last_results["podcast"].status == "ok"
