"""A batch of orders, or of reports, into orders and placements."""

from __future__ import annotations

from collections.abc import Sequence

from data.models import OrderRow, PlacementRow, Rejected, ReportRow
from data.sync.batches import Read
from data.sync.figures import record_figures
from data.sync.order_rules import ORDERS, REPORTS
from data.sync.slots import lose_missing_slots, merge_report_slots, merge_slots
from data.sync.storing import Store

SUMMARY = ("report_links_total", "report_indexed", "average_da", "delivered_in_hours")


def store_orders(store: Store, reads: Sequence[Read[OrderRow]], *, origin: str) -> list[str]:
    """Write orders with the slots that came with them.

    Returns the ids of reads that contradict a later state; only their detail can settle them.
    """
    settle: list[str] = []
    for number, (copies, outcome) in enumerate(store.merge(ORDERS, reads, origin=origin)):
        foreign = set(outcome.foreign)
        ours = [read for read in copies if read.row.order_id not in foreign]
        _store_slots(store, ours, outcome.stale, origin=origin, are_copies=number > 0)
        settle.extend(outcome.stale)
    return settle


def _store_slots(
    store: Store,
    reads: Sequence[Read[OrderRow]],
    stale: Sequence[str],
    *,
    origin: str,
    are_copies: bool,
) -> None:
    slots, rejected = _slots(reads)
    outcome = merge_slots(store.connection, slots, origin=origin, stale=set(stale))
    counts = store.tally["placements"]
    (counts.add_copies if are_copies else counts.add)(outcome)
    store.reject(rejected)
    whole = {
        read.row.order_id: read.seen_at
        for read in reads
        if read.row.placements is not None and not read.row.rejected
    }
    for order_id in stale:
        whole.pop(order_id, None)
    lose_missing_slots(store.connection, whole, origin=origin)


def store_reports(store: Store, reads: Sequence[Read[ReportRow]]) -> None:
    """Write what reports add to their orders, their slots, and their figures for reconciliation."""
    for number, (copies, _) in enumerate(
        store.merge(REPORTS, reads, origin="report", table="reports")
    ):
        slots, rejected = _slots(copies)
        outcome = merge_report_slots(store.connection, slots)
        counts = store.tally["placements"]
        (counts.add_copies if number else counts.add)(outcome)
        store.reject(rejected)
        record_figures(
            store.connection,
            "podcast",
            [
                (read.row.order_id, f"report.{figure}", value, read.seen_at)
                for read in copies
                for figure in SUMMARY
                if (value := getattr(read.row, figure)) is not None
            ],
        )


def _slots(
    reads: Sequence[Read[OrderRow]] | Sequence[Read[ReportRow]],
) -> tuple[list[Read[PlacementRow]], list[Rejected]]:
    slots = [
        Read(slot, None, read.seen_at) for read in reads for slot in read.row.placements or ()
    ]
    return slots, [rejected for read in reads for rejected in read.row.rejected]
