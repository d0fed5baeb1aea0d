"""The thread that applies events soon after they were acknowledged."""

from __future__ import annotations

import logging
import threading

from sqlalchemy.exc import SQLAlchemyError

from data.errors import WarehouseError
from data.warehouse import Warehouse
from data.webhooks.pending import apply_pending

# Events of one moment are applied together: each time costs a turn at the write lock.
GATHER_SECONDS = 0.2
RETRY_SECONDS = 10.0

log = logging.getLogger(__name__)


class Applier:
    """Applies pending events in a thread of its own that lives as long as there are some.

    Not in the answer's own thread: it would wait for the write lock, and with it the connection.
    """

    def __init__(self, warehouse: Warehouse, *, retry_seconds: float = RETRY_SECONDS) -> None:
        self._warehouse, self._retry_seconds = warehouse, retry_seconds
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._is_wanted = False
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """There may be something to apply; returns at once."""
        with self._lock:
            if self._stopping.is_set():
                return
            self._is_wanted = True
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="webhooks", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """End once what it was woken for is applied; call before the warehouse is closed."""
        with self._lock:
            self._stopping.set()
            thread = self._thread
        if thread is not None:
            thread.join()

    def _work(self) -> None:
        while self._is_still_wanted():
            self._stopping.wait(GATHER_SECONDS)
            if not self._apply():
                self._stopping.wait(self._retry_seconds)
                self.wake()

    def _apply(self) -> bool:
        """False if the warehouse could not be written: the events stay pending."""
        try:
            apply_pending(self._warehouse)
        except (SQLAlchemyError, WarehouseError) as error:
            # Not the error's text: it quotes bodies.
            cause = type(getattr(error, "orig", None) or error).__name__
            log.error("Webhook events could not be applied yet (%s)", cause)
            return False
        return True

    def _is_still_wanted(self) -> bool:
        with self._lock:
            is_wanted, self._is_wanted = self._is_wanted, False
            if not is_wanted:
                self._thread = None
            return is_wanted
