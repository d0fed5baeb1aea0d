"""The frame of every page: sign-in, navigation, filter bar, freshness; then the page itself."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from data.access import CLIENT, Viewer
from data.errors import AccessDenied, LinkboardError
from data.runtime import current
from pages.components import access, definitions, filters, freshness, plain, states

LOGO = Path(__file__).parent / "components" / "logo.svg"
_FOR_ALL_CLIENTS = ("Money", "Sync")  # only for those who see the rows of all clients
_NOT_FOR_CLIENTS = ("Overview", "Campaigns", "Replies", *_FOR_ALL_CLIENTS)
# A table's own download holds formulas that spreadsheets run, and no audit knows of it.
_STYLE = """<style>
[data-testid="stElementToolbarButton"]:has([aria-label^="Download as CSV"]) { display: none }
</style>"""


def navigation(viewer: Viewer) -> dict[str, list[st.Page]]:
    """The pages of a role, the rarer ones under "More". A page that is not in the list cannot be
    opened at all."""
    is_client = viewer.role == CLIENT
    first = [
        st.Page(
            "overview.py", title="Overview", icon=":material/dashboard:", default=not is_client
        ),
        st.Page("delivery.py", title="Delivery", icon=":material/local_shipping:"),
        st.Page("indexing.py", title="Indexing", icon=":material/travel_explore:"),
        st.Page("campaigns.py", title="Campaigns", icon=":material/campaign:"),
        st.Page("replies.py", title="Replies", icon=":material/forum:"),
        st.Page("money.py", title="Money", icon=":material/payments:"),
        st.Page("clients.py", title="Clients", icon=":material/group:", default=is_client),
        st.Page("exports.py", title="Exports", icon=":material/download:"),
    ]
    more = [
        st.Page("sync.py", title="Sync", icon=":material/sync:"),
        st.Page("definitions.py", title="Definitions", icon=":material/menu_book:"),
    ]
    if viewer.is_administrator:
        more.append(st.Page("people.py", title="People", icon=":material/badge:"))
    hidden = _NOT_FOR_CLIENTS if is_client else () if viewer.is_staff else _FOR_ALL_CLIENTS
    groups = {"": first, "More": more}
    return {
        name: [page for page in pages if page.title not in hidden] for name, pages in groups.items()
    }


def sign_in(reason: str) -> None:
    st.markdown("### Linkboard")
    st.write(reason)
    st.button("Sign in", on_click=st.login, icon=":material/login:")
    if st.user.get("is_logged_in", False):
        st.button("Sign out", on_click=st.logout)


def bar(viewer: Viewer, page: st.Page) -> filters.View:
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        view = filters.bar(current().settings.app.timezone, shows_clients=viewer.role != CLIENT)
        st.space("stretch")
        with st.container(width="content"):
            freshness.watch()
        definitions.link(page.title)
    return view


def main() -> None:
    st.set_page_config(page_title="Linkboard", page_icon=str(LOGO), layout="wide")
    st.logo(str(LOGO), size="medium")
    st.html(_STYLE)
    try:
        viewer = access.viewer()
    except AccessDenied as denied:
        sign_in(denied.message)
        return
    page = st.navigation(navigation(viewer), position="top")
    try:
        st.session_state["page"] = page.title.lower()
        st.session_state["view"] = bar(viewer, page)
        states.failures()
        page.run()
    except LinkboardError as error:
        st.error(plain.markdown(error.message), icon=":material/error:")


main()
