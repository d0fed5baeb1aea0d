"""IndexNow: batches, gaps, retries, keys, and never twice."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from datetime import timedelta

import pytest

from data.indexing import recovering
from data.indexing.engines.indexnow import batches
from data.indexing.submitting import SendingOff
from tests.indexing.engine_server import KEY, Arrival, EngineServer, Said, in_turn
from tests.indexing.workflow import Workflow, pages

HOST = "own.example"
NETWORK = [url for n in range(35) for url in pages(f"three-{n}.example", 3)] + [
    url for n in range(12) for url in pages(f"two-{n}.example", 2)
]


def test_129_pages_of_one_host_are_13_requests_200_ms_apart(workflow: Workflow) -> None:
    workflow.queue(*pages(HOST, 129))
    result = workflow.submit()
    assert [len(post.urls) for post in workflow.server.posts] == [10] * 12 + [9]
    assert min(workflow.server.gaps) >= 0.2
    assert (result.requests, result.accepted, result.received) == (13, 129, 129)


def test_129_pages_of_47_hosts_are_47_requests_each_of_one_host(workflow: Workflow) -> None:
    workflow.queue(*NETWORK)
    workflow.submit()
    posts = workflow.server.posts
    assert len(NETWORK) == 129 and len(posts) == 47
    assert sum(len(post.urls) for post in posts) == 129
    assert all(url.startswith(f"https://{p.body['host']}/") for p in posts for url in p.urls)
    assert {post.body["key"] for post in posts} == {KEY}


@pytest.mark.parametrize(
    ("hosts", "size", "sizes"),
    [
        ({"a.example": 129}, 5, [5] * 25 + [4]),
        ({"a.example": 10_001}, 10_000, [10_000, 1]),
        ({"a.example": 3, "b.example": 11}, 10, [3, 10, 1]),
        ({}, 10, []),
    ],
)
def test_requests_are_the_sum_over_hosts_of_the_batches(
    hosts: dict[str, int], size: int, sizes: list[int]
) -> None:
    pairs = [(host, url) for host, count in hosts.items() for url in range(count)]
    assert [len(part) for _, part in batches(pairs, size)] == sizes


def test_the_gap_holds_over_a_restart(workflow: Workflow) -> None:
    for campaign in ("one", "two", "three"):
        workflow.queue(f"https://{HOST}/{campaign}", campaign=campaign)
        workflow.submit()
    assert len(workflow.server.posts) == 3 and min(workflow.server.gaps) >= 0.2


def test_an_accepted_page_is_never_sent_again(workflow: Workflow) -> None:
    workflow.queue(*pages(HOST, 25))
    workflow.submit()
    assert workflow.queue(*pages(HOST, 25)) == 0
    workflow.clock.sleep(86_400)
    assert workflow.submit().requests == 0
    sent = Counter(url for post in workflow.server.posts for url in post.urls)
    assert set(sent.values()) == {1} and len(sent) == 25


def test_a_refused_request_waits_longer_and_longer(workflow: Workflow) -> None:
    workflow.queue(*pages(HOST, 10))
    workflow.server.say = in_turn(Said(429), Said(503), Said(-1), Said(200))
    result = workflow.submit()
    least = zip((1, 2, 4), workflow.server.gaps, strict=True)
    assert all(wait <= gap < wait + 1.5 for wait, gap in least)
    assert (result.requests, result.accepted) == (4, 10)
    states = [(row.state, row.http_status, row.attempt) for row in workflow.attempts()[::10]]
    assert states[:2] == [("retry", 429, 0), ("retry", 503, 1)]
    assert states[2:] == [("retry", None, 2), ("received", 200, 3)]


def test_a_batch_that_fails_goes_in_two_halves_and_then_waits(workflow: Workflow) -> None:
    workflow.queue(*pages(HOST, 10))
    workflow.server.say = lambda _: Said(429, {"errorCode": "TooManyRequests"})
    result = workflow.submit()
    assert [len(post.urls) for post in workflow.server.posts] == [10] * 4 + [5] * 8
    assert (result.accepted, result.parked) == (0, {"throttled": 10})
    workflow.server.say = lambda _: Said(200)
    assert workflow.submit().accepted == 10


def test_a_large_batch_that_fails_goes_in_parts_of_five(workflow: Workflow) -> None:
    workflow.queue(*pages(HOST, 20))
    workflow.server.say = lambda arrival: Said(429 if len(arrival.urls) > 5 else 200)
    assert workflow.submit(workflow.settings(batch_size=20)).accepted == 20
    assert [len(post.urls) for post in workflow.server.posts] == [20] * 4 + [5] * 4


def test_the_parts_of_a_batch_are_not_all_tried_while_the_engine_is_down(
    workflow: Workflow,
) -> None:
    workflow.queue(*pages(HOST, 100))
    workflow.server.say = lambda _: Said(503)
    result = workflow.submit(workflow.settings(batch_size=100))
    assert (result.requests, result.parked) == (4 + 3 * 4, {"server_error": 100})


def test_a_pending_key_ends_the_parts_of_a_batch(workflow: Workflow) -> None:
    workflow.queue(*pages(HOST, 20))
    workflow.server.say = in_turn(*[Said(429)] * 4, Said(202), Said(200))
    result = workflow.submit(workflow.settings(batch_size=20))
    assert (result.key_pending, result.received, result.parked) == (5, 0, {"key_pending": 15})


def test_a_half_that_is_taken_is_not_sent_again(workflow: Workflow) -> None:
    workflow.queue(*pages(HOST, 9))
    workflow.server.say = lambda arrival: Said(500 if pages(HOST, 1)[0] in arrival.urls else 200)
    assert workflow.submit().accepted == 4
    workflow.server.say = lambda _: Said(200)
    workflow.server.arrivals.clear()
    workflow.submit()
    assert [len(post.urls) for post in workflow.server.posts] == [5]


def test_a_larger_retry_after_wins(workflow: Workflow) -> None:
    workflow.queue(*pages(HOST, 1))
    workflow.server.say = in_turn(Said(429, headers={"Retry-After": "30"}), Said(200))
    workflow.submit()
    assert workflow.server.gaps[0] >= 30


def test_who_asks_for_more_than_a_minute_is_left_alone_for_as_long(workflow: Workflow) -> None:
    workflow.queue(*pages(HOST, 20), *pages("other.example", 3))
    workflow.server.say = lambda _: Said(429, headers={"Retry-After": "120"})
    result = workflow.submit()
    assert (result.requests, result.parked) == (1, {"retry_after": 23})
    workflow.server.say = lambda _: Said(200)
    assert workflow.submit().requests == 0
    workflow.clock.sleep(121)
    assert workflow.submit().accepted == 23


def test_an_engine_that_is_down_is_not_asked_for_every_batch(workflow: Workflow) -> None:
    workflow.queue(*pages(HOST, 129))
    workflow.server.say = lambda _: Said(503)
    result = workflow.submit()
    assert result.requests == 3 * 12
    assert result.parked.total() == 129


@pytest.mark.parametrize("status", [400, 405, 422])
def test_what_is_malformed_is_refused_for_good(workflow: Workflow, status: int) -> None:
    workflow.queue(*pages(HOST, 3))
    workflow.server.say = lambda _: Said(status, {"message": "no"})
    assert workflow.submit().refused == {"refused_permanent": 3}
    workflow.clock.sleep(86_400)
    assert workflow.submit().requests == 0


def test_a_refused_key_stops_its_host_and_no_other(workflow: Workflow) -> None:
    workflow.queue(*pages(HOST, 25), *pages("good.example", 25))
    is_refused = {"good.example": Said(200), HOST: Said(403, {"errorCode": "UserForbidded"})}
    workflow.server.say = lambda arrival: is_refused[arrival.body["host"]]
    result = workflow.submit()
    assert Counter(post.body["host"] for post in workflow.server.posts) == {
        HOST: 1,
        "good.example": 3,
    }
    assert (result.accepted, result.parked) == (25, {"key": 25})
    assert workflow.submit().requests == 0


def test_a_mended_key_lets_the_host_go_on(workflow: Workflow) -> None:
    workflow.queue(*pages(HOST, 12))
    workflow.server.say = lambda _: Said(403)
    workflow.submit()
    workflow.server.say = lambda _: Said(200)
    assert recovering.try_again(workflow.warehouse, "one").hosts == 1
    assert workflow.submit().accepted == 12


def test_a_pending_key_is_accepted_and_the_rest_of_its_host_waits(workflow: Workflow) -> None:
    workflow.queue(*pages(HOST, 25))
    workflow.server.say = in_turn(Said(202), Said(200))
    result = workflow.submit()
    assert (result.requests, result.key_pending, result.received) == (1, 10, 0)
    assert workflow.submit().requests == 0
    workflow.clock.sleep(601)
    assert workflow.submit().received == 15


@pytest.mark.parametrize(
    ("said", "is_right"),
    [
        (Said(body=KEY), True),
        (Said(body=f"\ufeff{KEY}\r\n"), True),
        (Said(body=f"{KEY}\n\n"), False),
        (Said(body="another-key-of-somebody"), False),
        (Said(404), False),
        (Said(body=KEY, headers={"Content-Type": "application/pdf"}), False),
    ],
)
def test_nothing_is_sent_before_the_key_file_is_right(
    workflow: Workflow, said: Said, is_right: bool
) -> None:
    workflow.queue(*pages(HOST, 3))
    workflow.server.key_file = lambda _: said
    workflow.submit()
    assert len(workflow.server.posts) == is_right
    if not is_right:
        assert set(workflow.states().values()) == {("parked", "key_file")}


def test_the_key_file_is_read_once_a_day(workflow: Workflow) -> None:
    seen: list[Arrival] = []
    key_file = workflow.server.key_file
    workflow.server.key_file = lambda arrival: (seen.append(arrival), key_file(arrival))[1]
    for hours, reads in ((0, 1), (1, 1), (24, 2)):
        workflow.clock.sleep(hours * 3600)
        workflow.queue(f"https://{HOST}/{hours}")
        workflow.submit()
        assert len(seen) == reads


def test_the_same_page_of_two_campaigns_goes_ten_minutes_apart(workflow: Workflow) -> None:
    workflow.queue(*pages(HOST, 2), campaign="one")
    workflow.queue(*pages(HOST, 3), campaign="two")
    assert workflow.submit().accepted == 3
    assert workflow.submit().requests == 0
    workflow.clock.sleep(600)
    assert workflow.submit().accepted == 2
    first, second = workflow.server.posts
    assert second.at - first.answered_at >= 600


def test_our_own_ceiling_holds_for_each_host_and_day(workflow: Workflow) -> None:
    workflow.queue(*pages(HOST, 30), *pages("other.example", 3))
    settings = workflow.settings(urls_per_host_and_day=25)
    result = workflow.submit(settings)
    assert (result.accepted, result.parked) == (28, {"quota": 5})
    assert workflow.submit(settings).requests == 0
    workflow.clock.sleep(timedelta(days=1).total_seconds())
    assert workflow.submit(settings).accepted == 5


def test_a_wrong_address_of_the_engine_stops_at_the_first_answer(workflow: Workflow) -> None:
    workflow.queue(*pages(HOST, 25))
    workflow.server.say = lambda _: Said(404)
    result = workflow.submit()
    assert (result.requests, result.parked) == (1, {"endpoint": 25})


def test_a_run_can_be_ended_between_two_requests(workflow: Workflow) -> None:
    workflow.queue(*pages(HOST, 50))
    cancel = threading.Event()
    result = workflow.submit(cancel=cancel, progress=lambda done, planned: cancel.set())
    assert result.is_cancelled and result.requests == 1
    assert workflow.submit().accepted == 40


def test_a_key_is_in_no_log_and_no_stored_answer(
    workflow: Workflow, caplog: pytest.LogCaptureFixture
) -> None:
    workflow.queue(*pages(HOST, 1))
    workflow.server.say = lambda _: Said(422, f"the key {KEY} is bad" + "x" * 5_000)
    with caplog.at_level(logging.DEBUG):
        workflow.submit()
    (attempt,) = workflow.attempts()
    assert len(attempt.body) == 2048 and KEY not in attempt.body
    assert KEY not in caplog.text


def test_nothing_is_sent_unless_sending_is_on(workflow: Workflow, server: EngineServer) -> None:
    workflow.queue(*pages(HOST, 1))
    with pytest.raises(SendingOff, match="INDEXING__SEND"):
        workflow.submit(workflow.settings(send=False))
    assert workflow.submit(workflow.settings(fetch=False)).parked == {"fetch_off": 1}
    assert not server.arrivals
