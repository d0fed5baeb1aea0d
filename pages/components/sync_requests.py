"""Requests an hour, source by source, against the limit."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from data.reports import Filters
from data.runtime import current
from data.sync.published_limits import set_limits
from pages.components import formats, panels
from pages.components.charts.hourly import Limit, hourly
from pages.components.filters import View
from pages.components.reading import report
from pages.components.sync_sources import name_of

_MINUTES_AN_HOUR = 60


def draw(view: View) -> None:
    """Yesterday and today, one source at a time: their limits have nothing in common."""
    limits = set_limits(current().settings)
    rows = of_days(view.zone, days=2)
    if rows.empty or not limits:
        st.markdown(":material/inbox: No request was sent yesterday or today.")
        return
    names = {source: name_of(source) for source in limits}
    source = panels.switch("Source", names, key="requests_of")
    shown = rows[rows["source"] == source]
    if shown.empty:
        st.markdown(f":material/inbox: {names[source]} was not asked yesterday or today.")
        return
    limit = _MINUTES_AN_HOUR * limits[source]
    panels.chart(
        hourly(
            shown,
            panels.theme(),
            hour="hour",
            value="requests",
            span=_span(view.zone),
            limit=Limit(limit, f"limit {formats.count(limit)} an hour"),
        ),
        key="requests_by_hour",
        finding=f"At most {formats.count(shown['requests'].max())} requests in an hour; "
        f"{formats.count(limit)} are allowed.",
        rows=shown[["hour", "requests"]],
    )


def today(zone: str) -> int:
    """Requests to all sources since midnight in the zone."""
    return int(of_days(zone, days=1)["requests"].sum())


def of_days(zone: str, *, days: int) -> pd.DataFrame:
    """Requests by hour and source of so many days, the last of them today."""
    last = _date_now(zone)
    return report(
        "requests_by_hour", Filters(start=last - timedelta(days=days - 1), end=last, zone=zone)
    )


def _span(zone: str) -> tuple[datetime, datetime]:
    """From the beginning of yesterday to the end of today, by the clocks of the zone."""
    midnight = datetime.combine(_date_now(zone), time.min)
    return midnight - timedelta(days=1), midnight + timedelta(days=1)


def _date_now(zone: str) -> date:
    return datetime.now(UTC).astimezone(ZoneInfo(zone)).date()
