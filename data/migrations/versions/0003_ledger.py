"""The ledger: Linkboard's own book-keeping."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "sync_runs",
        sa.Column("run_id", sa.String, primary_key=True),
        *_text("source", "status", "reason", "message", "trigger"),
        *_integer("requests"),
        sa.Column("detail", sa.JSON),
        *_time("started_at", "finished_at"),
    )
    op.create_table(
        "sync_cursors",
        sa.Column("source", sa.String, primary_key=True),
        sa.Column("name", sa.String, primary_key=True),
        *_text("value"),
        *_time("updated_at"),
    )
    op.create_table(
        "requests",
        *_text("source", "run_id", "endpoint", "outcome"),
        *_integer("status", "attempt"),
        *_number("seconds"),
        *_time("sent_at", "finished_at"),
    )
    op.create_table(
        "quarantine",
        sa.Column("quarantine_id", sa.String, primary_key=True),
        *_text("source", "endpoint", "entity", "row_key", "reason", "field", "raw", "raw_sha256"),
        *_text("run_id"),
        *_integer("times_seen"),
        *_time("first_seen_at", "last_seen_at", "released_at"),
    )
    op.create_table(
        "webhook_events",
        sa.Column("body_sha256", sa.String, primary_key=True),
        *_text("body", "event_type", "order_id", "outcome", "reason"),
        *_time("event_at", "received_at", "applied_at"),
    )
    op.create_table(
        "index_submissions",
        *_text("run_id", "url_sha256", "url_canonical", "host", "engine", "state", "body"),
        *_integer("http_status", "attempt"),
        *_time("sent_at"),
    )
    op.create_table(
        "exports",
        sa.Column("export_id", sa.String, primary_key=True),
        *_text("name", "format", "identity", "filters", "sha256"),
        sa.Column("row_count", sa.BigInteger),
        *_time("created_at"),
    )
    op.create_table(
        "clients",
        sa.Column("client_id", sa.String, primary_key=True),
        *_text("name"),
        *_time("updated_at"),
    )
    op.create_table(
        "roster",
        sa.Column("issuer", sa.String, primary_key=True),
        sa.Column("subject", sa.String, primary_key=True),
        *_text("email", "role"),
        sa.Column("client_ids", sa.JSON),
        *_time("updated_at", "revoked_at"),
    )
    op.create_table(
        "price_book",
        sa.Column("package", sa.String, primary_key=True),
        sa.Column("valid_from", sa.DateTime, primary_key=True),
        sa.Column("price", sa.Numeric(12, 2)),
        *_text("currency"),
        *_time("updated_at"),
    )
    op.create_table(
        "page_values",
        sa.Column("target_url", sa.String, primary_key=True),
        sa.Column("monthly_value", sa.Numeric(12, 2)),
        *_text("currency"),
        *_time("updated_at"),
    )
    op.create_table(
        "client_campaigns",
        sa.Column("campaign_id", sa.String, primary_key=True),
        *_text("client_id"),
        *_time("updated_at"),
    )
    op.create_table(
        "notes",
        sa.Column("note_id", sa.String, primary_key=True),
        *_text("client_id", "author", "body"),
        *_time("noted_for", "created_at"),
    )
    op.create_table(
        "data_versions",
        sa.Column("only", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("version", sa.BigInteger, nullable=False),
    )


def _text(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String) for name in names]


def _time(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.DateTime) for name in names]


def _integer(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Integer) for name in names]


def _number(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Double) for name in names]
