"""Indexing reports over worlds whose answers are computed by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.queries.outreach.worlds import wilson
from tests.queries.podcast.worlds import AS_OF, PodcastWorld, ago, hours


@pytest.fixture
def reported(world: PodcastWorld) -> PodcastWorld:
    """An order whose report was read, so that each link's past is known."""
    world.order("o", links_total=9, report_fetched_at=AS_OF)
    return world


def check(world: PodcastWorld, slot: int, at: datetime, verdict: str, **more: Any) -> None:
    row = {"method": "url_inspection", "engine": "google", "confidence": "authoritative", **more}
    world.add("index_checks", url_sha256=f"sha-o-{slot}", checked_at=at, verdict=verdict, **row)


def states(world: PodcastWorld, **filters: Any) -> dict[int, str]:
    return {row["slot"]: row["index_state"] for row in world.ask("placements", **filters)}


def curve(world: PodcastWorld) -> list[tuple[float, int, float]]:
    rows = world.ask("indexing_curve")
    return [(row["hours"], row["at_risk"], round(row["indexed_share"], 9)) for row in rows]


def test_an_empty_warehouse_answers_with_zeros_and_unknown_shares(world: PodcastWorld) -> None:
    row = world.only("indexing_rates")
    assert (row["group"], row["live_links"], row["mature_7d_n"]) == ("all", 0, 0)
    assert [row[name] for name in ("f_1h", "f_24h", "f_7d", "indexed_now_rate")] == [None] * 4
    assert row["is_thin_1h"] is True
    assert world.ask("indexing_curve") == []


def test_a_slot_without_a_url_is_not_live(reported: PodcastWorld) -> None:
    reported.slot("o", 1, url=None, url_sha256=None)
    reported.slot("o", 2)  # a url, but no time: placed, time unknown
    reported.link("o", 5, slot=3)
    assert reported.only("indexing_rates")["live_links"] == 1
    assert states(reported) == {1: "unknown", 2: "unknown", 3: "not_seen"}


def test_the_vendor_flag_speaks_where_nobody_checked(reported: PodcastWorld) -> None:
    reported.link("o", 5, indexed=None, slot=1)
    reported.link("o", 5, indexed=False, slot=2)
    reported.link("o", 5, 2, slot=3)
    assert states(reported) == {1: "unknown", 2: "not_seen", 3: "indexed"}
    row = reported.only("indexing_rates")
    assert (row["live_links"], row["known_now"], row["unknown_now"]) == (3, 2, 1)
    assert (row["indexed_now"], row["indexed_now_rate"], row["waiting"]) == (1, 0.5, 2)
    assert (row["indexed_now_low"], row["indexed_now_high"]) == pytest.approx(wilson(1, 2))


def test_the_latest_check_beats_the_flag(reported: PodcastWorld) -> None:
    for slot in range(1, 8):
        reported.link("o", 50, slot=slot)
    check(reported, 1, ago(hours=20), "indexed")
    check(reported, 1, ago(hours=10), "not_indexed")
    check(reported, 2, ago(hours=10), "not_indexed", reason_code="crawl_blocked")
    check(reported, 3, ago(hours=10), "not_indexed", reason_code="noindex")
    check(reported, 4, ago(hours=10), "not_indexed", reason_code="http_error")
    check(reported, 5, ago(hours=10), "unknown")
    check(reported, 6, ago(hours=10), "not_permitted")
    check(reported, 7, ago(hours=10), "indexed", confidence="reported")
    assert states(reported) == {
        1: "not_indexed", 2: "crawl_blocked", 3: "noindex", 4: "dead",
        5: "not_seen", 6: "not_seen", 7: "not_seen",
    }  # fmt: skip
    row = reported.only("indexing_rates")
    assert (row["known_now"], row["cannot_be_indexed"], row["waiting"]) == (6, 3, 4)
    sources = {row["slot"]: row["index_source"] for row in reported.ask("placements")}
    assert (sources[1], sources[6]) == ("url_inspection", "vendor_flag")


def test_a_refused_check_is_all_that_is_known_without_a_flag(reported: PodcastWorld) -> None:
    reported.link("o", 50, indexed=None)
    check(reported, 1, ago(hours=10), "not_permitted")
    assert states(reported) == {1: "not_permitted"}
    assert reported.only("indexing_rates")["known_now"] == 0


def test_noindex_and_dead_end_the_clock_and_a_robots_rule_does_not(
    reported: PodcastWorld,
) -> None:
    for slot in range(1, 5):
        reported.link("o", 100, slot=slot)
    reported.link("o", 100, 60, slot=5)
    check(reported, 1, ago(hours=90), "not_indexed", reason_code="noindex")
    check(reported, 2, ago(hours=80), "dead", confidence="observed")
    check(reported, 3, ago(hours=80), "not_indexed", reason_code="crawl_blocked")
    # survival of being neither is 4/5, then 3/5; the event at 60 h is one of three still waiting
    assert curve(reported) == [(0, 5, 0), (60, 3, 0.2)]


def test_indexed_before_it_was_live_is_zero_hours_and_flagged(reported: PodcastWorld) -> None:
    reported.link("o", 10, -3, slot=1)
    reported.link("o", 10, slot=2)
    assert curve(reported) == [(0, 2, 0.5)]
    flags = {row["slot"]: row["is_indexed_before_live"] for row in reported.ask("placements")}
    assert flags == {1: True, 2: False}


def test_an_interval_counts_at_its_right_edge(world: PodcastWorld) -> None:
    world.order("o")
    live_at = ago(hours=30)
    world.slot(
        "o",
        live_at=live_at,
        first_seen_live_at=live_at,
        indexed=True,
        last_seen_not_indexed_at=live_at + hours(4),
        first_seen_indexed_at=live_at + hours(9),
    )
    assert curve(world) == [(0, 1, 0), (9, 1, 1)]


def test_indexed_at_the_first_reading_has_no_clock(world: PodcastWorld) -> None:
    world.order("o", links_total=2)
    seen = {"first_seen_live_at": ago(hours=20)}
    world.slot(
        "o", 1, live_at=ago(hours=30), indexed=True, first_seen_indexed_at=ago(hours=20), **seen
    )
    world.slot("o", 2, live_at=ago(hours=30), indexed=False, **seen)
    row = world.only("indexing_rates")
    assert (row["live_links"], row["indexed_now"]) == (2, 1)
    assert (row["mature_1h_k"], row["mature_1h_n"]) == (0, 0)  # either may have been by then
    assert (row["mature_24h_k"], row["mature_24h_n"]) == (1, 2)  # both were read within the day
    assert curve(world) == [(0, 0, 0)]  # the other is watched from its tenth hour on


def test_placements_of_the_past_hold_no_later_reading(world: PodcastWorld) -> None:
    world.order("o", links_total=1)
    world.slot(
        "o",
        1,
        live_at=ago(hours=30),
        first_seen_live_at=ago(hours=29),
        indexed=True,
        last_seen_not_indexed_at=ago(hours=20),
        first_seen_indexed_at=ago(hours=10),
        lost_at=ago(hours=5),
    )
    now, then = (world.ask("placements", as_of=at)[0] for at in (AS_OF, ago(hours=25)))
    readings = ("last_seen_not_indexed_at", "first_seen_indexed_at", "lost_at")
    assert [now[name] for name in readings] == [ago(hours=20), ago(hours=10), ago(hours=5)]
    assert [then[name] for name in readings] == [None, None, None]
    assert (now["indexed"], then["indexed"]) == (True, False)


def test_a_link_is_at_risk_from_its_first_reading_only(world: PodcastWorld) -> None:
    world.order("o", links_total=2)
    for slot, first_read in ((1, 1), (2, 6)):
        live_at = ago(hours=30)
        indexed = (
            {"indexed": True, "first_seen_indexed_at": live_at + hours(5)} if slot == 1 else {}
        )
        world.slot(
            "o",
            slot,
            live_at=live_at,
            first_seen_live_at=live_at + hours(first_read),
            last_seen_not_indexed_at=live_at + hours(first_read),
            **indexed,
        )
    assert curve(world) == [(0, 0, 0), (5, 1, 1)]


def test_a_link_that_left_the_index_stays_an_event(reported: PodcastWorld) -> None:
    reported.link("o", 100, 10, indexed=False, deindexed_at=ago(hours=5))
    assert states(reported) == {1: "not_seen"}
    assert curve(reported)[-1] == (10, 1, 1)
    assert states(reported, as_of=ago(hours=6)) == {1: "indexed"}


@pytest.mark.parametrize(
    ("links", "f_24h", "f_7d"),
    [
        ([(30, None), (30, 3)], 0.5, None),  # nobody was followed for a week
        ([(10, 3)], None, None),  # all indexed, but not yet a day old
        ([(200, 3), (200, 5)], 1, 1),  # all indexed, and long ago
        ([(200, 3), (30, None)], 0.5, None),  # after 30 h nobody is left who could tell
    ],
)
def test_a_share_is_unknown_beyond_the_longest_follow_up(
    reported: PodcastWorld,
    links: list[tuple[float, float | None]],
    f_24h: float | None,
    f_7d: float | None,
) -> None:
    for slot, (age, indexed_after) in enumerate(links):
        reported.link("o", age, indexed_after, slot=slot)
    row = reported.only("indexing_rates")
    assert (row["f_24h"], row["f_7d"]) == (pytest.approx(f_24h), pytest.approx(f_7d))


def test_a_link_that_was_never_watched_makes_no_follow_up(world: PodcastWorld) -> None:
    """At an earlier as_of, a link that was first read later still is old, and was not watched."""
    world.order("o", created_at=ago(days=9))
    world.link(
        "o", 8 * 24, first_seen_live_at=ago(hours=12), last_seen_not_indexed_at=ago(hours=12)
    )
    world.link("o", 5 * 24, 5, slot=2)
    row = world.only("indexing_rates", as_of=ago(hours=22))
    assert (row["f_7d"], row["at_risk_7d"], row["mature_7d_n"]) == (None, 0, 0)
    assert row["f_24h"] == 1


def test_all_censored_gives_a_share_of_zero(reported: PodcastWorld) -> None:
    reported.link("o", 30)
    row = reported.only("indexing_rates")
    assert (row["f_24h"], row["f_24h_low"], row["f_24h_high"]) == (0, 0, 0)
    assert (row["km_median_hours"], row["f_7d"]) == (None, None)
    assert (row["mature_24h_k"], row["mature_24h_n"], row["mature_24h_low"]) == (0, 1, 0)


def test_links_are_grouped_by_platform_and_by_month_of_going_live(reported: PodcastWorld) -> None:
    reported.slot("o", 1, live_at=datetime(2026, 5, 31, 23), platform="apple")
    reported.slot("o", 2, live_at=datetime(2026, 6, 1, 1), platform="spotify")
    by_platform = [(row["group"], row["live_links"]) for row in _rates(reported, by="platform")]
    assert by_platform == [("apple", 1), ("spotify", 1)]
    assert [row["group"] for row in _rates(reported, by="month")] == ["2026-05", "2026-06"]
    in_berlin = _rates(reported, by="month", zone="Europe/Berlin")
    assert [(row["group"], row["live_links"]) for row in in_berlin] == [("2026-06", 2)]
    assert _rates(reported, platforms=("apple",))[0]["live_links"] == 1


def _rates(world: PodcastWorld, **filters: Any) -> list[dict[str, Any]]:
    return world.ask("indexing_rates", **filters)


def test_stuck_links_are_listed_oldest_first(reported: PodcastWorld) -> None:
    reported.link("o", 5, slot=1)
    reported.link("o", 50, slot=2)
    reported.link("o", 90, 3, slot=3)
    rows = [(row["slot"], row["state"], row["age_hours"]) for row in reported.ask("stuck_links")]
    assert rows == [(2, "not_seen", 50), (1, "not_seen", 5)]
    assert reported.ask("index_states") == [
        {"state": "not_seen", "links": 2},
        {"state": "indexed", "links": 1},
    ]


def test_the_finished_only_curve_forgets_waiting_links(reported: PodcastWorld) -> None:
    for slot, indexed_after in enumerate((2, 6, None, None)):
        reported.link("o", 100, indexed_after, slot=slot)
    assert [tuple(row.values()) for row in reported.ask("indexing_finished_only")] == [
        (2, 0.5),
        (6, 1),
    ]


def test_weeks_without_a_link_stand_as_zeros(reported: PodcastWorld) -> None:
    reported.slot(
        "o", 1, live_at=datetime(2026, 6, 9), indexed=True, indexed_at=datetime(2026, 6, 10)
    )
    reported.slot("o", 2, live_at=datetime(2026, 6, 23))
    rows = reported.ask("link_weeks")
    assert [(row["week"].day, row["indexed"], row["not_yet"], row["live"]) for row in rows] == [
        (8, 1, 0, 1), (15, 0, 0, 0), (22, 0, 1, 1), (29, 0, 0, 0),
    ]  # fmt: skip
    assert [row["is_complete"] for row in rows] == [True, True, True, False]
    clients = [(row["client_id"], row["links"]) for row in reported.ask("client_weeks")]
    assert clients == [("unassigned", 1), ("unassigned", 0), ("unassigned", 1), ("unassigned", 0)]
