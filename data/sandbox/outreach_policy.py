"""The sending policy: daily caps, suppression, repeated mail, and the public server's review rules.

Caps come from both readings: 100 e-mails per user and 20 per recipient domain and day.
"""

from dataclasses import dataclass
from typing import Literal, get_args

from data.sandbox.outreach_alwrity_bodies import PolicyFields
from data.sandbox.outreach_rows import Attempt
from data.sandbox.outreach_state import OutreachState, matches

USER_DAILY_CAP = 100
DOMAIN_DAILY_CAP = 20
# Mail to this domain is refused by the sandbox's mail server.
SMTP_DOWN_DOMAIN = "smtp-down.example"

LegalBasis = Literal["legitimate_interest", "consent", "contract"]
ConsentStatus = Literal["explicit", "implied", "not_required", "unknown"]
_CONSENT_REGIONS = {"eu", "eea", "uk", "ca"}
_REVIEW_REGIONS = {"unknown", "br", "cn", "jp", "kr"}
_EU_DOMAINS = {"at", "be", "de", "dk", "es", "eu", "fi", "fr", "ie", "it", "nl", "pl", "pt", "se"}
_REGION_OF_DOMAIN = {"uk": "uk", "ca": "ca", "br": "br", "cn": "cn", "jp": "jp", "kr": "kr"}


@dataclass(frozen=True, slots=True)
class Today:
    """E-mails that left today (UTC), by the user and to one recipient domain."""

    user: int
    domain: int

    @property
    def cap_reason(self) -> str | None:
        """Which cap is used up, or None."""
        if self.user >= USER_DAILY_CAP:
            return "user_daily_cap_exceeded"
        return "domain_daily_cap_exceeded" if self.domain >= DOMAIN_DAILY_CAP else None


def domain_of(email: str) -> str:
    """The lower-cased host part of an address."""
    return email.lower().rpartition("@")[2]


def mail_delivers(recipient: str) -> bool:
    """Whether the sandbox's mail server takes mail for this address."""
    return domain_of(recipient) != SMTP_DOWN_DOMAIN


def today(state: OutreachState, recipient: str) -> Today:
    """What counts against the caps for a mail to ``recipient``."""
    date, domain = state.now.date(), domain_of(recipient)
    sent = [row for row in state.own_attempts() if row.sent_at and row.sent_at.date() == date]
    same = sum(1 for row in sent if row.recipient and domain_of(row.recipient) == domain)
    return Today(user=len(sent), domain=same)


def is_suppressed(state: OutreachState, recipient: str) -> bool:
    """Whether the list covers the address."""
    return any(matches(row, recipient) for row in state.suppressions())


def documented_reason(
    state: OutreachState, recipient: str, subject: str | None, counts: Today
) -> str | None:
    """Why the documented server would refuse this mail with 403, or None."""
    if is_suppressed(state, recipient):
        return "recipient_suppressed"
    if subject is not None and _was_sent(state, recipient, subject):
        return "duplicate_subject_for_recipient"
    return counts.cap_reason


def _was_sent(state: OutreachState, recipient: str, subject: str) -> bool:
    return any(
        row.sent_at and row.subject == subject and (row.recipient or "").lower() == recipient
        for row in state.own_attempts()
    )


def attempt_with_key(state: OutreachState, idempotency_key: str) -> Attempt | None:
    """The attempt that used an idempotency key; keys are unique for ever."""
    rows = state.own_attempts()
    return next((row for row in rows if row.idempotency_key == idempotency_key), None)


def review_reasons(
    state: OutreachState,
    fields: PolicyFields,
    recipient: str,
    *,
    workspace_id: str,
    sender: str | None = None,
) -> list[str]:
    """Every policy code of the public server that applies to this mail; empty means approved."""
    reasons = []
    if not fields.approved_by_human and _is_new(state, workspace_id):
        reasons.append("human_review_required_for_new_workspace")
    reasons += [*_declaration_reasons(fields), *_identity_reasons(fields, sender)]
    reasons += _region_reasons(fields, recipient)
    if is_suppressed(state, recipient):
        reasons.append("recipient_suppressed")
    return reasons


def _is_new(state: OutreachState, workspace_id: str) -> bool:
    """Whether no e-mail of this workspace has ever left the house."""
    campaigns = state.campaigns(workspace_id)
    return not any(row.sent_at for one in campaigns for row in state.attempts(one.campaign_id))


def _declaration_reasons(fields: PolicyFields) -> list[str]:
    reasons = []
    if not fields.legal_basis:
        reasons.append("legal_basis_required")
    elif fields.legal_basis not in get_args(LegalBasis):
        reasons.append("invalid_legal_basis_recorded")
    if not fields.contact_discovery_source:
        reasons.append("contact_discovery_source_required")
    if fields.consent_status not in get_args(ConsentStatus):
        reasons.append("invalid_consent_status")
    one_click = fields.one_click_unsubscribe
    if not fields.unsubscribe_url and not (one_click and one_click.enabled):
        reasons.append("unsubscribe_url_or_one_click_unsubscribe_required")
    return reasons


def _identity_reasons(fields: PolicyFields, sender: str | None) -> list[str]:
    identity = fields.sender_identity
    if identity is None:
        return ["complete_sender_identity_required"]
    reasons = [
        code
        for code, value in (
            ("sender_name_required", identity.name),
            ("sender_email_required", identity.email),
            ("sender_organization_required", identity.organization),
            ("sender_physical_mailing_address_required", identity.physical_mailing_address),
        )
        if not value
    ]
    if identity.email and "@" not in identity.email:
        reasons.append("sender_email_invalid")
    if sender and identity.email and sender.lower() != identity.email.lower():
        reasons.append("sender_identity_email_mismatch")
    return reasons


def _region_reasons(fields: PolicyFields, recipient: str) -> list[str]:
    """Rules of the recipient's region; a region nobody stated is read off the address."""
    region = (fields.recipient_region or "unknown").lower()
    stated = region != "unknown"
    if not stated:
        ending = domain_of(recipient).rpartition(".")[2]
        region = "eu" if ending in _EU_DOMAINS else _REGION_OF_DOMAIN.get(ending, "unknown")
    if region in _CONSENT_REGIONS:
        consented = fields.legal_basis == "consent" and fields.consent_status == "explicit"
        return [] if consented else ["region_requires_recorded_explicit_consent"]
    if region not in _REVIEW_REGIONS or fields.approved_by_human:
        return []
    if stated:
        return ["manual_review_required_for_recipient_region"]
    return ["manual_review_required_for_tld_or_unknown_region_source"]
