"""The compliance watch: each rule on a few rows, and who is named to whom."""

from __future__ import annotations

from typing import Any

import pytest

from data.access import Scope
from tests.queries.outreach.worlds import World, ago


def counts(world: World, **filters: Any) -> dict[str, int]:
    return {row["kind"]: row["cases"] for row in world.ask("compliance_watch", **filters)}


@pytest.fixture
def refused(world: World) -> World:
    """A lead that said no ten days ago and was written to again two days later."""
    world.campaign("c1", "cus_a")
    world.lead("no")
    world.attempt("no", ago(20))
    world.reply("no", ago(10), "not_interested", from_email="No@Site.example")
    world.attempt("no", ago(8), attempt_id="a-again")
    return world


def test_a_quiet_account_has_six_rules_and_no_case(world: World) -> None:
    assert list(counts(world).values()) == [0] * 6


def test_a_mail_after_a_refusal_is_a_case_and_so_is_the_missing_entry(refused: World) -> None:
    assert counts(refused)["sent_after_refusal"] == 1
    assert counts(refused)["refusal_not_listed"] == 1
    refused.add("suppressions", email="other@x.example", domain="site.example", created_at=ago(9))
    assert counts(refused)["refusal_not_listed"] == 0


def test_a_mail_before_the_refusal_or_outside_the_range_is_no_case(refused: World) -> None:
    assert counts(refused, as_of=ago(9))["sent_after_refusal"] == 0
    assert counts(refused, end=ago(9).date())["sent_after_refusal"] == 0


def test_the_documented_caps_are_exceeded_by_the_mail_after_them(world: World) -> None:
    world.campaign("c1")
    world.lead("l1")
    for number in range(101):
        host = "one.example" if number < 21 else f"h{number}.example"
        world.attempt("l1", ago(3), attempt_id=f"a{number}", recipient_email=f"p{number}@{host}")
    found = counts(world)
    assert (found["over_sender_cap"], found["over_domain_cap"]) == (1, 1)
    details = {row["kind"]: row["detail"] for row in world.ask("compliance_list")}
    assert details["over_sender_cap"] == "101 mails in a day, documented cap 100"
    assert details["over_domain_cap"] == "21 mails in a day, documented cap 20"


def test_a_mail_without_a_recipient_counts_for_the_house_of_its_lead(world: World) -> None:
    world.campaign("c1")
    for number in range(21):
        world.lead(f"l{number}", email=f"P{number}@One.example")
        world.attempt(f"l{number}", ago(3))
    assert counts(world)["over_domain_cap"] == 1
    (case,) = world.ask("compliance_list")
    assert case["address"] == "one.example"


def test_a_yes_under_the_subject_of_an_out_of_office_collides(campaign: World) -> None:
    found = [row for row in campaign.ask("compliance_list") if row["kind"] == "replies_collide"]
    assert [row["detail"] for row in found] == [
        "2 replies under one subject: interested, out_of_office"
    ]


def test_a_reply_that_fits_no_lead_is_told(world: World) -> None:
    world.campaign("c1")
    world.reply("stranger", ago(3), "replied", attempt_id="", from_email="who@else.example")
    assert counts(world)["reply_unmatched"] == 1


def test_staff_read_addresses_and_clients_read_whose_they_are(refused: World) -> None:
    assert {row["address"] for row in refused.ask("compliance_list")} == {"no@site.example"}
    masked = refused.ask("compliance_list", Scope.of(["cus_a"]))
    assert {row["address"] for row in masked} == {"n…@site.example"}
    assert refused.ask("compliance_list", Scope.of(["cus_b"])) == []
