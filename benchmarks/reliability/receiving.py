"""The webhook route beside a writer that never rests, in a process of its own.

    python -m benchmarks.reliability.receiving FILE PORT SECRET

Batches of 500 orders with three placements each are written back to back, as by a sync that has
them all at hand. Prints `ready`; on SIGTERM it ends and prints one JSON object: how many batches
were written and how long the middle one and the longest took.
"""

from __future__ import annotations

import json
import signal
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from statistics import median
from types import SimpleNamespace
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from data.http import SYSTEM_CLOCK
from data.models import OrderRow, read_order
from data.settings import PodcastBacklinks, Settings
from data.sync.batches import Read
from data.sync.ledger import Ledger
from data.sync.order_storing import store_orders
from data.sync.results import Tally
from data.sync.storing import Store
from data.warehouse import Warehouse
from data.webhooks import Applier
from pages.http.webhooks import receiver

BATCH_ROWS = 500
KNOWN_ORDERS = 20_000  # then the batches begin anew, with each order changed
START = datetime(2026, 1, 1)


@dataclass
class Writer:
    """Writes batch after batch until it is told to stop."""

    warehouse: Warehouse
    is_over: threading.Event
    seconds: list[float]

    def work(self) -> None:
        ledger = Ledger(self.warehouse, "podcast", SYSTEM_CLOCK)
        for batch in _batches():
            if self.is_over.is_set():
                return
            began = time.perf_counter()
            with self.warehouse.write() as connection:
                store_orders(
                    Store(connection, ledger, Tally(), "GET /orders"), batch, origin="list"
                )
            self.seconds.append(time.perf_counter() - began)

    def told(self) -> str:
        return json.dumps(
            {
                "batches": len(self.seconds),
                "middle_ms": 1000 * median(self.seconds),
                "longest_ms": 1000 * max(self.seconds),
            }
        )


def _batches() -> Iterator[list[Read[OrderRow]]]:
    for turn in count():
        for first in range(0, KNOWN_ORDERS, BATCH_ROWS):
            yield [_read(number, turn) for number in range(first, first + BATCH_ROWS)]


def _read(number: int, turn: int) -> Read[OrderRow]:
    seen_at = START + timedelta(hours=turn, seconds=number)
    raw: dict[str, Any] = {
        "id": f"ord_list_{number:06}",
        "status": "in_progress",
        "package": "growth",
        "links_total": 3,
        "links_delivered": turn % 3,
        "target_url": f"https://shop-{number % 50}.example/{number}",
        "created_at": "2025-12-01T10:00:00Z",
        "metadata": {"client_id": f"cus_{number % 50}"},
        "placements": [_slot(number, place, turn) for place in range(3)],
    }
    row = read_order(raw, seen_at=seen_at)
    if not isinstance(row, OrderRow):
        raise RuntimeError(f"a row of the benchmark was rejected: {row.reason}")
    return Read(row, raw, seen_at)


def _slot(number: int, place: int, turn: int) -> dict[str, Any]:
    is_live = place < turn % 3
    url = f"https://platform-{place}.example/{number}" if is_live else None
    live_at = "2025-12-02T10:00:00Z" if is_live else None
    return {"platform": "spotify", "url": url, "live_at": live_at, "indexed": False}


def main(file: str, port: str, secret: str) -> None:
    """Serve and write until SIGTERM."""
    settings = Settings(podcast_backlinks=PodcastBacklinks(webhook_secrets=[secret]))
    with Warehouse.open(f"duckdb:///{file}") as warehouse:
        applier, is_over = Applier(warehouse), threading.Event()
        place = SimpleNamespace(settings=settings, warehouse=warehouse, webhooks=applier)
        writer = Writer(warehouse, is_over, [])
        thread = threading.Thread(target=writer.work)
        app = Starlette(routes=[Mount("/webhooks", receiver(lambda: place))])
        server = uvicorn.Server(
            uvicorn.Config(app, port=int(port), log_config=None, lifespan="off")
        )
        thread.start()
        print("ready", flush=True)
        server.run()
        is_over.set()
        thread.join()
        applier.stop()
        print(writer.told(), flush=True)


if __name__ == "__main__":
    # Uvicorn ends at SIGTERM and then raises it again, which must not cut off what follows.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    main(*sys.argv[1:])
