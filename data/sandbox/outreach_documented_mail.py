"""Generated e-mails and templates in the documented dialect."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from data.sandbox import outreach_mailroom as mailroom
from data.sandbox.outreach_documented_bodies import (
    FollowUpMail,
    GenerateMail,
    NewTemplate,
    PersonalizeMail,
    SubjectSuggestions,
)
from data.sandbox.outreach_documented_campaigns import not_found
from data.sandbox.outreach_documented_json import template_json
from data.sandbox.outreach_http import body_of
from data.sandbox.outreach_rows import Template
from data.sandbox.outreach_state import OutreachState


class DocumentedMail:
    """The calls under Email."""

    def __init__(self, state: OutreachState) -> None:
        self._state = state

    async def generate(self, request: Request) -> Response:
        """POST /emails/generate"""
        body = await body_of(request, GenerateMail)
        template = self._template(body.template_id) if body.template_id else None
        return JSONResponse(mailroom.generated(body.topic, body.tone, template)._asdict())

    async def personalize(self, request: Request) -> Response:
        """POST /emails/personalize"""
        body = await body_of(request, PersonalizeMail)
        mail = mailroom.personalized(
            body.base_email, body.lead_name, body.lead_website, body.content_topic
        )
        return JSONResponse(mail._asdict())

    async def subjects(self, request: Request) -> Response:
        """POST /emails/subject-suggestions"""
        body = await body_of(request, SubjectSuggestions)
        return JSONResponse({"suggestions": mailroom.subject_lines(body.topic)})

    async def follow_up(self, request: Request) -> Response:
        """POST /emails/follow-up"""
        body = await body_of(request, FollowUpMail)
        mail = mailroom.follow_up(body.original_subject, body.original_body, body.tone)
        return JSONResponse(mail._asdict())

    async def create_template(self, request: Request) -> Response:
        """POST /emails/templates"""
        body = await body_of(request, NewTemplate)
        state = self._state
        template = Template(
            template_id=state.new_id("tpl"),
            user_id=state.user_id,
            name=body.name,
            subject=body.subject,
            body=body.body,
            category=body.category,
            created_at=state.now,
        )
        state.add_template(template)
        return JSONResponse(template_json(template), 201)

    async def list_templates(self, request: Request) -> Response:
        """GET /emails/templates"""
        return JSONResponse([template_json(row) for row in self._state.templates()])

    async def read_template(self, request: Request) -> Response:
        """GET /emails/templates/{template_id}"""
        return JSONResponse(template_json(self._template(request.path_params["template_id"])))

    async def delete_template(self, request: Request) -> Response:
        """DELETE /emails/templates/{template_id}"""
        self._state.delete_template(self._template(request.path_params["template_id"]).template_id)
        return Response(status_code=204)

    def _template(self, template_id: str) -> Template:
        template = self._state.template(template_id)
        if template is None:
            raise not_found()
        return template
