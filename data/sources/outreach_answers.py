"""What is asked of and answered by the actions of the outreach API, the same for both dialects.

Only actions are typed here: rows keep the vendor's names and are validated by the models.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from data.errors import BadEnvelope, Rejected

Tone = Literal["professional", "friendly", "casual", "formal"]


@dataclass(frozen=True, slots=True)
class NewLead:
    """A site to contact. Scores are fractions from 0 to 1.

    A server without three scores of its own takes `quality_score` as its confidence and drops
    the other two; only that server keeps `snippet` and `notes`.
    """

    website_url: str
    website_title: str | None = None
    contact_email: str | None = None
    quality_score: float | None = None
    relevance_score: float | None = None
    guest_post_likelihood: float | None = None
    source: str | None = None
    snippet: str | None = None
    notes: str | None = None


@dataclass(frozen=True, slots=True)
class BulkAdded:
    """Outcome of adding many leads: counts of new ones and duplicates, and reasons for failures."""

    added: int
    skipped: int
    failed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BulkStatus:
    """Outcome of moving many leads; `asked` and `updated` are counts, `failed` lead ids.

    `unknown` are the ids for which a server that moves all or none refused the whole call.
    """

    asked: int
    updated: int
    failed: tuple[str, ...]
    unknown: tuple[str, ...] = ()

    @property
    def is_consistent(self) -> bool:
        """False when the counts do not add up: re-read the campaign before believing anything."""
        return self.updated + len(self.failed) == self.asked

    @property
    def message(self) -> str | None:
        """One sentence when not everything was moved, else None."""
        if self.unknown:
            listed = ", ".join(self.unknown)
            return f"None of {self.asked} updated: the server refused {listed}. Leave these out."
        if not self.is_consistent:
            return (
                f"{self.updated} updated and {len(self.failed)} failed of {self.asked} leads: "
                "the answer contradicts itself, so the campaign must be read again."
            )
        if not self.failed:
            return None
        return f"{len(self.failed)} of {self.asked} not updated: {', '.join(self.failed)}"


@dataclass(frozen=True, slots=True)
class Discovery:
    """Sites found for a keyword. `saved` and `save_failed` are None if nothing was to be saved."""

    results: list[Any]
    saved: int | None = None
    save_failed: int | None = None


@dataclass(frozen=True, slots=True)
class MailText:
    """A written e-mail; on one server a failed language model hides behind a canned text."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """One e-mail to one lead.

    `idempotency_key` (8 characters or more) must be stored before it is sent; with it one repeat
    after a transport fault is safe. `compliance` are the extra fields that one dialect takes:
    legal_basis, contact_discovery_source, recipient_region, consent_status, approved_by_human,
    unsubscribe_url, one_click_unsubscribe, sender_identity and the like.
    """

    campaign_id: str
    lead_id: str
    subject: str
    body: str
    sender_email: str
    idempotency_key: str
    compliance: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SendResult:
    """What became of an e-mail, judged by its status and never by the HTTP status.

    `reasons` are the server's policy codes; `attempt` is the attempt as answered, if any.
    """

    status: str
    attempt_id: str | None = None
    reasons: tuple[str, ...] = ()
    is_duplicate: bool = False
    attempt: dict[str, Any] = field(default_factory=dict)

    @property
    def is_sent(self) -> bool:
        return self.status.strip().lower() == "sent"

    @property
    def message(self) -> str | None:
        """One sentence when the e-mail did not leave, else None."""
        if self.is_sent:
            return None
        why = ", ".join(self.reasons) or ("duplicate" if self.is_duplicate else "no reason given")
        return f"Not sent ({self.status}): {why}"


@dataclass(frozen=True, slots=True)
class PolicyQuestion:
    """May this recipient be written to? `user_id` must be our own: one server believes it."""

    recipient_email: str
    sender_email: str
    subject: str | None = None
    campaign_id: str | None = None
    idempotency_key: str | None = None
    user_id: str | None = None
    compliance: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PolicyDecision:
    """The server's answer; `counts` and `limits` are empty where the dialect has none."""

    is_allowed: bool
    reasons: tuple[str, ...] = ()
    legal_basis: str | None = None
    counts: dict[str, Any] = field(default_factory=dict)
    limits: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PollResult:
    """Outcome of one look into the mailbox: new replies stored, and mails that failed."""

    found: int
    failed: int
    polled: int | None = None
    skipped: int | None = None


def given(**fields: Any) -> dict[str, Any]:
    """A request body without the fields that are None."""
    return {name: value for name, value in fields.items() if value is not None}


def texts(value: Any) -> tuple[str, ...]:
    """The members of a JSON list as text; anything but a list is none."""
    return tuple(str(member) for member in value) if isinstance(value, list) else ()


def count(value: Any) -> int:
    """A JSON count; anything else is 0."""
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def mail_text(answer: dict[str, Any]) -> MailText:
    """`{subject, body}` of an answer; raises BadEnvelope without a body."""
    if not isinstance(answer.get("body"), str):
        raise BadEnvelope("Backlink Outreach answered without the text of an e-mail.")
    return MailText(str(answer.get("subject") or ""), answer["body"])


def not_offered(dialect: str, what: str) -> Rejected:
    """The error of an action that the connected server does not have."""
    return Rejected(
        f"A server of the {dialect} dialect cannot {what}; do it in the product itself.",
        reason="not_offered",
    )
