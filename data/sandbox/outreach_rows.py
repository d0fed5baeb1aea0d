"""The rows of the outreach world, named as the world thinks of them; each dialect renames them.

All times are naive UTC.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign of one client; ``workspace_id`` is what the campaign list filters by."""

    campaign_id: str
    workspace_id: str
    user_id: str
    name: str
    description: str
    keywords: tuple[str, ...]
    created_at: datetime
    updated_at: datetime
    status: str = "drafted"


@dataclass(frozen=True, slots=True)
class Lead:
    """One site that might link; the three scores lie between 0 and 1."""

    lead_id: str
    campaign_id: str
    url: str
    domain: str
    title: str
    snippet: str
    email: str | None
    quality: float | None
    relevance: float | None
    likelihood: float | None
    source: str
    status: str
    notes: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """One e-mail that was prepared; it left the house only if ``sent_at`` is known."""

    attempt_id: str
    lead_id: str
    campaign_id: str
    user_id: str
    recipient: str | None
    sender: str
    subject: str
    body: str
    idempotency_key: str
    status: str
    reason: str | None
    created_at: datetime
    sent_at: datetime | None
    legal_basis: str = "legitimate_interest"

    @property
    def message_id(self) -> str | None:
        """The Message-ID header; mail that was never sent has none."""
        if self.sent_at is None:
            return None
        return f"<{self.attempt_id}@{self.sender.partition('@')[2]}>"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A second touch that was put on the calendar: scheduled, sent or cancelled."""

    schedule_id: str
    campaign_id: str
    attempt_id: str
    subject: str
    body: str
    status: str
    created_at: datetime
    scheduled_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Reply:
    """One received e-mail.

    ``written_at`` is the mail's own date, ``seen_at`` the mailbox poll that found it.
    ``attempt_id`` is empty where no sent e-mail could be matched.
    """

    reply_id: str
    campaign_id: str
    attempt_id: str
    email: str
    name: str
    subject: str
    body: str
    classification: str
    written_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Suppression:
    """An address, and with it its domain, that must not be written to again."""

    suppression_id: str
    email: str
    domain: str
    reason: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Template:
    """A stored text with ``{placeholders}``."""

    template_id: str
    user_id: str
    name: str
    subject: str
    body: str
    category: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One decision of the sending policy."""

    audit_id: str
    campaign_id: str
    recipient: str | None
    allowed: bool
    reasons: tuple[str, ...]
    created_at: datetime
