"""How an ordinary lead fares: found, written to, nudged, answered, placed or lost."""

from dataclasses import replace
from datetime import datetime, timedelta

from data.sandbox import outreach_texts as texts
from data.sandbox.outreach_calendar import working_moment
from data.sandbox.outreach_plan import Plan
from data.sandbox.outreach_rows import Attempt, Reply
from data.sandbox.outreach_timeline import SMTP_FAILED, Pen, Timeline

NEVER_CONTACTED = 0.035
WITHOUT_EMAIL = 0.02
BLOCKED, FAILED, STUCK_APPROVED = 0.025, 0.012, 0.003
BOUNCED = 0.036
OUT_OF_OFFICE = 0.072
PERSISTENCE = (0.66, 0.20)
KEPT_FOLLOW_UPS = 0.88
REMOVAL_ASKED = 0.35
PLACED_AFTER_YES, PLACED_AFTER_OTHER = 0.58, 0.06
IMPORTED_SUPPRESSIONS = 0.004
_BLOCK_REASONS = (
    "region_requires_recorded_explicit_consent",
    "rate_limit_hit",
    "manual_review_required_for_tld_or_unknown_region_source",
)


def ordinary(seed: int, plan: Plan, number: int, created_at: datetime) -> Timeline:
    """The whole life of lead ``number`` of a drawn campaign."""
    pen = Pen(seed, plan, number, created_at)
    if pen.rng.random() < IMPORTED_SUPPRESSIONS:
        pen.suppress(created_at - timedelta(days=1), "imported from the previous tool")
        return pen.timeline
    if pen.rng.random() < NEVER_CONTACTED:
        return pen.timeline
    first = _first_touch(pen, created_at)
    if first is None:
        return pen.timeline
    if pen.rng.random() < 0.95:
        pen.move(_by_hand(pen, _sent(first), 0.3), "contacted")
    if pen.rng.random() < BOUNCED:
        pen.move(_by_hand(pen, _sent(first), 2), "bounced")
        return pen.timeline
    _correspond(pen)
    return pen.timeline


def _sent(attempt: Attempt) -> datetime:
    return attempt.sent_at or attempt.created_at


def _by_hand(pen: Pen, after: datetime, days: float) -> datetime:
    """When somebody gets round to it: in office hours, ``days`` later on average."""
    return working_moment(after + timedelta(days=pen.rng.expovariate(1 / days)), pen.rng)


def _first_touch(pen: Pen, created_at: datetime) -> Attempt | None:
    """The first e-mail that leaves the house, or None where none ever does."""
    rng = pen.rng
    at = working_moment(created_at + timedelta(days=rng.uniform(0.1, 5)), rng)
    mail = texts.pitch(pen.plan.theme, pen.addressee, rng)
    if rng.random() < WITHOUT_EMAIL:
        pen.timeline.lead = replace(pen.timeline.lead, email=None)
        if rng.random() < 0.5:
            pen.write(at, mail, "queued", "lead_has_no_email")
        return None
    fate = rng.random()
    if fate < STUCK_APPROVED:
        pen.write(at, mail, "approved")
        return None
    if fate < STUCK_APPROVED + FAILED:
        pen.write(at, mail, "failed", SMTP_FAILED)
    elif fate < STUCK_APPROVED + FAILED + BLOCKED:
        pen.write(at, mail, "blocked", rng.choice(_BLOCK_REASONS))
    else:
        return pen.write(at, mail)
    if rng.random() < 0.5:
        return None
    return pen.write(_by_hand(pen, at + timedelta(days=1), 2), mail)


def _correspond(pen: Pen) -> None:
    """Nudge until somebody answers or patience ends."""
    rng = pen.rng
    answers = rng.random() < pen.plan.quality.reply_rate
    answering_touch = rng.choices((0, 1, 2), (62, 30, 8))[0]
    for touch in range(3):
        _absence_note(pen, pen.last_sent)
        last = touch == 2 or rng.random() >= PERSISTENCE[touch]
        if answers and (touch == answering_touch or last):
            _answered(pen, pen.last_sent, last=last)
            return
        if last or not _nudged(pen, pen.last_sent):
            break
    if rng.random() < 0.35:
        quiet = _sent(pen.last_sent) + timedelta(days=45)
        pen.move(_by_hand(pen, quiet, 6), "lost")


def _absence_note(pen: Pen, attempt: Attempt) -> None:
    if pen.rng.random() < OUT_OF_OFFICE:
        at = _sent(attempt) + timedelta(seconds=pen.rng.uniform(20, 600))
        pen.receive(
            at, "out_of_office", texts.reply("out_of_office", attempt.subject, pen.rng), to=attempt
        )


def _nudged(pen: Pen, after: Attempt) -> bool:
    """Schedule a follow-up and, most of the time, send it when it is due."""
    due = _schedule_next(pen, after)
    if pen.rng.random() >= KEPT_FOLLOW_UPS:
        return False
    mail = texts.nudge(pen.plan.theme, pen.addressee, after.subject)
    touch = pen.write(working_moment(due, pen.rng), mail)
    schedule = pen.timeline.follow_ups[-1]
    pen.timeline.follow_ups[-1] = replace(schedule, status="sent", sent_at=touch.sent_at)
    return True


def _schedule_next(pen: Pen, after: Attempt) -> datetime:
    due = working_moment(_sent(after) + timedelta(days=pen.rng.uniform(5, 8)), pen.rng)
    pen.schedule(after, texts.nudge(pen.plan.theme, pen.addressee, after.subject), due)
    return due


def _answered(pen: Pen, attempt: Attempt, *, last: bool) -> None:
    """A person writes back after a lognormal delay; what follows depends on what they say."""
    rng, quality = pen.rng, pen.plan.quality
    delay = timedelta(days=min(40.0, rng.lognormvariate(0.405, 1.05)))
    if not last and delay < timedelta(days=5):
        _schedule_next(pen, attempt)
        pen.timeline.follow_ups[-1] = replace(pen.timeline.follow_ups[-1], status="cancelled")
    other = 1 - quality.yes_share - quality.no_share
    classification = rng.choices(
        ("interested", "not_interested", "replied", "referral"),
        (quality.yes_share, quality.no_share, other * 0.98, other * 0.02),
    )[0]
    mail = texts.reply(classification, attempt.subject, rng)
    reply = pen.receive(_sent(attempt) + delay, classification, mail, to=attempt)
    if classification == "not_interested":
        _refused(pen, reply)
    else:
        _talk(pen, attempt, reply)


def _refused(pen: Pen, reply: Reply) -> None:
    if pen.rng.random() < 0.85:
        pen.move(_by_hand(pen, reply.seen_at, 1), "lost")
    if "remove" in reply.body or pen.rng.random() < REMOVAL_ASKED:
        pen.suppress(_by_hand(pen, reply.seen_at, 0.5), "asked to be removed")


def _talk(pen: Pen, attempt: Attempt, reply: Reply) -> None:
    """The thread goes on for some mails; weeks after a yes there may be a link."""
    rng = pen.rng
    if rng.random() < 0.92:
        pen.move(_by_hand(pen, reply.seen_at, 0.8), "replied")
    latest = reply
    while rng.random() < 0.5:
        about = attempt
        if rng.random() < 0.45:
            at = _by_hand(pen, latest.seen_at, 1.2)
            about = pen.write(at, texts.answer(pen.addressee, attempt.subject))
        at = max(_sent(about), latest.written_at)
        at += timedelta(days=min(20.0, rng.lognormvariate(0.3, 0.9)))
        kind = latest.classification if rng.random() < 0.6 else "replied"
        latest = pen.receive(at, kind, texts.reply(kind, about.subject, rng), to=about)
    yes = reply.classification == "interested"
    if rng.random() < (PLACED_AFTER_YES if yes else PLACED_AFTER_OTHER):
        wait = timedelta(days=min(110.0, rng.lognormvariate(3.1, 0.5)))
        pen.move(working_moment(reply.written_at + wait, rng), "placed")
