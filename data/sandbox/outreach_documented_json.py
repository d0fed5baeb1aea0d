"""Rows in the documented dialect's words; times are ISO-8601 with ``Z``, to the second."""

from datetime import datetime
from typing import Any

from data.sandbox.outreach_rows import (
    Attempt,
    Campaign,
    FollowUp,
    Lead,
    Reply,
    Suppression,
    Template,
)

Row = dict[str, Any]


def moment(at: datetime | None) -> str | None:
    """``2026-11-21T09:30:00Z``, or None."""
    return at.replace(microsecond=0).isoformat() + "Z" if at else None


def campaign_json(row: Campaign) -> Row:
    """A campaign without its leads."""
    return {
        "id": row.campaign_id,
        "user_id": row.user_id,
        "name": row.name,
        "description": row.description,
        "keywords": list(row.keywords),
        "created_at": moment(row.created_at),
        "updated_at": moment(row.updated_at),
    }


def lead_json(row: Lead) -> Row:
    """A lead; the documentation names no times for it, a creation time comes along."""
    return {
        "id": row.lead_id,
        "campaign_id": row.campaign_id,
        "website_url": row.url,
        "website_title": row.title,
        "contact_email": row.email,
        "quality_score": row.quality,
        "relevance_score": row.relevance,
        "guest_post_likelihood": row.likelihood,
        "source": row.source,
        "status": row.status,
        "created_at": moment(row.created_at),
    }


def attempt_json(row: Attempt) -> Row:
    """An attempt; ``sent_at`` and ``message_id`` are null unless it was sent."""
    return {
        "id": row.attempt_id,
        "user_id": row.user_id,
        "lead_id": row.lead_id,
        "campaign_id": row.campaign_id,
        "recipient_email": row.recipient,
        "subject": row.subject,
        "body": row.body,
        "legal_basis": row.legal_basis,
        "message_id": row.message_id,
        "status": row.status,
        "sent_at": moment(row.sent_at),
        "created_at": moment(row.created_at),
    }


def follow_up_json(row: FollowUp) -> Row:
    """A follow-up: scheduled, sent or cancelled."""
    return {
        "id": row.schedule_id,
        "campaign_id": row.campaign_id,
        "attempt_id": row.attempt_id,
        "status": row.status,
        "scheduled_at": moment(row.scheduled_at),
        "sent_at": moment(row.sent_at),
    }


def reply_json(row: Reply) -> Row:
    """A reply, dated by the mail itself; without a matching attempt ``attempt_id`` is empty."""
    return {
        "id": row.reply_id,
        "campaign_id": row.campaign_id,
        "attempt_id": row.attempt_id,
        "from_email": row.email,
        "subject": row.subject,
        "body": row.body,
        "received_at": moment(row.written_at),
        "classification": row.classification,
    }


def template_json(row: Template) -> Row:
    """A stored text."""
    return {
        "id": row.template_id,
        "user_id": row.user_id,
        "name": row.name,
        "subject": row.subject,
        "body": row.body,
        "category": row.category,
        "created_at": moment(row.created_at),
    }


def suppression_json(row: Suppression) -> Row:
    """A suppressed address."""
    return {
        "id": row.suppression_id,
        "email": row.email,
        "domain": row.domain,
        "reason": row.reason,
        "created_at": moment(row.created_at),
    }
