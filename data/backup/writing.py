"""A backup: one snapshot of the warehouse as Parquet, in a folder that is whole or not there."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles

from data import __version__, damage
from data.backup.contents import Manifest, contents, tables_in
from data.commits import sync_folder
from data.errors import WarehouseError
from data.migrations import revision_of
from data.schema import data_versions
from data.warehouse import Warehouse

NAME_TIME = "%Y-%m-%dT%H-%M-%SZ"


class _ExportDatabase(sa.Executable, sa.ClauseElement):
    """DuckDB takes no bound value here, so SQLAlchemy quotes the folder."""

    inherit_cache = False

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)


@compiles(_ExportDatabase)
def _compile_export(element: _ExportDatabase, compiler: Any, **_: Any) -> str:
    folder = compiler.render_literal_value(element.folder, sa.String())
    return f"export database {folder} (format parquet)"


def backup(warehouse: Warehouse, folder: Path | None = None, now: datetime | None = None) -> Path:
    """Write a backup named after the warehouse and the time; returns its folder.

    Without `folder` it goes to the warehouse's own backups. The app may write meanwhile: rows,
    counts and hashes are of one snapshot. Raises WarehouseError when it cannot be written.
    """
    made_at = now or datetime.now(UTC)
    name = f"{warehouse.path.stem}-{made_at.strftime(NAME_TIME)}"
    target = (folder or warehouse.backups) / name
    part = warehouse.backups / f".{name}.part"
    try:
        warehouse.backups.mkdir(parents=True, exist_ok=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            raise WarehouseError(f"{target} is there already; a backup never replaces another.")
        _export(warehouse, part, made_at)
        _publish(part, target)
    except OSError as error:
        raise WarehouseError(f"{target} cannot be written: {error.strerror}.") from None
    except sa.exc.DBAPIError as error:
        raise damage.no_room(part, error.orig) or error from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return target


def _export(warehouse: Warehouse, folder: Path, made_at: datetime) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    with warehouse.read() as connection:
        connection.execute(_ExportDatabase(folder))
        Manifest(
            linkboard=__version__,
            duckdb=duckdb.__version__,
            made_at=made_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            data_version=connection.scalar(sa.select(data_versions.c.version)) or 0,
            schema_version=revision_of(connection) or "",
            tables=contents(connection, tables_in(connection)),
        ).write(folder)


def _publish(part: Path, target: Path) -> None:
    """Make all files durable, then give the folder its name; another disk gets a copy first."""
    if os.stat(part).st_dev != os.stat(target.parent).st_dev:
        part = _copied(part, target.with_name(part.name))
    for file in part.iterdir():
        with file.open("rb") as opened:
            os.fsync(opened.fileno())
    sync_folder(part)
    part.rename(target)
    sync_folder(target.parent)


def _copied(part: Path, near: Path) -> Path:
    try:
        shutil.copytree(part, near, dirs_exist_ok=True)
    except OSError:
        shutil.rmtree(near, ignore_errors=True)
        raise
    return near
