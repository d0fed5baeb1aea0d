"""Every submission to an index and every look into one."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Table

from data.schema.columns import integer, metadata, text, time

index_checks = Table(
    "index_checks",
    metadata,
    *text("url_sha256", "url_canonical", "engine", "provider", "method", "verdict"),
    *text("reason_code", "confidence"),
    *time("checked_at", "last_crawl_at"),
    Column("raw", JSON),
)

index_submissions = Table(
    "index_submissions",
    metadata,
    *text("run_id", "url_sha256", "url_canonical", "host", "engine", "state", "body"),
    *integer("http_status", "attempt"),
    *time("sent_at"),
)
