"""Replies: how do people answer, and how fast?"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.components import (
    cards,
    changes,
    formats,
    headlines,
    panels,
    replies_more,
    states,
    tables,
)
from pages.components.cards import Card
from pages.components.charts.curve import REPLY, curve
from pages.components.charts.forest import forest
from pages.components.filters import View
from pages.components.reading import only_row, report
from pages.components.replies_more import CLASSES

QUESTION = "How do people answer, and how fast?"
WINDOW_HOURS = 14 * 24
FEWEST_REPLIES = 10
POSITIVE_SHARE = headlines.Rate(
    "positive_share", "interested_leads", "human_replies", "low", "high"
)
OUTCOMES = {"interested": "done", "out_of_office": "open"}


def main(view: View) -> None:
    now = only_row("reply_outcomes", view.filters)
    before = only_row("reply_outcomes", view.before) if view.before else None
    panels.answer(view.describe(QUESTION, "outreach"), sentence(view, now))
    headline(now, before)
    left, right = st.columns([2, 3])
    with panels.panel(
        "What people answer",
        "Share of the replies, not of leads · 95% intervals · out-of-office is no answer",
        at=left,
    ):
        classes(view)
    with panels.panel(
        "Time to the first human reply",
        "Share of the contacted leads found in these dates · under the axis: leads that may still "
        "reply at that age · shaded: the 14-day window",
        at=right,
    ):
        time_to_reply(view)
    replies_more.draw(view)
    replies(view, now)


def sentence(view: View, now: pd.Series) -> str:
    if not now["human_replies"]:
        return f"No person replied in {view.dates}."
    if now["human_replies"] < FEWEST_REPLIES:
        limits = formats.interval(now["low"], now["high"], of=now["positive_share"], brackets="()")
        return (
            f"**Too few replies to tell:** {formats.count(now['interested_leads'])} of "
            f"{formats.count(now['human_replies'])} who answered are interested {limits}."
        )
    waiting = formats.noun(now["unanswered_positive"], "positive reply", "positive replies")
    interested = headlines.told(now, POSITIVE_SHARE, of="of repliers are interested")
    half = formats.duration(now["median_hours_to_reply"])
    return (
        f"{interested}; half of those who replied did so within **{half}**; "
        f"**{waiting}** {'has' if now['unanswered_positive'] == 1 else 'have'} no answer on record."
    )


def headline(now: pd.Series, before: pd.Series | None) -> None:
    cards.row(
        [
            Card(
                "replying_leads",
                formats.count(now["human_replies"]),
                "out-of-office is no answer",
                changes.of_count(
                    now["human_replies"],
                    None if before is None else before["human_replies"],
                    of="replies",
                ),
            ),
            headlines.rate_card("positive_share", now, before, POSITIVE_SHARE, noun="repliers"),
            Card(
                "hours_to_reply",
                formats.duration(now["median_hours_to_reply"]),
                "among those who replied so far",
                called="Median to reply",
            ),
            Card(
                "unanswered_positive",
                formats.count(now["unanswered_positive"]),
                f"longest waits {formats.duration(now['longest_unanswered_hours'])}"
                if now["unanswered_positive"]
                else "no yes without a later mail",
            ),
        ]
    )


def classes(view: View) -> None:
    rows = report("reply_classes", view.filters)
    if rows.empty or not rows["replies"].sum():
        panels.nothing(f"No reply arrived in {view.dates}.", key="classes")
        return
    total = int(rows["replies"].sum())
    named = rows.assign(
        label=[CLASSES.get(name, (panels.words(name), ""))[0] for name in rows["classification"]],
        group=rows["classification"],
        k=rows["replies"],
        n=total,
        rate=rows["share"],
        outcome=[OUTCOMES.get(name, "accent") for name in rows["classification"]],
    )
    panels.forest_of(
        forest(named, panels.theme(), overall=None, outcome="accent"),
        named,
        key="class_forest",
        finding=", ".join(f"{row.label} {formats.rate(row.rate)}" for row in named.itertuples()),
    )


def time_to_reply(view: View) -> None:
    rows = report("reply_curve", view.filters)
    if rows.empty or not rows["at_risk"].max():
        panels.nothing(f"No lead was contacted in {view.dates}.", key="reply_curve")
        return
    panels.chart(
        curve(
            rows,
            panels.theme(),
            share="replied_share",
            time=REPLY,
            at_risk=report("reply_at_risk", view.filters),
            ends_at_all=False,
            outcome="accent",
            shaded_until=WINDOW_HOURS,
        ),
        key="reply_curve",
        finding="Share of contacted leads that have replied, by time since the first mail.",
        rows=rows,
    )


def replies(view: View, now: pd.Series) -> None:
    with panels.panel(
        "Replies", "Newest first; “waits” is the time since a yes without a later mail"
    ):
        rows = report("reply_list", view.filters)
        if st.toggle("Unanswered only", key="unanswered", bind="query-params"):
            rows = rows[rows["is_unanswered"]]
        if rows.empty:
            st.markdown(":material/inbox: No replies to show.")
            return
        shown = rows.assign(
            classification=tables.chip(rows["classification"], CLASSES),
            received=tables.times(rows["received_at"], view.zone),
            waits=rows["waits_hours"],
        )
        tables.table(
            shown,
            {
                "from_email": tables.text("From", 240),
                "campaign_name": tables.text("Campaign", 200),
                "subject": tables.text("Subject", 300),
                "classification": tables.chips("Class", CLASSES, 140),
                "received": tables.moment("Received"),
                "waits": tables.hours("Waits"),
            },
            key="replies",
        )
        panels.download("reply_list", view)
        if now["unmatched_replies"]:
            unmatched = formats.noun(now["unmatched_replies"], "reply", "replies")
            st.caption(
                f"{unmatched} could not be matched to a mail or an address; they are in the table "
                "and in no rate."
            )


if not (states.not_connected("outreach") or states.first_read("outreach")):
    main(st.session_state["view"])
