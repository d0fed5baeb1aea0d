"""A real warehouse for every test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.warehouse import Warehouse


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse without rows, made once: a copy opens much faster than a new one."""
    path = tmp_path_factory.mktemp("empty") / "w.duckdb"
    Warehouse.open(f"duckdb:///{path}").close()
    return path


@pytest.fixture
def warehouse(tmp_path: Path, empty_file: Path) -> Iterator[Warehouse]:
    path = shutil.copy(empty_file, tmp_path / "w.duckdb")
    with Warehouse.open(f"duckdb:///{path}") as opened:
        yield opened
