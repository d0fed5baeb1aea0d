"""Looking up what is due: by whom, within which limits, and what is stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from data.indexing import checking, quotas
from data.indexing.checkers import Capabilities, CheckRequest, CheckResult
from data.indexing.checking import CheckRun
from data.indexing.urls import url_key
from data.schema import index_checks
from data.settings import Settings
from tests.indexing.engine_server import Arrival, Said, in_turn
from tests.indexing.workflow import Workflow, pages

HOST = "own.example"
HOUR = timedelta(hours=1).total_seconds()
INDEXED = Said(body={"inspectionResult": {"indexStatusResult": {"verdict": "PASS"}}})
NOT_YET = Said(body={"inspectionResult": {"indexStatusResult": {"verdict": "NEUTRAL"}}})


class FakeChecker:
    """A third party that knows some pages and answers for the others later."""

    provider, method, confidence = "third-party", "vendor_check", "reported"
    capabilities = Capabilities(is_async=True, max_urls=10, unit_cost=0.002)

    def __init__(self, knows: Sequence[str], workflow: Workflow) -> None:
        self.knows, self.asked, self._workflow = knows, list[str](), workflow

    def can_check(self, request: CheckRequest) -> bool:
        return "foreign" in request.url_canonical

    def check(self, requests: Sequence[CheckRequest]) -> Iterator[CheckResult]:
        for request in requests:
            self.asked.append(request.url_canonical)
            if request.url_canonical in self.knows:
                now = self._workflow.clock.now()
                yield CheckResult(request, "indexed", now, cost=0.002)


def accepted(workflow: Workflow, *urls: str) -> Settings:
    """Submitted URLs, and the settings of who may inspect those of HOST."""
    workflow.queue(*urls)
    workflow.submit()
    workflow.server.say = lambda _: NOT_YET
    return workflow.settings(inspection_properties=[f"sc-domain:{HOST}"])


def check(workflow: Workflow, settings: Settings, **given: Any) -> CheckRun:
    return checking.check(
        workflow.warehouse, settings, clock=workflow.clock, random=workflow.random, **given
    )


def stored(workflow: Workflow) -> list[Any]:
    with workflow.warehouse.read() as connection:
        return list(connection.execute(sa.select(index_checks).order_by("checked_at")))


def test_a_page_is_looked_up_an_hour_and_a_day_after_it_was_accepted(workflow: Workflow) -> None:
    settings = accepted(workflow, *pages(HOST, 3))
    found = []
    for hours in (0, 0.9, 0.2, 20, 3, 2):
        workflow.clock.sleep(hours * HOUR)
        found.append(check(workflow, settings).verdicts.total())
    assert found == [0, 0, 3, 0, 3, 0]
    assert {row.verdict for row in stored(workflow)} == {"not_indexed"}


def test_looks_missed_while_off_are_one_look_at_its_real_time(workflow: Workflow) -> None:
    settings = accepted(workflow, *pages(HOST, 1))
    workflow.clock.sleep(80 * HOUR)
    assert check(workflow, settings).verdicts == {"not_indexed": 1}
    assert check(workflow, settings).due == 0
    (row,) = stored(workflow)
    assert workflow.clock.now() - row.checked_at < timedelta(minutes=1)
    assert (row.method, row.confidence, row.engine) == (
        "url_inspection", "authoritative", "google",
    )  # fmt: skip


def test_the_question_names_the_property_as_search_console_does(workflow: Workflow) -> None:
    accepted(workflow, *pages(HOST, 1))
    workflow.clock.sleep(HOUR)
    check(workflow, workflow.settings(inspection_properties=[f"https://{HOST}"]))
    (arrival,) = workflow.server.to("/inspect")
    assert arrival.body == {
        "inspectionUrl": pages(HOST, 1)[0],
        "siteUrl": f"https://{HOST}/",
        "languageCode": "en-US",
    }


def test_a_strangers_page_is_not_asked_about(workflow: Workflow) -> None:
    settings = accepted(workflow, *pages(HOST, 2), *pages("foreign.example", 3))
    workflow.clock.sleep(HOUR)
    run = check(workflow, settings)
    assert (run.due, run.verdicts.total(), run.without_checker) == (5, 2, 3)
    assert len(workflow.server.to("/inspect")) == 2


def test_another_checker_takes_the_pages_it_can(workflow: Workflow) -> None:
    foreign = pages("foreign.example", 3)
    settings = accepted(workflow, *pages(HOST, 2), *foreign)
    workflow.clock.sleep(HOUR)
    checker = FakeChecker(foreign[:1], workflow)
    run = check(workflow, settings, checkers=[checker])
    assert (run.verdicts, run.not_asked) == ({"indexed": 1, "not_indexed": 2}, 2)
    assert (run.due, run.without_checker) == (5, 0)
    checker.knows = foreign
    run = check(workflow, settings, checkers=[checker])
    assert run.verdicts == {"indexed": 2}


def test_the_day_of_a_property_holds_over_a_restart(workflow: Workflow) -> None:
    settings = accepted(workflow, *pages(HOST, 4))
    workflow.clock.sleep(HOUR)
    with workflow.warehouse.write() as connection:
        now = workflow.clock.now()
        quotas.INSPECTIONS.spend(connection, f"sc-domain:{HOST}", 1_997, now)
    run = check(workflow, settings)
    assert (run.verdicts.total(), run.not_asked) == (3, 1)
    assert check(workflow, settings).verdicts.total() == 0
    now = workflow.clock.now()
    workflow.clock.sleep((quotas.INSPECTIONS.resets_at(now) - now).total_seconds())
    assert check(workflow, settings).verdicts.total() >= 1
    assert len(workflow.server.to("/inspect")) >= 4


def test_a_limit_is_backed_off_from_and_is_no_observation(workflow: Workflow) -> None:
    settings = accepted(workflow, *pages(HOST, 3))
    workflow.clock.sleep(HOUR)
    workflow.server.say = lambda _: Said(429, {"error": {"message": "Quota exceeded"}})
    run = check(workflow, settings)
    assert (run.verdicts, run.not_asked) == ({"unknown": 1}, 2)
    assert len(workflow.server.to("/inspect")) == 4
    workflow.server.say = lambda _: INDEXED
    workflow.clock.sleep(HOUR)
    assert check(workflow, settings).verdicts == {"indexed": 3}


def test_a_wrong_key_ends_the_run_with_a_sentence(workflow: Workflow) -> None:
    settings = accepted(workflow, *pages(HOST, 3))
    workflow.clock.sleep(HOUR)
    workflow.server.say = lambda _: Said(401, {"error": {"message": "no"}})
    run = check(workflow, settings)
    assert (run.verdicts, run.not_asked) == ({"error": 1}, 2)
    assert "INDEXING__GOOGLE_SERVICE_ACCOUNT" in run.faults[0].message


def test_a_page_that_is_not_ours_after_all_is_not_permitted(workflow: Workflow) -> None:
    settings = accepted(workflow, *pages(HOST, 1))
    workflow.clock.sleep(HOUR)
    workflow.server.say = lambda _: Said(403, {"error": {"message": "You do not own this site"}})
    found = []
    for hours in (0, 1, 24, 48):
        workflow.clock.sleep(hours * HOUR)
        found.append(check(workflow, settings).verdicts["not_permitted"])
    assert found == [1, 0, 1, 1]


def test_a_page_that_tells_nothing_is_asked_ever_less(workflow: Workflow) -> None:
    settings = accepted(workflow, *pages(HOST, 1))
    workflow.server.say = lambda _: Said(body={"inspectionResult": {}})
    workflow.clock.sleep(HOUR)
    for _ in range(12):
        check(workflow, settings)
        workflow.clock.sleep(HOUR / 4 + 1)
    assert [row.verdict for row in stored(workflow)] == ["unknown"] * 4
    workflow.server.say = lambda _: NOT_YET
    workflow.clock.sleep(24 * HOUR)
    assert check(workflow, settings).verdicts == {"not_indexed": 1}


def test_pages_can_be_looked_up_before_anything_is_sent(workflow: Workflow) -> None:
    known, new = pages(HOST, 2)
    requests = [CheckRequest(url_key(url), url) for url in (known, new)]

    def say(arrival: Arrival) -> Said:
        return INDEXED if arrival.body["inspectionUrl"] == known else NOT_YET

    workflow.server.say = say
    run = check(workflow, workflow.server.settings([HOST]), urls=requests)
    assert run.verdicts == {"indexed": 1, "not_indexed": 1}


def test_a_page_that_fell_out_of_the_index_is_noticed(workflow: Workflow) -> None:
    settings = accepted(workflow, *pages(HOST, 1))
    workflow.server.say = in_turn(INDEXED, NOT_YET)
    workflow.clock.sleep(HOUR)
    check(workflow, settings)
    workflow.clock.sleep(30 * 24 * HOUR)
    check(workflow, settings)
    assert [row.verdict for row in stored(workflow)] == ["indexed", "not_indexed"]
