"""One runtime a process: made at the first call, ended once, made again after that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from data import runtime
from data.warehouse import Warehouse


@pytest.fixture(autouse=True)
def own_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    url = f"duckdb:///{tmp_path}/own.duckdb"
    monkeypatch.setenv("WAREHOUSE__URL", url)
    monkeypatch.setenv("SYNC__EVERY_MINUTES", "0")
    runtime.end()
    yield url
    runtime.end()


def test_all_callers_share_one_runtime() -> None:
    assert runtime.current() is runtime.current()
    assert runtime.current().sync is None


def test_starting_twice_starts_one_sync() -> None:
    running = runtime.current()
    running.start()
    first = running.sync
    running.start()
    assert first is not None and running.sync is first


def test_an_ended_runtime_lets_go_of_the_file(own_file: str) -> None:
    running = runtime.current()
    running.start()
    runtime.end()
    assert running.sync is None
    with Warehouse.open(own_file) as again:
        assert again.data_version() > 0


def test_ending_twice_changes_nothing(own_file: str) -> None:
    running = runtime.current()
    runtime.end()
    with Warehouse.open(own_file):
        runtime.end()
        running.stop()


def test_after_the_end_there_is_a_new_one() -> None:
    first = runtime.current()
    runtime.end()
    assert runtime.current() is not first
