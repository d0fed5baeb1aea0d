"""One lead's whole life, past and future, and the pen that writes it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Literal

from data.sandbox.outreach_calendar import next_poll
from data.sandbox.outreach_names import Contact, contact, key, site, site_title
from data.sandbox.outreach_plan import Plan
from data.sandbox.outreach_rows import Attempt, FollowUp, Lead, Reply, Suppression
from data.sandbox.outreach_texts import Addressee, Mail

Delivery = Literal["sent", "queued", "approved", "blocked", "failed"]
SMTP_FAILED = "smtp_send_failed; retry_policy=manual_retry_with_new_idempotency_key"


@dataclass(slots=True)
class Timeline:
    """Everything that ever happens to one lead; the world shows the part before now.

    ``statuses`` holds (moment, new status): somebody moves a lead by hand, late or never.
    """

    lead: Lead
    statuses: list[tuple[datetime, str]] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    suppression: Suppression | None = None

    def status_at(self, now: datetime) -> str:
        """The status that was set last; a lead starts as ``discovered``."""
        past = [change for change in self.statuses if change[0] <= now]
        return max(past, key=lambda change: change[0])[1] if past else "discovered"


def number_of(campaign_index: int) -> str:
    """The four hex digits that lead every identifier inside a campaign, so that it can be found."""
    return f"{campaign_index & 0xFFFF:04x}"


class Pen:
    """Writes the events of one lead as rows, with identifiers that depend on the seed alone."""

    def __init__(self, seed: int, plan: Plan, number: int, created_at: datetime) -> None:
        self.plan = plan
        self.rng = Random(f"{seed}/lead/{plan.index}/{number}")
        self._name = (seed, plan.index, number)
        host = site(plan.first_site + number)
        self.person = contact(self.rng, host)
        self.timeline = Timeline(self._discovered(host, created_at))

    def _id(self, prefix: str, serial: int) -> str:
        return f"{prefix}_{number_of(self.plan.index)}{key(*self._name, prefix, serial)[:12]}"

    def _discovered(self, host: str, created_at: datetime) -> Lead:
        rng, topic = self.rng, self.plan.theme.topic
        quality = rng.betavariate(5, 3)
        return Lead(
            lead_id=self._id("bl", 0),
            campaign_id=self.plan.campaign.campaign_id,
            url=f"https://{host}/{topic.replace(' ', '-').replace(chr(39), '')}",
            domain=host,
            title=site_title(host),
            snippet=f"Articles about {topic} and more.",
            email=self.person.email,
            quality=round(quality, 2),
            relevance=round(rng.betavariate(6, 3), 2),
            likelihood=round(min(1.0, quality * rng.uniform(0.4, 1.1)), 2),
            source=rng.choices(("duckduckgo", "exa", "manual"), (6, 3, 1))[0],
            status="discovered",
            notes=None,
            created_at=created_at,
        )

    @property
    def addressee(self) -> Addressee:
        """The words that a mail to this lead uses."""
        first = self.person.name.split()[0]
        return Addressee(first, self.timeline.lead.title, self.plan.sender_name)

    @property
    def last_sent(self) -> Attempt:
        """The latest e-mail that left the house; raises IndexError before the first."""
        return [attempt for attempt in self.timeline.attempts if attempt.sent_at][-1]

    def move(self, at: datetime, status: str) -> None:
        """Somebody sets the lead's status, never before an earlier step was set."""
        earlier = [moment + timedelta(minutes=1) for moment, _ in self.timeline.statuses]
        self.timeline.statuses.append((max([at, *earlier]), status))

    def write(
        self, at: datetime, mail: Mail, delivery: Delivery = "sent", reason: str | None = None
    ) -> Attempt:
        """An e-mail is prepared at ``at`` and, if all goes well, sent seconds later."""
        serial = len(self.timeline.attempts)
        attempt = Attempt(
            attempt_id=self._id("att", serial),
            lead_id=self.timeline.lead.lead_id,
            campaign_id=self.timeline.lead.campaign_id,
            user_id=self.plan.campaign.user_id,
            recipient=self.timeline.lead.email,
            sender=self.plan.sender,
            subject=mail.subject,
            body=mail.body,
            idempotency_key=self._id("idem", serial),
            status=delivery,
            reason=reason,
            created_at=at,
            sent_at=at + timedelta(seconds=2.4) if delivery == "sent" else None,
        )
        self.timeline.attempts.append(attempt)
        return attempt

    def schedule(self, after: Attempt, mail: Mail, at: datetime) -> None:
        """Put the next touch on the calendar; ``settle`` says later what came of it."""
        self.timeline.follow_ups.append(
            FollowUp(
                schedule_id=self._id("fu", len(self.timeline.follow_ups)),
                campaign_id=after.campaign_id,
                attempt_id=after.attempt_id,
                subject=mail.subject,
                body=mail.body,
                status="scheduled",
                created_at=after.created_at + timedelta(minutes=1),
                scheduled_at=at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0),
                sent_at=None,
            )
        )

    def receive(
        self,
        at: datetime,
        classification: str,
        mail: Mail,
        *,
        to: Attempt | None,
        sender: Contact | None = None,
    ) -> Reply:
        """A mail arrives at ``at``; without ``to`` nothing links it to an attempt."""
        author = sender or self.person
        reply = Reply(
            reply_id=self._id("rep", len(self.timeline.replies)),
            campaign_id=self.timeline.lead.campaign_id,
            attempt_id=to.attempt_id if to else "",
            email=author.email,
            name=author.name,
            subject=mail.subject,
            body=mail.body,
            classification=classification,
            written_at=at,
            seen_at=next_poll(at),
        )
        self.timeline.replies.append(reply)
        return reply

    def suppress(self, at: datetime, reason: str) -> None:
        """The address goes on the list; a lead without an address cannot."""
        email = (self.timeline.lead.email or "").lower()
        if email:
            self.timeline.suppression = Suppression(
                self._id("sup", 0), email, email.partition("@")[2], reason, at
            )
