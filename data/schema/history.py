"""What was seen when, append-only: it cannot be fetched a second time."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Numeric, Table

from data.schema.columns import flag, integer, metadata, number, text, time

order_history = Table(
    "order_history",
    metadata,
    *text("order_id", "status", "origin"),
    *integer("links_total", "links_delivered"),
    *time("estimated_delivery_at", "observed_at"),
)

placement_history = Table(
    "placement_history",
    metadata,
    *text("order_id"),
    *integer("slot"),
    *text("url", "origin"),
    *flag("indexed"),
    *time("live_at", "indexed_at", "observed_at"),
)

lead_history = Table(
    "lead_history",
    metadata,
    *text("lead_id", "campaign_id", "status", "origin"),
    *time("observed_at"),
)

account_snapshots = Table(
    "account_snapshots",
    metadata,
    Column("balance_usd", Numeric(12, 2)),
    *integer("credits_starter", "credits_growth", "credits_scale"),
    *time("credits_expire_at"),
    *integer("orders_total", "orders_in_progress", "links_delivered_30d"),
    Column("raw", JSON),
    *time("observed_at"),
)

api_figures = Table(
    "api_figures",
    metadata,
    # one row per figure that a vendor publishes about itself, kept for reconciliation
    *text("source", "subject", "figure"),
    *number("value"),
    *time("observed_at"),
)
