"""Files as a killed process leaves them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.warehouse import Warehouse
from tests.durability.writing import killed_after

BATCHES, IN_THE_FILE = 20, 5


@pytest.fixture(scope="session")
def killed_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty acknowledged batches: five in the file, fifteen in the write-ahead log."""
    path = tmp_path_factory.mktemp("killed") / "linkboard.duckdb"
    killed_after(path, BATCHES, checkpoint_after=IN_THE_FILE)
    return path


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"duckdb:///{tmp_path}/linkboard.duckdb"


@pytest.fixture
def warehouse(url: str) -> Iterator[Warehouse]:
    with Warehouse.open(url) as warehouse:
        yield warehouse
