"""The crowd's file, made once per process; whoever opens it takes a copy."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.warehouse import Warehouse
from tests.access import crowd
from tests.fresh import fresh


@pytest.fixture(scope="session")
def crowd_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Closed; to be copied."""
    path: Path = tmp_path_factory.mktemp("crowd") / "crowd.duckdb"
    with fresh(path) as warehouse:
        crowd.fill(warehouse)
    return path


@pytest.fixture(scope="module")
def crowded(crowd_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """All forty clients, in this process, for tests that only read."""
    copy = shutil.copy(crowd_file, tmp_path_factory.mktemp("crowded") / "crowd.duckdb")
    with Warehouse.open(f"duckdb:///{copy}") as opened:
        yield opened
