"""The validated rows: what a sync may write, one class per entity.

Attribute names are the column names of data/schema. A row of a partial object (a detail answer
that leaves out what the list had) holds None where nothing was said; `given` names the columns that
*were* said, so that an absent key never overwrites a stored value. `flags` are words about values
that were coerced or look odd, `extra` the vendor's fields without a column of their own.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

QUARANTINE_BYTES = 64 * 1024


@dataclass(slots=True, kw_only=True)
class Row:
    """What every row carries beside its columns."""

    flags: tuple[str, ...] = ()
    extra: dict[str, Any] | None = None
    given: frozenset[str] = frozenset()


@dataclass(slots=True)
class Rejected:
    """A row that could not be accepted; it goes to the quarantine with its reason.

    `entity` is the table it was meant for (`reports` and `account_snapshots` included), `row_key`
    its id if that could be read, `field` the vendor's name of the offending field, `raw` the whole
    row as JSON text.
    """

    entity: str
    row_key: str | None
    reason: str
    field: str | None
    raw: str

    @property
    def raw_sha256(self) -> str:
        return hashlib.sha256(self.raw.encode()).hexdigest()

    @property
    def raw_head(self) -> str:
        """At most 64 kB of the raw row, cut between characters."""
        return self.raw.encode()[:QUARANTINE_BYTES].decode(errors="ignore")


@dataclass(slots=True)
class PlacementRow(Row):
    """One slot of an order; `slot` is its 1-based position in the list it came in."""

    order_id: str
    slot: int
    platform: str | None = None
    url: str | None = None
    indexed: bool | None = None
    live_at: datetime | None = None
    indexed_at: datetime | None = None


@dataclass(slots=True)
class OrderRow(Row):
    """`placements` is None when the answer had no such key, which is never "no placements".

    A placement that cannot be read stands in `rejected`; the order itself is still good.
    """

    order_id: str
    status: str
    links_total: int
    links_delivered: int | None = None
    client_id: str | None = None
    package: str | None = None
    niche: str | None = None
    target_url: str | None = None
    anchor_text: str | None = None
    episode_title: str | None = None
    report_url: str | None = None
    created_at: datetime | None = None
    estimated_delivery_at: datetime | None = None
    placements: list[PlacementRow] | None = None
    rejected: list[Rejected] = field(default_factory=list)


@dataclass(slots=True)
class ReportRow(Row):
    """What a report adds to its order; its placements hold platform, url and indexed_at."""

    order_id: str
    pdf_url: str | None = None
    report_links_total: int | None = None
    report_indexed: int | None = None
    average_da: float | None = None
    delivered_in_hours: float | None = None
    placements: list[PlacementRow] | None = None
    rejected: list[Rejected] = field(default_factory=list)


@dataclass(slots=True)
class AccountRow(Row):
    """One reading of the account; `raw` is the whole answer."""

    balance_usd: Decimal | None = None
    credits_starter: int | None = None
    credits_growth: int | None = None
    credits_scale: int | None = None
    credits_expire_at: datetime | None = None
    orders_total: int | None = None
    orders_in_progress: int | None = None
    links_delivered_30d: int | None = None
    raw: dict[str, Any] | None = None


@dataclass(slots=True)
class CampaignRow(Row):
    """A campaign of the workspace that was asked for (None = the token's own user)."""

    campaign_id: str
    workspace_id: str | None = None
    name: str | None = None
    status: str | None = None
    description: str | None = None
    keywords: list[Any] | None = None
    lead_count: int | None = None
    created_at: datetime | None = None


@dataclass(slots=True)
class LeadRow(Row):
    """A site that may link to us; scores are fractions (others are stored and flagged)."""

    lead_id: str
    campaign_id: str | None = None
    url: str | None = None
    domain: str | None = None
    title: str | None = None
    email: str | None = None
    status: str | None = None
    source: str | None = None
    notes: str | None = None
    score: float | None = None
    relevance_score: float | None = None
    guest_post_likelihood: float | None = None
    created_at: datetime | None = None


@dataclass(slots=True)
class AttemptRow(Row):
    """One try to send a mail to a lead, sent or not."""

    attempt_id: str
    lead_id: str | None = None
    campaign_id: str | None = None
    sender_email: str | None = None
    recipient_email: str | None = None
    subject: str | None = None
    status: str | None = None
    decision_reason: str | None = None
    idempotency_key: str | None = None
    sent_at: datetime | None = None
    created_at: datetime | None = None


@dataclass(slots=True)
class FollowUpRow(Row):
    """A planned second mail; `scheduled_for` is the planner's wall clock, read as UTC."""

    follow_up_id: str
    attempt_id: str | None = None
    campaign_id: str | None = None
    subject: str | None = None
    sent: bool | None = None
    scheduled_for: datetime | None = None
    sent_at: datetime | None = None


@dataclass(slots=True)
class ReplyRow(Row):
    """A mail that came back; `received_at` is when the vendor polled, not the mail's own date."""

    reply_id: str
    attempt_id: str | None = None
    campaign_id: str | None = None
    from_email: str | None = None
    from_raw: str | None = None
    subject: str | None = None
    body: str | None = None
    classification: str | None = None
    received_at: datetime | None = None


@dataclass(slots=True)
class SuppressionRow(Row):
    """An address that must not be written to."""

    email: str
    suppression_id: str | None = None
    domain: str | None = None
    reason: str | None = None
    created_at: datetime | None = None
