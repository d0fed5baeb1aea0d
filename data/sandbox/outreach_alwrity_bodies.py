"""Request bodies and queries of the ALwrity dialect; what they refuse becomes a 422."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

Score = Annotated[float, Field(ge=0, le=1)]
LeadStatus = Literal["discovered", "contacted", "replied", "placed", "bounced", "unsubscribed"]


class NewCampaign(BaseModel):
    """POST /campaigns"""

    workspace_id: str
    name: str = Field(min_length=3)


class NewLead(BaseModel):
    """POST /campaigns/{id}/leads"""

    campaign_id: str
    url: str
    domain: str
    email: str | None = None
    page_title: str = ""
    snippet: str = ""
    confidence_score: Score = 0.0
    notes: str | None = None


class StatusChange(BaseModel):
    """PATCH /leads/{lead_id}/status"""

    status: LeadStatus
    notes: str | None = None
    campaign_id: str | None = None


class BulkStatusChange(StatusChange):
    """POST /leads/bulk-status"""

    lead_ids: list[str] = Field(min_length=1)


class OneClickUnsubscribe(BaseModel):
    """The List-Unsubscribe header of a mail."""

    enabled: bool = False
    mailto: str | None = None
    header_value: str | None = None


class SenderIdentity(BaseModel):
    """Who writes; every field is needed for a complete identity, the reply address is not."""

    name: str | None = None
    email: str | None = None
    organization: str | None = None
    physical_mailing_address: str | None = None
    reply_to_email: str | None = None


class PolicyFields(BaseModel):
    """What both the policy check and the send may declare."""

    legal_basis: str | None = None
    contact_discovery_source: str | None = None
    recipient_region: str | None = None
    recipient_region_source: str | None = None
    consent_status: str = "unknown"
    approved_by_human: bool = False
    unsubscribe_url: str | None = None
    one_click_unsubscribe: OneClickUnsubscribe | None = None
    sender_identity: SenderIdentity | None = None


class PolicyCheck(PolicyFields):
    """POST /policy-validate"""

    user_id: str
    workspace_id: str
    campaign_id: str
    recipient_email: str
    recipient_domain: str
    idempotency_key: str = Field(min_length=8)


class Send(PolicyFields):
    """POST /send-outreach"""

    lead_id: str
    campaign_id: str
    user_id: str
    sender_email: str
    subject: str
    body: str
    idempotency_key: str = Field(min_length=8)
    workspace_id: str | None = None
    template_id: str | None = None
    template_variables: dict[str, Any] = Field(default_factory=dict)


class NewFollowUp(BaseModel):
    """POST /campaigns/{id}/schedule-followup"""

    attempt_id: str
    scheduled_for: str
    subject: str = ""
    body: str = ""


class NewSuppression(BaseModel):
    """POST /suppression"""

    email: str
    reason: str = ""
    domain: str | None = None


class NewTemplate(BaseModel):
    """POST /templates"""

    name: str
    subject_template: str
    body_template: str
    variables: list[str] = Field(default_factory=list)


class DeepDiscovery(BaseModel):
    """POST /discover/deep"""

    keyword: str = Field(min_length=2, max_length=120)
    max_results: int = Field(default=15, ge=1, le=50)
    campaign_id: str | None = None


class Discovery(BaseModel):
    """POST /discover"""

    keyword: str
    max_results: int = Field(default=10, ge=1, le=50)


class GenerateMail(BaseModel):
    """POST /templates/generate"""

    topic: str
    target_site: str = ""
    tone: str = "professional"
    existing_template_id: str | None = None


class PersonalizedMail(BaseModel):
    """POST /generate/personalized"""

    lead_name: str
    lead_site: str
    lead_content_topic: str
    pitch_topic: str
    existing_body: str | None = None


class SubjectLines(BaseModel):
    """POST /generate/subject-lines"""

    body: str = Field(min_length=10)
    count: int = Field(default=5, ge=1, le=10)


class FollowUpMail(BaseModel):
    """POST /generate/follow-up"""

    original_subject: str
    original_body: str = Field(min_length=10)
    days_elapsed: int = Field(default=7, ge=1, le=90)
    reply_context: str | None = None


class CampaignQuery(BaseModel):
    """GET /campaigns"""

    workspace_id: str | None = None
    limit: int = 50


class LimitQuery(BaseModel):
    """GET /campaigns/{id}/attempts, replies and followups"""

    limit: int = 50


class StatusQuery(BaseModel):
    """GET /campaigns/{id}/leads"""

    status: str | None = None


class AuditQuery(BaseModel):
    """GET /audit-logs"""

    campaign_id: str | None = None
    limit: int = 100


class VolumeQuery(BaseModel):
    """GET /campaigns/{id}/analytics/volume"""

    days: int = Field(default=30, ge=1, le=365)


class PollQuery(BaseModel):
    """POST /replies/poll"""

    sent_from_email: str


class ScrapeQuery(BaseModel):
    """POST /discover/deep, beside its body"""

    scrape_timeout_seconds: int = Field(default=15, ge=1, le=60)
    scrape_max_concurrency: int = Field(default=5, ge=1, le=20)
