"""What every figure means: one entry each, read by tooltips and by docs/metrics.md.

    python -m data.catalogue > docs/metrics.md        (make docs)

The SQL of a figure stands in queries/; here stand its words. `direction` says whether up is good.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Direction = Literal["up", "down", "none"]


@dataclass(frozen=True)
class Metric:
    """One figure. `basis` names the event whose time puts a row into the range."""

    id: str
    label: str
    unit: str
    direction: Direction
    definition: str
    basis: str
    reports: tuple[str, ...]


METRICS = (
    Metric(
        "orders",
        "Orders",
        "count",
        "none",
        "Orders placed in the range; delivered, failed and open ones at the moment of the data.",
        "order created",
        ("delivery_times", "client_summary"),
    ),
    Metric(
        "delivery_hours",
        "Delivery time",
        "hours",
        "down",
        "From order to delivery. Delivered is when the last link went live, if every slot has a "
        "time; else the vendor's delivery event; else the vendor's report; else the first read "
        "that said delivered. The dataset names the clock that counted.",
        "order created",
        ("orders",),
    ),
    Metric(
        "km_median_hours",
        "Median delivery",
        "hours",
        "down",
        "The age by which half of the orders have arrived, estimated with open orders as still "
        "open and failed ones as a competing end (Aalen–Johansen; 95% log-log limits). Not "
        "reached while fewer than half have.",
        "order created",
        ("delivery_times", "client_summary"),
    ),
    Metric(
        "km_p90_hours",
        "Nine in ten within",
        "hours",
        "down",
        "The age by which nine in ten orders have arrived, by the same estimate.",
        "order created",
        ("delivery_times",),
    ),
    Metric(
        "median_hours_finished",
        "Median of finished orders",
        "hours",
        "down",
        "The plain median of delivered orders only. Shown for comparison: it leaves the slow ones "
        "out while they are open.",
        "order created",
        ("delivery_times",),
    ),
    Metric(
        "on_time_rate",
        "Promise kept",
        "share",
        "up",
        "Orders delivered by the first promised time ÷ orders whose promise fell due and that did "
        "not fail. Overdue and still open counts as late. An early delivery counts once it is due. "
        "Orders without a promise are left out. 95% Wilson limits.",
        "first promise",
        ("delivery_times", "client_summary"),
    ),
    Metric(
        "overdue_open",
        "Overdue and open",
        "count",
        "down",
        "Orders past their first promised time and still open at the last read.",
        "first promise",
        ("delivery_times", "overdue_orders"),
    ),
    Metric(
        "lateness_hours",
        "Late by",
        "hours",
        "down",
        "Delivery minus first promise; for an open order the time since then, a lower bound.",
        "first promise",
        ("promise_ledger", "lateness_bins", "overdue_orders"),
    ),
    Metric(
        "live_links",
        "Links live",
        "count",
        "up",
        "Placements with a URL and a time of going live in the range.",
        "link live",
        ("indexing_rates", "link_weeks", "client_summary"),
    ),
    Metric(
        "indexed_now",
        "Indexed now",
        "share",
        "up",
        "Links indexed at the last read ÷ links whose state is known (indexed, not seen, not "
        "indexed, noindex, dead). Unknown ones stand beside it. The vendor's flag names no engine.",
        "link live",
        ("indexing_rates", "index_states"),
    ),
    Metric(
        "f_h",
        "Indexed within 1 hour, 24 hours, 7 days",
        "share",
        "up",
        "Share of links indexed by that age since going live, with younger links counted as still "
        "open (Kaplan–Meier; noindex and dead pages end a link's clock; 95% log-log limits). Empty "
        "while no link has been watched that long.",
        "link live",
        ("indexing_rates", "indexing_curve", "client_summary"),
    ),
    Metric(
        "mature_h",
        "Indexed within h, links old enough",
        "share",
        "up",
        "Links indexed within h ÷ links at least h old: the number that can be recounted by hand. "
        "Links first read after h, without a report, are left out: they tell no date if indexed. "
        "95% Wilson limits.",
        "link live",
        ("indexing_rates",),
    ),
    Metric(
        "contacted",
        "Leads contacted",
        "count",
        "none",
        "Leads with a mail sent, or with evidence of a later stage.",
        "lead created",
        ("campaign_funnel", "campaign_outcomes"),
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
        ("campaign_funnel",),
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
    ),
    Metric(
        "positive_share",
        "Positive share",
        "share",
        "up",
        "Leads with an interested reply ÷ leads with any human reply.",
        "reply received",
        ("reply_outcomes",),
    ),
    Metric(
        "hours_to_reply",
        "Time to reply",
        "hours",
        "down",
        "From the first mail to the first human reply. The curve is per contacted lead; the median "
        "is among repliers. A reply's time may be when the mailbox was read: late, never early.",
        "first mail",
        ("reply_curve", "reply_outcomes"),
    ),
    Metric(
        "unanswered_positive",
        "Unanswered positive",
        "count",
        "down",
        "Interested replies without a later mail to the same lead in this outreach system.",
        "reply received",
        ("reply_outcomes", "reply_list"),
    ),
    Metric(
        "send_volume",
        "Mails",
        "count",
        "none",
        "Attempts per day or week by their state: sent ones by the time of sending.",
        "mail sent",
        ("send_volume", "send_weeks"),
    ),
    Metric(
        "spend",
        "Spend",
        "USD",
        "none",
        "Orders of the range × the price book's price then; empty while a price is missing.",
        "order created",
        ("client_summary",),
    ),
    Metric(
        "cost_per_indexed_link",
        "Cost per indexed link",
        "USD",
        "down",
        "Spend ÷ links indexed; a dash while none is.",
        "order created",
        ("client_summary",),
    ),
)

BY_ID = {metric.id: metric for metric in METRICS}

_DIRECTIONS = {"up": "up is good", "down": "down is good", "none": "no good or bad direction"}
_PREAMBLE = """# What each figure means

This page is made from `data/catalogue.py` by `make docs`.

- Times are UTC in files and in the chosen zone on screen; days, weeks and months follow the zone.
- The range selects by the event named as basis; what happened to the selected rows counts until the
  moment of the data (the end of the source's last good read), not until now.
- A rate is k ÷ n with its 95% interval (Wilson, z = 1.96). n = 0 is a dash, never 0%.
- A change against the period before is a number only when its 95% interval leaves 0 out.
"""


def markdown() -> str:
    """The whole of docs/metrics.md."""
    return "\n".join([_PREAMBLE, *(_entry(metric) for metric in METRICS)])


def _entry(metric: Metric) -> str:
    reports = ", ".join(f"`{name}`" for name in metric.reports)
    return (
        f"## {metric.label}\n\n{metric.definition}\n\n"
        f"Unit: {metric.unit}, {_DIRECTIONS[metric.direction]}. Basis: {metric.basis}. "
        f"In: {reports}.\n"
    )


if __name__ == "__main__":
    print(markdown(), end="")
