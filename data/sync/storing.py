"""Reads of one kind into their table, with counts and quarantine kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa

from data.arrow import registered
from data.models import Rejected, Row
from data.models.reading import raw_text
from data.sync.batches import Read, incoming, rounds
from data.sync.entities import Entity
from data.sync.ledger import Ledger
from data.sync.merging import Outcome, merge
from data.sync.results import Tally

R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class Store:
    """Writes into one transaction on behalf of one run."""

    connection: sa.Connection
    ledger: Ledger
    tally: Tally
    endpoint: str

    def of(self, endpoint: str) -> Store:
        """The same transaction, for rows of another endpoint."""
        return replace(self, endpoint=endpoint)

    def reject(self, rejected: Sequence[Rejected]) -> None:
        """Count rows that were not accepted and put them into the quarantine."""
        for row in rejected:
            self.tally[row.entity].reject()
        self.ledger.reject(self.connection, self.endpoint, rejected)

    def merge(
        self, entity: Entity, reads: Sequence[Read[R]], *, origin: str, table: str = ""
    ) -> list[tuple[list[Read[R]], Outcome]]:
        """Merge the reads in rounds and count them under `table` (the entity's own by default)."""
        counts = self.tally[table or entity.table.name]
        told = []
        for number, copies in enumerate(rounds(reads, entity.key[0])):
            rows, times = [read.row for read in copies], [read.seen_at for read in copies]
            with registered(self.connection, "incoming", incoming(entity, rows, times)) as read:
                outcome = merge(self.connection, entity, read, origin=origin)
            (counts.add_copies if number else counts.add)(outcome)
            self._quarantine_foreign(entity, copies, outcome)
            told.append((copies, outcome))
        return told

    def _quarantine_foreign(
        self, entity: Entity, reads: Sequence[Read[R]], outcome: Outcome
    ) -> None:
        """A row that names another owner than the stored one: the tenant never moves by itself."""
        foreign = set(outcome.foreign)
        if not foreign:
            return
        owner, key = str(entity.owner), entity.key[0]
        reason = f"{owner.removesuffix('_id')}_mismatch"
        named = [(getattr(read.row, key), read.raw) for read in reads]
        self.ledger.reject(
            self.connection,
            self.endpoint,
            [
                Rejected(entity.table.name, row_key, reason, owner, raw_text(raw))
                for row_key, raw in named
                if row_key in foreign
            ],
        )


def validate(
    raws: Iterable[Any], read: Callable[[Any], R | Rejected], seen_at: datetime
) -> tuple[list[Read[R]], list[Rejected]]:
    """Rows that can be stored, and those that cannot."""
    good: list[Read[R]] = []
    rejected: list[Rejected] = []
    for raw in raws:
        row = read(raw)
        if isinstance(row, Rejected):
            rejected.append(row)
        else:
            good.append(Read(row, raw, seen_at))
    return good, rejected
