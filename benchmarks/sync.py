"""The first sync of 100,000 orders with their placements, beside the least that could do it.

Both read the same sandbox, a process of its own, in turns. The sync is the whole step of the order
list as the product runs it: client and limiter, strict JSON, validation, merge with history,
placements with canonical URLs, cursors, request log. Reports are left out: at 60 requests a minute
they take hours whatever the client does.
"""

from __future__ import annotations

import gc
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import sqlalchemy as sa

from benchmarks import bare_loader
from benchmarks.results import machine, table
from data.demo.process import DemoSandbox
from data.demo.world import overlay
from data.http import SYSTEM_CLOCK
from data.schema import orders, placements
from data.sources.podcast_backlinks import PodcastBacklinks
from data.sync.clients import Account, client, podcast_account
from data.sync.ledger import Ledger
from data.sync.order_lists import OrderLists
from data.sync.progress import Progress
from data.sync.run import SourceRun
from data.warehouse import Warehouse

ORDERS = 100_000
ROUNDS = 3
CLAIMED_SPEED = 12_000  # orders a second
CLAIMED_RATIO = 2.0  # times the bare loader's seconds


@dataclass(frozen=True)
class Load:
    """One load of everything: what it took, and what was in the file after it.

    `busy` is the time on a processor, of all threads.
    """

    seconds: float
    busy: float
    orders: int
    placements: int


def run() -> str:
    """Load with both in turns; the medians, and whether the claim holds."""
    # Speed 0 stops the world's clock, so that each load finds the same orders.
    sandbox = DemoSandbox("--size", str(ORDERS), "--speed", "0")
    try:
        settings = overlay(sandbox.announcement["settings"], "duckdb:///not-opened.duckdb")
        account = podcast_account(settings)
        if account is None:
            raise RuntimeError("the sandbox announced no key")
        # The sandbox draws its world at the first look; neither side shall pay for that.
        deque(bare_loader.pages(account.base_url, account.token), maxlen=0)
        # As the app does when it has started: imported modules are not looked through again.
        gc.freeze()
        rounds = [(_load(_bare, account), _load(_sync, account)) for _ in range(ROUNDS)]
    finally:
        sandbox.stop()
    bare, synced = zip(*rounds, strict=True)
    return _section(list(bare), list(synced))


def _load(load: Callable[[Account, Path], tuple[int, int]], account: Account) -> Load:
    with tempfile.TemporaryDirectory() as folder:
        started, busy = time.perf_counter(), time.process_time()
        counts = load(account, Path(folder) / "loaded.duckdb")
        return Load(time.perf_counter() - started, time.process_time() - busy, *counts)


def _bare(account: Account, file: Path) -> tuple[int, int]:
    return bare_loader.load(account.base_url, account.token, file)


def _sync(account: Account, file: Path) -> tuple[int, int]:
    """What `data.sync` does with the order list, opening and closing of the warehouse included."""
    with Warehouse.open(f"duckdb:///{file}") as warehouse:
        ledger = Ledger(warehouse, account.source, SYSTEM_CLOCK)
        this = SourceRun(warehouse, ledger, SYSTEM_CLOCK, Progress(), cancel=threading.Event())
        with client(account, this, (account.token,)) as http:
            OrderLists(this, PodcastBacklinks(http)).read(lambda: None)
        warehouse.checkpoint()
        if this.faults:
            raise this.faults[0]
        return _count(warehouse, orders), _count(warehouse, placements)


def _count(warehouse: Warehouse, stored: sa.Table) -> int:
    with warehouse.read() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(stored)) or 0


def _section(bare: list[Load], synced: list[Load]) -> str:
    same = {(load.orders, load.placements) for load in (*bare, *synced)}
    if len(same) != 1:
        raise RuntimeError(f"the loads differ in what they stored: {sorted(same)}")
    rows = [_row("requests + json + Arrow insert", bare), _row("sync", synced)]
    ratio = _seconds(synced) / _seconds(bare)
    speed = ORDERS / _seconds(synced)
    holds = speed >= CLAIMED_SPEED or ratio <= CLAIMED_RATIO
    claim = (
        f"at least {CLAIMED_SPEED:,} orders/s, or at most {CLAIMED_RATIO:.0f} times the bare loader"
    )
    return "\n\n".join(
        (
            machine("duckdb", "pyarrow", "requests", "SQLAlchemy"),
            f"First sync of {bare[0].orders:,} orders with {bare[0].placements:,} placements over "
            f"{ORDERS // 100:,} pages, without reports; medians of {ROUNDS} rounds in turns.",
            table(("loader", "s", "orders/s", "placements/s", "s on a CPU", "all rounds, s"), rows),
            f"The sync takes {ratio:.2f} times the bare loader. Claim: {claim}: "
            f"{'holds' if holds else 'does not hold'}.",
        )
    )


def _seconds(loads: list[Load]) -> float:
    return median(load.seconds for load in loads)


def _row(name: str, loads: list[Load]) -> tuple[object, ...]:
    seconds = _seconds(loads)
    every = ", ".join(f"{load.seconds:.2f}" for load in loads)
    return (
        name,
        f"{seconds:.2f}",
        f"{loads[0].orders / seconds:,.0f}",
        f"{loads[0].placements / seconds:,.0f}",
        f"{median(load.busy for load in loads):.2f}",
        every,
    )
