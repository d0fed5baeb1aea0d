"""Request bodies and queries of the documented dialect; what they refuse becomes a 422."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

Score = Annotated[float, Field(ge=0, le=1)]
LeadStatus = Literal["discovered", "contacted", "replied", "placed", "bounced", "lost"]
Tone = Literal["professional", "friendly", "casual", "formal"]


class CampaignQuery(BaseModel):
    """GET /campaigns"""

    workspace_id: str | None = None


class NewCampaign(BaseModel):
    """POST /campaigns"""

    name: str
    description: str = ""
    keywords: list[str] = Field(default_factory=list)


class NewLead(BaseModel):
    """POST /campaigns/{id}/leads, and each element of the bulk call"""

    website_url: str
    website_title: str = ""
    contact_email: str | None = None
    quality_score: Score | None = None
    relevance_score: Score | None = None
    guest_post_likelihood: Score | None = None
    source: str = "manual"


class StatusChange(BaseModel):
    """PATCH /campaigns/{id}/leads/{lead_id}/status"""

    status: LeadStatus


class BulkStatusChange(StatusChange):
    """PATCH /campaigns/{id}/leads/bulk-status"""

    lead_ids: list[str]


class DeepDiscovery(BaseModel):
    """POST /discover/deep"""

    keyword: str
    campaign_id: str | None = None
    max_results: int = Field(default=20, ge=1)
    save_to_campaign: bool = False


class GenerateMail(BaseModel):
    """POST /emails/generate"""

    topic: str
    tone: Tone = "professional"
    template_id: str | None = None


class PersonalizeMail(BaseModel):
    """POST /emails/personalize"""

    base_email: str
    lead_name: str | None = None
    lead_website: str | None = None
    content_topic: str | None = None


class SubjectSuggestions(BaseModel):
    """POST /emails/subject-suggestions"""

    topic: str
    tone: Tone = "professional"


class FollowUpMail(BaseModel):
    """POST /emails/follow-up"""

    original_subject: str
    original_body: str
    tone: Tone = "professional"


class NewTemplate(BaseModel):
    """POST /emails/templates"""

    name: str
    subject: str
    body: str
    category: str = "outreach"


class Send(BaseModel):
    """POST /outreach/send"""

    campaign_id: str
    lead_id: str
    subject: str
    body: str
    workspace_id: str = "default"


class PolicyCheck(BaseModel):
    """POST /policy/validate"""

    recipient_email: str
    sender_email: str
    subject: str | None = None


class Poll(BaseModel):
    """POST /replies/poll"""

    campaign_id: str | None = None


class NewSuppression(BaseModel):
    """POST /suppression"""

    email: str
    reason: str = ""


class AnalyticsQuery(BaseModel):
    """GET /campaigns/{id}/analytics"""

    days: int = Field(default=30, ge=1)
