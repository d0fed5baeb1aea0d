"""The DuckDB file: opened once, written by one thread at a time, read by many.

One process owns the file. Inside it a QueuePool gives every thread its own connection (any other
pool gave torn reads), readers get READ ONLY transactions, and one lock stands before all writers:
two transactions that touch the same row do not wait in DuckDB, they fail.
"""

from __future__ import annotations

import logging
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import sqlalchemy as sa

from data import migrations
from data.errors import WarehouseBusy, WarehouseError
from data.migrations import views
from data.schema import data_versions, sync_runs

BACKUP_FOLDER = "backups"
CHECKPOINT_SECONDS = 2.0

log = logging.getLogger(__name__)

_HOLDER = re.compile(r"\(PID (\d+)\)")
_CONFIGURATION = {
    "threads": os.cpu_count() or 2,
    "autoinstall_known_extensions": "false",
    # The default of 16 MB checkpoints after each large batch (0.5 s); every sync ends with one.
    "checkpoint_threshold": "256MB",
}
_SETTINGS_OF_THE_INSTANCE = (
    # A SET of one connection would fail after the lock; new connections inherit a global one.
    "set global TimeZone = 'UTC'",
    "set global enable_external_access = false",
    "set global lock_configuration = true",
)


class Warehouse:
    """An open warehouse. Make one with `Warehouse.open`, end it with `close`."""

    def __init__(self, engine: sa.Engine, path: Path) -> None:
        self.engine = engine
        self.path = path
        self._write_lock = threading.RLock()
        self._version = 0

    @classmethod
    def open(cls, url: str) -> Warehouse:
        """Open or create the file, bring its tables and views up to date, close off the outside.

        Raises WarehouseBusy when another process holds the file, WarehouseNewer when a newer
        Linkboard wrote it, WarehouseError when it cannot be read at all.
        """
        path = path_of(url)
        engine = _engine(path)
        warehouse = cls(engine, path)
        try:
            warehouse._prepare()
        except BaseException:
            engine.dispose()
            raise
        return warehouse

    def close(self) -> None:
        """Wait for the writer, write all into the file and let go of it."""
        with self._write_lock:
            self.checkpoint()
            self.engine.dispose()

    def __enter__(self) -> Warehouse:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """One consistent snapshot; a write inside is refused by the database.

        For Arrow or a frame take `connection.connection.cursor()`, `execute`, `to_arrow_table()`
        or `df()`: a result that SQLAlchemy holds is already rows of Python objects.
        """
        with self._autocommit() as connection:
            connection.exec_driver_sql("begin transaction read only")
            try:
                yield connection
            finally:
                connection.exec_driver_sql("rollback")

    @contextmanager
    def write(self, *, is_data: bool = True) -> Iterator[sa.Connection]:
        """One transaction of the one writer; a commit bumps the data version, an error undoes all.

        `is_data=False` is for book-keeping that no query shows: caches stay good. Not to be
        nested: the inner transaction would not see the outer one's rows.
        """
        with self._write_lock:
            with self.engine.begin() as connection:
                yield connection
                version = _bump(connection) if is_data else self._version
            self._version = version

    def data_version(self) -> int:
        """How many write transactions this file has seen; part of every cache key."""
        return self._version

    def checkpoint(self) -> bool:
        """Move the write-ahead log into the file (20 ms); False if a reader stood in the way.

        Outside of any transaction, for a failing checkpoint inside one would abort it. FORCE,
        because the plain form fails while anybody reads; but FORCE waits for readers older than
        the last update, and all writers wait with it: so not for long, the next one will do.
        """
        with self._write_lock, self._autocommit() as connection:
            native: Any = connection.connection.driver_connection
            patience = threading.Timer(CHECKPOINT_SECONDS, native.interrupt)
            patience.start()
            try:
                connection.exec_driver_sql("force checkpoint")
            except sa.exc.DBAPIError as error:
                if not isinstance(error.orig, duckdb.InterruptException):
                    raise
                log.info("No checkpoint: a reader is older than the last update.")
                return False
            finally:
                patience.cancel()
        return True

    @contextmanager
    def _autocommit(self) -> Iterator[sa.Connection]:
        with self.engine.connect() as connection:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")

    def _prepare(self) -> None:
        with self._write_lock:
            _touch(self.engine, self.path)
            migrations.upgrade(self.engine)
            with self.write() as connection:
                views.define(connection)
                _close_interrupted_runs(connection)
            with self._autocommit() as connection:
                backups = str(self.path.parent / BACKUP_FOLDER)
                connection.execute(sa.text("set global allowed_directories = [:b]"), {"b": backups})
                for statement in _SETTINGS_OF_THE_INSTANCE:
                    connection.exec_driver_sql(statement)


def path_of(url: str) -> Path:
    """The file behind a warehouse URL. Raises WarehouseError for a URL that names none."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "duckdb" or parsed.database in (None, "", ":memory:"):
        shown = parsed.render_as_string(hide_password=True)
        raise WarehouseError(
            f"WAREHOUSE__URL {shown} cannot be used: write a file as duckdb:///path/to/file.duckdb."
        )
    return Path(str(parsed.database)).absolute()


def _engine(path: Path) -> sa.Engine:
    path.parent.mkdir(parents=True, exist_ok=True)
    return sa.create_engine(
        sa.URL.create("duckdb", database=str(path)),
        poolclass=sa.QueuePool,
        pool_size=8,
        max_overflow=8,
        connect_args={"config": _CONFIGURATION},
    )


def _touch(engine: sa.Engine, path: Path) -> None:
    """Open the file for the first time, and say in one sentence why it cannot be."""
    try:
        engine.connect().close()
    except sa.exc.DBAPIError as error:
        holder = _HOLDER.search(str(error.orig))
        if "lock on file" in str(error.orig):
            who = f"process {holder[1]}" if holder else "another process"
            raise WarehouseBusy(
                f"{path.name} is held by {who}: a warehouse has one owner. Stop that process, "
                "or let it do the work, then try again."
            ) from None
        raise WarehouseError(
            f"{path} cannot be opened as a DuckDB file: {error.orig}. "
            "Restore a backup with `python -m data restore`."
        ) from None


def _bump(connection: sa.Connection) -> int:
    changed = connection.scalar(
        sa.update(data_versions)
        .values(version=data_versions.c.version + 1)
        .returning(data_versions.c.version)
    )
    if changed is None:
        connection.execute(sa.insert(data_versions).values(only=1, version=1))
    return int(changed or 1)


def _close_interrupted_runs(connection: sa.Connection) -> None:
    """Nobody else can hold the file, so a run that still says `running` died with its process."""
    connection.execute(
        sa.update(sync_runs)
        .where(sync_runs.c.status == "running")
        .values(
            status="failed",
            reason="interrupted",
            message="Linkboard ended during this sync; rows read so far are kept, the next goes on",
        )
    )
