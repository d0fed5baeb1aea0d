"""The one filter bar of all pages, kept in the URL.

A link opens the same view. What a viewer may see does not depend on it: the scope is applied in the
query. A value that nobody knows filters all the same, to nothing, and the caption says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from data.reports import Filters
from data.zones import names as zone_names
from pages.components import formats, freshness, periods, plain, url_state
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
    versus: str = "vs prior"
    unknown: tuple[str, ...] = ()
    read_at: tuple[tuple[str, datetime], ...] = ()

    @property
    def zone(self) -> str:
        return self.filters.zone

    def by(self, column: str) -> Filters:
        return replace(self.filters, by=column)

    def describe(self, question: str, *sources: str, compares: bool = True) -> str:
        """The line above the answer: question, dates, zone, comparison if the page draws one, the
        moment up to which these sources were read (the oldest), and filters that fit nothing."""
        against = f", against {self.against}" if self.before and compares else ""
        dates = self.dates if self.filters.start else "all time"
        said = f"{question} · {dates} ({self.zone}){against}"
        return f"{said}{self._as_of(sources)}{self._unknown_words()}"

    def _as_of(self, sources: tuple[str, ...]) -> str:
        times = [at for source, at in self.read_at if source in sources]
        return f" · as of {formats.when(min(times), self.zone)}" if times else ""

    def _unknown_words(self) -> str:
        if not self.unknown:
            return ""
        values = ", ".join(plain.markdown(plain.shortened(value, 40)) for value in self.unknown)
        return f" · **unknown here, so nothing fits: {values}**"


def bar(default_zone: str, *, shows_clients: bool) -> View:
    """Draw the three buttons; the label of each is its present state."""
    options = report("filter_options", Filters())
    choices = {kind: _choices(options, kind) for kind in url_state.MANY}
    zones = _zones(default_zone)
    defaults = {"range": periods.DEFAULT_PRESET, "compare": "prior", "zone": default_zone}
    singles = {"range": periods.PRESETS, "compare": periods.COMPARISONS, "zone": zones}
    # without the widget nobody could take an unknown client out again
    fixed = {} if shows_clients else {"client": choices["client"]}
    url_state.restore(defaults, {**fixed, **singles})
    unknown = _offer_unknown(choices)
    with st.popover(periods.PRESETS[st.session_state["range"]], key="range_filter"):
        _range_inputs(zones)
    if shows_clients:
        with st.popover(_client_label(choices["client"]), key="client_filter"):
            _multiselect("client", "Clients", choices["client"])
    with st.popover(_lists_label(), key="list_filter"):
        for kind, name in _LISTS.items():
            _multiselect(kind, name, choices[kind])
        st.button("Clear", on_click=_clear, key="clear_filters", width="stretch")
    url_state.publish(defaults)
    return _view(choices["client"], unknown)


def _offer_unknown(choices: dict[str, dict[str, str]]) -> tuple[str, ...]:
    """What a link names and no filter offers becomes an option, so that it can be taken out."""
    unknown: list[str] = []
    for kind, offered in choices.items():
        new = [value for value in st.session_state[kind] if value not in offered]
        offered.update({value: f"{value} (unknown)" for value in new})
        unknown += new
    return tuple(unknown)


def _view(clients: dict[str, str], unknown: tuple[str, ...]) -> View:
    state = st.session_state
    preset, comparison, zone = state["range"], state["compare"], state["zone"]
    current = periods.period(preset, _today(zone), tuple(state.get("dates", ())))
    other = periods.compared(current, comparison, preset, tuple(state.get("against_dates", ())))
    chosen = {kind: tuple(sorted(state[kind])) for kind in url_state.MANY}
    filters = Filters(
        start=current.start,
        end=current.end,
        zone=zone,
        clients=chosen["client"],
        packages=chosen["package"],
        platforms=chosen["platform"],
        niches=chosen["niche"],
        campaigns=chosen["campaign"],
        senders=chosen["sender"],
    )
    return View(
        filters=filters,
        before=other and replace(filters, start=other.start, end=other.end),
        dates=_dates(current),
        against=_against(other, preset, comparison),
        versus=periods.VERSUS[comparison],
        unknown=unknown,
        client_names=tuple(clients.get(client, client) for client in chosen["client"]),
        read_at=freshness.read_at(),
    )


def known_clients() -> dict[str, str]:
    """Id and name of every client that the viewer may see."""
    return _choices(report("filter_options", Filters()), "client")


def show_all_time() -> None:
    """Callback of the button that empty panels offer."""
    st.session_state["range"] = "all"


def _today(zone: str) -> date:
    """The date of the newest data in the chosen zone: a stale source must not look empty."""
    newest = freshness.newest() or datetime.now(ZoneInfo("UTC")).replace(tzinfo=None)
    return newest.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone)).date()


def _dates(current: periods.Period) -> str:
    if current.start is None or current.end is None:
        return "the time on record"  # pages write: no order was placed in …
    return formats.day_range(current.start, current.end)


def _against(other: periods.Period | None, preset: str, comparison: str) -> str:
    if other is not None and comparison != "year" and "own" in (preset, comparison):
        return _dates(other)
    return periods.comparison_name(preset, comparison)


def _zones(default_zone: str) -> list[str]:
    """A few, and those of this browser, of the link and of the session: a link says the same to
    everybody."""
    own = {st.context.timezone, st.query_params.get("zone"), st.session_state.get("zone")}
    return ["UTC", *sorted(({default_zone, *_ZONES} | (own & zone_names())) - {"UTC"})]


def _range_inputs(zones: list[str]) -> None:
    st.selectbox(
        "Dates", list(periods.PRESETS), format_func=periods.PRESETS.__getitem__, key="range"
    )
    if st.session_state["range"] == "own":
        today = _today(st.session_state["zone"])
        st.session_state.setdefault("dates", (today - timedelta(days=27), today))
        st.date_input("From and to", key="dates")
    st.selectbox(
        "Compare with",
        list(periods.COMPARISONS),
        format_func=periods.COMPARISONS.__getitem__,
        key="compare",
    )
    if st.session_state["compare"] == "own":
        today = _today(st.session_state["zone"])
        st.session_state.setdefault(
            "against_dates", (today - timedelta(days=55), today - timedelta(days=28))
        )
        st.date_input("Compare from and to", key="against_dates")
    st.selectbox("Time zone", zones, key="zone")


def _choices(options: pd.DataFrame, kind: str) -> dict[str, str]:
    rows = options[options["kind"] == kind]
    return dict(zip(rows["value"], rows["label"], strict=True))


def _multiselect(kind: str, name: str, choices: dict[str, str]) -> None:
    st.multiselect(
        name,
        list(choices),
        format_func=lambda value: plain.shortened(choices.get(value, value), 40),
        key=kind,
        placeholder="All" if choices else "None yet",
        disabled=not choices,
    )


def _clear() -> None:
    for kind in _LISTS:
        st.session_state[kind] = []


def _client_label(clients: dict[str, str]) -> str:
    chosen = st.session_state["client"]
    if not chosen:
        return "All clients"
    if len(chosen) > 1:
        return f"{len(chosen)} clients"
    return plain.markdown(plain.shortened(clients.get(chosen[0], chosen[0]), 20))


def _lists_label() -> str:
    number = sum(1 for kind in _LISTS if st.session_state[kind])
    return f"Filter · {number}" if number else "Filter"
