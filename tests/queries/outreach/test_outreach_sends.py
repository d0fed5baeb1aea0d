"""Mails by day and week, and mails that should not have been sent."""

from __future__ import annotations

from datetime import date, datetime

from tests.queries.outreach.worlds import AS_OF, World, ago


def test_days_without_mails_stand_as_zeros(world: World) -> None:
    world.campaign("c1")
    for number, (days, status) in enumerate(((3, "sent"), (3, "blocked"), (1, "bounced back"))):
        world.attempt("l", ago(days), attempt_id=str(number), status=status)
    rows = world.ask("send_volume")
    assert [row["date"] for row in rows] == [date(2026, 6, day) for day in (27, 28, 29, 30)]
    counted = [(row["sent"], row["blocked"], row["other"]) for row in rows]
    assert counted == [(1, 1, 0), (0, 0, 0), (0, 0, 1), (0, 0, 0)]


def test_a_chosen_range_is_filled_from_its_first_day_and_not_beyond_as_of(world: World) -> None:
    world.campaign("c1")
    world.attempt("l", ago(1))
    rows = world.ask("send_volume", start=date(2026, 6, 28), end=date(2026, 7, 5))
    assert [row["sent"] for row in rows] == [0, 1, 0]
    rows = world.ask("send_volume", start=date(2026, 6, 1), end=date(2026, 6, 2))
    assert [row["date"] for row in rows] == [date(2026, 6, 1), date(2026, 6, 2)]


def test_a_mail_falls_on_its_local_day_through_a_dst_night(world: World) -> None:
    world.campaign("c1")
    # Berlin went from 02:00 to 03:00 on 29 March 2026
    moments = ((28, 22, 59), (28, 23, 0), (29, 21, 59), (29, 22, 0))
    for number, (day, hour, minute) in enumerate(moments):
        at = datetime(2026, 3, day, hour, minute)
        world.attempt("l", at, attempt_id=str(number))
    chosen = {"start": date(2026, 3, 28), "end": date(2026, 3, 30), "zone": "Europe/Berlin"}
    assert [row["sent"] for row in world.ask("send_volume", **chosen)] == [1, 2, 1]
    chosen["start"] = chosen["end"] = date(2026, 3, 29)
    assert [row["sent"] for row in world.ask("send_volume", **chosen)] == [2]


def test_groups_are_filled_alike(world: World) -> None:
    world.campaign("c1", "cus_a")
    world.campaign("c2")
    world.attempt("one", ago(1))
    world.attempt("two", ago(0), campaign_id="c2")
    rows = world.ask("send_volume", by="client_id")
    assert [(row["group"], row["sent"]) for row in rows] == [
        ("cus_a", 1),
        ("cus_a", 0),
        ("unassigned", 0),
        ("unassigned", 1),
    ]


def test_a_week_is_complete_when_it_lies_within_range_and_past(world: World) -> None:
    world.campaign("c1")
    world.attempt("l", datetime(2026, 6, 12))  # a Friday; as_of is a Tuesday
    world.attempt("m", datetime(2026, 6, 23))
    rows = world.ask("send_weeks")
    assert [(row["week"].day, row["sent"], row["is_complete"]) for row in rows] == [
        (8, 1, False),
        (15, 0, True),
        (22, 1, True),
        (29, 0, False),
    ]
    assert {row["cap"] for row in rows} == {700}


def test_a_status_that_is_missing_beside_a_sending_time_means_sent(world: World) -> None:
    world.campaign("c1")
    world.attempt("l", AS_OF, status=None, sent_at=AS_OF)
    assert [row["sent"] for row in world.ask("send_volume")] == [1]


def test_mails_after_a_refusal_are_found_by_lead_address_and_domain(world: World) -> None:
    world.campaign("c1")
    for lead_id, email in (
        ("refused", "a@one.example"),
        ("same-address", "a@one.example"),
        ("suppressed", "b@two.example"),
        ("domain", "c@three.example"),
        ("before", "d@four.example"),
    ):
        world.lead(lead_id, email=email)
    world.attempt("refused", ago(20), attempt_id="first")
    refusal = {"attempt_id": "first", "from_email": "a@one.example"}
    world.reply("refused", ago(15), "not_interested", **refusal)
    world.add("suppressions", email="B@two.example", created_at=ago(10))
    world.add("suppressions", email="x@three.example", domain="three.example", created_at=ago(10))
    world.add("suppressions", email="d@four.example", first_seen_at=ago(1))
    for lead_id in ("refused", "same-address", "suppressed", "domain", "before"):
        world.attempt(lead_id, ago(5), recipient_email=None)
    rows = world.ask("sends_after_refusal")
    assert {row["attempt_id"]: row["hours_after"] for row in rows} == {
        "a-refused": 240,
        "a-same-address": 240,
        "a-suppressed": 120,
        "a-domain": 120,
    }
