"""What open orders will bring, against the formula on worlds small enough to count."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from data.access import Scope
from tests.queries.podcast.worlds import AS_OF, PodcastWorld, ago, order_row


def history(world: PodcastWorld, lengths: list[float], *, package: str = "growth") -> None:
    """One delivered order per length in hours, all placed long ago."""
    created_at = ago(days=300)
    world.fill(
        [
            order_row(
                f"{package}-{number}",
                package=package,
                status="delivered",
                created_at=created_at,
                delivered_event_at=created_at + timedelta(hours=length),
            )
            for number, length in enumerate(lengths)
        ]
    )


def by_horizon(
    world: PodcastWorld, group: str = "all", **filters: Any
) -> dict[int, dict[str, Any]]:
    rows = world.ask("delivery_forecast", **filters)
    return {row["horizon_hours"]: row for row in rows if row["group"] == group}


def test_a_chance_is_what_is_left_of_the_curve_at_the_orders_age(world: PodcastWorld) -> None:
    history(world, [10.0] * 20 + [40.0] * 10 + [90.0] * 10)
    world.order("open", package="growth", created_at=ago(hours=20), links_total=3)
    (order,) = world.ask("open_orders_ahead")
    # 41 orders: 20 came at 10 h, so that of the 21 left at 20 h ten come at 40 h; the open one is
    # watched to 20 h only, so that ten of twenty come at 40 h and ten of ten at 90 h
    assert order["chance_1d"] == pytest.approx(0.5)
    assert order["chance_3d"] == pytest.approx(1.0)
    row = by_horizon(world)[24]
    assert (row["open_orders"], row["open_links"]) == (1, 3)
    assert row["expected_links"] == pytest.approx(1.5)
    assert 0 <= row["low"] <= 1.5 <= row["high"] <= 3


def test_links_that_are_live_already_are_not_expected_again(world: PodcastWorld) -> None:
    history(world, [10.0] * 20 + [40.0] * 20)
    world.order("open", package="growth", created_at=ago(hours=20), links_total=3)
    world.slot("open", 1, live_at=ago(hours=5))
    assert by_horizon(world)[24]["open_links"] == 2


def test_failures_compete(world: PodcastWorld) -> None:
    history(world, [10.0] * 20 + [40.0] * 10)
    for number in range(10):
        world.order(
            f"failed-{number}",
            package="growth",
            status="failed",
            created_at=ago(days=300),
            first_seen_closed_at=ago(days=300) + timedelta(hours=30),
            last_seen_open_at=ago(days=300) + timedelta(hours=29),
        )
    world.order("open", package="growth", created_at=ago(hours=20))
    (order,) = world.ask("open_orders_ahead")
    assert order["chance_3d"] == pytest.approx(0.5)


def test_fewer_than_thirty_ended_orders_are_too_little_history(world: PodcastWorld) -> None:
    history(world, [10.0] * 29)
    history(world, [10.0] * 15 + [40.0] * 15, package="scale")
    world.order("young", package="growth", created_at=ago(hours=5), links_total=4)
    world.order("known", package="scale", created_at=ago(hours=20), links_total=2)
    growth, both = by_horizon(world, "growth")[24], by_horizon(world)[24]
    assert (growth["closed_orders"], growth["has_too_little_history"]) == (29, True)
    assert growth["expected_links"] is growth["low"] is growth["high"] is None
    assert (both["open_links"], both["foretold_links"]) == (6, 2)
    assert both["expected_links"] == pytest.approx(2) and both["has_too_little_history"]


def test_the_same_orders_give_the_same_limits_in_any_order(world: PodcastWorld) -> None:
    history(world, [5.0 * n for n in range(1, 41)])
    world.order("open", package="growth", created_at=ago(hours=20), links_total=3)
    before = by_horizon(world)
    with world.warehouse.write() as connection:
        rows = connection.exec_driver_sql("select * from orders").mappings().all()
        connection.exec_driver_sql("delete from orders")
    world.fill([dict(row) for row in reversed(rows)])
    after = by_horizon(world)
    for horizon, row in before.items():
        for name in ("expected_links", "low", "high"):
            assert after[horizon][name] == pytest.approx(row[name], abs=1e-9)


def test_without_open_orders_nothing_is_foretold(world: PodcastWorld) -> None:
    history(world, [10.0] * 40)
    assert world.ask("delivery_forecast") == world.ask("open_orders_ahead") == []


def test_past_forecasts_are_judged_by_what_came(world: PodcastWorld) -> None:
    """One order was open at each of three past moments; two of them came within the week."""
    history(world, [10.0] * 20 + [80.0] * 20)
    for number, length in enumerate((80, 80, 600)):
        created_at = AS_OF - timedelta(days=7 * (number + 1), hours=20)
        world.order(
            f"late-{number}",
            package="growth",
            status="delivered",
            created_at=created_at,
            delivered_event_at=created_at + timedelta(hours=length),
        )
    row = world.only("forecast_calibration")
    # the third is open at three moments: its first week, and at 188 h and 356 h of age, with
    # nothing in the history beyond 80 h; to the two others it is one that did not come at 80 h
    assert (row["forecasts"], row["came"]) == (5, 2)
    assert row["mean_chance"] == pytest.approx((1 + 20 / 21 + 21 / 22) / 5)
    assert row["brier"] == pytest.approx((1 + (1 / 21) ** 2 + (1 / 22) ** 2) / 5)
    assert row["base_brier"] == pytest.approx(0.4 * 0.6)
    assert row["weeks"] == 3


def test_calibration_without_a_past_is_unknown(world: PodcastWorld) -> None:
    row = world.only("forecast_calibration")
    assert (row["forecasts"], row["weeks"], row["brier"], row["covered_rate"]) == (0, 0, None, None)


def test_a_client_is_told_of_its_own_orders_from_its_own_history(world: PodcastWorld) -> None:
    history(world, [10.0] * 40)
    world.order("mine", package="growth", client_id="cus_a", created_at=ago(hours=5))
    world.order("other", package="growth", client_id="cus_b", created_at=ago(hours=5))
    rows = world.ask("open_orders_ahead", Scope.of(["cus_a"]))
    assert [(row["order_id"], row["chance_7d"]) for row in rows] == [("mine", None)]
