"""The demo's warehouse is made anew at each start, unless another demo still holds it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from data.demo import world
from data.errors import WarehouseBusy

HOLD = "import duckdb, sys; held = duckdb.connect(sys.argv[1]); print('held', flush=True); input()"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "demo.duckdb"
    monkeypatch.setattr(world, "DEMO_FILE", path)
    return path


def test_a_demo_that_runs_keeps_its_file(file: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None and other.stdout.readline() == b"held\n"
        with pytest.raises(WarehouseBusy, match=str(other.pid)):
            world.new_file()
        other.communicate(b"\n")
    assert file.exists()


def test_whatever_an_earlier_demo_left_is_removed(file: Path) -> None:
    file.write_bytes(b"no database")
    assert world.new_file() == f"duckdb:///{file}"
    assert not file.exists()
