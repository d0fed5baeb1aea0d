"""Choose a list, see what sending it would cost and what stays out, then send. For staff."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from data.access import Scope
from data.errors import AccessDenied
from data.exports import set_aside
from data.indexing import jobs, preparing
from data.indexing.dry_run import DryRun, EngineCost, dry_run
from data.indexing.planning import PlannedUrl
from data.runtime import current
from pages.components import (
    access,
    formats,
    indexing_lists,
    indexing_progress,
    panels,
    plain,
    tables,
)
from pages.components.indexing_workflow import ENGINES

_ROWS_SHOWN = 500
STATES = {
    "ready": ("Ready", "green"),
    "duplicate": ("Repeat", "gray"),
    "refused": ("Refused", "red"),
    "already_indexed": ("Indexed", "green"),
    "crawl_blocked": ("Robots", "red"),
    "dead": ("Dead", "red"),
    "noindex": ("Noindex", "red"),
    "not_submittable": ("Not yours", "orange"),
    "unknown": ("Not looked at", "gray"),
}


def draw() -> None:
    """Both steps on one page: bring a list, then look at the plan and send it."""
    if not access.viewer().is_staff:
        raise AccessDenied("Only staff send pages to engines.")
    sent = current().settings.indexing.send
    panels.answer(
        "What can be sent, to whom, and what stays out?",
        "Bring a list, look at the dry run, then send."
        if sent
        else "Sending is **off**; a dry run shows what would go.",
    )
    with panels.panel("1 · Bring a list", "Nothing is sent by this"):
        indexing_lists.bring()
    with panels.panel("2 · Dry run, then send", "What would go, to whom, and what stays out"):
        campaign_id = _choice()
        _switches()
        indexing_progress.draw()
        state = current().indexing.state()
        if state.is_running:
            return
        plan, told = _planned(
            campaign_id, access.scope(), state.number, len(indexing_lists.names())
        )
        _costs(told)
        _buttons(campaign_id, told)
        _rows(plan)


def _choice() -> str:
    known = indexing_lists.names()
    if (wanted := st.session_state.pop("send_campaign_wanted", None)) in known:
        st.session_state["send_campaign"] = wanted
    return st.selectbox(
        "What",
        list(known),
        format_func=lambda one: plain.markdown(known.get(one, one)),
        key="send_campaign",
        width=460,
    )


def _switches() -> None:
    own = current().settings.indexing
    for is_on, name, what in (
        (own.fetch, "INDEXING__FETCH", "look at robots.txt, pages and key files"),
        (own.send, "INDEXING__SEND", "submit to engines"),
    ):
        if not is_on:
            st.markdown(f":material/toggle_off: Set `{name}=true` to let Linkboard {what}.")


@st.cache_resource(max_entries=2, show_spinner="Planning")
def _planned(
    campaign_id: str, scope: Scope, work: int, lists: int
) -> tuple[list[PlannedUrl], DryRun]:
    """By what is known after so many pieces of work; a plan of 100,000 rows takes seconds."""
    runtime = current()
    campaign = preparing.find(runtime.warehouse, runtime.settings, campaign_id, scope)
    plan = preparing.by_what_is_known(runtime.warehouse, runtime.settings, campaign, scope)
    now = datetime.now(UTC).replace(tzinfo=None)
    with runtime.warehouse.read() as connection:
        return plan, dry_run(connection, runtime.settings.indexing, plan, now)


def _costs(told: DryRun) -> None:
    with st.container(horizontal=True, gap="xsmall"):
        for state, rows in told.states.items():
            label, colour = STATES[state]
            st.badge(f"{label} {formats.count(rows)}", color=colour)
    if not told.engines:
        st.markdown("**Nothing would be sent.**")
    for cost in told.engines:
        st.markdown(_words(cost))
    if any(cost.engine == "indexnow" and cost.hosts > 1 for cost in told.engines):
        st.caption("A request to IndexNow holds pages of one host: many hosts need more requests.")


def _words(cost: EngineCost) -> str:
    pauses = (
        formats.duration(cost.seconds / 3600) if cost.seconds >= 60 else f"{cost.seconds:.1f} s"
    )
    return (
        f"**{ENGINES[cost.engine]}**: {formats.noun(cost.urls, 'page')} of "
        f"{formats.noun(cost.hosts, 'host')} in **{formats.noun(cost.requests, 'request')}**, "
        f"{pauses} of pauses; room for {formats.count(cost.room)} today, "
        f"{formats.noun(cost.days, 'day')} until all are sent."
    )


def _buttons(campaign_id: str, told: DryRun) -> None:
    runtime = current()
    own = runtime.settings.indexing
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Look at the pages",
            icon=":material/travel_explore:",
            disabled=not own.fetch,
            help="robots.txt, status, noindex and, for own properties, the index. At most "
            f"{formats.count(preparing.LOOKS)} a time, one a second and host.",
            on_click=lambda: indexing_progress.begin(
                campaign_id, jobs.looks(runtime.warehouse, runtime.settings, campaign_id)
            ),
            key="look_at_pages",
        )
        st.button(
            f"Send {formats.noun(sum(cost.urls for cost in told.engines), 'page')}",
            icon=":material/send:",
            disabled=not (own.send and told.engines),
            on_click=lambda: indexing_progress.begin(
                campaign_id, jobs.sending(runtime.warehouse, runtime.settings, campaign_id)
            ),
            key="send_pages",
        )


def _rows(plan: Sequence[PlannedUrl]) -> None:
    """What stays out first, each with its reason; all of it in a file."""
    out = [row for row in plan if row.state != "ready"]
    first = (out + [row for row in plan if row.state == "ready"])[:_ROWS_SHOWN]
    if not first:
        st.caption("This list has no rows.")
        return
    shown = pd.DataFrame(
        {
            "state": tables.chip(pd.Series([row.state for row in first]), STATES),
            "url": [plain.shortened(row.url, 300) for row in first],
            "why": [row.message for row in first],
        }
    )
    tables.table(
        shown,
        {
            "state": tables.chips("State", STATES, 120),
            "url": tables.text("URL", 440),
            "why": tables.text("Why", 520),
        },
        key="plan_rows",
    )
    if len(plan) > len(first):
        st.caption(f"{formats.count(len(first))} of {formats.noun(len(plan), 'row')}.")
    if out:
        st.download_button(
            f"What stays out, {formats.noun(len(out), 'row')} (CSV)",
            lambda: set_aside.of_plan(out),
            file_name="linkboard-set-aside.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            key="plan_set_aside",
        )
