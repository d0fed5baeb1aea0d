"""The mend of a write-ahead log that DuckDB refuses: cut a copy where it stops being readable.

What stands before that byte is a consistent prefix of all commits. The commit counter then tells
at the next start how many are gone, and a full sync reads them again.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import duckdb
import sqlalchemy as sa

from data import damage, swapping
from data.backup.contents import contents, tables_in
from data.errors import WarehouseDamaged


@dataclass(frozen=True)
class Repaired:
    """`kept_bytes` of the log's `log_bytes` could be read; the damaged file is at `damaged`."""

    kept_bytes: int
    log_bytes: int
    damaged: Path

    @property
    def sentence(self) -> str:
        return (
            f"The write-ahead log was readable up to byte {self.kept_bytes:,} of "
            f"{self.log_bytes:,}; everything before it is in the database again. "
            f"The damaged files are kept as {self.damaged.name}."
        )


def repair(database: Path) -> Repaired | None:
    """Mend the log of a closed file; None when there is nothing to mend.

    Raises WarehouseBusy while another process holds the file, WarehouseDamaged when the file
    itself cannot be read: then only a backup helps.
    """
    new = database.with_name(f"{database.name}.repairing")
    with swapping.held(database) as descriptor:
        swapping.remove(new)
        try:
            swapping.copy(descriptor, database, new)
            log = new.with_name(f"{new.name}.wal")
            size = log.stat().st_size if log.exists() else 0
            kept = _cut_until_it_opens(new, log, size)
            _read_everything(database, new)
            if kept == size:
                return None
            return Repaired(kept, size, swapping.swap(new, database, "damaged"))
        finally:
            swapping.remove(new)


def _cut_until_it_opens(new: Path, log: Path, size: int) -> int:
    """Returns how many bytes of the log are left."""
    while True:
        try:
            duckdb.connect(str(new)).close()
            return size
        except duckdb.Error as error:
            position = damage.log_position(error)
            if position is None or size == 0:
                raise damage.explain(new, error) or WarehouseDamaged(str(error)) from None
            size = _cut(log, min(position, size - 1))


def _cut(log: Path, size: int) -> int:
    if size:
        os.truncate(log, size)
    else:
        log.unlink()
    return size


def _read_everything(database: Path, new: Path) -> None:
    """A damaged block is told only by whoever reads it; closing moves the log into the file."""
    engine = sa.create_engine(sa.URL.create("duckdb", database=str(new)))
    try:
        with engine.connect() as connection:
            contents(connection, tables_in(connection))
    except sa.exc.DBAPIError as error:
        raise damage.explain(database, error.orig) or error from None
    finally:
        engine.dispose()
