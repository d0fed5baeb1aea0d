"""Files as a killed process leaves them."""

from __future__ import annotations

from pathlib import Path

import pytest

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
