"""The demo's world with what a first read lacks: checks, submissions, entered costs, moves."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from data.warehouse import Warehouse
from tests.filled import filled
from tests.independent.demo_world.lived_in import live_in
from tests.independent.recounts.world import World


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    path = filled(tmp_path_factory.getbasetemp()).copy(tmp_path_factory.mktemp("demo_world"))
    with Warehouse.open(f"duckdb:///{path}") as warehouse:
        live_in(warehouse)
        yield World(warehouse)
