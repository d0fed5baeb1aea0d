"""Linkboard's own book-keeping."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Integer, Table

from data.schema.columns import integer, key, metadata, number, text, time

sync_runs = Table(
    "sync_runs",
    metadata,
    key("run_id"),
    # status: running, ok, partial, failed or off; detail: what was asked and counted, per table
    *text("source", "status", "reason", "message", "trigger"),
    *integer("requests"),
    Column("detail", JSON),
    *time("started_at", "finished_at"),
)

sync_cursors = Table(
    "sync_cursors",
    metadata,
    key("source"),
    key("name"),
    *text("value"),
    *time("updated_at"),
)

requests = Table(
    "requests",
    metadata,
    *text("source", "run_id", "endpoint", "outcome"),
    *integer("status", "attempt"),
    *number("seconds"),
    *time("sent_at", "finished_at"),
)

quarantine = Table(
    "quarantine",
    metadata,
    # sha256 over source, endpoint, reason and raw row, so that a row met daily stands here once
    key("quarantine_id"),
    *text("source", "endpoint", "entity", "row_key", "reason", "field", "raw", "raw_sha256"),
    *text("run_id"),
    *integer("times_seen"),
    *time("first_seen_at", "last_seen_at", "released_at"),
)

webhook_events = Table(
    "webhook_events",
    metadata,
    key("body_sha256"),
    *text("body", "event_type", "order_id", "outcome", "reason"),
    *time("event_at", "received_at", "applied_at"),
)

clients = Table(
    "clients",
    metadata,
    key("client_id"),
    *text("name"),
    *time("updated_at"),
)

client_campaigns = Table(
    "client_campaigns",
    metadata,
    key("campaign_id"),
    *text("client_id"),
    *time("updated_at"),
)

data_versions = Table(
    "data_versions",
    metadata,
    # one row; bumped by every commit, and part of every cache key
    Column("only", Integer, primary_key=True, autoincrement=False),
    Column("version", BigInteger, nullable=False),
)
