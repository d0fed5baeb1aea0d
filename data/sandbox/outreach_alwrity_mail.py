"""Templates and generated e-mails in the ALwrity dialect."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from data.sandbox import outreach_mailroom as mailroom
from data.sandbox.outreach_alwrity_bodies import (
    FollowUpMail,
    GenerateMail,
    NewTemplate,
    PersonalizedMail,
    SubjectLines,
)
from data.sandbox.outreach_alwrity_json import template_json
from data.sandbox.outreach_http import ApiError, body_of
from data.sandbox.outreach_rows import Template
from data.sandbox.outreach_state import OutreachState

TEMPLATES_SHOWN = 50


class AlwrityMail:
    """The calls on templates and texts; a text is always found, as a failed model is hidden."""

    def __init__(self, state: OutreachState) -> None:
        self._state = state

    async def list_templates(self, request: Request) -> Response:
        """GET /templates"""
        rows = [template_json(row) for row in self._state.templates()]
        return JSONResponse({"templates": rows[:TEMPLATES_SHOWN]})

    async def create_template(self, request: Request) -> Response:
        """POST /templates"""
        body = await body_of(request, NewTemplate)
        state = self._state
        template = Template(
            template_id=state.new_id("tpl"),
            user_id=state.user_id,
            name=body.name,
            subject=body.subject_template,
            body=body.body_template,
            category="outreach",
            created_at=state.now,
        )
        state.add_template(template)
        answer = template_json(template)
        return JSONResponse(answer | {"variables": body.variables or answer["variables"]})

    async def read_template(self, request: Request) -> Response:
        """GET /templates/{template_id}"""
        return JSONResponse(template_json(self._template(request.path_params["template_id"])))

    async def delete_template(self, request: Request) -> Response:
        """DELETE /templates/{template_id}"""
        self._state.delete_template(self._template(request.path_params["template_id"]).template_id)
        return JSONResponse({"deleted": True})

    def _template(self, template_id: str) -> Template:
        template = self._state.template(template_id)
        if template is None:
            raise ApiError(404, {"detail": "Template not found"})
        return template

    async def generate(self, request: Request) -> Response:
        """POST /templates/generate"""
        body = await body_of(request, GenerateMail)
        template = self._template(body.existing_template_id) if body.existing_template_id else None
        mail = mailroom.generated(body.topic, body.tone, template, body.target_site)
        return JSONResponse(mail._asdict())

    async def personalized(self, request: Request) -> Response:
        """POST /generate/personalized"""
        body = await body_of(request, PersonalizedMail)
        base = body.existing_body or mailroom.generated(body.pitch_topic, "friendly", None).body
        mail = mailroom.personalized(base, body.lead_name, body.lead_site, body.lead_content_topic)
        return JSONResponse(mail._asdict())

    async def subject_lines(self, request: Request) -> Response:
        """POST /generate/subject-lines"""
        body = await body_of(request, SubjectLines)
        topic = " ".join(body.body.split()[:4]).rstrip(".,!?")
        return JSONResponse({"subjects": mailroom.subject_lines(topic, body.count)})

    async def follow_up(self, request: Request) -> Response:
        """POST /generate/follow-up"""
        body = await body_of(request, FollowUpMail)
        mail = mailroom.follow_up(body.original_subject, body.original_body)
        return JSONResponse(mail._asdict())
