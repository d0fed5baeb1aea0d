"""Who took which rows away: the last downloads, for administrators."""

from __future__ import annotations

import json

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data import reports
from data.reports import Filters
from data.runtime import current
from pages.components import access, panels, tables
from pages.components.filters import View

_STATES = {"whole": ("Whole", "green"), "cut": ("Cut or running", "orange")}


def draw(view: View, *, at: DeltaGenerator) -> None:
    """A panel with the newest first; files, reports, shared links and mails alike."""
    # A download changes no data, so that whatever is kept by the data's version would be old.
    rows = reports.run(current().warehouse, "downloads", Filters(), access.scope())
    with panels.panel("Downloads", "The last 200; a cut one was broken off or runs still", at=at):
        if rows.empty:
            st.caption("Nobody has taken anything away yet.")
            return
        shown = rows.assign(
            at=tables.times(rows["created_at"], view.zone),
            state=tables.chip(rows["state"], _STATES),
            what=[panels.words(name) for name in rows["name"]],
            of=[_in_words(filters) for filters in rows["filters"]],
        )
        columns = {
            "at": tables.moment("When"),
            "identity": tables.text("Who", 200),
            "what": tables.text("What", 160),
            "format": tables.text("Format", 80),
            "row_count": tables.number("Rows", 80),
            "of": tables.text("Filters", 260),
            "state": tables.chips("State", _STATES, 130),
            "sha256": tables.text("SHA-256", 200),
        }
        tables.table(shown, columns, key="downloads")


def _in_words(filters: str | None) -> str:
    """{"clients": "cus_1"} as clients: cus_1."""
    said = json.loads(filters) if filters else {}
    return ", ".join(f"{name}: {value}" for name, value in said.items()) or "all"
