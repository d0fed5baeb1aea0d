"""Figures: what money needs beside the vendors' rows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "order_costs",
        sa.Column("order_id", sa.String, primary_key=True),
        sa.Column("cost", sa.Numeric(12, 2)),
        sa.Column("refund", sa.Numeric(12, 2)),
        sa.Column("currency", sa.String),
        sa.Column("updated_at", sa.DateTime),
    )
    op.create_table(
        "assumptions",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("value", sa.Double),
        sa.Column("updated_at", sa.DateTime),
    )
