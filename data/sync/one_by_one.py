"""Asks for many orders, one request each: one that cannot be read stops none of the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

import sqlalchemy as sa

from data.errors import BadBody, BadEnvelope, Rejected, ServerFault, SourceError, Unreachable
from data.models import Rejected as RejectedRow
from data.models import Row
from data.sync import vain
from data.sync.batches import Read
from data.sync.fewest import Fewest
from data.sync.run import Buffer, SourceRun

R = TypeVar("R", bound=Row)

# Faults that may lie in the one order. A refused key, or the limit, concerns them all.
_OF_ONE_ORDER = (BadBody, BadEnvelope, Rejected, ServerFault, Unreachable)
_NO_ANSWERS = (BadBody, ServerFault, Unreachable)
_HOPELESS = 3  # orders in a row without any answer: the vendor is down


class OneByOne:
    """The questions of one kind (see data/sync/vain.py) of one pass. `read` are ids answered."""

    def __init__(self, run: SourceRun, kind: str, fewest: Fewest) -> None:
        self._run, self._kind, self._fewest = run, kind, fewest
        self._vain: list[str] = []
        self._failed: list[str] = []
        self._unanswered = 0
        self.read: set[str] = set()

    def ask(
        self,
        order_ids: Iterable[str],
        question: Callable[[str], Read[R] | RejectedRow | None],
        buffer: Buffer[R],
        *,
        is_vain: Callable[[R], bool] = lambda row: False,
    ) -> None:
        """Ask for each; what could not be read, or `is_vain`, is noted and waits.

        Raises a SourceError that concerns all orders; what was read before it is stored.
        """
        try:
            for order_id in order_ids:
                self._run.go_on()
                self._fewest.questions += 1
                try:
                    read = question(order_id)
                except _OF_ONE_ORDER as fault:
                    self._note(order_id, fault)
                else:
                    self._take(order_id, read, buffer, is_vain)
        finally:
            buffer.flush()
            self._remember()

    def _take(
        self,
        order_id: str,
        read: Read[R] | RejectedRow | None,
        buffer: Buffer[R],
        is_vain: Callable[[R], bool],
    ) -> None:
        self._unanswered = 0
        if isinstance(read, Read):
            self.read.add(order_id)
            buffer.add([read])
        elif read is not None:
            buffer.add([], [read])
        if not isinstance(read, Read) or is_vain(read.row):
            self._vain.append(order_id)

    def _note(self, order_id: str, fault: SourceError) -> None:
        is_silent = isinstance(fault, ServerFault | Unreachable)
        self._unanswered = self._unanswered + 1 if is_silent else 0
        if self._unanswered == _HOPELESS:
            raise fault
        self._run.faults.append(fault)
        (self._failed if isinstance(fault, _NO_ANSWERS) else self._vain).append(order_id)

    def _remember(self) -> None:
        asked = sa.select(vain.asked(self._kind).c.order_id)
        with self._run.warehouse.read() as connection:
            answered = self.read.difference(self._vain) & {*connection.scalars(asked)}
        if self._vain or self._failed or answered:
            with self._run.warehouse.write(is_data=False) as connection:
                now = self._run.now()
                vain.note(connection, self._kind, self._vain, now)
                vain.note(connection, self._kind, self._failed, now, is_fault=True)
                vain.forget(connection, self._kind, answered)
