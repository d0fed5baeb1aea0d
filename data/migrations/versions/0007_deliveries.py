"""Deliveries: which address has which scheduled report already."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "report_deliveries",
        sa.Column("schedule_id", sa.String, primary_key=True),
        sa.Column("until", sa.Date, primary_key=True),
        sa.Column("address", sa.String, primary_key=True),
        sa.Column("delivered_at", sa.DateTime),
    )
