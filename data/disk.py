"""Room on the disk: a sync is refused before the disk is full, not by it.

A checkpoint that finds no room invalidates the whole open database, reads too.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from data.errors import WarehouseFull

LEAST_FREE = 500_000_000  # bytes
TIMES_DATABASE = 3  # a checkpoint or a backup may write the whole file again


@dataclass(frozen=True)
class Room:
    """Bytes that are free beside a database, and how many a sync wants."""

    free: int
    wanted: int

    @property
    def is_enough(self) -> bool:
        return self.free >= self.wanted

    @property
    def sentence(self) -> str:
        return f"{_megabytes(self.free)} are free; a sync wants {_megabytes(self.wanted)}."


def room(database: Path, least_free: int | None = None) -> Room:
    """What is free on the file's disk, and the larger of `least_free` and three databases."""
    least = LEAST_FREE if least_free is None else least_free
    size = database.stat().st_size if database.exists() else 0
    free = shutil.disk_usage(database.parent).free
    return Room(free, max(least, TIMES_DATABASE * size))


def require_room(database: Path, least_free: int | None = None) -> None:
    """Raise WarehouseFull when a sync might fill the disk."""
    found = room(database, least_free)
    if not found.is_enough:
        raise WarehouseFull(
            f"The disk of {database.name} is nearly full: {found.sentence} "
            "Free some space; what is stored stays readable."
        )


def _megabytes(count: int) -> str:
    return f"{count / 1e6:,.0f} MB"
