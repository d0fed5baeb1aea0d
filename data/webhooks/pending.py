"""Pending events, batch after batch: the work of the single writer.

A batch is one transaction: what an event changed and that it was applied are committed together, so
a crash repeats a batch and never loses or doubles one. A batch that fails is halved until the event
that is to blame stands alone.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
from sqlalchemy.exc import DBAPIError

from data.errors import WarehouseError
from data.http import SYSTEM_CLOCK, Clock
from data.sync.ledger import Ledger
from data.warehouse import Warehouse
from data.webhooks.applying import AppliedEvents, Batch
from data.webhooks.known import Body, pending

BATCH_EVENTS = 500
FAILED = "apply_failed"

_OF_THE_WAREHOUSE = (
    duckdb.FatalException,
    duckdb.InterruptException,
    duckdb.IOException,
    duckdb.OutOfMemoryException,
    duckdb.TransactionException,
)
# The app's thread and a replay by hand would judge the same events twice.
_ONE_AT_A_TIME = threading.Lock()

log = logging.getLogger(__name__)


def apply_pending(warehouse: Warehouse, *, clock: Clock = SYSTEM_CLOCK) -> AppliedEvents:
    """Apply every stored event that nobody has looked into yet; calling it again changes nothing.

    An event that cannot be applied goes to the quarantine alone. Raises SQLAlchemyError or
    WarehouseError when the warehouse cannot be written; what is left stays pending.
    """
    total = AppliedEvents()
    applying = _Applying(warehouse, Ledger(warehouse, "podcast", clock), clock)
    with _ONE_AT_A_TIME:
        while True:
            with warehouse.read() as connection:
                bodies = pending(connection, BATCH_EVENTS)
            if not bodies:
                return total
            total += applying.apply(bodies)


@dataclass(frozen=True)
class _Applying:
    """Applies bodies in one transaction, or in ever smaller ones if that fails."""

    warehouse: Warehouse
    ledger: Ledger
    clock: Clock

    def apply(self, bodies: Sequence[Body]) -> AppliedEvents:
        try:
            with self.warehouse.write() as connection:
                return Batch(connection, self.ledger, self.clock.now()).apply(bodies)
        except Exception as error:
            if not _is_about_the_events(error):
                raise
            if len(bodies) == 1:
                return self._set_aside(bodies[0], error)
            middle = len(bodies) // 2
            return self.apply(bodies[:middle]) + self.apply(bodies[middle:])

    def _set_aside(self, body: Body, error: Exception) -> AppliedEvents:
        """Those behind it must not wait for an event that no trial will ever apply."""
        cause = type(getattr(error, "orig", None) or error).__name__
        log.error("A webhook event could not be applied and is in quarantine (%s)", cause)
        with self.warehouse.write() as connection:
            return Batch(connection, self.ledger, self.clock.now()).refuse(body, FAILED)


def _is_about_the_events(error: Exception) -> bool:
    """Not about the disk, the file or another transaction: then all would fail alike."""
    if isinstance(error, DBAPIError):
        return not isinstance(error.orig, _OF_THE_WAREHOUSE)
    return not isinstance(error, WarehouseError)
