"""By table: which reader takes a row of the quarantine, and which statement stores it.

Readers and statements are those of the sync; what a sync knows from its request (the campaign it
asked for, the order of a report) is taken from the row itself or from what is stored under its key.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import sqlalchemy as sa

from data.models import (
    Rejected,
    Row,
    read_attempt,
    read_campaign,
    read_follow_up,
    read_lead,
    read_order,
    read_reply,
    read_report,
    read_suppression,
)
from data.quarantine.held import Held
from data.sync import outreach_rules as rules
from data.sync.batches import Read
from data.sync.entities import Entity
from data.sync.order_rules import ORDERS, REPORTS
from data.sync.order_storing import store_orders, store_reports
from data.sync.podcast import DETAIL
from data.sync.storing import Store

Reader = Callable[..., Row | Rejected]


@dataclass(frozen=True)
class Way:
    """`read` gives a row, a rejection, or in words why the row alone is not enough."""

    entity: Entity
    read: Callable[[sa.Connection, Held, Any], Row | Rejected | str]
    store: Callable[[Store, Sequence[Read[Any]]], object]


def ways(workspace_id: str | None) -> dict[str, Way]:
    """By the table that a row was meant for; `workspace_id` is that of the outreach account."""
    campaign = partial(read_campaign, workspace_id=workspace_id)
    return {
        "orders": Way(ORDERS, _alone(read_order), _store_orders),
        "reports": Way(REPORTS, _report, store_reports),
        "campaigns": _listed(rules.CAMPAIGNS, _alone(campaign)),
        "leads": _listed(rules.LEADS, _of_campaign(read_lead, rules.LEADS)),
        "attempts": _listed(rules.ATTEMPTS, _of_campaign(read_attempt, rules.ATTEMPTS)),
        "follow_ups": _listed(rules.FOLLOW_UPS, _of_campaign(read_follow_up, rules.FOLLOW_UPS)),
        "replies": _listed(rules.REPLIES, _of_campaign(read_reply, rules.REPLIES)),
        "suppressions": _listed(rules.SUPPRESSIONS, _alone(read_suppression)),
    }


def _alone(read: Reader) -> Callable[[sa.Connection, Held, Any], Row | Rejected]:
    """A row that says all that is to be known of it."""
    return lambda _connection, held, raw: read(raw, seen_at=held.last_seen_at)


def _report(connection: sa.Connection, held: Held, raw: Any) -> Row | Rejected | str:
    if held.row_key is None:
        return "The report does not say which order it is of; the next sync asks for it again."
    orders = ORDERS.table
    known = sa.select(orders.c.order_id).filter_by(order_id=held.row_key)
    if connection.scalar(known) is None:
        return "Its order is not stored yet."
    return read_report(raw, held.row_key, seen_at=held.last_seen_at)


def _of_campaign(
    read: Reader, entity: Entity
) -> Callable[[sa.Connection, Held, Any], Row | Rejected | str]:
    """A row whose campaign a sync knows from the list that it came in."""

    def read_with_campaign(connection: sa.Connection, held: Held, raw: Any) -> Row | Rejected | str:
        campaign_id = _campaign_of(connection, entity, held, raw)
        if campaign_id is None:
            return "The row does not say which campaign it is of; the next sync reads it again."
        return read(raw, campaign_id=campaign_id, seen_at=held.last_seen_at)

    return read_with_campaign


def _campaign_of(connection: sa.Connection, entity: Entity, held: Held, raw: Any) -> str | None:
    named = raw.get("campaign_id") if isinstance(raw, dict) else None
    if isinstance(named, str) and named:
        return named
    table = entity.table
    stored = sa.select(table.c.campaign_id).where(table.c[entity.key[0]] == held.row_key)
    return connection.scalar(stored)


def _store_orders(store: Store, reads: Sequence[Read[Any]]) -> None:
    store_orders(store, reads, origin="detail" if store.endpoint == DETAIL else "list")


def _listed(
    entity: Entity, read: Callable[[sa.Connection, Held, Any], Row | Rejected | str]
) -> Way:
    return Way(entity, read, lambda store, reads: store.merge(entity, reads, origin="list"))
