"""What theory says of any survival table, and published areas, through the product's own SQL."""

from __future__ import annotations

import json
import random
from math import exp, log, sqrt
from pathlib import Path
from typing import Any

import pytest

from tests.queries.outreach.worlds import AS_OF, ago
from tests.queries.podcast.worlds import PodcastWorld, Z, hours, order_row, slot_row

CASES = Path(__file__).resolve().parents[2] / "cases"
SURVIVAL = json.loads((CASES / "km-oracle.json").read_text("utf-8"))["datasets"]
AREAS = [
    (name, int(horizon), area)
    for name, case in SURVIVAL.items()
    for horizon, area in (case.get("rmst") or {}).items()
]
WEEK = 168
Watch = tuple[float | None, float, bool]


@pytest.mark.parametrize(("name", "horizon", "area"), AREAS)
def test_the_mean_wait_is_the_published_area_under_the_curve(
    world: PodcastWorld, name: str, horizon: int, area: float
) -> None:
    """Times are stretched until the published horizon is a week."""
    case, stretch = SURVIVAL[name], WEEK / horizon
    world.order("o", links_total=case["n"], report_fetched_at=AS_OF)
    for slot, (time, is_event) in enumerate(zip(case["times"], case["events"], strict=True)):
        length = time * stretch
        world.link("o", 4 * WEEK if is_event else length, length if is_event else None, slot=slot)
    told = world.only("indexing_figures")["mean_wait_7d_hours"]
    assert told == pytest.approx(area * stretch, abs=1e-6)  # times are kept to the microsecond


def test_without_open_orders_a_share_is_a_plain_one_with_binomial_spread(
    world: PodcastWorld,
) -> None:
    """Nobody censored: k of n had come by then, and the variance is that of k of n."""
    chance, n = random.Random(11), 40
    ends = [
        (float(chance.randint(1, 30)), chance.choice(("delivered", "failed"))) for _ in range(n)
    ]
    world.durations(ends)
    for row in world.ask("delivery_curve")[1:]:
        p = sum(end <= row["hours"] and how == "delivered" for end, how in ends) / n
        spread = Z * sqrt(p * (1 - p) / n) / ((1 - p) * abs(log(1 - p)))
        assert row["delivered_share"] == pytest.approx(p, abs=1e-9)
        assert row["low"] == pytest.approx(1 - (1 - p) ** exp(-spread), abs=1e-9)
        assert row["high"] == pytest.approx(1 - (1 - p) ** exp(spread), abs=1e-9)


def test_what_came_what_failed_and_what_is_open_add_up_to_all(tmp_path: Path) -> None:
    """F of delivery + F of failure + S = 1, S by Kaplan and Meier over both ends."""
    chance = random.Random(12)
    names = ("delivered", "failed", "open")
    ends = [(float(chance.randint(1, 30)), chance.choice(names)) for _ in range(60)]
    swapped = {"delivered": "failed", "failed": "delivered", "open": "open"}
    came = _last_share(tmp_path / "came", ends)
    failed = _last_share(tmp_path / "failed", [(end, swapped[how]) for end, how in ends])
    left = 1.0
    for moment in sorted({end for end, how in ends if how != "open"}):
        at_risk = sum(end >= moment for end, _ in ends)
        left *= 1 - sum(end == moment and how != "open" for end, how in ends) / at_risk
    assert came + failed + left == pytest.approx(1, abs=1e-9)


def _last_share(folder: Path, ends: list[tuple[float, str]]) -> float:
    folder.mkdir()
    world = PodcastWorld(folder)
    world.durations(ends)
    share = world.ask("delivery_curve")[-1]["delivered_share"]
    world.close()
    return float(share)


def test_to_watch_a_link_in_two_stretches_is_to_watch_it_once(tmp_path: Path) -> None:
    """Delayed entry: one link to an hour and another from it on stand for a link watched whole."""
    chance = random.Random(13)
    whole = [(float(chance.randint(4, 60)), chance.random() < 0.6) for _ in range(40)]
    cuts = [chance.randint(1, int(end) - 1) + 0.5 for end, _ in whole]
    once = _watched(tmp_path / "once", [(None, end, how) for end, how in whole])
    first: list[Watch] = [(None, cut, False) for cut in cuts]
    then: list[Watch] = [(cut, end, how) for cut, (end, how) in zip(cuts, whole, strict=True)]
    twice = _watched(tmp_path / "twice", first + then)
    assert len(once) == len(twice)
    for one, other in zip(once[1:], twice[1:], strict=True):
        for name in ("hours", "at_risk", "events", "indexed_share", "low", "high"):
            assert other[name] == pytest.approx(one[name], abs=1e-9)


def _watched(folder: Path, spans: list[Watch]) -> list[dict[str, Any]]:
    folder.mkdir()
    world, slots = PodcastWorld(folder), []
    for number, (entry, end, is_indexed) in enumerate(spans):
        live_at = ago(days=100) if is_indexed else ago(hours=end)
        seen_at = live_at + hours(entry or 0)
        row: dict[str, Any] = {"live_at": live_at, "first_seen_live_at": seen_at}
        row |= {"last_seen_not_indexed_at": seen_at, "indexed": is_indexed}
        if is_indexed:
            row["first_seen_indexed_at"] = live_at + hours(end)
        slots.append(slot_row("o", number, **row))
    world.fill([order_row("o", created_at=ago(days=200))], slots)
    curve = world.ask("indexing_curve")
    world.close()
    return curve
