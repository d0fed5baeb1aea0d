"""Still indexed, both edges of polled intervals, mean waits, own checks: by hand."""

from __future__ import annotations

import math
from datetime import datetime

import pytest

from tests.queries.outreach.worlds import wilson
from tests.queries.podcast.worlds import AS_OF, PodcastWorld, Z, ago, hours

GOLDEN = (0.5, 0.9, 2.6, 3, 26, 48)
CENSORED = (30, 72, 100, 168)


@pytest.fixture
def reported(world: PodcastWorld) -> PodcastWorld:
    """One order whose report was read, so that its links' whole past is known."""
    world.order("o", links_total=10, report_fetched_at=AS_OF, created_at=ago(days=100))
    return world


def checked(world: PodcastWorld, slot: int, at: datetime, verdict: str, **more: object) -> None:
    row = {"method": "page", "confidence": "observed", "verdict": verdict, **more}
    world.add("index_checks", url_sha256=f"sha-o-{slot}", checked_at=at, **row)


def test_the_mean_wait_of_the_golden_ten_is_72_3_hours(reported: PodcastWorld) -> None:
    for slot, after in enumerate((*GOLDEN, *CENSORED)):
        is_event = after in GOLDEN
        reported.link("o", 168 if is_event else after, after if is_event else None, slot=slot)
    row = reported.only("indexing_figures")
    assert round(row["mean_wait_7d_hours"], 1) == 72.3
    waits = [(0, 1), (0.5, 0.9), (0.9, 0.8), (2.6, 0.7), (3, 0.6), (26, 0.5), (48, 0.375)]
    ends = [*(start for start, _ in waits[1:]), 168]
    area = sum(share * (end - start) for (start, share), end in zip(waits, ends, strict=True))
    assert row["mean_wait_7d_hours"] == pytest.approx(area, abs=1e-9)
    assert row["mean_wait_30d_hours"] is None  # nobody was watched for 30 days


def test_a_group_without_an_event_waits_to_the_end(reported: PodcastWorld) -> None:
    for slot in range(3):
        reported.link("o", 200, slot=slot)
    assert reported.only("indexing_figures")["mean_wait_7d_hours"] == 168


def test_an_interval_is_drawn_by_both_of_its_edges(world: PodcastWorld) -> None:
    live_at = ago(hours=100)
    world.order("o", links_total=2, created_at=ago(days=10))
    world.slot(
        "o",
        1,
        live_at=live_at,
        first_seen_live_at=live_at,
        last_seen_not_indexed_at=live_at + hours(10),
        first_seen_indexed_at=live_at + hours(30),
        indexed=True,
    )
    world.slot("o", 2, live_at=live_at, first_seen_live_at=live_at)
    rows = world.ask("indexing_envelope")
    assert [(row["edge"], row["hours"], row["indexed_share"]) for row in rows] == [
        ("early", 0, 0), ("early", 10, 0.5), ("late", 0, 0), ("late", 30, 0.5),
    ]  # fmt: skip
    figures = world.only("indexing_figures")
    assert (figures["interval_links"], figures["median_interval_hours"]) == (1, 20)


def test_an_exact_time_has_one_edge(reported: PodcastWorld) -> None:
    reported.link("o", 100, 30, slot=1, last_seen_not_indexed_at=ago(hours=80))
    rows = reported.ask("indexing_envelope")
    assert [row["hours"] for row in rows if row["hours"]] == [30, 30]


def test_a_reading_that_is_first_and_last_not_indexed_keeps_its_link(world: PodcastWorld) -> None:
    """Watched from the very reading that was the last "not indexed" one."""
    live_at = ago(hours=100)
    world.order("o", created_at=ago(days=10))
    seen_at = live_at + hours(10)
    world.slot(
        "o",
        1,
        live_at=live_at,
        first_seen_live_at=seen_at,
        last_seen_not_indexed_at=seen_at,
        first_seen_indexed_at=live_at + hours(30),
        indexed=True,
    )
    early = [row for row in world.ask("indexing_envelope") if row["edge"] == "early"]
    assert early[-1]["at_risk"] == 1 and early[-1]["hours"] == pytest.approx(10, abs=1e-5)


def test_a_link_that_was_missed_later_ends_its_second_clock(reported: PodcastWorld) -> None:
    reported.link("o", 1000, 100, slot=1, indexed=False, deindexed_at=ago(hours=1000) + hours(300))
    reported.link("o", 1000, 100, slot=2)
    reported.link("o", 500, 100, slot=3)
    reported.link("o", 50, slot=4)
    row = reported.only("still_indexed")
    assert (row["ever_indexed"], row["still_indexed"]) == (3, 2)
    assert (row["still_indexed_low"], row["still_indexed_high"]) == pytest.approx(wilson(2, 3))
    curve = [
        (r["hours"], r["at_risk"], r["still_share"]) for r in reported.ask("still_indexed_curve")
    ]
    assert curve == [(0, 3, 1), (200, 3, pytest.approx(2 / 3))]
    assert row["stays_30d"] == pytest.approx(2 / 3) and row["at_risk_30d"] == 1
    s, variance = 2 / 3, (2 / 3) ** 2 / (3 * 2)
    spread = Z * math.sqrt(variance) / (s * abs(math.log(s)))
    assert row["stays_30d_low"] == pytest.approx(s ** math.exp(spread))
    assert row["stays_90d"] is None


def test_a_check_that_misses_an_indexed_page_ends_its_second_clock(reported: PodcastWorld) -> None:
    reported.link("o", 1000, 100, slot=1)
    checked(reported, 1, ago(hours=1000) + hours(50), "not_indexed")  # before it was indexed
    assert reported.only("still_indexed")["stays_30d"] == 1
    checked(reported, 1, ago(hours=1000) + hours(400), "dead")
    assert [row["hours"] for row in reported.ask("still_indexed_curve")] == [0, 300]


def test_while_none_was_missed_the_share_has_no_limits(reported: PodcastWorld) -> None:
    reported.link("o", 1000, 100, slot=1)
    row = reported.only("still_indexed")
    assert (row["stays_30d"], row["stays_30d_low"], row["stays_30d_high"]) == (1, None, None)


def test_robots_and_dead_are_of_the_links_that_were_checked(reported: PodcastWorld) -> None:
    for slot in range(1, 5):
        reported.link("o", 100, slot=slot)
    checked(reported, 1, ago(hours=90), "not_indexed", reason_code="crawl_blocked")
    checked(reported, 2, ago(hours=90), "dead")
    checked(reported, 2, ago(hours=80), "not_indexed")  # alive again
    checked(reported, 3, ago(hours=80), "not_indexed", reason_code="http_error")
    row = reported.only("indexing_figures")
    assert (row["checked"], row["robots_blocked"], row["dead"]) == (3, 1, 1)
    assert (row["robots_low"], row["robots_high"]) == pytest.approx(wilson(1, 3))
    unchecked = reported.only("indexing_figures", as_of=ago(hours=95))
    assert unchecked["robots_rate"] is None


def test_links_of_one_order_widen_the_limits(world: PodcastWorld) -> None:
    """Five orders of four links that share one fate: 20 links know no more than 5 orders."""
    for number in range(5):
        order_id = f"o{number}"
        world.order(order_id, links_total=4, report_fetched_at=AS_OF, created_at=ago(days=20))
        for slot in range(4):
            world.link(order_id, 400, 10 if number < 3 else None, slot=slot)
    row = world.only("indexing_figures")
    assert (row["mature_7d_k"], row["mature_7d_n"], row["mature_7d_orders"]) == (12, 20, 5)
    squares = 3 * (4 - 4 * 0.6) ** 2 + 2 * (0 - 4 * 0.6) ** 2
    half = Z * math.sqrt(squares * 5 / 4) / 20
    assert row["clustered_7d_low"] == pytest.approx(0.6 - half)
    assert row["clustered_7d_high"] == 1  # cut at the edge
    plain = world.only("indexing_rates")
    assert row["clustered_7d_low"] < plain["mature_7d_low"]


def test_an_empty_warehouse_has_one_row_of_unknowns(world: PodcastWorld) -> None:
    for name in ("indexing_figures", "still_indexed"):
        row = world.only(name)
        assert {value for value in row.values() if value is not None} == {"all", 0}


def test_a_link_that_only_a_check_calls_indexed_is_in_no_share_of_seven_days(
    world: PodcastWorld,
) -> None:
    """When it was indexed nobody knows: both reports that tell the plain share leave it out."""
    world.order("o", links_total=2, created_at=ago(days=30))
    for slot in (1, 2):
        world.slot("o", slot, live_at=ago(days=20), first_seen_live_at=ago(days=20))
    checked(world, 1, ago(days=1), "indexed")
    figures, rates = world.only("indexing_figures"), world.only("indexing_rates")
    assert figures["without_clock"] == 1
    assert (figures["mature_7d_k"], figures["mature_7d_n"]) == (0, 1)
    assert (rates["mature_7d_k"], rates["mature_7d_n"]) == (0, 1)


def test_of_two_looks_at_one_moment_always_the_same_counts(reported: PodcastWorld) -> None:
    for slot, verdicts in ((1, ("dead", "crawl_blocked")), (2, ("crawl_blocked", "dead"))):
        reported.link("o", 100, slot=slot)
        for verdict in verdicts:
            checked(reported, slot, ago(hours=5), verdict)
    row = reported.only("indexing_figures")
    assert (row["checked"], row["robots_blocked"], row["dead"]) == (2, 0, 2)
