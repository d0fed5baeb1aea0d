"""Google's Indexing API: the project's day, its minute, its second, and who owns what."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest

from data.indexing import quotas, recovering
from data.indexing.engines.properties import property_of
from data.slots import WarehouseSlots
from tests.indexing.engine_server import Arrival, Said, in_turn
from tests.indexing.workflow import Workflow, pages

HOST = "own.example"


def error(status: int, message: str, quota: str | None = None) -> Said:
    body: dict[str, Any] = {"code": status, "message": message, "status": "…"}
    if quota:
        reason = {"reason": "RATE_LIMIT_EXCEEDED", "metadata": {"quota_limit": quota}}
        body["details"] = [reason]
    return Said(status, {"error": body})


DAY = error(429, "Quota exceeded.", "PublishRequestsPerDayPerProject")
MINUTE = error(429, "Quota exceeded.", "DefaultRequestsPerMinutePerProject")


def used(workflow: Workflow, uses: int) -> None:
    """As if so many requests had been sent today."""
    with workflow.warehouse.write() as connection:
        quotas.GOOGLE_PUBLISH.spend(connection, "one-project", uses, workflow.clock.now())


def test_200_a_day_and_the_rest_after_midnight_in_california(workflow: Workflow) -> None:
    workflow.queue(*pages(HOST, 5), engine="google")
    used(workflow, 196)
    result = workflow.submit()
    assert (result.accepted, result.parked) == (4, {"quota": 1})
    assert workflow.submit().requests == 0
    now = workflow.clock.now()
    workflow.clock.sleep((quotas.GOOGLE_PUBLISH.resets_at(now) - now).total_seconds())
    assert workflow.submit().accepted == 1
    urls = Counter(arrival.body["url"] for arrival in workflow.server.to("/v3"))
    assert urls == dict.fromkeys(pages(HOST, 5), 1)


def test_never_more_than_ten_in_a_second(workflow: Workflow) -> None:
    for campaign in ("one", "two"):
        workflow.queue(
            *(f"https://{HOST}/{campaign}/{n}" for n in range(11)),
            engine="google",
            campaign=campaign,
        )
        workflow.submit()
    times = [arrival.at for arrival in workflow.server.to("/v3")]
    assert len(times) == 22
    assert all(b - a >= 1 for a, b in zip(times, times[10:], strict=False))


def test_a_minute_of_380_requests_holds_over_a_restart(workflow: Workflow) -> None:
    workflow.queue(*pages(HOST, 1), engine="google")
    start = workflow.clock.monotonic()
    free_at = workflow.clock.now() + timedelta(seconds=50)
    WarehouseSlots(workflow.warehouse, "indexing", "google one-project").save([free_at] * 380)
    workflow.submit()
    (arrival,) = workflow.server.to("/v3")
    assert arrival.at - start >= 50


def test_a_full_minute_is_waited_for_and_a_full_day_ends_the_run(workflow: Workflow) -> None:
    workflow.queue(*pages(HOST, 5), engine="google")
    workflow.server.say = in_turn(MINUTE, Said(), Said(), DAY)
    result = workflow.submit()
    assert (result.requests, result.accepted, result.parked) == (4, 2, {"quota": 3})
    assert 1 <= workflow.clock.sleeps[0] <= 2
    assert {row.state for row in workflow.attempts()} == {"retry", "received", "postponed"}
    workflow.server.say = lambda _: Said()
    assert workflow.submit().requests == 0


def test_a_429_without_details_is_the_day_only_when_our_own_count_says_so(
    workflow: Workflow,
) -> None:
    workflow.queue(*pages(HOST, 3), engine="google")
    workflow.server.say = in_turn(error(429, "Too many."), Said())
    assert workflow.submit().accepted == 3


def test_the_token_is_renewed_once_when_google_says_it_is_over(workflow: Workflow) -> None:
    workflow.queue(*pages(HOST, 2), engine="google")
    workflow.server.say = in_turn(error(401, "Invalid credentials."), Said())
    assert workflow.submit().accepted == 2
    assert workflow.server.tokens == 2


@pytest.mark.parametrize(
    "answer",
    [error(401, "Invalid credentials."), error(403, "Insufficient authentication scopes.")],
)
def test_a_key_that_google_does_not_take_parks_everything(workflow: Workflow, answer: Said) -> None:
    workflow.queue(*pages(HOST, 5), engine="google")
    workflow.server.say = lambda _: answer
    result = workflow.submit()
    assert (result.requests, result.parked) == (1, {"credentials": 5})


def test_a_page_of_somebody_else_is_refused_without_asking_for_each(workflow: Workflow) -> None:
    workflow.queue(*pages(HOST, 3), *pages("mine.example", 2), engine="google")
    denied = error(403, "Permission denied. Failed to verify the URL ownership.")
    workflow.server.say = lambda a: denied if HOST in a.body["url"] else Said()
    result = workflow.submit()
    assert (result.requests, result.accepted) == (3, 2)
    states = Counter(workflow.states().values())
    assert states == {("refused", "not_owner"): 3, ("received", None): 2}
    workflow.server.say = lambda _: Said()
    recovering.try_again(workflow.warehouse, "one")
    assert workflow.submit().accepted == 3


def test_a_page_outside_our_properties_is_not_sent_at_all(workflow: Workflow) -> None:
    workflow.queue(*pages(HOST, 2), engine="google")
    workflow.submit(workflow.settings(inspection_properties=[]))
    assert not workflow.server.to("/v3")
    assert set(workflow.states().values()) == {("refused", "not_owner")}


def test_both_engines_count_for_themselves(workflow: Workflow) -> None:
    workflow.queue(*pages(HOST, 3), engine="google")
    workflow.queue(*pages(HOST, 3), engine="indexnow")
    assert workflow.submit().accepted == 6
    assert len(workflow.server.posts) == 1 and len(workflow.server.to("/v3")) == 3


def test_what_is_sent_is_an_update_of_the_page(workflow: Workflow) -> None:
    (page,) = pages(HOST, 1)
    workflow.queue(page, engine="google")
    workflow.submit()
    (arrival,) = workflow.server.to("/v3")
    assert isinstance(arrival, Arrival)
    assert arrival.body == {"url": page, "type": "URL_UPDATED"}


@pytest.mark.parametrize(
    ("at", "reset"),
    [
        ("2026-01-15T07:59:59", "2026-01-15T08:00:00"),
        ("2026-01-15T08:00:00", "2026-01-16T08:00:00"),
        ("2026-07-15T07:00:00", "2026-07-16T07:00:00"),
        ("2026-03-08T08:00:00", "2026-03-09T07:00:00"),  # 23 hours: clocks go forward
        ("2026-11-01T07:00:00", "2026-11-02T08:00:00"),  # 25 hours: clocks go back
    ],
)
def test_googles_day_ends_at_midnight_in_california(at: str, reset: str) -> None:
    moment = datetime.fromisoformat(at)
    assert quotas.GOOGLE_PUBLISH.resets_at(moment) == datetime.fromisoformat(reset)


def test_a_property_is_found_by_prefix_and_by_domain() -> None:
    own = ["sc-domain:example.com", "https://www.example.com/blog", "https://other.example/"]
    assert property_of("https://www.example.com/blog/a", own) == "https://www.example.com/blog/"
    assert property_of("http://deep.www.example.com/", own) == "sc-domain:example.com"
    assert property_of("https://example.com/", own) == "sc-domain:example.com"
    assert property_of("http://other.example/", own) is None
    assert property_of("https://notexample.com/", own) is None
