"""Whatever happens to the write-ahead log: all rows, or a prefix that says so, or a refusal with
its mend. Never a prefix without a word."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from data import losses, repair
from data.commits import file_of
from data.errors import WarehouseDamaged
from data.losses import Loss
from data.warehouse import Warehouse
from tests.durability.conftest import BATCHES, IN_THE_FILE
from tests.durability.writing import batches, write_batch

Damage = Callable[[bytes], bytes]


def cut(share: float) -> Damage:
    return lambda log: log[: int(len(log) * share)]


def zeroed(start: float, length: int) -> Damage:
    def damage(log: bytes) -> bytes:
        at = int(len(log) * start)
        return log[:at] + bytes(len(log[at : at + length])) + log[at + length :]

    return damage


def flipped(share: float) -> Damage:
    def damage(log: bytes) -> bytes:
        at = int(len(log) * share)
        return log[:at] + bytes([log[at] ^ 0x10]) + log[at + 1 :]

    return damage


DAMAGES: dict[str, Damage] = {
    "empty": lambda log: b"",
    "all zero": lambda log: bytes(len(log)),
    "another file": lambda log: b"Dear Sir or Madam, " * 500,
    "cut at a tenth": cut(0.1),
    "cut in the middle": cut(0.5),
    "the last bytes missing": lambda log: log[:-7],
    "head zeroed": zeroed(0, 64),
    "middle zeroed": zeroed(0.5, 200),
    "tail zeroed": zeroed(0.98, 10_000),
    "a bit of the head flipped": lambda log: log[:5] + bytes([log[5] ^ 0x10]) + log[6:],
    "an early bit flipped": flipped(0.2),
    "a late bit flipped": flipped(0.9),
    "a piece missing": lambda log: log[: len(log) // 2] + log[len(log) // 2 + 500 :],
    "zeros appended": lambda log: log + bytes(4096),
    "garbage appended": lambda log: log + b"\x07" * 300,
}


def taken(killed_file: Path, folder: Path) -> Path:
    """The killed file with its log and its counter."""
    path = folder / killed_file.name
    for file in killed_file.parent.glob(f"{killed_file.name}*"):
        shutil.copy(file, folder)
    return path


def opened(path: Path) -> tuple[int, Loss | None]:
    """The batches that are there, and what pages would say in red."""
    with Warehouse.open(f"duckdb:///{path}") as warehouse:
        with warehouse.read() as connection:
            loss = losses.unmended(connection)
        return batches(warehouse), loss


def test_a_sound_log_gives_everything_without_a_word(killed_file: Path, tmp_path: Path) -> None:
    assert opened(taken(killed_file, tmp_path)) == (BATCHES, None)


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_no_loss_is_silent(killed_file: Path, tmp_path: Path, damage: Damage) -> None:
    path = taken(killed_file, tmp_path)
    log = path.with_name(f"{path.name}.wal")
    log.write_bytes(damage(log.read_bytes()))
    try:
        count, loss = opened(path)
    except WarehouseDamaged as refusal:
        assert "doctor --repair" in refusal.message
        done = repair.repair(path)
        assert done is not None and done.damaged.exists()
        count, loss = opened(path)
    assert IN_THE_FILE <= count <= BATCHES
    assert (loss is None) == (count == BATCHES)
    if loss is not None:
        assert loss.commits == BATCHES - count


def test_a_deleted_log_is_a_loss(killed_file: Path, tmp_path: Path) -> None:
    path = taken(killed_file, tmp_path)
    path.with_name(f"{path.name}.wal").unlink()
    count, loss = opened(path)
    assert count == IN_THE_FILE
    assert loss is not None and loss.commits == BATCHES - IN_THE_FILE


def test_a_repair_brings_back_what_stands_before_the_damage(
    killed_file: Path, tmp_path: Path
) -> None:
    path = taken(killed_file, tmp_path)
    log = path.with_name(f"{path.name}.wal")
    damaged = flipped(0.9)(log.read_bytes())
    log.write_bytes(damaged)
    done = repair.repair(path)
    assert done is not None
    kept_log = done.damaged.with_name(f"{done.damaged.name}.wal")
    assert kept_log.read_bytes() == damaged
    count, _ = opened(path)
    assert count > BATCHES // 2


def test_a_sound_file_is_left_alone_by_a_repair(killed_file: Path, tmp_path: Path) -> None:
    path = taken(killed_file, tmp_path)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert repair.repair(path) is None
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_a_damaged_block_is_for_a_backup_to_mend(killed_file: Path, tmp_path: Path) -> None:
    path = taken(killed_file, tmp_path)
    with path.open("r+b") as file:
        file.seek(0)
        file.write(os.urandom(8192))
    with pytest.raises(WarehouseDamaged, match="restore"):
        Warehouse.open(f"duckdb:///{path}")
    with pytest.raises(WarehouseDamaged, match="restore"):
        repair.repair(path)


def test_a_loss_is_told_at_each_start_until_it_is_mended(killed_file: Path, tmp_path: Path) -> None:
    path = taken(killed_file, tmp_path)
    path.with_name(f"{path.name}.wal").unlink()
    first, again = opened(path), opened(path)
    assert first[1] is not None and again[1] == first[1]


def test_versions_go_on_after_a_loss(killed_file: Path, tmp_path: Path) -> None:
    path = taken(killed_file, tmp_path)
    noted = int(file_of(path).read_text())
    path.with_name(f"{path.name}.wal").unlink()
    with Warehouse.open(f"duckdb:///{path}") as warehouse:
        assert warehouse.data_version() > noted
        before = warehouse.data_version()
        write_batch(warehouse, 99)
        assert warehouse.data_version() == before + 1


def test_a_file_that_vanished_is_a_loss_and_a_new_one_is_none(
    killed_file: Path, tmp_path: Path
) -> None:
    path = taken(killed_file, tmp_path)
    path.unlink()
    path.with_name(f"{path.name}.wal").unlink()
    assert opened(path)[1] is not None
    assert opened(tmp_path / "new.duckdb") == (0, None)
