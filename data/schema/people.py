"""Who may see what, and what was taken away or written down."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Table

from data.schema.columns import key, metadata, text, time

roster = Table(
    "roster",
    metadata,
    key("issuer"),
    key("subject"),
    *text("email", "role"),
    Column("client_ids", JSON),
    *time("updated_at", "revoked_at"),
)

exports = Table(
    "exports",
    metadata,
    key("export_id"),
    *text("name", "format", "identity", "filters", "sha256"),
    Column("row_count", BigInteger),
    *time("created_at"),
)

notes = Table(
    "notes",
    metadata,
    key("note_id"),
    *text("client_id", "author", "body"),
    *time("noted_for", "created_at"),
)
