"""Orders and their delivery."""

from __future__ import annotations

from data.catalogue.entry import Metric

METRICS: tuple[Metric, ...] = (
    Metric(
        "orders",
        "Orders",
        "count",
        "none",
        "Orders placed in the range; delivered, failed and open ones at the moment of the data.",
        "order created",
        ("delivery_times", "client_summary"),
        columns="orders delivered open failed not_due_open longest_open_hours links_total",
        labels=("Open orders",),
        pages=("overview", "clients"),
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
        ("orders", "order_card", "promise_ledger"),
        columns="delivery_hours delivered_at delivered_clock hours is_used",
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
        ("delivery_times", "client_summary", "delivery_curve"),
        columns="delivered_share km_median_hours",
        labels=("Orders delivered",),
        pages=("overview", "delivery", "clients"),
    ),
    Metric(
        "km_p90_hours",
        "Nine in ten within",
        "hours",
        "down",
        "The age by which nine in ten orders have arrived, by the same estimate.",
        "order created",
        ("delivery_times",),
        columns="km_p90_hours",
        pages=("delivery",),
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
        columns="median_hours_finished p90_hours_finished",
        pages=("delivery",),
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
        ("delivery_times", "client_summary", "promise_weeks", "grace_sensitivity"),
        columns="on_time due on_time_rate on_time_low on_time_high kept late",
        labels=("What became of each promise", "Kept", "Late"),
        pages=("overview", "delivery", "clients"),
    ),
    Metric(
        "overdue_open",
        "Overdue and open",
        "count",
        "down",
        "Orders past their first promised time and still open at the last read.",
        "first promise",
        ("delivery_times", "overdue_orders", "client_summary", "promise_weeks"),
        columns="overdue_open longest_overdue_hours",
        labels=("Overdue orders",),
        pages=("overview", "delivery", "clients"),
    ),
    Metric(
        "lateness_hours",
        "Late by",
        "hours",
        "down",
        "Delivery minus first promise; for an open order the time since then, a lower bound.",
        "first promise",
        ("promise_ledger", "lateness_bins", "overdue_orders"),
        columns="lateness_hours from_hours is_late orders",
        labels=("How far from the promise",),
        pages=("delivery",),
    ),
)
