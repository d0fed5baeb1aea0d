"""Every report of orders is what pandas makes of the same rows."""

from __future__ import annotations

import pytest

from tests.independent.demo_world import forecasts, orders
from tests.independent.demo_world.reading import Demo, compare


@pytest.mark.parametrize("by", [None, "package", "client_id", "niche", "month"])
def test_delivery_times(demo: Demo, by: str | None) -> None:
    compare(demo.ask("delivery_times", by), orders.delivery_times(demo, by), "group")


def test_the_promise_ledger(demo: Demo) -> None:
    compare(demo.ask("promise_ledger"), orders.promise_ledger(demo), "order_id")


def test_the_clocks_of_delivery(demo: Demo) -> None:
    compare(demo.ask("delivery_clocks"), orders.delivery_clocks(demo), "clock")


@pytest.mark.parametrize("by", [None, "package"])
def test_the_delivery_curve(demo: Demo, by: str | None) -> None:
    told = demo.ask("delivery_curve", by)
    compare(told, orders.delivery_curve(demo, by), "group", "hours")


def test_the_further_figures_of_delivery(demo: Demo) -> None:
    compare(demo.ask("delivery_figures"), orders.delivery_figures(demo), "group")


def test_the_chances_of_open_orders_and_the_links_they_add_up_to(demo: Demo) -> None:
    chances = forecasts.open_orders_ahead(demo)
    told = demo.ask("open_orders_ahead")
    names = [
        "order_id",
        "closed_orders",
        "links_open",
        "chance_1d",
        "chance_3d",
        "chance_7d",
        "chance_14d",
    ]
    compare(told[names], chances[names], "order_id")
    totals = demo.ask("delivery_forecast").set_index(["group", "horizon_hours"])
    for name, ahead in (("1d", 24), ("3d", 72), ("7d", 168), ("14d", 336)):
        row = totals.loc[("all", ahead)]
        expected = (chances["links_open"] * chances[f"chance_{name}"].astype(float)).sum()
        assert row["open_orders"] == len(chances)
        assert row["expected_links"] == pytest.approx(expected, abs=1e-9)
        assert row["low"] <= expected <= row["high"]
