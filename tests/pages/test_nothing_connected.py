"""An empty warehouse and no source set up: each page says what it needs, and nothing is red."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from data.warehouse import Warehouse
from tests.pages.driving import answer, cards, charts, markdown, running_on, visit, went_well

pytestmark = pytest.mark.usefixtures("empty")

NEEDS = {
    "delivery": "Podcast Backlinks",
    "indexing": "Podcast Backlinks",
    "clients": "Podcast Backlinks",
    "campaigns": "Backlink Outreach",
    "replies": "Backlink Outreach",
}


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with running_on(tmp_path_factory.mktemp("off") / "empty.duckdb") as warehouse:
        yield warehouse


@pytest.mark.parametrize(("page", "source"), NEEDS.items())
def test_the_page_names_the_source_it_needs(page: str, source: str) -> None:
    app = visit(page)
    assert went_well(app)
    assert answer(app) == f"{source} is not connected."
    assert any(text.startswith("Connect it to see") for text in markdown(app))
    assert app.get("page_link")
    assert not cards(app) and not charts(app)


@pytest.mark.parametrize("page", ["overview", "exports", "sync"])
def test_the_others_open_without_an_error(page: str) -> None:
    app = visit(page)
    assert went_well(app) and not app.warning
    assert answer(app)
    assert not charts(app)


def test_sync_says_how_to_connect() -> None:
    app = visit("sync")
    assert answer(app) == "No source is connected."
    text = "\n".join(markdown(app))
    assert "PODCAST_BACKLINKS__API_KEY" in text
    assert "BACKLINK_OUTREACH__TOKEN" in text
