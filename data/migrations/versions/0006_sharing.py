"""Sharing: shared links, scheduled reports and how a client's report looks."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "shares",
        sa.Column("share_id", sa.String, primary_key=True),
        *_text("client_id", "zone", "created_by"),
        sa.Column("start_on", sa.Date),
        sa.Column("end_on", sa.Date),
        *_time("as_of", "created_at", "expires_at", "revoked_at"),
    )
    op.create_table(
        "report_schedules",
        sa.Column("schedule_id", sa.String, primary_key=True),
        *_text("client_id", "cadence", "zone", "created_by", "last_error"),
        sa.Column("recipients", sa.JSON),
        sa.Column("sent_until", sa.Date),
        *_time("created_at", "sent_at", "stopped_at"),
    )
    op.create_table(
        "brands",
        sa.Column("client_id", sa.String, primary_key=True),
        *_text("name", "colour", "logo_type"),
        sa.Column("logo", sa.LargeBinary),
        *_time("updated_at"),
    )


def _text(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String) for name in names]


def _time(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.DateTime) for name in names]
