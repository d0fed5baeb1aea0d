"""Attempts, replies, follow-ups and the suppression list in the ALwrity dialect."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from data.sandbox.outreach_alwrity_bodies import (
    AuditQuery,
    LimitQuery,
    NewFollowUp,
    NewSuppression,
    PollQuery,
)
from data.sandbox.outreach_alwrity_campaigns import capped
from data.sandbox.outreach_alwrity_json import (
    Row,
    attempt_json,
    audit_json,
    first_of_each,
    follow_up_json,
    reply_json,
    suppression_json,
)
from data.sandbox.outreach_http import DroppedConnection, body_of, query_of
from data.sandbox.outreach_policy import domain_of
from data.sandbox.outreach_rows import FollowUp, Suppression
from data.sandbox.outreach_state import OutreachState

SUPPRESSIONS_SHOWN = 100


def _listed(name: str, rows: list[Row], limit: int) -> Response:
    """The envelope of this dialect: ``total`` is the length of the answer, not the true total."""
    shown = capped(rows, limit)
    return JSONResponse({name: shown, "total": len(shown)})


class AlwrityLists:
    """The capped lists; an unknown campaign answers 200 and empty."""

    def __init__(self, state: OutreachState) -> None:
        self._state = state

    async def attempts(self, request: Request) -> Response:
        """GET /campaigns/{campaign_id}/attempts"""
        rows = self._state.attempts(request.path_params["campaign_id"])
        shown = [attempt_json(row) for row in rows]
        return _listed("attempts", shown, query_of(request, LimitQuery).limit)

    async def replies(self, request: Request) -> Response:
        """GET /campaigns/{campaign_id}/replies"""
        rows = first_of_each(self._state.replies(request.path_params["campaign_id"]))
        shown = [reply_json(row) for row in rows]
        return _listed("replies", shown, query_of(request, LimitQuery).limit)

    async def follow_ups(self, request: Request) -> Response:
        """GET /campaigns/{campaign_id}/followups: those whose attempt the campaign knows"""
        campaign_id = request.path_params["campaign_id"]
        known = {row.attempt_id for row in self._state.attempts(campaign_id)}
        rows = [row for row in self._state.follow_ups(campaign_id) if row.attempt_id in known]
        shown = [follow_up_json(row) for row in rows]
        return _listed("followups", shown, query_of(request, LimitQuery).limit)

    async def schedule(self, request: Request) -> Response:
        """POST /campaigns/{campaign_id}/schedule-followup"""
        body = await body_of(request, NewFollowUp)
        try:
            asked = datetime.fromisoformat(body.scheduled_for)
        except ValueError:
            return DroppedConnection()
        row = FollowUp(
            schedule_id=self._state.new_id("fu"),
            campaign_id=request.path_params["campaign_id"],
            attempt_id=body.attempt_id,
            subject=body.subject,
            body=body.body,
            status="scheduled",
            created_at=self._state.now,
            # The public server keeps the caller's wall clock and drops the offset unconverted.
            scheduled_at=asked.replace(tzinfo=None),
            sent_at=None,
        )
        self._state.add_follow_up(row)
        return JSONResponse({"campaign_id": row.campaign_id, "schedule": follow_up_json(row)})

    async def poll(self, request: Request) -> Response:
        """POST /replies/poll"""
        query_of(request, PollQuery)
        found = self._state.poll()
        campaigns = {row.campaign_id for row in found}
        kept = {
            row.reply_id
            for campaign_id in campaigns
            for row in first_of_each(self._state.replies(campaign_id))
        }
        stored = [row for row in found if row.reply_id in kept]
        return JSONResponse(
            {
                "polled": len(found),
                "stored": len(stored),
                "skipped": len(found) - len(stored),
                "failed": 0,
                "replies": [reply_json(row) for row in stored],
            }
        )

    async def suppressions(self, request: Request) -> Response:
        """GET /suppression: the hundred newest, and no way to the others"""
        rows = [suppression_json(row) for row in self._state.suppressions()]
        return JSONResponse({"suppressed": rows[:SUPPRESSIONS_SHOWN]})

    async def suppress(self, request: Request) -> Response:
        """POST /suppression: adding twice makes two rows; the domain is filled in"""
        body = await body_of(request, NewSuppression)
        email = body.email.strip().lower()
        domain = (body.domain or domain_of(email)).lower()
        row = Suppression(self._state.new_id("sup"), email, domain, body.reason, self._state.now)
        self._state.add_suppression(row)
        return JSONResponse({"id": row.suppression_id, "email": email, "reason": row.reason})

    async def audit(self, request: Request) -> Response:
        """GET /audit-logs"""
        query = query_of(request, AuditQuery)
        rows = [audit_json(row) for row in self._state.audit(query.campaign_id)]
        return JSONResponse({"logs": capped(rows, query.limit)})
