"""Hostile texts on every page of the real app, in a real browser: nothing runs or loads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from data import settings, shares
from data.warehouse import Warehouse
from tests.access import crowd, hostile
from tests.access.opening import PAGES
from tests.chromium import PATIENCE
from tests.starting import App, Home, app_of

pytestmark = pytest.mark.browser

SECRET = "s" * 40
CLIENT = crowd.client_id(2)
# What markup would leave in a document: none of it is Streamlit's own.
PLANTED = (
    f"[src*='//{hostile.EVIL}'], [href*='//{hostile.EVIL}'], [href^='javascript'], [onerror],"
    f" [onload], [action*='{hostile.EVIL}'], base, meta[http-equiv=refresh], iframe, object, embed"
)


@dataclass(frozen=True)
class Watch:
    """A browser page, and all that it asked for or complained of."""

    page: Page
    home: str
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def begin(self) -> None:
        self.page.on("request", lambda request: self._asked(request.url))
        self.page.on("websocket", lambda socket: self._asked(socket.url))
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("popup", lambda other: self.complaints.append(other.url))
        self.page.on("console", lambda said: self._said(said.type, said.text))

    def _asked(self, url: str) -> None:
        if urlsplit(url)[1] not in ("", self.home):
            self.outside.append(url)

    def _said(self, kind: str, text: str) -> None:
        # Below the address of a page Streamlit asks for its own health first, in vain.
        if kind == "error" and "status of 404" not in text:
            self.complaints.append(text)

    def is_clean(self) -> bool:
        return not self.outside and not self.complaints and not self.page.locator(PLANTED).count()


@dataclass(frozen=True)
class House:
    app: App
    link: str


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder: Path = tmp_path_factory.mktemp("hostile")
    url = f"duckdb:///{folder / 'crowd.duckdb'}"
    signing = settings.load(app={"secret": SECRET})
    with Warehouse.open(url) as warehouse:
        hostile.fill(warehouse)
        share = shares.create(
            warehouse,
            signing,
            client_id=CLIENT,
            start=date(2026, 4, 1),
            end=date(2026, 6, 30),
            zone="UTC",
            as_of=None,
            created_by="manager",
        )
    own = {"WAREHOUSE__URL": url, "SYNC__EVERY_MINUTES": "0", "APP__SECRET": SECRET}
    with app_of(Home(folder, own)) as app:
        yield House(app, f"/share/{shares.token(signing, share)}")


@pytest.fixture
def watch(house: House, browser: Browser) -> Iterator[Watch]:
    context = browser.new_context(viewport={"width": 1440, "height": 1400})
    watch = Watch(context.new_page(), urlsplit(house.app.url).netloc)
    watch.begin()
    yield watch
    context.close()


def settle(page: Page) -> None:
    expect(page.get_by_test_id("stApp")).to_have_attribute(
        "data-test-script-state", "notRunning", timeout=6 * PATIENCE
    )
    expect(page.locator("h3").first).to_be_visible(timeout=6 * PATIENCE)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=6 * PATIENCE)
    expect(page.get_by_test_id("stException")).to_have_count(0)


def hover_charts(page: Page) -> None:
    """Over each chart in a few places, so that its labels come up."""
    for chart in page.locator(".js-plotly-plot .nsewdrag").all():
        box = chart.bounding_box()
        for share in (0.15, 0.5, 0.85) if box else ():
            chart.hover(position={"x": box["width"] * share, "y": box["height"] / 2}, force=True)


def test_no_text_runs_or_loads_anything_on_any_page(house: House, watch: Watch) -> None:
    one = f"?range=all&client={CLIENT}&niche={quote(hostile.STRINGS[0])}"
    # The first page of a role has the address of the house.
    pages = ["" if page == "overview" else page for page in PAGES]
    for path in [*(f"{page}?range=all" for page in pages), f"clients{one}", f"exports{one}"]:
        watch.page.goto(f"{house.app.url}/{path}")
        settle(watch.page)
        hover_charts(watch.page)
        assert watch.is_clean(), f"{path}: {watch.outside} {watch.complaints}"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_text_runs_or_loads_anything_on_a_shared_page(
    house: House, watch: Watch, theme: str
) -> None:
    watch.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    watch.page.goto(f"{house.app.url}{house.link}")
    expect(watch.page.locator("h1")).to_be_visible(timeout=PATIENCE)
    assert watch.is_clean(), f"{watch.outside} {watch.complaints}"
    assert watch.page.locator("script, style[href], form, svg, b b").count() == 0
    for link in watch.page.locator("a").all():
        assert urlsplit(str(link.get_attribute("href"))).scheme in ("", "http", "https")


def test_a_table_offers_no_file_of_its_own(house: House, watch: Watch) -> None:
    """Streamlit's holds formulas that spreadsheets run; the button below the table gives ours."""
    watch.page.goto(f"{house.app.url}/clients?range=90d&client={CLIENT}")
    settle(watch.page)
    watch.page.get_by_test_id("stDataFrame").first.hover(force=True)
    expect(watch.page.locator("[aria-label^='Search']").first).to_be_visible(timeout=PATIENCE)
    expect(watch.page.locator("[aria-label^='Download as CSV']").first).to_be_hidden()
    expect(watch.page.locator("[aria-label^='Download as CSV']")).not_to_have_count(0)
