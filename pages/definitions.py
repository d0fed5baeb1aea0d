"""Definitions: what does each figure mean, and where does it stand?"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import streamlit as st

from data import catalogue, reports
from data.catalogue import Metric
from pages.components import formats, panels, plain, tables
from pages.components.definitions import ALL_PAGES, pages_shown
from pages.components.filters import View

QUESTION = "What does each figure mean?"
_KINDS = ("report", "dataset")


def main(view: View) -> None:
    top = st.container()
    found = _asked()
    with top:
        panels.answer(QUESTION, sentence(found))
    for section, metrics in found.items():
        if metrics:
            with panels.panel(section):
                for metric in metrics:
                    entry(metric)
    conventions(view)
    columns()


def _asked() -> dict[str, list[Metric]]:
    """The entries of each section that fit the search and the page chosen."""
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        words = st.text_input(
            "Search",
            placeholder="reply, median, cost …",
            key="find",
            bind="query-params",
            width=320,
        )
        page = st.selectbox(
            "Shown on",
            [ALL_PAGES, *pages_shown()],
            key="on",
            bind="query-params",
            width=200,
        )
    return {
        section: [
            metric
            for metric in metrics
            if (page == ALL_PAGES or page.lower() in metric.pages) and fits(metric, words)
        ]
        for section, metrics in catalogue.SECTIONS.items()
    }


def fits(metric: Metric, words: str) -> bool:
    """Whether every word of the search stands somewhere in the entry."""
    text = " ".join(
        (metric.id, metric.label, metric.definition, metric.unit, metric.basis, *metric.labels)
    ).lower()
    return all(word in text for word in words.lower().split())


def sentence(found: dict[str, list[Metric]]) -> str:
    number = sum(len(metrics) for metrics in found.values())
    everything = len(catalogue.METRICS)
    if number == everything:
        return f"**{formats.noun(number, 'figure')}**, each defined once, for screens and files."
    if not number:
        return "No figure fits. Try another word, or all pages."
    return f"**{formats.count(number)} of {formats.noun(everything, 'figure')}** fit."


def entry(metric: Metric) -> None:
    """Label, id, definition; then unit, direction, basis, other names, and where it stands."""
    with st.container(gap="xxsmall"):
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.markdown(f"**{plain.markdown(metric.label)}**", width="content")
            st.caption(f"`{metric.id}`", width="content")
        st.markdown(plain.markdown(metric.definition))
        st.caption(" ".join(_facts(metric)))


def _facts(metric: Metric) -> Iterator[str]:
    yield plain.markdown(catalogue.facts(metric))
    if metric.labels:
        names = ", ".join(f"“{plain.markdown(name)}”" for name in metric.labels)
        yield f"Explains also {names}."
    if metric.pages:
        yield f"On {', '.join(page.capitalize() for page in metric.pages)}."
    yield f"In the files {', '.join(f'`{name}`' for name in metric.reports)}."


def conventions(view: View) -> None:
    with panels.panel("What holds for all of them"):
        st.markdown(
            f"- Days, weeks and months are those of {view.zone}; times in files are UTC.\n"
            "- The range selects by the event named as basis; what happened to the selected rows "
            "counts until the moment of the data, the end of the source's last good read.\n"
            "- A rate is k ÷ n with its 95% interval (Wilson, where nothing else is said). n = 0 "
            "is a dash, never 0%.\n"
            "- A change of a rate, time or cost is a number only when its 95% interval leaves 0 "
            "out; that of a volume is told as counted.\n"
            "- Rankings go by the cautious end of the interval; groups with too few cases are "
            "named last and not ranked.\n"
            "- Hatched means not over yet, or cut by the range; such a month is named “in part”."
        )


def columns() -> None:
    rows = [
        (info.name, column, catalogue.column(info.name, column))
        for info in reports.catalogue().values()
        if info.kind in _KINDS
        for column in info.columns
    ]
    with panels.panel(
        "Columns of the files", "Every dataset and report; the table's own search finds a name"
    ):
        tables.table(
            pd.DataFrame(rows, columns=["file", "column", "meaning"]),
            {
                "file": tables.text("File", 190),
                "column": tables.text("Column", 210),
                "meaning": tables.text("Meaning", 900),
            },
            key="columns_of_files",
        )


main(st.session_state["view"])
