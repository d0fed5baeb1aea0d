"""What a page says when data is missing, old or could not be read. One broken source never blanks
a page: its error stands under the filter bar, and the figures stand as of its last good read."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data import losses
from data.indexing import running
from data.reports import Filters
from data.runtime import current
from pages.components import access, formats, plain
from pages.components.freshness import NAMES
from pages.components.reading import report

_WHAT_IT_ANSWERS = {
    "podcast": "how long delivery takes and which links get indexed",
    "outreach": "which campaigns earn links and how people answer",
}
_VENDORS = {"podcast": "Podcast Backlinks", "outreach": "Backlink Outreach"}


def lost_rows() -> None:
    """A red line while rows that the database lost have not been read again."""
    with current().warehouse.read() as connection:
        loss = losses.unmended(connection)
    if loss is not None:
        st.error(
            "**The database lost its newest rows** when it was opened, so figures may be too low. "
            "A full sync was started; this line goes when it has ended well.",
            icon=":material/report:",
        )


def failures() -> None:
    """Lost rows, one red line per failing source, one yellow line per partly read one."""
    lost_rows()
    zone = st.session_state["view"].zone
    for row in report("freshness", Filters()).itertuples():
        if not row.is_on:
            continue
        name = NAMES.get(row.source, row.source)
        # a client is told that, not why: causes name orders and campaigns
        cause = f" {plain.markdown(row.message)}" if isinstance(row.message, str) else ""
        if row.last_status == "failed":
            stand = (
                f" The figures below stand as of {formats.when(row.as_of, zone)} ({zone})."
                if row.as_of is not None and row.as_of == row.as_of
                else ""
            )
            st.error(
                f"**{name} could not be read.**{cause}{stand}",
                icon=":material/cloud_off:",
            )
        elif row.last_status == "partial":
            st.warning(
                f"**{name}: read in part.**{cause} Counts are at least what is shown.",
                icon=":material/incomplete_circle:",
            )


def not_connected(source: str) -> bool:
    """Say that a source is off and what it would answer; True when it is."""
    rows = report("freshness", Filters())
    if is_configured(source) or _has_data(rows[rows["source"] == source]):
        return False
    st.markdown(f"### {_VENDORS[source]} is not connected.")
    st.write(f"Connect it to see {_WHAT_IT_ANSWERS[source]}.")
    if access.viewer().is_staff:
        st.page_link("sync.py", label="How to connect", icon=":material/sync:")
    return True


def is_configured(source: str) -> bool:
    """Whether the settings hold what this source needs."""
    settings = current().settings
    if source == "indexing":
        return running.is_on(settings.indexing)
    own = {"podcast": settings.podcast_backlinks, "outreach": settings.backlink_outreach}
    return source in own and own[source].is_on


def _has_data(row: pd.DataFrame) -> bool:
    return bool(row["as_of"].notna().any())


def first_read(source: str) -> bool:
    """While the very first read runs: progress in place of empty charts. True when shown."""
    sync = current().sync
    rows = report("freshness", Filters())
    row = rows[rows["source"] == source]
    if sync is None or row.empty or _has_data(row) or not sync.state().running:
        return False
    progress()
    st.skeleton(height=96)
    st.skeleton(height=320)
    return True


def progress() -> None:
    """One line and a bar for the running sync; nothing when none runs."""
    sync = current().sync
    state = sync.state() if sync is not None else None
    if state is None or not state.running:
        return
    planned, done = state.requests_planned or 0, state.requests_done
    share = min(1.0, done / planned) if planned else 0.0
    words = f"Reading {NAMES.get(state.source or '', 'the sources').lower()}"
    if not access.viewer().is_staff:  # step and requests tell of other clients' campaigns
        st.progress(share, f"{words}…")
        return
    step = f" ({plain.markdown(state.step)})" if state.step else ""
    st.progress(
        share, f"{words}{step}: {formats.count(done)} of {formats.noun(planned, 'request')}"
    )
