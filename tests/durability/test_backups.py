"""A backup is one snapshot, is checked when it comes back, and replaces nothing for good."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
import sqlalchemy as sa

from data import backup, losses
from data.backup.contents import TableContent, contents, tables_in
from data.errors import WarehouseBusy, WarehouseError, WarehouseNewer
from data.schema import orders, placements, price_book
from data.warehouse import Warehouse
from tests.durability.writing import ROWS, batches, write_batch

NOON = datetime(2026, 3, 18, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def held_by(warehouse: Warehouse) -> dict[str, TableContent]:
    with warehouse.read() as connection:
        return contents(connection, tables_in(connection))


def fill(warehouse: Warehouse) -> None:
    """Values that a file format could spoil."""
    with warehouse.write() as connection:
        connection.execute(
            sa.insert(orders).values(
                order_id="ord_1",
                anchor_text="tab\tquote'\"\nZoë 𝔏inks \u202e",
                extra={"nested": [1, None, {"a": "b"}], "text": ""},
                created_at=datetime(1999, 12, 31, 23, 59, 59, 999_999),
                delivered_in_hours=0.1,
                episode_title="",
            )
        )
        connection.execute(sa.insert(placements).values(order_id="ord_1", slot=1, indexed=False))
        connection.execute(
            sa.insert(price_book).values(package="growth", valid_from=datetime(2026, 1, 1), price=9)
        )


def test_what_is_restored_is_what_was_backed_up(url: str) -> None:
    with Warehouse.open(url) as warehouse:
        fill(warehouse)
        made, before = backup.backup(warehouse), held_by(warehouse)
        write_batch(warehouse, 0)
    kept = backup.restore(made, url)
    with Warehouse.open(url) as warehouse:
        after = held_by(warehouse)
        # Opening writes its own marks: which views there are, and the version.
        own = {"sync_cursors", "data_versions"}
        assert {n: c for n, c in after.items() if n not in own} == {
            n: c for n, c in before.items() if n not in own
        }
        with warehouse.read() as connection:
            assert losses.unmended(connection) is None
            assert connection.scalar(sa.text("select count(*) from mart_orders")) == 1
    assert kept is not None
    with Warehouse.open(f"duckdb:///{kept}") as replaced:
        assert batches(replaced) == 1


def test_a_backup_while_a_thread_writes_is_one_snapshot(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            write_batch(warehouse, number)
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [backup.backup(warehouse, now=NOON + i * DAY) for i in range(3)]
    finally:
        stop.set()
        writer.join()
    for number, folder in enumerate(made):
        manifest = backup.Manifest.read(folder)
        assert manifest.tables["notes"].rows % ROWS == 0
        url = f"duckdb:///{tmp_path}/again-{number}.duckdb"
        backup.restore(folder, url)
        with Warehouse.open(url) as restored:
            assert batches(restored) * ROWS == manifest.tables["notes"].rows


def test_a_backup_can_be_read_without_linkboard(warehouse: Warehouse) -> None:
    fill(warehouse)
    made = backup.backup(warehouse)
    with duckdb.connect() as connection:
        file = str(made / "orders.parquet")
        found = connection.execute("select order_id from read_parquet(?)", [file]).fetchall()
        assert found == [("ord_1",)]


def test_a_backup_goes_to_any_folder_and_leaves_no_part(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    made = backup.backup(warehouse, tmp_path / "elsewhere", now=NOON)
    assert made == tmp_path / "elsewhere" / "linkboard-2026-03-18T12-00-00Z"
    assert list(warehouse.backups.iterdir()) == []
    with pytest.raises(WarehouseError, match="never replaces"):
        backup.backup(warehouse, tmp_path / "elsewhere", now=NOON)


def test_a_backup_that_is_not_its_manifest_is_refused(url: str) -> None:
    with Warehouse.open(url) as warehouse:
        write_batch(warehouse, 0)
        write_batch(warehouse, 1)
        made = backup.backup(warehouse)
    file = str(made / "notes.parquet")
    with duckdb.connect() as connection:
        connection.execute("create table n as from read_parquet(?)", [file])
        connection.execute("update n set body = 'else' where note_id = '0001-07'")
        connection.table("n").write_parquet(file)
    with pytest.raises(WarehouseError, match=r"not what its manifest says .*notes"):
        backup.restore(made, url)
    with Warehouse.open(url) as warehouse:
        assert batches(warehouse) == 2


def test_a_missing_file_is_refused_in_one_sentence(url: str) -> None:
    with Warehouse.open(url) as warehouse:
        made = backup.backup(warehouse)
    (made / "orders.parquet").unlink()
    with pytest.raises(WarehouseError, match="cannot be restored"):
        backup.restore(made, url)


def test_a_folder_without_a_manifest_is_no_backup(url: str, tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="not a backup"):
        backup.restore(tmp_path, url)


def test_a_backup_of_a_newer_version_is_refused(url: str) -> None:
    with Warehouse.open(url) as warehouse:
        made = backup.backup(warehouse)
    manifest = json.loads((made / "manifest.json").read_text())
    (made / "manifest.json").write_text(json.dumps(manifest | {"schema_version": "from_2031"}))
    with pytest.raises(WarehouseNewer, match="from_2031"):
        backup.restore(made, url)


def test_a_held_file_is_not_replaced(url: str, tmp_path: Path) -> None:
    with Warehouse.open(url) as warehouse:
        made = backup.backup(warehouse)
    hold = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print(1, flush=True); input()"
    path = str(tmp_path / "linkboard.duckdb")
    with subprocess.Popen(
        [sys.executable, "-c", hold, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout and holder.stdout.readline()
        with pytest.raises(WarehouseBusy):
            backup.restore(made, url)
        holder.communicate(b"\n")
    assert not list(tmp_path.glob("*before-restore*"))


def test_a_damaged_file_is_replaced_and_kept_with_its_log(url: str, tmp_path: Path) -> None:
    with Warehouse.open(url) as warehouse:
        write_batch(warehouse, 0)
        made = backup.backup(warehouse)
    path = tmp_path / "linkboard.duckdb"
    path.write_bytes(b"spoilt" * 5000)
    path.with_name(f"{path.name}.wal").write_bytes(b"a log")
    kept = backup.restore(made, url)
    assert kept is not None and kept.read_bytes().startswith(b"spoilt")
    assert kept.with_name(f"{kept.name}.wal").read_bytes() == b"a log"
    with Warehouse.open(url) as warehouse:
        assert batches(warehouse) == 1


def pretend(folder: Path, made_at: datetime) -> None:
    made = folder / f"linkboard-{made_at:%Y-%m-%dT%H-%M-%SZ}"
    made.mkdir(parents=True)
    (made / "manifest.json").write_text("{}")


def test_seven_days_and_four_weeks_are_kept(tmp_path: Path) -> None:
    for days in range(60):
        pretend(tmp_path, NOON - days * DAY)
        pretend(tmp_path, NOON - days * DAY - timedelta(hours=3))
    (tmp_path / "linkboard-by-hand").mkdir()
    backup.prune(tmp_path, "linkboard")
    kept = sorted(path.name for path in tmp_path.iterdir())
    # 18 March 2026 is a Wednesday: the newest of the weeks before are Sundays.
    assert kept == [
        *(f"linkboard-2026-03-{day:02}T12-00-00Z" for day in (1, 8)),
        *(f"linkboard-2026-03-{day:02}T12-00-00Z" for day in range(12, 19)),
        "linkboard-by-hand",
    ]


def test_a_pause_deletes_nothing_and_other_warehouses_stay(tmp_path: Path) -> None:
    for months in (0, 2, 5):
        pretend(tmp_path, NOON - months * 30 * DAY)
    (tmp_path / "demo-2020-01-01T00-00-00Z").mkdir()
    assert backup.prune(tmp_path, "linkboard") == []


def test_a_scheduled_backup_is_made_once_a_day(warehouse: Warehouse) -> None:
    first = backup.back_up_when_due(warehouse, 24, NOON)
    assert first is not None
    assert backup.back_up_when_due(warehouse, 24, NOON + timedelta(hours=23)) is None
    assert backup.back_up_when_due(warehouse, 24, NOON + DAY) is not None
    assert backup.back_up_when_due(warehouse, 0, NOON + 9 * DAY) is None
    newest = backup.newest(warehouse)
    assert newest is not None and newest.made_at == NOON + DAY
