"""Rows of the quarantine once more, and what became of each.

Read by the readers of today, stored by the statements of the sync, with its release in the same
transaction. A row counts as read when it was last seen: it never overwrites what was read since.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from data.errors import BadBody
from data.http import SYSTEM_CLOCK, Clock
from data.models import Rejected, Row
from data.quarantine import events
from data.quarantine.held import Held, held, release
from data.quarantine.ways import Way, ways
from data.strict_json import loads
from data.sync import doubts
from data.sync.batches import Read
from data.sync.entities import Entity
from data.sync.ledger import Ledger
from data.sync.results import Tally
from data.sync.storing import Store
from data.warehouse import Warehouse
from data.webhooks.events import Refusal

BATCH_ROWS = 2_000  # the sync and the webhooks wait while one is written

Outcome = Literal["stored", "replaced", "asked", "held"]

_FOREIGN_ANSWER = "order_mismatch"
_WORDS: dict[Outcome, str] = {
    "stored": "It is good now and was stored.",
    "replaced": "A later read has brought a good version of it already.",
    "asked": "A slot is read with its order: the next sync asks the vendor for that order.",
}


@dataclass(frozen=True)
class Retried:
    """What became of one row; `words` is a sentence, without anything from the row itself."""

    row: Held
    outcome: Outcome
    words: str

    @classmethod
    def of(cls, row: Held, outcome: Outcome) -> Retried:
        return cls(row, outcome, _WORDS[outcome])

    @classmethod
    def still_held(cls, row: Held, words: str) -> Retried:
        return cls(row, "held", words)


def retry(
    warehouse: Warehouse,
    quarantine_ids: Collection[str],
    *,
    workspace_id: str | None = None,
    clock: Clock = SYSTEM_CLOCK,
) -> list[Retried]:
    """Try these rows again; those that are no longer held are left out.

    Raises SQLAlchemyError when the warehouse cannot be written: a batch is stored whole or not.
    """
    ids, told = list(quarantine_ids), []
    for start in range(0, len(ids), BATCH_ROWS):
        with warehouse.write() as connection:
            rows = held(connection, ids[start : start + BATCH_ROWS])
            bodies = [row for row in rows if events.is_event(row)]
            others = [row for row in rows if not events.is_event(row)]
            told += _Batch(warehouse, connection, clock, ways(workspace_id)).run(others)
        told += _events(warehouse, bodies, clock)
    return told


@dataclass(frozen=True)
class _Batch:
    """Rows that are tried again in one transaction."""

    warehouse: Warehouse
    connection: sa.Connection
    clock: Clock
    ways: dict[str, Way]

    def run(self, rows: Sequence[Held]) -> list[Retried]:
        told: list[Retried] = []
        good: dict[tuple[str, str, str], list[Read[Row]]] = defaultdict(list)
        taken: set[tuple[str, object]] = set()
        for row in rows:
            judged = self._judge(row)
            if not isinstance(judged, Retried):
                identity = row.entity, self._key(row, judged)
                is_latest = identity not in taken
                taken.add(identity)
                if is_latest:
                    good[row.source, row.endpoint, row.entity].append(judged)
                judged = Retried.of(row, "stored" if is_latest else "replaced")
            told.append(judged)
        for (source, endpoint, entity), reads in good.items():
            self._store(source, endpoint, entity, reads)
        done = [one.row.quarantine_id for one in told if one.outcome in ("stored", "replaced")]
        release(self.connection, done, self.clock.now())
        return told

    def _judge(self, row: Held) -> Retried | Read[Row]:
        if row.entity == "placements" and row.row_key is not None:
            order_id = row.row_key.rpartition("#")[0]
            doubts.ask(self.connection, {order_id: row.reason}, self.clock.now())
            return Retried.of(row, "asked")
        way = self.ways.get(row.entity)
        if way is None or row.reason == _FOREIGN_ANSWER:
            return Retried.still_held(row, "Only a new answer of the vendor can settle it.")
        raw = _parsed(row)
        if isinstance(raw, Retried):
            return raw
        read = way.read(self.connection, row, raw)
        if isinstance(read, str):
            return Retried.still_held(row, read)
        if isinstance(read, Rejected):
            return Retried.still_held(row, _refused(read.reason, read.field))
        return self._beside_stored(row, way.entity, Read(read, raw, row.last_seen_at))

    def _beside_stored(self, row: Held, entity: Entity, read: Read[Row]) -> Retried | Read[Row]:
        """A row that was read since is better; one of another owner is not taken."""
        table, key = entity.table, entity.key[0]
        stored = self.connection.execute(
            sa.select(table).where(table.c[key] == getattr(read.row, key))
        ).one_or_none()
        if stored is None:
            return read
        read_at = getattr(stored, entity.first_if_null or "fetched_at")
        if read_at is not None and read_at > row.last_seen_at:
            return Retried.of(row, "replaced")
        if (owner := entity.owner) and _differ(getattr(stored, owner), getattr(read.row, owner)):
            return Retried.still_held(row, f"It names another {_words(owner)} than is stored.")
        return read

    def _key(self, row: Held, read: Read[Row]) -> object:
        return getattr(read.row, self.ways[row.entity].entity.key[0])

    def _store(self, source: str, endpoint: str, entity: str, reads: list[Read[Row]]) -> None:
        ledger = Ledger(self.warehouse, source, self.clock)
        self.ways[entity].store(Store(self.connection, ledger, Tally(), endpoint), reads)


def _differ(stored: object, named: object) -> bool:
    return None not in (stored, named) and stored != named


def _parsed(row: Held) -> Retried | Any:
    if not row.is_whole:
        return Retried.still_held(row, "Only its first 64 kB were kept.")
    try:
        return loads(row.raw.encode())
    except BadBody as error:
        return Retried.still_held(row, _refused(error.reason, None))


def _events(warehouse: Warehouse, rows: Sequence[Held], clock: Clock) -> list[Retried]:
    if not rows:
        return []
    refusals = {row.quarantine_id: events.refusal(row) for row in rows}
    readable = [row for row in rows if refusals[row.quarantine_id] is None]
    reasons = events.apply(warehouse, readable, clock) if readable else {}
    return [_told(row, refusals[row.quarantine_id], reasons) for row in rows]


def _told(row: Held, refusal: Refusal | None, reasons: dict[str, str | None]) -> Retried:
    if refusal is not None:
        return Retried.still_held(row, _refused(refusal.reason, refusal.field))
    reason = reasons[row.quarantine_id]
    return (
        Retried.of(row, "stored") if reason is None else Retried.still_held(row, _refused(reason))
    )


def _refused(reason: str, field: str | None = None) -> str:
    place = f" (field {field})" if field else ""
    return f"It still cannot be taken: {_words(reason)}{place}."


def _words(name: str) -> str:
    return name.removesuffix("_id").replace("_", " ")
