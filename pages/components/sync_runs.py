"""The last reads: when, how they ended, what they cost and brought."""

from __future__ import annotations

import streamlit as st

from data.reports import Filters
from pages.components import panels, tables
from pages.components.filters import View
from pages.components.reading import report
from pages.components.sync_sources import STATUSES, name_of


def draw(view: View) -> None:
    rows = report("recent_runs", Filters())
    if rows.empty:
        st.markdown(":material/inbox: No sync has run yet.")
        return
    tables.table(
        rows.assign(
            source=[name_of(source) for source in rows["source"]],
            state=tables.chip(rows["status"], STATUSES),
            started=tables.times(rows["started_at"], view.zone),
        ),
        {
            "started": tables.moment("Started"),
            "source": tables.text("Source", 110),
            "state": tables.chips("State", STATUSES, 100),
            "seconds": st.column_config.NumberColumn("Took", width=70, format="%.0f s"),
            "requests": tables.number("Requests", 85),
            "fewest": tables.number(
                "Fewest",
                75,
                help="Requests that could not be spared, counted from what the vendor held: pages "
                "of lists, orders and reports that only their own answer could show. More were "
                "sent again after a fault, refused, or read to be sure of the last hour.",
            ),
            "inserted": tables.number("New", 75),
            "updated": tables.number("Updated", 80),
            "quarantined": tables.number("Quarantined", 100),
            "message": tables.text("Message", 460),
        },
        key="runs",
    )
    panels.download("sync_history", view)
