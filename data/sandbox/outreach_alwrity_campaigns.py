"""Campaigns, leads and discovery in the ALwrity dialect."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from data.sandbox.outreach_alwrity_bodies import (
    BulkStatusChange,
    CampaignQuery,
    DeepDiscovery,
    Discovery,
    NewCampaign,
    NewLead,
    ScrapeQuery,
    StatusChange,
    StatusQuery,
)
from data.sandbox.outreach_alwrity_json import (
    Row,
    campaign_json,
    lead_json,
    opportunity_json,
    status,
)
from data.sandbox.outreach_discovery import Found, discovered
from data.sandbox.outreach_http import ApiError, body_of, query_of
from data.sandbox.outreach_rows import Campaign, Lead
from data.sandbox.outreach_state import OutreachState

LEADS_SHOWN = 50


def named_campaign(state: OutreachState, request: Request) -> Campaign:
    """The campaign of the path; only two calls answer 404 for an unknown one."""
    campaign = state.campaign(request.path_params["campaign_id"])
    if campaign is None:
        raise ApiError(404, {"detail": "Campaign not found"})
    return campaign


def capped(rows: list[Row], limit: int) -> list[Row]:
    """The first ``limit`` rows: none for 0, all for a negative number."""
    return rows if limit < 0 else rows[:limit]


class AlwrityCampaigns:
    """The calls on campaigns, leads and discovery."""

    def __init__(self, state: OutreachState) -> None:
        self._state = state

    async def list_all(self, request: Request) -> Response:
        """GET /campaigns: one workspace at a time, and nothing lists workspaces"""
        query = query_of(request, CampaignQuery)
        rows = [campaign_json(row) for row in self._state.campaigns(query.workspace_id)]
        return JSONResponse({"campaigns": capped(rows, query.limit)})

    async def create(self, request: Request) -> Response:
        """POST /campaigns"""
        body = await body_of(request, NewCampaign)
        state = self._state
        campaign = Campaign(
            campaign_id=state.new_id("bl"),
            workspace_id=body.workspace_id,
            user_id=state.user_id,
            name=body.name,
            description="",
            keywords=(),
            created_at=state.now,
            updated_at=state.now,
        )
        state.add_campaign(campaign)
        row = campaign_json(campaign)
        return JSONResponse({name: row[name] for name in ("campaign_id", "name", "status")})

    async def read(self, request: Request) -> Response:
        """GET /campaigns/{campaign_id}: ``lead_count`` is the one true total of this dialect"""
        campaign = named_campaign(self._state, request)
        leads = [lead_json(row) for row in self._state.leads(campaign.campaign_id)]
        return JSONResponse(
            {**campaign_json(campaign), "lead_count": len(leads), "leads": leads[:LEADS_SHOWN]}
        )

    async def leads(self, request: Request) -> Response:
        """GET /campaigns/{campaign_id}/leads: fifty at most, and ``total`` counts what is shown"""
        wanted = query_of(request, StatusQuery).status
        leads = self._state.leads(request.path_params["campaign_id"])
        rows = [lead_json(row) for row in leads if wanted in (None, status(row))][:LEADS_SHOWN]
        return JSONResponse({"leads": rows, "total": len(rows)})

    async def add_lead(self, request: Request) -> Response:
        """POST /campaigns/{campaign_id}/leads: the same url again answers with the old lead"""
        campaign_id = named_campaign(self._state, request).campaign_id
        body = await body_of(request, NewLead)
        return JSONResponse(
            lead_json(self._known(campaign_id, body.url) or self._add(campaign_id, body))
        )

    def _known(self, campaign_id: str, url: str) -> Lead | None:
        return next((row for row in self._state.leads(campaign_id) if row.url == url), None)

    def _add(self, campaign_id: str, body: NewLead) -> Lead:
        lead = Lead(
            lead_id=self._state.new_id("bl"),
            campaign_id=campaign_id,
            url=body.url,
            domain=body.domain,
            title=body.page_title,
            snippet=body.snippet,
            email=body.email,
            quality=body.confidence_score,
            relevance=None,
            likelihood=None,
            source="duckduckgo",
            status="discovered",
            notes=body.notes,
            created_at=self._state.now,
        )
        self._state.add_lead(lead)
        return lead

    async def move_lead(self, request: Request) -> Response:
        """PATCH /leads/{lead_id}/status"""
        body = await body_of(request, StatusChange)
        lead_id = request.path_params["lead_id"]
        campaign_id = self._state.campaign_of(lead_id)
        if campaign_id is None or body.campaign_id not in (None, campaign_id):
            raise ApiError(404, {"detail": "Lead not found"})
        self._state.move_lead(lead_id, body.status, body.notes)
        moved = self._state.lead(campaign_id, lead_id)
        return JSONResponse(lead_json(moved) if moved else None)

    async def move_leads(self, request: Request) -> Response:
        """POST /leads/bulk-status: one unknown id and nothing is changed"""
        body = await body_of(request, BulkStatusChange)
        homes = {lead_id: self._state.campaign_of(lead_id) for lead_id in body.lead_ids}
        unknown = [
            lead_id
            for lead_id, home in homes.items()
            if home is None or body.campaign_id not in (None, home)
        ]
        if unknown:
            message = "One or more leads were not found"
            raise ApiError(404, {"detail": {"message": message, "lead_ids": unknown}})
        for lead_id in homes:
            self._state.move_lead(lead_id, body.status, body.notes)
        return JSONResponse({"updated": len(homes), "failed": []})

    async def discover(self, request: Request) -> Response:
        """POST /discover"""
        body = await body_of(request, Discovery)
        found = discovered(self._state.world.options.seed, body.keyword, body.max_results)
        queries = [f'{body.keyword} "write for us"', f'{body.keyword} "guest post"']
        rows = [_simple_json(one) for one in found]
        return JSONResponse({"keyword": body.keyword, "queries": queries, "opportunities": rows})

    async def discover_deep(self, request: Request) -> Response:
        """POST /discover/deep: the two counts of saved leads come only with a campaign"""
        query_of(request, ScrapeQuery)
        body = await body_of(request, DeepDiscovery)
        found = discovered(self._state.world.options.seed, body.keyword, body.max_results)
        answer: Row = {
            "keyword": body.keyword,
            "source": "duckduckgo",
            "total_found": len(found),
            "opportunities": [opportunity_json(one) for one in found],
        }
        if body.campaign_id:
            saved = self._save(body.campaign_id, found)
            answer |= {"saved_to_campaign": saved, "save_failed": len(found) - saved}
        return JSONResponse(answer)

    def _save(self, campaign_id: str, found: list[Found]) -> int:
        if self._state.campaign(campaign_id) is None:
            return 0
        known = {row.url for row in self._state.leads(campaign_id)}
        fresh = [one for one in found if one.url not in known]
        for one in fresh:
            row = {**opportunity_json(one), "campaign_id": campaign_id}
            self._add(campaign_id, NewLead.model_validate(row))
        return len(fresh)


def _simple_json(one: Found) -> Row:
    return {
        "url": one.url,
        "title": one.title,
        "snippet": one.snippet,
        "metadata": {},
        "contact_info": {"email": one.email, "contact_page": f"https://{one.domain}/contact"},
        "confidence_score": one.relevance,
    }
