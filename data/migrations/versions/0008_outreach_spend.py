"""Outreach spend: hours, their rate and tools by month, as the user enters them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "outreach_spend",
        sa.Column("month", sa.DateTime, primary_key=True),
        sa.Column("campaign_id", sa.String, primary_key=True),
        *[sa.Column(name, sa.Numeric(12, 2)) for name in ("hours", "hourly_rate", "tool_cost")],
        sa.Column("currency", sa.String),
        sa.Column("updated_at", sa.DateTime),
    )
