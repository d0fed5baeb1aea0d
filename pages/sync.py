"""Sync: can I trust the figures today?"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.errors import AccessDenied
from data.reports import Filters
from pages.components import (
    access,
    cards,
    formats,
    freshness,
    panels,
    plain,
    reconciliation,
    sync_control,
    sync_coverage,
    sync_quarantine,
    sync_requests,
    sync_runs,
    sync_sources,
    sync_webhooks,
)
from pages.components.cards import Card
from pages.components.filters import View
from pages.components.reading import report
from pages.components.sync_sources import name_of


def main(view: View) -> None:
    if not access.viewer().is_staff:
        raise AccessDenied("Only staff see how the sources are read.")
    sources = sync_sources.known()
    panels.answer("Can I trust the figures today?", sentence(sources, view))
    headline(sources, view)
    with panels.panel(
        "Sources",
        f"What the last read of each brought; a part is not the whole · times in {view.zone}",
    ):
        sync_sources.table(sources, view)
    sync_control.draw(view.zone)
    with panels.panel("Coverage", "Rows held of the rows that the vendors announce, all time"):
        sync_coverage.draw(view)
    reconciliation.draw(view)
    with panels.panel("Requests, by hour", f"Yesterday and today, hours in {view.zone}"):
        sync_requests.draw(view)
    with panels.panel("Last reads", "Newest first; fewest = requests that could not be spared"):
        sync_runs.draw(view)
    with panels.panel(
        "Quarantine", "Rows that could not be read: kept with the reason, left out of every figure"
    ):
        sync_quarantine.draw(view)
    with panels.panel("Webhooks", "The last 200 signed events, newest first"):
        sync_webhooks.draw(view)
    with panels.panel("Rows in the warehouse"):
        row_counts()
    sync_sources.connect(sources)


def sentence(sources: pd.DataFrame, view: View) -> str:
    on = sources[sources["status"] != "off"]
    if on.empty:
        return "No source is connected."
    failing = on[on["status"] == "failed"]
    if not failing.empty:
        return _failure(failing.iloc[0], view)
    if on["as_of"].isna().any():
        return "The first read is not finished yet."
    oldest = f"the oldest is as of **{formats.when(on['as_of'].min(), view.zone)}** ({view.zone})"
    if in_part := int((on["status"] == "partial").sum()):
        return f"**{in_part} of {formats.noun(len(on), 'source')} read in part**; {oldest}."
    if old := int(sum(freshness.is_old(as_of) for as_of in on["as_of"])):
        return f"**{old} of {formats.noun(len(on), 'source')} not read lately**; {oldest}."
    return f"All {formats.noun(len(on), 'source')} are fresh; {oldest}."


def _failure(worst: pd.Series, view: View) -> str:
    since = formats.when(worst["as_of"], view.zone)
    failure = "was never read" if since == formats.NONE else f"could not be read since {since}"
    return f"**{name_of(worst['source'])} {failure}:** {plain.markdown(worst['message'])}"


def headline(sources: pd.DataFrame, view: View) -> None:
    on = sources[sources["status"] != "off"]
    age = freshness.age_hours(on["as_of"].min()) if on["as_of"].notna().any() else None
    held = len(report("quarantine_rows", Filters()))
    verdicts = reconciliation.verdicts(reconciliation.figures(view))
    published, equal = int(verdicts.sum()), int(verdicts.get(reconciliation.EQUAL, 0))
    cards.row(
        [
            Card(
                "freshness",
                formats.duration(age),
                "since its last good read · "
                f"{formats.count(len(on))} of {formats.noun(len(sources), 'source')} connected",
                called="Oldest source",
            ),
            Card(
                "rows_read",
                formats.count(sync_requests.today(view.zone)),
                f"since midnight, {view.zone}",
                called="Requests today",
            ),
            Card("quarantine", formats.count(held), "rows kept aside"),
            Card(
                "definition_gap",
                formats.count(published - equal),
                f"of {formats.count(published)} published, "
                f"{formats.count(int(verdicts.get(reconciliation.UNEXPLAINED, 0)))} unexplained",
                called="Figures that differ",
            ),
        ]
    )


def row_counts() -> None:
    with st.container(horizontal=True, gap="xsmall"):
        for row in report("row_counts", Filters()).itertuples():
            st.badge(f"{panels.words(row.table)} {formats.count(row.rows)}", color="gray")


main(st.session_state["view"])
