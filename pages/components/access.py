"""Who is looking, and what may they see: asked on every rerun, never taken from the URL."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from data import roster
from data.access import Scope, Viewer, viewer_of
from data.errors import AccessDenied
from data.runtime import current

_IS_BOUND = "_is_bound"


def viewer() -> Viewer:
    """The signed-in viewer. Without [auth] in the settings it is the local administrator.

    Raises AccessDenied for an identity that is not on the roster.
    """
    runtime = current()
    if not runtime.settings.has_sign_in:
        return Viewer.local_administrator()
    if not st.user.get("is_logged_in", False):
        raise AccessDenied("Please sign in.")
    claims = dict(st.user)
    with runtime.warehouse.read() as connection:
        found = viewer_of(connection, claims)
    if not st.session_state.get(_IS_BOUND):
        roster.bind(runtime.warehouse, claims)
        st.session_state[_IS_BOUND] = True
    return found


def callback(action: Callable[..., object], may: Callable[[Viewer], bool]) -> Callable[..., None]:
    """What a button does, for those who may. Streamlit runs callbacks before the page and its
    sign-in check, and what was captured at the last drawing may no longer be theirs."""

    def run(*arguments: object) -> None:
        try:
            is_allowed = may(viewer())
        except AccessDenied:
            return  # the page that is drawn next says so
        if is_allowed:
            action(*arguments)

    return run


def scope() -> Scope:
    """The clients whose rows this viewer may see; part of every query and cache key."""
    return viewer().scope
