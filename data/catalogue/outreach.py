"""Campaigns, mails and replies."""

from __future__ import annotations

from data.catalogue.entry import Metric

METRICS: tuple[Metric, ...] = (
    Metric(
        "contacted",
        "Leads contacted",
        "count",
        "none",
        "Leads with a mail sent, or with evidence of a later stage.",
        "lead created",
        ("campaign_funnel", "campaign_outcomes"),
        columns="contacted sends",
        labels=("Contacted",),
        pages=("campaigns",),
    ),
    Metric(
        "funnel",
        "Funnel",
        "count",
        "none",
        "Discovered, contacted, delivered, replied (by a person), positive, placed. A lead has "
        "reached a stage when there is evidence for it or for any later one; skipped counts those "
        "known only by the later one. Still open: in the stage before, inside its window (14 days "
        "to reply, 45 to be placed).",
        "lead created",
        ("campaign_funnel", "campaign_outcomes"),
        columns=(
            "discovered contacted delivered replied positive placed stage reached skipped "
            "still_open may_still_reply entrants step_rate step_low step_high cumulative_rate"
        ),
        labels=(
            "From discovered to placed",
            "Discovered",
            "Delivered",
            "Replied",
            "Positive",
            "Placed",
            "May still reply",
        ),
        pages=("campaigns",),
    ),
    Metric(
        "reply_rate",
        "Reply rate",
        "share",
        "up",
        "Contacted leads with a human reply within 14 days ÷ contacted leads whose first mail is "
        "at least 14 days old. Out-of-office is no reply. 95% Wilson limits.",
        "lead created",
        ("campaign_outcomes",),
        columns="reply_rate reply_k reply_n reply_low reply_high",
        pages=("campaigns",),
    ),
    Metric(
        "positive_rate",
        "Positive / contacted",
        "share",
        "up",
        "Contacted leads with an interested reply within 14 days ÷ contacted leads whose first "
        "mail is at least 14 days old. The headline: a high reply rate can be all refusals.",
        "lead created",
        ("campaign_outcomes",),
        columns="positive_rate positive_k positive_n positive_low positive_high",
        pages=("overview", "campaigns"),
    ),
    Metric(
        "placed_rate",
        "Placed / contacted",
        "share",
        "up",
        "Contacted leads first seen placed within 45 days ÷ contacted leads whose first mail is at "
        "least 45 days old.",
        "lead created",
        ("campaign_outcomes",),
        columns="placed_rate placed_k placed_n placed_low placed_high",
        pages=("campaigns",),
    ),
    Metric(
        "positive_share",
        "Positive share",
        "share",
        "up",
        "Leads with an interested reply ÷ leads with any human reply. 95% Wilson limits. A "
        "campaign is judged by positive per contacted lead.",
        "reply received",
        ("reply_outcomes",),
        columns="positive_share interested_leads",
        pages=("replies",),
    ),
    Metric(
        "replying_leads",
        "Leads that replied",
        "leads",
        "none",
        "Leads with a human reply in the range, each once however often it wrote. Out-of-office is "
        "no reply.",
        "reply received",
        ("reply_outcomes",),
        columns="human_replies",
        pages=("replies",),
    ),
    Metric(
        "reply_classes",
        "What people answer",
        "share",
        "none",
        "Replies of a class ÷ all replies, out-of-office included: replies, not leads. The class "
        "is the server's, by words in the text. 95% Wilson limits.",
        "reply received",
        ("reply_classes",),
        columns="replies all_replies share",
        pages=("replies",),
    ),
    Metric(
        "hours_to_reply",
        "Time to reply",
        "hours",
        "down",
        "From the first mail to the first human reply. The curve is per contacted lead found in "
        "the range; the median is among leads that replied in it, and so leaves out who may still "
        "reply. A reply's time may be when the mailbox was read: late, never early.",
        "lead created; for the median reply received",
        ("reply_curve", "reply_outcomes"),
        columns="median_hours_to_reply p90 replied_share",
        labels=("Time to the first human reply", "Median to reply"),
        pages=("replies",),
    ),
    Metric(
        "unanswered_positive",
        "Unanswered positive",
        "count",
        "down",
        "Interested replies of the range without a later mail to the same lead in this outreach "
        "system, and without a placement. Elsewhere they may have been answered.",
        "reply received",
        ("reply_outcomes", "reply_list"),
        columns="unanswered_positive longest_unanswered_hours waits_hours is_unanswered",
        labels=("Waits",),
        pages=("replies",),
    ),
    Metric(
        "send_volume",
        "Mails",
        "count",
        "none",
        "Attempts per day or week by their state: sent ones by the time of sending.",
        "mail sent",
        ("send_volume", "send_weeks"),
        columns="queued approved blocked sent failed other cap",
        labels=("Mails sent",),
        pages=("campaigns",),
    ),
)
