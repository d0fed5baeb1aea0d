"""The words of the figures where they stand: tooltips, and the way to the Definitions page."""

from __future__ import annotations

import streamlit as st

from data import catalogue
from data.catalogue import Metric
from pages.components import plain

ALL_PAGES = "All pages"


def link(title: str) -> None:
    """To the definitions of what stands on the page of that title, or to all of them."""
    page = title if title in pages_shown() else ALL_PAGES
    st.page_link(
        "definitions.py",
        label="Definitions",
        icon=":material/menu_book:",
        query_params={"on": page},
        help="What the figures of this page mean",
    )


def pages_shown() -> list[str]:
    """The pages that the catalogue names, as the navigation calls them."""
    named = {page for metric in catalogue.METRICS for page in metric.pages}
    return sorted(page.capitalize() for page in named)


def words(metric: Metric, *, note: str = "") -> str:
    """A figure's definition and basis, for a tooltip."""
    parts = (metric.definition, note, f"Basis: {metric.basis}.")
    return plain.markdown(" ".join(part for part in parts if part))


def of(name: str) -> str | None:
    """The tooltip of a heading or title on the page that is open; None where it is no figure.

    "Promise kept, by package" is explained as "Promise kept".
    """
    names = catalogue.names_on(st.session_state.get("page", ""))
    metric = names.get(name) or names.get(name.partition(", by ")[0])
    return None if metric is None else words(metric)
