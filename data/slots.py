"""A limiter's memory in the warehouse, so that its window holds over a restart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from data.schema import sync_cursors
from data.warehouse import Warehouse


@dataclass(frozen=True)
class WarehouseSlots:
    """The slots of one limiter; a source with several limiters names each."""

    warehouse: Warehouse
    source: str
    name: str = "slots"

    def load(self) -> Sequence[datetime]:
        with self.warehouse.read() as connection:
            value = connection.scalar(
                sa.select(sync_cursors.c.value).filter_by(source=self.source, name=self.name)
            )
        return [datetime.fromisoformat(text) for text in (value or "").split()]

    def save(self, frees_at: Sequence[datetime]) -> None:
        value = " ".join(at.isoformat() for at in frees_at)
        statement = insert(sync_cursors).values(source=self.source, name=self.name, value=value)
        with self.warehouse.write(is_data=False) as connection:
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["source", "name"], set_={"value": value}
                )
            )
