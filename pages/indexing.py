"""Indexing: how many links get indexed, how fast, and what is stuck?"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.components import (
    access,
    cards,
    dialogs,
    formats,
    headlines,
    indexing_archive,
    indexing_lists,
    indexing_more,
    indexing_recovery,
    indexing_sending,
    indexing_waiting,
    indexing_workflow,
    panels,
    states,
    tables,
)
from pages.components.by_group import ByGroup
from pages.components.charts.bars import states as state_bar
from pages.components.charts.curve import INDEXING, curve
from pages.components.filters import View
from pages.components.reading import only_row, report

QUESTION = "How many links get indexed, how fast, and what is stuck?"
INDEXED_BY_GROUP = ByGroup(
    title="Indexed in 7 days, links old enough",
    caption="Links aged 7 days or more · 95% intervals, sorted by the lower end",
    report="indexing_rates",
    groups={"platform": "Platform", "package": "Package", "niche": "Niche", "client_id": "Client"},
    rate=headlines.MATURE_7D,
    key="indexed_by",
    empty="No link gone live in this period is 7 days old yet.",
)
OUTCOMES = {
    "Indexed": "done",
    "Not seen": "open",
    "Not indexed": "late",
    "Robots": "failed",
    "Noindex": "failed",
    "Dead": "failed",
    "No access": "unknown",
    "Unknown": "unknown",
}
SECTIONS = {
    "links": "Links",
    "workflow": "Workflow",
    "send": "Send",
    "recover": "Recover",
    "waiting": "Cost of waiting",
    "archive": "Archive",
}
BADGES = {"done": "green", "late": "orange", "failed": "red", "open": "gray", "unknown": "gray"}


def main(view: View) -> None:
    """Links as the vendor reports them, then the workflow: staff act, clients look."""
    is_connected = not (states.not_connected("podcast") or states.first_read("podcast"))
    section = _section(is_connected)
    if section == "links":
        links(view)
    elif section == "send":
        indexing_sending.draw()
    elif section == "waiting":
        indexing_waiting.draw(view)
    elif section is not None:
        listed = indexing_lists.chosen(view)
        {
            "workflow": indexing_workflow.draw,
            "recover": indexing_recovery.draw,
            "archive": indexing_archive.draw,
        }[section](listed)


def _section(is_connected: bool) -> str | None:
    """The part that is shown; lists and engines need no order, so they work without the vendor."""
    choices = dict(SECTIONS)
    if not is_connected:
        if not states.is_configured("indexing"):
            return None
        del choices["links"]
    if not access.viewer().is_staff:
        del choices["send"]
    return panels.switch("Part", choices, key="indexing_part")


def links(view: View) -> None:
    now = only_row("indexing_rates", view.filters)
    before = only_row("indexing_rates", view.before) if view.before else None
    panels.answer(view.describe(QUESTION, "podcast"), sentence(view, now))
    headline(now, before)
    left, right = st.columns([3, 2])
    with panels.panel(
        "Links indexed, by time since going live",
        "Share of the links gone live · under the axis: links still waiting at that age · dotted, "
        "where it differs: what counting indexed links only would claim",
        at=left,
    ):
        indexed(view, now)
    with right:
        INDEXED_BY_GROUP.draw(view, now["mature_7d_rate"])
    with panels.panel(
        "Where the links stand now",
        "By the vendor's flag, which names no engine, unless a check says more · hatched: not seen "
        "in the index yet · dotted: not known",
    ):
        standing(view)
    with panels.panel(
        "Stuck longest", "Live and not indexed, oldest first · select a row for the way of its link"
    ):
        stuck(view)
    indexing_more.draw(view)


def sentence(view: View, now: pd.Series) -> str:
    if not now["live_links"]:
        return f"No links went live in {view.dates}."
    if not now["known_now"]:
        live = formats.noun(now["live_links"], "live link")
        return f"{live}; no index state has been read yet."
    if formats.is_known(now["f_7d"]):
        limits = formats.interval(now["f_7d_low"], now["f_7d_high"], of=now["f_7d"], brackets="()")
        text = f"**{formats.rate(now['f_7d'])}** of links are indexed in 7 days {limits}"
    elif formats.is_known(now["f_24h"]):
        limits = formats.interval(
            now["f_24h_low"], now["f_24h_high"], of=now["f_24h"], brackets="()"
        )
        text = f"**{formats.rate(now['f_24h'])}** of links are indexed in 24 hours {limits}"
    else:
        text = f"**{formats.rate(now['indexed_now_rate'])}** of links are indexed now"
    if formats.is_known(now["km_median_hours"]):
        text += f", half of all links within **{formats.duration(now['km_median_hours'])}**"
    elif now["indexed_now_rate"] < 0.5:
        text += "; fewer than half are indexed so far"
    blocked = now["cannot_be_indexed"]
    return f"{text}; **{formats.count(blocked)}** cannot be indexed." if blocked else f"{text}."


def headline(now: pd.Series, before: pd.Series | None) -> None:
    cards.row(
        [
            headlines.indexed_now(now),
            headlines.indexed_within(now, before, "24h"),
            headlines.indexed_within(now, before, "7d"),
            headlines.quantile_card(
                "time_to_index",
                now,
                before,
                "km_median",
                n="live_links",
                caption=_quarters(now),
            ),
        ]
    )


def _quarters(now: pd.Series) -> str:
    """When a quarter and three quarters are indexed, as far as that is known, and who waits."""
    reached = [
        f"{words} within {formats.duration(now[column])}"
        for words, column in (("a quarter", "km_p25_hours"), ("three quarters", "km_p75_hours"))
        if formats.is_known(now[column])
    ]
    return ", ".join([*reached, f"{formats.noun(now['waiting'], 'link')} waiting"])


def indexed(view: View, now: pd.Series) -> None:
    if not now["live_links"]:
        panels.nothing(f"No links went live in {view.dates}.", key="curve")
        return
    rows = report("indexing_curve", view.filters)
    panels.chart(
        curve(
            rows,
            panels.theme(),
            share="indexed_share",
            time=INDEXING,
            at_risk=report("indexing_at_risk", view.filters),
            height=INDEXED_BY_GROUP.height(view),
            finished_only=report("indexing_finished_only", view.filters),
        ),
        key="indexing_curve",
        finding=f"{formats.rate(now['f_24h'])} of links are indexed after 24 hours and "
        f"{formats.rate(now['f_7d'])} after 7 days.",
        rows=rows,
    )


def standing(view: View) -> None:
    rows = report("index_states", view.filters)
    if rows.empty or not rows["links"].sum():
        panels.nothing("No live links in this period.", key="states")
        return
    counts = {
        tables.STATE_LABELS[row.state][0]: int(row.links) for row in rows.itertuples() if row.links
    }
    panels.chart(
        state_bar(counts, OUTCOMES, panels.theme()),
        key="index_states",
        finding=", ".join(f"{label} {count}" for label, count in counts.items()),
    )
    with st.container(horizontal=True, gap="xsmall"):
        for label, number in counts.items():
            st.badge(f"{label} {formats.count(number)}", color=BADGES[OUTCOMES[label]])


def stuck(view: View) -> None:
    rows = report("stuck_links", view.filters)
    if rows.empty:
        st.markdown(":material/check_circle: No link gone live in these dates waits for the index.")
        return
    shown = rows.assign(
        state=tables.chip(rows["state"], tables.STATE_LABELS), age=rows["age_hours"]
    )
    event = tables.table(
        shown,
        {
            "state": tables.chips("State", tables.STATE_LABELS, 110),
            "url": tables.link("Link", 460),
            "age": tables.hours("Age"),
            "client_name": tables.text("Client", 140),
            "order_id": tables.text("Order", 210),
        },
        key="stuck",
        selection="single-row",
    )
    panels.download("stuck_links", view)
    if (row := tables.newly_selected(event, "stuck")) is not None:
        link = rows.iloc[row]
        dialogs.order(link["order_id"], view, slot=int(link["slot"]))


main(st.session_state["view"])
