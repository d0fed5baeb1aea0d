"""Rows of Backlink Outreach, from both dialects.

Both call the same things by different names; the first name with a value wins and the others stay
in `extra`. The table of names is part 3.2 of the contract.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from data.models import fields
from data.models.fields import Unfit
from data.models.links import host_of, url
from data.models.moments import moments
from data.models.reading import Reading, read_object
from data.models.rows import (
    AttemptRow,
    CampaignRow,
    FollowUpRow,
    LeadRow,
    Rejected,
    ReplyRow,
    SuppressionRow,
)

LEAD_STATUSES = frozenset(
    ("discovered", "contacted", "replied", "placed", "bounced", "lost", "unsubscribed")
)
ATTEMPT_STATUSES = frozenset(("queued", "approved", "blocked", "sent", "failed"))
REPLY_CLASSES = frozenset(("interested", "not_interested", "out_of_office", "replied"))

_lead_status = partial(fields.word, known=LEAD_STATUSES, unknown="unknown_status")
_attempt_status = partial(fields.word, known=ATTEMPT_STATUSES, unknown="unknown_status")
_reply_class = partial(fields.word, known=REPLY_CLASSES, unknown="unknown_classification")


def read_campaign(
    raw: Any, workspace_id: str | None, *, seen_at: datetime
) -> CampaignRow | Rejected:
    """A campaign; its embedded leads are read apart, with `read_lead`."""
    build = partial(_campaign, workspace_id)
    return read_object("campaigns", raw, moments(seen_at), build, "campaign_id", "id")


def read_lead(raw: Any, campaign_id: str, *, seen_at: datetime) -> LeadRow | Rejected:
    """A lead, from JSON or from a row of the CSV export."""
    return read_object("leads", raw, moments(seen_at), partial(_lead, campaign_id), "lead_id", "id")


def read_attempt(raw: Any, campaign_id: str, *, seen_at: datetime) -> AttemptRow | Rejected:
    """An attempt; the recipient is None where the dialect leaves it to the lead."""
    build = partial(_attempt, campaign_id)
    return read_object("attempts", raw, moments(seen_at), build, "attempt_id", "id")


def read_follow_up(raw: Any, campaign_id: str, *, seen_at: datetime) -> FollowUpRow | Rejected:
    """A follow-up; `sent` is the vendor's flag or its status word."""
    build = partial(_follow_up, campaign_id)
    return read_object(
        "follow_ups", raw, moments(seen_at), build, "schedule_id", "follow_up_id", "id"
    )


def read_reply(raw: Any, campaign_id: str, *, seen_at: datetime) -> ReplyRow | Rejected:
    """A reply; only the endpoint that was asked tells its campaign."""
    return read_object(
        "replies", raw, moments(seen_at), partial(_reply, campaign_id), "reply_id", "id"
    )


def read_suppression(raw: Any, *, seen_at: datetime) -> SuppressionRow | Rejected:
    """A suppressed address; the address is the key, the vendor repeats ids of its own."""
    return read_object("suppressions", raw, moments(seen_at), _suppression, "id", "suppression_id")


def _campaign(workspace_id: str | None, reading: Reading) -> CampaignRow:
    get = reading.get
    reading.skip("leads")
    row = CampaignRow(
        campaign_id=reading.key("campaign_id", "campaign_id", "id"),
        workspace_id=workspace_id,
        name=get(fields.text, "name", nullable=True),
        status=get(fields.text, "status", nullable=True),
        description=get(fields.text, "description", nullable=True),
        keywords=get(_keywords, "keywords", nullable=True),
        lead_count=get(fields.integer, "lead_count"),
        created_at=get(reading.time.event, "created_at"),
    )
    reading.give("workspace_id")
    row.extra, row.flags, row.given = reading.rest(), reading.words(), reading.said()
    return row


def _keywords(value: Any, flags: list[str]) -> list[str]:
    listed = value if type(value) is list else [value]
    return [fields.text(word, flags) for word in listed]


def _lead(campaign_id: str, reading: Reading) -> LeadRow:
    get = reading.get
    row = LeadRow(
        lead_id=reading.key("lead_id", "lead_id", "id"),
        campaign_id=_campaign_id(reading, campaign_id),
        url=reading.first(url, "url", "url", "website_url"),
        domain=get(fields.reference, "domain", nullable=True),
        title=reading.first(fields.text, "title", "page_title", "website_title"),
        email=reading.first(fields.email, "email", "email", "contact_email"),
        status=get(_lead_status, "status"),
        source=reading.first(fields.text, "source", "discovery_source", "source"),
        notes=get(fields.text, "notes", nullable=True),
        score=reading.first(fields.score, "score", "confidence_score", "quality_score"),
        relevance_score=get(fields.score, "relevance_score", nullable=True),
        guest_post_likelihood=get(fields.score, "guest_post_likelihood", nullable=True),
        created_at=get(reading.time.event, "created_at"),
    )
    if row.domain is None and (host := host_of(row.url)):
        row.domain = host
        reading.give("domain")
    row.extra, row.flags, row.given = reading.rest(), reading.words(), reading.said()
    return row


def _attempt(campaign_id: str, reading: Reading) -> AttemptRow:
    get = reading.get
    row = AttemptRow(
        attempt_id=reading.key("attempt_id", "attempt_id", "id"),
        lead_id=get(fields.reference, "lead_id", nullable=True),
        campaign_id=_campaign_id(reading, campaign_id),
        sender_email=get(fields.email, "sender_email", nullable=True),
        recipient_email=get(fields.email, "recipient_email", nullable=True),
        subject=get(fields.text, "subject", nullable=True),
        status=get(_attempt_status, "status"),
        decision_reason=get(fields.text, "decision_reason", nullable=True),
        idempotency_key=get(fields.text, "idempotency_key", nullable=True),
        sent_at=get(reading.time.event, "sent_at", nullable=True),
        created_at=get(reading.time.event, "created_at"),
    )
    row.extra, row.flags, row.given = reading.rest(), reading.words(), reading.said()
    return row


def _follow_up(campaign_id: str, reading: Reading) -> FollowUpRow:
    get = reading.get
    row = FollowUpRow(
        follow_up_id=reading.key("follow_up_id", "schedule_id", "follow_up_id", "id"),
        attempt_id=get(fields.reference, "attempt_id", nullable=True),
        campaign_id=_campaign_id(reading, campaign_id),
        subject=get(fields.text, "subject", nullable=True),
        sent=get(fields.yes_or_no, "sent"),
        scheduled_for=reading.first(
            reading.time.plan, "scheduled_for", "scheduled_for", "scheduled_at"
        ),
        sent_at=get(reading.time.event, "sent_at", nullable=True),
    )
    status = reading.raw.get("status")
    if row.sent is None and type(status) is str:
        # The word itself stays in `extra`: a third status may come one day.
        row.sent = status.strip().lower() == "sent"
        reading.give("sent")
    row.extra, row.flags, row.given = reading.rest(), reading.words(), reading.said()
    return row


def _reply(campaign_id: str, reading: Reading) -> ReplyRow:
    get = reading.get
    sender = get(fields.text, "from_raw", "from_email", nullable=True)
    row = ReplyRow(
        reply_id=reading.key("reply_id", "reply_id", "id"),
        attempt_id=get(fields.reference, "attempt_id", nullable=True),
        campaign_id=_campaign_id(reading, campaign_id),
        from_email=fields.email(sender, []) if sender else None,
        from_raw=sender,
        subject=get(fields.text, "subject", nullable=True),
        body=get(fields.text, "body", nullable=True),
        classification=get(_reply_class, "classification"),
        received_at=get(reading.time.event, "received_at"),
    )
    if "from_email" in reading.raw:
        reading.give("from_email")
    row.extra, row.flags, row.given = reading.rest(), reading.words(), reading.said()
    return row


def _suppression(reading: Reading) -> SuppressionRow:
    get = reading.get
    email = get(fields.email, "email")
    if email is None:
        raise Unfit("missing_id", "email")
    row = SuppressionRow(
        email=email.lower(),
        suppression_id=reading.first(fields.reference, "suppression_id", "id", "suppression_id"),
        domain=get(fields.reference, "domain", nullable=True),
        reason=get(fields.text, "reason", nullable=True),
        created_at=get(reading.time.event, "created_at"),
    )
    row.extra, row.flags, row.given = reading.rest(), reading.words(), reading.said()
    return row


def _campaign_id(reading: Reading, asked: str) -> str:
    """The campaign that was asked for; a row that names another one is filed where it says."""
    named = reading.get(fields.reference, "campaign_id")
    if named is None:
        reading.give("campaign_id")
        return asked
    if named != asked:
        reading.flags.append("other_campaign")
    return named
