"""The awkward cases that the world always holds, each with its name.

They live in four small scripted campaigns, one of a second workspace, and as single leads of the
campaign "Podcast hosts DACH". Tests find them through ``OutreachWorld.cases``.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from data.sandbox import outreach_texts as texts
from data.sandbox.outreach_calendar import clock_changes, working_moment
from data.sandbox.outreach_names import Contact
from data.sandbox.outreach_plan import Plan
from data.sandbox.outreach_rows import Attempt, Reply
from data.sandbox.outreach_texts import Mail
from data.sandbox.outreach_timeline import Pen

HOST_CAMPAIGN = 2


class Case(StrEnum):
    """Names of leads that are told one by one."""

    PLACED_WITHOUT_REPLY = "a lead placed without any reply"
    ABSENT_THEN_YES = "out of office, then a yes with the same subject"
    REPLY_FROM_A_COLLEAGUE = "a reply without an attempt, from an unknown address"
    REPLY_KNOWN_BY_ADDRESS = "a reply without an attempt, from the lead's own address"
    UNKNOWN_STATUS = "a lead status that no document names"
    UNKNOWN_REPLY_CLASS = "a reply class that no document names"
    MARKUP = "texts with markup"
    FORMULA = "texts that a spreadsheet would run"
    RIGHT_TO_LEFT = "texts in right-to-left script"
    SENT_AFTER_REFUSAL = "a send after a refusal"
    SENT_AFTER_SUPPRESSION = "a send after suppression"
    CLOCK_CHANGE = "two sends in the night on which clocks change"
    MISREAD_REFUSAL = "a refusal that the classifier takes for a yes"
    STATUS_BEHIND = "a lead still called discovered though mail was sent"


def _first(pen: Pen, as_of: datetime, days_ago: float, mail: Mail | None = None) -> Attempt:
    """A first e-mail in office hours, with the lead marked as contacted."""
    at = working_moment(as_of - timedelta(days=days_ago), pen.rng)
    pen.timeline.lead = replace(pen.timeline.lead, created_at=at - timedelta(days=2))
    attempt = pen.write(at, mail or texts.pitch(pen.plan.theme, pen.addressee, pen.rng))
    pen.move(at + timedelta(hours=3), "contacted")
    return attempt


def _reply(
    pen: Pen, to: Attempt, classification: str, days: float, mail: Mail | None = None
) -> Reply:
    mail = mail or texts.reply(classification, to.subject, pen.rng)
    return pen.receive(to.created_at + timedelta(days=days), classification, mail, to=to)


def _placed_without_reply(pen: Pen, as_of: datetime) -> None:
    pen.move(_first(pen, as_of, 70).created_at + timedelta(days=24), "placed")


def _absent_then_yes(pen: Pen, as_of: datetime) -> None:
    attempt = _first(pen, as_of, 40)
    subject = texts.reply_subject(attempt.subject)
    _reply(pen, attempt, "out_of_office", 0.003, Mail(subject, texts.REPLIES["out_of_office"][0]))
    yes = _reply(pen, attempt, "interested", 6.2, Mail(subject, texts.REPLIES["interested"][0]))
    pen.move(yes.seen_at + timedelta(hours=20), "replied")


def _reply_from_a_colleague(pen: Pen, as_of: datetime) -> None:
    attempt = _first(pen, as_of, 45)
    colleague = Contact("Ronja Falk", f"ronja.falk@parent-of-{pen.timeline.lead.domain}")
    mail = Mail("Your message to my colleague", texts.REPLIES["interested"][1])
    pen.receive(
        attempt.created_at + timedelta(days=3), "interested", mail, to=None, sender=colleague
    )


def _reply_known_by_address(pen: Pen, as_of: datetime) -> None:
    attempt = _first(pen, as_of, 50)
    mail = Mail("A thought on your offer", texts.REPLIES["replied"][0])
    pen.receive(attempt.created_at + timedelta(days=4), "replied", mail, to=None)


def _unknown_status(pen: Pen, as_of: datetime) -> None:
    pen.move(_first(pen, as_of, 60).created_at + timedelta(days=9), "nurturing")


def _unknown_reply_class(pen: Pen, as_of: datetime) -> None:
    _reply(pen, _first(pen, as_of, 52), "referral", 2)


def _markup(pen: Pen, as_of: datetime) -> None:
    pen.timeline.lead = replace(
        pen.timeline.lead,
        title='<b>Bold</b> & <script>alert(1)</script> "Digest" $x^2$ [link](https://a.example)',
        notes="<img src=x onerror=alert(1)>",
    )
    mail = Mail("<i>Quick</i> | question & `answer`", "<p>Hello</p>\n\n# not a heading")
    _reply(pen, _first(pen, as_of, 33, mail), "replied", 1.5, Mail(f"Re: {mail.subject}", "</td>"))


def _formula(pen: Pen, as_of: datetime) -> None:
    pen.timeline.lead = replace(pen.timeline.lead, title="=cmd|calc", notes="@SUM(1+1)")
    attempt = _first(pen, as_of, 34, Mail("+Quick question", "-1+1 is a fine start, is it not?"))
    _reply(pen, attempt, "replied", 2.5, Mail('=HYPERLINK("https://a.example")', "\tTabbed"))


def _right_to_left(pen: Pen, as_of: datetime) -> None:
    pen.timeline.lead = replace(pen.timeline.lead, title="مدونة الخبز والقهوة", notes="עברית")
    attempt = _first(pen, as_of, 36, Mail("سؤال سريع عن مدونتكم", "مرحبا، هل يناسبكم مقال ضيف؟"))
    _reply(
        pen, attempt, "interested", 1.2, Mail("رد: سؤال سريع عن مدونتكم", "Yes, sounds good. نعم")
    )


def _sent_after_refusal(pen: Pen, as_of: datetime) -> None:
    attempt = _first(pen, as_of, 58)
    refusal = _reply(pen, attempt, "not_interested", 1)
    pen.move(refusal.seen_at + timedelta(hours=9), "lost")
    again = working_moment(refusal.seen_at + timedelta(days=6), pen.rng)
    pen.write(again, texts.nudge(pen.plan.theme, pen.addressee, attempt.subject))


def _sent_after_suppression(pen: Pen, as_of: datetime) -> None:
    attempt = _first(pen, as_of, 62)
    pen.suppress(attempt.created_at + timedelta(days=2), "asked by telephone")
    again = working_moment(attempt.created_at + timedelta(days=7), pen.rng)
    pen.write(again, texts.nudge(pen.plan.theme, pen.addressee, attempt.subject))


def _clock_change(pen: Pen, as_of: datetime) -> None:
    """Half an hour before and after the change: in autumn both read 02:30 in Berlin."""
    change = clock_changes(as_of)[0]
    found = change - timedelta(days=3)
    pen.timeline.lead = replace(pen.timeline.lead, created_at=found)
    mail = texts.pitch(pen.plan.theme, pen.addressee, pen.rng)
    first = pen.write(change - timedelta(minutes=30), mail)
    pen.write(change + timedelta(minutes=30), Mail(f"Re: {mail.subject}", first.body))
    pen.move(change + timedelta(days=1, hours=8), "contacted")


def _misread_refusal(pen: Pen, as_of: datetime) -> None:
    attempt = _first(pen, as_of, 47)
    mail = Mail(texts.reply_subject(attempt.subject), "We decided yesterday to decline, sorry.")
    _reply(pen, attempt, "interested", 1.1, mail)


def _status_behind(pen: Pen, as_of: datetime) -> None:
    _first(pen, as_of, 44)
    pen.timeline.statuses.clear()


_TELLERS: dict[Case, Callable[[Pen, datetime], None]] = {
    Case.PLACED_WITHOUT_REPLY: _placed_without_reply,
    Case.ABSENT_THEN_YES: _absent_then_yes,
    Case.REPLY_FROM_A_COLLEAGUE: _reply_from_a_colleague,
    Case.REPLY_KNOWN_BY_ADDRESS: _reply_known_by_address,
    Case.UNKNOWN_STATUS: _unknown_status,
    Case.UNKNOWN_REPLY_CLASS: _unknown_reply_class,
    Case.MARKUP: _markup,
    Case.FORMULA: _formula,
    Case.RIGHT_TO_LEFT: _right_to_left,
    Case.SENT_AFTER_REFUSAL: _sent_after_refusal,
    Case.SENT_AFTER_SUPPRESSION: _sent_after_suppression,
    Case.CLOCK_CHANGE: _clock_change,
    Case.MISREAD_REFUSAL: _misread_refusal,
    Case.STATUS_BEHIND: _status_behind,
}


def case_pens(seed: int, plan: Plan, as_of: datetime) -> dict[Case, Pen]:
    """The told leads of the host campaign, numbered behind its drawn ones."""
    pens: dict[Case, Pen] = {}
    for number, (case, tell) in enumerate(_TELLERS.items(), plan.leads + plan.leads_ahead):
        pen = pens[case] = Pen(seed, plan, number, as_of - timedelta(days=90))
        tell(pen, as_of)
    return pens
