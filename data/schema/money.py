"""What the user enters: prices of packages and values of pages."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, Numeric, Table

from data.schema.columns import key, metadata, text, time

price_book = Table(
    "price_book",
    metadata,
    key("package"),
    Column("valid_from", DateTime, primary_key=True),
    Column("price", Numeric(12, 2)),
    *text("currency"),
    *time("updated_at"),
)

page_values = Table(
    "page_values",
    metadata,
    key("target_url"),
    Column("monthly_value", Numeric(12, 2)),
    *text("currency"),
    *time("updated_at"),
)
