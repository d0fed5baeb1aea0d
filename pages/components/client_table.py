"""One row per client: volume, speed, promises and indexing, ranked so that 3/3 cannot lead."""

from __future__ import annotations

import streamlit as st

from pages.components import panels, tables, url_state
from pages.components.filters import View
from pages.components.ranking import ranked
from pages.components.reading import report

UNASSIGNED = "unassigned"  # the orders that name no client: a filter cannot ask for them


def draw(view: View) -> None:
    rows = report("client_summary", view.filters)
    if rows.empty:
        panels.nothing("No orders of any client in this period.", key="clients")
        return
    rows = ranked(rows, n="due", low="on_time_low")
    weeks = report("client_weeks", view.filters)
    by_client = {client: part["links"].tolist() for client, part in weeks.groupby("client_id")}
    shown = rows.assign(
        per_week=[by_client.get(client, []) for client in rows["client_id"]],
        median=rows["km_median_hours"],
        kept=tables.percent(rows["on_time_rate"]),
        kept_counts=tables.counted(
            rows, "on_time", "due", "on_time_low", "on_time_high", "on_time_rate"
        ),
        indexed=tables.percent(rows["f_7d"]),
        indexed_counts=tables.counted(
            rows, "mature_7d_k", "mature_7d_n", "mature_7d_low", "mature_7d_high", "f_7d"
        ),
    )
    event = tables.table(
        shown,
        {
            "client_name": tables.text("Client", 140),
            "links_live": tables.number("Links live"),
            "per_week": st.column_config.BarChartColumn(
                "Per week", y_min=0, color="gray", width=130
            ),
            "open": tables.number("Open", 70),
            "overdue_open": tables.number("Overdue", 80),
            "median": tables.hours("Median"),
            "kept": tables.share("Promise kept"),
            "kept_counts": tables.right("k/n [95%]", 140),
            "indexed": tables.share("Indexed 7 d"),
            "indexed_counts": tables.right("k/n [95%]", 140),
        },
        key="client_rows",
        selection="single-row",
    )
    panels.download("client_summary", view)
    row = tables.newly_selected(event, "client_rows")
    if row is not None and shown.iloc[row]["client_id"] != UNASSIGNED:
        url_state.go_to("clients.py", client=shown.iloc[row]["client_id"])
