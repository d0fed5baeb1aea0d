from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import sqlalchemy as sa

from data import migrations
from data.errors import WarehouseBusy, WarehouseError, WarehouseNewer
from data.schema import metadata, notes, sync_runs
from data.warehouse import Warehouse

BROKEN_STEP = """
from alembic import op
import sqlalchemy as sa

revision = "9999"
down_revision = "{last}"


def upgrade() -> None:
    op.create_table("half_made", sa.Column("name", sa.String))
    op.execute("insert into no_such_table values (1)")
"""


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"duckdb:///{tmp_path}/linkboard.duckdb"


@pytest.fixture
def warehouse(url: str) -> Iterator[Warehouse]:
    with Warehouse.open(url) as warehouse:
        yield warehouse


def note(warehouse: Warehouse, name: str) -> None:
    with warehouse.write() as connection:
        connection.execute(sa.insert(notes).values(note_id=name))


def names(connection: sa.Connection) -> list[str]:
    return sorted(connection.scalars(sa.select(notes.c.note_id)))


COLUMNS = sa.text(
    """
    select table_name, column_index, column_name, data_type, is_nullable, column_default
    from duckdb_columns()
    where not internal and table_name in (select table_name from duckdb_tables())
        and table_name <> 'alembic_version'
    order by table_name, column_index
    """
)
KEYS = sa.text(
    """
    select table_name, constraint_type, constraint_column_names
    from duckdb_constraints()
    where table_name <> 'alembic_version'
    order by all
    """
)


def test_the_migrations_make_exactly_the_tables_of_the_schema(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    straight = sa.create_engine(f"duckdb:///{tmp_path}/straight.duckdb")
    metadata.create_all(straight)
    with straight.connect() as expected, warehouse.read() as migrated:
        for question in (COLUMNS, KEYS):
            wanted = expected.execute(question).all()
            assert wanted and migrated.execute(question).all() == wanted
    straight.dispose()


def test_a_file_opened_again_holds_what_was_written(url: str) -> None:
    with Warehouse.open(url) as warehouse:
        note(warehouse, "kept")
        version = warehouse.data_version()
    with Warehouse.open(url) as warehouse, warehouse.read() as connection:
        assert names(connection) == ["kept"]
        assert warehouse.data_version() > version


def test_a_file_held_by_another_process_names_it(url: str, tmp_path: Path) -> None:
    hold = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print(1, flush=True); input()"
    path = str(tmp_path / "linkboard.duckdb")
    with subprocess.Popen(
        [sys.executable, "-c", hold, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout and holder.stdout.readline()
        with pytest.raises(WarehouseBusy, match=rf"held by process {holder.pid}\b"):
            Warehouse.open(url)
        holder.communicate(b"\n")


def test_a_file_of_a_newer_version_is_refused(url: str) -> None:
    with Warehouse.open(url) as warehouse, warehouse.write() as connection:
        connection.execute(sa.text("update alembic_version set version_num = 'from_2031'"))
    with pytest.raises(WarehouseNewer, match="from_2031"):
        Warehouse.open(url)


def test_what_is_no_database_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "letter.duckdb"
    path.write_text("Dear Sir or Madam" * 1000)
    with pytest.raises(WarehouseError, match="cannot be opened"):
        Warehouse.open(f"duckdb:///{path}")


@pytest.mark.parametrize("url", ["duckdb:///:memory:", "postgresql://u:secret@host/db"])
def test_a_url_without_a_file_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(WarehouseError) as caught:
        Warehouse.open(url)
    assert "secret" not in caught.value.message


def test_a_migration_that_fails_leaves_no_half(url: str, tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(migrations.FOLDER, folder)
    last = max(path.name for path in (folder / "versions").glob("0*.py"))[:4]
    (folder / "versions" / "9999_broken.py").write_text(BROKEN_STEP.format(last=last))
    with Warehouse.open(url) as warehouse:
        note(warehouse, "before")
        with pytest.raises(sa.exc.DBAPIError):
            migrations.upgrade(warehouse.engine, folder)
        assert "half_made" not in sa.inspect(warehouse.engine).get_table_names()
        with warehouse.read() as connection:
            assert connection.scalar(sa.text("select version_num from alembic_version")) == last
            assert names(connection) == ["before"]


def test_a_reader_cannot_write(warehouse: Warehouse) -> None:
    with warehouse.read() as connection, pytest.raises(sa.exc.DBAPIError, match="read-only"):
        connection.execute(sa.insert(notes).values(note_id="sneaked in"))


def test_a_commit_bumps_the_data_version_and_a_failure_does_not(warehouse: Warehouse) -> None:
    before = warehouse.data_version()
    note(warehouse, "one")
    assert warehouse.data_version() == before + 1
    with pytest.raises(RuntimeError), warehouse.write() as connection:
        connection.execute(sa.insert(notes).values(note_id="two"))
        raise RuntimeError
    assert warehouse.data_version() == before + 1
    with warehouse.read() as connection:
        assert names(connection) == ["one"]


def test_book_keeping_leaves_the_data_version(warehouse: Warehouse) -> None:
    before = warehouse.data_version()
    with warehouse.write(is_data=False) as connection:
        connection.execute(sa.insert(notes).values(note_id="quiet"))
    assert warehouse.data_version() == before


def test_a_reader_keeps_its_snapshot_and_a_checkpoint_does_not_wait_for_it(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.warehouse.CHECKPOINT_SECONDS", 0.1)
    note(warehouse, "early")
    with warehouse.read() as connection:
        assert names(connection) == ["early"]
        note(warehouse, "late")
        assert not warehouse.checkpoint()
        assert names(connection) == ["early"]
    monkeypatch.undo()
    assert warehouse.checkpoint()
    with warehouse.read() as connection:
        assert names(connection) == ["early", "late"]


def test_writers_of_the_same_row_wait_for_each_other(warehouse: Warehouse) -> None:
    note(warehouse, "counter")
    with warehouse.write() as connection:
        connection.execute(sa.update(notes).values(body="0"))

    def count() -> None:
        for _ in range(10):
            with warehouse.write() as connection:
                body = connection.scalar(sa.select(notes.c.body))
                connection.execute(sa.update(notes).values(body=str(int(body or 0) + 1)))

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with warehouse.read() as connection:
        assert connection.scalar(sa.select(notes.c.body)) == "40"


@pytest.mark.parametrize(
    "statement",
    [
        "select * from read_text('/etc/hostname')",
        "attach '/elsewhere.duckdb' as elsewhere",
        "set enable_external_access = true",
        "set threads = 1",
    ],
)
def test_the_open_database_reaches_nothing_outside(warehouse: Warehouse, statement: str) -> None:
    with pytest.raises(sa.exc.DBAPIError), warehouse.write() as connection:
        connection.exec_driver_sql(statement)


def test_times_are_utc_in_every_connection(warehouse: Warehouse) -> None:
    with warehouse.read() as one, warehouse.read() as two:
        for connection in (one, two):
            assert connection.scalar(sa.text("select current_setting('TimeZone')")) == "UTC"


def test_a_run_that_died_with_its_process_is_closed_at_the_next_start(url: str) -> None:
    with Warehouse.open(url) as warehouse, warehouse.write() as connection:
        connection.execute(sa.insert(sync_runs).values(run_id="a", status="running"))
        connection.execute(sa.insert(sync_runs).values(run_id="b", status="ok"))
    with Warehouse.open(url) as warehouse, warehouse.read() as connection:
        found = connection.execute(sa.select(sync_runs.c.run_id, sync_runs.c.status)).all()
        assert sorted(map(tuple, found)) == [("a", "failed"), ("b", "ok")]


def test_a_frame_comes_straight_from_the_driver(warehouse: Warehouse) -> None:
    with warehouse.read() as connection:
        cursor = connection.connection.cursor()
        cursor.execute("select order_id, created_at from orders")
        assert list(cursor.df().columns) == ["order_id", "created_at"]


def test_the_file_is_free_after_closing(url: str, tmp_path: Path) -> None:
    Warehouse.open(url).close()
    with duckdb.connect(str(tmp_path / "linkboard.duckdb"), read_only=True) as connection:
        assert connection.execute("select count(*) from orders").fetchone() == (0,)
