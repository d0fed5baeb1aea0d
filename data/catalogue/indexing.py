"""Live links and the index."""

from __future__ import annotations

from data.catalogue.entry import Metric

METRICS: tuple[Metric, ...] = (
    Metric(
        "live_links",
        "Links live",
        "count",
        "none",
        "Placements with a URL and a time of going live in the range.",
        "link live",
        ("indexing_rates", "link_weeks", "client_summary", "client_weeks", "client_trends"),
        columns="links_by_week live_links links_live live links unknown_now",
        labels=("Links per full week",),
        pages=("overview", "clients"),
    ),
    Metric(
        "indexed_now",
        "Indexed now",
        "share",
        "up",
        "Links indexed at the last read ÷ links whose state is known (indexed, not seen, not "
        "indexed, noindex, dead). Unknown ones stand beside it. The vendor's flag names no engine.",
        "link live",
        ("indexing_rates", "index_states", "client_summary", "link_weeks"),
        columns=(
            "blocked indexed_now known_now unknown_now indexed_now_rate links_indexed waiting "
            "cannot_be_indexed links"
        ),
        labels=("Where the links stand now", "Indexed", "Not indexed yet", "Cannot be indexed"),
        pages=("overview", "indexing", "clients"),
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
        columns=(
            "f_1h f_24h f_7d at_risk_1h at_risk_24h at_risk_7d is_thin_1h is_thin_24h "
            "is_thin_7d indexed_share"
        ),
        labels=(
            "Indexed in 24 hours",
            "Indexed in 7 days",
            "Links indexed",
            "Measured: links indexed",
        ),
        pages=("overview", "indexing", "clients"),
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
        ("indexing_rates", "client_summary"),
        columns=(
            "mature_1h_k mature_1h_n mature_1h_rate mature_1h_low mature_1h_high mature_24h_k "
            "mature_24h_n mature_24h_rate mature_24h_low mature_24h_high mature_7d_k "
            "mature_7d_n mature_7d_rate mature_7d_low mature_7d_high"
        ),
        labels=("Indexed in 7 days, links old enough",),
        pages=("indexing",),
    ),
    Metric(
        "time_to_index",
        "Median to index",
        "hours",
        "down",
        "The age by which half of all live links are indexed, those that wait counted as waiting "
        "(Kaplan–Meier, 95% log-log limits). Not reached while fewer than half are. The ages of a "
        "quarter and of three quarters are found alike.",
        "link live",
        ("indexing_rates",),
        columns="km_median_hours km_p25_hours km_p75_hours",
        pages=("indexing",),
    ),
)
