"""Backlink Outreach as its API reference describes it: bare arrays, leads inside their campaign.

The reference leaves object shapes, list limits and CSV columns open, so nothing here depends on
them: names are settled by the models, completeness by counts and exports.
"""

from __future__ import annotations

from typing import Any

from data.errors import BadEnvelope, Rejected
from data.sources.outreach_calls import OutreachCalls, is_not_offered
from data.sources.outreach_campaigns import CampaignReading, CampaignRows, read_campaign
from data.sources.outreach_documented_actions import DocumentedActions
from data.sources.outreach_documented_texts import DocumentedTexts
from data.sources.outreach_listing import (
    ATTEMPTS,
    FOLLOW_UPS,
    LEADS,
    REPLIES,
    Listing,
    check_cap,
    count_in,
    listing_of,
)

Row = dict[str, Any]

_ONE = "/campaigns/{campaign_id}"


class DocumentedOutreach(DocumentedActions, DocumentedTexts):
    """The reads of the documented dialect; writes and texts are inherited."""

    dialect = "documented"
    lead_statuses: tuple[str, ...] = (
        "discovered",
        "contacted",
        "replied",
        "placed",
        "bounced",
        "lost",
    )
    missing = frozenset({"schedule_follow_up", "audit_log", "quick_discover", "server_facts"})

    def __init__(
        self, calls: OutreachCalls, workspace_id: str | None = None, first: Listing | None = None
    ) -> None:
        """`first` is a campaign list that was just read; it saves one request."""
        self._calls, self._workspace_id, self._first = calls, workspace_id, first

    @property
    def not_offered(self) -> frozenset[str]:
        """Figures that were asked for and that this server does not have."""
        return frozenset(self._calls.not_offered)

    def campaigns(self) -> Listing:
        """GET /campaigns of our workspace (the user's own if none is set)."""
        listing, self._first = self._first, None
        if listing is None:
            workspace = self._workspace_id
            listing = self._calls.listing("/campaigns", what="Campaigns", workspace_id=workspace)
        check_cap(listing, what="Campaigns")
        return listing

    def campaign_rows(self, campaign: Row) -> CampaignRows:
        """Everything of one campaign; a part that fails stands in `failures`.

        Five requests where the server's counts prove the lists complete; an export more for each
        list that they do not.
        """
        return read_campaign(self._calls, campaign, self._parts)

    def suppressions(self) -> Listing:
        """GET /suppression: everybody who must not be written to."""
        what = "Suppression list"
        listing = self._calls.listing("/suppression", what=what)
        check_cap(listing, what=what)
        return listing

    def snapshot(self) -> dict[str, float]:
        """GET /reporting/snapshot: the server's figures over all campaigns."""
        return self._calls.figures("/reporting/snapshot", what="Reporting snapshot")

    def _parts(self, reading: CampaignReading, detail: Row) -> CampaignRows:
        figures = reading.figures("analytics", f"{_ONE}/analytics")
        return CampaignRows(
            leads=self._leads(reading, detail, count_in(figures, "total_leads")),
            attempts=reading.proven(
                reading.listing("attempts", f"{_ONE}/attempts"),
                ATTEMPTS,
                f"{_ONE}/export/attempts",
                counted=count_in(figures, "total_attempts"),
            ),
            follow_ups=self._follow_ups(reading),
            replies=reading.proven(
                reading.listing("replies", f"{_ONE}/replies"),
                REPLIES,
                f"{_ONE}/export/replies",
                counted=count_in(figures, "total_replies"),
            ),
            analytics=figures,
        )

    def _leads(self, reading: CampaignReading, detail: Row, counted: int | None) -> Listing:
        stated = count_in(detail, "lead_count", "total_leads", "leads_count")
        inside = self._leads_inside(reading, detail)
        listing = reading.proven(
            inside or self._leads_apart(reading),
            LEADS,
            f"{_ONE}/export/leads",
            counted=counted if stated is None else stated,
            otherwise=(lambda: self._leads_apart(reading)) if inside else None,
        )
        if not listing.rows and listing.announced != 0 and not inside:
            reading.part("leads", _no_leads)
        return listing

    def _leads_inside(self, reading: CampaignReading, detail: Row) -> Listing | None:
        """The leads in the campaign object, the only list of them that the document knows."""
        if detail.get("leads") is None:
            return None
        return reading.part("leads", lambda what: listing_of(detail["leads"], what=what))

    def _leads_apart(self, reading: CampaignReading) -> Listing | None:
        """The leads of an endpoint that the document lacks and some servers have."""

        def read(what: str) -> Listing | None:
            try:
                return self._calls.listing(f"{_ONE}/leads", what=what, ids=reading.ids)
            except Rejected as error:
                if is_not_offered(error):
                    return None
                raise

        return reading.part("leads", read)

    def _follow_ups(self, reading: CampaignReading) -> Listing:
        """No export and no count of follow-ups exists, so a cut can only be suspected."""
        listing = reading.listing("follow-ups", f"{_ONE}/follow-ups") or Listing()
        return reading.completed(listing, FOLLOW_UPS, {}, None)


def _no_leads(what: str) -> None:
    raise BadEnvelope(f"{what}: the campaign comes without them, and no other place offers them.")
