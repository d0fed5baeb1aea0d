"""kill -9 in the middle of a sync: nothing acknowledged is lost, and the next sync completes it."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data import losses, schema, sync
from data.demo.world import overlay
from data.sandbox.options import Options
from data.sandbox.server import Sandbox
from data.schema import orders, placements
from data.warehouse import Warehouse
from tests.durability.syncing import counts
from tests.long.amounts import amount
from tests.starting import ROOT
from tests.sync.reading import everything

KILLS = amount(3, long=50)
ENTITIES = (
    schema.orders,
    schema.placements,
    schema.campaigns,
    schema.leads,
    schema.attempts,
    schema.replies,
    schema.suppressions,
    schema.order_history,
    schema.placement_history,
    schema.lead_history,
)
# When we looked differs from run to run; what was seen does not.
WHEN = {
    "fetched_at",
    "first_seen_at",
    "first_seen_live_at",
    "first_seen_closed_at",
    "first_seen_indexed_at",
    "last_seen_open_at",
    "last_seen_not_indexed_at",
    "last_seen_not_placed_at",
    "placed_seen_at",
    "report_fetched_at",
    "observed_at",
}


@dataclass(frozen=True)
class World:
    """A running sandbox, and what a sync that nobody disturbs makes of it."""

    sandbox: Sandbox
    state: list[Any]
    slots: Counter[str]
    commits: int

    def settings(self, path: Path) -> Any:
        return overlay(self.sandbox.settings, f"duckdb:///{path}")

    def syncing(self, path: Path) -> subprocess.Popen[bytes]:
        told = {**self.sandbox.settings, "WAREHOUSE__URL": f"duckdb:///{path}"}
        return subprocess.Popen(
            [sys.executable, "-m", "tests.durability.syncing"],
            cwd=ROOT,
            env=os.environ | told,
            stdout=subprocess.PIPE,
        )


def state(warehouse: Warehouse) -> list[Any]:
    return [everything(warehouse, table, *(WHEN & set(table.columns.keys()))) for table in ENTITIES]


def slots(warehouse: Warehouse) -> Counter[str]:
    """Orders with the number of their slots."""
    joined = sa.select(orders.c.order_id, sa.func.count(placements.c.slot)).outerjoin(
        placements, placements.c.order_id == orders.c.order_id
    )
    with warehouse.read() as connection:
        grouped = connection.execute(joined.group_by(orders.c.order_id))
        return Counter({order_id: number for order_id, number in grouped})


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    path = tmp_path_factory.mktemp("whole") / "linkboard.duckdb"
    chosen = Options(
        orders=150,
        speed=0.0,
        list_placements=True,
        requests_per_minute=100_000,
        outreach_requests_per_minute=100_000,
    )
    with Sandbox(chosen) as sandbox:
        with World(sandbox, [], Counter(), 0).syncing(path) as whole:
            lines = (whole.stdout or pytest.fail()).readlines()
        assert whole.returncode == 0
        with Warehouse.open(f"duckdb:///{path}") as warehouse:
            found = World(sandbox, state(warehouse), slots(warehouse), len(lines))
        assert all(found.state) and found.commits > 10
        yield found


def acknowledged_before_the_kill(world: World, path: Path, seed: int) -> dict[str, int]:
    """Kill a sync somewhere after a commit; returns the last that it told."""
    chosen = random.Random(seed)
    with world.syncing(path) as process:
        assert process.stdout
        told = [process.stdout.readline() for _ in range(chosen.randrange(2, world.commits))]
        try:
            process.wait(chosen.random() * 0.1)
        except subprocess.TimeoutExpired:
            process.kill()
        told += process.stdout.readlines()
    whole = [line for line in told if line.endswith(b"\n")]
    return dict(json.loads(whole[-1]))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(KILLS))
def test_a_killed_sync_loses_nothing_and_the_next_completes_it(
    world: World, tmp_path: Path, seed: int
) -> None:
    path = tmp_path / "linkboard.duckdb"
    told = acknowledged_before_the_kill(world, path, seed)
    with Warehouse.open(f"duckdb:///{path}") as warehouse:
        with warehouse.read() as connection:
            assert losses.unmended(connection) is None
            held = counts(connection)
        assert warehouse.data_version() > told.pop("version")
        assert all(held[table] >= rows for table, rows in told.items())
        stored = slots(warehouse)
        assert stored == {order_id: world.slots[order_id] for order_id in stored}

        results = sync.run(warehouse, world.settings(path))
        assert {results[name].status for name in ("podcast", "outreach")} == {"ok"}
        assert slots(warehouse) == world.slots
        for table, found, wanted in zip(ENTITIES, state(warehouse), world.state, strict=True):
            assert found == wanted, table.name
