"""The Backlink Outreach API, whichever of its two dialects the server speaks.

    connect              finds the dialect and gives a source
    outreach_documented  the dialect of the API reference: reads; …_actions, …_texts: the rest
    outreach_alwrity     the dialect of the public ALwrity server, in the same three parts
    outreach_campaigns   one campaign, part by part
    outreach_listing     lists, and what proves them complete
    outreach_exports     CSV exports
    outreach_calls       one call, and the faults of servers
    outreach_answers     what actions take and give

Rows keep the vendor's names; `data.models` knows them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, Protocol

from data.errors import NotFound
from data.http import HttpClient
from data.sources.outreach_alwrity import AlwrityOutreach
from data.sources.outreach_answers import (
    BulkAdded,
    BulkStatus,
    Discovery,
    MailText,
    NewLead,
    OutgoingMail,
    PolicyDecision,
    PolicyQuestion,
    PollResult,
    SendResult,
    Tone,
)
from data.sources.outreach_calls import OutreachCalls
from data.sources.outreach_campaigns import CampaignRows
from data.sources.outreach_documented import DocumentedOutreach
from data.sources.outreach_listing import CAMPAIGNS, Listing, listing_of

__all__ = ["CampaignRows", "Listing", "OutreachSource", "connect"]

PREFIXES = {"documented": "/api/v1/backlink-outreach", "alwrity": "/api/backlink-outreach"}

Row = dict[str, Any]
Dialect = Literal["auto", "documented", "alwrity"]


class OutreachSource(Protocol):
    """Both dialects behind one face; every call raises a leaf of SourceError.

    `missing` names the methods that the dialect does not offer; they raise Rejected
    (`not_offered`). `lead_statuses` are the words that it takes as a lead's status. `not_offered`
    names the figures that the connected server turned out not to have.
    """

    dialect: str
    lead_statuses: tuple[str, ...]
    missing: frozenset[str]

    @property
    def not_offered(self) -> frozenset[str]: ...

    def campaigns(self) -> Listing: ...
    def campaign_rows(self, campaign: Row) -> CampaignRows: ...
    def suppressions(self) -> Listing: ...
    def snapshot(self) -> dict[str, float]: ...
    def templates(self) -> Listing: ...
    def template(self, template_id: str) -> Row: ...
    def audit_log(self, *, campaign_id: str | None = None) -> Listing: ...
    def server_facts(self, topic: Any) -> Any: ...

    def create_campaign(
        self, name: str, *, description: str | None = None, keywords: Sequence[str] = ()
    ) -> Row: ...
    def delete_campaign(self, campaign_id: str) -> None: ...
    def add_lead(self, campaign_id: str, lead: NewLead) -> Row: ...
    def add_leads(self, campaign_id: str, leads: Sequence[NewLead]) -> BulkAdded: ...
    def set_lead_status(
        self, campaign_id: str, lead_id: str, status: str, *, notes: str | None = None
    ) -> Row: ...
    def set_lead_statuses(
        self, campaign_id: str, lead_ids: Sequence[str], status: str, *, notes: str | None = None
    ) -> BulkStatus: ...
    def discover(
        self,
        keyword: str,
        *,
        campaign_id: str | None = None,
        max_results: int | None = None,
        save: bool = False,
    ) -> Discovery: ...
    def quick_discover(self, keyword: str, *, max_results: int | None = None) -> Discovery: ...

    def generate_mail(
        self,
        topic: str,
        *,
        tone: Tone | None = None,
        template_id: str | None = None,
        target_site: str | None = None,
    ) -> MailText: ...
    def personalize_mail(
        self,
        base_email: str,
        *,
        lead_name: str | None = None,
        lead_website: str | None = None,
        content_topic: str | None = None,
        pitch_topic: str | None = None,
    ) -> MailText: ...
    def suggest_subjects(self, topic: str, *, tone: Tone | None = None) -> tuple[str, ...]: ...
    def write_follow_up(
        self,
        original_subject: str,
        original_body: str,
        *,
        tone: Tone | None = None,
        days_elapsed: int | None = None,
    ) -> MailText: ...
    def create_template(
        self, name: str, subject: str, body: str, *, category: str | None = None
    ) -> Row: ...
    def delete_template(self, template_id: str) -> None: ...

    def send(self, mail: OutgoingMail) -> SendResult: ...
    def validate(self, question: PolicyQuestion) -> PolicyDecision: ...
    def poll_replies(
        self, *, campaign_id: str | None = None, sent_from_email: str | None = None
    ) -> PollResult: ...
    def suppress(self, email: str, *, reason: str | None = None) -> Row: ...
    def schedule_follow_up(
        self, campaign_id: str, attempt_id: str, scheduled_for: str, subject: str, body: str
    ) -> Row: ...


def connect(
    http: HttpClient, *, dialect: Dialect = "auto", workspace_id: str | None = None
) -> OutreachSource:
    """The source for the server behind `http`, whose base URL includes the API's prefix.

    `auto` reads GET /campaigns to tell the dialects apart; the first `campaigns()` uses that
    answer. Raises NotFound naming both prefixes when there is no such API, and BadEnvelope.
    """
    calls = OutreachCalls(http)
    if dialect == "documented":
        return DocumentedOutreach(calls, workspace_id)
    if dialect == "alwrity":
        return AlwrityOutreach(calls, workspace_id)
    body = _first_answer(calls, workspace_id)
    if _is_alwrity(body):
        first = listing_of(body, what="Campaigns", key="campaigns")
        return AlwrityOutreach(calls, workspace_id, first)
    return DocumentedOutreach(calls, workspace_id, listing_of(body, what="Campaigns"))


def _first_answer(calls: OutreachCalls, workspace_id: str | None) -> Any:
    try:
        return calls.everything("/campaigns", workspace_id=workspace_id)
    except NotFound as error:
        raise NotFound(
            "There is no Backlink Outreach API at the given address (404 to GET /campaigns). "
            f"BACKLINK_OUTREACH__BASE_URL must end in {PREFIXES['documented']} (as documented) or "
            f"{PREFIXES['alwrity']} (ALwrity servers).",
            status=error.status,
        ) from None


def _is_alwrity(body: Any) -> bool:
    """An object with `campaigns`, unless its rows call their key `id` as the document does."""
    if not isinstance(body, dict) or not isinstance(body.get("campaigns"), list):
        return False
    first = next((row for row in body["campaigns"] if isinstance(row, dict)), {})
    return CAMPAIGNS.keys[0] in first or CAMPAIGNS.keys[1] not in first
