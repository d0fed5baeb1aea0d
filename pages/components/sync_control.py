"""The next read and what it will ask for, the read that runs, and what the limits leave.

A fragment of its own: it draws itself anew while the rest of the page stays as it is.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from data import reports
from data.reports import Filters
from data.runtime import current
from data.sync import planning
from data.sync.planning import Plan
from data.sync.progress import SyncState
from data.sync.published_limits import exceeded, set_limits
from pages.components import access, formats, panels, plain
from pages.components.sync_sources import name_of


@st.fragment(run_every="2s", key="sync_control")
def draw(zone: str) -> None:
    """Plan or progress on the left, limits on the right."""
    limits = set_limits(current().settings)
    if not limits:
        return
    sync = current().sync
    state = sync.state() if sync else SyncState()
    left, right = st.columns([3, 2])
    if state.running:
        with panels.panel(
            "Reading now", "Rows are on the pages as soon as they are stored", at=left
        ):
            _progress(state, limits)
    else:
        with panels.panel("Next read", _begins(state, zone), at=left):
            _plans()
            if sync:
                st.button(
                    "Sync now",
                    icon=":material/sync:",
                    on_click=access.callback(sync.request_now, lambda viewer: viewer.is_staff),
                    key="sync_now",
                )
    with panels.panel("Limits", "Requests against what the settings allow", at=right):
        _limits(limits)


def _begins(state: SyncState, zone: str) -> str:
    if state.next_at is None:
        return "Begins when you ask for it"
    return f"Begins at {formats.when(state.next_at, zone)} ({zone})"


def _progress(state: SyncState, limits: dict[str, int]) -> None:
    source, step = state.source or "", plain.markdown(state.step or "")
    what = f"{name_of(source)}, {step}" if step else name_of(source)
    done, planned = state.requests_done, state.requests_planned
    rows = formats.noun(state.rows, "row")
    if not planned:
        st.markdown(f":material/sync: {what}: {formats.noun(done, 'request')}, {rows} so far")
        return
    minutes = planning.minutes_at_limit(planned - done, limits.get(source, planned))
    left = f"about {minutes} min left" if minutes else "under a minute left"
    st.progress(
        min(1.0, done / planned),
        f"{what}: {formats.count(done)} of {formats.noun(planned, 'request')}, {rows}, {left}",
    )


def _plans() -> None:
    now = datetime.now(UTC).replace(tzinfo=None, second=0, microsecond=0)
    for plan in _planned(current().warehouse.data_version(), now):
        least = "at least" if plan.is_least else "about"
        takes = f"{plan.minutes} min" if plan.minutes else "under a minute"
        with st.container(gap=None):
            requests = formats.noun(plan.requests, "request")
            st.markdown(
                f"**{name_of(plan.source)}**: {least} **{requests}**, {takes} at "
                f"{formats.count(plan.per_minute)} a minute"
            )
            st.caption(_steps(plan))


@st.cache_data(max_entries=4, show_spinner=False)
def _planned(data_version: int, minute: datetime) -> tuple[Plan, ...]:
    with current().warehouse.read() as connection:
        return planning.plans(connection, current().settings, minute)


def _steps(plan: Plan) -> str:
    """Each kind with its number; a kind that nobody can count yet says so."""
    told = [
        f"{plain.markdown(step.kind)} "
        + ("not known yet" if step.requests is None else formats.count(step.requests))
        for step in plan.steps
        if step.requests != 0
    ]
    return " · ".join(told)


def _limits(limits: dict[str, int]) -> None:
    use = _use_now().set_index("source")
    for source, per_minute in limits.items():
        row = use.loc[source] if source in use.index else None
        minute, hour, busiest = (
            0 if row is None else int(row[name])
            for name in ("last_minute", "last_hour", "busiest_minute")
        )
        st.progress(
            min(1.0, minute / per_minute),
            f"**{name_of(source)}**: {formats.count(minute)} of {formats.count(per_minute)} "
            "in the last minute",
        )
        st.caption(
            f"{formats.count(hour)} of {formats.count(60 * per_minute)} in the last hour; "
            f"at most {formats.count(busiest)} in any minute of it"
        )
    if not current().is_demo:
        for sentence in exceeded(current().settings):
            st.markdown(f":material/warning: :orange[{plain.markdown(sentence)}]")


def _use_now() -> pd.DataFrame:
    """Not cached: it changes with the clock, not with the data."""
    now = datetime.now(UTC).replace(tzinfo=None)
    return reports.run(current().warehouse, "limit_use", Filters(as_of=now), access.scope())
