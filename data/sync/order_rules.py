"""How reads of an order, and of its report, become the stored order.

Podcast Backlinks contract: G8 partial objects, G17 clocks, G19 the promise is the first estimate
seen, 2.2 a status never falls to a lower rank.
"""

from __future__ import annotations

import sqlalchemy as sa

from data.models import STATUS_RANK
from data.schema import order_history, orders
from data.sync.entities import (
    Entity,
    Expression,
    History,
    Reading,
    distinct_words,
    without_words,
)

CLOSED = ("delivered", "failed")
STALE_FLAG = "older_than_state"
NO_REPORT = "no_report"  # asked for until nothing could be expected any more


def _rank(status: Expression) -> Expression:
    """An unknown status is on its way: above queued, below the two ends."""
    return sa.case(STATUS_RANK, value=status, else_=STATUS_RANK["in_progress"])


def _is_stale(row: Reading) -> Expression:
    """The read shows an earlier status than the one we know."""
    return sa.and_(row.old.status.is_not(None), _rank(row.new.status) < _rank(row.old.status))


def _is_closed(row: Reading) -> Expression:
    return row.new.status.in_(CLOSED)


def _first_promise(row: Reading) -> Expression:
    return sa.func.coalesce(row.old.first_promised_at, row.new.estimated_delivery_at)


def _last_seen_open(row: Reading) -> Expression:
    closed_at = sa.func.coalesce(row.old.first_seen_closed_at, row.seen_at)
    is_open = sa.and_(sa.not_(_is_closed(row)), row.seen_at <= closed_at)
    latest = sa.func.greatest(row.old.last_seen_open_at, row.seen_at)
    return sa.case((is_open, latest), else_=row.old.last_seen_open_at)


def _first_seen_closed(row: Reading) -> Expression:
    earliest = sa.func.least(row.old.first_seen_closed_at, row.seen_at)
    return sa.case((_is_closed(row), earliest), else_=row.old.first_seen_closed_at)


def _flags(row: Reading) -> Expression:
    """A whole object brings all its flags; a partial one adds to those of the columns it lacks."""
    both = sa.func.concat_ws(" ", row.old.flags, row.new.flags)
    stale = sa.func.concat_ws(" ", row.old.flags, STALE_FLAG)
    return sa.case(
        (row.is_stale, distinct_words(stale)),
        (sa.and_(row.said("created_at"), sa.not_(_lacks_report(row))), row.new.flags),
        (row.said("created_at"), sa.func.concat_ws(" ", row.new.flags, NO_REPORT)),
        else_=distinct_words(both),
    )


def _lacks_report(row: Reading) -> Expression:
    """No answer about the order tells of its report, so none takes that flag away."""
    return sa.func.coalesce(row.old.flags, "").contains(NO_REPORT)


def _flags_of_report(row: Reading) -> Expression:
    both = sa.func.concat_ws(" ", row.old.flags, row.new.flags)
    return without_words(distinct_words(both), NO_REPORT)


ORDERS = Entity(
    table=orders,
    key=("order_id",),
    columns=(
        "client_id",
        "package",
        "status",
        "niche",
        "target_url",
        "anchor_text",
        "episode_title",
        "report_url",
        "links_total",
        "links_delivered",
        "created_at",
        "estimated_delivery_at",
    ),
    owner="client_id",
    rules={
        "first_promised_at": _first_promise,
        "last_seen_open_at": _last_seen_open,
        "first_seen_closed_at": _first_seen_closed,
        "gone_at": lambda _row: sa.null(),
        "flags": _flags,
    },
    history=History(
        order_history,
        ("order_id", "status", "links_total", "links_delivered", "estimated_delivery_at"),
        watched=("status", "links_total", "links_delivered", "estimated_delivery_at"),
    ),
    is_stale=_is_stale,
)

REPORTS = Entity(
    table=orders,
    key=("order_id",),
    columns=(
        "pdf_url",
        "report_links_total",
        "report_indexed",
        "average_da",
        "delivered_in_hours",
    ),
    rules={
        "report_fetched_at": lambda row: row.seen_at,
        "flags": _flags_of_report,
    },
    is_addition=True,
    first_if_null="report_fetched_at",
)
