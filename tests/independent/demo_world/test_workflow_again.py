"""Every report of the indexing workflow is what pandas makes of the same rows."""

from __future__ import annotations

import pytest

from tests.independent.demo_world import workflow
from tests.independent.demo_world.reading import Demo, compare


@pytest.mark.parametrize("by", [None, "campaign_id", "host"])
def test_the_workflow_in_a_line(demo: Demo, by: str | None) -> None:
    compare(demo.ask("indexing_workflow", by), workflow.indexing_workflow(demo, by), "group")


def test_its_curve(demo: Demo) -> None:
    told = demo.ask("indexing_workflow_curve")
    compare(told, workflow.indexing_workflow_curve(demo), "hours")


def test_its_funnel(demo: Demo) -> None:
    told = demo.ask("indexing_funnel").fillna({"entered": 0})
    compare(told, workflow.indexing_funnel(demo), "stage")


def test_why_urls_were_not_submitted(demo: Demo) -> None:
    told = demo.ask("indexing_dropoffs")
    compare(told, workflow.indexing_dropoffs(demo), "fate", "reason")


def test_what_the_engine_took(demo: Demo) -> None:
    compare(demo.ask("submit_acceptance"), workflow.submit_acceptance(demo), "group")


def test_what_is_left_of_the_days_quota(demo: Demo) -> None:
    told = demo.ask("indexing_quotas")
    compare(told[told["engine"] == "indexnow"], workflow.indexing_quotas(demo), "subject")
