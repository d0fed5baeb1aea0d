"""A client sees its own rows in every outreach file, and no trace of others."""

from __future__ import annotations

import pytest

from data import reports
from data.access import Scope
from tests.queries.outreach.worlds import AS_OF, World, ago, fill_campaign

OF_CLIENTS = (
    "attempts",
    "campaign_funnel",
    "campaign_leads",
    "campaign_outcomes",
    "campaigns",
    "follow_ups",
    "lead_status",
    "leads",
    "needs_person",
    "replies",
    "reply_classes",
    "reply_curve",
    "reply_list",
    "reply_outcomes",
    "send_volume",
    "send_weeks",
    "sends_after_refusal",
)
FOR_STAFF = (
    "quarantine",
    "quarantine_rows",
    "requests_by_hour",
    "row_counts",
    "source_status",
    "suppressions",
    "sync_history",
)
NOBODY = Scope.of(["cus_none"])


def add_others(world: World) -> None:
    """The same again for another client and for nobody, and every ledger row."""
    for campaign_id, client_id in (("c2", "cus_b"), ("c3", None)):
        world.campaign(campaign_id, client_id)
        for kind, lead_id in (("yes", f"{campaign_id}-yes"), ("no", f"{campaign_id}-no")):
            world.lead(lead_id, campaign_id)
            world.attempt(lead_id, ago(50), campaign_id=campaign_id)
            said = "interested" if kind == "yes" else "not_interested"
            world.reply(lead_id, ago(45), said, campaign_id=campaign_id)
            world.attempt(lead_id, ago(40), campaign_id=campaign_id, attempt_id=f"again-{lead_id}")
        world.add(
            "follow_ups", follow_up_id=campaign_id, campaign_id=campaign_id, first_seen_at=AS_OF
        )
    world.add("suppressions", email="c2-yes@site.example", created_at=ago(60))
    world.add("quarantine", quarantine_id="q", first_seen_at=ago(1), last_seen_at=ago(1))
    world.add("requests", source="outreach", sent_at=ago(1))
    world.sync("indexing", status="failed", message="campaign of cus_b")


@pytest.fixture
def crowded(world: World) -> World:
    fill_campaign(world)
    world.add("follow_ups", follow_up_id="f1", campaign_id="c1", first_seen_at=AS_OF)
    return world


def test_rows_of_others_change_nothing_for_a_client(crowded: World) -> None:
    mine = Scope.of(["cus_a"])
    alone = {name: crowded.ask(name, mine) for name in OF_CLIENTS}
    before = {name: crowded.ask(name) for name in OF_CLIENTS}
    add_others(crowded)
    for name in OF_CLIENTS:
        assert crowded.ask(name, mine) == alone[name], name
        assert crowded.ask(name) != before[name], f"{name} was not put to the test"


def test_a_client_without_campaigns_sees_what_an_empty_warehouse_shows(world: World) -> None:
    names = (*OF_CLIENTS, *FOR_STAFF)
    nothing = {name: world.ask(name, NOBODY) for name in names}
    fill_campaign(world)
    add_others(world)
    assert {name: world.ask(name, NOBODY) for name in names} == nothing


def test_rows_without_a_client_are_for_staff(world: World) -> None:
    add_others(world)
    for name in FOR_STAFF:
        assert world.ask(name) != [], name
        assert world.ask(name, Scope.of(["cus_b"])) == [], name


def test_messages_of_a_sync_are_for_staff(world: World) -> None:
    add_others(world)
    said = {row["source"]: row["message"] for row in world.ask("freshness")}
    assert said["indexing"] == "campaign of cus_b"
    assert {row["message"] for row in world.ask("freshness", NOBODY)} == {None}


def test_a_filter_never_widens_the_scope(crowded: World) -> None:
    add_others(crowded)
    mine = Scope.of(["cus_a"])
    for chosen in ({"clients": ("cus_b",)}, {"campaigns": ("c2",)}):
        for name in ("leads", "attempts", "replies", "campaigns", "reply_list"):
            assert crowded.ask(name, mine, **chosen) == []


@pytest.mark.parametrize("zone", ["UTC", "America/St_Johns"])
def test_every_file_runs_on_an_empty_warehouse(world: World, zone: str) -> None:
    for name in (*OF_CLIENTS, *FOR_STAFF, "freshness"):
        for by in (None, *reports.catalogue()[name].groupings):
            assert isinstance(world.ask(name, by=by, zone=zone), list)


def test_an_empty_warehouse_gives_zeros_and_no_rates(world: World) -> None:
    row = world.only("campaign_outcomes")
    assert (row["group"], row["discovered"], row["reply_n"]) == ("all", 0, 0)
    assert row["reply_rate"] is None and row["placed_low"] is None
    assert [row["reached"] for row in world.ask("campaign_funnel")] == [0] * 6
    outcome = world.only("reply_outcomes")
    assert outcome["human_replies"] == 0 and outcome["positive_share"] is None
