"""Writes until a limit on the size of files stops it, then lifts the limit and goes on.

    python -m tests.durability.filling FILE

A limit of the process stands for a full disk: the same writes fail, with another errno. Prints one
JSON object.
"""

from __future__ import annotations

import json
import logging
import resource
import signal
import sys
from collections.abc import Callable
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from data.errors import LinkboardError, WarehouseFallen, WarehouseFull
from data.warehouse import Warehouse
from data.webhooks import store
from tests.durability.writing import ROWS, batches, write_batch

ROOM = 300_000  # bytes that the files may grow


@contextmanager
def limited(size: int):  # type: ignore[no-untyped-def]
    """No file of this process may grow beyond so many bytes."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


def refusal(action: Callable[[], object]) -> LinkboardError | None:
    try:
        action()
    except LinkboardError as error:
        return error
    return None


def fill(warehouse: Warehouse) -> tuple[int, LinkboardError | None]:
    """Write batches until one is refused; returns how many were acknowledged."""
    for number in range(10_000):
        if error := refusal(lambda n=number: write_batch(warehouse, n)):  # type: ignore[misc]
            return number, error
    raise AssertionError("no batch was refused")


def main(path: Path) -> None:
    warehouse = Warehouse.open(f"duckdb:///{path}")
    warehouse.checkpoint()
    with limited(path.stat().st_size + ROOM):
        # The log of so many batches outgrows the room; then a checkpoint does.
        log_room = limited(ROOM)
        with log_room:
            acknowledged, at_commit = fill(warehouse)
        readable = batches(warehouse)
        at_checkpoint = None
        with warehouse.engine.connect(), suppress(WarehouseFallen):
            # Somebody else is connected: the fallen instance lives on until they have gone.
            with limited(path.stat().st_size):
                at_checkpoint = refusal(warehouse.checkpoint)
            during = refusal(lambda: batches(warehouse))
        after_fall = batches(warehouse)
        with limited(path.stat().st_size):
            refusal(warehouse.checkpoint)
        webhook_stored = store(warehouse, b"{}", datetime(2026, 3, 14))
    write_batch(warehouse, acknowledged)
    print(
        json.dumps(
            {
                "acknowledged": acknowledged,
                "commit_refused": isinstance(at_commit, WarehouseFull),
                "message": at_commit.message if at_commit else None,
                "readable": readable,
                "checkpoint_refused": isinstance(at_checkpoint, WarehouseFallen),
                "during": during.message if during else None,
                "after_fall": after_fall,
                "webhook_stored": webhook_stored,
                "with_room_again": batches(warehouse),
                "closed_off": closed_off(warehouse),
                "rows": ROWS,
            }
        ),
        flush=True,
    )
    warehouse.close()


def closed_off(warehouse: Warehouse) -> bool:
    with warehouse.read() as connection:
        found = connection.exec_driver_sql("select current_setting('enable_external_access')")
        return found.scalar() is False


if __name__ == "__main__":
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    logging.disable()  # the pool tells of each connection that could not be rolled back
    main(Path(sys.argv[1]))
