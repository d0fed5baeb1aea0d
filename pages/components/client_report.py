"""The part of a client page that takes its report away: a page, a PDF, links, mails to come."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote, urlencode

import streamlit as st

from data import reports, schedules, shares
from data.access import Viewer
from data.errors import LinkboardError
from data.runtime import current
from pages.components import access, branding, filters, formats, panels, plain
from pages.components.filters import View

_DAYS = (1, shares.USUAL_DAYS, 14, shares.MOST_DAYS)
_PAPERS = {"a4": "PDF, A4", "letter": "PDF, Letter"}


def draw(client_id: str, view: View) -> None:
    """For the range of the filter bar; who sends no reports gets the documents alone."""
    start, end = view.filters.start, view.filters.end
    if start is None or end is None:
        st.caption("Choose dates above to take a report of this client away.")
        return
    with (
        panels.panel("Client report", f"{formats.day_range(start, end)} ({view.zone})"),
        st.container(horizontal=True, gap="small", vertical_alignment="center"),
    ):
        _documents(client_id, start, end, view.zone)
        if access.viewer().sends_reports:
            with st.popover("Share a link", icon=":material/link:"):
                _sharing(client_id, start, end, view)
            with st.popover("Send regularly", icon=":material/schedule_send:"):
                _sending(client_id, view)
            with st.popover("Logo and colour", icon=":material/palette:"):
                branding.editor(client_id, filters.known_clients().get(client_id, client_id))


def _documents(client_id: str, start: date, end: date, zone: str) -> None:
    days = {"from": start, "to": end, "tz": zone}
    address = f"/client-report/{quote(client_id, safe='')}"
    st.link_button("Look at it", f"{address}.html?{urlencode(days)}", icon=":material/visibility:")
    for paper, label in _PAPERS.items():
        query = urlencode({**days, "paper": paper})
        st.link_button(label, f"{address}.pdf?{query}", icon=":material/picture_as_pdf:")


def _sharing(client_id: str, start: date, end: date, view: View) -> None:
    st.caption("Opens this report without sign-in, as the data stand now.")
    days = st.selectbox(
        "Opens for",
        _DAYS,
        index=_DAYS.index(shares.USUAL_DAYS),
        format_func=lambda days: formats.noun(days, "day"),
        key="share_days",
    )
    if st.button("Make a link", icon=":material/add_link:", key="share_make"):
        _make(client_id, start, end, view.zone, days)
    open_links = [
        share
        for share in shares.listed(current().warehouse, access.scope())
        if share.client_id == client_id
    ]
    for share in open_links:
        _open_link(share, view.zone)


def _make(client_id: str, start: date, end: date, zone: str, days: int) -> None:
    runtime, viewer = current(), access.viewer()
    try:
        shares.create(
            runtime.warehouse,
            runtime.settings,
            client_id=client_id,
            start=start,
            end=end,
            zone=zone,
            as_of=reports.as_of(runtime.warehouse, "podcast"),
            created_by=viewer.name,
            days=days,
        )
    except LinkboardError as error:
        st.error(plain.markdown(error.message))


def _open_link(share: shares.Share, zone: str) -> None:
    """One link, to be copied or closed."""
    until = formats.when(share.expires_at, zone)
    of = formats.day_range(share.start, share.end)
    st.caption(plain.markdown(f"{of}, open until {until}, by {share.created_by}"))
    with st.container(horizontal=True, vertical_alignment="center"):
        try:
            st.code(_address(shares.token(current().settings, share)), language=None)
        except LinkboardError as error:
            st.caption(plain.markdown(error.message))
        st.button(
            "Revoke",
            key=f"revoke_{share.share_id}",
            on_click=access.callback(_revoke, _may),
            args=(share.share_id,),
        )


def _sending(client_id: str, view: View) -> None:
    runtime = current()
    if not runtime.settings.smtp.host:
        st.caption("To send mails set SMTP__HOST and SMTP__FROM.")
    cadence = st.selectbox(
        "How often", schedules.CADENCES, format_func=panels.words, key="schedule_cadence"
    )
    to = st.text_input("To", placeholder="ann@example.com, bob@example.com", key="schedule_to")
    st.caption(f"At 7:00 in {view.zone}, the day after each week or month.")
    if st.button("Begin", icon=":material/schedule_send:", key="schedule_begin"):
        _begin(client_id, cadence, to, view.zone)
    for schedule in schedules.listed(runtime.warehouse, access.scope()):
        if schedule.client_id == client_id:
            _running(schedule, view.zone)


def _begin(client_id: str, cadence: str, to: str, zone: str) -> None:
    try:
        schedules.create(
            current().warehouse,
            client_id=client_id,
            cadence=cadence,
            zone=zone,
            recipients=[address for address in to.split(",") if address.strip()],
            created_by=access.viewer().name,
        )
    except LinkboardError as error:
        st.error(plain.markdown(error.message))


def _running(schedule: schedules.Schedule, zone: str) -> None:
    sent = f"sent {formats.when(schedule.sent_at, zone)}" if schedule.sent_at else "not sent yet"
    to = ", ".join(schedule.recipients)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(plain.markdown(f"{panels.words(schedule.cadence)} to {to}: {sent}"))
        if schedule.last_error:
            st.caption(plain.markdown(schedule.last_error))
        st.button(
            "Stop",
            key=f"stop_{schedule.schedule_id}",
            on_click=access.callback(_stop, _may),
            args=(schedule.schedule_id,),
        )


def _revoke(share_id: str) -> None:
    shares.revoke(current().warehouse, share_id, access.scope())


def _stop(schedule_id: str) -> None:
    schedules.stop(current().warehouse, schedule_id, access.scope())


def _may(viewer: Viewer) -> bool:
    return viewer.sends_reports


def _address(token: str) -> str:
    base = current().settings.app.public_url or f"http://127.0.0.1:{st.get_option('server.port')}"
    return f"{base.rstrip('/')}/share/{token}"
