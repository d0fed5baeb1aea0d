"""Costly marts answer from tables only while no data changed, and always the same."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from data import queries, reports
from data.access import Scope
from data.backup import backup, restore
from data.migrations import views
from data.reports import Filters
from data.schema import orders
from data.warehouse import Warehouse
from tests.filled import Filled, filled

ASKED = (
    "campaign_outcomes",
    "client_summary",
    "delivery_times",
    "indexing_rates",
    "leads",
    "needs_person",
    "placements",
    "replies",
    "reply_outcomes",
    "sends_after_refusal",
)


@pytest.fixture(scope="module")
def filled_file(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    return filled(tmp_path_factory.getbasetemp())


@pytest.fixture
def warehouse(filled_file: Filled, tmp_path: Path) -> Iterator[Warehouse]:
    with Warehouse.open(f"duckdb:///{filled_file.copy(tmp_path)}") as warehouse:
        yield warehouse


def kept(warehouse: Warehouse) -> frozenset[str]:
    with warehouse.read() as connection:
        return views.kept(connection)


def release(warehouse: Warehouse) -> None:
    with warehouse.write():
        pass


def fail_an_order(warehouse: Warehouse) -> str:
    with warehouse.write() as connection:
        order_id = connection.scalar(sa.select(orders.c.order_id).filter_by(status="delivered"))
        failed = sa.update(orders).filter_by(order_id=order_id).values(status="failed")
        connection.execute(failed)
    return str(order_id)


def status(warehouse: Warehouse, order_id: str) -> str:
    frame = reports.run(warehouse, "orders", Filters(), Scope.everything())
    return str(frame.set_index("order_id").status[order_id])


def test_kept_or_live_every_answer_is_the_same(warehouse: Warehouse) -> None:
    middle = pd.Timestamp("2026-06-01").to_pydatetime()

    def answers() -> list[pd.DataFrame]:
        return [
            reports.run(warehouse, name, filters, Scope.everything())
            for name in ASKED
            for filters in (Filters(), Filters(as_of=middle), Filters(zone="Asia/Kolkata"))
        ]

    release(warehouse)
    assert kept(warehouse) == frozenset()
    live = answers()
    warehouse.keep_marts()
    assert kept(warehouse) == {mart.name for mart in queries.kept()}
    for expected, found in zip(live, answers(), strict=True):
        pd.testing.assert_frame_equal(expected, found)


def test_a_write_shows_in_the_next_answer(warehouse: Warehouse) -> None:
    warehouse.keep_marts()
    order_id = fail_an_order(warehouse)
    assert kept(warehouse) == frozenset()
    assert status(warehouse, order_id) == "failed"
    warehouse.keep_marts()
    assert status(warehouse, order_id) == "failed"


def test_a_mart_filled_before_a_write_stays_live_and_the_writer_does_not_wait(
    warehouse: Warehouse,
) -> None:
    release(warehouse)
    mart = next(mart for mart in queries.kept() if mart.name == "mart_orders")
    with warehouse.engine.begin() as connection:
        version = views.fill(connection, mart)
        order_id = fail_an_order(warehouse)
    assert version is not None
    with warehouse.write(is_data=False) as connection:
        views.switch(connection, mart, version)
    assert kept(warehouse) == frozenset()
    assert status(warehouse, order_id) == "failed"


def test_a_write_that_is_undone_leaves_the_tables_in_use(warehouse: Warehouse) -> None:
    warehouse.keep_marts()
    before = kept(warehouse)
    with pytest.raises(ZeroDivisionError), warehouse.write() as connection:
        connection.execute(sa.delete(orders))
        raise ZeroDivisionError
    assert kept(warehouse) == before
    order_id = fail_an_order(warehouse)
    assert status(warehouse, order_id) == "failed"


def test_tables_that_were_kept_are_in_use_after_a_start(
    filled_file: Filled, tmp_path: Path
) -> None:
    url = f"duckdb:///{filled_file.copy(tmp_path)}"
    with Warehouse.open(url) as warehouse:
        warehouse.keep_marts()
        version = warehouse.data_version()
    with Warehouse.open(url) as warehouse:
        assert kept(warehouse) == {mart.name for mart in queries.kept()}
        assert warehouse.data_version() > version
        order_id = fail_an_order(warehouse)
        assert status(warehouse, order_id) == "failed"


def test_a_restored_backup_begins_live(warehouse: Warehouse, tmp_path: Path) -> None:
    warehouse.keep_marts()
    url = f"duckdb:///{tmp_path}/restored.duckdb"
    assert restore(backup(warehouse), url) is None
    with Warehouse.open(url) as restored:
        assert kept(restored) == frozenset()
        order_id = fail_an_order(restored)
        assert status(restored, order_id) == "failed"


def test_a_backup_counts_the_rows_of_the_warehouse_alone(warehouse: Warehouse) -> None:
    warehouse.keep_marts()
    with warehouse.read() as connection:
        names = set(sa.inspect(connection).get_table_names())
    assert not names & {mart.name for mart in queries.kept()}


def test_readers_never_see_a_table_older_than_the_rows(warehouse: Warehouse) -> None:
    is_over = threading.Event()
    seen: list[tuple[int, int]] = []
    failures: list[Exception] = []

    def look() -> None:
        counted = "select (select count(*) from mart_orders), (select count(*) from orders)"
        while not is_over.is_set():
            try:
                with warehouse.read() as connection:
                    of_mart, of_table = connection.exec_driver_sql(counted).one()
                    again, _ = connection.exec_driver_sql(counted).one()
                seen.extend(((of_mart, of_table), (again, of_table)))
            except Exception as error:
                failures.append(error)

    readers = [threading.Thread(target=look) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        for _ in range(8):
            with warehouse.write() as connection:
                some = sa.select(orders.c.order_id).limit(3)
                connection.execute(sa.delete(orders).where(orders.c.order_id.in_(some)))
            warehouse.keep_marts()
            warehouse.checkpoint()
    finally:
        is_over.set()
        for reader in readers:
            reader.join()
    assert not failures
    assert len({of_mart for of_mart, _ in seen}) > 1
    assert all(of_mart == of_table for of_mart, of_table in seen)
