"""The database file: can it be trusted, is there room, could it be brought back?"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from data import commits, disk, losses
from data.backup.keeping import backups_of
from data.doctor.findings import Finding
from data.migrations import revision_of
from data.schema import quarantine, sync_runs
from data.settings import Settings
from data.warehouse import BACKUP_FOLDER, Warehouse

_LATE = 3  # scheduled backups that may be missed before it is a problem
_NAMES = {"podcast": "Podcast Backlinks", "outreach": "Backlink Outreach", "indexing": "Indexing"}


def examine(warehouse: Warehouse, settings: Settings) -> Iterator[Finding]:
    """An open warehouse, and what stands beside it."""
    with warehouse.read() as connection:
        size = warehouse.path.stat().st_size / 1e6
        yield Finding(
            "warehouse",
            "ok",
            f"{warehouse.path} ({size:,.1f} MB) is open, held by process {os.getpid()}; schema "
            f"{revision_of(connection)}, data version {warehouse.data_version():,}.",
        )
        yield _counter(warehouse, losses.unmended(connection))
        yield _quarantine(connection)
        yield from _last_syncs(connection)
    yield from examine_beside(warehouse.path, settings)


def examine_beside(path: Path, settings: Settings) -> Iterator[Finding]:
    """What can be seen without opening the database."""
    log = path.with_name(f"{path.name}.wal")
    size = log.stat().st_size if log.exists() else 0
    yield Finding("log", "ok", f"The write-ahead log holds {size:,} bytes.")
    if path.parent.exists():
        yield _room(path)
    yield _last_backup(path, settings)


def _counter(warehouse: Warehouse, loss: losses.Loss | None) -> Finding:
    if loss is not None:
        return Finding(
            "counter",
            "problem",
            f"{loss.message} The next sync of {', '.join(loss.sources)} reads everything again; "
            "`python -m data sync --full` does it now.",
        )
    noted, version = commits.noted(warehouse.path), warehouse.data_version()
    if noted is None:
        name = commits.file_of(warehouse.path).name
        return Finding(
            "counter", "note", f"{name} cannot be read; the next commit writes it again."
        )
    return Finding(
        "counter", "ok", f"The commit counter beside the file says {noted:,} of {version:,}."
    )


def _quarantine(connection: sa.Connection) -> Finding:
    held = (
        sa.select(sa.func.count()).select_from(quarantine).where(quarantine.c.released_at.is_(None))
    )
    rows = connection.scalar(held) or 0
    if not rows:
        return Finding("quarantine", "ok", "No row is in quarantine.")
    return Finding(
        "quarantine",
        "note",
        f"{rows:,} rows could not be read and are in quarantine; "
        "`python -m data export quarantine` lists them with the reason.",
    )


def _last_syncs(connection: sa.Connection) -> Iterator[Finding]:
    for source, name in _NAMES.items():
        run = connection.execute(
            sa.select(sync_runs.c.status, sync_runs.c.message, sync_runs.c.started_at)
            .where(sync_runs.c.source == source, sync_runs.c.status != "running")
            .order_by(sync_runs.c.started_at.desc())
            .limit(1)
        ).first()
        if run is None:
            yield Finding("sync", "note", f"{name} was never read.")
            continue
        at = f"{run.started_at:%Y-%m-%d %H:%M} UTC"
        state = {"failed": "problem", "partial": "note"}.get(run.status, "ok")
        sentence = f"{name}: {run.status} at {at}. {run.message}"
        yield Finding("sync", state, sentence)  # type: ignore[arg-type]


def _room(path: Path) -> Finding:
    found = disk.room(path)
    if found.is_enough:
        return Finding("disk", "ok", found.sentence)
    return Finding("disk", "problem", f"Syncs are refused. {found.sentence} Free some space.")


def _last_backup(path: Path, settings: Settings) -> Finding:
    every = settings.backup.every_hours
    last = next(iter(backups_of(path.stem, path.parent / BACKUP_FOLDER)), None)
    if last is None:
        return Finding(
            "backup", "note", "There is no backup yet; `python -m data backup` makes one."
        )
    sentence = f"The last backup is of {last.made_at:%Y-%m-%d %H:%M} UTC ({last.folder})."
    is_late = every and datetime.now(UTC) - last.made_at > timedelta(hours=_LATE * every)
    if is_late:
        return Finding("backup", "problem", f"{sentence} `python -m data backup` makes another.")
    return Finding("backup", "ok", sentence)
