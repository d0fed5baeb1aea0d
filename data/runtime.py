"""What one running process holds: settings, warehouse, background sync, and the demo's sandbox."""

from __future__ import annotations

import atexit
import threading
from functools import cache

from data import settings
from data.backup import back_up_when_due
from data.demo import example, world
from data.demo.process import DemoSandbox
from data.indexing.working import Work
from data.settings import Settings
from data.sync.background import BackgroundSync
from data.warehouse import Warehouse
from data.webhooks import Applier


class Runtime:
    """One per process: `current()`. Opens the warehouse at once; `start` begins to sync.

    In demo mode (no account, no warehouse named) a sandbox process comes first, and `settings`
    point at it and at a warehouse that is made anew.
    """

    def __init__(self, configured: Settings) -> None:
        self.is_demo = configured.is_demo
        self.sync: BackgroundSync | None = None
        self._sandbox: DemoSandbox | None = None
        self._lock = threading.Lock()
        self._is_stopped = False
        self._has_example = False
        self.settings = configured
        try:
            if self.is_demo:
                # Its world takes a second; the warehouse is made meanwhile.
                self._sandbox = DemoSandbox()
            url = world.new_file() if self.is_demo else configured.warehouse_url
            self.warehouse = Warehouse.open(url)
            self.webhooks = Applier(self.warehouse)
            self.indexing = Work()
            if self._sandbox:
                announced = self._sandbox.announcement
                self.settings = world.overlay(announced["settings"], url)
                world.seed(self.warehouse, announced["demo"])
        except BaseException:
            self._stop_sandbox()
            raise

    def start(self) -> None:
        """Begin the background sync; calling it again changes nothing."""
        with self._lock:
            if self.sync is None:
                self.sync = BackgroundSync(
                    self.warehouse, self.settings, after_sync=self._after_sync
                )
                self.sync.start()
                self.webhooks.wake()  # events that were acknowledged just before the last end

    def stop(self) -> None:
        """End sync, indexing, webhooks, warehouse and sandbox, in that order.

        The runtime cannot be started again; stopping it again changes nothing.
        """
        with self._lock:
            if self._is_stopped:
                return
            self._is_stopped = True
            if self.sync is not None:
                self.sync.stop()
                self.sync = None
            self.indexing.stop()
            self.webhooks.stop()
            self.warehouse.close()
            self._stop_sandbox()

    def _after_sync(self) -> None:
        if self._sandbox is None:
            back_up_when_due(self.warehouse, self.settings.backup.every_hours)
        elif not self._has_example:
            self._has_example = True
            address = self._sandbox.announcement["indexing"]["worked_example_url"]
            self.indexing.start("example", example.job(self.warehouse, self.settings, address))

    def _stop_sandbox(self) -> None:
        if self._sandbox is not None:
            self._sandbox.stop()
            self._sandbox = None


@cache
def _runtime() -> Runtime:
    return Runtime(settings.load())


_FIRST = threading.Lock()


def current() -> Runtime:
    """The runtime of this process, made at the first call."""
    with _FIRST:
        return _runtime()


@atexit.register
def end() -> None:
    """Stop the runtime of this process, if there is one; the next `current` makes another."""
    with _FIRST:
        if _runtime.cache_info().currsize:
            _runtime().stop()
            _runtime.cache_clear()
