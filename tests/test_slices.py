"""A dataset in slices of its range is the dataset, row for row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pytest

from data import queries, reports, slices
from data.access import Scope
from data.reports import Filters
from data.warehouse import Warehouse
from tests.filled import filled

SLICED = [name for name in queries.names("datasets") if queries.compose(name).file.note("ordered")]
EVER = datetime(1, 1, 1), datetime(9999, 12, 31)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    file = filled(tmp_path_factory.getbasetemp()).copy(tmp_path_factory.mktemp("slices"))
    with Warehouse.open(f"duckdb:///{Path(file)}") as warehouse:
        yield warehouse


def sliced(warehouse: Warehouse, name: str, span: slices.Span, rows: int) -> list[slices.Span]:
    with warehouse.read() as connection:
        return list(slices.of(connection, queries.compose(name), span, rows))


def table(warehouse: Warehouse, name: str, span: slices.Span, **chosen: str) -> pa.Table:
    start_at, end_at = span
    return reports.run_arrow(
        warehouse, name, Filters(**chosen), Scope.everything(), start_at=start_at, end_at=end_at
    )


@pytest.mark.parametrize("name", SLICED)
@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata"])
def test_the_slices_one_after_another_are_the_whole(
    warehouse: Warehouse, name: str, zone: str
) -> None:
    spans = sliced(warehouse, name, EVER, rows=40)
    assert len(spans) > 3
    parts = [table(warehouse, name, span, zone=zone) for span in spans]
    assert pa.concat_tables(parts).equals(table(warehouse, name, EVER, zone=zone))


def test_slices_lie_side_by_side_and_none_is_without_rows(warehouse: Warehouse) -> None:
    spans = sliced(warehouse, "orders", EVER, rows=1)
    assert (spans[0][0], spans[-1][1]) == EVER
    assert all(before[1] == after[0] for before, after in zip(spans, spans[1:], strict=False))
    assert all(table(warehouse, "orders", span).num_rows for span in spans)


def test_a_range_that_begins_within_a_day_is_kept(warehouse: Warehouse) -> None:
    spans = sliced(warehouse, "orders", EVER, rows=1)
    middle = spans[len(spans) // 2][0].replace(hour=13)
    within = sliced(warehouse, "orders", (middle, EVER[1]), rows=1)
    parts = pa.concat_tables([table(warehouse, "orders", span) for span in within])
    assert within[0][0] == middle
    assert parts.equals(table(warehouse, "orders", (middle, EVER[1])))


def test_few_rows_are_one_slice(warehouse: Warehouse) -> None:
    assert sliced(warehouse, "orders", EVER, rows=10**6) == [EVER]
    assert sliced(warehouse, "suppressions", EVER, rows=1) == [EVER]
