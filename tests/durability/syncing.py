"""A sync that tells after each commit what is acknowledged, to be killed at any moment.

    python -m tests.durability.syncing

Settings come from the environment. One line of JSON for each commit: the data version and how many
rows each table then held.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from data import settings, sync
from data.schema import campaigns, leads, orders, placements
from data.sync import run as batching
from data.warehouse import Warehouse

COUNTED = (orders, placements, campaigns, leads)


def counts(connection: sa.Connection) -> dict[str, int]:
    count = sa.func.count()
    return {
        table.name: connection.scalar(sa.select(count).select_from(table)) or 0 for table in COUNTED
    }


class Telling(Warehouse):
    """Says what each transaction left behind, once it is committed."""

    @contextmanager
    def write(self, *, is_data: bool = True) -> Iterator[sa.Connection]:
        with super().write(is_data=is_data) as connection:
            yield connection
            held = counts(connection)
        if is_data:
            print(json.dumps({"version": self.data_version(), **held}), flush=True)


if __name__ == "__main__":
    configured = settings.load()
    batching.BATCH_ROWS = 20  # many commits, many moments to be killed at
    with Telling.open(configured.warehouse_url) as warehouse:
        sync.run(warehouse, configured)
