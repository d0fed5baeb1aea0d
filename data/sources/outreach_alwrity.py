"""Backlink Outreach as the public ALwrity server answers it: named arrays and silent caps.

Observed on that server: `total` is the length of the answer; attempts, replies and follow-ups give
all rows for a large `limit`; the lead list stops at 50 and the suppression list at 100 whatever is
asked. Only `lead_count` of a campaign and the CSV exports tell the truth.
"""

from __future__ import annotations

from typing import Any

from data.sources.outreach_alwrity_actions import AlwrityActions
from data.sources.outreach_alwrity_texts import AlwrityTexts
from data.sources.outreach_calls import OutreachCalls
from data.sources.outreach_campaigns import CampaignReading, CampaignRows, read_campaign
from data.sources.outreach_listing import (
    ATTEMPTS,
    FOLLOW_UPS,
    LEADS,
    REPLIES,
    Listing,
    check_cap,
    count_in,
    listing_of,
    needs_proof,
)

Row = dict[str, Any]

_ONE = "/campaigns/{campaign_id}"


class AlwrityOutreach(AlwrityActions, AlwrityTexts):
    """The reads of the ALwrity dialect; writes and texts are inherited."""

    dialect = "alwrity"
    lead_statuses: tuple[str, ...] = (
        "discovered",
        "contacted",
        "replied",
        "placed",
        "bounced",
        "unsubscribed",
    )
    missing = frozenset({"delete_campaign", "add_leads"})

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
        """GET /campaigns of our workspace (the user's own if none is set).

        Must be the first call of all: other lists of a brand-new user fail before it.
        """
        listing, self._first = self._first, None
        if listing is None:
            listing = self._calls.listing(
                "/campaigns", what="Campaigns", key="campaigns", workspace_id=self._workspace_id
            )
        check_cap(listing, what="Campaigns")
        return listing

    def campaign_rows(self, campaign: Row) -> CampaignRows:
        """Everything of one campaign; a part that fails stands in `failures`.

        Seven requests. A campaign with more than 50 leads costs the export and one list for each
        status in which leads are missing.
        """
        return read_campaign(self._calls, campaign, self._parts)

    def suppressions(self) -> Listing:
        """GET /suppression: the 100 newest at most, and no way to the older ones."""
        what = "Suppression list"
        listing = self._calls.listing("/suppression", what=what, key="suppressed")
        check_cap(listing, what=what)
        return listing

    def snapshot(self) -> dict[str, float]:
        """GET /reporting: the server's figures over the user's own workspace."""
        return self._calls.figures("/reporting", what="Reporting snapshot")

    def audit_log(self, *, campaign_id: str | None = None) -> Listing:
        """GET /audit-logs: the policy decisions, of the whole tenant unless a campaign is named."""
        return self._calls.listing(
            "/audit-logs", what="Policy decisions", key="logs", campaign_id=campaign_id
        )

    def _parts(self, reading: CampaignReading, detail: Row) -> CampaignRows:
        attempts = reading.listing("attempts", f"{_ONE}/attempts", key="attempts")
        replies = reading.listing("replies", f"{_ONE}/replies", key="replies")
        return CampaignRows(
            leads=self._leads(reading, detail),
            attempts=reading.proven(
                attempts, ATTEMPTS, f"{_ONE}/export/attempts", are_caps_known=True
            ),
            follow_ups=self._follow_ups(reading),
            replies=reading.proven(replies, REPLIES, f"{_ONE}/export/replies", are_caps_known=True),
            analytics=self._analytics(reading),
        )

    def _leads(self, reading: CampaignReading, detail: Row) -> Listing:
        counted = count_in(detail, "lead_count")
        if detail:
            found = reading.part("leads", lambda what: listing_of(detail, what=what, key="leads"))
        else:
            found = reading.listing("leads", f"{_ONE}/leads", key="leads")
        if found and not needs_proof(found, counted, are_caps_known=True):
            found.announce(len(found.rows), counted)
            return found
        listing = found or Listing()
        exported = reading.export(LEADS, f"{_ONE}/export/leads")
        if counted is not None and counted == len(listing.rows):
            more = {"the CSV export": exported}
        else:
            more = {
                "the lists by status": self._leads_by_status(reading, listing, exported),
                "the CSV export": exported,
            }
        return reading.completed(listing, LEADS, more, counted)

    def _leads_by_status(
        self, reading: CampaignReading, listing: Listing, exported: list[Any] | None
    ) -> list[Any] | None:
        """Leads from one list per status: 50 of each, with the fields that the export lacks.

        With an export only the statuses are asked in which it knows more leads than the list.
        """
        statuses = list(self.lead_statuses)
        if exported is not None:
            known = {LEADS.key_of(row) for row in listing.rows}
            lacking = [row for row in exported if LEADS.key_of(row) not in known]
            found = {row.get("status") for row in lacking if isinstance(row, dict)}
            statuses = sorted(status for status in found if isinstance(status, str))
        path = f"{_ONE}/leads"
        lists = [
            reading.listing(f"{status} leads", path, key="leads", status=status)
            for status in statuses
        ]
        read = [one.rows for one in lists if one is not None]
        return [row for rows in read for row in rows] if read else None

    def _follow_ups(self, reading: CampaignReading) -> Listing:
        """No export of follow-ups exists, so a cut can only be suspected."""
        listing = reading.listing("follow-ups", f"{_ONE}/followups", key="followups")
        return reading.completed(listing or Listing(), FOLLOW_UPS, {}, None)

    def _analytics(self, reading: CampaignReading) -> dict[str, float]:
        """The three figure endpoints as one: `stages.placed`, `volume.2026-11-20` and so on."""
        path = f"{_ONE}/analytics"
        return {
            **reading.figures("analytics", path),
            **reading.figures("funnel", f"{path}/funnel"),
            **reading.figures("send volume", f"{path}/volume"),
        }
