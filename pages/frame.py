"""The frame of every page: sign-in, navigation, filter bar, freshness; then the page itself."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from data.access import CLIENT, Viewer
from data.errors import AccessDenied, LinkboardError
from data.runtime import current
from pages.components import access, filters, freshness, plain, states

LOGO = Path(__file__).parent / "components" / "logo.svg"


def navigation(viewer: Viewer) -> list[st.Page]:
    """The pages of a role. A page that is not in the list cannot be opened at all."""
    pages = [
        st.Page("overview.py", title="Overview", icon=":material/dashboard:", default=True),
        st.Page("delivery.py", title="Delivery", icon=":material/local_shipping:"),
        st.Page("indexing.py", title="Indexing", icon=":material/travel_explore:"),
        st.Page("campaigns.py", title="Campaigns", icon=":material/campaign:"),
        st.Page("replies.py", title="Replies", icon=":material/forum:"),
        st.Page("clients.py", title="Clients", icon=":material/group:"),
        st.Page("exports.py", title="Exports", icon=":material/download:"),
        st.Page("sync.py", title="Sync", icon=":material/sync:"),
    ]
    staff_only = {"Overview", "Campaigns", "Replies", "Sync"}
    if viewer.role == CLIENT:
        return [page for page in pages if page.title not in staff_only]
    return pages


def sign_in(reason: str) -> None:
    st.markdown("### Linkboard")
    st.write(reason)
    if st.user.get("is_logged_in", False):
        st.button("Sign out", on_click=st.logout)
    else:
        st.button("Sign in", on_click=st.login, icon=":material/login:")


def bar(viewer: Viewer) -> filters.View:
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        view = filters.bar(current().settings.app.timezone, shows_clients=viewer.role != CLIENT)
        st.space("stretch")
        with st.container(width="content"):
            freshness.watch()
    return view


def main() -> None:
    st.set_page_config(page_title="Linkboard", page_icon=str(LOGO), layout="wide")
    st.logo(str(LOGO), size="medium")
    try:
        viewer = access.viewer()
    except AccessDenied as denied:
        sign_in(denied.message)
        return
    page = st.navigation(navigation(viewer), position="top")
    try:
        st.session_state["view"] = bar(viewer)
        states.failures()
        page.run()
    except LinkboardError as error:
        st.error(plain.markdown(error.message), icon=":material/error:")


main()
