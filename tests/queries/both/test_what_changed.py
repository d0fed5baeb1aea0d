"""Two periods compared, over worlds counted by hand."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from data.access import Scope
from tests.queries.outreach.worlds import wilson
from tests.queries.podcast.worlds import AS_OF, PodcastWorld, Row, ago, hours

# AS_OF is noon of 30 June 2026; both ranges are thirty days.
MAY = {"against_start": date(2026, 5, 1), "against_end": date(2026, 5, 30)}
JUNE = {"start": date(2026, 6, 1), "end": date(2026, 6, 30)}
IN_JUNE, IN_MAY = ago(days=10), ago(days=45)


def promises(world: PodcastWorld, at: Any, kept: int, late: int, **values: Any) -> None:
    """Orders promised for `at`, this many of them in time and this many a day late."""
    rows = []
    for number in range(kept + late):
        done = at - hours(1) if number < kept else at + hours(24)
        row: Row = {"status": "delivered", "first_promised_at": at, "delivered_event_at": done}
        rows.append((f"o{at:%y%m%d%H}-{values}-{number}", row))
    for order_id, row in rows:
        world.order(order_id, created_at=at - hours(48), **row, **values)


def changed(world: PodcastWorld, figure: str = "promise_kept", **filters: Any) -> dict[str, Row]:
    rows = world.ask("what_changed", **{**JUNE, **filters})
    return {row["group"]: row for row in rows if row["figure"] == figure}


def chance(k1: int, n1: int, k0: int, n0: int) -> float:
    """The two-sided score test, written down again."""
    pooled = (k1 + k0) / (n1 + n0)
    z = (k1 / n1 - k0 / n0) / math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n0))
    return math.erfc(abs(z) / math.sqrt(2))


@pytest.fixture
def two_packages(world: PodcastWorld) -> PodcastWorld:
    """Then 20 starter orders at 90 % and 20 scale at 50 %; now 30 at 90 % and 10 at 50 %."""
    promises(world, IN_MAY, 18, 2, package="starter")
    promises(world, IN_MAY, 10, 10, package="scale")
    promises(world, IN_JUNE, 27, 3, package="starter")
    promises(world, IN_JUNE, 5, 5, package="scale")
    return world


def test_a_change_of_the_mix_is_no_change_of_the_rates(two_packages: PodcastWorld) -> None:
    rows = changed(two_packages, by="package", **MAY)
    whole = rows["all"]
    assert (whole["k"], whole["n"], whole["k_before"], whole["n_before"]) == (32, 40, 28, 40)
    assert whole["change"] == pytest.approx(0.1)
    assert (whole["mix_effect"], whole["rate_effect"]) == pytest.approx((0.1, 0.0))
    # (30/40 - 20/40) * 0.9 and (10/40 - 20/40) * 0.5
    assert rows["starter"]["mix_effect"] == pytest.approx(0.225)
    assert rows["scale"]["mix_effect"] == pytest.approx(-0.125)
    assert {row["verdict"] for row in rows.values()} == {"no clear change"}


def test_the_parts_add_up_to_the_change(two_packages: PodcastWorld) -> None:
    promises(two_packages, IN_JUNE - hours(30), 7, 1, package="growth")  # there was none in May
    rows = changed(two_packages, by="package", **MAY)
    parts = [row for row in rows.values() if not row["is_total"]]
    total = math.fsum(row["mix_effect"] + row["rate_effect"] for row in parts)
    assert total == pytest.approx(rows["all"]["change"], abs=1e-12)
    assert rows["growth"]["verdict"] == "no data then"
    assert (rows["growth"]["rate_effect"], rows["growth"]["q_value"]) == (0, None)
    assert rows["growth"]["mix_effect"] == pytest.approx(8 / 48 * 7 / 8)


def test_the_interval_is_newcombes(two_packages: PodcastWorld) -> None:
    row = changed(two_packages, by="package", **MAY)["all"]
    (l1, u1), (l0, u0) = wilson(32, 40), wilson(28, 40)
    p1, p0 = 32 / 40, 28 / 40
    assert row["change_low"] == pytest.approx(p1 - p0 - math.hypot(p1 - l1, u0 - p0), abs=1e-12)
    assert row["change_high"] == pytest.approx(p1 - p0 + math.hypot(u1 - p1, p0 - l0), abs=1e-12)


@pytest.mark.parametrize("counts", [(32, 40, 28, 40), (5, 5, 0, 5), (1, 900, 9, 800), (3, 9, 3, 9)])
def test_the_chance_of_a_difference_is_exact(
    world: PodcastWorld, counts: tuple[int, int, int, int]
) -> None:
    asked = sa.text("select chance_of_difference(:a, :b, :c, :d)")
    with world.warehouse.read() as connection:
        found = connection.scalar(asked, dict(zip("abcd", counts, strict=True)))
    assert found == pytest.approx(chance(*counts), abs=1e-12)


def test_nobody_and_everybody_are_no_difference(world: PodcastWorld) -> None:
    asked = sa.text(
        "select chance_of_difference(0, 9, 0, 8), chance_of_difference(9, 9, 8, 8), "
        "chance_of_difference(0, 0, 1, 8), chance_of_difference(900, 900, 0, 900)"
    )
    with world.warehouse.read() as connection:
        assert tuple(connection.execute(asked).one()) == (1, 1, None, 0)


def test_of_many_segments_one_that_moves_by_chance_is_not_clear(world: PodcastWorld) -> None:
    """Alone p = 0.04 is a clear change; among ten segments its q is 0.4."""
    for number in range(9):
        promises(world, IN_MAY, 10, 10, niche=f"n{number}")
        promises(world, IN_JUNE, 10, 10, niche=f"n{number}")
    promises(world, IN_MAY, 10, 10, niche="lucky")
    promises(world, IN_JUNE, 16, 4, niche="lucky")
    row = changed(world, by="niche", **MAY)["lucky"]
    assert row["change_low"] > 0 and row["p_value"] == pytest.approx(chance(16, 20, 10, 20))
    assert row["q_value"] == pytest.approx(10 * chance(16, 20, 10, 20))
    assert row["verdict"] == "no clear change"
    alone = changed(world, by="niche", niches=("lucky",), **MAY)["lucky"]
    assert (alone["q_value"], alone["verdict"]) == (alone["p_value"], "up")


def test_q_values_step_up_and_never_fall_with_p(world: PodcastWorld) -> None:
    cases = {"a": (19, 20), "b": (18, 20), "c": (17, 20), "d": (10, 20)}
    for niche, (k, n) in cases.items():
        promises(world, IN_MAY, 10, 10, niche=niche)
        promises(world, IN_JUNE, k, n - k, niche=niche)
    rows = changed(world, by="niche", **MAY)
    p = [chance(*cases[niche], 10, 20) for niche in "abcd"]
    q = [min(p[j] * 4 / (j + 1) for j in range(i, 4)) for i in range(4)]
    assert [rows[niche]["q_value"] for niche in "abcd"] == pytest.approx(q)
    assert [rows[niche]["verdict"] for niche in "abcd"] == ["up", "up", "up", "no clear change"]


def test_fewer_than_five_are_too_few_to_compare(world: PodcastWorld) -> None:
    promises(world, IN_MAY, 0, 4, package="starter")
    promises(world, IN_JUNE, 9, 0, package="starter")
    row = changed(world, by="package", **MAY)["starter"]
    assert (row["verdict"], row["p_value"], row["q_value"]) == ("too few", None, None)


def test_a_day_that_is_not_over_is_left_out(world: PodcastWorld) -> None:
    promises(world, AS_OF - hours(3), 0, 6)  # this morning
    promises(world, AS_OF - hours(13), 6, 0)  # yesterday, an hour before midnight
    assert changed(world, **MAY)["all"]["n"] == 6
    assert changed(world, zone="Asia/Tokyo", **MAY) == {}  # there 23 h of yesterday is today
    west = changed(world, zone="America/Los_Angeles", **MAY)["all"]
    assert (west["k"], west["n"]) == (6, 6)


def test_the_days_before_are_the_default_and_an_open_range_has_none(
    two_packages: PodcastWorld,
) -> None:
    row = changed(two_packages)["all"]
    assert row["n_before"] == 40  # 2 to 31 May
    (open_range,) = two_packages.ask("what_changed")
    assert (open_range["n"], open_range["n_before"], open_range["verdict"]) == (
        80,
        0,
        "no data then",
    )


def test_the_same_days_last_year_leave_out_what_lies_between(two_packages: PodcastWorld) -> None:
    promises(two_packages, IN_JUNE - timedelta(days=365), 5, 5, package="starter")
    last_year = {"against_start": date(2025, 6, 1), "against_end": date(2025, 6, 30)}
    row = changed(two_packages, **last_year)["all"]
    assert (row["n"], row["n_before"]) == (40, 10)


def test_only_links_and_leads_old_enough_are_compared(world: PodcastWorld) -> None:
    world.order("o", links_total=9, report_fetched_at=AS_OF)
    for slot, (age, after) in enumerate(((480, 10), (480, None), (100, 5)), start=1):
        world.link("o", age, after, slot=slot)  # the last is not seven days old
    world.campaign("c1", "cus_a")
    for number, age in enumerate((25, 25, 10)):
        world.lead(f"l{number}", created_at=ago(days=age))
        world.attempt(f"l{number}", ago(days=age))
    world.reply("l0", ago(days=20), "interested")
    links = changed(world, "indexed_7d", by="platform", **MAY)["spotify"]
    assert (links["k"], links["n"]) == (1, 2)
    leads = changed(world, "positive", by="campaign_id", **MAY)["c1"]
    assert (leads["k"], leads["n"]) == (1, 2)
    assert changed(world, "promise_kept", by="campaign_id", **MAY) == {}


def test_a_client_compares_its_own_only(two_packages: PodcastWorld) -> None:
    promises(two_packages, IN_JUNE - hours(2), 6, 0, client_id="cus_a")
    rows = two_packages.ask("what_changed", Scope.of(["cus_a"]), by="client_id", **JUNE)
    assert {row["group"] for row in rows} == {"all", "cus_a"}
    assert two_packages.ask("what_changed", Scope.of([]), by="client_id", **JUNE) == []
