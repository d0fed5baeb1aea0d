"""What the user enters: prices of packages, costs of single orders and of outreach, page values."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, Numeric, Table

from data.schema.columns import key, metadata, number, text, time

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

order_costs = Table(
    "order_costs",
    metadata,
    key("order_id"),
    # what was really paid, and what came back: the vendor's API tells neither
    Column("cost", Numeric(12, 2)),
    Column("refund", Numeric(12, 2)),
    *text("currency"),
    *time("updated_at"),
)

outreach_spend = Table(
    "outreach_spend",
    metadata,
    # the first day of the month; '' as campaign stands for all of them
    Column("month", DateTime, primary_key=True),
    key("campaign_id"),
    Column("hours", Numeric(12, 2)),
    Column("hourly_rate", Numeric(12, 2)),
    Column("tool_cost", Numeric(12, 2)),
    *text("currency"),
    *time("updated_at"),
)

assumptions = Table(
    "assumptions",
    metadata,
    # a number that only the user can know, such as natural_wait_days
    key("name"),
    *number("value"),
    *time("updated_at"),
)
