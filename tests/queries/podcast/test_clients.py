"""The client summary and what a card of one order shows."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from data.access import Scope
from tests.queries.outreach.worlds import wilson
from tests.queries.podcast.worlds import AS_OF, PodcastWorld, ago, hours


@pytest.fixture
def priced(world: PodcastWorld) -> PodcastWorld:
    world.add("clients", client_id="cus_a", name="Acme")
    for day, price in ((1, "100.00"), (25, "120.50")):
        world.add(
            "price_book",
            package="growth",
            valid_from=datetime(2026, 6, day),
            price=Decimal(price),
            currency="USD",
        )
    return world


def test_a_client_is_summed_up(priced: PodcastWorld) -> None:
    priced.order(
        "a",
        client_id="cus_a",
        package="growth",
        status="delivered",
        links_total=2,
        first_promised_at=ago(days=9),
        report_fetched_at=AS_OF,
    )
    priced.slot("a", 1, live_at=ago(days=10) + hours(4), indexed_at=ago(days=9), indexed=True)
    priced.slot("a", 2, live_at=ago(days=10) + hours(6))
    priced.order("b", client_id="cus_a", package="growth", created_at=ago(days=1))
    row = priced.only("client_summary")
    assert (row["client_id"], row["client_name"]) == ("cus_a", "Acme")
    assert (row["orders"], row["delivered"], row["open"], row["failed"]) == (2, 1, 1, 0)
    assert (row["links_total"], row["links_live"], row["links_indexed"]) == (3, 2, 1)
    assert (row["due"], row["on_time"], row["on_time_rate"]) == (1, 1, 1)
    assert (row["mature_7d_k"], row["mature_7d_n"], row["f_7d"]) == (1, 2, pytest.approx(0.5))
    assert (row["mature_7d_low"], row["mature_7d_high"]) == pytest.approx(wilson(1, 2))
    assert row["km_median_hours"] == 6
    assert row["spend"] == Decimal("220.50")
    assert row["cost_per_indexed_link"] == 220.5


def test_an_unknown_price_makes_the_spend_unknown(priced: PodcastWorld) -> None:
    priced.order("known", client_id="cus_a", package="growth")
    priced.order("before-the-book", client_id="cus_a", package="growth", created_at=ago(days=60))
    row = priced.only("client_summary")
    assert (row["spend"], row["cost_per_indexed_link"]) == (None, None)


def test_what_the_links_cost_is_for_staff(priced: PodcastWorld) -> None:
    priced.order("a", client_id="cus_a", package="growth", created_at=ago(days=10))
    priced.slot("a", 1, live_at=ago(days=9), indexed_at=ago(days=8), indexed=True)
    (row,) = priced.ask("client_summary", Scope.of(["cus_a"]))
    assert row["links_indexed"] == 1
    assert (row["spend"], row["cost_per_indexed_link"]) == (None, None)


def test_no_indexed_link_makes_the_cost_unknown(priced: PodcastWorld) -> None:
    priced.order("a", client_id="cus_a", package="growth")
    row = priced.only("client_summary")
    assert (row["spend"], row["cost_per_indexed_link"]) == (Decimal("100.00"), None)


def test_a_client_exists_as_soon_as_an_order_names_it(world: PodcastWorld) -> None:
    world.order("a", client_id="cus_new")
    world.order("b")
    named = [(row["client_id"], row["client_name"]) for row in world.ask("client_summary")]
    assert named == [("cus_new", "cus_new"), ("unassigned", "unassigned")]


def test_a_client_with_a_name_and_no_orders_has_zeros(priced: PodcastWorld) -> None:
    row = priced.only("client_summary")
    assert (row["orders"], row["links_live"], row["on_time_rate"]) == (0, 0, None)
    assert priced.ask("client_summary", Scope.of(["cus_b"])) == []


def test_a_client_page_lists_its_links_newest_first(world: PodcastWorld) -> None:
    world.order("a", client_id="cus_a", target_url="https://acme.example/", anchor_text="<b>=1+1")
    world.slot("a", 1, live_at=ago(hours=9))
    world.slot("a", 2, live_at=ago(hours=2))
    rows = world.ask("client_links", clients=("cus_a",))
    assert [row["slot"] for row in rows] == [2, 1]
    assert rows[0]["anchor_text"] == "<b>=1+1"
    assert world.ask("client_links", clients=("cus_b",)) == []


def test_filters_offer_what_the_viewer_may_choose(priced: PodcastWorld) -> None:
    priced.order("a", client_id="cus_a", package="growth", niche="tech")
    priced.order("b", client_id="cus_b", package="scale")
    priced.slot("a", platform="apple")
    rows = [tuple(row.values()) for row in priced.ask("filter_options", Scope.of(["cus_a"]))]
    assert rows == [
        ("client", "cus_a", "Acme", 1),
        ("niche", "tech", "tech", 1),
        ("package", "growth", "growth", 1),
        ("platform", "apple", "apple", 1),
    ]


def test_extent_tells_the_first_and_last_moment_of_each_thing(world: PodcastWorld) -> None:
    world.order("a", client_id="cus_a", first_promised_at=AS_OF)
    world.order("b", client_id="cus_b", created_at=ago(days=90))
    rows = {row["thing"]: row for row in world.ask("extent", Scope.of(["cus_a"]))}
    assert set(rows) == {"orders", "links", "promises", "leads", "sends", "replies"}
    assert rows["orders"]["first_at"] == rows["orders"]["last_at"] == ago(days=10)
    assert rows["links"]["first_at"] is None
    assert {r["thing"]: r for r in world.ask("extent")}["orders"]["first_at"] == ago(days=90)


def test_an_order_card_names_every_clock(world: PodcastWorld) -> None:
    world.order(
        "o",
        status="delivered",
        links_total=2,
        delivered_in_hours=5.7,
        delivered_event_at=ago(days=10) + hours(7.6),
        last_seen_open_at=ago(days=10) + hours(7),
        first_seen_closed_at=ago(days=10) + hours(8),
    )
    world.slot("o", 1, live_at=ago(days=10) + hours(3))
    world.slot("o", 2, url=None)
    rows = world.ask("order_card", order="o")
    assert [(row["clock"], row["is_used"]) for row in rows] == [
        ("link", False), ("event", True), ("vendor", False), ("poll", False),
    ]  # fmt: skip
    assert [row["hours"] for row in rows] == [None, *map(pytest.approx, (7.6, 5.7, 8))]
    assert rows[0]["note"] == "1 of 2 links have a time"
    assert [row["slot"] for row in world.ask("order_slots", order="o")] == [1, 2]


def test_an_order_card_names_no_event_that_did_not_come(world: PodcastWorld) -> None:
    world.order("o")
    (event,) = [row for row in world.ask("order_card", order="o") if row["clock"] == "event"]
    assert (event["delivered_at"], event["note"]) == (None, None)


def test_order_events_say_what_changed(world: PodcastWorld) -> None:
    world.order("o", links_total=2)
    for status, links, at, origin in (
        ("queued", 0, ago(days=9), "list"),
        ("in_progress", 0, ago(days=8), "webhook"),
        ("in_progress", 1, ago(days=7), "detail"),
    ):
        row = {"status": status, "links_delivered": links, "observed_at": at, "origin": origin}
        row |= {"estimated_delivery_at": datetime(2026, 6, 25, 18)}
        world.add("order_history", order_id="o", links_total=2, **row)
    rows = world.ask("order_events", order="o", zone="Europe/Berlin")
    assert [row["what"] for row in rows] == [
        "status queued, 0 of 2 links, promised for 2026-06-25 20.00",
        "status in_progress",
        "1 of 2 links",
    ]
    assert [row["origin"] for row in rows] == ["list", "webhook", "detail"]


def test_a_change_that_spans_nothing_is_not_clear(world: PodcastWorld) -> None:
    estimates = {
        "value1": 0.5,
        "low1": 0.4,
        "high1": 0.6,
        "value0": 0.45,
        "low0": 0.35,
        "high0": 0.5,
    }
    row = world.only_given("rate_change", **estimates)
    assert row["change"] == pytest.approx(0.05)
    assert (row["low"], row["high"]) == pytest.approx((0.05 - 0.0125**0.5, 0.05 + 0.02**0.5))
    assert row["is_clear"] is False
    assert world.only_given("rate_change", **estimates | {"value0": 0.1, "low0": 0, "high0": 0.2})[
        "is_clear"
    ]
