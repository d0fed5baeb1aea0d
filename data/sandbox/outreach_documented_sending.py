"""Sending, replies and suppression in the documented dialect."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from data.sandbox import outreach_policy as policy
from data.sandbox.outreach_documented_bodies import NewSuppression, PolicyCheck, Poll, Send
from data.sandbox.outreach_documented_campaigns import named_campaign, not_found
from data.sandbox.outreach_documented_json import (
    attempt_json,
    follow_up_json,
    reply_json,
    suppression_json,
)
from data.sandbox.outreach_http import ApiError, body_of, unprocessable
from data.sandbox.outreach_rows import Attempt, Lead, Suppression
from data.sandbox.outreach_state import OutreachState
from data.sandbox.outreach_timeline import SMTP_FAILED


class DocumentedSending:
    """The calls under Outreach, Replies and Suppression."""

    def __init__(self, state: OutreachState) -> None:
        self._state = state

    async def send(self, request: Request) -> Response:
        """POST /outreach/send: a refusal leaves no attempt behind, a failed delivery does."""
        body = await body_of(request, Send)
        state = self._state
        lead = state.lead(body.campaign_id, body.lead_id)
        if lead is None:
            raise not_found()
        recipient = _address(lead)
        counts = policy.today(state, recipient)
        reason = policy.documented_reason(state, recipient, body.subject, counts)
        if reason:
            raise ApiError(403, {"detail": "Policy validation failed", "reason": reason})
        attempt = self._attempt(body, recipient)
        state.add_attempt(attempt)
        if attempt.status == "failed":
            raise ApiError(500, {"detail": "An internal error occurred"})
        if lead.status == "discovered":
            state.move_lead(lead.lead_id, "contacted")
        return JSONResponse(attempt_json(attempt))

    def _attempt(self, body: Send, recipient: str) -> Attempt:
        state = self._state
        delivered = policy.mail_delivers(recipient)
        plan = state.world.plan(body.campaign_id)
        attempt_id = state.new_id("att")
        return Attempt(
            attempt_id=attempt_id,
            lead_id=body.lead_id,
            campaign_id=body.campaign_id,
            user_id=state.user_id,
            recipient=recipient,
            sender=plan.sender if plan else "team@outreach.example",
            subject=body.subject,
            body=body.body,
            idempotency_key=attempt_id.replace("att_", "idem_"),
            status="sent" if delivered else "failed",
            reason=None if delivered else SMTP_FAILED,
            created_at=state.now,
            sent_at=state.now if delivered else None,
        )

    async def validate(self, request: Request) -> Response:
        """POST /policy/validate"""
        body = await body_of(request, PolicyCheck)
        recipient = body.recipient_email.lower()
        counts = policy.today(self._state, recipient)
        reason = policy.documented_reason(self._state, recipient, body.subject, counts)
        return JSONResponse(
            {
                "allowed": reason is None,
                "reason": reason,
                "legal_basis": "legitimate_interest",
                "counts": {"user_today": counts.user, "domain_today": counts.domain},
                "limits": {
                    "user_daily": policy.USER_DAILY_CAP,
                    "domain_daily": policy.DOMAIN_DAILY_CAP,
                },
            }
        )

    async def attempts(self, request: Request) -> Response:
        """GET /campaigns/{campaign_id}/attempts"""
        campaign = named_campaign(self._state, request)
        rows = self._state.attempts(campaign.campaign_id)
        return JSONResponse([attempt_json(row) for row in rows])

    async def follow_ups(self, request: Request) -> Response:
        """GET /campaigns/{campaign_id}/follow-ups"""
        campaign = named_campaign(self._state, request)
        rows = self._state.follow_ups(campaign.campaign_id)
        return JSONResponse([follow_up_json(row) for row in rows])

    async def replies(self, request: Request) -> Response:
        """GET /campaigns/{campaign_id}/replies"""
        campaign = named_campaign(self._state, request)
        rows = self._state.replies(campaign.campaign_id)
        return JSONResponse([reply_json(row) for row in rows])

    async def poll(self, request: Request) -> Response:
        """POST /replies/poll; the body may be left out"""
        body = await body_of(request, Poll) if await request.body() else Poll()
        if body.campaign_id and self._state.campaign(body.campaign_id) is None:
            raise not_found()
        found = self._state.poll(body.campaign_id)
        return JSONResponse({"replies_found": len(found), "failed": 0})

    async def suppress(self, request: Request) -> Response:
        """POST /suppression"""
        body = await body_of(request, NewSuppression)
        email = body.email.strip().lower()
        row = Suppression(
            self._state.new_id("sup"), email, policy.domain_of(email), body.reason, self._state.now
        )
        self._state.add_suppression(row)
        return JSONResponse(suppression_json(row), 201)

    async def suppressions(self, request: Request) -> Response:
        """GET /suppression"""
        return JSONResponse([suppression_json(row) for row in self._state.suppressions()])


def _address(lead: Lead) -> str:
    if not lead.email:
        fault = {"type": "value_error", "loc": ["lead_id"], "msg": "Lead has no contact_email"}
        raise unprocessable([{**fault, "input": lead.lead_id}], "body")
    return lead.email.lower()
