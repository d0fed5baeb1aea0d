"""Every page that was ever collected, and every request that was sent for it."""

from __future__ import annotations

import streamlit as st

from pages.components import formats, panels, tables
from pages.components.filters import View
from pages.components.reading import only_row, sample

_ROWS_SHOWN = 500


def draw(view: View) -> None:
    """What was pushed for the viewer's clients, or for all."""
    now = only_row("indexing_workflow", view.filters)
    panels.answer(
        view.describe("What was pushed, and what came of it?", "indexing", compares=False),
        f"**{formats.noun(now['collected'], 'page')}** on record, "
        f"**{formats.count(now['indexed'])}** indexed after an engine took them.",
    )
    with panels.panel("Archive", "What got indexed stays here, with when and who said so"):
        rows, total = sample("index_urls", view.filters, rows=_ROWS_SHOWN)
        if rows.empty:
            st.caption("Nothing was collected in this period.")
            return
        shown = rows.assign(
            fate=[panels.words(fate) for fate in rows["fate"]],
            state=tables.chip(rows["index_state"], tables.STATE_LABELS),
            taken=tables.times(rows["first_accepted_at"], view.zone),
            seen=tables.times(rows["first_indexed_at"], view.zone),
            by=[panels.words(method) for method in rows["look_method"].fillna("")],
        )
        tables.table(
            shown,
            {
                "url": tables.link("Page", 340),
                "fate": tables.text("Fate", 100),
                "state": tables.chips("Index", tables.STATE_LABELS, 110),
                "taken": tables.moment("Taken"),
                "seen": tables.moment("First seen indexed"),
                "by": tables.text("Seen by", 130),
                "requests": tables.number("Requests", 90),
            },
            key="archive",
        )
        if total > len(rows):
            st.caption(f"{formats.count(len(rows))} of {formats.noun(total, 'page')}.")
        with st.container(horizontal=True, gap="small"):
            panels.download("index_urls", view, label="All pages (CSV)")
            panels.download("index_attempts", view, label="Every request (CSV)")
