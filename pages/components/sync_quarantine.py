"""Rows that could not be read: which, why, what they say, and another try."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from data import quarantine
from data.errors import AccessDenied
from data.quarantine import Retried
from data.reports import Filters
from data.runtime import current
from pages.components import access, formats, freshness, panels, tables
from pages.components.filters import View
from pages.components.reading import report

_ALL = "all"
_ROWS_SHOWN = 1_000
_LONG_TEXT = 600  # characters; longer ones scroll
_OUTCOMES = {
    "stored": "stored",
    "replaced": "already replaced by a later read",
    "asked": "to be asked for by the next sync",
    "held": "still held",
}


def draw(view: View) -> None:
    rows = report("quarantine_rows", Filters())
    if rows.empty:
        st.markdown(":material/check_circle: Every row received could be read.")
        _told()
        return
    shown = _chosen(rows)
    event = tables.table(
        shown.assign(
            first=tables.times(shown["first_seen_at"], view.zone),
            last=tables.times(shown["last_seen_at"], view.zone),
        ),
        {
            "entity": tables.text("Entity", 110),
            "row_key": tables.text("Row", 230),
            "field": tables.text("Field", 140),
            "reason": tables.text("Reason", 170),
            "first": tables.moment("First seen"),
            "last": tables.moment("Last seen"),
            "times_seen": tables.number("Times", 70),
        },
        key="quarantine",
        selection="single-row",
    )
    if len(shown) == _ROWS_SHOWN:
        st.caption(f"The latest {formats.count(_ROWS_SHOWN)}; the download has all.")
    panels.download("quarantine", view)
    if (row := tables.newly_selected(event, "quarantine")) is not None:
        _raw_row(shown.iloc[row])


def _chosen(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of one reason, or all, with the button that tries them again."""
    reasons = report("quarantine_reasons", Filters())
    labels = {_ALL: f"All reasons ({formats.count(len(rows))})"} | {
        f"{row.entity} {row.reason}": f"{panels.words(row.entity)}: {panels.words(row.reason)} "
        f"({formats.count(row.rows)})"
        for row in reasons.itertuples()
    }
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Reason", list(labels), format_func=lambda key: labels.get(key, key), key="held_for"
        )
        is_chosen = rows["entity"] + " " + rows["reason"] == chosen
        shown = rows if chosen == _ALL else rows[is_chosen]
        st.button(
            f"Try {formats.noun(len(shown), 'row')} again",
            icon=":material/replay:",
            on_click=_try_again,
            args=(tuple(shown["quarantine_id"]),),
            key="try_all_again",
        )
    _told()
    return shown.head(_ROWS_SHOWN).reset_index(drop=True)


def _told() -> None:
    if words := st.session_state.get("quarantine_told"):
        st.caption(words)


def _try_again(quarantine_ids: Collection[str]) -> None:
    told = _retried(quarantine_ids)
    counts = Counter(one.outcome for one in told)
    parts = [f"{formats.count(counts[name])} {words}" for name, words in _OUTCOMES.items()]
    at = f"{datetime.now(UTC):%H:%M} UTC"
    st.session_state["quarantine_told"] = (
        f"{at}: {formats.noun(len(told), 'row')} tried again: {', '.join(parts)}."
    )


def _retried(quarantine_ids: Collection[str]) -> list[Retried]:
    if not access.viewer().is_staff:
        raise AccessDenied("Only staff may try quarantined rows again.")
    workspace_id = current().settings.backlink_outreach.workspace_id
    return quarantine.retry(current().warehouse, quarantine_ids, workspace_id=workspace_id)


@st.dialog("Quarantined row", width="large", on_dismiss="rerun")
def _raw_row(row: pd.Series) -> None:
    """The row as it came. Its text is anything a stranger may write, so it stays text."""
    freshness.hold()
    quarantine_id = row["quarantine_id"]
    place = f", field {row['field']}" if isinstance(row["field"], str) else ""
    st.text(f"{panels.words(row['entity'])} from {row['endpoint']}: {row['reason']}{place}")
    with current().warehouse.read() as connection:
        raw = quarantine.raw_of(connection, quarantine_id)
    is_long = len(raw or "") > _LONG_TEXT
    st.code(raw or "", language=None, wrap_lines=True, height=360 if is_long else "content")
    if st.button("Try again", icon=":material/replay:", key="try_again"):
        for told in _retried([quarantine_id]) or [None]:
            st.text(told.words if told else "It is held no longer.")
