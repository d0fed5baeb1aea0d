"""What can be changed or written through the documented dialect.

Nothing here is repeated by machine unless a repeat is harmless: this dialect takes no idempotency
key, so after a lost answer the caller re-reads and asks a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from data.errors import Rejected, ServerFault
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
from data.sources.outreach_calls import OUTREACH_READ, POLICY_BLOCKED, OutreachCalls
from data.sources.outreach_listing import Listing, listing_of

Row = dict[str, Any]

_OTHER_DIALECT = {"snippet", "notes"}


class DocumentedActions:
    """Writes of the documented dialect. Sentences of refusals come from the server."""

    _calls: OutreachCalls
    _workspace_id: str | None

    def create_campaign(
        self, name: str, *, description: str | None = None, keywords: Sequence[str] = ()
    ) -> Row:
        """POST /campaigns; the campaign as created."""
        body = given(name=name, description=description, keywords=list(keywords) or None)
        return self._calls.act("POST", "/campaigns", body)

    def delete_campaign(self, campaign_id: str) -> None:
        """DELETE /campaigns/{campaign_id}; raises NotFound."""
        self._calls.forget("/campaigns/{campaign_id}", ids={"campaign_id": campaign_id})

    def add_lead(self, campaign_id: str, lead: NewLead) -> Row:
        """POST one lead; the lead as created."""
        ids = {"campaign_id": campaign_id}
        return self._calls.act("POST", "/campaigns/{campaign_id}/leads", _lead(lead), ids=ids)

    def add_leads(self, campaign_id: str, leads: Sequence[NewLead]) -> BulkAdded:
        """POST many leads; duplicates are skipped and bad ones named."""
        path, ids = "/campaigns/{campaign_id}/leads/bulk", {"campaign_id": campaign_id}
        answer = self._calls.act("POST", path, [_lead(lead) for lead in leads], ids=ids)
        return BulkAdded(
            count(answer.get("added")), count(answer.get("skipped")), texts(answer.get("failed"))
        )

    def set_lead_status(
        self, campaign_id: str, lead_id: str, status: str, *, notes: str | None = None
    ) -> Row:
        """PATCH the status of one lead; this dialect keeps no notes. The lead as it is now."""
        path = "/campaigns/{campaign_id}/leads/{lead_id}/status"
        ids = {"campaign_id": campaign_id, "lead_id": lead_id}
        return self._calls.act("PATCH", path, {"status": status}, ids=ids)

    def set_lead_statuses(
        self, campaign_id: str, lead_ids: Sequence[str], status: str, *, notes: str | None = None
    ) -> BulkStatus:
        """PATCH many leads; partial success is normal, so show the result's `message`."""
        path = "/campaigns/{campaign_id}/leads/bulk-status"
        body = {"lead_ids": list(lead_ids), "status": status}
        answer = self._calls.act("PATCH", path, body, ids={"campaign_id": campaign_id})
        return BulkStatus(len(lead_ids), count(answer.get("updated")), texts(answer.get("failed")))

    def discover(
        self,
        keyword: str,
        *,
        campaign_id: str | None = None,
        max_results: int | None = None,
        save: bool = False,
    ) -> Discovery:
        """POST /discover/deep: sites for a keyword, saved to the campaign if asked."""
        body = given(
            keyword=keyword,
            campaign_id=campaign_id,
            max_results=max_results,
            save_to_campaign=save or None,
        )
        answer = self._calls.act("POST", "/discover/deep", body)
        found = listing_of(answer.get("results"), what="Discovery").rows
        if not save:
            return Discovery(found)
        return Discovery(
            found, count(answer.get("saved_to_campaign")), count(answer.get("save_failed"))
        )

    def send(self, mail: OutgoingMail) -> SendResult:
        """POST /outreach/send, once. A 403 with a reason is a decision, the documented 500 a
        failed delivery; both are results. Other faults are raised: the e-mail may have left.
        """
        body = given(
            campaign_id=mail.campaign_id,
            lead_id=mail.lead_id,
            subject=mail.subject,
            body=mail.body,
            workspace_id=self._workspace_id,
        )
        try:
            answer = self._calls.act("POST", "/outreach/send", body)
        except Rejected as error:
            if error.status != 403:
                raise
            reason = error.message if error.code in (None, POLICY_BLOCKED) else error.code
            return SendResult("blocked", reasons=(str(reason),))
        except ServerFault as error:
            if error.status != 500:
                raise
            return SendResult("failed", reasons=("smtp_send_failed",))
        attempt_id = answer.get("id") or answer.get("attempt_id")
        return SendResult(
            str(answer.get("status") or "unknown"),
            attempt_id=None if attempt_id is None else str(attempt_id),
            attempt=answer,
        )

    def validate(self, question: PolicyQuestion) -> PolicyDecision:
        """POST /policy/validate: would an e-mail be sent, and how much of the caps is used?"""
        body = given(
            recipient_email=question.recipient_email,
            sender_email=question.sender_email,
            subject=question.subject,
        )
        answer = self._calls.act("POST", "/policy/validate", body)
        reason, basis = answer.get("reason"), answer.get("legal_basis")
        return PolicyDecision(
            is_allowed=answer.get("allowed") is True,
            reasons=(reason,) if isinstance(reason, str) else texts(reason),
            legal_basis=basis if isinstance(basis, str) else None,
            counts=_object(answer.get("counts")),
            limits=_object(answer.get("limits")),
        )

    def poll_replies(
        self, *, campaign_id: str | None = None, sent_from_email: str | None = None
    ) -> PollResult:
        """POST /replies/poll; this dialect knows its mailboxes itself."""
        answer = self._calls.act("POST", "/replies/poll", given(campaign_id=campaign_id))
        return PollResult(count(answer.get("replies_found")), count(answer.get("failed")))

    def suppress(self, email: str, *, reason: str | None = None) -> Row:
        """POST /suppression; repeated after faults, since adding twice changes nothing."""
        body = given(email=email, reason=reason)
        return self._calls.act("POST", "/suppression", body, retry=OUTREACH_READ)

    def schedule_follow_up(
        self, campaign_id: str, attempt_id: str, scheduled_for: str, subject: str, body: str
    ) -> Row:
        """Not offered: raises Rejected."""
        raise not_offered("documented", "schedule a follow-up")

    def audit_log(self, *, campaign_id: str | None = None) -> Listing:
        """Not offered: raises Rejected."""
        raise not_offered("documented", "show its policy decisions")

    def quick_discover(self, keyword: str, *, max_results: int | None = None) -> Discovery:
        """Not offered: raises Rejected."""
        raise not_offered("documented", "search without scoring")

    def server_facts(self, topic: str) -> Any:
        """Not offered: raises Rejected."""
        raise not_offered("documented", "describe itself")


def _lead(lead: NewLead) -> Row:
    fields = asdict(lead)
    return given(**{name: fields[name] for name in fields.keys() - _OTHER_DIALECT})


def _object(value: Any) -> Row:
    return value if isinstance(value, dict) else {}
