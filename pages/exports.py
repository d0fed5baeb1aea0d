"""Exports: get exactly what I see, all of it."""

from __future__ import annotations

import shlex
from urllib.parse import urlencode

import streamlit as st

from data import reports
from data.exports import FORMATS
from pages.components import access, formats, panels, states, tables
from pages.components.filters import View
from pages.components.reading import report

QUESTION = "Get exactly what I see, all of it"
KINDS = {"dataset": "Datasets: one row per thing", "report": "Reports: figures by group"}
PREVIEW_ROWS = 20
STAFF_ONLY = {"quarantine"}


def main(view: View) -> None:
    kind, name, by = choose()
    filters = view.by(by) if by else view.filters
    rows = report(name, filters)
    panels.answer(
        view.describe(QUESTION),
        f"**{formats.noun(len(rows), 'row')}** match your filters; buckets in {view.zone}, "
        "times in the file are UTC.",
    )
    with panels.panel(panels.words(name), grain(name)):
        downloads(name, view, by)
        st.caption(f"The first {min(PREVIEW_ROWS, len(rows))} of {formats.noun(len(rows), 'row')}")
        st.dataframe(
            rows.head(PREVIEW_ROWS),
            hide_index=True,
            row_height=tables.ROW_HEIGHT,
            key="preview",
        )
    with panels.panel(
        "The same as a link and as a command", "Both give all rows, by the same query"
    ):
        options = panels.export_options(view, **({"by": by} if by else {}))
        st.code(f"/exports/{name}.csv?{urlencode(options, doseq=True)}", language=None)
        st.code(command(name, options), language="bash")


def choose() -> tuple[str, str, str | None]:
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
        names = {info.name: info for info in infos if info.kind == kind}
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
    return kind, name, by


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
