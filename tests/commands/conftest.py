"""Warehouses for commands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.warehouse import Warehouse
from tests.filled import filled
from tests.fresh import fresh


@pytest.fixture(scope="session")
def filled_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """To be read only."""
    copy = filled(tmp_path_factory.getbasetemp()).copy(tmp_path_factory.mktemp("commands"))
    with Warehouse.open(f"duckdb:///{copy}") as warehouse:
        yield warehouse


@pytest.fixture
def empty_warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with fresh(tmp_path / "empty.duckdb") as warehouse:
        yield warehouse
