"""Sharing: shared links, scheduled reports and how a client's report looks."""

from __future__ import annotations

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    pass
