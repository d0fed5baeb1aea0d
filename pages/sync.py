"""Sync: can I trust the figures today?"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.reports import Filters
from data.runtime import current
from pages.components import cards, formats, freshness, panels, plain, states, tables
from pages.components.cards import Card
from pages.components.filters import View
from pages.components.reading import report

STATUSES = {
    "ok": ("OK", "green"),
    "partial": ("Partial", "orange"),
    "failed": ("Failed", "red"),
    "running": ("Running", "blue"),
    "waiting": ("Not read yet", "gray"),
    "off": ("Off", "gray"),
}
SETTINGS = {
    "podcast": "PODCAST_BACKLINKS__API_KEY",
    "outreach": "BACKLINK_OUTREACH__BASE_URL and BACKLINK_OUTREACH__TOKEN",
}


def main(view: View) -> None:
    sources = known_sources()
    panels.answer("Can I trust the figures today?", sentence(sources, view))
    headline(sources)
    control()
    with panels.panel("Sources", "As of the last read that ended well"):
        source_table(sources, view)
    with panels.panel("Last runs", "Newest first"):
        runs(view)
    with panels.panel(
        "Quarantine", "Rows that could not be read: kept with the reason, left out of every figure"
    ):
        quarantine(view)
    with panels.panel("Rows in the warehouse"):
        row_counts()
    connect(sources)


def known_sources() -> pd.DataFrame:
    """The report knows only of runs: a source that is set up and was never read is waiting."""
    sources = report("source_status", Filters())
    is_waiting = [
        row.status == "off" and states.is_configured(row.source) for row in sources.itertuples()
    ]
    return sources.assign(status=sources["status"].mask(is_waiting, "waiting"))


def sentence(sources: pd.DataFrame, view: View) -> str:
    on = sources[sources["status"] != "off"]
    failing = on[on["status"] == "failed"]
    if on.empty:
        return "No source is connected."
    if failing.empty:
        if on["as_of"].isna().any():
            return "The first read is not finished yet."
        oldest = f"the oldest is as of **{formats.when(on['as_of'].min(), view.zone)}**"
        if in_part := int((on["status"] == "partial").sum()):
            return f"**{in_part} of {formats.noun(len(on), 'source')} read in part**; {oldest}."
        return f"All {formats.noun(len(on), 'source')} were read; {oldest}."
    worst = failing.iloc[0]
    name = freshness.NAMES.get(worst["source"], worst["source"])
    since = formats.when(worst["as_of"], view.zone)
    failure = "was never read" if since == formats.NONE else f"could not be read since {since}"
    return f"**{name} {failure}:** {plain.markdown(worst['message'])}"


def headline(sources: pd.DataFrame) -> None:
    held = report("quarantine_rows", Filters())
    tables_held = report("row_counts", Filters())
    requests = sources["requests"].sum()
    cards.row(
        [
            Card(
                "Sources connected",
                formats.count((sources["status"] != "off").sum()),
                f"of {formats.count(len(sources))} known",
            ),
            Card("Requests, last sync", formats.count(requests), "over all sources"),
            Card("Quarantine", formats.count(len(held)), "rows kept aside"),
            Card("Rows", formats.count(tables_held["rows"].sum()), "in all tables"),
        ]
    )


def control() -> None:
    sync = current().sync
    if sync is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Sync now",
            icon=":material/sync:",
            on_click=sync.request_now,
            disabled=sync.state().running,
            key="sync_now",
        )
    live_progress()


@st.fragment(run_every="1s", key="progress")
def live_progress() -> None:
    states.progress()


def source_table(sources: pd.DataFrame, view: View) -> None:
    counts = ("requests", "received", "inserted", "updated", "quarantined")
    shown = sources.assign(
        **{name: [formats.count(value) for value in sources[name]] for name in counts},
        name=[freshness.NAMES.get(source, source) for source in sources["source"]],
        state=tables.chip(sources["status"], STATUSES),
        as_of_text=tables.times(sources["as_of"], view.zone),
        tried=tables.times(sources["last_attempt_at"], view.zone),
    )
    tables.table(
        shown,
        {
            "name": tables.text("Source", 130),
            "state": tables.chips("State", STATUSES, 100),
            "as_of_text": tables.moment("As of"),
            "tried": tables.moment("Last attempt"),
            "requests": tables.right("Requests", 90),
            "received": tables.right("Received", 90),
            "inserted": tables.right("New", 90),
            "updated": tables.right("Updated", 90),
            "quarantined": tables.right("Quarantined", 110),
            "message": tables.text("Message", 420),
        },
        key="sources",
    )


def runs(view: View) -> None:
    rows = report("sync_history", Filters())
    if rows.empty:
        st.markdown(":material/inbox: No sync has run yet.")
        return
    tables.table(
        rows.assign(
            source=[freshness.NAMES.get(source, source) for source in rows["source"]],
            state=tables.chip(rows["status"], STATUSES),
            started=tables.times(rows["started_at"], view.zone),
        ),
        {
            "started": tables.moment("Started"),
            "source": tables.text("Source", 130),
            "state": tables.chips("State", STATUSES, 100),
            "seconds": st.column_config.NumberColumn("Took", width=90, format="%.0f s"),
            "requests": tables.number("Requests"),
            "message": tables.text("Message", 560),
        },
        key="runs",
    )


def quarantine(view: View) -> None:
    rows = report("quarantine_rows", Filters())
    if rows.empty:
        st.markdown(":material/check_circle: Every row received could be read.")
        return
    event = tables.table(
        rows.assign(seen=tables.times(rows["last_seen_at"], view.zone)),
        {
            "entity": tables.text("Entity", 110),
            "row_key": tables.text("Row", 220),
            "field": tables.text("Field", 140),
            "reason": tables.text("Reason", 200),
            "seen": tables.moment("Last seen"),
            "times_seen": tables.number("Times"),
        },
        key="quarantine",
        selection="single-row",
    )
    panels.download("quarantine_rows", view)
    if (row := tables.newly_selected(event, "quarantine")) is not None:
        raw_row(rows.iloc[row])


@st.dialog("Raw row", width="large", on_dismiss="rerun")
def raw_row(row: pd.Series) -> None:
    freshness.hold()
    st.text(f"{row['entity']}: {row['reason']}")
    st.code(row["raw"], language="json", wrap_lines=True)


def row_counts() -> None:
    rows = report("row_counts", Filters())
    with st.container(horizontal=True, gap="xsmall"):
        for row in rows.itertuples():
            st.badge(f"{panels.words(row.table)} {formats.count(row.rows)}", color="gray")


def connect(sources: pd.DataFrame) -> None:
    off = [
        source
        for source in SETTINGS
        if source in set(sources[sources["status"] == "off"]["source"])
    ]
    if not (off or current().is_demo):
        return
    with panels.panel("Connect your own accounts", "Settings are read at start"):
        st.markdown(
            "Copy `.streamlit/secrets.example.toml` to `.streamlit/secrets.toml`, fill in the "
            "keys, and start again."
        )
        for source in off or SETTINGS:
            st.markdown(f"- **{freshness.NAMES[source]}**: {SETTINGS[source]}")


main(st.session_state["view"])
