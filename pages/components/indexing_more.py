"""Figures beside the index rates: what stays indexed, own checks, and how well times are known."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import streamlit as st

from pages.components import cards, definitions, formats, headlines, panels
from pages.components.cards import Card
from pages.components.charts.curve import step_at
from pages.components.filters import View
from pages.components.headlines import Rate
from pages.components.reading import only_row, report

_STILL = Rate(
    "still_indexed_rate", "still_indexed", "ever_indexed", "still_indexed_low", "still_indexed_high"
)
_BARRED = Rate("robots_rate", "robots_blocked", "checked", "robots_low", "robots_high")
_DEAD = Rate("dead_rate", "dead", "checked", "dead_low", "dead_high")
_WEEK_HOURS = 168


def draw(view: View) -> None:
    """Folded away under the page; every figure keeps its k, n and interval."""
    with panels.folded(
        "More figures: what stays indexed, own checks, how well times are known", key="more"
    ) as is_open:
        if not is_open:
            return
        now = only_row("indexing_figures", view.filters)
        stays = only_row("still_indexed", view.filters)
        cards.row(
            [
                headlines.rate_card("still_indexed", stays, None, _STILL, noun="ever indexed"),
                _stays(stays),
                _checked(now, _BARRED, "Barred by robots.txt"),
                _checked(now, _DEAD, "Dead pages"),
            ]
        )
        for name, text in _told(view, now):
            st.caption(f"**{name}**: {text}", help=definitions.of(name))
        with st.container(horizontal=True, gap="small"):
            for name in ("indexing_figures", "still_indexed", "indexing_envelope"):
                panels.download(name, view, label=f"{panels.words(name)} (CSV)")


def _stays(row: pd.Series) -> Card:
    shown = formats.rate(row["stays_30d"])
    if shown == formats.NONE and row["ever_indexed"]:
        shown = formats.NOT_YET_KNOWN
    limits = formats.interval(row["stays_30d_low"], row["stays_30d_high"], of=row["stays_30d"])
    watched = f"30 days after indexing, {formats.count(row['at_risk_30d'])} still watched then"
    return Card("stays_indexed", shown, " · ".join(filter(None, (limits, watched))))


def _checked(row: pd.Series, rate: Rate, called: str) -> Card:
    return headlines.rate_card("own_checks", row, None, rate, noun="checked", called=called)


def _told(view: View, now: pd.Series) -> Iterator[tuple[str, str]]:
    """Names of the catalogue and what they come to."""
    if now["mature_7d_n"]:
        yield "Indexed within 7 days, limits by order", _by_order(now)
    if formats.is_known(now["mean_wait_7d_hours"]):
        yield "Mean wait", _mean_wait(now)
    yield "Ends and entries", _clocks(now)
    yield "Between two reads", _envelope(view, now)


def _by_order(now: pd.Series) -> str:
    share = now["mature_7d_rate"]
    limits = formats.interval(now["clustered_7d_low"], now["clustered_7d_high"], of=share)
    counted = formats.fraction(now["mature_7d_k"], now["mature_7d_n"])
    orders = formats.noun(now["mature_7d_orders"], "order")
    return f"{formats.rate(share)} {counted} links of {orders} {limits}".rstrip() + "."


def _mean_wait(now: pd.Series) -> str:
    text = f"{formats.duration(now['mean_wait_7d_hours'])} of a link's first 7 days"
    if formats.is_known(now["mean_wait_30d_hours"]):
        text += f", {formats.duration(now['mean_wait_30d_hours'])} of its first 30"
    return f"{text}."


def _clocks(now: pd.Series) -> str:
    return (
        f"{formats.noun(now['ended_otherwise'], 'link')} ended as noindex or dead, "
        f"{formats.count(now['without_clock'])} were indexed when first read, at a time nobody "
        f"knows, {formats.count(now['watched_late'])} were watched only from their first read on."
    )


def _envelope(view: View, now: pd.Series) -> str:
    if not now["interval_links"]:
        return "the time of every indexed link is exact or not known at all."
    rows = report("indexing_envelope", view.filters)
    edges = {
        edge: row["indexed_share"]
        for edge in ("early", "late")
        if (row := step_at(rows[rows["edge"] == edge], _WEEK_HOURS)) is not None
    }
    text = (
        f"of {formats.noun(now['interval_links'], 'link')} it is known only between which two "
        "reads they were indexed, half of these reads at most "
        f"{formats.duration(now['median_interval_hours'])} apart"
    )
    if len(edges) < 2 or formats.rate(edges["early"]) == formats.rate(edges["late"]):
        return f"{text}; it makes no difference to 7 days."
    return (
        f"{text}; after 7 days {formats.rate(edges['late'])} are indexed by the later read, "
        f"{formats.rate(edges['early'])} by the earlier."
    )
