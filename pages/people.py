"""People: who may sign in, and what do they see?"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data import roster
from data.access import CLIENT, MANAGER, ROLES
from data.brands import HOUSE
from data.errors import AccessDenied, ReportError
from data.roster import Person
from data.runtime import current
from pages.components import (
    access,
    branding,
    downloads,
    filters,
    formats,
    freshness,
    panels,
    plain,
    tables,
)
from pages.components.filters import View

_STATES = {
    "signed_in": ("Signed in", "green"),
    "invited": ("Invited", "blue"),
    "revoked": ("Revoked", "gray"),
}
_SIGHT = {
    "administrator": "everything, and keeps this list",
    "manager": "chosen clients, or all; sends reports",
    "analyst": "all clients",
    "client": "its own clients, and nothing about anybody else",
}


def main(view: View) -> None:
    _require_administrator()
    people = roster.people(current().warehouse)
    panels.answer("Who may sign in, and what do they see?", sentence(people))
    if not current().settings.has_sign_in:
        st.info(
            "Nobody has to sign in yet: without [auth] in the settings Linkboard serves this "
            "machine only. The roster can be filled beforehand.",
            icon=":material/lock_open:",
        )
    left, right = st.columns([3, 2])
    with panels.panel("Roster", "Select a person to take access away", at=left):
        listed(people, view)
    with panels.panel("Invite or change", "The same address again changes the role", at=right):
        invitation(people)
    left, right = st.columns([3, 2])
    downloads.draw(view, at=left)
    with panels.panel("How reports look", "For clients without a look of their own", at=right):
        branding.editor(HOUSE, "A client's name")


def sentence(people: list[Person]) -> str:
    active = [person for person in people if not person.revoked_at]
    if not active:
        return "Nobody is on the roster yet."
    clients = sum(person.role == CLIENT for person in active)
    staff = len(active) - clients
    return (
        f"**{formats.noun(staff, 'colleague')}** and **{formats.noun(clients, 'client login')}**."
    )


def listed(people: list[Person], view: View) -> None:
    if not people:
        st.caption("An invitation makes the first line.")
        return
    rows = pd.DataFrame([_row(person) for person in people])
    rows["changed"] = tables.times(pd.to_datetime(rows["changed"]), view.zone)
    rows["state"] = tables.chip(rows["state"], _STATES)
    event = tables.table(
        rows,
        {
            "email": tables.text("Address", 220),
            "role": tables.text("Role", 110),
            "state": tables.chips("State", _STATES, 100),
            "sees": tables.text("Sees", 220),
            "changed": tables.moment("Changed"),
        },
        key="roster",
        selection="single-row",
    )
    chosen = tables.newly_selected(event, "roster")
    if chosen is not None and not (person := people[chosen]).revoked_at:
        farewell(person)


@st.dialog("Take access away", on_dismiss="rerun")
def farewell(person: Person) -> None:
    freshness.hold()
    st.write("This person sees nothing more from the next click on:")
    st.text(person.email)
    st.caption("Report links they shared and mails they scheduled end with it.")
    if st.button("Take access away", type="primary"):
        try:
            _require_administrator()  # a dialog is drawn anew without its page
            roster.revoke(current().warehouse, person.email)
        except (AccessDenied, ReportError) as error:
            st.error(plain.markdown(error.message))
            return
        st.rerun()


def _require_administrator() -> None:
    if not access.viewer().is_administrator:
        raise AccessDenied("Only administrators keep the roster.")


def invitation(people: list[Person]) -> None:
    with st.form("invitation", border=False, clear_on_submit=True):
        email = st.text_input("Address", placeholder="ann@example.com")
        role = st.selectbox(
            "Role", ROLES, index=ROLES.index(CLIENT), format_func=lambda r: f"{r}: {_SIGHT[r]}"
        )
        names = filters.known_clients()
        clients = st.multiselect(
            "Clients",
            list(names),
            format_func=lambda client_id: names[client_id],
            key="invited_clients",
            help="A client login needs at least one; a manager without any sees all.",
        )
        issuer = st.text_input(
            "Issuer",
            value=_usual_issuer(people),
            help="The address of the sign-in provider, as its tokens name it.",
        )
        if st.form_submit_button("Save", type="primary"):
            _save(issuer.strip(), email, role, clients)


def _save(issuer: str, email: str, role: str, clients: list[str]) -> None:
    try:
        chosen = None if role == MANAGER and not clients else clients
        person = roster.invite(current().warehouse, issuer, email, role, chosen)
    except ReportError as error:
        st.error(plain.markdown(error.message))
        return
    st.toast(plain.markdown(f"{person.email} is on the roster as {person.role}."))
    st.rerun()


def _row(person: Person) -> dict[str, object]:
    state = "signed_in" if person.has_signed_in else "invited"
    sees = "All clients" if person.clients is None else ", ".join(person.clients)
    return {
        "email": person.email,
        "role": person.role,
        "state": "revoked" if person.revoked_at else state,
        "sees": sees,
        "changed": person.updated_at,
    }


def _usual_issuer(people: list[Person]) -> str:
    """The one in use, else the one that the sign-in settings name."""
    if people:
        return people[0].issuer
    metadata = str(current().settings.auth.get("server_metadata_url") or "")
    return metadata.removesuffix("/.well-known/openid-configuration")


main(st.session_state["view"])
