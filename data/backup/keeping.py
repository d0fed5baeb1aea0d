"""When a backup is due, and which old ones may go: 7 days and 4 weeks are kept."""

from __future__ import annotations

import logging
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from data.backup.contents import MANIFEST
from data.backup.writing import NAME_TIME, backup
from data.errors import LinkboardError
from data.warehouse import Warehouse

DAYS, WEEKS = 7, 4

log = logging.getLogger(__name__)


class Kept(NamedTuple):
    """A backup on the disk and when it was made (UTC)."""

    made_at: datetime
    folder: Path


def backups_of(stem: str, folder: Path) -> list[Kept]:
    """The whole backups of one warehouse, newest first."""
    found = []
    for manifest in folder.glob(f"{stem}-*/{MANIFEST}"):
        text = manifest.parent.name.removeprefix(f"{stem}-")
        try:
            made_at = datetime.strptime(text, NAME_TIME).replace(tzinfo=UTC)
        except ValueError:
            continue
        found.append(Kept(made_at, manifest.parent))
    return sorted(found, reverse=True)


def newest(warehouse: Warehouse) -> Kept | None:
    return next(iter(backups_of(warehouse.path.stem, warehouse.backups)), None)


def prune(folder: Path, stem: str, *, days: int = DAYS, weeks: int = WEEKS) -> list[Path]:
    """Remove what is neither the newest of one of the last `days` nor of the last `weeks`.

    Days and ISO weeks without a backup do not count, so that a long pause deletes nothing.
    Returns the removed folders.
    """
    found = backups_of(stem, folder)
    by_day: dict[date, Kept] = {}
    by_week: dict[tuple[int, int], Kept] = {}
    for one in found:
        by_day.setdefault(one.made_at.date(), one)
        by_week.setdefault(one.made_at.isocalendar()[:2], one)
    kept = {*list(by_day.values())[:days], *list(by_week.values())[:weeks]}
    removed = [one.folder for one in found if one not in kept]
    for old in removed:
        shutil.rmtree(old, ignore_errors=True)
    return removed


def back_up_when_due(
    warehouse: Warehouse, every_hours: float, now: datetime | None = None
) -> Path | None:
    """Back up and prune if the newest backup is older than `every_hours` (0 = never).

    A failure is logged and tried again after the next sync. Returns the new backup.
    """
    now = now or datetime.now(UTC)
    last = newest(warehouse)
    if not every_hours or (last and now - last.made_at < timedelta(hours=every_hours)):
        return None
    try:
        made = backup(warehouse, now=now)
    except LinkboardError as error:
        log.error("The scheduled backup failed. %s", error.message)
        return None
    prune(warehouse.backups, warehouse.path.stem)
    return made
