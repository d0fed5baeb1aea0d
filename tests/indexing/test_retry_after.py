"""Retry-After: a short wait is kept, a long one ends the run, whatever the answer meant."""

from __future__ import annotations

import pytest

from tests.indexing.engine_server import Arrival, Said
from tests.indexing.workflow import Workflow, pages

A, B = "a.example", "b.example"
DAY = 86_400


@pytest.mark.parametrize("status", [200, 202, 403, 404, 422, 429, 503])
def test_who_asks_for_a_day_holds_no_run_up(workflow: Workflow, status: int) -> None:
    workflow.queue(*pages(A, 1), *pages(B, 1))
    workflow.server.say = lambda _: Said(status, headers={"Retry-After": str(DAY)})
    began = workflow.clock.monotonic()
    assert workflow.submit().requests == 1
    assert workflow.clock.monotonic() - began < 60
    workflow.server.say = lambda _: Said(200)
    assert workflow.submit().requests == 0
    workflow.clock.sleep(DAY + 1)
    workflow.submit()
    assert workflow.states()[pages(B, 1)[0]] == ("received", None)


def test_what_was_taken_with_a_long_wait_counts_and_the_rest_waits(workflow: Workflow) -> None:
    workflow.queue(*pages(A, 25))
    workflow.server.say = lambda _: Said(200, headers={"Retry-After": str(DAY)})
    result = workflow.submit()
    assert (result.received, result.parked) == (10, {"retry_after": 15})


def test_a_key_refused_with_a_long_wait_stays_refused_after_it(workflow: Workflow) -> None:
    def say(arrival: Arrival) -> Said:
        return Said(403, headers={"Retry-After": "3600"} if arrival.body["host"] == A else {})

    workflow.queue(*pages(A, 1), *pages(B, 1))
    workflow.server.say = say
    workflow.submit()
    workflow.server.say = lambda _: Said(200)
    workflow.clock.sleep(3_601)
    result = workflow.submit()
    assert [post.body["host"] for post in workflow.server.posts] == [A, B]
    assert result.parked == {"key": 1}


def test_a_short_wait_is_kept_before_the_next_request_whatever_it_was_for(
    workflow: Workflow,
) -> None:
    workflow.queue(*pages(A, 1), *pages(B, 1))
    workflow.server.say = lambda _: Said(200, headers={"Retry-After": "45"})
    assert workflow.submit().received == 2
    assert workflow.server.gaps[0] >= 45
