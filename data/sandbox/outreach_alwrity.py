"""The ALwrity dialect: what the public server of the same product really answers."""

from starlette.requests import Request
from starlette.routing import Route

from data.sandbox.outreach_alwrity_campaigns import AlwrityCampaigns
from data.sandbox.outreach_alwrity_figures import AlwrityFigures
from data.sandbox.outreach_alwrity_lists import AlwrityLists
from data.sandbox.outreach_alwrity_mail import AlwrityMail
from data.sandbox.outreach_alwrity_sending import AlwritySending
from data.sandbox.outreach_http import ApiError, Endpoint, api_route, bearer_token
from data.sandbox.outreach_state import OutreachState


def alwrity_routes(state: OutreachState, token: str) -> list[Route]:
    """All routes below the prefix, fixed words before placeholders."""

    def authorise(request: Request) -> None:
        given = bearer_token(request)
        if given != token:
            detail = "Authentication failed" if given else "Not authenticated"
            raise ApiError(401, {"detail": detail}, {"WWW-Authenticate": "Bearer"})

    return [api_route(*call, authorise) for call in _calls(state)]


def _calls(state: OutreachState) -> list[tuple[str, str, Endpoint]]:
    campaigns, lists = AlwrityCampaigns(state), AlwrityLists(state)
    sending, figures = AlwritySending(state), AlwrityFigures(state)
    one = "/campaigns/{campaign_id}"
    return [
        ("GET", "/campaigns", campaigns.list_all),
        ("POST", "/campaigns", campaigns.create),
        ("GET", one, campaigns.read),
        ("GET", f"{one}/leads", campaigns.leads),
        ("POST", f"{one}/leads", campaigns.add_lead),
        ("PATCH", "/leads/{lead_id}/status", campaigns.move_lead),
        ("POST", "/leads/bulk-status", campaigns.move_leads),
        ("POST", "/discover", campaigns.discover),
        ("POST", "/discover/deep", campaigns.discover_deep),
        ("GET", f"{one}/attempts", lists.attempts),
        ("GET", f"{one}/replies", lists.replies),
        ("GET", f"{one}/followups", lists.follow_ups),
        ("POST", f"{one}/schedule-followup", lists.schedule),
        ("POST", "/replies/poll", lists.poll),
        ("GET", "/suppression", lists.suppressions),
        ("POST", "/suppression", lists.suppress),
        ("GET", "/audit-logs", lists.audit),
        ("POST", "/policy-validate", sending.validate),
        ("POST", "/send-outreach", sending.send),
        ("GET", f"{one}/analytics", figures.analytics),
        ("GET", f"{one}/analytics/volume", figures.volume),
        ("GET", f"{one}/analytics/funnel", figures.funnel),
        ("GET", "/reporting", figures.reporting),
        ("GET", f"{one}/export/leads", figures.export_leads),
        ("GET", f"{one}/export/attempts", figures.export_attempts),
        ("GET", f"{one}/export/replies", figures.export_replies),
        *_mail_calls(AlwrityMail(state)),
    ]


def _mail_calls(mail: AlwrityMail) -> list[tuple[str, str, Endpoint]]:
    return [
        ("GET", "/templates", mail.list_templates),
        ("POST", "/templates", mail.create_template),
        ("POST", "/templates/generate", mail.generate),
        ("GET", "/templates/{template_id}", mail.read_template),
        ("DELETE", "/templates/{template_id}", mail.delete_template),
        ("POST", "/generate/personalized", mail.personalized),
        ("POST", "/generate/subject-lines", mail.subject_lines),
        ("POST", "/generate/follow-up", mail.follow_up),
    ]
