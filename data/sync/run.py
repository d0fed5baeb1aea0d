"""What every step of one source's sync works with."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from data.errors import SourceError
from data.http import Clock, Timeouts
from data.models import Rejected, Row
from data.sync.batches import Read
from data.sync.ledger import Ledger
from data.sync.progress import Progress
from data.sync.results import Tally
from data.sync.storing import Store
from data.warehouse import Warehouse

R = TypeVar("R", bound=Row)

# A transaction costs the same for ten rows as for a thousand; but what was read must not wait long
# to be seen, nor be lost with the process.
BATCH_ROWS = 8_000
BATCH_SECONDS = 10.0


class Cancelled(Exception):
    """Somebody asked this sync to end; what was stored stays."""


@dataclass
class SourceRun:
    """One run of one source. `faults` are failures that did not end it."""

    warehouse: Warehouse
    ledger: Ledger
    clock: Clock
    progress: Progress
    full: bool = False
    cancel: threading.Event = field(default_factory=threading.Event)
    timeouts: Timeouts | None = None
    tally: Tally = field(default_factory=Tally)
    faults: list[SourceError] = field(default_factory=list)

    def now(self) -> datetime:
        return self.clock.now()

    def go_on(self) -> None:
        """Raise Cancelled if the run is to end. Call between two requests."""
        if self.cancel.is_set():
            raise Cancelled

    @contextmanager
    def storing(self, endpoint: str) -> Iterator[Store]:
        """One write transaction for rows of an endpoint; the requests made so far go along."""
        with self.warehouse.write() as connection:
            yield Store(connection, self.ledger, self.tally, endpoint)
            self.ledger.write_requests(connection)
        self.progress.rows(self.tally.rows)


class Buffer(Generic[R]):
    """Gathers reads of one endpoint and stores them, with the cursor they stand for, in batches."""

    def __init__(
        self, run: SourceRun, endpoint: str, write: Callable[[Store, Sequence[Read[R]]], None]
    ) -> None:
        self._run, self._endpoint, self._write = run, endpoint, write
        self._reads: list[Read[R]] = []
        self._rejected: list[Rejected] = []
        self._cursors: dict[str, str | None] = {}
        self._since = run.clock.monotonic()

    def add(
        self,
        reads: Sequence[Read[R]],
        rejected: Sequence[Rejected] = (),
        remember: Mapping[str, str | None] | None = None,
    ) -> None:
        """Take rows, and the cursors that hold once these rows are stored."""
        self._reads.extend(reads)
        self._rejected.extend(rejected)
        self._cursors.update(remember or {})
        age = self._run.clock.monotonic() - self._since
        if len(self._reads) >= BATCH_ROWS or age >= BATCH_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Store what was gathered, all of it or nothing."""
        reads, rejected, cursors = self._reads, self._rejected, self._cursors
        self._reads, self._rejected, self._cursors = [], [], {}
        if reads or rejected or cursors:
            with self._run.storing(self._endpoint) as store:
                self._write(store, reads)
                store.reject(rejected)
                for name, value in cursors.items():
                    self._run.ledger.remember(store.connection, name, value)
        self._since = self._run.clock.monotonic()
