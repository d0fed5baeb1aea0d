"""The published survival tables and intervals, through the product's own SQL."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.queries.podcast.worlds import AS_OF, PodcastWorld

CASES = Path(__file__).resolve().parents[2] / "cases"
SURVIVAL = json.loads((CASES / "km-oracle.json").read_text("utf-8"))["datasets"]
WILSON = json.loads((CASES / "wilson-oracle.json").read_text("utf-8"))


@pytest.mark.parametrize("name", SURVIVAL)
def test_the_delivery_curve_gives_the_published_table(world: PodcastWorld, name: str) -> None:
    case = SURVIVAL[name]
    endings = ["delivered" if event else "open" for event in case["events"]]
    world.durations(list(zip(case["times"], endings, strict=True)))
    start, *rows = world.ask("delivery_curve")
    assert (start["hours"], start["at_risk"], start["delivered_share"]) == (0, case["n"], 0)
    assert len(rows) == len(case["table"])
    for row, expected in zip(rows, case["table"], strict=True):
        _agrees(row, expected)
    (times,) = world.ask("delivery_times")
    assert times["km_median_hours"] == case["median"]
    assert times["delivered"] == case["n_events"]


def _agrees(row: dict[str, Any], expected: dict[str, Any]) -> None:
    assert row["hours"] == expected["t"]
    assert row["at_risk"] == expected["n_risk"]
    assert row["events"] == expected["events"]
    assert row["censored"] == expected["censored"]
    assert 1 - row["delivered_share"] == pytest.approx(expected["S"], abs=1e-9)
    if expected["ci_loglog"] is None:
        assert row["low"] is None and row["high"] is None
    else:
        limits = [1 - row["high"], 1 - row["low"]]
        assert limits == pytest.approx(expected["ci_loglog"], abs=1e-9)


@pytest.mark.parametrize(
    "case", [case for case in WILSON["cases"] if case["conf"] == 0.95], ids=str
)
def test_wilson_limits_are_exact(world: PodcastWorld, case: dict[str, Any]) -> None:
    asked = sa.text("select wilson_low(:k, :n), wilson_high(:k, :n)")
    with world.warehouse.read() as connection:
        low, high = connection.execute(asked, {"k": case["k"], "n": case["n"]}).one()
    assert low == pytest.approx(case["lower"], abs=1e-12)
    assert high == pytest.approx(case["upper"], abs=1e-12)


def test_a_rate_of_nothing_is_unknown(world: PodcastWorld) -> None:
    with world.warehouse.read() as connection:
        asked = sa.text("select rate(0, 0), wilson_low(0, 0), wilson_high(0, 0)")
        assert tuple(connection.execute(asked).one()) == (None, None, None)


def test_ten_links_give_the_golden_answer(world: PodcastWorld) -> None:
    """metrics.md B: 0.5 0.9 2.6 3 26 48 events, the rest censored."""
    world.order("o", links_total=10, report_fetched_at=AS_OF)
    events = (0.5, 0.9, 2.6, 3, 26, 48)
    for number, hours in enumerate((*events, 30, 72, 100, 168)):
        is_event = hours in events
        world.link("o", 168 if is_event else hours, hours if is_event else None, slot=number)
    curve = [(row["hours"], round(row["indexed_share"], 12)) for row in world.ask("indexing_curve")]
    assert curve == [(0, 0), (0.5, 0.1), (0.9, 0.2), (2.6, 0.3), (3, 0.4), (26, 0.5), (48, 0.625)]
    at_26 = next(row for row in world.ask("indexing_curve") if row["hours"] == 26)
    assert (round(1 - at_26["high"], 3), round(1 - at_26["low"], 3)) == (0.184, 0.753)
    rates = world.only("indexing_rates")
    assert [round(rates[f"f_{h}"], 12) for h in ("1h", "24h", "7d")] == [0.2, 0.4, 0.625]
    assert rates["km_median_hours"] == 26
    assert [rates[f"at_risk_{h}"] for h in ("1h", "24h", "7d")] == [8, 6, 1]
    assert [rates[f"is_thin_{h}"] for h in ("1h", "24h", "7d")] == [False, False, True]
    assert (rates["mature_24h_k"], rates["mature_24h_n"]) == (4, 10)
    assert (rates["mature_7d_k"], rates["mature_7d_n"]) == (6, 7)
    assert (rates["indexed_now"], rates["known_now"]) == (6, 10)
