"""The current row of every order, placement, campaign, lead, attempt, follow-up and reply."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Integer, Table

from data.schema.columns import flag, integer, key, metadata, number, observed, text, time

orders = Table(
    "orders",
    metadata,
    key("order_id"),
    *text("client_id", "package", "status", "niche"),
    *text("target_url", "anchor_text", "episode_title", "report_url", "pdf_url"),
    *integer("links_total", "links_delivered"),
    # estimated_delivery_at is the latest estimate; the promise is the first one ever seen
    *time("created_at", "estimated_delivery_at", "first_promised_at"),
    # poll clock: delivered between these two reads; event clock: the webhook's created_at
    *time("last_seen_open_at", "first_seen_closed_at", "delivered_event_at"),
    *number("delivered_in_hours", "average_da"),
    *integer("report_links_total", "report_indexed"),
    *time("report_fetched_at", "gone_at"),
    *observed(),
)

placements = Table(
    "placements",
    metadata,
    key("order_id"),
    Column("slot", Integer, primary_key=True, autoincrement=False),
    *text("platform", "url", "url_canonical", "url_sha256"),
    *flag("indexed"),
    # indexed_at is exact (report); the vendor flag only gives an interval of two reads
    *time("live_at", "indexed_at", "last_seen_not_indexed_at", "first_seen_indexed_at"),
    *time("first_seen_live_at", "lost_at", "deindexed_at"),
    *observed(),
)

campaigns = Table(
    "campaigns",
    metadata,
    key("campaign_id"),
    *text("workspace_id", "name", "status", "description"),
    Column("keywords", JSON),
    *integer("lead_count"),
    *time("created_at", "gone_at"),
    *observed(),
)

leads = Table(
    "leads",
    metadata,
    key("lead_id"),
    *text("campaign_id", "url", "domain", "title", "email", "status", "source", "notes"),
    *number("score", "relevance_score", "guest_post_likelihood"),
    # placed_seen_at is the first read that said placed; the step lies between the two reads
    *time("created_at", "last_seen_not_placed_at", "placed_seen_at"),
    *observed(),
)

attempts = Table(
    "attempts",
    metadata,
    key("attempt_id"),
    *text("lead_id", "campaign_id", "sender_email", "recipient_email", "subject"),
    *text("status", "decision_reason", "idempotency_key"),
    *time("sent_at", "created_at"),
    *observed(),
)

follow_ups = Table(
    "follow_ups",
    metadata,
    key("follow_up_id"),
    *text("attempt_id", "campaign_id", "subject"),
    *flag("sent"),
    *time("scheduled_for", "sent_at"),
    *observed(),
)

replies = Table(
    "replies",
    metadata,
    key("reply_id"),
    *text("attempt_id", "campaign_id", "from_email", "from_raw", "subject", "body"),
    *text("classification"),
    *time("received_at"),
    *observed(),
)

suppressions = Table(
    "suppressions",
    metadata,
    key("email"),
    *text("suppression_id", "domain", "reason"),
    *time("created_at"),
    *observed(),
)
