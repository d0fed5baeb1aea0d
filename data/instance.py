"""The DuckDB instance behind an engine: closed off when it starts, started anew when it falls.

All connections of a process to a file share one instance. A fatal error (a checkpoint on a full
disk) invalidates it, reads too, for as long as any connection to it is open: so users are counted,
and a new one begins when the last of the old has gone.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import sqlalchemy as sa

from data import damage
from data.errors import WarehouseError, WarehouseFallen

RESTART_SECONDS = 10.0

log = logging.getLogger(__name__)

_CLOSE_OFF = (
    # A SET of one connection would fail after the lock; new connections inherit a global one.
    "set global TimeZone = 'UTC'",
    "set global enable_external_access = false",
    "set global lock_configuration = true",
)


class Instance:
    """Hands out connections. Raises WarehouseFallen or WarehouseFull for what DuckDB met."""

    def __init__(self, engine: sa.Engine, path: Path, writable: Path) -> None:
        """`writable` is the one folder that SQL may write files to."""
        self._engine, self._path, self._writable = engine, path, writable
        self._changed = threading.Condition(threading.RLock())
        self._users = 0
        self._has_fallen = False
        sa.event.listen(engine, "connect", self._close_off)

    @contextmanager
    def connected(self) -> Iterator[sa.Connection]:
        """A connection; the first user after a fall waits until the instance has started anew."""
        with self._changed:
            if self._has_fallen:
                self._restart()
            self._users += 1
        try:
            with self._engine.connect() as connection:
                yield connection
        except sa.exc.TimeoutError:
            raise WarehouseError(
                "All connections to the warehouse are in use. Try again in a moment."
            ) from None
        except sa.exc.DBAPIError as error:
            if (meaning := self._meaning(error)) is None:
                raise
            raise meaning from error
        finally:
            with self._changed:
                self._users -= 1
                self._changed.notify_all()

    def _meaning(self, error: sa.exc.DBAPIError) -> WarehouseError | None:
        full = damage.no_room(self._path, error.orig)
        if isinstance(error.orig, duckdb.FatalException):
            with self._changed:
                self._has_fallen = True
            return WarehouseFallen(_fallen(self._path, is_full=full is not None))
        return full

    def _restart(self) -> None:
        """Called with the condition held: nobody else gets a connection meanwhile."""
        if not self._changed.wait_for(lambda: self._users == 0, RESTART_SECONDS):
            raise WarehouseFallen(_fallen(self._path, is_full=False))
        self._engine.dispose()
        try:
            self._engine.connect().close()
        except sa.exc.DBAPIError as error:
            raise damage.explain(self._path, error.orig) or error from None
        self._has_fallen = False
        log.warning("%s was opened again after a fatal error.", self._path.name)

    def _close_off(self, connection: Any, _record: Any) -> None:
        """On each new connection, because any of them may be the first of a new instance."""
        with self._changed:
            cursor = connection.cursor()
            cursor.execute("select current_setting('lock_configuration')")
            if cursor.fetchone() != (True,):
                cursor.execute("set global allowed_directories = [?]", [str(self._writable)])
                for statement in _CLOSE_OFF:
                    cursor.execute(statement)


def _fallen(path: Path, *, is_full: bool) -> str:
    why = "its disk is full" if is_full else "of a fatal error"
    return (
        f"{path.name} was shut down because {why}; no stored row is lost, and it is being opened "
        "again. Try again in a moment."
    )
