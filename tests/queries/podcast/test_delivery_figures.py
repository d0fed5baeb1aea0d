"""First link, fill, failures, domain score, moved promises and clocks, computed by hand."""

from __future__ import annotations

import pytest

from tests.queries.outreach.worlds import wilson
from tests.queries.podcast.worlds import AS_OF, PodcastWorld, Z, ago, hours

CREATED = ago(days=10)


def test_the_first_link_comes_before_the_order_is_done(world: PodcastWorld) -> None:
    world.order("quick", links_total=2)
    world.slot("quick", 1, live_at=CREATED + hours(3))
    world.slot("quick", 2)
    world.order("slow", links_total=1)
    world.slot("slow", 1, live_at=CREATED + hours(9))
    world.order("waiting", created_at=ago(hours=5))
    world.order("failed", status="failed", first_seen_closed_at=CREATED + hours(1))
    world.order("untold", status="delivered", delivered_event_at=CREATED + hours(2))
    row = world.only("delivery_figures")
    assert (row["first_link_orders"], row["first_links"]) == (4, 2)
    # one of four fails at 1 h; a first link of the three left at 3 h, and one more at 9 h
    assert row["first_link_median_hours"] == 9


def test_a_delivered_order_with_an_empty_slot_lowers_the_fill(world: PodcastWorld) -> None:
    closed = {"status": "delivered", "delivered_event_at": ago(days=5)}
    world.order("short", links_total=4, **closed)
    for slot in (1, 2, 3):
        world.slot("short", slot, live_at=ago(days=6))
    world.slot("short", 4, url=None, live_at=None)
    world.order("full", links_total=2, **closed)
    for slot in (1, 2):
        world.slot("full", slot, live_at=ago(days=6))
    world.order("failed", status="failed", links_total=3, first_seen_closed_at=ago(days=4))
    world.order("open", links_total=9)
    row = world.only("delivery_figures")
    assert (row["slots_live"], row["slots_total"], row["delivered_short"]) == (5, 9, 1)
    assert row["fill_rate"] == pytest.approx(5 / 9)
    residuals = [3 - 4 * 5 / 9, 2 - 2 * 5 / 9, 0 - 3 * 5 / 9]
    half = Z * (sum(r * r for r in residuals) * 3 / 2) ** 0.5 / 9
    assert row["fill_low"] == pytest.approx(max(5 / 9 - half, 0))
    assert row["fill_high"] == pytest.approx(min(5 / 9 + half, 1))
    assert (row["failed"], row["closed"]) == (1, 3)
    assert (row["failure_low"], row["failure_high"]) == pytest.approx(wilson(1, 3))


def test_a_history_of_failures_does_not_fall_on_the_day_of_the_first_read(
    world: PodcastWorld,
) -> None:
    """Read for the first time today, an order that failed last winter failed about its promise."""
    old = {"status": "failed", "created_at": ago(days=200), "first_seen_closed_at": AS_OF}
    world.order("old", first_promised_at=ago(days=198), **old)
    world.order("without-promise", first_promised_at=None, **old)
    world.order("seen-open", last_seen_open_at=ago(days=1), **old)
    recent = {"start": ago(days=30).date(), "end": AS_OF.date()}
    assert world.only("delivery_figures", **recent)["failed"] == 1
    assert world.only("delivery_figures")["failed"] == 3


def test_without_closed_orders_every_rate_is_unknown(world: PodcastWorld) -> None:
    world.order("open", links_total=3)
    row = world.only("delivery_figures")
    assert (row["closed"], row["failed"], row["slots_total"]) == (0, 0, 0)
    assert row["fill_rate"] is row["fill_low"] is row["failure_rate"] is row["average_da"] is None


def test_the_domain_score_is_weighted_by_links_and_a_missing_one_is_not_zero(
    world: PodcastWorld,
) -> None:
    for order_id, da, links in (("a", 90.0, 1), ("b", 60.0, 3), ("c", None, 5)):
        world.order(
            order_id,
            status="delivered",
            links_total=links,
            delivered_event_at=ago(days=5),
            average_da=da,
        )
        for slot in range(links):
            world.slot(order_id, slot, live_at=ago(days=6))
    row = world.only("delivery_figures")
    assert row["average_da"] == pytest.approx((90 + 3 * 60) / 4)
    assert (row["lowest_order_da"], row["highest_order_da"], row["orders_with_da"]) == (60, 90, 2)


def test_a_promise_that_was_moved_is_counted_against_the_first_one(world: PodcastWorld) -> None:
    first = ago(days=3)
    for order_id in ("moved", "kept", "back"):
        world.order(order_id, first_promised_at=first)
    seen = {
        "moved": [first, first + hours(5), first + hours(12)],
        "kept": [first],
        "back": [first, first + hours(4), first],
    }
    for order_id, estimates in seen.items():
        for number, estimate in enumerate(estimates):
            world.add(
                "order_history",
                order_id=order_id,
                estimated_delivery_at=estimate,
                observed_at=ago(days=8 - number),
            )
    row = world.only("delivery_figures")
    assert (row["promised"], row["moved"], row["moved_median_hours"]) == (3, 1, 12)
    before = world.only("delivery_figures", as_of=ago(days=7))
    assert before["moved"] == 2 and before["moved_median_hours"] == 4.5


def test_every_clock_says_what_the_page_would_say_if_it_alone_counted(world: PodcastWorld) -> None:
    """The document's example: the vendor says 5.7 h, the event 7.66 h, 131 s past the promise."""
    promise = CREATED + hours(7.66) - hours(131 / 3600)
    world.order(
        "example",
        status="delivered",
        delivered_in_hours=5.7,
        delivered_event_at=CREATED + hours(7.66),
        first_promised_at=promise,
        first_seen_closed_at=AS_OF,
    )
    clocks = {row["clock"]: row for row in world.ask("delivery_clocks")}
    assert list(clocks) == ["link", "event", "vendor", "poll"]
    assert [clocks[name]["known"] for name in clocks] == [0, 1, 1, 1]
    assert [clocks[name]["counted"] for name in clocks] == [0, 1, 0, 0]
    assert [clocks[name]["on_time"] for name in clocks] == [0, 0, 1, 0]
    assert clocks["link"]["on_time_rate"] is None
    assert clocks["vendor"]["median_hours"] == pytest.approx(5.7)


def test_links_are_counted_by_the_day_they_went_live_whenever_ordered(world: PodcastWorld) -> None:
    world.order("old", created_at=ago(days=100), links_total=4)
    world.slot("old", 1, live_at=ago(days=2))
    world.slot("old", 2, live_at=ago(days=90))
    world.slot("old", 3, live_at=None)
    world.slot("old", 4, live_at=ago(days=3), lost_at=ago(days=1))
    recent = {"start": ago(days=7).date(), "end": AS_OF.date()}
    (row,) = world.ask("links_delivered", **recent)
    assert (row["links_delivered"], row["orders"], row["lost"]) == (2, 1, 1)
    assert world.only("links_delivered")["placed_time_unknown"] == 1


def test_no_link_delivered_is_none_and_not_nothing(world: PodcastWorld) -> None:
    row = world.only("links_delivered")
    assert list(row.values()) == ["all", 0, 0, 0, 0]
    assert world.ask("links_delivered", by="package") == []


def test_an_order_of_unknown_size_is_in_no_fill_rate(world: PodcastWorld) -> None:
    for order_id, total in (("sized", 4), ("unsized", None)):
        at = ago(days=2)
        world.order(order_id, status="delivered", links_total=total, delivered_event_at=at)
        world.slot(order_id, 1, live_at=at)
        world.slot(order_id, 2, live_at=at)
    row = world.only("delivery_figures")
    assert (row["closed"], row["slots_live"], row["slots_total"]) == (2, 2, 4)
    assert row["fill_rate"] == 0.5 and row["fill_low"] is None
