"""Every table of the warehouse, once.

Three kinds: **entities** hold the current row per key, **history** is append-only (a row whenever a
watched value changed: it cannot be fetched again), the **ledger** is Linkboard's own book-keeping.
Times are UTC without zone, money is DECIMAL, identifiers are the vendor's strings compared exactly.
JSON beside the typed columns keeps fields that we do not know yet. There are no secondary indexes:
in DuckDB one on an updated column makes upserts ten times slower.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Double,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
)

metadata = MetaData()


def _key(name: str) -> Column[str]:
    return Column(name, String, primary_key=True)


def _text(*names: str) -> list[Column[str]]:
    return [Column(name, String) for name in names]


def _time(*names: str) -> list[Column[datetime]]:
    """TIMESTAMP, always UTC. TIMESTAMPTZ sends every date_trunc through ICU (8 times slower)."""
    return [Column(name, DateTime) for name in names]


def _integer(*names: str) -> list[Column[int]]:
    return [Column(name, Integer) for name in names]


def _number(*names: str) -> list[Column[float]]:
    return [Column(name, Double) for name in names]


def _flag(*names: str) -> list[Column[bool]]:
    return [Column(name, Boolean) for name in names]


def _observed() -> list[Column[Any]]:
    """What every entity row carries: unknown fields, notes on the row, and when we saw it.

    `flags` is a space-separated list of words such as `assumed_utc`; `extra` the vendor's fields
    without a column of their own; `first_seen_at` and `fetched_at` the first and latest read.
    """
    return [Column("flags", String), Column("extra", JSON), *_time("first_seen_at", "fetched_at")]


# Entities: Podcast Backlinks

orders = Table(
    "orders",
    metadata,
    _key("order_id"),
    *_text("client_id", "package", "status", "niche"),
    *_text("target_url", "anchor_text", "episode_title", "report_url", "pdf_url"),
    *_integer("links_total", "links_delivered"),
    # estimated_delivery_at is the latest estimate; the promise is the first one ever seen
    *_time("created_at", "estimated_delivery_at", "first_promised_at"),
    # poll clock: delivered between these two reads; event clock: the webhook's created_at
    *_time("last_seen_open_at", "first_seen_closed_at", "delivered_event_at"),
    *_number("delivered_in_hours", "average_da"),
    *_integer("report_links_total", "report_indexed"),
    *_time("report_fetched_at", "gone_at"),
    *_observed(),
)

placements = Table(
    "placements",
    metadata,
    _key("order_id"),
    Column("slot", Integer, primary_key=True, autoincrement=False),
    *_text("platform", "url", "url_canonical", "url_sha256"),
    *_flag("indexed"),
    # indexed_at is exact (report); the vendor flag only gives an interval of two reads
    *_time("live_at", "indexed_at", "last_seen_not_indexed_at", "first_seen_indexed_at"),
    *_time("first_seen_live_at", "lost_at", "deindexed_at"),
    *_observed(),
)

# Entities: Backlink Outreach

campaigns = Table(
    "campaigns",
    metadata,
    _key("campaign_id"),
    *_text("workspace_id", "name", "status", "description"),
    Column("keywords", JSON),
    *_integer("lead_count"),
    *_time("created_at", "gone_at"),
    *_observed(),
)

leads = Table(
    "leads",
    metadata,
    _key("lead_id"),
    *_text("campaign_id", "url", "domain", "title", "email", "status", "source", "notes"),
    *_number("score", "relevance_score", "guest_post_likelihood"),
    # placed_seen_at is the first read that said placed; the step lies between the two reads
    *_time("created_at", "last_seen_not_placed_at", "placed_seen_at"),
    *_observed(),
)

attempts = Table(
    "attempts",
    metadata,
    _key("attempt_id"),
    *_text("lead_id", "campaign_id", "sender_email", "recipient_email", "subject"),
    *_text("status", "decision_reason", "idempotency_key"),
    *_time("sent_at", "created_at"),
    *_observed(),
)

follow_ups = Table(
    "follow_ups",
    metadata,
    _key("follow_up_id"),
    *_text("attempt_id", "campaign_id", "subject"),
    *_flag("sent"),
    *_time("scheduled_for", "sent_at"),
    *_observed(),
)

replies = Table(
    "replies",
    metadata,
    _key("reply_id"),
    *_text("attempt_id", "campaign_id", "from_email", "from_raw", "subject", "body"),
    *_text("classification"),
    *_time("received_at"),
    *_observed(),
)

suppressions = Table(
    "suppressions",
    metadata,
    _key("email"),
    *_text("suppression_id", "domain", "reason"),
    *_time("created_at"),
    *_observed(),
)

# History

order_history = Table(
    "order_history",
    metadata,
    *_text("order_id", "status", "origin"),
    *_integer("links_total", "links_delivered"),
    *_time("estimated_delivery_at", "observed_at"),
)

placement_history = Table(
    "placement_history",
    metadata,
    *_text("order_id"),
    *_integer("slot"),
    *_text("url", "origin"),
    *_flag("indexed"),
    *_time("live_at", "indexed_at", "observed_at"),
)

lead_history = Table(
    "lead_history",
    metadata,
    *_text("lead_id", "campaign_id", "status", "origin"),
    *_time("observed_at"),
)

index_checks = Table(
    "index_checks",
    metadata,
    *_text("url_sha256", "url_canonical", "engine", "provider", "method", "verdict"),
    *_text("reason_code", "confidence"),
    *_time("checked_at", "last_crawl_at"),
    Column("raw", JSON),
)

account_snapshots = Table(
    "account_snapshots",
    metadata,
    Column("balance_usd", Numeric(12, 2)),
    *_integer("credits_starter", "credits_growth", "credits_scale"),
    *_time("credits_expire_at"),
    *_integer("orders_total", "orders_in_progress", "links_delivered_30d"),
    Column("raw", JSON),
    *_time("observed_at"),
)

api_figures = Table(
    "api_figures",
    metadata,
    # one row per figure that a vendor publishes about itself, kept for reconciliation
    *_text("source", "subject", "figure"),
    *_number("value"),
    *_time("observed_at"),
)

# Ledger

sync_runs = Table(
    "sync_runs",
    metadata,
    _key("run_id"),
    # status: running, ok, partial, failed or off; detail: what was asked and counted, per table
    *_text("source", "status", "reason", "message", "trigger"),
    *_integer("requests"),
    Column("detail", JSON),
    *_time("started_at", "finished_at"),
)

sync_cursors = Table(
    "sync_cursors",
    metadata,
    _key("source"),
    _key("name"),
    *_text("value"),
    *_time("updated_at"),
)

requests = Table(
    "requests",
    metadata,
    *_text("source", "run_id", "endpoint", "outcome"),
    *_integer("status", "attempt"),
    *_number("seconds"),
    *_time("sent_at", "finished_at"),
)

quarantine = Table(
    "quarantine",
    metadata,
    # sha256 over source, endpoint, reason and raw row, so that a row met daily stands here once
    _key("quarantine_id"),
    *_text("source", "endpoint", "entity", "row_key", "reason", "field", "raw", "raw_sha256"),
    *_text("run_id"),
    *_integer("times_seen"),
    *_time("first_seen_at", "last_seen_at", "released_at"),
)

webhook_events = Table(
    "webhook_events",
    metadata,
    _key("body_sha256"),
    *_text("body", "event_type", "order_id", "outcome", "reason"),
    *_time("event_at", "received_at", "applied_at"),
)

index_submissions = Table(
    "index_submissions",
    metadata,
    *_text("run_id", "url_sha256", "url_canonical", "host", "engine", "state", "body"),
    *_integer("http_status", "attempt"),
    *_time("sent_at"),
)

exports = Table(
    "exports",
    metadata,
    _key("export_id"),
    *_text("name", "format", "identity", "filters", "sha256"),
    Column("row_count", BigInteger),
    *_time("created_at"),
)

clients = Table(
    "clients",
    metadata,
    _key("client_id"),
    *_text("name"),
    *_time("updated_at"),
)

roster = Table(
    "roster",
    metadata,
    _key("issuer"),
    _key("subject"),
    *_text("email", "role"),
    Column("client_ids", JSON),
    *_time("updated_at", "revoked_at"),
)

price_book = Table(
    "price_book",
    metadata,
    _key("package"),
    Column("valid_from", DateTime, primary_key=True),
    Column("price", Numeric(12, 2)),
    *_text("currency"),
    *_time("updated_at"),
)

page_values = Table(
    "page_values",
    metadata,
    _key("target_url"),
    Column("monthly_value", Numeric(12, 2)),
    *_text("currency"),
    *_time("updated_at"),
)

client_campaigns = Table(
    "client_campaigns",
    metadata,
    _key("campaign_id"),
    *_text("client_id"),
    *_time("updated_at"),
)

notes = Table(
    "notes",
    metadata,
    _key("note_id"),
    *_text("client_id", "author", "body"),
    *_time("noted_for", "created_at"),
)

data_versions = Table(
    "data_versions",
    metadata,
    # one row; bumped by every commit, and part of every cache key
    Column("only", Integer, primary_key=True, autoincrement=False),
    Column("version", BigInteger, nullable=False),
)
