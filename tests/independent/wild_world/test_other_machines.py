"""What no answer may hang on: where the machine stands, and in which order rows were stored."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from data import schema
from data.arrow import append
from tests.fresh import fresh
from tests.independent.recounts.world import same
from tests.independent.wild_world import worlds
from tests.independent.wild_world.answers import answers
from tests.long.amounts import amount

ROOT = Path(__file__).resolve().parents[3]
FAR = ["Pacific/Kiritimati", "America/Los_Angeles", "Asia/Kathmandu"]
SEED = 7  # forty orders, sixty leads, fifty replies


@pytest.mark.parametrize("zone", FAR[: amount(1, long=3)])
def test_neither_the_zone_of_the_machine_nor_the_order_of_rows_changes_a_report(
    tmp_path: Path, zone: str
) -> None:
    here = worlds.filled(tmp_path / "here.duckdb", SEED, is_kept=False)
    with here:
        expected = answers(here)
    with fresh(tmp_path / "there.duckdb") as there, there.write() as connection:
        for table, rows in worlds.drawn(SEED).items():
            append(connection, getattr(schema, table), rows[::-1])
    for name, told in _asked_in(tmp_path, zone).items():
        assert _alike(told, expected[name]), name


def _asked_in(folder: Path, zone: str) -> dict[str, pd.DataFrame]:
    out = folder / "answers"
    command = [sys.executable, "-m", "tests.independent.wild_world.answers"]
    subprocess.run(
        [*command, str(folder / "there.duckdb"), str(out)],
        env={**os.environ, "TZ": zone, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        check=True,
    )
    found: dict[str, pd.DataFrame] = pickle.loads(out.read_bytes())
    return found


def _alike(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """The same cells in the same order of rows and columns."""
    if list(one.columns) != list(other.columns) or len(one) != len(other):
        return False
    return all(
        same(told, expected)
        for column in one.columns
        for told, expected in zip(one[column], other[column], strict=True)
    )
