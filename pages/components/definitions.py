"""The way to the words of the figures, from every page."""

from __future__ import annotations

import streamlit as st

from data import catalogue

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
