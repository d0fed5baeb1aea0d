"""Analytics, the snapshot and the CSV exports of the documented dialect."""

from collections import Counter
from datetime import datetime, time

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from data.sandbox.outreach_documented_bodies import AnalyticsQuery
from data.sandbox.outreach_documented_campaigns import named_campaign
from data.sandbox.outreach_documented_json import Row, attempt_json, lead_json, reply_json
from data.sandbox.outreach_figures import days_until, sends_by_day, sent, share
from data.sandbox.outreach_http import csv_answer, query_of
from data.sandbox.outreach_rows import Attempt
from data.sandbox.outreach_state import OutreachState

LEAD_COLUMNS = (
    "id", "campaign_id", "website_url", "website_title", "contact_email", "quality_score",
    "relevance_score", "guest_post_likelihood", "source", "status", "created_at",
)  # fmt: skip
ATTEMPT_COLUMNS = (
    "id", "lead_id", "campaign_id", "recipient_email", "subject", "legal_basis", "message_id",
    "status", "sent_at", "created_at",
)  # fmt: skip
REPLY_COLUMNS = (
    "id", "campaign_id", "attempt_id", "from_email", "subject", "received_at", "classification",
)  # fmt: skip


class DocumentedFigures:
    """The calls under Analytics.

    Response rate is replies per e-mail sent, placement rate is placed leads per contacted lead.
    """

    def __init__(self, state: OutreachState) -> None:
        self._state = state

    async def analytics(self, request: Request) -> Response:
        """GET /campaigns/{campaign_id}/analytics; ``days`` bounds the daily volume alone"""
        campaign_id = named_campaign(self._state, request).campaign_id
        days = query_of(request, AnalyticsQuery).days
        leads = self._state.leads(campaign_id)
        attempts = self._state.attempts(campaign_id)
        replies = self._state.replies(campaign_id)
        statuses = Counter(row.status for row in leads)
        return JSONResponse(
            {
                "campaign_id": campaign_id,
                "total_leads": len(leads),
                "leads_by_status": dict(statuses),
                "total_attempts": len(attempts),
                "total_replies": len(replies),
                "replies_by_classification": dict(Counter(row.classification for row in replies)),
                "response_rate": share(len(replies), len(sent(attempts))),
                "placement_rate": share(statuses["placed"], _contacted(attempts)),
                "daily_send_volume": self._volume(attempts, days),
            }
        )

    def _volume(self, attempts: list[Attempt], days: int) -> list[Row]:
        dates = days_until(self._state.now.date(), days)
        counts = sends_by_day(attempts, datetime.combine(dates[0], time.min))
        return [{"date": day.isoformat(), "count": counts[day]} for day in dates]

    async def snapshot(self, request: Request) -> Response:
        """GET /reporting/snapshot"""
        state = self._state
        campaigns = state.campaigns()
        sends = replies = placed = contacted = 0
        for campaign in campaigns:
            attempts = state.attempts(campaign.campaign_id)
            sends += len(sent(attempts))
            contacted += _contacted(attempts)
            replies += len(state.replies(campaign.campaign_id))
            placed += sum(row.status == "placed" for row in state.leads(campaign.campaign_id))
        return JSONResponse(
            {
                "total_campaigns": len(campaigns),
                "total_sends": sends,
                "total_replies": replies,
                "total_placements": placed,
                "overall_response_rate": share(replies, sends),
                "overall_placement_rate": share(placed, contacted),
            }
        )

    async def export_leads(self, request: Request) -> Response:
        """GET /campaigns/{campaign_id}/export/leads"""
        campaign_id = named_campaign(self._state, request).campaign_id
        rows = [lead_json(row) for row in self._state.leads(campaign_id)]
        return csv_answer(f"leads_{campaign_id}.csv", LEAD_COLUMNS, rows)

    async def export_attempts(self, request: Request) -> Response:
        """GET /campaigns/{campaign_id}/export/attempts"""
        campaign_id = named_campaign(self._state, request).campaign_id
        rows = [attempt_json(row) for row in self._state.attempts(campaign_id)]
        return csv_answer(f"attempts_{campaign_id}.csv", ATTEMPT_COLUMNS, rows)

    async def export_replies(self, request: Request) -> Response:
        """GET /campaigns/{campaign_id}/export/replies"""
        campaign_id = named_campaign(self._state, request).campaign_id
        rows = [reply_json(row) for row in self._state.replies(campaign_id)]
        return csv_answer(f"replies_{campaign_id}.csv", REPLY_COLUMNS, rows)


def _contacted(attempts: list[Attempt]) -> int:
    return len({row.lead_id for row in sent(attempts)})
