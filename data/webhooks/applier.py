"""The thread that applies events soon after they were acknowledged."""

from __future__ import annotations

import logging
import threading

from sqlalchemy.exc import SQLAlchemyError

from data.warehouse import Warehouse
from data.webhooks.applying import apply_pending

log = logging.getLogger(__name__)


class Applier:
    """Applies pending events in a thread of its own that lives as long as there are some.

    Not in the answer's own thread: it would wait for the write lock, and with it the connection.
    """

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._lock = threading.Lock()
        self._is_wanted = False
        self._is_stopped = False
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """There may be something to apply; returns at once."""
        with self._lock:
            if self._is_stopped:
                return
            self._is_wanted = True
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="webhooks", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """End once what it was woken for is applied; call before the warehouse is closed."""
        with self._lock:
            self._is_stopped = True
            thread = self._thread
        if thread is not None:
            thread.join()

    def _work(self) -> None:
        while self._is_still_wanted():
            try:
                apply_pending(self._warehouse)
            except SQLAlchemyError as error:
                # They stay pending: the next event, or the next start, tries again.
                cause = type(getattr(error, "orig", error)).__name__
                log.error("Webhook events could not be applied (%s)", cause)

    def _is_still_wanted(self) -> bool:
        with self._lock:
            is_wanted, self._is_wanted = self._is_wanted, False
            if not is_wanted:
                self._thread = None
            return is_wanted
