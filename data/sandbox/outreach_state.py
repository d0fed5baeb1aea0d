"""What a caller sees: the world cut at now, with everything that callers have changed on top."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Protocol, TypeVar

from data.sandbox import outreach_world as worlds
from data.sandbox.outreach_names import key
from data.sandbox.outreach_rows import (
    Attempt,
    AuditEntry,
    Campaign,
    FollowUp,
    Lead,
    Reply,
    Suppression,
    Template,
)
from data.sandbox.outreach_timeline import Timeline
from data.sandbox.outreach_world import OutreachWorld


class OutreachState:
    """Reads and writes of both dialects. It lives in one event loop, so it needs no lock."""

    def __init__(self, world: OutreachWorld) -> None:
        self.world = world
        self.user_id = world.user_id
        self._new_campaigns: list[Campaign] = []
        self._gone: set[str] = set()
        self._new_leads: dict[str, list[Lead]] = defaultdict(list)
        self._moves: dict[str, tuple[datetime, str, str | None]] = {}
        self._new_attempts: dict[str, list[Attempt]] = defaultdict(list)
        self._new_follow_ups: dict[str, list[FollowUp]] = defaultdict(list)
        self._polls: list[tuple[datetime, str | None]] = []
        self._new_suppressions: list[Suppression] = []
        self._templates = {row.template_id: row for row in world.templates()}
        self._audit: list[AuditEntry] = []
        self._serial = count()

    def new_id(self, prefix: str) -> str:
        """An identifier for something a caller creates; the same calls give the same ones."""
        return f"{prefix}_{key(self.world.options.seed, 'new', next(self._serial))}"

    @property
    def now(self) -> datetime:
        """The present moment of the world, naive UTC."""
        return self.world.now

    def campaigns(self, workspace_id: str | None = None) -> list[Campaign]:
        """Campaigns of a workspace (default: the user's own), newest first."""
        workspace = workspace_id or self.user_id
        rows = [*self.world.campaigns(), *self._new_campaigns]
        chosen = [
            row
            for row in rows
            if row.workspace_id == workspace and row.campaign_id not in self._gone
        ]
        return newest_first(chosen)

    def campaign(self, campaign_id: str) -> Campaign | None:
        """One campaign of any workspace, or None if it is unknown or deleted."""
        if campaign_id in self._gone:
            return None
        rows = [*self.world.campaigns(), *self._new_campaigns]
        return next((row for row in rows if row.campaign_id == campaign_id), None)

    def _lives(self, campaign_id: str) -> list[Timeline]:
        if self.campaign(campaign_id) is None:
            return []
        now = self.now
        return [life for life in self.world.timelines(campaign_id) if life.lead.created_at <= now]

    def leads(self, campaign_id: str) -> list[Lead]:
        """Leads of a campaign, newest first; empty for an unknown campaign."""
        now = self.now
        rows = [self._moved(worlds.lead_now(life, now), life) for life in self._lives(campaign_id)]
        rows += [self._moved(lead) for lead in self._new_leads[campaign_id]]
        return newest_first(rows)

    def _moved(self, lead: Lead, life: Timeline | None = None) -> Lead:
        """The lead with the status a caller set, unless the world moved it again since."""
        if lead.lead_id not in self._moves:
            return lead
        at, status, notes = self._moves[lead.lead_id]
        later = life and any(at < moment <= self.now for moment, _ in life.statuses)
        return replace(
            lead,
            status=lead.status if later else status,
            notes=lead.notes if notes is None else notes,
        )

    def lead(self, campaign_id: str, lead_id: str) -> Lead | None:
        """One lead of a campaign, or None."""
        return next((row for row in self.leads(campaign_id) if row.lead_id == lead_id), None)

    def campaign_of(self, lead_id: str) -> str | None:
        """The campaign that holds a lead, or None if no campaign does."""
        for campaign_id, leads in self._new_leads.items():
            if any(lead.lead_id == lead_id for lead in leads):
                return campaign_id
        campaign_id = self.world.campaign_of(lead_id) or ""
        return campaign_id if self.lead(campaign_id, lead_id) else None

    def attempts(self, campaign_id: str) -> list[Attempt]:
        """Attempts of a campaign, newest first."""
        now = self.now
        rows = [
            self._unless_suppressed(attempt)
            for life in self._lives(campaign_id)
            for attempt in worlds.attempts_now(life, now)
        ]
        rows += self._new_attempts[campaign_id]
        return newest_first(rows)

    def _unless_suppressed(self, attempt: Attempt) -> Attempt:
        """The world keeps to what callers put on the list while it runs."""
        listed = (row for row in self._new_suppressions if row.created_at < attempt.created_at)
        if not attempt.recipient or not any(matches(row, attempt.recipient) for row in listed):
            return attempt
        return replace(attempt, status="blocked", reason="recipient_suppressed", sent_at=None)

    def follow_ups(self, campaign_id: str) -> list[FollowUp]:
        """Follow-ups of a campaign, the earliest date first."""
        now = self.now
        lives = self._lives(campaign_id)
        rows = [row for life in lives for row in worlds.follow_ups_now(life, now)]
        rows += self._new_follow_ups[campaign_id]
        return sorted(rows, key=lambda row: row.scheduled_at)

    def replies(self, campaign_id: str) -> list[Reply]:
        """Replies that a poll has found, the latest found first."""
        now = self.now
        written = (r for life in self._lives(campaign_id) for r in worlds.replies_now(life, now))
        rows = [row for row in map(self._polled, written) if row.seen_at <= now]
        return sorted(rows, key=lambda row: (row.seen_at, row.written_at), reverse=True)

    def _polled(self, reply: Reply) -> Reply:
        """The reply as found by the first poll after it was written, ours or the server's own."""
        ours = [
            at
            for at, campaign_id in self._polls
            if at >= reply.written_at and campaign_id in (None, reply.campaign_id)
        ]
        return replace(reply, seen_at=min([reply.seen_at, *ours]))

    def suppressions(self) -> list[Suppression]:
        """The suppression list of the account, newest first."""
        now = self.now
        rows = [
            life.suppression
            for campaign in self.world.campaigns()
            for life in self.world.timelines(campaign.campaign_id)
            if life.suppression and life.suppression.created_at <= now
        ]
        rows += self._new_suppressions
        return newest_first(rows)

    def templates(self) -> list[Template]:
        """Stored texts, newest first."""
        return newest_first(list(self._templates.values()))

    def template(self, template_id: str) -> Template | None:
        """One stored text, or None."""
        return self._templates.get(template_id)

    def audit(self, campaign_id: str | None = None) -> list[AuditEntry]:
        """Decisions of the policy, newest first: one per attempt, and those asked for alone."""
        own = [row.campaign_id for row in self.world.campaigns() + self._new_campaigns]
        asked = own if campaign_id is None else [campaign_id]
        rows = [audit_entry(attempt) for one in asked for attempt in self.attempts(one)]
        rows += [row for row in self._audit if campaign_id in (None, row.campaign_id)]
        return newest_first(rows)

    def own_attempts(self) -> Iterable[Attempt]:
        """Attempts of the token's user in all campaigns, in no order; the policy counts them."""
        for campaign in [*self.world.campaigns(), *self._new_campaigns]:
            if campaign.user_id == self.user_id:
                yield from self.attempts(campaign.campaign_id)

    def add_campaign(self, campaign: Campaign) -> None:
        """Store a new campaign."""
        self._new_campaigns.append(campaign)

    def delete_campaign(self, campaign_id: str) -> None:
        """Forget a campaign with all that belongs to it."""
        self._gone.add(campaign_id)

    def add_lead(self, lead: Lead) -> None:
        """Store a new lead."""
        self._new_leads[lead.campaign_id].append(lead)

    def move_lead(self, lead_id: str, status: str, notes: str | None = None) -> None:
        """Set a lead's status by hand."""
        self._moves[lead_id] = (self.now, status, notes)

    def add_attempt(self, attempt: Attempt) -> None:
        """Store an attempt that a caller made."""
        self._new_attempts[attempt.campaign_id].append(attempt)

    def add_follow_up(self, row: FollowUp) -> None:
        """Store a follow-up that a caller put on the calendar."""
        self._new_follow_ups[row.campaign_id].append(row)

    def poll(self, campaign_id: str | None = None) -> list[Reply]:
        """Look into the mailbox now; returns the replies that nobody had seen before."""
        known = [campaign_id] if campaign_id else [c.campaign_id for c in self.world.campaigns()]
        before = {row.reply_id for one in known for row in self.replies(one)}
        self._polls.append((self.now, campaign_id))
        after = [row for one in known for row in self.replies(one)]
        return [row for row in after if row.reply_id not in before]

    def add_suppression(self, row: Suppression) -> None:
        """Put an address on the list."""
        self._new_suppressions.append(row)

    def add_template(self, row: Template) -> None:
        """Store a text."""
        self._templates[row.template_id] = row

    def delete_template(self, template_id: str) -> bool:
        """Forget a text; False if there was none."""
        return self._templates.pop(template_id, None) is not None

    def add_audit(self, entry: AuditEntry) -> None:
        """Record a decision that was asked for without a send."""
        self._audit.append(entry)


class _Dated(Protocol):
    @property
    def created_at(self) -> datetime: ...


Dated = TypeVar("Dated", bound=_Dated)


def newest_first(rows: Sequence[Dated]) -> list[Dated]:
    """Latest creation first; of equally old rows the one added last comes first."""
    return sorted(reversed(rows), key=lambda row: row.created_at, reverse=True)


def matches(row: Suppression, email: str) -> bool:
    """Whether a suppression covers an address: the list works by address and by domain."""
    address = email.lower()
    return row.email == address or row.domain == address.partition("@")[2]


def audit_entry(attempt: Attempt) -> AuditEntry:
    """The policy decision behind an attempt; a cap is not a refusal of the policy."""
    refused = attempt.status == "blocked" and attempt.reason != "rate_limit_hit"
    return AuditEntry(
        audit_id=f"aud_{attempt.attempt_id.removeprefix('att_')}",
        campaign_id=attempt.campaign_id,
        recipient=attempt.recipient,
        allowed=not refused,
        reasons=tuple((attempt.reason or "").split("; ")) if refused else (),
        created_at=attempt.created_at,
    )
