"""The one filter bar of all pages, kept in the URL.

Every widget is bound to a query parameter, so a link opens the same view. What a viewer may see
does not depend on it: the scope is applied in the query, and a forged value filters to nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from data.reports import Filters
from pages.components import formats, freshness, periods, plain
from pages.components.reading import report

_ZONES = (
    "UTC",
    "America/Los_Angeles",
    "America/Denver",
    "America/Chicago",
    "America/New_York",
    "America/Sao_Paulo",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Madrid",
    "Europe/Warsaw",
    "Europe/Athens",
    "Africa/Lagos",
    "Asia/Dubai",
    "Asia/Karachi",
    "Asia/Kolkata",
    "Asia/Bangkok",
    "Asia/Manila",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Australia/Sydney",
)
_LISTS = {
    "package": "Package",
    "platform": "Platform",
    "niche": "Niche",
    "campaign": "Campaign",
    "sender": "Sender",
}


@dataclass(frozen=True)
class View:
    """What the filter bar says: the filters, those of the comparison, and their words."""

    filters: Filters
    before: Filters | None
    dates: str
    against: str
    client_names: tuple[str, ...] = ()

    @property
    def zone(self) -> str:
        return self.filters.zone

    def by(self, column: str) -> Filters:
        return replace(self.filters, by=column)

    def describe(self, question: str) -> str:
        """The line above the answer: question, dates, zone, comparison."""
        against = f", against {self.against}" if self.before else ""
        return f"{question} · {self.dates} ({self.zone}){against}"


def bar(default_zone: str, *, shows_clients: bool) -> View:
    """Draw the three buttons; the label of each is its present state."""
    options = report("filter_options", Filters())
    clients = _choices(options, "client")
    today = _today(_peek_text("zone", default_zone))
    with st.popover(_range_label(), key="range_filter"):
        preset, own, comparison, zone = _range_inputs(default_zone, today)
    chosen: tuple[str, ...] = ()
    if shows_clients:
        with st.popover(_client_label(clients), key="client_filter"):
            chosen = _multiselect("client", "Clients", clients)
    with st.popover(_lists_label(), key="list_filter"):
        lists = {
            kind: _multiselect(kind, name, _choices(options, kind)) for kind, name in _LISTS.items()
        }
        st.button("Clear", on_click=_clear, key="clear_filters", width="stretch")
    return _view(preset, own, comparison, zone, chosen, lists, clients)


def _view(
    preset: str,
    own: tuple[date, ...],
    comparison: str,
    zone: str,
    chosen: tuple[str, ...],
    lists: dict[str, tuple[str, ...]],
    clients: dict[str, str],
) -> View:
    today = _today(zone)
    current = periods.period(preset, today, own)
    other = periods.compared(current, comparison, preset)
    filters = Filters(
        start=current.start,
        end=current.end,
        zone=zone,
        clients=chosen,
        packages=lists["package"],
        platforms=lists["platform"],
        niches=lists["niche"],
        campaigns=lists["campaign"],
        senders=lists["sender"],
    )
    return View(
        filters=filters,
        before=other and replace(filters, start=other.start, end=other.end),
        dates=_dates(current),
        against=periods.comparison_name(preset, comparison),
        client_names=tuple(clients.get(client, client) for client in chosen),
    )


def show_all_time() -> None:
    """Callback of the button that empty panels offer."""
    st.session_state["range"] = "all"


def _today(zone: str) -> date:
    """The date of the newest data in the chosen zone: a stale source must not look empty."""
    newest = freshness.newest() or datetime.now(ZoneInfo("UTC")).replace(tzinfo=None)
    return newest.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone)).date()


def _dates(current: periods.Period) -> str:
    if current.start is None or current.end is None:
        return "all time"
    return formats.day_range(current.start, current.end)


def _range_inputs(default_zone: str, today: date) -> tuple[str, tuple[date, ...], str, str]:
    preset = st.selectbox(
        "Dates",
        list(periods.PRESETS),
        index=list(periods.PRESETS).index(periods.DEFAULT_PRESET),
        format_func=periods.PRESETS.__getitem__,
        key="range",
        bind="query-params",
    )
    own: tuple[date, ...] = ()
    if preset == "own":
        chosen = st.date_input(
            "From and to", (today - timedelta(days=27), today), key="dates", bind="query-params"
        )
        own = chosen if isinstance(chosen, tuple) else (chosen,)
    comparison = st.selectbox(
        "Compare with",
        list(periods.COMPARISONS),
        format_func=periods.COMPARISONS.__getitem__,
        key="compare",
        bind="query-params",
    )
    zones = sorted({default_zone, st.context.timezone or "UTC", *_ZONES} - {"UTC"})
    zone = st.selectbox(
        "Time zone",
        ["UTC", *zones],
        index=["UTC", *zones].index(default_zone),
        key="zone",
        bind="query-params",
    )
    return preset, own, comparison, zone


def _choices(options: pd.DataFrame, kind: str) -> dict[str, str]:
    rows = options[options["kind"] == kind]
    return dict(zip(rows["value"], rows["label"], strict=True))


def _multiselect(kind: str, name: str, choices: dict[str, str]) -> tuple[str, ...]:
    chosen = st.multiselect(
        name,
        list(choices),
        format_func=lambda value: plain.shortened(choices.get(value, value), 40),
        key=kind,
        bind="query-params",
        placeholder="All" if choices else "None yet",
        disabled=not choices,
    )
    return tuple(sorted(chosen))


def _clear() -> None:
    for kind in _LISTS:
        st.session_state[kind] = []


def _peek_text(key: str, default: str) -> str:
    """A widget's value before it is drawn: its state, or on the first run the URL."""
    return str(st.session_state.get(key) or st.query_params.get(key) or default)


def _peek_list(key: str) -> list[str]:
    return list(st.session_state.get(key) or st.query_params.get_all(key))


def _range_label() -> str:
    preset = _peek_text("range", periods.DEFAULT_PRESET)
    return periods.PRESETS.get(preset, preset)


def _client_label(clients: dict[str, str]) -> str:
    chosen = _peek_list("client")
    if not chosen:
        return "All clients"
    if len(chosen) > 1:
        return f"{len(chosen)} clients"
    return plain.markdown(plain.shortened(clients.get(chosen[0], chosen[0]), 20))


def _lists_label() -> str:
    number = sum(1 for kind in _LISTS if _peek_list(kind))
    return f"Filter · {number}" if number else "Filter"
