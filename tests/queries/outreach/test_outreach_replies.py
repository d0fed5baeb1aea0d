"""Who answered, which lead a reply belongs to, and which yes still waits."""

from __future__ import annotations

import pytest

from tests.queries.outreach.worlds import World, ago, wilson


def matches(world: World) -> dict[str, tuple[str | None, str]]:
    return {row["reply_id"]: (row["lead_id"], row["matched_by"]) for row in world.ask("replies")}


def test_a_reply_without_an_attempt_is_matched_by_address_inside_its_campaign(
    world: World,
) -> None:
    world.campaign("c1")
    world.campaign("c2")
    world.lead("known", email="Jo@Site.example")
    world.attempt("known", ago(9))
    world.reply("known", ago(8), "replied", reply_id="named", from_email="other@x.example")
    unnamed = {"attempt_id": "", "from_email": "jo@site.example"}
    world.reply("known", ago(8), "replied", reply_id="by address", **unnamed)
    world.reply("known", ago(8), "replied", reply_id="elsewhere", campaign_id="c2", **unnamed)
    world.reply("known", ago(8), "replied", reply_id="lost attempt", attempt_id="a-gone")
    assert matches(world) == {
        "named": ("known", "attempt"),
        "by address": ("known", "address"),
        "elsewhere": (None, "none"),
        "lost attempt": (None, "none"),
    }
    assert world.only("reply_outcomes")["unmatched_replies"] == 2


@pytest.mark.parametrize("status", ["sent", None])  # some servers give a time and no status
def test_a_shared_address_belongs_to_the_lead_written_to_last_before_the_reply(
    world: World, status: str | None
) -> None:
    world.campaign("c1")
    for lead_id, days in (("a-first", 20), ("b-second", 10), ("c-later", 2)):
        world.lead(lead_id, email="editor@both.example")
        world.attempt(lead_id, ago(days), status=status, sent_at=ago(days))
    world.reply("x", ago(5), "replied", attempt_id=None, from_email="editor@both.example")
    assert matches(world) == {"r-x-replied": ("b-second", "address")}


def test_a_recipient_address_matches_where_the_lead_has_another(world: World) -> None:
    world.campaign("c1")
    world.lead("moved", email="new@site.example")
    world.attempt("moved", ago(20), recipient_email="old@site.example")
    world.reply("moved", ago(9), "replied", attempt_id=None, from_email="old@site.example")
    assert matches(world) == {"r-moved-replied": ("moved", "address")}


def test_a_matched_reply_is_evidence_of_its_lead(world: World) -> None:
    world.campaign("c1")
    world.lead("known")
    world.attempt("known", ago(30))
    world.reply("known", ago(29), "interested", attempt_id=None)
    row = world.only("campaign_outcomes")
    assert (row["positive"], row["positive_k"]) == (1, 1)


def test_class_shares_are_of_all_replies_and_unknown_classes_keep_a_bucket(world: World) -> None:
    world.campaign("c1")
    for number, classification in enumerate(("interested", "interested", "maybe", None)):
        world.reply(f"l{number}", ago(1), classification, reply_id=f"r{number}")
    rows = world.ask("reply_classes")
    assert [(row["classification"], row["replies"]) for row in rows] == [
        ("interested", 2),
        ("other (maybe)", 1),
        ("unknown", 1),
    ]
    assert rows[0]["share"] == 0.5
    assert (rows[0]["low"], rows[0]["high"]) == pytest.approx(wilson(2, 4), abs=1e-9)


def test_outcomes_are_counted_in_leads_and_hours_among_repliers(campaign: World) -> None:
    row = campaign.only("reply_outcomes")
    assert (row["human_replies"], row["interested_leads"]) == (5, 2)
    assert row["positive_share"] == 0.4
    assert (row["low"], row["high"]) == pytest.approx(wilson(2, 5), abs=1e-9)
    # first human replies after 24, 24, 48, 48 and 72 hours
    assert (row["median_hours_to_reply"], row["p90"]) == (48, 72)
    assert row["unanswered_positive"] == 2
    assert row["longest_unanswered_hours"] == 97 * 24
    assert row["unmatched_replies"] == 0


def test_a_range_of_replies_leaves_the_first_reply_of_a_lead_where_it_was(world: World) -> None:
    world.campaign("c1")
    world.lead("twice")
    world.attempt("twice", ago(20))
    world.reply("twice", ago(19), "replied")
    world.reply("twice", ago(5), "interested")
    row = world.only("reply_outcomes", start=ago(10).date())
    assert (row["human_replies"], row["interested_leads"]) == (1, 1)
    assert row["median_hours_to_reply"] is None


def test_a_later_mail_or_a_placement_answers_a_yes(world: World) -> None:
    world.campaign("c1")
    for lead_id in ("waiting", "mailed", "queued", "placed"):
        world.lead(lead_id, placed_seen_at=ago(1) if lead_id == "placed" else None)
        world.attempt(lead_id, ago(20))
        world.reply(lead_id, ago(10), "interested")
    world.attempt("mailed", ago(9), attempt_id="answer")
    world.attempt("queued", ago(9), attempt_id="not gone", status="queued")
    world.reply("stranger", ago(3), "interested", attempt_id=None)
    rows = {row["reply_id"]: row["waits_hours"] for row in world.ask("reply_list")}
    assert rows == {
        "r-waiting-interested": 240,
        "r-mailed-interested": None,
        "r-queued-interested": 240,
        "r-placed-interested": None,
        "r-stranger-interested": 72,
    }
    before = {r["reply_id"]: r["is_unanswered"] for r in world.ask("reply_list", as_of=ago(9.5))}
    assert before["r-mailed-interested"] and before["r-placed-interested"]
    assert "r-stranger-interested" not in before


def test_the_curve_counts_leads_without_a_reply_as_waiting(world: World) -> None:
    world.campaign("c1")
    for lead_id, sent, replied in (("a", 20, 19), ("b", 20, 18), ("c", 20, None), ("d", 1.5, None)):
        world.lead(lead_id)
        world.attempt(lead_id, ago(sent))
        if replied:
            world.reply(lead_id, ago(replied), "replied")
    world.reply("c", ago(19.5), "out_of_office")
    rows = world.ask("reply_curve")
    assert [(row["hours"], row["at_risk"], row["events"]) for row in rows] == [
        (0, 4, 0),
        (24, 4, 1),
        (48, 2, 1),
    ]
    assert [row["replied_share"] for row in rows] == pytest.approx([0, 0.25, 0.625])


def test_the_list_is_newest_first_and_names_the_campaign(world: World) -> None:
    world.campaign("c1")
    world.reply("old", ago(9), "replied")
    world.reply("new", ago(1), "maybe")
    rows = world.ask("reply_list")
    assert [row["reply_id"] for row in rows] == ["r-new-maybe", "r-old-replied"]
    assert rows[0]["campaign_name"] == "Campaign c1"
    assert rows[0]["classification"] == "other (maybe)"


def test_the_time_to_a_reply_is_that_of_the_very_first_one(world: World) -> None:
    """Under a filter by sender a later reply is no first one."""
    world.campaign("c1")
    world.lead("l")
    world.attempt("l", ago(20))
    world.attempt("l", ago(10), attempt_id="a-second", sender_email="bob@us.example")
    world.reply("l", ago(18), "replied")
    world.reply("l", ago(9), "interested", attempt_id="a-second")
    assert world.only("reply_outcomes")["median_hours_to_reply"] == 48
    of_bob = world.only("reply_outcomes", senders=("bob@us.example",))
    assert (of_bob["human_replies"], of_bob["median_hours_to_reply"]) == (1, None)
