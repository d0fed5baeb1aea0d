"""Rows in the ALwrity dialect's words; times are naive ISO-8601, a zero fraction is left out."""

from collections.abc import Iterable
from datetime import datetime
from string import Formatter
from typing import Any
from zlib import crc32

from data.sandbox.outreach_discovery import Found
from data.sandbox.outreach_rows import (
    Attempt,
    AuditEntry,
    Campaign,
    FollowUp,
    Lead,
    Reply,
    Suppression,
    Template,
)

Row = dict[str, Any]


def moment(at: datetime | None) -> str | None:
    """``2026-11-20T23:47:52.162396`` or ``2026-11-19T13:17:14``, or None."""
    return at.isoformat() if at else None


def status(row: Lead) -> str:
    """This server says unsubscribed where the document says lost."""
    return "unsubscribed" if row.status == "lost" else row.status


def campaign_json(row: Campaign) -> Row:
    """An element of the campaign list."""
    return {
        "campaign_id": row.campaign_id,
        "name": row.name,
        "status": row.status,
        "created_at": moment(row.created_at),
    }


def lead_json(row: Lead) -> Row:
    """A lead; of the three scores only one exists here, and only two sources."""
    searched = row.source in ("duckduckgo", "exa")
    return {
        "lead_id": row.lead_id,
        "campaign_id": row.campaign_id,
        "url": row.url,
        "domain": row.domain,
        "page_title": row.title,
        "snippet": row.snippet,
        "email": row.email,
        "confidence_score": row.quality or 0.0,
        "discovery_source": row.source if searched else "duckduckgo",
        "status": status(row),
        "notes": row.notes,
        "created_at": moment(row.created_at),
    }


def attempt_json(row: Attempt) -> Row:
    """An attempt: no recipient, no body, no message id."""
    return {
        "attempt_id": row.attempt_id,
        "lead_id": row.lead_id,
        "campaign_id": row.campaign_id,
        "idempotency_key": row.idempotency_key,
        "sender_email": row.sender,
        "subject": row.subject,
        "status": row.status,
        "decision_reason": row.reason,
        "sent_at": moment(row.sent_at),
        "created_at": moment(row.created_at),
    }


def raw_from(row: Reply) -> str:
    """The From header: most mail programs put the name in front."""
    with_name = crc32(row.email.encode()) % 3
    return f"{row.name} <{row.email}>" if with_name else row.email


def reply_json(row: Reply) -> Row:
    """A reply, dated by the poll that found it."""
    return {
        "reply_id": row.reply_id,
        "attempt_id": row.attempt_id,
        "from_email": raw_from(row),
        "subject": row.subject,
        "received_at": moment(row.seen_at),
        "classification": row.classification,
        "body": row.body[:5000],
    }


def follow_up_json(row: FollowUp) -> Row:
    """A follow-up; the server has no step that sends them, so ``sent`` stays false."""
    return {
        "schedule_id": row.schedule_id,
        "attempt_id": row.attempt_id,
        "subject": row.subject,
        "scheduled_for": moment(row.scheduled_at),
        "sent": False,
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


def audit_json(row: AuditEntry) -> Row:
    """A decision of the policy."""
    return {
        "id": row.audit_id,
        "event": "policy_check",
        "recipient": row.recipient,
        "allowed": row.allowed,
        "reasons": list(row.reasons),
        "override": False,
        "created_at": moment(row.created_at),
    }


def template_json(row: Template) -> Row:
    """A stored text with the placeholders found in it."""
    return {
        "template_id": row.template_id,
        "user_id": row.user_id,
        "name": row.name,
        "subject_template": row.subject,
        "body_template": row.body,
        "variables": placeholders(f"{row.subject} {row.body}"),
        "created_at": moment(row.created_at),
    }


def placeholders(text: str) -> list[str]:
    """Names in braces, in order of appearance; none if the braces do not match."""
    try:
        names = [name for _, name, _, _ in Formatter().parse(text) if name]
    except ValueError:
        return []
    return list(dict.fromkeys(names))


def opportunity_json(one: Found) -> Row:
    """A result of the deep discovery."""
    return {
        "url": one.url,
        "domain": one.domain,
        "page_title": one.title,
        "snippet": one.snippet,
        "full_text": one.snippet,
        "email": one.email,
        "contact_page": f"https://{one.domain}/contact",
        "confidence_score": one.relevance,
        "quality_score": one.quality,
        "word_count": one.words,
        "has_guest_post_guidelines": one.likelihood > 0.5,
        "discovery_source": one.source,
    }


def first_of_each(replies: Iterable[Reply]) -> list[Reply]:
    """Replies as this server keeps them, in the order given.

    It takes a second mail with the same (From, Subject) for a copy, so a yes that follows an
    absence note under the same subject is lost; and it shows no reply without an attempt.
    """
    rows = [row for row in replies if row.attempt_id]
    kept: dict[tuple[str, str], Reply] = {}
    for row in sorted(rows, key=lambda row: row.written_at):
        kept.setdefault((row.email, row.subject), row)
    identifiers = {row.reply_id for row in kept.values()}
    return [row for row in rows if row.reply_id in identifiers]
