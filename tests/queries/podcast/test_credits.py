"""What becomes of unused credits, by hand."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from data.access import Scope
from tests.queries.podcast.worlds import AS_OF, PodcastWorld, Row, Z, ago


def read(world: PodcastWorld, days: float = 0, **values: Any) -> None:
    """The account as read so many days ago: two growth credits that last 30 days more."""
    row: Row = {"credits_starter": 0, "credits_growth": 2, "credits_scale": 0}
    row |= {"credits_expire_at": AS_OF + timedelta(days=30)}
    world.add("account_snapshots", observed_at=ago(days=days), **row | values)


def growth(world: PodcastWorld, **filters: Any) -> Row:
    (row,) = [row for row in world.ask("credit_expiry", **filters) if row["package"] == "growth"]
    return row


def test_credits_less_what_ninety_days_let_expect_will_lapse(world: PodcastWorld) -> None:
    read(world, credits_growth=5)
    world.add(
        "price_book", package="growth", valid_from=ago(days=400), price=Decimal("149"),
        currency="EUR",
    )  # fmt: skip
    for number, days in enumerate((200, 91, 89, 60, 1)):
        world.order(f"o{number}", package="growth", created_at=ago(days=days))
    world.order("other", package="scale", created_at=ago(days=3))
    row = growth(world)
    assert (row["state"], row["days_left"]) == ("valid", 30)
    assert (row["orders_counted"], row["counted_days"]) == (3, 90)
    assert row["expected_use"] == pytest.approx(1)
    assert row["forecast_unused"] == pytest.approx(4)
    assert (row["currency"], row["price"], row["worth"]) == ("EUR", 149, 5 * 149)
    assert row["worth_unused"] == pytest.approx(4 * 149)


def test_what_will_be_used_has_limits_of_two_counts_at_one_rate(world: PodcastWorld) -> None:
    """They are where the score test of k in 90 days and y in 30 is just not refused."""
    read(world)
    for number in range(12):
        world.order(f"o{number}", package="growth", created_at=ago(days=number))
    world.order("first", package="scale", created_at=ago(days=300))
    row = growth(world)
    assert row["expected_use"] == pytest.approx(4)

    def is_refused(later: float) -> bool:
        due = (12 + later) / 4
        return (later - due) ** 2 > Z**2 * due * 0.75

    kept = [later for later in range(100) if not is_refused(later)]
    assert [row["expected_use_low"], row["expected_use_high"]] == [kept[0], kept[-1]]


def test_a_short_history_is_counted_from_its_first_order(world: PodcastWorld) -> None:
    read(world, credits_growth=9)
    world.order("first", package="scale", created_at=ago(days=10))
    world.order("own", package="growth", created_at=ago(days=5))
    row = growth(world)
    assert row["counted_days"] == 10
    assert row["expected_use"] == pytest.approx(3) and row["forecast_unused"] == pytest.approx(6)


def test_more_use_than_credits_leaves_none(world: PodcastWorld) -> None:
    read(world)
    for number in range(20):
        world.order(f"o{number}", package="growth", created_at=ago(days=10))
    row = growth(world)
    assert row["expected_use"] == pytest.approx(60) and row["forecast_unused"] == 0


def test_a_package_that_nobody_orders_is_expected_to_lapse(world: PodcastWorld) -> None:
    read(world)
    world.order("other", package="scale", created_at=ago(days=90))
    row = growth(world)
    assert (row["orders_counted"], row["expected_use"], row["forecast_unused"]) == (0, 0, 2)
    assert (row["expected_use_low"], row["expected_use_high"]) == (0, 1)
    assert row["price"] is row["worth"] is row["worth_unused"] is None


def test_without_any_order_nothing_is_expected(world: PodcastWorld) -> None:
    read(world)
    row = growth(world)
    assert row["orders_counted"] is row["expected_use"] is row["forecast_unused"] is None
    assert row["expected_use_low"] is row["expected_use_high"] is None


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({"credits_expire_at": None}, "no_expiry"),
        ({"credits_expire_at": AS_OF}, "expired"),
        ({"credits_growth": None}, "not_told"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_has_no_day_or_number_is_not_foretold(
    world: PodcastWorld, values: Row, state: str
) -> None:
    read(world, **values)
    world.order("o", package="growth", created_at=ago(days=90))
    row = growth(world)
    assert row["state"] == state and row["forecast_unused"] is None


def test_the_latest_reading_and_the_price_of_the_day_count(world: PodcastWorld) -> None:
    read(world, days=9, credits_growth=7)
    read(world, days=2, credits_growth=3)
    for days, price in ((400, "100"), (5, "120"), (-3, "999")):
        world.add(
            "price_book", package="growth", valid_from=ago(days=days), price=Decimal(price),
            currency="USD",
        )  # fmt: skip
    row = growth(world)
    assert (row["credits"], row["worth"], row["read_at"]) == (3, 360, ago(days=2))
    then = growth(world, as_of=ago(days=8))
    assert (then["credits"], then["worth"]) == (7, 700)


def test_credits_are_the_accounts_and_no_clients(world: PodcastWorld) -> None:
    read(world)
    assert len(world.ask("credit_expiry")) == 3
    assert len(world.ask("credit_expiry", packages=("growth",))) == 1
    assert world.ask("credit_expiry", clients=("cus_a",)) == []
    assert world.ask("credit_expiry", Scope.of(["cus_a"])) == []


def test_an_account_that_nobody_read_has_no_rows(world: PodcastWorld) -> None:
    world.order("o", package="growth")
    assert world.ask("credit_expiry") == []
