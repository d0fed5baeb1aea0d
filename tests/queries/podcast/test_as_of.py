"""The answer as it stood: later events are hidden, what was open is censored."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.queries.podcast.worlds import AS_OF, PodcastWorld, ago, hours


@pytest.fixture
def finished(world: PodcastWorld) -> PodcastWorld:
    """Delivered two days ago, eight days after it was placed; its link was indexed yesterday."""
    world.order(
        "o",
        status="delivered",
        links_delivered=1,
        first_promised_at=ago(days=5),
        report_fetched_at=AS_OF,
        report_url="https://reports.example/o",
        average_da=70,
    )
    world.slot("o", live_at=ago(days=2), indexed=True, indexed_at=ago(days=1))
    return world


def test_a_later_delivery_is_open_and_overdue(finished: PodcastWorld) -> None:
    now, then = finished.only("delivery_times"), finished.only("delivery_times", as_of=ago(days=3))
    assert (now["delivered"], now["open"], now["km_median_hours"]) == (1, 0, 8 * 24)
    assert (then["delivered"], then["open"], then["km_median_hours"]) == (0, 1, None)
    assert (then["due"], then["overdue_open"], then["longest_overdue_hours"]) == (1, 1, 48)
    assert finished.only("delivery_times", as_of=ago(days=6))["due"] == 0


def test_an_order_is_shown_without_what_came_later(finished: PodcastWorld) -> None:
    row = finished.only("orders", as_of=ago(days=3))
    assert (row["status"], row["links_delivered"]) == ("in_progress", 0)
    assert [row[name] for name in ("delivered_at", "delivered_clock", "average_da")] == [None] * 3
    assert row["report_url"] is None
    assert finished.only("orders")["report_url"]


def test_orders_and_links_of_later_days_are_hidden(finished: PodcastWorld) -> None:
    assert finished.ask("orders", as_of=ago(days=11)) == []
    assert finished.only("indexing_rates", as_of=ago(days=3))["live_links"] == 0
    (slot,) = finished.ask("placements", as_of=ago(days=3))
    assert (slot["url"], slot["live_at"], slot["index_state"]) == (None, None, "unknown")


def test_a_link_indexed_later_still_waits(finished: PodcastWorld) -> None:
    row = finished.only("indexing_rates", as_of=ago(days=1.5))
    assert (row["live_links"], row["indexed_now"], row["waiting"]) == (1, 0, 1)
    assert finished.only("indexing_rates")["indexed_now"] == 1


def test_the_vendors_times_count_not_ours(world: PodcastWorld) -> None:
    """A first sync reads months of history at once: it was all there before."""
    long_ago = {"first_seen_at": AS_OF, "fetched_at": AS_OF, "first_seen_closed_at": AS_OF}
    world.order("done", status="delivered", delivered_event_at=ago(days=9), **long_ago)
    world.order("failed", status="failed", **long_ago)
    row = world.only("delivery_times", as_of=ago(days=8))
    assert (row["orders"], row["delivered"], row["failed"]) == (2, 1, 1)


def test_a_failure_is_seen_once_its_open_days_are_over(world: PodcastWorld) -> None:
    world.order(
        "o", status="failed", last_seen_open_at=ago(days=5), first_seen_closed_at=ago(days=4)
    )
    failed = {
        days: world.only("delivery_times", as_of=ago(days=days))["failed"]
        for days in (6, 4.5, 4, 1)
    }
    assert failed == {6: 0, 4.5: 0, 4: 1, 1: 1}


def test_a_failure_whose_closing_read_is_not_known_is_over_by_its_latest(
    world: PodcastWorld,
) -> None:
    world.order("o", status="failed", last_seen_open_at=ago(days=5), fetched_at=ago(days=3))
    assert [world.only("delivery_times", as_of=ago(days=days))["failed"] for days in (4, 3)] == [
        0,
        1,
    ]
    assert world.only("delivery_times")["open"] == 0


def test_a_signed_event_gives_the_time_of_a_failure(world: PodcastWorld) -> None:
    world.order("o", status="failed", first_seen_closed_at=ago(days=1))
    delivered_at = ago(days=9) + hours(100)
    world.order("twin", created_at=ago(days=9), status="delivered", delivered_event_at=delivered_at)
    event = {"event_type": "order.failed", "order_id": "o", "event_at": ago(days=7)}
    world.add("webhook_events", body_sha256="x", applied_at=ago(days=7), **event)
    curve = [(row["hours"], row["at_risk"]) for row in world.ask("delivery_curve")]
    assert curve == [(0, 2), (100, 1)]  # the failure at 72 h leaves one at risk


def test_an_aware_time_is_turned_into_utc(finished: PodcastWorld) -> None:
    from zoneinfo import ZoneInfo

    aware = (ago(days=3) + timedelta(hours=2)).replace(tzinfo=ZoneInfo("Europe/Berlin"))
    assert finished.only("orders", as_of=aware) == finished.only("orders", as_of=ago(days=3))


def test_open_work_is_censored_at_the_sources_own_last_sync(world: PodcastWorld) -> None:
    world.sync("outreach", run_id="later", status="ok", finished_at=AS_OF + hours(50))
    world.sync("podcast", run_id="failed", status="failed", finished_at=AS_OF + hours(60))
    world.order("o", created_at=ago(hours=5))
    assert world.only("delivery_times")["longest_open_hours"] == 5


def test_before_a_first_whole_sync_rows_are_as_old_as_their_reading(world: PodcastWorld) -> None:
    with world.warehouse.write() as connection:
        connection.exec_driver_sql("delete from sync_runs")
    world.order("o", created_at=ago(hours=5), fetched_at=ago(hours=1))
    assert world.only("delivery_times")["longest_open_hours"] == 4
