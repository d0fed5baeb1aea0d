"""Filters and the URL kept alike, with stable ids in the URL.

Streamlit's own binding writes a widget's *label* into the URL, so a renamed client would break a
saved link; here `?client=cus_42&range=4w` stands for itself. The session is restored from the URL
when it begins, when somebody follows a link inside the app, and when the browser goes back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import streamlit as st

from pages.components import periods

ONE = ("range", "compare", "zone")
MANY = ("client", "package", "platform", "niche", "campaign", "sender")
_DATES = ("from", "to")
_WANTED, _WRITTEN = "filters_wanted", "filters_in_url"


def go_to(page: str, **filters: str) -> None:
    """Open a page under other filters: `go_to("clients.py", client="cus_42")`."""
    st.session_state[_WANTED] = {name: [value] for name, value in filters.items()}
    st.switch_page(page)


def restore(defaults: Mapping[str, str], known: Mapping[str, Collection[str]]) -> None:
    """Fill the widgets' state before they are drawn; what is not `known` is left out."""
    wanted: dict[str, list[str]] | None = st.session_state.pop(_WANTED, None)
    if wanted is None:
        asked = _asked()
        is_new = "range" not in st.session_state
        if not is_new and (not asked or asked == st.session_state.get(_WRITTEN)):
            _drop_unknown(known)
            return
        wanted = asked
        for name in MANY:
            st.session_state[name] = []
        for name in ONE:
            st.session_state[name] = defaults[name]
    for name, values in wanted.items():
        if name in MANY:
            st.session_state[name] = values
        elif name in ONE and values[0] in known[name]:
            st.session_state[name] = values[0]
    _restore_dates(wanted)
    _drop_unknown(known)


def publish(defaults: Mapping[str, str]) -> None:
    """Write what differs from the defaults into the URL."""
    now: dict[str, list[str]] = {
        name: [st.session_state[name]] for name in ONE if st.session_state[name] != defaults[name]
    }
    now |= {name: list(st.session_state[name]) for name in MANY if st.session_state.get(name)}
    if st.session_state["range"] == "own" and len(st.session_state.get("dates", ())) == 2:
        first, last = st.session_state["dates"]
        now |= {"from": [first.isoformat()], "to": [last.isoformat()]}
    for name in (*ONE, *MANY, *_DATES):
        if now.get(name, []) != st.query_params.get_all(name):
            if name in now:
                st.query_params[name] = now[name]
            elif name in st.query_params:
                del st.query_params[name]
    st.session_state[_WRITTEN] = now


def _asked() -> dict[str, list[str]]:
    names = (*ONE, *MANY, *_DATES)
    return {name: values for name in names if (values := st.query_params.get_all(name))}


def _restore_dates(wanted: Mapping[str, list[str]]) -> None:
    try:
        first, last = (date.fromisoformat(wanted[name][0]) for name in _DATES)
    except (KeyError, ValueError):
        if st.session_state["range"] == "own" and "dates" not in st.session_state:
            st.session_state["range"] = periods.DEFAULT_PRESET
        return
    st.session_state["range"] = "own"
    st.session_state["dates"] = (min(first, last), max(first, last))


def _drop_unknown(known: Mapping[str, Collection[str]]) -> None:
    """A link may name what this viewer cannot see, or what is gone: then it filters nothing."""
    for name in MANY:
        st.session_state[name] = [v for v in st.session_state.get(name, []) if v in known[name]]
