"""One walk through every page, as a person would take it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

from tests.chromium import PATIENCE, settle

pytestmark = pytest.mark.browser

QUESTIONS = {
    "Overview": "Are we delivering",
    "Delivery": "How long does delivery take",
    "Indexing": "How many links get indexed",
    "Campaigns": "Which campaigns earn links",
    "Replies": "How do people answer",
    "Money": "What does a link cost",
    "Clients": "What did each client get",
    "Exports": "Get exactly what I see",
    "Sync": "Can I trust the figures",
    "Definitions": "What does each figure mean",
}
UNDER_MORE = {"Sync", "Definitions"}
WITHOUT_CHARTS = {"Money", "Clients", "Exports", "Sync", "Definitions"}


@pytest.fixture(params=[("light", 1440), ("dark", 390)], ids=["light-desk", "dark-phone"])
def strict_page(request: pytest.FixtureRequest, page: Page) -> Iterator[Page]:
    """Of two themes and widths; any console error or uncaught exception fails its test."""
    theme, width = request.param
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 1000})
    wrong: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            wrong.append(message.text)

    page.on("console", heard)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    assert not wrong


def open_page(page: Page, name: str) -> None:
    """By the navigation; on a phone it is folded into a menu, on a desk its end is."""
    more = page.get_by_test_id("stTopNavSection").filter(has_text="More")
    if name in UNDER_MORE and more.first.is_visible():
        more.first.click()
        page.get_by_role("menuitem", name=name, exact=True).click()
        return
    link = page.get_by_role("link", name=name, exact=True).first
    expect(link).to_be_attached(timeout=PATIENCE)
    fold = page.get_by_test_id("stExpandSidebarButton")
    if fold.is_visible():
        fold.click()
    expect(link).to_be_in_viewport(timeout=PATIENCE)
    link.click()


def test_every_page_shows_its_answer_and_never_scrolls_sideways(
    app: str, strict_page: Page
) -> None:
    page = strict_page
    page.goto(app)
    for name, question in QUESTIONS.items():
        open_page(page, name)
        expect(page.get_by_text(question).first).to_be_visible(timeout=PATIENCE)
        settle(page)
        assert page.locator("h3").first.inner_text().strip(), name
        wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        assert not wide, f"{name} scrolls sideways"
        if name not in WITHOUT_CHARTS:
            expect(page.locator(".js-plotly-plot").first).to_be_attached(timeout=PATIENCE)


def test_a_filter_stands_in_the_url_and_comes_back_from_it(app: str, page: Page) -> None:
    page.goto(f"{app}/delivery?range=4w&package=growth")
    expect(page.get_by_role("button", name="4 weeks")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("button", name="Filter · 1")).to_be_visible(timeout=PATIENCE)
    settle(page)
    assert "range=4w" in page.url and "package=growth" in page.url


def test_a_download_from_a_page_holds_all_rows(app: str, page: Page, tmp_path: Path) -> None:
    page.goto(f"{app}/exports?range=all")
    link = page.get_by_role("link", name="CSV")
    expect(link).to_be_visible(timeout=PATIENCE)
    settle(page)
    promised = page.locator("h3 strong").first.inner_text().split()[0].replace(",", "")
    with page.expect_download() as download:
        link.click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    with file.open(newline="", encoding="utf-8-sig") as text:
        rows = list(csv.reader(text))
    assert len(rows) - 1 == int(promised)
