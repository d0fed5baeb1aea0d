"""Every figure that a page shows is explained on the Definitions page."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from data import catalogue
from tests.pages.driving import answer, captions, markdown, visit, went_well

pytestmark = pytest.mark.usefixtures("reading")

SHOWN_BY = ("overview", "delivery", "indexing", "campaigns", "replies", "money", "clients", "sync")
# Headings of columns that hold no figure: names, states, times, and parts of the figure beside it.
NO_FIGURE = {
    "", "About", "Address", "Age", "Ask", "Best reply", "Campaign", "Class", "Client", "Clock",
    "Contacted", "Currency", "Delivered", "Details", "Evidence", "From", "How", "Indexed", "Link",
    "Links", "Live since", "Niche", "Month", "Open order", "Order", "Ordered", "Outcome",
    "Package", "Page", "Placed, divided by", "Platform", "Promised", "Reason", "Received", "Rule",
    "Segment", "Source", "State", "Status", "Subject", "Target", "Verdict", "Website", "What",
    "What happened", "When", "Who says so", "Why", "k/n [95%]", "[95%] · k/n aged ≥ 7 d",
    "Latest", "Longest", "Anchor", "Entity", "Row", "Field", "First seen", "Last seen", "Message",
    "Started", "Trigger", "Event", "Figure", "Then: k/n [95%]", "Now: k/n [95%]", "Addresses",
    "Step", "Finished", "Endpoint", "Definition", "API", "Valid from",
}  # fmt: skip


def opened(page: str) -> AppTest:
    app = visit(page, range="all", more="true")
    assert went_well(app)
    return app


def labels(app: AppTest) -> set[str]:
    """What cards and table headings call their figures."""
    headings = {
        str(column["label"])
        for frame in app.dataframe
        for column in json.loads(frame.proto.columns or "{}").values()
        if column.get("label")
    }
    return {metric.label for metric in app.metric} | headings


def explained(page: str) -> set[str]:
    """Every name under which the catalogue explains a figure of this page."""
    return {
        name
        for metric in catalogue.METRICS
        if page in metric.pages
        for name in (metric.label, *metric.labels)
    }


@pytest.mark.parametrize("page", SHOWN_BY)
def test_every_figure_on_a_page_is_in_the_catalogue(page: str) -> None:
    """What fails here needs an entry, a name in `labels`, or is no figure (NO_FIGURE)."""
    found = labels(opened(page))
    assert found
    unknown = sorted(found - explained(page) - NO_FIGURE)
    assert not unknown, ", ".join(unknown)


def test_the_page_lists_every_entry_with_its_id() -> None:
    app = visit("definitions")
    assert went_well(app)
    assert answer(app).startswith(f"**{len(catalogue.METRICS)}\u00a0figures**")
    shown = set(captions(app))
    assert {f"`{metric.id}`" for metric in catalogue.METRICS} <= shown


def test_a_search_finds_by_words_and_ids() -> None:
    app = visit("definitions", find="natural wait")
    assert answer(app) == f"**1 of {len(catalogue.METRICS)}\u00a0figures** fit."
    assert any(caption == "`saved_vs_natural`" for caption in captions(app))
    assert answer(visit("definitions", find="zebra")) == (
        "No figure fits. Try another word, or all pages."
    )


def test_a_page_leads_to_the_definitions_of_its_own_figures() -> None:
    (link,) = [
        element.proto
        for element in visit("replies").get("page_link")
        if element.proto.label == "Definitions"
    ]
    assert "on=Replies" in link.query_string
    app = visit("definitions", on="Replies")
    labels_shown = {text.strip("*") for text in markdown(app)}
    assert "Positive share" in labels_shown and "Median delivery" not in labels_shown
