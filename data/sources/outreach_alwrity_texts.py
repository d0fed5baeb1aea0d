"""Templates and written e-mails of the ALwrity dialect, which hides a failed language model."""

from __future__ import annotations

from typing import Any

from data.sources.outreach_answers import MailText, Tone, given, mail_text, texts
from data.sources.outreach_calls import OUTREACH_READ, OutreachCalls
from data.sources.outreach_listing import Listing, check_cap

Row = dict[str, Any]


class AlwrityTexts:
    """Nothing here is sent to anybody; a text may take seconds, as a model writes it."""

    _calls: OutreachCalls

    def templates(self) -> Listing:
        """GET /templates: the 50 newest at most."""
        listing = self._calls.listing("/templates", what="Templates", key="templates")
        check_cap(listing, what="Templates")
        return listing

    def template(self, template_id: str) -> Row:
        """GET one template; raises NotFound."""
        path, ids = "/templates/{template_id}", {"template_id": template_id}
        return self._calls.act("GET", path, ids=ids, retry=OUTREACH_READ)

    def generate_mail(
        self,
        topic: str,
        *,
        tone: Tone | None = None,
        template_id: str | None = None,
        target_site: str | None = None,
    ) -> MailText:
        """POST /templates/generate"""
        body = given(
            topic=topic, target_site=target_site, tone=tone, existing_template_id=template_id
        )
        return mail_text(self._calls.act("POST", "/templates/generate", body))

    def personalize_mail(
        self,
        base_email: str,
        *,
        lead_name: str | None = None,
        lead_website: str | None = None,
        content_topic: str | None = None,
        pitch_topic: str | None = None,
    ) -> MailText:
        """POST /generate/personalized, which wants all four facts; unknown ones are sent empty."""
        body = {
            "lead_name": lead_name or "",
            "lead_site": lead_website or "",
            "lead_content_topic": content_topic or "",
            "pitch_topic": pitch_topic or content_topic or "",
            "existing_body": base_email,
        }
        return mail_text(self._calls.act("POST", "/generate/personalized", body))

    def suggest_subjects(self, topic: str, *, tone: Tone | None = None) -> tuple[str, ...]:
        """POST /generate/subject-lines: `topic` is the e-mail's text here, 10 characters or more;
        the dialect knows no tone for it."""
        answer = self._calls.act("POST", "/generate/subject-lines", {"body": topic})
        return texts(answer.get("subjects"))

    def write_follow_up(
        self,
        original_subject: str,
        original_body: str,
        *,
        tone: Tone | None = None,
        days_elapsed: int | None = None,
    ) -> MailText:
        """POST /generate/follow-up; the dialect knows no tone for it. Days: 1 to 90."""
        body = given(
            original_subject=original_subject,
            original_body=original_body,
            days_elapsed=days_elapsed,
        )
        return mail_text(self._calls.act("POST", "/generate/follow-up", body))

    def create_template(
        self, name: str, subject: str, body: str, *, category: str | None = None
    ) -> Row:
        """POST /templates; the dialect keeps no category."""
        template = {"name": name, "subject_template": subject, "body_template": body}
        return self._calls.act("POST", "/templates", template)

    def delete_template(self, template_id: str) -> None:
        """DELETE one template; raises NotFound."""
        self._calls.forget("/templates/{template_id}", ids={"template_id": template_id})
