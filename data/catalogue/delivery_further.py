"""Beside time and promise: first link, fill, failures, clocks, and what open orders will bring."""

from __future__ import annotations

from data.catalogue.entry import Metric

METRICS: tuple[Metric, ...] = (
    Metric(
        "first_link_hours",
        "First link within",
        "hours",
        "down",
        "The age by which half of the orders have their first live link; orders without one "
        "count as still open, failed ones as a competing end (95% log-log limits). Delivered "
        "orders whose links have no times are left out.",
        "order created",
        ("delivery_figures",),
        columns="first_link_orders first_links first_link_median_hours",
        pages=("delivery",),
    ),
    Metric(
        "fill_rate",
        "Links that came",
        "share",
        "up",
        "Live links ÷ links ordered, over orders that were delivered or failed. Limits let "
        "orders vary, not links, because links of one order come or stay away together; none "
        "where all orders agree. A delivered order with fewer links than ordered is counted as "
        "short; one of unknown size is left out.",
        "order closed",
        ("delivery_figures",),
        columns="closed slots_live slots_total fill_rate delivered_short",
        pages=("delivery",),
    ),
    Metric(
        "order_failure_rate",
        "Orders that failed",
        "share",
        "down",
        "Failed orders ÷ orders that were delivered or failed; open ones are left out. A failure "
        "that was over at the first read has no known date and counts by its promise. 95% Wilson "
        "limits.",
        "order closed",
        ("delivery_figures",),
        columns="failed failure_rate",
        pages=("delivery",),
    ),
    Metric(
        "average_da",
        "Domain authority",
        "0–100",
        "none",
        "The vendor's mean over each order's links, weighted by their number, with the least and "
        "greatest mean of an order. Context only: a rescaled model score that drifts, as at "
        "delivery; no value is not 0.",
        "order closed",
        ("delivery_figures",),
        columns="average_da lowest_order_da highest_order_da orders_with_da",
        pages=("delivery",),
    ),
    Metric(
        "moved_promises",
        "Promises moved",
        "share",
        "none",
        "Orders whose latest estimate differs from the first one ever read ÷ orders with a "
        "promise. On time is always judged by the first. 95% Wilson limits.",
        "first promise",
        ("delivery_figures",),
        columns="promised moved moved_rate moved_median_hours",
        pages=("delivery",),
    ),
    Metric(
        "delivery_clocks",
        "Clocks of delivery",
        "orders",
        "none",
        "For each of the four clocks (last link live, delivery event, vendor's report, first "
        "read as delivered): delivered orders that have it, how many are counted by it, and the "
        "median and promise rate if it alone counted.",
        "order created",
        ("delivery_clocks",),
        columns="known counted median_hours due on_time on_time_rate",
        labels=(
            "Which clock says delivered?",
            "Orders that have it",
            "Counted by it",
            "Median by it",
            "Kept by it",
        ),
        pages=("delivery",),
    ),
    Metric(
        "links_delivered",
        "Links delivered",
        "count",
        "none",
        "Placements by the moment they went live, whenever they were ordered. A slot with an "
        "address but no time is counted apart, by the day of its order; a link that was lost "
        "later stays counted and is named.",
        "link live",
        ("links_delivered",),
        columns="links_delivered orders placed_time_unknown lost",
        pages=("delivery",),
    ),
    Metric(
        "forecast",
        "Links expected",
        "count",
        "none",
        "Links that open orders are expected to bring until then: the sum over open links of "
        "(F(a + h) − F(a)) ÷ S(a) for the order's age a, F and S of its package, failures "
        "competing; links come with their order. 95% limits: each order's own outcome plus the "
        "spread of 100 Bayesian bootstrap samples of the orders with a fixed seed. Packages with "
        "fewer than 30 ended orders have too little history.",
        "open orders, whatever the range",
        (
            "delivery_forecast",
            "open_orders_ahead",
        ),
        columns="open_orders open_links closed_orders foretold_orders foretold_links "
        "expected_orders expected_links low high has_too_little_history links_open "
        "chance_1d chance_3d chance_7d chance_14d",
        labels=(
            "What open orders will bring",
            "Within 1 day",
            "Within 3 days",
            "Within 7 days",
            "Within 14 days",
            "Chance, 1 day",
            "Chance, 3 days",
            "Chance, 7 days",
            "Open orders",
            "Open links",
            "History, orders",
        ),
        pages=("delivery",),
    ),
    Metric(
        "forecast_calibration",
        "How such forecasts turned out",
        "share",
        "up",
        "Forecasts of seven days as they would have been made at each of the last twelve weeks, "
        "against what came. Brier score: mean square of chance less outcome, 0 is perfect; "
        "beside it that of always saying the share that came. Covered: weeks whose links fell "
        "within the 95% limits.",
        "forecast made",
        ("forecast_calibration",),
        columns="forecasts came mean_chance came_rate brier base_brier covered weeks covered_rate",
        pages=("delivery",),
    ),
    Metric(
        "credit_expiry_risk",
        "Unused credits",
        "credits",
        "down",
        "Credits of a package as last read, their worth by the price book now, and how many will "
        "be left when they end: credits − expected use, 0 at least. Expected use: orders of the "
        "package a day, over 90 days or since the account's first order, × days left; it takes "
        "every order for one credit. 95% limits: score limits of two Poisson counts at one rate. "
        "One time of ending holds for all packages.",
        "as of, whatever the range",
        ("credit_expiry",),
        columns="credits price worth expires_at days_left orders_counted counted_days "
        "expected_use forecast_unused worth_unused",
        labels=(
            "Credits",
            "Price now",
            "Worth",
            "Expected use [95%]",
            "Will lapse",
            "Worth of these",
        ),
        pages=("money",),
    ),
)
