"""The workflow's turn in a sync: bounded, never in another's way, and never stopped by one key."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from data import sync
from data.indexing import running, submitting
from data.indexing.outcomes import Limit
from data.schema import index_queue
from data.settings import Settings
from tests.indexing.engine_server import Arrival, Said
from tests.indexing.workflow import Workflow, pages

HOST = "own.example"


def beat(workflow: Workflow, settings: Settings, **given: float) -> running.Beat:
    return running.run_due(workflow.warehouse, settings, clock=workflow.clock, **given)


def test_a_long_queue_is_sent_over_several_turns(workflow: Workflow) -> None:
    workflow.queue(*pages(HOST, 100))
    first = beat(workflow, workflow.settings(), seconds=1.0)
    assert first.submitted is not None and first.submitted.is_cancelled
    assert first.requests < 10 and first.waiting == 100 - first.submitted.accepted
    while beat(workflow, workflow.settings(), seconds=1.0).waiting:
        pass
    assert len(workflow.server.posts) == 10
    assert min(workflow.server.gaps) >= 0.2


def test_a_turn_does_not_wait_for_what_a_person_has_started(workflow: Workflow) -> None:
    workflow.queue(*pages(HOST, 2))
    told = []

    def while_sending(_: Arrival) -> Said:
        told.append(beat(workflow, workflow.settings()))
        return Said()

    workflow.server.say = while_sending
    workflow.submit()
    assert [one.submitted for one in told] == [None]
    assert told[0].sentence == "0 pages looked up; nothing was sent."


@pytest.mark.parametrize("account", ["{}", '{"project_id": "x"}', "no such file", "[1]"])
def test_a_service_account_that_is_none_keeps_nothing_else_from_being_sent(
    workflow: Workflow, account: str
) -> None:
    workflow.queue(*pages(HOST, 3))
    workflow.queue(*pages(HOST, 2), engine="google")
    done = beat(workflow, workflow.settings(google_service_account=account))
    assert done.mistake is not None and "INDEXING__GOOGLE_SERVICE_ACCOUNT" in done.mistake.message
    assert done.submitted is not None and done.submitted.accepted == 3
    assert done.submitted.parked == {"credentials": 2}
    assert "Google does not accept" in next(iter(done.warnings))


def test_a_sync_tells_what_was_looked_up_and_sent(workflow: Workflow) -> None:
    workflow.queue(*pages(HOST, 12))
    told = sync.run(
        workflow.warehouse, workflow.settings(), sources=["indexing"], clock=workflow.clock
    )["indexing"]
    assert (told.status, told.requests) == ("ok", 2)
    assert told.message == "0 pages looked up; 12 taken by engines in 2 requests, 0 wait."
    broken = workflow.settings(google_service_account="{}")
    failed = sync.run(workflow.warehouse, broken, sources=["indexing"], clock=workflow.clock)
    assert (failed["indexing"].status, failed["indexing"].reason) == ("failed", "settings")


def test_a_sync_that_is_ended_is_partial_and_goes_on_later(workflow: Workflow) -> None:
    workflow.queue(*pages(HOST, 30))
    cancel = threading.Event()

    def end(_: Arrival) -> Said:
        cancel.set()
        return Said()

    workflow.server.say = end
    given = {"sources": ["indexing"], "clock": workflow.clock}
    ended = sync.run(workflow.warehouse, workflow.settings(), cancel=cancel, **given)["indexing"]
    assert (ended.status, ended.reason) == ("partial", "cancelled")
    assert sync.run(workflow.warehouse, workflow.settings(), **given)["indexing"].status == "ok"
    assert sorted(len(post.urls) for post in workflow.server.posts) == [10, 10, 10]


def test_receipts_of_google_count_against_their_own_minute_and_that_of_all(
    workflow: Workflow,
) -> None:
    """Contract, section 3: metadata 180 a minute, all endpoints 380; a restart forgets neither."""
    urls = pages(HOST, 200)
    workflow.queue(*urls, engine="google")
    lost = {"state": "unknown_outcome", "sent_at": workflow.clock.now()}
    with workflow.warehouse.write() as connection:
        connection.execute(sa.update(index_queue).values(lost))
    told_at = f"{workflow.clock.now().isoformat()}Z"
    workflow.server.say = lambda _: Said(200, {"latestUpdate": {"notifyTime": told_at}})
    result = workflow.submit()
    asked = [arrival.at for arrival in workflow.server.to("/v3") if arrival.method == "GET"]
    assert (len(asked), result.requests) == (200, 0)
    assert all(later - first >= 60 for first, later in zip(asked, asked[180:], strict=False))
    assert all(later - first >= 1 for first, later in zip(asked, asked[10:], strict=False))
    assert {state for state, _ in workflow.states().values()} == {"received"}


def test_a_limit_is_reached_by_time_or_by_a_person(workflow: Workflow) -> None:
    cancel = threading.Event()
    limit = Limit(workflow.clock, cancel, seconds=10)
    assert not limit.is_reached()
    workflow.clock.sleep(timedelta(seconds=10).total_seconds())
    assert limit.is_reached()
    asked = Limit(workflow.clock, cancel)
    assert not asked.is_reached()
    cancel.set()
    assert asked.is_reached()
    assert not submitting.is_running()
