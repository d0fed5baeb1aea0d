"""Filters and the URL kept alike, with stable ids in the URL.

Streamlit's own binding writes a widget's *label* into the URL, so a renamed client would break a
saved link; here `?client=cus_42&range=4w` stands for itself. The session is restored from the URL
when it begins, when somebody follows a link inside the app, and when the browser goes back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import streamlit as st

ONE = ("range", "compare", "zone")
MANY = ("client", "package", "platform", "niche", "campaign", "sender")
# Which widget holds the dates of an "own" choice, and their names in the URL.
_OWN = {
    "range": ("dates", ("from", "to")),
    "compare": ("against_dates", ("against_from", "against_to")),
}
_ALL = (*ONE, *MANY, *(name for _, names in _OWN.values() for name in names))
_WANTED, _HELD = "filters_wanted", "filters_held"


def go_to(page: str, **filters: str) -> None:
    """Open a page under other filters: `go_to("clients.py", client="cus_42")`."""
    st.session_state[_WANTED] = {name: [value] for name, value in filters.items()}
    st.switch_page(page)


def restore(defaults: Mapping[str, str], known: Mapping[str, Collection[str]]) -> None:
    """Fill the widgets' state before they are drawn.

    What must be one of `known` and is not becomes the default, or is left out of its list. Lists
    that are not named there keep any value: a filter that was dropped without a word would show
    everybody's figures under one client's name.
    """
    state = st.session_state
    held: dict[str, list[str]] | None = state.get(_HELD)
    wanted: dict[str, list[str]] | None = state.pop(_WANTED, None)
    asked = _asked()
    if wanted is not None:
        _fill(defaults, known, {**(held or {}), **wanted})
    elif held is None:
        _fill(defaults, known, asked)
    elif any(name not in state for name in (*ONE, *MANY)):
        # Streamlit forgets widgets when the page changes
        _fill(defaults, known, asked or held)
    elif asked and asked != held and _set(defaults) == held:
        # else a second click came with the URL of before the first: the clicks count
        _fill(defaults, known, asked)


def publish(defaults: Mapping[str, str]) -> None:
    """Write what differs from the defaults into the URL."""
    now = _set(defaults)
    for name in _ALL:
        if now.get(name, []) == st.query_params.get_all(name):
            continue
        if name in now:
            st.query_params[name] = now[name]
        else:
            del st.query_params[name]
    st.session_state[_HELD] = now


def _set(defaults: Mapping[str, str]) -> dict[str, list[str]]:
    """What the widgets say, as far as it differs from the defaults."""
    state = st.session_state
    now: dict[str, list[str]] = {
        name: [state[name]] for name in ONE if state[name] != defaults[name]
    }
    now |= {name: list(state[name]) for name in MANY if state[name]}
    for choice, (widget, names) in _OWN.items():
        if state[choice] == "own" and len(state.get(widget, ())) == 2:
            now |= {name: [day.isoformat()] for name, day in zip(names, state[widget], strict=True)}
    return now


def _asked() -> dict[str, list[str]]:
    return {name: values for name in _ALL if (values := st.query_params.get_all(name))}


def _fill(
    defaults: Mapping[str, str],
    known: Mapping[str, Collection[str]],
    asked: Mapping[str, list[str]],
) -> None:
    state = st.session_state
    for name in ONE:
        value = asked.get(name, [defaults[name]])[0]
        state[name] = value if value in known[name] else defaults[name]
    for name in MANY:
        values = dict.fromkeys(asked.get(name, []))
        state[name] = [value for value in values if name not in known or value in known[name]]
    for choice in _OWN:
        _fill_dates(choice, defaults, asked)


def _fill_dates(choice: str, defaults: Mapping[str, str], asked: Mapping[str, list[str]]) -> None:
    """Dates in the link are an "own" choice; without them there is none."""
    state, (widget, names) = st.session_state, _OWN[choice]
    try:
        first, last = (date.fromisoformat(asked.get(name, [""])[0]) for name in names)
    except ValueError:
        if state[choice] == "own":
            state[choice] = defaults[choice]
    else:
        state[choice], state[widget] = "own", (min(first, last), max(first, last))
