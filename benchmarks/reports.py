"""Every report, dataset and page query over a million attempts, beside the plainest query there is.

The yardstick is the count of attempts a day, written by hand, in the same run. A report that reads
many columns of text, searches or sorts them cannot come near it, and a data set hands out as many
rows as it has; the table shows which ones keep within the claim and which do not.

All times are CPU time of the process over all its threads: other work on the machine doubles the
elapsed time of one query and not of the next, which makes any ratio of elapsed times an accident.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from benchmarks.results import machine, table
from benchmarks.world import fill
from data import queries, reports
from data.access import Scope
from data.reports import Filters
from data.warehouse import Warehouse

ATTEMPTS = 1_000_000
ROUNDS = 3
SLOW_SECONDS = 1.0
CLAIMED_RATIO = 10.0
LAST_90_DAYS = Filters(start=date(2026, 8, 4), end=date(2026, 11, 1), order="ord_000000001")
ALL_TIME = Filters(order="ord_000000001")

_ATTEMPTS_A_DAY = "select cast(sent_at as date) as day, count(*) from attempts group by 1"
_ESTIMATES = {"value1": 0.5, "low1": 0.4, "high1": 0.6, "value0": 0.3, "low0": 0.2, "high0": 0.4}


@dataclass(frozen=True)
class Timing:
    """One report: CPU seconds for the last 90 days and for all time, and the rows of the latter."""

    name: str
    kind: str
    recent: float
    whole: float
    rows: int


def run() -> str:
    """Draw the world, time everything once it is warm; best times, slowest first."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Warehouse.open(f"duckdb:///{Path(folder) / 'world.duckdb'}") as warehouse,
    ):
        fill(warehouse, ATTEMPTS)
        kept = _keep_marts(warehouse)
        before, _ = timed(lambda: _attempts_a_day(warehouse))
        timings = [_timing(warehouse, info) for info in reports.catalogue().values()]
        after, _ = timed(lambda: _attempts_a_day(warehouse))
    plain = min(before, after)
    slowest_first = sorted(timings, key=lambda timing: -timing.whole)
    return f"{_section(plain, slowest_first)}\n\n{kept}"


def _keep_marts(warehouse: Warehouse) -> str:
    """What a sync pays once, after its rows are committed: the costly marts become tables."""
    cpu, elapsed = time.process_time(), time.perf_counter()
    warehouse.keep_marts()
    cpu, elapsed = time.process_time() - cpu, time.perf_counter() - elapsed
    return (
        f"Keeping the {len(queries.kept())} costly marts as tables after a sync of all these rows: "
        f"{cpu:.1f} s of CPU, {elapsed:.1f} s elapsed. It follows the commit of the rows; reports "
        f"answer meanwhile, from the marts' own selects."
    )


def _attempts_a_day(warehouse: Warehouse) -> pa.Table:
    with warehouse.read() as connection:
        cursor = connection.connection.cursor()
        cursor.execute(_ATTEMPTS_A_DAY)
        return cursor.to_arrow_table()


def _timing(warehouse: Warehouse, info: reports.ReportInfo) -> Timing:
    binds = queries.compose(info.name).binds
    given: dict[str, Any] = {name: value for name, value in _ESTIMATES.items() if name in binds}

    def ask(filters: Filters) -> pa.Table:
        return reports.run_arrow(warehouse, info.name, filters, Scope.everything(), **given)

    recent, _ = timed(lambda: ask(LAST_90_DAYS))
    whole, rows = timed(lambda: ask(ALL_TIME))
    return Timing(info.name, info.kind, recent, whole, rows)


def timed(ask: Callable[[], pa.Table]) -> tuple[float, int]:
    """CPU seconds of the least disturbed round after one to warm up, and the rows of the answer.

    Warmth is a part of what takes milliseconds; what takes seconds is asked for once.
    """
    started = time.process_time()
    rows = ask().num_rows
    first = time.process_time() - started
    if first > SLOW_SECONDS:
        return first, rows
    seconds = []
    for _ in range(ROUNDS):
        started = time.process_time()
        ask()
        seconds.append(time.process_time() - started)
    return min(seconds), rows


def _section(plain: float, timings: list[Timing]) -> str:
    limit = CLAIMED_RATIO * plain
    recent = sum(timing.recent <= limit for timing in timings)
    whole = sum(timing.whole <= limit for timing in timings)
    rows = [
        (
            timing.name,
            timing.kind,
            *_cells(timing.recent, plain),
            *_cells(timing.whole, plain),
            f"{timing.rows:,}",
        )
        for timing in timings
    ]
    header = ("query", "kind", "90 days, ms", "ratio", "all time, ms", "ratio", "rows")
    return (
        f"{machine('duckdb', 'sqlalchemy', 'pyarrow')}\n\n"
        f"{ATTEMPTS:,} attempts, {ATTEMPTS // 5:,} leads, {ATTEMPTS * 15 // 100:,} replies, "
        f"{ATTEMPTS // 10:,} orders of 3 links. Attempts a day, the yardstick: "
        f"{1000 * plain:.0f} ms. Of {len(timings)} queries {recent} answer for 90 days within "
        f"{CLAIMED_RATIO:.0f} times that, {whole} for all time. CPU time over all threads, best of "
        f"{ROUNDS} after one to warm up, or the first if it took more than "
        f"{SLOW_SECONDS:.0f} s.\n\n"
        f"{table(header, rows)}"
    )


def _cells(seconds: float, plain: float) -> tuple[str, str]:
    return f"{1000 * seconds:.0f}", f"{seconds / plain:.1f}"
