"""How a figure moved against the comparison period.

The change and its interval are computed by the report `rate_change`; a change whose interval spans
0 is "no clear change", which is an answer, not a gap.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from data.reports import Filters
from pages.components import formats
from pages.components.cards import NO_CLEAR_CHANGE, Change
from pages.components.filters import View
from pages.components.reading import only_row, report

# A quiet first week is no sign that the records begin in it.
_SLACK = timedelta(days=7)


def of_count(now: float, before: float | None, *, of: str) -> Change | None:
    """Between two counts. `of` is the thing counted, as the report `extent` names it: against a
    period that begins before the first of them, a count would only show that nobody looked.
    """
    if not formats.is_known(now) or not formats.is_known(before):
        return None
    assert before is not None
    if (gap := _gap(of)) is not None:
        return gap
    if now == before:
        return Change("no change", is_clear=False)
    return Change(formats.change_of_count(now - before), against=_view().versus)


def _gap(thing: str) -> Change | None:
    """What stands in place of a change when the compared period lies before the first data."""
    before, zone = _view().before, _view().zone
    extent = report("extent", Filters(clients=_view().filters.clients)).set_index("thing")
    first_at = extent.loc[thing, "first_at"]
    if before is None or before.start is None or before.end is None or first_at != first_at:
        return None
    began = first_at.tz_localize("UTC").tz_convert(ZoneInfo(zone)).date()
    if began > before.end:
        return Change("no data then", is_clear=False)
    if began > before.start + _SLACK:
        return Change(f"data since {formats.day(began)} {began.year}", is_clear=False)
    return None


def _view() -> View:
    view: View = st.session_state["view"]
    return view


def of_rate(
    now: pd.Series, before: pd.Series | None, value: str, low: str, high: str
) -> Change | None:
    """Points between two rates, each with its own limits."""
    return _of_estimate(
        now,
        before,
        (value, low, high),
        lambda change: formats.change_of_rate(change, float(now[value])),
    )


def of_duration(
    now: pd.Series, before: pd.Series | None, value: str, low: str, high: str
) -> Change | None:
    """Hours between two medians."""
    return _of_estimate(now, before, (value, low, high), formats.change_of_duration)


def of_cost(
    now: pd.Series, before: pd.Series | None, names: tuple[str, str, str], currency: str
) -> Change | None:
    """Money between two costs, each with its own limits (value, low, high)."""
    return _of_estimate(
        now, before, names, lambda change: formats.change_of_money(change, currency)
    )


def _of_estimate(
    now: pd.Series,
    before: pd.Series | None,
    names: tuple[str, str, str],
    write: Callable[[float], str],
) -> Change | None:
    if before is None or not all(
        formats.is_known(row[name]) for row in (now, before) for name in names
    ):
        return None
    given = {
        f"{part}{which}": float(row[name])
        for which, row in (("1", now), ("0", before))
        for part, name in zip(("value", "low", "high"), names, strict=True)
    }
    moved = only_row("rate_change", Filters(), **given)
    if not moved["is_clear"]:
        return NO_CLEAR_CHANGE
    return Change(write(float(moved["change"])), against=_view().versus)
