"""How far a running sync is, for the pages and the command line. Safe from any thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from data.http import Clock


@dataclass(frozen=True)
class SyncState:
    """One look at a sync. `requests_planned` is an estimate, None while there is none."""

    running: bool = False
    source: str | None = None
    step: str | None = None
    requests_done: int = 0
    requests_planned: int | None = None
    rows: int = 0
    started_at: datetime | None = None
    finished_at: datetime | None = None
    next_at: datetime | None = None


class Progress:
    """The state of the sync that runs, or of the last one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state = SyncState()

    def state(self) -> SyncState:
        return self._state

    @contextmanager
    def running(self, clock: Clock) -> Iterator[None]:
        """A sync runs while the block does."""
        self._change(running=True, started_at=clock.now(), finished_at=None, next_at=None)
        try:
            yield
        finally:
            self._change(running=False, step=None, finished_at=clock.now())

    def wait_until(self, at: datetime | None) -> None:
        self._change(next_at=at)

    def source(self, name: str) -> None:
        """A source begins: its requests are counted from zero."""
        self._change(source=name, step=None, requests_done=0, requests_planned=None, rows=0)

    def step(self, name: str, *, requests: int | None = None) -> None:
        """A step begins that will take so many more requests, as far as known."""
        with self._lock:
            done = self._state.requests_done
            planned = None if requests is None else done + requests
            self._state = replace(self._state, step=name, requests_planned=planned)

    def request_done(self) -> None:
        with self._lock:
            self._state = replace(self._state, requests_done=self._state.requests_done + 1)

    def rows(self, received: int) -> None:
        """So many rows of this source have been received in all."""
        self._change(rows=received)

    def _change(self, **changes: object) -> None:
        with self._lock:
            self._state = replace(self._state, **changes)  # type: ignore[arg-type]
