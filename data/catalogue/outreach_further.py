"""Whether mails arrive, are followed up and stay within the rules."""

from __future__ import annotations

from data.catalogue.entry import Metric

METRICS: tuple[Metric, ...] = (
    Metric(
        "bounce_rate",
        "Bounced",
        "share",
        "down",
        "Contacted leads with the status bounced ÷ contacted leads, less those whose only reply "
        "is a refusal. An upper bound: the status is set by hand. Delivery is the rest: accepted "
        "by the server and not known to have bounced. 95% Wilson limits.",
        "lead created",
        ("outreach_figures",),
        columns="contacted bounced bounce_rate delivery_rate",
        pages=("campaigns",),
    ),
    Metric(
        "followup_coverage",
        "Followed up",
        "share",
        "up",
        "Leads with a second sent mail ÷ leads due one: first written to at least 5 days ago, no "
        "person's reply within 5 days, neither bounced nor suppressed. The server's word that a "
        "follow-up was sent is not believed. 95% Wilson limits.",
        "lead created",
        ("outreach_figures",),
        columns="follow_up_eligible followed_up follow_up_rate follow_up_planned follow_up_overdue",
        pages=("campaigns",),
    ),
    Metric(
        "suppression_rate",
        "On the suppression list",
        "share",
        "none",
        "Addresses written to that are on the list, by themselves or by their domain, ÷ "
        "addresses written to. Listed before the first mail: it should have been prevented; "
        "after: earned. 95% Wilson limits.",
        "lead created",
        ("outreach_figures",),
        columns="addresses suppressed suppression_rate suppressed_before suppressed_after",
        pages=("campaigns",),
    ),
    Metric(
        "status_gap",
        "Status against mails",
        "leads",
        "down",
        "Leads whose status says contacted, replied, placed or bounced without a sent mail on "
        "record, and leads with a mail whose status still says discovered. A status vouches for "
        "its own stage alone: contacted without a mail is contacted and not delivered.",
        "lead created",
        ("outreach_figures",),
        columns="leads status_without_mail mail_without_status",
        pages=("campaigns",),
    ),
    Metric(
        "lead_status",
        "Where leads are now",
        "leads",
        "none",
        "Leads by the status that the outreach service holds, each once. What they reached by "
        "evidence is the funnel.",
        "lead created",
        ("lead_status",),
        columns="leads",
        pages=("campaigns",),
    ),
    Metric(
        "placement_variants",
        "Placement rate, by name",
        "share",
        "up",
        "Leads placed ÷ contacted leads (45 days after the first mail, or all), delivered leads, "
        "all leads, positive leads, or mails. Products say “placement rate” for any of these. "
        "95% Wilson limits.",
        "lead created",
        ("placement_variants",),
        columns="per placed n placement_rate",
        labels=("Which placement rate?", "Placement rate"),
        pages=("campaigns",),
    ),
    Metric(
        "send_failures",
        "Failed and blocked mails",
        "share",
        "down",
        "Attempts that could not be sent (failed) or were refused by policy (blocked) ÷ all "
        "attempts made, by the reason given. A server that stores no refused attempts shows "
        "none. 95% Wilson limits.",
        "attempt made",
        ("send_failures",),
        columns="failures attempts failure_rate",
        labels=("Mails that were not sent",),
        pages=("campaigns",),
    ),
    Metric(
        "touches_to_reply",
        "Mails before the first reply",
        "leads",
        "none",
        "Mails sent to a lead until its first human reply, among leads that answered.",
        "lead created",
        ("touches_to_reply",),
        columns="mails leads replying_leads share",
        pages=("replies",),
    ),
    Metric(
        "response_debt",
        "Yes without an answer",
        "replies",
        "down",
        "Interested replies that no later mail answers, by their age. Only mail of this outreach "
        "system is seen: no answer recorded.",
        "all dates",
        ("response_debt",),
        columns="replies longest_hours",
        pages=("replies",),
    ),
    Metric(
        "compliance",
        "Compliance watch",
        "cases",
        "down",
        "Mails sent after a refusal or after suppression; refusals that are not on the list; "
        "days over the documented caps (100 mails a day for a user, told by the sender, 20 for a "
        "recipient domain, UTC). The target of these is none. Beside them replies that fit no "
        "lead, and replies of one sender under one subject with different classes, which servers "
        "merge.",
        "the case's own day",
        (
            "compliance_watch",
            "compliance_list",
        ),
        columns="cases addresses is_breach",
        labels=("Cases",),
        pages=("campaigns",),
    ),
)
