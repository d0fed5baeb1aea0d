"""One row per client: volume, speed, promises and indexing, ranked so that 3/3 cannot lead."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.components import formats, panels, tables, url_state
from pages.components.filters import View
from pages.components.ranking import FEWEST, ranked
from pages.components.reading import report

UNASSIGNED = "unassigned"  # the orders that name no client: a filter cannot ask for them


def draw(view: View) -> None:
    rows = report("client_summary", view.filters)
    if rows.empty:
        panels.nothing("No orders of any client in this period.", key="clients")
        return
    rows = ranked(rows, n="due", low="on_time_low")
    trends = report("client_trends", view.filters)
    by_client = dict(zip(trends["client_id"], trends["links_by_week"], strict=True))
    shown = rows.assign(
        per_week=[by_client.get(client, []) for client in rows["client_id"]],
        median=rows["km_median_hours"],
        kept=tables.percent(rows["on_time_rate"], rows["is_small"]),
        kept_counts=tables.counted(
            rows, "on_time", "due", "on_time_low", "on_time_high", "on_time_rate"
        ),
        indexed=tables.percent(rows["f_7d"], rows["mature_7d_n"] < FEWEST),
        indexed_limits=[limits_and_count(row) for _, row in rows.iterrows()],
    )
    event = tables.table(
        shown,
        {
            "client_name": tables.text("Client", 140),
            "links_live": tables.number("Links live"),
            "per_week": st.column_config.BarChartColumn(
                "Links per full week", y_min=0, color="gray", width=130
            ),
            "open": tables.number("Open orders", 95),
            "overdue_open": tables.number("Overdue orders", 115),
            "median": tables.hours("Median delivery", 115),
            "kept": tables.share("Promise kept", width=125),
            "kept_counts": tables.right("k/n [95%]", 125),
            "indexed": tables.share("Indexed in 7 days", width=130),
            "indexed_limits": tables.right("[95%] · k/n aged ≥ 7 d", 160),
        },
        key="client_rows",
        selection="single-row",
    )
    panels.download("client_summary", view)
    row = tables.newly_selected(event, "client_rows")
    if row is not None and shown.iloc[row]["client_id"] != UNASSIGNED:
        url_state.go_to("clients.py", client=shown.iloc[row]["client_id"])


def limits_and_count(row: pd.Series) -> str:
    """[55–70] · 88/141: the limits belong to the estimate in the bar, which counts young links as
    still open; the fraction is what can be recounted, and has limits of its own."""
    if not row["mature_7d_n"]:
        return formats.NONE
    if row["mature_7d_n"] < FEWEST:
        return f"too few {formats.fraction(row['mature_7d_k'], row['mature_7d_n'])}"
    limits = formats.interval(row["f_7d_low"], row["f_7d_high"], of=row["f_7d"]).replace("%", "")
    counted = formats.fraction(row["mature_7d_k"], row["mature_7d_n"])
    return f"{limits} · {counted}" if limits else counted
