"""Campaigns, leads and discovery in the documented dialect."""

from typing import Any

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from data.sandbox.outreach_discovery import Found, discovered
from data.sandbox.outreach_documented_bodies import (
    BulkStatusChange,
    CampaignQuery,
    DeepDiscovery,
    NewCampaign,
    NewLead,
    StatusChange,
)
from data.sandbox.outreach_documented_json import Row, campaign_json, lead_json
from data.sandbox.outreach_http import ApiError, body_of, query_of
from data.sandbox.outreach_rows import Campaign, Lead
from data.sandbox.outreach_state import OutreachState


def not_found() -> ApiError:
    """The documented 404."""
    return ApiError(404, {"detail": "Resource not found"})


def named_campaign(state: OutreachState, request: Request) -> Campaign:
    """The campaign of the path; raises the documented 404."""
    campaign = state.campaign(request.path_params["campaign_id"])
    if campaign is None:
        raise not_found()
    return campaign


class DocumentedCampaigns:
    """The calls under Campaigns, Leads and Discovery."""

    def __init__(self, state: OutreachState) -> None:
        self._state = state

    async def create(self, request: Request) -> Response:
        """POST /campaigns"""
        body = await body_of(request, NewCampaign)
        state = self._state
        campaign = Campaign(
            campaign_id=state.new_id("bl"),
            workspace_id=state.user_id,
            user_id=state.user_id,
            name=body.name,
            description=body.description,
            keywords=tuple(body.keywords),
            created_at=state.now,
            updated_at=state.now,
        )
        state.add_campaign(campaign)
        return JSONResponse(campaign_json(campaign), 201)

    async def list_all(self, request: Request) -> Response:
        """GET /campaigns"""
        query = query_of(request, CampaignQuery)
        return JSONResponse(
            [campaign_json(row) for row in self._state.campaigns(query.workspace_id)]
        )

    async def read(self, request: Request) -> Response:
        """GET /campaigns/{campaign_id}"""
        campaign = named_campaign(self._state, request)
        leads = [lead_json(row) for row in self._state.leads(campaign.campaign_id)]
        return JSONResponse({**campaign_json(campaign), "leads": leads})

    async def delete(self, request: Request) -> Response:
        """DELETE /campaigns/{campaign_id}"""
        self._state.delete_campaign(named_campaign(self._state, request).campaign_id)
        return Response(status_code=204)

    async def add_lead(self, request: Request) -> Response:
        """POST /campaigns/{campaign_id}/leads"""
        campaign = named_campaign(self._state, request)
        body = await body_of(request, NewLead)
        known = self._by_url(campaign.campaign_id).get(body.website_url)
        return JSONResponse(lead_json(known or self._add(campaign.campaign_id, body)), 201)

    async def add_leads(self, request: Request) -> Response:
        """POST /campaigns/{campaign_id}/leads/bulk"""
        campaign_id = named_campaign(self._state, request).campaign_id
        elements = await body_of(request, list[Any])
        known, added, skipped, failed = set(self._by_url(campaign_id)), 0, 0, []
        for position, element in enumerate(elements):
            try:
                lead = NewLead.model_validate(element)
            except ValidationError as error:
                failed.append(f"lead {position}: {_first_fault(error)}")
                continue
            if lead.website_url in known:
                skipped += 1
                continue
            known.add(lead.website_url)
            self._add(campaign_id, lead)
            added += 1
        return JSONResponse({"added": added, "skipped": skipped, "failed": failed})

    def _by_url(self, campaign_id: str) -> dict[str, Lead]:
        return {row.url: row for row in self._state.leads(campaign_id)}

    def _add(self, campaign_id: str, body: NewLead) -> Lead:
        host = body.website_url.partition("://")[2].partition("/")[0] or body.website_url
        lead = Lead(
            lead_id=self._state.new_id("bl"),
            campaign_id=campaign_id,
            url=body.website_url,
            domain=host.lower(),
            title=body.website_title,
            snippet="",
            email=body.contact_email,
            quality=body.quality_score,
            relevance=body.relevance_score,
            likelihood=body.guest_post_likelihood,
            source=body.source,
            status="discovered",
            notes=None,
            created_at=self._state.now,
        )
        self._state.add_lead(lead)
        return lead

    async def move_lead(self, request: Request) -> Response:
        """PATCH /campaigns/{campaign_id}/leads/{lead_id}/status"""
        campaign_id = named_campaign(self._state, request).campaign_id
        lead_id = request.path_params["lead_id"]
        body = await body_of(request, StatusChange)
        if self._state.lead(campaign_id, lead_id) is None:
            raise not_found()
        self._state.move_lead(lead_id, body.status)
        moved = self._state.lead(campaign_id, lead_id)
        return JSONResponse(lead_json(moved) if moved else None)

    async def move_leads(self, request: Request) -> Response:
        """PATCH /campaigns/{campaign_id}/leads/bulk-status"""
        campaign_id = named_campaign(self._state, request).campaign_id
        body = await body_of(request, BulkStatusChange)
        known = {row.lead_id for row in self._state.leads(campaign_id)}
        failed = [lead_id for lead_id in body.lead_ids if lead_id not in known]
        for lead_id in known.intersection(body.lead_ids):
            self._state.move_lead(lead_id, body.status)
        return JSONResponse({"updated": len(body.lead_ids) - len(failed), "failed": failed})

    async def discover(self, request: Request) -> Response:
        """POST /discover/deep"""
        body = await body_of(request, DeepDiscovery)
        found = discovered(self._state.world.options.seed, body.keyword, body.max_results)
        saved = failed = 0
        if body.save_to_campaign and body.campaign_id:
            if self._state.campaign(body.campaign_id) is None:
                raise not_found()
            saved, failed = self._save(body.campaign_id, found)
        results = [_result_json(one) for one in found]
        return JSONResponse({"results": results, "saved_to_campaign": saved, "save_failed": failed})

    def _save(self, campaign_id: str, found: list[Found]) -> tuple[int, int]:
        """Leads saved, and leads that were there already and so could not be."""
        known = self._by_url(campaign_id)
        fresh = [one for one in found if one.url not in known]
        for one in fresh:
            self._add(campaign_id, NewLead.model_validate(_result_json(one)))
        return len(fresh), len(found) - len(fresh)


def _first_fault(error: ValidationError) -> str:
    fault = error.errors()[0]
    return f"{'.'.join(map(str, fault['loc']))} {fault['msg']}".strip()


def _result_json(one: Found) -> Row:
    return {
        "website_url": one.url,
        "website_title": one.title,
        "contact_email": one.email,
        "quality_score": one.quality,
        "relevance_score": one.relevance,
        "guest_post_likelihood": one.likelihood,
        "source": one.source,
    }
