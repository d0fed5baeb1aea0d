"""Exports: get exactly what I see, all of it."""

from __future__ import annotations

import shlex
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from data import exports, reports
from data.exports import FORMATS
from data.reports import Filters
from data.runtime import current
from pages.components import access, formats, panels, states, tables
from pages.components.filters import View
from pages.components.reading import checksum, sample

QUESTION = "Get exactly what I see, all of it"
KINDS = {"dataset": "Datasets: one row per thing", "report": "Reports: figures by group"}
PREVIEW_ROWS = 20
MOST_ROWS_HASHED = 50_000
STAFF_ONLY = {"quarantine"}
FIRST = (
    "orders",
    "placements",
    "campaigns",
    "leads",
    "attempts",
    "replies",
    "follow_ups",
    "delivery_times",
    "indexing_rates",
    "campaign_outcomes",
    "campaign_funnel",
    "client_summary",
)


def main(view: View) -> None:
    top = st.container()
    name, by = choose()
    filters = view.by(by) if by else view.filters
    rows, total = sample(name, filters, rows=PREVIEW_ROWS)
    with top:
        panels.answer(
            view.describe(QUESTION, compares=False),
            f"**{formats.noun(total, 'row')}** match{'es' if total == 1 else ''} your filters; "
            f"times in the file are UTC, days and months in {view.zone}.",
        )
    with panels.panel(panels.words(name), grain(name)):
        downloads(name, view, by)
        st.caption(f"The first {len(rows)} of {formats.noun(total, 'row')}")
        st.dataframe(rows, hide_index=True, row_height=tables.ROW_HEIGHT, key="preview")
    with panels.panel("What the file says of itself", "Enough to ask the same question again"):
        manifest(name, filters, total)
    with panels.panel(
        "The same as a link and as a command", "Both give all rows, by the same query"
    ):
        options = panels.export_options(view, **({"by": by} if by else {}))
        st.code(f"/exports/{name}.csv?{urlencode(options, doseq=True)}", language=None)
        st.code(command(name, options), language="bash")


def choose() -> tuple[str, str | None]:
    infos = [
        info
        for info in reports.catalogue().values()
        if info.kind in KINDS and (access.scope().sees_all or info.name not in STAFF_ONLY)
    ]
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        kind = (
            st.segmented_control(
                "Kind",
                list(KINDS),
                format_func=lambda kind: KINDS[kind].partition(":")[0],
                default="dataset",
                key="export_kind",
            )
            or "dataset"
        )
        names = {info.name: info for info in sorted(infos, key=by_interest) if info.kind == kind}
        name = st.selectbox(
            "Name", list(names), format_func=panels.words, key="export_name", width=280
        )
        groupings = names[name].groupings
        by = None
        if groupings:
            by = st.selectbox(
                "Grouped by",
                [None, *groupings],
                format_func=lambda column: "Nothing" if column is None else panels.words(column),
                key="export_by",
                width=200,
            )
    return name, by


def by_interest(info: reports.ReportInfo) -> tuple[int, str]:
    """What most people come for first, the rest by name."""
    return (FIRST.index(info.name) if info.name in FIRST else len(FIRST), info.name)


def manifest(name: str, filters: Filters, total: int) -> None:
    about = exports.describe(current().warehouse, name, filters)
    lines = [*about.lines(), ("Rows", formats.count(total))]
    if total <= MOST_ROWS_HASHED:
        lines.append(("SHA-256 of the CSV file", checksum(name, filters)))
    tables.table(
        pd.DataFrame(lines, columns=["what", "value"]),
        {"what": tables.text("What", 220), "value": tables.text("Value", 600)},
        key="manifest",
    )


def grain(name: str) -> str:
    return reports.catalogue()[name].grain


def downloads(name: str, view: View, by: str | None) -> None:
    query = urlencode(panels.export_options(view, **({"by": by} if by else {})), doseq=True)
    with st.container(horizontal=True, gap="xsmall"):
        for format in FORMATS:
            st.link_button(
                format.upper(), f"/exports/{name}.{format}?{query}", icon=":material/download:"
            )


def command(name: str, options: dict[str, str | list[str]]) -> str:
    words = [f"python -m data export {name}"]
    for option, value in options.items():
        values = [value] if isinstance(value, str) else value
        words += [f"--{option.replace('_', '-')} {shlex.quote(text)}" for text in values]
    return " ".join(words)


if not states.first_read("podcast"):
    main(st.session_state["view"])
