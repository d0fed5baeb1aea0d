"""Every report of leads and replies is what pandas makes of the same rows."""

from __future__ import annotations

import pytest

from tests.independent.demo_world import leads, outreach
from tests.independent.demo_world.reading import Demo, compare

GROUPINGS = [None, "campaign_id", "month"]


@pytest.mark.parametrize("by", GROUPINGS)
def test_the_funnel(demo: Demo, by: str | None) -> None:
    told = demo.ask("campaign_funnel", by)
    compare(told, leads.campaign_funnel(demo, by), "group", "stage")


@pytest.mark.parametrize("by", GROUPINGS)
def test_the_outcomes_of_campaigns(demo: Demo, by: str | None) -> None:
    told, names = demo.ask("campaign_outcomes", by), "campaign_name client_id client_name"
    compare(told, leads.campaign_outcomes(demo, by), "group", without=names)


@pytest.mark.parametrize("by", GROUPINGS)
def test_placements_by_each_name(demo: Demo, by: str | None) -> None:
    told = demo.ask("placement_variants", by)
    compare(told, leads.placement_variants(demo, by), "group", "per")


@pytest.mark.parametrize("by", [None, "client_id"])
def test_where_leads_are_now(demo: Demo, by: str | None) -> None:
    compare(demo.ask("lead_status", by), leads.lead_status(demo, by), "group", "status")


@pytest.mark.parametrize("by", [None, "campaign_id"])
def test_the_classes_of_replies(demo: Demo, by: str | None) -> None:
    told = demo.ask("reply_classes", by)
    compare(told, leads.reply_classes(demo, by), "group", "classification")


@pytest.mark.parametrize("by", [None, "client_id"])
def test_the_reply_curve(demo: Demo, by: str | None) -> None:
    compare(demo.ask("reply_curve", by), leads.reply_curve(demo, by), "group", "hours")


@pytest.mark.parametrize("by", [None, "client_id"])
def test_mails_before_the_first_reply(demo: Demo, by: str | None) -> None:
    compare(demo.ask("touches_to_reply", by), leads.touches_to_reply(demo, by), "group", "mails")


@pytest.mark.parametrize("by", [None, "campaign_id"])
def test_bounces_follow_ups_and_suppression(demo: Demo, by: str | None) -> None:
    compare(demo.ask("outreach_figures", by), outreach.outreach_figures(demo, by), "group")


def test_what_became_of_replies(demo: Demo) -> None:
    told, expected = demo.ask("reply_outcomes"), leads.reply_outcomes(demo)
    compare(told.assign(group="all"), expected.assign(group="all"), "group")


def test_a_yes_that_waits(demo: Demo) -> None:
    compare(demo.ask("response_debt"), leads.response_debt(demo), "age")
