"""Templates and written e-mails of the documented dialect: the paths below /emails."""

from __future__ import annotations

from typing import Any

from data.sources.outreach_answers import MailText, Tone, given, mail_text, texts
from data.sources.outreach_calls import OUTREACH_READ, OutreachCalls
from data.sources.outreach_listing import Listing

Row = dict[str, Any]


class DocumentedTexts:
    """Nothing here is sent to anybody; a text may take seconds, as a model writes it."""

    _calls: OutreachCalls

    def templates(self) -> Listing:
        """GET /emails/templates"""
        return self._calls.listing("/emails/templates", what="Templates")

    def template(self, template_id: str) -> Row:
        """GET one template; raises NotFound."""
        path, ids = "/emails/templates/{template_id}", {"template_id": template_id}
        return self._calls.act("GET", path, ids=ids, retry=OUTREACH_READ)

    def generate_mail(
        self,
        topic: str,
        *,
        tone: Tone | None = None,
        template_id: str | None = None,
        target_site: str | None = None,
    ) -> MailText:
        """POST /emails/generate; this dialect knows no target site."""
        body = given(topic=topic, tone=tone, template_id=template_id)
        return mail_text(self._calls.act("POST", "/emails/generate", body))

    def personalize_mail(
        self,
        base_email: str,
        *,
        lead_name: str | None = None,
        lead_website: str | None = None,
        content_topic: str | None = None,
        pitch_topic: str | None = None,
    ) -> MailText:
        """POST /emails/personalize; this dialect knows no topic of the pitch."""
        body = given(
            base_email=base_email,
            lead_name=lead_name,
            lead_website=lead_website,
            content_topic=content_topic,
        )
        return mail_text(self._calls.act("POST", "/emails/personalize", body))

    def suggest_subjects(self, topic: str, *, tone: Tone | None = None) -> tuple[str, ...]:
        """POST /emails/subject-suggestions"""
        body = given(topic=topic, tone=tone)
        answer = self._calls.act("POST", "/emails/subject-suggestions", body)
        return texts(answer.get("suggestions"))

    def write_follow_up(
        self,
        original_subject: str,
        original_body: str,
        *,
        tone: Tone | None = None,
        days_elapsed: int | None = None,
    ) -> MailText:
        """POST /emails/follow-up; this dialect is not told how long ago the first mail was."""
        body = given(original_subject=original_subject, original_body=original_body, tone=tone)
        return mail_text(self._calls.act("POST", "/emails/follow-up", body))

    def create_template(
        self, name: str, subject: str, body: str, *, category: str | None = None
    ) -> Row:
        """POST /emails/templates; subject and body may hold {placeholders}."""
        template = given(name=name, subject=subject, body=body, category=category)
        return self._calls.act("POST", "/emails/templates", template)

    def delete_template(self, template_id: str) -> None:
        """DELETE one template; raises NotFound."""
        self._calls.forget("/emails/templates/{template_id}", ids={"template_id": template_id})
