"""Reports beside the DuckDB query that an analyst would write by hand for the same answer.

The hand-written ones know that nothing is filtered, grouped or hidden, that the zone is UTC and
the moment is now; where a delivery's clock decides they read the mart. A report pays for what they
leave out. Each pair is first checked to give the same rows.
"""

from __future__ import annotations

import math
import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa

from benchmarks.reports import ALL_TIME, ATTEMPTS, timed
from benchmarks.results import machine, table
from benchmarks.world import fill
from data import reports
from data.access import Scope
from data.warehouse import Warehouse

CLAIMED_RATIO = 1.3
NAMES = sorted(path.stem for path in Path(__file__).parent.glob("*.sql"))


def run() -> str:
    """Draw the world of the `reports` benchmark and time each pair in turns."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Warehouse.open(f"duckdb:///{Path(folder) / 'world.duckdb'}") as warehouse,
    ):
        fill(warehouse, ATTEMPTS)
        warehouse.keep_marts()
        pairs = [(name, *_pair(warehouse, name)) for name in NAMES]
    rows = [
        (name, f"{1000 * ours:.0f}", f"{1000 * theirs:.0f}", f"{ours / theirs:.2f}", f"{count:,}")
        for name, ours, theirs, count in pairs
    ]
    within = sum(ours <= CLAIMED_RATIO * theirs for _, ours, theirs, _ in pairs)
    return (
        f"{machine('duckdb', 'sqlalchemy', 'pyarrow')}\n\n"
        f"The world of `reports`, all time, CPU time. {within} of {len(pairs)} take at most "
        f"{CLAIMED_RATIO} times the query written by hand.\n\n"
        f"{table(('query', 'report, ms', 'by hand, ms', 'ratio', 'rows'), rows)}"
    )


def _pair(warehouse: Warehouse, name: str) -> tuple[float, float, int]:
    def report() -> pa.Table:
        return reports.run_arrow(warehouse, name, ALL_TIME, Scope.everything())

    def by_hand() -> pa.Table:
        return _by_hand(warehouse, (Path(__file__).parent / f"{name}.sql").read_text("utf-8"))

    _check_same(name, report(), by_hand())
    first, rows = timed(report)
    theirs = min(timed(by_hand)[0], timed(by_hand)[0])
    return min(first, timed(report)[0]), theirs, rows


def _by_hand(warehouse: Warehouse, text: str) -> pa.Table:
    with warehouse.read() as connection:
        cursor = connection.connection.cursor()
        cursor.execute(text)
        return cursor.to_arrow_table()


def _check_same(name: str, ours: pa.Table, theirs: pa.Table) -> None:
    if ours.num_rows != theirs.num_rows or ours.num_columns != theirs.num_columns:
        raise AssertionError(f"{name}: {ours.shape} is not {theirs.shape}")
    for title, left, right in zip(ours.column_names, ours.columns, theirs.columns, strict=True):
        for one, other in zip(left.to_pylist(), right.to_pylist(), strict=True):
            if not _same(one, other):
                raise AssertionError(f"{name}, {title}: {one} is not {other}")


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-9)
    return bool(one == other)
