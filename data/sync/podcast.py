"""One pass over Podcast Backlinks: account, lists, then only what the lists could not show.

The list has no "updated since". So a later pass reads the two lists of open orders and the newest
page, asks for known open orders that have left the lists one by one, and for the report of each new
delivery: the fewest requests that miss nothing (contract 3.5). The first pass reads the whole list.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from data.errors import NotFound
from data.models import (
    AccountRow,
    OrderRow,
    Rejected,
    ReportRow,
    read_account,
    read_order,
    read_report,
)
from data.models.reading import raw_text
from data.schema import orders, placements
from data.sources.podcast_backlinks import PodcastBacklinks
from data.sync import doubts, due, vain
from data.sync.batches import Read
from data.sync.entities import distinct_words
from data.sync.fewest import Fewest
from data.sync.figures import record_account
from data.sync.ledger import release
from data.sync.one_by_one import OneByOne
from data.sync.order_lists import OrderLists
from data.sync.order_rules import NO_REPORT
from data.sync.order_storing import store_orders, store_reports
from data.sync.run import Buffer, SourceRun
from data.sync.storing import Store

ACCOUNT, DETAIL = "GET /account", "GET /orders/{order_id}"
REPORT = "GET /orders/{order_id}/report"


def run(run: SourceRun, source: PodcastBacklinks) -> None:
    """Read one pass into the warehouse.

    A paging fault is noted in `run.faults` and the pass goes on with what it can still do. Raises
    any other SourceError; everything stored so far stays, and the watermark stays behind it.
    """
    fewest = Fewest()
    account, lists = AccountReading(run, source, fewest), OrderLists(run, source, fewest)
    try:
        lists.read(account.orders_total)
        account.store()
        _details(run, source, lists, fewest)
        _reports(run, source, lists, fewest)
    finally:
        run.tally.fewest = fewest.requests()
    _flag_missing_reports(run)
    _release(run)


def _release(run: SourceRun) -> None:
    """Let go of rows in quarantine that a later answer has replaced."""
    slot = sa.func.concat(placements.c.order_id, "#", placements.c.slot)
    with run.storing(ACCOUNT) as store:
        release(store.connection, orders, orders.c.order_id, run.now())
        release(store.connection, placements, slot, run.now())
        release(
            store.connection,
            orders,
            orders.c.order_id,
            run.now(),
            entity="reports",
            read_at=orders.c.report_fetched_at,
        )


class AccountReading:
    """The account, asked once a pass: early if the number of orders is wanted, else after all."""

    def __init__(self, run: SourceRun, source: PodcastBacklinks, fewest: Fewest) -> None:
        self._run, self._source, self._fewest = run, source, fewest
        self._read: AccountRow | Rejected | None = None

    def orders_total(self) -> int | None:
        read = self._ask()
        return None if isinstance(read, Rejected) else read.orders_total

    def store(self) -> None:
        """Keep what changed: the balance between two syncs is told nowhere else."""
        read = self._ask()
        with self._run.storing(ACCOUNT) as store:
            if isinstance(read, Rejected):
                store.reject([read])
                return
            outcome = record_account(store.connection, read, self._run.now())
            store.tally["account_snapshots"].add(outcome)

    def _ask(self) -> AccountRow | Rejected:
        if self._read is None:
            self._fewest.questions += 1
            self._read = read_account(self._source.account(), seen_at=self._run.now())
        return self._read


def _details(run: SourceRun, source: PodcastBacklinks, lists: OrderLists, fewest: Fewest) -> None:
    """Orders that left the lists, contradict what we know, or changed out of the lists' sight."""
    with run.warehouse.read() as connection:
        since = lists.started_at if run.full else None
        doubted, doubted_at = doubts.due(connection, run.now()), run.now()
        wanted = [*sorted(lists.settle), *doubted, *due.details(connection, run.now(), since)]
        if lists.is_complete:
            wanted += due.vanished(connection, lists.started_at, run.now())
    wanted = list(dict.fromkeys(wanted))
    run.progress.step("orders one by one", requests=len(wanted))
    gone: set[str] = set()

    def question(order_id: str) -> Read[OrderRow] | Rejected | None:
        try:
            raw = source.order(order_id)
        except NotFound:
            _mark_gone(run, order_id)
            gone.add(order_id)
            return None
        row = read_order(raw, seen_at=run.now())
        if isinstance(row, OrderRow) and row.order_id != order_id:
            return Rejected("orders", row.order_id, "order_mismatch", "id", raw_text(raw))
        return row if isinstance(row, Rejected) else Read(row, raw, run.now())

    def write(store: Store, reads: Sequence[Read[OrderRow]]) -> None:
        store_orders(store, reads, origin="detail")

    asking, buffer = OneByOne(run, vain.LINKS, fewest), Buffer(run, DETAIL, write)
    asking.ask(wanted, question, buffer, is_vain=lambda row: not row.placements)
    if settled := (asking.read | gone).intersection(doubted):
        with run.storing(DETAIL) as store:
            doubts.settle(store.connection, settled, doubted_at)


def _reports(run: SourceRun, source: PodcastBacklinks, lists: OrderLists, fewest: Fewest) -> None:
    with run.warehouse.read() as connection:
        since = lists.started_at if run.full else None
        wanted = due.reports(connection, run.now(), since)
    run.progress.step("reports", requests=len(wanted))

    def question(order_id: str) -> Read[ReportRow] | Rejected | None:
        raw = source.report(order_id)
        if raw is None:
            return None
        row = read_report(raw, order_id, seen_at=run.now())
        return row if isinstance(row, Rejected) else Read(row, raw, run.now())

    OneByOne(run, vain.REPORT, fewest).ask(wanted, question, Buffer(run, REPORT, store_reports))


def _flag_missing_reports(run: SourceRun) -> None:
    """An order whose report is given up says so itself."""
    with run.warehouse.read() as connection:
        given_up = due.reports_given_up(connection)
    if given_up:
        flags = distinct_words(sa.func.concat_ws(" ", orders.c.flags, NO_REPORT))
        with run.storing(REPORT) as store:
            store.connection.execute(
                sa.update(orders).where(orders.c.order_id.in_(given_up)).values(flags=flags)
            )


def _mark_gone(run: SourceRun, order_id: str) -> None:
    """The vendor no longer knows the order: keep it, flag it, never ask for it again (G30)."""
    flags: Any = distinct_words(sa.func.concat_ws(" ", orders.c.flags, "gone_upstream"))
    with run.storing(DETAIL) as store:
        store.connection.execute(
            sa.update(orders)
            .where(orders.c.order_id == order_id)
            .values(gone_at=run.now(), flags=flags)
        )
