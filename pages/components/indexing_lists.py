"""Which list the workflow's figures speak of, and lists that a person brings."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pandas as pd
import streamlit as st

from data.errors import AccessDenied, LinkboardError
from data.exports import set_aside
from data.indexing import list_store, lists, preparing
from data.indexing.eligibility import Gate
from data.indexing.lists import ReadList
from data.indexing.planning import Knowledge, planned
from data.runtime import current
from pages.components import access, formats, plain, tables
from pages.components.filters import View, known_clients

_ALL = ""
_NOBODY = ""
_ROWS_SHOWN = 200
_STATES = {
    "taken": ("Taken", "green"),
    "duplicate": ("Repeat", "gray"),
    "refused": ("Refused", "red"),
}


def names() -> dict[str, str]:
    """Campaigns that this viewer may see, by id: all placements, then lists, the latest first."""
    with current().warehouse.read() as connection:
        stored = list_store.all_lists(connection, access.scope())
    return {preparing.PLACEMENTS: "Live placements"} | {
        one.list_id: f"{plain.shortened(one.name, 60)} ({one.created_at:%d %b %Y})"
        for one in stored
    }


def chosen(view: View) -> View:
    """The view of one list or of all; the bar's campaigns are those of outreach."""
    known = {_ALL: "All lists and placements"} | names()
    campaign = st.selectbox(
        "List",
        list(known),
        format_func=lambda one: plain.markdown(known.get(one, one)),
        key="index_campaign",
        width=360,
    )
    filters = replace(view.filters, campaigns=(campaign,) if campaign else ())
    return replace(view, filters=filters)


def bring() -> None:
    """Upload or paste a list; what is odd about it is shown before it is kept. For staff."""
    upload, paste = st.columns(2)
    file = upload.file_uploader(
        "Upload a CSV or a text file, up to 100,000 URLs",
        type=["csv", "txt", "tsv"],
        key="url_file",
    )
    text = paste.text_area("Or paste URLs, one a line", height=120, key="url_text")
    try:
        read = _read(file.getvalue() if file else text.encode(), is_text=file is None)
    except LinkboardError as error:
        st.error(plain.markdown(error.message), icon=":material/error:")
        return
    if read is not None:
        _preview(read)
        _keep(read, file.name if file else None)


def _read(body: bytes, *, is_text: bool) -> ReadList | None:
    """Read once: a rerun for another click must not read 100,000 rows again."""
    if not body.strip():
        return None
    digest = hashlib.sha256(body).hexdigest()
    held: tuple[str, ReadList] | None = st.session_state.get("url_list_read")
    if held is not None and held[0] == digest:
        return held[1]
    bar = st.progress(0.0, "Reading")
    allow_example = current().settings.indexing.allow_loopback

    def tell(done: int, total: int) -> None:
        bar.progress(done / total, f"{formats.count(done)} of {formats.count(total)} rows")

    if is_text:
        read = lists.read_text(body.decode(), allow_example=allow_example, progress=tell)
    else:
        read = lists.read(body, allow_example=allow_example, progress=tell)
    bar.empty()
    st.session_state["url_list_read"] = (digest, read)
    return read


def _preview(read: ReadList) -> None:
    with st.container(horizontal=True, gap="xsmall"):
        st.badge(f"{formats.count(read.taken)} taken", color="green")
        st.badge(
            formats.noun(read.duplicates, "repeat"),
            color="gray",
            help="The same page again: so much quota is saved",
        )
        st.badge(f"{formats.count(read.refused)} refused", color="red" if read.refused else "gray")
    for note in read.notes:
        st.caption(plain.markdown(note))
    odd = [entry for entry in read.entries if entry.code or entry.duplicate_of is not None]
    first = (odd + [e for e in read.entries if not (e.code or e.duplicate_of)])[:_ROWS_SHOWN]
    judged = [planned(entry, Knowledge(), Gate()) for entry in first]
    states = ["refused" if e.code else "duplicate" if e.duplicate_of else "taken" for e in first]
    shown = pd.DataFrame(
        {
            "row": [entry.row_number for entry in first],
            "state": tables.chip(pd.Series(states), _STATES),
            "url": [plain.shortened(entry.url, 300) for entry in first],
            "why": [
                row.message if entry.code or entry.duplicate_of else ""
                for row, entry in zip(judged, first, strict=True)
            ],
        }
    )
    tables.table(
        shown,
        {
            "row": tables.number("Row", 70),
            "state": tables.chips("State", _STATES, 100),
            "url": tables.text("URL", 460),
            "why": tables.text("Why", 420),
        },
        key="list_preview",
    )
    if len(read.entries) > len(first):
        st.caption(f"The first {formats.count(len(first))}; what was not taken stands on top.")
    if odd:
        st.download_button(
            "Repeats and refusals (CSV)",
            lambda: set_aside.of_plan(planned(entry, Knowledge(), Gate()) for entry in odd),
            file_name="linkboard-list-set-aside.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            key="list_set_aside",
        )


def _keep(read: ReadList, file_name: str | None) -> None:
    clients = {_NOBODY: "Nobody: for staff only"} | known_clients()
    with st.form("keep_list", border=False):
        left, right = st.columns(2)
        name = left.text_input("Name", value=(file_name or "").rpartition(".")[0])
        client = right.selectbox(
            "Client who may see it",
            list(clients),
            format_func=lambda one: plain.markdown(clients[one]),
        )
        if st.form_submit_button("Keep this list", icon=":material/playlist_add:"):
            _store(read, name, client or None, file_name)


def _store(read: ReadList, name: str, client_id: str | None, file_name: str | None) -> None:
    viewer = access.viewer()
    if not viewer.is_staff:
        raise AccessDenied("Only staff may bring lists.")
    stored = list_store.save(
        current().warehouse,
        read,
        name=name or "Pasted list",
        created_by=viewer.name,
        origin="upload" if file_name else "paste",
        client_id=client_id,
        file_name=file_name,
    )
    st.session_state["send_campaign_wanted"] = stored.list_id
    st.rerun()
