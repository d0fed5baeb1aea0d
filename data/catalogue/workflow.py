"""The indexing workflow: what was collected, sent, taken, found, and what is stuck."""

from __future__ import annotations

from data.catalogue.entry import Metric

METRICS = (
    Metric(
        "workflow_steps",
        "Indexing workflow",
        "count",
        "none",
        "URLs of the campaigns, each once: collected = dropped + submitted + parked + failed. "
        "To push are those not indexed before; accepted means that an engine took it, never that "
        "it is indexed. Unknown ones reached the step before, and nobody knows of this one yet.",
        "collected",
        ("indexing_workflow", "indexing_funnel"),
        columns=(
            "collected already_indexed to_push dropped submitted accepted parked failed indexed "
            "not_indexed unknown stage reached entered step_rate cumulative_rate"
        ),
        labels=("From a list to the index", "Collected", "Taken by engines"),
        pages=("indexing",),
    ),
    Metric(
        "repeats_saved",
        "Repeats saved",
        "count",
        "none",
        "URLs that were listed again in the same campaign: each would have cost a submission.",
        "collected",
        ("indexing_workflow", "index_urls"),
        columns="repeats",
        pages=("indexing",),
    ),
    Metric(
        "submit_acceptance",
        "Submission acceptance",
        "rate",
        "up",
        "URLs that the engine answered with 200 ÷ URLs sent to it, each counted once however "
        "often it was sent. 202 waits for the key and stands apart; accepted counts both. With "
        "an unknown outcome the process ended between send and answer.",
        "sent",
        ("submit_acceptance", "indexing_workflow"),
        columns=(
            "urls received key_pending refused unknown_outcome waiting requests retries throttled "
            "received_rate accepted_rate"
        ),
        labels=(
            "What engines answered",
            "200 received, k/n [95%]",
            "202 key pending",
            "Refused",
            "Cut off",
            "Wait",
            "Requests",
            "Retries",
            "429",
        ),
        pages=("indexing",),
    ),
    Metric(
        "index_rate_submitted",
        "Indexed of submitted",
        "rate",
        "up",
        "Accepted URLs whose latest look found them indexed ÷ accepted URLs. Those of which "
        "nobody knows are in n; the share at most counts them as indexed.",
        "collected",
        ("indexing_workflow",),
        columns="index_rate_submitted indexed_at_most index_rate_to_push",
        labels=("Indexed of taken",),
        pages=("indexing",),
    ),
    Metric(
        "index_rate_all",
        "Indexed of collected",
        "rate",
        "up",
        "Indexed after submission or before it ÷ all collected URLs.",
        "collected",
        ("indexing_workflow",),
        columns="index_rate_all",
        pages=("indexing",),
    ),
    Metric(
        "time_to_first_seen_indexed",
        "Time to first seen indexed",
        "hours",
        "down",
        "From the first accepted submission to the look that first saw the page indexed "
        "(Kaplan–Meier; others end at their last look that did not). A look that told nothing "
        "neither ends nor extends. The clock is the workflow's, never that of going live.",
        "collected",
        ("indexing_workflow", "indexing_workflow_curve", "index_urls"),
        columns="km_median_hours indexed_share first_seen_indexed_hours",
        labels=("Median to first seen",),
        pages=("indexing",),
    ),
    Metric(
        "drop_offs",
        "Drop-off reasons",
        "count",
        "none",
        "URLs that were not submitted, by what became of them (dropped, parked, failed) and why.",
        "collected",
        ("indexing_dropoffs", "index_urls", "indexing_recovery"),
        columns="fate drop_reason urls",
        labels=("Why pages were not sent", "Pages", "Of collected [95%]"),
        pages=("indexing",),
    ),
    Metric(
        "quota_use",
        "Quota use",
        "count",
        "none",
        "What was used of the engine's own day: Pacific for Google, UTC for our own ceiling of "
        "IndexNow. Days to clear are those on which something must be sent until nothing waits. "
        "Clients share a quota, so what is used is for those who see all of them.",
        "sent",
        ("indexing_quotas",),
        columns="used ceiling room is_exhausted waiting days_to_clear",
        labels=("Quotas today", "Used of the day's", "Waiting", "Days to clear"),
        pages=("indexing",),
    ),
    Metric(
        "needs_recovery",
        "Needs a hand",
        "count",
        "down",
        "URLs that are not where they should be, each with the reason and what can be done. Some "
        "go by themselves; others need a change of the page before they are sent again.",
        "collected",
        ("indexing_recovery",),
        columns="advice goes_by_itself is_to_change_first",
        pages=("indexing",),
    ),
)
