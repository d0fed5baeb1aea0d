"""The history: append-only, a row whenever a watched value changed."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "order_history",
        *_text("order_id", "status", "origin"),
        *_integer("links_total", "links_delivered"),
        *_time("estimated_delivery_at", "observed_at"),
    )
    op.create_table(
        "placement_history",
        *_text("order_id"),
        *_integer("slot"),
        *_text("url", "origin"),
        *_flag("indexed"),
        *_time("live_at", "indexed_at", "observed_at"),
    )
    op.create_table(
        "lead_history",
        *_text("lead_id", "campaign_id", "status", "origin"),
        *_time("observed_at"),
    )
    op.create_table(
        "index_checks",
        *_text("url_sha256", "url_canonical", "engine", "provider", "method", "verdict"),
        *_text("reason_code", "confidence"),
        *_time("checked_at", "last_crawl_at"),
        sa.Column("raw", sa.JSON),
    )
    op.create_table(
        "account_snapshots",
        sa.Column("balance_usd", sa.Numeric(12, 2)),
        *_integer("credits_starter", "credits_growth", "credits_scale"),
        *_time("credits_expire_at"),
        *_integer("orders_total", "orders_in_progress", "links_delivered_30d"),
        sa.Column("raw", sa.JSON),
        *_time("observed_at"),
    )
    op.create_table(
        "api_figures",
        *_text("source", "subject", "figure"),
        *_number("value"),
        *_time("observed_at"),
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
