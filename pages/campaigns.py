"""Campaigns: which ones earn links?"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from pages.components import (
    campaigns_more,
    cards,
    changes,
    compliance,
    formats,
    freshness,
    headlines,
    panels,
    plain,
    states,
    tables,
)
from pages.components.cards import Card
from pages.components.charts.bars import Series, weekly
from pages.components.charts.forest import forest
from pages.components.charts.funnel import funnel
from pages.components.filters import View
from pages.components.ranking import FEWEST_LEADS, ranked
from pages.components.reading import only_row, report
from pages.components.replies_more import CLASSES

QUESTION = "Which campaigns earn links?"
LEAD_STATUSES = {
    "discovered": ("Discovered", "gray"),
    "contacted": ("Contacted", "blue"),
    "replied": ("Replied", "blue"),
    "placed": ("Placed", "green"),
    "bounced": ("Bounced", "red"),
    "lost": ("Lost", "gray"),
    "unsubscribed": ("Unsubscribed", "gray"),
}


def main(view: View) -> None:
    now = only_row("campaign_outcomes", view.filters)
    before = only_row("campaign_outcomes", view.before) if view.before else None
    panels.answer(view.describe(QUESTION, "outreach"), sentence(view, now))
    headline(now, before)
    left, right = st.columns([3, 2])
    with panels.panel(
        "From discovered to placed",
        "Leads found in these dates · right: share of the stage before [95%] · hatched: still "
        "inside the window",
        at=left,
    ):
        stages(view, now)
    with panels.panel(
        "Positive / contacted, by campaign", "95% intervals, sorted by the lower end", at=right
    ):
        positive_by_campaign(view, now)
    with panels.panel("Mails sent, by week", f"By the day of sending, {panels.weeks_of(view)}"):
        mails(view)
    campaigns(view)
    with panels.panel(
        "Where leads are now",
        "Leads found in these dates, by the status the outreach service holds, not by evidence",
    ):
        standing(view)
    compliance.draw(view)
    campaigns_more.draw(view)


def sentence(view: View, now: pd.Series) -> str:
    if not now["discovered"]:
        return f"No leads were found in {view.dates}."
    if not now["contacted"]:
        return f"{formats.noun(now['discovered'], 'lead')} found, none contacted yet."
    if not now["positive_n"]:
        contacted = formats.noun(now["contacted"], "lead")
        return f"**{contacted}** contacted, none 14 days ago: too early to tell who says yes."
    if now["positive_n"] < 10:
        return (
            f"**Too few to tell:** {formats.count(now['positive_k'])} of "
            f"{formats.noun(now['positive_n'], 'lead')} contacted long enough ago said yes."
        )
    said_yes = headlines.told(now, headlines.POSITIVE, of="said yes in 14 days")
    placed = formats.noun(now["placed"], "lead")
    return (
        f"Of {formats.count(now['positive_n'])} leads contacted at least 14 days ago {said_yes}; "
        f"**{placed}** placed so far, {formats.count(now['may_still_reply'])} may still reply."
    )


def headline(now: pd.Series, before: pd.Series | None) -> None:
    def per_contacted(metric: str, stem: str) -> Card:
        columns = (f"{stem}_{part}" for part in ("rate", "k", "n", "low", "high"))
        return headlines.rate_card(metric, now, before, headlines.Rate(*columns), noun="leads")

    cards.row(
        [
            Card(
                "contacted",
                formats.count(now["contacted"]),
                f"of {formats.count(now['discovered'])} discovered",
                changes.of_count(
                    now["contacted"],
                    None if before is None else before["contacted"],
                    of="leads",
                ),
            ),
            per_contacted("reply_rate", "reply"),
            per_contacted("positive_rate", "positive"),
            per_contacted("placed_rate", "placed"),
        ]
    )


def stages(view: View, now: pd.Series) -> None:
    rows = report("campaign_funnel", view.filters)
    if not now["discovered"]:
        panels.nothing(f"No leads were found in {view.dates}.", key="funnel")
        return
    panels.chart(
        funnel(rows, panels.theme()),
        key="funnel",
        finding=", ".join(f"{row.stage} {formats.count(row.reached)}" for row in rows.itertuples()),
        rows=rows.drop(columns="group"),
    )
    if skipped := [
        f"{formats.count(row.skipped)} {row.stage}" for row in rows.itertuples() if row.skipped
    ]:
        st.caption(f"Known only by a later stage: {', '.join(skipped)}.")


def positive_by_campaign(view: View, now: pd.Series) -> None:
    rows = report("campaign_outcomes", view.by("campaign_id"))
    named = rows.assign(
        label=rows["campaign_name"],
        k=rows["positive_k"],
        n=rows["positive_n"],
        rate=rows["positive_rate"],
        low=rows["positive_low"],
        high=rows["positive_high"],
    )
    if not named["n"].sum():
        panels.nothing("No lead was contacted long enough ago.", key="positive")
        return
    panels.forest_of(
        forest(
            named,
            panels.theme(),
            overall=now["positive_rate"],
            outcome="accent",
            fewest=FEWEST_LEADS,
        ),
        named,
        key="positive_forest",
        finding="Share of contacted leads that said yes, by campaign.",
    )


def mails(view: View) -> None:
    rows = report("send_weeks", view.filters)
    if rows.empty or not rows["sent"].sum():
        panels.nothing(f"No mails were sent in {view.dates}.", key="mails")
        return
    cap = rows["cap"].dropna()
    is_near = not cap.empty and rows["sent"].max() > 0.5 * cap.iloc[0]
    panels.chart(
        weekly(
            rows,
            panels.theme(),
            week="week",
            series=(Series("sent", "Mails sent", "accent"),),
            cap=(
                float(cap.iloc[0]),
                f"documented cap for one user: {formats.count(cap.iloc[0])} a week",
            )
            if is_near
            else None,
        ),
        key="send_weeks",
        finding=f"{formats.noun(rows['sent'].sum(), 'mail')} sent in "
        f"{formats.noun(len(rows), 'week')}.",
        rows=rows,
    )


def campaigns(view: View) -> None:
    with panels.panel(
        "Campaigns",
        "Leads found in these dates · sorted by the lower end of “positive / contacted” · select "
        "one to see its leads",
    ):
        rows = report("campaign_outcomes", view.by("campaign_id"))
        if rows.empty:
            panels.nothing("No campaign has leads in this period.", key="campaigns")
            return
        rows = ranked(rows, n="positive_n", low="positive_low", fewest=FEWEST_LEADS)
        shown = rows.assign(
            positive_share=tables.percent(rows["positive_rate"], rows["is_small"]),
            limits=tables.counted(
                rows, "positive_k", "positive_n", "positive_low", "positive_high", "positive_rate"
            ),
        )
        event = tables.table(
            shown,
            {
                "campaign_name": tables.text("Campaign", 170),
                "client_name": tables.text("Client", 140),
                "discovered": tables.number("Discovered", 95),
                "contacted": tables.number("Contacted", 85),
                "delivered": tables.number("Delivered", 85),
                "replied": tables.number("Replied", 72),
                "positive": tables.number("Positive", 75),
                "placed": tables.number("Placed", 68),
                "may_still_reply": tables.number("May still reply", 115),
                "positive_share": tables.small_share(
                    "Positive / contacted", rows.loc[~rows["is_small"], "positive_rate"]
                ),
                "limits": tables.right("k/n [95%]", 140),
            },
            key="campaigns",
            selection="single-row",
        )
        panels.download("campaign_outcomes", view, by="campaign_id")
    if (row := tables.newly_selected(event, "campaigns")) is not None:
        leads(shown.iloc[row]["group"], shown.iloc[row]["campaign_name"], view)


@st.dialog("Leads", width="large", on_dismiss="rerun")
def leads(campaign_id: str, name: str, view: View) -> None:
    freshness.hold()
    st.subheader(plain.markdown(name), divider=False)
    rows = report("campaign_leads", replace(view.filters, campaigns=(campaign_id,)))
    st.caption(f"{formats.noun(len(rows), 'lead')} found in {view.dates}. Times in {view.zone}.")
    shown = rows.assign(
        status=tables.chip(rows["status"], LEAD_STATUSES),
        first_contacted_at=tables.times(rows["first_contacted_at"], view.zone),
        first_replied_at=tables.times(rows["first_replied_at"], view.zone),
        stage=[panels.words(stage) for stage in rows["stage"]],
        best_class=tables.chip(rows["best_class"], CLASSES),
    )
    tables.table(
        shown,
        {
            "website": tables.text("Website", 260),
            "status": tables.chips("Status", LEAD_STATUSES),
            "stage": tables.text("Evidence", 110),
            "first_contacted_at": tables.moment("Contacted"),
            "first_replied_at": tables.moment("Replied"),
            "best_class": tables.chips("Best reply", CLASSES, 130),
        },
        key="campaign_leads",
    )


def standing(view: View) -> None:
    rows = report("lead_status", view.filters)
    if rows.empty:
        panels.nothing("No leads in this period.", key="lead_status")
        return
    with st.container(horizontal=True, gap="xsmall"):
        for row in rows.itertuples():
            label, colour = LEAD_STATUSES.get(row.status, (panels.words(row.status), "orange"))
            st.badge(f"{plain.markdown(label)} {formats.count(row.leads)}", color=colour)


if not (states.not_connected("outreach") or states.first_read("outreach")):
    main(st.session_state["view"])
