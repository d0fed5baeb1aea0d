"""Writes rows again under their keys while the room ends at ever later bytes of the commit.

    python -m tests.durability.rewriting FILE WAY

DuckDB 1.5 ends the process when a commit that deletes and inserts one key finds the disk full, so
each way runs in a process of its own. Prints how many commits were refused and how many stood.
"""

from __future__ import annotations

import json
import logging
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from data import entries
from data.errors import WarehouseError
from data.warehouse import Warehouse
from data.webhooks import apply_pending, store
from tests.durability.filling import limited
from tests.sync.reading import HOUR, NOON, order, read, slot
from tests.webhooks.events import NOW, event, slots

TRIALS, STEP = 6, 256  # bytes

Write = Callable[[], object]


def late_lists(warehouse: Warehouse) -> Iterator[Write]:
    """A list of slots that an older one follows: both are told again in their order."""
    for number in range(TRIALS):
        for minute, links in ((20, slots(True, True, None)), (5, slots(True, None, None))):
            at = f"2025-03-14T13:{minute:02}:00Z"
            body = event("in_progress", 1, at, id=f"ord_{number}", placements=links)
            store(warehouse, body, NOW + timedelta(seconds=number))
            if minute == 20:
                apply_pending(warehouse)
        yield lambda: apply_pending(warehouse)


def lost_slots(warehouse: Warehouse) -> Iterator[Write]:
    """A later list that a slot has left."""
    both = [slot("spotify", "https://spotify.com/1"), slot("apple", "https://apple.com/1")]
    for number in range(TRIALS):
        read(warehouse, [order(f"ord_{number}", placements=both)])
        later = order(f"ord_{number}", placements=both[:1])
        yield lambda raw=later: read(warehouse, [raw], NOON + HOUR)  # type: ignore[misc]


def prices(warehouse: Warehouse) -> Iterator[Write]:
    """A price book that is stored again as a whole, and a file that adds to it."""
    books = [
        [{"package": "growth", "valid_from": date(2026, 1, 1), "price": amount}]
        for amount in range(TRIALS + 1)
    ]
    entries.replace(warehouse, entries.PRICES, books[0])
    for number, book in enumerate(books[1:]):
        change = entries.replace if number % 2 else entries.merge
        yield lambda write=change, rows=book: write(  # type: ignore[misc]
            warehouse, entries.PRICES, rows
        )


def assumptions(warehouse: Warehouse) -> Iterator[Write]:
    """An assumption that is given another value."""
    entries.assume(warehouse, entries.NATURAL_WAIT, 1)
    for days in range(2, TRIALS + 2):
        yield lambda value=days: entries.assume(  # type: ignore[misc]
            warehouse, entries.NATURAL_WAIT, value
        )


WAYS = {way.__name__: way for way in (late_lists, lost_slots, prices, assumptions)}


def main(path: Path, way: str) -> None:
    refused = 0
    with Warehouse.open(f"duckdb:///{path}") as warehouse:
        for number, write in enumerate(WAYS[way](warehouse)):
            warehouse.checkpoint()
            with limited(number * STEP):
                is_refused = _is_refused(write)
            refused += is_refused
            if is_refused:
                write()
    print(json.dumps({"refused": refused, "stood": TRIALS - refused}), flush=True)


def _is_refused(write: Write) -> bool:
    try:
        write()
    except (WarehouseError, DBAPIError):
        return True
    return False


if __name__ == "__main__":
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    logging.disable()
    main(Path(sys.argv[1]), sys.argv[2])
