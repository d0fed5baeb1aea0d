"""Indexing: lists, page checks, the queue of submissions and its quotas."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    _widen("index_checks", *_text("evidence", "google_canonical", "user_canonical"))
    _widen("index_checks", sa.Column("cost", sa.Double), *_time("valid_until"))
    _widen("index_submissions", *_text("request_id", "campaign_id", "reason"))
    _widen("index_submissions", sa.Column("waited_seconds", sa.Double), *_time("finished_at"))
    op.create_table(
        "index_collected",
        *_key("campaign_id", "url_sha256"),
        *_text("url_canonical", "host", "client_id", "list_id", "state", "reason"),
        sa.Column("repeats", sa.Integer),
        *_time("collected_at", "planned_at"),
    )
    op.create_table(
        "index_queue",
        *_key("campaign_id", "url_sha256", "engine"),
        *_text("url_canonical", "host", "state", "reason", "run_id"),
        sa.Column("requests", sa.Integer),
        *_time("queued_at", "not_before_at", "sent_at", "accepted_at"),
    )
    op.create_table(
        "index_quotas",
        *_key("engine", "subject", "day"),
        *_integer("used", "ceiling"),
        *_time("exhausted_at"),
    )
    op.create_table(
        "index_hosts",
        *_key("host"),
        *_text("key_sha256", "key_state", "reason"),
        *_time("checked_at", "verified_at"),
    )
    _lists()
    _pages()


def _lists() -> None:
    op.create_table(
        "url_lists",
        *_key("list_id"),
        *_text("name", "origin", "file_name", "encoding", "column_name", "client_id"),
        *_text("created_by"),
        *_integer("row_count", "taken", "duplicates", "refused"),
        sa.Column("notes", sa.JSON),
        *_time("created_at"),
    )
    op.create_table(
        "url_list_rows",
        *_text("list_id"),
        *_integer("row_number"),
        *_text("url_raw", "url_canonical", "url_sha256", "host", "state", "code"),
        *_integer("duplicate_of"),
    )


def _pages() -> None:
    op.create_table(
        "robots_files",
        *_key("origin"),
        *_text("outcome", "reason", "content"),
        *_integer("http_status"),
        sa.Column("is_cut", sa.Boolean),
        sa.Column("is_robots_file", sa.Boolean),
        *_time("fetched_at", "expires_at"),
    )
    op.create_table(
        "page_checks",
        *_text("url_sha256", "url_canonical", "host", "code", "content_kind"),
        *_integer("http_status", "redirects"),
        *_text("final_url", "canonical_elsewhere", "google_markup"),
        *_text("google_noindex", "bing_noindex"),
        *_text("google_robots", "google_line", "bing_robots", "bing_line"),
        *_time("checked_at", "retry_at"),
    )


def _widen(table: str, *columns: sa.Column[Any]) -> None:
    for column in columns:
        op.add_column(table, column)


def _key(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String, primary_key=True) for name in names]


def _text(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String) for name in names]


def _integer(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Integer) for name in names]


def _time(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.DateTime) for name in names]
