"""The demo's world from other seeds and in the other dialect of the outreach server."""

from __future__ import annotations

from pathlib import Path

import pytest

from data import sync
from data.demo import world
from data.sandbox.server import Sandbox
from data.warehouse import Warehouse
from tests.filled import generous
from tests.fresh import fresh
from tests.independent.demo_world.lived_in import live_in
from tests.independent.demo_world.test_reports_again import CASES, SUMMER
from tests.independent.recounts.reports import check
from tests.independent.recounts.world import World
from tests.long.amounts import IS_LONG


@pytest.mark.long
@pytest.mark.skipif(not IS_LONG, reason="many minutes")
@pytest.mark.parametrize("dialect", ["documented", "alwrity"])
@pytest.mark.parametrize("seed", [8, 9, 10])
def test_every_report_of_another_demo_is_what_pandas_makes_of_it(
    tmp_path: Path, seed: int, dialect: str
) -> None:
    differing = {}
    path = tmp_path / "other.duckdb"
    with fresh(path) as warehouse:
        _read(warehouse, path, seed, dialect)
        demo = World(warehouse)
        for name, by in CASES:
            try:
                check(demo.view(**SUMMER) if name == "what_changed" else demo, name, by)
            except AssertionError as error:
                differing[name, by] = str(error)
    assert differing == {}


def _read(warehouse: Warehouse, path: Path, seed: int, dialect: str) -> None:
    options = generous(200, seed=seed, outreach_dialect=dialect)  # type: ignore[arg-type]
    with Sandbox(options) as sandbox:
        world.seed(warehouse, sandbox.announcement["demo"])
        settings = world.overlay(sandbox.settings, f"duckdb:///{path}")
        results = sync.run(warehouse, settings)
    assert {result.status for result in results.values()} == {"ok"}
    live_in(warehouse)
