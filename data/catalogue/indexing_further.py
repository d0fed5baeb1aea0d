"""What becomes of a link after it was indexed, and how well its time is known."""

from __future__ import annotations

from data.catalogue.entry import Metric

METRICS: tuple[Metric, ...] = (
    Metric(
        "still_indexed",
        "Still indexed",
        "share",
        "up",
        "Links indexed at the last read ÷ links that were ever indexed. 95% Wilson limits. Needs "
        "reads that go on after indexing.",
        "link live",
        ("still_indexed",),
        columns="ever_indexed still_indexed still_indexed_rate with_clock orders",
        pages=("indexing",),
    ),
    Metric(
        "stays_indexed",
        "Stays indexed",
        "share",
        "up",
        "Share of links still indexed so long after they were (Kaplan–Meier from indexing to the "
        "first read that missed the link; 95% log-log limits, none while no link was missed).",
        "link live",
        (
            "still_indexed",
            "still_indexed_curve",
        ),
        columns="stays_30d stays_90d at_risk_30d at_risk_90d still_share",
        pages=("indexing",),
    ),
    Metric(
        "index_envelope",
        "Between two reads",
        "share",
        "none",
        "The index curve if every link had been indexed right after its last “not indexed” read "
        "(early) or just before its first “indexed” one (late). What lies between is owed to how "
        "often links are read.",
        "link live",
        (
            "indexing_envelope",
            "indexing_figures",
        ),
        columns="edge indexed_share interval_links median_interval_hours",
        pages=("indexing",),
    ),
    Metric(
        "own_checks",
        "Blocked, dead",
        "share",
        "down",
        "Links whose latest own check found the page barred by robots.txt, or answering with an "
        "error, ÷ links that were checked. 95% Wilson limits.",
        "link live",
        ("indexing_figures",),
        columns="checked robots_blocked robots_rate dead dead_rate noindex",
        labels=("Barred by robots.txt", "Dead pages"),
        pages=("indexing",),
    ),
    Metric(
        "clustered_7d",
        "Indexed within 7 days, limits by order",
        "share",
        "up",
        "The plain share of links old enough, with limits that let orders vary, not links: links "
        "of one order are indexed together more often than by chance. None where all orders "
        "agree.",
        "link live",
        ("indexing_figures",),
        columns="live_links orders mature_7d_orders mature_7d_k mature_7d_n mature_7d_rate "
        "clustered_7d_low clustered_7d_high",
        pages=("indexing",),
    ),
    Metric(
        "clock_notes",
        "Ends and entries",
        "links",
        "none",
        "Links whose clock ended otherwise (noindex, dead), had none (indexed when first read), "
        "or began late (watched only from the first read).",
        "link live",
        ("indexing_figures",),
        columns="ended_otherwise without_clock watched_late",
        pages=("indexing",),
    ),
    Metric(
        "mean_wait",
        "Mean wait",
        "hours",
        "down",
        "The mean time a link waits for the index within 7 or 30 days: the area above the index "
        "curve (restricted mean). Empty while no link was watched so long.",
        "link live",
        ("indexing_figures",),
        columns="mean_wait_7d_hours mean_wait_30d_hours",
        pages=(
            "indexing",
            "money",
        ),
    ),
)
