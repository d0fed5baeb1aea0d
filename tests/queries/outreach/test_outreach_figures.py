"""Bounces, follow-ups, suppression, placement by every name, failures and debt, counted by hand."""

from __future__ import annotations

import pytest

from tests.queries.outreach.worlds import World, ago, wilson


def test_a_contacted_status_without_a_mail_is_contacted_and_not_delivered(world: World) -> None:
    """A status vouches for its own stage alone; that no mail is known is shown as a gap."""
    world.campaign("c1")
    world.lead("by-hand", status="contacted")
    world.lead("written", status="discovered")
    world.attempt("written", ago(30))
    reached = {row["stage"]: row["reached"] for row in world.ask("campaign_funnel")}
    assert (reached["contacted"], reached["delivered"]) == (2, 1)
    row = world.only("outreach_figures")
    assert (row["status_without_mail"], row["mail_without_status"]) == (1, 1)


def test_a_bounce_that_was_a_refusal_is_no_bounce(world: World) -> None:
    world.campaign("c1")
    for lead_id in ("bounced", "refused", "away", "fine"):
        world.lead(lead_id, status="contacted" if lead_id == "fine" else "bounced")
        world.attempt(lead_id, ago(30))
    world.reply("refused", ago(29), "not_interested")
    world.reply("away", ago(29), "out_of_office")
    row = world.only("outreach_figures")
    assert (row["bounced"], row["contacted"]) == (2, 4)
    assert (row["bounce_rate"], row["delivery_rate"]) == (0.5, 0.5)
    assert (row["bounce_low"], row["bounce_high"]) == pytest.approx(wilson(2, 4))


def test_rates_of_nobody_are_unknown(world: World) -> None:
    world.campaign("c1")
    world.lead("found")
    row = world.only("outreach_figures")
    names = ("bounce_rate", "delivery_rate", "follow_up_rate", "suppression_rate")
    assert [row[name] for name in names] == [None] * 4
    assert [r["placement_rate"] for r in world.ask("placement_variants")] == [
        None, None, None, 0.0, None, None,
    ]  # fmt: skip
    assert world.ask("send_failures") == [] and world.ask("touches_to_reply") == []


def test_whoever_is_on_the_list_is_due_no_second_mail_wherever_the_first_one_went(
    world: World,
) -> None:
    world.campaign("c1")
    for lead_id in ("own-listed", "written-listed", "house-listed", "free"):
        world.lead(lead_id)
    for lead_id in ("own-listed", "written-listed", "free"):
        world.attempt(lead_id, ago(20), recipient_email=f"{lead_id}@other.example")
    world.attempt("house-listed", ago(20))
    world.lead("house-of-another", email="x@house.example")
    world.attempt("house-of-another", ago(20), recipient_email="y@other.example")
    for email in ("own-listed@site.example", "written-listed@other.example"):
        world.add("suppressions", email=email, created_at=ago(9), first_seen_at=ago(9))
    world.add("suppressions", email="z@house.example", domain="house.example", created_at=ago(9))
    row = world.only("outreach_figures")
    assert row["follow_up_eligible"] == 2  # free, and house-listed, whose house is not listed


def test_a_follow_up_is_a_second_mail_and_not_the_vendors_word(world: World) -> None:
    world.campaign("c1")
    for lead_id in ("twice", "once", "planned", "overdue", "answered", "late-answer", "suppressed"):
        world.lead(lead_id)
        world.attempt(lead_id, ago(20))
    world.lead("young")
    world.attempt("young", ago(4))
    world.lead("bounced", status="bounced")
    world.attempt("bounced", ago(20))
    world.attempt("twice", ago(10), attempt_id="a-twice-2")
    for lead_id, due in (("planned", ago(-2)), ("overdue", ago(3))):
        world.add(
            "follow_ups",
            follow_up_id=f"f-{lead_id}",
            attempt_id=f"a-{lead_id}",
            campaign_id="c1",
            scheduled_for=due,
            sent=True,
            first_seen_at=ago(20),
        )
    world.reply("answered", ago(16), "replied")
    world.reply("late-answer", ago(15), "replied")  # on the fifth day: a follow-up was due
    world.add("suppressions", email="suppressed@site.example", created_at=ago(18))
    row = world.only("outreach_figures")
    assert (row["follow_up_eligible"], row["followed_up"]) == (5, 1)
    assert (row["follow_up_planned"], row["follow_up_overdue"]) == (1, 1)
    assert (row["follow_up_low"], row["follow_up_high"]) == pytest.approx(wilson(1, 5))


def test_addresses_are_on_the_list_by_themselves_or_by_their_domain(world: World) -> None:
    world.campaign("c1")
    for lead_id in ("before", "after", "domain", "free"):
        world.lead(lead_id, email=f"Me@{lead_id}.example")
        world.attempt(lead_id, ago(20))
    world.add("suppressions", email="me@before.example", created_at=ago(30))
    world.add("suppressions", email="me@after.example", created_at=ago(10))
    world.add(
        "suppressions", email="boss@domain.example", domain="Domain.example", created_at=ago(5)
    )
    row = world.only("outreach_figures")
    assert (row["addresses"], row["suppressed"]) == (4, 3)
    assert (row["suppressed_before"], row["suppressed_after"]) == (1, 2)
    assert world.only("outreach_figures", as_of=ago(8))["suppressed"] == 2


def test_placements_are_named_by_what_they_are_divided_by(campaign: World) -> None:
    rows = {row["per"]: (row["placed"], row["n"]) for row in campaign.ask("placement_variants")}
    assert rows == {
        # both are seen placed in time; of those written to 45 days ago only one was written to
        "contacted_45_days": (1, 7),
        "contacted": (2, 12),
        "delivered": (2, 10),
        "leads": (2, 13),
        "positive": (2, 4),
        "sends": (2, 10),
    }


def test_more_placements_than_mails_have_no_limits(world: World) -> None:
    world.campaign("c1")
    for number in range(2):
        world.lead(f"l{number}", status="placed")
    world.attempt("l0", ago(60))
    row = next(row for row in world.ask("placement_variants") if row["per"] == "sends")
    assert (row["placement_rate"], row["low"], row["high"]) == (2.0, None, None)


def test_refused_and_failed_attempts_are_told_by_their_reason(world: World) -> None:
    world.campaign("c1")
    world.lead("l1")
    made = [("sent", None), ("blocked", "recipient_suppressed"), ("blocked", None)]
    made += [("failed", "smtp_send_failed"), ("failed", "smtp_send_failed")]
    for number, (status, reason) in enumerate(made):
        world.attempt("l1", ago(3), attempt_id=f"a{number}", status=status, decision_reason=reason)
    found = [
        (row["outcome"], row["reason"], row["failures"], row["attempts"])
        for row in world.ask("send_failures")
    ]
    assert found == [
        ("failed", "smtp_send_failed", 2, 5),
        ("blocked", "no reason given", 1, 5),
        ("blocked", "recipient_suppressed", 1, 5),
    ]


def test_touches_are_the_mails_before_the_first_persons_reply(world: World) -> None:
    world.campaign("c1")
    for lead_id, days in (("one", (20,)), ("two", (20, 15)), ("after", (20, 5))):
        world.lead(lead_id)
        for number, day in enumerate(days):
            world.attempt(lead_id, ago(day), attempt_id=f"a-{lead_id}-{number}")
    world.reply("one", ago(19), "out_of_office", attempt_id="a-one-0")
    for lead_id in ("one", "two", "after"):
        world.reply(lead_id, ago(10), "replied", attempt_id=f"a-{lead_id}-0")
    rows = [(r["mails"], r["leads"], r["replying_leads"]) for r in world.ask("touches_to_reply")]
    assert rows == [(1, 2, 3), (2, 1, 3)]


def test_a_yes_without_a_later_mail_is_debt_by_its_age(world: World) -> None:
    world.campaign("c1")
    for lead_id, days in (("new", 0.5), ("old", 40), ("answered", 40)):
        world.lead(lead_id)
        world.attempt(lead_id, ago(50))
        world.reply(lead_id, ago(days), "interested")
    world.attempt("answered", ago(39), attempt_id="a-answer")
    assert [row["replies"] for row in world.ask("response_debt")] == [1, 0, 0, 0, 1]


def test_the_yes_of_somebody_elses_lead_is_not_shown(world: World) -> None:
    from data.access import Scope

    world.campaign("c1", "cus_a")
    world.lead("l1")
    world.attempt("l1", ago(50))
    world.reply("l1", ago(2), "interested")
    for name in ("response_debt", "outreach_figures", "placement_variants"):
        rows = world.ask(name, Scope.of(["cus_b"]))
        counts = [value for row in rows for value in row.values() if isinstance(value, int)]
        assert not any(counts), name
