"""Every report beside the function that counts it again; what is not told by figures is left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from data import queries
from tests.independent.recounts import (
    announced,
    changes,
    credits,
    datasets,
    followed,
    forecasts,
    leads,
    links,
    money,
    orders,
    outreach,
    published,
    recovery,
    sends,
    spend,
    workflow,
)
from tests.independent.recounts.world import World, compare

COVERED = "covered covered_rate covered_low covered_high"
LIMITS = "low high"


@dataclass(frozen=True)
class Recount:
    """`count` takes a world, and a grouping where the report has any; `keys` name a row."""

    count: Callable[..., pd.DataFrame]
    keys: tuple[str, ...] = ("group",)
    without: str = ""


CURVE = ("group", "hours")
RECOUNTS = {
    "campaign_funnel": Recount(leads.campaign_funnel, ("group", "stage")),
    "campaign_outcomes": Recount(
        leads.campaign_outcomes, without="campaign_name client_id client_name"
    ),
    "client_summary": Recount(money.client_summary, ("client_id",), "client_name"),
    "compliance_list": Recount(
        sends.compliance_list, ("kind", "address", "happened_at", "nth"), "campaign_name detail"
    ),
    "compliance_watch": Recount(sends.compliance_watch, ("kind",)),
    "cost_labels": Recount(money.cost_labels, ("cost_basis",)),
    "coverage": Recount(announced.coverage, ("thing",)),
    "credit_expiry": Recount(credits.credit_expiry, ("package",)),
    "delivery_clocks": Recount(orders.delivery_clocks, ("clock",)),
    "delivery_curve": Recount(orders.delivery_curve, CURVE),
    "delivery_figures": Recount(orders.delivery_figures),
    "delivery_forecast": Recount(forecasts.delivery_forecast, ("group", "horizon_hours"), LIMITS),
    "delivery_times": Recount(orders.delivery_times),
    "forecast_calibration": Recount(forecasts.forecast_calibration, ("forecasts",), COVERED),
    "indexing_curve": Recount(links.indexing_curve, CURVE),
    "indexing_dropoffs": Recount(workflow.indexing_dropoffs, ("group", "fate", "reason")),
    "indexing_envelope": Recount(links.indexing_envelope, ("group", "edge", "hours")),
    "indexing_figures": Recount(links.indexing_figures),
    "indexing_funnel": Recount(workflow.indexing_funnel, ("group", "stage")),
    "indexing_quotas": Recount(workflow.indexing_quotas, ("engine", "subject")),
    "indexing_rates": Recount(links.indexing_rates),
    "indexing_recovery": Recount(
        recovery.indexing_recovery,
        ("campaign_id", "url_sha256"),
        "advice look_method look_engine",
    ),
    "indexing_workflow": Recount(workflow.indexing_workflow),
    "indexing_workflow_curve": Recount(workflow.indexing_workflow_curve, CURVE),
    "lead_status": Recount(leads.lead_status, ("group", "status")),
    "lineage_joins": Recount(followed.lineage_joins, ("edge",)),
    "link_costs": Recount(money.link_costs, ("group", "currency")),
    "links_delivered": Recount(links.links_delivered),
    "links_to_chase": Recount(
        money.links_to_chase,
        ("order_id", "slot"),
        "url target_url client_id client_name ask_what",
    ),
    "open_orders_ahead": Recount(
        forecasts.open_orders_ahead,
        ("order_id",),
        "client_id client_name created_at first_promised_at age_hours",
    ),
    "placed_link_costs": Recount(spend.placed_link_costs, ("group", "currency")),
    "placement_variants": Recount(leads.placement_variants, ("group", "per")),
    "promise_ledger": Recount(orders.promise_ledger, ("order_id",)),
    "reconciliation": Recount(
        published.reconciliation,
        ("source", "kind", "subject", "figure"),
        "client_id read_at ours definition verdict own_definition reproduced",
    ),
    "reply_classes": Recount(leads.reply_classes, ("group", "classification")),
    "reply_curve": Recount(leads.reply_curve, CURVE),
    "reply_outcomes": Recount(leads.reply_outcomes, ("human_replies",)),
    "response_debt": Recount(leads.response_debt, ("age",)),
    "send_failures": Recount(sends.send_failures, ("group", "outcome", "reason")),
    "send_volume": Recount(sends.send_volume, ("group", "date")),
    "send_weeks": Recount(sends.send_weeks, ("week",)),
    "still_indexed": Recount(followed.still_indexed),
    "still_indexed_curve": Recount(followed.still_indexed_curve, CURVE),
    "submit_acceptance": Recount(workflow.submit_acceptance),
    "touches_to_reply": Recount(leads.touches_to_reply, ("group", "mails")),
    "waiting_costs": Recount(money.waiting_costs, ("group", "currency")),
    "what_changed": Recount(changes.what_changed, ("figure", "group", "is_total")),
    "outreach_figures": Recount(outreach.outreach_figures),
}


def check_dataset(world: World, name: str) -> None:
    """Compare what is derived in a data set. Raises AssertionError."""
    derive, keys = datasets.DATASETS[name]
    expected = derive(world)
    compare(world.ask(name)[list(expected.columns)], expected, *keys)


def groupings(name: str) -> tuple[str | None, ...]:
    """By what a report may be grouped; None stands for one group of all."""
    return None, *queries.compose(name).file.note("by")


def recount(world: World, name: str, by: str | None) -> pd.DataFrame:
    count = RECOUNTS[name].count
    return count(world, by) if len(groupings(name)) > 1 else count(world)


def check(world: World, name: str, by: str | None = None) -> int:
    """Compare a report with its recount; how many rows it has. Raises AssertionError."""
    told, own = world.ask(name, by), RECOUNTS[name]
    if name == "compliance_list":
        told = sends.numbered(told)
    compare(told, recount(world, name, by), *own.keys, without=own.without)
    return len(told)
