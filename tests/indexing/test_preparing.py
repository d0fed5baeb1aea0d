"""A campaign is planned: which pages are asked for in the index first."""

from __future__ import annotations

from data.access import Scope
from data.indexing import preparing
from data.indexing.collecting import read_entry
from data.indexing.page_checks import PageCheck, save
from data.indexing.preparing import Campaign
from tests.indexing.engine_server import Said
from tests.indexing.workflow import Workflow, pages

OWN, OTHER = "own.example", "other.example"


def test_pages_outside_our_properties_take_no_looks_from_those_inside(workflow: Workflow) -> None:
    entries = [
        read_entry(number, url, allow_example=True)
        for number, url in enumerate((*pages(OTHER, 5), *pages(OWN, 2)), 1)
    ]
    settings = workflow.server.settings(
        [OWN, OTHER], fetch=False, inspection_properties=[f"sc-domain:{OWN}"]
    )
    now = workflow.clock.now()
    looks = [
        PageCheck(
            entry.sha256 or "",
            entry.canonical or "",
            entry.host or "",
            now,
            now,
            http_status=200,
            google_robots="allowed",
            bing_robots="allowed",
        )
        for entry in entries
    ]
    with workflow.warehouse.write() as connection:
        save(connection, looks)
    verdict = {"inspectionResult": {"indexStatusResult": {"verdict": "PASS"}}}
    workflow.server.say = lambda _: Said(body=verdict)
    plan = preparing.prepare(
        workflow.warehouse,
        settings,
        Campaign("one", "One", entries),
        Scope.everything(),
        looks=2,
        clock=workflow.clock,
    )
    assert [row.state for row in plan] == ["ready"] * 5 + ["already_indexed"] * 2
