"""The sync of the running app: one worker thread, at a beat and on request."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta

from data import sync
from data.http import SYSTEM_CLOCK, Clock
from data.settings import Settings
from data.sync.progress import Progress, SyncState
from data.sync.results import SourceResult
from data.warehouse import Warehouse

log = logging.getLogger(__name__)

_STOP_SECONDS = 90.0  # a request under way may take a minute


class BackgroundSync:
    """Syncs at once when started, then every `settings.sync.every_minutes` (0 = only on request).

    `after_sync` is called in its thread after each sync that read at least one source well.
    `state` may be asked at any time and from any thread; it never waits.
    """

    def __init__(
        self,
        warehouse: Warehouse,
        settings: Settings,
        *,
        clock: Clock = SYSTEM_CLOCK,
        after_sync: Callable[[], object] | None = None,
    ) -> None:
        self._warehouse, self._settings, self._clock = warehouse, settings, clock
        self._after_sync = after_sync
        self._progress = Progress()
        self._wake, self._stop = threading.Event(), threading.Event()
        self._trigger = "start"
        self._thread: threading.Thread | None = None
        self.last_results: dict[str, SourceResult] = {}

    def start(self) -> None:
        """Begin; starting twice changes nothing."""
        if self._thread is None:
            self._stop.clear()
            self._thread = threading.Thread(target=self._work, name="background-sync", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End after the request under way; what was read is stored."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(_STOP_SECONDS)
            self._thread = None

    def request_now(self) -> None:
        """Sync as soon as possible; while one runs, another follows it."""
        self._trigger = "request"
        self._wake.set()

    def run_now(
        self, *, sources: Sequence[str] = sync.SOURCES, full: bool = False
    ) -> dict[str, SourceResult]:
        """Sync in the calling thread, after a running one has ended."""
        self.last_results = sync.run(
            self._warehouse,
            self._settings,
            sources=sources,
            full=full,
            trigger=self._trigger,
            progress=self._progress,
            cancel=self._stop,
            clock=self._clock,
        )
        return self.last_results

    def state(self) -> SyncState:
        return self._progress.state()

    def _work(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            try:
                results = self.run_now()
                is_good = any(result.status == "ok" for result in results.values())
                if self._after_sync and is_good and not self._stop.is_set():
                    self._after_sync()
            except Exception:
                # The thread must outlive a fault of ours: the next beat may well succeed.
                log.exception("The background sync failed")
            self._trigger = "schedule"
            self._wake.wait(self._pause())

    def _pause(self) -> float | None:
        """Seconds to the next beat; None waits for a request."""
        minutes = self._settings.sync.every_minutes
        if not minutes:
            self._progress.wait_until(None)
            return None
        self._progress.wait_until(self._clock.now() + timedelta(minutes=minutes))
        return minutes * 60
