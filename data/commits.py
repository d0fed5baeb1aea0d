"""The commit counter beside the database file: how a lost write-ahead log is noticed.

DuckDB opens a file whose log is missing, empty, zeroed or cut without a word, at the last state it
can reach. The counter inside (`data_versions`) falls back with the rows; this one does not. It is
written after each commit (one fdatasync, 4 ms), so it is never ahead of what is durable.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

_DIGITS = 20

log = logging.getLogger(__name__)


def file_of(database: Path) -> Path:
    """`warehouse.duckdb` -> `warehouse.duckdb.commits`."""
    return database.with_name(f"{database.name}.commits")


def note(database: Path, version: int) -> None:
    """Make the counter durable. A full disk is no reason to fail: the commit itself stands."""
    file = file_of(database)
    is_new = not file.exists()
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT, 0o644)
        try:
            # In place and of fixed width: one sector is written whole or not at all.
            os.pwrite(descriptor, f"{version:0{_DIGITS}}\n".encode(), 0)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if is_new:
            sync_folder(file.parent)
    except OSError as error:
        log.warning("%s could not be written: %s", file.name, error.strerror)


def noted(database: Path) -> int | None:
    """The last counter that was made durable; None if there is none to be read."""
    try:
        return int(file_of(database).read_text("ascii"))
    except (OSError, ValueError):
        return None


def sync_folder(folder: Path) -> None:
    """Make names in a folder durable: a new or renamed file may vanish with the power without."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
