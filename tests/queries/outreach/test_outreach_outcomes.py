"""Rates over leads that were written to long enough ago."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.queries.outreach.worlds import CREATED, World, ago, wilson


def test_every_column_of_a_hand_counted_campaign(campaign: World) -> None:
    row = campaign.only("campaign_outcomes", by="campaign_id")
    named = ("group", "campaign_name", "client_id", "client_name")
    assert [row[name] for name in named] == ["c1", "Campaign c1", "cus_a", "cus_a"]
    stages = ("discovered", "contacted", "delivered", "replied", "positive", "placed")
    assert [row[name] for name in stages] == [13, 12, 10, 7, 4, 2]
    assert (row["may_still_reply"], row["sends"], row["mails_replies"]) == (1, 10, 5)
    assert (row["reply_k"], row["reply_n"]) == (4, 8)
    assert (row["positive_k"], row["positive_n"]) == (2, 8)
    assert (row["placed_k"], row["placed_n"]) == (1, 7)
    for name, k, n in (("reply", 4, 8), ("positive", 2, 8), ("placed", 1, 7)):
        assert row[f"{name}_rate"] == pytest.approx(k / n)
        limits = (row[f"{name}_low"], row[f"{name}_high"])
        assert limits == pytest.approx(wilson(k, n), abs=1e-9)


def test_a_reply_after_its_window_is_in_the_funnel_and_not_in_the_rate(world: World) -> None:
    world.campaign("c1")
    for lead_id, days in (("just", 86), ("late", 85.9)):
        world.lead(lead_id)
        world.attempt(lead_id, ago(100))
        world.reply(lead_id, ago(days), "interested")
    row = world.only("campaign_outcomes")
    assert (row["replied"], row["reply_k"], row["positive_k"], row["reply_n"]) == (2, 1, 1, 2)


def test_a_reply_from_before_the_first_mail_is_no_outcome_of_it(world: World) -> None:
    world.campaign("c1")
    world.lead("earlier")
    world.attempt("earlier", ago(50))
    world.reply("earlier", ago(60), "interested")
    row = world.only("campaign_outcomes")
    assert (row["positive"], row["reply_k"], row["positive_k"], row["reply_n"]) == (1, 0, 0, 1)


def test_a_placement_counts_unless_a_read_proves_it_came_after_the_window(
    world: World,
) -> None:
    world.campaign("c1")
    for lead_id, last_not_placed in (("first-read", None), ("maybe", ago(60)), ("late", ago(50))):
        world.lead(lead_id, placed_seen_at=ago(1), last_seen_not_placed_at=last_not_placed)
        world.attempt(lead_id, ago(100))
    row = world.only("campaign_outcomes")
    assert (row["placed"], row["placed_k"], row["placed_n"]) == (3, 2, 3)


def test_only_the_first_mail_starts_the_window(world: World) -> None:
    world.campaign("c1")
    world.lead("twice")
    world.attempt("twice", ago(3), attempt_id="second")
    world.attempt("twice", ago(20), attempt_id="first")
    world.attempt("twice", ago(40), attempt_id="blocked", status="blocked")
    row = world.only("campaign_outcomes")
    assert (row["sends"], row["reply_n"], row["may_still_reply"]) == (2, 1, 0)


def test_the_range_chooses_leads_by_their_creation(world: World) -> None:
    world.campaign("c1")
    world.lead("in")
    world.lead("out", created_at=ago(1))
    row = world.only("campaign_outcomes", start=CREATED.date(), end=ago(2).date())
    assert row["discovered"] == 1


def test_a_sender_filter_keeps_the_leads_that_sender_wrote_to(world: World) -> None:
    world.campaign("c1")
    world.lead("hers")
    world.lead("his")
    world.attempt("hers", ago(20))
    world.attempt("his", ago(20), sender_email="ben@us.example")
    row = world.only("campaign_outcomes", senders=("ben@us.example",))
    assert (row["discovered"], row["sends"]) == (1, 1)


def test_the_order_of_rows_changes_nothing(tmp_path: Path) -> None:
    answers = []
    rows = [("one", ago(30)), ("two", ago(20)), ("three", ago(10))]
    for name, ordered in (("as-is", rows), ("reversed", rows[::-1])):
        (tmp_path / name).mkdir()
        world = World(tmp_path / name)
        world.campaign("c1")
        for lead_id, at in ordered:
            world.lead(lead_id)
            world.attempt(lead_id, at)
            world.reply(lead_id, at, "replied")
        answers.append([world.ask(name) for name in ("campaign_outcomes", "reply_curve", "leads")])
        world.close()
    assert answers[0] == answers[1]
