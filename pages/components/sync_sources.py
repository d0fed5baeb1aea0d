"""Each source: its state, how old its rows are, what the last read brought; how to connect one."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.reports import Filters
from data.runtime import current
from pages.components import formats, freshness, panels, states, tables
from pages.components.filters import View
from pages.components.reading import report

STATUSES = {
    "ok": ("OK", "green"),
    "partial": ("In part", "orange"),
    "failed": ("Failed", "red"),
    "running": ("Running", "blue"),
    "waiting": ("Not read yet", "gray"),
    "off": ("Off", "gray"),
}
_SETTINGS = {
    "podcast": "PODCAST_BACKLINKS__API_KEY",
    "outreach": "BACKLINK_OUTREACH__BASE_URL and BACKLINK_OUTREACH__TOKEN",
    "indexing": "INDEXING__FETCH, INDEXING__SEND and INDEXING__INDEXNOW_KEYS for pages of your own",
}
_COUNTS = ("requests", "received", "inserted", "updated", "quarantined")


def known() -> pd.DataFrame:
    """The report knows only of runs: a source that is set up and was never read is waiting."""
    sources = report("source_status", Filters())
    is_waiting = [
        row.status == "off" and states.is_configured(row.source) for row in sources.itertuples()
    ]
    return sources.assign(status=sources["status"].mask(is_waiting, "waiting"))


def name_of(source: str) -> str:
    return freshness.NAMES.get(source, source)


def table(sources: pd.DataFrame, view: View) -> None:
    shown = sources.assign(
        **{name: [formats.count(value) for value in sources[name]] for name in _COUNTS},
        name=[name_of(source) for source in sources["source"]],
        state=tables.chip(sources["status"], STATUSES),
        as_of_text=tables.times(sources["as_of"], view.zone),
        whole=tables.times(sources["whole_at"], view.zone),
    )
    tables.table(
        shown,
        {
            "name": tables.text("Source", 120),
            "state": tables.chips("State", STATUSES, 110),
            "as_of_text": tables.moment("As of"),
            "whole": tables.moment("Read whole"),
            "requests": tables.right("Requests", 85),
            "received": tables.right("Rows in", 85),
            "inserted": tables.right("New", 85),
            "updated": tables.right("Updated", 85),
            "quarantined": tables.right("Quarantined", 100),
            "message": tables.text("Message", 420),
        },
        key="sources",
    )


def connect(sources: pd.DataFrame) -> None:
    """How to connect what is off; in the demo, everything."""
    is_off = set(sources[sources["status"] == "off"]["source"])
    off = [source for source in _SETTINGS if source in is_off]
    if not (off or current().is_demo):
        return
    with panels.panel("Connect your own accounts", "Settings are read at start"):
        st.markdown(
            "Copy `.streamlit/secrets.example.toml` to `.streamlit/secrets.toml`, fill in the "
            "keys, and start again."
        )
        for source in off or _SETTINGS:
            st.markdown(f"- **{name_of(source)}**: {_SETTINGS[source]}")
