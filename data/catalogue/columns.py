"""What each column of a report or dataset means."""

from __future__ import annotations

from collections.abc import Iterable

from data.catalogue.entry import Metric

_LIMITS = {"_low": "Lower", "_high": "Upper"}
# Forms in which a limit's own column may stand beside it: on_time_low limits on_time_rate.
_ENDINGS = ("", "_rate", "_hours", "_share")

# Columns that are no figure: keys, words, times, and the parts that every curve and rate has.
ATTRIBUTES = {
    "group": "The group of a grouped report; `all` without a grouping, `unassigned` where unknown.",
    "k": "How many of n.",
    "n": "How many there are to divide by.",
    "low": "Lower 95% limit.",
    "high": "Upper 95% limit.",
    "hours": "Hours since the start of the clock.",
    "at_risk": "How many were still watched just before that hour.",
    "events": "How many ended with the event at that hour.",
    "censored": "How many were last seen open at that hour or since the row before.",
    "share": "Part of all rows of the group.",
    "order_id": "The vendor's id of the order.",
    "slot": "The position of the link in its order, from 1.",
    "client_id": "The client named when the order was placed, or the one a campaign is mapped to.",
    "client_name": "The client's name; its id where no name was entered.",
    "package": "The package ordered.",
    "niche": "The niche ordered.",
    "platform": "Where the link stands.",
    "target_url": "The page that the link points to.",
    "anchor_text": "The words of the link.",
    "episode_title": "The episode's title, as ordered.",
    "report_url": "The vendor's report of the order.",
    "status": "The vendor's word, as last read.",
    "state": "Where it stands, in Linkboard's words.",
    "created_at": "When it was made, by the vendor; for leads without a time when first read.",
    "estimated_delivery_at": "The vendor's latest estimate.",
    "first_promised_at": "The first estimate ever read: the promise.",
    "on_time": "Whether it was delivered by the first promise; in reports how many were.",
    "links_delivered": "Links that the vendor counts as delivered.",
    "links_total": "Links ordered.",
    "average_da": "The vendor's mean domain authority over the order's links, at delivery.",
    "url": "The page that carries the link.",
    "url_sha256": "SHA-256 of the address in its canonical form: the key of checks.",
    "live_at": "When the link went live, by the vendor.",
    "indexed": "The vendor's flag; it names no engine.",
    "indexed_at": "When it was indexed, where a report says so.",
    "first_seen_indexed_at": "The first read that said indexed: the right edge of the truth.",
    "last_seen_not_indexed_at": "The last read that said not indexed: its left edge.",
    "index_state": "indexed, not_seen, not_indexed, crawl_blocked, noindex, dead, not_permitted or "
    "unknown.",
    "index_source": "Who says so: report, vendor_flag, or the method of a check.",
    "is_indexed_before_live": "Whether it was indexed before it was live; it counts as 0 hours.",
    "lost_at": "The read at which the link's address was gone.",
    "campaign_id": "The vendor's id of the campaign.",
    "campaign_name": "The campaign's name.",
    "name": "The name given to it.",
    "workspace_id": "The workspace it was read from.",
    "lead_count": "Leads that the server counts in it.",
    "lead_id": "The vendor's id of the lead.",
    "leads": "How many leads.",
    "website": "The lead's site.",
    "website_url": "The lead's site.",
    "website_title": "The site's title.",
    "contact_email": "The lead's address.",
    "quality_score": "The vendor's score, 0 to 1.",
    "relevance_score": "The vendor's score, 0 to 1.",
    "guest_post_likelihood": "The vendor's score, 0 to 1.",
    "source": "Where it comes from: a vendor, or how a lead was found.",
    "first_contacted_at": "The first mail sent to it.",
    "first_replied_at": "The first human reply; it may be dated by the reading of the mailbox.",
    "best_class": "The best of its replies: interested, replied, not_interested, out_of_office.",
    "placed_seen_at": "The first read that said placed.",
    "stage": "The furthest stage with evidence.",
    "sends": "Mails sent to it.",
    "human_replies": "Replies that are not out-of-office.",
    "mails_replies": "Human replies, counted as mails.",
    "attempt_id": "The vendor's id of the attempt to write.",
    "sender_email": "The address it was sent from.",
    "recipient_email": "The address it was sent to.",
    "subject": "The mail's subject; in the reconciliation whose figure it is.",
    "decision_reason": "Why the server blocked or failed it.",
    "sent_at": "When it was sent.",
    "sent": "Whether the server says sent; in reports how many were.",
    "follow_up_id": "The vendor's id of the follow-up.",
    "scheduled_for": "The planned time, the caller's wall clock as the server stored it.",
    "reply_id": "The vendor's id of the reply.",
    "from_email": "Who answered; masked for those who may not see addresses.",
    "classification": "The server's class, by words in the text.",
    "replies": "How many replies.",
    "all_replies": "All replies of the group, the n of the share.",
    "received_at": "When it came, or when the mailbox was read: late, never early.",
    "matched_by": "How its lead was found: attempt, address, or not at all.",
    "unmatched_replies": "Replies for which no lead is found.",
    "email": "The address that must not be written to.",
    "domain": "The domain that must not be written to.",
    "reason": "Why.",
    "date": "The local day.",
    "week": "The Monday of the local week.",
    "due_week": "The Monday of the local week in which the promise fell due.",
    "is_complete": "Whether the week lies in the range and is over.",
    "indexed_after": "Hours from live to indexed.",
    "not_yet": "Links that may still be indexed.",
    "age_hours": "Hours from its beginning to the moment of the data.",
    "grace_minutes": "How much later than promised still counts as kept.",
    "clock": "Which clock: link, event, vendor or poll.",
    "note": "What the clock rests on.",
    "observed_at": "When it was read or received.",
    "what": "What was seen.",
    "origin": "Where it was seen: list, detail, report or webhook.",
    "event_at": "When the vendor says it happened.",
    "kind": "What sort of row it is.",
    "value": "The value to filter by.",
    "label": "What people call it.",
    "rows": "How many rows.",
    "thing": "What the moments are of.",
    "first_at": "The first moment that has any.",
    "last_at": "The last moment that has any.",
    "item": "What waits.",
    "count": "How many.",
    "longest_hours": "How long the longest has waited.",
    "refused_at": "The refusal, or the address's entry on the list.",
    "hours_after": "Hours from the refusal to the mail.",
    "read_at": "When the figure was read.",
    "as_of": "The moment that the rows speak of.",
    "message": "What the read says of itself.",
    "run_id": "The run.",
    "started_at": "When it began.",
    "finished_at": "When it ended.",
    "trigger": "What started it.",
    "hour": "The hour, UTC.",
    "requests": "Requests sent to the vendor.",
    "endpoint": "The vendor's address that answered.",
    "entity": "The table it was meant for.",
    "row_key": "The key of the row, as far as it could be read.",
    "field": "The field that could not be read.",
    "raw": "The row as it came.",
    "first_seen_at": "When it was first read.",
    "last_seen_at": "When it was last read.",
    "released_at": "When a later copy could be read.",
    "gone_at": "The read that no longer found it.",
    "quarantine_id": "The row's own id.",
    "table": "The table of the warehouse.",
    "outcome": "What became of it.",
    "event_type": "The vendor's word for the event.",
    "applied_at": "When it was applied.",
    "engine": "The search engine, or its interface, that was asked.",
    "host": "The host that the page lies on.",
    "look_method": "How the latest look that told something was made.",
    "look_engine": "Into whose index it looked.",
    "not_before_at": "Before this moment it is not sent again.",
    "first_accepted_at": "When an engine first took it.",
    "first_indexed_at": "The first look that found it indexed.",
    "last_look_at": "The latest look that told something.",
    "collected_at": "When it first stood in a plan of the campaign.",
    "plan_state": "What the latest plan said of it.",
    "reason_code": "Why the latest look found it not indexed.",
    "request_id": "Our id of the request; the URLs of one batch share it.",
    "http_status": "The status of the answer; empty when none came.",
    "attempt": "0 for the first try, then the number of the retry.",
    "waited_seconds": "Seconds waited before the request was sent.",
    "cost_basis": "How the cost is known: exact, booked, inferred or unknown.",
    "currency": "The currency as entered; amounts of two currencies are never added.",
    "horizon_hours": "How far ahead, in hours.",
    "until_at": "The moment until which it is foretold.",
    "is_blocked": "Whether the link cannot be indexed: robots, noindex or dead.",
    "is_breach": "Whether the target is none; else it says where counts may be off.",
    "latest_at": "The latest of them.",
    "happened_at": "When it happened.",
    "detail": "What happened, in words.",
    "address": "Whose it is; masked for those who may not see addresses.",
    "age": "How old it is.",
}


def definition_of(metrics: Iterable[Metric], report: str, column: str) -> str | None:
    """The words of the figure that a column holds, else of the attribute; None if there are none.

    A limit says whose limit it is.
    """
    metrics = tuple(metrics)
    for metric in metrics:
        if report in metric.reports and column in metric.columns.split():
            return metric.definition
    return _limit(metrics, report, column) or ATTRIBUTES.get(column)


def _limit(metrics: tuple[Metric, ...], report: str, column: str) -> str | None:
    for ending, side in _LIMITS.items():
        stem = column.removesuffix(ending)
        if stem == column:
            continue
        names = {f"{stem}{end}" for end in _ENDINGS}
        for metric in metrics:
            if report in metric.reports and names & set(metric.columns.split()):
                return f"{side} 95% limit of: {metric.label}."
    return None
