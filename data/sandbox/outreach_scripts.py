"""The small campaigns whose every figure is known beforehand."""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum

from data.sandbox import outreach_texts as texts
from data.sandbox.outreach_calendar import working_moment
from data.sandbox.outreach_plan import PARTNER, Plan
from data.sandbox.outreach_rows import Attempt
from data.sandbox.outreach_timeline import SMTP_FAILED, Delivery, Pen, Timeline


class Script(StrEnum):
    """Names of campaigns that are written lead by lead."""

    THREE_OF_THREE = "every contacted lead answered, agreed and was placed"
    NONE_OF_THREE = "no contacted lead ever answered"
    CAPPED_LIST = "51 attempts, one more than a capped list shows"
    NO_SENDS = "leads were found and nobody was written to"
    SECOND_WORKSPACE = "56 attempts, 38 sent, 18 replies: 0.4737, which a capped list calls 0.5294"


def _pens(seed: int, plan: Plan, as_of: datetime, count: int, days_ago: float) -> list[Pen]:
    """Pens for ``count`` leads, the first found ``days_ago``, each later one four hours after."""
    found = as_of - timedelta(days=days_ago)
    return [Pen(seed, plan, n, found + timedelta(hours=4 * n)) for n in range(count)]


def _moments(pens: list[Pen]) -> list[datetime]:
    """One sending moment per lead, in the order of the leads."""
    return sorted(
        working_moment(pen.timeline.lead.created_at + timedelta(days=1), pen.rng) for pen in pens
    )


def _write(
    pen: Pen, at: datetime, delivery: Delivery = "sent", reason: str | None = None
) -> Attempt:
    mail = texts.pitch(pen.plan.theme, pen.addressee, pen.rng)
    attempt = pen.write(at, mail, delivery, reason)
    if delivery == "sent":
        pen.move(at + timedelta(hours=2), "contacted")
    return attempt


def _answer(pen: Pen, attempt: Attempt, classification: str) -> None:
    at = attempt.created_at + timedelta(days=1.3)
    mail = texts.reply(classification, attempt.subject, pen.rng)
    reply = pen.receive(at, classification, mail, to=attempt)
    pen.move(reply.seen_at + timedelta(hours=5), "replied")


def _place(pen: Pen, attempt: Attempt) -> None:
    pen.move(attempt.created_at + timedelta(days=25), "placed")


def three_of_three(seed: int, plan: Plan, as_of: datetime) -> list[Timeline]:
    """Three leads: three replies, three times yes, three links."""
    pens = _pens(seed, plan, as_of, 3, 82)
    for pen, at in zip(pens, _moments(pens), strict=True):
        attempt = _write(pen, at)
        _answer(pen, attempt, "interested")
        _place(pen, attempt)
    return [pen.timeline for pen in pens]


def none_of_three(seed: int, plan: Plan, as_of: datetime) -> list[Timeline]:
    """Three leads, three e-mails, silence."""
    pens = _pens(seed, plan, as_of, 3, 80)
    for pen, at in zip(pens, _moments(pens), strict=True):
        _write(pen, at)
    return [pen.timeline for pen in pens]


def capped_list(seed: int, plan: Plan, as_of: datetime) -> list[Timeline]:
    """51 leads with one attempt each: 49 sent, one blocked, one failed; 6 replies."""
    pens = _pens(seed, plan, as_of, 51, 150)
    for number, (pen, at) in enumerate(zip(pens, _moments(pens), strict=True)):
        if number == 20:
            _write(pen, at, "blocked", "recipient_suppressed")
        elif number == 30:
            _write(pen, at, "failed", SMTP_FAILED)
        else:
            attempt = _write(pen, at)
            if number % 9 == 4:
                _answer(pen, attempt, "interested" if number == 13 else "replied")
    return [pen.timeline for pen in pens]


def no_sends(seed: int, plan: Plan, as_of: datetime) -> list[Timeline]:
    """Twelve leads that wait."""
    return [pen.timeline for pen in _pens(seed, plan, as_of, 12, 25)]


def second_workspace(seed: int, plan: Plan, as_of: datetime) -> list[Timeline]:
    """56 attempts, of the oldest six four were sent and of the newest fifty 34; 18 replies."""
    pens = _pens(seed, plan, as_of, 56, 120)
    attempts = [
        _write(pen, at, *_partner_delivery(number))
        for number, (pen, at) in enumerate(zip(pens, _moments(pens), strict=True))
    ]
    sent = [pair for pair in zip(pens, attempts, strict=True) if pair[1].sent_at]
    for pen, attempt in sent[:18]:
        _answer(pen, attempt, "replied")
    for pen, attempt in sent[:4]:
        _place(pen, attempt)
    return [pen.timeline for pen in pens]


def _partner_delivery(number: int) -> tuple[Delivery, str | None]:
    if number in (1, 4) or 6 <= number < 16:
        return "blocked", "rate_limit_hit"
    return ("failed", SMTP_FAILED) if 16 <= number < 22 else ("sent", None)


SCRIPTS: dict[int, tuple[Script, Callable[[int, Plan, datetime], list[Timeline]]]] = {
    3: (Script.THREE_OF_THREE, three_of_three),
    4: (Script.NONE_OF_THREE, none_of_three),
    5: (Script.CAPPED_LIST, capped_list),
    6: (Script.NO_SENDS, no_sends),
    PARTNER: (Script.SECOND_WORKSPACE, second_workspace),
}
