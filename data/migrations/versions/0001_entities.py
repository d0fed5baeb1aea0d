"""The entities: one row per key, as they stood in the first version."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "orders",
        sa.Column("order_id", sa.String, primary_key=True),
        *_text("client_id", "package", "status", "niche", "target_url", "anchor_text"),
        *_text("episode_title", "report_url", "pdf_url"),
        *_integer("links_total", "links_delivered"),
        *_time("created_at", "estimated_delivery_at", "first_promised_at", "last_seen_open_at"),
        *_time("first_seen_closed_at", "delivered_event_at"),
        *_number("delivered_in_hours", "average_da"),
        *_integer("report_links_total", "report_indexed"),
        *_time("report_fetched_at", "gone_at"),
        *_text("flags"),
        sa.Column("extra", sa.JSON),
        *_time("first_seen_at", "fetched_at"),
    )
    op.create_table(
        "placements",
        sa.Column("order_id", sa.String, primary_key=True),
        sa.Column("slot", sa.Integer, primary_key=True, autoincrement=False),
        *_text("platform", "url", "url_canonical", "url_sha256"),
        *_flag("indexed"),
        *_time("live_at", "indexed_at", "last_seen_not_indexed_at", "first_seen_indexed_at"),
        *_time("first_seen_live_at", "lost_at", "deindexed_at"),
        *_text("flags"),
        sa.Column("extra", sa.JSON),
        *_time("first_seen_at", "fetched_at"),
    )
    op.create_table(
        "campaigns",
        sa.Column("campaign_id", sa.String, primary_key=True),
        *_text("workspace_id", "name", "status", "description"),
        sa.Column("keywords", sa.JSON),
        *_integer("lead_count"),
        *_time("created_at", "gone_at"),
        *_text("flags"),
        sa.Column("extra", sa.JSON),
        *_time("first_seen_at", "fetched_at"),
    )
    op.create_table(
        "leads",
        sa.Column("lead_id", sa.String, primary_key=True),
        *_text("campaign_id", "url", "domain", "title", "email", "status", "source", "notes"),
        *_number("score", "relevance_score", "guest_post_likelihood"),
        *_time("created_at", "last_seen_not_placed_at", "placed_seen_at"),
        *_text("flags"),
        sa.Column("extra", sa.JSON),
        *_time("first_seen_at", "fetched_at"),
    )
    op.create_table(
        "attempts",
        sa.Column("attempt_id", sa.String, primary_key=True),
        *_text("lead_id", "campaign_id", "sender_email", "recipient_email", "subject", "status"),
        *_text("decision_reason", "idempotency_key"),
        *_time("sent_at", "created_at"),
        *_text("flags"),
        sa.Column("extra", sa.JSON),
        *_time("first_seen_at", "fetched_at"),
    )
    op.create_table(
        "follow_ups",
        sa.Column("follow_up_id", sa.String, primary_key=True),
        *_text("attempt_id", "campaign_id", "subject"),
        *_flag("sent"),
        *_time("scheduled_for", "sent_at"),
        *_text("flags"),
        sa.Column("extra", sa.JSON),
        *_time("first_seen_at", "fetched_at"),
    )
    op.create_table(
        "replies",
        sa.Column("reply_id", sa.String, primary_key=True),
        *_text("attempt_id", "campaign_id", "from_email", "from_raw", "subject", "body"),
        *_text("classification"),
        *_time("received_at"),
        *_text("flags"),
        sa.Column("extra", sa.JSON),
        *_time("first_seen_at", "fetched_at"),
    )
    op.create_table(
        "suppressions",
        sa.Column("email", sa.String, primary_key=True),
        *_text("suppression_id", "domain", "reason"),
        *_time("created_at"),
        *_text("flags"),
        sa.Column("extra", sa.JSON),
        *_time("first_seen_at", "fetched_at"),
    )


def _text(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String) for name in names]


def _time(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.DateTime) for name in names]


def _integer(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Integer) for name in names]


def _number(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Double) for name in names]


def _flag(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Boolean) for name in names]
