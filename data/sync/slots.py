"""The slots of a batch of orders into the stored placements."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from data.arrow import append, column_type, registered
from data.indexing.refusals import RefusedUrl
from data.indexing.urls import canonical
from data.models import OrderRow, PlacementRow, ReportRow
from data.schema import placement_history, placements
from data.sync import slot_matching
from data.sync.batches import Read, incoming
from data.sync.entities import Entity, Expression
from data.sync.merging import Outcome, drop, merge, temporary
from data.sync.slot_rules import PLACEMENTS


@dataclass(frozen=True)
class Slots:
    """Placements as they were read, and when each was."""

    rows: Sequence[PlacementRow]
    seen_at: Sequence[datetime]

    @classmethod
    def of(cls, reads: Sequence[Read[OrderRow]] | Sequence[Read[ReportRow]]) -> Slots:
        pairs = [(slot, read.seen_at) for read in reads for slot in read.row.placements or ()]
        return cls([row for row, _ in pairs], [seen_at for _, seen_at in pairs])


def merge_slots(
    connection: sa.Connection,
    slots: Slots,
    *,
    origin: str,
    stale: Collection[str] = (),
    are_first: bool = False,
    into: Entity = PLACEMENTS,
) -> Outcome:
    """Write slots from a list, a detail answer or a webhook; each order stands in it once.

    Slots of `stale` orders are only added where there are none: an old page undoes nothing.
    `are_first` says that all these orders are new, so that there is nothing to match. `into` may
    name another table for them.
    """
    if not slots.rows:
        return Outcome()
    with registered(connection, "read_slots", _table(slots, stale)) as read:
        if are_first:
            return merge(connection, into, read, origin=origin)
        by_turn = slot_matching.by_turn(read, into.table)
        matched = temporary(connection, "matched_slots", by_turn)
    return _merge_matched(connection, matched, slots, origin, into)


def merge_report_slots(connection: sa.Connection, slots: Slots) -> Outcome:
    """Write slots from reports; one that fits no stored slot is added, flagged `report_only`."""
    if not slots.rows:
        return Outcome()
    with registered(connection, "read_slots", _table(slots)) as read:
        matched = temporary(connection, "matched_slots", slot_matching.by_url(read))
    flagged = sa.func.concat_ws(" ", matched.c.flags, slot_matching.REPORT_ONLY)
    connection.execute(sa.update(matched).where(matched.c.is_extra).values(flags=flagged))
    return _merge_matched(connection, matched, slots, "report", PLACEMENTS)


def lose_missing_slots(
    connection: sa.Connection,
    whole_lists: Mapping[str, datetime],
    *,
    origin: str,
    into: Entity = PLACEMENTS,
) -> None:
    """Mark links whose slot is gone from the list; `whole_lists` tells when each order's was read.

    Call after the slots were merged: what was in the list then bears the time of that read.
    """
    if not whole_lists:
        return
    at = pa.array(list(whole_lists.values()), column_type(placements.c.lost_at))
    listed = pa.table({"order_id": pa.array(list(whole_lists), pa.string()), "seen_at": at})
    with registered(connection, "whole_lists", listed) as lists:
        is_lost = _is_lost(into.table, lists)
        seen = _observed_loss(into.table, lists).where(*is_lost)
        lost = connection.execute(seen).mappings().all()
        if lost:
            # Not with RETURNING: it makes an UPDATE rewrite the key, and DuckDB 1.5 ends the
            # process when such a commit finds the disk full.
            moved = sa.update(into.table).values(lost_at=lists.c.seen_at)
            connection.execute(moved.where(*is_lost))
    append(connection, placement_history, [{**row, "origin": origin} for row in lost])


def _is_lost(slots: sa.Table, lists: sa.TableClause) -> tuple[Expression, ...]:
    slot = slots.c
    return (
        slot.order_id == lists.c.order_id,
        slot.fetched_at < lists.c.seen_at,
        slot.url.is_not(None),
        slot.lost_at.is_(None),
        slot_matching.is_listed(slots),
    )


def _observed_loss(slots: sa.Table, lists: sa.TableClause) -> sa.Select[Any]:
    """The row of the history: a slot without its link."""
    slot = slots.c
    return sa.select(
        slot.order_id,
        slot.slot,
        slot.indexed,
        slot.live_at,
        slot.indexed_at,
        lists.c.seen_at.label("observed_at"),
    )


def _merge_matched(
    connection: sa.Connection, matched: sa.Table, slots: Slots, origin: str, into: Entity
) -> Outcome:
    """Slots of stale orders are not in `matched`; they leave the stored ones unchanged."""
    outcome = merge(connection, into, matched, origin=origin)
    drop(connection, matched)
    return replace(outcome, unchanged=outcome.unchanged + len(slots.rows) - outcome.rows)


def _table(slots: Slots, stale: Collection[str] = ()) -> pa.Table:
    return incoming(
        PLACEMENTS,
        slots.rows,
        slots.seen_at,
        url_canonical=pa.array([_canonical(row.url) for row in slots.rows], pa.string()),
        is_stale=pa.array([row.order_id in stale for row in slots.rows], pa.bool_()),
    )


def _canonical(url: str | None) -> str | None:
    """None for a url that may not be fetched or submitted."""
    if url is None:
        return None
    try:
        return canonical(url)
    except RefusedUrl:
        return None
