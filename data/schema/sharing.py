"""What leaves the house: shared reports, scheduled mails, and how a client's report looks."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, LargeBinary, Table

from data.schema.columns import key, metadata, text, time

shares = Table(
    "shares",
    metadata,
    # one row per link that opens without sign-in: one client, one period, as the data stood then
    key("share_id"),
    *text("client_id", "zone", "created_by"),
    Column("start_on", Date),
    Column("end_on", Date),
    *time("as_of", "created_at", "expires_at", "revoked_at"),
)

report_schedules = Table(
    "report_schedules",
    metadata,
    key("schedule_id"),
    # cadence: weekly (on Mondays) or monthly (on the first), at 7:00 in the zone
    *text("client_id", "cadence", "zone", "created_by", "last_error"),
    Column("recipients", JSON),
    Column("sent_until", Date),  # the last day of the last period that went out
    *time("created_at", "sent_at", "stopped_at"),
)

report_deliveries = Table(
    "report_deliveries",
    metadata,
    # one row per mail that the server took: the period's report is not sent to this address again
    key("schedule_id"),
    Column("until", Date, primary_key=True),  # the last day of the period
    key("address"),
    *time("delivered_at"),
)

brands = Table(
    "brands",
    metadata,
    # the empty client_id is the house; a client's own line wins over it, field by field
    key("client_id"),
    *text("name", "colour", "logo_type"),
    Column("logo", LargeBinary),
    *time("updated_at"),
)
