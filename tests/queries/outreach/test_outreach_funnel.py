"""The funnel and the rates over a campaign whose every lead is a case of its own."""

from __future__ import annotations

import pytest

from tests.queries.outreach.worlds import World, ago, wilson

STAGES = ("discovered", "contacted", "delivered", "replied", "positive", "placed")


def column(world: World, name: str, **filters: object) -> dict[str, object]:
    return {row["stage"]: row[name] for row in world.ask("campaign_funnel", **filters)}


def test_reached_counts_evidence_for_the_stage_or_a_later_one(campaign: World) -> None:
    assert list(column(campaign, "reached").items()) == list(
        zip(STAGES, (13, 12, 10, 7, 4, 2), strict=True)
    )


def test_skipped_leads_are_known_by_later_evidence_only(campaign: World) -> None:
    assert list(column(campaign, "skipped").values()) == [0, 1, 1, 2, 2, 0]


def test_still_open_are_entrants_whose_window_has_not_ended(campaign: World) -> None:
    assert list(column(campaign, "still_open").values()) == [0, 0, 0, 1, 1, 1]


def test_a_step_is_measured_against_the_stage_before(campaign: World) -> None:
    rates = column(campaign, "step_rate")
    assert list(rates.values()) == [None, *map(pytest.approx, (12 / 13, 10 / 12, 0.7, 4 / 7, 0.5))]
    low, high = wilson(7, 10)
    assert column(campaign, "step_low")["replied"] == pytest.approx(low, abs=1e-9)
    assert column(campaign, "step_high")["replied"] == pytest.approx(high, abs=1e-9)
    assert column(campaign, "cumulative_rate")["placed"] == pytest.approx(2 / 13)


def test_a_window_that_ends_exactly_now_has_ended(world: World) -> None:
    world.campaign("c1")
    world.lead("edge")
    world.attempt("edge", ago(14))
    assert column(world, "still_open")["replied"] == 0
    assert column(world, "still_open", as_of=ago(hours=0.001))["replied"] == 1
    assert world.only("campaign_outcomes")["reply_n"] == 1


def test_three_of_three_and_none_of_three_keep_honest_limits(world: World) -> None:
    for campaign_id, status in (("all", "contacted"), ("none", "discovered")):
        world.campaign(campaign_id)
        for number in range(3):
            world.lead(f"{campaign_id}{number}", campaign_id, status=status)
    rows = world.ask("campaign_funnel", by="campaign_id")
    contacted = {row["group"]: row for row in rows if row["stage"] == "contacted"}
    assert contacted["all"]["step_rate"] == 1 and contacted["all"]["step_high"] == 1
    assert contacted["all"]["step_low"] == pytest.approx(0.4385, abs=1e-4)
    assert contacted["none"]["step_rate"] == 0 and contacted["none"]["step_low"] == 0
    assert contacted["none"]["step_high"] == pytest.approx(0.5615, abs=1e-4)


def test_a_campaign_without_sends_has_no_rates_instead_of_zero(world: World) -> None:
    world.campaign("c1")
    world.lead("found")
    rows = {row["stage"]: row for row in world.ask("campaign_funnel", by="campaign_id")}
    assert rows["contacted"]["step_rate"] == 0
    assert rows["delivered"]["reached"] == 0 and rows["delivered"]["step_rate"] is None
    outcome = world.only("campaign_outcomes", by="campaign_id")
    assert (
        outcome["reply_n"] == 0 and outcome["reply_rate"] is None and outcome["reply_low"] is None
    )


def test_a_replay_hides_what_happened_later(campaign: World) -> None:
    then = column(campaign, "reached", as_of=ago(98, hours=1))
    # seven mails; contacted and replied by status; the placements were seen later
    assert list(then.values()) == [13, 8, 6, 1, 0, 0]
    assert list(column(campaign, "reached", as_of=ago(200)).values()) == [0] * 6


def test_a_status_counts_from_the_moment_it_was_seen(world: World) -> None:
    world.campaign("c1")
    world.lead("turned", status="bounced")
    world.add("lead_history", lead_id="turned", status="discovered", observed_at=ago(50))
    world.add("lead_history", lead_id="turned", status="contacted", observed_at=ago(40))
    world.add("lead_history", lead_id="turned", status="bounced", observed_at=ago(20))
    said = [world.ask("lead_status", as_of=ago(days)) for days in (60, 45, 30, 10)]
    assert [rows[0]["status"] for rows in said] == ["unknown", "discovered", "contacted", "bounced"]


def test_groups_are_campaign_client_source_and_month(world: World) -> None:
    world.campaign("c1", "cus_a")
    world.campaign("c2")
    world.lead("one", source="exa")
    world.lead("two", "c2", created_at=None, first_seen_at=ago(0))
    groups = {
        by: [row["group"] for row in world.ask("lead_status", by=by)]
        for by in ("campaign_id", "client_id", "source", "month")
    }
    assert groups == {
        "campaign_id": ["c1", "c2"],
        "client_id": ["cus_a", "unassigned"],
        "source": ["exa", "unassigned"],
        "month": ["2026-03", "2026-06"],
    }


def test_an_unknown_status_keeps_its_own_bucket(campaign: World) -> None:
    counts = {row["status"]: row["leads"] for row in campaign.ask("lead_status")}
    assert counts["other (negotiating)"] == 1
    assert counts["placed"] == 2 and sum(counts.values()) == 13
