"""How old the figures are, per source; quiet while all is well."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from data.errors import AccessDenied
from data.reports import Filters
from data.runtime import current
from pages.components import access, formats
from pages.components.reading import report

NAMES = {"podcast": "Orders", "outreach": "Outreach", "indexing": "Index checks"}
_AGEING_AFTER_HOURS = 2.0
_HOUR = 3600
# A read commits many times a second; a page that followed each would only draw itself.
_REDRAW_SECONDS = 5.0


def read_at() -> tuple[tuple[str, datetime], ...]:
    """Each source that was read, with its as_of (naive UTC)."""
    rows = report("freshness", Filters()).dropna(subset="as_of")
    return tuple((row.source, row.as_of.to_pydatetime()) for row in rows.itertuples())


def newest() -> datetime | None:
    """The newest as_of of any source."""
    return max((at for _, at in read_at()), default=None)


def was_read(source: str) -> bool:
    """Whether this source ever ended a read well."""
    return source in dict(read_at())


def badges() -> None:
    """One green badge when all is fresh; else one for each source that is not."""
    rows = [row for row in report("freshness", Filters()).itertuples() if row.is_on]
    told = [_exception(NAMES.get(row.source, row.source), row) for row in rows]
    _running()
    if fresh := told.count(None):
        st.badge(f"{formats.noun(fresh, 'source')} fresh", icon=":material/check:", color="green")
    for label, icon, colour in filter(None, told):
        st.badge(label, icon=icon, color=colour)
    if current().is_demo:
        st.badge(
            "Demo data",
            color="blue",
            help="Invented by the built-in sandbox. Connect your own accounts: see README.",
        )


def _exception(name: str, row: Any) -> tuple[str, str, str] | None:
    """Label, icon and colour of a source that is not fresh; a read in part is no fresh read."""
    if row.last_status == "failed":
        return f"{name} failing", ":material/cloud_off:", "red"
    age = age_hours(row.as_of)
    if age is None:
        return f"{name} not read yet", ":material/hourglass_top:", "gray"
    if row.last_status == "partial":
        return f"{name} read in part", ":material/incomplete_circle:", "orange"
    if row.last_status != "ok":
        return f"{name} not read whole yet", ":material/hourglass_top:", "gray"
    if is_old(row.as_of):
        return f"{name} {formats.duration(age)} old", ":material/schedule:", "orange"
    return None


def _running() -> None:
    sync = current().sync
    if sync is not None and (state := sync.state()).running:
        # how much is read is a count of all clients' rows
        is_told = state.rows and access.viewer().is_staff
        done = f" · {formats.count(state.rows)} rows" if is_told else ""
        st.badge(f"Reading{done}", icon=":material/sync:", color="blue")


def age_hours(as_of: datetime | None) -> float | None:
    """Hours since a moment (naive UTC); None when there is none."""
    if as_of is None or as_of != as_of:
        return None
    return (datetime.now(UTC).replace(tzinfo=None) - as_of).total_seconds() / _HOUR


def is_old(as_of: datetime | None) -> bool:
    """Whether rows of that moment are too old to be called fresh."""
    age = age_hours(as_of)
    return age is not None and age > _AGEING_AFTER_HOURS


def watch() -> None:
    """Draw the badges, and rerun the page when data or the browser's theme changed."""
    st.session_state["drawn_with"] = _seen()
    st.session_state["drawn_at"] = time.monotonic()
    st.session_state["is_held"] = False
    _poll()


def hold() -> None:
    """Called by a dialog: a rerun for fresh data would close it under its reader's eyes. Its end
    reruns the page (`on_dismiss="rerun"`)."""
    st.session_state["is_held"] = True


@st.fragment(run_every="2s", key="freshness")
def _poll() -> None:
    if _is_outdated() and not st.session_state.get("is_held"):
        st.rerun()
    try:
        access.viewer()
    except AccessDenied:
        st.rerun()  # the sign-in ended meanwhile: the frame says so and shows no figure
    with st.container(horizontal=True, gap="xsmall", width="content"):
        badges()


def _is_outdated() -> bool:
    """Another theme is followed at once, newer data a few seconds after the page was drawn."""
    (version, theme), (now_version, now_theme) = st.session_state["drawn_with"], _seen()
    age = time.monotonic() - st.session_state["drawn_at"]
    return theme != now_theme or (version != now_version and age >= _REDRAW_SECONDS)


def _seen() -> tuple[int, str]:
    return current().warehouse.data_version(), str(st.context.theme.type)
