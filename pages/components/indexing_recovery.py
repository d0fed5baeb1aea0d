"""What needs a hand, with the reason and the mend; "Fixed, try again"; what a person saw."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from data.errors import AccessDenied, LinkboardError
from data.exports import set_aside
from data.indexing import jobs, manual
from data.indexing.checkers import CheckRequest
from data.indexing.refusals import sentence
from data.runtime import current
from pages.components import access, formats, indexing_progress, panels, plain, tables
from pages.components.filters import View
from pages.components.reading import report

_ALL = ""
_VERDICTS = {"indexed": "Indexed", "not_seen": "Not seen", "unknown": "Cannot tell"}


def draw(view: View) -> None:
    """The queue for everybody who may see its rows; buttons and verdicts for staff."""
    is_staff = access.viewer().is_staff
    panels.answer(
        view.describe("What needs a hand, and why?", "indexing", compares=False), _sentence(view)
    )
    with panels.panel("Needs a hand", "Why a page is not where it should be, and what can be done"):
        if is_staff:
            indexing_progress.draw()
        _queue(view, is_staff=is_staff)
    if is_staff:
        with panels.panel(
            "What you saw yourself",
            "Looked the address up in an engine? Your word counts as reported, never as proof",
        ):
            _verdicts()


def _sentence(view: View) -> str:
    rows = report("indexing_recovery", view.filters)
    if rows.empty:
        return "No page needs a hand."
    most = rows["reason"].value_counts()
    by_itself = int(rows["goes_by_itself"].sum())
    goes = f"; **{formats.count(by_itself)}** go again by themselves" if by_itself else ""
    return (
        f"**{formats.noun(len(rows), 'page')}** {'needs' if len(rows) == 1 else 'need'} a hand, "
        f"most for **{panels.words(most.index[0]).lower()}** ({formats.count(most.iloc[0])}){goes}."
    )


def _queue(view: View, *, is_staff: bool) -> None:
    rows = report("indexing_recovery", view.filters)
    if rows.empty:
        st.markdown(":material/check_circle: Nothing needs a hand.")
        return
    rows = _of_reason(rows)
    shown = rows.assign(
        why=[panels.words(reason) for reason in rows["reason"]],
        goes=["By itself" if own else "Needs you" for own in rows["goes_by_itself"]],
        looked=tables.times(rows["last_look_at"], view.zone),
    )
    event = tables.table(
        shown,
        {
            "why": tables.text("Reason", 160),
            "url": tables.link("Page", 320),
            "advice": tables.text("What to do", 460),
            "goes": tables.text("Goes again", 100),
            "looked": tables.moment("Last look"),
        },
        key="recovery",
        selection="multi-row" if is_staff else None,
    )
    selected = rows.iloc[list(event.selection.rows)] if is_staff else rows.head(0)
    _advice(rows if selected.empty else selected)
    if is_staff:
        _actions(selected)
    panels.download("indexing_recovery", view)


def _advice(rows: pd.DataFrame) -> None:
    """The mend in full, which a cell cuts off, while the rows share a few reasons."""
    mends = rows.drop_duplicates("reason")
    if len(mends) <= 2:
        for row in mends.itertuples():
            st.markdown(f"**{panels.words(row.reason)}**: {plain.markdown(row.advice)}")


def _of_reason(rows: pd.DataFrame) -> pd.DataFrame:
    counts = rows["reason"].value_counts()
    labels = {_ALL: f"All reasons ({formats.count(len(rows))})"} | {
        reason: f"{panels.words(reason)} ({formats.count(number)})"
        for reason, number in counts.items()
    }
    wanted = st.selectbox(
        "Reason",
        list(labels),
        format_func=lambda one: labels.get(one, one),
        key="recovery_reason",
        width=320,
    )
    chosen = rows if wanted == _ALL else rows[rows["reason"] == wanted]
    return chosen.reset_index(drop=True)


def _actions(rows: pd.DataFrame) -> None:
    runtime, is_none = current(), rows.empty
    keys: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows.itertuples():
        keys[row.campaign_id].add(row.url_sha256)
    asked = [CheckRequest(row.url_sha256, row.url) for row in rows.itertuples()]
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button(
            f"Fixed, try {formats.noun(len(rows), 'page')} again",
            icon=":material/replay:",
            disabled=is_none,
            help="Looks at the page anew and queues it again. Do it when something was changed: an "
            "engine that was asked less than 10 minutes ago is not asked before.",
            on_click=lambda: indexing_progress.begin(
                "again", jobs.again(runtime.warehouse, runtime.settings, keys)
            ),
            key="fixed_try_again",
        )
        st.button(
            "Look up in the index",
            icon=":material/search:",
            disabled=is_none,
            on_click=lambda: indexing_progress.begin(
                "look_up", jobs.look_up(runtime.warehouse, runtime.settings, asked)
            ),
            key="look_up_now",
        )
        if is_none:
            st.caption("Select rows.")


def _verdicts() -> None:
    left, right = st.columns(2)
    with left, st.form("verdict", border=False, clear_on_submit=True):
        url = st.text_input("Address of the page", placeholder="https://")
        engine = st.selectbox("Engine", manual.ENGINES, format_func=str.capitalize)
        word = st.selectbox("Verdict", list(_VERDICTS), format_func=_VERDICTS.__getitem__)
        note = st.text_input("Note, such as what you searched for")
        if st.form_submit_button("Keep", icon=":material/edit_note:"):
            _keep(url, word, engine, note)
    with right:
        file = st.file_uploader(
            "Or a CSV with the columns url, verdict and, if known, engine, checked_at, note",
            type=["csv"],
            key="verdict_file",
        )
        if file is not None and st.button("Take this file", key="take_verdicts"):
            _take(file.getvalue())
    _told()


def _keep(url: str, word: str, engine: str, note: str) -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    try:
        verdict = manual.verdict_of(url, word, now=now, engine=engine, note=note or None)
    except LinkboardError as error:
        st.error(plain.markdown(error.message))
        return
    manual.store(current().warehouse, [verdict], by=_staff())
    st.toast("Kept.", icon=":material/check:")


def _take(data: bytes) -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    try:
        taken = manual.store_csv(current().warehouse, data, by=_staff(), now=now)
    except LinkboardError as error:
        st.error(plain.markdown(error.message))
        return
    st.session_state["verdicts_taken"] = taken


def _told() -> None:
    taken: manual.Taken | None = st.session_state.get("verdicts_taken")
    if taken is None:
        return
    aside = formats.noun(len(taken.set_aside), "line")
    st.caption(f"{formats.noun(taken.stored, 'verdict')} kept, {aside} set aside.")
    for line in taken.set_aside[:5]:
        words = sentence(line.reason) or panels.words(line.reason)
        st.caption(plain.markdown(f"Line {line.line}: {plain.shortened(line.text, 80)}: {words}"))
    if taken.set_aside:
        st.download_button(
            "Lines set aside (CSV)",
            lambda: set_aside.of_verdicts(taken.set_aside),
            file_name="linkboard-verdicts-set-aside.csv",
            mime="text/csv",
            on_click="ignore",
            key="verdicts_set_aside",
        )


def _staff() -> str:
    viewer = access.viewer()
    if not viewer.is_staff:
        raise AccessDenied("Only staff enter verdicts.")
    return viewer.name
