"""What can be changed or written through the ALwrity dialect."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal
from urllib.parse import urlsplit

from data.errors import Rejected, SourceError
from data.sources.outreach_answers import (
    BulkAdded,
    BulkStatus,
    Discovery,
    NewLead,
    OutgoingMail,
    PolicyDecision,
    PolicyQuestion,
    PollResult,
    SendResult,
    count,
    given,
    not_offered,
    texts,
)
from data.sources.outreach_calls import OUTREACH_READ, SEND, OutreachCalls
from data.sources.outreach_listing import listing_of

Row = dict[str, Any]
Topic = Literal["modules", "query-templates", "migration-coverage"]

_SHORTEST_KEY = 8


class AlwrityActions:
    """Writes of the ALwrity dialect. Creates and deletes answer 200 like everything else."""

    lead_statuses: tuple[str, ...]
    _calls: OutreachCalls
    _workspace_id: str | None

    def create_campaign(
        self, name: str, *, description: str | None = None, keywords: Sequence[str] = ()
    ) -> Row:
        """POST /campaigns; this dialect keeps only a name of three characters or more."""
        body = {"workspace_id": self._workspace("create a campaign"), "name": name}
        return self._calls.act("POST", "/campaigns", body)

    def delete_campaign(self, campaign_id: str) -> None:
        """Not offered: raises Rejected."""
        raise not_offered("alwrity", "delete a campaign")

    def add_lead(self, campaign_id: str, lead: NewLead) -> Row:
        """POST one lead; for a url that it has, the server silently answers the old lead."""
        body = given(
            campaign_id=campaign_id,
            url=lead.website_url,
            domain=_host(lead.website_url),
            email=lead.contact_email,
            page_title=lead.website_title,
            snippet=lead.snippet,
            confidence_score=lead.quality_score,
            notes=lead.notes,
        )
        ids = {"campaign_id": campaign_id}
        return self._calls.act("POST", "/campaigns/{campaign_id}/leads", body, ids=ids)

    def add_leads(self, campaign_id: str, leads: Sequence[NewLead]) -> BulkAdded:
        """Not offered: raises Rejected. One by one the server would not tell duplicates apart."""
        raise not_offered("alwrity", "add many leads at once")

    def set_lead_status(
        self, campaign_id: str, lead_id: str, status: str, *, notes: str | None = None
    ) -> Row:
        """PATCH the status of one lead; the lead as it is now."""
        self._check_status(status)
        body = given(status=status, notes=notes, campaign_id=campaign_id)
        ids = {"lead_id": lead_id}
        return self._calls.act("PATCH", "/leads/{lead_id}/status", body, ids=ids)

    def set_lead_statuses(
        self, campaign_id: str, lead_ids: Sequence[str], status: str, *, notes: str | None = None
    ) -> BulkStatus:
        """POST many leads, all or none: one unknown or foreign id and nothing is moved."""
        self._check_status(status)
        body = given(lead_ids=list(lead_ids), status=status, notes=notes, campaign_id=campaign_id)
        try:
            answer = self._calls.act("POST", "/leads/bulk-status", body)
        except SourceError as error:
            refused = self._calls.refused_ids
            if error.status not in (403, 404) or not refused:
                raise
            return BulkStatus(len(lead_ids), 0, tuple(lead_ids), unknown=refused)
        return BulkStatus(len(lead_ids), count(answer.get("updated")), texts(answer.get("failed")))

    def discover(
        self,
        keyword: str,
        *,
        campaign_id: str | None = None,
        max_results: int | None = None,
        save: bool = False,
    ) -> Discovery:
        """POST /discover/deep; naming a campaign is what saves, so it is named only for that."""
        body = given(
            keyword=keyword, max_results=max_results, campaign_id=campaign_id if save else None
        )
        answer = self._calls.act("POST", "/discover/deep", body)
        found = listing_of(answer, what="Discovery", key="opportunities").rows
        if "saved_to_campaign" not in answer:
            return Discovery(found)
        return Discovery(
            found, count(answer["saved_to_campaign"]), count(answer.get("save_failed"))
        )

    def quick_discover(self, keyword: str, *, max_results: int | None = None) -> Discovery:
        """POST /discover: search results as they are, without reading the pages."""
        body = given(keyword=keyword, max_results=max_results)
        answer = self._calls.act("POST", "/discover", body)
        return Discovery(listing_of(answer, what="Discovery", key="opportunities").rows)

    def send(self, mail: OutgoingMail) -> SendResult:
        """POST /send-outreach, repeated once after a transport fault: the server knows the key.

        It answers 200 whatever happens. A failed e-mail needs a new key and a human decision.
        """
        self._check_key(mail.idempotency_key)
        body = {
            **mail.compliance,
            "lead_id": mail.lead_id,
            "campaign_id": mail.campaign_id,
            "user_id": self._workspace_id or "",
            "sender_email": mail.sender_email,
            "subject": mail.subject,
            "body": mail.body,
            "idempotency_key": mail.idempotency_key,
            **given(workspace_id=self._workspace_id),
        }
        answer = self._calls.act("POST", "/send-outreach", body, retry=SEND)
        return SendResult(
            str(answer.get("status") or "unknown"),
            attempt_id=str(answer.get("attempt_id") or "") or None,
            reasons=texts(answer.get("policy_reasons")),
            is_duplicate=answer.get("duplicate") is True,
            attempt=answer,
        )

    def validate(self, question: PolicyQuestion) -> PolicyDecision:
        """POST /policy-validate. The server believes the user id that is sent, so only our own."""
        self._check_key(question.idempotency_key or "")
        workspace = self._workspace("ask whether an e-mail may be sent")
        body = {
            **question.compliance,
            "user_id": question.user_id or workspace,
            "workspace_id": workspace,
            "campaign_id": question.campaign_id or "",
            "recipient_email": question.recipient_email,
            "recipient_domain": question.recipient_email.rpartition("@")[2].lower(),
            "idempotency_key": question.idempotency_key,
        }
        answer = self._calls.act("POST", "/policy-validate", body)
        basis = question.compliance.get("legal_basis")
        return PolicyDecision(answer.get("allowed") is True, texts(answer.get("reasons")), basis)

    def poll_replies(
        self, *, campaign_id: str | None = None, sent_from_email: str | None = None
    ) -> PollResult:
        """POST /replies/poll: looks into one mailbox, for all campaigns."""
        if not sent_from_email:
            raise Rejected(
                "The mailbox cannot be polled without its address; name the sender.",
                reason="invalid_request",
            )
        params = {"sent_from_email": sent_from_email}
        answer = self._calls.act("POST", "/replies/poll", params=params)
        return PollResult(
            found=count(answer.get("stored")),
            failed=count(answer.get("failed")),
            polled=count(answer.get("polled")),
            skipped=count(answer.get("skipped")),
        )

    def suppress(self, email: str, *, reason: str | None = None) -> Row:
        """POST /suppression; repeated after faults. Blocks the whole domain of the address."""
        body = given(email=email, reason=reason)
        return self._calls.act("POST", "/suppression", body, retry=OUTREACH_READ)

    def schedule_follow_up(
        self, campaign_id: str, attempt_id: str, scheduled_for: str, subject: str, body: str
    ) -> Row:
        """POST a follow-up. `scheduled_for` is ISO-8601 in UTC: the server drops offsets."""
        path, ids = "/campaigns/{campaign_id}/schedule-followup", {"campaign_id": campaign_id}
        follow_up = {
            "attempt_id": attempt_id,
            "scheduled_for": scheduled_for,
            "subject": subject,
            "body": body,
        }
        return self._calls.act("POST", path, follow_up, ids=ids)

    def server_facts(self, topic: Topic) -> Any:
        """GET /modules, /query-templates or /migration-coverage, as answered."""
        return self._calls.get(f"/{topic}")

    def _workspace(self, purpose: str) -> str:
        if self._workspace_id:
            return self._workspace_id
        raise Rejected(
            f"This server needs a workspace to {purpose}; set BACKLINK_OUTREACH__WORKSPACE_ID.",
            reason="no_workspace",
        )

    def _check_status(self, status: str) -> None:
        if status not in self.lead_statuses:
            raise Rejected(
                f"This server has no lead status {status}; choose one of "
                f"{', '.join(self.lead_statuses)}.",
                reason="unknown_status",
            )

    def _check_key(self, key: str) -> None:
        if len(key) < _SHORTEST_KEY:
            raise Rejected(
                f"An idempotency key needs {_SHORTEST_KEY} characters or more.",
                reason="invalid_request",
            )


def _host(url: str) -> str:
    return (urlsplit(url if "://" in url else f"//{url}").hostname or "").lower()
