"""Demo mode: a sandbox process, a warehouse made anew, and their end."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.demo import world
from data.demo.process import DemoSandbox
from data.runtime import Runtime
from data.schema import client_campaigns, clients, notes, price_book
from data.settings import ROOT, load

PARENT = """
import os
from data.demo.process import DemoSandbox
child = DemoSandbox("--size", "20")
print(child.announcement["podcast"]["base_url"], flush=True)
os.kill(os.getpid(), 9)
"""


@pytest.fixture
def demo_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "demo.duckdb"
    monkeypatch.setattr(world, "DEMO_FILE", path)
    return path


def test_the_demo_knows_clients_campaigns_and_prices(demo_file: Path) -> None:
    runtime = Runtime(load())
    try:
        assert runtime.is_demo and runtime.warehouse.path == demo_file
        assert runtime.settings.podcast_backlinks.is_on
        assert runtime.settings.backlink_outreach.is_on
        assert runtime.settings.indexing.host_map
        with runtime.warehouse.read() as connection:
            for table in (clients, client_campaigns, price_book):
                assert connection.scalar(sa.select(sa.func.count()).select_from(table))
    finally:
        runtime.stop()


def test_a_demo_starts_with_a_new_warehouse(demo_file: Path) -> None:
    for _ in range(2):
        runtime = Runtime(load())
        try:
            with runtime.warehouse.write() as connection:
                assert connection.execute(sa.select(notes)).all() == []
                connection.execute(sa.insert(notes).values(note_id="of this demo"))
        finally:
            runtime.stop()


def test_a_named_warehouse_is_never_a_demo(tmp_path: Path) -> None:
    runtime = Runtime(load(warehouse={"url": f"duckdb:///{tmp_path}/real.duckdb"}))
    try:
        assert not runtime.is_demo
        assert runtime.sync is None
    finally:
        runtime.stop()


def test_the_sandbox_ends_with_a_parent_that_is_killed() -> None:
    parent = subprocess.run(
        [sys.executable, "-c", PARENT], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert parent.returncode == -signal.SIGKILL
    # The child holds the error pipe too, which subprocess.run has read to its end.
    port = int(parent.stdout.rsplit(":", 1)[1].split("/")[0])
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))


def test_stopping_ends_the_sandbox() -> None:
    child = DemoSandbox("--size", "20")
    process = child._process
    child.stop()
    assert process.returncode is not None
