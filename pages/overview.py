"""Overview: are we delivering, are the links indexed, does outreach pay?"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.components import (
    cards,
    client_table,
    fates,
    formats,
    freshness,
    headlines,
    panels,
    states,
    what_changed,
)
from pages.components.filters import View
from pages.components.reading import only_row, report

QUESTION = "Are we delivering, are the links indexed, does outreach pay?"
FEWEST_PROMISES = 10
TASKS = {
    "overdue_orders": ("orders overdue and open", "delivery.py", "red"),
    "links_blocked": ("links that cannot be indexed", "indexing.py", "red"),
    "positive_unanswered": ("positive replies unanswered", "replies.py", "orange"),
    "orders_without_client": ("orders without a client", "exports.py", "orange"),
    "quarantine": ("rows in quarantine", "sync.py", "orange"),
    "sends_after_refusal": ("mails sent after a refusal", "campaigns.py", "red"),
    "sources_failing": ("sources failing", "sync.py", "red"),
}


def main(view: View) -> None:
    orders, links = (
        only_row("delivery_times", view.filters),
        only_row("indexing_rates", view.filters),
    )
    people = only_row("campaign_outcomes", view.filters)
    panels.answer(
        view.describe(QUESTION, "podcast", "outreach"),
        sentence(orders, links, people),
    )
    headline(view, orders, links, people)
    left, right = st.columns([3, 2])
    fates.link_weeks(view, at=left)
    with panels.panel(
        "Needs a person", "Of all dates · at the right how long the longest waits", at=right
    ):
        needs_person(view)
    with panels.panel(
        "Clients",
        "Sorted by the lower end of “promise kept”, so that a small sample cannot lead · "
        "select a client for its page",
    ):
        client_table.draw(view)
    what_changed.draw(view)


def sentence(orders: pd.Series, links: pd.Series, people: pd.Series) -> str:
    """The answer in one line; what is not known yet drops its clause."""
    if not links["live_links"] and not orders["orders"] and people["contacted"]:
        contacted = formats.noun(people["contacted"], "lead")
        said_yes = headlines.told(people, headlines.POSITIVE, of="said yes")
        return f"**{contacted}** were contacted; {said_yes}."
    live = f"**{formats.noun(links['live_links'], 'link')}**" if links["live_links"] else "No links"
    parts = [f"{live} went live"]
    if orders["due"] >= FEWEST_PROMISES:
        parts.append(headlines.told(orders, headlines.ON_TIME, of="of promises due were kept"))
    elif orders["due"]:
        kept = f"{formats.count(orders['on_time'])} of {formats.count(orders['due'])}"
        parts.append(f"too few to rate promises ({kept})")
    if formats.is_known(links["f_7d"]):
        limits = formats.interval(
            links["f_7d_low"], links["f_7d_high"], of=links["f_7d"], brackets="()"
        )
        parts.append(f"**{formats.rate(links['f_7d'])}** of links are indexed in 7 days {limits}")
    return f"{'; '.join(parts)}."


def headline(view: View, orders: pd.Series, links: pd.Series, people: pd.Series) -> None:
    before = view.before
    orders_before = only_row("delivery_times", before) if before else None
    links_before = only_row("indexing_rates", before) if before else None
    people_before = only_row("campaign_outcomes", before) if before else None
    cards.row(
        [
            headlines.links_live(orders, links, links_before),
            headlines.promise_kept(orders, orders_before),
            headlines.indexed_within(links, links_before, "7d"),
            headlines.rate_card(
                "positive_rate", people, people_before, headlines.POSITIVE, noun="leads"
            ),
        ]
    )


def needs_person(view: View) -> None:
    for row in report("needs_person", view.filters).itertuples():
        if row.item == "links_blocked" and not freshness.was_read("indexing"):
            continue  # 0 says "checked, nothing there", and nobody has checked
        label, page, colour = TASKS[row.item]
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            with st.container(width=44):
                st.badge(formats.count(row.count), color=colour if row.count else "gray")
            st.page_link(page, label=label, icon=":material/chevron_right:", icon_position="right")
            st.space("stretch")
            if row.count and formats.is_known(row.longest_hours):
                st.caption(formats.duration(row.longest_hours), width="content")


if not states.first_read("podcast"):
    main(st.session_state["view"])
