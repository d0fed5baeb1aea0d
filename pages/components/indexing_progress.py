"""The work that a person started on the Indexing page: how far it is, and how it ended."""

from __future__ import annotations

import streamlit as st

from data.errors import AccessDenied
from data.indexing.working import Job
from data.runtime import current
from pages.components import access, formats, plain


def begin(about: str, job: Job) -> None:
    """Start a job for staff; says so when another one runs."""
    if not access.viewer().is_staff:
        raise AccessDenied("Only staff run the indexing workflow.")
    if not current().indexing.start(about, job):
        st.toast("Something runs already; wait for its end.", icon=":material/hourglass_top:")


@st.fragment(run_every="1s", key="indexing_work")
def draw() -> None:
    """A bar while something runs, then its sentence; the page is drawn anew at its end."""
    state = current().indexing.state()
    was_running = st.session_state.get("index_work_ran", False)
    st.session_state["index_work_ran"] = state.is_running
    if was_running and not state.is_running:
        st.rerun()
    if state.is_running:
        share = min(1.0, state.done / state.total) if state.total else 0.0
        words = f"{state.step}: {formats.count(state.done)} of {formats.count(state.total)}"
        st.progress(share, plain.markdown(words) if state.total else "Beginning")
        cancel = access.callback(current().indexing.cancel, lambda viewer: viewer.is_staff)
        st.button("Stop", on_click=cancel, icon=":material/stop:", key="stop_work")
    elif state.sentence:
        mark = ":material/error:" if state.is_failed else ":material/check_circle:"
        st.markdown(f"{mark} {plain.markdown(state.sentence)}")
