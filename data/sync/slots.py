"""The slots of a batch of orders into the stored placements."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from data.arrow import append, column_type, registered
from data.indexing.urls import RefusedUrl, canonical, url_key
from data.models import PlacementRow
from data.schema import placement_history, placements
from data.sync import slot_matching
from data.sync.batches import Read, incoming
from data.sync.merging import Outcome, drop, merge, temporary
from data.sync.slot_rules import PLACEMENTS

Placements = Sequence[Read[PlacementRow]]


def merge_slots(
    connection: sa.Connection, reads: Placements, *, origin: str, stale: Collection[str] = ()
) -> Outcome:
    """Write slots from a list, a detail answer or a webhook; each order stands in it once.

    Slots of `stale` orders are only added where there are none: an old page undoes nothing.
    """
    if not reads:
        return Outcome()
    with registered(connection, "read_slots", _table(reads, stale)) as read:
        matched = temporary(connection, "matched_slots", slot_matching.by_turn(read))
    return _merge_matched(connection, matched, len(reads), origin)


def merge_report_slots(connection: sa.Connection, reads: Placements) -> Outcome:
    """Write slots from reports; one that fits no stored slot is added, flagged `report_only`."""
    if not reads:
        return Outcome()
    with registered(connection, "read_slots", _table(reads)) as read:
        matched = temporary(connection, "matched_slots", slot_matching.by_url(read))
    flagged = sa.func.concat_ws(" ", matched.c.flags, slot_matching.REPORT_ONLY)
    connection.execute(sa.update(matched).where(matched.c.is_extra).values(flags=flagged))
    return _merge_matched(connection, matched, len(reads), "report")


def lose_missing_slots(
    connection: sa.Connection, whole_lists: Mapping[str, datetime], *, origin: str
) -> None:
    """Mark links whose slot is gone from the list; `whole_lists` tells when each order's was read.

    Call after the slots were merged: what was in the list then bears the time of that read.
    """
    if not whole_lists:
        return
    at = pa.array(list(whole_lists.values()), column_type(placements.c.lost_at))
    listed = pa.table({"order_id": pa.array(list(whole_lists), pa.string()), "seen_at": at})
    with registered(connection, "whole_lists", listed) as lists:
        lost = connection.execute(_lose(lists)).mappings().all()
    append(connection, placement_history, [{**row, "origin": origin} for row in lost])


def _lose(lists: sa.TableClause) -> sa.ReturningUpdate[Any]:
    slot = placements.c
    return (
        sa.update(placements)
        .values(lost_at=lists.c.seen_at)
        .where(
            slot.order_id == lists.c.order_id,
            slot.fetched_at < lists.c.seen_at,
            slot.url.is_not(None),
            slot.lost_at.is_(None),
            slot_matching.is_listed(),
        )
        .returning(
            slot.order_id,
            slot.slot,
            slot.indexed,
            slot.live_at,
            slot.indexed_at,
            slot.lost_at.label("observed_at"),
        )
    )


def _merge_matched(
    connection: sa.Connection, matched: sa.Table, received: int, origin: str
) -> Outcome:
    outcome = merge(connection, PLACEMENTS, matched, origin=origin)
    drop(connection, matched)
    merged = outcome.inserted + outcome.updated + outcome.unchanged
    return replace(outcome, unchanged=outcome.unchanged + received - merged)


def _table(reads: Placements, stale: Collection[str] = ()) -> pa.Table:
    keys = [_url_keys(read.row.url) for read in reads]
    is_stale = [read.row.order_id in stale for read in reads]
    return incoming(
        PLACEMENTS,
        reads,
        url_canonical=pa.array([key[0] for key in keys], pa.string()),
        url_sha256=pa.array([key[1] for key in keys], pa.string()),
        is_stale=pa.array(is_stale, pa.bool_()),
    )


def _url_keys(url: str | None) -> tuple[str | None, str | None]:
    """Canonical form and key; a url that may not be fetched or submitted has neither."""
    if url is None:
        return None, None
    try:
        plain = canonical(url)
    except RefusedUrl:
        return None, None
    return plain, url_key(plain)
