"""What a lead that was placed has cost, by hand."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from math import sqrt
from typing import Any

import pytest

from data.access import Scope
from tests.queries.outreach.worlds import World, ago

Z = 1.959963984540054


def spent(world: World, month: int, campaign_id: str = "", **values: Any) -> None:
    """Twenty hours at 30 and tools for 100 in a month of 2026, unless told otherwise."""
    row = {"hours": Decimal(20), "hourly_rate": Decimal(30), "tool_cost": Decimal(100)}
    world.add(
        "outreach_spend", month=datetime(2026, month, 1), campaign_id=campaign_id,
        **{"currency": "USD", **row, **values},
    )  # fmt: skip


def placed(world: World, lead_id: str, at: datetime, campaign_id: str = "c1", **more: Any) -> None:
    values = {"last_seen_not_placed_at": datetime(2026, 3, 2), **more}
    world.lead(lead_id, campaign_id, status="placed", placed_seen_at=at, **values)


def test_hours_at_their_rate_and_tools_are_shared_by_the_leads_placed(world: World) -> None:
    spent(world, 4)
    spent(world, 5, hours=None, hourly_rate=None, tool_cost=Decimal(50))
    for number, at in enumerate((datetime(2026, 4, 1), datetime(2026, 4, 30, 23), ago(days=31))):
        placed(world, f"l{number}", at)
    row = world.only("placed_link_costs")
    assert (row["months"], row["hours"]) == (2, 20)
    assert (row["work_cost"], row["tool_cost"], row["spend"]) == (600, 150, 750)
    assert (row["placed"], row["cost_per_placed"]) == (3, 250)
    middle, half = 3 + Z * Z / 2, Z * sqrt(3 + Z * Z / 4)
    assert row["cost_per_placed_low"] == pytest.approx(750 / (middle + half))
    assert row["cost_per_placed_high"] == pytest.approx(750 / (middle - half))


def test_no_placement_is_no_cost_of_one_and_its_spend_is_told(world: World) -> None:
    spent(world, 4)
    row = world.only("placed_link_costs")
    assert (row["spend"], row["placed"]) == (700, 0)
    assert row["cost_per_placed"] is row["cost_per_placed_low"] is None
    assert row["cost_per_placed_high"] is None


def test_leads_of_months_without_an_entry_make_nothing_cheaper(world: World) -> None:
    spent(world, 4)
    placed(world, "in", datetime(2026, 4, 9))
    placed(world, "before", datetime(2026, 3, 31, 23))
    placed(world, "after", datetime(2026, 5, 1))
    assert world.only("placed_link_costs")["cost_per_placed"] == 700


def test_only_months_that_lie_wholly_in_the_range_count(world: World) -> None:
    for month in (4, 5):
        spent(world, month)
        placed(world, f"l{month}", datetime(2026, month, 10))
    april = {"start": date(2026, 4, 1), "end": date(2026, 5, 30)}
    assert world.only("placed_link_costs", **april)["months"] == 1
    assert world.ask("placed_link_costs", start=date(2026, 4, 2), end=date(2026, 5, 30)) == []
    whole = {"start": date(2026, 4, 1), "end": date(2026, 5, 31)}
    assert world.only("placed_link_costs", **whole)["months"] == 2


def test_the_month_that_still_runs_is_left_out(world: World) -> None:
    """The data are of noon of 30 June."""
    spent(world, 6)
    placed(world, "l", ago(days=3))
    assert world.ask("placed_link_costs") == []
    assert world.ask("placed_link_costs", as_of=datetime(2026, 7, 1, 6), zone="UTC") != []


def test_months_begin_by_the_clock_of_the_chosen_zone(world: World) -> None:
    spent(world, 4)
    placed(world, "l", datetime(2026, 3, 31, 23))  # 1 April, 01:00 in Berlin
    assert world.only("placed_link_costs")["placed"] == 0
    assert world.only("placed_link_costs", zone="Europe/Berlin")["placed"] == 1
    april = {"start": date(2026, 4, 1), "end": date(2026, 4, 30)}
    assert world.only("placed_link_costs", zone="Europe/Berlin", **april)["placed"] == 1
    assert world.only("placed_link_costs", zone="America/New_York", **april)["months"] == 1


def test_costs_of_a_campaign_meet_its_leads_and_those_of_all_meet_all(world: World) -> None:
    world.campaign("c1", "cus_a")
    world.campaign("c2", "cus_b")
    spent(world, 4)
    spent(world, 4, "c1", tool_cost=Decimal(300))
    placed(world, "one", datetime(2026, 4, 9), "c1")
    placed(world, "two", datetime(2026, 4, 9), "c2")
    rows = {row["group"]: row for row in world.ask("placed_link_costs", by="campaign_id")}
    assert {name: (row["spend"], row["placed"]) for name, row in rows.items()} == {
        "c1": (900, 1),
        "unassigned": (700, 2),
    }
    both = world.only("placed_link_costs")
    assert (both["spend"], both["placed"]) == (1600, 2)
    for filters in ({"campaigns": ("c1",)}, {"clients": ("cus_a",)}):
        of_one = world.only("placed_link_costs", **filters)
        assert (of_one["spend"], of_one["placed"]) == (900, 1)


def test_two_currencies_are_not_added(world: World) -> None:
    spent(world, 4, "c1")
    spent(world, 5, "c1", currency="EUR")
    placed(world, "l", datetime(2026, 5, 9))
    rows = {row["currency"]: row for row in world.ask("placed_link_costs")}
    assert rows["USD"]["cost_per_placed"] is None and rows["USD"]["spend"] == 700
    assert rows["EUR"]["cost_per_placed"] == 700
    assert [row["group"] for row in world.ask("placed_link_costs", by="month")] == [
        "2026-04",
        "2026-05",
    ]


def test_a_lead_that_was_placed_when_first_read_is_counted_and_told(world: World) -> None:
    spent(world, 4)
    placed(world, "old", datetime(2026, 4, 9), last_seen_not_placed_at=None)
    row = world.only("placed_link_costs")
    assert (row["placed"], row["placed_from_start"]) == (1, 1)


def test_what_outreach_costs_is_for_staff(world: World) -> None:
    world.campaign("c1", "cus_a")
    spent(world, 4, "c1")
    placed(world, "l", datetime(2026, 4, 9))
    assert world.ask("placed_link_costs", Scope.of(["cus_a"])) == []


def test_nothing_entered_is_no_row(world: World) -> None:
    placed(world, "l", datetime(2026, 4, 9))
    assert world.ask("placed_link_costs") == []
