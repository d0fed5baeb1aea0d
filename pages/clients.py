"""Clients: what did this client get?"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.components import (
    access,
    cards,
    client_report,
    client_table,
    fates,
    formats,
    headlines,
    panels,
    plain,
    states,
    tables,
)
from pages.components.cards import Card
from pages.components.charts.curve import INDEXING, curve
from pages.components.filters import View
from pages.components.reading import only_row, report

QUESTION = "What did this client get?"


def main(view: View) -> None:
    is_one = len(view.filters.clients) == 1 or not access.scope().sees_all
    if is_one:
        one_client(view)
        return
    panels.answer(
        view.describe("What did each client get?", "podcast", compares=False),
        "Select a client for its page, or choose one in the filter bar.",
    )
    with panels.panel(
        "Clients", "Sorted by the lower end of “promise kept”, so that a small sample cannot lead"
    ):
        client_table.draw(view)


def one_client(view: View) -> None:
    orders, links = (
        only_row("delivery_times", view.filters),
        only_row("indexing_rates", view.filters),
    )
    name = view.client_names[0] if view.client_names else "you"
    panels.answer(view.describe(QUESTION, "podcast"), sentence(name, orders, links))
    headline(view, orders, links)
    left, right = st.columns([3, 2])
    fates.link_weeks(view, at=left)
    with panels.panel(
        "Links indexed, by time since going live",
        "Share of the links gone live · under the axis: links still waiting at that age",
        at=right,
    ):
        indexed(view, links)
    with panels.panel("Links", "Newest first"):
        client_links(view)
    seen, asked = access.scope().clients, view.filters.clients
    chosen = asked if seen is None else [one for one in asked or seen if one in seen]
    if len(chosen) == 1:
        client_report.draw(chosen[0], view)


def sentence(name: str, orders: pd.Series, links: pd.Series) -> str:
    if not links["live_links"]:
        return f"No links went live for {plain.markdown(name)} in this period."
    text = (
        f"**{formats.noun(links['live_links'], 'link')}** went live for {plain.markdown(name)}, "
        f"**{formats.count(links['indexed_now'])}** of them are indexed"
    )
    if not orders["due"]:
        return f"{text}; no promise has fallen due yet."
    return f"{text}; {headlines.told(orders, headlines.ON_TIME, of='of promises due were kept')}."


def headline(view: View, orders: pd.Series, links: pd.Series) -> None:
    before = view.before
    orders_before = only_row("delivery_times", before) if before else None
    links_before = only_row("indexing_rates", before) if before else None
    shown = [
        headlines.links_live(orders, links, links_before),
        headlines.indexed_now(links),
        headlines.promise_kept(orders, orders_before),
    ]
    spend = report("client_summary", view.filters)["spend"].dropna()
    if access.scope().sees_all and not spend.empty:
        shown.append(
            Card("spend", formats.money(float(spend.sum())), "orders of this period, by price book")
        )
    cards.row(shown)


def indexed(view: View, links: pd.Series) -> None:
    if not links["live_links"]:
        panels.nothing("No links went live in this period.", key="curve")
        return
    rows = report("indexing_curve", view.filters)
    panels.chart(
        curve(
            rows,
            panels.theme(),
            share="indexed_share",
            time=INDEXING,
            at_risk=report("indexing_at_risk", view.filters),
            height=300,
        ),
        key="client_curve",
        finding=f"{formats.rate(links['f_7d'])} of links are indexed after 7 days.",
        rows=rows,
    )


def client_links(view: View) -> None:
    rows = report("client_links", view.filters)
    if rows.empty:
        panels.nothing("No links went live in this period.", key="links")
        return
    shown = rows.assign(
        live=tables.times(rows["live_at"], view.zone),
        state=tables.chip(rows["index_state"], tables.STATE_LABELS),
        platform=[panels.words(platform) for platform in rows["platform"]],
    )
    tables.table(
        shown,
        {
            "url": tables.link("Link"),
            "live": tables.moment("Live since"),
            "state": tables.chips("State", tables.STATE_LABELS, 110),
            "platform": tables.text("Platform", 120),
            "target_url": tables.link("Target"),
            "anchor_text": tables.text("Anchor", 220),
        },
        key="client_links",
    )
    panels.download("client_links", view)


if not (states.not_connected("podcast") or states.first_read("podcast")):
    main(st.session_state["view"])
