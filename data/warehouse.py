"""The DuckDB file: opened once, written by one thread at a time, read by many.

One process owns the file. Inside it a QueuePool gives every thread its own connection (any other
pool gave torn reads), readers get READ ONLY transactions, and one lock stands before all writers:
two transactions that touch the same row do not wait in DuckDB, they fail.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import sqlalchemy as sa

from data import commits, damage, losses, migrations, queries
from data.errors import WarehouseError
from data.instance import Instance
from data.migrations import views
from data.schema import data_versions, sync_runs

BACKUP_FOLDER = "backups"
CHECKPOINT_SECONDS = 2.0

log = logging.getLogger(__name__)

_CONFIGURATION = {
    "threads": os.cpu_count() or 2,
    "autoinstall_known_extensions": "false",
    # The default of 16 MB checkpoints after each large batch (0.5 s); every sync ends with one.
    "checkpoint_threshold": "256MB",
    # Guessed to be few, the left rows of an ASOF join were looped over a curve of 300,000 points.
    "asof_loop_join_threshold": "0",
}


class Warehouse:
    """An open warehouse. Make one with `Warehouse.open`, end it with `close`."""

    def __init__(self, engine: sa.Engine, path: Path) -> None:
        self.engine = engine
        self.path = path
        self.backups = path.parent / BACKUP_FOLDER  # all that SQL may write files to
        self._instance = Instance(engine, path, self.backups)
        self._write_lock = threading.RLock()
        self._keep_lock = threading.Lock()
        self._version = 0

    @classmethod
    def open(cls, url: str) -> Warehouse:
        """Open or create the file, bring its tables and views up to date, close off the outside.

        Raises WarehouseBusy when another process holds the file, WarehouseNewer when a newer
        Linkboard wrote it, WarehouseDamaged when it or its write-ahead log cannot be read.
        """
        path = path_of(url)
        engine = _engine(path)
        warehouse = cls(engine, path)
        try:
            warehouse._prepare()
        except sa.exc.DBAPIError as error:
            engine.dispose()
            raise damage.explain(path, error.orig) or error from None
        except BaseException:
            engine.dispose()
            raise
        return warehouse

    def close(self) -> None:
        """Wait for the writer, write all into the file and let go of it."""
        with self._write_lock:
            try:
                self.checkpoint()
            except WarehouseError as error:
                log.warning("%s The next start reads the write-ahead log.", error.message)
            finally:
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
        with self._writing(is_data=is_data) as connection:
            if is_data:
                views.release(connection)
            yield connection

    def keep_marts(self) -> None:
        """Store the costly marts that a write has released; queries then answer from tables.

        Writers do not wait for it: a mart whose data they change meanwhile stays live until the
        next call. So it does without room: slower, and as right.
        """
        try:
            with self._keep_lock:
                for mart in queries.kept():
                    self._keep(mart)
        except WarehouseError as error:
            log.warning("%s Reports are slower until there is room.", error.message)

    def _keep(self, mart: queries.Mart) -> None:
        with self._instance.connected() as connection, connection.begin():
            version = views.fill(connection, mart)
        if version is not None:
            with self.write(is_data=False) as connection:
                views.switch(connection, mart, version)

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
        with self._instance.connected() as connection:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def _writing(self, *, is_data: bool) -> Iterator[sa.Connection]:
        with self._write_lock:
            with self._instance.connected() as connection, connection.begin():
                yield connection
                version = _bump(connection) if is_data else self._version
            self._version = version
            if is_data:
                commits.note(self.path, version)

    def _prepare(self) -> None:
        """What a start writes is read by no kept mart: they stay, or `define` makes them anew."""
        with self._write_lock:
            migrations.upgrade(self.engine)
            with self._writing(is_data=True) as connection:
                views.define(connection)
                _close_interrupted_runs(connection)
                losses.check(connection, commits.noted(self.path))


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
        # An error's text goes to the log, and bound values are addresses and mails.
        hide_parameters=True,
        poolclass=sa.QueuePool,
        pool_size=8,
        max_overflow=8,
        connect_args={"config": _CONFIGURATION},
    )


def _bump(connection: sa.Connection) -> int:
    # Not with RETURNING: it makes an UPDATE rewrite the key, and DuckDB 1.5 ends the process when
    # such a commit finds the disk full.
    raised = sa.update(data_versions).values(version=data_versions.c.version + 1)
    if not connection.execute(raised).rowcount:
        connection.execute(sa.insert(data_versions).values(only=1, version=1))
    return views.data_version(connection)


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
