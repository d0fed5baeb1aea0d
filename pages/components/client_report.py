"""The part of a client page that takes its report away: a PDF, a link to share, mails to come."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote, urlencode

import streamlit as st

from data import reports, schedules, shares
from data.access import CLIENT
from data.errors import LinkboardError
from data.runtime import current
from pages.components import access, formats, panels, plain
from pages.components.filters import View

_DAYS = (1, shares.USUAL_DAYS, 14, shares.MOST_DAYS)


def draw(client_id: str, view: View) -> None:
    """For the range of the filter bar; clients see the PDF alone."""
    start, end = view.filters.start, view.filters.end
    if start is None or end is None:
        st.caption("Choose dates above to take a report of this client away.")
        return
    with (
        panels.panel("Client report", f"{formats.day_range(start, end)} ({view.zone})"),
        st.container(horizontal=True, gap="small", vertical_alignment="center"),
    ):
        query = urlencode({"from": start, "to": end, "tz": view.zone})
        st.link_button(
            "Download PDF",
            f"/client-report/{quote(client_id, safe='')}.pdf?{query}",
            icon=":material/picture_as_pdf:",
        )
        if access.viewer().role != CLIENT:
            with st.popover("Share a link", icon=":material/link:"):
                _sharing(client_id, start, end, view)
            with st.popover("Send regularly", icon=":material/schedule_send:"):
                _sending(client_id, view)


def _sharing(client_id: str, start: date, end: date, view: View) -> None:
    st.caption("Opens this report without sign-in, as the data stand now.")
    days = st.selectbox(
        "Opens for",
        _DAYS,
        index=_DAYS.index(shares.USUAL_DAYS),
        format_func=lambda days: formats.noun(days, "day"),
        key="share_days",
    )
    runtime, viewer = current(), access.viewer()
    if st.button("Make a link", type="primary", key="share_make"):
        try:
            share = shares.create(
                runtime.warehouse,
                runtime.settings,
                client_id=client_id,
                start=start,
                end=end,
                zone=view.zone,
                as_of=reports.as_of(runtime.warehouse, "podcast"),
                created_by=viewer.name,
                days=days,
            )
        except LinkboardError as error:
            st.error(plain.markdown(error.message))
            return
        st.code(_address(shares.token(runtime.settings, share)), language=None)
    for share in shares.listed(runtime.warehouse, viewer.scope):
        if share.client_id == client_id:
            _open_link(share, view.zone)


def _open_link(share: shares.Share, zone: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        until = formats.when(share.expires_at, zone)
        st.caption(f"{formats.day_range(share.start, share.end)}, open until {until}")
        st.button(
            "Revoke",
            key=f"revoke_{share.share_id}",
            on_click=shares.revoke,
            args=(current().warehouse, share.share_id, access.scope()),
        )


def _sending(client_id: str, view: View) -> None:
    runtime, viewer = current(), access.viewer()
    if not runtime.settings.smtp.host:
        st.caption("To send mails set SMTP__HOST and SMTP__FROM.")
    cadence = st.selectbox("How often", schedules.CADENCES, key="schedule_cadence")
    to = st.text_input("To", placeholder="ann@example.com, bob@example.com", key="schedule_to")
    st.caption(f"At 7:00 in {view.zone}, the day after each week or month.")
    if st.button("Begin", type="primary", key="schedule_begin"):
        try:
            schedules.create(
                runtime.warehouse,
                client_id=client_id,
                cadence=cadence,
                zone=view.zone,
                recipients=[address for address in to.split(",") if address.strip()],
                created_by=viewer.name,
            )
        except LinkboardError as error:
            st.error(plain.markdown(error.message))
    for schedule in schedules.listed(runtime.warehouse, viewer.scope):
        if schedule.client_id == client_id:
            _running(schedule, view.zone)


def _running(schedule: schedules.Schedule, zone: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        sent = (
            f"sent {formats.when(schedule.sent_at, zone)}" if schedule.sent_at else "not sent yet"
        )
        st.caption(plain.markdown(f"{schedule.cadence}, {', '.join(schedule.recipients)}: {sent}"))
        if schedule.last_error:
            st.caption(plain.markdown(schedule.last_error))
        st.button(
            "Stop",
            key=f"stop_{schedule.schedule_id}",
            on_click=schedules.stop,
            args=(current().warehouse, schedule.schedule_id, access.scope()),
        )


def _address(token: str) -> str:
    base = current().settings.app.public_url or f"http://127.0.0.1:{st.get_option('server.port')}"
    return f"{base.rstrip('/')}/share/{token}"
