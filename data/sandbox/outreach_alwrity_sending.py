"""The policy check and the send of the ALwrity dialect: always 200, the status tells."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from data.sandbox import outreach_policy as policy
from data.sandbox.outreach_alwrity_bodies import PolicyCheck, Send
from data.sandbox.outreach_alwrity_json import Row
from data.sandbox.outreach_http import body_of
from data.sandbox.outreach_rows import Attempt, AuditEntry
from data.sandbox.outreach_state import OutreachState
from data.sandbox.outreach_timeline import SMTP_FAILED

RETRY_POLICY = "manual_retry_with_new_idempotency_key"


class AlwritySending:
    """POST /policy-validate and POST /send-outreach."""

    def __init__(self, state: OutreachState) -> None:
        self._state = state

    async def validate(self, request: Request) -> Response:
        """POST /policy-validate"""
        body = await body_of(request, PolicyCheck)
        state = self._state
        reasons = policy.review_reasons(
            state, body, body.recipient_email, workspace_id=body.workspace_id
        )
        if policy.attempt_with_key(state, body.idempotency_key):
            reasons.append("duplicate_idempotency_key")
        state.add_audit(
            AuditEntry(
                audit_id=state.new_id("aud"),
                campaign_id=body.campaign_id,
                recipient=body.recipient_email,
                allowed=not reasons,
                reasons=tuple(reasons),
                created_at=state.now,
            )
        )
        final = "blocked" if reasons else "approved"
        return JSONResponse({"allowed": not reasons, "reasons": reasons, "final_status": final})

    async def send(self, request: Request) -> Response:
        """POST /send-outreach"""
        body = await body_of(request, Send)
        earlier = policy.attempt_with_key(self._state, body.idempotency_key)
        if earlier:
            return JSONResponse(_answer(earlier, duplicate=True))
        lead = self._state.lead(body.campaign_id, body.lead_id)
        if lead is None:
            return JSONResponse(_lead_not_found())
        attempt, reasons = self._decided(body, self._queued(body, lead.email))
        self._state.add_attempt(attempt)
        # A lead without an address leaves the attempt queued, and the answer calls that duplicate.
        stuck = attempt.status == "queued"
        return JSONResponse(_answer(attempt, duplicate=stuck, reasons=reasons))

    def _queued(self, body: Send, recipient: str | None) -> Attempt:
        state = self._state
        return Attempt(
            attempt_id=state.new_id("att"),
            lead_id=body.lead_id,
            campaign_id=body.campaign_id,
            user_id=state.user_id,
            recipient=recipient,
            sender=body.sender_email,
            subject=body.subject,
            body=body.body,
            idempotency_key=body.idempotency_key,
            status="queued",
            reason=None,
            created_at=state.now,
            sent_at=None,
            legal_basis=body.legal_basis or "legitimate_interest",
        )

    def _decided(self, body: Send, attempt: Attempt) -> tuple[Attempt, list[str]]:
        """The attempt as it ends, and the reasons that the answer gives."""
        if not attempt.recipient:
            return replace(attempt, reason="lead_has_no_email"), ["lead_has_no_email"]
        reasons = self._reasons(body, attempt.recipient)
        if reasons:
            return replace(attempt, status="blocked", reason="; ".join(reasons)), reasons
        cap = policy.today(self._state, attempt.recipient).cap_reason
        if cap:
            return replace(attempt, status="blocked", reason="rate_limit_hit"), [cap]
        if not policy.mail_delivers(attempt.recipient):
            failed = replace(attempt, status="failed", reason=SMTP_FAILED)
            return failed, ["smtp_send_failed"]
        return replace(attempt, status="sent", sent_at=self._state.now), []

    def _reasons(self, body: Send, recipient: str) -> list[str]:
        campaign = self._state.campaign(body.campaign_id)
        home = campaign.workspace_id if campaign else self._state.user_id
        return policy.review_reasons(
            self._state,
            body,
            recipient,
            workspace_id=body.workspace_id or home,
            sender=body.sender_email,
        )


def _answer(attempt: Attempt, *, duplicate: bool, reasons: list[str] | None = None) -> Row:
    stored = (attempt.reason or "").split("; ")[0:1] if attempt.reason else []
    refused = attempt.status == "blocked" and attempt.reason != "rate_limit_hit"
    return {
        "attempt_id": attempt.attempt_id,
        "status": attempt.status,
        "policy_allowed": not refused,
        "policy_reasons": stored if reasons is None else reasons,
        "effective_sender_email": attempt.sender,
        "duplicate": duplicate,
        "retry_policy": RETRY_POLICY if attempt.status == "failed" else None,
    }


def _lead_not_found() -> Row:
    return {
        "attempt_id": "",
        "status": "blocked",
        "policy_allowed": False,
        "policy_reasons": ["lead_not_found"],
        "effective_sender_email": None,
        "duplicate": False,
        "retry_policy": None,
    }
