"""A disk without room: nothing acknowledged is lost, and Linkboard goes on by itself."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from data import disk, settings, sync
from data.commits import file_of, note, noted
from data.errors import WarehouseFull
from data.warehouse import Warehouse
from tests.durability.rewriting import TRIALS, WAYS
from tests.durability.writing import batches
from tests.starting import ROOT


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a process met that ran out of room twice: at a commit, and at a checkpoint."""
    path = tmp_path_factory.mktemp("full") / "linkboard.duckdb"
    command = [sys.executable, "-m", "tests.durability.filling", str(path)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr.decode()[-2000:]
    with Warehouse.open(f"duckdb:///{path}") as warehouse:
        return json.loads(ran.stdout) | {"in_the_end": batches(warehouse)}


def test_a_commit_without_room_is_refused_in_one_sentence(told: dict[str, Any]) -> None:
    assert told["commit_refused"]
    assert told["message"].startswith("The disk of linkboard.duckdb is full")


def test_what_was_acknowledged_stays_readable(told: dict[str, Any]) -> None:
    assert told["acknowledged"] > 10
    assert told["readable"] == told["acknowledged"]


def test_a_checkpoint_without_room_is_told_to_readers_in_one_sentence(told: dict[str, Any]) -> None:
    assert told["checkpoint_refused"]
    assert "disk of linkboard.duckdb is full" in told["during"]


def test_the_next_reader_opens_the_fallen_database_again(told: dict[str, Any]) -> None:
    assert told["after_fall"] == told["acknowledged"]
    assert told["closed_off"]


def test_a_webhook_is_stored_in_a_fallen_database_opened_again(told: dict[str, Any]) -> None:
    assert told["webhook_stored"]


def test_with_room_again_writing_goes_on_and_no_row_is_lost(told: dict[str, Any]) -> None:
    assert told["with_room_again"] == told["acknowledged"] + 1
    assert told["in_the_end"] == told["with_room_again"]


@pytest.mark.parametrize("way", WAYS)
def test_rows_written_again_under_their_keys_are_refused_too_and_end_no_process(
    way: str, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "tests.durability.rewriting", str(tmp_path / "w.duckdb"), way]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr.decode()[-2000:]
    told = json.loads(ran.stdout)
    assert told["refused"] > 0 and told["refused"] + told["stood"] == TRIALS


def test_a_sync_without_room_is_refused_before_it_asks(warehouse: Warehouse) -> None:
    connected = settings.load(
        podcast_backlinks={"api_key": "pk_live_canary", "base_url": "http://127.0.0.1:9/v1"}
    )
    results = sync.run(warehouse, connected, sources=("podcast",), least_free=2**60)
    refused = results["podcast"]
    assert (refused.status, refused.reason, refused.requests) == ("failed", "disk_full", 0)
    assert "nearly full" in refused.message and "Free some space" in refused.message


def test_a_sync_wants_three_times_the_database(tmp_path: Path) -> None:
    path = tmp_path / "large.duckdb"
    path.write_bytes(b"")
    with path.open("r+b") as file:
        file.truncate(7_000_000)  # sparse
    assert disk.room(path, 0).wanted == 21_000_000
    assert disk.room(path).wanted == disk.LEAST_FREE
    with pytest.raises(WarehouseFull):
        disk.require_room(path, 2**60)


def test_a_counter_that_cannot_be_written_fails_no_commit(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database = tmp_path / "linkboard.duckdb"
    file_of(database).mkdir()
    note(database, 7)
    assert noted(database) is None
    assert "could not be written" in caplog.text


def test_rows_come_back_from_no_update() -> None:
    """RETURNING makes DuckDB 1.5 rewrite the key; an INSERT that returns its rows rewrites none."""
    sources = {path.relative_to(ROOT): path.read_text() for path in ROOT.glob("data/**/*.py")}
    returning = {str(path) for path, text in sources.items() if ".returning(" in text}
    assert returning == {"data/webhooks/inbox.py"}
