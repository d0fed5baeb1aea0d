"""The rows of the quarantine, with their raw texts."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data.schema import quarantine


@dataclass(frozen=True, slots=True)
class Held:
    """One row that is held back; `raw` is its text, cut at 64 kB."""

    quarantine_id: str
    source: str
    endpoint: str
    entity: str
    row_key: str | None
    reason: str
    field: str | None
    raw: str
    raw_sha256: str
    last_seen_at: datetime

    @property
    def is_whole(self) -> bool:
        """The text was not cut."""
        return hashlib.sha256(self.raw.encode()).hexdigest() == self.raw_sha256


_COLUMNS = tuple(quarantine.c[name] for name in Held.__slots__)


def held(connection: sa.Connection, quarantine_ids: Collection[str]) -> list[Held]:
    """Those of these rows that are still held, the latest seen first."""
    chosen = (
        sa.select(*_COLUMNS)
        .where(quarantine.c.quarantine_id.in_(quarantine_ids), _is_held())
        .order_by(quarantine.c.last_seen_at.desc(), quarantine.c.quarantine_id)
    )
    return [Held(*row) for row in connection.execute(chosen)]


def ids_of(
    connection: sa.Connection, *, reason: str | None = None, entity: str | None = None
) -> list[str]:
    """All rows that are held, or those of a reason, of an entity, of both."""
    wanted: dict[str, Any] = {"reason": reason, "entity": entity}
    given = {name: value for name, value in wanted.items() if value is not None}
    chosen = sa.select(quarantine.c.quarantine_id).where(_is_held()).filter_by(**given)
    return list(connection.scalars(chosen.order_by(quarantine.c.quarantine_id)))


def raw_of(connection: sa.Connection, quarantine_id: str) -> str | None:
    """The raw text of one row, at most 64 kB of it; None if there is no such row."""
    return connection.scalar(sa.select(quarantine.c.raw).filter_by(quarantine_id=quarantine_id))


def release(connection: sa.Connection, quarantine_ids: Collection[str], now: datetime) -> None:
    """These rows are held no longer."""
    connection.execute(
        sa.update(quarantine)
        .where(quarantine.c.quarantine_id.in_(quarantine_ids))
        .values(released_at=now)
    )


def _is_held() -> sa.ColumnElement[bool]:
    return quarantine.c.released_at.is_(None)
