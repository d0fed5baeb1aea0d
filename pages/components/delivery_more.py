"""Figures beside delivery time and promise: first link, links that came, failures, clocks."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.components import cards, formats, headlines, panels, tables
from pages.components.cards import Card
from pages.components.filters import View
from pages.components.reading import only_row, report

_FILL = headlines.Rate("fill_rate", "slots_live", "slots_total", "fill_low", "fill_high")
_FAILED = headlines.Rate("failure_rate", "failed", "closed", "failure_low", "failure_high")
_MOVED = headlines.Rate("moved_rate", "moved", "promised", "moved_low", "moved_high")
_CLOCKS = {
    "link": "All links live",
    "event": "Vendor's delivery event",
    "vendor": "Vendor's report",
    "poll": "First read as delivered, at latest",
}


def draw(view: View) -> None:
    """Folded away under the page's charts; every figure keeps its k, n and interval."""
    with panels.folded(
        "More figures: first link, links that came, failures, clocks", key="more"
    ) as is_open:
        if not is_open:
            return
        now = only_row("delivery_figures", view.filters)
        before = only_row("delivery_figures", view.before) if view.before else None
        cards.row(
            [
                _first_link(now, before),
                headlines.rate_card("fill_rate", now, before, _FILL, noun="links"),
                headlines.rate_card("order_failure_rate", now, before, _FAILED, noun="closed"),
                headlines.rate_card("moved_promises", now, None, _MOVED, noun="promises"),
            ]
        )
        for sentence in (_score(now), _delivered_links(view)):
            st.caption(sentence)
        _clocks(view)


def _first_link(now: pd.Series, before: pd.Series | None) -> Card:
    return headlines.quantile_card(
        "first_link_hours",
        now,
        before,
        "first_link_median",
        n="first_link_orders",
        caption=f"half of {formats.noun(now['first_link_orders'], 'order')}",
    )


def _score(now: pd.Series) -> str:
    if not now["orders_with_da"]:
        return "No report gives a domain authority for orders closed in this period."
    return (
        f"Domain authority {now['average_da']:.0f} on average, order means from "
        f"{now['lowest_order_da']:.0f} to {now['highest_order_da']:.0f} "
        f"({formats.noun(now['orders_with_da'], 'order')}, weighted by links): the vendor's model "
        "score at delivery, for context only."
    )


def _delivered_links(view: View) -> str:
    rows = report("links_delivered", view.filters)
    row = rows.iloc[0]
    if not row["links_delivered"]:
        return f"No link went live in {view.dates}."
    parts = [
        f"Links delivered: {formats.count(row['links_delivered'])} went live in {view.dates}, "
        "whenever ordered"
    ]
    if row["placed_time_unknown"]:
        parts.append(f"{formats.count(row['placed_time_unknown'])} placed without a time")
    if row["lost"]:
        parts.append(f"{formats.count(row['lost'])} lost since")
    return f"{'; '.join(parts)}."


def _clocks(view: View) -> None:
    rows = report("delivery_clocks", view.filters)
    if not rows["known"].sum():
        return
    panels.subtitle(
        "Which clock says delivered?",
        "If each alone counted; what was delivered before the first sync was read late",
    )
    shown = rows.assign(
        clock=[_CLOCKS[clock] for clock in rows["clock"]],
        kept=tables.counted(rows, "on_time", "due", "on_time_low", "on_time_high", "on_time_rate"),
        promise=[formats.rate(value) for value in rows["on_time_rate"]],
        median=[formats.duration(value) for value in rows["median_hours"]],
    )
    tables.table(
        shown,
        {
            "clock": tables.text("Clock", 200),
            "known": tables.number("Orders that have it", 140),
            "counted": tables.number("Counted by it", 110),
            "median": tables.right("Median by it", 110),
            "promise": tables.right("Kept by it", 110),
            "kept": tables.right("k/n [95%]", 150),
        },
        key="delivery_clocks",
    )
    panels.download("delivery_clocks", view)
