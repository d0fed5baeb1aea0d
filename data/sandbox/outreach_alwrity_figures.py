"""Analytics, reporting and the CSV exports of the ALwrity dialect."""

from collections import Counter
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from data.sandbox.outreach_alwrity_bodies import VolumeQuery
from data.sandbox.outreach_alwrity_campaigns import named_campaign
from data.sandbox.outreach_alwrity_json import (
    attempt_json,
    first_of_each,
    lead_json,
    reply_json,
    status,
)
from data.sandbox.outreach_figures import sends_by_day, sent, share
from data.sandbox.outreach_http import csv_answer, query_of
from data.sandbox.outreach_state import OutreachState

ROWS_COUNTED = 50
CAMPAIGNS_REPORTED, ATTEMPTS_REPORTED, DECISIONS_REPORTED = 100, 10_000, 1_000
LEAD_COLUMNS = (
    "lead_id", "campaign_id", "domain", "page_title", "email", "status", "discovery_source",
    "created_at",
)  # fmt: skip
ATTEMPT_COLUMNS = (
    "attempt_id", "lead_id", "campaign_id", "sender_email", "subject", "status", "sent_at",
    "created_at",
)  # fmt: skip
REPLY_COLUMNS = (
    "reply_id", "attempt_id", "from_email", "subject", "classification", "received_at",
)  # fmt: skip


class AlwrityFigures:
    """The published figures, with the truncations that make them differ from the rows."""

    def __init__(self, state: OutreachState) -> None:
        self._state = state

    async def analytics(self, request: Request) -> Response:
        """GET /campaigns/{campaign_id}/analytics: counts the 50 newest attempts and replies"""
        campaign_id = named_campaign(self._state, request).campaign_id
        leads = self._state.leads(campaign_id)
        attempts = self._state.attempts(campaign_id)[:ROWS_COUNTED]
        replies = first_of_each(self._state.replies(campaign_id))[:ROWS_COUNTED]
        volume = len(sent(attempts))
        return JSONResponse(
            {
                "campaign_id": campaign_id,
                "lead_count": len(leads),
                "send_volume": volume,
                "blocked_count": sum(row.status == "blocked" for row in attempts),
                "reply_count": len(replies),
                "response_rate": share(len(replies), volume),
                "placement_rate": share(sum(row.status == "placed" for row in leads), len(leads)),
                "reply_classification": dict(Counter(row.classification for row in replies)),
            }
        )

    async def volume(self, request: Request) -> Response:
        """GET /campaigns/{campaign_id}/analytics/volume: a rolling window, days with sends only"""
        campaign_id = request.path_params["campaign_id"]
        days = query_of(request, VolumeQuery).days
        since = self._state.now - timedelta(days=days)
        counts = sends_by_day(self._state.attempts(campaign_id), since)
        rows = [{"date": day.isoformat(), "count": counts[day]} for day in sorted(counts)]
        return JSONResponse({"campaign_id": campaign_id, "days": days, "volume": rows})

    async def funnel(self, request: Request) -> Response:
        """GET /campaigns/{campaign_id}/analytics/funnel: where all leads are now"""
        campaign_id = request.path_params["campaign_id"]
        counts = Counter(status(row) for row in self._state.leads(campaign_id))
        stages = [{"status": name, "count": counts[name]} for name in sorted(counts)]
        return JSONResponse({"campaign_id": campaign_id, "stages": stages})

    async def reporting(self, request: Request) -> Response:
        """GET /reporting: the user's own workspace, but everybody's policy decisions"""
        state = self._state
        volume = replies = leads = placed = 0
        for campaign in state.campaigns()[:CAMPAIGNS_REPORTED]:
            rows = state.leads(campaign.campaign_id)
            leads += len(rows)
            placed += sum(row.status == "placed" for row in rows)
            volume += len(sent(state.attempts(campaign.campaign_id)[:ATTEMPTS_REPORTED]))
            replies += len(first_of_each(state.replies(campaign.campaign_id)))
        return JSONResponse(
            {
                "send_volume": volume,
                "decision_events": len(state.audit()[:DECISIONS_REPORTED]),
                "response_rate": share(replies, volume),
                "placement_conversion": share(placed, leads),
            }
        )

    async def export_leads(self, request: Request) -> Response:
        """GET /campaigns/{campaign_id}/export/leads"""
        campaign_id = request.path_params["campaign_id"]
        rows = [lead_json(row) for row in self._state.leads(campaign_id)]
        return csv_answer(f"leads_{campaign_id}.csv", LEAD_COLUMNS, rows)

    async def export_attempts(self, request: Request) -> Response:
        """GET /campaigns/{campaign_id}/export/attempts"""
        campaign_id = request.path_params["campaign_id"]
        rows = [attempt_json(row) for row in self._state.attempts(campaign_id)]
        return csv_answer(f"attempts_{campaign_id}.csv", ATTEMPT_COLUMNS, rows)

    async def export_replies(self, request: Request) -> Response:
        """GET /campaigns/{campaign_id}/export/replies"""
        campaign_id = request.path_params["campaign_id"]
        rows = [reply_json(row) for row in first_of_each(self._state.replies(campaign_id))]
        return csv_answer(f"replies_{campaign_id}.csv", REPLY_COLUMNS, rows)
