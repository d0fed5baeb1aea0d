"""The documented dialect: every path of the API reference, and what answers it."""

from starlette.requests import Request
from starlette.routing import Route

from data.sandbox.outreach_documented_campaigns import DocumentedCampaigns
from data.sandbox.outreach_documented_figures import DocumentedFigures
from data.sandbox.outreach_documented_mail import DocumentedMail
from data.sandbox.outreach_documented_sending import DocumentedSending
from data.sandbox.outreach_http import ApiError, Endpoint, api_route, bearer_token
from data.sandbox.outreach_state import OutreachState


def documented_routes(state: OutreachState, token: str) -> list[Route]:
    """All routes below the prefix, fixed words before placeholders."""

    def authorise(request: Request) -> None:
        if bearer_token(request) != token:
            raise ApiError(401, {"detail": "Not authenticated"})

    return [api_route(*call, authorise) for call in _calls(state)]


def _calls(state: OutreachState) -> list[tuple[str, str, Endpoint]]:
    campaigns, mail = DocumentedCampaigns(state), DocumentedMail(state)
    sending, figures = DocumentedSending(state), DocumentedFigures(state)
    one = "/campaigns/{campaign_id}"
    return [
        ("POST", "/campaigns", campaigns.create),
        ("GET", "/campaigns", campaigns.list_all),
        ("GET", one, campaigns.read),
        ("DELETE", one, campaigns.delete),
        ("POST", f"{one}/leads", campaigns.add_lead),
        ("POST", f"{one}/leads/bulk", campaigns.add_leads),
        ("PATCH", f"{one}/leads/bulk-status", campaigns.move_leads),
        ("PATCH", f"{one}/leads/{{lead_id}}/status", campaigns.move_lead),
        ("POST", "/discover/deep", campaigns.discover),
        ("POST", "/emails/generate", mail.generate),
        ("POST", "/emails/personalize", mail.personalize),
        ("POST", "/emails/subject-suggestions", mail.subjects),
        ("POST", "/emails/follow-up", mail.follow_up),
        ("POST", "/emails/templates", mail.create_template),
        ("GET", "/emails/templates", mail.list_templates),
        ("GET", "/emails/templates/{template_id}", mail.read_template),
        ("DELETE", "/emails/templates/{template_id}", mail.delete_template),
        ("POST", "/outreach/send", sending.send),
        ("POST", "/policy/validate", sending.validate),
        ("GET", f"{one}/attempts", sending.attempts),
        ("GET", f"{one}/follow-ups", sending.follow_ups),
        ("POST", "/replies/poll", sending.poll),
        ("GET", f"{one}/replies", sending.replies),
        ("POST", "/suppression", sending.suppress),
        ("GET", "/suppression", sending.suppressions),
        ("GET", f"{one}/analytics", figures.analytics),
        ("GET", "/reporting/snapshot", figures.snapshot),
        ("GET", f"{one}/export/leads", figures.export_leads),
        ("GET", f"{one}/export/attempts", figures.export_attempts),
        ("GET", f"{one}/export/replies", figures.export_replies),
    ]
