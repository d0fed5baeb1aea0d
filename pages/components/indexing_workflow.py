"""The workflow's figures: what was collected, sent, taken, found; why the rest was not."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.reports import Filters
from pages.components import cards, definitions, formats, panels, tables
from pages.components.cards import Card
from pages.components.charts.curve import INDEXING, curve
from pages.components.charts.funnel import funnel
from pages.components.filters import View
from pages.components.reading import only_row, report

ENGINES = {"indexnow": "IndexNow", "google": "Google", "url_inspection": "URL Inspection"}
_MEANINGS = {
    "collected": "Collected",
    "to_push": "Not indexed before",
    "submitted": "Sent",
    "accepted": "Taken by an engine",
    "indexed": "Seen indexed",
}


def draw(view: View) -> None:
    """Everything of a list, or of all: for whoever may see its rows."""
    filters = view.filters
    now = only_row("indexing_workflow", filters)
    panels.answer(
        view.describe("What became of the pages we push?", "indexing", compares=False),
        sentence(now),
    )
    if not now["collected"]:
        panels.nothing(f"Nothing was collected for indexing in {view.dates}.", key="workflow")
        return
    headline(now)
    left, right = st.columns(2)
    with panels.panel(
        "From a list to the index",
        "Hatched: nobody knows yet · taken by an engine is not indexed",
        at=left,
    ):
        steps(filters, now)
    with panels.panel(
        "Time to first seen indexed",
        "Since an engine took it; each page counts once · under the axis: pages still waiting",
        at=right,
    ):
        curve_of(filters, now)
    left, right = st.columns([2, 3])
    with panels.panel("Why pages were not sent", "Of all collected pages", at=left):
        drop_offs(filters)
    with panels.panel(
        "What engines answered", "Each page once, however often it was sent", at=right
    ):
        acceptance(filters)
    with panels.panel(
        "Quotas today", "Google's day is Pacific; IndexNow's ceiling is our own, UTC"
    ):
        quotas(filters)
    st.caption(
        "The guide claims 85% within 1 hour and 91% within 2 hours; it names no source, so neither "
        "is a benchmark here. Package, platform and niche do not apply to lists."
    )


def sentence(now: pd.Series) -> str:
    if not now["collected"]:
        return "No page was collected yet."
    if not now["accepted"]:
        return (
            f"**{formats.noun(now['collected'], 'page')}** collected; no engine has taken one yet."
        )
    if now["unknown"] == now["accepted"]:
        taken = formats.noun(now["accepted"], "page")
        return f"**{taken}** taken by engines; whether they are indexed nobody knows yet."
    limits = formats.interval(
        now["index_rate_submitted_low"],
        now["index_rate_submitted_high"],
        of=now["index_rate_submitted"],
        brackets="()",
    )
    text = (
        f"**{formats.rate(now['index_rate_submitted'])}** of {formats.count(now['accepted'])} "
        f"pages taken by engines are seen indexed {limits}"
    )
    if now["unknown"]:
        text += f"; of **{formats.count(now['unknown'])}** nobody knows yet"
    return f"{text}."


def headline(now: pd.Series) -> None:
    saved = formats.noun(now["repeats"], "repeat")
    limits = formats.interval(
        now["index_rate_submitted_low"],
        now["index_rate_submitted_high"],
        of=now["index_rate_submitted"],
    )
    cards.row(
        [
            Card(
                "workflow_steps",
                formats.count(now["collected"]),
                f"{saved} saved, {formats.count(now['already_indexed'])} indexed before",
                called="Collected",
            ),
            Card(
                "workflow_steps",
                formats.count(now["accepted"]),
                f"of {formats.count(now['submitted'])} sent, {formats.count(now['parked'])} wait",
                called="Taken by engines",
            ),
            Card(
                "index_rate_submitted",
                formats.NOT_YET_KNOWN
                if now["unknown"] == now["accepted"]
                else formats.rate(now["index_rate_submitted"]),
                f"{formats.fraction(now['indexed'], now['accepted'])} {limits}, "
                f"{formats.count(now['unknown'])} unknown",
                called="Indexed of taken",
            ),
            Card(
                "time_to_first_seen_indexed",
                formats.duration(now["km_median_hours"])
                if formats.is_known(now["km_median_hours"])
                else formats.NOT_REACHED,
                f"half of {formats.noun(now['accepted'], 'page')} taken "
                + formats.duration_interval(now["km_median_low"], now["km_median_high"]),
                called="Median to first seen",
            ),
        ]
    )


def steps(filters: Filters, now: pd.Series) -> None:
    rows = report("indexing_funnel", filters)
    told = ", ".join(f"{_MEANINGS[row.stage]} {row.reached:,}" for row in rows.itertuples())
    drawn = rows.assign(
        stage=[_MEANINGS[stage] for stage in rows["stage"]], still_open=rows["unknown"]
    )
    panels.chart(funnel(drawn, panels.theme()), key="workflow_funnel", finding=told, rows=rows)
    limits = formats.interval(
        now["index_rate_all_low"], now["index_rate_all_high"], of=now["index_rate_all"]
    )
    st.caption(
        f"Indexed of collected: {formats.rate(now['index_rate_all'])} {limits}, those indexed "
        "before included.",
        help=definitions.of("Indexed of collected"),
    )


def curve_of(filters: Filters, now: pd.Series) -> None:
    if not now["accepted"]:
        st.caption("No engine has taken a page yet.")
        return
    rows = report("indexing_workflow_curve", filters)
    panels.chart(
        curve(
            rows,
            panels.theme(),
            share="indexed_share",
            time=INDEXING,
            at_risk=report("workflow_at_risk", filters),
        ),
        key="workflow_curve",
        finding=f"{formats.fraction(now['indexed'], now['accepted'])} pages taken are indexed.",
        rows=rows,
    )


def drop_offs(filters: Filters) -> None:
    rows = report("indexing_dropoffs", filters)
    if rows.empty:
        st.markdown(":material/check_circle: Every page was sent.")
        return
    shown = rows.assign(
        why=[panels.words(reason) for reason in rows["reason"]],
        fate=[panels.words(fate) for fate in rows["fate"]],
        of_all=[
            f"{formats.rate(row.share)} {formats.interval(row.low, row.high, of=row.share)}"
            for row in rows.itertuples()
        ],
    )
    tables.table(
        shown,
        {
            "why": tables.text("Reason", 150),
            "fate": tables.text("Fate", 90),
            "urls": tables.number("Pages", 80),
            "of_all": tables.right("Of collected [95%]", 150),
        },
        key="drop_offs",
    )


def acceptance(filters: Filters) -> None:
    rows = report("submit_acceptance", filters)
    if rows.empty:
        st.caption("Nothing was sent in this period.")
        return
    shown = rows.assign(
        engine=[ENGINES.get(engine, engine) for engine in rows["group"]],
        taken=tables.counted(
            rows, "received", "urls", "received_low", "received_high", "received_rate"
        ),
    )
    tables.table(
        shown,
        {
            "engine": tables.text("Engine", 90),
            "taken": tables.right("200 received, k/n [95%]", 160),
            "key_pending": tables.number("202 key pending", 115),
            "refused": tables.number("Refused", 70),
            "unknown_outcome": tables.number("Cut off", 65),
            "waiting": tables.number("Wait", 50),
            "requests": tables.number("Requests", 80),
            "retries": tables.number("Retries", 65),
            "throttled": tables.number("429", 50),
        },
        key="acceptance",
    )
    st.caption("200 means received: not crawled, not indexed. 202 waits for the key.")


def quotas(filters: Filters) -> None:
    rows = report("indexing_quotas", filters)
    if rows.empty:
        st.caption("No quota was used today, and nothing waits.")
        return
    shown = rows.assign(
        engine=[ENGINES.get(engine, engine) for engine in rows["engine"]],
        of_day=[formats.fraction(row.used, row.ceiling) for row in rows.itertuples()],
    )
    tables.table(
        shown,
        {
            "engine": tables.text("Engine", 120),
            "subject": tables.text("Host, project, property", 280),
            "of_day": tables.right("Used of the day's", 130),
            "waiting": tables.number("Waiting", 80),
            "days_to_clear": tables.number("Days to clear", 110),
        },
        key="quotas",
    )
