"""The outreach world: a year of campaigns that is a pure function of (seed, as_of).

Every campaign is written once, with its future, when it is first asked for. What is shown is the
part before ``now``; what callers change is laid over it by ``outreach_state``.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from data.sandbox import outreach_scripts, outreach_story
from data.sandbox.clock import Clock
from data.sandbox.options import Options
from data.sandbox.outreach_cases import HOST_CAMPAIGN, Case, case_pens
from data.sandbox.outreach_names import key
from data.sandbox.outreach_plan import AHEAD, PARTNER, Plan, plans, user_id
from data.sandbox.outreach_rows import Attempt, Campaign, FollowUp, Lead, Reply, Template
from data.sandbox.outreach_scripts import Script
from data.sandbox.outreach_timeline import Timeline, number_of


@dataclass(frozen=True, slots=True)
class CaseRow:
    """Where a named case is found."""

    campaign_id: str
    lead_id: str


class OutreachWorld:
    """The world of one sandbox, read at ``clock.now()``.

    ``first_call_seconds`` makes the first request slow, as a brand-new user of the public server
    sees it (4-9 s); by default nothing waits.
    """

    def __init__(self, options: Options, clock: Clock, first_call_seconds: float = 0.0) -> None:
        self.options = options
        self.clock = clock
        self.first_call_seconds = first_call_seconds
        self.user_id = user_id(options.seed)
        self._plans = {plan.campaign.campaign_id: plan for plan in plans(options)}
        self._by_index = {plan.index: plan for plan in self._plans.values()}
        self._by_number = {number_of(plan.index): plan for plan in self._plans.values()}
        self._written: dict[str, list[Timeline]] = {}

    @property
    def now(self) -> datetime:
        """The present moment of the world, naive UTC."""
        return self.clock.now()

    def client_campaigns(self) -> list[tuple[str, str]]:
        """(campaign_id, client_id) of every campaign of the user's own workspace."""
        return [
            (plan.campaign.campaign_id, plan.client_id)
            for plan in self._plans.values()
            if plan.index != PARTNER
        ]

    @property
    def scripts(self) -> dict[Script, str]:
        """The campaign_id of every scripted campaign."""
        return {
            script: self._by_index[index].campaign.campaign_id
            for index, (script, _) in outreach_scripts.SCRIPTS.items()
        }

    @property
    def cases(self) -> dict[Case, CaseRow]:
        """Where the awkward single leads are."""
        plan = self._by_index[HOST_CAMPAIGN]
        pens = case_pens(self.options.seed, plan, self.options.as_of)
        return {
            case: CaseRow(plan.campaign.campaign_id, pen.timeline.lead.lead_id)
            for case, pen in pens.items()
        }

    def campaigns(self) -> list[Campaign]:
        """All campaigns that exist by now."""
        return [p.campaign for p in self._plans.values() if p.campaign.created_at <= self.now]

    def plan(self, campaign_id: str) -> Plan | None:
        """What is planned for a campaign, or None if the world does not know it."""
        return self._plans.get(campaign_id)

    def campaign_of(self, lead_id: str) -> str | None:
        """The campaign that a lead of the world belongs to, read off its identifier."""
        plan = self._by_number.get(lead_id.removeprefix("bl_")[:4])
        return plan.campaign.campaign_id if plan else None

    def timelines(self, campaign_id: str) -> list[Timeline]:
        """Every lead's whole life; empty for a campaign that the world does not know."""
        plan = self._plans.get(campaign_id)
        if plan is None:
            return []
        if campaign_id not in self._written:
            self._written[campaign_id] = self._write(plan)
        return self._written[campaign_id]

    def _write(self, plan: Plan) -> list[Timeline]:
        seed, as_of = self.options.seed, self.options.as_of
        if plan.index in outreach_scripts.SCRIPTS:
            return outreach_scripts.SCRIPTS[plan.index][1](seed, plan, as_of)
        lives = [
            outreach_story.ordinary(seed, plan, number, found)
            for number, found in enumerate(_discoveries(seed, plan, as_of))
        ]
        if plan.index == HOST_CAMPAIGN:
            lives += [pen.timeline for pen in case_pens(seed, plan, as_of).values()]
        return lives

    def templates(self) -> list[Template]:
        """Stored texts: three per demo account, as old as the account."""
        created = self.options.as_of - timedelta(days=355)
        return [
            Template(
                template_id=f"tpl_{key(self.options.seed, 'template', number)}",
                user_id=self.user_id,
                name=name,
                subject=subject,
                body=body,
                category=category,
                created_at=created + timedelta(days=number),
            )
            for number, (name, category, subject, body) in enumerate(_TEMPLATES)
        ]


def _discoveries(seed: int, plan: Plan, as_of: datetime) -> list[datetime]:
    """When leads are found: slowly at first, then evenly, and on into the next sixty days."""
    rng = Random(f"{seed}/found/{plan.index}")
    days = plan.ends_at - plan.starts_at
    past = sorted(plan.starts_at + days * rng.random() ** 0.9 for _ in range(plan.leads))
    ahead = sorted(as_of + AHEAD * rng.random() for _ in range(plan.leads_ahead))
    return past + ahead


def lead_now(timeline: Timeline, now: datetime) -> Lead:
    """The lead as it stands."""
    return replace(timeline.lead, status=timeline.status_at(now))


def attempts_now(timeline: Timeline, now: datetime) -> list[Attempt]:
    """Attempts that exist; one whose mail is still on its way is ``approved``."""
    return [
        replace(attempt, status="approved", sent_at=None)
        if attempt.sent_at and attempt.sent_at > now
        else attempt
        for attempt in timeline.attempts
        if attempt.created_at <= now
    ]


def follow_ups_now(timeline: Timeline, now: datetime) -> list[FollowUp]:
    """Follow-ups on the calendar; what came of them is known only after they were due."""
    return [
        replace(row, status="scheduled", sent_at=None)
        if (row.sent_at or row.scheduled_at) > now
        else row
        for row in timeline.follow_ups
        if row.created_at <= now
    ]


def replies_now(timeline: Timeline, now: datetime) -> list[Reply]:
    """Replies that have been written, found by a poll or not."""
    return [reply for reply in timeline.replies if reply.written_at <= now]


_TEMPLATES = (
    (
        "First contact",
        "outreach",
        "An idea for {site}",
        "Hi {name},\n\nI enjoyed your piece on {topic}. We have material that your readers could "
        "use.\n\nShall I send it?",
    ),
    (
        "Broken link",
        "link repair",
        "A dead link on {site}",
        "Hi {name},\n\none link in your article on {topic} leads nowhere. Here is a page that "
        "covers the same ground.",
    ),
    (
        "Short nudge",
        "follow-up",
        "Re: An idea for {site}",
        "Hi {name},\n\ndid my note about {topic} reach you? A short no is fine as well.",
    ),
)
