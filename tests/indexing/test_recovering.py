"""Verdicts of people, what needs a hand, and what goes again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from data import reports
from data.access import Scope
from data.indexing import manual, recovering, running
from data.indexing.manual import BadVerdictFile
from data.reports import Filters
from tests.indexing.engine_server import Said
from tests.indexing.workflow import Workflow, pages

HOST = "own.example"
NOW = datetime(2026, 11, 21, 12)


def test_a_persons_verdict_is_reported_and_absence_is_only_not_seen(workflow: Workflow) -> None:
    text = (
        "\ufeffURL,Verdict,engine,checked_at,note\n"
        f"https://{HOST}/a,indexed,bing,2026-11-20T10:00:00+02:00,seen myself\n"
        f"https://{HOST}/b,not indexed,,,\n"
        "javascript:alert(1),indexed,,,\n"
        f"https://{HOST}/c,perhaps,,,\n"
        f"https://{HOST}/d,indexed,altavista,,\n"
        f"https://{HOST}/e,indexed,,2027-01-01,\n"
    )
    taken = manual.store_csv(workflow.warehouse, text.encode(), by="owner", now=NOW)
    assert taken.stored == 2
    assert [(bad.line, bad.reason) for bad in taken.set_aside] == [
        (4, "scheme"),
        (5, "bad_verdict"),
        (6, "bad_engine"),
        (7, "bad_time"),
    ]


def test_a_file_without_verdicts_is_refused_in_a_sentence(workflow: Workflow) -> None:
    with pytest.raises(BadVerdictFile, match="verdict"):
        manual.store_csv(workflow.warehouse, b"url,colour\n", by="owner", now=NOW)


def test_refused_pages_go_again_only_when_a_person_says_so(workflow: Workflow) -> None:
    workflow.queue(*pages(HOST, 3))
    workflow.server.say = lambda _: Said(422)
    workflow.submit()
    workflow.server.say = lambda _: Said(200)
    assert workflow.submit().requests == 0
    assert recovering.try_again(workflow.warehouse, "another").queued == 0
    assert recovering.try_again(workflow.warehouse, "one").queued == 3
    assert workflow.submit().accepted == 3


def test_an_accepted_page_goes_again_by_name_and_after_ten_minutes(workflow: Workflow) -> None:
    workflow.queue(*pages(HOST, 1))
    workflow.submit()
    (key,) = {row.url_sha256 for row in workflow.attempts()}
    with pytest.raises(ValueError, match="by name"):
        recovering.try_again(workflow.warehouse, "one", also_accepted=True)
    recovering.try_again(workflow.warehouse, "one", [key], also_accepted=True)
    assert workflow.submit().requests == 0
    workflow.clock.sleep(timedelta(minutes=10).total_seconds())
    assert workflow.submit().accepted == 1


def test_a_beat_looks_first_and_sends_then(workflow: Workflow) -> None:
    workflow.queue(*pages(HOST, 2))
    settings = workflow.settings()
    beat = running.run_due(workflow.warehouse, settings, clock=workflow.clock)
    assert beat.sentence == "0 pages looked up; 2 taken by engines in 1 requests, 0 wait."
    assert running.is_on(settings.indexing)
    off = workflow.settings(send=False, inspection_properties=[])
    assert not running.is_on(off.indexing)
    assert running.run_due(workflow.warehouse, off, clock=workflow.clock).submitted is None


@pytest.mark.parametrize(("waiting", "days"), [(0, 0), (129, 1), (200, 1), (201, 2), (500, 3)])
def test_days_to_clear_the_backlog(workflow: Workflow, waiting: int, days: int) -> None:
    workflow.queue(*pages(HOST, waiting), engine="google")
    filters = Filters(as_of=workflow.clock.now() + timedelta(minutes=1))
    rows = reports.run(workflow.warehouse, "indexing_quotas", filters, Scope.everything())
    assert list(rows["days_to_clear"]) == ([days] if waiting else [])
