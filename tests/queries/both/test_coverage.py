"""Rows held of rows announced, and lists that may have been cut off, counted by hand."""

from __future__ import annotations

from typing import Any

import pytest

from data.access import Scope
from tests.queries.podcast.worlds import AS_OF, PodcastWorld, ago


def figure(world: PodcastWorld, name: str, value: float, **values: Any) -> None:
    row = {"source": "outreach", "subject": "c1", "observed_at": AS_OF, **values}
    world.add("api_figures", figure=name, value=value, **row)


def leads(world: PodcastWorld, campaign: str, count: int) -> None:
    for number in range(count):
        world.lead(f"{campaign}-{number}", campaign_id=campaign)


def told(world: PodcastWorld, thing: str, **filters: Any) -> dict[str, Any]:
    (row,) = [row for row in world.ask("coverage", **filters) if row["thing"] == thing]
    return row


def test_orders_of_the_account_and_slots_of_its_reports(world: PodcastWorld) -> None:
    world.add("account_snapshots", observed_at=AS_OF, orders_total=50)
    for name in ("a", "b", "c"):
        world.order(name)
        world.slot(name)
    figure(world, "report.report_links_total", 4, source="podcast", subject="a")
    orders, slots = told(world, "orders"), told(world, "slots of links")
    assert (orders["held"], orders["announced"], orders["coverage"]) == (3, 50, 3 / 50)
    assert (slots["held_in_all"], slots["held"], slots["announced"]) == (3, 1, 4)
    assert orders["suspects"] is None


def test_the_last_number_announced_counts(world: PodcastWorld) -> None:
    world.campaign("c1")
    leads(world, "c1", 2)
    figure(world, "total_leads", 9, observed_at=ago(days=2))
    figure(world, "total_leads", 4)
    row = told(world, "leads")
    assert (row["held"], row["announced"], row["coverage"]) == (2, 4, 0.5)
    assert told(world, "leads", as_of=ago(days=1))["announced"] == 9


def test_a_list_of_fifty_that_only_its_own_length_announces_is_a_suspect(
    world: PodcastWorld,
) -> None:
    for name in ("c1", "c2", "c3"):
        world.campaign(name)
    leads(world, "c1", 50)
    leads(world, "c2", 50)
    leads(world, "c3", 49)
    figure(world, "total_leads", 50)
    figure(world, "lead_count", 50, subject="c2")
    row = told(world, "leads")
    assert (row["held_in_all"], row["held"], row["announced"]) == (149, 50, 50)
    assert (row["lists"], row["suspects"]) == (3, 1)


def test_what_nobody_announces_has_no_coverage(world: PodcastWorld) -> None:
    world.campaign("c1")
    leads(world, "c1", 1)
    row = told(world, "leads")
    assert (row["held"], row["announced"], row["coverage"]) == (0, 0, None)
    assert [row["thing"] for row in world.ask("coverage")] == [
        "orders",
        "slots of links",
        "campaigns",
        "leads",
        "attempts",
        "replies",
    ]


def test_a_campaign_with_rows_announced_and_none_held_counts(world: PodcastWorld) -> None:
    world.campaign("c1")
    figure(world, "total_replies", 7)
    row = told(world, "replies")
    assert (row["held"], row["announced"], row["coverage"]) == (0, 7, 0.0)


@pytest.mark.parametrize("scope", [Scope.of(["cus_a"]), Scope.of([])])
def test_a_client_sees_none_of_it(world: PodcastWorld, scope: Scope) -> None:
    assert world.ask("coverage", scope=scope) == []
