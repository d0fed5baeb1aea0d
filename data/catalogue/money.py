"""What links cost and what waiting costs."""

from __future__ import annotations

from data.catalogue.entry import Metric

METRICS: tuple[Metric, ...] = (
    Metric(
        "spend",
        "Spend",
        "USD",
        "none",
        "Orders of the range × the price book's price then; empty while a price is missing.",
        "order created",
        ("client_summary",),
        columns="spend",
        pages=("clients",),
    ),
    Metric(
        "cost_per_indexed_link",
        "Spend per indexed link",
        "USD",
        "down",
        "Spend ÷ links indexed; a dash while none is.",
        "order created",
        ("client_summary",),
        columns="cost_per_indexed_link",
    ),
    Metric(
        "order_cost",
        "How costs are known",
        "orders",
        "none",
        "exact: entered for this order; booked: the price book's price of its day; inferred: the "
        "fall of the balance between two reads with this order alone between them and no credit "
        "used; else unknown. A price in an error text of the vendor is no price.",
        "order closed",
        ("cost_labels",),
        columns="orders cost_basis",
        labels=(
            "Price of an order",
            "Cost",
            "Refund",
        ),
        pages=("money",),
    ),
    Metric(
        "cost_per_delivered_link",
        "Cost per live link",
        "money",
        "down",
        "Cost of orders delivered or failed ÷ their live links; gross with failed orders, net "
        "less refunds entered. Orders without a known cost are left out with their links, and "
        "counted. An order is paid for with its links on all platforms, whichever are chosen. 95% "
        "limits let orders vary, not links.",
        "order closed",
        ("link_costs",),
        columns="priced_orders unpriced_orders gross refunds net links gross_per_link net_per_link",
        labels=(
            "What a link costs",
            "Per live link [95%]",
            "Orders with a cost",
            "Spent on them",
            "Their live links",
            "Net per live link",
        ),
        pages=("money",),
    ),
    Metric(
        "cost_per_indexed_30d",
        "Cost per indexed link",
        "money",
        "down",
        "Cost of orders closed at least 30 days ago ÷ their links indexed within 30 days. The "
        "expected one takes all orders: cost ÷ (links × F(30 d)). 95% limits let orders vary, "
        "not links.",
        "order closed",
        ("link_costs",),
        columns="mature_orders mature_gross mature_links mature_indexed gross_per_indexed "
        "net_per_indexed f_30d gross_per_indexed_expected",
        labels=(
            "Per indexed link [95%]",
            "Indexed in 30 d",
            "Expected per indexed",
        ),
        pages=("money",),
    ),
    Metric(
        "cost_of_waiting",
        "Cost of waiting",
        "money",
        "down",
        "The month's value of a page, shared by the links live on it, ÷ 30.4375, × the days each "
        "link has waited for the index. It assumes that value accrues evenly from the day of "
        "indexing (basis: linear). With a ramp of R days, entered by you, it grows evenly over R "
        "days instead: t days of waiting count as t² ÷ 2R, beyond R as t − R ÷ 2; costs a day and "
        "costs ahead stay at full value. Links on pages without an entered value cost nothing "
        "here.",
        "link live",
        (
            "waiting_costs",
            "links_to_chase",
        ),
        columns="links wait_unknown realised basis ramp_days cost_so_far value_per_day",
        labels=(
            "What waiting for the index costs",
            "Waiting has cost",
            "Links with a value",
            "Has cost",
            "A day",
            "Worth a month",
        ),
        pages=("money",),
    ),
    Metric(
        "burn_rate",
        "Waiting costs a day",
        "money",
        "down",
        "The day's value of all links that are not indexed now; of those the ones that cannot be "
        "indexed, which burn for ever.",
        "link live",
        ("waiting_costs",),
        columns="waiting blocked burn_per_day burn_blocked_per_day",
        labels=(
            "Waiting",
            "Cannot be indexed",
            "Costs a day",
            "Of it for ever",
        ),
        pages=("money",),
    ),
    Metric(
        "expected_wait_cost",
        "Expected in 30 days",
        "money",
        "down",
        "For each waiting link of age a: its value a day × the integral of S(u) ÷ S(a) over the "
        "next 30 days; links that cannot be indexed wait all 30. From going live: value × the "
        "mean wait within 30 days.",
        "link live",
        (
            "waiting_costs",
            "links_to_chase",
        ),
        columns="expected_next_30d mean_wait_30d_days expected_from_live_30d expected_wait_days "
        "expected_cost_30d",
        labels=(
            "Links to chase",
            "Next 30 days",
        ),
        pages=("money",),
    ),
    Metric(
        "saved_vs_natural",
        "Saved against the natural wait",
        "money",
        "up",
        "Value of all links × (natural wait − own mean wait), both within 30 days. Shown only "
        "with a natural wait that the user entered; no proof of a cause unless links were chosen "
        "by lot.",
        "link live",
        ("waiting_costs",),
        columns="natural_wait_30d_days saved_vs_natural_30d",
        pages=("money",),
    ),
    Metric(
        "cost_per_placed_link",
        "Cost per placed link",
        "money",
        "down",
        "Outreach: (hours × rate + tools), as entered by month, ÷ leads first read as placed in "
        "the same months; months that lie wholly in the range and are over. Costs of one campaign "
        "meet its leads, those of all campaigns the leads of all; none is divided. 95% limits: "
        "the count of placements varies (Poisson, score limits), the costs do not. Placed as in "
        "the placement rates.",
        "first read as placed",
        ("placed_link_costs",),
        columns="months hours work_cost tool_cost spend placed placed_from_start cost_per_placed",
        labels=(
            "What a placed link costs",
            "Per placed link [95%]",
            "Hours",
            "Work",
            "Tools",
            "Work and tools",
            "Placed",
            "Rate an hour",
        ),
        pages=("money",),
    ),
)
