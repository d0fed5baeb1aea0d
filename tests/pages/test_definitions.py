"""Every figure that a page shows is explained on the Definitions page."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from data import catalogue
from data.catalogue import workflow
from tests.filled import ACME
from tests.pages.driving import (
    answer,
    captions,
    charts,
    everything_shown,
    markdown,
    visit,
    went_well,
)

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
# Titles of lists and forms; the figures in them are looked at by themselves.
NO_CHART = {
    "Archive", "Campaigns", "Client report", "Clients", "Connect your own accounts",
    "Estimate the cost of waiting", "Last reads", "Links", "Next read", "Reading now", "Replies",
    "Rows in the warehouse", "Sources", "Stuck longest", "Webhooks", "What only you know",
    "What you saw yourself",
}  # fmt: skip


PARTS = ("links", "workflow", "recover", "waiting", "archive")
# A dialog opens at a click on a row; a saving is shown when somebody entered the natural wait.
NOT_AT_ONCE = {"join_rate", "lineage", "saved_vs_natural"}
# Empty without a list; tests/pages/test_indexing_page.py brings one.
WORKFLOW = {metric.id for metric in workflow.METRICS}


def opened(page: str) -> AppTest:
    app = visit(page, range="all", more="true")
    assert went_well(app)
    return app


def opened_wholly(page: str) -> Iterator[AppTest]:
    """The page in each of its forms: parts of Indexing, all clients and one."""
    yield opened(page)
    if page == "indexing":
        for part in PARTS:
            yield opened(page).button_group(key="indexing_part").set_value(part).run()
    if page == "clients":
        yield visit(page, range="all", client=ACME)


def labels(app: AppTest) -> set[str]:
    """What cards and table headings call their figures."""
    headings = {
        str(column["label"])
        for frame in app.dataframe
        for column in json.loads(frame.proto.columns or "{}").values()
        if column.get("label")
    }
    return {metric.label for metric in app.metric} | headings


def titles(app: AppTest) -> set[str]:
    """The headings of panels; a grouping stands behind a comma: "Promise kept, by package"."""
    headings = (text for text in markdown(app) if text.startswith("#### "))
    return {text.removeprefix("#### ").partition(", by ")[0] for text in headings}


def legends(app: AppTest) -> set[str]:
    """What charts call their series."""
    return {trace["name"] for chart in charts(app) for trace in chart["data"] if "name" in trace}


@pytest.mark.parametrize("page", SHOWN_BY)
def test_every_figure_on_a_page_is_in_the_catalogue(page: str) -> None:
    """What fails here needs an entry, a name in `labels`, or is no figure (NO_FIGURE, NO_CHART)."""
    found = set()
    for app in opened_wholly(page):
        found |= (labels(app) - NO_FIGURE) | (titles(app) - NO_CHART) | legends(app)
    assert found
    unknown = sorted(found - set(catalogue.names_on(page)))
    assert not unknown, ", ".join(unknown)


@pytest.mark.parametrize("page", SHOWN_BY)
def test_what_the_catalogue_says_of_a_page_stands_there(page: str) -> None:
    """Else the Definitions page sends its reader to look for a figure in vain."""
    text = "\n".join(
        "\n".join((everything_shown(app), *labels(app))) for app in opened_wholly(page)
    ).lower()
    missing = [
        metric.id
        for metric in catalogue.METRICS
        if page in metric.pages
        and metric.id not in NOT_AT_ONCE | WORKFLOW
        and not any(name.lower() in text for name in (metric.label, *metric.labels))
    ]
    assert not missing, ", ".join(missing)


def test_no_name_on_a_page_means_two_figures() -> None:
    for page in SHOWN_BY:
        names = Counter(
            name
            for metric in catalogue.METRICS
            if page in metric.pages
            for name in (metric.label, *metric.labels)
        )
        assert [name for name, entries in names.items() if entries > 1] == [], page


def test_a_figure_tells_its_definition_and_basis_when_pointed_at() -> None:
    app = opened("delivery")
    (card,) = [one.proto.help for one in app.caption if "due [" in str(one.value)]
    title = next(one.proto.help for one in app.markdown if "#### Promise kept" in str(one.value))
    assert card == title
    assert card.replace("\\", "").endswith("Basis: first promise.")


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
