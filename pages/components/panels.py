"""Bordered parts of a page: a title, one line that says how to read it, the chart or table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.reports import Filters
from pages.components import definitions
from pages.components.charts import forest
from pages.components.filters import View, show_all_time
from pages.components.reading import report

_NO_MODE_BAR = {"displayModeBar": False}
_PLATFORMS = {
    "apple": "Apple Podcasts",
    "iheart": "iHeart",
    "listennotes": "Listen Notes",
    "playerfm": "Player FM",
    "youtube": "YouTube",
}


def theme() -> str:
    """The browser's theme, for charts: "light" or "dark"."""
    return "dark" if st.context.theme.type == "dark" else "light"


def answer(question: str, sentence: str) -> None:
    """The question in small print and its answer in one sentence."""
    with st.container(gap="xxsmall"):
        st.caption(question)
        st.markdown(f"### {sentence}")


@contextmanager
def panel(
    title: str, caption: str | None = None, *, at: DeltaGenerator | None = None
) -> Iterator[None]:
    """A titled panel, in the page or in a column (`at`); a figure's title says what it means."""
    with (at or st).container(border=True, height="stretch"):
        _heading(f"#### {title}", definitions.of(title), caption)
        yield


def subtitle(title: str, caption: str) -> None:
    """Of a further table in a panel."""
    _heading(f"**{title}**", definitions.of(title), caption)


def _heading(text: str, help: str | None, caption: str | None) -> None:
    with st.container(gap=None):
        st.markdown(text, help=help)
        if caption:
            st.caption(caption)


@contextmanager
def folded(label: str, *, key: str) -> Iterator[bool]:
    """A part that opens on demand, by a click or a link (`?key=true`); says whether it is open,
    so that nothing is computed for a closed one."""
    part = st.expander(label, key=key, bind="query-params")
    with part:
        yield bool(part.open)


def chart(figure: go.Figure, *, key: str, finding: str, rows: pd.DataFrame | None = None) -> Any:
    """A figure with the finding as its text alternative, and a switch to the rows behind it."""
    if rows is not None and st.session_state.get(f"{key}_as_table"):
        st.dataframe(rows, hide_index=True, key=f"{key}_rows", height=min(340, 36 * len(rows) + 40))
        event = None
    else:
        event = st.plotly_chart(
            figure, theme=None, key=key, alt=finding, config=_NO_MODE_BAR, width="stretch"
        )
    if rows is not None:
        st.toggle("As table", key=f"{key}_as_table")
    return event


def weeks_of(view: View) -> str:
    """How to read bars of weeks; a week that the dates cut is no whole one either."""
    return f"weeks from Monday, {view.zone} · hatched: not a whole week"


def nothing(sentence: str, *, key: str) -> None:
    """The designed state of a panel without rows in range."""
    st.markdown(f":material/inbox: {sentence}")
    st.button(
        "Show all time", icon=":material/date_range:", on_click=show_all_time, key=f"{key}_all"
    )


def switch(label: str, choices: dict[str, str], *, key: str) -> str:
    """Small buttons that choose one of a few groupings; the first is the default."""
    first = next(iter(choices))
    chosen = st.segmented_control(
        label,
        list(choices),
        format_func=choices.__getitem__,
        default=first,
        key=key,
        label_visibility="collapsed",
    )
    return chosen or first


def group_names(groups: pd.Series, column: str) -> list[str]:
    """What people call a group: client and campaign names, platform names in words."""
    if column in ("client_id", "campaign_id"):
        kind = column.removesuffix("_id")
        options = report("filter_options", Filters())
        rows = options[options["kind"] == kind]
        names = dict(zip(rows["value"], rows["label"], strict=True))
        return [names.get(value, words(value)) for value in groups]
    return [words(value) for value in groups]


def words(value: str) -> str:
    """delivery_times -> Delivery times; platforms as they write themselves."""
    text = str(value).replace("_", " ")
    return _PLATFORMS.get(text.lower().replace(" ", ""), text[:1].upper() + text[1:])


def forest_of(figure: go.Figure, rows: pd.DataFrame, *, key: str, finding: str) -> None:
    """A forest chart; groups beyond those drawn are named and stand in the table."""
    named = rows[["label", "k", "n", "rate", "low", "high"]]
    chart(figure, key=key, finding=finding, rows=named)
    beyond = int((rows["n"] > 0).sum()) - forest.MOST_ROWS
    if beyond > 0:
        st.caption(f"and {beyond} more, see the table")


def download(
    name: str, view: View, *, label: str = "Download all rows (CSV)", **options: str
) -> None:
    """A link to all rows of a report under the present filters, by the export route."""
    query = urlencode(export_options(view, **options), doseq=True)
    st.link_button(label, f"/exports/{name}.csv?{query}", icon=":material/download:")


def export_options(view: View, **options: str) -> dict[str, str | list[str]]:
    """The present filters in the words of the export route and command."""
    filters = view.filters
    chosen: dict[str, str | list[str]] = {**options}
    if filters.start is not None and filters.end is not None:
        chosen |= {"from": filters.start.isoformat(), "to": filters.end.isoformat()}
    if filters.zone != "UTC":
        chosen["tz"] = filters.zone
    lists = {
        "client": filters.clients,
        "package": filters.packages,
        "platform": filters.platforms,
        "niche": filters.niches,
        "campaign": filters.campaigns,
        "sender": filters.senders,
    }
    return chosen | {name: list(values) for name, values in lists.items() if values}
