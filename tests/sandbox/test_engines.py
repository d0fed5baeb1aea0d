"""Indexing engines and the hosts of the world, as their own documents describe them."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import requests
from google.auth.transport.requests import AuthorizedSession
from google.oauth2 import service_account

from data.sandbox.cases import EXAMPLE_ID
from data.sandbox.clock import Clock
from data.sandbox.google_accounts import GoogleError
from data.sandbox.google_quota import DayQuota
from data.sandbox.server import Sandbox
from data.sandbox.sites import (
    BUSY,
    PENDING_THEN_FINE,
    REFUSED_LATER,
    ROBOTS_DOWN,
    ROBOTS_IS_HTML,
    ROBOTS_MISSING,
    WRONG_KEY_FILE,
    guest_posts,
    key_of,
)
from tests.sandbox.podcast_serving import Caller, options

INDEXING = "https://www.googleapis.com/auth/indexing"
INSPECTING = "https://www.googleapis.com/auth/webmasters.readonly"
HOST = "guestpost-20.example"
POST = f"https://{HOST}/posts/1"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(options(orders=3_000)) as running:
        yield running


@pytest.fixture(scope="module")
def reading() -> Iterator[Sandbox]:
    """A sandbox for requests that change nothing."""
    with Sandbox(options(orders=3_000)) as running:
        yield running


def fetch(sandbox: Sandbox, url: str) -> requests.Response:
    """GET a page of the world the way the host map says."""
    host, path = url.removeprefix("https://").split("/", 1)
    address = json.loads(sandbox.settings["INDEXING__HOST_MAP"])[host]
    return requests.get(f"http://{address}/{path}", headers={"Host": host}, timeout=10)


def submit(sandbox: Sandbox, host: str = HOST, **changes: Any) -> int:
    """POST one page of a host to IndexNow; the status code."""
    body = {"host": host, "key": key_of(host), "urlList": [f"https://{host}/posts/1"]} | changes
    return requests.post(f"{sandbox.base_url}/indexnow", json=body, timeout=10).status_code


def google(sandbox: Sandbox, scope: str) -> AuthorizedSession:
    """A session with the service account that the sandbox announces."""
    info = json.loads(sandbox.settings["INDEXING__GOOGLE_SERVICE_ACCOUNT"])
    account = service_account.Credentials.from_service_account_info(info, scopes=[scope])
    return AuthorizedSession(account)


def publish(sandbox: Sandbox, session: AuthorizedSession, url: str) -> requests.Response:
    body = {"url": url, "type": "URL_UPDATED"}
    return session.post(sandbox.settings["INDEXING__GOOGLE_INDEXING_URL"], json=body)


def inspect(sandbox: Sandbox, url: str, site_url: str) -> requests.Response:
    body = {"inspectionUrl": url, "siteUrl": site_url, "languageCode": "en-US"}
    session = google(sandbox, INSPECTING)
    return session.post(sandbox.settings["INDEXING__INSPECTION_URL"], json=body)


def test_the_network_is_the_guides_worked_example() -> None:
    posts = guest_posts()
    assert len({post.url for post in posts}) == 150
    assert len({post.url.split("/")[2] for post in posts}) == 50
    assert sum(post.is_indexed for post in posts) == 12
    assert sum(post.is_blocked for post in posts) == 9
    assert sum(post.is_hopeless for post in posts) == 11


def test_a_right_key_is_received_by_both_methods(sandbox: Sandbox) -> None:
    query = {"url": POST, "key": key_of(HOST)}
    assert requests.get(f"{sandbox.base_url}/indexnow", params=query, timeout=10).status_code == 200
    assert submit(sandbox) == 200


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"key": "a" * 32}, 403),
        ({"key": "short"}, 422),
        ({"key": "not_allowed!"}, 422),
        ({"urlList": ["https://other.example/"]}, 422),
        ({"keyLocation": f"https://{HOST}/news/key.txt"}, 422),
        ({"keyLocation": "https://other.example/key.txt"}, 422),
        ({"urlList": []}, 400),
        ({"urlList": POST}, 400),
        ({"host": None}, 400),
        ({"host": WRONG_KEY_FILE, "key": key_of(WRONG_KEY_FILE),
          "urlList": [f"https://{WRONG_KEY_FILE}/posts/1"]}, 403),
        ({"host": "open.spotify.example", "urlList": ["https://open.spotify.example/a"]}, 403),
    ],
)  # fmt: skip
def test_a_wrong_submission_is_refused(
    reading: Sandbox, changes: dict[str, Any], status: int
) -> None:
    assert submit(reading, **changes) == status


def test_a_get_without_key_and_another_method_are_refused(reading: Sandbox) -> None:
    endpoint = f"{reading.base_url}/indexnow"
    assert requests.get(endpoint, params={"url": POST}, timeout=10).status_code == 400
    assert requests.put(endpoint, timeout=10).status_code == 405


def test_a_submission_is_answered_202_and_then_403(sandbox: Sandbox) -> None:
    assert [submit(sandbox, REFUSED_LATER) for _ in range(3)] == [202, 403, 403]
    assert [submit(sandbox, PENDING_THEN_FINE) for _ in range(2)] == [202, 200]


def test_a_busy_engine_takes_the_third_attempt(sandbox: Sandbox) -> None:
    assert [submit(sandbox, BUSY) for _ in range(3)] == [429, 429, 200]


def test_more_than_fifty_submissions_in_a_second_are_too_many(sandbox: Sandbox) -> None:
    assert any(submit(sandbox) == 429 for _ in range(400))


def test_key_files_hold_the_key_except_in_the_case_of_a_wrong_one(reading: Sandbox) -> None:
    keys = json.loads(reading.settings["INDEXING__INDEXNOW_KEYS"])
    held = {
        host: fetch(reading, f"https://{host}/{key}.txt").text.strip() for host, key in keys.items()
    }
    assert {host for host in keys if held[host] != keys[host]} == {WRONG_KEY_FILE}


def test_robots_files_of_the_world(reading: Sandbox) -> None:
    def robots(host: str) -> requests.Response:
        return fetch(reading, f"https://{host}/robots.txt")

    blocked = next(post.url for post in guest_posts() if post.is_blocked).split("/")[2]
    assert "Disallow: /members/" in robots("open.spotify.example").text
    assert "User-agent: Googlebot\nDisallow: /\n" in robots(blocked).text
    assert robots(ROBOTS_DOWN).status_code == 503
    assert robots(ROBOTS_MISSING).status_code == 404
    assert robots(ROBOTS_IS_HTML).headers["Content-Type"].startswith("text/html")


def test_the_page_of_a_placement_links_to_the_target(reading: Sandbox) -> None:
    order = Caller(reading).get(f"/orders/{EXAMPLE_ID}").json()
    page = fetch(reading, order["placements"][0]["url"])
    assert page.status_code == 200
    assert 'href="https://acme-crm.example/blog/post">best CRM for startups</a>' in page.text
    assert fetch(reading, "https://open.spotify.example/episode/nothing-1").status_code == 404


def test_pages_of_the_world_are_dead_broken_noindex_and_canonical_elsewhere(
    reading: Sandbox,
) -> None:
    orders = (reading.app.state.orders.blocks.order(number) for number in range(2_000, 2_600))
    slots = [slot for order in orders for slot in order.slots if slot.live_at and not slot.lost_at]
    by_fate = {slot.fate.name: fetch(reading, slot.url) for slot in slots if slot.fate}
    noindex = by_fate["NOINDEX"]
    assert by_fate["NOT_FOUND"].status_code == 404
    assert by_fate["SERVER_ERROR"].status_code == 503
    assert "noindex" in noindex.text + noindex.headers.get("X-Robots-Tag", "")
    assert 'canonical" href="https://' in by_fate["CANONICAL_ELSEWHERE"].text
    assert "/members/" in by_fate["ROBOTS_BLOCKED"].request.url


def test_google_takes_a_notice_of_an_owned_page_and_keeps_the_receipt(sandbox: Sandbox) -> None:
    session = google(sandbox, INDEXING)
    notice = publish(sandbox, session, POST).json()["urlNotificationMetadata"]["latestUpdate"]
    assert (notice["url"], notice["type"]) == (POST, "URL_UPDATED")
    metadata = sandbox.settings["INDEXING__GOOGLE_INDEXING_URL"].replace(":publish", "/metadata")
    assert session.get(metadata, params={"url": POST}).json()["latestUpdate"] == notice
    assert session.get(metadata, params={"url": POST + "0"}).status_code == 404


def test_google_refuses_strangers_pages_bad_types_and_missing_tokens(reading: Sandbox) -> None:
    endpoint = reading.settings["INDEXING__GOOGLE_INDEXING_URL"]
    session = google(reading, INDEXING)
    refused = publish(reading, session, "https://open.spotify.example/episode/x")
    assert refused.json()["error"]["status"] == "PERMISSION_DENIED"
    assert session.post(endpoint, json={"url": POST, "type": "NEW"}).status_code == 400
    assert requests.post(endpoint, json={}, timeout=10).status_code == 401
    assert publish(reading, google(reading, INSPECTING), POST).status_code == 403


def test_inspection_answers_for_own_properties_only(reading: Sandbox) -> None:
    known = next(post.url for post in guest_posts() if post.is_indexed)
    blocked = next(post.url for post in guest_posts() if post.is_blocked)

    def status(url: str) -> dict[str, Any]:
        answer = inspect(reading, url, "sc-domain:" + url.split("/")[2])
        return answer.json()["inspectionResult"]["indexStatusResult"]

    assert status(known)["verdict"] == "PASS"
    assert status(blocked)["robotsTxtState"] == "DISALLOWED"
    assert "lastCrawlTime" not in status(POST)
    assert inspect(reading, POST, "sc-domain:example.com").status_code == 403


def test_inspection_agrees_with_the_vendors_flag_of_the_own_show(reading: Sandbox) -> None:
    world = reading.app.state.orders
    orders = [world.blocks.order(number) for number in range(2_900)]
    now = world.clock.now()
    own = [s for o in orders for s in o.slots if s.platform.name == "show_site" and s.is_shown(now)]
    site = "https://episodes.castgrove.example/"
    for slot in own[:12]:
        result = inspect(reading, slot.url, site).json()["inspectionResult"]["indexStatusResult"]
        assert (result["verdict"] == "PASS") == slot.is_indexed(now)


def test_an_accepted_page_is_indexed_within_two_hours() -> None:
    hour_a_second = 3_600.0
    with Sandbox(options(orders=40, speed=hour_a_second)) as running:
        assert submit(running) == 200
        site = f"sc-domain:{HOST}"
        verdicts = iter(lambda: inspect(running, POST, site).json(), None)
        results = (answer["inspectionResult"]["indexStatusResult"] for answer in verdicts)
        found = next(result for result in results if result["verdict"] == "PASS")
    assert found["lastCrawlTime"] > "2026-11-18T09:30"


def test_more_than_ten_notices_in_a_second_are_too_many(sandbox: Sandbox) -> None:
    session = google(sandbox, INDEXING)
    answers = (publish(sandbox, session, POST) for _ in range(400))
    refused = next(answer for answer in answers if answer.status_code != 200)
    error = refused.json()["error"]
    assert (error["code"], error["status"]) == (429, "RESOURCE_EXHAUSTED")
    assert error["details"][0]["reason"] == "RATE_LIMIT_EXCEEDED"


def test_a_quota_day_ends_at_midnight_in_california() -> None:
    elapsed = 0.0
    clock = Clock(datetime(2026, 11, 18, 7, 59), elapsed=lambda: elapsed)
    quota = DayQuota("PublishRequestsPerDayPerProject", 2, clock)
    quota.spend("project")
    quota.spend("project")
    with pytest.raises(GoogleError, match="PerDay"):
        quota.spend("project")
    elapsed = 60.0
    quota.spend("project")
