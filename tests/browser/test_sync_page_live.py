"""The Sync page while things happen: events land and syncs end, and nobody reloads or clicks."""

from __future__ import annotations

import re

import pytest
import requests
from playwright.sync_api import Browser, Page, WebSocket, expect

from data.sandbox.options import Options
from tests.chromium import PATIENCE, settle
from tests.webhooks.events import event, signed

pytestmark = pytest.mark.browser

A_FEW_SECONDS = 40_000  # on a busy machine; a few on a quiet one
FRAMES = 6  # the page's own polls, every two seconds


@pytest.fixture(autouse=True)
def opened(app: str, page: Page) -> None:
    page.goto(f"{app}/sync")
    expect(page.get_by_text("Can I trust the figures")).to_be_visible(timeout=PATIENCE)
    settle(page)


def post(app: str, body: bytes) -> None:
    """As the vendor does."""
    headers = signed(body, Options().webhook_secret)
    answer = requests.post(f"{app}/webhooks/podcast-backlinks", body, headers=headers, timeout=10)
    assert answer.status_code == 200, answer.text


def rows_shown(page: Page, table: str) -> int:
    badge = page.get_by_text(re.compile(rf"^{table} [\d,]+$"))
    return int(badge.inner_text().rpartition(" ")[2].replace(",", ""))


def expect_rows(page: Page, table: str, rows: int) -> None:
    """At least so many: the demo's own beat may bring more meanwhile."""
    shows_enough = """([table, rows]) => [...document.querySelectorAll('p')].some(p =>
        p.innerText.startsWith(table + ' ')
        && Number(p.innerText.slice(table.length).replaceAll(',', '')) >= rows)"""
    page.wait_for_function(shows_enough, arg=[table, rows], timeout=A_FEW_SECONDS, polling=500)


def test_an_event_shows_by_itself_and_disturbs_no_typing(app: str, page: Page) -> None:
    events = rows_shown(page, "Webhook events")
    page.get_by_role("button", name="Filter").first.click()
    search = page.get_by_role("combobox", name="Package")
    search.press_sequentially("gro")
    post(app, event("in_progress", 1, id="ord_live_1"))
    expect_rows(page, "Webhook events", events + 1)
    expect(search).to_be_visible()
    expect(search).to_have_value("gro")
    expect(page.get_by_role("option", name="growth")).to_be_visible()


def test_a_sync_that_ends_shows_by_itself(app: str, page: Page, browser: Browser) -> None:
    runs = rows_shown(page, "Sync runs")
    context = browser.new_context()
    other = context.new_page()
    other.goto(f"{app}/sync")
    other.get_by_role("button", name="Sync now").click(timeout=PATIENCE)
    expect_rows(page, "Sync runs", runs + 2)
    context.close()


def test_an_open_dialog_stays_while_events_land(app: str, page: Page) -> None:
    frames: list[object] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: frames.append(frame))

    post(app, b'{"type": "order.recalled"}')
    expect(page.get_by_role("button", name=re.compile("^Try .* again$"))).to_be_visible(
        timeout=A_FEW_SECONDS
    )
    page.on("websocket", listen)
    page.reload()
    settle(page)
    first_box = {"x": 16, "y": 54}  # the table is drawn on a canvas
    page.locator(".st-key-quarantine").get_by_test_id("stDataFrame").click(position=first_box)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text('{"type": "order.recalled"}')).to_be_visible(timeout=PATIENCE)
    events = rows_shown(page, "Webhook events")
    post(app, event("delivered", 3, id="ord_live_2"))
    heard = len(frames)
    while len(frames) < heard + FRAMES:
        page.wait_for_timeout(100)
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Try again").click()
    expect(dialog.get_by_text("It still cannot be taken")).to_be_visible(timeout=PATIENCE)
    dialog.get_by_role("button", name="Close").click()
    expect_rows(page, "Webhook events", events + 1)
