"""A real warehouse for every test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.warehouse import Warehouse


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with Warehouse.open(f"duckdb:///{tmp_path}/linkboard.duckdb") as opened:
        yield opened
