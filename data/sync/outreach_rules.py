"""How rows of Backlink Outreach become stored rows.

The API tells no history: a lead's status is what it is now, so the steps between are kept here from
one sync to the next (contract part 3, 7). A row keeps the campaign it was first seen in.
"""

from __future__ import annotations

import sqlalchemy as sa

from data.schema import (
    attempts,
    campaigns,
    follow_ups,
    lead_history,
    leads,
    replies,
    suppressions,
)
from data.sync.entities import Entity, Expression, History, Reading

PLACED = "placed"


def _last_seen_not_placed(row: Reading) -> Expression:
    before = sa.and_(row.new.status != PLACED, row.old.placed_seen_at.is_(None))
    latest = sa.func.greatest(row.old.last_seen_not_placed_at, row.seen_at)
    return sa.case((before, latest), else_=row.old.last_seen_not_placed_at)


def _placed_seen(row: Reading) -> Expression:
    earliest = sa.func.least(row.old.placed_seen_at, row.seen_at)
    return sa.case((row.new.status == PLACED, earliest), else_=row.old.placed_seen_at)


def _is_later_record(row: Reading) -> Expression:
    """The server keeps an address twice; the oldest record is when it became suppressed."""
    return row.new.created_at > row.old.created_at


CAMPAIGNS = Entity(
    table=campaigns,
    key=("campaign_id",),
    columns=(
        "workspace_id",
        "name",
        "status",
        "description",
        "keywords",
        "lead_count",
        "created_at",
    ),
    rules={"gone_at": lambda _row: sa.null()},
)

LEADS = Entity(
    table=leads,
    key=("lead_id",),
    columns=(
        "campaign_id",
        "url",
        "domain",
        "title",
        "email",
        "status",
        "source",
        "notes",
        "score",
        "relevance_score",
        "guest_post_likelihood",
        "created_at",
    ),
    owner="campaign_id",
    rules={"last_seen_not_placed_at": _last_seen_not_placed, "placed_seen_at": _placed_seen},
    history=History(lead_history, ("lead_id", "campaign_id", "status"), watched=("status",)),
)

ATTEMPTS = Entity(
    table=attempts,
    key=("attempt_id",),
    columns=(
        "lead_id",
        "campaign_id",
        "sender_email",
        "recipient_email",
        "subject",
        "status",
        "decision_reason",
        "idempotency_key",
        "sent_at",
        "created_at",
    ),
    owner="campaign_id",
)

FOLLOW_UPS = Entity(
    table=follow_ups,
    key=("follow_up_id",),
    columns=("attempt_id", "campaign_id", "subject", "sent", "scheduled_for", "sent_at"),
    owner="campaign_id",
)

REPLIES = Entity(
    table=replies,
    key=("reply_id",),
    columns=(
        "attempt_id",
        "campaign_id",
        "from_email",
        "from_raw",
        "subject",
        "body",
        "classification",
        "received_at",
    ),
    owner="campaign_id",
)

SUPPRESSIONS = Entity(
    table=suppressions,
    key=("email",),
    columns=("suppression_id", "domain", "reason", "created_at"),
    is_stale=_is_later_record,
)
