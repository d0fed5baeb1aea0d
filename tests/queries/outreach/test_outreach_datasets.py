"""One row per entity, with the columns that scripts rely on, in their order."""

from __future__ import annotations

import pytest

from data import reports
from data.access import Scope
from tests.queries.outreach.worlds import AS_OF, CREATED, World, ago

PROMISED = {
    "campaigns": "campaign_id, name, status, client_id, created_at",
    "leads": "lead_id, campaign_id, website_url, website_title, contact_email, status, "
    "quality_score, relevance_score, guest_post_likelihood, source, created_at, "
    "first_contacted_at, first_replied_at, placed_seen_at",
    "attempts": "attempt_id, lead_id, campaign_id, sender_email, subject, status, "
    "decision_reason, sent_at, created_at",
    "follow_ups": "follow_up_id, attempt_id, campaign_id, subject, scheduled_for, sent",
    "replies": "reply_id, attempt_id, lead_id, campaign_id, from_email, subject, "
    "classification, received_at",
    "suppressions": "email, domain, reason, created_at",
    "campaign_funnel": "group, stage, reached, skipped, still_open, step_rate, step_low, "
    "step_high, cumulative_rate",
    "lead_status": "group, status, leads",
    "send_volume": "group, date, queued, approved, blocked, sent, failed",
    "reply_classes": "group, classification, replies, share, low, high",
}


@pytest.mark.parametrize("name", PROMISED)
def test_the_promised_columns_come_first(name: str) -> None:
    promised = PROMISED[name].split(", ")
    assert list(reports.catalogue()[name].columns[: len(promised)]) == promised


def test_a_lead_shows_its_times_and_only_those_known_then(world: World) -> None:
    world.campaign("c1", "cus_a")
    world.lead("l1", score=0.8, title="A site", placed_seen_at=ago(5), last_seen_not_placed_at=None)
    world.attempt("l1", ago(30))
    world.reply("l1", ago(29), "out_of_office")
    world.reply("l1", ago(20), "interested")
    row = world.only("leads")
    assert row["website_title"] == "A site" and row["quality_score"] == 0.8
    assert (row["first_contacted_at"], row["first_replied_at"]) == (ago(30), ago(20))
    assert (row["placed_seen_at"], row["stage"], row["best_class"]) == (ago(5), 5, "interested")
    then = world.only("leads", as_of=ago(25))
    assert (then["first_contacted_at"], then["first_replied_at"]) == (ago(30), None)
    assert (then["placed_seen_at"], then["stage"], then["best_class"]) == (
        None,
        2,
        "out_of_office",
    )


def test_a_creation_time_that_the_source_never_gave_stays_empty(world: World) -> None:
    world.campaign("c1")
    world.lead("l1", created_at=None, first_seen_at=ago(3))
    row = world.only("leads", start=ago(4).date())
    assert row["created_at"] is None
    assert world.ask("leads", end=ago(5).date()) == []


def test_addresses_are_masked_for_clients(world: World) -> None:
    world.campaign("c1", "cus_a")
    world.lead("jo", email="jo@site.example")
    world.reply("jo", ago(1), "replied", from_email="jo@site.example", body="secret")
    client = Scope.of(["cus_a"])
    assert world.only("leads")["contact_email"] == "jo@site.example"
    assert world.only("leads", client)["contact_email"] == "j…@site.example"
    for name in ("replies", "reply_list"):
        assert world.only(name)["from_email"] == "jo@site.example"
        assert world.only(name, client)["from_email"] == "j…@site.example"
        assert "secret" not in str(world.only(name))


def test_an_attempt_and_a_follow_up_keep_the_words_of_the_vendor(world: World) -> None:
    world.campaign("c1", "cus_a")
    world.attempt("l1", ago(3), status="blocked", decision_reason="recipient_suppressed")
    row = world.only("attempts")
    assert (row["status"], row["sent_at"], row["created_at"]) == ("blocked", None, ago(3))
    assert row["decision_reason"] == "recipient_suppressed"
    planned = {"scheduled_for": ago(-4), "first_seen_at": ago(2), "sent": False}
    world.add("follow_ups", follow_up_id="f1", attempt_id="a-l1", **planned)
    row = world.only("follow_ups")
    assert (row["campaign_id"], row["client_id"], row["sent"]) == ("c1", "cus_a", False)
    assert world.ask("follow_ups", as_of=ago(2.5)) == []


def test_a_campaign_keeps_its_client_empty_until_it_is_mapped(world: World) -> None:
    world.campaign("c1")
    row = world.only("campaigns")
    assert (row["name"], row["client_id"], row["created_at"]) == ("Campaign c1", None, CREATED)


def test_a_client_filter_keeps_the_suppressed_addresses_of_that_client(world: World) -> None:
    world.campaign("c1", "cus_a")
    world.lead("l1", email="mine@site.example")
    for email in ("mine@site.example", "other@site.example"):
        world.add("suppressions", email=email, reason="asked", created_at=AS_OF)
    assert len(world.ask("suppressions")) == 2
    assert world.only("suppressions", clients=("cus_a",))["email"] == "mine@site.example"
