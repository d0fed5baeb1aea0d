"""What links cost."""

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
        "Cost per indexed link",
        "USD",
        "down",
        "Spend ÷ links indexed; a dash while none is.",
        "order created",
        ("client_summary",),
        columns="cost_per_indexed_link",
        pages=("clients",),
    ),
)
