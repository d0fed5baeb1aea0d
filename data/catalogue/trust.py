"""What the figures rest on, and how they compare."""

from __future__ import annotations

from data.catalogue.entry import Metric

METRICS: tuple[Metric, ...] = (
    Metric(
        "definition_gap",
        "Reconciliation",
        "as published",
        "none",
        "A figure that a vendor publishes beside ours, and the definition over our rows that gives "
        "theirs to half of its last digit (counts exactly). Equal: our own definition does. Other "
        "definition, capped list (the server counts its 50 newest rows only), window or time zone, "
        "stale sync (read at another moment than the rows) name the reason; unexplained means that "
        "none of the definitions tried gives it. Dates do not apply: vendors count all time. The "
        "Sync page shows the first hundred of each verdict, the file all of them.",
        "all rows read",
        ("reconciliation", "reconciliation_sample"),
        columns=(
            "figure figures published ours definition verdict own_definition reproduced rounding"
        ),
        labels=(
            "Do the vendors' own figures agree with ours?",
            "Published",
            "Ours",
            "Verdict",
            "Theirs is",
            "Ours is",
            "Figures that differ",
        ),
        pages=("sync",),
    ),
    Metric(
        "what_changed",
        "What changed",
        "points",
        "none",
        "The difference of a rate between two periods, split by segment into mix and rate: "
        "Δ = Σ (w₁ − w₀) · r₀ + Σ w₁ · (r₁ − r₀), w being the segment's share of the cases. A "
        "segment is up or down when its Newcombe limits leave 0 out and its q-value (Benjamini and "
        "Hochberg, over the segments of one figure) is at most 0.05; else nothing is clear. "
        "Fewer than 5 cases in a period are too few. Days that are not over are left out.",
        "promise due, link live, or lead created",
        ("what_changed",),
        columns=(
            "rate k n rate_before k_before n_before low_before high_before share share_before "
            "change change_low change_high mix_effect rate_effect p_value q_value verdict "
            "figure is_total"
        ),
        labels=("Now", "Then", "Change [95%]", "Mix", "Rate", "Share of cases"),
        pages=("overview",),
    ),
    Metric(
        "change",
        "Change",
        "points or hours",
        "none",
        "A figure of this period minus that of the compared one. Limits are made of both figures' "
        "own limits (Newcombe); when they include 0, the page says “no clear change”.",
        "that of the figure",
        ("rate_change",),
        columns="change is_clear",
    ),
    Metric(
        "freshness",
        "Freshness",
        "time",
        "none",
        "As of: the end of the source's last read that ended well or in part. Ages and waiting "
        "times count until then, so that a source that is not read does not seem slow.",
        "sync run",
        ("freshness", "source_status", "sync_history"),
        columns="as_of last_status last_attempt_at whole_at is_on dialect",
        labels=("As of", "Last attempt", "Read whole", "Sources connected", "Oldest source"),
        pages=("sync",),
    ),
    Metric(
        "rows_read",
        "Rows read",
        "count",
        "none",
        "Rows that a read received: each is new, updated, unchanged, superseded by a later copy of "
        "the same read, or quarantined. Fewest: the least requests that could have told the same, "
        "by the vendor's document.",
        "sync run",
        ("source_status", "sync_history", "recent_runs"),
        columns=(
            "requests fewest received inserted updated unchanged superseded quarantined seconds"
        ),
        labels=(
            "Requests",
            "Requests today",
            "Fewest",
            "Received",
            "Rows in",
            "New",
            "Updated",
            "Took",
            "Rows",
        ),
        pages=("sync",),
    ),
    Metric(
        "coverage",
        "Coverage",
        "share",
        "up",
        "Rows held ÷ rows that the vendor announces, of the accounts, orders, workspaces and "
        "campaigns that announce a number. More than all were held when some have gone there. "
        "Where a vendor counts a list, 50 and 100 are the lengths at which it cuts one off, and "
        "announce nothing.",
        "all rows read",
        ("coverage",),
        columns="thing held_in_all held announced coverage",
        labels=("Rows of", "Held", "Held of announced"),
        pages=("sync",),
    ),
    Metric(
        "truncation_suspect",
        "Lists that may be cut",
        "count",
        "down",
        "Lists of exactly 50 or 100 rows of which nothing but that length tells how many there "
        "are: the server may have cut them off without a word.",
        "all rows read",
        ("coverage",),
        columns="lists suspects",
        pages=("sync",),
    ),
    Metric(
        "join_rate",
        "Links that can be followed",
        "share",
        "up",
        "Links that can be followed to the end of an edge of their way (slot to address, address "
        "to live time, live to submitted, live to own check, live to known state, indexed to its "
        "time) ÷ links that reached its start. 95% Wilson limits. No vendor ties a link to a "
        "campaign.",
        "link live, else order created",
        ("lineage_joins",),
        columns="edge matched eligible join_rate",
        pages=("delivery", "indexing"),
    ),
    Metric(
        "lineage",
        "The way of a link",
        "hours",
        "none",
        "Ordered, read, live, submitted, checked, indexed, missed again, lost: each step with its "
        "time, who says so, and the hours since the step before. When we read or checked is no "
        "step of the link itself, so no gap runs to it.",
        "one order",
        ("order_lineage",),
        columns="step gap_hours",
        labels=("Step", "After the step before"),
        pages=("delivery", "indexing"),
    ),
    Metric(
        "limit_use",
        "Use of the limits",
        "requests",
        "none",
        "Requests sent to a vendor in the last 60 seconds and in the last hour, and the most in "
        "any 60 seconds of that hour: that is what the vendor's limit per minute speaks of.",
        "request sent",
        ("limit_use",),
        columns="last_minute last_hour busiest_minute",
        labels=("Limits",),
        pages=("sync",),
    ),
    Metric(
        "needs_person",
        "Needs a person",
        "count",
        "down",
        "What waits for somebody: orders past their promise and open, links that cannot be "
        "indexed, interested replies without a later mail or placement, orders without a "
        "client, rows in quarantine, mails sent after a refusal or suppression, failing sources. "
        "Beside it how long the longest has waited.",
        "all dates",
        ("needs_person",),
        columns="count longest_hours",
        pages=("overview",),
    ),
    Metric(
        "quarantine",
        "Quarantine",
        "count",
        "down",
        "Rows that could not be read. They are kept with the reason and left out of every figure.",
        "of all dates",
        ("quarantine", "quarantine_rows", "quarantine_reasons"),
        columns="rows times_seen",
        labels=("Quarantined", "Times"),
        pages=("sync",),
    ),
)
