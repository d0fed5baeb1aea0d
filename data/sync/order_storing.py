"""A batch of orders, or of reports, into orders and placements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from data.models import OrderRow, ReportRow
from data.sync.batches import Read
from data.sync.figures import Figure, record_figures
from data.sync.merging import Outcome
from data.sync.order_rules import ORDERS, REPORTS
from data.sync.slots import Slots, lose_missing_slots, merge_report_slots, merge_slots
from data.sync.storing import Store

SUMMARY = ("report_links_total", "report_indexed", "average_da", "delivered_in_hours")


def store_orders(store: Store, reads: Sequence[Read[OrderRow]], *, origin: str) -> list[str]:
    """Write orders with the slots that came with them.

    Returns the ids of reads that contradict a later state; only their detail can settle them.
    """
    settle: list[str] = []
    for number, (copies, outcome) in enumerate(store.merge(ORDERS, reads, origin=origin)):
        ours, are_first = _without(copies, outcome.foreign), outcome.inserted == len(copies)
        slots = merge_slots(
            store.connection,
            Slots.of(ours),
            origin=origin,
            stale=set(outcome.stale),
            are_first=are_first,
        )
        _count_slots(store, ours, slots, are_copies=number > 0)
        if not are_first:
            whole_lists = _whole_lists(_without(ours, outcome.stale))
            lose_missing_slots(store.connection, whole_lists, origin=origin)
        settle.extend(outcome.stale)
    return settle


def store_reports(store: Store, reads: Sequence[Read[ReportRow]]) -> None:
    """Write what reports add to their orders, their slots, and their figures for reconciliation."""
    merged = store.merge(REPORTS, reads, origin="report", table="reports")
    for number, (copies, _) in enumerate(merged):
        slots = merge_report_slots(store.connection, Slots.of(copies))
        _count_slots(store, copies, slots, are_copies=number > 0)
        record_figures(store.connection, "podcast", list(_summaries(copies)))


def _without(reads: list[Read[OrderRow]], order_ids: Sequence[str]) -> list[Read[OrderRow]]:
    left_out = set(order_ids)
    return [read for read in reads if read.row.order_id not in left_out] if left_out else reads


def _whole_lists(reads: list[Read[OrderRow]]) -> dict[str, datetime]:
    """When the slots of each order were listed completely; a slot we rejected is still there."""
    return {
        read.row.order_id: read.seen_at
        for read in reads
        if read.row.placements is not None and not read.row.rejected
    }


def _count_slots(
    store: Store,
    reads: list[Read[OrderRow]] | list[Read[ReportRow]],
    outcome: Outcome,
    *,
    are_copies: bool,
) -> None:
    counts = store.tally["placements"]
    (counts.add_copies if are_copies else counts.add)(outcome)
    store.reject([rejected for read in reads for rejected in read.row.rejected])


def _summaries(reads: list[Read[ReportRow]]) -> Iterator[Figure]:
    for read in reads:
        for figure in SUMMARY:
            if (value := getattr(read.row, figure)) is not None:
                yield read.row.order_id, f"report.{figure}", value, read.seen_at
